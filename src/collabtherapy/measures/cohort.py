"""What a group's scores add up to: the figures that methods of change are made from."""

import math
from collections.abc import Iterable
from statistics import fmean

import attrs
from attrs import field

from collabtherapy._scalars import real
from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.quantities import (
    finite,
    number_or_missing,
    spread,
)

__all__ = ["Cohort", "Population"]


@attrs.frozen
class Population:
    """The scores of a population: mean and standard deviation, in points."""

    mean: float = field(converter=real, validator=finite)
    sd: float = field(converter=real, validator=spread)


@attrs.frozen(kw_only=True)
class Cohort:
    """The scores of the same people before and after.

    Args:
        n: how many people were seen at both times.
        mean_pre: their mean before, in points.
        sd_pre: their standard deviation before (with n - 1), above 0.
        mean_post: their mean after.
        sd_post: their standard deviation after; may be 0.
        r_pre_post: the correlation of both; None where one of them does not vary.
    """

    n: int
    mean_pre: float = field(converter=real, validator=finite)
    sd_pre: float = field(converter=real, validator=spread)
    mean_post: float = field(converter=real, validator=finite)
    sd_post: float = field(converter=real, validator=finite)
    r_pre_post: float | None

    @classmethod
    def of(cls, pre: Iterable[float | None], post: Iterable[float | None]) -> "Cohort":
        """Return the figures of those who were seen at both times.

        Args:
            pre: each person's score before; None or NaN where it is missing.
            post: each person's score after, in the same order.

        Raises:
            NotMeasurable: If the lengths differ, fewer than two people were seen at
                both times, or all had the same score before.

        >>> Cohort.of([20, 24, None, 28], [10, 20, 12, 18]).n
        3
        """
        pairs = _pairs(pre, post)
        if len(pairs) < MIN_PAIRS:
            raise NotMeasurable(
                "pre, post", "too_few", "give two people or more, seen at both times"
            )
        before, after = zip(*pairs, strict=True)
        m_pre, m_post = fmean(before), fmean(after)
        ss_pre = math.fsum((x - m_pre) ** 2 for x in before)
        ss_post = math.fsum((x - m_post) ** 2 for x in after)
        both = math.fsum((x - m_pre) * (y - m_post) for x, y in pairs)
        product = math.sqrt(ss_pre) * math.sqrt(ss_post)
        r = max(-1.0, min(1.0, both / product)) if product else None
        n = len(pairs)
        return cls(
            n=n,
            mean_pre=m_pre,
            sd_pre=math.sqrt(ss_pre / (n - 1)),
            mean_post=m_post,
            sd_post=math.sqrt(ss_post / (n - 1)),
            r_pre_post=r,
        )

    @property
    def before(self) -> Population:
        """The scores before, which stand for the clinical population."""
        return Population(self.mean_pre, self.sd_pre)

    @property
    def sd_change(self) -> float:
        """The standard deviation of the change, in points."""
        both = (self.r_pre_post or 0.0) * self.sd_pre * self.sd_post
        return math.sqrt(max(0.0, self.sd_pre**2 + self.sd_post**2 - 2 * both))


MIN_PAIRS = 2


def _pairs(
    pre: Iterable[float | None], post: Iterable[float | None]
) -> list[tuple[float, float]]:
    before = [number_or_missing("pre", x) for x in pre]
    after = [number_or_missing("post", x) for x in post]
    if len(before) != len(after):
        raise NotMeasurable(
            "pre, post", "lengths", "give one score after for each score before"
        )
    return [
        (x, y)
        for x, y in zip(before, after, strict=True)
        if not (math.isnan(x) or math.isnan(y))
    ]
