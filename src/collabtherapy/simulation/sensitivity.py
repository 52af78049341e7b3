"""How much of a result each number carries: one at a time, and all at once."""

from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from collabtherapy.simulation import tables
from collabtherapy.simulation.engines.draws import MOST_SEED
from collabtherapy.simulation.estimates import Estimate, Outcome
from collabtherapy.simulation.portable import Floats
from collabtherapy.simulation.scenarios.quantity import whole_number
from collabtherapy.simulation.scenarios.scenario import Scenario
from collabtherapy.simulation.shards import Engine, choose
from collabtherapy.simulation.simulate import compare, simulate

__all__ = [
    "Carried",
    "OneWay",
    "Share",
    "carried",
    "carried_table",
    "evaluate",
    "one_way",
    "sobol",
]


@attrs.frozen(kw_only=True)
class Carried:
    """What one assumption carries of a difference between two scenarios.

    Args:
        name: the assumption.
        whole: the difference with everything in it.
        without: the same difference with this taken out.
        causal_share: how much of the assumption is taken for a cause.
        source: who found it, or what it was changed from.
    """

    name: str
    whole: Estimate
    without: Estimate
    causal_share: float
    source: str

    @property
    def part(self) -> float:
        """What goes when it goes."""
        return self.whole.value - self.without.value


def carried(
    base: Scenario,
    other: Scenario,
    outcome: Outcome,
    *,
    clients: int,
    seed: int,
    assumptions: Sequence[str] | None = None,
) -> tuple[Carried, ...]:
    """Take assumptions out one at a time and see what of a difference goes with each.

    Parts need not add up to the whole: effects overlap.

    Args:
        base: the scenario compared with.
        other: the scenario compared.
        outcome: what differs.
        clients: people in each arm.
        seed: of the run.
        assumptions: which; all of them by default.

    Returns:
        The largest part first.
    """
    names = tuple(other.assumptions) if assumptions is None else tuple(assumptions)
    clients = whole_number("clients", clients, 1)
    runs = 2 * (len(names) + 1)
    engine = choose(Engine.AUTO, clients * runs, runs=runs)

    def differ(without: tuple[str, ...]) -> Estimate:
        arms = {"base": base, "other": other}
        if without:
            arms = {name: arm.without(*without) for name, arm in arms.items()}
        trial = compare(arms, clients=clients, seed=seed, engine=engine)
        return trial.difference(outcome, "other")

    whole = differ(())
    found = [
        Carried(
            name=name,
            whole=whole,
            without=differ((name,)),
            causal_share=other.assumptions[name].causal_share,
            source=other.assumptions[name].citation,
        )
        for name in names
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.part)))


def carried_table(found: Sequence[Carried], outcome: Outcome) -> str:
    """Give what each assumption carries, in Markdown; correlational ones are marked."""
    return tables.markdown(
        [
            "assumption",
            f"part of the difference in {outcome.name}",
            "causal share",
            "source",
        ],
        [
            [
                one.name,
                tables.number(one.part, outcome.unit),
                f"{one.causal_share:g}"
                + ("" if one.causal_share == 1 else " (below 1)"),
                one.source,
            ]
            for one in found
        ],
    )


@attrs.frozen(kw_only=True)
class OneWay:
    """An outcome with one number at either end of its range, all else as it was."""

    name: str
    low: float
    high: float
    at_low: float
    at_high: float


def one_way(
    scenario: Scenario,
    outcome: Outcome,
    *,
    ranges: Mapping[str, tuple[float, float]],
    clients: int,
    seed: int,
) -> tuple[OneWay, ...]:
    """Move one number at a time to either end; return the widest first."""
    clients = whole_number("clients", clients, 1)
    runs = 2 * len(ranges)
    engine = choose(Engine.AUTO, clients * runs, runs=runs)

    def at(name: str, value: float) -> float:
        tried = scenario.put({name: value})
        cohort = simulate(tried, clients=clients, seed=seed, engine=engine)
        return cohort.estimate(outcome).value

    found = [
        OneWay(
            name=name, low=low, high=high, at_low=at(name, low), at_high=at(name, high)
        )
        for name, (low, high) in ranges.items()
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.at_high - one.at_low)))


@attrs.frozen(kw_only=True)
class Share:
    """How much of the variance of an outcome one number makes, alone and in all."""

    name: str
    first: float
    total: float
    total_error: float


def evaluate(
    scenario: Scenario,
    outcome: Outcome,
    *,
    names: Sequence[str],
    matrix: Floats,
    clients: int,
    seed: int,
) -> Floats:
    """Return an outcome for each row of a matrix of numbers (trials by names)."""
    clients = whole_number("clients", clients, 1)
    engine = choose(Engine.AUTO, clients * len(matrix), runs=len(matrix))

    def one(values: Floats) -> float:
        tried = scenario.put(dict(zip(names, values.tolist(), strict=True)))
        cohort = simulate(tried, clients=clients, seed=seed, engine=engine)
        return cohort.estimate(outcome).value

    return np.array([one(row) for row in matrix])


def sobol(
    scenario: Scenario,
    outcome: Outcome,
    *,
    ranges: Mapping[str, tuple[float, float]],
    clients: int,
    seed: int,
    samples: int = 64,
) -> tuple[Share, ...]:
    """Give Sobol's indices by SALib (extra ``calibration``), the largest total first.

    Args:
        scenario: what is simulated.
        outcome: whose variance is shared out.
        ranges: which numbers move, evenly between what.
        clients: people in each trial.
        seed: the luck of every trial, and of the sample.
        samples: a power of 2; there are ``samples * (numbers + 2)`` trials.

    Raises:
        ImportError: SALib is missing.
    """
    sampler = tables.needed("SALib.sample.sobol", "calibration")
    analyzer = tables.needed("SALib.analyze.sobol", "calibration")
    names = list(ranges)
    clients = whole_number("clients", clients, 1)
    seed = whole_number("seed", seed, 0, MOST_SEED)
    samples = whole_number("samples", samples, 1)
    problem = {"num_vars": len(names), "names": names, "bounds": list(ranges.values())}
    matrix = sampler.sample(problem, samples, calc_second_order=False, seed=seed)
    values = evaluate(
        scenario, outcome, names=names, matrix=matrix, clients=clients, seed=seed
    )
    found = analyzer.analyze(problem, values, calc_second_order=False, seed=seed)
    shares = [
        Share(
            name=name,
            first=float(found["S1"][i]),
            total=float(found["ST"][i]),
            total_error=float(found["ST_conf"][i]),
        )
        for i, name in enumerate(names)
    ]
    return tuple(sorted(shares, key=lambda share: -share.total))
