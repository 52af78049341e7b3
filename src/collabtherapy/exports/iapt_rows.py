"""The rows that one referral has in a submission of the data set."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import TypeAlias

import attrs

from collabtherapy.exports.iapt_codes import IaptCodes
from collabtherapy.exports.iapt_courses import Contact, Course, Scored
from collabtherapy.exports.iapt_outcomes import Flags
from collabtherapy.exports.iapt_tables import (
    ACTIVITY,
    COMPLAINT,
    CONTACT,
    DERIVED,
    ONWARD,
    PAUSE,
    REFERRAL,
    SCORE,
    SCORE_IN_CONTACT,
    IaptTable,
)
from collabtherapy.exports.months import Month

Cells: TypeAlias = tuple[str | int | None, ...]
JUST_BEFORE = timedelta(microseconds=1)


@attrs.frozen
class Period:
    """What a submission is about: a month, or all of the time.

    Args:
        month: the month; None for all of the time.
        zone: by the clocks of which zone days are told.
        start: when it begins; None for always.
        end: when it is over, which is no part of it.
    """

    month: Month | None
    zone: tzinfo
    start: datetime | None
    end: datetime | None

    @classmethod
    def of(cls, month: Month | None, zone: tzinfo) -> "Period":
        """Build the period of a month, by the clocks of a zone."""
        if month is None:
            return cls(None, zone, None, None)
        return cls(month, zone, month.start(zone), month.next.start(zone))

    @property
    def last(self) -> datetime | None:
        """The last moment of it."""
        return None if self.end is None else self.end - JUST_BEFORE

    def covers(self, at: datetime) -> bool:
        """Return whether a moment lies in it."""
        late_enough = self.start is None or self.start <= at
        return late_enough and (self.end is None or at < self.end)

    def has(self, course: Course) -> bool:
        """Return whether a referral was open in it or ended in it."""
        opened = self.end is None or course.opened_at < self.end
        ended = course.ended_at
        return opened and (self.start is None or ended is None or ended >= self.start)

    def day(self, at: datetime | None) -> str | None:
        """Return the day of a moment, as 2026-07-01."""
        return None if at is None else at.astimezone(self.zone).date().isoformat()

    def time(self, at: datetime) -> str:
        """Return the time of day of a moment, as 09:00:00."""
        return at.astimezone(self.zone).strftime("%H:%M:%S")


def rows(
    course: Course, derived: Flags, record: int, period: Period, codes: IaptCodes
) -> Iterator[tuple[IaptTable, Cells]]:
    """Yield the rows of a referral, each with its table.

    Args:
        course: the referral.
        derived: what follows from it.
        record: the number of the person's record.
        period: what the submission is about.
        codes: what the service codes.
    """
    day = period.day
    yield (
        REFERRAL,
        (
            record,
            course.request,
            course.patient,
            day(course.opened_at),
            course.source,
            course.end_code,
            day(course.ended_at),
        ),
    )
    if course.referred_on_at is not None and period.covers(course.referred_on_at):
        yield ONWARD, (course.request, day(course.referred_on_at), None, None)
    for n, one in enumerate(course.breaks, 1):
        name = f"{course.request}/pause/{n}"
        yield PAUSE, (course.request, name, day(one.start), day(one.end), None)
    if codes.complaint is not None:
        yield COMPLAINT, (course.request, codes.complaint, None)
    for contact in course.contacts:
        if period.covers(contact.at):
            yield from _contact(course, contact, period, codes)
    for score in course.scores:
        yield from _score(course, score, period)
    yield DERIVED, _derived(course, derived)


def _contact(
    course: Course, contact: Contact, period: Period, codes: IaptCodes
) -> Iterator[tuple[IaptTable, Cells]]:
    yield (
        CONTACT,
        (
            contact.id,
            course.request,
            period.day(contact.at),
            period.time(contact.at),
            contact.attendance,
            contact.minutes,
            contact.appointment,
            contact.mechanism,
            contact.mode,
            contact.participants,
            contact.facilitators,
        ),
    )
    if contact.is_seen:
        yield (
            ACTIVITY,
            (
                contact.activity,
                contact.id,
                contact.therapist,
                contact.minutes,
                codes.procedure,
            ),
        )


def _score(
    course: Course, score: Scored, period: Period
) -> Iterator[tuple[IaptTable, Cells]]:
    if score.code is None:
        return
    value = number(score.value)
    if score.contact is not None:
        if period.covers(score.contact.at):
            yield SCORE_IN_CONTACT, (score.contact.activity, score.code, value)
    elif period.covers(score.at):
        day, time = period.day(score.at), period.time(score.at)
        yield SCORE, (course.request, score.code, value, day, time)


def _derived(course: Course, found: Flags) -> Cells:
    return (
        course.request,
        found.n_treatments,
        *map(
            truth,
            (
                found.completed,
                found.caseness,
                found.recovery,
                found.improvement,
                found.deterioration,
                found.reliable_recovery,
            ),
        ),
        *(
            None if value is None else number(value)
            for ends in (found.phq9, found.gad7, found.adsm)
            for value in (ends.first, ends.last)
        ),
    )


def truth(answer: bool | None) -> str | None:  # noqa: FBT001 - it is the answer
    """Return a flag as the data set writes it; None where it is not known."""
    return None if answer is None else str(answer)


def number(value: float) -> str:
    """Return a score as text, a whole number without a point.

    >>> number(11.0), number(2.5)
    ('11', '2.5')
    """
    return str(int(value)) if float(value).is_integer() else repr(float(value))
