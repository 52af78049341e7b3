"""What the read model holds of a partnership: stage, people, and what they owe when.

It is read off the state, where that is at hand, and written in the transaction of the
append. What time alone will have owed is written ahead, with the moments from which and
until which it is owed: whoever asks about any later moment reads it off the rows, and
no history has to be loaded because time has passed.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final, NamedTuple

from collabtherapy.partnership.law.sight.seen import KEEPERS, seen_by
from collabtherapy.partnership.law.two_sides import has_effect
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.questions.timers import derived_duties, turns
from collabtherapy.partnership.regions.duties import Duty
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.duty_ids import DutyId
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Role
from collabtherapy.storage.port import Due, Filed
from collabtherapy.storage.rows import spelled


class FoundAs(StrEnum):
    """As what a person is in a partnership, or was."""

    CLIENT = Role.CLIENT.value
    THERAPIST = Role.THERAPIST.value
    ORGANISATION = Role.ORGANISATION.value
    FORMER_CLIENT = Role.FORMER_CLIENT.value
    FORMER_THERAPIST = Role.FORMER_THERAPIST.value
    HOLDER = "holder"
    """Who holds authority for a client that had effect at the last act."""


ALREADY: Final = ""
"""From when something is due that is due at the last act: it comes before all moments,
so that a question about an earlier moment does not miss it."""


class Owed(NamedTuple):
    """Something owed, without the moment at which it was asked about.

    Args:
        by: who owes it.
        id: its name.
        due_at: by when; None, if it is due when they next meet.
        placed: the moment by which it comes among others: that, or since when it is
            owed.
        shown: whether the law shows it to who owes it.
    """

    by: PersonId
    id: DutyId
    due_at: datetime | None
    placed: datetime
    shown: bool

    @classmethod
    def of(cls, duty: Duty, *, shown: bool = True) -> "Owed":
        """Return what is owed by a duty."""
        placed = duty.due_at or duty.id.since or duty.opened_at
        return cls(duty.owed_by, duty.id, duty.due_at, placed, shown)


def entry_of(p: Partnership, now: datetime) -> Filed:
    """Return what the read model holds of a partnership.

    Args:
        p: the partnership.
        now: the moment by the clock of the store. What is owed is reckoned from the
            last entry, but from none that is far ahead of the clock: an entry with a
            mistyped year puts off nothing.
    """
    people, dues = tuple(sorted(_people(p))), tuple(_dues(p, last_before(p, now)))
    return Filed(
        stream=str(p.id),
        version=p.version,
        stage=p.stage.value,
        since=spelled(p.state.main.since),
        at=spelled(p.at),
        people=people,
        dues=dues,
        listed=sha256(repr((people, dues)).encode()).hexdigest(),
    )


def unreadable(stream: str, version: int) -> Filed:
    """Return what the read model holds of a history that cannot be read."""
    return Filed(stream, version, None, None, None, (), (), "")


def last_before(p: Partnership, now: datetime) -> datetime:
    """Return the moment of the last entry, or that of the clock, if it is far ahead."""
    tolerance = timedelta(minutes=p.state.policy.clock_tolerance_minutes)
    return p.at if p.at <= now + tolerance else max(now, p.opening.at)


def _people(p: Partnership) -> set[tuple[str, str]]:
    """Return who is or was in a partnership, or holds authority in it, and as what."""
    state, at = p.state, p.at
    members = state.members
    named = {(str(one.id), members.role(one.id).value) for one in members.ever}
    standing = state.representation.standing(at)
    holders = {str(one.holder) for one in standing if has_effect(state, one, at)}
    return named | {(holder, FoundAs.HOLDER.value) for holder in holders}


def _dues(p: Partnership, last: datetime) -> Iterator[Due]:
    """Yield what is due, and from when until when, if nothing more is done.

    Args:
        p: where.
        last: the moment from which on that is asked.
    """
    before: dict[Owed, datetime] = {}
    for moment in _moments(p, last):
        now = dict.fromkeys(_owed(_state(p, moment), moment), moment)
        for one, since in before.items():
            if one in now:
                now[one] = since
            else:
                yield from _due(one, since, moment, last)
        before = now
    for one, since in before.items():
        yield from _due(one, since, None, last)


def _moments(p: Partnership, last: datetime) -> list[datetime]:
    """Return the moments at which other duties may be owed than before, in order."""
    later = {last, *turns(_state(p, last), last)}
    if last < p.at:  # what lies ahead of the clock
        ahead = {one.effective_at for one in p.entries if one.effective_at > last}
        later |= ahead.union(*(turns(_state(p, at), at) for at in ahead))
    return sorted(later)


def _state(p: Partnership, at: datetime) -> State:
    return p.state if at >= p.state.at else p.as_of(at).state


def _owed(state: State, at: datetime) -> Iterator[Owed]:
    """Yield what is owed at a moment."""
    seen: dict[PersonId, Collection[DutyId]] = {}
    for duty in state.duties.open():
        by = duty.owed_by
        if state.members.role(by) in KEEPERS:
            yield Owed.of(duty)
            continue
        if by not in seen:
            theirs = seen_by(state, by, at)
            seen[by] = () if theirs is None else theirs.duties.by_id
        yield Owed.of(duty, shown=duty.id in seen[by])
    yield from map(Owed.of, derived_duties(state, at))  # by the lead, who sees all


def _due(
    one: Owed, since: datetime, until: datetime | None, last: datetime
) -> Iterator[Due]:
    """Yield from when until when something is due, if it ever is.

    Args:
        one: what is owed.
        since: since when it is owed, as far as was asked.
        until: until when it is owed, exclusive; None for as long as nothing is done.
        last: the moment from which on that is asked.
    """
    start = since if one.due_at is None else max(since, one.due_at)
    if until is None or start < until:
        yield Due(
            person=str(one.by),
            duty=str(one.id),
            kind=one.id.kind.value,
            placed=spelled(one.placed),
            due_from=spelled(start) if start > last else ALREADY,
            due_until=None if until is None else spelled(until),
            due_at=None if one.due_at is None else spelled(one.due_at),
            shown=one.shown,
        )
