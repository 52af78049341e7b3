"""What a table of visits says: how many were seen, how many lost, and their scores."""

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean, median

import attrs

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.quantities import number_or_missing

__all__ = ["Visit", "visits"]


@attrs.frozen(kw_only=True)
class Visit:
    """One visit of a group; what nobody's score says anything of is None.

    Args:
        name: which visit.
        n_people: how many there are in the group.
        n: how many have a score.
        mean: their mean, in points.
        sd: their standard deviation, with n - 1; None for fewer than two.
        median: their median.
        lowest: the lowest score.
        highest: the highest.
        n_lost: how many had a score at the visit before and have none now.
        n_back: how many had none before and have one now: 0 where whoever leaves
            stays away.
        mean_first: the mean at the first visit of those seen now.
        mean_change: their mean change since.
        sd_change: the standard deviation of that change; None for fewer than two.
    """

    name: str
    n_people: int
    n: int
    mean: float | None
    sd: float | None
    median: float | None
    lowest: float | None
    highest: float | None
    n_lost: int
    n_back: int
    mean_first: float | None
    mean_change: float | None
    sd_change: float | None

    @property
    def n_missing(self) -> int:
        """The number of people without a score."""
        return self.n_people - self.n

    @property
    def share_missing(self) -> float:
        """The share of people without a score, 0 to 1."""
        return self.n_missing / self.n_people


def visits(table: Mapping[str, Iterable[float | None]]) -> tuple[Visit, ...]:
    """Describe each visit of a group, in order.

    Args:
        table: the scores at each visit, by its name, the same people in one order;
            None or NaN where one is missing. The first visit is the baseline.

    Raises:
        NotMeasurable: there is nobody, or the visits differ in length.

    >>> found = visits({"pre": [20, 24, 28], "post": [10, None, 18]})
    >>> found[1].n, found[1].n_lost, found[1].mean_change
    (2, 1, -10.0)
    """
    if not isinstance(table, Mapping):
        raise TypeError("a table gives the scores of each visit by its name")
    columns = {
        name: [number_or_missing(name, score) for score in scores]
        for name, scores in table.items()
    }
    lengths = {len(scores) for scores in columns.values()}
    if len(lengths) != 1 or 0 in lengths:
        raise NotMeasurable("table", "lengths", "give the same people at each visit")
    before = first = next(iter(columns.values()))
    found: list[Visit] = []
    for name, scores in columns.items():
        found.append(_visit(name, first, before, scores))
        before = scores
    return tuple(found)


def _visit(
    name: str, first: Sequence[float], before: Sequence[float], now: Sequence[float]
) -> Visit:
    seen = [score for score in now if not math.isnan(score)]
    both = [
        (start, score)
        for start, score in zip(first, now, strict=True)
        if not math.isnan(start) and not math.isnan(score)
    ]
    gone = [math.isnan(score) for score in now]
    away = [math.isnan(score) for score in before]
    changes = [score - start for start, score in both]
    return Visit(
        name=name,
        n_people=len(now),
        n=len(seen),
        mean=fmean(seen) if seen else None,
        sd=_sd(seen),
        median=median(seen) if seen else None,
        lowest=min(seen, default=None),
        highest=max(seen, default=None),
        n_lost=sum(g and not a for g, a in zip(gone, away, strict=True)),
        n_back=sum(a and not g for g, a in zip(gone, away, strict=True)),
        mean_first=fmean(start for start, _ in both) if both else None,
        mean_change=fmean(changes) if both else None,
        sd_change=_sd(changes),
    )


def _sd(scores: Sequence[float]) -> float | None:
    if len(scores) < 2:  # noqa: PLR2004  # one score has no spread
        return None
    mean = fmean(scores)
    return math.sqrt(math.fsum((x - mean) ** 2 for x in scores) / (len(scores) - 1))
