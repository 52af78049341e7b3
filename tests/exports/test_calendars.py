"""Calendars: that other programs read them, and that they tell nobody anything."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from late_stories import late_stories
from lookers import WHOLE_STORIES, come_late, lookers, peopled
from read_back import CANARY, marked, named

from collabtherapy import (
    Partnership,
    Role,
    Scope,
    SessionId,
    SessionStatus,
    Stage,
    Words,
    acts,
)
from collabtherapy.errors import NotForThem
from collabtherapy.exports import calendar
from collabtherapy.partnership.values.moments import LATEST
from collabtherapy.privacy import Plan, redact, view
from collabtherapy.testing import local_times, partnerships
from collabtherapy.testing.clocks import PLACES
from collabtherapy.testing.ways import BO, START, led_to, two

ical: Any = pytest.importorskip("icalendar", reason="calendars: the extra calendar")


NO_TIME, HOUR = timedelta(), timedelta(hours=1)


def planned(starts_at: datetime = START + timedelta(days=7)) -> Partnership:
    """Give two people with a session ahead of them."""
    return two().record(acts.PlanSession(by=BO, at=START, id="s1", starts_at=starts_at))


def entries(file: bytes) -> list[Any]:
    """Read a calendar, as another program does."""
    return list(ical.Calendar.from_ical(file).events)


@given(partnerships())
def test_whoever_sees_sessions_has_them_and_no_more(p: Partnership):
    """Each session that a viewer may see is an entry; what is off is crossed out."""
    for person in (*p.clients, *p.therapists):
        seen = view(p, person).sessions
        found = entries(calendar([p], viewer=person))
        off = [session.status is SessionStatus.CANCELLED for session in seen]
        assert [entry["STATUS"] == "CANCELLED" for entry in found] == off
        assert len({str(entry["UID"]) for entry in found}) == len(found)
        for entry in found:
            assert entry["SUMMARY"] == "Appointment"
            assert entry["CLASS"] == "CONFIDENTIAL"
            assert entry["SEQUENCE"] >= 0
            assert entry.end >= entry.start


@given(partnerships())
def test_a_calendar_names_nobody(p: Partnership):
    """Neither words nor the name of anybody or anything stand in a calendar."""
    whole = marked(p)
    for person in (*whole.clients, *whole.therapists):
        assert CANARY.encode() not in calendar([whole], viewer=person)


def told(entry: Any) -> tuple[object, ...]:
    """Return what an entry says of a session to any program."""
    end = entry["DTEND"].dt if "DTEND" in entry else None
    return entry["STATUS"], entry["DTSTART"].dt, end


def agree(p: Partnership) -> None:
    """Fail unless all who see a session have one entry for it that says the same."""
    by_version: dict[tuple[str, int], tuple[object, ...]] = {}
    now: dict[str, int] = {}
    keeper = p.therapists[0].id
    for person, seen in lookers(p):
        found = entries(calendar([p], viewer=person))
        assert len(found) == len(seen.sessions)
        for entry in found:
            uid, n = str(entry["UID"]), entry["SEQUENCE"]
            assert by_version.setdefault((uid, n), told(entry)) == told(entry)
            if person == keeper:
                now[uid] = n
    assert len(now) == len(p.sessions)
    for person, _ in lookers(p):
        if p.state.members.role(person) is Role.FORMER_CLIENT:
            continue  # what they see is as it was when they left
        for entry in entries(calendar([p], viewer=person)):
            assert entry["SEQUENCE"] == now[str(entry["UID"])]


@pytest.mark.parametrize("name", WHOLE_STORIES)
def test_all_who_see_a_session_of_a_story_have_the_same_entry(name: str):
    """Late-comers, holders who see an outline, and who has left among them."""
    p = WHOLE_STORIES[name]()
    for n in range(1, len(p.history) + 1):
        agree(Partnership.replay(p.history[:n]))


@given(peopled())
def test_all_who_see_a_session_have_the_same_entry(p: Partnership):
    """SEQUENCE, STATUS and times are one for all, whichever acts are shown to them."""
    agree(p)


def test_when_a_session_was_spoken_of_is_told_to_those_who_saw_it():
    """To the others neither CREATED nor LAST-MODIFIED; a revision counts for all."""
    p = come_late()
    shown = {
        who: {str(one["SEQUENCE"]): one for one in entries(calendar([p], viewer=who))}
        for who in ("ana", "fia")
    }
    moved, other = shown["ana"]["1"], shown["fia"]["1"]
    assert (moved["UID"], told(moved)) == (other["UID"], told(other))
    assert "CREATED" in moved
    assert not {"CREATED", "LAST-MODIFIED"} & set(other)
    assert other["DTSTAMP"].dt == view(p, "fia").at


def test_what_becomes_of_a_session_is_told_of_the_same_entry():
    """Called off, an entry keeps its UID, counts up, and is CANCELLED."""
    before = planned()
    after = before.record(acts.CancelSession(by="ana", at=START, session="s1"))
    (one,) = entries(calendar([before], viewer="ana"))
    (other,) = entries(calendar([after], viewer="ana"))
    assert one["UID"] == other["UID"]
    assert (one["STATUS"], other["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert (one["SEQUENCE"], other["SEQUENCE"]) == (0, 1)


def test_a_moved_session_is_the_same_entry_at_another_time():
    """It keeps its UID, counts up each time, and ends when it was said to."""
    hour, week = timedelta(hours=1), timedelta(days=7)
    at = START + week
    p = two().record(
        acts.PlanSession(by=BO, at=START, id="s1", starts_at=at, ends_at=at + hour)
    )
    (first,) = entries(calendar([p], viewer="ana"))
    assert (first.start, first.end) == (at, at + hour)
    for n in (1, 2, 3):
        move = acts.MoveSession(
            by="ana", at=START + n * hour, session="s1", starts_at=at + n * week
        )
        p = p.record(move)
        (entry,) = entries(calendar([p], viewer="ana"))
        assert (entry["UID"], entry["SEQUENCE"]) == (first["UID"], n)
        assert (entry.start, entry.end) == (at + n * week, at + n * week + hour)
        assert (entry["STATUS"], entry["LAST-MODIFIED"].dt) == ("CONFIRMED", move.at)


@settings(max_examples=10 + settings().max_examples // 4)
@given(late_stories(at_most=3))
def test_a_revision_is_never_a_number_that_was_given_before(p: Partnership):
    """SEQUENCE rises with whatever is told, also where it is taken out again."""
    given: dict[str, tuple[int, tuple[object, ...]]] = {}
    for n in range(1, len(p.entries) + 1):
        known = Partnership.replay(p.entries[:n])
        for entry in entries(calendar([known], viewer=BO)):
            uid, now = str(entry["UID"]), (entry["SEQUENCE"], told(entry))
            was = given.setdefault(uid, now)
            assert now[0] > was[0] or now == was
            given[uid] = now


def test_a_move_that_was_taken_out_reaches_who_has_the_entry():
    """It is at its former time again, by a higher SEQUENCE; see RFC 5545, 3.8.7.4."""
    p, hour = planned(), timedelta(hours=1)
    later = START + timedelta(days=14)
    p = p.record(
        acts.MoveSession(by="ana", at=START + hour, session="s1", starts_at=later)
    )
    moved = p.version
    p = p.record(
        acts.EnteredInError(by="ana", at=START + hour, act=moved, because="slip")
    )
    (entry,) = entries(calendar([p], viewer="bo"))
    assert (entry.start, entry["SEQUENCE"]) == (START + timedelta(days=7), 2)
    assert "LAST-MODIFIED" not in entry


def test_what_was_planned_by_mistake_is_crossed_out():
    """A program that has it would keep it; planned again, it is the same entry."""
    p, at = planned(), START + timedelta(hours=1)
    (before,) = entries(calendar([p], viewer="ana"))
    out = acts.EnteredInError(by=BO, at=at, act=p.version, because="wrong-record")
    (off,) = entries(calendar([p.record(out)], viewer="ana"))
    assert (off["UID"], off["STATUS"]) == (before["UID"], "CANCELLED")
    assert off.start == before.start
    again = attrs.evolve(p.history[-1], at=at)
    (anew,) = entries(calendar([p.record(out, again)], viewer="ana"))
    assert (anew["UID"], anew["STATUS"]) == (before["UID"], "CONFIRMED")
    assert before["SEQUENCE"] < off["SEQUENCE"] < anew["SEQUENCE"]


def test_a_session_that_started_beyond_its_end_lasts_as_long_as_sessions_do():
    """What was planned to be over has no end that comes after its start."""
    p = led_to(two(), Stage.WORKING)
    before = p.at - timedelta(days=1)
    p = p.record(
        acts.PlanSession(
            by=BO, at=p.at, id="s1", starts_at=before,
            ends_at=before + timedelta(hours=1),
        ),
        acts.StartSession(by=BO, at=p.at, id="s1", present=["ana", BO]),
    )  # fmt: skip
    (entry,) = entries(calendar([p], viewer="ana", minutes=30))
    assert (entry.start, entry.end) == (p.at, p.at + timedelta(minutes=30))


def test_where_it_is_told_only_where_that_is_asked_for():
    """A place is somebody's words: it is in the calendar of whoever sees it, if at all.

    What was taken out is in none.
    """
    at, room = START + timedelta(days=7), Words("Room 5")
    p = two().record(
        acts.PlanSession(by=BO, at=START, id="s1", starts_at=at, place=room)
    )
    (quiet,) = entries(calendar([p], viewer="ana"))
    (told,) = entries(calendar([p], viewer="ana", places=True))
    assert "LOCATION" not in quiet
    assert told["LOCATION"] == "Room 5"

    erasing = Plan(subject=BO, by=BO, at=START, because="erasure_request")
    after, _ = redact(p, erasing)
    (bare,) = entries(calendar([after], viewer="ana", places=True))
    assert "LOCATION" not in bare


def test_a_missed_session_looks_as_it_was_planned():
    """Whose fault it was is nobody's business."""
    at = START + timedelta(days=8)
    missed = planned().record(
        acts.MissSession(by=BO, at=at, session="s1", absent=["ana"])
    )
    (entry,) = entries(calendar([missed], viewer="ana"))
    assert entry["STATUS"] == "CONFIRMED"


def test_a_session_that_was_held_is_shown_as_it_was():
    """From when it started to when it ended, wherever it had been planned."""
    p = led_to(two(), Stage.WORKING)
    start, end = p.at, p.at + timedelta(minutes=35)
    held = p.record(
        acts.StartSession(by=BO, at=start, id="s1", present=["ana", BO]),
        acts.EndSession(by=BO, at=end, session="s1"),
    )
    (entry,) = entries(calendar([held], viewer="ana"))
    assert (entry.start, entry.end, entry["SEQUENCE"]) == (start, end, 1)


def test_what_takes_the_ground_of_a_session_away_counts_as_a_revision():
    """Broken off by a withdrawal, an entry ends then, and programs take it up anew."""
    p = led_to(two(), Stage.WORKING)
    start, end = p.at, p.at + timedelta(minutes=20)
    open_ = p.record(acts.StartSession(by=BO, at=start, id="s1", present=["ana", BO]))
    off = open_.record(
        acts.WithdrawConsent(by="ana", at=end, scope=Scope.TREATMENT),
    )
    assert off.state.sessions.by_id[SessionId("s1")].status is SessionStatus.INTERRUPTED
    (before,), (after,) = (
        entries(calendar([one], viewer="ana")) for one in (open_, off)
    )
    assert (after.start, after.end) == (start, end)
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["LAST-MODIFIED"].dt == end


def test_a_session_that_is_broken_off_is_revised_once():
    """By the act that says so, and not besides by its end."""
    p = led_to(two(), Stage.WORKING)
    start, end = p.at, p.at + timedelta(minutes=20)
    p = p.record(
        acts.StartSession(by=BO, at=start, id="s1", present=["ana", BO]),
        acts.InterruptSession(by=BO, at=end, session="s1"),
    )
    (entry,) = entries(calendar([p], viewer="ana"))
    assert (entry["SEQUENCE"], entry.end) == (1, end)


def test_the_last_moment_of_all_has_no_after():
    """What starts when the calendar ends has no end, rather than one before it."""
    (entry,) = entries(calendar([planned(LATEST)], viewer="ana"))
    assert "DTEND" not in entry
    assert entry["DTSTART"].dt == LATEST.replace(microsecond=0)
    berlin = ZoneInfo("Europe/Berlin")
    far = calendar([planned(LATEST)], viewer="ana", zone=berlin)
    assert b"DTSTART:99991231T235959Z" in far  # in no zone that is known so far ahead


def test_sessions_of_two_partnerships_are_two_entries():
    """The same name of a session elsewhere is another entry."""
    both = [planned(), named(planned(), "p-2")]
    found = entries(calendar(both, viewer=BO))
    assert len({str(entry["UID"]) for entry in found}) == 2


def test_a_zone_is_explained_over_the_change_of_clocks():
    """Shown in a zone, an entry is at the same instant, and the zone is in the file."""
    zone = ZoneInfo("Europe/Berlin")
    starts = [datetime(2026, month, 20, 9, tzinfo=zone) for month in (3, 4)]
    p = planned(starts[0]).record(
        acts.PlanSession(by=BO, at=START, id="s2", starts_at=starts[1])
    )
    file = calendar([p], viewer="ana", zone=zone)
    assert [entry.start for entry in entries(file)] == starts
    assert b"TZID:Europe/Berlin" in file
    assert b"DTSTART;TZID=Europe/Berlin:20260420T090000" in file
    assert b"BEGIN:VTIMEZONE" not in calendar([two()], viewer="ana", zone=zone)


@given(
    st.sampled_from(PLACES),
    st.data(),
    st.integers(1, 240),
    st.timedeltas(NO_TIME, HOUR),
)
def test_an_entry_is_at_its_instant_in_any_zone(
    place: str, data: st.DataObject, minutes: int, ago: timedelta
):
    """An hour that comes twice, or never, moves no entry: it ends after it starts."""
    at = data.draw(local_times(places=(place,), years=(2026, 2037))) - ago
    p = planned(at)
    shown = {"viewer": "ana", "minutes": minutes}

    (entry,) = entries(calendar([p], zone=ZoneInfo(place), **shown))

    (plain,) = entries(calendar([p], **shown))
    start = at.astimezone(UTC).replace(microsecond=0)
    assert entry.start.astimezone(UTC) == plain.start == start
    assert entry.end.astimezone(UTC) == plain.end == start + timedelta(minutes=minutes)
    assert plain.start < plain.end


def test_an_hour_that_comes_twice_is_written_in_utc():
    """Any other is written in local time, before and after the change of the clocks."""
    zone = ZoneInfo("Europe/Berlin")
    change = datetime(2026, 10, 25, 1, tzinfo=UTC)  # the hour from 2 to 3 comes again
    for minutes, written in (
        (-121, b"DTSTART;TZID=Europe/Berlin:20261025T005900"),
        (-59, b"DTSTART:20261025T000100Z"),
        (59, b"DTSTART:20261025T015900Z"),
        (60, b"DTSTART;TZID=Europe/Berlin:20261025T030000"),
    ):
        at = change + timedelta(minutes=minutes)
        assert written in calendar([planned(at)], viewer="ana", zone=zone)


IRREGULAR = ("Africa/Casablanca", "Africa/El_Aaiun", "Africa/Cairo", "Asia/Gaza")
"""Zones whose clocks go by the moon, or change back within weeks."""


def as_explained(file: bytes) -> list[tuple[datetime, datetime]]:
    """Read from when to when entries are, by nothing but what the file says."""
    whole = ical.Calendar.from_ical(file)
    known = {zone.tz_name: zone.to_tz(lookup_tzid=False) for zone in whole.timezones}

    def read(property_: Any) -> datetime:
        name = property_.params.get("TZID")
        at: datetime = property_.dt
        return at.replace(tzinfo=known[name] if name else UTC).astimezone(UTC)

    return [(read(entry["DTSTART"]), read(entry["DTEND"])) for entry in whole.events]


CASABLANCA = datetime(2027, 2, 7, 3, 1, tzinfo=UTC)  # as Ramadan begins


@given(
    st.sampled_from((*IRREGULAR, *PLACES)),
    st.lists(
        st.timedeltas(HOUR, timedelta(days=2500)).map(START.__add__),
        min_size=1,
        max_size=3,
    ),
)
@example(place="Africa/Casablanca", starts=[CASABLANCA])
@example(
    place="Africa/Casablanca", starts=[CASABLANCA - timedelta(hours=1, minutes=10)]
)
def test_a_file_is_read_by_its_own_zone(place: str, starts: list[datetime]):
    """Whoever knows no zones and reads the VTIMEZONE has each entry at its instant."""
    p = two().record(
        *(
            acts.PlanSession(by=BO, at=START, id=f"s{n}", starts_at=at)
            for n, at in enumerate(starts)
        )
    )
    file = calendar([p], viewer="ana", zone=ZoneInfo(place), minutes=50)
    whole = [at.replace(microsecond=0) for at in starts]
    assert as_explained(file) == [(at, at + timedelta(minutes=50)) for at in whole]


def test_an_entry_that_the_zone_would_misplace_is_written_in_utc():
    """Another entry of the same file keeps its local time."""
    p = planned(CASABLANCA).record(
        acts.PlanSession(
            by=BO, at=START, id="s2", starts_at=datetime(2027, 6, 1, 9, tzinfo=UTC)
        )
    )
    file = calendar([p], viewer="ana", zone=ZoneInfo("Africa/Casablanca"))
    assert b"DTSTART:20270207T030100Z" in file
    assert b"DTEND:20270207T035100Z" in file
    assert b"DTSTART;TZID=Africa/Casablanca:20270601T100000" in file


def test_what_lasts_less_than_a_second_has_no_end():
    """Times are written to the second, and an end is later than its start."""
    p = led_to(two(), Stage.WORKING)
    start, end = p.at, p.at + timedelta(milliseconds=300)
    held = p.record(
        acts.StartSession(by=BO, at=start, id="s1", present=["ana", BO]),
        acts.EndSession(by=BO, at=end, session="s1"),
    )
    (entry,) = entries(calendar([held], viewer="ana"))
    assert "DTEND" not in entry


def test_the_caller_says_what_it_is_called_and_how_long_it_lasts():
    """A neutral text, minutes and UIDs are the caller's to give."""
    file = calendar(
        [planned()], viewer="ana", summary="Busy", minutes=90, uid=lambda *_: "x@y"
    )
    (entry,) = entries(file)
    assert (entry["SUMMARY"], entry["UID"]) == ("Busy", "x@y")
    assert entry.end - entry.start == timedelta(minutes=90)


def test_what_cannot_be_is_refused():
    """No summary, no minute, a zone without a name, and a stranger's calendar."""
    for asked, error in (
        ({"summary": " "}, ValueError),
        ({"minutes": 0}, ValueError),
        ({"zone": START.tzinfo}, TypeError),
        ({"viewer": "zed"}, NotForThem),
    ):
        with pytest.raises(error):
            calendar([planned()], **({"viewer": "ana"} | asked))
