"""Many partnerships at once: what is due, unanswered and owed, without anybody's words.

Of each partnership a case keeps what time and duties hang on and lets everything that
somebody wrote go, so that a list of a hundred thousand holds no text. What is due at a
moment is asked of the same law as of one partnership.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import final

import attrs

from collabtherapy._printing import printed
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.questions.timers import derived_duties, review
from collabtherapy.partnership.regions.agreement import Agreements
from collabtherapy.partnership.regions.consent import Consents
from collabtherapy.partnership.regions.contact import ContactStatus
from collabtherapy.partnership.regions.duties import Duty
from collabtherapy.partnership.regions.entries import Entries
from collabtherapy.partnership.regions.members import Members
from collabtherapy.partnership.regions.safety import Concern, Safety
from collabtherapy.partnership.regions.sessions import Sessions
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.duty_ids import DutyKind
from collabtherapy.partnership.values.ids import HasId, PartnershipId, PersonId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.people import (
    Client,
    Organisation,
    Person,
    Therapist,
)
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.stages import Stage
from collabtherapy.partnership.values.words import REMOVED


@final
@attrs.frozen(repr=False)
class Case:
    """One partnership, as far as it takes to see what is due; without words.

    >>> from collabtherapy import Client, Therapist
    >>> from datetime import UTC, datetime
    >>> now = datetime(2026, 1, 5, tzinfo=UTC)
    >>> people = {"clients": [Client("ana")], "therapists": [Therapist("bo")]}
    >>> p = Partnership.open(id="p-1", **people, by="ana", at=now)
    >>> Case.of(p)
    <Case p-1: requested>
    """

    _state: State

    @classmethod
    def of(cls, p: Partnership) -> "Case":
        """Give the case of a partnership."""
        return cls(_wordless(p.state))

    @property
    def id(self) -> PartnershipId:
        """The partnership's name."""
        return self._state.id

    @property
    def stage(self) -> Stage:
        """Where it stands on its main line."""
        return self._state.stage

    @property
    def clients(self) -> tuple[PersonId, ...]:
        """The clients' ids."""
        return tuple(client.id for client in self._state.members.clients)

    @property
    def therapists(self) -> tuple[PersonId, ...]:
        """The therapists' ids."""
        return tuple(therapist.id for therapist in self._state.members.therapists)

    @property
    def n_held(self) -> int:
        """How many sessions were held, elsewhere or here."""
        return self._state.sessions.n_held

    @property
    def n_carried_over(self) -> int:
        """How many sessions were held elsewhere, as was carried over from there."""
        return self._state.sessions.n_carried

    @property
    def last_session(self) -> datetime | None:
        """When the last session held ended; None where none was."""
        ended = (session.ended_at for session in self._state.sessions.held)
        return max((at for at in ended if at is not None), default=None)

    def duties(
        self, *, at: datetime, owed_by: "PersonId | HasId | str | None" = None
    ) -> tuple[Duty, ...]:
        """Give what is owed at a moment: by acts, and by the time alone."""
        who = None if owed_by is None else PersonId(owed_by)
        recorded = (d for d in self._state.duties.by_id.values() if d.is_open)
        derived = derived_duties(self._state, instant(at))
        return tuple(
            duty
            for duties in (recorded, derived)
            for duty in duties
            if who in (None, duty.owed_by)
        )

    def review_due(self, *, at: datetime) -> bool:
        """Whether the work is due to be looked at together."""
        current = self._state.agreement.current
        if current is None or self.stage is not Stage.WORKING:
            return False
        return review(self._state, current, instant(at)).is_due

    @property
    def unanswered(self) -> tuple[Duty, ...]:
        """The answers that are owed to what somebody said of a session."""
        owed = self._state.duties.by_id.values()
        return tuple(d for d in owed if d.is_open and d.kind is _ANSWER)

    def contact(self, *, at: datetime) -> ContactStatus:
        """Give whether the clients are heard from at a moment."""
        return self._state.contact.status(instant(at), self._state.policy)

    def __repr__(self) -> str:
        return f"<Case {self.id}: {self.stage.value}>"

    _repr_pretty_ = printed


_ANSWER = DutyKind.ANSWER_FEEDBACK


@final
@attrs.frozen(repr=False)
class Caseload:
    """Many cases, which may be narrowed and asked together.

    Args:
        cases: the cases, in the order in which they came.
    """

    cases: tuple[Case, ...]

    @classmethod
    def of(cls, partnerships: Iterable[Partnership]) -> "Caseload":
        """Give the caseload of these; each may be let go once it is read."""
        return cls(tuple(map(Case.of, partnerships)))

    def where(self, condition: Callable[[Case], bool]) -> "Caseload":
        """Give those of which this is so."""
        return Caseload(tuple(filter(condition, self.cases)))

    def having(
        self,
        *,
        stage: Stage | None = None,
        therapist: "PersonId | HasId | str | None" = None,
        client: "PersonId | HasId | str | None" = None,
    ) -> "Caseload":
        """Give those at a stage, of a therapist, of a client: all that is asked."""
        found: Iterable[Case] = self.cases
        if stage is not None:
            found = (case for case in found if case.stage is stage)
        if therapist is not None:
            who = PersonId(therapist)
            found = (case for case in found if who in case.therapists)
        if client is not None:
            whom = PersonId(client)
            found = (case for case in found if whom in case.clients)
        return Caseload(tuple(found))

    def due_reviews(self, *, at: datetime) -> "Caseload":
        """Give those in which the work is due to be looked at."""
        return self.where(lambda case: case.review_due(at=at))

    def unanswered_feedback(self) -> "Caseload":
        """Give those in which somebody waits for an answer to what they said."""
        return self.where(lambda case: bool(case.unanswered))

    def duties(
        self, *, at: datetime, owed_by: "PersonId | HasId | str | None" = None
    ) -> tuple[tuple[PartnershipId, Duty], ...]:
        """Give what is owed at a moment in all of them, and in which."""
        return tuple(
            (case.id, duty)
            for case in self.cases
            for duty in case.duties(at=at, owed_by=owed_by)
        )

    def __len__(self) -> int:
        return len(self.cases)

    def __iter__(self) -> Iterator[Case]:
        return iter(self.cases)

    def __repr__(self) -> str:
        return f"<Caseload of {len(self)}>"

    _repr_pretty_ = printed


def _wordless(state: State) -> State:
    """Give what time and duties hang on; what somebody wrote is let go."""
    return State(
        id=state.id,
        policy=state.policy,
        at=state.at,
        main=state.main,
        members=_unnamed(state.members),
        consent=Consents(by_scope=state.consent.by_scope),
        agreement=_bare(state.agreement),
        sessions=_anywhere(state.sessions),
        safety=_unspoken(state.safety),
        contact=state.contact,
        entries=_unwritten(state.entries),
        duties=state.duties,
    )


def _unwritten(entries: Entries) -> Entries:
    """Return no entries, but for when the case was carried over, if it was."""
    carried = entries.carried
    if carried is None:
        return Entries()
    act = carried.act.restated(agreement=None, goals=(), evidence=None)
    return Entries(carried=attrs.evolve(carried, act=act))


def _unnamed(members: Members) -> Members:
    """Give the members without what they like to be called."""
    if all(map(_id_alone, members.ever)):
        return members
    return attrs.evolve(
        members,
        people=tuple(map(_by_id, members.people)),
        former=tuple(Client(client.id) for client in members.former),
        former_therapists=tuple(
            attrs.evolve(therapist, called=None)
            for therapist in members.former_therapists
        ),
    )


def _id_alone(person: Person) -> bool:
    if isinstance(person, Client):
        return person.called is None and person.pronouns is None
    return isinstance(person, Organisation) or person.called is None


def _by_id(person: Person) -> Person:
    if isinstance(person, Client):
        return Client(person.id)
    if isinstance(person, Therapist):
        return attrs.evolve(person, called=None)
    return person


def _bare(agreements: Agreements) -> Agreements:
    if not agreements.versions:
        return agreements
    versions = tuple(
        attrs.evolve(settled, matter=attrs.evolve(settled.matter, words=REMOVED))
        for settled in agreements.versions
    )
    return Agreements(versions=versions, over=agreements.over)


def _anywhere(sessions: Sessions) -> Sessions:
    """Return the sessions without where they are."""
    by_id = sessions.by_id
    for name, session in sessions.by_id.items():
        if session.place is not None:
            by_id = by_id.put(name, attrs.evolve(session, place=None))
    return attrs.evolve(sessions, by_id=by_id)


def _unspoken(safety: Safety) -> Safety:
    if not safety.by_client:
        return safety
    by_client = Register[PersonId, Concern]()
    for client, concern in safety.by_client.items():
        bare = Concern(status=concern.status, since=concern.since)
        by_client = by_client.put(client, bare)
    return Safety(by_client=by_client)
