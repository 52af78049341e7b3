"""The rows of one table, which data frames read with the columns that it declares.

A list of dictionaries says what its columns are only where there is a row, and of
which type only where a cell is filled: an empty table would have no columns, and one
that is first filled late the wrong type. So rows speak the PyCapsule protocol of Arrow.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any, final, overload

from collabtherapy.exports.arrow import arrow
from collabtherapy.exports.columns import Row, Table

__all__ = ["Rows"]


@final
class Rows(Iterable[Row]):  # noqa: PLW1641  # dictionaries do not hash
    """The rows of one table, in order: dictionaries, and Arrow for who asks for it.

    It is no `Sequence`: a library would read one as a list, and guess its columns.
    ``polars.DataFrame(rows)`` and ``pyarrow.table(rows)`` read it as it is, with the
    extra ``tables``; for pandas there is `to_pandas`.

    Args:
        table: what the table is.
        rows: its rows.
    """

    __slots__ = ("_rows", "table")
    table: Table
    _rows: list[Row]

    def __init__(self, table: Table, rows: Iterable[Row]) -> None:
        """Keep the rows."""
        self.table = table
        self._rows = list(rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        return self._rows[place]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Rows):
            return self._rows == other._rows
        return self._rows == other if isinstance(other, list) else NotImplemented

    def __repr__(self) -> str:
        return repr(self._rows)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return a capsule of an Arrow stream, for libraries that read one.

        Raises:
            ModuleNotFoundError: If pyarrow is not installed; it comes with ``tables``.
        """
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> Any:
        """Return them as an Arrow table, unit and meaning of each column in its schema.

        Raises:
            ModuleNotFoundError: If pyarrow is not installed; it comes with ``tables``.
        """
        return arrow(self.table, self._rows)

    def to_pandas(self) -> Any:
        """Return them as a pandas data frame with every column, also where none is.

        Raises:
            ModuleNotFoundError: If pyarrow is not installed; it comes with ``tables``.
        """
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """Return them as a polars data frame with every column, also where none is.

        Raises:
            ModuleNotFoundError: If polars or pyarrow is not installed.
        """
        return import_module("polars").DataFrame(self)
