"""One shard of a run: some services of one replication, by whichever engine there is.

A shard is a few hundred bytes to send and is the same wherever it is worked on, so any
executor will do, in any order, any number of times.
"""

import sys
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

import attrs
import numpy as np

from collabtherapy.simulation.columns import Array
from collabtherapy.simulation.engines._compiled.kept import jit_is_off, may_be_there
from collabtherapy.simulation.engines.arrays import engine as arrays
from collabtherapy.simulation.engines.draws import Key
from collabtherapy.simulation.engines.moves import Law, compile_law
from collabtherapy.simulation.scenarios.parameters import Parameters, parameters
from collabtherapy.simulation.scenarios.scenario import Scenario

WORTH_COMPILING = 500_000
"""People from which on compiling, which takes half a minute once, saves more time,
where no compiled code lies on disk."""

COMPILED = "collabtherapy.simulation.engines._compiled.engine"
"""The module that brings Numba with it."""

A_RUN_COSTS = 50_000
"""How many people more a run costs with arrays: its weeks, whoever is in them."""


KEPT_A_SHARD = 50_000
"""People whose rows make one file, whatever the engine, so that another may go on."""


class Engine(StrEnum):
    """Which engine reckons; all of them give the same bits."""

    AUTO = "auto"
    ARRAYS = "arrays"
    COMPILED = "compiled"


PEOPLE_A_SHARD = {Engine.ARRAYS: 200_000, Engine.COMPILED: KEPT_A_SHARD}
"""How many are worked on at a time: many, where a week costs as much for few."""


def choose(engine: Engine | str, people: int, *, runs: int = 1) -> Engine:
    """Return the engine that is asked for, or the quicker of those there are.

    Compiled code is quicker for any number of people, once it lies on this disk. With
    Numba's compiler switched off (``NUMBA_DISABLE_JIT=1``) there is none.

    Args:
        engine: which is asked for.
        people: how many are to be simulated, in all runs together.
        runs: how many there will be; many of few people cost as much as few of many.

    Raises:
        ImportError: If the compiled one is asked for without Numba.
        ValueError: If there is no such engine, or the compiled one is asked for with
            Numba's compiler switched off.
    """
    asked = Engine(engine)
    there = find_spec("numba") is not None
    if asked is Engine.COMPILED and not there:
        raise ImportError('numba is missing: pip install "collabtherapy[fast]"')
    if asked is Engine.COMPILED and jit_is_off():
        raise ValueError(
            "engine='compiled' needs Numba's compiler, which the environment variable "
            "NUMBA_DISABLE_JIT switches off; unset it, or choose engine='arrays'"
        )
    if asked is not Engine.AUTO:
        return asked
    cost = people + A_RUN_COSTS * (runs - 1)
    usable = there and not jit_is_off()
    if usable and (cost >= WORTH_COMPILING or is_compiled()):
        return Engine.COMPILED
    return Engine.ARRAYS


def is_compiled() -> bool:
    """Return whether the compiled engine is loaded, or lies ready on this disk."""
    if COMPILED in sys.modules or may_be_there():
        ready: bool = import_module(COMPILED).ready()
        return ready
    return False


@attrs.frozen(kw_only=True)
class Shard:
    """Some services of one replication of one arm.

    Args:
        scenario: what is simulated.
        seed: of the whole run.
        replication: which, from 0.
        first: the first service.
        last: the service after the last.
        clients: how many people the run has; those beyond are left out.
        engine: which engine reckons.
    """

    scenario: Scenario
    seed: int
    replication: int
    first: int
    last: int
    clients: int
    engine: Engine

    @property
    def most_rows(self) -> int:
        """How many rows there are at most: one each, and another for who comes back."""
        size = self.scenario.service.referrals
        return 2 * (min(self.last * size, self.clients) - self.first * size)

    def run(self) -> dict[str, Array]:
        """Give the columns of this shard."""
        engine = function(self.engine)
        size = self.scenario.service.referrals
        columns = engine(
            parameters(self.scenario),
            compile_law(),
            Key.of(self.seed, self.replication),
            services=range(self.first, self.last),
            size=size,
        )
        if self.clients < self.last * size:
            kept = columns["person"] < self.clients
            columns = {name: column[kept] for name, column in columns.items()}
        n = len(columns["person"])
        return {"replication": np.full(n, self.replication, np.int16)} | columns


class Runs(Protocol):
    """What an engine is: a function from numbers, law and key to columns."""

    def __call__(
        self, p: Parameters, law: Law, key: Key, *, services: range, size: int
    ) -> dict[str, Array]:
        """Give the columns of everybody referred to some services."""
        ...


def function(engine: Engine) -> Runs:
    """Give the engine of a name; Numba is loaded with the one that needs it."""
    if engine is not Engine.COMPILED:
        return arrays.run
    loaded = import_module(COMPILED)
    return cast("Runs", loaded.run)


def work(shard: Shard) -> dict[str, Array]:
    """Work on a shard, wherever this is called."""
    return shard.run()


def shards(
    scenario: Scenario,
    *,
    clients: int,
    seed: int,
    replications: int,
    people_a_shard: int,
    engine: Engine,
) -> tuple[Shard, ...]:
    """Cut a run into shards of whole services."""
    size = scenario.service.referrals
    services = -(-clients // size)
    step = max(people_a_shard // size, 1)
    return tuple(
        Shard(
            scenario=scenario,
            seed=seed,
            replication=replication,
            first=first,
            last=min(first + step, services),
            clients=clients,
            engine=engine,
        )
        for replication in range(replications)
        for first in range(0, services, step)
    )
