"""Numbers that say what they are: unit, range, and where they come from.

A field made by `quantity` refuses what lies outside its range, naming itself, and
carries its unit and source along, so that a table of every number in a scenario can be
printed from the scenario itself.
"""

import math
from collections.abc import Iterator
from typing import Any, SupportsFloat, SupportsIndex, cast

import attrs
import numpy as np
from attrs import field

from collabtherapy import _scalars
from collabtherapy.errors import CollabtherapyError


class BadScenario(CollabtherapyError, ValueError):
    """A scenario cannot be built.

    Args:
        name: the field.
        why: what it takes instead.
    """

    def __init__(self, name: str, why: str) -> None:
        """Say which field is wrong, and what it takes."""
        self.name = name
        self.why = why
        super().__init__(f"{name} {why}")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.name, self.why)


@attrs.frozen(kw_only=True)
class Quantity:
    """One number of a scenario, as its table prints it.

    Args:
        name: where it stands: ``population.phq9_mean``.
        value: what it is.
        unit: in what it is counted.
        source: where it comes from: who found it, "assumed", "fitted", or "changed
            from" the number that somebody found.
        low: the lower end of its range or interval.
        high: the upper end.
        causal_share: how much of it is taken for a cause; 1 where it is none of it.
    """

    name: str
    value: float
    unit: str
    source: str
    low: float
    high: float
    causal_share: float = 1.0


def real_number(
    name: str, value: object, low: float = -math.inf, high: float = math.inf
) -> float:
    """Return a finite number as a `float`, NumPy's numbers included.

    Raises:
        BadScenario: If it is no number, a bool or not from ``low`` to ``high``; names
            the field.
    """
    no_number = isinstance(value, bool) or type(value) is np.bool_
    if no_number or not hasattr(value, "__float__"):
        raise BadScenario(name, f"is a number, not a {type(value).__name__}")
    try:
        number = float(cast("SupportsFloat", value))
    except (TypeError, ValueError, OverflowError) as error:
        raise BadScenario(name, f"is a number: {error}") from error
    if not math.isfinite(number) or not low <= number <= high:
        limits = "" if low == -math.inf else f" from {low:g} to {high:g}"
        raise BadScenario(name, f"is a finite number{limits}, not {number:g}")
    return number


def whole_number(
    name: str, value: object, least: int | None = None, most: int | None = None
) -> int:
    """Return a whole number as an `int`, NumPy's integers included.

    Raises:
        BadScenario: If it is a bool, a float (3.0 too) or anything else but an integer,
            or below ``least`` or above ``most``; names the field.

    >>> whole_number("clients", np.int64(3), 1)
    3
    """
    limits = "" if least is None else f" of at least {least}"
    limits = limits if most is None else f" from {least} to {most}"
    number = _scalars.whole(cast("SupportsIndex", value))
    if type(number) is not int:  # nor a truth value
        kind = type(value).__name__
        raise BadScenario(name, f"is a whole number{limits}, an int and not a {kind}")
    if (least is not None and number < least) or (most is not None and number > most):
        raise BadScenario(name, f"is a whole number{limits}, not {number}")
    return number


def quantity(
    default: float, low: float, high: float, *, unit: str, source: str
) -> float:
    """Build a field for a number with its range, unit and source."""

    def convert(value: object, owner: object, at: "attrs.Attribute[float]") -> float:
        return real_number(_place(owner, at), value, low, high)

    made: float = field(
        default=default,
        converter=attrs.Converter(convert, takes_self=True, takes_field=True),
        metadata={"low": low, "high": high, "unit": unit, "source": source},
    )
    return made


def whole(default: int, low: int, high: int, *, unit: str, source: str) -> int:
    """Build a field for a whole number with its range, unit and source."""

    def convert(value: object, owner: object, at: "attrs.Attribute[int]") -> int:
        return whole_number(_place(owner, at), value, low, high)

    made: int = field(
        default=default,
        converter=attrs.Converter(convert, takes_self=True, takes_field=True),
        metadata={"low": low, "high": high, "unit": unit, "source": source},
    )
    return made


def _place(owner: object, at: "attrs.Attribute[Any]") -> str:
    return f"{type(owner).__name__.lower()}.{at.name}"


def changed_from(was: str, source: str) -> str:
    """Return the source of a number that is not the one its source gave.

    >>> changed_from("0.15", "de Jong 2021")
    'changed from 0.15 (de Jong 2021)'
    """
    return f"changed from {was} ({source})"


def quantities(
    part: "attrs.AttrsInstance", prefix: str, cited: "attrs.AttrsInstance"
) -> Iterator[Quantity]:
    """Yield every number of a part of a scenario, in the order of its fields.

    Args:
        part: the part.
        prefix: what it is called in the scenario.
        cited: the part whose numbers the sources are of; any other number is told as
            changed from it.
    """
    for at in attrs.fields(type(part)):
        if "unit" not in at.metadata:
            continue
        value, was = getattr(part, at.name), getattr(cited, at.name)
        source = at.metadata["source"]
        yield Quantity(
            name=f"{prefix}.{at.name}",
            value=value,
            unit=at.metadata["unit"],
            source=source if value == was else changed_from(f"{was:g}", source),
            low=at.metadata["low"],
            high=at.metadata["high"],
        )
