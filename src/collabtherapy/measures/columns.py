"""Columns of numbers, from whatever array or data frame holds them."""

import math
from collections.abc import Iterable, Mapping
from numbers import Real
from typing import Protocol, SupportsFloat, TypeAlias, cast, runtime_checkable

import numpy as np
import numpy.typing as npt

from collabtherapy._scalars import real
from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.interchange import Interchangeable, names, read
from collabtherapy.measures.quantities import FINITE, LARGEST, number_or_missing

__all__ = ["Floats", "column", "column_of", "is_frame", "names_of", "numbers"]

Floats = npt.NDArray[np.float64]
Masked: TypeAlias = "np.ma.MaskedArray[tuple[int], np.dtype[np.float64]]"

PLAIN = frozenset((int, float, type(None)))
"""What NumPy turns into numbers as it is, None into NaN."""

NESTED = frozenset((list, tuple, np.ndarray))


@runtime_checkable
class Indexable(Protocol):
    """A data frame that gives a column by its name."""

    def __getitem__(self, name: str, /) -> object:
        """Return a column."""
        ...


def column(name: str, values: object) -> Floats:
    """Return a column of numbers, NaN where one is missing.

    Raises:
        TypeError: If it holds something else than numbers.
        NotMeasurable: If it has more than one dimension, or a number is infinite or
            larger than any scale.
    """
    found = numbers(name, values)
    if found.ndim != 1:
        raise NotMeasurable(name, "shape", "give one dimension: (people,)")
    if (abs(found) > LARGEST).any():
        raise NotMeasurable(name, "not_finite", FINITE)
    return found


def numbers(name: str, values: object) -> Floats:
    """Return numbers of any size and shape as floats, NaN where one is missing.

    Raises:
        TypeError: If something is no number; yes is not 1, and text is not read.
    """
    found = np.asarray(values) if _is_nested(values) else None
    if found is None:
        found = _of_objects(name, cast("list[object]", values))
    if np.ma.isMaskedArray(values):
        masked = cast("Masked", values)
        found = np.where(np.ma.getmaskarray(masked), np.nan, found)
    if found.dtype.kind == "O":
        flat = cast("list[object]", found.ravel().tolist())
        found = _of_objects(name, flat).reshape(found.shape)
    if found.dtype.kind not in "iuf" and found.size:
        raise TypeError(f"{name} is a column of numbers")
    return found.astype(np.float64)


def _is_nested(values: object) -> bool:
    """Return whether something is more than a list of scalars."""
    if not isinstance(values, list | tuple):
        return True
    return not NESTED.isdisjoint(map(type, cast("list[object]", values)))


def _of_objects(name: str, values: "list[object] | tuple[object, ...]") -> Floats:
    """Return a list of Python's own numbers at once, or of others one by one."""
    if set(map(type, values)) <= PLAIN:
        try:
            return np.array(values, dtype=np.float64)
        except OverflowError:  # a whole number beyond every float: asked one by one
            pass
    return np.array([_number(name, one) for one in values], dtype=np.float64)


def _number(name: str, value: object) -> float:
    """Return one number; what is larger than any scale as infinite, to be refused."""
    given = real(cast("SupportsFloat", value))
    if isinstance(given, Real) and abs(given) > LARGEST:
        return math.inf
    return number_or_missing(name, value)


def is_frame(given: object) -> bool:
    """Return whether something has columns with names."""
    return (
        isinstance(given, Mapping)
        or hasattr(given, "__dataframe__")
        or _declared_names(given) is not None
    )


def names_of(frame: object) -> tuple[str, ...]:
    """Return the names of the columns of a data frame, in order."""
    if isinstance(frame, Indexable):
        return tuple(cast("Iterable[str]", _names(frame)))
    return names(cast("Interchangeable", frame))


def column_of(frame: object, name: str) -> object:
    """Return a column of a data frame, as it holds it or as the protocol gives it.

    Raises:
        TypeError: If it is no data frame.
        NotMeasurable: If it has no such column.
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
    found = _declared_names(frame)
    return list(cast("Iterable[object]", frame)) if found is None else found


def _declared_names(frame: object) -> Iterable[object] | None:
    """Return the names of the columns: Arrow, pandas and Polars, numpy."""
    for place in ("column_names", "columns"):
        if isinstance(found := getattr(frame, place, None), Iterable):
            return list(cast("Iterable[object]", found))
    dtype = getattr(frame, "dtype", None)
    return cast("tuple[str, ...] | None", getattr(dtype, "names", None))
