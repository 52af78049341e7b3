"""Tables as Arrow tables that carry their declarations; needs the extra ``tables``."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from collabtherapy.exports.columns import ColumnKind, Row, Table
from collabtherapy.measures.optional import needs


def schema(table: Table) -> Any:
    """Give what a table is as Arrow says it, units and meanings as metadata.

    Raises:
        ModuleNotFoundError: pyarrow is not installed; it comes with ``tables``.
    """
    with needs("tables"):
        pa = import_module("pyarrow")
    kinds: dict[ColumnKind, Any] = {
        ColumnKind.TEXT: pa.string(),
        ColumnKind.WHOLE: pa.int64(),
        ColumnKind.NUMBER: pa.float64(),
        ColumnKind.YES_NO: pa.bool_(),
        ColumnKind.MOMENT: pa.timestamp("us", tz="UTC"),
    }
    fields = [
        pa.field(
            column.name,
            kinds[column.kind],
            nullable=column.optional,
            metadata={"unit": column.unit, "meaning": column.meaning},
        )
        for column in table.columns
    ]
    return pa.schema(fields, metadata={"meaning": table.meaning})


def arrow(table: Table, rows: Iterable[Row]) -> Any:
    """Give rows of a table as an Arrow table.

    Raises:
        ModuleNotFoundError: pyarrow is not installed; it comes with ``tables``.
    """
    with needs("tables"):
        pa = import_module("pyarrow")
    return pa.Table.from_pylist(list(map(dict, rows)), schema=schema(table))
