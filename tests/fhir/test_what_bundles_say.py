"""What a Bundle says of a goal, a measure, feedback and sessions, one story each."""

import pytest
from validators import (
    extended,
    of,
    parts_of,
)

from collabtherapy import (
    NoScore,
    Partnership,
    Scale,
    Scope,
    Stage,
    Words,
    acts,
    fhir,
    matters,
)
from collabtherapy.partnership.values.act import Kept
from collabtherapy.testing.ways import START, couple, in_session, led_to, two


def test_a_goal_on_the_scale_of_attainment_is_rated_in_loinc():
    """Goal Attainment Scaling has its levels on the goal and its code on the rating."""
    p = led_to(two(), Stage.WORKING)
    scale = matters.Goal(words=Words("sleep"), scale=Scale(-2, 2))
    p = p.record(
        acts.Propose(by="ana", at=p.at, id="gas", matter=scale),
        acts.Accept(by="bo", at=p.at, proposal="gas"),
    )
    p = in_session(p).record(
        acts.RateGoal(by="ana", at=p.at, goal="gas", value=1),
        acts.RateGoal(by="ana", at=p.at, goal="g1", value=7),
    )
    bundle, _ = fhir.to_bundle(p, viewer="ana")
    goal = next(g for g in of(bundle, "Goal") if names_of(g) == "gas")
    assert len(extended(goal, "pco-goal-attainment-scaling")) == 5
    assert goal["target"][0]["measure"]["coding"][0]["code"] == "107332-9"
    gas, plain = of(bundle, "Observation")
    assert gas["code"]["coding"][0]["code"] == "107334-5"
    assert gas["valueCodeableConcept"]["coding"][0]["code"] == "LA34480-6"
    assert (plain["valueInteger"], plain["referenceRange"][0]["high"]["value"]) == (
        7,
        10,
    )


def names_of(resource: dict[str, object]) -> str:
    return resource["identifier"][0]["value"]


def test_an_amendment_that_waits_stands_beside_the_goal_in_force():
    """Two wordings, each with who agreed; the new one says what it would amend."""
    p = led_to(two(), Stage.WORKING)
    other = matters.Goal(words=Words("sleep better"))
    p = p.record(acts.Amend(by="ana", at=p.at, proposal="g1", matter=other))
    bundle, _ = fhir.to_bundle(p, viewer="bo")
    stands, waits = of(bundle, "Goal")
    assert (stands["lifecycleStatus"], waits["lifecycleStatus"]) == (
        "active",
        "proposed",
    )
    said = [
        [parts_of(parts)["status"] for parts in extended(goal, "goal-acceptance")]
        for goal in (stands, waits)
    ]
    assert said == [["agree", "agree"], ["agree", "pending"]]
    assert extended(waits, "goal-relationship")


def test_a_refused_goal_says_why_where_somebody_said():
    """The reason of a refusal goes out in the extension that HL7 has for it."""
    p = led_to(two(), Stage.WORKING)
    put = acts.Propose(
        by="ana", at=p.at, id="g9", matter=matters.Goal(words=Words("fly"))
    )
    no = acts.Decline(by="bo", at=p.at, proposal="g9", words=Words("not my field"))
    bundle, _ = fhir.to_bundle(p.record(put, no), viewer="ana")
    goal = next(g for g in of(bundle, "Goal") if names_of(g) == "g9")
    assert goal["lifecycleStatus"] == "rejected"
    assert extended(goal, "goal-reasonRejected") == [{"text": "not my field"}]


def test_a_measure_is_named_in_loinc_where_it_is_there():
    """PHQ-9 has LOINC's codes; an instrument of one's own has ours."""
    p = led_to(two(), Stage.WORKING)
    at = p.at
    p = p.record(
        acts.Explain(by="bo", at=at, to="ana", scope=Scope.MEASUREMENT, terms="t"),
        acts.GiveConsent(by="ana", at=at, scope=Scope.MEASUREMENT, terms="t"),
        acts.RecordMeasure(
            by="bo", at=at, client="ana", instrument="phq-9", score=11, low=0, high=27
        ),
        acts.RecordMeasure(
            by="bo",
            at=at,
            client="ana",
            instrument="mine",
            low=0,
            high=9,
            no_score=NoScore.DECLINED,
        ),
    )
    bundle, _ = fhir.to_bundle(p, viewer="ana")
    phq, mine = of(bundle, "Observation")
    assert phq["code"]["coding"][0] == {
        "system": "http://loinc.org",
        "code": "44261-6",
    }
    assert phq["valueQuantity"]["value"] == 11
    assert mine["dataAbsentReason"]["coding"][0]["code"] == "asked-declined"
    (answers,) = of(bundle, "QuestionnaireResponse")
    assert answers["questionnaire"].endswith("44249-1")


def test_feedback_is_a_message_and_so_is_its_answer():
    """The answer says what it is in response to; declining is a message not sent."""
    p = in_session(led_to(two(), Stage.WORKING))
    p = p.record(
        acts.GiveFeedback(by="ana", at=p.at, session="s1", heard=9, words=Words("ok")),
        acts.AnswerFeedback(
            by="bo", at=p.at, session="s1", to="ana", words=Words("thank you")
        ),
        acts.DeclineFeedback(by="bo", at=p.at, session="s1"),
    )
    bundle, _ = fhir.to_bundle(p, viewer="ana")
    *_, given_, answer, declined = of(bundle, "Communication")
    assert answer["inResponseTo"] == [{"reference": f"urn:uuid:{given_['id']}"}]
    assert answer["payload"] == [{"contentString": "thank you"}]
    assert declined["status"] == "not-done"


def test_each_client_of_a_couple_has_an_episode():
    """An episode is of one patient; what is both's is of a group."""
    p = led_to(couple(), Stage.WORKING)
    bundle, _ = fhir.to_bundle(p, viewer="bo")
    assert len(of(bundle, "EpisodeOfCare")) == 2
    (team,) = of(bundle, "CareTeam")
    (group,) = of(bundle, "Group")
    assert team["subject"] == {"reference": f"urn:uuid:{group['id']}"}
    r5, _ = fhir.to_bundle(p, version="R5", viewer="bo")
    assert of(r5, "Group")[0]["membership"] == "enumerated"


def test_a_session_that_ended_before_it_began_has_no_end():
    """FHIR's periods do not run backwards; what an older format let pass is named."""
    p = led_to(two(), Stage.WORKING)
    older = Kept(version=2, json=Words("{}"))
    begun = acts.StartSession(by="bo", at=p.at, id="s9", present=("ana", "bo"))
    end = acts.EndSession(by="bo", at=p.at, session="s9", happened_at=START, kept=older)
    p = Partnership.replay([*p.history, begun, end])
    bundle, losses = fhir.to_bundle(p, viewer="bo")
    (session,) = [s for s in of(bundle, "Encounter") if names_of(s) == "s9"]
    assert "end" not in session["period"]
    assert "EndSession.happened_at" in {loss.what for loss in losses}


def test_what_cannot_be_asked_for_is_refused():
    """There is no such release, and no session that lasts no time."""
    with pytest.raises(ValueError, match="R3"):
        fhir.to_bundle(two(), version="R3", viewer="ana")
    with pytest.raises(ValueError, match="minutes must be at least 1"):
        fhir.to_bundle(two(), viewer="ana", minutes=0)


def test_an_interrupted_session_ends_when_a_client_leaves():
    """A session that is broken off by somebody's going has an end as well."""
    p = in_session(led_to(two(), Stage.WORKING))
    p = p.record(acts.Leave(by="ana", at=p.at))
    bundle, _ = fhir.to_bundle(p, version="R5", viewer="ana")
    assert of(bundle, "Encounter")[-1]["status"] == "discontinued"
    assert of(bundle, "EpisodeOfCare")[0]["status"] == "finished"


def test_a_note_for_everyone_is_sent_to_all_who_were_here():
    """Those who left later too; one that says nothing, with one client, to nobody."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(
        acts.WriteNote(by="bo", at=p.at, words=Words("all"), for_everyone=True),
        acts.WriteNote(by="bo", at=p.at, words=Words("her"), to=("ana",)),
        acts.Leave(by="cem", at=p.at),
    )
    everyone, her = of(fhir.to_bundle(p, viewer="bo")[0], "Communication")
    assert len(everyone["recipient"]) == len({"ana", "cem"})
    assert her["recipient"] == [everyone["recipient"][0]]
    alone = led_to(two(), Stage.WORKING)
    alone = alone.record(acts.WriteNote(by="bo", at=alone.at, words=Words("us")))
    (only,) = of(fhir.to_bundle(alone, viewer="bo")[0], "Communication")
    assert "recipient" not in only
