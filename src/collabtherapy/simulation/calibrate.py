"""Fitting named numbers of a scenario to named targets, and saying how well.

The least squares are SciPy's (extra ``calibration``). The luck is the same in every
trial, so that what changes is what the numbers do.
"""

from collections.abc import Callable, Mapping, Sequence

import attrs
import numpy as np
from attrs import field

from collabtherapy.simulation import tables
from collabtherapy.simulation.cohort import Cohort
from collabtherapy.simulation.portable import Floats
from collabtherapy.simulation.scenarios.quantity import BadScenario
from collabtherapy.simulation.scenarios.scenario import Scenario
from collabtherapy.simulation.shards import Engine, choose
from collabtherapy.simulation.simulate import simulate

STEP = 0.08
"""How far a number is moved to see what it does: enough to be seen over rounding."""


@attrs.frozen(kw_only=True)
class Target:
    """Something published that a simulation should come to.

    Args:
        name: what.
        of: gives it for a simulated cohort.
        value: what was published.
        low: the lowest that was published, over years say.
        high: the highest.
        source: by whom.

    Raises:
        BadScenario: the value lies outside its own range.
    """

    name: str
    of: Callable[[Cohort], float]
    value: float
    low: float
    high: float
    source: str = field()

    def __attrs_post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise BadScenario(f"{self.name}.value", "lies between its low and high")
        if not self.source.strip():
            raise BadScenario(f"{self.name}.source", "says by whom it was published")

    def holds(self, value: float, *, beyond: float = 0.0) -> bool:
        """Whether a value lies within the range, or as far beyond as it is rounded."""
        return self.low - beyond <= value <= self.high + beyond


@attrs.frozen(kw_only=True)
class Calibration:
    """What a fit came to.

    Args:
        scenario: with the numbers that fit best.
        fitted: those numbers, by name.
        targets: what was aimed at.
        found: what the scenario gives for each.
        n_trials: how many simulations it took.
    """

    scenario: Scenario
    fitted: Mapping[str, float]
    targets: tuple[Target, ...]
    found: tuple[float, ...]
    n_trials: int

    def table(self) -> str:
        """Give simulated beside published, and which lie inside, in Markdown."""
        return beside(self.targets, self.found)


def beside(targets: Sequence[Target], found: Sequence[float]) -> str:
    """Give simulated beside published in Markdown, each marked inside or outside."""
    return tables.markdown(
        ["figure", "simulated", "published", "lowest to highest", ""],
        [
            [
                t.name,
                f"{value:.3g}",
                f"{t.value:.3g}",
                f"{t.low:.3g} to {t.high:.3g}",
                "inside" if t.holds(value) else "outside",
            ]
            for t, value in zip(targets, found, strict=True)
        ],
    )


def calibrate(
    scenario: Scenario,
    *,
    numbers: Mapping[str, tuple[float, float]],
    targets: Sequence[Target],
    clients: int,
    seed: int,
    trials: int = 20,
    warm_up: int = 0,
) -> Calibration:
    """Fit numbers of a scenario to targets, each weighed by its own spread.

    Args:
        scenario: where to start from.
        numbers: which numbers may move, and between what.
        targets: what to come to.
        clients: people in each trial.
        seed: the luck, the same in every trial.
        trials: how often the whole set is moved at most.
        warm_up: weeks left out.

    Raises:
        BadScenario: there is nothing to fit, or to fit to.
        ImportError: SciPy is missing.
    """
    if not numbers or not targets:
        raise BadScenario("calibrate", "takes at least one number and one target")
    optimize = tables.needed("scipy.optimize", "calibration")
    now = {q.name: q.value for q in scenario.numbers()}
    if unknown := sorted(set(numbers) - set(now)):
        raise BadScenario(unknown[0], "is no number of the scenario")
    names = list(numbers)
    low = np.array([numbers[name][0] for name in names])
    high = np.array([numbers[name][1] for name in names])
    start = np.clip([(now[n]) for n in names], low, high)
    spread = np.array([_spread(target) for target in targets])
    aim = np.array([(target.low + target.high) / 2 for target in targets])
    n_trials = 0
    runs = trials * (len(names) + 1)
    engine = choose(Engine.AUTO, clients * runs, runs=runs)

    def found(unit: Floats) -> Floats:
        nonlocal n_trials
        n_trials += 1
        values = low + np.clip(unit, 0.0, 1.0) * (high - low)
        tried = scenario.put(dict(zip(names, values.tolist(), strict=True)))
        cohort = simulate(
            tried, clients=clients, seed=seed, warm_up=warm_up, engine=engine
        )
        return np.array([target.of(cohort) for target in targets])

    def misses(unit: Floats) -> Floats:
        return (found(unit) - aim) / spread

    fit = optimize.least_squares(
        misses,
        (start - low) / (high - low),
        bounds=(0.0, 1.0),
        diff_step=STEP,
        max_nfev=trials,
        x_scale=1.0,
        loss="soft_l1",
    )
    values = low + np.clip(fit.x, 0.0, 1.0) * (high - low)
    fitted = dict(zip(names, values.tolist(), strict=True))
    return Calibration(
        scenario=scenario.put(fitted),
        fitted=fitted,
        targets=tuple(targets),
        found=tuple(found(fit.x).tolist()),
        n_trials=n_trials,
    )


def _spread(target: Target) -> float:
    """Give half the range, or a hundredth of what never varied."""
    return max((target.high - target.low) / 2, 0.01 * abs(target.value), 1e-6)
