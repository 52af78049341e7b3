"""Numbers that say what they were counted from, and how sure one may be of them.

A share without its n says little, and a share of nothing is unknown, which is not 0.
One of fewer than five is no number either: it would be read as a rate, and may be about
one evening of one person. Every interval is one of 95%.
"""

import math
from collections.abc import Iterable
from typing import TypeAlias

import attrs
from attrs import field

from collabtherapy.partnership.regions.contributions import FEWEST

Z = 1.959963984540054
"""How many standard errors a normal interval of 95% reaches to each side."""

Interval: TypeAlias = tuple[float, float]


@attrs.frozen
class Proportion:
    """How many of how many.

    Args:
        count: those that are so.
        n: all of which it was known.

    Raises:
        ValueError: more are so than there are.

    >>> Proportion(6, 8).value, Proportion(3, 4).value
    (0.75, None)
    """

    count: int
    n: int = field()

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.count <= self.n:
            raise ValueError("of n things, 0 to n are so")

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None of fewer than five."""
        return self.count / self.n if self.n >= FEWEST else None

    @property
    def interval(self) -> Interval | None:
        """Wilson's interval (1927), as if each was so or not by itself; None below 5.

        >>> [round(end, 3) for end in Proportion(6, 8).interval or ()]
        [0.409, 0.929]
        """
        if self.n < FEWEST:
            return None
        share, n = self.count / self.n, self.n
        middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
        half /= 1 + Z * Z / n
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        said = f"{self.count} of {self.n}"
        return shown(self.value, self.interval, said, n=self.n)


@attrs.frozen(kw_only=True)
class Share:
    """A share of an amount that came in pieces of different sizes.

    Args:
        amount: what is somebody's: words, seconds.
        total: what there was.
        n: in how many pieces it came.
        interval: by leaving out each piece in turn; None where that is not possible.
    """

    amount: float
    total: float
    n: int
    interval: Interval | None = None

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None where there was nothing, or it came in few pieces."""
        return self.amount / self.total if self.total and self.n >= FEWEST else None

    def __str__(self) -> str:
        return shown(self.value, self.interval, f"n = {self.n}", n=self.n)


def share_of(pieces: Iterable[tuple[float, float]]) -> Share:
    """Give the share of an amount: of each piece, how much is meant and how much it is.

    The interval is the jackknife's (Tukey 1958): the share with each piece left out
    says how much hangs on a single one. Pieces that follow from each other, as what
    people say does, make it somewhat too narrow.

    >>> share_of([(3, 3), (0, 1)] * 3).value, share_of([(3, 3), (0, 1)]).value
    (0.75, None)
    """
    parts = tuple(pieces)
    n, amount = len(parts), math.fsum(part for part, _ in parts)
    total = math.fsum(whole for _, whole in parts)
    rests = tuple((amount - part, total - whole) for part, whole in parts)
    if n < FEWEST or any(rest <= 0 for _, rest in rests):
        return Share(amount=amount, total=total, n=n)
    shares = tuple(part / rest for part, rest in rests)
    mean = math.fsum(shares) / n
    spread = math.fsum((share - mean) ** 2 for share in shares)
    half = Z * math.sqrt((n - 1) / n * spread)
    middle = amount / total
    interval = max(0.0, middle - half), min(1.0, middle + half)
    return Share(amount=amount, total=total, n=n, interval=interval)


@attrs.frozen(kw_only=True)
class Difference:
    """How far two proportions lie apart: later minus earlier, and both of them.

    The interval is Newcombe's (1998, method 10), as if the two were independent.
    """

    earlier: Proportion
    later: Proportion

    @property
    def value(self) -> float | None:
        """The difference, -1 to 1; None where either is unknown."""
        if self.earlier.value is None or self.later.value is None:
            return None
        return self.later.value - self.earlier.value

    @property
    def interval(self) -> Interval | None:
        """The interval of the difference; None where either is unknown.

        >>> apart = Difference(earlier=Proportion(48, 80), later=Proportion(56, 70))
        >>> [round(end, 4) for end in apart.interval or ()]
        [0.0524, 0.3339]
        """
        one, other = self.earlier, self.later
        if (
            one.value is None
            or other.value is None
            or one.interval is None
            or other.interval is None
        ):
            return None
        middle = other.value - one.value
        below = math.hypot(other.value - other.interval[0], one.interval[1] - one.value)
        above = math.hypot(other.interval[1] - other.value, one.value - one.interval[0])
        return middle - below, middle + above

    def __str__(self) -> str:
        ns = f"n = {self.earlier.n} and {self.later.n}"
        return shown(self.value, self.interval, ns, n=min(self.earlier.n, self.later.n))


def shown(value: float | None, interval: Interval | None, of: str, *, n: int) -> str:
    """Return a number as it is printed: with its interval and what it is of.

    Args:
        value: the number; None where it is unknown.
        interval: its interval, if it has one.
        of: what it was counted from.
        n: how many that are; where they are too few, nothing but this is said.
    """
    if value is None:
        return f"{'too few to say' if n else 'unknown'} (n = {n})"
    if interval is None:
        return f"{value:.2f} ({of})"
    return f"{value:.2f} [{interval[0]:.2f}, {interval[1]:.2f}] ({of})"
