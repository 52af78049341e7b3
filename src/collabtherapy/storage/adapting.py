"""Ids as parameters of an application's own statements."""

from typing import TYPE_CHECKING

from collabtherapy.measures.optional import needs
from collabtherapy.partnership.values.ids import Id

if TYPE_CHECKING:
    import psycopg.abc


def register_ids(connection: "psycopg.abc.AdaptContext") -> None:
    """Register ids with psycopg 3, which then writes each as its text.

    Without this psycopg refuses a parameter that is an id. `sqlite3` takes ids as
    they are, and a `Store` needs neither.

    Args:
        connection: a connection of psycopg, or one of its cursors.

    Raises:
        ModuleNotFoundError: If psycopg is not installed; it comes with ``postgresql``.
    """
    with needs("postgresql"):
        from psycopg.types.string import (  # noqa: PLC0415  # an extra
            StrBinaryDumper,
            StrDumperUnknown,
        )

    class IdBinaryDumper(StrBinaryDumper):
        """Writes an id as text of PostgreSQL's binary format."""

        def dump(self, obj: object) -> "psycopg.abc.Buffer | None":
            """Return the text of an id, encoded."""
            return super().dump(str(obj))

    class IdDumper(StrDumperUnknown):
        """Writes an id as text that takes the type of the column it is held against."""

        def dump(self, obj: object) -> "psycopg.abc.Buffer | None":
            """Return the text of an id, encoded."""
            return super().dump(str(obj))

    # The last one registered is taken where a statement names no format.
    connection.adapters.register_dumper(Id, IdBinaryDumper)
    connection.adapters.register_dumper(Id, IdDumper)
