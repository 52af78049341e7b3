"""Simulating a scenario, and comparing several with the same luck in each."""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import cast

import attrs
from attrs import field

from collabtherapy.simulation import tables
from collabtherapy.simulation.cohort import Cohort
from collabtherapy.simulation.engines.draws import MOST_SEED
from collabtherapy.simulation.estimates import Estimate, Outcome, difference
from collabtherapy.simulation.manifest import named
from collabtherapy.simulation.outcomes import USUAL_OUTCOMES
from collabtherapy.simulation.runs import Run
from collabtherapy.simulation.scenarios.quantity import BadScenario, whole_number
from collabtherapy.simulation.scenarios.scenario import Scenario
from collabtherapy.simulation.shards import (
    KEPT_A_SHARD,
    PEOPLE_A_SHARD,
    Engine,
    choose,
    shards,
)

MOST_PEOPLE = 2**40 - 1


def simulate(
    scenario: Scenario,
    *,
    clients: int,
    seed: int,
    replications: int = 1,
    warm_up: int = 0,
    engine: Engine | str = Engine.AUTO,
    people_a_shard: int | None = None,
    executor: Executor | None = None,
    folder: Path | str | None = None,
    progress: bool = False,
) -> Cohort:
    """Simulate everybody's way through a scenario.

    The result depends on the scenario, the seed, the replications and the number of
    people, and on nothing else: not on the engine, the size of shards or where they
    are worked on; and nobody's row depends on how many others there are.

    Args:
        scenario: what is simulated.
        clients: how many people, in as many services as they need; each service is
            simulated whole.
        seed: 0 to 2**64 − 1.
        replications: how often, with luck of its own each time.
        warm_up: weeks while services fill up; who is referred in them counts in no
            table.
        engine: ``arrays`` (NumPy), ``compiled`` (Numba, extra ``fast``), or whichever
            is there and quicker.
        people_a_shard: how many people are worked on at a time; as suits the engine,
            unless it is said.
        executor: any of `concurrent.futures`, or of what keeps to it (Dask, loky, …);
            by default threads of this process for compiled code, one for each core,
            and none for NumPy, whose threads would wait for each other.
        folder: where shards are kept as Parquet (extra ``tables``), beside a manifest
            of what they are of; the same call goes on from what is there.
        progress: whether to show a bar, where somebody is there to see it.

    Raises:
        BadScenario: If a number is out of its range, or a count is no whole number.
        AnotherRun: If the folder holds another run; names what differs. If a file in
            it cannot be read; names the file.
        ValueError: If the folder is an empty path or a file.
        LawChanged: If the law says something else than the engines are written for.

    >>> cohort = simulate(Scenario(), clients=50, seed=7)
    >>> cohort.partnership(0).history[0].by
    PersonId('person-0')
    """
    if not isinstance(cast("object", scenario), Scenario):
        raise BadScenario("scenario", "is a Scenario")
    clients = whole_number("clients", clients, 1, MOST_PEOPLE)
    seed = whole_number("seed", seed, 0, MOST_SEED)
    replications = whole_number("replications", replications, 1, MOST_PEOPLE)
    warm_up = whole_number("warm_up", warm_up, 0, MOST_PEOPLE)
    asked = KEPT_A_SHARD if people_a_shard is None else people_a_shard
    size = whole_number("people_a_shard", asked, 1, MOST_PEOPLE)
    kept = None if folder is None else named(folder)
    chosen = choose(engine, clients * replications)
    if people_a_shard is None and kept is None:
        size = PEOPLE_A_SHARD[chosen]
    run = Run(
        shards=shards(
            scenario,
            clients=clients,
            seed=seed,
            replications=replications,
            people_a_shard=size,
            engine=chosen,
        ),
        executor=executor,
        threads=(os.cpu_count() or 1) if chosen is Engine.COMPILED else 1,
        folder=kept,
    )
    return Cohort(
        scenario=scenario,
        seed=seed,
        clients=clients,
        replications=replications,
        warm_up=warm_up,
        columns=run.columns(progress=progress),
    )


def _in_order(arms: Mapping[str, Cohort]) -> tuple[tuple[str, Cohort], ...]:
    # The first arm is what the others are compared with.
    return tuple(arms.items())


@attrs.frozen(kw_only=True)
class Trial(Mapping[str, Cohort]):
    """Several scenarios with the same people, weeks and luck.

    Args:
        arms: what each gave, by name; the first is what the others are compared with.
    """

    arms: Mapping[str, Cohort] = field(eq=_in_order)

    def __getitem__(self, name: str) -> Cohort:
        return self.arms[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.arms)

    def __len__(self) -> int:
        return len(self.arms)

    def difference(
        self, outcome: Outcome, arm: str, *, than: str | None = None
    ) -> Estimate:
        """Give how much higher an outcome is in one arm than in another."""
        base = next(iter(self.arms)) if than is None else than
        return difference(self[arm].tally(outcome), self[base].tally(outcome))

    def table(self, outcomes: tuple[Outcome, ...] = USUAL_OUTCOMES) -> str:
        """Give outcomes by arm, and each arm's paired difference to the first."""
        base, *others = self.arms
        head = ["outcome", *self.arms, *(f"{arm} − {base} [95%]" for arm in others)]
        rows = [
            [
                o.name,
                *(tables.number(self[arm].estimate(o).value, o.unit) for arm in self),
                *(tables.interval(self.difference(o, arm), o.unit) for arm in others),
            ]
            for o in outcomes
        ]
        return tables.markdown(head, rows)

    def _repr_markdown_(self) -> str:
        return self.table()


def compare(
    scenarios: Mapping[str, Scenario],
    *,
    clients: int,
    seed: int,
    replications: int = 1,
    warm_up: int = 0,
    engine: Engine | str = Engine.AUTO,
    people_a_shard: int | None = None,
    executor: Executor | None = None,
    folder: Path | str | None = None,
    progress: bool = False,
) -> Trial:
    """Simulate several scenarios with the same people and the same luck.

    Draws are keyed by person, week and purpose, never by arm, so what differs between
    arms is what the scenarios differ in; a scenario beside itself differs by exactly 0.

    Args:
        scenarios: the arms, by name; the first is what others are compared with.
        clients: how many people, the same in each arm.
        seed: as for `simulate`, as are the others.
        replications: how often.
        warm_up: weeks left out of tables.
        engine: which engine.
        people_a_shard: how many people at a time.
        executor: where.
        folder: where shards are kept, a folder for each arm in it.
        progress: whether to show a bar.

    Raises:
        BadScenario: If there is no arm, or one cannot be simulated.
        AnotherRun: If a folder holds another run, as for `simulate`.
        ValueError: If the folder is an empty path or a file.

    >>> usual = Scenario()
    >>> trial = compare({"usual": usual, "again": usual}, clients=50, seed=7)
    >>> from collabtherapy.simulation.outcomes import DROPOUT
    >>> trial.difference(DROPOUT, "again").value
    0.0
    """
    if not scenarios:
        raise BadScenario("scenarios", "has at least one arm")
    clients = whole_number("clients", clients, 1, MOST_PEOPLE)
    replications = whole_number("replications", replications, 1, MOST_PEOPLE)
    kept = None if folder is None else named(folder)
    chosen = choose(engine, clients * replications * len(scenarios))
    arms = {
        name: simulate(
            scenario,
            clients=clients,
            seed=seed,
            replications=replications,
            warm_up=warm_up,
            engine=chosen,
            people_a_shard=people_a_shard,
            executor=executor,
            folder=None if kept is None else kept / f"arm={name}",
            progress=progress,
        )
        for name, scenario in scenarios.items()
    }
    return Trial(arms=arms)
