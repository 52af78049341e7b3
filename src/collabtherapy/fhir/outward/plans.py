"""CarePlan and Task: how the work is done, and what is done between sessions."""

from collections.abc import Iterator, Mapping
from typing import Final

from collabtherapy.fhir.codes import (
    OWNER,
    VERSION,
    carried_over,
    extension,
    identifier,
    own,
)
from collabtherapy.fhir.outward.acceptances import DISAGREE, acceptances
from collabtherapy.fhir.outward.goals import goal_key
from collabtherapy.fhir.outward.people import person, together
from collabtherapy.fhir.outward.writing import Key, Writing
from collabtherapy.fhir.shapes import Json, moment, period, shape
from collabtherapy.partnership.regions.agreement import Agreement
from collabtherapy.partnership.regions.practice import Practice, Task
from collabtherapy.partnership.regions.safety import SafetyPlan
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.ids import PersonId, PracticeId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.proposals import Proposal, Version
from collabtherapy.partnership.values.stages import Stage

TASK_PUT: Mapping[str | None, str] = {
    None: "requested", "withdrawn": "cancelled", "declined": "rejected"
}  # fmt: skip
"""Task.status of what is not agreed."""

PLANS: Final = (Agreement, SafetyPlan)
TASKS: Final = (Task, Practice)


def plan_key(name: str) -> Key:
    """Give what a plan is called."""
    return "CarePlan", (name,)


def task_key(name: str) -> Key:
    """Give what a task or a practice is called."""
    return "Task", (name,)


def write_plans(w: Writing) -> None:
    """Write the tasks and practices, and the plans that they are part of."""
    proposals = tuple(w.view.state.decisions.proposals.values())
    for kinds, write in ((TASKS, _write_task), (PLANS, _write_plan)):
        for proposal in proposals:
            if isinstance(proposal.last.matter, kinds):
                write(w, proposal, standing(proposal))


def standing(proposal: Proposal) -> Version:
    """Give the version that stands: the one in force, or the last that was put."""
    return proposal.settled or proposal.last


def _write_task(w: Writing, proposal: Proposal, version: Version) -> None:
    matter = version.matter
    name = str(proposal.id)
    resource: Json = {
        "identifier": [identifier(_kind(matter), name)],
        "extension": list(_extensions(w, version)),
        "status": _task_status(w, proposal, version),
        "intent": "proposal" if proposal.settled is None else "plan",
        "code": own("matter", type(matter).__name__),
        **w.words("description", getattr(matter, "words", None)),
        "for": together(w, _for_whom(w, matter)),
        "authoredOn": moment(version.at),
        "requester": person(w, version.by),
    }
    if isinstance(matter, Practice):
        resource["partOf"] = w.refs([task_key(str(matter.task))], "Practice.task")
        resource["owner"] = person(w, matter.owner)
    if isinstance(matter, Task):
        goals = (goal_key(str(one)) for one in sorted(matter.goals))
        resource["input"] = [
            {"type": own("input", "goal"), "valueReference": goal}
            for goal in w.refs(goals, "Task.goals")
        ]
    w.put(task_key(name), shape(resource))


def _kind(matter: Matter) -> str:
    return type(matter).__name__.lower()


def _extensions(w: Writing, version: Version) -> Iterator[Json]:
    yield extension(VERSION, valueInteger=version.number)
    yield from carried_over(it_is=version.carried_over)
    if isinstance(version.matter, Task):
        for owner in sorted(version.matter.owners):
            yield extension(OWNER, valueReference=person(w, owner))


def _for_whom(w: Writing, matter: Matter) -> tuple[PersonId, ...]:
    clients = w.view.state.members.ids(Role.CLIENT)
    if isinstance(matter, Practice):
        return (matter.owner,)
    if isinstance(matter, SafetyPlan):
        return (matter.client,)
    owners = tuple(matter.owners) if isinstance(matter, Task) else ()
    return owners or clients


def _task_status(w: Writing, proposal: Proposal, version: Version) -> str:
    """Give Task.status: what was put is requested, what is agreed is in progress."""
    if proposal.settled is None:
        return TASK_PUT[_while_put(w, proposal, version)]
    practice = w.view.state.tasks.practices.find(PracticeId(str(proposal.id)))
    stopped = practice is not None and not practice.is_active
    return "cancelled" if stopped else "in-progress"


def _while_put(w: Writing, proposal: Proposal, version: Version) -> str | None:
    """Say what came of what is not agreed: ``withdrawn``, ``declined``, or nothing."""
    if proposal.withdrawn:
        return "withdrawn"
    declined = DISAGREE in acceptances(w, proposal, version).values()
    return "declined" if declined else None


def _write_plan(w: Writing, proposal: Proposal, version: Version) -> None:
    matter = version.matter
    name = str(proposal.id)
    ends = matter.expires_at if isinstance(matter, Agreement) else None
    agreed = proposal.settled is not None
    start = proposal.settled_at if agreed else None
    resource: Json = {
        "identifier": [identifier(_kind(matter), name)],
        "extension": list(_extensions(w, version)),
        "status": _plan_status(w, proposal, version),
        "intent": "plan" if agreed else "proposal",
        "category": [own("matter", type(matter).__name__)],
        **w.words("description", getattr(matter, "words", None)),
        "subject": together(w, _for_whom(w, matter)),
        "period": period(start, ends),
        "created": moment(version.at),
        ("custodian" if w.is_r5 else "author"): person(w, version.by),
        "careTeam": [w.ref(("CareTeam", ()))],
    }
    if isinstance(matter, Agreement) and agreed:
        resource |= _work(w)
    if isinstance(matter, SafetyPlan):
        resource["note"] = list(_in_advance(w, matter.client))
    w.put(plan_key(name), shape(resource))


def _in_advance(w: Writing, client: PersonId) -> Iterator[Json]:
    """Yield what a client wrote in advance, beside the plan for their safety."""
    written = w.view.state.advance.of(client).current
    if written is not None:
        yield {
            "authorReference": person(w, client),
            "time": moment(written.at),
            **w.words("text", written.words),
        }


def _work(w: Writing) -> Json:
    """Give what is worked towards, and how: of the agreement that stands."""
    goals = w.refs(goal_key(str(goal.id)) for goal in w.view.goals)
    tasks = [key for key in w.made if key[0] == "Task"]
    activities = [
        {("plannedActivityReference" if w.is_r5 else "reference"): task}
        for task in w.refs(tasks)
    ]
    return {"goal": goals, "activity": activities}


def _plan_status(w: Writing, proposal: Proposal, version: Version) -> str:
    """Give CarePlan.status: a draft, what stands, a break, or what is over."""
    if proposal.settled is None:
        return "draft" if _while_put(w, proposal, version) is None else "revoked"
    state = w.view.state
    if isinstance(version.matter, SafetyPlan):
        plan = state.safety.of(version.matter.client).plan
        stands = plan is not None and plan.id == proposal.id
        return "active" if stands else "completed"
    current = state.agreement.current
    if current is None or current.id != proposal.id:
        return "completed"
    return "on-hold" if state.stage is Stage.PAUSED else "active"
