"""The engine compiled by Numba, as a function like the array engine's."""

from collections.abc import Callable
from typing import cast

import numpy as np

from collabtherapy.simulation import _kernel_lists
from collabtherapy.simulation._kernel_rows import LATENT, lists, numbers, rows
from collabtherapy.simulation.columns import COLUMNS, NONE, Array
from collabtherapy.simulation.draws import Key
from collabtherapy.simulation.moves import Law
from collabtherapy.simulation.parameters import Parameters


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
    found = rows(2 * len(services) * size)
    behind = np.zeros(2 * size, dtype=LATENT)
    q = lists(p.weeks, 2 * size)
    # Numba keeps its types to itself.
    live_all = cast("Callable[..., None]", vars(_kernel_lists)["live_all"])
    live_all(made[0], work[0], found, behind, q, services.start, len(services))
    here = found[found["referred"] != NONE]
    return {column.name: np.ascontiguousarray(here[column.name]) for column in COLUMNS}
