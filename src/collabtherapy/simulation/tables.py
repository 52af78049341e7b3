"""Tables: as text for people, and as Arrow, pandas, polars or Parquet for programs."""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

from collabtherapy.simulation.columns import BY_NAME, Array
from collabtherapy.simulation.estimates import Estimate


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Give a table in Markdown that is a table to the eye as well.

    >>> print(markdown(["what", "how much"], [["wait", "3"]]))
    | what | how much |
    | ---- | -------- |
    | wait | 3        |
    """
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        f"| {' | '.join(cell.ljust(w) for cell, w in zip(line, widths, strict=True))} |"
        for line in lines
    )


def number(value: float, unit: str) -> str:
    """Print a number as its unit asks for."""
    if value != value:  # noqa: PLR0124 - not a number is unlike itself
        return "–"
    return f"{value:.1%}" if unit == "share" else f"{value:.2f}"


def interval(found: Estimate, unit: str) -> str:
    """Print an estimate with its interval."""
    low, high = number(found.low, unit), number(found.high, unit)
    return f"{number(found.value, unit)} [{low}, {high}]"


def needed(module: str, extra: str) -> ModuleType:
    """Import what an extra brings, or say which one.

    Raises:
        ImportError: it is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        what = f'{module} is missing: pip install "collabtherapy[{extra}]"'
        raise ImportError(what) from error


def arrow(columns: Mapping[str, Array]) -> Any:
    """Give columns as an Arrow table that says what each of them means."""
    pa = needed("pyarrow", "tables")
    fields: list[Any] = []
    for name, column in columns.items():
        told = BY_NAME.get(name)
        meaning = {} if told is None else {"unit": told.unit, "meaning": told.meaning}
        kind = pa.from_numpy_dtype(column.dtype)
        fields.append(pa.field(name, kind, nullable=False, metadata=meaning))
    arrays = [pa.array(column) for column in columns.values()]
    return pa.table(arrays, schema=pa.schema(fields))


def pandas_frame(columns: Mapping[str, Array]) -> Any:
    """Give columns as a pandas data frame."""
    return needed("pandas", "tables").DataFrame(dict(columns), copy=False)


def polars_frame(columns: Mapping[str, Array]) -> Any:
    """Give columns as a polars data frame, by way of Arrow and without a copy."""
    return needed("polars", "tables").from_arrow(arrow(columns))
