"""Text and numbers as they come from outside, and as a value keeps them.

Arrays, data frames and enumerations give scalars of classes of their own: ``np.int64``,
``np.str_``, a member of a ``(str, Enum)``. They count as what they stand for, and a
value keeps the plain ``str``, ``int`` or ``float``: it is written, compared and pickled
as any other.

These are converters. What they do not know they leave to the validator beside them,
whose message names the field.
"""

import math
from collections.abc import Iterable
from decimal import Decimal
from numbers import Rational, Real
from operator import index
from typing import SupportsFloat, SupportsIndex, cast

from collabtherapy.errors import InvalidInput

__all__ = ["counted", "real", "text", "whole", "wholes"]


def text(value: str) -> str:
    """Return text as plain ``str``: the value of a ``(str, Enum)``, not its name.

    >>> from enum import Enum
    >>> class Colour(str, Enum):
    ...     RED = "red"
    >>> text(Colour.RED)
    'red'
    """
    given: object = value  # whoever calls may not be type-checked
    return str.__str__(given) if isinstance(given, str) else value


def whole(value: SupportsIndex) -> int:
    """Return a whole number as plain ``int``; a float or a truth value is none."""
    if type(value) is int:
        return value
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):
        return cast("int", value)
    try:
        return int(index(value))
    except TypeError:  # an array has the method, and is no number
        return cast("int", value)


def wholes(values: Iterable[SupportsIndex]) -> tuple[int, ...]:
    """Return several whole numbers, each as plain ``int``, in their order."""
    return tuple(map(whole, values))


def counted(name: str, value: SupportsIndex, *, at_least: int) -> int:
    """Return the whole number that was passed as an argument, as plain ``int``.

    Args:
        name: the name of the argument.
        value: what was passed.
        at_least: the least number that is allowed.

    Raises:
        TypeError: If the value is no whole number.
        ValueError: If the value is less than *at_least*.

    >>> counted("minutes", 0, at_least=1)
    Traceback (most recent call last):
        ...
    collabtherapy.errors.InvalidInput: minutes must be at least 1
    """
    number = whole(value)
    if type(number) is not int:
        kind = type(value).__name__
        raise TypeError(f"{name} must be a whole number (int), got {kind}")
    if number < at_least:
        raise InvalidInput(f"{name} must be at least {at_least}")
    return number


def real(value: SupportsFloat) -> float:
    """Return a number as plain ``int`` or ``float``; a truth value is none.

    A fraction is exact, and stays so.
    """
    if type(value) in {int, float} or isinstance(value, bool):
        return cast("float", value)
    if isinstance(value, SupportsIndex):
        return whole(value)
    if isinstance(value, Decimal) and value.is_nan():
        return math.nan  # one that signals would raise
    if isinstance(value, Real | Decimal) and not isinstance(value, Rational):
        return float(value)
    return cast("float", value)
