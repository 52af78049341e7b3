"""From a Bundle come drafts that somebody may put, facts, and problems: no act."""

import json

import attrs
from hypothesis import given
from hypothesis import strategies as st
from validators import FEW, bundles, of

from collabtherapy import (
    Client,
    Partnership,
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
from collabtherapy.privacy.views import without_restricted
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
        if not all(entry.in_effect for entry in p.entries):
            codes.discard("entered_in_error")  # it is sent, and read as nothing
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
    shown = without_restricted(p)  # what is restricted goes out without its words
    for shared in shown.state.goals.by_id.values():
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


def test_a_session_that_was_broken_off_is_told_from_one_that_was_held():
    """FHIR's R4 has one word for both; ours is beside it."""
    p = in_session(led_to(two(), Stage.WORKING))
    p = p.record(acts.InterruptSession(by="ana", at=p.at, session="s1"))
    bundle, _ = fhir.to_bundle(p, viewer="ana")
    assert of(bundle, "Encounter")[-1]["status"] == "finished"
    assert fhir.from_bundle(bundle).facts.sessions[-1].was is SessionStatus.INTERRUPTED
