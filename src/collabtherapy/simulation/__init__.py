"""Care pathways, simulated: people who obey the same law as anybody else.

A `Scenario` says who comes (`Population`), where to (`Service`, with a `Therapy` for
each of its two steps), how it is practised (`Practice`) and what does what to what
(`Assumptions`); every number in it has a source. `simulate` gives a `Cohort`, `compare`
a `Trial` of several scenarios with the same luck, and any simulated person can be had
as an ordinary `Partnership`. Needs the extra ``simulation``.
"""

from importlib.util import find_spec

if find_spec("numpy") is None:  # pragma: no cover - the tests have it
    raise ImportError('numpy is missing: pip install "collabtherapy[simulation]"')

from collabtherapy.simulation import outcomes
from collabtherapy.simulation.calibrate import Calibration, calibrate
from collabtherapy.simulation.cohort import Cohort
from collabtherapy.simulation.columns import COLUMNS, Column
from collabtherapy.simulation.courses import courses
from collabtherapy.simulation.engines.moves import LawChanged
from collabtherapy.simulation.estimates import Estimate, Outcome, Tally
from collabtherapy.simulation.manifest import AnotherRun
from collabtherapy.simulation.reported import Reported, describe
from collabtherapy.simulation.scenarios.assumptions import Assumption, Assumptions
from collabtherapy.simulation.scenarios.evidence import EVIDENCE
from collabtherapy.simulation.scenarios.population import Population
from collabtherapy.simulation.scenarios.practice import COLLABORATIVE, USUAL, Practice
from collabtherapy.simulation.scenarios.quantity import BadScenario, Quantity
from collabtherapy.simulation.scenarios.scenario import Scenario
from collabtherapy.simulation.scenarios.service import Service
from collabtherapy.simulation.scenarios.therapy import (
    HIGH_INTENSITY,
    LOW_INTENSITY,
    Therapy,
)
from collabtherapy.simulation.shards import Engine
from collabtherapy.simulation.simulate import Trial, compare, simulate
from collabtherapy.simulation.targets import Target, beside

__all__ = [
    "COLLABORATIVE",
    "COLUMNS",
    "EVIDENCE",
    "HIGH_INTENSITY",
    "LOW_INTENSITY",
    "USUAL",
    "AnotherRun",
    "Assumption",
    "Assumptions",
    "BadScenario",
    "Calibration",
    "Cohort",
    "Column",
    "Engine",
    "Estimate",
    "LawChanged",
    "Outcome",
    "Population",
    "Practice",
    "Quantity",
    "Reported",
    "Scenario",
    "Service",
    "Tally",
    "Target",
    "Therapy",
    "Trial",
    "beside",
    "calibrate",
    "compare",
    "courses",
    "describe",
    "outcomes",
    "simulate",
]
