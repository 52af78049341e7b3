"""A referral as the NHS Talking Therapies data set sees it, read off partnerships.

One client's way through a partnership, or through several of which each was handed over
from the one before: contacts, scores, how it ended.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

import attrs
from attrs import field

from collabtherapy.exports.iapt_codes import (
    MECHANISMS,
    SEEN,
    SELF_REFERRAL,
    THERAPY_MODES,
    TREATS,
    IaptCodes,
    attendance,
    end_code,
    score_code,
)
from collabtherapy.exports.names import Labels
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.regions.measurements import RecordMeasure
from collabtherapy.partnership.regions.sessions import Session
from collabtherapy.partnership.replay import Transition, happened, transitions
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.appointments import CancelSession, MissSession
from collabtherapy.partnership.values.endings import RecordDeath
from collabtherapy.partnership.values.forms import Form
from collabtherapy.partnership.values.ids import PersonId, SessionId
from collabtherapy.partnership.values.stages import Closure, ClosureKind, Open, Stage


@attrs.frozen(kw_only=True)
class Contact:
    """An appointment: attended, missed or cancelled."""

    id: str
    at: datetime
    minutes: int | None
    attendance: str
    appointment: str
    mechanism: str | None
    mode: str | None
    participants: int | None
    facilitators: int | None
    therapist: str | None

    @property
    def is_seen(self) -> bool:
        """True if it took place."""
        return self.attendance in SEEN

    @property
    def treats(self) -> bool:
        """True if it counts towards a course of treatment."""
        return self.is_seen and self.appointment in TREATS

    @property
    def activity(self) -> str:
        """The name of what was done in it."""
        return f"{self.id}/activity"


@attrs.frozen(kw_only=True)
class Scored:
    """A score: of which instrument, when, in which contact; its code, if it has one."""

    instrument: str
    value: float
    low: float
    high: float
    at: datetime
    contact: Contact | None
    code: str | None


@attrs.frozen
class Break:
    """A break that the client took; its end is None while it lasts."""

    start: datetime
    end: datetime | None


@attrs.frozen(kw_only=True)
class Course:
    """One referral of one client.

    Args:
        request: what the referral is called.
        patient: what the client is called.
        client: who the client is.
        opened_at: when it was received.
        source: by whom, as a code; None where nobody coded that.
        ended_at: when it ended; None while it goes on.
        end_code: how it ended.
        referred_on_at: when it was referred to another service.
        contacts: the appointments, in order.
        scores: the scores, in order.
        breaks: breaks that the client took before the first contact.
    """

    request: str
    patient: str
    client: PersonId = field(repr=False)
    opened_at: datetime
    source: str | None
    ended_at: datetime | None
    end_code: str | None
    referred_on_at: datetime | None
    contacts: tuple[Contact, ...]
    scores: tuple[Scored, ...]
    breaks: tuple[Break, ...]

    @property
    def n_treatments(self) -> int:
        """How many contacts count towards a course of treatment."""
        return sum(contact.treats for contact in self.contacts)


@attrs.frozen(kw_only=True)
class Walked:
    """What one walk along a partnership says.

    Args:
        stages: where it stood when each session began, or did not take place.
        cancelled_by: who called off each session.
        kinds: how often each kind of act was done.
        breaks: the breaks: by whom, from when, until when.
        reached: the stages that it ever reached.
        deaths: the clients who died.
    """

    stages: dict[SessionId, Stage] = field(factory=dict[SessionId, Stage])
    cancelled_by: dict[SessionId, PersonId] = field(factory=dict[SessionId, PersonId])
    kinds: Counter[str] = field(factory=Counter[str])
    breaks: list[tuple[PersonId, datetime, datetime | None]] = field(
        factory=list[tuple[PersonId, datetime, datetime | None]]
    )
    reached: set[Stage] = field(factory=set[Stage])
    deaths: set[PersonId] = field(factory=set[PersonId])

    @classmethod
    def along(cls, p: Partnership) -> "Walked":
        """Walk along a partnership."""
        walked = cls()
        for one in transitions(p):
            walked.take(one)
        return walked

    def take(self, one: Transition) -> None:
        """Add one act to the course."""
        act, main = one.act, one.after.main
        self.kinds[type(act).__name__] += 1
        self.reached.add(main.stage)
        stage, going_on = main.paused_from or main.stage, one.after.sessions.open
        if going_on is not None:
            self.stages.setdefault(going_on, stage)
        if isinstance(act, CancelSession | MissSession):
            self.stages[act.session] = stage
        if isinstance(act, CancelSession):
            self.cancelled_by[act.session] = act.by
        if isinstance(act, RecordDeath):
            self.deaths.add(act.client)
        paused = one.before is not None and one.before.main.stage is Stage.PAUSED
        if main.stage is Stage.PAUSED and not paused and main.paused_by is not None:
            self.breaks.append((main.paused_by, one.effective_at, None))
        elif paused and main.stage is not Stage.PAUSED and self.breaks:
            by, start, _ = self.breaks[-1]
            self.breaks[-1] = by, start, one.effective_at


@attrs.frozen(kw_only=True)
class Part:
    """One partnership of a referral, as it goes out.

    Args:
        opening: how it was opened.
        state: what of it is for whoever it is written for.
        now: what of the whole partnership is; of an earlier moment no more is shown
            than that. The same, where the moment is that of the last act.
        labels: what all in it are called.
        walked: what a walk along it says.
    """

    opening: Open
    state: State
    now: State
    labels: Labels
    walked: Walked

    def sessions(self) -> Iterator[Session]:
        """Yield the sessions that were shown then and are shown now."""
        for session in self.state.sessions.by_id.values():
            if session.id in self.now.sessions.by_id:
                yield session

    def measures(self, client: PersonId) -> Iterator[RecordMeasure]:
        """Yield the measures that were shown then and are shown now."""
        now = {_key(act) for act in self.now.measurements.by_client.get(client, ())}
        for act in self.state.measurements.by_client.get(client, ()):
            if _key(act) in now:
                yield act


def _key(act: RecordMeasure) -> tuple[object, ...]:
    return act.instrument, happened(act), act.score, act.session


def courses(parts: Sequence[Part], codes: IaptCodes) -> Iterator[Course]:
    """Yield the referral of each client: one each, in the order in which they came.

    Args:
        parts: the partnerships of it, the first first.
        codes: what the service codes.
    """
    clients = [
        client.id
        for part in parts
        for client in (*part.state.members.clients, *part.state.members.former)
    ]
    those = tuple(dict.fromkeys(clients))
    for n, client in enumerate(those, 1):
        suffix = f"/{n}" if len(those) > 1 else ""
        own = [part for part in parts if _is_client(part, client)]
        yield _course(own, client, suffix, codes)


def _is_client(part: Part, client: PersonId) -> bool:
    members = part.state.members
    return any(one.id == client for one in (*members.clients, *members.former))


def _course(
    parts: Sequence[Part], client: PersonId, suffix: str, codes: IaptCodes
) -> Course:
    first, last = parts[0], parts[-1]
    contacts: dict[tuple[int, SessionId], Contact] = {}
    for n, part in enumerate(parts):
        for session in part.sessions():
            found = _contact(part, session, client, suffix, codes)
            if found is not None:
                contacts[n, session.id] = found
    closure = _closure(last, client)
    kind = None if closure is None else closure.kind
    seen = [contact for contact in contacts.values() if contact.is_seen]
    onward = kind in (ClosureKind.REFERRED_ON, ClosureKind.TRANSFERRED)
    came = first.state.members.came.get(client, first.opening.at)
    return Course(
        request=f"{first.labels.case}{suffix}",
        patient=first.labels.of[first.labels.key(client)],
        client=client,
        opened_at=came,
        source=_source(first.opening, codes),
        ended_at=None if closure is None else closure.at,
        end_code=None
        if kind is None
        else end_code(
            kind,
            seen=bool(seen),
            taken_on=any(Stage.WORKING in part.walked.reached for part in parts),
        ),
        referred_on_at=closure.at if closure is not None and onward else None,
        contacts=tuple(sorted(contacts.values(), key=lambda contact: contact.at)),
        scores=_scores(parts, client, contacts),
        breaks=_breaks(parts, client, min((c.at for c in seen), default=None)),
    )


def _closure(part: Part, client: PersonId) -> Closure | None:
    """Return how the last partnership ended for a client, who may have left before."""
    went = part.state.members.went.get(client)
    closure = part.state.main.closure
    if went is None or (closure is not None and closure.at <= went):
        return closure
    died = client in part.walked.deaths
    kind = ClosureKind.DIED if died else ClosureKind.CLIENT_LEFT
    return Closure(kind=kind, at=went, initiator=client)


def _source(opening: Open, codes: IaptCodes) -> str | None:
    if any(client.id == opening.by for client in opening.clients):
        return SELF_REFERRAL
    return codes.sources.get(opening.by)


def _contact(
    part: Part, session: Session, client: PersonId, suffix: str, codes: IaptCodes
) -> Contact | None:
    """Return what a session was to a client; None, if nothing yet, or not theirs."""
    at = session.started_at or session.planned_for
    found = attendance(session, client, part.walked.cancelled_by.get(session.id))
    if at is None or found is None or not _concerns(part.state, session, client, at):
        return None
    members = part.state.members
    clients = {one.id for one in (*members.clients, *members.former)}
    there = [one for one in sorted(session.present, key=str) if one not in clients]
    group = members.form is Form.GROUP
    took_place = found in SEEN
    stage = part.walked.stages.get(session.id, part.state.main.stage)
    return Contact(
        id=f"{part.labels.of['Session', session.id]}{suffix}",
        at=at,
        minutes=_minutes(session) if took_place else None,
        attendance=found,
        appointment=codes.appointment(stage, review=session.review),
        mechanism=None if session.mode is None else MECHANISMS[session.mode],
        mode=THERAPY_MODES[members.form],
        participants=len(session.present & clients) if group and took_place else None,
        facilitators=len(there) if group and took_place else None,
        therapist=part.labels.find(part.labels.key(there[0])) if there else None,
    )


def _concerns(state: State, session: Session, client: PersonId, at: datetime) -> bool:
    if client in session.present:
        return True
    if session.involved and client not in session.involved and session.expected:
        return False
    came, went = state.members.came.get(client), state.members.went.get(client)
    return (came is None or came <= at) and (went is None or at <= went)


def _minutes(session: Session) -> int | None:
    if session.started_at is None or session.ended_at is None:
        return None
    minutes = int((session.ended_at - session.started_at).total_seconds() // 60)
    return minutes or None  # where both are noted at one moment, nobody timed it


def _scores(
    parts: Sequence[Part],
    client: PersonId,
    contacts: dict[tuple[int, SessionId], Contact],
) -> tuple[Scored, ...]:
    found: list[Scored] = []
    for n, part in enumerate(parts):
        for act in part.measures(client):
            contact = None if act.session is None else contacts.get((n, act.session))
            if act.score is not None:
                found.append(_scored(act, act.score, contact))
    return tuple(found)


def _scored(act: RecordMeasure, value: float, contact: Contact | None) -> Scored:
    return Scored(
        instrument=act.instrument,
        value=value,
        low=act.low,
        high=act.high,
        at=happened(act),
        contact=contact if contact is not None and contact.is_seen else None,
        code=score_code(act.instrument, act.low, act.high),
    )


def _breaks(
    parts: Sequence[Part], client: PersonId, first_contact: datetime | None
) -> tuple[Break, ...]:
    return tuple(
        Break(start, end)
        for part in parts
        for by, start, end in part.walked.breaks
        if by == client and (first_contact is None or start < first_contact)
    )
