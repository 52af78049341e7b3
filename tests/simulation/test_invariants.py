"""What holds of every result: nobody is lost, and only the scenario counts."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import pairwise
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_service import SMALL, columns, scenarios, some, unlike

from collabtherapy.simulation import EVIDENCE, Scenario, compare, outcomes, simulate
from collabtherapy.simulation.engines.moves import CLOSURES, STAGES
from collabtherapy.simulation.scenarios.practice import LEVERS
from collabtherapy.simulation.survival import stages


@given(scenarios(), st.integers(0, 2**64 - 1))
@some(20)
def test_everybody_who_starts_ends_or_is_still_there(scenario: Scenario, seed: int):
    """Invariant 51: starts = the sum over kinds of closure + those still open."""
    c = columns(scenario, seed=seed, services=range(3))
    closed = np.bincount(c["closure"][c["closure"] >= 0], minlength=len(CLOSURES))
    still = (c["closure"] < 0).sum()
    assert closed.sum() + still == len(c["person"])
    assert ((c["closed"] >= 0) == (c["closure"] >= 0)).all()
    assert ((c["stage"] == len(STAGES) - 1) == (c["closed"] >= 0)).all()


@given(scenarios())
@some(12)
def test_everybody_is_in_one_place_in_every_week(scenario: Scenario):
    """Whoever was referred by a week waits, works, is followed up or is gone."""
    cohort = simulate(scenario, clients=3 * scenario.service.referrals, seed=1)
    places = stages(cohort)
    referred = np.bincount(cohort["referred"], minlength=scenario.service.weeks)
    assert all((place >= 0).all() for place in places.values())
    assert (sum(places.values()) == np.cumsum(referred)).all()


@given(scenarios())
@some(12)
def test_a_slot_is_one_person_s_at_a_time(scenario: Scenario):
    """In every week a slot is taken by one person at most, and by none it lacks."""
    c = columns(scenario, services=range(2))
    taken: set[tuple[int, ...]] = set()
    for row in range(len(c["person"])):
        for n in (1, 2):
            start, until = c[f"from_{n}"][row], c[f"until_{n}"][row]
            last = until if until >= 0 else scenario.service.weeks - 1
            for week in range(start, last + 1) if start >= 0 else ():
                slot = (
                    c["service"][row],
                    c[f"step_{n}"][row],
                    c[f"slot_{n}"][row],
                    week,
                )
                assert slot not in taken
                taken.add(slot)


@given(scenarios())
@some(12)
def test_what_happens_happens_in_order(scenario: Scenario):
    """Referred, offered a contact, assessed, agreed, closed: never the other way."""
    c = columns(scenario, services=range(2))
    order = ["referred", "first_contact", "assessed", "agreed", "closed"]
    for before, after in pairwise(order):
        both = (c[before] >= 0) & (c[after] >= 0)
        assert (c[before][both] <= c[after][both]).all()
    assert (c["repairs"] <= c["ruptures"]).all()
    assert (
        c["sessions"] == (c["assessed"] >= 0) + c["sessions_1"] + c["sessions_2"]
    ).all()


@given(scenarios(), st.integers(1, 50))
@some(12)
def test_the_same_seed_gives_the_same_people_however_many_there_are(
    scenario: Scenario, more: int
):
    """Invariant 52: nobody's row depends on how many others are simulated."""
    few = simulate(scenario, clients=5, seed=3)
    many = simulate(scenario, clients=5 + more, seed=3)
    first = many["person"] < 5
    assert unlike(dict(few), {name: many[name][first] for name in many}) == []


@pytest.mark.parametrize("engine", ["arrays", "compiled"])
def test_the_same_bits_in_one_two_and_seven_chunks(engine: str):
    """Invariant 52: chunks, threads and processes change nothing."""
    if engine == "compiled":
        pytest.importorskip("numba", reason="compiled by numba: the extra fast")
    whole = simulate(SMALL, clients=420, seed=5, engine=engine)
    for size, chunks in ((420, 1), (240, 2), (60, 7)):
        cut = simulate(SMALL, clients=420, seed=5, engine=engine, people_a_shard=size)
        assert unlike(dict(whole), dict(cut)) == [], chunks


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_the_same_bits_in_threads_and_processes(kind: str):
    """Invariant 52: where a shard is worked on does not matter, nor in which order."""
    whole = simulate(SMALL, clients=240, seed=5)
    pool = (
        ThreadPoolExecutor(2)
        if kind == "threads"
        else ProcessPoolExecutor(2, mp_context=get_context("spawn"))
    )
    with pool as executor:
        spread = simulate(
            SMALL, clients=240, seed=5, people_a_shard=60, executor=executor
        )
    assert unlike(dict(whole), dict(spread)) == []


def test_replications_have_luck_of_their_own():
    """A second replication repeats nothing of the first, and both are kept apart."""
    both = simulate(SMALL, clients=60, seed=5, replications=2)
    one = simulate(SMALL, clients=60, seed=5)
    first = both["replication"] == 0
    assert unlike(dict(one), {name: both[name][first] for name in both}) == []
    assert unlike(dict(one), {name: both[name][~first] for name in both}) != []
    assert len(both.tally(outcomes.WAIT).count) == 2


@given(scenarios())
@some(7)
def test_a_scenario_beside_itself_differs_by_exactly_nothing(scenario: Scenario):
    """Invariant 52: the same practice twice differs by 0, not by about 0."""
    clients = 2 * scenario.service.referrals
    trial = compare({"one": scenario, "two": scenario}, clients=clients, seed=9)
    assert unlike(dict(trial["one"]), dict(trial["two"])) == []
    for outcome in outcomes.USUAL_OUTCOMES:
        found = trial.difference(outcome, "two")
        assert found.value == 0 or found.n == 0


@pytest.mark.parametrize("switch", LEVERS)
def test_a_practice_whose_effects_are_0_changes_nothing(switch: str):
    """Invariant 53: setting an effect to 0 removes it exactly."""
    without = SMALL.without(*LEVERS[switch])
    on = without.with_practice(**{switch: True})
    same = set(columns(without)) - {"answered"}
    with_, without_ = (
        columns(on, services=range(4)),
        columns(without, services=range(4)),
    )
    assert all((with_[name] == without_[name]).all() for name in same)


@pytest.mark.parametrize("name", EVIDENCE)
def test_every_effect_is_felt_unless_it_is_0(name: str):
    """Invariant 53: an assumption that changed nothing would be no assumption."""
    whole = SMALL.collaborative()
    there = columns(whole, services=range(20))
    gone = columns(whole.without(name), services=range(20))
    assert unlike(there, gone) != []


def test_arms_share_their_luck():
    """The same people draw the same numbers: a difference varies a third as much."""
    usual, more = SMALL, SMALL.collaborative()

    def spread(seeds: tuple[int, int]) -> tuple[float, ...]:
        one = simulate(usual, clients=120, seed=seeds[0])
        two = simulate(more, clients=120, seed=seeds[1])
        return tuple(
            two.estimate(outcome).value - one.estimate(outcome).value
            for outcome in (outcomes.ENTERED, outcomes.COMPLETED)
        )

    shared = np.array([spread((seed, seed)) for seed in range(8)]).std(axis=0)
    apart = np.array([spread((seed, seed + 500)) for seed in range(8)]).std(axis=0)
    assert (3 * shared < apart).all()
