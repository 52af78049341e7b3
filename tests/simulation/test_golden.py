"""What two scenarios come to, to the bit: whoever changes it means to."""

import hashlib

import pytest

from collabtherapy.simulation import Engine, Scenario, simulate

GOLDEN = {
    "usual": "ee7fcc1473fc6428",
    "collaborative": "15acdc8fbcc6b719",
}


@pytest.mark.parametrize("engine", [Engine.ARRAYS, Engine.COMPILED])
@pytest.mark.parametrize("practice", GOLDEN)
def test_three_thousand_people_are_as_they_were(practice: str, engine: Engine):
    """Every column of 3,000 people, the same on every machine and by every engine."""
    if engine is Engine.COMPILED:
        pytest.importorskip("numba", reason="compiled by numba: the extra fast")
    scenario = Scenario()
    if practice == "collaborative":
        scenario = scenario.collaborative()
    cohort = simulate(scenario, clients=3_000, seed=2026, engine=engine)
    told = hashlib.sha256()
    for name, column in cohort.items():
        told.update(name.encode())
        told.update(column.tobytes())
    assert told.hexdigest()[:16] == GOLDEN[practice]
