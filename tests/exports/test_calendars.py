"""A calendar says when, and a neutral text, and nothing else."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from read_back import CANARY, marked

from collabtherapy import Partnership, Stage, acts
from collabtherapy.exports import calendar
from collabtherapy.privacy import NotForThem, view
from collabtherapy.testing import histories
from collabtherapy.testing.ways import led_to, two

icalendar = pytest.importorskip("icalendar", reason="the extra calendar")
WEEK = timedelta(days=7)


def entries(file: bytes) -> list[Any]:
    return icalendar.Calendar.from_ical(file).events


def working() -> Partnership:
    return led_to(two(), Stage.WORKING)


def planned() -> Partnership:
    p = working()
    return p.record(acts.PlanSession(by="bo", at=p.at, id="s9", starts_at=p.at + WEEK))


@given(histories())
def test_everybody_has_their_sessions_and_no_names(p: Partnership):
    """One entry for each session that somebody may see; no id and no words in it."""
    hidden = marked(p)
    for client in hidden.clients:
        file = calendar([hidden], viewer=client)
        assert CANARY.encode() not in file.replace(b"\r\n ", b"")
        found = entries(file)
        assert len(found) == len(view(hidden, client).sessions)
        assert len({str(one["UID"]) for one in found}) == len(found)
        for one in found:
            assert str(one["CLASS"]) == "CONFIDENTIAL"
            assert str(one["SUMMARY"]) == "Appointment"
            assert "ATTENDEE" not in one
            assert "DESCRIPTION" not in one


def test_a_cancelled_session_is_crossed_out():
    """It keeps its UID, counts the change, and says that it is off."""
    p = planned()
    off = p.record(acts.CancelSession(by="ana", at=p.at, session="s9"))
    (before,), (after,) = (entries(calendar([q], viewer="ana")) for q in (p, off))
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert (str(before["STATUS"]), str(after["STATUS"])) == ("CONFIRMED", "CANCELLED")
    assert before["DTSTART"].dt == after["DTSTART"].dt == p.at + WEEK


def test_a_zone_is_explained():
    """Times in a zone are the same instants, and the file says what the zone is."""
    p, zone = planned(), ZoneInfo("Europe/Berlin")
    file = calendar([p], viewer="bo", zone=zone)
    (entry,) = entries(file)
    assert entry["DTSTART"].dt == p.at + WEEK
    assert b"BEGIN:VTIMEZONE" in file
    assert b"TZID:Europe/Berlin" in file


def test_a_stranger_has_no_calendar():
    """A partnership that is not theirs to see is refused."""
    with pytest.raises(NotForThem):
        calendar([planned()], viewer="stranger")


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"summary": " "}, ValueError),
        ({"minutes": 0}, ValueError),
        ({"zone": "Europe/Berlin"}, TypeError),
    ],
    ids=["no summary", "no minute", "no zone"],
)
def test_what_makes_no_calendar_is_refused(asked: dict[str, Any], error: type):
    """An entry is called something, lasts, and is in a zone that others know."""
    with pytest.raises(error):
        calendar([planned()], viewer="ana", **asked)
