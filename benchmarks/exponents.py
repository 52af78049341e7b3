"""How what everything public costs grows with the history: the exponent of each.

Everything that takes a partnership is asked, as `tests/properties/test_growth.py` asks
it, of stories from some 250 acts to some 4,000. One is linear. Whatever costs less than
the clock can tell of grows with nothing.
"""

import gc
import math
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from statistics import linear_regression
from tempfile import TemporaryDirectory
from typing import Final

from measure import Row
from properties.long_story import long_story
from properties.test_growth import QUESTIONS, Asked

WEEKS: Final = (3, 6, 13, 26, 51)
"""Of the stories, each some eighty acts."""

AT_MOST: Final = 1.1
SHORTEST: Final = 0.002
"""How many CPU seconds are measured at least: what is quick is asked several times."""


READS: Final = frozenset(QUESTIONS) - {"storage.Store.record"}
"""What may be asked again and again; what a store records is measured in `store`."""


def exponents(
    *,
    weeks: tuple[int, ...] = WEEKS,
    rounds: int = 3,
    names: Collection[str] = READS,
) -> Iterator[Row]:
    """Yield the exponent of everything public, the steepest first.

    Args:
        weeks: how many weeks each story lasts.
        rounds: how often each is timed; the best counts.
        names: what is asked.
    """
    with TemporaryDirectory() as folder:
        stories = [Asked.of(long_story(n), Path(folder)) for n in weeks]
        found = sorted(
            ((*_grown(QUESTIONS[name], stories, rounds), name) for name in names),
            reverse=True,
        )
    least, most = stories[0].p.version, stories[-1].p.version
    for exponent, seconds, name in found:
        yield Row(
            f"{name}, from {least:,} to {most:,} acts",
            f"{exponent:.2f}",
            f"the longest: {seconds * 1e3:,.2f} ms",
            "–",
            f"at most {AT_MOST}",
        )


def _grown(
    ask: Callable[[Asked], object], stories: list[Asked], rounds: int
) -> tuple[float, float]:
    """Return the exponent, and the CPU seconds that the longest story takes."""
    took = [_best(ask, one, rounds) for one in stories]
    lengths = [math.log(one.p.version) for one in stories]
    slope = linear_regression(lengths, [math.log(one) for one in took]).slope
    return slope, took[-1]


def _best(ask: Callable[[Asked], object], asked: Asked, rounds: int) -> float:
    times = 1
    while (took := _timed(ask, asked, times)) < SHORTEST:
        times *= 4
    again = (_timed(ask, asked, times) for _ in range(rounds - 1))
    return min(took, *again) / times


def _timed(ask: Callable[[Asked], object], asked: Asked, times: int) -> float:
    gc.collect()
    gc.disable()
    start = time.process_time()
    for _ in range(times):
        ask(asked)
    took = time.process_time() - start
    gc.enable()
    return took
