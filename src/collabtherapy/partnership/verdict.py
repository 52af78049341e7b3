"""What stands in an act's way: every reason, in the order of the law.

The law is asked twice: of what the actor sees, which gives the reasons that they are
told, and of what is so, which alone permits (decision 15). Reasons are collected, never
stopped at the first: the moment and the person, their right, the stage, what the act
speaks of, what its regions refuse, the named guards, the consent gates; and, if the act
would settle a matter, the same of the matter.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final, cast

import attrs

from collabtherapy.partnership.fold import DECIDING, Deciding, settling
from collabtherapy.partnership.law.duties.following import is_still_owed
from collabtherapy.partnership.law.duties.names import in_present_form
from collabtherapy.partnership.law.entry_guards import counts_from_now, entered
from collabtherapy.partnership.law.erasing import NOT_FOR_ANOTHER
from collabtherapy.partnership.law.gate_keeping import closed_gates
from collabtherapy.partnership.law.gates import GATES
from collabtherapy.partnership.law.guards import deciding, matter_decided
from collabtherapy.partnership.law.late import NOT_NOW, can_be_asked, is_from_before
from collabtherapy.partnership.law.lifecycle import MATTER_GUARDS
from collabtherapy.partnership.law.plans import Plan, may_do, plan_for
from collabtherapy.partnership.law.references import known
from collabtherapy.partnership.law.rights import ASSENT
from collabtherapy.partnership.law.routes import (
    put_at,
    routes,
    settles_at,
    step_taken,
    way,
)
from collabtherapy.partnership.law.sight.joint import (
    NOT_HERE,
    NOT_READY,
    is_of_others,
)
from collabtherapy.partnership.law.sight.seen import seen_by
from collabtherapy.partnership.law.steps import Step, Where
from collabtherapy.partnership.nearest import nearest
from collabtherapy.partnership.opening import NOT_THEIRS, STRANGER
from collabtherapy.partnership.regions.decisions import Accept, Amend, Propose
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Do,
    Reason,
    Refusal,
    Refusals,
    Remedy,
    Rule,
    Sought,
)
from collabtherapy.partnership.values.stages import Open, Place, Stage
from collabtherapy.partnership.values.ways import WayOut

OPEN_ALREADY = Reason(
    "opening.done", Rule.RECORD, "partnership {partnership} has been opened"
)


def refusals(state: State, act: Act) -> Refusals:
    """Return every reason why an act may not be done, of the true state: for a log.

    Raises:
        TypeError: If the act is of no kind that this law knows.
    """
    return _in_order(state, act, _reasons(state, act, plan_for(act)))


def why_not(state: State, act: Act) -> Refusals:
    """Return the reasons why an act may not be done, as its actor may know them.

    The law is asked of what the actor sees, and tells those reasons in full; if there
    are none, it is asked of what is so, and says that it refuses, and no more. Of an
    act that is entered for another person, that is what its enterer sees.

    Raises:
        TypeError: If the act is of no kind that this law knows.
    """
    plan, seen = plan_for(act), seen_by(state, act.hand, act.at)
    if seen is not None:
        found: list[Refusal] = []
        for refusal in _reasons(seen, act, plan):
            if refusal.reason in ALONE:
                return _alone(seen, act, refusal)
            if not is_of_others(seen, refusal):
                found.append(refusal)
        if found:
            return _in_order(seen, act, found)
    if seen is state or next(_reasons(state, act, plan), None) is None:
        return NONE
    return (NOT_HERE() if seen is None else NOT_READY(act=type(act).__name__),)


def permits(state: State, act: Act) -> bool:
    """Return whether what is so permits an act, whatever its actor may know.

    Raises:
        TypeError: If the act is of no kind that this law knows.
    """
    return next(_reasons(state, act, plan_for(act)), None) is None


def allows(state: State, act: Act) -> bool:
    """Return whether an act may be done: asked up to the first reason.

    Raises:
        TypeError: If the act is of no kind that this law knows.
    """
    plan = plan_for(act)
    if not all(_theirs_and_now(state, act, plan)):
        return False  # most of what can be thought of: no need to say how to mend it
    if next(_reasons(state, act, plan), None) is not None:
        return False
    seen = seen_by(state, act.hand, act.at)
    return seen is None or seen is state or lets_try(seen, act)


def lets_try(seen: State, act: Act) -> bool:
    """Return whether an actor knows of no reason against an act, as they see the state.

    What a joint act waits for in others they cannot know.

    Raises:
        TypeError: If the act is of no kind that this law knows.
    """
    plan = plan_for(act)
    if not all(_theirs_and_now(seen, act, plan)):
        return False
    for reason in _reasons(seen, act, plan):  # noqa: SIM110  # `all` is slower
        if not is_of_others(seen, reason):
            return False
    return True


ALONE = (NOT_THEIRS, STRANGER, NOT_FOR_ANOTHER)
"""What is told alone: the rest of an act that is another's is not for its actor."""


def _alone(seen: State, act: Act, refusal: Refusal) -> Refusals:
    if refusal.reason is STRANGER:
        return (NOT_HERE(),)
    return _in_order(seen, act, (refusal,))


def _in_order(state: State, act: Act, found: Iterable[Refusal]) -> Refusals:
    ordered = sorted(found, key=lambda refusal: refusal.rule)
    asked = _Asked(state, act)
    return tuple([attrs.evolve(refusal, situation=asked) for refusal in ordered])


def _reasons(state: State, act: Act, plan: Plan) -> Iterator[Refusal]:
    """Return the reasons one by one, in the order in which they are asked for."""
    found = _all_reasons(state, act, plan)
    return can_be_asked(found) if is_from_before(state, act) else found


def _all_reasons(state: State, act: Act, plan: Plan) -> Iterator[Refusal]:
    act = in_present_form(state, act)
    yield from _person_and_stage(state, act, plan)
    yield from known(state, act)
    for region, check in plan.checks:
        refusal = check(getattr(state, region), act)
        if refusal is not None:
            yield refusal
    if act.entered_by is not None:
        yield from entered(state, act)
    for guard in plan.guards:
        yield from guard(state, act)
    if plan.gates:
        yield from closed_gates(plan.gates, state, act, None)
    yield from _of_step(state, act, None)
    if type(act) in DECIDING:
        yield from _of_matter(state, cast("Deciding", act))


def _person_and_stage(state: State, act: Act, plan: Plan) -> Refusals:
    if isinstance(act, Open):
        again = Do(Open, state.members.ids(Role.CLIENT), {"predecessor": state.id})
        return (OPEN_ALREADY(again, partnership=state.id),)
    theirs, now = _theirs_and_now(state, act, plan)
    if theirs and now:
        return NONE
    found: list[Refusal] = []
    if not theirs:
        found.append(_not_theirs(state, act, plan))
    if not now:
        found.append(_not_now(state, act, type(act), plan.where))
    return found


def _theirs_and_now(state: State, act: Act, plan: Plan) -> tuple[bool, bool]:
    """Say whether an act is for whoever does it, and for where the main line is."""
    who, now = plan.here[state.main.place]
    theirs = state.members.role(act.for_whom) in who
    return theirs, now or (not state.stage.is_open and _outlasts(state, act))


def _outlasts(state: State, act: Act) -> bool:
    """Return whether an act may still be done after the closing."""
    matter = matter_decided(state, act)
    settles = matter is not None and _is_at(state.main.place, settles_at(type(matter)))
    return settles or is_still_owed(state, act)


def _not_theirs(state: State, act: Act, plan: Plan) -> Refusal:
    whose = act.for_whom
    role, (who, _) = state.members.role(whose), plan.here[state.main.place]
    change = Change(act.names_whom, state.members.ids(*who))
    if role is Role.OUTSIDER:
        return STRANGER(change, by=whose)
    named = tuple(sorted(who))
    return NOT_THEIRS(change, act=type(act).__name__, who=named, by=whose, role=role)


def _is_at(place: Place, wheres: tuple[Where, ...]) -> bool:
    return any(where.holds(place) for where in wheres)


def _of_matter(state: State, act: Deciding) -> Iterable[Refusal]:
    """Ask of the matter that is put, and of the one that would settle."""
    yield from counts_from_now(state, act)
    if isinstance(act, Propose | Amend):
        where = put_at(type(act.matter))
        if not _is_at(state.main.place, where):
            yield _not_now(state, act, type(act.matter), where)
    if (
        isinstance(act, Amend | Accept)
        and act.proposal not in state.decisions.proposals
    ):
        return
    settled = settling(state, act)
    if settled is None:
        return
    matter = settled.matter
    where = settles_at(type(matter))
    if not _is_at(state.main.place, where):
        yield _not_now(state, act, type(matter), where)
    gates = _MATTER_GATES.get(type(matter), ())
    yield from closed_gates(gates, state, act, matter)
    for guard in MATTER_GUARDS.get(type(matter), ()):
        yield from guard(state, act, matter)
    yield from _of_step(state, act, matter)


def _of_step(state: State, act: Act, matter: Matter | None) -> Iterable[Refusal]:
    step = step_taken(state, act, matter)
    if step is None:
        return NONE
    found = (guard(state, act, matter) for guard in step.guards)
    return chain.from_iterable(found)


def _not_now(
    state: State, act: Act, what: type[Act | Matter], where: tuple[Where, ...]
) -> Refusal:
    place = state.main.place
    fix = _taken(state, way(place, where))
    others: tuple[Where, ...] = where if fix else ()
    if not fix:
        # What has passed, or closed, is for another partnership that takes this up.
        anew = (Stage.REQUESTED, None)
        clients = state.members.ids(Role.CLIENT)
        open_ = Do(Open, clients, {"predecessor": state.id})
        fix = (open_, *_taken(state, way(anew, where)))
    stages = tuple(dict.fromkeys(stage for place in where for stage in place.stages))
    facts: dict[str, object] = {"what": what.__name__, "stage": state.stage}
    if state.stage is Stage.CLOSED:
        facts |= _ended(state, act.by)
    refusal = NOT_NOW(*fix, **facts, stages=stages)
    return attrs.evolve(
        refusal, instead=lambda: (_taken(state, one) for one in routes(place, others))
    )


def _ended(state: State, person: PersonId) -> dict[str, object]:
    """Return for which side of the work it has ended, and with whom, in a sentence."""
    sides = {
        Role.CLIENT: (Role.CLIENT, Role.THERAPIST),
        Role.FORMER_CLIENT: (Role.CLIENT, Role.THERAPIST),
        Role.THERAPIST: (Role.THERAPIST, Role.CLIENT),
    }
    side, other = sides.get(state.members.role(person), (None, None))
    if side is None or other is None:
        return {}
    return {"ended_for": side, "others": state.members.ids(other)}


def _taken(state: State, route: tuple[Step, ...]) -> tuple[Remedy, ...]:
    """Return what takes each step of a route."""
    fix: tuple[Remedy, ...] = ()
    before: Step | None = None
    for step in route:
        fix += _taking(state, step, before)
        before = step
    return fix


def _taking(state: State, step: Step, before: Step | None) -> tuple[Remedy, ...]:
    """Give what takes a step, of which the step before may have been the putting."""
    (kind, *_) = step.on
    if issubclass(kind, Matter):
        put, accept = deciding(state, kind)
        return (accept,) if before and before.about is kind else (put, accept)
    if isinstance(step.about, type):
        put, _ = deciding(state, step.about)
        return (put,)
    return (Do(kind),)


@attrs.frozen
class _Asked:
    """A state in which an act was refused."""

    state: State
    act: Act

    def completed(self, fix: tuple[Remedy, ...]) -> tuple[Remedy, ...]:
        """Return remedies with what they leave open: by whom, and to what."""
        found = (one for each in fix for one in _sought(each))
        return tuple([self._by_whom(one) for one in found])

    def way(self, refusal: Refusal) -> WayOut:
        """Return the nearest way, as far as whoever was refused may know."""
        return nearest(self.state, self.act, refusal, refusals)

    def _by_whom(self, remedy: Remedy) -> Remedy:
        if isinstance(remedy, Do) and not remedy.by:  # whoever has the right to
            by = self.state.members.ids(*may_do(remedy.act))
            return attrs.evolve(remedy, by=by)
        return remedy


def _sought(remedy: Remedy) -> Iterable[Remedy]:
    return remedy.found() if isinstance(remedy, Sought) else (remedy,)


_MATTER_GATES: Final = {
    kind: tuple(gate for gate in GATES if gate.on is kind) for kind in ASSENT
}
