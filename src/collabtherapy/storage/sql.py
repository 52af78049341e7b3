"""A store in a database: SQLite in a file, or PostgreSQL."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Final, TypeVar

import attrs
from sqlalchemy import Connection, Engine

from collabtherapy.errors import StoreUnavailable
from collabtherapy.storage.engines import POSTGRESQL, begun, cut_off, renew
from collabtherapy.storage.failures import attempted
from collabtherapy.storage.port import Reading, Writing
from collabtherapy.storage.sql_reading import SqlReading
from collabtherapy.storage.sql_writing import SqlWriting

T = TypeVar("T")

WRITTEN_AHEAD: Final = (
    "destroyed keys, in SQLite's write-ahead log, which a reader kept open: forget the "
    "person again once no read is running"
)
DEAD_ROWS: Final = (
    "destroyed keys, in dead rows and in the log of the server until it uses their "
    "place again: run VACUUM, and see how long pg_wal and its archive are kept"
)


@attrs.define(eq=False)
class Sql:
    """Rows in a database, and keys in the same or in another.

    Args:
        tenant: whose rows.
        engine: where the acts are.
        key_engine: where the keys are.
        shifts: by how much transactions were renumbered, at the end of each era.
    """

    tenant: str
    engine: Engine
    key_engine: Engine
    shifts: list[int]

    def read(self, work: Callable[[Reading], T]) -> T:
        """Read something, all of it as of one moment."""

        def reading() -> T:
            with ExitStack() as stack:
                places = self._opened(stack, writes=False)
                return work(SqlReading(*places, self.tenant, self.shifts))

        return attempted(reading)

    def write(self, work: Callable[[Writing], T]) -> T:
        """Write something, and make it last before returning; or nothing, on error."""

        def writing() -> T:
            with ExitStack() as stack:
                places = self._opened(stack, writes=True)
                return work(SqlWriting(*places, self.tenant, self.shifts))

        return attempted(writing)

    def _opened(
        self, stack: ExitStack, *, writes: bool
    ) -> tuple[Connection, Connection]:
        """Begin where the acts are, and where the keys are if that is elsewhere.

        Keys are committed first: what is sealed under a key that did not last would be
        lost, whereas a key that seals nothing does no harm.
        """
        acts = stack.enter_context(begun(self.engine, writes=writes))
        if self.key_engine is self.engine:
            return acts, acts
        return acts, stack.enter_context(begun(self.key_engine, writes=writes))

    def scrub(self) -> tuple[str, ...]:
        """Cut off what SQLite has written ahead; return what may be left of keys."""
        if self.key_engine.dialect.name == POSTGRESQL:
            return (DEAD_ROWS,)
        try:
            is_gone = attempted(lambda: cut_off(self.key_engine))
        except StoreUnavailable:  # what was to be destroyed has been: this is told
            is_gone = False
        return () if is_gone else (WRITTEN_AHEAD,)

    def close(self) -> None:
        """Let go of the database."""
        for engine in (self.engine, self.key_engine):
            renew(engine)  # what a fork has copied is the parent's to close
            engine.dispose()
