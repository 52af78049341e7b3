"""The engine compiled by Numba, as a function like the array engine's."""

import numpy as np

from collabtherapy.simulation.columns import COLUMNS, Array
from collabtherapy.simulation.engines._compiled.lists import live_all
from collabtherapy.simulation.engines._compiled.rows import (
    LATENT,
    ROW,
    lists,
    numbers,
    rows,
)
from collabtherapy.simulation.engines.draws import Key
from collabtherapy.simulation.engines.moves import Law
from collabtherapy.simulation.scenarios.parameters import Parameters


def run(
    p: Parameters, law: Law, key: Key, *, services: range, size: int
) -> dict[str, Array]:
    """Give the columns of everybody referred to some services in the time looked at.

    Args:
        p: the numbers.
        law: the rows of the law.
        key: of the draws.
        services: which services; all of their people are simulated.
        size: how many people each has.
    """
    made, work = numbers(p, law, key, size)
    fresh = rows(2 * size)
    ours = fresh.copy()
    # Nobody comes back twice, and few at all: rows in between are not touched.
    found = np.empty(2 * len(services) * size, dtype=ROW)
    behind = np.zeros(2 * size, dtype=LATENT)
    n = live_all(
        made[0],
        work[0],
        fresh.view(np.uint8),
        ours.view(np.uint8),
        ours,
        behind,
        lists(p.weeks, 2 * size),
        services.start,
        found,
        len(services),
    )
    return {
        column.name: np.ascontiguousarray(found[:n][column.name]) for column in COLUMNS
    }
