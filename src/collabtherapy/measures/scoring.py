"""From answers to a score: totals, missing answers, bands, subscales, flags."""

import math
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Protocol, cast

import attrs

from collabtherapy._frozen import frozen
from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.aggregates import (
    Aggregated,
    Rule,
    aggregated,
    full,
)
from collabtherapy.measures.bands import band_of
from collabtherapy.measures.items import Answer, Flag, Item
from collabtherapy.measures.missing import Inapplicable, Rounding
from collabtherapy.measures.quantities import MISSING, is_missing, known
from collabtherapy.measures.sources import Source
from collabtherapy.measures.subscales import Subscale
from collabtherapy.measures.symptom_counts import SymptomCount

__all__ = ["Score", "TotalOf", "score"]


class TotalOf(Enum):
    """What the total of an instrument is made of.

    ``ITEMS``: of all items, without those that only subscales outside the total have.
    ``SUBSCALES``: the sum of the subscales that are part of it. ``NONE``: there is no
    total, only subscales. ``PROFILE``: nothing is added up; see `Profile`.
    """

    ITEMS = "items"
    SUBSCALES = "subscales"
    NONE = "none"
    PROFILE = "profile"


@attrs.frozen(kw_only=True)
class Score:
    """What answers came to; None is not known, because answers are missing.

    Args:
        instrument: the id of the instrument.
        total: the score that is reported, in points of its scale; None also where the
            instrument has no total.
        raw: the sum of the items, filled in where the instrument allows for it.
        low: the lowest total that there could be.
        high: the highest.
        band: what the total is called, where the instrument has bands.
        flags: the ids of the flags that an answer raised.
        open_flags: those that nothing can be said of, because there is no answer.
        subscales: the score of each subscale.
        subscale_bands: what the score of each subscale is called, if it has bands.
        criteria: whether each count of symptoms is met.
        missing: the numbers of the items that were not answered, from 1.
        inapplicable: the numbers of those that do not apply.
        items: how many items there are.
        prorated: whether the total was filled in for missing answers.
        rounding: how the total was rounded for that, if it was.
        worsening: the reliable change for the worse, in points of the total: above 0
            where more is worse; None where none was published, or not for this range.
        top: whether every answer is the highest there is ("top score").
        sources: who says how it is scored, each with its mark.
    """

    instrument: str
    total: float | None
    raw: float | None
    low: float
    high: float
    band: str | None
    flags: tuple[str, ...]
    open_flags: tuple[str, ...]
    subscales: Mapping[str, float | None] = attrs.field(converter=frozen)
    subscale_bands: Mapping[str, str | None] = attrs.field(converter=frozen)
    criteria: Mapping[str, bool | None] = attrs.field(converter=frozen)
    missing: tuple[int, ...]
    inapplicable: tuple[int, ...] = ()
    items: int
    prorated: bool
    rounding: Rounding | None
    top: bool | None
    worsening: float | None = None
    sources: tuple[Source, ...] = ()

    @property
    def answered(self) -> int:
        """The number of items that were answered."""
        return self.items - len(self.missing) - len(self.inapplicable)

    @property
    def is_complete(self) -> bool:
        """True if every item that applies was answered."""
        return not self.missing

    @property
    def is_checked(self) -> bool:
        """True if every rule that it rests on was read in its source."""
        return all(source.is_checked for source in self.sources)


class Scorable(Rule, Protocol):
    """What is asked of an instrument to score answers to it; see `Instrument`."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def items(self) -> tuple[Item, ...]: ...
    @property
    def total_of(self) -> TotalOf: ...
    @property
    def total_items(self) -> tuple[int, ...]: ...
    @property
    def transform(self) -> Mapping[float, float]: ...
    @property
    def flags(self) -> tuple[Flag, ...]: ...
    @property
    def subscales(self) -> tuple[Subscale, ...]: ...
    @property
    def criteria(self) -> tuple[SymptomCount, ...]: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def worsening(self) -> float | None: ...
    def band(self, total: float, /) -> str | None: ...
    def sources_of(self, *, prorated: bool, banded: bool) -> tuple[Source, ...]: ...


def score(instrument: Scorable, answers: Iterable[Answer]) -> Score:
    """Score the answers, one for each item in order; None where one is missing."""
    if instrument.total_of is TotalOf.PROFILE:
        raise NotMeasurable(
            "answers",
            "profile",
            f"nothing of {instrument.name} is added up: ask for its profile",
        )
    given, points, inapplicable = counted(instrument, answers)
    parts = {
        part.id: _of(part, instrument.items, part.items, points, inapplicable)
        for part in instrument.subscales
    }
    total = _total(instrument, parts, points, inapplicable)
    result = known(total.value)
    comparable = (total.low, total.high) == (instrument.low, instrument.high)
    band = instrument.band(result) if result is not None and comparable else None
    return Score(
        instrument=instrument.id,
        total=result,
        raw=known(total.raw),
        low=total.low,
        high=total.high,
        band=band,
        subscales={name: known(part.value) for name, part in parts.items()},
        subscale_bands={
            part.id: _band_of(part, parts[part.id], instrument.items)
            for part in instrument.subscales
            if part.bands
        },
        criteria={one.id: one.met(points) for one in instrument.criteria},
        missing=tuple(
            n
            for n, x in enumerate(points, 1)
            if math.isnan(x) and n not in inapplicable
        ),
        inapplicable=tuple(sorted(inapplicable)),
        items=len(points),
        prorated=total.prorated,
        rounding=total.rounding,
        top=_top(instrument.items, points, inapplicable),
        worsening=instrument.worsening if comparable else None,
        sources=instrument.sources_of(prorated=total.prorated, banded=band is not None),
        **_flags(instrument, given),
    )


def counted(
    instrument: Scorable, answers: Iterable[Answer]
) -> tuple[tuple[Answer, ...], list[float], frozenset[int]]:
    """Check answers, and work out what each counts.

    Returns:
        The answers; the points of each, NaN where one is missing or does not apply; the
        numbers of the items that do not apply, from 1.
    """
    given = _given(instrument, answers)
    inapplicable = frozenset(
        n for n, one in enumerate(given, 1) if isinstance(one, Inapplicable)
    )
    points = [
        MISSING
        if isinstance(answer, Inapplicable)
        else item.counts(f"answers[{n}]", answer)
        for n, (item, answer) in enumerate(zip(instrument.items, given, strict=True))
    ]
    for n in inapplicable:
        if instrument.items[n - 1].applies:
            raise NotMeasurable(
                f"answers[{n - 1}]", "applies", "this question applies to everybody"
            )
    for n, item in enumerate(instrument.items):
        rule = item.unasked
        if rule is None or not math.isnan(points[n]) or n + 1 in inapplicable:
            continue
        if given[rule.item - 1] == rule.at:
            points[n] = float(rule.counts)
    return given, points, inapplicable


def _given(instrument: Scorable, answers: Iterable[Answer]) -> tuple[Answer, ...]:
    if isinstance(answers, str | bytes | Mapping) or not isinstance(answers, Iterable):
        raise TypeError("answers are numbers in the order of the items")
    given = tuple(answers)
    if len(given) != len(instrument.items):
        raise NotMeasurable(
            "answers",
            "wrong_number",
            f"{instrument.name} has {len(instrument.items)} items: give an answer for "
            "each, None where it is missing",
        )
    return given


def _of(
    rule: Rule,
    items: Sequence[Item],
    numbers: Sequence[int],
    points: Sequence[float],
    inapplicable: frozenset[int],
) -> Aggregated:
    """Add up those of the items that have these numbers."""
    own = [n for n in numbers if n not in inapplicable]
    if not own:
        return full(rule, [items[n - 1] for n in numbers])
    return aggregated(
        rule,
        [items[n - 1] for n in own],
        [points[n - 1] for n in own],
        len(numbers) - len(own),
    )


def _total(
    instrument: Scorable,
    parts: Mapping[str, Aggregated],
    points: Sequence[float],
    inapplicable: frozenset[int],
) -> Aggregated:
    if instrument.total_of is TotalOf.SUBSCALES:
        return together([parts[one.id] for one in instrument.subscales if one.in_total])
    numbers = instrument.total_items
    found = _of(instrument, instrument.items, numbers, points, inapplicable)
    if instrument.total_of is TotalOf.NONE:
        return attrs.evolve(found, value=MISSING, prorated=False, rounding=None)
    return transformed(instrument.transform, found)


def together(parts: Sequence[Aggregated]) -> Aggregated:
    """Return the sum of several subscales; not known where one of them is not."""
    roundings = [part.rounding for part in parts if part.rounding is not None]
    return Aggregated(
        value=math.fsum(part.value for part in parts),
        raw=math.fsum(part.raw for part in parts),
        low=sum(part.low for part in parts),
        high=sum(part.high for part in parts),
        prorated=any(part.prorated for part in parts),
        rounding=roundings[0] if roundings else None,
    )


def transformed(table: Mapping[float, float], found: Aggregated) -> Aggregated:
    """Return what a table makes of a total, and of its range."""
    if not table:
        return found
    return attrs.evolve(
        found,
        value=table.get(found.value, MISSING),
        low=table[found.low],
        high=table[found.high],
    )


def _band_of(part: Subscale, found: Aggregated, items: Sequence[Item]) -> str | None:
    whole = full(part, [items[n - 1] for n in part.items])
    if math.isnan(found.value) or (found.low, found.high) != (whole.low, whole.high):
        return None
    return band_of(part.bands, found.value)


def _top(
    items: tuple[Item, ...], points: list[float], inapplicable: frozenset[int]
) -> bool | None:
    applies = [
        (item, x)
        for n, (item, x) in enumerate(zip(items, points, strict=True), 1)
        if n not in inapplicable
    ]
    if applies and all(x == item.most for item, x in applies):
        return True
    open_ = any(math.isnan(x) for _, x in applies)
    below = any(x < item.most for item, x in applies)
    return None if open_ and not below else False


def _flags(
    instrument: Scorable, given: tuple[Answer, ...]
) -> dict[str, tuple[str, ...]]:
    raised: list[str] = []
    unknown: list[str] = []
    for flag in instrument.flags:
        answer = given[flag.item - 1]
        if isinstance(answer, Inapplicable):
            continue
        if is_missing(answer):
            unknown.append(flag.id)
        elif cast("float", answer) >= flag.at_least:
            raised.append(flag.id)
    # Several items may raise one flag: once is enough, and settles it.
    seen = dict.fromkeys(raised)
    return {
        "flags": tuple(seen),
        "open_flags": tuple(id_ for id_ in dict.fromkeys(unknown) if id_ not in seen),
    }
