"""Csv files of a submission: a file for each table, written row by row."""

import csv
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import attrs
from attrs import field

from collabtherapy.exports.iapt_codes import VERSION
from collabtherapy.exports.iapt_rows import Cells
from collabtherapy.exports.iapt_tables import DERIVED, HEADER, TABLES, IaptTable


@attrs.frozen
class Rows:
    """One open file."""

    write: Callable[[Iterable[object]], object]


@attrs.define
class Files:
    """The files of a folder, open for writing; each begins with the names of fields.

    Args:
        folder: where they lie; made, if it is not there.
    """

    folder: Path
    counts: dict[str, int] = field(init=False, factory=lambda: dict.fromkeys(TABLES, 0))
    _open: ExitStack = field(init=False, factory=ExitStack)
    _rows: dict[str, Rows] = field(init=False, factory=dict[str, Rows])

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, table in TABLES.items():
            self._rows[name] = self._file(name, table.fields)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.__exit__(kind, error, trace)

    def _file(self, name: str, fields: Iterable[str]) -> Rows:
        path = self.folder / f"{name}.csv"
        file = self._open.enter_context(path.open("w", encoding="utf-8", newline=""))
        rows = Rows(csv.writer(file, lineterminator="\n").writerow)
        rows.write(fields)
        return rows

    def write(self, rows: Iterable[tuple[IaptTable, Cells]]) -> None:
        """Write rows, each into its table."""
        for table, cells in rows:
            self._rows[table.name].write(cells)
            self.counts[table.name] += 1

    def header(self, start: str | None, end: str | None) -> None:
        """Write the header: the version, the period, how many rows there are.

        Args:
            start: the first day of the period.
            end: the last day.
        """
        sent = {name: n for name, n in self.counts.items() if name != DERIVED.name}
        fields = {
            "DatSetVer": VERSION,
            "ReportingPeriodStartDate": start,
            "ReportingPeriodEndDate": end,
            "TotalRecords": sum(sent.values()),
            **{f"Total_{name[:6]}": n for name, n in sent.items()},
        }
        self._file(HEADER, fields).write(fields.values())
