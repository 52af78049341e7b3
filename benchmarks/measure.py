"""Timing side by side: rounds of each in turn, the best of them, and their spread.

And the rows of the table that is printed of them.
"""

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs


@attrs.frozen
class Timing:
    """What one thing took: seconds for each step, the best round, and the spread.

    Args:
        best: CPU seconds a step in the quickest round.
        spread: how far the middle round was from it, as a share of it.
    """

    best: float
    spread: float

    def __str__(self) -> str:
        return f"{self.best * 1e6:,.2f} µs ± {self.spread:.0%}"


@attrs.frozen
class Row:
    """One line of the table."""

    what: str
    here: str
    peer: str
    ratio: str
    target: str

    @property
    def line(self) -> str:
        """The line in Markdown."""
        cells = (self.what, self.here, self.peer, self.ratio, self.target)
        return f"| {' | '.join(cells)} |"


def table(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of a table in Markdown, each as soon as it is measured."""
    yield "| what | here | beside | ratio | target |"
    yield "| --- | --- | --- | --- | --- |"
    for row in rows:
        yield row.line


def side_by_side(
    run: Mapping[str, tuple[Callable[[], object], int]], *, rounds: int = 7
) -> dict[str, Timing]:
    """Time each by turns; each says how many steps one call of it takes."""
    took: dict[str, list[float]] = {name: [] for name in run}
    for _ in range(rounds):
        for name, (call, steps) in run.items():
            gc.collect()
            gc.disable()
            start = time.process_time()
            call()
            took[name].append((time.process_time() - start) / steps)
            gc.enable()
    return {
        name: Timing(min(times), statistics.median(times) / min(times) - 1)
        for name, times in took.items()
    }


def repeated(call: Callable[[], object], times: int) -> Callable[[], object]:
    """Give a call that does it so many times."""

    def again() -> None:
        for _ in range(times):
            call()

    return again
