"""The conditions on decisions that look across regions: who decides, and until when."""

from collections.abc import Iterator
from datetime import datetime
from typing import cast

import attrs

from collabtherapy.partnership.law.guards import Asked, matter_put
from collabtherapy.partnership.law.references import with_field
from collabtherapy.partnership.law.rights import (
    BOTH,
    CLIENTS,
    REASON_OWED,
    concerned,
    is_settling,
    missing,
    whose,
)
from collabtherapy.partnership.regions.decisions import Accept, Amend, Decline, Propose
from collabtherapy.partnership.regions.goals import Goal
from collabtherapy.partnership.regions.members import Involve
from collabtherapy.partnership.regions.stance import LEVELS, Stance, steps_between
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.forms import MOST_CLIENTS, MOST_PEOPLE
from collabtherapy.partnership.values.ids import PersonId, ProposalId
from collabtherapy.partnership.values.joining import Join
from collabtherapy.partnership.values.moments import after
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.proposals import Proposal
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Do,
    Reason,
    Refusal,
    Refusals,
    Rule,
)

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
    "please say why not, {by}, and what you could offer",
)
OWNER_NOT_A_CLIENT = Reason(
    "matter.owner.not_a_client",
    Rule.RECORD,
    "what is somebody's own names those whose it may be, and {owners} are not",
)

STEP_TOO_LARGE = Reason(
    "stance.step_too_large",
    Rule.POLICY,
    "{level} lies {steps} steps from {client}'s stance, {now}; a therapist proposes at "
    "most {at_most}",
)

HERE_ALREADY = Reason(
    "person.here_already",
    Rule.RECORD,
    "{person} is or was in this partnership, in whatever role, and comes in once",
)
TOO_MANY = Reason(
    "person.too_many",
    Rule.RECORD,
    "there are {n} people in this partnership, which is as many as it can have",
)

NO_ASPIRATION = Reason(
    "goal.no_aspiration",
    Rule.RIGHT,
    "{by} stated no aspiration at {moment}; a goal is drawn from an aspiration by the "
    "person whose it is",
)

NO_ROOM = Reason(
    "person.no_room",
    Rule.RECORD,
    "the client is {form} here, and that is {most} at most; more people are another "
    "partnership",
)

DECISION_GUARDS = Asked()


def parties(state: State, proposal: Proposal) -> tuple[PersonId, ...]:
    """Give everyone whose acceptance could count for a proposal."""
    therapists = state.members.ids(Role.THERAPIST)
    return (*concerned(state.members, proposal), *therapists)


def runs_out_at(state: State, proposal: Proposal) -> datetime:
    """Return the moment from which an open proposal is undecided.

    Those who decide have their time from when they could learn of it.
    """
    return after(proposal.last.recorded_at, state.policy.proposal_days)


@DECISION_GUARDS.of(Amend, Accept, Decline)
def party_to_it(state: State, act: Amend | Accept | Decline) -> Refusals:
    """A matter is decided by those it concerns."""
    proposal = state.decisions.proposals.find(act.proposal)
    if proposal is None or act.for_whom in (those := parties(state, proposal)):
        return NONE
    # Nobody but a client is represented.
    may = those if act.names_whom == "by" else concerned(state.members, proposal)
    change = Change(act.names_whom, may)
    return (NOT_A_PARTY(change, proposal=proposal.id, parties=those),)


@DECISION_GUARDS.of(Accept)
def not_accepted_yet(state: State, act: Accept) -> Refusals:
    """Accepting twice says nothing new; the others are waited for.

    Where those who were waited for have left, it settles what everybody else accepted.
    """
    proposal = state.decisions.proposals.find(act.proposal)
    if proposal is None or not proposal.is_open:
        return NONE
    if act.for_whom not in proposal.accepted_by:
        return NONE
    if is_settling(state.members, proposal, state.policy):
        return NONE
    waiting = missing(state.members, proposal, state.policy)
    return (
        ACCEPTED(
            Do(Accept, waiting, {"proposal": proposal.id}, each=True),
            by=act.for_whom,
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
    if act.words is not None or state.members.role(act.for_whom) not in REASON_OWED:
        return NONE
    return (NO_REASON_GIVEN(Change("words", None), by=act.by),)


@DECISION_GUARDS.of(Propose, Amend)
def owned_by_clients(state: State, act: Propose | Amend) -> Refusals:
    """What is somebody's own is a client's: a goal, a plan; a practice, either's."""
    roles = BOTH if act.matter.of_either_side else CLIENTS
    may = state.members.ids(*roles)
    strangers = whose(act.matter).difference(may)
    if not strangers:
        return NONE
    theirs = _made_theirs(act.matter, may)
    return (OWNER_NOT_A_CLIENT(Change("matter", theirs), owners=strangers),)


@DECISION_GUARDS.of(Propose, Amend)
def drawn_from_their_own(state: State, act: Propose | Amend) -> Refusals:
    """Refuse to draw a goal from an aspiration that its author did not state.

    Whose aspiration it is says so themselves, since a goal is shared and an aspiration
    may not be. What a goal was drawn from stays when others put it in other words.
    """
    moment = act.matter.from_aspiration if isinstance(act.matter, Goal) else None
    if moment is None:
        return NONE
    stated = state.preferences.of(act.by).aspirations
    if any(aspiration.at == moment for aspiration in stated):
        return NONE
    if isinstance(act, Amend) and moment in _drawn(state, act.proposal):
        return NONE
    own = tuple(dict.fromkeys(aspiration.at for aspiration in stated)) or (None,)
    anew = (with_field(act.matter, "from_aspiration", at) for at in own)
    return (NO_ASPIRATION(Change("matter", tuple(anew)), by=act.by, moment=moment),)


def _drawn(state: State, name: ProposalId) -> Iterator[datetime | None]:
    """Yield the aspirations from which the versions of a goal are drawn."""
    proposal = state.decisions.proposals.find(name)
    for put in () if proposal is None else proposal.versions:
        if isinstance(put.matter, Goal):
            yield put.matter.from_aspiration


def _made_theirs(matter: Matter, may: tuple[PersonId, ...]) -> tuple[object, ...]:
    """Give the same matter for those whose own it may be."""
    name = cast("str", matter.owned_by)  # or it would have named nobody
    several = isinstance(getattr(matter, name), frozenset)
    values = (frozenset(may),) if several else may
    return tuple(with_field(matter, name, value) for value in values)


@DECISION_GUARDS.of(Propose, Amend)
def one_step_at_a_time(state: State, act: Propose | Amend) -> Refusals:
    """Patience: a therapist leads towards leading, or being led, in small steps."""
    matter = act.matter
    if not isinstance(matter, Stance) or state.members.role(act.by) is Role.CLIENT:
        return NONE
    now, at_most = state.stance.of(matter.client), state.policy.max_step
    if now is None or (steps := steps_between(now, matter.level)) <= at_most:
        return NONE
    near = (level for level in LEVELS if steps_between(now, level) <= at_most)
    anew = tuple(attrs.evolve(matter, level=level) for level in near)
    return (
        STEP_TOO_LARGE(
            Change("matter", anew),
            level=matter.level,
            steps=steps,
            client=matter.client,
            now=now,
            at_most=at_most,
        ),
    )


@DECISION_GUARDS.of(Propose, Amend, Accept)
def can_be_involved(state: State, act: Propose | Amend | Accept) -> Refusals:
    """Who is brought in, or joins, has not been here, and there is room for them."""
    matter = matter_put(state, act)
    if not isinstance(matter, Involve | Join):
        return NONE
    change = Change("proposal" if isinstance(act, Accept) else "matter", ())
    found: list[Refusal] = []
    members, person = state.members, matter.person.id
    n, n_clients = len(members.people), len(members.clients)
    if members.role(person) is not Role.OUTSIDER:
        found.append(HERE_ALREADY(change, person=person))
    if n >= MOST_PEOPLE:
        found.append(TOO_MANY(change, n=n))
    most = MOST_CLIENTS.get(members.form, MOST_PEOPLE)
    if isinstance(matter, Join) and n_clients >= most:
        found.append(NO_ROOM(change, form=members.form, most=most))
    return tuple(found)
