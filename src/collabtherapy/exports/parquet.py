"""Tables as Parquet files, written as they come; needs the extra ``tables``."""

from collections.abc import Iterable
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path

from collabtherapy.exports.arrow import arrow, schema
from collabtherapy.exports.columns import Row
from collabtherapy.exports.names import Names
from collabtherapy.exports.research import Research
from collabtherapy.exports.tables import TABLES
from collabtherapy.exports.telling import Report, Telling
from collabtherapy.measures.optional import needs
from collabtherapy.partnership.partnership import Partnership

AT_ONCE = 50_000
"""Rows of a table that wait in memory before they are written."""


def write_parquet(
    partnerships: Iterable[Partnership],
    folder: Path | str,
    *,
    names: Names | None = None,
    research: Research | None = None,
    progress: bool = False,
) -> Report:
    """Write partnerships as Parquet, a file ``sessions.parquet`` for each table.

    A table waits in memory only until there are enough rows to write. Files that are
    there are written over; what was written stays there if this fails.

    Args:
        partnerships: which, each once; may be a generator.
        folder: where to; made, if it is not there.
        names: what ids are called; each partnership's own numbers, unless given.
        research: the study that it is for; every partnership goes out, unless given.
        progress: whether to show a progress bar.

    Raises:
        ModuleNotFoundError: pyarrow is not installed; it comes with ``tables``.
        NamedAlike: two people, things or partnerships would be called alike.
    """
    with needs("tables"):
        pq = import_module("pyarrow.parquet")
    there = Path(folder)
    there.mkdir(parents=True, exist_ok=True)
    telling = Telling(
        partnerships=partnerships, names=names, research=research, progress=progress
    )
    waiting: dict[str, list[Row]] = {name: [] for name in TABLES}
    with ExitStack() as files:
        writers = {
            name: files.enter_context(
                pq.ParquetWriter(there / f"{name}.parquet", schema(table))
            )
            for name, table in TABLES.items()
        }
        for told in telling.beside():
            for name, table in TABLES.items():
                waiting[name] += table.of(told)
                if len(waiting[name]) >= AT_ONCE:
                    writers[name].write_table(arrow(table, waiting[name]))
                    waiting[name] = []
        for name, table in TABLES.items():
            writers[name].write_table(arrow(table, waiting[name]))
    return telling.report()
