"""From answers to a score: sums, missing answers, bands, subscales and flags."""

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Protocol

import attrs

from collabtherapy._frozen import frozen
from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.items import Fill, Flag, Item, Missing, Subscale
from collabtherapy.measures.quantities import MISSING, is_missing, known

__all__ = ["Score", "score"]


@attrs.frozen(kw_only=True)
class Score:
    """What answers came to; None is not known, because answers are missing.

    Args:
        instrument: the id of the instrument.
        total: the score that is reported, in points of its scale.
        raw: the sum of the items, filled in where the instrument allows for it.
        low: the lowest total that there could be.
        high: the highest.
        band: what the total is called, where the instrument has bands.
        flags: the ids of the flags that an answer raised.
        open_flags: those that nothing can be said of, because there is no answer.
        subscales: the sum of each subscale.
        missing: the numbers of the items that were not answered, from 1.
        items: how many items there are.
        worsening: the reliable change for the worse, in points of the total: above 0
            where more is worse; None where none was published, or not for this range.
        top: whether every answer is the highest there is ("top score").
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
    missing: tuple[int, ...]
    items: int
    top: bool | None
    worsening: float | None = None

    @property
    def answered(self) -> int:
        """The number of items that were answered."""
        return self.items - len(self.missing)

    @property
    def is_complete(self) -> bool:
        """Say whether every item was answered."""
        return not self.missing


class Scorable(Protocol):
    """What is asked of an instrument to score answers to it; see `Instrument`."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def items(self) -> tuple[Item, ...]: ...
    @property
    def missing(self) -> Missing: ...
    @property
    def factor(self) -> Fraction: ...
    @property
    def flags(self) -> tuple[Flag, ...]: ...
    @property
    def subscales(self) -> tuple[Subscale, ...]: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def worsening(self) -> float | None: ...
    def band(self, total: float, /) -> str | None: ...


def score(instrument: Scorable, answers: Iterable[float | None]) -> Score:
    """Score the answers, one for each item in order; None where one is missing."""
    given = _given(instrument, answers)
    counted = [
        item.counts(f"answers[{n}]", answer)
        for n, (item, answer) in enumerate(zip(instrument.items, given, strict=True))
    ]
    raw, of = _summed(instrument, counted)
    low = scaled(instrument.factor, sum(item.low for item in of))
    high = scaled(instrument.factor, sum(item.high for item in of))
    result = known(scaled(instrument.factor, raw))
    comparable = (low, high) == (instrument.low, instrument.high)
    return Score(
        instrument=instrument.id,
        total=result,
        raw=known(raw),
        low=low,
        high=high,
        band=instrument.band(result) if result is not None and comparable else None,
        subscales={
            part.id: known(math.fsum(counted[n - 1] for n in part.items))
            for part in instrument.subscales
        },
        missing=tuple(n for n, x in enumerate(counted, 1) if math.isnan(x)),
        items=len(counted),
        top=_top(instrument.items, counted),
        worsening=instrument.worsening if comparable else None,
        **_flags(instrument, given),
    )


def _given(
    instrument: Scorable, answers: Iterable[float | None]
) -> tuple[float | None, ...]:
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


def _summed(
    instrument: Scorable, counted: list[float]
) -> tuple[float, tuple[Item, ...]]:
    """Give the sum of what was counted, and the items that it is a sum of."""
    answered = [x for x in counted if not math.isnan(x)]
    n, n_missing = len(counted), len(counted) - len(answered)
    if not answered or n_missing > instrument.missing.at_most:
        return MISSING, instrument.items
    if n_missing and instrument.missing.fill is Fill.REST:
        both = zip(instrument.items, counted, strict=True)
        return math.fsum(answered), tuple(i for i, x in both if not math.isnan(x))
    if not n_missing:
        return math.fsum(answered), instrument.items
    return math.fsum(answered) * n / len(answered), instrument.items


def scaled(factor: Fraction, raw: float) -> float:
    """Give a sum of items in points of the scale that is reported."""
    return raw * factor.numerator / factor.denominator


def _top(items: tuple[Item, ...], counted: list[float]) -> bool | None:
    at_top = [x == item.high for item, x in zip(items, counted, strict=True)]
    if all(at_top):
        return True
    open_ = any(math.isnan(x) for x in counted)
    below = any(x < item.high for item, x in zip(items, counted, strict=True))
    return None if open_ and not below else False


def _flags(
    instrument: Scorable, given: tuple[float | None, ...]
) -> dict[str, tuple[str, ...]]:
    raised: list[str] = []
    unknown: list[str] = []
    for flag in instrument.flags:
        answer = given[flag.item - 1]
        if answer is None or is_missing(answer):
            unknown.append(flag.id)
        elif answer >= flag.at_least:
            raised.append(flag.id)
    return {"flags": tuple(raised), "open_flags": tuple(unknown)}
