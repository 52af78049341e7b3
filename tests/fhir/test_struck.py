"""What has no effect any more goes out as that: with the id it had, and no contents."""

from datetime import timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from late_stories import late_stories
from lookers import gone
from validators import (
    FEW,
    another,
    bundles,
    errors_r4,
    errors_r5,
    having,
    needs_rules,
    of,
)

from collabtherapy import (
    Evidence,
    Partnership,
    Scope,
    Stage,
    Words,
    acts,
    fhir,
    matters,
)
from collabtherapy.errors import ImpossibleHistory, Refused
from collabtherapy.fhir.outward.struck import MARKED
from collabtherapy.fhir.rows import ASIDE, IN_ERROR, IN_PROVENANCE, NO_STATUS
from collabtherapy.partnership.law.plans import kinds
from collabtherapy.privacy import view
from collabtherapy.testing.ways import consented, couple, decided, led_to, two

SAID = Words("so")
VERSIONS = st.sampled_from(["R4", "R5"])
WORKING = led_to(two(), Stage.WORKING)


def day(n: float) -> dict[str, Any]:
    """Return a moment some days after the work began."""
    return {"at": WORKING.at + timedelta(days=n)}


def voided(p: Partnership, number: int, by: str | None = None) -> Partnership:
    """Return a partnership in which an entry is taken out by its author."""
    who = by or str(p.history[number - 1].by)
    at = p.at + timedelta(minutes=1)
    void = acts.EnteredInError(by=who, at=at, act=number, because="wrong-record")
    return p.record(void)


def status(resource: dict[str, Any]) -> str:
    """Return what a resource says of how it is."""
    said: str = resource.get("lifecycleStatus") or resource["status"]
    return said


RATED = acts.RateGoal(by="ana", goal="g1", value=3, **day(1))
PLANNED = acts.PlanSession(by="bo", id="s1", starts_at=day(9)["at"], **day(1))
HELD = acts.StartSession(by="bo", id="s1", present=("ana", "bo"), **day(1))
NOTED = acts.WriteNote(by="bo", words=SAID, **day(1))
EXPLAINED = acts.Explain(by="bo", to="ana", scope=Scope.RECORDING, terms="t", **day(1))
PUT = acts.Propose(by="bo", id="g2", matter=matters.Goal(words=SAID), **day(1))
TASK = matters.Task(words=SAID, goals={"g1"})
SET = acts.Propose(by="bo", id="t2", matter=TASK, **day(1))
PLAN = matters.SafetyPlan(client="ana", words=SAID)
PLANS = acts.Propose(by="bo", id="p2", matter=PLAN, **day(1))
MEASURED = acts.RecordMeasure(
    by="bo", client="ana", instrument="phq-9", score=9, low=0, high=27, **day(1)
)


@needs_rules
@pytest.mark.parametrize("version", ["R4", "R5"])
@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (RATED, "Observation"),
        (MEASURED, "QuestionnaireResponse"),
        (PLANNED, "Appointment"),
        (HELD, "Encounter"),
        (NOTED, "Communication"),
        (EXPLAINED, "Consent"),
        (PUT, "Goal"),
        (SET, "Task"),
        (PLANS, "CarePlan"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_it_keeps_its_id_and_says_that_it_does_not_count(
    act: acts.Act, kind: str, version: Any
):
    """So whoever had the resource before learns of it; and it is valid."""
    begun = consented(WORKING, Scope.MEASUREMENT, day(1)["at"])
    at_first, _ = fhir.to_bundle(begun, version=version, viewer="bo")
    p = begun.record(act)
    before, _ = fhir.to_bundle(p, version=version, viewer="bo")
    after, losses = fhir.to_bundle(voided(p, p.version), version=version, viewer="bo")
    had = {one["id"] for one in of(at_first, kind)}
    (was,) = (one for one in of(before, kind) if one["id"] not in had)
    (now,) = (one for one in of(after, kind) if one["id"] == was["id"])
    assert status(now) == "entered-in-error" != status(was)
    assert len(now) < len(was)
    assert any(loss.because == IN_ERROR for loss in losses)
    assert (errors_r4 if version == "R4" else errors_r5)(after) == []


def test_a_concern_is_taken_back_together_and_its_flag_with_it():
    """The act that takes it out says why, of the same resource."""
    p = WORKING.record(acts.RaiseConcern(by="bo", client="ana", **day(1)))
    wrong = matters.Correction(act=p.version, because="wrong-record")
    p = decided(p, "fix", wrong, day(2)["at"])
    bundle, _ = fhir.to_bundle(p, viewer="ana")
    (flag,) = of(bundle, "Flag")
    assert status(flag) == "entered-in-error"
    about = [
        one
        for one in of(bundle, "Provenance")
        if {"reference": f"urn:uuid:{flag['id']}"} in one["target"]
    ]
    done = [one["activity"]["coding"][0]["code"] for one in about]
    assert sorted(done) == ["Accept", "Propose", "RaiseConcern"]
    reasons = [
        one["reason"][0]["coding"][0]["code"] for one in about if "reason" in one
    ]
    assert reasons == ["wrong-record", "wrong-record"]
    (raised,) = (one for one in about if "reason" not in one)
    assert "extension" not in raised


def test_what_takes_the_place_of_another_says_so():
    """Provenance names the resource that it is a revision of, or it is lost by name."""
    p = voided(WORKING.record(RATED), WORKING.version + 1)
    again = attrs.evolve(RATED, value=7, corrects=WORKING.version + 1, **day(2))
    bundle, losses = fhir.to_bundle(p.record(again), viewer="bo")
    wrong, right = sorted(of(bundle, "Observation"), key=status)
    (origin,) = (one for one in of(bundle, "Provenance") if "entity" in one)
    assert origin["target"] == [{"reference": f"urn:uuid:{right['id']}"}]
    gone = {"reference": f"urn:uuid:{wrong['id']}"}
    assert origin["entity"] == [{"role": "revision", "what": gone}]
    assert not any(loss.what.endswith(".corrects") for loss in losses)

    p = voided(WORKING.record(acts.Pause(by="ana", **day(1))), WORKING.version + 1)
    note = attrs.evolve(NOTED, by="ana", corrects=WORKING.version + 1, **day(2))
    _, losses = fhir.to_bundle(p.record(note), viewer="bo")
    assert "WriteNote.corrects" in {loss.what for loss in losses}


def test_what_lost_its_effect_was_no_error():
    """A goal that was put after the client had left, as is known now."""
    left = acts.Leave(by="ana", happened_at=WORKING.at + timedelta(hours=1), **day(3))
    p = WORKING.record(PUT, left)
    assert p.entries[-2].set_aside_by == p.version
    bundle, losses = fhir.to_bundle(p, viewer="bo")
    assert sorted(map(status, of(bundle, "Goal"))) == ["active", "cancelled"]
    assert ASIDE in {loss.because for loss in losses}


def test_what_has_no_such_status_is_named():
    """An AuditEvent and a step say nothing of having been errors."""
    p = WORKING.record(acts.Pause(by="ana", **day(1)))
    _, losses = fhir.to_bundle(voided(p, p.version), viewer="bo")
    assert {"Pause", "EnteredInError"} <= {loss.what for loss in losses}


def test_a_session_stands_whose_end_was_entered_in_error():
    """Also for a therapist who left, whose view holds their own acts and no session."""
    p = gone()
    (ended,) = (
        entry.version
        for entry in view(p, "bo").entries
        if isinstance(entry.act, acts.EndSession) and str(entry.act.session) == "s2"
    )
    p = p.record(acts.EnteredInError(by="bo", at=p.at, act=ended, because="slip"))
    bundle, losses = fhir.to_bundle(p, viewer="bo")
    assert of(bundle, "Encounter") == []
    assert ("EndSession", NO_STATUS) in {(loss.what, loss.because) for loss in losses}


def test_what_is_hidden_is_counted_and_not_shown():
    """What was taken out is no more shown than what was not."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(acts.WriteNote(by="bo", words=SAID, to=("ana",), **day(1)))
    shown = {viewer: _acts_lost(p, viewer) for viewer in ("ana", "cem")}
    after = voided(p, p.version)
    assert _acts_lost(after, "ana") == shown["ana"]
    assert _acts_lost(after, "cem") == shown["cem"] + 1
    assert of(fhir.to_bundle(after, viewer="cem")[0], "Communication") == []


def _acts_lost(p: Partnership, viewer: str) -> int:
    _, losses = fhir.to_bundle(p, viewer=viewer)
    return sum(loss.n for loss in losses if loss.what == "acts")


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_each_field_of_what_was_taken_out_is_carried_or_named_as_lost(
    kind: type[acts.Act],
):
    """Invariant 54: also of an act that has no effect any more."""
    p, place = having(kind)
    entries, act = p.entries, p.history[place]
    try:
        last = voided(p, place + 1).history[-1]
    except Refused:  # it is nobody's to take out alone
        return
    bundle, losses = fhir.to_bundle(voided(p, place + 1), viewer="bo")
    matter = getattr(act, "matter", None)
    for holder in (act, matter) if matter is not None else (act,):
        for field in attrs.fields(type(holder)):
            other = another(getattr(holder, field.name), field.name)
            if field.name == "evidence":
                other = Evidence("paper-form", seen_by="eva")
            if other is None or field.name in IN_PROVENANCE | {"kept"}:
                continue
            try:
                changed = attrs.evolve(holder, **{field.name: other})
                whole = changed if holder is act else attrs.evolve(act, matter=changed)
                acts_ = [entry.act for entry in entries]
                q = Partnership.replay([*acts_[:place], whole, *acts_[place + 1 :]])
                differs, also = fhir.to_bundle(q.record(last), viewer="bo")
            except (LookupError, ValueError, ImpossibleHistory, Refused):
                continue  # nothing like that could have been recorded there
            name = type(holder).__name__
            lost = {loss.what for loss in (*losses, *also)}
            named = {name, f"{name}.{field.name}"} | {
                what for what in lost if what.startswith(f"{kind.__name__} ")
            }
            assert differs != bundle or named & lost, f"{name}.{field.name}"


@needs_rules
@FEW
@given(late_stories(), VERSIONS)
def test_every_bundle_of_late_stories_is_valid(p: Partnership, version: str):
    """Invariant 54, with what was written down late and taken out again."""
    for _, bundle, _ in bundles(p, version):
        assert (errors_r4 if version == "R4" else errors_r5)(bundle) == []


def test_what_was_entered_in_error_is_read_as_nothing():
    """No draft and no fact comes of it, and that is said; a consent permits nothing."""
    p = WORKING.record(RATED, PUT, EXPLAINED)
    for number in range(p.version, WORKING.version, -1):
        p = voided(p, number)
    usual, found = (
        fhir.from_bundle(fhir.to_bundle(one, viewer="bo")[0]) for one in (WORKING, p)
    )
    assert found.proposals == usual.proposals
    assert found.facts.goals == usual.facts.goals
    assert found.facts.observations == usual.facts.observations == ()
    codes = [problem.code for problem in found.problems]
    assert codes.count("entered_in_error") == 2
    assert len(found.facts.consents) == len(usual.facts.consents) + 1


def test_every_way_of_saying_so_is_met():
    """Each row of the table is tried above, by hand."""
    assert set(MARKED) == {
        "Appointment", "CarePlan", "Communication", "Consent", "Encounter", "Flag",
        "Goal", "Observation", "QuestionnaireResponse", "Task",
    }  # fmt: skip
