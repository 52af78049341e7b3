"""The engine compiled by Numba, as a function like the array engine's."""

from pathlib import Path

import numpy as np

from collabtherapy.simulation.columns import COLUMNS, Array
from collabtherapy.simulation.engines._compiled.kept import (
    are_there,
    files_of,
    mark,
    marked,
    remove_emptied,
    source,
)
from collabtherapy.simulation.engines._compiled.lists import PROCESSOR, live_all
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

MADE = [source(), PROCESSOR]
"""What the code of this process is compiled from and for, as it was when imported."""


def ready() -> bool:
    """Return whether the engine runs without being compiled first."""
    if live_all.signatures:
        return True
    directory, lines = live_all.stats.cache_path, marked()
    ours = lines[:3] == [*MADE, directory]
    return ours and are_there(lines[3:], Path(directory))


def run(
    p: Parameters, law: Law, key: Key, *, services: range, size: int
) -> dict[str, Array]:
    """Return the columns of everybody referred to some services in the time looked at.

    Args:
        p: the numbers.
        law: the rows of the law.
        key: of the draws.
        services: which services; all of their people are simulated.
        size: how many people each has.
    """
    directory = live_all.stats.cache_path
    if not live_all.signatures:
        remove_emptied(Path(directory))
    made, work = numbers(p, law, key, size)
    fresh = rows(1)
    ours = np.empty(2 * size, dtype=ROW)
    # Nobody comes back twice, and few at all: rows in between are not touched.
    found = np.empty(2 * len(services) * size, dtype=ROW)
    behind = np.zeros(2 * size, dtype=LATENT)
    n = live_all(
        made[0],
        work[0],
        fresh,
        ours,
        behind,
        lists(p.weeks, 2 * size),
        services.start,
        found,
        len(services),
    )
    mark([*MADE, directory, *files_of(Path(directory))])
    return {
        column.name: np.ascontiguousarray(found[:n][column.name]) for column in COLUMNS
    }
