"""Appointments: how long, how and where; moved, they stay the same (invariant 72)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    Client,
    Duty,
    DutyKind,
    DutyStatus,
    Lapse,
    Mode,
    NoScore,
    Organisation,
    Partnership,
    PersonId,
    Scope,
    SessionId,
    SessionStatus,
    Stage,
    Therapist,
    Way,
    Words,
    acts,
    codec,
    fhir,
)
from collabtherapy.partnership.values.moments import LATEST
from collabtherapy.privacy import view
from collabtherapy.privacy.authors import without_words_of
from collabtherapy.testing import acts_of, moments, sessions
from collabtherapy.testing.situations.places import at_, met, working
from collabtherapy.testing.ways import START, consented, couple, led_to

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROOM, LINK = Words("Room 5"), Words("https://video.example/5")
WEEK_2 = START + timedelta(days=14)
MODES = st.sampled_from(Mode)
PLACES = st.sampled_from((None, ROOM, LINK))


def plan(p: Partnership, **fields: Any) -> acts.PlanSession:
    """Return the making of an appointment."""
    said = {"by": "bo", "id": "s", "starts_at": WEEK_2, **at_(p), **fields}
    return acts.PlanSession(**said)


def move(p: Partnership, **fields: Any) -> acts.MoveSession:
    """Return the moving of it."""
    said = {"by": "bo", "session": "s", "starts_at": WEEK_2 + DAY, **at_(p), **fields}
    return acts.MoveSession(**said)


def start(p: Partnership, **fields: Any) -> acts.StartSession:
    """Return the start of the session."""
    said = {"by": "bo", "id": "s", "present": ("ana", "bo"), **at_(p), **fields}
    return acts.StartSession(**said)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way."""
    return [refusal.code for refusal in p.why_not(act)]


@given(sessions(at_most=8), acts_of(acts.MoveSession), st.data())
def test_moving_changes_no_other_appointment_and_keeps_the_id(
    p: Partnership, like: acts.MoveSession, data: st.DataObject
):
    """Invariant 72: one session is for another time, and nothing else is another."""
    p = p.record(plan(p, by="ana", id="s-a"), plan(p, id="s-b"))
    planned = [s.id for s in p.sessions if s.status is SessionStatus.PLANNED]
    name = data.draw(st.sampled_from(planned))
    act = attrs.evolve(like, by="ana", at=p.at, happened_at=None, session=name)
    after = p.record(act)

    assert [s.id for s in after.sessions] == [s.id for s in p.sessions]
    for before, now in zip(p.sessions, after.sessions, strict=True):
        if now.id != name:
            assert now == before
            continue
        assert now.planned_for == act.starts_at
        same = {"status", "present", "absent", "started_at", "ended_at", "expected"}
        assert all(getattr(now, one) == getattr(before, one) for one in same)
    changed = {
        region
        for region, before, now in zip(
            p.state._fields, p.state, after.state, strict=True
        )
        if before != now
    }
    assert changed <= {"sessions", "at", "contact", "duties"}


@given(st.timedeltas(-2 * DAY, 2 * DAY), st.booleans())
def test_an_appointment_lasts_up_to_a_day(lasts: timedelta, moved: bool):  # noqa: FBT001
    """It ends after it starts, and at most 24 hours later; both acts say so alike."""
    p = working()
    make = move if moved else plan
    fields = {"starts_at": WEEK_2, "ends_at": WEEK_2 + lasts}
    if timedelta(0) < lasts <= DAY:
        assert make(p, **fields).ends_at == WEEK_2 + lasts
        return
    with pytest.raises(ValueError, match="later than starts_at, and at most 24 hours"):
        make(p, **fields)


@given(st.none() | st.timedeltas(HOUR / 60, DAY), moments())
def test_moved_without_an_end_it_lasts_as_long_as_before(lasts: Any, to: Any):
    """What nobody had said stays unsaid."""
    p = working()
    end = None if lasts is None else WEEK_2 + lasts
    p = p.record(plan(p, ends_at=end))
    p = p.record(move(p, starts_at=to))

    until = p.session("s").planned_until
    assert until == (None if lasts is None else to + lasts)


def test_what_would_last_beyond_time_has_no_end():
    """An end that there is no moment for is not made up."""
    p = working()
    p = p.record(plan(p, ends_at=WEEK_2 + HOUR))
    p = p.record(move(p, starts_at=LATEST))
    assert p.session("s").planned_until is None


@given(MODES, PLACES, st.none() | MODES, PLACES)
def test_a_room_is_kept_only_where_people_meet_as_before(
    mode: Mode, place: Words | None, to: Mode | None, elsewhere: Words | None
):
    """What a move does not say is as before; but a room is no link."""
    p = working()
    p = p.record(plan(p, mode=mode, place=place))
    p = p.record(move(p, mode=to, place=elsewhere))
    session = p.session("s")

    assert session.mode is (to or mode)
    kept = place if session.mode is mode else None
    assert session.place == (elsewhere or kept)


def begun(p: Partnership) -> Partnership:
    """Return what came of an appointment that began."""
    return p.record(plan(p), start(p))


AFTER = {
    "begun": begun,
    "held": lambda p: begun(p).record(acts.EndSession(by="bo", session="s", **at_(p))),
    "interrupted": lambda p: begun(p).record(
        acts.InterruptSession(by="bo", session="s", **at_(p))
    ),
    "cancelled": lambda p: p.record(
        plan(p), acts.CancelSession(by="ana", session="s", **at_(p))
    ),
    "missed": lambda p: p.record(
        plan(p), acts.MissSession(by="bo", session="s", absent=("ana",), **at_(p))
    ),
}


@pytest.mark.parametrize("what", AFTER)
def test_only_what_is_planned_is_moved(what: str):
    """What began, or is off, is no appointment any more: another one is made."""
    p = AFTER[what](working())
    (refusal,) = p.why_not(move(p))

    assert refusal.code == "session.not_planned"
    do, change = refusal.fix
    p = p.record(plan(p, id=do.fields["id"]))
    assert p.allows(move(p, session=change.to[0]))


def test_only_members_are_expected():
    """Somebody else is nobody whom the appointment could be with."""
    p = working()
    assert codes(p, plan(p, with_=("ana", "bo"))) == []
    (refusal,) = p.why_not(plan(p, with_=("ana", "zed")))
    assert refusal.code == "person.unknown"
    (change,) = refusal.fix
    assert p.allows(plan(p, with_=change.to[0]))
    with pytest.raises(TypeError, match="put one person into a tuple"):
        plan(p, with_="ana")


@pytest.mark.parametrize("mode", Mode)
def test_the_mode_of_the_appointment_is_that_of_the_session(mode: Mode):
    """By distance is by distance, and needs its consent, without saying so again."""
    p = working()
    p = p.record(plan(p, mode=mode))
    assert p.allows(start(p, mode=Mode.IN_PERSON))  # said otherwise
    if not mode.is_remote:
        assert p.record(start(p)).session("s").ways == frozenset()
        return
    assert codes(p, start(p)) == ["consent.telehealth.not_in_force"]
    p = consented(p, Scope.TELEHEALTH, p.at).record(start(p))
    assert (p.session("s").mode, p.session("s").ways) == (mode, {Way.TELEHEALTH})
    # What it rests on is taken back, and it ends.
    off = acts.WithdrawConsent(by="ana", scope=Scope.TELEHEALTH, **at_(p))
    assert p.record(off).session("s").status is SessionStatus.INTERRUPTED


def test_in_person_after_all_rests_on_no_consent_to_distance():
    """A session that was planned by video and held in a room goes on."""
    p = consented(working(), Scope.TELEHEALTH, working().at)
    p = p.record(plan(p, mode=Mode.VIDEO), start(p, mode=Mode.IN_PERSON))
    off = acts.WithdrawConsent(by="ana", scope=Scope.TELEHEALTH, **at_(p))
    assert p.record(off).session("s").status is SessionStatus.OPEN


def owed(p: Partnership, status: DutyStatus = DutyStatus.OPEN) -> list[Duty]:
    """Return what is owed to clients who are to meet by distance."""
    duties = p.duties(at=p.at, status=status)
    return [duty for duty in duties if duty.kind is DutyKind.ASK_TELEHEALTH]


def test_who_is_to_meet_by_distance_is_asked_before_they_do():
    """Planned by video nothing is refused, and asking is owed to whom it concerns."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(plan(p, mode=Mode.VIDEO, with_=("ana", "bo")))
    (duty,) = owed(p)
    assert (duty.owed_by, duty.owed_to) == (PersonId("bo"), PersonId("ana"))
    assert duty.by_next_session
    assert owed(led_to(couple(), Stage.WORKING)) == []
    both = p.record(plan(p, id="t", mode=Mode.PHONE))
    assert {one.owed_to for one in owed(both)} == {PersonId("ana"), PersonId("cem")}
    given_ = consented(p, Scope.TELEHEALTH, p.at)
    assert owed(given_) == []
    assert owed(given_.record(plan(given_, id="t", mode=Mode.CHAT))) == []


def test_consent_that_ends_before_the_appointment_is_asked_for_again():
    """What counts is the moment at which they are to meet."""
    p = consented(working(), Scope.TELEHEALTH, working().at)
    give = acts.GiveConsent(
        by="ana", scope=Scope.TELEHEALTH, terms="t", expires_at=WEEK_2, **at_(p)
    )
    p = p.record(give)
    assert owed(p.record(plan(p, mode=Mode.VIDEO, starts_at=WEEK_2 - HOUR))) == []
    assert len(owed(p.record(plan(p, mode=Mode.VIDEO, starts_at=WEEK_2)))) == 1


ANSWERED: dict[str, Callable[[Partnership], acts.Act]] = {
    "asked": lambda p: acts.Explain(
        by="bo", to="ana", scope=Scope.TELEHEALTH, terms="t", **at_(p)
    ),
    "declined": lambda p: acts.DeclineConsent(
        by="ana", scope=Scope.TELEHEALTH, **at_(p)
    ),
}


@pytest.mark.parametrize("how", ANSWERED)
def test_asking_or_the_answer_does_it(how: str):
    """Of this scope, and of no other."""
    p = working()
    p = p.record(plan(p, mode=Mode.VIDEO))
    other = acts.Explain(by="bo", to="ana", scope=Scope.CONTACT, terms="t", **at_(p))
    assert len(owed(p.record(other))) == 1
    done = p.record(ANSWERED[how](p))
    assert (owed(done), len(owed(done, DutyStatus.DISCHARGED))) == ([], 1)


ENDED: dict[str, Callable[[Partnership], acts.Act]] = {
    "moved": lambda p: move(p, mode=Mode.IN_PERSON),
    "cancelled": lambda p: acts.CancelSession(by="ana", session="s", **at_(p)),
    "missed": lambda p: acts.MissSession(
        by="bo", session="s", absent=("ana",), **at_(p)
    ),
    "begun": lambda p: start(p, mode=Mode.IN_PERSON),
}


@pytest.mark.parametrize("how", ENDED)
def test_an_appointment_that_is_over_asks_nothing(how: str):
    """It lapses, and that of another appointment stays."""
    p = working()
    p = p.record(plan(p, mode=Mode.VIDEO), plan(p, id="t", mode=Mode.VIDEO))
    after = p.record(ENDED[how](p))
    (over,) = owed(after, DutyStatus.LAPSED)
    assert (over.id.session, over.lapsed_because) == (
        SessionId("s"), Lapse.APPOINTMENT_OVER
    )  # fmt: skip
    assert [duty.id.session for duty in owed(after)] == [SessionId("t")]


def test_moved_by_distance_it_is_asked_once():
    """The one before it lapses; that of the time to come is open."""
    p = working()
    p = p.record(plan(p))
    p = p.record(move(p, mode=Mode.PHONE, **at_(p, 1)))
    p = p.record(move(p, starts_at=WEEK_2, **at_(p, 1)))
    assert len(owed(p)) == len(owed(p, DutyStatus.LAPSED)) == 1


def test_what_is_owed_to_one_client_for_distance_is_in_no_other_view():
    """Who has consented to what is for them, and the therapists."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(plan(p, mode=Mode.VIDEO))
    for viewer in ("ana", "cem"):
        seen = view(p, viewer).duties(at=p.at)
        asked = [one for one in seen if one.kind is DutyKind.ASK_TELEHEALTH]
        assert [one.owed_to for one in asked] == [PersonId(viewer)]


def test_by_distance_without_saying_how_is_as_it_was():
    """What older acts say is by distance, of no mode; and never in person at once."""
    p = consented(working(), Scope.TELEHEALTH, working().at)
    for before in (p, p.record(plan(p))):
        session = before.record(start(before, ways={Way.TELEHEALTH})).session("s")
        assert (session.mode, session.ways) == (None, {Way.TELEHEALTH})
    with pytest.raises(ValueError, match="in person or by distance"):
        start(p, mode=Mode.IN_PERSON, ways={Way.TELEHEALTH})


def in_a_service() -> Partnership:
    """Return a partnership that works, and whose diary an organisation keeps."""
    opened = Partnership.open(
        id="p-1",
        clients=[Client("ana")],
        therapists=[Therapist("bo")],
        organisations=[Organisation("clinic")],
        by="ana",
        at=START,
    )
    return led_to(opened, Stage.WORKING)


def test_an_organisation_keeps_the_diary_and_records_measures():
    """It plans, moves, calls off and records; the gates are the same for it."""
    p = in_a_service()
    p = p.record(plan(p, by="clinic"))
    p = p.record(move(p, by="clinic"))
    p = p.record(acts.CancelSession(by="clinic", session="s", **at_(p)))
    assert p.session("s").status is SessionStatus.CANCELLED

    measure = acts.RecordMeasure(
        by="clinic", client="ana", instrument="phq-9", low=0, high=27,
        no_score=NoScore.NOT_ASKED, **at_(p),
    )  # fmt: skip
    assert codes(p, measure) == ["consent.measurement.not_in_force"]
    p = consented(p, Scope.MEASUREMENT, p.at).record(measure)
    assert p.measures("ana") == (measure,)


def test_a_session_is_for_those_who_meet():
    """An organisation starts, ends and misses none."""
    p = in_a_service()
    p = p.record(plan(p))
    missed = acts.MissSession(by="clinic", session="s", absent=("ana",), **at_(p))
    assert codes(p, missed) == ["right.not_theirs"]
    assert codes(p, start(p, by="clinic")) == ["right.not_theirs"]


def test_an_appointment_of_format_1_is_in_person_and_has_no_end():
    """Whatever nobody said then is not said now."""
    plain = codec.to_plain(plan(working()))
    assert plain.keys() == {"act", "at", "by", "id", "starts_at"}
    act = codec.from_plain(plain, written=1)
    assert (act.ends_at, act.mode, act.place) == (None, Mode.IN_PERSON, None)


# What goes out.


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
