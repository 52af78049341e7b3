"""What may be asked of the work itself: how it is led, understood, done and told."""

from datetime import datetime

import attrs

from collabtherapy.partnership.law.deciders import Decider, decider
from collabtherapy.partnership.law.two_sides import has_effect, holders
from collabtherapy.partnership.questions.asking import named
from collabtherapy.partnership.questions.session_questions import SessionQuestions
from collabtherapy.partnership.regions.choices import TakePosition
from collabtherapy.partnership.regions.competence import FindCompetence
from collabtherapy.partnership.regions.disclosure import Disclose
from collabtherapy.partnership.regions.measurements import RecordMeasure, Track, track
from collabtherapy.partnership.regions.own_kinds import OwnKinds
from collabtherapy.partnership.regions.practice import AgreedPractice, AgreedTask
from collabtherapy.partnership.regions.progress import DiscussProgress
from collabtherapy.partnership.regions.region import Settled
from collabtherapy.partnership.regions.stance import Held, StanceLevel
from collabtherapy.partnership.regions.toolkit import Domain, Tool
from collabtherapy.partnership.regions.understanding import Understanding
from collabtherapy.partnership.values.authority import Authority
from collabtherapy.partnership.values.ids import (
    HasId,
    PartnershipId,
    PersonId,
    PracticeId,
    ProposalId,
    TaskId,
    TopicId,
)
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.policy import Policy
from collabtherapy.partnership.values.proposals import Dissent, Proposal


@attrs.frozen(repr=False, eq=False)
class WorkQuestions(SessionQuestions):
    """The questions about the work; `Partnership` is where they are asked."""

    @property
    def policy(self) -> Policy:
        """The settings in force; those of another moment are asked of `as_of`."""
        return self.state.policy

    @property
    def own_kinds(self) -> OwnKinds:
        """The kinds declared in the policy, and what stands under each."""
        return self.state.own_kinds

    def stance(self, client: "PersonId | HasId | str") -> StanceLevel | None:
        """Return the stance in force with a client; None where nobody ever said.

        Raises:
            NotShown: If a view does not show what is this person's own.
            UnknownPerson: If there never was such a person.
        """
        return self.state.stance.of(self._own(client))

    def stances(self, client: "PersonId | HasId | str") -> tuple[Held, ...]:
        """Return every stance that a client has had, the first first: the pace of it.

        Raises:
            NotShown: If a view does not show what is this person's own.
            UnknownPerson: If there never was such a person.
        """
        return self.state.stance.by_client.find(self._own(client)) or ()

    @property
    def understandings(self) -> tuple[Settled[Understanding], ...]:
        """The shared understandings, each in the version that both accepted last."""
        versions = self.state.understanding.by_id.values()
        return tuple(settled[-1] for settled in versions)

    def understanding(
        self, understanding: ProposalId | str
    ) -> tuple[Settled[Understanding], ...]:
        """Give every version of one shared understanding, the last in force.

        Raises:
            KeyError: there is none of that name.
        """
        return named(self.state.understanding.by_id, ProposalId(understanding))

    def positions(self, choice: ProposalId | str) -> tuple[TakePosition, ...]:
        """Return where everybody stood in a choice, in the order of saying so.

        Raises:
            KeyError: If there is no proposal of that name.
        """
        name = ProposalId(choice)
        named(self.state.decisions.proposals, name)
        return self.state.choices.of(name)

    @property
    def tasks(self) -> tuple[AgreedTask, ...]:
        """Every task that was agreed."""
        return tuple(self.state.tasks.by_id.values())

    def task(self, task: TaskId | str) -> AgreedTask:
        """Give one task.

        Raises:
            KeyError: there is none of that name.
        """
        return named(self.state.tasks.by_id, TaskId(task))

    def practices(
        self, owner: "PersonId | HasId | str | None" = None
    ) -> tuple[AgreedPractice, ...]:
        """Return the practices going on: everybody's, or one person's.

        Raises:
            NotShown: If a view does not show what is this person's own.
            UnknownPerson: If there never was such a person.
        """
        who = None if owner is None else self._own(owner)
        active = (p for p in self.state.tasks.practices.values() if p.is_active)
        return tuple(p for p in active if who in (None, p.matter.owner))

    def practice(self, practice: PracticeId | str) -> AgreedPractice:
        """Give one practice with its log, active or stopped.

        Raises:
            KeyError: there is none of that name.
        """
        return named(self.state.tasks.practices, PracticeId(practice))

    @property
    def parked(self) -> dict[TopicId, frozenset[PersonId]]:
        """The topics that somebody asked to leave alone, and who."""
        return {topic: by for topic, by in self.state.topics.parked.items() if by}

    def measures(
        self, client: "PersonId | HasId | str", instrument: str | None = None
    ) -> tuple[RecordMeasure, ...]:
        """Return a client's measures: with every instrument, or with one.

        Raises:
            NotShown: If a view does not show what is this person's own.
            UnknownPerson: If there never was such a person.
        """
        recorded = self.state.measurements.by_client.find(self._own(client)) or ()
        return tuple(m for m in recorded if instrument in (None, m.instrument))

    def track(self, client: "PersonId | HasId | str", instrument: str) -> Track:
        """Return how a client's last measure with an instrument stands.

        Unknown where there is no score, none before it, or nothing to compare it by.

        Raises:
            NotShown: If a view does not show what is this person's own.
            UnknownPerson: If there never was such a person.
        """
        (*before, last) = self.measures(client, instrument) or (None,)
        return Track.UNKNOWN if last is None else track(before, last)

    def progress(self, client: "PersonId | HasId | str") -> tuple[DiscussProgress, ...]:
        """Return every talk with a client about how it goes, and what they picked.

        Raises:
            NotShown: If a view does not show what is this person's own.
            UnknownPerson: If there never was such a person.
        """
        return self.state.progress.by_client.find(self._own(client)) or ()

    def holders(
        self, client: "PersonId | HasId | str", *, at: datetime
    ) -> tuple[Authority, ...]:
        """Return every authority for a client that stands at a moment.

        One that is only claimed is among them, and is not `is_confirmed`.

        Raises:
            NotShown: If a view does not show what is this person's own.
            UnknownPerson: If there never was such a person.
        """
        moment = instant(at)
        return holders(self._then(moment), self._own(client), moment)

    def represented_by(
        self, person: "PersonId | HasId | str", *, at: datetime
    ) -> tuple[PersonId, ...]:
        """Return the clients for whom a person holds authority that has effect.

        Raises:
            UnknownPerson: If there never was such a person.
        """
        moment, holder = instant(at), self._person(person)
        state = self._then(moment)
        return tuple(
            held.client
            for held in state.representation.standing(moment)
            if held.holder == holder and has_effect(state, held, moment)
        )

    def decider(
        self, client: "PersonId | HasId | str", decision: str, *, at: datetime
    ) -> Decider:
        """Return whose word counts for a decision of a client at a moment.

        Args:
            client: the client.
            decision: a short name: ``treatment``, ``records``, ``safety``, or that of
                any scope.
            at: the moment, on which authorities hang.

        Raises:
            NotShown: If a view does not show what is this person's own.
            UnknownPerson: If there never was such a person.
        """
        moment = instant(at)
        return decider(self._then(moment), self._own(client), decision, moment)

    def competence(
        self, client: "PersonId | HasId | str", decision: str | None = None
    ) -> tuple[FindCompetence, ...]:
        """Return what was found of a client's competence: for every decision, or one.

        Raises:
            NotShown: If a view does not show what is this person's own.
            UnknownPerson: If there never was such a person.
        """
        found = self.state.competence.by_client.find(self._own(client)) or ()
        return tuple(f for f in found if decision in (None, f.decision))

    @property
    def successor(self) -> PartnershipId | None:
        """The partnership that the work was handed on to, if it was."""
        completed = self.state.transfer.completed
        return None if completed is None else completed.successor

    def disclosures(
        self, client: "PersonId | HasId | str | None" = None
    ) -> tuple[Disclose, ...]:
        """Return who outside was told what: about everybody, or about one client.

        Raises:
            NotShown: If a view does not show what is this person's own.
            UnknownPerson: If there never was such a person.
        """
        who = None if client is None else self._own(client)
        entries = self.state.disclosure.entries
        return tuple(entry for entry in entries if who in (None, entry.client))

    def insights(
        self, client: "PersonId | HasId | str", domain: Domain | None = None
    ) -> tuple[Tool, ...]:
        """Return a client's insights, their own or endorsed; or those of one domain.

        Raises:
            NotShown: If a view does not show what is this person's own.
            UnknownPerson: If there never was such a person.
        """
        return self.state.toolkit.of(self._own(client)).insights(domain)

    @property
    def disagreements(self) -> tuple[tuple[Proposal, Dissent], ...]:
        """Every dissent, beside what it was about; kept whatever was agreed later."""
        proposals = self.state.decisions.proposals.values()
        return tuple((p, dissent) for p in proposals for dissent in p.dissents)

    @property
    def amendments(self) -> tuple[Proposal, ...]:
        """Everything put to a decision that has had more than one version."""
        proposals = self.state.decisions.proposals.values()
        return tuple(p for p in proposals if len(p.versions) > 1)
