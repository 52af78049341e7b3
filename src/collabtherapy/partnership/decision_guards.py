"""The conditions on decisions that look across regions: who decides, and until when."""

from datetime import datetime
from typing import cast

from collabtherapy.partnership.act import Matter
from collabtherapy.partnership.decisions import Accept, Amend, Decline, Propose
from collabtherapy.partnership.guards import Asked
from collabtherapy.partnership.ids import PersonId
from collabtherapy.partnership.moments import after
from collabtherapy.partnership.people import Role
from collabtherapy.partnership.proposals import Proposal
from collabtherapy.partnership.references import with_field
from collabtherapy.partnership.refusals import (
    NONE,
    Change,
    Do,
    Reason,
    Refusals,
    Rule,
)
from collabtherapy.partnership.rights import REASON_OWED, concerned, missing, whose
from collabtherapy.partnership.state import State

NOT_A_PARTY = Reason(
    "decision.not_a_party",
    Rule.ASSENT,
    "proposal {proposal} is for others to decide: {parties}",
)
ACCEPTED = Reason(
    "decision.accepted_already",
    Rule.ASSENT,
    "{by} has accepted version {version} of {proposal}, which waits for {missing}",
)
RAN_OUT = Reason(
    "decision.proposal.ran_out",
    Rule.POLICY,
    "version {version} of {proposal} ran out at {ran_out_at}, undecided",
)
NO_REASON_GIVEN = Reason(
    "decision.decline.no_reason",
    Rule.RIGHT,
    "a therapist who declines says why, and {by} does not",
)
OWNER_NOT_A_CLIENT = Reason(
    "matter.owner.not_a_client",
    Rule.RECORD,
    "a client's own matter names clients, and {owners} are none here",
)

DECISION_GUARDS = Asked()


def parties(state: State, proposal: Proposal) -> tuple[PersonId, ...]:
    """Give everyone whose acceptance could count for a proposal."""
    therapists = state.members.ids(Role.THERAPIST)
    return (*concerned(state.members, proposal), *therapists)


def runs_out_at(state: State, proposal: Proposal) -> datetime:
    """Give the moment from which an open proposal is undecided."""
    return after(proposal.last.at, state.policy.proposal_days)


@DECISION_GUARDS.of(Amend, Accept, Decline)
def party_to_it(state: State, act: Amend | Accept | Decline) -> Refusals:
    """A matter is decided by those it concerns."""
    proposal = state.decisions.proposals.find(act.proposal)
    if proposal is None or act.by in (those := parties(state, proposal)):
        return NONE
    return (NOT_A_PARTY(Change("by", those), proposal=proposal.id, parties=those),)


@DECISION_GUARDS.of(Accept)
def not_accepted_yet(state: State, act: Accept) -> Refusals:
    """Accepting twice says nothing new; the others are waited for."""
    proposal = state.decisions.proposals.find(act.proposal)
    if proposal is None or not proposal.is_open or act.by not in proposal.accepted_by:
        return NONE
    waiting = missing(state.members, proposal)
    return (
        ACCEPTED(
            Do(Accept, waiting, {"proposal": proposal.id}, each=True),
            by=act.by,
            version=proposal.last.number,
            proposal=proposal.id,
            missing=waiting,
        ),
    )


@DECISION_GUARDS.of(Accept)
def not_run_out(state: State, act: Accept) -> Refusals:
    """A proposal that ran out is undecided: it is put anew, not accepted late."""
    proposal = state.decisions.proposals.find(act.proposal)
    if proposal is None or not proposal.is_open:
        return NONE
    ran_out_at = runs_out_at(state, proposal)
    if act.at < ran_out_at:
        return NONE
    last = proposal.last
    amend = Do(Amend, (last.by,), {"proposal": proposal.id, "matter": last.matter})
    return (
        RAN_OUT(
            amend, version=last.number, proposal=proposal.id, ran_out_at=ran_out_at
        ),
    )


@DECISION_GUARDS.of(Decline)
def reason_given(state: State, act: Decline) -> Refusals:
    """A client declines without a reason; whoever knows the method owes one."""
    if act.words is not None or state.members.role(act.by) not in REASON_OWED:
        return NONE
    return (NO_REASON_GIVEN(Change("words", None), by=act.by),)


@DECISION_GUARDS.of(Propose, Amend)
def owned_by_clients(state: State, act: Propose | Amend) -> Refusals:
    """What is somebody's own is a client's: a goal, a safety plan."""
    clients = state.members.ids(Role.CLIENT)
    strangers = whose(act.matter).difference(clients)
    if not strangers:
        return NONE
    theirs = _made_theirs(act.matter, clients)
    return (OWNER_NOT_A_CLIENT(Change("matter", theirs), owners=strangers),)


def _made_theirs(matter: Matter, clients: tuple[PersonId, ...]) -> tuple[object, ...]:
    """Give the same matter for those who are clients here."""
    name = cast("str", matter.owned_by)  # or it would have named nobody
    several = isinstance(getattr(matter, name), frozenset)
    values = (frozenset(clients),) if several else clients
    return tuple(with_field(matter, name, value) for value in values)
