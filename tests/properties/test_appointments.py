"""Appointments: how long and where; moved, they stay the same (invariant 72)."""

from datetime import timedelta
from typing import Any

import attrs
import pytest
from diary import DAY, HOUR, MODES, PLACES, WEEK_2, codes, move, plan, start
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    Client,
    Mode,
    NoScore,
    Organisation,
    Partnership,
    Scope,
    SessionStatus,
    Stage,
    Therapist,
    Words,
    acts,
    codec,
)
from collabtherapy.partnership.values.moments import LATEST
from collabtherapy.testing import acts_of, moments, sessions
from collabtherapy.testing.situations.places import at_, working
from collabtherapy.testing.ways import START, consented, led_to


@given(sessions(at_most=8), acts_of(acts.MoveSession), st.data())
def test_moving_changes_no_other_appointment_and_keeps_the_id(
    p: Partnership, like: acts.MoveSession, data: st.DataObject
):
    """Invariant 72: one session is for another time, and nothing else is another."""
    p = p.record(plan(p, by="ana", id="s-a"), plan(p, id="s-b"))
    planned = [s.id for s in p.sessions if s.status is SessionStatus.PLANNED]
    name = data.draw(st.sampled_from(planned))
    when = {"at": p.at, "happened_at": None}
    hand = {"entered_by": None, "evidence": None, "corrects": None}
    act = attrs.evolve(like, by="ana", session=name, **when, **hand)
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
