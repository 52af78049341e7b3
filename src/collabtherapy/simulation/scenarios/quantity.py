"""Numbers that say what they are: unit, range, and where they come from.

A field made by `quantity` refuses what lies outside its range, naming itself, and
carries its unit and source along, so that a table of every number in a scenario can be
printed from the scenario itself.
"""

import math
from collections.abc import Iterator

import attrs
from attrs import field

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
        source: where it comes from; "assumed", "fitted" or a setting of the user's.
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


def check_number(name: str, value: object, low: float, high: float) -> None:
    """Refuse what is no finite number from ``low`` to ``high``.

    Raises:
        BadScenario: it is not; names the field.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadScenario(name, "is a number")
    if not math.isfinite(value) or not low <= value <= high:
        raise BadScenario(name, f"is a number from {low:g} to {high:g}")


def quantity(
    default: float, low: float, high: float, *, unit: str, source: str
) -> float:
    """Give a field for a number with its range, unit and source."""

    def check(owner: object, at: "attrs.Attribute[float]", value: float) -> None:
        check_number(f"{type(owner).__name__.lower()}.{at.name}", value, low, high)

    made: float = field(
        default=default,
        converter=_plain,
        validator=check,
        metadata={"low": low, "high": high, "unit": unit, "source": source},
    )
    return made


def _plain(value: float) -> float:
    # A number of NumPy's would print its type; what is no number is refused later.
    return float(value) if _is_number(value) else value


def _is_number(value: object) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float) or hasattr(value, "__float__")


def whole(default: int, low: int, high: int, *, unit: str, source: str) -> int:
    """Give a field for a whole number with its range, unit and source."""

    def check(owner: object, at: "attrs.Attribute[int]", value: int) -> None:
        name = f"{type(owner).__name__.lower()}.{at.name}"
        check_number(name, value, low, high)
        if not isinstance(value, int):
            raise BadScenario(name, f"is a whole number from {low} to {high}")

    made: int = field(
        default=default,
        validator=check,
        metadata={"low": low, "high": high, "unit": unit, "source": source},
    )
    return made


def quantities(part: "attrs.AttrsInstance", prefix: str) -> Iterator[Quantity]:
    """Give every number of a part of a scenario, in its order."""
    for at in attrs.fields(type(part)):
        if "unit" not in at.metadata:
            continue
        yield Quantity(
            name=f"{prefix}.{at.name}",
            value=getattr(part, at.name),
            unit=at.metadata["unit"],
            source=at.metadata["source"],
            low=at.metadata["low"],
            high=at.metadata["high"],
        )
