"""From a Bundle come drafts that somebody may put, facts, and problems: no act."""

import json

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from validators import FEW, bundles, of

from collabtherapy import (
    Client,
    Partnership,
    Scale,
    Stage,
    Therapist,
    Words,
    acts,
    fhir,
    matters,
)
from collabtherapy.fhir.consents import Edge
from collabtherapy.fhir.inward.facts import Facts
from collabtherapy.partnership.regions.sessions import SessionStatus
from collabtherapy.testing import histories
from collabtherapy.testing.ways import START, in_session, led_to, two


def through_json(bundle: object) -> object:
    """Give what another program would read."""
    return json.loads(json.dumps(bundle))


@FEW
@given(histories(), st.sampled_from(["R4", "R5"]))
def test_reading_is_of_the_bundle_alone(p: Partnership, version: str):
    """The same Bundle gives the same drafts, facts and problems, also through JSON."""
    for _, bundle, _ in bundles(p, version):
        found = fhir.from_bundle(bundle)
        assert fhir.from_bundle(through_json(bundle)) == found
        codes = {problem.code for problem in found.problems}
        assert codes <= {"no_words", "no_goal", "no_task", "no_base_rule"}


@FEW
@given(histories())
def test_both_releases_say_the_same(p: Partnership):
    """What is read from R4 is what is read from R5, but for what R5 has no word for."""
    viewer = p.therapists[0]
    r4, r5 = (
        fhir.from_bundle(fhir.to_bundle(p, version=version, viewer=viewer)[0])
        for version in ("R4", "R5")
    )
    assert r4.proposals == r5.proposals
    for name in attrs.fields_dict(Facts):
        one, other = getattr(r4.facts, name), getattr(r5.facts, name)
        if name == "consents":  # R5 has fewer states, and no scope
            one, other = [c.status for c in one], [c.status for c in other]
        elif name == "sessions":  # finished is completed there
            one = [attrs.evolve(s, status="") for s in one]
            other = [attrs.evolve(s, status="") for s in other]
        assert one == other, name


@FEW
@given(histories())
def test_what_is_lossless_comes_back_as_it_was(p: Partnership):
    """Stages, goals, ratings, measures and sessions are read as the state has them."""
    bundle, _ = fhir.to_bundle(p, viewer=p.therapists[0])
    facts = fhir.from_bundle(bundle).facts
    for episode in facts.episodes:
        gone = episode.patient not in {str(client.id) for client in p.clients}
        assert episode.stage is (None if gone else p.stage)
    for shared in p.state.goals.by_id.values():
        goals = [g for g in facts.goals if g.name == str(shared.id)]
        assert goals[0].scale == shared.scale
        if not shared.words.is_removed:
            assert goals[0].words == shared.words
    for session in p.state.sessions.by_id.values():
        read = [s for s in facts.sessions if s.name == str(session.id)]
        assert {one.was for one in read} == {session.status}
        starts = {one.kind: one.start for one in read}
        if session.planned_for is not None:
            assert starts["Appointment"] == Edge.exactly(session.planned_for)
        if session.started_at is not None:
            assert starts["Encounter"] == Edge.exactly(session.started_at)
    measured = [o for o in facts.observations if _is_measure(o.codes)]
    recorded = [a for a in p.history if isinstance(a, acts.RecordMeasure)]
    assert [(m.value, m.low, m.high, m.subject) for m in measured] == [
        (a.score, a.low, a.high, str(a.client)) for a in recorded
    ]


def _is_measure(codes: object) -> bool:
    return any(code.system == "urn:collabtherapy:instrument" for code in codes)


@FEW
@given(histories())
def test_nothing_is_agreed_to_on_anybodys_behalf(p: Partnership):
    """A draft is a matter and no act; whoever puts it is its only assent."""
    for viewer, bundle, _ in bundles(p):
        found = fhir.from_bundle(bundle)
        for draft in found.proposals:
            assert isinstance(draft.matter, matters.Matter)
            put = draft.put(by=viewer, at=p.at)
            assert (put.by, put.matter) == (viewer, draft.matter)
        assert not any(
            isinstance(one, acts.Act)
            for name in attrs.fields_dict(Facts)
            for one in getattr(found.facts, name)
        )


@FEW
@given(histories(clients=1))
def test_export_import_export_is_stable(p: Partnership):
    """What is drafted, put by somebody and exported again, is drafted as it was."""
    bundle, _ = fhir.to_bundle(p, viewer=p.therapists[0])
    drafts = fhir.from_bundle(bundle).proposals
    first = [(draft.id, draft.matter) for draft in drafts if _lasts(draft)]
    for version in ("R4", "R5"):
        q = _put(p, drafts)
        again, _ = fhir.to_bundle(q, version=version, viewer=q.therapists[0])
        second = fhir.from_bundle(through_json(again)).proposals
        assert [(draft.id, draft.matter) for draft in second] == first


def _lasts(draft: fhir.Draft) -> bool:
    # A task is put once its goal is shared, which is for the people to say.
    return not isinstance(draft.matter, matters.Task | matters.Practice)


def _put(p: Partnership, drafts: tuple[fhir.Draft, ...]) -> Partnership:
    """Give a new partnership of the same people, in which a client puts the drafts."""
    clients = [Client(client.id) for client in p.clients]
    therapists = [Therapist(t.id) for t in p.therapists[:1]]
    history = [
        acts.Open(
            by=clients[0].id,
            at=START,
            partnership="p-2",
            clients=clients,
            therapists=therapists,
        ),
        *(draft.put(by=clients[0], at=START) for draft in drafts if _lasts(draft)),
    ]
    return Partnership.replay(history)


def test_a_task_and_its_practice_are_drafted_with_what_they_are_of():
    """A task names its goals and a practice its task, by the names of the drafts."""
    p = led_to(two(), Stage.WORKING)
    at, words = p.at, Words("walk")
    for name, matter in (
        ("t1", matters.Task(words=words, goals={"g1"}, owners={"ana"})),
        ("p1", matters.Practice(words=words, task="t1", owner="ana")),
        ("sp", matters.SafetyPlan(words=words, client="ana")),
    ):
        p = p.record(
            acts.Propose(by="bo", at=at, id=name, matter=matter),
            acts.Accept(by="ana", at=at, proposal=name),
        )
    bundle, _ = fhir.to_bundle(p, viewer="ana")
    drafts = {str(one.id): one.matter for one in fhir.from_bundle(bundle).proposals}
    assert drafts["t1"] == matters.Task(words=words, goals={"g1"}, owners={"ana"})
    assert drafts["p1"] == matters.Practice(words=words, task="t1", owner="ana")
    assert drafts["sp"] == matters.SafetyPlan(words=words, client="ana")
    assert isinstance(drafts["a1"], matters.Agreement)
    q = p.record(acts.StopPractice(by="ana", at=at, practice="p1"))
    stopped, _ = fhir.to_bundle(q, viewer="ana")
    assert "p1" not in {str(one.id) for one in fhir.from_bundle(stopped).proposals}


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
    assert (draft.id, draft.path) == ("Goal/1", "$.entry[0].resource") or str(
        draft.id
    ) == "Goal/1"
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


def test_a_session_that_was_broken_off_is_told_from_one_that_was_held():
    """FHIR's R4 has one word for both; ours is beside it."""
    p = in_session(led_to(two(), Stage.WORKING))
    p = p.record(acts.InterruptSession(by="ana", at=p.at, session="s1"))
    bundle, _ = fhir.to_bundle(p, viewer="ana")
    assert of(bundle, "Encounter")[-1]["status"] == "finished"
    assert fhir.from_bundle(bundle).facts.sessions[-1].was is SessionStatus.INTERRUPTED


def test_an_identifier_with_our_prefix_that_is_no_id_names_nobody():
    """Whoever writes in our vocabulary is read no less strictly."""
    patient = {
        "resourceType": "Patient",
        "identifier": [{"system": "urn:collabtherapy:person", "value": "a b"}],
    }
    assert fhir.from_bundle(bundle_of(patient)).facts.people[0].name == "a b"
