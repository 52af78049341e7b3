"""Sudden gains and losses, by the three criteria."""

import math

import pytest
from drawn import maybe_scores
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures import Direction, SuddenRule
from collabtherapy.measures.sudden import CRITICAL

BDI = SuddenRule(points=7, direction=Direction.LOWER_IS_BETTER)
MIRROR = SuddenRule(points=7, direction=Direction.HIGHER_IS_BETTER, share=0.25)

# The rows of the R package suddengains, tests/testthat/test-identify_sg.R (MIT), as
# facts: scores, after which sessions there was a gain, and where nothing can be said.
ROWS = [
    ((28, 19, 23, 12, 13, None), (), (1, 4, 5)),
    ((28, 19, 23, 11, 12, None), (3,), (1, 4, 5)),
    ((28, 19, None, 12, 13, None), (), (1, 2, 3, 4, 5)),
    ((28, 19, 23, 12, 14, None), (), (1, 4, 5)),
    ((28, 25, 28, 11, 12, None), (3,), (1, 4, 5)),
    ((28, 26, 28, 11, 12, None), (3,), (1, 4, 5)),
    ((None, 26, 28, None, 12, 11), (), (1, 2, 3, 4, 5)),
    ((35, 37, 23, 23, 24, 21), (2,), (1, 5)),
    ((35, 37, 34, 24, 24, 21), (3,), (1, 5)),
    ((35, 37, 34, 34, 24, 21), (4,), (1, 5)),
    ((35, 37, 34, 37, 37, 37), (), (1, 5)),
]


@pytest.mark.parametrize(("scores", "gains", "unknown"), ROWS)
def test_the_published_rows(scores, gains, unknown):
    """Each row of the package's own tests: the same gains, the same unknowns."""
    found = BDI.find(scores)
    assert tuple(gain.after for gain in found.gains) == gains
    assert found.losses == ()
    assert found.unknown == unknown


@given(st.lists(maybe_scores, max_size=12))
def test_gains_of_one_direction_are_losses_of_the_other(scores):
    """The same shifts are found, whichever way the scale points."""
    one, other = BDI.find(scores), MIRROR.find(scores)
    assert one.unknown == other.unknown
    assert [(x.after, x.points) for x in one.gains] == [
        (x.after, -x.points) for x in other.losses
    ]
    assert [x.after for x in one.losses] == [x.after for x in other.gains]


@given(st.lists(maybe_scores, max_size=12))
def test_every_shift_is_large_and_nothing_is_twice(scores):
    """Each has its points, and no session is both a shift and unknown."""
    found = BDI.find(scores)
    assert all(abs(shift.points) >= 7 for shift in found.shifts)
    assert {shift.after for shift in found.shifts}.isdisjoint(found.unknown)
    assert all(1 <= n < len(scores) for n in found.unknown)


def test_a_loss_is_found_as_a_gain_is():
    """A rise of seven that lasts, where lower is better."""
    (loss,) = BDI.find((10, 11, 10, 20, 21, 20)).losses
    assert (loss.after, loss.points, loss.is_gain) == (3, -10, False)


def test_a_quarter_of_the_score_is_asked_for():
    """Seven of forty is a sixth: large in points, and not beside the score."""
    assert BDI.find((40, 40, 40, 33, 33, 33)).shifts == ()
    assert len(BDI.find((28, 28, 28, 21, 21, 21)).gains) == 1


def test_a_gain_against_the_course_around_it_is_none():
    """Down between two sessions, and up on the whole."""
    assert BDI.find((0, 0, 20, 12, 40, 40)).gains == ()


def test_the_critical_values_are_students():
    """By the distribution itself, where scipy is installed."""
    stats = pytest.importorskip("scipy.stats", reason="to compare with: [models]")
    for freedom, value in CRITICAL.items():
        assert value == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-9)


def test_scores_below_0_have_no_share():
    """Nothing is a quarter of them; and infinity is no score."""
    with pytest.raises(NotMeasurable, match="below_0"):
        BDI.find((3, -1))
    with pytest.raises(NotMeasurable, match=r"scores\[1\]"):
        BDI.find((3, math.inf))
    assert BDI.find(()).unknown == ()
