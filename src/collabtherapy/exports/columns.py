"""What a table and its columns are: declared once, for all who read or write them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import attrs

from collabtherapy.exports.telling import Told

Cell: TypeAlias = str | int | float | bool | datetime | None
Row: TypeAlias = Mapping[str, Cell]
Cells: TypeAlias = Iterator[tuple[Cell, ...]]
"""The rows of a table without the partnership, which is the first cell of each."""


class ColumnKind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    """A name outside, or one from a vocabulary; nobody's words."""
    WHOLE = "whole number"
    NUMBER = "number"
    YES_NO = "yes or no"
    MOMENT = "moment"
    """An instant in UTC, to the microsecond."""


@attrs.frozen
class Column:
    """One column.

    Args:
        name: what it is called.
        kind: what its cells are.
        meaning: what they say.
        unit: what a number counts, or its scale; empty for what has none.
        optional: whether a cell may be empty, because nobody knows or it never was.
    """

    name: str
    kind: ColumnKind
    meaning: str
    unit: str = attrs.field(default="", kw_only=True)
    optional: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen(kw_only=True)
class Table:
    """One table.

    Args:
        name: what it is called, and its file.
        meaning: what a row is.
        columns: its columns; the first is the partnership's name outside.
        rows: how the rows of one partnership are read.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    rows: Callable[[Told], Cells]

    def of(self, told: Told) -> Iterator[Row]:
        """Give the rows of one partnership."""
        names = [column.name for column in self.columns]
        case = told.trace.case
        for cells in self.rows(told):
            yield dict(zip(names, (case, *cells), strict=True))


CASE = Column("partnership", ColumnKind.TEXT, "the partnership, by its name outside")


def text(name: str, meaning: str, *, optional: bool = False) -> Column:
    """Declare a column of names."""
    return Column(name, ColumnKind.TEXT, meaning, optional=optional)


def whole(name: str, meaning: str, unit: str, *, optional: bool = False) -> Column:
    """Declare a column of whole numbers."""
    return Column(name, ColumnKind.WHOLE, meaning, unit=unit, optional=optional)


def number(name: str, meaning: str, unit: str, *, optional: bool = False) -> Column:
    """Declare a column of numbers."""
    return Column(name, ColumnKind.NUMBER, meaning, unit=unit, optional=optional)


def yes_no(name: str, meaning: str, *, optional: bool = False) -> Column:
    """Declare a column of yes or no."""
    return Column(name, ColumnKind.YES_NO, meaning, optional=optional)


def moment(name: str, meaning: str, *, optional: bool = False) -> Column:
    """Declare a column of moments."""
    return Column(name, ColumnKind.MOMENT, meaning, unit="UTC", optional=optional)


def on_a_scale(name: str, meaning: str) -> tuple[Column, Column, Column]:
    """Declare a column of a number that somebody gave, and those of its scale."""
    return whole(name, meaning, "points"), *SCALE


SCALE = (
    whole("low", "the low end of its scale", "points"),
    whole("high", "the high end", "points"),
)
"""The columns that stand beside every number that has a scale."""
