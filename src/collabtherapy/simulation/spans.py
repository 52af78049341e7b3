"""The bounds of a number that is fitted, and the steps by which it is moved."""

import math

import attrs

from collabtherapy.simulation.scenarios.quantity import BadScenario, real_number

STEP = 0.08
"""How far a number is moved to see what it does, as a part of the way between its
bounds: enough to be seen over rounding, and the same wherever it is."""

NEAR, FAR = 1.0, 2.0
"""Where SciPy sees the bounds of every number. Its first step and its tolerance go by
the size of a number, and one of 0 would never leave its bound."""


@attrs.frozen(kw_only=True)
class Span:
    """What a number may move between.

    Args:
        name: of the number.
        low: the lower bound.
        high: the upper bound.
        whole: whether it is a count.
        own: the scenario's number, which is kept to the last digit until it is moved.

    Raises:
        BadScenario: If the lower bound is not below the upper one.
    """

    name: str
    low: float
    high: float
    whole: bool
    own: float | None = None

    def __attrs_post_init__(self) -> None:
        if not self.low < self.high:
            what = "whole numbers" if self.whole else "numbers"
            raise BadScenario(self.name, f"moves between two {what}, the lower first")

    @classmethod
    def of(
        cls,
        name: str,
        low: float,
        high: float,
        *,
        whole: bool,
        own: float | None = None,
    ) -> "Span":
        """Return the span between two bounds; a count's lie at whole numbers."""
        low, high = real_number(name, low), real_number(name, high)
        if whole:
            low, high = math.ceil(low), math.floor(high)
        inside = own is not None and low <= own <= high
        own = own if inside else None
        return cls(name=name, low=low, high=high, whole=whole, own=own)

    def place(self, value: float) -> float:
        """Return where a value stands from `NEAR` to `FAR`, at a bound if beyond it."""
        part = (value - self.low) / (self.high - self.low)
        return NEAR + min(max(part, 0.0), 1.0)

    def value(self, place: float) -> float:
        """Return the value at a place."""
        # SciPy keeps a hair away from the bounds, at which the best may lie.
        part = round(place - NEAR, 9)
        if self.own is not None and part == round(self.place(self.own) - NEAR, 9):
            return self.own
        found = self.low + part * (self.high - self.low)
        return min(max(round(found) if self.whole else found, self.low), self.high)

    def beside(self, value: float, step: float = STEP) -> float:
        """Return a value far enough to see what the number does, on the wider side."""
        step *= self.high - self.low
        if self.whole:
            step = max(round(step), 1)
        up = value - self.low < self.high - value
        return value + step if up else value - step
