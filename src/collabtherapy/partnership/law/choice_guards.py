"""The conditions on choosing together: who is heard before what is put or chosen."""

from typing import cast

import attrs

from collabtherapy.partnership.law.guards import Asked
from collabtherapy.partnership.regions.choices import Choice, TakePosition
from collabtherapy.partnership.regions.decisions import Accept, Amend, Propose
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.ids import PersonId, ProposalId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.proposals import Proposal, Version
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Do,
    Reason,
    Refusals,
    Remedy,
    Rule,
    sought,
)

NOT_A_CHOICE = Reason(
    "choice.not_a_choice", Rule.RECORD, "proposal {proposal} is about {matter}"
)
NO_OPTION = Reason(
    "choice.no_option",
    Rule.RECORD,
    "there is no option {option} in {proposal}, which has {n_options}",
)
NOT_ELICITED = Reason(
    "choice.not_elicited",
    Rule.POLICY,
    "no client has said what matters to them here, which comes before options",
)
NO_POSITION = Reason(
    "choice.no_position",
    Rule.ASSENT,
    "{person} has not said where they stand on the options",
)
NOTHING_CHOSEN = Reason(
    "choice.nothing_chosen",
    Rule.ASSENT,
    "nothing is chosen in {proposal}; it may stay open, or one of {n_options} options "
    "is named",
)

CHOICE_GUARDS = Asked()


@CHOICE_GUARDS.of(TakePosition)
def position_in_a_choice(state: State, act: TakePosition) -> Refusals:
    """Positions are taken in a choice, on an option that it has."""
    proposal = state.decisions.proposals.find(act.proposal)
    if proposal is None:
        return NONE
    matter = proposal.last.matter
    if not isinstance(matter, Choice):
        all_ = state.decisions.proposals.values
        change = sought(
            "proposal",
            lambda: (p.id for p in all_() if isinstance(p.last.matter, Choice)),
        )
        kind = type(matter).__name__
        return (NOT_A_CHOICE(change, proposal=act.proposal, matter=kind),)
    n = len(matter.options)
    if act.option is None or act.option <= n:
        return NONE
    change = Change("option", (None, *range(1, n + 1)))
    return (NO_OPTION(change, option=act.option, proposal=act.proposal, n_options=n),)


@CHOICE_GUARDS.of(Propose, Amend)
def elicited_first(state: State, act: Propose | Amend) -> Refusals:
    """What matters is heard first, and then options are put (ask, then offer)."""
    matter = act.matter
    if not (
        isinstance(matter, Choice) and matter.options and state.policy.elicit_first
    ):
        return NONE
    clients = state.members.ids(Role.CLIENT)
    name = act.id if isinstance(act, Propose) else act.proposal
    proposal = state.decisions.proposals.find(name)
    versions = () if proposal is None else proposal.versions
    heard = (*(v.by for v in versions), *(s.by for s in state.choices.of(name)), act.by)
    if any(person in clients for person in heard):
        return NONE
    if proposal is None:
        open_ = attrs.evolve(matter, options=(), chosen=None)
        return (NOT_ELICITED(Change("matter", (open_,)), clients=clients),)
    ask = Do(TakePosition, clients, {"proposal": name})
    return (NOT_ELICITED(ask, clients=clients),)


@CHOICE_GUARDS.of(Propose, Amend)
def everyone_has_a_position(state: State, act: Propose | Amend) -> Refusals:
    """Where everybody stands is on record before anything is chosen."""
    matter = act.matter
    if not isinstance(matter, Choice) or matter.chosen is None:
        return NONE
    name = act.id if isinstance(act, Propose) else act.proposal
    proposal = state.decisions.proposals.find(name)
    waiting = _without_position(state, name, proposal)
    if proposal is None or not _options(proposal):
        # Nobody can have stood anywhere before the options were there.
        open_ = (attrs.evolve(matter, chosen=None),)
        return tuple(NO_POSITION(Change("matter", open_), person=p) for p in waiting)
    return tuple(
        NO_POSITION(Do(TakePosition, (p,), {"proposal": name}), person=p)
        for p in waiting
    )


def _without_position(
    state: State, name: ProposalId, proposal: Proposal | None
) -> tuple[PersonId, ...]:
    """Give every client, and a therapist, who has not spoken since options were put."""
    since = None if proposal is None else _options(proposal)
    taken = state.choices.of(name)
    spoken = {t.by for t in taken if since is not None and t.at >= since.at}
    therapists = state.members.ids(Role.THERAPIST)
    waiting = [c for c in state.members.ids(Role.CLIENT) if c not in spoken]
    if not spoken.intersection(therapists):
        waiting.append(state.members.lead)
    return tuple(waiting)


def _options(proposal: Proposal) -> Version | None:
    """Give the version in which options were first put."""
    for version in proposal.versions:
        if isinstance(version.matter, Choice) and version.matter.options:
            return version
    return None


def something_chosen(state: State, act: Act, matter: Matter | None) -> Refusals:
    """Undecided is a legal resting state, and not an agreement."""
    if not isinstance(matter, Choice) or matter.chosen is not None:
        return NONE
    n = len(matter.options)
    name = cast("Accept", act).proposal
    first = attrs.evolve(matter, chosen=1) if n else matter
    proposer = state.decisions.proposals[name].last.by
    amend: Remedy = Do(Amend, (proposer,), {"proposal": name, "matter": first})
    fix = (amend,) if n else (Change("proposal", ()),)
    return (NOTHING_CHOSEN(*fix, proposal=name, n_options=n),)
