"""A store in a database: SQLite in a file, or PostgreSQL."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import attrs
from sqlalchemy import Connection, Engine

from collabtherapy.errors import StoreUnavailable
from collabtherapy.storage.backups import backed_up
from collabtherapy.storage.engines import (
    POSTGRESQL,
    begun,
    cut_off,
    readable_files,
    renew,
    vacuum,
)
from collabtherapy.storage.failures import attempted
from collabtherapy.storage.port import Added, Known, Reading, Writing
from collabtherapy.storage.quick import added_at_once
from collabtherapy.storage.sql_reading import SqlReading
from collabtherapy.storage.sql_writing import SqlWriting
from collabtherapy.storage.tables import KEY, WORDS

T = TypeVar("T")

WRITTEN_AHEAD: Final = (
    "deleted rows, in SQLite's write-ahead log, which a reader kept open: run "
    "finish_erasures once no read is running"
)
DEAD_ROWS: Final = (
    "deleted rows, in pages and in the log of the server until it uses their place "
    "again: see how long pg_wal and its archive are kept"
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
        """Take deleted rows out of files; return what may be left there."""
        left: dict[str, None] = {}
        for engine, tables in self._deleted_from():
            if engine.dialect.name == POSTGRESQL:
                with suppress(StoreUnavailable):  # only its owner may: this is told
                    attempted(partial(vacuum, engine, tables))
                left[DEAD_ROWS] = None
                continue
            try:
                is_gone = attempted(partial(cut_off, engine))
            except StoreUnavailable:  # what was to be deleted has been: this is told
                is_gone = False
            if not is_gone:
                left[WRITTEN_AHEAD] = None
        return tuple(left)

    def _deleted_from(self) -> Sequence[tuple[Engine, Sequence[str]]]:
        if self.key_engine is self.engine:
            return [(self.engine, (WORDS.name, KEY.name))]
        return [(self.engine, (WORDS.name,)), (self.key_engine, (KEY.name,))]

    @property
    def adds_known(self) -> bool:
        """Whether it is a server: a round trip to a file is none."""
        is_server = self.engine.dialect.name == POSTGRESQL
        return is_server and self.key_engine is self.engine

    def add_known(self, known: Known, new: Added) -> bool:
        """Add acts to a server in one round trip if all is as is known."""
        return attempted(partial(added_at_once, self.engine, self.tenant, known, new))

    def exposed(self) -> tuple[str, ...]:
        """Return the files that others on this machine may read, with their modes."""
        engines = dict.fromkeys((self.engine, self.key_engine))
        return tuple(one for engine in engines for one in readable_files(engine))

    def close(self) -> None:
        """Close the connections to the database."""
        for engine in (self.engine, self.key_engine):
            renew(engine)  # what a fork has copied is the parent's to close
            engine.dispose()

    def backup(self, to: Path, keys: Path | None) -> None:
        """Copy the database into a new file, and that of the keys if one is named."""
        attempted(lambda: backed_up(self.engine, to, self.key_engine, keys))
