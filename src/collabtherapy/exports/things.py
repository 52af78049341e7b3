"""What is told of a thing: how it stands after each act, and what it belongs to.

Everything is read off the state that the law's own fold gives. What somebody said is
told with the event in which they said it; a thing has what became of it.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias, cast

from collabtherapy.exports.event import Value
from collabtherapy.exports.names import DUTY, PARTNERSHIP, PEOPLE, PERSON, Key
from collabtherapy.partnership.regions.feedback import Invitation
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.duty_ids import DutyId
from collabtherapy.partnership.values.ids import (
    ContributionId,
    GoalId,
    PersonId,
    PracticeId,
    ProposalId,
    SessionId,
    TaskId,
)
from collabtherapy.partnership.values.people import Therapist
from collabtherapy.partnership.values.scopes import Scope

Values: TypeAlias = dict[str, Value | None]
Belongs: TypeAlias = Iterator[tuple[str, Key]]


def _partnership(state: State, _: object) -> Values:
    closure = state.main.closure
    return {
        "form": state.members.form.value,
        "stage": state.stage.value,
        "closure": None if closure is None else closure.kind.value,
        "n_sessions_carried_over": state.sessions.n_carried or None,
    }


def _decision(state: State, key: object) -> Values:
    proposal = state.decisions.proposals[cast("ProposalId", key)]
    return {
        "matter": proposal.last.matter.kind_name,
        "version": proposal.last.number,
        "settled": proposal.is_settled,
        "withdrawn": proposal.withdrawn,
        "carried_over": proposal.last.carried_over,
    }


def _goal(state: State, key: object) -> Values:
    goal = state.goals.by_id[cast("GoalId", key)]
    return {
        "low": goal.scale.low,
        "high": goal.scale.high,
        "rating": goal.ratings[-1].value if goal.ratings else None,
        "outcome": "active" if goal.outcome is None else goal.outcome.value,
        "carried_over": goal.carried_over,
    }


def _task(state: State, key: object) -> Values:
    return {"version": len(state.tasks.by_id[cast("TaskId", key)].versions)}


def _practice(state: State, key: object) -> Values:
    practice = state.tasks.practices[cast("PracticeId", key)]
    return {"version": len(practice.versions), "active": practice.is_active}


def _session(state: State, key: object) -> Values:
    session = state.sessions.by_id[cast("SessionId", key)]
    return {
        "status": session.status.value,
        "planned_for": session.planned_for,
        "planned_until": session.planned_until,
        "mode": None if session.mode is None else session.mode.value,
        "started_at": session.started_at,
        "ended_at": session.ended_at,
        "ways": " ".join(sorted(session.ways)) or None,
        "review": session.review,
        "ending_talk": session.ending_talk,
    }


def _contribution(state: State, key: object) -> Values:
    act = state.contributions.by_id[cast("ContributionId", key)].act
    return {"kinds": " ".join(sorted(map(str, act.kinds))) or None}


def _consent(state: State, key: object) -> Values:
    client, scope = cast("tuple[PersonId, Scope]", key)
    consent = state.consent.of(client, scope)
    by_proxy = consent.said_by not in (None, client)
    # What ran out is told by the moment given with the consent: no act brings it about,
    # unless somebody's representation ends, and what they had said with it.
    status = consent.status_at(state.at)
    return {
        "scope": scope.name,
        "status": status.value,
        "by_proxy": by_proxy,
        "carried_over": consent.carried_over,
    }


def _feedback(state: State, key: object) -> Values:
    session, person = cast("tuple[SessionId, PersonId]", key)
    response = state.feedback.of(session, person)
    said: Values = {"n_answers": len(response.answers)}
    for invitation in Invitation:
        outcome = response.outcome(invitation)
        said[invitation.value] = None if outcome is None else outcome.value
    return said


def _duty(state: State, key: object) -> Values:
    duty = state.duties.by_id[cast("DutyId", key)]
    return {
        "duty": duty.kind.value,
        "due_at": duty.due_at,
        "by_next_session": duty.by_next_session,
        "status": duty.status.value,
        "lapsed_because": duty.lapsed_because and duty.lapsed_because.value,
    }


READ: dict[str, Callable[[State, object], Values]] = {
    PARTNERSHIP: _partnership,
    "Decision": _decision,
    "Goal": _goal,
    "Task": _task,
    "Practice": _practice,
    "Session": _session,
    "Contribution": _contribution,
    "Consent": _consent,
    "Feedback": _feedback,
    DUTY: _duty,
}
"""How each kind of thing stands; of people and topics there is nothing to tell."""

FIXED = frozenset(
    {
        (PARTNERSHIP, "form"),
        ("Decision", "matter"),
        ("Contribution", "kinds"),
        ("Consent", "scope"),
        (DUTY, "duty"),
        (DUTY, "due_at"),
        (DUTY, "by_next_session"),
    }
)
"""What stays as it was from the beginning on."""


def values(state: State, key: Key) -> dict[str, Value]:
    """Give how a thing stands; what nobody said is left out."""
    read = READ.get(key[0])
    if read is None:
        return {}
    found = read(state, key[1])
    return {name: value for name, value in found.items() if value is not None}


def belongings(state: State, key: Key) -> Belongs:
    """Give what a thing belongs to, and as what."""
    kind, own = key
    if kind not in (PARTNERSHIP, *PEOPLE):
        yield "in", (PARTNERSHIP, state.id)
    found = _BELONGINGS.get(kind)
    if found is not None:
        yield from found(state, own)


def _members(state: State, _: object) -> Belongs:
    for person in state.members.ever:
        post = person.post.value if isinstance(person, Therapist) else None
        yield post or type(person).__name__.lower(), (PERSON, person.id)


def _of_goal(state: State, key: object) -> Belongs:
    goal = state.goals.by_id[cast("GoalId", key)]
    yield "came_from", ("Decision", ProposalId(str(goal.id)))
    for owner in sorted(goal.owners):
        yield "owned_by", (PERSON, owner)


def _of_task(state: State, key: object) -> Belongs:
    task = state.tasks.by_id[cast("TaskId", key)]
    yield "came_from", ("Decision", ProposalId(str(task.id)))
    for goal in sorted(task.matter.goals):
        yield "serves", ("Goal", goal)


def _of_practice(state: State, key: object) -> Belongs:
    practice = state.tasks.practices[cast("PracticeId", key)]
    yield "came_from", ("Decision", ProposalId(str(practice.id)))
    yield "carries_out", ("Task", practice.matter.task)
    yield "owned_by", (PERSON, practice.matter.owner)


def _of_session(state: State, key: object) -> Belongs:
    session = state.sessions.by_id[cast("SessionId", key)]
    for who, those in (("present", session.present), ("absent", session.absent)):
        for person in sorted(those):
            yield who, (PERSON, person)


def _of_contribution(state: State, key: object) -> Belongs:
    act = state.contributions.by_id[cast("ContributionId", key)].act
    yield "said_in", ("Session", act.session)
    yield "said_by", (PERSON, act.by)
    if act.answers is not None:
        yield "answers", ("Contribution", act.answers)


def _of_consent(_: State, key: object) -> Belongs:
    client, _scope = cast("tuple[PersonId, Scope]", key)
    yield "of", (PERSON, client)


def _of_feedback(_: State, key: object) -> Belongs:
    session, person = cast("tuple[SessionId, PersonId]", key)
    yield "about", ("Session", session)
    yield "by", (PERSON, person)


def _of_duty(state: State, key: object) -> Belongs:
    duty = state.duties.by_id[cast("DutyId", key)]
    yield "owed_by", (PERSON, duty.owed_by)
    yield "owed_to", (PERSON, duty.owed_to)


_BELONGINGS: dict[str, Callable[[State, object], Belongs]] = {
    PARTNERSHIP: _members,
    "Goal": _of_goal,
    "Task": _of_task,
    "Practice": _of_practice,
    "Session": _of_session,
    "Contribution": _of_contribution,
    "Consent": _of_consent,
    "Feedback": _of_feedback,
    DUTY: _of_duty,
}
