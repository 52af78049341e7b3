"""Figures from which nothing follows are refused, each with its place."""

import math
from decimal import Decimal

import pytest

from collabtherapy.errors import CollabtherapyError, NotMeasurable
from collabtherapy.measures import (
    AnchorBased,
    Attainment,
    Cohort,
    Cutoff,
    CutoffKind,
    Direction,
    EdwardsNunnally,
    GulliksenLordNovick,
    HagemanArrindell,
    HsuLinnNord,
    JacobsonTruax,
    NunnallyKotsch,
    PercentageChange,
    Population,
    PublishedChange,
    Source,
    attainment_t,
    change,
    cutoff,
    goal_progress,
    jointly,
    reliable_range,
    visits,
)
from collabtherapy.measures.many import changes
from collabtherapy.measures.optional import needs

LOWER = Direction.LOWER_IS_BETTER
SOURCE = Source("made up")
FIGURES = {
    "mean_pre": 20.0,
    "sd_pre": 5.0,
    "mean_post": 15.0,
    "sd_post": 6.0,
    "r_pre_post": 0.5,
    "reliability": 0.8,
}
TAKES = {
    JacobsonTruax: ("sd_pre", "reliability"),
    GulliksenLordNovick: ("mean_pre", "sd_pre", "reliability"),
    HsuLinnNord: ("mean_pre", "mean_post", "sd_pre", "reliability"),
    EdwardsNunnally: ("mean_pre", "sd_pre", "reliability"),
    NunnallyKotsch: ("mean_pre", "sd_pre", "reliability"),
    HagemanArrindell: tuple(FIGURES),
}


@pytest.mark.parametrize("method", TAKES)
@pytest.mark.parametrize("reliability", [0, 1, -0.1, 1.1, 0.0, 1.0])
def test_a_reliability_lies_between_0_and_1(method, reliability):
    """All error or none is no reliability; every family says so."""
    figures = {name: FIGURES[name] for name in TAKES[method]}
    with pytest.raises(NotMeasurable, match=r"reliability: .*between 0 and 1"):
        method(**figures | {"reliability": reliability})


@pytest.mark.parametrize("method", TAKES)
@pytest.mark.parametrize("sd", [0, -1])
def test_a_standard_deviation_lies_above_0(method, sd):
    """Where all scores are alike, no change can be told from error."""
    figures = {name: FIGURES[name] for name in TAKES[method]}
    with pytest.raises(NotMeasurable, match=r"sd_pre: .*lies above 0"):
        method(**figures | {"sd_pre": sd})


@pytest.mark.parametrize("method", TAKES)
@pytest.mark.parametrize(
    ("value", "error"), [(math.nan, ValueError), ("5", TypeError), (None, TypeError)]
)
def test_figures_are_numbers(method, value, error):
    """A text, None and NaN are none, and True is none either."""
    figures = {name: FIGURES[name] for name in TAKES[method]}
    for name in figures:
        with pytest.raises(error, match=name):
            method(**figures | {name: value})
        with pytest.raises(TypeError, match=name):
            method(**figures | {name: True})


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"r_pre_post": 1.2}, "correlation"),
        ({"sd_post": 2.0}, "all_error"),
        ({"sd_post": 5.0, "r_pre_post": 0.8}, "all_error"),
        ({"sd_post": 5.0, "r_pre_post": 1}, "all_error"),
        ({"sd_post": 0}, "no_spread"),
    ],
)
def test_hageman_and_arrindell_need_a_true_variance(wrong, code):
    """Where the difference is all error, nothing true can be estimated."""
    with pytest.raises(NotMeasurable, match=code):
        HagemanArrindell(**FIGURES | wrong)


@pytest.mark.parametrize(
    ("pre", "post", "code"),
    [
        ([], [], "too_few"),
        ([10], [5], "too_few"),
        ([10, None, 3], [5, 4, math.nan], "too_few"),
        ([10, 12], [5], "lengths"),
        ([10, 10, 10], [5, 6, 7], "no_spread"),
        ([10, math.inf], [5, 6], "not_finite"),
    ],
)
def test_a_cohort_has_two_people_who_differ(pre, post, code):
    """One person has no spread, and neither have people who are all alike."""
    with pytest.raises(NotMeasurable, match=code):
        Cohort.of(pre, post)


def test_a_cohort_that_ends_alike_has_no_correlation():
    """It serves every method but the one that asks for it."""
    cohort = Cohort.of([10, 12, 20], [5, 5, 5])
    assert (cohort.sd_post, cohort.r_pre_post) == (0, None)
    assert cohort.sd_change == pytest.approx(cohort.sd_pre)
    assert JacobsonTruax.of(cohort, reliability=0.8).s_diff > 0
    with pytest.raises(NotMeasurable, match=r"r_pre_post: .*no_spread"):
        HagemanArrindell.of(cohort, reliability=0.8)


WRONG = [
    (Population, (5, 0), {}, "no_spread"),
    (PublishedChange, (), {"points": 0, "source": SOURCE}, "not_positive"),
    (AnchorBased, (), {"points": -1, "source": SOURCE}, "not_positive"),
    (PercentageChange, (), {"gain": 50}, "share"),
    (PercentageChange, (), {"gain": 0.5, "loss": 0}, "share"),
    (JacobsonTruax, (), {"sd_pre": 1, "reliability": 0.5, "z": 0}, "not_positive"),
    (Cutoff, (math.inf,), {}, "not_finite"),
    (cutoff, (CutoffKind.A,), {"direction": LOWER}, "clinical: .*missing"),
    (cutoff, (CutoffKind.B,), {"direction": LOWER}, "functional: .*missing"),
    (
        cutoff,
        (CutoffKind.A,),
        {"clinical": Population(9, 1), "direction": LOWER, "sem": 1},
        "all_error",
    ),
    (visits, ({},), {}, "lengths"),
    (visits, ({"a": []},), {}, "lengths"),
    (visits, ({"a": [1], "b": [1, 2]},), {}, "lengths"),
    (Attainment, ("two words", 1), {}, "no_id"),
]


@pytest.mark.parametrize(("make", "given", "named", "code"), WRONG)
def test_other_figures_that_say_nothing(make, given, named, code):
    """Each is refused as a value of the library's own tree, and as a ValueError."""
    with pytest.raises(NotMeasurable, match=code) as found:
        make(*given, **named)
    assert isinstance(found.value, CollabtherapyError)
    assert isinstance(found.value, ValueError)


def test_scores_of_a_change_are_finite_numbers():
    """Missing is an answer; infinity and text are none."""
    by = JacobsonTruax(sd_pre=3, reliability=0.9)
    with pytest.raises(NotMeasurable, match=r"post: .*finite"):
        change(3, math.inf, by=by, direction=LOWER)
    with pytest.raises(TypeError, match="pre is a number, not str"):
        change("3", 4, by=by, direction=LOWER)
    with pytest.raises(NotMeasurable, match="no_range"):
        reliable_range(0, by=PercentageChange(gain=0.5), direction=LOWER)


LINE = Cutoff(10)
JT = JacobsonTruax(sd_pre=3, reliability=0.9)
MISTAKEN = [
    (change, (9, 3), {"by": "JT", "direction": LOWER}, "by is a method"),
    (change, (9, 3), {"by": JT, "direction": "lower"}, "direction is a Direction"),
    (change, (9, 3), {"by": JT, "direction": LOWER, "cutoff": 10}, "Cutoff or None"),
    (changes, ([9], [3]), {"by": JT, "direction": None}, "direction is a Direction"),
    (cutoff, ("c",), {"direction": LOWER}, "CutoffKind"),
    (
        cutoff,
        (CutoffKind.A,),
        {"direction": LOWER, "clinical": (9, 3)},
        "clinical is a Population",
    ),
    (attainment_t, ([1, 2],), {}, "type Attainment"),
    (goal_progress, ([1, 2],), {}, "type GoalProgress"),
    (jointly, (1,), {}, r"changes\[0\] is a Change"),
    (visits, ([1],), {}, "by its name"),
]


@pytest.mark.parametrize(("call", "given", "named", "match"), MISTAKEN)
def test_one_thing_in_place_of_another_is_said(call, given, named, match):
    """The argument is named, and what it should be."""
    with pytest.raises(TypeError, match=match):
        call(*given, **named)


@pytest.mark.parametrize("huge", [10**400, 1e300, -1e10], ids=["int", "1e300", "-1e10"])
def test_no_scale_reaches_so_far(huge):
    """What would overflow is refused where it comes in, for one and for many."""
    with pytest.raises(NotMeasurable, match="not_finite"):
        change(huge, 3, by=JT, direction=LOWER)
    with pytest.raises(NotMeasurable, match="not_finite"):
        changes([huge], [3], by=JT, direction=LOWER)
    with pytest.raises(NotMeasurable, match="no_spread"):
        JacobsonTruax(sd_pre=5e-324, reliability=0.9)


def test_the_reliability_of_a_published_change_is_a_plain_number():
    """Where it is known, it goes along."""
    by = PublishedChange(points=6, source=SOURCE, reliability=Decimal("0.8"))
    assert (type(by.reliability), by.reliability) == (float, 0.8)


def test_a_missing_extra_is_named():
    """What is not installed is said with the command that brings it."""
    with (
        pytest.raises(ModuleNotFoundError, match=r'"collabtherapy\[arrays\]"'),
        needs("arrays"),
    ):
        raise ModuleNotFoundError("No module named 'numpy'", name="numpy")


def test_a_visit_that_nobody_came_to_says_nothing():
    """No mean is made up, and who comes back is counted."""
    first, second, third = visits({"a": [1, 2], "b": [None, None], "c": [3, None]})
    assert (first.n_missing, second.mean, second.sd_change) == (0, None, None)
    assert (second.n_lost, third.n_back, third.share_missing) == (2, 1, 0.5)
