"""What goes out is what whoever asks may see, and says nothing of what they may not."""

import json

import attrs
import pytest
from hypothesis import given
from lookers import peopled
from validators import FEW, bundles, extended, of

from collabtherapy import (
    Client,
    Partnership,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
    fhir,
    matters,
)
from collabtherapy.errors import NotForThem
from collabtherapy.fhir.losses import NOT_SHOWN
from collabtherapy.partnership.values.act import Matter
from collabtherapy.privacy import Plan, redact, view
from collabtherapy.testing import check_view, histories
from collabtherapy.testing.ways import BO, START, couple, in_session, led_to, two


def test_nobody_is_shown_more_than_their_view():
    """The contract that every view keeps is kept by both releases of FHIR."""
    check_view(lambda p, who: fhir.to_bundle(p, viewer=who), examples=15)
    check_view(lambda p, who: fhir.to_bundle(p, version="R5", viewer=who), examples=10)


def marked(p: Partnership) -> Partnership:
    """Give the same partnership in which every text says which act it stands in."""
    return Partnership.replay(
        _said(act, Words(f"canary-{n}.")) for n, act in enumerate(p.history)
    )


def _said(holder: object, words: Words) -> object:
    changes: dict[str, object] = {}
    for field in attrs.fields(type(holder)):
        value = getattr(holder, field.name)
        if isinstance(value, Words):
            changes[field.name] = words
        elif isinstance(value, Matter):
            changes[field.name] = _said(value, words)
    return attrs.evolve(holder, **changes)


@FEW
@given(histories() | peopled())
def test_no_word_of_an_act_that_is_not_theirs_goes_out(p: Partnership):
    """The words in a Bundle are of acts one may see, or of matters put to them."""
    p = marked(p)
    for viewer, bundle, losses in bundles(p):
        seen = view(p, viewer)
        proposals = seen.state.decisions.proposals.values()
        put = [version.matter for one in proposals for version in one.versions]
        text = json.dumps(bundle)
        for n, act in enumerate(p.history):
            shown = act in seen.history or getattr(act, "matter", None) in put
            assert f"canary-{n}." not in text or shown
        assert "canary" not in repr(losses)


def test_whoever_is_no_part_of_it_gets_nothing():
    """A stranger is refused as by any view."""
    with pytest.raises(NotForThem):
        fhir.to_bundle(two(), viewer="stranger")


def test_nobodys_name_goes_out():
    """What people are called, and rare trainings, are lost and named as such."""
    p = Partnership.open(
        id="p-1",
        clients=(Client("ana", called=Words("Anita"), pronouns=Words("she")),),
        therapists=(Therapist("bo", credentials=("falconer",), called=Words("Bob")),),
        by="ana",
        at=START,
    )
    bundle, losses = fhir.to_bundle(p, viewer="ana")
    text = json.dumps(bundle)
    assert not {word for word in ("Anita", "she", "Bob", "falconer") if word in text}
    assert {loss.what for loss in losses} >= {
        "Client.called",
        "Client.pronouns",
        "Therapist.credentials",
        "Therapist.called",
        "Open.policy",
    } - {"Open.policy"}  # which is the usual one


def test_a_therapists_own_notes_go_out_to_nobody():
    """A process note is lost to its author, and not even counted by kind to others."""
    p = led_to(two(), Stage.WORKING)
    p = p.record(acts.WriteProcessNote(by="bo", at=p.at, words=Words("a hunch")))
    own, losses = fhir.to_bundle(p, viewer="bo")
    assert "hunch" not in json.dumps(own)
    assert "WriteProcessNote" in {loss.what for loss in losses}
    _, others = fhir.to_bundle(p, viewer="ana")
    assert "WriteProcessNote" not in {loss.what for loss in others}
    assert fhir.Loss(what="acts", because=NOT_SHOWN) in others


def test_a_step_that_one_may_not_see_says_when_and_not_who():
    """What one client of a couple took back, the other sees as a stage alone."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(acts.WithdrawConsent(by="ana", at=p.at, scope=Scope.TREATMENT))
    assert p.stage is Stage.ENDING
    bundle, _ = fhir.to_bundle(p, viewer="cem")
    last = of(bundle, "Provenance")[-1]
    assert extended(last, "stage") == ["ending"]
    assert "reference" not in last["agent"][0]["who"]
    assert "activity" not in last
    own, _ = fhir.to_bundle(p, viewer="ana")
    assert of(own, "Provenance")[-1]["agent"][0]["who"]["reference"]


def test_whoever_left_gets_what_they_saw():
    """The time after somebody left is not theirs; their own episode is over."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(acts.Leave(by="cem", at=p.at, words=Words("enough")))
    later = p.record(acts.Leave(by="ana", at=p.at))
    bundle, _ = fhir.to_bundle(later, viewer="cem")
    stages = [
        extended(row, "stage")[0]
        for row in of(bundle, "EpisodeOfCare")[0]["statusHistory"]
    ]
    assert stages[-1] == "paused"
    assert [one["status"] for one in of(bundle, "EpisodeOfCare")] == [
        "onhold",
        "finished",
    ]
    (team,) = of(bundle, "CareTeam")
    assert (
        "end" in next(m for m in team["participant"] if "end" in m["period"])["period"]
    )


def test_whoever_died_is_dead_in_the_record():
    """A death is on the patient; what whoever died is shown was before it."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(acts.RecordDeath(by="bo", at=p.at, client="cem"))
    bundle, _ = fhir.to_bundle(p, viewer="bo")
    assert [one.get("deceasedDateTime") for one in of(bundle, "Patient")] == [
        None,
        p.at.isoformat(),
    ]
    before, _ = fhir.to_bundle(p, viewer="cem")
    assert "deceasedDateTime" not in json.dumps(before)


def test_words_that_were_taken_out_leave_a_mark():
    """Redacted words are masked where FHIR wants some, in both releases."""
    p = in_session(led_to(two(), Stage.WORKING))
    p = p.record(
        acts.GiveFeedback(by="ana", at=p.at, session="s1", words=Words("said")),
        acts.RaiseConcern(by="ana", at=p.at, client="ana", words=Words("low")),
    )
    plan = Plan(subject="ana", by="ana", at=p.at, because="withdrawn")
    gone, _ = redact(p, plan)
    for version in ("R4", "R5"):
        bundle, _ = fhir.to_bundle(gone, version=version, viewer="bo")
        assert "masked" in json.dumps(bundle)
        assert "said" not in json.dumps(of(bundle, "QuestionnaireResponse"))


def test_text_that_fhir_cannot_hold_is_made_to_fit_and_named():
    """A control becomes a replacement, an odd space a plain one; both are losses."""
    p = led_to(two(), Stage.WORKING)
    odd = matters.Goal(words=Words("a\x0bb\x01c"))
    p = p.record(acts.Propose(by="ana", at=p.at, id="odd", matter=odd))
    bundle, losses = fhir.to_bundle(p, viewer="ana")
    assert "a b\N{REPLACEMENT CHARACTER}c" in [
        goal["description"]["text"] for goal in of(bundle, "Goal")
    ]
    assert "Words" in {loss.what for loss in losses}
    assert str(BO.id) not in repr(losses)
