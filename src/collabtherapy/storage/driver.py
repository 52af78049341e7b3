"""Statements as the driver takes them: compiled once, and run without further layers.

SQLAlchemy writes each statement for each database. To run it every time through its
layers takes several times as long as the database does, where a history has many rows
or an append has few.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Dialect
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement

N_COMPILED: Final = 256
"""How many statements are kept compiled; there are about fifty."""


class Spoken(NamedTuple):
    """A statement for one database.

    Args:
        text: the statement.
        names: the names of its values in their order; None, where they go by name.
        fixed: the values that stand in the statement itself.
    """

    text: str
    names: Sequence[str] | None
    fixed: Mapping[str, Any]

    def values(self, given: Mapping[str, object]) -> Any:
        """Return values as the driver takes them."""
        whole = {**self.fixed, **given}
        return whole if self.names is None else [whole[name] for name in self.names]


@cache
def _dialect(name: str) -> Dialect:
    made: Any = sqlite.dialect if name == "sqlite" else psycopg.dialect
    dialect: Dialect = made()
    return dialect


@lru_cache(maxsize=N_COMPILED)
def _spoken(statement: ClauseElement, name: str, keys: tuple[str, ...]) -> Spoken:
    compiled: Any = statement.compile(dialect=_dialect(name), column_keys=keys)
    fixed = {n: value for n, value in compiled.params.items() if n not in keys}
    names = compiled.positiontup if compiled.positional else None
    return Spoken(compiled.string, names, fixed)


def run(
    connection: Connection, statement: ClauseElement, given: Mapping[str, object]
) -> Any:
    """Return the cursor that ran a statement.

    Args:
        connection: where, in a transaction.
        statement: one of a fixed set, without lists of values.
        given: its values.
    """
    one = _spoken(statement, connection.dialect.name, tuple(given))
    return _run(connection, one.text, one.values(given), several=False)


def run_all(
    connection: Connection,
    statement: ClauseElement,
    given: Iterable[Mapping[str, object]],
) -> None:
    """Run a statement for each of several values; none is nothing to do."""
    those = list(given)
    if those:
        one = _spoken(statement, connection.dialect.name, tuple(those[0]))
        _run(connection, one.text, list(map(one.values, those)), several=True)


def _run(connection: Connection, text: str, values: Any, *, several: bool) -> Any:
    cursor = connection.connection.cursor()
    with running(connection, cursor):
        (cursor.executemany if several else cursor.execute)(text, values)
    return cursor


@contextmanager
def running(connection: Connection, cursor: Any) -> Generator[None]:
    """Raise what a driver raises as SQLAlchemy does; a lost connection is let go of."""
    driver: Any = connection.connection.driver_connection
    try:
        yield
    except connection.dialect.loaded_dbapi.Error as error:
        failure = error
    else:
        return
    is_lost = connection.dialect.is_disconnect(failure, driver, cursor)
    if is_lost:
        connection.invalidate(failure)
    raise DBAPIError.instance(
        None, None, failure, type(failure), hide_parameters=True,
        connection_invalidated=is_lost, dialect=connection.dialect,
    ) from failure  # fmt: skip
