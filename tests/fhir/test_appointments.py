"""Appointments in FHIR: what they say is carried or named as lost, and read back."""

from datetime import timedelta
from typing import Any

import attrs
import pytest
from diary import DAY, HOUR, MODES, PLACES, ROOM, WEEK_2, move, plan, start
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import Mode, Partnership, Scope, Stage, Words, acts, fhir
from collabtherapy.privacy.authors import without_words_of
from collabtherapy.testing.situations.places import at_, met, working
from collabtherapy.testing.ways import consented, couple, led_to


def other(act: acts.Act, name: str) -> Any:
    """Return another value for a field of an appointment."""
    match name:
        case "starts_at":
            return act.starts_at + HOUR / 60
        case "ends_at":
            return act.starts_at + 2 * HOUR
        case "mode":
            return Mode.VIDEO if act.mode is Mode.PHONE else Mode.PHONE
        case "place":
            return Words("another room")
        case _:
            return frozenset(("ana", "bo"))


@given(
    st.fixed_dictionaries({"mode": MODES, "place": PLACES}),
    st.fixed_dictionaries({"mode": st.none() | MODES, "place": PLACES}),
    st.booleans(),
    st.sampled_from(("R4", "R5")),
)
def test_whatever_an_appointment_says_is_carried_or_named_as_lost(
    first: dict[str, Any],
    then: dict[str, Any],
    moved: bool,  # noqa: FBT001
    version: Any,
):
    """Invariant 54 for each field of both acts, whatever became of it since."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(plan(p, **first))
    if moved:
        p = p.record(move(p, **then))
    whole, losses = fhir.to_bundle(p, version=version, viewer="bo")
    for n in (-1, -2)[: 1 + moved]:
        act = p.history[n]
        fields = ("starts_at", "ends_at", "mode", "place", "with_")
        for name in fields if isinstance(act, acts.PlanSession) else fields[:-1]:
            changed = attrs.evolve(act, **{name: other(act, name)})
            history = list(p.history)
            history[n] = changed
            otherwise = Partnership.replay(history)
            if n == -1 and otherwise.session("s") == p.session("s"):
                continue  # to say that it is as before says nothing new
            again, also = fhir.to_bundle(otherwise, version=version, viewer="bo")
            lost = {loss.what for loss in (*losses, *also)}
            field = f"{type(act).__name__}.{name}"
            assert again != whole or field in lost, field


@given(
    MODES, PLACES, st.none() | st.timedeltas(HOUR, DAY), st.sampled_from(("R4", "R5"))
)
def test_an_appointment_comes_back_from_fhir(
    mode: Mode, place: Words | None, lasts: timedelta | None, version: Any
):
    """When, how long, how, where, with whom; moved, it is the same resource."""
    p = led_to(couple(), Stage.WORKING)
    end = None if lasts is None else WEEK_2 + lasts
    p = p.record(plan(p, ends_at=end, with_=("cem", "bo")))
    before, _ = fhir.to_bundle(p, version=version, viewer="cem")
    p = p.record(move(p, mode=mode, place=place))
    after, _ = fhir.to_bundle(p, version=version, viewer="cem")
    assert appointment_of(before)["id"] == appointment_of(after)["id"]

    found = fhir.from_bundle(after)
    (read,) = found.facts.sessions
    assert not [one for one in found.problems if one.code == "not_read"]
    assert (read.mode, read.place) == (mode, place)
    assert read.people == ("bo", "cem")
    assert read.start.earliest == WEEK_2 + DAY
    assert (read.end is None) is (lasts is None)
    if lasts is not None:
        assert read.end.latest == WEEK_2 + DAY + lasts


def appointment_of(bundle: Any) -> Any:
    """Return the one appointment of a Bundle."""
    resources = [entry["resource"] for entry in bundle["entry"]]
    (found,) = [one for one in resources if one["resourceType"] == "Appointment"]
    return found


def test_a_place_that_was_taken_out_is_masked():
    """The resource is there, and does not say where."""
    p = met()
    p = p.record(plan(p, place=ROOM))
    gone = acts.Redact(by="bo", subject="bo", because="erasure_request", **at_(p))
    history = [without_words_of(act, p.therapists[0].id) for act in p.history]
    bundle, _ = fhir.to_bundle(Partnership.replay([*history, gone]), viewer="ana")
    (place,) = [
        entry["resource"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "Location"
    ]
    assert "name" not in place
    assert place["_name"]
    assert fhir.from_bundle(bundle).facts.sessions[-1].place is None


@pytest.mark.parametrize("mode", Mode)
def test_how_people_met_comes_back_from_fhir(mode: Mode):
    """Of the encounter and of its appointment, which was for another mode."""
    p = consented(working(), Scope.TELEHEALTH, working().at)
    p = p.record(plan(p, mode=Mode.CHAT), start(p, mode=mode))
    for version in ("R4", "R5"):
        bundle, losses = fhir.to_bundle(p, version=version, viewer="bo")
        read = {s.kind: s.mode for s in fhir.from_bundle(bundle).facts.sessions}
        assert read == {"Appointment": mode, "Encounter": mode}
        lost = "PlanSession.mode" in {loss.what for loss in losses}
        assert lost is (mode is not Mode.CHAT)


def test_a_session_of_a_place_is_held_there():
    """The encounter names the place and the appointment that it came of."""
    p = working()
    p = p.record(plan(p, place=ROOM), start(p))
    for version in ("R4", "R5"):
        bundle, _ = fhir.to_bundle(p, version=version, viewer="ana")
        held = fhir.from_bundle(bundle).facts.sessions
        assert {(s.kind, s.mode, s.place) for s in held} == {
            ("Appointment", Mode.IN_PERSON, ROOM), ("Encounter", Mode.IN_PERSON, ROOM)
        }  # fmt: skip
