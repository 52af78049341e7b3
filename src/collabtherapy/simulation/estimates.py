"""What is measured over many people, and how sure it is.

People of one service share its lists and its therapists, so they do not count as so
many independent ones: intervals are reckoned between services (clusters), and a
difference between arms cluster by cluster, since each arm has the same services.

Source: linearised ratio estimator with clusters, Cochran 1977, Sampling Techniques.
"""

from collections.abc import Callable, Mapping

import attrs
import numpy as np
from attrs import field

from collabtherapy.simulation.columns import Array, bits
from collabtherapy.simulation.portable import Vector

Columns = Mapping[str, Array]


@attrs.frozen(kw_only=True)
class Outcome:
    """Something that is counted or averaged over referrals.

    Args:
        name: short.
        of: gives its value for each row.
        among: gives in which rows it counts; by default in all.
        unit: in what it is counted; a "share" is printed in per cent.
        meaning: in a sentence.
    """

    name: str
    of: Callable[[Columns], Array]
    among: Callable[[Columns], Array] | None = None
    unit: str = "share"
    meaning: str


@attrs.frozen(kw_only=True)
class Tally:
    """Sums of an outcome, service by service.

    Args:
        total: of its values.
        count: of the rows in which it counts.
    """

    total: Vector = field(eq=bits)
    count: Vector = field(eq=bits)

    @classmethod
    def of(cls, outcome: Outcome, columns: Columns, *, warm_up: int = 0) -> "Tally":
        """Count an outcome, leaving out who was referred while a service filled up."""
        kept = columns["referred"] >= warm_up
        if outcome.among is not None:
            kept = kept & outcome.among(columns)
        clusters = _clusters(columns)
        n = int(clusters.max(initial=-1)) + 1
        values = np.asarray(outcome.of(columns), dtype=np.float64)
        return cls(
            total=np.bincount(clusters[kept], values[kept], n).astype(np.float64),
            count=np.bincount(clusters[kept], minlength=n).astype(np.float64),
        )

    def plus(self, other: "Tally") -> "Tally":
        """Give the tally of other services behind this one."""
        return Tally(
            total=np.concatenate([self.total, other.total]),
            count=np.concatenate([self.count, other.count]),
        )

    @property
    def mean(self) -> float:
        """The mean over everybody in whom it counts; not a number where nobody is."""
        n = float(self.count.sum())
        return float(self.total.sum()) / n if n else float("nan")

    @property
    def shares(self) -> Vector:
        """What each service adds to the error of the mean."""
        n = float(self.count.sum())
        left: Vector = self.total - self.mean * self.count
        return left / n if n else left


def _clusters(columns: Columns) -> Array:
    service = columns["service"].astype(np.int64)
    if "replication" not in columns or not len(service):
        service -= service.min(initial=0) if not len(service) else service.min()
        return service
    n = int(service.max()) + 1
    clusters: Array = columns["replication"].astype(np.int64) * n + service
    clusters -= clusters.min()
    return clusters


@attrs.frozen(kw_only=True)
class Estimate:
    """A number with the interval it lies in, 95% of the time.

    Args:
        value: the number.
        low: the lower end; not a number with fewer than two services.
        high: the upper end.
        n: in how many rows it was counted.
    """

    value: float
    low: float
    high: float
    n: int

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


def estimate(tally: Tally) -> Estimate:
    """Give the mean of an outcome."""
    return _interval(tally.mean, tally.shares, int(tally.count.sum()))


def difference(one: Tally, other: Tally) -> Estimate:
    """Give how much higher the mean of one arm is than the other's.

    Raises:
        ValueError: the arms do not have the same services.
    """
    if len(one.total) != len(other.total):
        raise ValueError("arms are compared that have the same services")
    n = int(min(one.count.sum(), other.count.sum()))
    return _interval(one.mean - other.mean, one.shares - other.shares, n)


def _interval(value: float, shares: Vector, n: int) -> Estimate:
    clusters = len(shares)
    if clusters <= 1:
        return Estimate(value=value, low=float("nan"), high=float("nan"), n=n)
    error = float(np.sqrt((shares * shares).sum() * clusters / (clusters - 1)))
    reach = student_t(clusters - 1) * error
    return Estimate(value=value, low=value - reach, high=value + reach, n=n)


def student_t(freedom: int) -> float:
    """Give the t that 2.5% lie above, from the normal quantile and four corrections.

    Source: Abramowitz & Stegun 26.7.5; within 0.01 from four degrees of freedom on.

    >>> round(student_t(4), 2), round(student_t(1000), 3)
    (2.78, 1.962)
    """
    z = 1.959963984540054
    g1 = (z**3 + z) / 4
    g2 = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    g3 = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    g4 = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    v = float(freedom)
    return float(z + g1 / v + g2 / v**2 + g3 / v**3 + g4 / v**4)
