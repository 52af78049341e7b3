"""Measures recorded in a partnership: whose, with which instrument, which score.

A score never travels without the range it lies in. Where there is none, the record says
why: to decline is an answer, and to leave three of nine items out is another one. What
a score means is for `measures` to say; by how much a change is one for the worse, and
which answers ask for attention, comes with the score, or is unknown.
"""

import math
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol, SupportsFloat, cast

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import real, text, whole
from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, between, code, codes, short_names
from collabtherapy.partnership.values.evidence import Evidence
from collabtherapy.partnership.values.ids import HasId, PersonId, SessionId
from collabtherapy.partnership.values.refusals import Change, Reason, Refusal, Rule
from collabtherapy.partnership.values.register import Register

LARGEST = 1_000_000
MOST_ITEMS = 1_000


class NoScore(StrEnum):
    """Why a measure has no score."""

    DECLINED = "declined"
    """The client was asked, and would rather not answer."""
    INCOMPLETE = "incomplete"
    """Too many items were left out for the rest to come to a score."""
    NOT_ASKED = "not_asked"
    """It was due, and nobody asked the client."""
    NOT_POSSIBLE = "not_possible"
    """It could not be answered, or does not apply to the client."""
    NOT_KNOWN = "not_known"
    """Nobody said why: in older documents, and in those of others. It is read, and not
    recorded any more."""


class Track(StrEnum):
    """How a client's last score stands beside the earlier ones."""

    ON_TRACK = "on_track"
    """Not reliably worse."""
    NOT_ON_TRACK = "not_on_track"
    """Reliably worse than the first, or than the last one before."""
    UNKNOWN = "unknown"
    """There is no score, none to compare it with, or nothing to compare it by."""


class Scored(Protocol):
    """What answers came to, as `measures.Score` has it."""

    @property
    def instrument(self) -> str:
        """The short name of the instrument."""
        ...

    @property
    def total(self) -> float | None:
        """The score; None where too many answers are missing."""
        ...

    @property
    def low(self) -> float:
        """The lowest score that there could be."""
        ...

    @property
    def high(self) -> float:
        """The highest."""
        ...

    @property
    def answered(self) -> int:
        """How many items were answered."""
        ...

    @property
    def items(self) -> int:
        """How many items there are."""
        ...

    @property
    def flags(self) -> tuple[str, ...]:
        """The answers that ask for attention, by their short names."""
        ...

    @property
    def worsening(self) -> float | None:
        """The reliable change for the worse, in points; None where none is known."""
        ...


def number(value: SupportsFloat) -> float:
    """Return a number to a thousandth, so that every format can carry it."""
    given = real(value)
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise TypeError("a score and its range are numbers")
    if not math.isfinite(given) or abs(given) > LARGEST:
        raise InvalidInput(f"a score and its range lie within {LARGEST} of 0")
    return round(float(given), 3) + 0.0  # there is a negative zero


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RecordMeasure(Act):
    """Record what a client's answers to an instrument came to, or why to nothing.

    Args:
        client: whose answers they are.
        instrument: a short name: ``phq-9``, ``gad-7``, …
        score: what they came to, to a thousandth; None where there is none.
        no_score: why there is none; None where there is one.
        low: the lowest score that there could be.
        high: the highest.
        answered: how many items were answered, of a score or of incomplete answers.
        items: how many items there are, 1 to 1000; known together with `answered`.
        flags: the answers that ask for attention whatever the score: ``self_harm``, …
        worsening: the reliable change for the worse, in points of the score: above 0
            where more is worse, below 0 where less is; None where it is not known.
        session: the session that it belongs to, if it does.

    Raises:
        ValueError: If *worsening* is 0; if there is neither a score nor a reason, or
            both; if the score lies outside the range, or the range is empty; or if the
            counts do not fit.
    """

    client: PersonId = field(converter=PersonId)
    instrument: str = field(converter=text, validator=code)
    score: float | None = field(default=None, converter=optional(number))
    no_score: NoScore | None = field(default=None, validator=a(NoScore, optional=True))
    low: float = field(converter=number)
    high: float = field(converter=number)
    answered: int | None = field(
        default=None,
        converter=optional(whole),
        validator=between(0, MOST_ITEMS, optional=True),
    )
    items: int | None = field(
        default=None,
        converter=optional(whole),
        validator=between(1, MOST_ITEMS, optional=True),
    )
    flags: frozenset[str] = field(
        default=frozenset[str](), converter=short_names, validator=codes
    )
    worsening: float | None = field(default=None, converter=optional(number))
    session: SessionId | None = field(default=None, converter=optional(SessionId))

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.low >= self.high:
            raise InvalidInput("the low end of a range lies below its high end")
        if self.score is not None and not self.low <= self.score <= self.high:
            raise InvalidInput("a score lies within its range")
        if (self.score is None) == (self.no_score is None):
            raise InvalidInput("give either score, or no_score: why there is none")
        if self.worsening == 0:
            raise InvalidInput("worsening is not 0: leave it out where it is not known")
        if (self.answered is None) != (self.items is None):
            raise InvalidInput("give answered and items together: 6 of 9")
        if self.answered is not None and self.items is not None:
            self._check_counts(self.answered, self.items)

    def _check_counts(self, answered: int, items: int) -> None:
        if self.no_score not in (None, NoScore.INCOMPLETE):
            raise InvalidInput("answers are counted for a score, or where incomplete")
        if answered > items:
            raise InvalidInput("answered is at most items")
        if self.no_score is not None and answered == items:
            raise InvalidInput("incomplete answers are fewer than items")
        if self.score is not None and answered == 0:
            raise InvalidInput("a score is made of at least one answer")

    @classmethod
    def of(  # as much as an act has to say
        cls,
        scored: Scored,
        *,
        by: "PersonId | HasId | str",
        at: datetime,
        client: "PersonId | HasId | str",
        session: SessionId | str | None = None,
        happened_at: datetime | None = None,
        evidence: Evidence | None = None,
    ) -> "RecordMeasure":
        """Build the record of what answers came to.

        Where too many of them are missing for a total, they are incomplete, and the
        counts say how incomplete.

        Args:
            scored: what `measures.Instrument.score` returned.
            by: who records it.
            at: when it is recorded.
            client: whose answers they are.
            session: the session that it belongs to, if it does.
            happened_at: when the client answered, if that was earlier.
            evidence: a document that was seen for it, if one was.

        Raises:
            ValueError: If the total lies outside its range, as where a mean stands in
                for items that reach less far than those that were answered; or if
                there is no total although every item was answered: such an instrument
                has scores of its subscales alone.

        >>> from datetime import UTC, datetime
        >>> from collabtherapy import acts
        >>> from collabtherapy.measures import PHQ9
        >>> found = PHQ9.score((1, 2, None, 1, None, 1, 2, None, 1))
        >>> now = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> act = acts.RecordMeasure.of(found, by="ana", at=now, client="ana")
        >>> act.score, act.no_score.value, act.answered, act.items
        (None, 'incomplete', 6, 9)
        """
        if scored.total is None and scored.answered == scored.items:
            raise InvalidInput(
                "this instrument has no total: score and record each subscale"
            )
        return cls(
            by=PersonId(by),
            at=at,
            happened_at=happened_at,
            evidence=evidence,
            client=PersonId(client),
            instrument=scored.instrument,
            score=scored.total,
            no_score=NoScore.INCOMPLETE if scored.total is None else None,
            low=scored.low,
            high=scored.high,
            answered=scored.answered,
            items=scored.items,
            flags=scored.flags,
            worsening=scored.worsening,
            session=None if session is None else SessionId(session),
        )


@attrs.frozen(kw_only=True)
class Measurements:
    """Every client's measures, the first first."""

    by_client: Register[PersonId, tuple[RecordMeasure, ...]] = Register()


def track(before: Sequence[RecordMeasure], now: RecordMeasure) -> Track:
    """Return how a measure stands beside the earlier ones of the same client.

    It is compared with the first score of its instrument and range, and with the last
    one before it: worse than either is not on track.

    Args:
        before: the earlier measures, the first first, with whichever instrument.
        now: the measure.
    """
    if now.score is None or now.worsening is None:
        return Track.UNKNOWN
    first = next((m for m in before if _is_like(m, now)), None)
    if first is None:
        return Track.UNKNOWN
    last = next(m for m in reversed(before) if _is_like(m, now))
    side = 1 if now.worsening > 0 else -1
    changes = (now.score - cast("float", m.score) for m in (first, last))
    # Scores are kept to a thousandth, and so are their differences.
    worse = round(max(side * change for change in changes), 3) >= abs(now.worsening)
    return Track.NOT_ON_TRACK if worse else Track.ON_TRACK


def _is_like(before: RecordMeasure, now: RecordMeasure) -> bool:
    """Return whether there is a score of the same instrument in the same range."""
    if before.score is None or before.instrument != now.instrument:
        return False
    return (before.low, before.high) == (now.low, now.high)


RECORDED = tuple(reason for reason in NoScore if reason is not NoScore.NOT_KNOWN)
"""The reasons that may be recorded: all but that nobody knows."""

NOT_SAID_WHY = Reason(
    "measure.reason_not_known",
    Rule.RECORD,
    "{client} has no score on {instrument}, and the record does not say why",
)
MEASUREMENTS = Region("measurements", Measurements())


@MEASUREMENTS.refuses(RecordMeasure)
def _reason_known(_: Measurements, act: RecordMeasure) -> Refusal | None:
    if act.no_score is not NoScore.NOT_KNOWN:
        return None
    change = Change("no_score", RECORDED)
    return NOT_SAID_WHY(change, client=act.client, instrument=act.instrument)


@MEASUREMENTS.folds(RecordMeasure)
def _record(measurements: Measurements, act: RecordMeasure) -> Measurements:
    before = measurements.by_client.find(act.client) or ()
    return Measurements(
        by_client=measurements.by_client.put(act.client, (*before, act))
    )
