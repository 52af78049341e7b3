"""How several items come to one number: a sum or a mean, and what is missing in it."""

import math
from collections.abc import Sequence
from enum import Enum
from fractions import Fraction
from typing import Protocol

import attrs

from collabtherapy.measures.items import Item
from collabtherapy.measures.missing import Fill, Missing, Rounding
from collabtherapy.measures.quantities import MISSING

__all__ = ["Aggregate"]


class Aggregate(Enum):
    """What is made of the points of several items."""

    SUM = "sum"
    MEAN = "mean"


class Rule(Protocol):
    """What is asked of an instrument, or of a subscale, to add up its items."""

    @property
    def aggregate(self) -> Aggregate: ...
    @property
    def factor(self) -> Fraction: ...
    @property
    def missing(self) -> Missing: ...


@attrs.frozen(kw_only=True)
class Aggregated:
    """One number from several items, and the range that it lies in.

    Args:
        value: the number, in points of the reported scale; NaN where it is not known.
        raw: the sum of the items, those missing filled in; NaN likewise.
        low: the lowest value that there could be.
        high: the highest.
        prorated: whether something was filled in.
        rounding: how it was rounded for that, if it was.
    """

    value: float
    raw: float
    low: float
    high: float
    prorated: bool = False
    rounding: Rounding | None = None


def scaled(rule: Rule, raw: float, n: int) -> float:
    """Return a sum of n items in points of the reported scale."""
    parts = n if rule.aggregate is Aggregate.MEAN else 1
    return raw * rule.factor.numerator / (rule.factor.denominator * parts)


def aggregated(
    rule: Rule, items: Sequence[Item], points: Sequence[float], inapplicable: int
) -> Aggregated:
    """Add up items that apply.

    Args:
        rule: how.
        items: the items that apply, at least one.
        points: what each of them counts; NaN where an answer is missing.
        inapplicable: how many further items do not apply.
    """
    answered = [x for x in points if not math.isnan(x)]
    lacking = len(points) - len(answered)
    rest = rule.missing.fill is Fill.REST
    if not answered or lacking + inapplicable * rest > rule.missing.at_most:
        return full(rule, items)
    if lacking and rest:
        both = zip(items, points, strict=True)
        kept = [item for item, x in both if not math.isnan(x)]
        return _aggregated(rule, math.fsum(answered), kept)
    if not lacking:
        return _aggregated(rule, math.fsum(answered), items)
    filled = math.fsum(answered) * len(points) / len(answered)
    found = _aggregated(rule, filled, items)
    rounding = rule.missing.rounding
    value = found.value if rounding is None else rounding.round(found.value)
    return attrs.evolve(found, value=value, prorated=True, rounding=rounding)


def full(rule: Rule, items: Sequence[Item]) -> Aggregated:
    """Return the range of a score of which nothing is answered."""
    return _aggregated(rule, MISSING, items)


def _aggregated(rule: Rule, raw: float, items: Sequence[Item]) -> Aggregated:
    n = len(items)
    return Aggregated(
        value=scaled(rule, raw, n),
        raw=raw,
        low=scaled(rule, sum(item.least for item in items), n),
        high=scaled(rule, sum(item.most for item in items), n),
    )
