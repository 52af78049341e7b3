"""What a scenario refuses, says of itself, and takes apart and puts together."""

import pickle

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy.errors import CollabtherapyError
from collabtherapy.simulation import (
    EVIDENCE,
    Assumption,
    Assumptions,
    BadScenario,
    Population,
    Practice,
    Reported,
    Scenario,
    Service,
    Therapy,
    compare,
    simulate,
)
from collabtherapy.simulation.report import assumptions_table
from collabtherapy.simulation.scenarios.quantity import Quantity

ROW = attrs.asdict(EVIDENCE["feedback.outcome"])


def staffed(**changes: float) -> Service:
    """Give a service by its staff, with something changed."""
    usual = {"low_therapists": 1, "high_therapists": 1, "hours_a_week": 30}
    return Service.staffed(**usual | changes)


def reported(**changes: object) -> object:
    """Give what was reported, with something changed."""
    usual = {"name": "x", "source": "x", "phq_start": (14.0, 6.0)}
    return Reported(**usual | changes).targets()


BAD = [
    (lambda: Service(referrals_a_week=-1), "service.referrals_a_week"),
    (lambda: Service(referrals_a_week=float("nan")), "service.referrals_a_week"),
    (lambda: Service(referrals_a_week=None), "service.referrals_a_week"),
    (lambda: Service(referrals=2.5), "service.referrals"),
    (lambda: Service(referrals=True), "service.referrals"),
    (lambda: Service(low_slots=0), "service.low_slots"),
    (lambda: Service(high_slots=0), "service.high_slots"),
    (lambda: Service(first_contacts_a_week=0), "service.first_contacts_a_week"),
    (lambda: Service(closed_weeks=tuple(range(52))), "service.closed_weeks"),
    (lambda: Service(closed_weeks=(52,)), "service.closed_weeks"),
    (lambda: Service(closed_weeks=[1]), "service.closed_weeks"),
    (lambda: Service(low="work"), "service.low"),
    (lambda: staffed(low_therapists=0), "service.low_slots"),
    (lambda: staffed(high_therapists=0), "service.high_slots"),
    (lambda: staffed(hours_a_week=1), "service.hours_a_week"),
    (lambda: staffed(hours_a_session=0), "service.hours_a_session"),
    (lambda: reported(source=" "), "x: phq mean at start.source"),
    (lambda: reported(phq_start=(1, 0)), "reported.phq_start"),
    (lambda: reported(phq_start=14.0), "reported.phq_start"),
    (lambda: reported(recovery=101), "reported.recovery"),
    (lambda: reported(recovery="45"), "reported.recovery"),
    (lambda: reported(recovery=True), "reported.recovery"),
    (lambda: reported(phq_start=(14.0, "6")), "reported.phq_start"),
    (lambda: reported(sessions=-1), "reported.sessions"),
    (lambda: reported(sessions=float("nan")), "reported.sessions"),
    (lambda: Service(suitable=1.01), "service.suitable"),
    (lambda: Population(comes=1.2), "population.comes"),
    (lambda: Population(comes="often"), "population.comes"),
    (lambda: Population(comes=True), "population.comes"),
    (lambda: Population(phq9_sd=0), "population.phq9_sd"),
    (lambda: Therapy(name=" "), "therapy.name"),
    (lambda: Therapy(name="x", responds=2), "therapy.responds"),
    (lambda: Practice(reviews=1), "practice.reviews"),
    (lambda: Scenario(service=Population()), "scenario.service"),
    (lambda: Scenario(practice=None), "scenario.practice"),
    (lambda: Assumption(**ROW | {"source": " "}), "feedback.outcome.source"),
    (lambda: Assumption(**ROW | {"population": ""}), "feedback.outcome.population"),
    (lambda: Assumption(**ROW | {"unit": "%"}), "feedback.outcome.unit"),
    (lambda: Assumption(**ROW | {"estimate": 0.5}), "feedback.outcome.estimate"),
    (lambda: Assumption(**ROW | {"estimate": None}), "feedback.outcome.estimate"),
    (
        lambda: Assumption(**ROW | {"unit": "r", "high": 1.5}),
        "feedback.outcome.high",
    ),
    (
        lambda: Assumption(**ROW | {"unit": "OR", "low": 0}),
        "feedback.outcome.low",
    ),
    (
        lambda: Assumption(**ROW | {"causal_share": 1.1}),
        "feedback.outcome.causal_share",
    ),
    (lambda: Assumptions((*EVIDENCE.rows, EVIDENCE.rows[0])), "assumptions"),
    (lambda: EVIDENCE.put(Assumption(**ROW | {"name": "x"})), "x"),
    (lambda: EVIDENCE.change("x", estimate=1), "x"),
    (
        lambda: EVIDENCE.change("feedback.outcome", estimate="large"),
        "feedback.outcome.estimate",
    ),
    (lambda: Scenario().put({"population.x": 1}), "population.x"),
    (lambda: Scenario().put({"weather.rain": 1}), "weather"),
    (lambda: Scenario().put({"high.responds": 3}), "therapy.responds"),
    (lambda: simulate("usual", clients=1, seed=1), "scenario"),
    (lambda: simulate(Scenario(), clients=0, seed=1), "clients"),
    (lambda: simulate(Scenario(), clients=1.5, seed=1), "clients"),
    (lambda: simulate(Scenario(), clients=1, seed=1, replications=0), "replications"),
    (lambda: simulate(Scenario(), clients=1, seed=1, warm_up=-1), "warm_up"),
    (lambda: compare({}, clients=1, seed=1), "scenarios"),
]


@pytest.mark.parametrize(
    ("build", "name"), BAD, ids=[f"{n}-{name}" for n, (_, name) in enumerate(BAD)]
)
def test_what_cannot_be_simulated_is_refused_by_name(build, name):
    """A bad scenario is refused when it is built, and the error names the field."""
    with pytest.raises(BadScenario) as refused:
        build()
    assert refused.value.name == name
    assert str(refused.value).startswith(name)
    assert isinstance(refused.value, CollabtherapyError | ValueError)
    again = pickle.loads(pickle.dumps(refused.value))  # noqa: S301 - our own
    assert (again.name, again.why) == (refused.value.name, refused.value.why)


def test_every_number_says_its_unit_and_source():
    """No number of a scenario stands without where it comes from."""
    numbers = list(Scenario().numbers())
    assert len({q.name for q in numbers}) == len(numbers) > 80
    assert all(isinstance(q, Quantity) and q.unit and q.source for q in numbers)
    assert all(q.low <= q.value <= q.high for q in numbers)


def test_numbers_are_put_back_by_their_names():
    """Whatever a scenario says of itself can be put into it again."""
    scenario = Scenario()
    numbers = {q.name: q.value for q in scenario.numbers()}
    assert scenario.put(numbers) == scenario
    changed = scenario.put({"feedback.outcome": 0.3, "service.low_slots": 7.4})
    assert changed.assumptions["feedback.outcome"].high == 0.3
    assert changed.service.low_slots == 7
    assert (
        np.float64(0.5)
        == scenario.put({"high.noise": np.float64(0.5)}).service.high.noise
    )


NUMBERS = {q.name: q for q in Scenario().numbers()}


def other_than(q: Quantity) -> float:
    """Return another value of a number, as near as a count allows."""
    step = 1 if isinstance(q.value, int) else (q.high - q.low) / 1000
    return q.value - step if q.value + step > q.high else q.value + step


@pytest.mark.parametrize("name", NUMBERS)
def test_a_changed_number_no_longer_cites_who_found_the_other(name: str):
    """Whatever is put in: only its own row tells another source, and says from what."""
    was, scenario = NUMBERS[name], Scenario().put({name: other_than(NUMBERS[name])})
    now = {q.name: q for q in scenario.numbers()}
    assert now[name].value != was.value
    assert now[name].source.startswith(f"changed from {was.value:g}")
    assert now[name].source != was.source
    told = [n for n, q in now.items() if q.source != NUMBERS[n].source]
    assert told == [name]
    assert "changed from" in assumptions_table(scenario)
    assert scenario.put({name: was.value}) == Scenario()
    assert "changed from" not in assumptions_table(scenario.put({name: was.value}))


def test_numbers_are_told_as_changed_however_they_were():
    """Built, evolved or fitted: what differs from the source's number says so."""
    built = Scenario(population=Population(comes=0.9))
    evolved = attrs.evolve(
        Scenario(), service=attrs.evolve(Service(), high=Therapy(name="x", noise=2.5))
    )
    for scenario, name in ((built, "population.comes"), (evolved, "high.noise")):
        (source,) = (q.source for q in scenario.numbers() if q.name == name)
        assert source.startswith("changed from")


def test_a_changed_effect_cites_its_source_for_what_the_source_found():
    """The paper keeps its number and its interval; the one put in has none."""
    row = Scenario().put({"feedback.outcome": 0.6}).assumptions["feedback.outcome"]
    assert row.citation == (
        "changed from 0.15 d [0.1, 0.2] (de Jong 2021: 58 studies, N 21,699)"
    )
    assert (row.found, row.high) == (EVIDENCE["feedback.outcome"], 0.6)
    for change in ({"unit": "OR"}, {"population": "children"}, {"low": 0.0}):
        changed = EVIDENCE.change("feedback.outcome", **change)["feedback.outcome"]
        assert changed.citation.startswith("changed from 0.15 d [0.1, 0.2]")
    less = EVIDENCE.change("feedback.outcome", causal_share=0.5)
    assert less["feedback.outcome"].citation == (
        "changed from causal share 1 (de Jong 2021: 58 studies, N 21,699)"
    )
    both = less.change("feedback.outcome", estimate=0.6)["feedback.outcome"]
    assert both.citation.startswith(
        "changed from 0.15 d [0.1, 0.2], causal share 1 (de Jong 2021"
    )
    whole = less.change("feedback.outcome", causal_share=1)
    assert whole == EVIDENCE


def test_an_effect_that_is_taken_out_says_so():
    """The share that was assumed of it is the one before, not the 0 that acts."""
    taken_out = Scenario().without("alliance.outcome", "feedback.outcome")
    before = {q.name: q for q in Scenario().numbers()}
    for q in taken_out.numbers():
        was = before[q.name]
        if q.causal_share == was.causal_share:
            assert q == was
        else:
            share = f"changed from causal share {was.causal_share:g} ("
            assert (q.causal_share, q.source[: len(share)]) == (0, share)
    assert "changed from causal share 0.5 (Fl" in assumptions_table(taken_out)


def test_a_new_source_is_cited_as_it_is_named():
    """Who changes an effect and says by whom it was found is believed."""
    changed = EVIDENCE.change("feedback.outcome", estimate=0.3, source="Roe 2030")
    again = changed.change("feedback.outcome", estimate=0.4)["feedback.outcome"]
    assert changed["feedback.outcome"].citation == "Roe 2030"
    assert again.citation == "changed from 0.3 d [0.1, 0.3] (Roe 2030)"


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=4))
def test_the_last_value_put_in_is_all_that_counts(values: list[float]):
    """A number keeps nothing of those it had in between, its interval neither."""
    scenario = Scenario()
    for value in values:
        scenario = scenario.put({"feedback.outcome": value})
    assert scenario == Scenario().put({"feedback.outcome": values[-1]})


def test_an_interval_of_one_s_own_is_kept():
    """An interval that was set by itself is stretched, and not taken from the paper."""
    wide = EVIDENCE.change("feedback.outcome", low=-0.5, high=0.5)
    row = wide.change("feedback.outcome", estimate=0.3)["feedback.outcome"]
    assert (row.low, row.high) == (-0.5, 0.5)


def test_effects_come_as_what_acts():
    """A ratio acts by its log, a correlation as a difference, a share by its root."""
    effects = {name: row.effect for name, row in EVIDENCE.items()}
    assert effects["feedback.outcome"] == 0.15
    assert effects["induction.leaving"] == pytest.approx(np.log(1.64))
    less = EVIDENCE.change("induction.leaving", estimate=0.5, low=0.4, high=0.6)
    assert less["induction.leaving"].effect == pytest.approx(np.log(0.5))
    assert effects["collaboration.outcome"] == pytest.approx(
        0.25 * 0.58 / 0.957, rel=1e-3
    )
    assert effects["therapists.outcome"] == pytest.approx(0.05**0.5)
    assert repr(EVIDENCE) == f"<Assumptions: {len(EVIDENCE)}>"
    with pytest.raises(KeyError):
        EVIDENCE["x"]
    assert all(row.effect == 0 for row in EVIDENCE.without().values())
