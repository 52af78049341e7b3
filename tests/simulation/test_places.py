"""First contacts a week that are no whole number: so many on average, in any engine."""

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_service import SMALL, columns, some, unlike

from collabtherapy.simulation import Scenario
from collabtherapy.simulation.engines import model
from collabtherapy.simulation.engines.draws import Key
from collabtherapy.simulation.engines.twin.reference import Reference

rates = st.floats(0.01, 60)
weeks = st.integers(0, 1999)


@given(rates, weeks, weeks)
def test_places_add_up_to_the_rate(rate: float, one: int, other: int):
    """Over any weeks in a row, less than one place is missing or too many."""
    first, last = sorted((one, other))
    span = np.arange(first, last + 1, dtype=np.float64)
    given_out = model.places(rate, span)
    assert (given_out >= np.floor(rate)).all()
    assert (given_out <= np.ceil(rate)).all()
    assert abs(given_out.sum() - rate * len(span)) < 1 + 1e-6


@given(st.integers(1, 1000), weeks)
def test_a_whole_rate_is_the_same_every_week(rate: int, week: int):
    """Nothing is carried where nothing is left."""
    assert model.places(float(rate), float(week)) == rate


def waiting(rate: float) -> Scenario:
    """Return a service whose first list is never empty, all of it alike."""
    return SMALL.put(
        {
            "service.first_contacts_a_week": rate,
            "service.capacity_spread": 0,
            "service.referrals": 400,
            "service.referrals_a_week": 1000,
            "service.booking_weeks": 0.01,
            "service.booking_spread": 0,
            "service.weeks": 60,
            "population.leaves_first_list": 0,
        }
    )


def offered(scenario: Scenario, engine: str) -> np.ndarray:
    """Return how many first contacts there were in each week."""
    week = columns(scenario, engine=engine)["first_contact"]
    return np.bincount(week[week >= 0], minlength=scenario.service.weeks)


@pytest.mark.parametrize("engine", ["arrays", "compiled"])
@pytest.mark.parametrize(
    ("rate", "begins"),
    [(2.5, [2, 3, 2, 3]), (0.4, [0, 0, 1, 0, 1]), (3, [3, 3, 3]), (4.6, [4, 5, 4, 5])],
)
def test_a_service_offers_its_rate_on_average(
    rate: float, begins: list[int], engine: str
):
    """Half a place a week is one every second week; a closed week's are lost."""
    if engine == "compiled":
        pytest.importorskip("numba", reason="compiled by numba: the extra fast")
    found = offered(waiting(rate), engine)
    assert found[: len(begins)].tolist() == begins
    assert found[51] == 0
    (lost,) = {int(model.places(rate, 51.0))}
    assert found.sum() + lost == np.floor(rate * 60)


@pytest.mark.parametrize("rate", [0.4, 1.5, 2.7])
@pytest.mark.parametrize("spread", [0, 0.5])
def test_all_engines_give_the_same_places(rate: float, spread: float):
    """The twin, one by one, and both engines: the same people in each week."""
    service = attrs.evolve(
        SMALL.service, first_contacts_a_week=rate, capacity_spread=spread
    )
    scenario = attrs.evolve(SMALL, service=service)
    rows = [walk.row() for walk in Reference(scenario, Key.of(7), 0).run()]
    found = columns(scenario)
    assert [row["first_contact"] for row in rows] == found["first_contact"].tolist()
    pytest.importorskip("numba", reason="compiled by numba: the extra fast")
    assert unlike(found, columns(scenario, engine="compiled")) == []


@given(st.floats(0.05, 5))
@some(10)
def test_more_places_are_never_fewer_people(rate: float):
    """By any week, a higher rate has seen as many people or more."""
    fewer = np.cumsum(offered(waiting(rate), "arrays"))
    more = np.cumsum(offered(waiting(rate * 1.1), "arrays"))
    assert (fewer <= more).all()
