"""The conditions on matters whose settling is no step, asked when they would settle."""

from typing import cast

import attrs

from collabtherapy.partnership.law.guards import deciding, goal_shared_or_deferred
from collabtherapy.partnership.regions.contributions import Contribute
from collabtherapy.partnership.regions.decisions import Accept, Amend
from collabtherapy.partnership.regions.goals import Goal
from collabtherapy.partnership.regions.practice import Task
from collabtherapy.partnership.regions.safety import (
    CheckSafety,
    ResolveConcern,
    none_open,
)
from collabtherapy.partnership.regions.understanding import Understanding
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.ids import (
    ContributionId,
    PersonId,
    ProposalId,
    fresh,
)
from collabtherapy.partnership.values.moments import other_days
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import (
    NONE,
    Do,
    Reason,
    Refusals,
    Remedy,
    Rule,
)
from collabtherapy.partnership.values.stages import Stage

NOT_CLEAR = Reason(
    "safety.not_clear_yet",
    Rule.SAFETY,
    "you agreed to look at safety on {needed} different days first; for {client} it "
    "has been clear on {n}",
)
ONE_SIDED = Reason(
    "understanding.one_sided",
    Rule.ASSENT,
    "{proposal} rests on nothing that a {side} brought; it is shared once it rests on "
    "what both did",
)
NO_ACTIVE_GOAL = Reason(
    "task.no_active_goal",
    Rule.ASSENT,
    "none of the goals that task {proposal} is for is being worked on: {goals}",
)


def clear_for_long_enough(state: State, act: Act, matter: Matter | None) -> Refusals:
    """Refuse to call a concern over before it was clear on several days."""
    client = cast("ResolveConcern", matter).client
    needed = state.policy.safety_checks
    refusal = none_open(state.safety, client)
    if refusal is not None:
        return (refusal,)
    clear_on = state.safety.of(client).clear_on
    n, by = len(clear_on), state.members.ids(Role.THERAPIST)
    days = other_days(act.recorded_at, clear_on, needed - n)
    fix = tuple(Do(CheckSafety, by, {"client": client, "at": day}) for day in days)
    return (NOT_CLEAR(*fix, client=client, n=n, needed=needed),) if fix else NONE


def both_sides_cited(state: State, act: Act, matter: Matter | None) -> Refusals:
    """A joint picture is built from what each of two experts brought."""
    name, picture = cast("Accept", act).proposal, cast("Understanding", matter)
    found = [state.contributions.by_id.find(cited) for cited in picture.cites]
    cited = [contribution.act.by for contribution in found if contribution is not None]
    if len(cited) < len(found):
        return NONE  # whoever accepts was not there for all of it: what is so decides
    therapists = state.members.ids(Role.THERAPIST)
    sides = {
        Role.CLIENT: any(by not in therapists for by in cited),
        Role.THERAPIST: any(by in therapists for by in cited),
    }
    return tuple(
        ONE_SIDED(*_citing(state, name, picture, side), proposal=name, side=side)
        for side, there in sides.items()
        if not there
    )


def _citing(
    state: State, name: ProposalId, matter: Understanding, side: Role
) -> tuple[Remedy, ...]:
    """Give what puts the picture anew with something that this side brought."""
    people = state.members.ids(side)
    there = state.contributions.by_id
    brought = next((c for c, said in there.items() if said.act.by in people), None)
    first: tuple[Remedy, ...] = ()
    if brought is None:
        brought = fresh(ContributionId("new"), there)
        fields: dict[str, object] = {"id": brought}
        if state.sessions.open is not None:
            fields["session"] = state.sessions.open
        first = (Do(Contribute, people, fields),)
    anew = attrs.evolve(matter, cites=matter.cites | {brought})
    return (*first, *_put_anew(state, name, anew))


def goal_at_first(state: State, act: Act, matter: Matter | None) -> Refusals:
    """Ask of a first agreement, put while a brief ending goes on, what L6 asks."""
    asked_by_the_step = state.stage is Stage.CONTRACTING
    if asked_by_the_step or state.agreement.current is not None:
        return NONE
    return goal_shared_or_deferred(state, act, matter)


def a_goal_is_active(state: State, act: Act, matter: Matter | None) -> Refusals:
    """What is done is for something that is still worked on."""
    name, task = cast("Accept", act).proposal, cast("Task", matter)
    found = map(state.goals.by_id.find, task.goals)
    if any(goal is not None and goal.is_active for goal in found):
        return NONE
    active = tuple(goal.id for goal in state.goals.active)
    fix: tuple[Remedy, ...] = deciding(state, Goal)
    if active:
        fix = _put_anew(state, name, attrs.evolve(task, goals=frozenset(active[-1:])))
    else:
        goal = fresh(ProposalId("goal"), state.decisions.proposals)
        anew = attrs.evolve(task, goals=frozenset({str(goal)}))
        fix = (*fix, *_put_anew(state, name, anew))
    return (NO_ACTIVE_GOAL(*fix, proposal=name, goals=task.goals),)


def _put_anew(state: State, name: ProposalId, matter: Matter) -> tuple[Remedy, ...]:
    proposer: PersonId = state.decisions.proposals[name].last.by
    return (Do(Amend, (proposer,), {"proposal": name, "matter": matter}),)
