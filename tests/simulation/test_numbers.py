"""Whole numbers are whole numbers, NumPy's as well as Python's; nothing else is."""

from collections.abc import Callable

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_service import SMALL, unlike

from collabtherapy.simulation import (
    BadScenario,
    Population,
    Scenario,
    Service,
    Target,
    Therapy,
    calibrate,
    compare,
    courses,
    outcomes,
    simulate,
)
from collabtherapy.simulation.engines.draws import Key
from collabtherapy.simulation.sensitivity import carried, evaluate, one_way, sobol

TINY = SMALL.put({"service.weeks": 4, "service.referrals": 6})
WIDTHS = [np.int8, np.uint16, np.int64, np.uint64]
NOT_WHOLE = [3.0, 2.5, np.float64(3), np.float32(3), True, np.True_, "3", None, [3],
             np.array([3])]  # fmt: skip
COUNTS = [at.name for at in attrs.fields(Service) if at.type is int]
COHORT = simulate(TINY, clients=12, seed=3)

ASKED: dict[str, Callable[[object], object]] = {
    "clients": lambda n: simulate(TINY, clients=n, seed=3),
    "seed": lambda n: simulate(TINY, clients=3, seed=n),
    "replications": lambda n: simulate(TINY, clients=3, seed=3, replications=n),
    "warm_up": lambda n: simulate(TINY, clients=3, seed=3, warm_up=n),
    "people_a_shard": lambda n: simulate(TINY, clients=3, seed=3, people_a_shard=n),
    "compare: clients": lambda n: compare({"a": TINY}, clients=n, seed=3),
    "compare: seed": lambda n: compare({"a": TINY}, clients=3, seed=n),
    "compare: replications": lambda n: compare(
        {"a": TINY}, clients=3, seed=3, replications=n
    ),
    "carried: clients": lambda n: carried(
        TINY, TINY, outcomes.WAIT, clients=n, seed=3, assumptions=()
    ),
    "one_way: clients": lambda n: one_way(
        TINY, outcomes.WAIT, ranges={"population.comes": (0.4, 0.6)}, clients=n, seed=3
    ),
    "evaluate: clients": lambda n: evaluate(
        TINY,
        outcomes.WAIT,
        names=["population.comes"],
        matrix=np.array([[0.5]]),
        clients=n,
        seed=3,
    ),
    "key: seed": Key.of,
    "key: replication": lambda n: Key.of(3, n),
    "partnerships: person": COHORT.partnerships,
    "partnerships: spell": lambda n: COHORT.partnerships(3, spell=n),
    "partnerships: replication": lambda n: COHORT.partnerships(3, replication=n),
    "partnership: replication": lambda n: COHORT.partnership(3, replication=n),
    "person": COHORT.row,
    "spell": lambda n: COHORT.row(3, spell=n),
    "replication": lambda n: COHORT.row(3, replication=n),
    "step": lambda n: courses(COHORT, step=n),
    "fewer_than": lambda n: outcomes.dropout(fewer_than=n),
    "phq": lambda n: outcomes.recovery(phq=n),
    "gad": lambda n: outcomes.recovery(gad=n),
    "closed_weeks": lambda n: Service(closed_weeks=(n,)),
    "low_therapists": lambda n: Service.staffed(
        low_therapists=n, high_therapists=1, hours_a_week=30
    ),
    "high_therapists": lambda n: Service.staffed(
        low_therapists=1, high_therapists=n, hours_a_week=30
    ),
    **{name: lambda n, name=name: Service(**{name: n}) for name in COUNTS},
}
TINYEST = {"spell": 0, "replication": 0, "step": 1}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("kind", WIDTHS, ids=lambda kind: kind.__name__)
def test_an_integer_of_numpy_is_taken_for_what_it_is(asked: str, kind: type):
    """Whatever takes a count takes NumPy's, and comes to the same as with Python's."""
    n = TINYEST.get(asked.rpartition(" ")[2], 3)
    one, other = ASKED[asked](n), ASKED[asked](kind(n))
    assert repr(one) == repr(other)
    assert np.all(one == other) if isinstance(one, np.ndarray) else same(one, other)


def same(one: object, other: object) -> bool:
    """Compare two answers, columns by their bits."""
    if isinstance(one, dict):
        return unlike(one, other) == []
    return one == other


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("wrong", NOT_WHOLE, ids=repr)
def test_what_is_no_whole_number_is_refused_by_name(asked: str, wrong: object):
    """A float is no count, be it 3.0, nor is a bool; the error says which it is."""
    if wrong is None and asked in {"people_a_shard", "fewer_than"}:
        pytest.skip("may be left out")
    with pytest.raises(BadScenario, match="is a whole number") as refused:
        ASKED[asked](wrong)
    assert refused.value.name.rpartition(".")[2] == asked.rpartition(" ")[2]
    assert type(wrong).__name__ in str(refused.value)


def test_whatever_counts_in_a_service_is_asked_for_above():
    """The list of counts is the class's own, so that a new one is tried as well."""
    assert len(COUNTS) == 7
    assert {"referrals", "weeks", "low_slots", "high_slots"} <= set(COUNTS)


def test_a_seed_of_64_bits_of_numpy_s_is_not_cut():
    """The largest seed is the largest, and one more than that is refused."""
    top = 2**64 - 1
    assert Key.of(np.uint64(top)) == Key.of(top)
    cohort = simulate(TINY, clients=np.int32(60), seed=np.uint64(top))
    assert (type(cohort.seed), type(cohort.clients)) == (int, int)
    with pytest.raises(BadScenario, match=r"from 0 to 18446744073709551615, not 1844"):
        simulate(TINY, clients=1, seed=top + 1)


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.int16, np.int64])
def test_a_number_of_numpy_s_is_kept_as_python_s(kind: type):
    """Equal scenarios print alike, whatever type their numbers came in."""
    ours = Scenario(
        population=Population(phq9_mean=kind(14)),
        service=Service(high=Therapy(name="x", sessions_mean=kind(6))),
    ).put({"feedback.outcome": kind(1), "service.weeks": kind(60)})
    plain = Scenario(
        population=Population(phq9_mean=14),
        service=Service(high=Therapy(name="x", sessions_mean=6)),
    ).put({"feedback.outcome": 1, "service.weeks": 60})
    assert ours == plain
    assert repr(ours) == repr(plain)
    assert repr(ours.assumptions.rows) == repr(plain.assumptions.rows)


@pytest.mark.parametrize(
    "wrong",
    [True, np.True_, "14", None, float("nan"), np.inf, 10**400, np.array([1.0, 2.0])],
    ids=lambda wrong: repr(wrong)[:9],
)
@pytest.mark.parametrize(
    "put",
    [
        lambda x: Population(phq9_mean=x),
        lambda x: Scenario().put({"population.phq9_mean": x}),
        lambda x: Scenario().put({"service.weeks": x}),
        lambda x: Scenario().put({"feedback.outcome": x}),
        lambda x: Service.staffed(low_therapists=1, high_therapists=1, hours_a_week=x),
    ],
    ids=["built", "put", "put a count", "put an effect", "staffed"],
)
def test_what_is_no_number_is_refused(put: Callable[[object], object], wrong: object):
    """No number is guessed at, and none is endless: a clear error in each place."""
    with pytest.raises(BadScenario, match="number"):
        put(wrong)


@given(st.floats(0.5, 1e6))
def test_put_rounds_a_count(value: float):
    """A fit and a sample move counts as they move anything: to the nearest one."""
    weeks = min(max(value, 1), 2000)
    assert Scenario().put({"service.weeks": weeks}).service.weeks == round(weeks)


@pytest.mark.parametrize("name", ["clients", "seed", "trials", "starts", "warm_up"])
@pytest.mark.parametrize("wrong", [3.0, True, np.float64(3)], ids=repr)
def test_a_fit_takes_whole_numbers_only(name: str, wrong: object):
    """A fit is refused before anything is simulated."""
    pytest.importorskip("scipy", reason="fitted by SciPy: the extra calibration")
    pytest.importorskip("SALib", reason="shared out by SALib: the extra calibration")
    target = Target(name="x", of=len, value=1, low=1, high=1, source="x")
    counts = {"clients": 3, "seed": 3} | {name: wrong}
    with pytest.raises(BadScenario, match=f"{name} is a whole number"):
        calibrate(
            TINY, numbers={"population.comes": (0, 1)}, targets=[target], **counts
        )
    if name in {"clients", "seed"}:
        with pytest.raises(BadScenario, match=f"{name} is a whole number"):
            sobol(
                TINY,
                outcomes.WAIT,
                ranges={"population.comes": (0.4, 0.6)},
                samples=2,
                **counts,
            )
