"""Sudden gains: a large drop between two sessions that lasts, and sudden losses.

Sources: Tang & DeRubeis 1999, with critical values for fewer than six sessions around
the gain as in the R package suddengains.
"""

import math
from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import ClassVar

import attrs
from attrs import field
from attrs.validators import instance_of

from collabtherapy._scalars import real
from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.quantities import (
    MISSING,
    number_or_missing,
    positive,
    share,
)
from collabtherapy.measures.sources import Source

__all__ = ["Shift", "SuddenRule", "SuddenShifts"]

SESSIONS = 3
"""How many sessions on each side are looked at, at most."""

FEWEST = 2
"""How many there have to be on each side."""

CRITICAL = {2: 4.302652729749462, 3: 3.182446305283708, 4: 2.7764451051977934}
"""Student's t, 97.5%, by degrees of freedom: the scores on both sides less two."""


@attrs.frozen(kw_only=True)
class Shift:
    """A sudden gain or loss.

    Args:
        after: the number, from 1, of the session after which it came.
        points: its size, in points: above 0 for a gain.
    """

    after: int
    points: float

    @property
    def is_gain(self) -> bool:
        """True if it went the better way."""
        return self.points > 0


@attrs.frozen(kw_only=True)
class SuddenShifts:
    """What was found in a course, by which rule.

    Args:
        shifts: the gains and losses, the first first.
        unknown: after which sessions nothing can be said: a score is missing there, or
            there are not two on each side.
        rule: what was asked.
    """

    shifts: tuple[Shift, ...]
    unknown: tuple[int, ...]
    rule: "SuddenRule"

    @property
    def gains(self) -> tuple[Shift, ...]:
        """The sudden gains."""
        return tuple(shift for shift in self.shifts if shift.is_gain)

    @property
    def losses(self) -> tuple[Shift, ...]:
        """The sudden losses."""
        return tuple(shift for shift in self.shifts if not shift.is_gain)


@attrs.frozen(kw_only=True)
class SuddenRule:
    """The three criteria: large in points, large beside the score, large beside noise.

    Args:
        points: the least size. Seven on the BDI; elsewhere often the reliable change.
        direction: which scores are the better ones.
        share: the least size as a share of the score before it.

    >>> bdi = SuddenRule(points=7, direction=Direction.LOWER_IS_BETTER)
    >>> [gain.after for gain in bdi.find([28, 19, 23, 11, 12]).gains]
    [3]
    """

    source: ClassVar[Source] = Source("Tang & DeRubeis 1999")

    points: float = field(converter=real, validator=positive)
    direction: Direction = field(validator=instance_of(Direction))
    share: float = field(default=0.25, converter=real, validator=share)

    def find(self, scores: Iterable[float | None]) -> SuddenShifts:
        """Find the sudden gains and losses of one person.

        Args:
            scores: one for each session in order; None or NaN where it is missing.

        Raises:
            NotMeasurable: a score is not finite, or lies below 0: no share of it.
        """
        course = [
            number_or_missing(f"scores[{n}]", score) for n, score in enumerate(scores)
        ]
        if any(score < 0 for score in course):
            raise NotMeasurable("scores", "below_0", "give scores of 0 or above")
        shifts: list[Shift] = []
        unknown: list[int] = []
        for n in range(1, len(course)):
            gain = self.direction.sign * (course[n] - course[n - 1])
            lasting = self._lasting(
                course[max(0, n - SESSIONS) : n], course[n : n + SESSIONS]
            )
            if math.isnan(gain) or math.isnan(lasting):
                unknown.append(n)
            elif self._is_large(abs(gain), course[n - 1]) and gain * lasting > 0:
                shifts.append(Shift(after=n, points=gain))
        return SuddenShifts(shifts=tuple(shifts), unknown=tuple(unknown), rule=self)

    def _is_large(self, size: float, before: float) -> bool:
        return size >= self.points and size >= self.share * before

    def _lasting(self, before: Sequence[float], after: Sequence[float]) -> float:
        """Return whether the sessions around differ by more than they vary.

        It is 1 for a lasting gain, -1 for a lasting loss, 0 for neither, and NaN where
        one side has a single score, which has no spread.
        """
        pre = [x for x in before if not math.isnan(x)]
        post = [x for x in after if not math.isnan(x)]
        if min(len(pre), len(post)) < FEWEST:
            return MISSING
        freedom = len(pre) + len(post) - 2
        pooled = math.sqrt((_squares(pre) + _squares(post)) / freedom)
        gain = self.direction.sign * (fmean(post) - fmean(pre))
        return math.copysign(abs(gain) > CRITICAL[freedom] * pooled, gain)


def _squares(scores: Sequence[float]) -> float:
    mean = fmean(scores)
    return math.fsum((score - mean) ** 2 for score in scores)
