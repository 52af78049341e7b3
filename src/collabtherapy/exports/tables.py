"""Partnerships as tables, one for each kind of thing, for those who count and model.

Every column is declared with what its cells are, their unit and what they mean
(`TABLES`; the page docs/reference/tables.md is drawn from it). Rows are plain
dictionaries; with the extra ``tables`` they become data frames, Arrow tables and
Parquet files that carry the declarations along (see `Rows`).
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from collabtherapy._printing import printed
from collabtherapy.exports import tables_of_acts as acts
from collabtherapy.exports import tables_of_bonds as bonds
from collabtherapy.exports import tables_of_work as work
from collabtherapy.exports.columns import Row, Table
from collabtherapy.exports.names import Names
from collabtherapy.exports.research import Research
from collabtherapy.exports.rows import Rows
from collabtherapy.exports.telling import Report, Telling
from collabtherapy.partnership.partnership import Partnership

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (
            acts.PARTNERSHIPS, acts.PEOPLE, acts.ACTS, acts.SAID, acts.TOUCHED,
            acts.STEPS, acts.DECISIONS, acts.DUTIES, work.SESSIONS, work.ATTENDANCES,
            work.GOALS, work.GOAL_RATINGS, work.CONSENTS, bonds.FEEDBACK,
            bonds.RESPONSES, bonds.BONDS, bonds.RUPTURES, work.MEASURES,
        )
    }
)  # fmt: skip
"""Every table, by name."""


@attrs.frozen(eq=False, repr=False)
class Tables(Mapping[str, Rows]):
    """The rows of every table, by its name, and what was left out.

    Args:
        rows: the rows.
        report: what went out, and what did not.
    """

    rows: Mapping[str, Rows]
    report: Report

    def __getitem__(self, name: str) -> Rows:
        return self.rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        n = sum(map(len, self.rows.values()))
        return f"<Tables of {self.report.n_partnerships} partnerships: {n} rows>"

    _repr_pretty_ = printed

    def to_arrow(self) -> dict[str, Any]:
        """Return each as an Arrow table, unit and meaning in its schema.

        Raises:
            ModuleNotFoundError: If pyarrow is not installed; it comes with ``tables``.
        """
        return {name: rows.to_arrow() for name, rows in self.items()}


def tables(
    partnerships: Iterable[Partnership],
    *,
    names: Names | None = None,
    research: Research | None = None,
    progress: bool = False,
) -> Tables:
    """Give partnerships as tables: rows of plain values, a dictionary each.

    Args:
        partnerships: which, each once.
        names: what ids are called; each partnership's own numbers, unless given.
        research: the study that it is for; every partnership goes out, unless given.
        progress: whether to show a progress bar.

    Raises:
        NamedAlike: two people, things or partnerships would be called alike.

    >>> from collabtherapy.testing.ways import two
    >>> found = tables([two()])
    >>> [row["kind"] for row in found["people"]], found["goals"]
    (['Client', 'Therapist'], [])
    """
    telling = Telling(
        partnerships=partnerships, names=names, research=research, progress=progress
    )
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    for told in telling.beside():
        for name, table in TABLES.items():
            rows[name] += table.of(told)
    filled = {name: Rows(table, rows[name]) for name, table in TABLES.items()}
    return Tables(filled, telling.report())
