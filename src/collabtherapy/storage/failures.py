"""What a database says when it fails, in our own words.

The message of a driver may quote a statement and a row. None of it is passed on, and
our error is raised after theirs is let go, so that it is not kept as context either.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from collabtherapy.errors import StoreError, StoreMismatch, StoreUnavailable

T = TypeVar("T")

MESSAGES: Final[Mapping[str, str]] = {
    "busy": "others hold what is needed: try again, or let it wait longer",
    "cannot_connect": "no database can be reached there: see the address, and the log",
    "cannot_open": "the file cannot be opened: see its folder, and who may write there",
    "connection_lost": "the connection was lost: send the same again, it is recognised",
    "damaged": "the file is damaged: restore it from a backup",
    "disk_full": "there is no room left: nothing was recorded, make room and try again",
    "failed": "the database refused: see its log",
    "no_such_database": "the server has no database of that name: create it first",
    "not_permitted": "the user may not do that in this database: grant it to them",
    "read_only": "the database can only be read: open it where it can be written",
    "starting_up": "the server is starting up or shutting down: try again shortly",
    "wrong_credentials": "the server knows no such user or password",
}
FOREIGN: Final = "this is no database: it was made by something else"

SQLITE: Final[Mapping[str, str]] = {
    "SQLITE_AUTH": "not_permitted",
    "SQLITE_BUSY": "busy",
    "SQLITE_CANTOPEN": "cannot_open",
    "SQLITE_CORRUPT": "damaged",
    "SQLITE_FULL": "disk_full",
    "SQLITE_LOCKED": "busy",
    "SQLITE_NOTADB": "foreign",
    "SQLITE_PERM": "not_permitted",
    "SQLITE_READONLY": "read_only",
}
"""By how the name of the error begins: sqlite.org/rescode.html."""

POSTGRESQL: Final[Mapping[str, str]] = {
    "08": "connection_lost",
    "25006": "read_only",
    "28": "wrong_credentials",
    "3D000": "no_such_database",
    "40": "busy",
    "42501": "not_permitted",
    "53100": "disk_full",
    "55P03": "busy",
    "57P03": "starting_up",
    "57P": "connection_lost",
}
"""By how the state begins: postgresql.org/docs/current/errcodes-appendix.html."""

CONNECTING: Final[Mapping[str, str]] = {
    "the database system is ": "starting_up",
    "authentication failed": "wrong_credentials",
    "no password supplied": "wrong_credentials",
    "role ": "wrong_credentials",
    "database ": "no_such_database",
}
"""By what a server says that lets nobody in: a driver may leave out its state."""


def attempted(work: Callable[[], T]) -> T:
    """Do something with a database, and tell in our own words what went wrong.

    Raises:
        StoreUnavailable: it could not be used.
        StoreMismatch: it is none of ours.
    """
    try:
        return work()
    except SQLAlchemyError as error:
        code = _code(error)
    raise told(code)


def told(code: str) -> StoreError:
    """Return the error that says this."""
    if code == "foreign":
        return StoreMismatch(code, FOREIGN)
    return StoreUnavailable(code, MESSAGES[code])


def _code(error: SQLAlchemyError) -> str:
    if isinstance(error, PoolTimeout):
        return "busy"
    if not isinstance(error, DBAPIError):
        return "failed"
    found = _of_driver(error.orig)
    return "connection_lost" if error.connection_invalidated else found


def _of_driver(cause: BaseException | None) -> str:
    name = getattr(cause, "sqlite_errorname", None)
    if isinstance(name, str):
        return _by_beginning(SQLITE, name)
    state = getattr(cause, "sqlstate", None)
    if isinstance(state, str):
        return _by_beginning(POSTGRESQL, state)
    said = str(cause)
    if "connection" not in said:
        return "failed"
    found = (code for words, code in CONNECTING.items() if words in said)
    return next(found, "cannot_connect")


def _by_beginning(codes: Mapping[str, str], name: str) -> str:
    found = (code for start, code in codes.items() if name.startswith(start))
    return next(found, "failed")
