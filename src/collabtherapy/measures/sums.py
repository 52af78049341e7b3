"""How several items come to one number for many people: as `aggregates` has it for one.

Sums are rounded once, as those of `math.fsum` are. What a missing answer makes of the
range is asked of `aggregates` itself, once for each pattern of missing answers.
"""

import math
from collections.abc import Mapping, Sequence
from typing import cast

import attrs
import numpy as np
import numpy.typing as npt

from collabtherapy.measures.aggregates import (
    Aggregate,
    Aggregated,
    Rule,
    aggregated,
    full,
    scaled,
)
from collabtherapy.measures.columns import Floats
from collabtherapy.measures.items import Item
from collabtherapy.measures.missing import Fill, Rounding
from collabtherapy.measures.quantities import MISSING

Mask = npt.NDArray[np.bool_]
ROUNDINGS = tuple(Rounding)
NOT_ROUNDED = -1


@attrs.frozen(kw_only=True)
class Sums:
    """One number for each of many people, and the range that it lies in.

    Args:
        value: the numbers, ``(people,)``; NaN where one is not known.
        raw: the sums of the items, those missing filled in; NaN likewise.
        low: the lowest values that there could be.
        high: the highest.
        prorated: where something was filled in.
        rounding: how a value was rounded for that, as a place in `ROUNDINGS`; -1 where
            it was not.
    """

    value: Floats
    raw: Floats
    low: Floats
    high: Floats
    prorated: Mask
    rounding: npt.NDArray[np.int8]


def exact_sum(numbers: Floats) -> Floats:
    """Return sums over the first axis, rounded once; NaN where a number is missing.

    >>> exact_sum(np.full((10, 1), 0.1)).tolist()
    [1.0]
    """
    if not (np.floor(numbers) < numbers).any():  # whole numbers add up exactly
        sums: Floats = numbers.sum(axis=0)
        return sums
    people = zip(*cast("list[list[float]]", numbers.tolist()), strict=True)
    return np.fromiter(map(math.fsum, people), np.float64, numbers.shape[1])


def sums_of(
    rule: Rule, items: Sequence[Item], points: Floats, inapplicable: Mask
) -> Sums:
    """Add up items.

    Args:
        rule: how.
        items: the items, at least one.
        points: what each of them counts, ``(items, people)``; NaN where an answer is
            missing or does not apply.
        inapplicable: where an item does not apply.
    """
    blank = np.isnan(points)
    answered = (~blank).sum(axis=0)
    lacking = (blank & ~inapplicable).sum(axis=0)
    applicable = (~inapplicable).sum(axis=0)
    rest = rule.missing.fill is Fill.REST
    not_counted = len(items) - applicable
    unknown = (answered == 0) | (lacking + not_counted * rest > rule.missing.at_most)
    fills = ~unknown & (lacking > 0) & (not rest)
    raw = exact_sum(np.where(blank, 0.0, points))
    raw = np.where(fills, raw * applicable / np.maximum(answered, 1), raw)
    raw[unknown] = np.nan
    parts = np.maximum(answered if rest else applicable, 1)
    value = _scaled(rule, raw, parts)
    rounding = np.full(len(value), NOT_ROUNDED, dtype=np.int8)
    if rule.missing.rounding is not None:
        value = np.where(fills, _rounded(rule.missing.rounding, value), value)
        rounding[fills] = ROUNDINGS.index(rule.missing.rounding)
    low, high = _ranges(rule, items, blank, inapplicable)
    return Sums(
        value=value, raw=raw, low=low, high=high, prorated=fills, rounding=rounding
    )


def _scaled(rule: Rule, raw: Floats, parts: npt.NDArray[np.intp]) -> Floats:
    if rule.aggregate is Aggregate.MEAN:
        return raw * rule.factor.numerator / (rule.factor.denominator * parts)
    return cast("Floats", scaled(rule, cast("float", raw), 1))


def _rounded(rounding: Rounding, value: Floats) -> Floats:
    match rounding:
        case Rounding.HALF_UP:
            return np.floor(value + 0.5)


def _ranges(
    rule: Rule, items: Sequence[Item], blank: Mask, inapplicable: Mask
) -> tuple[Floats, Floats]:
    """Return the lowest and the highest value, which follow from who answered what."""
    whole, people = full(rule, items), blank.shape[1]
    low = np.full(people, whole.low, dtype=np.float64)
    high = np.full(people, whole.high, dtype=np.float64)
    own = inapplicable.any(axis=0)
    if rule.missing.fill is Fill.REST:
        own |= blank.any(axis=0)
    if own.any():
        both = np.concatenate([blank[:, own], inapplicable[:, own]]).T
        patterns, whose = np.unique(both, axis=0, return_inverse=True)
        found = [_pattern(rule, items, pattern) for pattern in patterns.tolist()]
        ends = np.array([(one.low, one.high) for one in found])[whose.ravel()]
        low[own], high[own] = ends.T
    return low, high


def _pattern(rule: Rule, items: Sequence[Item], pattern: list[bool]) -> Aggregated:
    """Return what comes of one pattern of answers that are missing or do not apply."""
    blank, inapplicable = pattern[: len(items)], pattern[len(items) :]
    each = zip(items, blank, inapplicable, strict=True)
    own = [(item, is_blank) for item, is_blank, is_out in each if not is_out]
    if not own:
        return full(rule, items)
    points = [MISSING if is_blank else item.least for item, is_blank in own]
    return aggregated(rule, [item for item, _ in own], points, sum(inapplicable))


def together(parts: Sequence[Sums]) -> Sums:
    """Return the sums of several subscales; not known where one of them is not."""
    rounding = parts[0].rounding
    for part in parts[1:]:
        rounding = np.where(rounding == NOT_ROUNDED, part.rounding, rounding)
    return Sums(
        value=exact_sum(np.stack([part.value for part in parts])),
        raw=exact_sum(np.stack([part.raw for part in parts])),
        low=np.sum([part.low for part in parts], axis=0),
        high=np.sum([part.high for part in parts], axis=0),
        prorated=np.any([part.prorated for part in parts], axis=0),
        rounding=rounding,
    )


def transformed(table: Mapping[float, float], found: Sums) -> Sums:
    """Return what a table makes of totals, and of their ranges."""
    if not table:
        return found
    return attrs.evolve(
        found,
        value=_looked_up(table, found.value),
        low=_looked_up(table, found.low),
        high=_looked_up(table, found.high),
    )


def _looked_up(table: Mapping[float, float], found: Floats) -> Floats:
    values, whose = np.unique(found, return_inverse=True)
    return np.array([table.get(one, MISSING) for one in values.tolist()])[whose]
