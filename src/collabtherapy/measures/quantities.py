"""What a number may be, and what is said when it is not.

A missing number (None or NaN) is NaN inside, so that one formula serves one person and
an array of people, and None in every result. It is never 0. No message shows a value:
an answer is somebody's own.
"""

import math
from collections.abc import Iterable
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, Protocol, SupportsFloat, TypeAlias, TypeVar, cast

from collabtherapy._scalars import real
from collabtherapy.errors import NotMeasurable

if TYPE_CHECKING:
    import attrs
    import numpy as np
    import numpy.typing as npt

Numbers: TypeAlias = "float | npt.NDArray[np.float64]"
"""One person's number, or an array of them: ``(people,)``."""

Yes: TypeAlias = "bool | npt.NDArray[np.bool_]"
"""One person's yes or no, or an array of them: ``(people,)``."""

MISSING = math.nan
LARGEST = 1e9
"""No scale reaches so far; what does is a mistake, or would overflow."""

FINITE = f"give a finite number, within {LARGEST:g} of 0"

LEAST_SPREAD = 1e-9
"""A standard deviation as small as this is what rounding left of none."""

V = TypeVar("V")


class Check(Protocol):
    """What attrs asks before a value comes into being."""

    def __call__(self, owner: object, field: "attrs.Attribute[V]", value: V, /) -> None:
        """Refuse the value, or let it be."""


def tuple_of(kind: type[object]) -> Check:
    """Refuse what is no tuple of ``kind``."""

    def check(_: object, field: "attrs.Attribute[V]", value: V) -> None:
        if not isinstance(value, tuple) or not all(
            isinstance(item, kind) for item in cast("tuple[object, ...]", value)
        ):
            raise TypeError(f"{field.name} is a tuple of {kind.__name__}")

    return check


def whole_number(_: object, field: "attrs.Attribute[V]", value: V) -> None:
    """Refuse what is no whole number, and a truth value."""
    _check_whole(field.name, value)


def whole_numbers(
    _: object, field: "attrs.Attribute[V]", value: Iterable[object]
) -> None:
    """Refuse what holds anything but whole numbers."""
    for one in value:
        _check_whole(field.name, one)


def _check_whole(place: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        given = type(value).__name__
        raise TypeError(f"{place} takes whole numbers, such as 3, not {given}")


def number(place: str, value: object) -> float:
    """Return a finite number, or say where there is none.

    Raises:
        TypeError: it is no number.
        NotMeasurable: it is not finite, or larger than any scale.
    """
    given = real(cast("SupportsFloat", value))
    if isinstance(given, bool) or not isinstance(given, Real):
        raise TypeError(f"{place} is a number, not {type(value).__name__}")
    if not -LARGEST <= given <= LARGEST:  # nor is that so of NaN
        raise NotMeasurable(place, "not_finite", FINITE)
    return float(given)


def number_or_missing(place: str, value: object) -> float:
    """Return a finite number, or NaN for what is missing."""
    return MISSING if is_missing(value) else number(place, value)


def is_missing(value: object) -> bool:
    """Return whether a value stands for a missing number: None, NaN, the NA of pandas.

    NaN is missing at every width, and as a `Decimal`: it alone differs from itself.
    """
    # NA is of a type of its own, whose name is all that is known without pandas.
    if value is None or type(value).__name__ == "NAType":
        return True
    if isinstance(value, Decimal):
        return value.is_nan()  # one that signals cannot be compared
    return isinstance(value, Real) and bool(value != value)  # noqa: PLR0124  # a NaN


def known(value: float) -> float | None:
    """Return a number, or None where it is missing."""
    return None if math.isnan(value) else value


def size(values: Numbers) -> Numbers:
    """Return how far numbers lie from 0; missing at 0, which nothing is a share of."""
    if isinstance(values, float | int):
        return abs(values) or MISSING
    sizes = abs(values)
    sizes[sizes == 0] = MISSING
    return sizes


def _named(field: "attrs.Attribute[float]", value: object) -> float:
    return number(field.name, value)


def finite(_: object, field: "attrs.Attribute[float]", value: object) -> None:
    """Refuse what is no finite number."""
    _named(field, value)


def positive(_: object, field: "attrs.Attribute[float]", value: object) -> None:
    """Refuse what does not lie above 0: a weight, a threshold."""
    if _named(field, value) <= 0:
        raise NotMeasurable(field.name, "not_positive", "give a number above 0")


def spread(_: object, field: "attrs.Attribute[float]", value: object) -> None:
    """Refuse a standard deviation that is not above 0."""
    if _named(field, value) <= LEAST_SPREAD:
        raise NotMeasurable(
            field.name,
            "no_spread",
            "a standard deviation lies above 0: where all scores are alike, no change "
            "can be told from error",
        )


def reliability(_: object, field: "attrs.Attribute[float]", value: object) -> None:
    """Refuse a reliability outside (0, 1)."""
    if not 0 < _named(field, value) < 1:
        raise NotMeasurable(
            field.name,
            "reliability",
            "a reliability lies between 0 and 1, both excluded: 0 is all error, 1 is "
            "none",
        )


def share(_: object, field: "attrs.Attribute[float]", value: object) -> None:
    """Refuse a share that is not above 0 and at most 1."""
    if not 0 < _named(field, value) <= 1:
        raise NotMeasurable(field.name, "share", "give a share above 0, at most 1")
