"""What may be asked of a partnership: facts, each read off the state.

Analysis (whose voice, which signals) is not asked here; these are the plain facts
that the regions hold, in the words in which people ask for them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

import attrs

from collabtherapy.partnership.agenda import AgendaItem
from collabtherapy.partnership.agreement import Agreement
from collabtherapy.partnership.codings import Coding
from collabtherapy.partnership.consent import Consent, ConsentStatus
from collabtherapy.partnership.contributions import Contribution
from collabtherapy.partnership.decision_guards import runs_out_at
from collabtherapy.partnership.duties import Duty
from collabtherapy.partnership.feedback import Invitation, Outcome, Response
from collabtherapy.partnership.goals import SharedGoal
from collabtherapy.partnership.ids import (
    AnyId,
    ContributionId,
    GoalId,
    HasId,
    PartnershipId,
    PersonId,
    ProposalId,
    SessionId,
)
from collabtherapy.partnership.kinds import Kind
from collabtherapy.partnership.learning import RecordLearning
from collabtherapy.partnership.moments import instant
from collabtherapy.partnership.orientation import Orientation
from collabtherapy.partnership.people import Client, Person, Therapist
from collabtherapy.partnership.preferences import Stated
from collabtherapy.partnership.proposals import Proposal
from collabtherapy.partnership.region import Settled
from collabtherapy.partnership.register import Register
from collabtherapy.partnership.scopes import Scope
from collabtherapy.partnership.sessions import Session, SessionStatus
from collabtherapy.partnership.stages import Closure, Stage
from collabtherapy.partnership.state import State
from collabtherapy.partnership.timers import Timer, derived_duties, timers
from collabtherapy.partnership.toolkit import Toolkit

T = TypeVar("T")


@attrs.frozen(repr=False, eq=False)
class Questions:
    """The questions; `Partnership` is where they are asked."""

    state: State

    @property
    def id(self) -> PartnershipId:
        """The partnership's name."""
        return self.state.id

    @property
    def at(self) -> datetime:
        """The moment of the last act; the next is recorded then or later."""
        return self.state.at

    @property
    def stage(self) -> Stage:
        """Where it stands on its main line."""
        return self.state.stage

    @property
    def paused_from(self) -> Stage | None:
        """The stage a break was taken from, while there is one."""
        return self.state.main.paused_from

    @property
    def closure(self) -> Closure | None:
        """How it ended, if it has."""
        return self.state.main.closure

    @property
    def members(self) -> tuple[Person, ...]:
        """Everyone who is in it, clients first."""
        return self.state.members.people

    @property
    def clients(self) -> tuple[Client, ...]:
        """The clients."""
        return self.state.members.clients

    @property
    def therapists(self) -> tuple[Therapist, ...]:
        """The therapists."""
        return self.state.members.therapists

    @property
    def agreement(self) -> Settled[Agreement] | None:
        """The agreement that stands; whether it has run out is `timers`' to say."""
        return self.state.agreement.current

    @property
    def goals(self) -> tuple[SharedGoal, ...]:
        """The shared goals being worked on."""
        return self.state.goals.active

    def goal(self, goal: GoalId | str) -> SharedGoal:
        """Give one shared goal, active or ended.

        Raises:
            KeyError: there is none of that name.
        """
        return _named(self.state.goals.by_id, GoalId(goal))

    def proposal(self, proposal: ProposalId | str) -> Proposal:
        """Give one proposal with its versions, acceptances and dissents.

        Raises:
            KeyError: there is none of that name.
        """
        return _named(self.state.decisions.proposals, ProposalId(proposal))

    def pending(self, *, at: datetime) -> tuple[Proposal, ...]:
        """Give the proposals that wait for somebody's assent and have not run out."""
        state, moment = self.state, instant(at)
        if not state.stage.is_open:
            return ()
        proposals = (p for p in state.decisions.proposals.values() if p.is_open)
        return tuple(p for p in proposals if moment < runs_out_at(state, p))

    def consent(self, client: "PersonId | HasId | str", scope: Scope) -> Consent:
        """Give what was said of a scope by and to a client."""
        return self.state.consent.of(PersonId(client), scope)

    def consent_status(
        self, client: "PersonId | HasId | str", scope: Scope, *, at: datetime
    ) -> ConsentStatus:
        """Give where a client stands on a scope at a moment."""
        return self.consent(client, scope).status_at(instant(at))

    def orientation(self, client: "PersonId | HasId | str") -> Orientation:
        """Give whether therapy's ways were explained, and what the client answered."""
        return self.state.orientation.of(PersonId(client))

    def preferences(self, client: "PersonId | HasId | str") -> Stated:
        """Give how a client likes to work, what they need, and what matters most."""
        return self.state.preferences.of(PersonId(client))

    def learned(
        self, *, by: "PersonId | HasId | str | None" = None
    ) -> tuple[RecordLearning, ...]:
        """Give what was learned from each other: by everyone, or by one person."""
        who = None if by is None else PersonId(by)
        entries = self.state.learning.entries
        return tuple(entry for entry in entries if who in (None, entry.by))

    def toolkit(self, client: "PersonId | HasId | str") -> Toolkit:
        """Give what a client takes along, in their order; also once it has closed."""
        return self.state.toolkit.of(PersonId(client))

    @property
    def sessions(self) -> tuple[Session, ...]:
        """Every session, in the order in which they were first spoken of."""
        return tuple(self.state.sessions.by_id.values())

    def session(self, session: SessionId | str) -> Session:
        """Give one session.

        Raises:
            KeyError: there is none of that name.
        """
        return _named(self.state.sessions.by_id, SessionId(session))

    def agenda(self, session: SessionId | str) -> tuple[AgendaItem, ...]:
        """Give what there was to talk about in a session, in order."""
        return self.state.agenda.of(SessionId(session))

    def contributions(
        self,
        *,
        session: SessionId | str | None = None,
        by: "PersonId | HasId | str | None" = None,
        kind: Kind | None = None,
    ) -> tuple[Contribution, ...]:
        """Give contributions: of a session, a person, a kind as its author meant."""
        found: Iterable[Contribution] = self.state.contributions.by_id.values()
        if session is not None:
            found = self.state.contributions.of(SessionId(session))
        if by is not None:
            author = PersonId(by)
            found = (c for c in found if c.act.by == author)
        if kind is not None:
            found = (c for c in found if any(k.is_a(kind) for k in c.act.kinds))
        return tuple(found)

    def codings(
        self,
        *,
        contribution: ContributionId | str | None = None,
        session: SessionId | str | None = None,
    ) -> tuple[Coding, ...]:
        """Give what coders took a contribution, or a whole session, for."""
        codings = self.state.codings
        found: tuple[Coding, ...] = ()
        if contribution is not None:
            name = ContributionId(contribution)
            found += codings.of_contribution.find(name) or ()
        if session is not None:
            found += codings.of_session.find(SessionId(session)) or ()
        return found

    def feedback(
        self, session: SessionId | str, person: "PersonId | HasId | str"
    ) -> Response:
        """Give what a person said of a session, and what came of it."""
        return self.state.feedback.of(SessionId(session), PersonId(person))

    def outcome(
        self,
        session: SessionId | str,
        person: "PersonId | HasId | str",
        invitation: Invitation,
    ) -> Outcome:
        """Give what became of an invitation to an attendee of a session.

        Unanswered, it is open while the session goes on, deferred once that has
        ended, and was not possible if it was broken off.
        """
        said = self.feedback(session, person).outcome(invitation)
        if said is not None:
            return said
        status = self.session(session).status
        if status is SessionStatus.HELD:
            return Outcome.DEFERRED
        if status is SessionStatus.OPEN:
            return Outcome.OPEN
        return Outcome.NOT_POSSIBLE

    def duties(
        self,
        *,
        at: datetime,
        owed_by: "PersonId | HasId | str | None" = None,
        owed_to: "PersonId | HasId | str | None" = None,
    ) -> tuple[Duty, ...]:
        """Give what is owed at a moment: by acts, and by the time alone."""
        owing = None if owed_by is None else PersonId(owed_by)
        owed = None if owed_to is None else PersonId(owed_to)
        recorded = (d for d in self.state.duties.by_id.values() if d.is_open)
        derived = derived_duties(self.state, instant(at))
        return tuple(
            duty
            for duties in (recorded, derived)
            for duty in duties
            if owing in (None, duty.owed_by) and owed in (None, duty.owed_to)
        )

    def timers(self, *, at: datetime) -> tuple[Timer, ...]:
        """Give everything that time is running for at a moment, due or not."""
        return timers(self.state, instant(at))


def _named(things: Register[AnyId, T], name: AnyId) -> T:
    found = things.find(name)
    if found is None:
        known = ", ".join(things) or "none"
        raise KeyError(f"there is no {name.names} {name}; there are: {known}")
    return found
