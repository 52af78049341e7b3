"""Goal: what is worked towards, in whose words, and who agrees with it.

A goal whose amendment waits for assent is two: the version in force, with who agreed to
it, and the one that was put since.

Sources: HL7 extensions goal-acceptance and goal-reasonRejected; the Goal Attainment
Scaling profile of the Person-Centered Outcomes guide, LOINC LL6900-6.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import cast

from collabtherapy.fhir.codes import (
    ACHIEVEMENT,
    ATTAINMENT_SCALING,
    GOAL_ACCEPTANCE,
    GOAL_RELATIONSHIP,
    LOINC,
    OWNER,
    REASON_REJECTED,
    RELATIONSHIP,
    SCALE_HIGH,
    SCALE_LOW,
    VERSION,
    absent,
    carried_over,
    coding,
    concept,
    extension,
    identifier,
)
from collabtherapy.fhir.outward.acceptances import DISAGREE, acceptances
from collabtherapy.fhir.outward.people import person, speaking, together
from collabtherapy.fhir.outward.writing import Key, Writing
from collabtherapy.fhir.shapes import Json, day, shape
from collabtherapy.fhir.statuses import GOAL
from collabtherapy.insight.goal_measures import ATTAINMENT
from collabtherapy.partnership.regions.goals import (
    Goal,
    GoalEnd,
    GoalOutcome,
    Scale,
    SharedGoal,
)
from collabtherapy.partnership.values.ids import GoalId, PersonId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.proposals import Proposal, Version

LEVELS = {
    2: ("LA34479-8", "much more than expected"),
    1: ("LA34480-6", "more than expected"),
    0: ("LA34481-4", "as expected"),
    -1: ("LA34483-0", "less than expected"),
    -2: ("LA34484-8", "much less than expected"),
}
"""The levels of Goal Attainment Scaling in LOINC; there is no LA34482-2 among them."""

MEASURE = "107332-9"
"""LOINC: goal attainment scale, reported."""


def goal_key(name: str, *, pending: bool = False) -> Key:
    """Give what a goal is called, or the amendment of one that waits for assent."""
    return "Goal", ((name, "amendment") if pending else (name,))


def write_goals(w: Writing) -> None:
    """Write every goal that was put to a decision."""
    ends = {
        end.goal: told.act.at
        for told in w.seen
        if isinstance(end := told.settles, GoalEnd)
    }
    for proposal in w.view.state.decisions.proposals.values():
        if not isinstance(proposal.last.matter, Goal):
            continue
        settled = proposal.settled
        if settled is None or proposal.is_settled:
            _write(w, proposal, proposal.last, ends)
        else:
            _write(w, proposal, settled, ends)
            _write(w, proposal, proposal.last, ends, pending=True)


def _write(
    w: Writing,
    proposal: Proposal,
    version: Version,
    ends: Mapping[GoalId, datetime],
    *,
    pending: bool = False,
) -> None:
    goal = cast("Goal", version.matter)  # an amendment keeps to the kind of matter
    name = str(proposal.id)
    shared = None if pending else w.view.state.goals.by_id.find(GoalId(name))
    said = acceptances(w, proposal, version)
    status = lifecycle_status(proposal, version, shared, said)
    owners = goal.owners or w.view.state.members.ids(Role.CLIENT)
    resource: Json = {
        "identifier": [identifier("goal", name)],
        "extension": [
            extension(VERSION, valueInteger=version.number),
            *carried_over(it_is=version.carried_over),
            *(extension(OWNER, valueReference=person(w, one)) for one in _named(goal)),
            extension(SCALE_LOW, valueInteger=goal.scale.low),
            extension(SCALE_HIGH, valueInteger=goal.scale.high),
            *_accepted(w, said),
            *_reasons(w, proposal, version, status),
            *_amends(w, name, pending=pending),
            *_levels(goal.scale),
        ],
        "lifecycleStatus": status,
        "achievementStatus": _achievement(shared),
        "description": w.words("text", goal.words),
        "subject": together(w, owners),
        "startDate": None if shared is None else day(shared.since),
        "statusDate": day(_since(proposal, version, shared, ends)),
        ("source" if w.is_r5 else "expressedBy"): speaking(w, version.by, version.by),
        "target": _target(goal.scale),
    }
    w.put(goal_key(name, pending=pending), shape(resource))


def lifecycle_status(
    proposal: Proposal,
    version: Version,
    shared: SharedGoal | None,
    said: dict[PersonId, str],
) -> str:
    """Give Goal.lifecycleStatus: of a goal that is shared, or of what was put."""
    if shared is not None:
        return "active" if shared.outcome is None else GOAL[shared.outcome]
    if proposal.withdrawn and version.number == proposal.last.number:
        return "cancelled"
    return "rejected" if DISAGREE in said.values() else "proposed"


def _since(
    proposal: Proposal,
    version: Version,
    shared: SharedGoal | None,
    ends: Mapping[GoalId, datetime],
) -> datetime:
    """Return since when a goal stands as it does."""
    if shared is None:
        said = [d.at for d in proposal.dissents if d.version == version.number]
        return max([version.at, *said])
    end = None if shared.outcome is None else ends.get(shared.id)
    return end or proposal.settled_at or version.at


def _named(goal: Goal) -> tuple[PersonId, ...]:
    return tuple(sorted(goal.owners))


def _accepted(w: Writing, said: dict[PersonId, str]) -> Iterator[Json]:
    for who, status in said.items():
        parts = [
            extension("individual", valueReference=person(w, who)),
            extension("status", valueCode=status),
        ]
        yield {"url": GOAL_ACCEPTANCE, "extension": parts}


def _reasons(
    w: Writing, proposal: Proposal, version: Version, status: str
) -> Iterator[Json]:
    """Say why a goal was refused; nobody who owes no reason is asked for one."""
    if status != "rejected":
        return
    for dissent in proposal.dissents:
        if dissent.version == version.number:
            why = w.words("text", dissent.words) or absent("not-asked")
            yield extension(REASON_REJECTED, valueCodeableConcept=why)


def _amends(w: Writing, name: str, *, pending: bool) -> Iterator[Json]:
    if not pending:
        return
    parts = [
        extension(
            "type",
            valueCodeableConcept={
                **concept(coding(RELATIONSHIP, "other")),
                "text": "amendment of",
            },
        ),
        extension("target", valueReference=w.ref(goal_key(name))),
    ]
    yield {"url": GOAL_RELATIONSHIP, "extension": parts}


def _levels(scale: Scale) -> Iterator[Json]:
    if scale != ATTAINMENT:
        return
    for code, meaning in LEVELS.values():
        parts = [
            extension("level", valueCoding=coding(LOINC, code)),
            extension("progressText", valueString=meaning),
        ]
        yield {"url": ATTAINMENT_SCALING, "extension": parts}


def _target(scale: Scale) -> list[object]:
    if scale != ATTAINMENT:
        return []
    return [{"measure": concept(coding(LOINC, MEASURE))}]


def _achievement(shared: SharedGoal | None) -> Json:
    if shared is None or shared.outcome is GoalOutcome.SET_ASIDE:
        return {}
    code = "in-progress" if shared.outcome is None else "achieved"
    return concept(coding(ACHIEVEMENT, code))
