"""What is rare: proxies, grounds, what was declined, what a newer version knows."""

import json

import pytest
from validators import errors_r4, errors_r5, extended, needs_rules, of

from collabtherapy import Basis, Partnership, Scope, Stage, Words, acts, fhir, matters
from collabtherapy.codec.unknown import UnknownAct, UnknownMatter
from collabtherapy.errors import MalformedDocument
from collabtherapy.fhir.inward import sanity
from collabtherapy.fhir.outward.people import APPOINTED_AGAIN
from collabtherapy.fhir.outward.uncarried import NOT_DECIDED
from collabtherapy.fhir.outward.writing import NOT_THERE
from collabtherapy.fhir.rows import EARLIER, NEWER
from collabtherapy.partnership.values.act import Kept
from collabtherapy.testing.ways import appointing, consented, couple, led_to, two


@pytest.fixture
def p() -> Partnership:
    return led_to(two(), Stage.WORKING)


def what(losses: tuple[fhir.Loss, ...]) -> dict[str, str]:
    return {loss.what: loss.because for loss in losses}


def put(p: Partnership, name: str, matter: matters.Matter) -> Partnership:
    return p.record(acts.Propose(by="ana", at=p.at, id=name, matter=matter))


@needs_rules
def test_who_speaks_for_a_client_is_a_related_person(p: Partnership):
    """Whoever represents somebody acts as that, from when until when."""
    at = p.at
    appoint = appointing(p, "mum", by="ana", basis=Basis.OWN_WISH)
    yes = acts.Accept(by="mum", at=at, proposal="g9", on_behalf_of="ana")
    goal = acts.Propose(
        by="bo", at=at, id="g9", matter=matters.Goal(words=Words("walk"))
    )
    p = p.record(
        appoint, goal, yes, acts.EndRepresentation(by="bo", at=at, client="ana")
    )
    for version in ("R4", "R5"):
        bundle, losses = fhir.to_bundle(p, version=version, viewer="bo")
        assert not (errors_r4 if version == "R4" else errors_r5)(bundle)
        (mum,) = of(bundle, "RelatedPerson")
        assert mum["period"] == {"start": at.isoformat(), "end": at.isoformat()}
        agents = [one["agent"][0] for one in of(bundle, "Provenance")]
        assert {"reference": f"urn:uuid:{mum['id']}"} in [one["who"] for one in agents]
        assert any("onBehalfOf" in one for one in agents)
        assert "AppointRepresentative.basis" not in what(losses)
    again, losses = fhir.to_bundle(p.record(appoint), viewer="bo")
    assert "end" not in of(again, "RelatedPerson")[0]["period"]
    assert what(losses)["AppointRepresentative.basis"] == APPOINTED_AGAIN


def test_an_end_of_what_nobody_saw_begin_is_lost_alone():
    """One client of a couple may see that somebody's speaking ended, and not who."""
    p = led_to(couple(), Stage.WORKING)
    appoint = appointing(p, "mum", by="ana", basis=Basis.OWN_WISH)
    end = acts.EndRepresentation(by="cem", at=p.at, client="ana")
    bundle, losses = fhir.to_bundle(
        Partnership.replay([*p.history, appoint, end]), viewer="cem"
    )
    assert of(bundle, "RelatedPerson") == []
    assert "EndRepresentation" in what(losses)


def test_whoever_speaks_for_another_client_is_shown_without_since_when():
    """That mum accepted for ana is for both of a couple; on what she may, for ana."""
    p = led_to(couple(), Stage.WORKING)
    at, goal = p.at, matters.Goal(words=Words("walk"))
    p = p.record(
        appointing(p, "mum", by="ana", basis=Basis.OWN_WISH),
        acts.Propose(by="bo", at=at, id="g9", matter=goal),
        acts.Accept(by="mum", at=at, proposal="g9", on_behalf_of="ana"),
    )
    (mum,) = of(fhir.to_bundle(p, viewer="cem")[0], "RelatedPerson")
    assert not {"period", "relationship"} & set(mum)


def test_a_disclosure_on_a_ground_says_so(p: Partnership):
    """What it rests on, and whether the client was told, are in the audit."""
    told = acts.Explain(
        by="bo", at=p.at, to="ana", scope=Scope.TREATMENT, terms="terms-3",
        limits=True, grounds={"safeguarding"},
    )  # fmt: skip
    disclose = acts.Disclose(
        by="bo", at=p.at, client="ana", recipient="police", purpose="safety",
        items={"attendance"}, ground="safeguarding", client_told=True,
    )  # fmt: skip
    p = Partnership.replay([*p.history, told, disclose])
    for version in ("R4", "R5"):
        bundle, losses = fhir.to_bundle(p, version=version, viewer="bo")
        (audit,) = of(bundle, "AuditEvent")
        assert extended(audit, "ground") == ["safeguarding"]
        assert extended(audit, "client-told") == [True]
        assert what(losses)["Explain.grounds"]
        (access,) = fhir.from_bundle(bundle).facts.accesses
        assert access.who == ("bo", "police")
        assert access.items == ("attendance",)
        assert [one.code for one in access.purposes] == ["safety"]


def test_what_is_not_agreed_has_its_own_status(p: Partnership):
    """Requested, declined and taken back are three states of a task, and of a plan."""
    words = Words("walk")
    for name in ("open", "no", "back"):
        p = put(p, name, matters.Task(words=words, goals={"g1"}))
        p = put(p, f"{name}-plan", matters.SafetyPlan(words=words, client="ana"))
    p = p.record(
        acts.Decline(by="bo", at=p.at, proposal="no", words=Words("too far")),
        acts.Decline(by="bo", at=p.at, proposal="no-plan", words=Words("too far")),
        acts.Withdraw(by="ana", at=p.at, proposal="back"),
        acts.Withdraw(by="ana", at=p.at, proposal="back-plan"),
    )
    p = put(p, "gone", matters.Goal(words=words))
    p = p.record(acts.Withdraw(by="ana", at=p.at, proposal="gone"))
    bundle, _ = fhir.to_bundle(p, viewer="bo")
    assert [one["status"] for one in of(bundle, "Task")] == [
        "requested",
        "rejected",
        "cancelled",
    ]
    plans = [one for one in of(bundle, "CarePlan") if one["intent"] == "proposal"]
    assert [one["status"] for one in plans] == ["draft", "revoked", "revoked"]
    assert of(bundle, "Goal")[-1]["lifecycleStatus"] == "cancelled"
    drafted = {str(one.id) for one in fhir.from_bundle(bundle).proposals}
    assert drafted == {"g1", "a1", "open", "open-plan"}


def test_an_amendment_that_waits_is_lost_where_there_is_one_wording(p: Partnership):
    """Of a task the version in force is shown; what waits is named."""
    words = Words("walk")
    p = put(p, "t1", matters.Task(words=words, goals={"g1"}))
    p = p.record(acts.Accept(by="bo", at=p.at, proposal="t1"))
    other = matters.Task(words=Words("run"), goals={"g1"})
    p = p.record(acts.Amend(by="ana", at=p.at, proposal="t1", matter=other))
    bundle, losses = fhir.to_bundle(p, viewer="bo")
    assert of(bundle, "Task")[0]["description"] == "walk"
    assert what(losses)["Task"] == NOT_DECIDED
    q = p.record(acts.Accept(by="bo", at=p.at, proposal="t1"))
    bundle, losses = fhir.to_bundle(q, viewer="bo")
    assert of(bundle, "Task")[0]["description"] == "run"
    assert what(losses)["Task"] == EARLIER


def test_who_agreed_after_all_agreed(p: Partnership):
    """Of the version in force, whoever declined first and then accepted agrees."""
    p = put(p, "g9", matters.Goal(words=Words("walk")))
    p = p.record(
        acts.Decline(by="bo", at=p.at, proposal="g9", words=Words("too far")),
        acts.Accept(by="bo", at=p.at, proposal="g9"),
        acts.Amend(
            by="bo", at=p.at, proposal="g9", matter=matters.Goal(words=Words("run"))
        ),
        acts.Decline(by="ana", at=p.at, proposal="g9"),
    )
    bundle, _ = fhir.to_bundle(p, viewer="ana")
    read = [g for g in fhir.from_bundle(bundle).facts.goals if g.name == "g9"]
    assert [{a.who: a.status for a in goal.acceptances} for goal in read] == [
        {"ana": "agree", "bo": "agree"},
        {"ana": "disagree", "bo": "agree"},
    ]
    waits = of(bundle, "Goal")[-1]
    absent = extended(waits, "goal-reasonRejected")[0]["coding"][0]["code"]
    assert absent == "not-asked"


def test_a_log_of_what_became_another_s_is_shown_without_it():
    """Whose practice it was keeps the log; the practice is another client's now."""
    p = led_to(couple(), Stage.WORKING)
    at, words = p.at, Words("walk")
    p = put(p, "t1", matters.Task(words=words, goals={"g1"}))
    p = p.record(
        acts.Accept(by="bo", at=at, proposal="t1"),
        acts.Accept(by="cem", at=at, proposal="t1"),
    )
    p = put(p, "p1", matters.Practice(words=words, task="t1", owner="ana"))
    other = matters.Practice(words=words, task="t1", owner="cem")
    p = p.record(
        acts.Accept(by="bo", at=at, proposal="p1"),
        acts.LogPractice(by="ana", at=at, practice="p1", helped=7),
        acts.Amend(by="bo", at=at, proposal="p1", matter=other),
        acts.Accept(by="cem", at=at, proposal="p1"),
    )
    bundle, losses = fhir.to_bundle(p, viewer="ana")
    (logged,) = of(bundle, "Observation")
    assert "focus" not in logged
    assert what(losses)["LogPractice.practice"] == NOT_THERE
    assert of(fhir.to_bundle(p, viewer="bo")[0], "Observation")[0]["focus"]


def test_what_belongs_to_a_session_that_has_not_begun_is_named(p: Partnership):
    """A booked session has no encounter that something could belong to."""
    plan = acts.PlanSession(by="bo", at=p.at, id="s9", starts_at=p.at)
    note = acts.WriteNote(by="bo", at=p.at, session="s9", words=Words("bring it"))
    _, losses = fhir.to_bundle(
        Partnership.replay([*p.history, plan, note]), viewer="bo"
    )
    assert what(losses)["WriteNote.session"] == NOT_THERE


def test_what_only_a_newer_version_knows_is_named_and_never_shown(p: Partnership):
    """Unknown acts, matters and fields are losses to their author, and hidden else."""
    kept = Kept(version=99, json=Words('{"secret": 1}'))
    act = UnknownAct(by="ana", at=p.at, name="Dance", kept=kept)
    matter = UnknownMatter(name="Waltz", kept=kept)
    more = acts.RaiseConcern(by="ana", at=p.at, client="ana", kept=kept)
    both = acts.Propose(by="ana", at=p.at, id="w", matter=matter)
    q = Partnership.replay([*p.history, act, both, more])
    bundle, losses = fhir.to_bundle(q, viewer="ana")
    assert "secret" not in json.dumps(bundle)
    named = what(losses)
    assert named["UnknownAct"] == named["Propose UnknownMatter"] == NEWER
    assert named["RaiseConcern.kept"] == NEWER
    _, others = fhir.to_bundle(q, viewer="bo")
    assert "UnknownAct" not in what(others)


def test_a_matter_of_nothing_that_takes_a_step_loses_what_it_says(p: Partnership):
    """Where putting something is a step by itself, the step is carried, and no more."""
    p = p.record(acts.StartEnding(by="ana", at=p.at))
    q = put(p, "on", matters.KeepGoing())
    bundle, losses = fhir.to_bundle(q, viewer="bo")
    assert "Propose KeepGoing" in what(losses)
    assert extended(of(bundle, "EpisodeOfCare")[0], "stage") == ["ending"]


def test_a_purpose_without_a_recipient_confines_as_well(p: Partnership):
    """A consent for one purpose permits that purpose, to anybody."""
    p = consented(p, Scope("disclosure", purpose="care"), p.at)
    bundle, _ = fhir.to_bundle(p, viewer="bo")
    consent = of(bundle, "Consent")[-1]
    (rule,) = consent["provision"]["provision"]
    assert "actor" not in rule
    assert rule["purpose"][0]["code"] == "care"


def test_a_total_over_many_small_lists_is_counted(monkeypatch: pytest.MonkeyPatch):
    """No one list is too long, and all of them together are."""
    monkeypatch.setattr(sanity, "MOST", 10)
    with pytest.raises(MalformedDocument, match="too_large"):
        fhir.from_bundle({"resourceType": "Bundle", "x": [[0] * 4, [0] * 4, [0] * 4]})


def test_an_entry_without_a_resource_is_passed_over():
    """FHIR allows entries that hold a request alone."""
    found = fhir.from_bundle({"resourceType": "Bundle", "entry": [{"fullUrl": "x"}]})
    assert found.facts == fhir.Facts()


def test_a_number_that_is_not_whole_is_no_version():
    """What an extension of ours holds is believed where it can be."""
    goal = {
        "resourceType": "Goal",
        "lifecycleStatus": "active",
        "extension": [{"url": "urn:collabtherapy:version", "valueInteger": 1.5}],
    }
    assert fhir.from_bundle(goal).facts.goals[0].version is None


def test_resources_without_ids_are_known_by_their_full_urls():
    """Where there is no id, references lead to the full URL."""
    goal = {
        "resourceType": "Goal",
        "lifecycleStatus": "active",
        "description": {"text": "walk"},
    }
    task = {
        "resourceType": "Task",
        "status": "ready",
        "description": "around the block",
        "focus": {"reference": "urn:uuid:1"},
    }
    bundle = {
        "resourceType": "Bundle",
        "entry": [
            {"fullUrl": "urn:uuid:1", "resource": goal},
            {"resource": task},
        ],
    }
    first, second = fhir.from_bundle(bundle).proposals
    assert [str(one) for one in second.matter.goals] == [str(first.id)]
    assert [str(one.id) for one in (first, second)] == ["urn:uuid:1", "Task"]
