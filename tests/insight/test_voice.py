"""Whose voice was heard: by words, by seconds, and at the same time."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from insight.stories import at_work

from collabtherapy import Kind, Partnership, PersonId, acts
from collabtherapy.insight import voice
from collabtherapy.partnership.regions.contributions import FEWEST

SECONDS = Path(__file__).parents[3] / "shared" / "data" / "nonverbal.csv"
HUM = Kind("back_channel")
STATES = {"2": frozenset[Kind](), "3": frozenset({HUM})}
START = datetime(2026, 2, 2, tzinfo=UTC)
ANA, BO = PersonId("ana"), PersonId("bo")

spells = st.lists(
    st.tuples(st.sampled_from(["ana", "bo"]), st.integers(0, 30), st.integers(0, 9)),
    max_size=12,
)


def spoken(turns: Iterator[tuple[str, int, int, frozenset[Kind]]]) -> Partnership:
    """Record who spoke from which second on, for how long, in the order of starting."""
    p = at_work()
    start = acts.StartSession(by="bo", at=START, id="s1", present=("ana", "bo"))
    said = (
        acts.Contribute(
            by=by,
            at=START + timedelta(seconds=second),
            happened_at=START + timedelta(seconds=second),
            session="s1",
            id=f"c{n}",
            kinds=kinds,
            seconds=length,
        )
        for n, (by, second, length, kinds) in enumerate(
            sorted(turns, key=lambda turn: turn[1])
        )
    )
    return p.record(start, *said)


def seconds_of(turns: list[tuple[str, int, int]], by: str) -> set[int]:
    """Give the seconds in which somebody spoke."""
    return {
        second
        for who, start, length in turns
        for second in range(start, start + length)
        if who == by
    }


@given(spells)
def test_speaking_at_once_is_counted_second_by_second(turns):
    """Invariant 34: shares are of everybody's seconds, overlap of the time itself."""
    found = voice(spoken((*turn, frozenset[Kind]()) for turn in turns), session="s1")
    ana, bo = seconds_of(turns, "ana"), seconds_of(turns, "bo")
    if not turns:
        assert found.overlap is None
        return
    assert found.overlap is not None
    assert found.overlap.together == len(ana & bo)
    assert found.overlap.anybody == len(ana | bo)
    few = len(turns) < FEWEST
    assert (found.overlap.value is None) == (few or not ana | bo)
    mine = sum(length for who, _, length in turns if who == "ana")
    total = sum(length for _, _, length in turns)
    expected = mine / total if total and not few else None
    assert found.by_seconds[ANA].amount == mine
    assert found.by_seconds[ANA].value == expected
    assert found.by_words[ANA].value is None


def test_overlap_is_unknown_where_nobody_knows_when_it_began():
    """The moment of recording is not that of speaking."""
    p = spoken(iter([("ana", 0, 5, frozenset[Kind]())]))
    p = p.record(
        acts.Contribute(by="bo", at=p.at, session="s1", id="x", seconds=3),
        acts.Contribute(by="bo", at=p.at, session="s1", id="y", n_words=4),
    )
    found = voice(p)
    assert found.overlap is None
    assert (found.n_contributions, found.n_without_words) == (3, 2)
    assert found.n_without_seconds == 1
    assert (found.by_seconds[BO].amount, found.by_seconds[BO].total) == (3, 8)
    assert voice(p, session="elsewhere").n_contributions == 0


@pytest.mark.skipif(not SECONDS.exists(), reason="nonverbal.csv is not beside us")
def test_the_voices_of_ten_couples_are_those_of_their_seconds():
    """S08: counted from the table itself, second by second, with and without hums."""
    with SECONDS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    couples = groupby(rows, key=lambda row: row["id"])
    n = 0
    for _, lines in couples:
        seconds = list(lines)
        p = spoken(_turns(seconds))
        for leaving_out, speaking in (((HUM,), {"2"}), ((), {"2", "3"})):
            found = voice(p, leaving_out=leaving_out)
            client = [row["p_vocalizing"] in speaking for row in seconds]
            therapist = [row["t_vocalizing"] in speaking for row in seconds]
            total = sum(client) + sum(therapist)
            both = sum(map(min, client, therapist))
            either = sum(map(max, client, therapist))
            assert found.by_seconds[ANA].value == pytest.approx(sum(client) / total)
            assert found.by_seconds[BO].value == pytest.approx(sum(therapist) / total)
            assert found.overlap is not None
            assert (found.overlap.together, found.overlap.anybody) == (both, either)
        n += 1
    assert n == 10


def _turns(
    seconds: list[dict[str, str]],
) -> Iterator[tuple[str, int, int, frozenset[Kind]]]:
    """Give each stretch in which somebody does the same, but being silent."""
    for by, column in (("ana", "p_vocalizing"), ("bo", "t_vocalizing")):
        start = 0
        for state, stretch in groupby(row[column] for row in seconds):
            length = len(list(stretch))
            if state in STATES:
                yield by, start, length, STATES[state]
            start += length
