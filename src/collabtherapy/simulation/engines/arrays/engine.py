"""The engine in NumPy: every week, everybody at once.

Each week people are referred, leave the lists or have their turn, meet, and end;
whoever is touched is gathered, reckoned with and put back. How it goes with one person
is `model`'s to say, and where a step leads `moves`'.
"""

import numpy as np

from collabtherapy.simulation.columns import NONE, Array
from collabtherapy.simulation.engines.arrays import course
from collabtherapy.simulation.engines.arrays.lists import Lists
from collabtherapy.simulation.engines.arrays.people import People
from collabtherapy.simulation.engines.draws import Key
from collabtherapy.simulation.engines.moves import Law
from collabtherapy.simulation.scenarios.parameters import Parameters
from collabtherapy.simulation.scenarios.service import WEEKS_A_YEAR


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
    people = People(p, law, key, services, size)
    lists = Lists(people)
    for week in range(p.weeks):
        is_open = not p.closed[week % WEEKS_A_YEAR]
        lists.week(week, is_open=is_open)
        if is_open:
            course.meet(people, lists, week)
    rows = np.flatnonzero(people.c["referred"] != NONE)
    # Service by service, so that shards can be laid side by side as they are.
    rows = rows[np.argsort(people.place[rows], kind="stable")]
    return {name: column[rows] for name, column in people.c.items()}
