"""Everything that is asked of one kind of act, put together from the tables."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias, cast

import attrs

from collabtherapy.partnership.law.advance_guards import ADVANCE_GUARDS
from collabtherapy.partnership.law.care_guards import CARE_GUARDS, for_oneself
from collabtherapy.partnership.law.carry_guards import CARRY_GUARDS
from collabtherapy.partnership.law.choice_guards import CHOICE_GUARDS
from collabtherapy.partnership.law.consent_guards import CONSENT_GUARDS
from collabtherapy.partnership.law.decision_guards import DECISION_GUARDS
from collabtherapy.partnership.law.duty_guards import DUTY_GUARDS
from collabtherapy.partnership.law.erasing import ERASING_GUARDS
from collabtherapy.partnership.law.gates import GATES, Gate
from collabtherapy.partnership.law.guards import ActGuard
from collabtherapy.partnership.law.handing_over import HANDING_OVER_GUARDS
from collabtherapy.partnership.law.holder_guards import HOLDER_GUARDS
from collabtherapy.partnership.law.lifecycle import ACT_STAGES, STEPS, WHILE_OPEN
from collabtherapy.partnership.law.own_kinds import OWN_KIND_GUARDS
from collabtherapy.partnership.law.presence_guards import PRESENCE_GUARDS
from collabtherapy.partnership.law.rights import BOTH, RIGHTS, Right, Roles
from collabtherapy.partnership.law.routes import steps_on
from collabtherapy.partnership.law.session_guards import SESSION_GUARDS
from collabtherapy.partnership.law.steps import Step, Where
from collabtherapy.partnership.law.two_sides import TWO_SIDES_GUARDS
from collabtherapy.partnership.state import REGIONS
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import Refusal
from collabtherapy.partnership.values.stages import PLACES, Place

RegionCheck: TypeAlias = Callable[[object, Act], Refusal | None]


@attrs.frozen(kw_only=True)
class Plan:
    """Everything asked of one kind of act, put together from the tables.

    Args:
        who: who may do it at all.
        where: where it may be done.
        here: who may do it at each place of the main line.
        checks: what its regions refuse.
        guards: the named conditions.
        gates: the consents it needs.
    """

    who: Roles
    where: tuple[Where, ...]
    here: Mapping[Place, tuple[Roles, bool]]
    checks: tuple[tuple[str, RegionCheck], ...]
    guards: tuple[ActGuard[Act], ...]
    gates: tuple[Gate, ...]


def plan_for(act: Act) -> Plan:
    """Give what is asked of an act.

    Raises:
        TypeError: it is of no kind that this law knows.
    """
    plan = _PLANS.get(type(act))
    if plan is None:
        raise TypeError(f"the law knows no act of the kind {type(act).__name__}")
    return plan


def may_do(kind: type[Act]) -> Roles:
    """Give the capacities in which an act of this kind is done at all."""
    return _PLANS[kind].who


def kinds() -> tuple[type[Act], ...]:
    """Give every kind of act that the law knows."""
    return tuple(_PLANS)


def _plan(kind: type[Act]) -> Plan:
    steps = tuple(step for step in steps_on(kind) if step.about is None)
    alone = _takers(steps) or BOTH
    right = next(
        (right for right in RIGHTS if right.act is kind), Right(kind, alone, "")
    )
    who = right.who
    where = tuple(step.from_ for step in steps) or (ACT_STAGES.get(kind, WHILE_OPEN),)
    return Plan(
        who=who,
        where=where,
        here={place: _here(place, kind, who, where) for place in PLACES},
        checks=tuple(
            (region.name, cast("RegionCheck", check))
            for region in REGIONS
            for check in region.check_rows.get(kind, ())
        ),
        guards=(
            *CONSENT_GUARDS.get(kind),
            *HOLDER_GUARDS.get(kind),
            *ADVANCE_GUARDS.get(kind),
            *DECISION_GUARDS.get(kind),
            *CHOICE_GUARDS.get(kind),
            *((for_oneself,) if right.whose else ()),
            *TWO_SIDES_GUARDS.get(kind),
            *CARE_GUARDS.get(kind),
            *DUTY_GUARDS.get(kind),
            *HANDING_OVER_GUARDS.get(kind),
            *SESSION_GUARDS.get(kind),
            *PRESENCE_GUARDS.get(kind),
            *CARRY_GUARDS.get(kind),
            *ERASING_GUARDS.get(kind),
            *OWN_KIND_GUARDS.get(kind),
        ),
        gates=tuple(gate for gate in GATES if gate.on is kind),
    )


def _here(
    place: Place, kind: type[Act], who: Roles, where: tuple[Where, ...]
) -> tuple[Roles, bool]:
    """Give who may do an act at one place, and whether it is for that place."""
    rows = steps_on(kind)
    if any(step.about is None for step in rows):
        # Only those whose steps lead on from there.
        who = _takers(step for step in rows if step.from_.holds(place)) or who
    return who, any(one.holds(place) for one in where)


def _takers(steps: Iterable[Step]) -> Roles:
    return frozenset[Role]().union(*(step.who for step in steps))


_PLANS: Final = {
    kind: _plan(kind)
    for kind in dict.fromkeys(
        (
            *(kind for region in REGIONS for kind in region.fold_rows),
            *(kind for step in STEPS for kind in step.on if issubclass(kind, Act)),
        )
    )
}
