"""The benchmarks run, in small, and what they measure is lawful. No time is judged."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from collabtherapy import Stage

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
PEERS = (
    "transitions", "statemachine", "automat", "eventsourcing", "pydantic",
    "psycopg_pool", "simpy",
)  # fmt: skip
SMALL = {
    "record": {"rounds": 1, "n_sessions": 2, "steps": 100},
    "replay": {"rounds": 1, "n_sessions": 2, "steps": 100},
    "growth": {"rounds": 1, "n_sessions": 2},
    "questions": {"rounds": 1, "sizes": (2, 4)},
    "import": {"rounds": 1},
    "memory": {"n": 10},
    "codec": {"rounds": 1, "n_sessions": 2},
    "store": {"rounds": 1, "n_sessions": 2},
    "writers": {"n_writers": 2, "seconds": 0.2},
    "simulation": {"sizes": {20_000: ("SimPy",)}, "people": 20_000},
    "few": {"n": 50, "rounds": 1},
    "caseload": {"rounds": 1, "n": 100},
    "exports": {"rounds": 1, "n": 1, "n_sessions": 2},
}


@pytest.fixture
def benchmarks() -> Iterator[None]:
    """Have the benchmarks where they can be imported."""
    sys.path.insert(0, str(BENCHMARKS))
    yield
    sys.path.remove(str(BENCHMARKS))


def parts() -> ModuleType:
    """Give the parts, where everybody they are measured beside is installed."""
    for peer in PEERS:
        pytest.importorskip(peer, reason=f"measured beside {peer}: --group bench")
    return importlib.import_module("parts")


@pytest.mark.usefixtures("benchmarks")
def test_the_history_that_is_measured_is_lawful_and_long():
    """More than two hundred acts, from the request to its closing."""
    story = importlib.import_module("story")
    found = story.story()
    assert len(found) > 200
    assert story.opened().record(*found).stage is Stage.CLOSED


@pytest.mark.usefixtures("benchmarks")
@pytest.mark.parametrize("name", SMALL)
def test_every_part_runs(name: str):
    """Each gives rows with a number of ours and what it is beside."""
    rows = list(parts().PARTS[name](**SMALL[name]))
    assert rows
    assert all(row.here and row.target for row in rows)


@pytest.mark.usefixtures("benchmarks")
def test_changes_are_measured_beside_the_same_result():
    """Plain pandas counts what the library counts, by every method, before any time."""
    parts()
    pytest.importorskip("pandas", reason="measured beside pandas: --group bench")
    rows = list(importlib.import_module("changes").judged(rounds=1, n=500, n_alone=50))
    assert len(rows) == 9
    assert all(row.here and row.target for row in rows)


@pytest.mark.usefixtures("benchmarks")
def test_scores_are_measured_beside_the_same_scores():
    """One by one gives the same value, for every instrument, before any time."""
    parts()
    scoring_many = importlib.import_module("scoring_many")
    rows = list(scoring_many.scored(rounds=1, n=500, n_alone=50))
    assert len(rows) == len(scoring_many.CHOSEN)
    assert all(row.here and row.target for row in rows)


@pytest.mark.usefixtures("benchmarks")
def test_decisions_are_measured_beside_the_same_answers():
    """Compiled Cedar policies answer every question alike, before any time is taken."""
    parts()
    pytest.importorskip("cedarpy", reason="measured beside cedarpy: --group test")
    consenting = importlib.import_module("consenting")
    rows = list(consenting.decided(rounds=1, times=1))
    assert len(rows) == 3
    answers = {
        consenting.decide(
            [
                consenting.Directive(id=r.id, subject=consenting.SUBJECT, rule=r)
                for r in consenting.rules(12)
            ],
            question,
            at=consenting.AT,
        ).permit
        for question in consenting.questions()
    }
    assert answers == {True, False}


@pytest.mark.usefixtures("benchmarks")
def test_drawing_is_measured_beside_drawing_act_by_act():
    """Each main strategy has its row, and so has what is met."""
    parts()
    drawing = importlib.import_module("drawing")
    rows = [*drawing.strategies(examples=5, slow=2), *drawing.coverage(few=3, many=4)]
    assert len(rows) == 7
    assert all(row.here and row.target for row in rows)


@pytest.mark.usefixtures("benchmarks")
def test_late_entries_are_measured_in_a_lawful_history():
    """Each row has its target, but for the act on time that the rest stands beside."""
    late = importlib.import_module("late")
    rows = list(late.late(rounds=1, n_sessions=4, n_many=20))
    assert len(rows) == 11
    assert all(row.here and row.target for row in rows)
    assert [row.what for row in rows if row.target == "–"] == [rows[0].what]


@pytest.mark.usefixtures("benchmarks")
def test_exponents_are_measured_of_everything_that_is_read():
    """R18: each has its row, the steepest first; what only grows is steeper."""
    exponents = importlib.import_module("exponents")
    assert len(exponents.READS) > 90
    names = ("Partnership.replay", "Partnership.__repr__")
    rows = list(exponents.exponents(weeks=(1, 3), rounds=1, names=names))
    assert [row.what.split(",")[0] for row in rows] == list(names)
    assert all(row.here and row.target for row in rows)
