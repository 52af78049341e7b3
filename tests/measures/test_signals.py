"""Signals: from public rules, and from nothing that came later."""

import pytest
from drawn import directions, maybe_scores
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures import (
    Checkpoints,
    Direction,
    JacobsonTruax,
    ReliableWorsening,
    Signal,
    signals,
)

LOWER, HIGHER = Direction.LOWER_IS_BETTER, Direction.HIGHER_IS_BETTER
PHQ9_INDEX = JacobsonTruax(sd_pre=6.1, reliability=0.89)
rules = st.one_of(
    st.builds(ReliableWorsening, by=st.just(PHQ9_INDEX), direction=directions),
    st.builds(Checkpoints, points=st.floats(1, 10), direction=directions),
)


@given(st.lists(maybe_scores, max_size=8), st.lists(maybe_scores, max_size=4), rules)
def test_a_later_score_never_changes_an_earlier_signal(course, later, rule):
    """Invariant 43: the signals of a course are the first of any longer one."""
    so_far = signals(course, by=rule).sessions
    assert signals([*course, *later], by=rule).sessions[: len(so_far)] == so_far
    assert len(so_far) == max(0, len(course) - 1)


@given(st.lists(maybe_scores, min_size=1, max_size=8), rules)
def test_a_missing_score_leaves_its_signal_unknown(course, rule):
    """And a missing intake leaves them all so; nothing else is unknown."""
    for score, signal in zip(
        course[1:], signals(course, by=rule).sessions, strict=True
    ):
        missing = score is None or course[0] is None
        assert (signal is Signal.UNKNOWN) is missing


def test_reliably_worse_is_red_and_half_of_it_is_amber():
    """By the index with z 1.96 and 1: 2.86 and 5.61 points on a PHQ-9."""
    rule = ReliableWorsening(by=PHQ9_INDEX, direction=LOWER)
    found = signals([15, 17, 18, 20, 21, 3], by=rule)
    assert [s.value for s in found.sessions] == [
        "on_track", "amber", "amber", "red", "on_track",
    ]  # fmt: skip
    assert found.last is Signal.ON_TRACK
    upwards = ReliableWorsening(by=PHQ9_INDEX, direction=HIGHER)
    assert signals([15, 9], by=upwards).last is Signal.RED
    assert signals([15], by=rule).last is Signal.UNKNOWN
    assert signals([], by=rule).sessions == ()


def test_no_gain_by_the_third_session_is_amber_and_by_the_sixth_red():
    """The rule of thumb of PCOMS, from memory and marked so."""
    rule = Checkpoints(points=5, direction=HIGHER)
    course = [18, 19, 18, 20, 19, 22, 20, 23]
    assert [s.value for s in signals(course, by=rule).sessions] == [
        "on_track", "on_track", "amber", "amber", "amber", "red", "on_track",
    ]  # fmt: skip
    assert "from memory" in str(rule.source)
    worsening = ReliableWorsening(by=PHQ9_INDEX, direction=LOWER)
    assert "own rule" in str(worsening.source)


@pytest.mark.parametrize(
    ("rule", "given_"),
    [
        (Checkpoints, {"points": 5, "direction": LOWER, "first": 6, "last": 6}),
        (Checkpoints, {"points": 5, "direction": LOWER, "first": 0}),
        (Checkpoints, {"points": 0, "direction": LOWER}),
        (ReliableWorsening, {"by": PHQ9_INDEX, "direction": LOWER, "amber": 2}),
    ],
)
def test_rules_that_cannot_be(rule, given_):
    """Red comes after amber, and a gain has a size."""
    with pytest.raises(NotMeasurable):
        rule(**given_)
