"""Measures recorded in a partnership: whose, with which instrument, which score.

A score never travels without the range it lies in, and somebody who would rather not
answer has declined, which is no number. What a score means is for `measures` to say.
"""

import math
from typing import SupportsFloat

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import real, text
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import code
from collabtherapy.partnership.values.ids import PersonId, SessionId
from collabtherapy.partnership.values.register import Register

LARGEST = 1_000_000


def number(value: SupportsFloat) -> float:
    """Return a number to a thousandth, so that every format can carry it."""
    given = real(value)
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise TypeError("a score and its range are numbers")
    if not math.isfinite(given) or abs(given) > LARGEST:
        raise ValueError(f"a score and its range lie within {LARGEST} of 0")
    return round(float(given), 3) + 0.0  # there is a negative zero


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RecordMeasure(Act):
    """Record what a client's answers to an instrument came to.

    Args:
        client: whose answers they are.
        instrument: a short name: ``phq-9``, ``gad-7``, …
        score: what they came to, to a thousandth; None where they declined.
        low: the lowest score that there could be.
        high: the highest.
        session: the session that it belongs to, if it does.

    Raises:
        ValueError: the score lies outside the range, or the range is empty.
    """

    client: PersonId = field(converter=PersonId)
    instrument: str = field(converter=text, validator=code)
    score: float | None = field(default=None, converter=optional(number))
    low: float = field(converter=number)
    high: float = field(converter=number)
    session: SessionId | None = field(default=None, converter=optional(SessionId))

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.low >= self.high:
            raise ValueError("the low end of a range lies below its high end")
        if self.score is not None and not self.low <= self.score <= self.high:
            raise ValueError("a score lies within its range")


@attrs.frozen(kw_only=True)
class Measurements:
    """Every client's measures, the first first."""

    by_client: Register[PersonId, tuple[RecordMeasure, ...]] = Register()


MEASUREMENTS = Region("measurements", Measurements())


@MEASUREMENTS.folds(RecordMeasure)
def _record(measurements: Measurements, act: RecordMeasure) -> Measurements:
    before = measurements.by_client.find(act.client) or ()
    return Measurements(
        by_client=measurements.by_client.put(act.client, (*before, act))
    )
