"""Guiding versus giving: one index of style in motivational interviewing.

Of a therapist's turns, how many reflect what the client said (R), how many give them
something (I): information, advice, options. The index is (R + 1) / (R + I + 2), the
mean of a Beta(R + 1, I + 1) distribution: what a flat prior becomes once the turns are
counted. Its interval is the middle 95% of that distribution.

**What it is for.** It describes a style. On 66 coded demonstrations of motivational
interviewing it tells those meant as good from those meant as bad
(`docs/how_to/insight.md` has the figures). It says nothing of outcome, on which it did
no better than chance elsewhere, and nothing of other ways of working, in which giving
has its place. One turn follows from another, so that its interval is somewhat too
narrow. It is not fitted: it has no constants but those of the flat prior.
"""

import math

import attrs

from collabtherapy._scalars import whole
from collabtherapy.insight.estimates import Interval, shown
from collabtherapy.partnership.regions.contributions import FEWEST
from collabtherapy.partnership.values.checks import between

TAIL = 0.025
"""What lies beyond each end of an interval of 95%."""


@attrs.frozen(kw_only=True)
class GuidingIndex:
    """Guiding versus giving in one session; descriptive of a style, not of outcome.

    Args:
        n_reflecting: the therapists' turns that reflect; R.
        n_giving: those that give; I.

    >>> index = GuidingIndex(n_reflecting=7, n_giving=1)
    >>> print(index)
    0.80 [0.52, 0.97] (7 reflecting, 1 giving)
    """

    n_reflecting: int = attrs.field(converter=whole, validator=between(0))
    n_giving: int = attrs.field(converter=whole, validator=between(0))

    @property
    def value(self) -> float | None:
        """The index, 0 (all giving) to 1 (all guiding); None of fewer than five."""
        return self.smoothed if self._n >= FEWEST else None

    @property
    def _n(self) -> int:
        return self.n_reflecting + self.n_giving

    @property
    def smoothed(self) -> float:
        """What the formula gives: a half, which is the prior's, where nothing was."""
        return (self.n_reflecting + 1) / (self.n_reflecting + self.n_giving + 2)

    @property
    def interval(self) -> Interval | None:
        """The middle 95% of Beta(R + 1, I + 1); None of fewer than five."""
        if self.value is None:
            return None
        return self._quantile(TAIL), self._quantile(1 - TAIL)

    def _quantile(self, of: float) -> float:
        low, high = 0.0, 1.0
        for _ in range(50):
            middle = (low + high) / 2
            if self._below(middle) < of:
                low = middle
            else:
                high = middle
        return (low + high) / 2

    def _below(self, x: float) -> float:
        """Give the Beta distribution at x: for whole numbers, a tail of a binomial."""
        n = self.n_reflecting + self.n_giving + 1
        at_least = range(self.n_reflecting + 1, n + 1)
        return math.fsum(
            math.exp(
                math.lgamma(n + 1)
                - math.lgamma(k + 1)
                - math.lgamma(n - k + 1)
                + k * math.log(x)
                + (n - k) * math.log1p(-x)
            )
            for k in at_least
        )

    def __str__(self) -> str:
        of = f"{self.n_reflecting} reflecting, {self.n_giving} giving"
        return shown(self.value, self.interval, of, n=self._n)
