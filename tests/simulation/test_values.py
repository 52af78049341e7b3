"""Every value of the simulation goes to another process and back, and is copied."""

import copy
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from small_service import SMALL

from collabtherapy import simulation
from collabtherapy.simulation import (
    COLUMNS,
    EVIDENCE,
    HIGH_INTENSITY,
    USUAL,
    AnotherRun,
    Assumption,
    BadScenario,
    Calibration,
    Cohort,
    Engine,
    LawChanged,
    Population,
    Reported,
    Scenario,
    Service,
    Target,
    Trial,
    compare,
    outcomes,
    simulate,
)
from collabtherapy.simulation.engines.draws import Key
from collabtherapy.simulation.engines.moves import compile_law
from collabtherapy.simulation.sensitivity import Carried, OneWay, Share
from collabtherapy.simulation.shards import shards
from collabtherapy.simulation.survival import leaving

TINY = SMALL.put({"service.weeks": 30, "service.referrals": 30})
COHORT = simulate(TINY, clients=60, seed=3)
TRIAL = compare({"usual": TINY, "again": TINY}, clients=30, seed=3)
REPORT = Reported(
    name="x", source="made up", phq_start=(14.0, 6.0), recovery=45.0, sessions=9.0
)
ESTIMATE = COHORT.estimate(outcomes.WAIT)
VALUES = {
    "Assumption": EVIDENCE["feedback.outcome"],
    "Assumption, changed": TINY.put({"feedback.outcome": 0.6}).assumptions[
        "feedback.outcome"
    ],
    "Assumptions": EVIDENCE,
    "Calibration": Calibration(
        scenario=TINY,
        fitted={"population.comes": 0.5},
        targets=REPORT.targets(),
        found=(1.0, 2.0, 3.0, 4.0),
        n_trials=1,
        n_starts=1,
        status=1,
        message="made up",
    ),
    "Carried": Carried(
        name="x", whole=ESTIMATE, without=ESTIMATE, causal_share=1.0, source="x"
    ),
    "Cohort": COHORT,
    "Column": COLUMNS[0],
    "Engine": Engine.AUTO,
    "Estimate": ESTIMATE,
    "Key": Key.of(3),
    "Law": compile_law(),
    "OneWay": OneWay(name="x", low=0, high=1, at_low=0, at_high=1),
    "Outcome": outcomes.RECOVERY,
    "Outcome, dropout": outcomes.dropout(fewer_than=3),
    **{f"Outcome, {o.name}": o for o in outcomes.USUAL_OUTCOMES},
    "Population": Population(),
    "Practice": USUAL,
    "Quantity": next(iter(TINY.numbers())),
    "Reported": REPORT,
    "Scenario": TINY,
    "Service": Service(),
    "Shard": shards(
        TINY, clients=3, seed=3, replications=1, people_a_shard=3, engine=Engine.ARRAYS
    )[0],
    "Share": Share(name="x", first=0, total=1, total_error=0),
    "Survival": leaving(COHORT),
    "Tally": COHORT.tally(outcomes.WAIT),
    "Target": REPORT.targets()[0],
    "Therapy": HIGH_INTENSITY,
    "Trial": TRIAL,
}
ERRORS = [AnotherRun("x"), BadScenario("x", "is y"), LawChanged("L1", "is gone")]


def back(value: object) -> object:
    """Return what came to this process, so that it travels both ways."""
    return value


@pytest.fixture(scope="module")
def elsewhere() -> object:
    """Start one process that shares nothing with this one."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool


def test_every_public_class_is_looked_at():
    """A class that is added has to show what it can, too."""
    public = {
        name
        for name in simulation.__all__
        if isinstance(getattr(simulation, name), type)
    }
    seen = {type(value).__name__ for value in [*VALUES.values(), *ERRORS]}
    assert public <= seen


@pytest.mark.parametrize("name", VALUES)
def test_a_value_goes_to_another_process_and_back(
    name: str, elsewhere: ProcessPoolExecutor
):
    """Started by spawn, with nothing inherited: what comes back is equal to it."""
    value = VALUES[name]
    again = elsewhere.submit(back, value).result()
    assert type(again) is type(value)
    assert again == value
    assert hash(again) == hash(value)


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_copied_to_its_equal(name: str):
    """A deep copy is equal and has the same hash, so that it is found in a set."""
    value = VALUES[name]
    for again in (copy.deepcopy(value), copy.copy(value)):
        assert {value: 1}[again] == 1


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_comes_back_as_it_was(error: Exception):
    """A worker's error says at home what it said there."""
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (type(again), str(again), vars(again)) == (
        type(error), str(error), vars(error)
    )  # fmt: skip


def test_results_are_equal_by_their_rows():
    """The same run is the same value; another seed, row or order of arms is not."""
    again = simulate(TINY, clients=60, seed=3)
    assert again == COHORT
    assert simulate(TINY, clients=60, seed=4) != COHORT
    other = {name: column.copy() for name, column in COHORT.items()}
    other["goal"][0] += 1
    changed = Cohort(scenario=TINY, seed=3, clients=60, columns=other)
    assert changed != COHORT
    assert hash(changed) == hash(COHORT)
    fewer = dict(list(COHORT.items())[1:])
    assert Cohort(scenario=TINY, seed=3, clients=60, columns=fewer) != COHORT
    turned = Trial(arms=dict(reversed(TRIAL.arms.items())))
    assert turned != TRIAL
    assert COHORT.tally(outcomes.WAIT) == again.tally(outcomes.WAIT)
    assert COHORT.tally(outcomes.WAIT) != COHORT.tally(outcomes.SESSIONS)


def test_a_target_measures_the_same_elsewhere(elsewhere: ProcessPoolExecutor):
    """What a report aims at is measured by a worker as it is here."""
    for target in REPORT.targets():
        measured = elsewhere.submit(target.of, COHORT).result()
        assert measured == pytest.approx(target.of(COHORT), nan_ok=True, abs=0)


def test_scenarios_and_reports_can_be_keys():
    """What was fitted to what can be looked up by either."""
    kept: dict[Scenario | Reported | Target | Assumption, str] = {
        TINY: "a", REPORT: "b", REPORT.targets()[0]: "c", EVIDENCE.rows[0]: "d"
    }  # fmt: skip
    assert kept[copy.deepcopy(TINY)] == "a"
    assert kept[copy.deepcopy(REPORT)] == "b"
