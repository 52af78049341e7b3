"""Numbers of a scenario, found again from what it gives, or from what was reported."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from small_service import SMALL

from collabtherapy.simulation import (
    BadScenario,
    Calibration,
    Cohort,
    Outcome,
    Scenario,
    Target,
    calibrate,
    outcomes,
    simulate,
)
from collabtherapy.simulation.calibrate import AT_ONCE


def mean(outcome: Outcome) -> Callable[[Cohort], float]:
    """Return what gives the mean of an outcome, in per cent if it is a share."""
    by = 100 if outcome.unit == "share" else 1
    return lambda cohort: by * cohort.estimate(outcome).value


def fit(
    name: str,
    span: tuple[float, float],
    start: float,
    of: Callable[[Cohort], float],
    within: tuple[float, float],
    *,
    scenario: Scenario | None = None,
    starts: int | None = None,
) -> Calibration:
    """Fit one number of the default scenario to one target, from a start."""
    pytest.importorskip("scipy", reason="fitted by SciPy: the extra calibration")
    pytest.importorskip("numba", reason="slow without numba: the extra fast")
    low, high = within
    target = Target(
        name=f"by {name}",
        of=of,
        value=(low + high) / 2,
        low=low,
        high=high,
        source="made up",
    )
    usual = Scenario() if scenario is None else scenario
    return calibrate(
        usual.put({name: start}),
        numbers={name: span},
        targets=[target],
        clients=1_000,
        seed=3,
        starts=starts,
    )


ONE_NUMBER = [
    ("population.leaves", (0.001, 0.1), (0.0322, 0.05, 0.001, 0.1), outcomes.DROPOUT,
     (19.5, 20.5)),
    ("population.comes", (0.3, 1.0), (0.3, 1.0), outcomes.ENTERED, (54, 56)),
    ("population.takes_up", (0.2, 0.98), (0.2, 0.4), outcomes.COMPLETED, (29, 31)),
    ("population.misses", (0.001, 0.6), (0.001, 0.6), outcomes.SESSIONS, (6.4, 6.6)),
    ("high.responds", (0.01, 0.99), (0.01, 0.5, 0.99), outcomes.RECOVERY, (44, 46)),
    ("high.responder_end", (0, 15), (0, 15), outcomes.PHQ9_LAST, (8.8, 9.2)),
    ("high.sessions_mean", (1, 40), (1, 40), outcomes.SESSIONS, (6.8, 7.2)),
    ("service.suitable", (0.1, 1), (0.1, 1), outcomes.COMPLETED, (29, 31)),
    ("service.booking_weeks", (0.5, 20), (0.5, 20), outcomes.WAIT, (5.8, 6.2)),
    ("service.ruptures", (0.001, 0.5), (0.001, 0.5), outcomes.RUPTURES, (49, 51)),
    ("service.first_contacts_a_week", (1, 60), (1, 60), outcomes.WAIT, (11.5, 12.5)),
    ("service.high_slots", (1, 400), (1, 400), outcomes.SESSIONS, (6.9, 7.1)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "span", "start", "outcome", "within"),
    [
        pytest.param(name, span, start, outcome, within, id=f"{name}-{start:g}")
        for name, span, starts, outcome, within in ONE_NUMBER
        for start in starts
    ],
)
def test_one_number_reaches_its_target_from_wherever_it_starts(
    name: str,
    span: tuple[float, float],
    start: float,
    outcome: Outcome,
    within: tuple[float, float],
):
    """From inside and from a bound: no fit stops because a number is small there."""
    found = fit(name, span, start, mean(outcome), within)
    assert found.reached, found.table()
    assert span[0] <= found.fitted[name] <= span[1]
    assert found.scenario.put(found.fitted) == found.scenario
    again = simulate(found.scenario, clients=1_000, seed=3)
    assert mean(outcome)(again) == found.found[0]


def test_a_count_moves_by_whole_ones():
    """A step that rounding would swallow is at least of one: the fit sees a slope."""
    pytest.importorskip("numba", reason="slow without numba: the extra fast")
    six = Scenario().put({"service.ends_when_well": 1, "service.least_sessions": 6})
    aim = mean(outcomes.SESSIONS)(simulate(six, clients=1_000, seed=3))
    found = fit(
        "service.least_sessions", (1.5, 8.5), 2, mean(outcomes.SESSIONS),
        (aim - 0.01, aim + 0.01), scenario=six,
    )  # fmt: skip
    assert found.reached, found.table()
    assert found.fitted == {"service.least_sessions": 6}


def test_a_fit_that_reaches_nothing_says_so_and_why():
    """Nobody recovers twice over: the best of what was tried, and why it ended."""
    found = fit("high.responds", (0.1, 0.9), 0.2, mean(outcomes.RECOVERY), (190, 200))
    assert not found.reached
    assert found.n_starts > 1
    assert found.fitted["high.responds"] == pytest.approx(0.9, abs=0.01)
    assert found.message
    assert f"SciPy, status {found.status}: {found.message}" in found.table()
    assert "0 of 1 inside" in found.table()


@pytest.mark.parametrize("starts", [1, 2])
def test_a_fit_begins_no_more_often_than_asked(starts: int):
    """Two places to begin at are two, however far off the target stays."""
    found = fit(
        "population.comes", (0.5, 0.6), 0.5, mean(outcomes.ENTERED), (1, 2),
        starts=starts,
    )  # fmt: skip
    assert (found.n_starts, found.reached) == (starts, False)
    assert found.fitted["population.comes"] == 0.5


def between(cohort: Cohort) -> float:
    """Return the mean number of weeks from assessment to the first course."""
    begun = (cohort["from_1"] >= 0) & (cohort["assessed"] >= 0)
    return float(np.mean((cohort["from_1"] - cohort["assessed"])[begun]))


def near(of: Callable[[Cohort], float], value: float, by: float) -> Target:
    """Return a target around a value."""
    return Target(
        name="x", of=of, value=value, low=value - by, high=value + by, source="made up"
    )


def test_a_fit_goes_on_while_trials_are_left():
    """A count whose good values a long step leaps over is found by shorter ones."""
    pytest.importorskip("scipy", reason="fitted by SciPy: the extra calibration")
    pytest.importorskip("numba", reason="slow without numba: the extra fast")
    base = Scenario().put({"service.weeks": 104})
    run = {"clients": 2_000, "seed": 1}
    aim = between(simulate(base.put({"service.low_slots": 20}), **run))
    found = calibrate(
        base.put({"service.low_slots": 40}),
        numbers={"service.low_slots": (1, 300)},
        targets=[near(between, aim, 0.1)],
        trials=100,
        **run,
    )
    assert found.reached, found.table()
    assert found.n_starts > 1


def test_a_fit_uses_every_trial_before_it_gives_up():
    """What no start reaches is begun again until the trials are used up."""
    pytest.importorskip("scipy", reason="fitted by SciPy: the extra calibration")
    run = {"clients": 60, "seed": 1, "numbers": {"population.comes": (0.5, 0.6)}}
    far = [near(mean(outcomes.ENTERED), 500, 1)]
    few = calibrate(SMALL, targets=far, trials=6, **run)
    many = calibrate(SMALL, targets=far, trials=30, **run)
    assert many.n_starts > few.n_starts > 1
    assert not many.reached


def test_what_fits_already_is_not_moved():
    """The scenario's own numbers come first, to the last digit, and stay its own."""
    pytest.importorskip("scipy", reason="fitted by SciPy: the extra calibration")
    own = SMALL.put({"population.comes": 2 / 3})
    aim = mean(outcomes.ENTERED)(simulate(own, clients=60, seed=1))
    found = calibrate(
        own,
        numbers={"population.comes": (0.1, 0.9), "population.leaves": (0.001, 0.2)},
        targets=[near(mean(outcomes.ENTERED), aim, 1)],
        clients=60,
        seed=1,
    )
    assert found.scenario == own
    assert dict(found.fitted) == {
        "population.comes": 2 / 3, "population.leaves": own.population.leaves
    }  # fmt: skip
    assert (found.n_trials, found.n_starts, found.status) == (1, 0, AT_ONCE)
    assert "nothing was left to fit" in found.table()
    assert "SciPy" not in found.table()


def test_a_number_beyond_a_bound_begins_at_it():
    """A scenario whose own number is not allowed is moved, be its target reached."""
    pytest.importorskip("scipy", reason="fitted by SciPy: the extra calibration")
    found = calibrate(
        SMALL.put({"population.comes": 0.95}),
        numbers={"population.comes": (0.1, 0.9)},
        targets=[near(lambda cohort: 5.0 + 0 * cohort.n_rows, 5, 1)],
        clients=60,
        seed=1,
    )
    assert (found.n_trials, found.status) == (1, AT_ONCE)
    assert found.fitted["population.comes"] == 0.9
    assert found.scenario.population.comes == 0.9


def test_numbers_that_nothing_betters_are_the_scenario_s_own():
    """A fit that finds nothing better changes nothing, and says why it ended."""
    pytest.importorskip("scipy", reason="fitted by SciPy: the extra calibration")
    own = SMALL.put({"population.comes": 2 / 3})
    found = calibrate(
        own,
        numbers={"population.comes": (0.1, 0.9)},
        targets=[near(lambda cohort: 5.0 + 0 * cohort.n_rows, 9, 1)],
        clients=60,
        seed=1,
        trials=4,
    )
    assert found.scenario == own
    assert not found.reached
    assert "SciPy, status" in found.table()


@pytest.mark.parametrize(
    ("name", "bounds", "why"),
    [
        ("population.comes", (0.5, 1.5), "from 0 to 1, not 1.5"),
        ("population.comes", (-0.5, 0.5), "from 0 to 1, not -0.5"),
        ("service.low_slots", (-3, 9), "not -3"),
        ("feedback.outcome", (0.1, 11), "not 11"),
        ("population.leaves", (0.1,), "two bounds"),
        ("population.leaves", (0.1, 0.2, 0.3), "two bounds"),
        ("population.leaves", 0.1, "two bounds"),
    ],
)
def test_bounds_that_a_scenario_does_not_take_are_refused_first(
    name: str, bounds: Any, why: str
):
    """Before anything is simulated, whichever bound it is, by the number's name."""
    pytest.importorskip("scipy", reason="fitted by SciPy: the extra calibration")
    asked: list[Cohort] = []

    def of(cohort: Cohort) -> float:
        asked.append(cohort)
        return 1.0

    with pytest.raises(BadScenario, match=why) as refused:
        calibrate(
            SMALL, numbers={name: bounds}, targets=[near(of, 1, 1)], clients=6, seed=1
        )
    assert refused.value.name == name
    assert asked == []


def test_a_start_at_which_nobody_is_counted_is_left():
    """A target that is not a number there is far off, and no end of the fit."""

    def finishing(cohort: Cohort) -> float:
        share = cohort.estimate(outcomes.COMPLETED).value
        return 100 * share if share else float("nan")

    found = fit("population.comes", (0, 1), 0, finishing, (19, 21))
    assert found.reached, found.table()


@pytest.mark.parametrize(
    ("name", "span"),
    [
        ("population.comes", (0.5, 0.5)),
        ("population.comes", (0.9, 0.1)),
        ("population.comes", (0.1, float("nan"))),
        ("service.low_slots", (1.2, 2.8)),
    ],
)
def test_bounds_between_which_nothing_moves_are_refused(
    name: str, span: tuple[float, float]
):
    """Bounds that meet, cross or hold one whole number only leave nothing to fit."""
    pytest.importorskip("scipy", reason="fitted by SciPy: the extra calibration")
    with pytest.raises(BadScenario, match=name):
        fit(name, span, 1, mean(outcomes.WAIT), (1, 2))


def test_a_number_is_found_again():
    """Calibrated to what one scenario gives, another comes back to its number."""
    pytest.importorskip("scipy", reason="fitted by SciPy: the extra calibration")
    aim = simulate(SMALL, clients=600, seed=3).estimate(outcomes.ENTERED).value
    target = Target(
        name="entered",
        of=lambda c: c.estimate(outcomes.ENTERED).value,
        value=aim,
        low=aim - 0.01,
        high=aim + 0.01,
        source="a scenario of our own",
    )
    found = calibrate(
        SMALL.put({"population.comes": 0.5}),
        numbers={"population.comes": (0.3, 1.0)},
        targets=[target],
        clients=600,
        seed=3,
        trials=8,
    )
    assert target.holds(found.found[0], beyond=0.02)
    assert found.fitted["population.comes"] == pytest.approx(
        SMALL.population.comes, abs=0.06
    )
    assert "inside" in found.table()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: calibrate(SMALL, numbers={}, targets=[], clients=1, seed=1),
        lambda: Target(name="x", of=len, value=3, low=1, high=2, source="x"),
        lambda: Target(name="x", of=len, value=1, low=1, high=2, source=" "),
        lambda: Target(name="x", of=len, value="1", low=1, high=2, source="x"),
        lambda: Target(
            name="x", of=len, value=1, low=float("-inf"), high=2, source="x"
        ),
    ],
    ids=["nothing", "outside", "nobody", "text", "endless"],
)
def test_a_fit_to_nothing_is_refused(wrong):
    """There is no fitting without numbers, targets and sources."""
    with pytest.raises(BadScenario):
        wrong()


def test_a_number_that_is_not_there_is_not_fitted():
    """A misspelt name is refused before anything is simulated."""
    pytest.importorskip("scipy", reason="fitted by SciPy: the extra calibration")
    target = Target(name="x", of=len, value=1, low=1, high=1, source="x")
    with pytest.raises(BadScenario, match=r"population\.x"):
        calibrate(
            SMALL, numbers={"population.x": (0, 1)}, targets=[target], clients=1, seed=1
        )
