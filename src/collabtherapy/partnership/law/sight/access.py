"""What one person may see of a partnership: which clients, which sessions, which act.

Everything here is asked of the true state, and nothing of it is changed. Both a view
and a refusal rest on it: neither tells more than the other.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias, cast

import attrs

from collabtherapy.partnership.law.duties.names import duty_named
from collabtherapy.partnership.law.references import references
from collabtherapy.partnership.law.rights import whose
from collabtherapy.partnership.law.sight.audiences import (
    SAID_OF_ONESELF,
    Audience,
    audience_of,
)
from collabtherapy.partnership.regions.carry_over import CarriedPart, CarryOver
from collabtherapy.partnership.regions.consults import Consult
from collabtherapy.partnership.regions.contact import RecordContact
from collabtherapy.partnership.regions.contributions import Contribute
from collabtherapy.partnership.regions.decisions import Accept, Amend, Propose
from collabtherapy.partnership.regions.duties import Duty
from collabtherapy.partnership.regions.entries import (
    AnswerDispute,
    Confirm,
    Dispute,
    Disputed,
    Entered,
)
from collabtherapy.partnership.regions.notes import OF_NOTES, WriteNote
from collabtherapy.partnership.regions.region import Settled
from collabtherapy.partnership.regions.sessions import Session, happened
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.appointments import PlanSession
from collabtherapy.partnership.values.corrections import numbers_in
from collabtherapy.partnership.values.duty_ids import DutyId, DutyKind
from collabtherapy.partnership.values.erasures import OfTexts
from collabtherapy.partnership.values.ids import (
    ContributionId,
    PersonId,
    PracticeId,
    ProposalId,
    SessionId,
)
from collabtherapy.partnership.values.joining import Join
from collabtherapy.partnership.values.meetings import StartSession
from collabtherapy.partnership.values.proposals import Proposal, Version

Put: TypeAlias = Version | Settled[Matter]

ABOUT = ("client", "to", "because_of", "owner", "subject")
"""The fields that name the client an act is about; else it is about its author."""


class Extent(StrEnum):
    """How much somebody sees of what is not hidden from them by itself."""

    WHOLE = "whole"
    OUTLINE = "outline"
    OWN = "own"


def _none_shown(_: int) -> bool:
    return False


@attrs.frozen(kw_only=True)
class Viewer:
    """Somebody looking at a partnership.

    Args:
        state: what is looked at: for a person who left, as it was when they did.
        now: the state at the moment of looking, of which somebody who left sees what
            they have done themselves since.
        at: the moment of looking, on which authorities hang.
        person: who looks.
        clients: the clients whose own affairs they may see.
        everywhere: whether they may see every session, or only those they were at.
        since: when those whose affairs they may see came, if that was later than the
            opening; nothing that was said or put before is shown.
        extent: whether they see all of this, an outline, or what they did themselves.
        shown: Return whether a view shows the entry of a number. What is not asked of
            a view shows none but those that are known here: what was entered for
            another person.
    """

    state: State
    now: State
    at: datetime
    person: PersonId
    clients: frozenset[PersonId]
    everywhere: bool = False
    since: datetime | None = None
    extent: Extent = Extent.WHOLE
    shown: Callable[[int], bool] = _none_shown

    def of_own_acts(self) -> "Viewer":
        """Return the one looking, as shown what they did themselves alone."""
        nobody = frozenset[PersonId]()
        return attrs.evolve(self, clients=nobody, everywhere=False, extent=Extent.OWN)

    def is_from_before(self, at: datetime) -> bool:
        """Return whether something of this moment was there before they came.

        At the very moment of coming it is unknown which was first, and what is unknown
        shows nothing.
        """
        return self.since is not None and at <= self.since

    def sees_client(self, person: PersonId) -> bool:
        """Return whether a person's own affairs are shown: a therapist's always are."""
        return person in self.clients or person not in every_client(self.state)

    def sees_session(self, name: SessionId | None) -> bool:
        """Return whether what was said in a session is shown."""
        if name is None or self.everywhere:
            return True
        if not self.sees_meeting(name):
            return False
        session = self.state.sessions.by_id.find(name)
        # Of what has not begun nobody knows yet who will be there.
        if session is None or not session.present or self._among(session.present):
            return True
        return self._is_for_all(session)

    def sees_meeting(self, name: SessionId) -> bool:
        """Return whether it is shown that there was a session, or is to be one.

        One with a single client of several is for that client and the therapists,
        unless it was agreed before that the others are told.
        """
        if self.everywhere or not self.state.members.several_clients:
            return True
        session = self.state.sessions.by_id.find(name)
        if session is None:
            return True
        everybody = session.planned_for is not None and not session.expected
        if everybody or not self.is_another_alone(session.involved):
            return True
        at = session.started_at or session.planned_for
        return at is not None and self.state.agreement.shares_contacts(at)

    def is_another_alone(self, people: frozenset[PersonId]) -> bool:
        """Return whether of the clients only one was among some people, and another."""
        clients = people.intersection(every_client(self.state))
        return len(clients) == 1 and self.clients.isdisjoint(clients)

    def _is_for_all(self, session: Session) -> bool:
        """Return whether what some of the clients said together is for all of them."""
        at, agreement = session.started_at, self.state.agreement
        some = session.present.intersection(every_client(self.state))
        return len(some) > 1 and at is not None and agreement.shares_sub_groups(at)

    def sees_contribution(self, name: ContributionId) -> bool:
        """Return whether a contribution is shown: those who were there heard it."""
        contribution = self.state.contributions.by_id.find(name)
        return contribution is None or self._heard(contribution.act)

    def brought_them(self, proposal: Proposal) -> bool:
        """Return whether a proposal is the one by which they came."""
        settled = proposal.settled
        matter = None if settled is None else settled.matter
        return isinstance(matter, Join) and matter.person.id in self.clients

    def sees_put(self, put: Put) -> bool:
        """Return whether a version is shown: its author knows what it says."""
        return put.by == self.person or self.sees_matter(put.matter)

    def sees_matter(self, matter: Matter) -> bool:
        """Return whether a matter is shown: one client's own is for that client."""
        kind, owners = audience_of(matter, self.now.own_kinds), whose(matter)
        if kind is Audience.CONCERNED and owners:
            return any(self.sees_client(owner) for owner in owners)
        return kind is not Audience.AUTHOR

    def sees_duty(self, duty: Duty) -> bool:
        """Return whether a duty is shown: it is the affair of those it is owed to."""
        if duty.kind is DutyKind.INVITE and not self.everywhere:
            # A therapist's invitation lapses by their next session, with whomever.
            own = duty.owed_to in self.clients or duty.owed_to == self.person
            return own and self.sees_session(duty.id.session)
        if duty.kind is DutyKind.CONFIRM_ENTRY:
            return self._sees_duty_to_confirm(duty)
        if duty.kind is DutyKind.ANSWER_DISPUTE:
            return self._sees_duty_to_answer(duty)
        if duty.kind is DutyKind.CONFIRM_CARRIED and self.person != duty.owed_to:
            return self.sees_client(cast("PersonId", duty.id.about[0]))
        return self.sees_client(duty.owed_to)

    def _sees_duty_to_confirm(self, duty: Duty) -> bool:
        """Return whether something is shown that the duty is about."""
        if self.person in (duty.owed_to, duty.owed_by):
            return True
        return any(
            self.sees_entered(one)
            for one in self.now.entries.entered.values()
            if one.act.by == duty.owed_to and one.act.at == duty.opened_at
        )

    def _sees_duty_to_answer(self, duty: Duty) -> bool:
        """Return whether a dispute is shown that the duty is about."""
        return any(
            self.sees_dispute(one)
            for one in self.now.entries.disputes.values()
            if one.dispute.by == duty.owed_to and one.dispute.at == duty.opened_at
        )

    def sees_entered(self, entered: Entered) -> bool:
        """Return whether something that was entered for another person is shown."""
        act = entered.act
        if self.person in (act.by, act.for_whom):
            return True
        # Of what came after they left, nothing but their own.
        there = entered.version in self.state.entries.entered
        return there and self.sees(act)

    def sees_part(self, part: CarriedPart) -> bool:
        """Return whether a part of what was carried over is shown."""
        whole = self.extent is Extent.WHOLE and self.sees_client(part.client)
        return whole or part.asked == self.person

    def sees_carried(self, act: CarryOver) -> bool:
        """Return whether what was carried over is shown, in part at least.

        Who is asked whether it is so is shown what they are asked of.
        """
        if self.extent is Extent.WHOLE and not self.is_from_before(act.at):
            return True
        return any(act.asked(client) == self.person for client in act.clients)

    def sees_consult(self, act: Consult) -> bool:
        """Return whether a talk with a supervisor is shown, in part at least.

        A client whom it names is told that there was one.
        """
        if self.person in (act.by, act.supervisor):
            return True
        if self.everywhere or act.anonymised or self.extent is not Extent.WHOLE:
            return False
        return act.client in self.clients

    def as_seen_consult(self, act: Consult) -> Consult:
        """Return a talk with a supervisor, for a client without what came of it."""
        if self.person in (act.by, act.supervisor):
            return act
        return act.restated(advice=None)

    def as_seen(self, act: CarryOver) -> CarryOver:
        """Return what was carried over without the consents of other clients."""
        return act.with_consents_of(
            lambda client: self.sees_client(client) or act.asked(client) == self.person
        )

    def sees_dispute(self, disputed: Disputed) -> bool:
        """Return whether a dispute is shown: to its author, and with the entry."""
        dispute = disputed.dispute
        if dispute.by == self.person:
            return True
        if self.extent is not Extent.WHOLE:
            return False
        return self.everywhere or self._sees_word(dispute, dispute.act)

    def as_seen_disputed(self, disputed: Disputed) -> Disputed | None:
        """Return a dispute as it is shown: its author sees what became of it.

        To others who left, it is as it was when they did.
        """
        there: Disputed | None = disputed
        if disputed.dispute.by != self.person:
            there = self.state.entries.disputes.find(disputed.version)
        return there if there is not None and self.sees_dispute(there) else None

    def is_for_them(self, act: Act) -> bool:
        """Return whether an act is theirs, or answers them, whenever it was done."""
        if isinstance(act, AnswerDispute):
            disputed = self.now.entries.disputes.find(act.dispute)
            if disputed is not None and disputed.dispute.by == self.person:
                return True
        return act.for_whom == self.person

    def _sees_word(self, said: Dispute | Confirm, number: int) -> bool:
        """Return whether what somebody says of an entry is shown, as far as is known.

        Of what was carried over it is shown with the parts that are theirs.
        """
        carried, entered = self.now.entries.carried, self.now.entries.entered
        if carried is not None and carried.version == number:
            theirs = carried.asked_of(said.by)
            return all(map(self.sees_client, theirs)) and self.shown(number)
        found = entered.find(number)
        return self.shown(number) if found is None else self.sees_entered(found)

    def sees_note(self, note: Act) -> bool:
        """Return whether a note is shown."""
        if note.by == self.person:
            return True
        if isinstance(note, OF_NOTES):
            shared = self.state.notes.by_id.find(note.note)
            return shared is not None and self.sees_note(shared.note)
        if not isinstance(note, WriteNote):
            return False
        if note.to:  # its readers, whether or not they were at the session
            return self.person in note.to
        if not note.for_everyone and self.state.members.several_clients:
            # Let pass by an earlier law: whoever it was for is unknown, and no client.
            return self.everywhere
        return self.sees_session(note.session)

    def sees(self, act: Act) -> bool:
        """Return whether an act is shown, with everything that it speaks of."""
        if isinstance(act, CarryOver):
            return self.sees_carried(act)
        return self.sees_consult(act) if isinstance(act, Consult) else self._sees(act)

    def _sees(self, act: Act) -> bool:
        if self.extent is not Extent.WHOLE:
            answers = isinstance(act, AnswerDispute) and self.is_for_them(act)
            return answers or act.by == self.person
        if self.person in (act.by, act.for_whom):
            return True
        if self.is_from_before(act.at):
            return self._let_them_in(act) or self._is_their_own(act)
        if isinstance(act, Propose | Amend):
            return self.sees_matter(act.matter)
        named = all(self._sees_named(name, act) for name in _named(act))
        return named and self._sees_texts(act) and self._sees_kind(act)

    def _let_them_in(self, act: Act) -> bool:
        """Return whether they came by an act: the first that they see."""
        if not isinstance(act, Propose | Amend | Accept) or act.at != self.since:
            return False
        name = act.id if isinstance(act, Propose) else act.proposal
        return self.brought_them(self.state.decisions.proposals[name])

    def _is_their_own(self, act: Act) -> bool:
        """Return whether an act is about them, which none is before they are here."""
        if isinstance(act, Propose | Amend):
            return not self.clients.isdisjoint(whose(act.matter))
        kind = audience_of(act, self.now.own_kinds)
        concerned = kind is Audience.CONCERNED
        return concerned and _about(act) in self.clients

    def _sees_kind(self, act: Act) -> bool:
        kind = audience_of(act, self.now.own_kinds)
        if kind is Audience.ENTRY:
            return self._sees_of_entry(act)
        if kind in (Audience.NAMED, Audience.AUTHOR):
            return self.sees_note(act)
        session: SessionId | None = getattr(act, "session", None)
        if isinstance(act, Contribute):
            return self._heard(act)
        if kind is Audience.PRESENT and not self.sees_session(session):
            return False
        own = kind is Audience.CONCERNED or type(act).__name__ in SAID_OF_ONESELF
        if own and not self._is_shared(act):
            return self.sees_client(_about(act))
        return True

    def _sees_texts(self, act: Act) -> bool:
        """Return whether a text is shown that an act is about, if it names some."""
        names_none = not isinstance(act, OfTexts) or not act.places
        return names_none or any(map(self.shown, numbers_in(act)))

    def _is_shared(self, act: Act) -> bool:
        """Return whether a contact with one client alone is for all, as agreed.

        Its words are told with it; that a client was sought is not.
        """
        contact = isinstance(act, RecordContact)
        return contact and self.state.agreement.shares_contacts(act.at)

    def _sees_of_entry(self, act: Act) -> bool:
        """Return whether what is said of an entry is shown."""
        if self.everywhere:
            return True
        if isinstance(act, AnswerDispute):
            disputed = self.now.entries.disputes.find(act.dispute)
            return disputed is not None and self.sees_dispute(disputed)
        said = cast("Confirm | Dispute", act)
        return any(self._sees_word(said, number) for number in said.numbers)

    def _sees_named(self, name: object, act: Act) -> bool:
        state = self.state
        if isinstance(name, ContributionId):
            return self.sees_contribution(name)
        if isinstance(name, SessionId):
            # A note is for its readers, whether or not they were at the session.
            return isinstance(act, WriteNote) or self.sees_meeting(name)
        if isinstance(name, DutyId):
            duty = duty_named(state, name)
            return duty is None or self.sees_duty(duty)
        if isinstance(name, ProposalId | PracticeId):
            proposal = state.decisions.proposals.find(ProposalId(str(name)))
            return proposal is None or all(map(self.sees_put, _stood(proposal, act.at)))
        return True

    def _heard(self, said: Contribute) -> bool:
        if said.by == self.person or said.by in self.clients:
            return True
        if self.everywhere:
            return True
        at = happened(said)
        # Of what somebody who left did not see there was no session for them.
        session = self.state.sessions.by_id.find(said.session)
        if session is None:
            return False
        return self._is_for_all(session) or any(
            session.heard(one, at) for one in (self.person, *self.clients)
        )

    def _among(self, present: frozenset[PersonId]) -> bool:
        return self.person in present or not self.clients.isdisjoint(present)


def every_client(state: State) -> tuple[PersonId, ...]:
    """Return the clients who are here, and those who left."""
    members = state.members
    return tuple(client.id for client in (*members.clients, *members.former))


def _named(act: Act) -> Iterator[object]:
    """Yield everything that an act names."""
    if isinstance(act, Contribute):
        return  # what it answers may have been said elsewhere; it was said here
    if isinstance(act, PlanSession | StartSession):
        yield act.id
    for field, _ in references(type(act)):
        yield getattr(act, field)
    yield from act.named


def _stood(proposal: Proposal, at: datetime) -> tuple[Version, ...]:
    """Return the version that stood at a moment, or all that may have."""
    there = [version for version in proposal.versions if version.at <= at]
    return tuple(version for version in there if version.at == there[-1].at)


def _about(act: Act) -> PersonId:
    named: object = next(
        (getattr(act, field) for field in ABOUT if hasattr(act, field)), act.for_whom
    )
    return PersonId(str(named))
