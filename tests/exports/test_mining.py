"""pm4py, the field's own reader, reads both logs as they were written.

Set ``COLLABTHERAPY_PM4PY`` to a Python that has pm4py (2.7.23 is what was tried), or
run `nox -s mining`.
"""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_back import apart, named, ocel_text, xes_text

from collabtherapy import Partnership, Stage
from collabtherapy.exports import Trace, as_recorded, trace
from collabtherapy.exports.names import PEOPLE
from collabtherapy.testing import histories
from collabtherapy.testing.ways import couple, led_to, two

THERE = os.environ.get("COLLABTHERAPY_PM4PY")
if not THERE:
    pytest.skip(
        "COLLABTHERAPY_PM4PY names no Python with pm4py: `nox -s mining`",
        allow_module_level=True,
    )

Read = Callable[[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    """Have pm4py at hand, in a process of its own, for every log of this file."""
    folder = tmp_path_factory.mktemp("logs")
    script = Path(__file__).with_name("read_by_pm4py.py")
    with subprocess.Popen(
        [str(THERE), str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None

        def one(name: str, text: str) -> dict[str, Any]:
            path = folder / name
            path.write_text(text, encoding="utf-8", newline="\n")
            print(path, file=reader.stdin, flush=True)
            answer = reader.stdout.readline()
            assert answer, f"pm4py could not read {name}"
            return json.loads(answer)

        yield one
        reader.stdin.close()


SEVERAL = st.lists(histories(at_most=12), min_size=1, max_size=6).map(apart)


def same(found: Any, written: Any) -> bool:
    """Whether a value was read as it was written, moments as the same instant."""
    if isinstance(written, datetime):
        return datetime.fromisoformat(found) == written
    # A column with an empty cell holds whole numbers as floats: 3.0 is 3.
    return bool(found == written) and isinstance(found, bool) is isinstance(
        written, bool
    )


def assert_same(found: dict[str, Any], written: dict[str, Any]) -> None:
    """Hold one row against what was written: no more, no less, each value the same."""
    assert set(found) == set(written)
    for name, value in written.items():
        assert same(found[name], value), (name, found[name], value)


def of_event(event: Any) -> dict[str, Any]:
    """Give what XES says of an event."""
    touched: dict[str, list[str]] = {}
    for link in event.links:
        if link.qualifier not in {"by", "partnership"}:
            touched.setdefault(link.qualifier, []).append(link.to)
    own = {"org:role" if k == "role" else k: v for k, v in event.attributes.items()}
    return own | {
        "concept:name": event.activity,
        "time:timestamp": event.at,
        "lifecycle:transition": "complete",
        "org:resource": event.by,
        **{name: " ".join(those) for name, those in touched.items()},
    }


def told(those: list[Partnership], **asked: Any) -> list[Trace]:
    """Tell partnerships as the logs do."""
    return [trace(p, place=n, **asked) for n, p in enumerate(those, start=1)]


@settings(max_examples=25)
@given(those=SEVERAL)
def test_xes_is_read_as_it_was_written(read: Read, those: list[Partnership]):
    """By its two readers pm4py has every case, event and value, typed and in order."""
    for log in read("a.xes", xes_text(those)).values():
        assert list(log) == [one.case for one in told(those)]
        for one in told(those):
            case = log[one.case]
            ended = {c.name: c.value for c in one.things[0].changes}
            assert_same(case["said"], {"concept:name": one.case, **ended})
            assert len(case["events"]) == len(one.events)
            for found, event in zip(case["events"], one.events, strict=True):
                assert_same(found, of_event(event))


@settings(max_examples=25)
@given(those=SEVERAL)
def test_ocel_is_read_as_it_was_written(read: Read, those: list[Partnership]):
    """pm4py has every event, thing, relation and change, each value as declared.

    As far as pm4py goes: it passes over things that no event touches, knows the first
    value of an attribute without its moment, and of an event that touches one thing as
    two things keeps one of these.
    """
    log = read("a.json", ocel_text(those))
    traces = told(those)
    events = {event.id: event for one in traces for event in one.events}
    assert len(log["events"]) == len(events)
    for row in log["events"]:
        event = events[row.pop("ocel:eid")]
        assert row.pop("ocel:activity") == event.activity
        assert same(row.pop("ocel:timestamp"), event.at)
        assert_same(row, event.attributes)
    _assert_things(log, traces)
    _assert_related(log, traces)


def _touched(traces: list[Trace]) -> set[str]:
    return {link.to for one in traces for event in one.events for link in event.links}


def _assert_things(log: dict[str, Any], traces: list[Trace]) -> None:
    there = _touched(traces)
    things = {t.id: t for one in traces for t in one.things if t.id in there}
    assert {row["ocel:oid"] for row in log["objects"]} == set(things)
    changed: dict[str, list[tuple[str, Any, datetime]]] = {}
    for row in log["changes"]:
        name = row["ocel:field"]
        at = datetime.fromisoformat(row["ocel:timestamp"])
        changed.setdefault(row["ocel:oid"], []).append((name, row[name], at))
    for row in log["objects"]:
        thing = things[row.pop("ocel:oid")]
        assert row.pop("ocel:type") == thing.kind
        first: dict[str, Any] = {}
        later: list[tuple[str, Any, datetime]] = []
        for change in thing.changes:
            if change.name in first:
                assert change.at is not None
                later.append((change.name, change.value, change.at))
            else:
                first[change.name] = change.value
        assert_same(row, first)
        found = changed.pop(thing.id, [])
        assert sorted((n, at) for n, _, at in found) == sorted(
            (n, at) for n, _, at in later
        )
        for name in first:
            own = [v for n, v, _ in found if n == name]
            values = [v for n, v, _ in later if n == name]
            assert len(own) == len(values)
            assert all(map(same, own, values))
    assert not changed


def _assert_related(log: dict[str, Any], traces: list[Trace]) -> None:
    events = [event for one in traces for event in one.events]
    links = {(e.id, link.to, link.qualifier) for e in events for link in e.links}
    found = [
        (row["ocel:eid"], row["ocel:oid"], row["ocel:qualifier"])
        for row in log["relations"]
    ]
    assert set(found) <= links
    pairs = {(event, to) for event, to, _ in links}
    assert sorted(pairs) == sorted((event, to) for event, to, _ in found)
    there = _touched(traces)
    assert sorted(
        (row["ocel:oid"], row["ocel:oid_2"], row["ocel:qualifier"])
        for row in log["o2o"]
    ) == sorted(
        (thing.id, link.to, link.qualifier)
        for one in traces
        for thing in one.things
        for link in thing.links
        if {thing.id, link.to} <= there
    )


@settings(max_examples=25)
@given(those=SEVERAL)
def test_one_history_is_the_same_trace_in_both(read: Read, those: list[Partnership]):
    """Flattened by pm4py, OCEL has the events of XES, in order, each value."""
    flat = read("a.json", ocel_text(those))["flat"]
    deep = read("a.xes", xes_text(those))["iterparse"]
    _assert_same_traces(flat, deep)


def _assert_same_traces(flat: dict[str, Any], deep: dict[str, Any]) -> None:
    assert set(flat) == set(deep)
    for case, events in flat.items():
        assert len(events) == len(deep[case]["events"])
        for one, other in zip(events, deep[case]["events"], strict=True):
            one["org:role"] = one.pop("role")
            own = {
                name: value
                for name, value in one.items()
                if not name.startswith(("case:", "ocel:"))
            }
            assert own == {name: other[name] for name in own}


def test_a_simulated_cohort_is_the_same_trace_in_both(read: Read):
    """Everybody who is referred to a small service, those who come back among them."""
    pytest.importorskip("numpy", reason="the extra simulation")
    simulation = pytest.importorskip("collabtherapy.simulation")
    scenario = simulation.Scenario(
        population=simulation.Population(),
        service=simulation.Service(),
        practice=simulation.Practice(),
    )
    found = simulation.simulate(scenario, clients=60, seed=7)
    those = [p for person in range(60) for p in found.partnerships(person)]
    flat = read("cohort.json", ocel_text(those))["flat"]
    deep = read("cohort.xes", xes_text(those))
    assert sum(map(len, flat.values())) > 1_000
    assert deep["iterparse"] == deep["chunk_regex"]
    _assert_same_traces(flat, deep["iterparse"])


def test_whatever_a_name_is_made_of(read: Read):
    """Names that the caller lets out are read as they are, signs of XML among them.

    The quick reader of XES is left out: it takes no entity of XML for what it stands.
    """
    odd = "p\"<&'>é]]"
    those = [named(led_to(couple(), Stage.WORKING), odd), named(two(), "p-2")]
    log = read("odd.xes", xes_text(those, names=as_recorded))["iterparse"]
    assert list(log) == [odd, "p-2"]
    flat = read("odd.json", ocel_text(those, names=as_recorded))["flat"]
    assert list(flat) == [odd, "p-2"]


def test_an_empty_log_is_read(read: Read):
    """Nobody to write of gives logs of nothing."""
    assert read("no.xes", xes_text([])) == {"chunk_regex": {}, "iterparse": {}}


def test_people_are_told_from_things(read: Read):
    """Each thing has one kind, by which a miner may flatten."""
    log = read("kinds.json", ocel_text([led_to(couple(), Stage.WORKING)]))
    kinds = {row["ocel:type"] for row in log["objects"]}
    assert kinds >= {"Partnership", "Client", "Therapist", "Goal", "Consent"}
    assert kinds & PEOPLE == {"Client", "Therapist"}
