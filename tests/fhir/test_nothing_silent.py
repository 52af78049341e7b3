"""Whatever is read yields a fact, a draft or a Problem (F 3.9, F-I4)."""

import copy
import json
from pathlib import Path
from typing import Any

import attrs
import pytest
from answered import Json, bundle, gad7, observation, phq9
from hypothesis import given
from hypothesis import strategies as st
from validators import DATA, FEW, bundles, needs_examples

from collabtherapy import Partnership, fhir
from collabtherapy.errors import MalformedDocument
from collabtherapy.fhir.inward.document import READ
from collabtherapy.testing import histories

FILES = sorted(DATA.glob("hl7-r[45]-examples/*.json"))
RESPONSES = [path for path in FILES if path.stem.startswith("QuestionnaireResponse")]


def read(path: Path) -> Json:
    return json.loads(path.read_text("utf-8"))


def yielded(found: fhir.Imported) -> int:
    """Return how many facts, drafts and Problems there are."""
    facts = sum(
        len(getattr(found.facts, name)) for name in attrs.fields_dict(fhir.Facts)
    )
    return facts + len(found.proposals) + len(found.measures) + len(found.problems)


def alone(resource: object) -> fhir.Imported | None:
    """Return what comes of one resource in a Bundle; None if it is refused."""
    try:
        return fhir.from_bundle(bundle(resource))
    except MalformedDocument:
        return None


TYPES = st.sampled_from(sorted(READ | {"Medication", "Bundle", "Hanna"}))
STATUSES = st.sampled_from(
    ["active", "completed", "final", "draft", "entered-in-error", "hanna", None]
)
TEXTS = st.sampled_from(["a", "2026-06", "urn:collabtherapy:x", "Goal/1", "#x"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["coding", "code", "text", "reference", "item", "answer"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)
FIELDS = st.dictionaries(
    st.sampled_from(
        ["id", "identifier", "subject", "code", "item", "meta", "extension", "text",
         "questionnaire", "focus", "hasMember", "component", "description", "period"]
    ),
    VALUES,
    max_size=4,
)  # fmt: skip


@given(TYPES, STATUSES, FIELDS)
def test_each_drawn_resource_yields_something(
    kind: str, status: str | None, more: Json
):
    """Of any type that is read or not, in any status, with any field (F-I4)."""
    found = alone({"resourceType": kind, "status": status, **more})
    assert found is None or yielded(found) >= 1


@given(st.lists(TYPES, min_size=1, max_size=6), STATUSES)
def test_each_resource_of_a_bundle_yields_something(kinds: list[str], status: str):
    """As many things come of it as there are resources, at least (F-I4)."""
    found = fhir.from_bundle(
        bundle(*({"resourceType": kind, "status": status} for kind in kinds))
    )
    assert yielded(found) >= len(kinds)


WHOLE = [
    phq9((1, 2, 2, 1, 0, 1, 2, 1, 1)),
    gad7((1, None, 2, 1, 0, 1, 2)),
    observation("44261-6", valueInteger=11),
    observation("44249-1", component=[{"code": {"text": "x"}, "valueInteger": 1}]),
]


def _places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [way] if way else []
    inner = value.items() if isinstance(value, dict) else ()
    inner = enumerate(value) if isinstance(value, list) else inner
    for key, held in inner:
        found += _places(held, (*way, key))
    return found


PLACES = [(n, way) for n, one in enumerate(WHOLE) for way in _places(one)]


@given(place=st.sampled_from(PLACES), odd=VALUES, remove=st.booleans())
def test_each_mutated_resource_yields_something(
    place: tuple[int, tuple[Any, ...]], odd: object, *, remove: bool
):
    """One thing taken away, or another in its place (F-I4)."""
    n, way = place
    resource = copy.deepcopy(WHOLE[n])
    here: Any = resource
    for step in way[:-1]:
        here = here[step]
    if remove:
        del here[way[-1]]
    else:
        here[way[-1]] = odd
    found = alone(resource)
    assert found is None or yielded(found) >= 1


@FEW
@given(histories())
def test_each_resource_of_ours_yields_something(p: Partnership):
    """Each entry of a Bundle that we wrote, read alone."""
    for _, whole, _ in bundles(p, "R4"):
        for entry in whole["entry"]:
            found = alone(entry["resource"])
            assert found is not None
            assert yielded(found) >= 1


@needs_examples
@pytest.mark.parametrize(
    "path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_each_example_of_hl7_yields_something(path: Path):
    """Of each type, alone in a Bundle."""
    found = alone(read(path))
    assert found is not None
    assert yielded(found) >= 1


@needs_examples
@pytest.mark.parametrize("path", RESPONSES, ids=lambda path: path.stem)
def test_each_response_of_hl7_is_read_whole(path: Path):
    """Every value is an answer; what comes to no measure says why (F 3.9)."""
    document = read(path)
    found = fhir.read_answers(document)
    values = [
        way
        for way in _places(document["item"])
        if isinstance(way[-1], str)
        and way[-1].startswith("value")
        and "extension" not in way
    ]
    assert len(found.answers.answers) == len(values) > 0
    assert found.measures == ()
    assert {p.code for p in found.problems} <= {"no_instrument", "not_completed"}
    assert len(found.problems) == 1


def test_a_person_who_stands_there_twice_is_reported():
    """The same person is one fact; whose relative somebody is makes two."""
    patient = {"resourceType": "Patient", "id": "7"}
    found = fhir.from_bundle(bundle(patient, patient))
    assert len(found.facts.people) == 1
    assert [p.code for p in found.problems] == ["same_person"]
    related = {"resourceType": "RelatedPerson", "id": "8"}
    both = [{**related, "patient": {"reference": f"Patient/{n}"}} for n in (1, 2)]
    found = fhir.from_bundle(bundle(*both))
    assert [one.patient for one in found.facts.people] == ["Patient/1", "Patient/2"]
    assert found.problems == ()


def test_teams_groups_places_plans_and_tasks_are_facts():
    """Also those that nobody could put to a decision."""
    team = {
        "resourceType": "CareTeam",
        "id": "t",
        "status": "active",
        "subject": {"reference": "Patient/7"},
        "participant": [{"member": {"reference": "Practitioner/1"}}, {}],
    }
    group = {
        "resourceType": "Group",
        "id": "g",
        "member": [{"entity": {"reference": "Patient/7"}}, {}],
    }
    place = {"resourceType": "Location", "id": "l", "name": "room 2"}
    plan = {
        "resourceType": "CarePlan",
        "id": "p",
        "status": "completed",
        "title": "weekly",
        "subject": {"reference": "Patient/7"},
    }
    task = {
        "resourceType": "Task",
        "id": "k",
        "status": "completed",
        "description": "walk",
        "for": {"reference": "Patient/7"},
    }
    found = fhir.from_bundle(bundle(team, group, place, plan, task))
    facts = found.facts
    assert [(one.kind, one.members) for one in facts.teams] == [
        ("CareTeam", ("Practitioner/1",)),
        ("Group", ("Patient/7",)),
    ]
    assert (facts.teams[0].status, facts.teams[0].subject) == ("active", "Patient/7")
    assert [one.words.text for one in facts.places] == ["room 2"]
    assert [(one.kind, one.words.text, one.subject) for one in facts.plans] == [
        ("CarePlan", "weekly", "Patient/7"),
        ("Task", "walk", "Patient/7"),
    ]
    assert (found.proposals, found.problems) == ((), ())


def test_an_empty_response_says_so():
    """It is a fact, and nothing else."""
    empty = {"resourceType": "QuestionnaireResponse", "status": "completed"}
    found = fhir.from_bundle(empty)
    assert [p.code for p in found.problems] == ["no_answers"]
    assert found.facts.answers[0].answers == ()


# F 3.12: goals.

GOAL = {"resourceType": "Goal", "id": "1", "lifecycleStatus": "active"}


@pytest.mark.parametrize(
    ("said", "words", "words_from"),
    [
        ({"text": "sleep", "coding": [{"display": "Sleep"}]}, "sleep", "text"),
        ({"coding": [{"code": "x"}, {"display": "Sleep"}]}, "Sleep", "display"),
        ({"coding": [{"code": "x"}]}, None, None),
        (None, None, None),
    ],
)
def test_the_words_of_a_goal_are_its_own_or_a_label(
    said: Json | None, words: str | None, words_from: str | None
):
    """A label is said to be one: nobody need have said it (F 3.12)."""
    found = fhir.from_bundle({**GOAL, "description": said})
    (goal,) = found.facts.goals
    assert (goal.words.text if goal.words else None, goal.words_from) == (
        words,
        words_from,
    )
    assert len(found.proposals) == (words is not None)
    assert [p.code for p in found.problems] == ["no_words"] * (words is None)


@pytest.mark.parametrize("code", ["107332-9", "107333-7", "107334-5", "107331-1"])
def test_the_scale_of_a_goal_is_that_of_its_ratings(code: str):
    """A rating of Goal Attainment Scaling names its goal as its focus (F 3.12)."""
    goal = {**GOAL, "description": {"text": "sleep"}}
    rating = observation(code, focus=[{"reference": "Goal/1"}], valueInteger=1)
    for of, expected in (("Goal/1", (-2, 2)), ("Goal/2", None)):
        rating["focus"] = [{"reference": of}]
        (one,) = fhir.from_bundle(bundle(goal, rating)).facts.goals
        assert (one.scale and (one.scale.low, one.scale.high)) == expected


def test_the_scale_of_a_goal_is_in_its_extension():
    """The levels of the patient-centred-outcomes guide say it too (F 3.12)."""
    url = "http://hl7.org/fhir/us/pco/StructureDefinition/pco-goal-attainment-scaling"
    level = {"url": "level", "valueCoding": {"code": "LA34481-4"}}
    goal = {**GOAL, "extension": [{"url": url, "extension": [level]}]}
    (one,) = fhir.from_bundle(goal).facts.goals
    assert one.scale is not None
    assert (one.scale.low, one.scale.high) == (-2, 2)
