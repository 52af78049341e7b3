"""Comma-separated tables, read strictly: what is not as it should be is refused.

What is refused is the table, or one row of it, as whoever reads it prefers. A refusal
names file, line and column and what should stand there, and shows nothing of what
does: a cell may hold somebody's words.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NoReturn, TypeVar

import attrs
from attrs import field

from collabtherapy import Kind, Words

V = TypeVar("V")


NO_UTF_8 = "not everything is text in UTF-8"

_NO_TEXT = re.compile("[\udc80-\udcff]")
"""What `surrogateescape` puts in place of bytes that are no UTF-8."""


class Unreadable(Exception):
    """A table, or a row of it, is not what it should be: where, and what should be."""


@attrs.frozen
class Row:
    """One row of a table, and where it stands."""

    file: Path
    line: int
    cells: Mapping[str, str] = field(repr=False)

    def wrong(self, column: str, expected: str) -> NoReturn:
        """Refuse this row because of one of its cells."""
        raise Unreadable(f"{_at(self.file, self.line)}, column {column}: {expected}")

    def number(self, column: str) -> int:
        """Give a whole number, of a size that seconds and words may have."""
        if not re.fullmatch("0|[1-9][0-9]{0,8}", self.cells[column]):
            self.wrong(column, "a whole number of at most nine digits belongs here")
        return int(self.cells[column])

    def clock(self, column: str) -> int:
        """Give the seconds that a time such as ``01:02:03`` adds up to."""
        parts = re.fullmatch("([0-9]{2}):([0-5][0-9]):([0-5][0-9])", self.cells[column])
        if parts is None:
            self.wrong(column, "a time as hh:mm:ss belongs here")
        hours, minutes, seconds = map(int, parts.groups())
        return 3600 * hours + 60 * minutes + seconds

    def choice(self, column: str, choices: Mapping[str, V]) -> V:
        """Give what one of a few words stands for."""
        if self.cells[column] not in choices:
            named = ", ".join(name or "nothing" for name in choices)
            self.wrong(column, f"one of these belongs here: {named}")
        return choices[self.cells[column]]

    def kind(self, name: str, column: str) -> Kind:
        """Give a kind such as ``quality.high``: a name, and one short word."""
        if not re.fullmatch("[A-Za-z0-9_-]{1,50}", self.cells[column]):
            self.wrong(column, "one short word belongs here")
        return Kind(f"{name}.{self.cells[column]}")

    def words(self, column: str) -> Words | None:
        """Give somebody's words, or None where the cell is blank."""
        if "\x00" in self.cells[column]:
            self.wrong(column, "text without a null character belongs here")
        return Words(self.cells[column]) if self.cells[column].strip() else None


def header(path: Path) -> list[str]:
    """Return the names of the columns.

    Raises:
        Unreadable: If the file cannot be read, holds nothing, or has names that are no
            text in UTF-8.
    """
    for line, cells in _lines(path):
        if any(map(_NO_TEXT.search, cells)):
            raise Unreadable(f"{_at(path, line)}: {NO_UTF_8}")
        return cells
    raise Unreadable(f"{_at(path, 1)}: the table is empty")


def rows(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows of a table that has these columns, in any order.

    Raises:
        Unreadable: If a column is missing, or is one too many, here or in a row; or
            there is no row.
    """
    for row in _rows(path, columns):
        if isinstance(row, Unreadable):
            raise row
        yield row


def take_rows(
    path: Path, columns: tuple[str, ...], take: Callable[[Row], None], *, strict: bool
) -> tuple[str, ...]:
    """Hand on each row of a table, and leave out those that cannot be taken.

    Args:
        path: the table.
        columns: the names of its columns, in any order.
        take: adds a row to what is read; raises `Unreadable`, and adds nothing, where
            a cell is not what it should be.
        strict: whether to refuse the table in place of leaving a row out.

    Returns:
        A sentence for each row that was left out: file, line, column, what belongs
        there.

    Raises:
        Unreadable: If it is no such table; or, if strict, a row cannot be taken.
    """
    left_out: list[str] = []
    for row in _rows(path, columns):
        try:
            if isinstance(row, Unreadable):
                raise row
            take(row)
        except Unreadable as wrong:
            if strict:
                raise
            left_out.append(str(wrong))
    return tuple(left_out)


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[Row | Unreadable]:
    """Yield the rows of a table; what is wrong, of another width or no UTF-8."""
    names = header(path)
    lines = _lines(path)
    line, _ = next(lines)
    for name in columns:
        if name not in names:
            raise Unreadable(f"{_at(path, line)}, column {name}: it is missing")
    if len(names) > len(columns):
        wrong = f"a table of this kind has {len(columns)} columns, not {len(names)}"
        raise Unreadable(f"{_at(path, line)}, column {len(columns) + 1}: {wrong}")
    empty = True
    for line, cells in lines:
        empty = False
        if len(cells) != len(names):
            first = min(len(cells), len(names)) + 1
            wrong = f"this row has {len(cells)} cells, not {len(names)}"
            yield Unreadable(f"{_at(path, line)}, column {first}: {wrong}")
            continue
        row = dict(zip(names, cells, strict=True))
        garbled = next((name for name in names if _NO_TEXT.search(row[name])), None)
        if garbled is None:
            yield Row(path, line, row)
        else:
            yield Unreadable(f"{_at(path, line)}, column {garbled}: {NO_UTF_8}")
    if empty:
        raise Unreadable(f"{_at(path, line)}: no row follows the names of the columns")


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row that is not empty, with the line it begins in.

    A byte that is no UTF-8 stands in its cell as a lone surrogate, which UTF-8 lacks:
    the rows around it can be read.
    """
    line, wrong = 1, ""
    try:
        with path.open(
            encoding="utf-8-sig", errors="surrogateescape", newline=""
        ) as file:
            reader = csv.reader(file, strict=True)
            for cells in reader:
                if cells:
                    yield line, cells
                line = reader.line_num + 1
    except OSError as error:
        wrong = f"the file cannot be read ({error.strerror})"
    except csv.Error as error:
        unpaired = "the quotation marks that open here do not pair up"
        # The reader has one kind of error. What opens and never ends is long as well.
        limit = f"a cell has more than {csv.field_size_limit()} characters, or "
        wrong = (limit if "field limit" in str(error) else "") + unpaired
    if wrong:  # raised out here, so that what was read does not travel along
        raise Unreadable(f"{_at(path, line)}: {wrong}")


def _at(path: Path, line: int) -> str:
    return f"{path.name or path}, line {line}"
