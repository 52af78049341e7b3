"""Published figures that a simulation should come to, and how far it is from them."""

from collections.abc import Callable, Sequence

import attrs
from attrs import field

from collabtherapy.simulation import tables
from collabtherapy.simulation.cohort import Cohort
from collabtherapy.simulation.scenarios.quantity import BadScenario, real_number


@attrs.frozen(kw_only=True)
class Target:
    """Something published that a simulation should come to.

    Args:
        name: what.
        of: gives it for a simulated cohort.
        value: what was published.
        low: the lowest that was published, over years say.
        high: the highest.
        source: by whom.

    Raises:
        BadScenario: If the value is no number or lies outside its own range, or there
            is no source.
    """

    name: str
    of: Callable[[Cohort], float]
    value: float
    low: float
    high: float
    source: str = field()

    def __attrs_post_init__(self) -> None:
        for part in ("value", "low", "high"):
            real_number(f"{self.name}.{part}", getattr(self, part))
        if not self.low <= self.value <= self.high:
            raise BadScenario(f"{self.name}.value", "lies between its low and high")
        if not self.source.strip():
            raise BadScenario(f"{self.name}.source", "says by whom it was published")

    def holds(self, value: float, *, beyond: float = 0.0) -> bool:
        """Return whether a value lies in the range, or as far out as it is rounded."""
        return self.low - beyond <= value <= self.high + beyond


def beside(targets: Sequence[Target], found: Sequence[float]) -> str:
    """Return simulated beside published in Markdown, each marked inside or outside."""
    return tables.markdown(
        ["figure", "simulated", "published", "lowest to highest", ""],
        [
            [
                t.name,
                f"{value:.3g}",
                f"{t.value:.3g}",
                f"{t.low:.3g} to {t.high:.3g}",
                "inside" if t.holds(value) else "outside",
            ]
            for t, value in zip(targets, found, strict=True)
        ],
    )


def spread(target: Target) -> float:
    """Return half the range, or a hundredth of what never varied."""
    return max((target.high - target.low) / 2, 0.01 * abs(target.value), 1e-6)


def all_reached(targets: Sequence[Target], found: Sequence[float]) -> bool:
    """Return whether every target holds for what was found of it."""
    return all(t.holds(value) for t, value in zip(targets, found, strict=True))
