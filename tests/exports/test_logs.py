"""XES and OCEL: that they are what the standards ask, and tell the same."""

import copy
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ocel_structure import problems
from read_back import (
    CANARY,
    apart,
    marked,
    named,
    ocel,
    ocel_text,
    traces_of_ocel,
    traces_of_xes,
    xes,
    xes_text,
)

from collabtherapy import Partnership, PersonId, Stage, Words, acts, matters
from collabtherapy.exports import (
    NamedAlike,
    as_recorded,
    keyed,
    replay_steps,
    trace,
    write_ocel,
    write_xes,
)
from collabtherapy.testing import histories, partnerships
from collabtherapy.testing.ways import BO, START, couple, led_to, two

SECRET = b"not a secret: it stands in a test"
SEVERAL = st.lists(histories(at_most=6), max_size=4).map(apart)


@given(SEVERAL)
def test_ocel_is_as_the_standard_asks(those: list[Partnership]):
    """Names are used once, values are of their declared types, relations resolve."""
    assert problems(ocel(those)) == []
    assert problems(ocel(those[:1], names=keyed(SECRET))) == []


@given(SEVERAL)
def test_both_logs_tell_the_same_trace(those: list[Partnership]):
    """Flattened by partnership, OCEL has the events of XES, in order, each value."""
    flat, deep = traces_of_xes(xes(those)), traces_of_ocel(ocel(those))
    assert list(flat) == list(deep)
    for case, events in flat.items():
        assert len(events) == len(deep[case])
        for one, other in zip(events, deep[case], strict=True):
            told = [one[key] for key in ("concept:name", "time:timestamp")]
            assert told == [other.pop("type"), other.pop("time")]
            assert (one["org:resource"], one["org:role"]) == (
                other.pop("by"),
                other.pop("role"),
            )
            assert {name: one[name] for name in other} == other


@given(SEVERAL)
def test_time_never_goes_back_in_a_case(those: list[Partnership]):
    """In each trace of XES, no event is before the one that stands before it."""
    for events in traces_of_xes(xes(those)).values():
        at = [datetime.fromisoformat(one["time:timestamp"]) for one in events]
        assert at == sorted(at)
        assert [int(one["place"]) for one in events] == list(range(1, len(at) + 1))


@given(histories())
def test_a_log_of_the_main_line_replays_through_the_law(p: Partnership):
    """What was written of the steps alone leads, row by row, to where p stands."""
    log = xes([p], only=lambda event: event.step is not None)
    (events,) = traces_of_xes(log).values()
    stages = replay_steps((one["step"], one["stage"]) for one in events)
    assert stages[-1] is p.stage


@given(partnerships())
def test_nothing_that_a_person_wrote_or_is_called_goes_out(p: Partnership):
    """By default neither log holds words, nor an id of anybody or anything."""
    canaries = [marked(p)]
    assert CANARY not in ocel_text(canaries)
    assert CANARY not in xes_text(canaries)


@given(SEVERAL)
def test_the_same_is_written_the_same(those: list[Partnership]):
    """Writing twice gives the same bytes."""
    assert ocel_text(those) == ocel_text(iter(those))
    assert xes_text(those) == xes_text(iter(those))


@given(histories())
def test_no_attribute_stands_twice(p: Partnership):
    """In XES each key is that of one attribute of its element (clause 4.2)."""
    for element in xes([p]).iter():
        keys = [one.attrib["key"] for one in element if "key" in one.attrib]
        assert len(set(keys)) == len(keys)


def test_an_empty_log_is_a_log():
    """Nobody to write of gives logs of nothing."""
    assert problems(ocel([])) == []
    assert traces_of_xes(xes([])) == {}


def test_one_person_in_two_partnerships_is_one_thing_under_a_lasting_name():
    """Keyed names follow a therapist from one partnership to the next."""
    both = [named(two(), "p-1"), named(couple(), "p-2")]
    lasting = ocel(both, names=keyed(SECRET))
    therapists = [o for o in lasting["objects"] if o["type"] == "Therapist"]
    assert len(therapists) == 1
    assert therapists[0]["id"] == f"therapist/{keyed(SECRET)(PersonId('bo'))}"
    passing = ocel(both)
    assert len([o for o in passing["objects"] if o["type"] == "Therapist"]) == 2


def test_what_follows_another_says_so_under_lasting_names():
    """A predecessor is linked where it went out before, and partnerships have names."""
    before = led_to(two(), Stage.WORKING)
    after = Partnership.open(
        id="p-2",
        clients=before.clients,
        therapists=before.therapists,
        by="ana",
        at=before.at,
        predecessor=before,
    )

    def links(those: list[Partnership], **asked: Any) -> list[Any]:
        cases = [o for o in ocel(those, **asked)["objects"] if o["id"].endswith("2")]
        return [
            r for o in cases for r in o["relationships"] if r["qualifier"] == "follows"
        ]

    follows = {"objectId": "p-1", "qualifier": "follows"}
    assert links([before, after], names=as_recorded) == [follows]
    assert links([after, before], names=as_recorded) == []
    assert links([before, after]) == []


def test_a_late_entry_stands_where_it_happened_and_says_when_it_was_recorded():
    """An event stands in the order of what happened."""
    soon, later = START + timedelta(hours=1), START + timedelta(hours=2)
    p = two().record(
        acts.StateNeed(by="ana", at=soon, need="ramp"),
        acts.StateNeed(by="ana", at=later, happened_at=START, need="quiet"),
    )
    _, quiet, ramp = traces_of_ocel(ocel([p]))["p1"]
    assert (quiet["need"], ramp["need"]) == ("quiet", "ramp")
    assert quiet["time"].startswith("2026-01-05T09")
    assert quiet["recorded_at"].startswith("2026-01-05T11")
    assert ramp["time"].startswith("2026-01-05T10")
    assert "recorded_at" not in ramp


def test_decisions_are_told_by_what_they_are_about():
    """Each act of a decision names its matter; the goal it becomes is touched."""
    p = led_to(two(), Stage.EXPLORING)
    goal = matters.Goal(words=Words("less alone"))
    p = p.record(
        acts.Propose(by="ana", at=p.at, id="g", matter=goal),
        acts.Accept(by=BO, at=p.at, proposal="g"),
    )
    put, accepted = trace(p, names=as_recorded).events[-2:]
    assert (put.activity, accepted.activity) == ("Propose Goal", "Accept Goal")
    assert (put.values["low"], put.values["high"]) == (0, 10)
    assert [link.to for link in put.links if link.qualifier == "goal"] == []
    assert [link.to for link in accepted.links if link.qualifier == "goal"] == [
        "p-1/goal/g"
    ]


@pytest.mark.parametrize("write", [write_ocel, write_xes])
def test_a_partnership_is_written_once(write: Any):
    """The same partnership again, or another of its name outside, is refused."""
    with pytest.raises(NamedAlike):
        write([two(), two()], io.StringIO())
    with pytest.raises(NamedAlike):
        write([two(), named(two(), "p-2")], io.StringIO(), names=lambda _: "same")
    alike = {"p-1": "case", "p-2": "case"}
    with pytest.raises(NamedAlike):
        write(
            [two(), named(two(), "p-2")],
            io.StringIO(),
            names=lambda id_: alike.get(str(id_), str(id_)),
        )


def spoiled() -> dict[str, Any]:
    """Give a log that is as it should be, to be spoiled."""
    return copy.deepcopy(ocel([led_to(couple(), Stage.WORKING)]))


def _drop(log: Any) -> None:
    log["objects"].pop()


def _twice(log: Any) -> None:
    log["events"].append(log["events"][0])


def _undeclared(log: Any) -> None:
    log["eventTypes"].pop()


def _no_text(log: Any) -> None:
    log["events"][0]["attributes"][0]["value"] = 1


def _wrong_type(log: Any) -> None:
    log["events"][0]["attributes"][0]["value"] = "first"


def _no_zone(log: Any) -> None:
    log["events"][0]["time"] = "2026-01-05T09:00:00"


def _no_array(log: Any) -> None:
    del log["objectTypes"]


def _as_nothing(log: Any) -> None:
    log["events"][0]["relationships"][0]["qualifier"] = ""


def _timeless(log: Any) -> None:
    log["objects"][0]["attributes"][0]["time"] = None


@pytest.mark.parametrize(
    "spoil",
    [
        _drop, _twice, _undeclared, _no_text, _wrong_type, _no_zone, _no_array,
        _as_nothing, _timeless,
    ],
)  # fmt: skip
def test_the_check_of_ocel_can_fail(spoil: Any):
    """Whatever is spoiled of a log is found."""
    log = spoiled()
    assert problems(log) == []
    spoil(log)
    assert problems(log)
