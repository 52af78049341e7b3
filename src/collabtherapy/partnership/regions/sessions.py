"""Sessions: planned, held, missed, cancelled or broken off.

An appointment is planned, a session happened. Missed is what happened, not whose
fault it was. At most one session goes on at a time; members come to it and go from it.
What is done about them stands in `appointments` and `meetings`.
"""

from bisect import bisect_left
from datetime import datetime
from enum import StrEnum
from typing import cast

import attrs

from collabtherapy.partnership.regions.carry_over import CarryOver
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.appointments import (
    CancelSession,
    MissSession,
    Mode,
    MoveSession,
    PlanSession,
)
from collabtherapy.partnership.values.ids import PersonId, SessionId, fresh
from collabtherapy.partnership.values.meetings import (
    Arrive,
    Depart,
    EndSession,
    InterruptSession,
    StartSession,
    Way,
)
from collabtherapy.partnership.values.moments import LATEST
from collabtherapy.partnership.values.presence import (
    NO_STAYS,
    AlsoPresent,
    Stays,
    all_departed,
    arrived,
    departed,
    stays_from,
)
from collabtherapy.partnership.values.refusals import (
    Change,
    Do,
    Reason,
    Refusal,
    Remedy,
    Rule,
    Sought,
    sought,
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


@attrs.frozen(kw_only=True)
class Session:
    """One session.

    Args:
        id: its name.
        status: what became of it.
        planned_for: when it was to start, if it was planned.
        planned_until: when it was to end, if that was said.
        mode: how people are to meet, or met; None where nobody said by what distance,
            or where it is not shown.
        place: where they are to meet.
        expected: which members, where not everyone who is here.
        started_at: when it started, if it did.
        ended_at: when it ended, or was broken off.
        present: which members were there, for however long.
        presence: when each of them was.
        others: who was there besides, as no party to it.
        absent: who did not come, if it was missed.
        ways: the circumstances that needed a consent of their own.
        review: whether the work itself was looked at.
        ending_talk: whether it was the talk offered after a withdrawal.
        revision: how often it was changed since it was first spoken of: moved, started,
            ended, broken off, missed or cancelled. Part of its dates: told with them.
    """

    id: SessionId
    status: SessionStatus
    planned_for: datetime | None = None
    planned_until: datetime | None = None
    mode: Mode | None = None
    place: Words | None = None
    expected: frozenset[PersonId] = frozenset()
    started_at: datetime | None = None
    ended_at: datetime | None = None
    present: frozenset[PersonId] = frozenset()
    presence: Stays = NO_STAYS
    others: tuple[AlsoPresent, ...] = ()
    absent: frozenset[PersonId] = frozenset()
    ways: frozenset[Way] = frozenset()
    review: bool = False
    ending_talk: bool = False
    revision: int = 0

    @property
    def there(self) -> frozenset[PersonId]:
        """The members who are there now; nobody, once it is over."""
        return frozenset(
            person for person, (*_, last) in self.presence.items() if last.until is None
        )

    @property
    def involved(self) -> frozenset[PersonId]:
        """The members who were to meet, met, or did not come; none, where all were."""
        return self.expected | self.present | self.absent

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
        broken_off: when each session that was broken off started, sorted.
        reviewed_at: when the last session that was held as a review ended.
        n_carried: how many took place elsewhere, as was carried over from there.
        carried_at: the moment up to which these were counted; those written up since
            that started earlier are among them.
        groups: every set of members who were involved in a session, for a quick answer
            to whether some met apart from others; empty in what a client sees.
    """

    by_id: Register[SessionId, Session] = Register()
    open: SessionId | None = None
    starts: tuple[datetime, ...] = ()
    broken_off: tuple[datetime, ...] = ()
    reviewed_at: datetime | None = None
    n_carried: int = 0
    carried_at: datetime | None = None
    groups: frozenset[frozenset[PersonId]] = frozenset()

    @property
    def held(self) -> tuple[Session, ...]:
        """The sessions that took place to their end."""
        return tuple(s for s in self.by_id.values() if s.status is SessionStatus.HELD)

    @property
    def n_held(self) -> int:
        """How many sessions took place to their end, elsewhere or here."""
        carried_at = self.carried_at
        written_up = bisect_left(self.starts, carried_at) if carried_at else 0
        return len(self.starts) + self._n_not_written_up(written_up)

    def n_held_since(self, moment: datetime) -> int:
        """Return how many that are written up here started at a moment or later."""
        return _n_since(self.starts, moment)

    def n_used_since(self, moment: datetime) -> int:
        """Return how many that started at a moment or later are over, held or not.

        One that was broken off counts: it took place, if not to its end. So does each
        that was carried over, if one of them may have started then.
        """
        used = self._n_over_since(moment)
        if self.carried_at is None or moment >= self.carried_at:
            return used
        written_up = used - self._n_over_since(self.carried_at)
        return used + self._n_not_written_up(written_up)

    def _n_over_since(self, moment: datetime) -> int:
        return self.n_held_since(moment) + _n_since(self.broken_off, moment)

    def _n_not_written_up(self, written_up: int) -> int:
        return max(0, self.n_carried - written_up)


def _n_since(starts: tuple[datetime, ...], moment: datetime) -> int:
    return len(starts) - bisect_left(starts, moment)


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

UNPLANNED = Session(
    id=SessionId("unplanned"), status=SessionStatus.PLANNED, revision=-1
)
"""What stands for the appointment of a session without one.

It is first spoken of as it starts, and that is no change of it.
"""


def another(
    sessions: Sessions, name: SessionId, by: type[PlanSession | StartSession]
) -> Change:
    """Return the way to a session of another name, which an act brings about."""

    def seek() -> tuple[Remedy, ...]:
        other = fresh(name, sessions.by_id)
        return Do(by, fields={"id": other}), Change("session", (other,))

    return Sought("session", None, seek)


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
        fix = (another(sessions, name, StartSession),)
    return NOT_OPEN(*fix, session=name, status=session.status)


def happened(act: Act) -> datetime:
    """Return when something happened, in a session or to one.

    That is the moment of an act at its place; those of earlier formats all stand where
    they were recorded, and may name an earlier moment besides.
    """
    return act.happened_at or act.at


def is_late(act: Act) -> bool:
    """Return whether something happened before the record learned of it."""
    return happened(act) < act.recorded_at


@SESSIONS.refuses(PlanSession, StartSession)
def _taken(sessions: Sessions, act: PlanSession | StartSession) -> Refusal | None:
    session = sessions.by_id.find(act.id)
    planned = session is not None and session.status is SessionStatus.PLANNED
    if session is None or (planned and isinstance(act, StartSession)):
        return None
    other = sought("id", lambda: (fresh(act.id, sessions.by_id),))
    return TAKEN(other, session=act.id, status=session.status)


@SESSIONS.refuses(StartSession)
def _overlap(sessions: Sessions, _: StartSession) -> Refusal | None:
    if sessions.open is None:
        return None
    end = Do(EndSession, fields={"session": sessions.open})
    return OVERLAP(end, open=sessions.open)


@SESSIONS.refuses(MoveSession, CancelSession, MissSession)
def _not_planned(
    sessions: Sessions, act: MoveSession | CancelSession | MissSession
) -> Refusal | None:
    session = sessions.by_id.find(act.session)
    if session is None or session.status is SessionStatus.PLANNED:
        return None
    other = another(sessions, act.session, PlanSession)
    return NOT_PLANNED(other, session=act.session, status=session.status)


@SESSIONS.refuses(EndSession, InterruptSession, Arrive, Depart)
def _not_open(
    sessions: Sessions, act: EndSession | InterruptSession | Arrive | Depart
) -> Refusal | None:
    return not_open(sessions, act.session)


@SESSIONS.folds(CarryOver)
def _carry_over(sessions: Sessions, act: CarryOver) -> Sessions:
    return attrs.evolve(sessions, n_carried=act.n_sessions, carried_at=act.as_of)


@SESSIONS.folds(PlanSession)
def _plan(sessions: Sessions, act: PlanSession) -> Sessions:
    planned = Session(
        id=act.id,
        status=SessionStatus.PLANNED,
        planned_for=act.starts_at,
        planned_until=act.ends_at,
        mode=act.mode,
        place=act.place,
        expected=act.with_,
    )
    return _put(sessions, planned)


@SESSIONS.folds(MoveSession)
def _move(sessions: Sessions, act: MoveSession) -> Sessions:
    session = sessions.by_id[act.session]
    as_before = act.mode in (None, session.mode)
    moved = attrs.evolve(
        _revised(session),
        planned_for=act.starts_at,
        planned_until=act.ends_at or _as_long(session, act.starts_at),
        mode=act.mode or session.mode,
        place=act.place or (session.place if as_before else None),
    )
    return _put(sessions, moved)


def _as_long(session: Session, starts_at: datetime) -> datetime | None:
    """Return when a session ends that starts now and lasts as long as was planned."""
    if session.planned_until is None:
        return None
    lasts = session.planned_until - cast("datetime", session.planned_for)
    return starts_at + lasts if lasts <= LATEST - starts_at else None


@SESSIONS.folds(CancelSession)
def _cancel(sessions: Sessions, act: CancelSession) -> Sessions:
    session = sessions.by_id[act.session]
    return _put(
        sessions, attrs.evolve(_revised(session), status=SessionStatus.CANCELLED)
    )


@SESSIONS.folds(MissSession)
def _miss(sessions: Sessions, act: MissSession) -> Sessions:
    session = sessions.by_id[act.session]
    missed = attrs.evolve(
        _revised(session), status=SessionStatus.MISSED, absent=act.absent
    )
    return _put(sessions, missed)


def met_by(
    planned: Session | None, act: StartSession
) -> tuple[Mode | None, frozenset[Way]]:
    """Return how people meet in a session that starts, and what needs its consent.

    Args:
        planned: the appointment, if there was one.
        act: the start, which may say otherwise than the appointment.
    """
    mode = act.mode or (Mode.IN_PERSON if planned is None else planned.mode)
    if mode is Mode.IN_PERSON and Way.TELEHEALTH in act.ways:
        mode = None
    if mode is Mode.IN_PERSON:
        return mode, act.ways
    return mode, act.ways | {Way.TELEHEALTH}


@SESSIONS.folds(StartSession)
def _start(sessions: Sessions, act: StartSession) -> Sessions:
    planned = sessions.by_id.find(act.id)
    mode, ways = met_by(planned, act)
    was = planned or UNPLANNED
    started_at = happened(act)
    started = Session(  # half the time of evolving it
        id=act.id,
        status=SessionStatus.OPEN,
        planned_for=was.planned_for,
        planned_until=was.planned_until,
        place=was.place,
        expected=was.expected,
        started_at=started_at,
        present=act.present,
        mode=mode,
        presence=stays_from(act.present, started_at),
        others=act.others,
        ways=ways,
        review=act.review,
        ending_talk=act.ending_talk,
        revision=was.revision + 1,
    )
    return attrs.evolve(_put(sessions, started), open=act.id)


@SESSIONS.folds(Arrive)
def _arrive(sessions: Sessions, act: Arrive) -> Sessions:
    session = sessions.by_id[act.session]
    # Who comes late comes after it began, whenever it was noted that they did.
    at = happened(act)
    at = max(at, session.started_at or at)
    here = attrs.evolve(
        session,
        present=session.present | {act.person},
        presence=arrived(session.presence, act.person, at),
    )
    return _put(sessions, here)


@SESSIONS.folds(Depart)
def _depart(sessions: Sessions, act: Depart) -> Sessions:
    return gone(sessions, act.session, act.person, happened(act))


def gone(
    sessions: Sessions, name: SessionId, person: PersonId, at: datetime
) -> Sessions:
    """Return the sessions in which somebody has gone from one that is open."""
    session = sessions.by_id[name]
    presence = departed(session.presence, person, at)
    return _put(sessions, attrs.evolve(session, presence=presence))


@SESSIONS.folds(EndSession)
def _end(sessions: Sessions, act: EndSession) -> Sessions:
    return _close(sessions, act.session, SessionStatus.HELD, happened(act))


@SESSIONS.folds(InterruptSession)
def _interrupt(sessions: Sessions, act: InterruptSession) -> Sessions:
    return interrupt(sessions, act.session, happened(act))


def interrupt(sessions: Sessions, name: SessionId, at: datetime) -> Sessions:
    """Give the sessions in which this one, which was open, was broken off."""
    return _close(sessions, name, SessionStatus.INTERRUPTED, at)


def _close(
    sessions: Sessions, name: SessionId, status: SessionStatus, at: datetime
) -> Sessions:
    session = sessions.by_id[name]
    session = attrs.evolve(
        session,
        status=status,
        ended_at=at,
        presence=all_departed(session.presence, at),
        revision=session.revision + 1,
    )
    starts, broken_off = sessions.starts, sessions.broken_off
    reviewed_at = sessions.reviewed_at
    if status is SessionStatus.HELD:
        starts = _with(starts, session.started_at or at)
        if session.review:
            reviewed_at = max(reviewed_at or at, at)
    else:
        broken_off = _with(broken_off, session.started_at or at)
    return attrs.evolve(
        _put(sessions, session),
        open=None,
        starts=starts,
        broken_off=broken_off,
        reviewed_at=reviewed_at,
    )


def _with(starts: tuple[datetime, ...], start: datetime) -> tuple[datetime, ...]:
    place = bisect_left(starts, start)
    return (*starts[:place], start, *starts[place:])


def _revised(session: Session) -> Session:
    """Return a session that was changed once more."""
    return attrs.evolve(session, revision=session.revision + 1)


def _put(sessions: Sessions, session: Session) -> Sessions:
    by_id, groups = sessions.by_id.put(session.id, session), sessions.groups
    if session.involved not in groups:
        groups |= {session.involved}
    return attrs.evolve(sessions, by_id=by_id, groups=groups)
