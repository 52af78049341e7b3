"""Models of many courses: the same optimum as lme4, and what is expected of whom."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from published import number, table

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures import (
    Cohort,
    CutoffKind,
    Direction,
    Population,
    Signal,
    Status,
    cutoff,
    signals,
)
from collabtherapy.measures.courses import Courses
from collabtherapy.measures.expected import ExpectedCourse
from collabtherapy.measures.slopes import HierarchicalLinear, slope_changes

LOWER, HIGHER = Direction.LOWER_IS_BETTER, Direction.HIGHER_IS_BETTER


def claus_courses(outcome: str) -> Courses:
    rows = table("claus_2020.csv")
    return Courses.of(
        [row["id"] for row in rows],
        [float(row["time"]) for row in rows],
        [number(row[outcome]) for row in rows],
    )


@pytest.mark.parametrize(
    ("outcome", "fixed", "criterion", "sigma", "n"),
    [
        ("hamd", (26.7125, -3.24), 934.3942, 3.43567, (11, 20, 9)),
        ("bdi", (37.6625, -3.3975), 1106.347, 5.31567, (5, 32, 3)),
    ],
)
def test_slopes_are_those_of_lme4(outcome, fixed, criterion, sigma, n):
    """Claus et al. 2020 by R lme4 1.1-31: effects, criterion, error, and the counts."""
    found = slope_changes(claus_courses(outcome), direction=LOWER)
    assert found.fit.fixed == pytest.approx(fixed, abs=1e-4)
    assert found.fit.criterion == pytest.approx(criterion, abs=1e-3)
    assert found.fit.sigma == pytest.approx(sigma, abs=1e-4)
    counts = found.changes.counts()
    classes = (Status.IMPROVED, Status.UNCHANGED, Status.DETERIORATED)
    assert tuple(counts[status] for status in classes) == n
    assert found.changes.by.name == "hierarchical linear model"
    assert found.changes.reliability is None
    assert "1995" in str(found.changes.source)


def test_a_persons_deviation_is_that_of_lme4():
    """HAM-D, id 1: slope -.6125 from the average, conditional deviation .6131."""
    found = slope_changes(claus_courses("hamd"), direction=LOWER)
    deviation, sd = found.fit.deviations[0, 1], found.fit.deviation_sds[0, 1]
    assert (deviation, sd) == pytest.approx((-0.612521, 0.613077), abs=5e-5)
    assert found.slopes[0] == pytest.approx(-3.24 - 0.6125, abs=1e-4)
    covariance = found.fit.covariance
    correlation = covariance[0, 1] / math.sqrt(covariance[0, 0] * covariance[1, 1])
    assert correlation == pytest.approx(-1, abs=1e-3)  # the fit is singular


def test_slopes_beside_a_cutoff_are_those_of_the_package():
    """HAM-D: 10/1/20/9/0 recovered, improved, unchanged, deteriorated, harmed."""
    courses = claus_courses("hamd")
    seen = courses.those(courses.n_scores == 4)
    line = cutoff(
        CutoffKind.C,
        clinical=Cohort.of(seen.first, seen.last).before,
        functional=Population(8, 8),
        direction=LOWER,
    )
    counts = slope_changes(courses, direction=LOWER, cutoff=line).changes.counts()
    assert list(counts.values()) == [10, 1, 20, 9, 0, 0]


def test_slopes_turn_with_the_scale_and_keep_with_the_unit_of_time():
    """Scores turned over, in days for weeks: the same people, the same classes."""
    courses = claus_courses("bdi")
    one = slope_changes(courses, direction=LOWER)
    ids = [courses.ids[place] for place in courses.person]
    turned = Courses.of(ids, courses.times * 7 + 100, 63 - courses.scores)
    other = slope_changes(turned, direction=HIGHER)
    assert other.changes.statuses() == one.changes.statuses()
    assert other.changes.index == pytest.approx(-one.changes.index, abs=1e-3)
    strict = HierarchicalLinear(z=50)
    counts = slope_changes(courses, direction=LOWER, by=strict).changes.counts()
    assert counts[Status.UNCHANGED] == len(one.ids)


def made_up(n_people: int = 60, n_sessions: int = 8) -> Courses:
    """Make courses up that fall with the logarithm of the session, and some noise."""
    noise = iter(NormalDist().samples(n_people * (n_sessions + 1), seed=20260105))
    ids, times, scores = [], [], []
    for person in range(n_people):
        intake, pace = 12 + person % 11, 3 + next(noise)
        for session in range(n_sessions):
            ids.append(person)
            times.append(session)
            fall = pace * math.log1p(session)
            scores.append(intake - fall + (next(noise) if session else 0))
    return Courses.of(ids, times, scores)


def test_the_expected_course_is_found_again():
    """Courses made to fall by three times ln(1 + t) are expected to do so."""
    expected = ExpectedCourse.of(made_up(n_people=900), direction=LOWER)
    assert expected.n == 900
    assert "own cohort" in str(expected.source)
    for intake in (12, 17, 22):
        for session in (1, 4, 7):
            hoped = intake - 3 * math.log1p(session)
            assert expected.expected(intake, session) == pytest.approx(hoped, abs=0.4)
    assert expected.fit.sigma == pytest.approx(1, abs=0.05)
    assert expected.fit.covariance[1, 1] == pytest.approx(1, abs=0.15)


def test_the_bounds_hold_the_share_that_they_say():
    """About a fifth and a tenth of the cohort lie beyond 80% and 90%."""
    courses = made_up(n_people=300)
    expected = ExpectedCourse.of(courses, direction=LOWER)
    seen = [
        (courses.first[person], session, score)
        for person, session, score in zip(
            courses.person, courses.times, courses.scores, strict=True
        )
        if session
    ]
    for share in (0.8, 0.9):
        inside = [
            score <= expected.bound(intake, session, share=share)
            for intake, session, score in seen
        ]
        assert sum(inside) / len(inside) == pytest.approx(share, abs=0.03)


def test_expected_courses_give_signals():
    """Beyond the bound of 80% is amber, beyond that of 90% red, in either direction."""
    expected = ExpectedCourse.of(made_up(), direction=LOWER)
    amber, red = (expected.bound(17, 4, share=share) for share in (0.8, 0.9))
    assert amber < red
    for score, signal in (
        (amber - 0.01, Signal.ON_TRACK), (amber + 0.01, Signal.AMBER),
        (red + 0.01, Signal.RED),
    ):  # fmt: skip
        assert expected.signal(17, 4, score) is signal
    assert signals([17, 16, None, 15, 22], by=expected).last is Signal.RED
    courses = made_up()
    upside = ExpectedCourse.of(
        Courses.of(courses.person, courses.times, 40 - courses.scores), direction=HIGHER
    )
    assert upside.bound(23, 4, share=0.8) == pytest.approx(40 - amber, abs=1e-3)
    assert upside.signal(23, 4, 40 - red - 0.05) is Signal.RED


def test_courses_are_in_order_whatever_the_order_of_lines():
    """Sorted by person and time; a missing score is left out, and whoever has none."""
    found = Courses.of(
        ["b", "a", "b", "c", "a"], [2, 0, 1, 0, 1], [5, 9, math.nan, None, 7]
    )
    assert found.ids == ("b", "a")
    assert found.person.tolist() == [0, 1, 1]
    assert found.scores.tolist() == [5, 9, 7]
    assert (found.first.tolist(), found.last.tolist()) == ([5, 9], [5, 7])


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        (([1, 1], [0, 0], [3, 4]), "twice"),
        (([1, 1], [0, None], [3, 4]), "missing"),
        (([1], [0, 1], [3, 4]), "lengths"),
        (([None], [0], [3]), "missing"),
    ],
)
def test_courses_that_cannot_be(given_, code):
    """Two scores at one time, nobody or no time, columns that do not fit."""
    with pytest.raises(NotMeasurable, match=code):
        Courses.of(*given_)
    for ids in ("ab", 3, [[1]], np.array([[1]])):
        with pytest.raises(TypeError):
            Courses.of(ids, [0], [3])


@pytest.mark.parametrize(
    ("n_people", "n_sessions", "make"),
    [
        (5, 2, lambda courses: slope_changes(courses, direction=LOWER)),
        (1, 5, lambda courses: slope_changes(courses, direction=LOWER)),
        (4, 5, lambda courses: ExpectedCourse.of(courses, direction=LOWER)),
        (9, 2, lambda courses: ExpectedCourse.of(courses, direction=LOWER)),
    ],
    ids=["two scores each", "one person", "four people", "one later session"],
)
def test_too_little_to_fit_a_model_to(n_people, n_sessions, make):
    """Said before anything is fitted."""
    with pytest.raises(NotMeasurable):
        make(made_up(n_people, n_sessions))


def test_courses_without_any_spread_are_refused():
    """Everybody on one line: nobody is steeper."""
    ids, times = np.repeat(np.arange(4), 4), np.tile(np.arange(4), 4)
    with pytest.raises(NotMeasurable, match="no_spread"):
        slope_changes(Courses.of(ids, times, 20 - 2 * times), direction=LOWER)


def test_nobody_is_steeper_where_all_slopes_are_alike():
    """The same noise around the same line for each, at different heights."""
    ids, times = np.repeat(np.arange(6), 4), np.tile(np.arange(4), 6)
    noise = np.tile([1, -1, -1, 1], 6) * np.where(ids % 2, 1, -1)
    found = slope_changes(
        Courses.of(ids, times, 30 + ids - 2 * times + noise), direction=LOWER
    )
    assert found.changes.counts()[Status.UNCHANGED] == 6


def test_one_intake_for_all_says_nothing_of_others():
    """What depends on intake cannot be told where intake is one."""
    courses = made_up()
    same = np.where(courses.times == 0, 20, courses.scores)
    with pytest.raises(NotMeasurable, match=r"scores: .*too_few"):
        ExpectedCourse.of(
            Courses.of(courses.person, courses.times, same), direction=LOWER
        )


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ({"amber": 0.9, "red": 0.8}, "order"),
        ({"red": 1}, "share"),
        ({"amber": 0}, "share"),
    ],
)
def test_bounds_lie_in_order_between_0_and_1(shares, code):
    """Amber before red."""
    with pytest.raises(NotMeasurable, match=code):
        ExpectedCourse.of(made_up(), direction=LOWER, **shares)


def test_questions_that_an_expected_course_cannot_answer():
    """Before intake nothing is expected, and no bound holds everybody."""
    expected = ExpectedCourse.of(made_up(), direction=LOWER)
    with pytest.raises(NotMeasurable, match="before_intake"):
        expected.expected(17, 0)
    with pytest.raises(NotMeasurable, match="share"):
        expected.bound(17, 3, share=1)
