"""Notice: a therapist says beforehand from when they will be away, or gone.

A therapist's break, and their leaving, rest on a notice that was recorded earlier. How
long before it was is computed from when it was recorded; nobody states a number. Each
notice serves one step of the therapist who gave it, and the last one holds.

Sources: BACP Ethical Framework 40-41, planned breaks; APA 10.10, talking about an end
before it comes.
"""

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import attrs
from attrs import field

from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.breaks import Pause
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.endings import LeaveAsTherapist
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.words import Words


class Noticed(StrEnum):
    """What a therapist gives notice of."""

    BREAK = "break"
    LEAVING = "leaving"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class GiveNotice(Act):
    """Announce, as a therapist, a break or one's leaving before it begins.

    Args:
        of: what it is notice of.
        from_: the moment from which one is away, or gone.
        words: what was said of it.

    Raises:
        ValueError: If it begins before the notice of it.
    """

    of: Noticed = field(validator=a(Noticed))
    from_: datetime = field(converter=instant)
    words: Words | None = field(default=None, validator=a(Words, optional=True))

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.from_ < (self.happened_at or self.at):
            raise InvalidInput("from_ is not before the notice of it")


@attrs.frozen(kw_only=True)
class Notice:
    """A notice, and the step that rested on it.

    Args:
        given: the notice.
        taken_at: the moment of the step; None while it has not been taken.
    """

    given: GiveNotice
    taken_at: datetime | None = None

    @property
    def days(self) -> int | None:
        """Whole days from the recording of the notice to the step; None before it."""
        if self.taken_at is None:
            return None
        return (self.taken_at - self.given.recorded_at).days


@attrs.frozen(kw_only=True)
class Notices:
    """Every notice, the first first."""

    entries: tuple[Notice, ...] = ()

    def standing(self, of: Noticed, by: PersonId, at: datetime) -> bool:
        """Return whether the last notice of a person is due, and serves no step."""
        found = _last(self, of, by)
        return found is not None and self.entries[found].given.from_ <= at


NOTICES = Region("notices", Notices())

Taken: TypeAlias = Pause | LeaveAsTherapist


def _last(notices: Notices, of: Noticed, by: PersonId) -> int | None:
    """Return the place of the last notice of a person, if no step rested on it yet."""
    theirs = (
        (place, notice.taken_at is None)
        for place, notice in enumerate(notices.entries)
        if (notice.given.of, notice.given.by) == (of, by)
    )
    place, waits = max(theirs, default=(None, False))
    return place if waits else None


@NOTICES.folds(GiveNotice)
def _give(notices: Notices, act: GiveNotice) -> Notices:
    return Notices(entries=(*notices.entries, Notice(given=act)))


@NOTICES.folds(Pause)
def _pause(notices: Notices, act: Pause) -> Notices:
    return _taken(notices, act, Noticed.BREAK)


@NOTICES.folds(LeaveAsTherapist)
def _leave(notices: Notices, act: LeaveAsTherapist) -> Notices:
    return _taken(notices, act, Noticed.LEAVING)


def _taken(notices: Notices, act: Taken, of: Noticed) -> Notices:
    place = _last(notices, of, act.by)
    if place is None:
        return notices
    entries = notices.entries
    taken = attrs.evolve(entries[place], taken_at=act.recorded_at)
    return Notices(entries=(*entries[:place], taken, *entries[place + 1 :]))
