"""What one person may see of a partnership: which clients, which sessions, which act.

Everything here is asked of the true state, and nothing of it is changed.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeAlias

import attrs

from collabtherapy.partnership.law.references import references
from collabtherapy.partnership.law.rights import whose
from collabtherapy.partnership.regions.contributions import Contribute
from collabtherapy.partnership.regions.decisions import Accept, Amend, Propose
from collabtherapy.partnership.regions.duties import Duty, DutyKind, about
from collabtherapy.partnership.regions.notes import WriteNote
from collabtherapy.partnership.regions.region import Settled
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.ids import (
    ContributionId,
    DutyId,
    PersonId,
    PracticeId,
    ProposalId,
    SessionId,
)
from collabtherapy.partnership.values.joining import Join
from collabtherapy.partnership.values.proposals import Proposal, Version
from collabtherapy.privacy.audiences import SAID_OF_ONESELF, Audience, audience

Put: TypeAlias = Version | Settled[Matter]

ABOUT = ("client", "to", "because_of", "owner")
"""The fields that name the client an act is about; else it is about its author."""


@attrs.frozen(kw_only=True)
class Eyes:
    """Somebody looking at a partnership.

    Args:
        state: what is looked at.
        person: who looks.
        clients: the clients whose own affairs they may see.
        everywhere: whether they may see every session, or only those they were at.
        since: when those whose affairs they may see came, if that was later than the
            opening; nothing that was said or put before is for them.
    """

    state: State
    person: PersonId
    clients: frozenset[PersonId]
    everywhere: bool
    since: datetime | None = None

    def is_from_before(self, at: datetime) -> bool:
        """Return whether something of this moment was there before they came.

        At the very moment of coming it is unknown which was first, and what is unknown
        shows nothing.
        """
        return self.since is not None and at <= self.since

    def see_client(self, person: PersonId) -> bool:
        """Whether this person's own affairs are for these eyes: a therapist's are."""
        return person in self.clients or person not in self._every_client()

    def see_session(self, name: SessionId | None) -> bool:
        """Whether what was said in a session is."""
        if name is None or self.everywhere:
            return True
        session = self.state.sessions.by_id.find(name)
        # Of what has not begun nobody knows yet who will be there.
        return session is None or not session.present or self._among(session.present)

    def see_contribution(self, name: ContributionId) -> bool:
        """Return whether a contribution is for them: who was there has heard it."""
        contribution = self.state.contributions.by_id.find(name)
        return contribution is None or self._heard(contribution.act)

    def _heard(self, said: Contribute) -> bool:
        if said.by == self.person or said.by in self.clients:
            return True
        session = self.state.sessions.by_id[said.session]
        if self.everywhere:
            return True
        at = said.happened_at or said.at
        return any(session.heard(one, at) for one in (self.person, *self.clients))

    def see_put(self, put: Put) -> bool:
        """Return whether a version is for them: who put it knows what it says."""
        return put.by == self.person or self.see_matter(put.matter)

    def see_matter(self, matter: Matter) -> bool:
        """Whether something to decide is: what is one client's own is for them."""
        kind, owners = audience(type(matter)), whose(matter)
        if kind is Audience.CONCERNED and owners:
            return any(self.see_client(owner) for owner in owners)
        return kind is not Audience.AUTHOR

    def see_duty(self, duty: Duty) -> bool:
        """Whether what is owed is: to whom it is owed says whose affair it is."""
        if duty.kind is DutyKind.INVITE:
            session, *_ = about(duty.id)
            if not self.see_session(SessionId(session)):
                return False
        return self.see_client(duty.owed_to)

    def see_note(self, note: Act) -> bool:
        """Return whether a note is for these eyes."""
        if note.by == self.person:
            return True
        if not isinstance(note, WriteNote):
            return False
        if note.to:  # its readers, whether or not they were at the session
            return self.person in note.to
        if not note.for_everyone and self.state.members.several_clients:
            # Let pass by an earlier law: whoever it was for is unknown, and no client.
            return self.everywhere
        return self.see_session(note.session)

    def see(self, act: Act) -> bool:
        """Whether an act is, with everything that it speaks of."""
        if self.person in (act.by, act.for_whom):
            return True
        if self.is_from_before(act.at):
            return self._let_them_in(act) or self._is_their_own(act)
        if isinstance(act, Propose | Amend):
            return self.see_matter(act.matter)
        named = all(self._see_named(name, act) for name in _named(act))
        return named and self._see_kind(act)

    def brought_them(self, proposal: Proposal) -> bool:
        """Return whether a proposal is the one by which they came."""
        settled = proposal.settled
        matter = None if settled is None else settled.matter
        return isinstance(matter, Join) and matter.person.id in self.clients

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
        concerned = audience(type(act)) is Audience.CONCERNED
        return concerned and _about(act) in self.clients

    def _see_kind(self, act: Act) -> bool:
        kind = audience(type(act))
        if kind in (Audience.NAMED, Audience.AUTHOR):
            return self.see_note(act)
        session: SessionId | None = getattr(act, "session", None)
        if isinstance(act, Contribute):
            return self._heard(act)
        if kind is Audience.PRESENT and not self.see_session(session):
            return False
        if kind is Audience.CONCERNED or type(act).__name__ in SAID_OF_ONESELF:
            return self.see_client(_about(act))
        return True

    def _see_named(self, name: object, act: Act) -> bool:
        state = self.state
        if isinstance(name, ContributionId):
            return self.see_contribution(name)
        if isinstance(name, DutyId):
            duty = state.duties.by_id.find(name)
            return duty is None or self.see_duty(duty)
        if isinstance(name, ProposalId | PracticeId):
            proposal = state.decisions.proposals.find(ProposalId(str(name)))
            return proposal is None or all(map(self.see_put, _stood(proposal, act.at)))
        return True

    def _among(self, present: frozenset[PersonId]) -> bool:
        return self.person in present or not self.clients.isdisjoint(present)

    def _every_client(self) -> tuple[PersonId, ...]:
        members = self.state.members
        return tuple(c.id for c in (*members.clients, *members.former))


def _named(act: Act) -> Iterator[object]:
    """Give everything that an act speaks of, by name."""
    if isinstance(act, Contribute):
        return  # what it answers may have been said elsewhere; it was said here
    for field, _ in references(type(act)):
        yield getattr(act, field)


def _stood(proposal: Proposal, at: datetime) -> tuple[Version, ...]:
    """Give the version that an act of this moment spoke of, or all that it may have."""
    there = [version for version in proposal.versions if version.at <= at]
    return tuple(version for version in there if version.at == there[-1].at)


def _about(act: Act) -> PersonId:
    named: object = next(
        (getattr(act, field) for field in ABOUT if hasattr(act, field)), act.for_whom
    )
    return PersonId(str(named))
