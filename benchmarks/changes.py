"""One million people before and after, judged by each method, beside plain pandas."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from measure import Row, Timing, side_by_side

from collabtherapy.measures import (
    Cohort,
    Cutoff,
    Direction,
    EdwardsNunnally,
    GulliksenLordNovick,
    HagemanArrindell,
    HsuLinnNord,
    JacobsonTruax,
    Method,
    NunnallyKotsch,
    PercentageChange,
    PublishedChange,
    Source,
    change,
)
from collabtherapy.measures.many import Changes, changes_in
from collabtherapy.measures.verdicts import Status

LOWER = Direction.LOWER_IS_BETTER
RELIABILITY = 0.8
CUTOFF = Cutoff(20.0)
TARGET = "at most 1x"


def people(n: int) -> pd.DataFrame:
    """Give whole scores of a scale of 0 to 63, correlated, without a generator."""
    place = np.arange(n)
    pre = 20 + (place * 7919) % 41
    post = np.clip(pre - 10 + (place * 104_729) % 31 - 15, 0, 63)
    return pd.DataFrame({"pre": pre.astype(float), "post": post.astype(float)})


def methods(cohort: Cohort) -> dict[str, Method]:
    """Give each method, made from the cohort where it asks for one."""
    of_cohort = (
        JacobsonTruax,
        GulliksenLordNovick,
        HsuLinnNord,
        EdwardsNunnally,
        NunnallyKotsch,
        HagemanArrindell,
    )
    found: dict[str, Method] = {
        one.name: one.of(cohort, reliability=RELIABILITY) for one in of_cohort
    }
    six = PublishedChange(points=6, source=Source("as in a manual"))
    return found | {six.name: six, PercentageChange.name: PercentageChange(gain=0.5)}


def plain_index(name: str, frame: pd.DataFrame, c: Cohort) -> pd.Series:
    """Give the index as one would write it in pandas, from the formula."""
    pre, post, r = frame["pre"], frame["post"], RELIABILITY
    sem = c.sd_pre * (1 - r) ** 0.5
    predicted = c.sd_pre * (1 - r**2) ** 0.5
    expected = r * (pre - c.mean_pre) + c.mean_pre
    index = post - pre
    if name == JacobsonTruax.name:
        index = (post - pre) / (2**0.5 * sem)
    elif name == GulliksenLordNovick.name:
        index = ((post - c.mean_pre) - r * (pre - c.mean_pre)) / predicted
    elif name == HsuLinnNord.name:
        index = ((post - c.mean_post) - r * (pre - c.mean_pre)) / predicted
    elif name == EdwardsNunnally.name:
        index = (post - expected) / sem
    elif name == NunnallyKotsch.name:
        error = (r**2 * c.sd_pre**2 * (1 - r) + c.sd_pre**2 * (1 - r)) ** 0.5
        index = (post - expected) / error
    elif name == HagemanArrindell.name:
        both = 2 * c.sd_pre * c.sd_post * (c.r_pre_post or 0)
        variance = c.sd_pre**2 + c.sd_post**2 - both
        rdd = (variance - 2 * sem**2) / variance
        gone = (post - pre) * rdd + (c.mean_post - c.mean_pre) * (1 - rdd)
        index = gone / (rdd**0.5 * 2**0.5 * sem)
    elif name == PercentageChange.name:
        index = (post - pre) / pre
    return index


def plain(name: str, by: Method, frame: pd.DataFrame, c: Cohort) -> pd.Series:
    """Give everybody's class as one would write it in pandas."""
    index, limit = plain_index(name, frame, c), by.limits.gain
    gained, lost = (-index, index)
    improved = gained >= limit if by.limits.reached else gained > limit
    deteriorated = lost >= limit if by.limits.reached else lost > limit
    well = frame["post"] < CUTOFF.value
    if isinstance(by, HagemanArrindell):
        true = c.mean_post + (frame["post"] - c.mean_post) * by.reliability_post
        well = (CUTOFF.value - true) / (by.reliability_post**0.5 * by.sem) > by.z
    classes = pd.Series("unchanged", index=frame.index)
    classes[improved] = "improved"
    classes[deteriorated] = "deteriorated"
    classes[improved & (frame["pre"] > CUTOFF.value) & well] = "recovered"
    back = (frame["pre"] < CUTOFF.value) & (frame["post"] > CUTOFF.value)
    classes[deteriorated & back] = "harmed"
    return classes


def agree(found: Changes, classes: pd.Series) -> bool:
    """Say whether both counted alike."""
    n = classes.value_counts().to_dict()
    return all(n.get(s.value, 0) == found.counts()[s] for s in Status)


def judged(
    *, rounds: int = 5, n: int = 1_000_000, n_alone: int = 20_000
) -> Iterator[Row]:
    """Give what judging costs by each method, and one by one beside all at once."""
    frame = people(n)
    cohort = Cohort.of(frame["pre"], frame["post"])
    for name, by in methods(cohort).items():
        ours, theirs = _both(name, by, frame, cohort)
        if not agree(ours(), theirs()):
            raise AssertionError(f"{name}: both count alike, or nothing is compared")
        timed = side_by_side({"here": (ours, n), "pandas": (theirs, n)}, rounds=rounds)
        what = f"{name}, one of {n:,} people"
        yield _row(what, timed["here"], "pandas", timed["pandas"], TARGET)
    few, by = frame.head(n_alone), JacobsonTruax.of(cohort, reliability=RELIABILITY)
    pairs = list(zip(few["pre"], few["post"], strict=True))
    timed = side_by_side(
        {
            "many": (_both(by.name, by, few, cohort)[0], n_alone),
            "one": (lambda: [_alone(by, pre, post) for pre, post in pairs], n_alone),
        },
        rounds=rounds,
    )
    what = f"{by.name}, one of {n_alone:,} people"
    yield _row(what, timed["many"], "one by one", timed["one"], "–")


def _both(
    name: str, by: Method, frame: pd.DataFrame, cohort: Cohort
) -> tuple[Callable[[], Changes], Callable[[], pd.Series]]:
    def ours() -> Changes:
        return changes_in(
            frame, pre="pre", post="post", by=by, direction=LOWER, cutoff=CUTOFF
        )

    return ours, lambda: plain(name, by, frame, cohort)


def _alone(by: Method, pre: float, post: float) -> object:
    return change(pre, post, by=by, direction=LOWER, cutoff=CUTOFF)


def _row(what: str, here: Timing, peer: str, other: Timing, target: str) -> Row:
    nanoseconds = f"{here.best * 1e9:,.0f} ns ± {here.spread:.0%}"
    beside = f"{peer}: {other.best * 1e9:,.0f} ns ± {other.spread:.0%}"
    return Row(what, nanoseconds, beside, f"{here.best / other.best:.2g}x", target)
