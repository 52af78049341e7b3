"""Sessions: planned, held, missed, cancelled or broken off.

An appointment is planned, a session happened. Missed is what happened, not whose
fault it was. At most one session goes on at a time; members come to it and go from it.
"""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import attrs
from attrs import field

from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, each
from collabtherapy.partnership.values.ids import PersonId, SessionId, fresh, people
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.presence import (
    MOST_OTHERS,
    NO_STAYS,
    AlsoPresent,
    Stays,
    all_departed,
    arrived,
    departed,
    others,
    stays_from,
)
from collabtherapy.partnership.values.refusals import (
    Change,
    Do,
    Reason,
    Refusal,
    Remedy,
    Rule,
)
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


class SessionStatus(StrEnum):
    """What became of a session."""

    PLANNED = "planned"
    OPEN = "open"
    HELD = "held"
    INTERRUPTED = "interrupted"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Way(StrEnum):
    """Circumstances of a session that need a consent of their own."""

    TELEHEALTH = "telehealth"
    RECORDING = "recording"
    OBSERVATION = "observation"
    AI_PROCESSING = "ai_processing"


def _ways(those: Iterable[Way]) -> frozenset[Way]:
    return frozenset(those)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PlanSession(Act):
    """Make an appointment."""

    id: SessionId = field(converter=SessionId)
    starts_at: datetime = field(converter=instant)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CancelSession(Act):
    """Call an appointment off beforehand."""

    session: SessionId = field(converter=SessionId)
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MissSession(Act):
    """Record that an appointment did not take place.

    Args:
        absent: who did not come.
    """

    session: SessionId = field(converter=SessionId)
    absent: frozenset[PersonId] = field(
        converter=people, validator=each(PersonId, at_least=1)
    )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class StartSession(Act):
    """Begin a session, planned or not.

    Args:
        id: its name; that of the appointment, if there was one.
        present: who is there as it starts: members, a client and a therapist among
            them.
        ways: by distance, recorded, observed, processed by machines: each needs its own
            consent.
        review: whether the work itself is looked at together.
        ending_talk: whether it is the one talk offered after treatment consent was
            taken back.
        others: who is there besides, and as what: no member, and no party to it. Every
            client who is there consents to involving each of them.

    Raises:
        ValueError: If one of the others is named twice or is among those present, or
            there are more than ten.
    """

    id: SessionId = field(converter=SessionId)
    present: frozenset[PersonId] = field(
        converter=people, validator=each(PersonId, at_least=1)
    )
    ways: frozenset[Way] = field(
        default=frozenset[Way](), converter=_ways, validator=each(Way)
    )
    review: bool = field(default=False, validator=a(bool))
    ending_talk: bool = field(default=False, validator=a(bool))
    others: tuple[AlsoPresent, ...] = field(
        default=(), converter=others, validator=each(AlsoPresent)
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        people = [other.person for other in self.others]
        if len(people) > MOST_OTHERS:
            raise ValueError(f"others are at most {MOST_OTHERS}")
        if len(set(people)) < len(people):
            raise ValueError("others are each named once: as what they are there most")
        if not self.present.isdisjoint(people):
            raise ValueError("others are not among those present: name each in one")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Arrive(Act):
    """Come to a session that has begun, or come back to it."""

    session: SessionId = field(converter=SessionId)
    person: PersonId = field(converter=PersonId)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Depart(Act):
    """Go from a session that others go on with; who went may come back."""

    session: SessionId = field(converter=SessionId)
    person: PersonId = field(converter=PersonId)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class EndSession(Act):
    """End a session. What nobody answered is deferred, and owed."""

    session: SessionId = field(converter=SessionId)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class InterruptSession(Act):
    """Break a session off. What nobody answered was not possible."""

    session: SessionId = field(converter=SessionId)


@attrs.frozen(kw_only=True)
class Session:
    """One session.

    Args:
        id: its name.
        status: what became of it.
        planned_for: when it was to start, if it was planned.
        started_at: when it started, if it did.
        ended_at: when it ended, or was broken off.
        present: which members were there, for however long.
        presence: when each of them was.
        others: who was there besides, as no party to it.
        absent: who did not come, if it was missed.
        ways: the circumstances that needed a consent of their own.
        review: whether the work itself was looked at.
        ending_talk: whether it was the talk offered after a withdrawal.
    """

    id: SessionId
    status: SessionStatus
    planned_for: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    present: frozenset[PersonId] = frozenset()
    presence: Stays = NO_STAYS
    others: tuple[AlsoPresent, ...] = ()
    absent: frozenset[PersonId] = frozenset()
    ways: frozenset[Way] = frozenset()
    review: bool = False
    ending_talk: bool = False

    @property
    def there(self) -> frozenset[PersonId]:
        """The members who are there now; nobody, once it is over."""
        return frozenset(
            person for person, (*_, last) in self.presence.items() if last.until is None
        )

    def was_there(self, person: PersonId, at: datetime) -> bool:
        """Return whether a member was there at a moment."""
        return any(stay.holds(at) for stay in self.presence.get(person, ()))

    def heard(self, person: PersonId, at: datetime) -> bool:
        """Return whether a member surely heard what was said at a moment."""
        return any(stay.heard(at) for stay in self.presence.get(person, ()))


@attrs.frozen(kw_only=True)
class Sessions:
    """Every session, in the order in which they were first spoken of.

    Args:
        by_id: the sessions.
        open: the session that goes on, if one does.
        starts: when each session that was held started, sorted.
        reviewed_at: when the last session that was held as a review ended.
    """

    by_id: Register[SessionId, Session] = Register()
    open: SessionId | None = None
    starts: tuple[datetime, ...] = ()
    reviewed_at: datetime | None = None

    @property
    def held(self) -> tuple[Session, ...]:
        """The sessions that took place to their end."""
        return tuple(s for s in self.by_id.values() if s.status is SessionStatus.HELD)

    @property
    def n_held(self) -> int:
        """How many sessions took place to their end."""
        return len(self.starts)

    def n_held_since(self, moment: datetime) -> int:
        """Return how many of them started at a moment or later."""
        return len(self.starts) - bisect_left(self.starts, moment)


TAKEN = Reason("session.id_taken", Rule.RECORD, "session {session} is {status} already")
OVERLAP = Reason(
    "session.overlap", Rule.RECORD, "session {open} has not ended, and none overlap"
)
NOT_PLANNED = Reason(
    "session.not_planned", Rule.RECORD, "session {session} is {status}, not planned"
)
NOT_OPEN = Reason(
    "session.not_open", Rule.RECORD, "session {session} is {status}, not open"
)
SESSIONS = Region("sessions", Sessions())


def not_open(sessions: Sessions, name: SessionId) -> Refusal | None:
    """Refuse what can only be done while the session goes on."""
    session = sessions.by_id.find(name)
    if session is None or session.status is SessionStatus.OPEN:
        return None
    fix: tuple[Remedy, ...]
    if sessions.open is not None:
        fix = (Change("session", (sessions.open,)),)
    elif session.status is SessionStatus.PLANNED:
        fix = (Do(StartSession, fields={"id": name}),)
    else:
        other = fresh(name, sessions.by_id)
        start = Do(StartSession, fields={"id": other})
        fix = (start, Change("session", (other,)))
    return NOT_OPEN(*fix, session=name, status=session.status)


@SESSIONS.refuses(PlanSession, StartSession)
def _taken(sessions: Sessions, act: PlanSession | StartSession) -> Refusal | None:
    session = sessions.by_id.find(act.id)
    planned = session is not None and session.status is SessionStatus.PLANNED
    if session is None or (planned and isinstance(act, StartSession)):
        return None
    other = fresh(act.id, sessions.by_id)
    return TAKEN(Change("id", (other,)), session=act.id, status=session.status)


@SESSIONS.refuses(StartSession)
def _overlap(sessions: Sessions, _: StartSession) -> Refusal | None:
    if sessions.open is None:
        return None
    end = Do(EndSession, fields={"session": sessions.open})
    return OVERLAP(end, open=sessions.open)


@SESSIONS.refuses(CancelSession, MissSession)
def _not_planned(
    sessions: Sessions, act: CancelSession | MissSession
) -> Refusal | None:
    session = sessions.by_id.find(act.session)
    if session is None or session.status is SessionStatus.PLANNED:
        return None
    other = fresh(act.session, sessions.by_id)
    plan = Do(PlanSession, fields={"id": other})
    return NOT_PLANNED(
        plan, Change("session", (other,)), session=act.session, status=session.status
    )


@SESSIONS.refuses(EndSession, InterruptSession, Arrive, Depart)
def _not_open(
    sessions: Sessions, act: EndSession | InterruptSession | Arrive | Depart
) -> Refusal | None:
    return not_open(sessions, act.session)


@SESSIONS.folds(PlanSession)
def _plan(sessions: Sessions, act: PlanSession) -> Sessions:
    planned = Session(
        id=act.id, status=SessionStatus.PLANNED, planned_for=act.starts_at
    )
    return _put(sessions, planned)


@SESSIONS.folds(CancelSession)
def _cancel(sessions: Sessions, act: CancelSession) -> Sessions:
    session = sessions.by_id[act.session]
    return _put(sessions, attrs.evolve(session, status=SessionStatus.CANCELLED))


@SESSIONS.folds(MissSession)
def _miss(sessions: Sessions, act: MissSession) -> Sessions:
    session = attrs.evolve(
        sessions.by_id[act.session], status=SessionStatus.MISSED, absent=act.absent
    )
    return _put(sessions, session)


@SESSIONS.folds(StartSession)
def _start(sessions: Sessions, act: StartSession) -> Sessions:
    planned = sessions.by_id.find(act.id) or Session(
        id=act.id, status=SessionStatus.OPEN
    )
    started = attrs.evolve(
        planned,
        status=SessionStatus.OPEN,
        started_at=act.happened_at or act.at,
        present=act.present,
        presence=stays_from(act.present, act.happened_at or act.at),
        others=act.others,
        ways=act.ways,
        review=act.review,
        ending_talk=act.ending_talk,
    )
    by_id = sessions.by_id.put(act.id, started)
    starts, reviewed_at = sessions.starts, sessions.reviewed_at
    return Sessions(by_id=by_id, open=act.id, starts=starts, reviewed_at=reviewed_at)


@SESSIONS.folds(Arrive)
def _arrive(sessions: Sessions, act: Arrive) -> Sessions:
    session = sessions.by_id[act.session]
    # Who comes late comes after it began, whenever it was noted that they did.
    at = max(act.happened_at or act.at, session.started_at or act.at)
    here = attrs.evolve(
        session,
        present=session.present | {act.person},
        presence=arrived(session.presence, act.person, at),
    )
    return _put(sessions, here)


@SESSIONS.folds(Depart)
def _depart(sessions: Sessions, act: Depart) -> Sessions:
    return gone(sessions, act.session, act.person, act.happened_at or act.at)


def gone(
    sessions: Sessions, name: SessionId, person: PersonId, at: datetime
) -> Sessions:
    """Return the sessions in which somebody has gone from one that is open."""
    session = sessions.by_id[name]
    presence = departed(session.presence, person, at)
    return _put(sessions, attrs.evolve(session, presence=presence))


@SESSIONS.folds(EndSession)
def _end(sessions: Sessions, act: EndSession) -> Sessions:
    at = act.happened_at or act.at
    return _close(sessions, act.session, SessionStatus.HELD, at)


@SESSIONS.folds(InterruptSession)
def _interrupt(sessions: Sessions, act: InterruptSession) -> Sessions:
    return interrupt(sessions, act.session, act.happened_at or act.at)


def interrupt(sessions: Sessions, name: SessionId, at: datetime) -> Sessions:
    """Give the sessions in which this one, which was open, was broken off."""
    return _close(sessions, name, SessionStatus.INTERRUPTED, at)


def _close(
    sessions: Sessions, name: SessionId, status: SessionStatus, at: datetime
) -> Sessions:
    session = sessions.by_id[name]
    presence = all_departed(session.presence, at)
    session = attrs.evolve(session, status=status, ended_at=at, presence=presence)
    starts, reviewed_at = sessions.starts, sessions.reviewed_at
    if status is SessionStatus.HELD:
        start = session.started_at or at
        place = bisect_left(starts, start)
        starts = (*starts[:place], start, *starts[place:])
        if session.review:
            reviewed_at = max(reviewed_at or at, at)
    by_id = sessions.by_id.put(name, session)
    return Sessions(by_id=by_id, starts=starts, reviewed_at=reviewed_at)


def _put(sessions: Sessions, session: Session) -> Sessions:
    return attrs.evolve(sessions, by_id=sessions.by_id.put(session.id, session))
