"""How long it takes: curves of leaving and of waiting, with who is still there.

Whoever has not left, or is still waiting, when the time looked at is over is not taken
for somebody who never would (censoring).

Source: Kaplan & Meier 1958; Greenwood's variance on the log-minus-log scale.
"""

import attrs
import numpy as np
from attrs import field

from collabtherapy.simulation.cohort import Cohort
from collabtherapy.simulation.columns import NONE, Array, bits
from collabtherapy.simulation.outcomes import LEFT
from collabtherapy.simulation.portable import Vector

__all__ = [
    "Survival",
    "kaplan_meier",
    "leaving",
    "stages",
    "waiting",
]


@attrs.frozen(kw_only=True)
class Survival:
    """The share to whom something has not happened yet, by week or session.

    Args:
        unit: in what time is counted.
        time: from 0, one by one.
        share: to whom it has not happened after this time.
        low: the lower end of the 95% interval.
        high: the upper end.
        at_risk: how many were there to whom it could happen.
        still: what is said of those to whom it has not happened.
    """

    unit: str
    time: Vector = field(eq=bits)
    share: Vector = field(eq=bits)
    low: Vector = field(eq=bits)
    high: Vector = field(eq=bits)
    at_risk: Array = field(eq=bits)
    still: str = "to whom it has not happened"

    def median(self) -> float:
        """Give when it has happened to half; not a number if it never has."""
        (after,) = np.nonzero(self.share <= 0.5)  # noqa: PLR2004 - a half
        return float(self.time[after[0]]) if len(after) else float("nan")


def kaplan_meier(
    time: Array,
    happened: Array,
    *,
    unit: str,
    still: str = "to whom it has not happened",
) -> Survival:
    """Give the curve for whole times and whether it happened then, or was not seen.

    Raises:
        ValueError: there is nobody, or a time is negative.
    """
    times = np.asarray(time, dtype=np.int64)
    if not len(times) or times.min() < 0:
        raise ValueError("times are 0 or more, of at least one person")
    n = int(times.max()) + 1
    events = np.bincount(times, weights=np.asarray(happened, float), minlength=n)
    at_risk = len(times) - np.cumsum(np.bincount(times, minlength=n))
    at_risk = at_risk + np.bincount(times, minlength=n)
    share: Vector = np.cumprod(1.0 - events / at_risk).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = events / (at_risk * (at_risk - events))
        reach = 1.96 * np.sqrt(np.cumsum(terms)) / np.log(share)
        low, high = share ** np.exp(-reach), share ** np.exp(reach)
    unsure = ~np.isfinite(reach)
    return Survival(
        unit=unit,
        time=np.arange(n, dtype=np.float64),
        share=share,
        low=np.where(unsure, share, low),
        high=np.where(unsure, share, high),
        at_risk=at_risk,
        still=still,
    )


def leaving(cohort: Cohort) -> Survival:
    """Give the curve of leaving or lapsing, in sessions of the first course."""
    began = cohort["sessions_1"] >= 1
    left = np.isin(cohort["closure"], LEFT) & (cohort["from_2"] == NONE)
    return kaplan_meier(
        cohort["sessions_1"][began], left[began], unit="sessions", still="still coming"
    )


def waiting(cohort: Cohort) -> Survival:
    """Give the curve of waiting for a first appointment, in weeks.

    Whoever left the list before is counted as waiting until then.
    """
    offered = cohort["first_contact"] != NONE
    until = np.where(
        cohort["closed"] != NONE, cohort["closed"], cohort.scenario.service.weeks
    )
    until = np.where(offered, cohort["first_contact"], until)
    return kaplan_meier(
        until - cohort["referred"], offered, unit="weeks", still="still waiting"
    )


def stages(cohort: Cohort) -> dict[str, Vector]:
    """Give how many people stand where at the end of each week, all weeks from 0.

    Each referral is in one place from its week on, so that the places of a week add up
    to everybody referred by then.
    """
    weeks = cohort.scenario.service.weeks
    c, never = cohort.columns, weeks + 1

    def since(name: str) -> Array:
        week = c[name].astype(np.int64)
        return np.where(week == NONE, never, week)

    def reached(name: str) -> Vector:
        by = np.bincount(np.minimum(since(name), weeks), minlength=weeks + 1)[:weeks]
        return np.cumsum(by).astype(np.float64)

    def among(rows: Array) -> Vector:
        by = np.bincount(np.minimum(rows, weeks), minlength=weeks + 1)[:weeks]
        return np.cumsum(by).astype(np.float64)

    closed, assessed, agreed = since("closed"), since("assessed"), since("agreed")
    into = reached("referred")
    out = among(closed)
    explored = among(np.minimum(assessed, closed))
    working = among(np.minimum(agreed, closed))
    ending = np.where(
        c["followed_up"] == 1,
        np.where(c["until_2"] != NONE, c["until_2"], c["until_1"]).astype(np.int64),
        closed,
    )
    following = among(np.minimum(ending, closed))
    return {
        "waiting": into - explored,
        "exploring": explored - working,
        "working": working - following,
        "following up": following - out,
        "closed": out,
    }
