"""Goals: attainment scaling and progress, by their ids alone."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures import (
    GBO,
    Attainment,
    GoalProgress,
    Verdict,
    attainment_t,
    goal_progress,
)

levels = st.integers(-2, 2)
weights = st.floats(0.1, 10)
rhos = st.floats(0, 0.95)


def goals(*given_: tuple[float | None, float]) -> list[Attainment]:
    """Give goals with these levels and weights."""
    return [Attainment(f"g{n}", x, weight=w) for n, (x, w) in enumerate(given_)]


@pytest.mark.parametrize(
    ("given_", "t"),
    [
        (((0, 1), (0, 1), (0, 1)), 50),
        (((1, 1), (1, 1), (0, 1)), 59.1287),
        (((-1, 1), (-1, 1), (-1, 1)), 36.3069),
        (((2, 1), (2, 1), (2, 1)), 77.3861),
        (((2, 3), (-1, 2), (0, 1)), 58.8131),
        (((1, 1),), 60),
    ],
)
def test_the_check_values_of_attainment_scaling(given_, t):
    """T by the formula of Kiresuk and Sherman (1968), rho .30, to four decimals."""
    assert attainment_t(goals(*given_)).t == pytest.approx(t, abs=5e-5)


@given(st.lists(weights, min_size=1, max_size=8), rhos)
def test_all_as_expected_is_50(ws, rho):
    """Invariant 38: T is 50 when all scores are 0, whatever weights and rho."""
    assert attainment_t(goals(*((0, w) for w in ws)), rho=rho).t == 50


@given(st.lists(st.tuples(levels, weights), min_size=1, max_size=8), rhos, st.data())
def test_t_increases_in_each_level(pairs, rho, data):
    """Invariant 38: one level more on any goal is a higher T."""
    n = data.draw(st.integers(0, len(pairs) - 1))
    level, weight = pairs[n]
    more = [*pairs]
    more[n] = (min(level + 1, 2), weight)
    before, after = (attainment_t(goals(*of), rho=rho).t for of in (pairs, more))
    assert after > before if level < 2 else after == before


@given(
    st.lists(st.tuples(levels, weights), min_size=1, max_size=8),
    rhos,
    st.floats(0.5, 4),
)
def test_only_the_ratio_of_weights_counts_and_turning_all_mirrors(pairs, rho, unit):
    """T lies as far above 50 as with all levels turned it lies below."""
    t = attainment_t(goals(*pairs), rho=rho).t
    scaled = attainment_t(goals(*((x, w * unit) for x, w in pairs)), rho=rho).t
    turned = attainment_t(goals(*((-x, w) for x, w in pairs)), rho=rho).t
    assert scaled == pytest.approx(t)
    assert turned - 50 == pytest.approx(50 - t)


def test_a_goal_without_a_level_is_missing_and_not_as_expected():
    """It is left out and named; without any level there is no T."""
    score = attainment_t([Attainment("a", 1), Attainment("b", None)])
    assert (score.t, score.n, score.missing) == (60, 1, ("b",))
    assert attainment_t([Attainment("a", math.nan)]).t is None


@pytest.mark.parametrize(
    ("level", "error"),
    [(3, ValueError), (-2.5, ValueError), (0.5, ValueError), ("1", TypeError)],
)
def test_levels_are_whole_from_minus_2_to_2(level, error):
    """Half a level is none."""
    with pytest.raises(error, match="level"):
        Attainment("a", level)


@pytest.mark.parametrize(
    ("given_", "rho", "code"),
    [
        ([], 0.3, "too_few"),
        ([Attainment("a", 1), Attainment("a", 1)], 0.3, "twice"),
        ([Attainment("a", 1)], 1, "correlation"),
        ([Attainment("a", 1)], -0.1, "correlation"),
    ],
)
def test_goals_that_add_up_to_nothing(given_, rho, code):
    """None at all, one twice, or a correlation that cannot be."""
    with pytest.raises(NotMeasurable, match=code):
        attainment_t(given_, rho=rho)
    with pytest.raises(NotMeasurable, match="not_positive"):
        Attainment("a", 1, weight=0)


def test_progress_is_over_goals_that_were_rated_twice():
    """The mean of last less first; a goal rated once is named and left out."""
    found = goal_progress(
        [GoalProgress("a", 2, 7), GoalProgress("b", 4, 5), GoalProgress("c", 1, None)]
    )
    assert (found.first, found.last, found.progress) == (3, 6, 3)
    assert (found.n, found.missing) == (2, ("c",))
    assert GBO.change(found.first, found.last).verdict is Verdict.IMPROVED
    assert GBO.change(3, 5).verdict is Verdict.UNCHANGED  # 2.45 is asked for
    assert goal_progress([GoalProgress("a", None, 7)]).progress is None


def test_ratings_lie_from_0_to_10():
    """And each goal is there once."""
    with pytest.raises(NotMeasurable, match="off_scale"):
        GoalProgress("a", 11, 3)
    with pytest.raises(NotMeasurable, match="twice"):
        goal_progress([GoalProgress("a", 1, 3)] * 2)
