"""A therapy made of what was reported of it."""

import numpy as np
import pytest
from small_service import SMALL

from collabtherapy.simulation import BadScenario, Reported, describe, simulate
from collabtherapy.simulation.reported import alone


def test_a_therapy_is_described_by_what_was_reported_of_it():
    """A made-up report is come to; what was not reported is left as it was."""
    pytest.importorskip("scipy", reason="fitted by SciPy: the extra calibration")
    report = Reported(
        name="some work", source="made up", phq_end=(9.0, 6.0), sessions=9.0
    )
    found = describe(report, scenario=SMALL, clients=1_200, seed=3, trials=6)
    assert found.scenario.service.high.name == "some work"
    assert found.scenario.population == SMALL.population
    assert found.scenario.service.low == SMALL.service.low
    before = simulate(alone(SMALL, "x"), clients=1_200, seed=3)

    def missed(values: list[float]) -> float:
        return sum(
            abs(v - t.value) for v, t in zip(values, report.targets(), strict=True)
        )

    assert missed(list(found.found)) < missed([t.of(before) for t in found.targets]) / 2
    with pytest.raises(BadScenario, match="calibrate"):
        describe(Reported(name="x", source="x"), clients=1)


def test_a_report_aims_at_every_figure_it_has():
    """Ends, spreads and rates: each is a target of its own, in an arm by itself."""
    report = Reported(
        name="x", source="x", phq_start=(14, 6), gad_start=(13, 5), recovery=45
    )
    assert [target.name for target in report.targets()] == [
        "x: phq mean at start", "x: phq sd at start",
        "x: gad mean at start", "x: gad sd at start", "x: recovery %",
    ]  # fmt: skip
    arm = simulate(alone(SMALL, "x"), clients=240, seed=3)
    assert (arm["step_1"] != 0).all()
    assert all(np.isfinite(target.of(arm)) for target in report.targets())
    fitted = describe(report, scenario=SMALL, clients=60, seed=3, trials=1).fitted
    assert "population.phq9_mean" in fitted
    assert "high.responds" in fitted
    assert "high.sessions_mean" not in fitted
