"""What may be asked of a partnership: facts, each read off the state.

Analysis (whose voice, which signals) is not asked here; these are the plain facts
that the regions hold, in the words in which people ask for them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

import attrs

from collabtherapy.partnership.law.carrying import carried_over
from collabtherapy.partnership.law.decision_guards import runs_out_at
from collabtherapy.partnership.law.duties.names import duty_named
from collabtherapy.partnership.questions.asking import named
from collabtherapy.partnership.questions.timers import Timer, derived_duties, timers
from collabtherapy.partnership.questions.work_questions import WorkQuestions
from collabtherapy.partnership.regions.advance import WriteAdvanceStatement
from collabtherapy.partnership.regions.agreement import Agreement
from collabtherapy.partnership.regions.alliance import Bond
from collabtherapy.partnership.regions.carry_over import CarriedOver
from collabtherapy.partnership.regions.consults import Consult
from collabtherapy.partnership.regions.contact import ContactStatus
from collabtherapy.partnership.regions.duties import Duty, DutyStatus
from collabtherapy.partnership.regions.entries import Disputed, Entered
from collabtherapy.partnership.regions.feedback import Outcome
from collabtherapy.partnership.regions.follow_up import FollowingUp
from collabtherapy.partnership.regions.goals import SharedGoal
from collabtherapy.partnership.regions.notes import Note, SharedNote
from collabtherapy.partnership.regions.notices import Notice
from collabtherapy.partnership.regions.orientation import Orientation
from collabtherapy.partnership.regions.preferences import Stated
from collabtherapy.partnership.regions.region import Settled
from collabtherapy.partnership.regions.safety import Concern
from collabtherapy.partnership.regions.toolkit import Toolkit
from collabtherapy.partnership.values.consents import (
    Consent,
    ConsentStatus,
)
from collabtherapy.partnership.values.duty_ids import DutyId, as_duty_id
from collabtherapy.partnership.values.ids import (
    GoalId,
    HasId,
    NoteId,
    PartnershipId,
    PersonId,
    ProposalId,
)
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.people import Client, Person, Therapist
from collabtherapy.partnership.values.proposals import Proposal
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.values.stages import Closure, Stage
from collabtherapy.partnership.values.words import Words

T = TypeVar("T")


@attrs.frozen(repr=False, eq=False)
class Questions(WorkQuestions):
    """The questions; `Partnership` is where they are asked."""

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
        return named(self.state.goals.by_id, GoalId(goal))

    def proposal(self, proposal: ProposalId | str) -> Proposal:
        """Give one proposal with its versions, acceptances and dissents.

        Raises:
            KeyError: there is none of that name.
        """
        return named(self.state.decisions.proposals, ProposalId(proposal))

    def pending(self, *, at: datetime) -> tuple[Proposal, ...]:
        """Give the proposals that wait for somebody's assent and have not run out."""
        moment = instant(at)
        state = self._then(moment)
        if not state.stage.is_open:
            return ()
        proposals = (p for p in state.decisions.proposals.values() if p.is_open)
        return tuple(p for p in proposals if moment < runs_out_at(state, p))

    def consent(self, client: "PersonId | HasId | str", scope: Scope) -> Consent:
        """Return what was said of a scope by and to a client.

        Raises:
            NotShown: If a view does not show what is this person's own.
            UnknownPerson: If there never was such a person.
        """
        return self.state.consent.of(self._own(client), scope)

    def consent_status(
        self, client: "PersonId | HasId | str", scope: Scope, *, at: datetime
    ) -> ConsentStatus:
        """Return where a client stands on a scope at a moment.

        Raises:
            NotShown: If a view does not show what is this person's own.
            UnknownPerson: If there never was such a person.
        """
        moment = instant(at)
        consents = self._then(moment).consent
        return consents.of(self._own(client), scope).status_at(moment)

    def orientation(self, client: "PersonId | HasId | str") -> Orientation:
        """Return whether therapy's ways were explained, and what the client answered.

        Raises:
            NotShown: If a view does not show what is this person's own.
            UnknownPerson: If there never was such a person.
        """
        return self.state.orientation.of(self._own(client))

    def preferences(self, client: "PersonId | HasId | str") -> Stated:
        """Return how a client likes to work, what they need, and what matters most.

        Raises:
            NotShown: If a view does not show what is this person's own.
            UnknownPerson: If there never was such a person.
        """
        return self.state.preferences.of(self._own(client))

    def toolkit(self, client: "PersonId | HasId | str") -> Toolkit:
        """Return what a client takes along, in their order; also once it has closed.

        Raises:
            NotShown: If a view does not show what is this person's own.
            UnknownPerson: If there never was such a person.
        """
        return self.state.toolkit.of(self._own(client))

    def alliance(
        self, client: "PersonId | HasId | str", therapist: "PersonId | HasId | str"
    ) -> Bond:
        """Return what there is between a client and a therapist: ruptures, ratings.

        Raises:
            NotShown: If a view does not show what is this person's own.
            UnknownPerson: If there never was such a person.
        """
        return self.state.alliance.of(self._own(client), self._person(therapist))

    def safety(self, client: "PersonId | HasId | str") -> Concern:
        """Return how the care for a client's safety stands.

        Raises:
            NotShown: If a view does not show what is this person's own.
            UnknownPerson: If there never was such a person.
        """
        return self.state.safety.of(self._own(client))

    def contact(self, *, at: datetime) -> ContactStatus:
        """Give whether the clients are heard from at a moment."""
        moment = instant(at)
        state = self._then(moment)
        return state.contact.status(moment, state.policy)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Every note, whoever it is for; what one may see is a view's to say."""
        return self.state.notes.entries

    def advance_statement(
        self, client: "PersonId | HasId | str"
    ) -> WriteAdvanceStatement | None:
        """Return what a client wrote in advance and has not taken back, if anything.

        Raises:
            UnknownPerson: If there never was such a person.
        """
        return self.state.advance.of(self._own(client)).current

    @property
    def norms(self) -> Words | None:
        """The norms that were agreed, which a newcomer reads too; None without any."""
        current = self.state.agreement.current
        return None if current is None else current.matter.norms

    def shared_note(self, note: NoteId | str) -> SharedNote:
        """Return a note that has a name, with what was said of it.

        Raises:
            KeyError: If there is no note of that name.
        """
        return self.state.notes.by_id[NoteId(note)]

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Every notice of a break or a leaving, with how long before it was given."""
        return self.state.notices.entries

    @property
    def consults(self) -> tuple[Consult, ...]:
        """Every talk of a therapist with a supervisor; of whom a view shows, whose."""
        return self.state.consults.entries

    @property
    def follow_up(self) -> FollowingUp:
        """The last time of following up that was agreed: since when and until when."""
        return self.state.follow_up

    def ending_review(self, person: "PersonId | HasId | str") -> Outcome:
        """Return what became of a person's looking back on the work as a whole.

        Raises:
            UnknownPerson: If there never was such a person.
        """
        main = self.state.main
        since = None if main.ending is None else main.ending.since
        said = self.state.reviews.by_person.find(self._person(person))
        if said is not None and (since is None or said.at >= since):
            return Outcome.DECLINED if said.words is None else Outcome.GIVEN
        if main.stage is not Stage.CLOSED:
            return Outcome.OPEN
        offered = since is not None and self.state.reviews.offered_since(since)
        return Outcome.DEFERRED if offered else Outcome.NOT_POSSIBLE

    def duties(
        self,
        *,
        at: datetime,
        owed_by: "PersonId | HasId | str | None" = None,
        owed_to: "PersonId | HasId | str | None" = None,
        status: DutyStatus | None = DutyStatus.OPEN,
    ) -> tuple[Duty, ...]:
        """Return what is owed at a moment: by acts, and by the time alone.

        Args:
            at: the moment.
            owed_by: only what this person owes.
            owed_to: only what is owed to this person.
            status: only duties of which this has become: usually those that are open;
                None for all. What the time alone has owed is open while it is owed.

        Raises:
            UnknownPerson: If there never was such a person.
        """
        owing = None if owed_by is None else self._person(owed_by)
        owed = None if owed_to is None else self._person(owed_to)
        moment = instant(at)
        state = self._then(moment)
        all_ = state.duties.by_id.values()
        recorded = [d for d in all_ if d.is_open]
        if status is not DutyStatus.OPEN:
            recorded = [d for d in all_ if status in (None, d.status)]
        derived: Iterable[Duty] = ()
        if status in (None, DutyStatus.OPEN):
            derived = derived_duties(state, moment)
        return tuple(
            duty
            for duties in (recorded, derived)
            for duty in duties
            if owing in (None, duty.owed_by) and owed in (None, duty.owed_to)
        )

    def duty(self, id: "DutyId | str") -> Duty:
        """Return a duty that an act opened, whatever has become of it.

        Args:
            id: its id, or the text that spells it, in this form or an earlier one.

        Raises:
            KeyError: If no act opened a duty of this name.
            ValueError: If the text spells no id of a duty.
        """
        name = as_duty_id(id)
        found = duty_named(self.state, name)
        if found is None:
            raise KeyError(name)
        return found

    @property
    def unconfirmed(self) -> tuple[Entered, ...]:
        """What was entered for a person who has neither confirmed nor disputed it."""
        return self.state.entries.unconfirmed

    @property
    def carried_over(self) -> CarriedOver | None:
        """What was carried over from another system, and what was said of each part.

        None, if the case began here. Each value that rests on it says `carried_over`.
        """
        return carried_over(self.state)

    @property
    def disputes(self) -> tuple[Disputed, ...]:
        """Every dispute, with the answer to it if there is one."""
        return tuple(self.state.entries.disputes.values())

    def timers(self, *, at: datetime) -> tuple[Timer, ...]:
        """Give everything that time is running for at a moment, due or not."""
        moment = instant(at)
        return timers(self._then(moment), moment)
