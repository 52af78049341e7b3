"""Columns of numbers, from whatever array or data frame holds them."""

from collections.abc import Iterable
from typing import Protocol, TypeAlias, cast, runtime_checkable

import numpy as np
import numpy.typing as npt

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.interchange import Interchangeable, read
from collabtherapy.measures.quantities import FINITE, LARGEST, number_or_missing

__all__ = ["column", "column_of"]

Floats = npt.NDArray[np.float64]
Masked: TypeAlias = "np.ma.MaskedArray[tuple[int], np.dtype[np.float64]]"


@runtime_checkable
class Indexable(Protocol):
    """A data frame that gives a column by its name."""

    def __getitem__(self, name: str, /) -> object:
        """Give a column."""
        ...


def column(name: str, values: object) -> Floats:
    """Give a column of numbers, NaN where one is missing.

    Raises:
        TypeError: it holds something else than numbers.
        NotMeasurable: it has more than one dimension, or a number is infinite or
            larger than any scale.
    """
    found = np.asarray(values)
    if np.ma.isMaskedArray(values):
        masked = cast("Masked", values)
        found = np.where(np.ma.getmaskarray(masked), np.nan, found)
    if found.ndim != 1:
        raise NotMeasurable(name, "shape", "give one dimension: (people,)")
    if found.dtype.kind == "O":
        found = np.array([number_or_missing(name, value) for value in found])
    if found.dtype.kind not in "iuf" and found.size:
        raise TypeError(f"{name} is a column of numbers")
    numbers = found.astype(np.float64)
    if (abs(numbers) > LARGEST).any():
        raise NotMeasurable(name, "not_finite", FINITE)
    return numbers


def column_of(frame: object, name: str) -> object:
    """Give a column of a data frame, as it holds it or as the protocol gives it.

    Raises:
        TypeError: it is no data frame.
        NotMeasurable: it has no such column.
    """
    if isinstance(frame, Indexable) and not isinstance(frame, str | list | tuple):
        found = frame[name] if name in _names(frame) else None
    elif hasattr(frame, "__dataframe__"):
        found = read(cast("Interchangeable", frame), name)
    else:
        raise TypeError("a data frame gives columns by name")
    if found is None:
        raise NotMeasurable("frame", "no_column", "name columns that are there")
    return found


def _names(frame: Indexable) -> Iterable[object]:
    """Give the names of the columns: Arrow, pandas and Polars, numpy, a dictionary."""
    for place in ("column_names", "columns"):
        if isinstance(names := getattr(frame, place, None), Iterable):
            return list(cast("Iterable[object]", names))
    dtype = getattr(frame, "dtype", None)
    if (names := getattr(dtype, "names", None)) is not None:
        return cast("tuple[str, ...]", names)
    return list(cast("Iterable[object]", frame))
