"""Backups of SQLite: a copy of the file, as of one moment, while the store is in use.

The copy is written by SQLite as a new file. So it holds no deleted rows, and nothing
lies ahead of it in another file.
"""

import os
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from collabtherapy.errors import StoreMismatch
from collabtherapy.storage.engines import OWNER_ONLY, POSTGRESQL, begun, renew
from collabtherapy.storage.failures import attempted, told

ON_A_SERVER: Final = (
    "a database of PostgreSQL is backed up by its own tools: run pg_dump, or archive "
    "its log"
)
BESIDE: Final = ("-wal", "-shm", "-journal")
"""How the files end that SQLite would take for a part of the one that it opens."""


def backed_up(acts: Engine, to: Path, keys: Engine, keys_to: Path | None) -> None:
    """Copy a store's databases, all of it as of one moment.

    Args:
        acts: where the acts are.
        to: the file to make of that.
        keys: where the keys are: the same, or another database.
        keys_to: the file to make of that other; None, to leave it out.

    Raises:
        StoreMismatch: If a database that is to be copied is on a server.
        StoreUnavailable: If a file cannot be made or written.
        ValueError: If a file is there already, or if the keys are beside the acts and
            are to be copied by themselves.
    """
    if keys_to is not None and keys is acts:
        raise ValueError("the keys are beside the acts, in the same backup: leave out "
                         "keys")  # fmt: skip
    copies = [(acts, to)] + ([] if keys_to is None else [(keys, keys_to)])
    if any(engine.dialect.name == POSTGRESQL for engine, _ in copies):
        raise StoreMismatch("on_a_server", ON_A_SERVER)
    with ExitStack() as stack, ExitStack() as on_failure:
        if keys_to is not None:
            # Whoever writes keys has begun to write acts before: both stand still.
            stack.enter_context(begun(acts, writes=True))
        for _, path in copies:
            _make(path)
            on_failure.callback(path.unlink)
        for engine, path in copies:
            _copy(engine, path)
        on_failure.pop_all()


def _make(path: Path) -> None:
    """Make an empty file that its owner alone may read and write."""
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR
    is_there = any(os.path.lexists(f"{path}{end}") for end in BESIDE)
    code = ""
    try:
        if not is_there:
            os.close(os.open(path, flags, OWNER_ONLY))
    except FileExistsError:
        is_there = True
    except OSError:
        code = "cannot_open"
    if is_there:
        raise ValueError(
            f"{path.name}, or what SQLite puts beside it, is there already: a backup "
            "is a new file"
        )
    if code:
        raise told(code)


def _copy(engine: Engine, path: Path) -> None:
    attempted(lambda: _vacuum_into(engine, path))
    for name, flags in ((path, os.O_RDWR), (path.parent, os.O_RDONLY)):
        with suppress(OSError):  # a folder cannot be waited for on every system
            descriptor = os.open(name, flags)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _vacuum_into(engine: Engine, path: Path) -> None:
    renew(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("VACUUM INTO ?", (str(path.absolute()),))
