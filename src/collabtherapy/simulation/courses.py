"""Courses: one row for each piece of work in one step, as therapies are reported."""

import numpy as np

from collabtherapy.simulation.columns import Array
from collabtherapy.simulation.estimates import Columns
from collabtherapy.simulation.scenarios.limits import FINISHED
from collabtherapy.simulation.scenarios.quantity import whole_number

AS_A_REFERRAL = {
    "phq_first": "phq_from",
    "gad_first": "gad_from",
    "phq_last": "phq_until",
    "gad_last": "gad_until",
    "sessions": "sessions",
    "closed": "until",
}
"""A course's columns under the names of a referral's, so that outcomes fit both."""


def courses(columns: Columns, *, step: int) -> dict[str, Array]:
    """Return the finished courses of a step (0 low, 1 high), two sessions or more.

    Columns have the names that a referral's have, so that outcomes of referrals can be
    counted in courses as well.

    Raises:
        BadScenario: If there is no such step.
    """
    wanted = whole_number("step", step, 0, 1)
    parts: list[dict[str, Array]] = []
    for n in (1, 2):
        here = (columns[f"step_{n}"] == wanted) & (columns[f"sessions_{n}"] >= FINISHED)
        here &= columns[f"until_{n}"] >= 0
        own = {name: columns[f"{of}_{n}"][here] for name, of in AS_A_REFERRAL.items()}
        shared = {name: columns[name][here] for name in ("service", "referred")}
        parts.append(own | shared)
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
