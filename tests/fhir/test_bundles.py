"""Invariants 54 and 55: what a partnership becomes in FHIR, and what is left out."""

import json
import re
from datetime import datetime, timedelta
from enum import Enum

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from validators import (
    FEW,
    bundles,
    errors_r4,
    errors_r5,
    extended,
    having,
    names,
    needs_rules,
    of,
)

from collabtherapy import Partnership, Scale, Scope, Stage, Words, acts, fhir, matters
from collabtherapy.errors import ImpossibleHistory
from collabtherapy.fhir.rows import EARLIER, IN_PROVENANCE
from collabtherapy.fhir.statuses import EPISODE, TEAM, episode_status
from collabtherapy.partnership.verdict import kinds
from collabtherapy.privacy import view
from collabtherapy.testing import histories, partnerships
from collabtherapy.testing.ways import START, couple, in_session, led_to, two

VERSIONS = st.sampled_from(["R4", "R5"])


@needs_rules
@FEW
@given(histories())
def test_every_bundle_is_r4(p: Partnership):
    """Structure, types, codes, references and invariants are those of R4B."""
    for _, bundle, _ in bundles(p):
        assert errors_r4(bundle) == []


@needs_rules
@FEW
@given(partnerships())
def test_whoever_the_people_are_a_bundle_is_r4(p: Partnership):
    """Neither odd ids nor odd settings make a Bundle that is none."""
    for _, bundle, _ in bundles(p):
        assert errors_r4(bundle) == []


@FEW
@given(histories())
def test_every_bundle_is_r5(p: Partnership):
    """The models of an independent library take every Bundle and every resource."""
    for _, bundle, _ in bundles(p, "R5"):
        assert errors_r5(bundle) == []


@FEW
@given(histories(), VERSIONS)
def test_everything_resolves_and_nothing_is_empty(p: Partnership, version: str):
    """References lead to resources of the same Bundle; there is no null and no []."""
    for _, bundle, _ in bundles(p, version):
        urls = [entry["fullUrl"] for entry in bundle["entry"]]
        assert len(set(urls)) == len(urls)
        for entry in bundle["entry"]:
            assert entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}"
        text = json.dumps(bundle)
        assert set(re.findall(r'"reference": "([^"]*)"', text)) <= set(urls)
        assert not re.search(r": (null|\[\]|\{\}|\"\")", text)


@FEW
@given(histories(), VERSIONS)
def test_the_same_partnership_gives_the_same_bundle(p: Partnership, version: str):
    """Nothing is drawn: two exports are equal, and more acts keep earlier ids."""
    viewer = p.clients[0].id
    first = fhir.to_bundle(p, version=version, viewer=viewer)
    assert fhir.to_bundle(p, version=version, viewer=viewer) == first
    grown = p.record(acts.Leave(by=viewer, at=p.at)) if p.stage.is_open else p
    ids = {r["id"] for r in of(first[0], "Patient", "Encounter", "Consent", "Goal")}
    later, _ = fhir.to_bundle(grown, version=version, viewer=viewer)
    assert ids <= {entry["resource"]["id"] for entry in later["entry"]}


@FEW
@given(histories(), VERSIONS)
def test_every_act_is_found_again_or_named_as_lost(p: Partnership, version: str):
    """Invariant 54: acts in the Bundle, lost by their kind, and unseen are all acts."""
    for viewer, bundle, losses in bundles(p, version):
        seen = view(p, viewer).history
        found = [
            (_activity(one), one["recorded"])
            for one in of(bundle, "Provenance")
            if "activity" in one
        ]
        told = [(type(act).__name__, act.at.isoformat()) for act in seen]
        assert set(found) <= set(told)
        whole = [
            loss for loss in losses if "." not in loss.what and loss.because != EARLIER
        ]
        lost = [x for x in whole if x.what.split()[0] in _KINDS]
        assert len(found) + sum(loss.n for loss in lost) == len(seen)
        hidden = sum(loss.n for loss in losses if loss.what == "acts")
        assert hidden == len(p.history) - len(seen)
        for kind in _KINDS:
            done = sum(name == kind for name, _ in told)
            there = sum(name == kind for name, _ in found)
            gone = sum(x.n for x in lost if x.what.split()[0] == kind)
            assert there + gone == done


_KINDS = frozenset(kind.__name__ for kind in kinds())


def _activity(provenance: dict[str, object]) -> str:
    return provenance["activity"]["coding"][0]["code"]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_each_field_of_each_act_is_carried_or_named_as_lost(kind: type[acts.Act]):
    """Invariant 54: whatever is changed in an act changes the Bundle, or is lost."""
    p, place = having(kind)
    act, viewer = p.history[place], p.history[place].by
    if view(p, p.therapists[0]).history.count(act):
        viewer = p.therapists[0].id
    bundle, losses = fhir.to_bundle(p, viewer=viewer)
    matter = getattr(act, "matter", None)
    for holder in (act, matter) if matter is not None else (act,):
        for field in attrs.fields(type(holder)):
            other = _another(getattr(holder, field.name), field.name)
            if other is None or field.name in IN_PROVENANCE | {"kept"}:
                continue
            try:
                changed = attrs.evolve(holder, **{field.name: other})
                whole = changed if holder is act else attrs.evolve(act, matter=changed)
                history = (*p.history[:place], whole, *p.history[place + 1 :])
                differs, also = fhir.to_bundle(
                    Partnership.replay(history), viewer=viewer
                )
            except (LookupError, ValueError, ImpossibleHistory):
                continue  # nothing like that could have been recorded there
            name = type(holder).__name__
            lost = {loss.what for loss in (*losses, *also)}
            named = {name, f"{name}.{field.name}"} | {
                what for what in lost if what.startswith(f"{kind.__name__} ")
            }
            assert differs != bundle or named & lost, f"{name}.{field.name}"


def _another(value: object, name: str) -> object:  # noqa: PLR0911  # a case each
    if isinstance(value, bool):
        return not value
    if isinstance(value, Words):
        return Words("otherwise")
    if isinstance(value, Enum):
        return next(one for one in type(value) if one is not value)
    if isinstance(value, datetime):
        return value + timedelta(days=1)
    if type(value) is int:
        return value + 1 if value < 9 else value - 1
    if type(value) is float:
        return value / 2 or 1.0
    return f"{value}-x" if type(value) is str and name != "sign" else None


@FEW
@given(histories(), VERSIONS)
def test_who_agrees_with_a_goal_is_as_the_partnership_has_it(
    p: Partnership, version: str
):
    """Invariant 55: agree, disagree and pending are the assents of each version."""
    for viewer, bundle, _ in bundles(p, version):
        called, seen = names(bundle), view(p, viewer)
        for goal in of(bundle, "Goal"):
            proposal = seen.proposal(goal["identifier"][0]["value"])
            (number,) = extended(goal, "version")
            said = {
                called[parts["individual"]["reference"]]: parts["status"]
                for parts in map(_parts, extended(goal, "goal-acceptance"))
            }
            if number == proposal.last.number:
                agreed = {str(one) for one in proposal.accepted_by}
                assert {who for who, how in said.items() if how == "agree"} == agreed
            dissent = {str(d.by) for d in proposal.dissents if d.version == number}
            no = {who for who, how in said.items() if how == "disagree"}
            assert no <= dissent
            here = {str(one.id) for one in (*seen.clients, *seen.therapists)}
            assert {w for w, how in said.items() if how == "pending"} <= here


def _parts(parts: list[dict[str, object]]) -> dict[str, object]:
    return {
        part["url"]: next(v for k, v in part.items() if k != "url") for part in parts
    }


def test_the_status_map_is_total():
    """Invariant 55: every stage has a status, for an episode and for a team."""
    assert set(EPISODE) == set(TEAM) == set(Stage)
    assert episode_status(Stage.CLOSED, worked=True) == "finished"
    assert episode_status(Stage.CLOSED, worked=False) == "cancelled"


@FEW
@given(histories(), VERSIONS)
def test_each_stage_has_its_time_and_each_step_its_provenance(
    p: Partnership, version: str
):
    """The history of an episode is the stages, in order, each with who led there."""
    moves = [Stage.REQUESTED if not p.history[0].begun else Stage.EXPLORING]
    for n in range(1, len(p.history)):
        stage = Partnership.replay(p.history[: n + 1]).stage
        if stage is not moves[-1]:
            moves.append(stage)
    bundle, _ = fhir.to_bundle(p, version=version, viewer=p.therapists[0])
    here = {str(one.id) for one in p.clients}
    called = names(bundle)
    for episode in of(bundle, "EpisodeOfCare"):
        rows = episode["statusHistory"]
        if called[episode["patient"]["reference"]] not in here:
            continue
        assert [extended(row, "stage") for row in rows] == [[s.value] for s in moves]
        assert extended(episode, "stage") == [p.stage.value]
        worked = Stage.WORKING in moves
        assert episode["status"] == episode_status(p.stage, worked=worked)
        origins = [
            one
            for one in of(bundle, "Provenance")
            if {"reference": f"urn:uuid:{episode['id']}"} in one["target"]
        ]
        assert [extended(one, "stage") for one in origins] == [
            [stage.value] for stage in moves
        ]
        assert [one["recorded"] for one in origins] == [
            row["period"]["start"] for row in rows
        ]
        assert all(one["agent"][0]["who"]["reference"] in called for one in origins)
        why = "authorization" if version == "R5" else "reason"
        assert all(one[why] for one in origins)


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
        [_parts(parts)["status"] for parts in extended(goal, "goal-acceptance")]
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
            by="bo", at=at, client="ana", instrument="mine", low=0, high=9
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
    """FHIR's periods do not run backwards; what is lost is named."""
    p = led_to(two(), Stage.WORKING)
    begun = acts.StartSession(by="bo", at=p.at, id="s9", present=("ana", "bo"))
    end = acts.EndSession(by="bo", at=p.at, session="s9", happened_at=START)
    bundle, losses = fhir.to_bundle(p.record(begun, end), viewer="bo")
    (session,) = [s for s in of(bundle, "Encounter") if names_of(s) == "s9"]
    assert "end" not in session["period"]
    assert "EndSession.happened_at" in {loss.what for loss in losses}


def test_what_cannot_be_asked_for_is_refused():
    """There is no such release, and no session that lasts no time."""
    with pytest.raises(ValueError, match="R3"):
        fhir.to_bundle(two(), version="R3", viewer="ana")
    with pytest.raises(ValueError, match="at least 1 minute"):
        fhir.to_bundle(two(), viewer="ana", minutes=0)
