"""Engines: how each database is spoken to.

SQLite writes ahead of its file and, unless told otherwise, waits for the disk at every
commit: a record of consent that was acknowledged outlives a power cut. Whoever writes
takes the lock at the start, and does not find out half-way that somebody else has it.
"""

import os
import sqlite3
import stat
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Executable,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.sql import ClauseElement

from collabtherapy.storage.driver import run

WRITES: Final = "collabtherapy_writes"
"""The option by which a connection says that it is about to write."""

PROCESS: Final = "collabtherapy_process"
"""The option by which an engine says in which process its connections were made."""

COPIED: Final = "collabtherapy_copied"
"""The option that keeps what a fork has copied from being collected, and closed."""

SHORT_WAIT: Final = 1000
"""Milliseconds to wait for readers who hold up what is not urgent."""

POSTGRESQL: Final = "postgresql"
OWNER_ONLY: Final = 0o600
"""The mode of a new file: to be read and written by its owner alone."""

DRIVER: Final = "postgresql+psycopg"


def engine_of(url: str, *, durability: str, wait_seconds: float) -> Engine:
    """Return an engine for an address.

    Raises:
        ValueError: it is no address of a database that can be used.
        ImportError: its driver is not installed; says which extra has it.
    """
    address = _address(url)
    if address.drivername == DRIVER:
        engine = _postgresql(address, wait_seconds)
    else:
        engine = _sqlite(address, durability, wait_seconds)
    engine.update_execution_options(**{PROCESS: os.getpid()})
    return engine


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        address = URL.create("nothing")  # what was given may hold a password
    if address.get_backend_name() == POSTGRESQL:
        return address.set(drivername=DRIVER)
    if address.drivername != "sqlite":
        raise ValueError("a store is memory:, sqlite:///FILE or postgresql://ADDRESS")
    if any((address.host, address.port, address.username, address.password)):
        raise ValueError(
            "a store on SQLite has a file and no host, port, user or password: "
            "sqlite:///FILE"
        )
    if address.database in (None, "", ":memory:"):
        raise ValueError("a store on SQLite has a file; in memory it is memory:")
    if {"?", "#"} & set(url):
        raise ValueError(
            "a store on SQLite has a file and no options: leave out ? and #"
        )
    return address


def _postgresql(address: URL, wait: float) -> Engine:
    theirs = address.query.get("options", "")
    options = f"{theirs} -c lock_timeout={round(wait * 1000)}".strip()
    try:
        return create_engine(
            address.update_query_dict({"options": options}),
            connect_args={"connect_timeout": max(2, round(wait))},
            hide_parameters=True,
        )
    except ModuleNotFoundError:
        pass
    raise ImportError(
        'PostgreSQL needs a driver: pip install "collabtherapy[postgresql]"'
    )


def _sqlite(address: URL, durability: str, wait: float) -> Engine:
    # Once, for every connection: the working directory may be another by the next one.
    file = str(Path(address.database or "").absolute())
    engine = create_engine(
        address.set(database=file),
        connect_args={"timeout": wait},
        hide_parameters=True,
    )

    @event.listens_for(engine, "do_connect")
    def _make(*_: object) -> None:
        make_file(file)

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # transactions begin where we say so
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA synchronous={durability}")
        connection.execute("PRAGMA secure_delete=ON")  # a destroyed key is gone

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        if writes is not None:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def make_file(name: str) -> None:
    """Make a file that only its owner may read and write, where there is none yet.

    SQLite would make it as the umask has it, which lets everybody read it as a rule.
    What it puts beside it (``-wal``, ``-shm``) has the mode of the file.
    """
    # SQLite makes what a link leads to; `O_EXCL` would find the link there already.
    real = os.path.realpath(name)
    with suppress(OSError):  # it is there, or SQLite says why it cannot be made
        os.close(os.open(real, os.O_CREAT | os.O_EXCL | os.O_RDWR, OWNER_ONLY))


def renew(engine: Engine) -> None:
    """Drop the connections that a fork has copied, and the locks of their pool.

    Two processes that speak over one socket read each other's answers, so it is put
    aside unclosed: to close it would end the parent's. A copied connection of SQLite is
    closed, before another is made: beside it SQLite would take the parent's lock on the
    file for one of this process, and the parent, closing, would delete what this one
    has written ahead (sqlite.org/howtocorrupt.html, 2.6).
    """
    process = os.getpid()
    if engine.get_execution_options()[PROCESS] != process:
        copied = engine.pool
        engine.dispose(close=engine.dialect.name != POSTGRESQL)
        engine.update_execution_options(**{PROCESS: process, COPIED: copied})


@contextmanager
def begun(engine: Engine, *, writes: bool) -> Generator[Connection]:
    """Return a connection in a transaction, committed at the end or rolled back."""
    renew(engine)
    with engine.connect() as connection:
        options: dict[str, Any] = {WRITES: writes}
        if engine.dialect.name == POSTGRESQL and not writes:
            # All that is read is as of one moment, however many statements it takes.
            options |= {
                "isolation_level": "REPEATABLE READ", "postgresql_readonly": True
            }  # fmt: skip
        with connection.execution_options(**options).begin():
            yield connection


def cut_off(engine: Engine) -> bool:
    """Move the write-ahead log of SQLite into the file, and truncate it.

    Returns:
        Whether nothing of it is left; not, as long as somebody reads of it.
    """
    renew(engine)
    with engine.connect() as connection:
        ask = connection.exec_driver_sql
        (wait,) = ask("PRAGMA busy_timeout").one()
        ask(f"PRAGMA busy_timeout={min(wait, SHORT_WAIT)}")
        try:
            busy, n_ahead, _ = ask("PRAGMA wal_checkpoint(TRUNCATE)").one()
        finally:
            ask(f"PRAGMA busy_timeout={wait}")
    return not busy and n_ahead <= 0


def vacuum(engine: Engine, tables: Sequence[str]) -> None:
    """Vacuum tables on PostgreSQL, so that the place of dead rows is used again.

    Args:
        engine: the database.
        tables: their names, which are ours.
    """
    renew(engine)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            connection.exec_driver_sql(f"VACUUM {table}")


def readable_files(engine: Engine) -> Sequence[str]:
    """Return the files of a database that others on this machine may read.

    Each by the end of its name, with its mode; of PostgreSQL none, which is a server.
    """
    if engine.dialect.name == POSTGRESQL:
        return ()
    path = Path(engine.url.database or "")
    found: list[str] = []
    for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        with suppress(OSError):
            mode = file.stat().st_mode
            if mode & (stat.S_IRWXG | stat.S_IRWXO):
                found.append(f"{file.name} {stat.filemode(mode)}")
    return found


UNDECODABLE: Final = "Could not decode to UTF-8"
"""How `sqlite3` begins to say that a text is none, before it quotes it."""


def asked(
    connection: Connection, statement: Executable, given: Mapping[str, object]
) -> Sequence[Any]:
    """Return all rows that a statement finds; one that is made for each question."""
    return _decoded(connection, lambda: connection.execute(statement, given).all())


def fetched(
    connection: Connection, statement: ClauseElement, given: Mapping[str, object]
) -> Sequence[Any]:
    """Return all rows that a statement of a fixed set finds."""
    return _decoded(connection, lambda: run(connection, statement, given).fetchall())


def _decoded(connection: Connection, ask: Callable[[], Sequence[Any]]) -> Sequence[Any]:
    """Return what is asked for.

    SQLite keeps any bytes as text. Those that are no UTF-8 come with halves of
    surrogate pairs in their place, so that the row in which they stand can be named.
    """
    try:
        return ask()
    except (OperationalError, sqlite3.OperationalError) as error:
        if UNDECODABLE not in str(getattr(error, "orig", error)):
            raise
    driver: Any = connection.connection.driver_connection
    driver.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
    try:
        return ask()
    finally:
        driver.text_factory = str


def read_only(url: str, *, wait_seconds: float) -> Engine:
    """Return an engine for an address through which nothing can be written.

    Raises:
        ValueError: If it is no address of a database that can be used.
        ImportError: If its driver is not installed; says which extra has it.
    """
    address = _address(url)
    if address.drivername == DRIVER:
        engine, begin = _postgresql(address, wait_seconds), "SET TRANSACTION READ ONLY"
    else:
        engine, begin = _sqlite_read_only(address, wait_seconds), "BEGIN"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    engine.update_execution_options(**{PROCESS: os.getpid()})
    return engine


def _sqlite_read_only(address: URL, wait: float) -> Engine:
    file = quote(str(Path(address.database or "").absolute()))
    named = URL.create("sqlite", database=f"file:{file}")
    engine = create_engine(
        named.update_query_dict({"mode": "ro", "uri": "true"}),
        connect_args={"timeout": wait},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA query_only=ON")

    return engine
