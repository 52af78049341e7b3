"""Small scenarios for tests, and how two results are compared."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import attrs
import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from collabtherapy.simulation import Population, Practice, Scenario, Service, Therapy
from collabtherapy.simulation.engines.draws import Key
from collabtherapy.simulation.engines.moves import compile_law
from collabtherapy.simulation.scenarios.parameters import parameters
from collabtherapy.simulation.shards import Engine, function

SMALL = Scenario(
    service=Service(
        referrals=60,
        referrals_a_week=4,
        first_contacts_a_week=3,
        low_slots=5,
        high_slots=4,
        slots_a_therapist=2,
        weeks=80,
    )
)
"""Sixty people who wait, in two years."""

chances = st.floats(0, 1)


def strike(marker: Path, work: Callable[..., object], *args: object) -> object:
    """Take the worker down with it the first time, and work the second."""
    if not marker.exists():
        marker.touch()
        os._exit(1)
    return work(*args)


def some(percent: int) -> settings:
    """Look at so many per cent of the usual number of examples: each is a service."""
    return settings(
        max_examples=max(settings().max_examples * percent // 100, 1), deadline=None
    )


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Scenarios small enough to walk, and as odd as a range allows."""
    therapies = st.builds(
        Therapy,
        name=st.just("some work"),
        sessions_mean=st.floats(1, 12),
        sessions_sd=st.floats(0, 5),
        responds=st.floats(0.001, 0.999),
        sudden=chances,
        noise=st.floats(0, 5),
    )
    service = Service(
        low=draw(therapies),
        high=draw(therapies),
        referrals=draw(st.integers(1, 12)),
        referrals_a_week=draw(st.floats(0.2, 20)),
        weeks=draw(st.integers(1, 70)),
        first_contacts_a_week=draw(st.floats(0.5, 8)),
        low_slots=draw(st.integers(1, 6)),
        high_slots=draw(st.integers(1, 6)),
        slots_a_therapist=draw(st.integers(1, 3)),
        suitable=draw(st.floats(0.5, 1)),
        high_from=draw(st.floats(5, 25)),
        steps_up=draw(chances),
        steps_down=draw(chances),
        least_sessions=draw(st.integers(1, 6)),
        ends_when_well=draw(chances),
        ruptures=draw(chances),
        repairs=draw(chances),
        answers=draw(chances),
        closed_weeks=draw(st.sampled_from([(), (51,), (0, 1, 30)])),
    )
    population = Population(
        comes=draw(st.floats(0.5, 1)),
        consents=draw(st.floats(0.5, 1)),
        takes_up=draw(st.floats(0.5, 1)),
        agrees=draw(chances),
        cancels=draw(st.floats(0, 0.4)),
        misses=draw(st.floats(0, 0.4)),
        leaves=draw(st.floats(0, 0.3)),
        leaves_silently=draw(chances),
        relapses_early=draw(st.floats(0, 0.5)),
        returns=draw(chances),
        consents_to_contact=draw(chances),
    )
    switches = {at.name: draw(st.booleans()) for at in attrs.fields(Practice)}
    practice = Practice(**switches)
    return Scenario(population=population, service=service, practice=practice)


def columns(
    scenario: Scenario,
    *,
    seed: int = 7,
    services: range = range(1),
    engine: str = "arrays",
) -> dict[str, np.ndarray]:
    """Give the columns of some services by one engine."""
    return function(Engine(engine))(
        parameters(scenario),
        compile_law(),
        Key.of(seed),
        services=services,
        size=scenario.service.referrals,
    )


def unlike(one: Mapping[str, np.ndarray], other: Mapping[str, np.ndarray]) -> list[str]:
    """Name the columns that differ in so much as a bit."""
    assert list(one) == list(other)
    return [
        name
        for name in one
        if one[name].dtype != other[name].dtype
        or one[name].tobytes() != other[name].tobytes()
    ]
