"""Bundles that others wrote: drafts and facts, and nothing agreed to."""

import pytest

from collabtherapy import (
    Scale,
    Words,
    fhir,
    matters,
)

GOAL = {
    "resourceType": "Goal",
    "id": "1",
    "lifecycleStatus": "active",
    "description": {"text": "sleep"},
    "subject": {"reference": "Patient/7"},
}


def bundle_of(*resources: object) -> dict[str, object]:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": resource} for resource in resources],
    }


def test_a_goal_of_others_is_a_draft_and_whose_it_is_a_fact():
    """Ids that are not ours name nobody here."""
    found = fhir.from_bundle(bundle_of(GOAL, {**GOAL, "lifecycleStatus": "completed"}))
    (draft,) = found.proposals
    assert draft.matter == matters.Goal(words=Words("sleep"))
    assert (str(draft.id), draft.path) == ("Goal/1", "$.entry[0].resource")
    assert [goal.status for goal in found.facts.goals] == ["active", "completed"]


def test_names_that_are_none_of_ours_become_some():
    """Two goals of one name, and one of none that could be kept, are three drafts."""
    odd = {**GOAL, "id": "a b"}
    found = fhir.from_bundle(bundle_of(GOAL, GOAL, odd))
    assert [str(one.id) for one in found.proposals] == [
        "Goal/1",
        "Goal/1-2",
        "unnamed",
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"description": {"coding": [{"code": "x"}]}}, "no_words"),
        ({"description": {"text": "\u2003"}}, "unread_words"),
        ({"lifecycleStatus": None}, "no_status"),
        (
            {
                "extension": [
                    {"url": "urn:collabtherapy:scale-low", "valueInteger": 9},
                    {"url": "urn:collabtherapy:scale-high", "valueInteger": 1},
                ]
            },
            "unread_scale",
        ),
    ],
)
def test_what_cannot_be_taken_over_is_reported(change: dict[str, object], code: str):
    """A problem names the place and what was done, and repeats nothing."""
    found = fhir.from_bundle(bundle_of({**GOAL, **change}))
    assert code in {problem.code for problem in found.problems}
    assert all(one.path.startswith("$.entry[0]") for one in found.problems)


def test_attainment_scaling_of_others_is_known_by_its_measure():
    """A goal measured by LOINC's attainment scale is rated from -2 to 2."""
    measure = {"coding": [{"system": "http://loinc.org", "code": "107332-9"}]}
    found = fhir.from_bundle({**GOAL, "target": [{"measure": measure}]})
    assert found.proposals[0].matter.scale == Scale(-2, 2)


def test_plans_and_tasks_of_others():
    """A plan is an agreement that could be put; a task needs a goal to be one."""
    plan = {
        "resourceType": "CarePlan",
        "id": "2",
        "status": "active",
        "title": "weekly",
    }
    until = {**plan, "id": "3", "period": {"end": "2026-03-05T10:00:00Z"}}
    day = {**plan, "id": "4", "period": {"end": "2026-03-05"}}
    over, empty = {**plan, "status": "completed"}, {**plan, "title": None}
    task = {"resourceType": "Task", "id": "t", "status": "ready", "description": "walk"}
    towards = {**task, "focus": {"reference": "Goal/1"}}
    mine = {
        **task,
        "code": {
            "coding": [{"system": "urn:collabtherapy:matter", "code": "Practice"}]
        },
    }
    plan_for = {
        **plan,
        "category": [
            {"coding": [{"system": "urn:collabtherapy:matter", "code": "SafetyPlan"}]}
        ],
        "subject": {"reference": "Patient/7"},
    }
    found = fhir.from_bundle(
        bundle_of(GOAL, plan, until, day, over, empty, task, towards, mine, plan_for)
    )
    kinds = [type(one.matter).__name__ for one in found.proposals]
    assert kinds == ["Goal", "Agreement", "Agreement", "Agreement", "Task"]
    ends = [getattr(one.matter, "expires_at", None) for one in found.proposals]
    assert [end is not None for end in ends] == [False, False, True, False, False]
    codes = [one.code for one in found.problems]
    assert codes.count("no_goal") == 1
    assert codes.count("no_task") == 1
    assert codes.count("no_words") == 1


def test_sessions_flags_messages_and_accesses_of_others():
    """What is left out in FHIR is None here, and never made up."""
    found = fhir.from_bundle(
        bundle_of(
            {"resourceType": "Appointment", "status": "booked", "participant": [{}]},
            {"resourceType": "Encounter", "id": "e", "status": "finished"},
            {"resourceType": "Flag", "status": "active", "code": {"text": "x"}},
            {"resourceType": "Communication", "status": "completed", "payload": [{}]},
            {"resourceType": "AuditEvent", "recorded": "never", "entity": [{}]},
            {"resourceType": "Observation", "status": "final", "referenceRange": [{}]},
            {"resourceType": "Medication", "id": "m"},
            {"resourceType": "Provenance"},
        )
    )
    appointment, encounter = found.facts.sessions
    assert (appointment.start, encounter.people) == (None, ())
    assert encounter.was is None
    assert found.facts.observations[0].value is None
    assert found.facts.accesses[0].recorded is None
    assert {one.code for one in found.problems} == {"unread_time", "not_read"}


def test_an_identifier_with_our_prefix_that_is_no_id_names_nobody():
    """Whoever writes in our vocabulary is read no less strictly."""
    patient = {
        "resourceType": "Patient",
        "identifier": [{"system": "urn:collabtherapy:person", "value": "a b"}],
    }
    assert fhir.from_bundle(bundle_of(patient)).facts.people[0].name == "a b"


NINE = "2026-01-05T09:00:00Z"


ENDS = (
    "2026-01-05T09:00:01Z",
    "2026-01-06T09:00:00Z",
    "2026-01-05",  # it may have ended later that day
    "2026-01-04",  # the day is not over everywhere
)
NO_ENDS = (
    "2026-01-05T08:59:59Z",
    NINE,
    "2026-01-06T09:00:01Z",
    "2026-01-03",
    "2026",  # a period holds the whole year that it ends with
)


@pytest.mark.parametrize("end", [*ENDS, *NO_ENDS])
def test_an_end_that_no_session_has_is_a_problem(end: str):
    """Later than the start, and at most a day: as an appointment of ours is."""
    period = {"start": NINE, "end": end}
    found = fhir.from_bundle(
        bundle_of(
            {"resourceType": "Appointment", "status": "booked", **period},
            {"resourceType": "Encounter", "status": "finished", "period": period},
        )
    )
    for session in found.facts.sessions:
        assert session.start is not None
        assert (session.end is not None) is (end in ENDS)
    places = [(one.path, one.code) for one in found.problems]
    expected = [(f"$.entry[{n}].resource", "no_such_end") for n in (0, 1)]
    assert places == ([] if end in ENDS else expected)
