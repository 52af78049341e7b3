"""Goals: attainment scaling with its T score, and progress on ratings of 0 to 10.

A goal is named by its id; what it says is nobody's business here.
"""

import math
from collections.abc import Iterable, Sequence
from typing import TypeVar

import attrs
from attrs import field

from collabtherapy._scalars import real, text
from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.quantities import (
    known,
    number,
    number_or_missing,
    positive,
)
from collabtherapy.measures.sources import Source

__all__ = [
    "Attainment",
    "AttainmentScore",
    "GoalProgress",
    "Progress",
    "attainment_t",
    "goal_progress",
]

G = TypeVar("G")

KIRESUK_SHERMAN = Source("Kiresuk & Sherman 1968")
WORST, BEST = -2, 2
RATING_LOW, RATING_HIGH = 0, 10
RHO = 0.3
"""The correlation that Kiresuk and Sherman took goals to have with one another."""


def _level(value: float | None) -> float | None:
    level = number_or_missing("level", value)
    if level < WORST or level > BEST or level % 1 > 0:
        raise NotMeasurable(
            "level",
            "off_scale",
            "a level is a whole number from -2 to 2; 0 is as expected",
        )
    return known(level)


def _goal_id(_: object, field_: "attrs.Attribute[str]", value: object) -> None:
    if not isinstance(value, str) or not value or " " in value:
        raise NotMeasurable(field_.name, "no_id", "a goal is named by its id, as text")


@attrs.frozen
class Attainment:
    """How far a goal was attained.

    Args:
        goal: its id.
        level: from -2, much less than expected, over 0, as expected, to 2, much more;
            None where nobody has said.
        weight: how much it counts beside the others, above 0.
    """

    goal: str = field(converter=text, validator=_goal_id)
    level: float | None = field(converter=_level)
    weight: float = field(default=1.0, converter=real, validator=positive, kw_only=True)


@attrs.frozen(kw_only=True)
class AttainmentScore:
    """Goals together, on a scale where 50 is all as expected and 10 one deviation.

    Args:
        t: the T score; None where no goal has a level.
        n: how many goals it is from.
        missing: the ids of those without a level.
        rho: the correlation between goals that was assumed.
        source: whose formula it is.
    """

    t: float | None
    n: int
    missing: tuple[str, ...]
    rho: float
    source: Source = KIRESUK_SHERMAN


def attainment_t(goals: Iterable[Attainment], *, rho: float = RHO) -> AttainmentScore:
    """Return the T score of Goal Attainment Scaling.

    T = 50 + 10·Σwx / √((1 - rho)·Σw² + rho·(Σw)²). Where weights differ much its steps
    are not equally wide.

    Args:
        goals: each with its level and weight; no goal twice.
        rho: the correlation between goals, from 0 to below 1.

    Raises:
        NotMeasurable: there is no goal, one is there twice, or rho is out of range.

    >>> attainment_t([Attainment("sleep", 1)]).t
    60.0
    """
    given = _all(goals, Attainment)
    if not 0 <= number("rho", rho) < 1:
        raise NotMeasurable("rho", "correlation", "it lies from 0 to below 1")
    _once([goal.goal for goal in given])
    rated = [(g.level, g.weight) for g in given if g.level is not None]
    t = None
    if rated:
        weighted = math.fsum(weight * level for level, weight in rated)
        squares = math.fsum(weight**2 for _, weight in rated)
        square = math.fsum(weight for _, weight in rated) ** 2
        t = 50 + 10 * weighted / math.sqrt((1 - rho) * squares + rho * square)
    return AttainmentScore(
        t=t,
        n=len(rated),
        missing=tuple(goal.goal for goal in given if goal.level is None),
        rho=float(rho),
    )


def _all(goals: Iterable[G], kind: type[G]) -> tuple[G, ...]:
    given = tuple(goals)
    if not all(isinstance(goal, kind) for goal in given):
        raise TypeError(f"goals are each of type {kind.__name__}")
    return given


def _once(ids: Sequence[str]) -> None:
    if not ids:
        raise NotMeasurable("goals", "too_few", "give at least one goal")
    if len(set(ids)) != len(ids):
        raise NotMeasurable("goals", "twice", "name each goal once")


def _rating(value: float | None) -> float | None:
    rating = number_or_missing("rating", value)
    if rating < RATING_LOW or rating > RATING_HIGH:
        raise NotMeasurable("rating", "off_scale", "a rating lies from 0 to 10")
    return known(rating)


@attrs.frozen
class GoalProgress:
    """The first and the last rating of a goal, 0 to 10; None where there is none."""

    goal: str = field(converter=text, validator=_goal_id)
    first: float | None = field(converter=_rating)
    last: float | None = field(converter=_rating)

    @property
    def progress(self) -> float | None:
        """The last rating less the first; None without both."""
        if self.first is None or self.last is None:
            return None
        return self.last - self.first


@attrs.frozen(kw_only=True)
class Progress:
    """Progress on goals, in points of 0 to 10.

    Args:
        first: the mean of the first ratings, over goals with both.
        last: the mean of the last.
        n: how many goals have both.
        missing: the ids of those that do not.
    """

    first: float | None
    last: float | None
    n: int
    missing: tuple[str, ...]

    @property
    def progress(self) -> float | None:
        """The mean progress; None where no goal has both ratings."""
        if self.first is None or self.last is None:
            return None
        return self.last - self.first


def goal_progress(goals: Iterable[GoalProgress]) -> Progress:
    """Return the mean progress over the goals that were rated twice.

    ``GBO.change(found.first, found.last)`` judges it.

    Raises:
        NotMeasurable: there is no goal, or one is there twice.

    >>> goals = [GoalProgress("sleep", 3, 7), GoalProgress("talk", 4, None)]
    >>> goal_progress(goals).progress, goal_progress(goals).missing
    (4.0, ('talk',))
    """
    given = _all(goals, GoalProgress)
    _once([goal.goal for goal in given])
    both = [
        (goal.first, goal.last)
        for goal in given
        if goal.first is not None and goal.last is not None
    ]
    n = len(both)
    return Progress(
        first=math.fsum(first for first, _ in both) / n if n else None,
        last=math.fsum(last for _, last in both) / n if n else None,
        n=n,
        missing=tuple(goal.goal for goal in given if goal.progress is None),
    )
