"""Three-valued (Kleene) logic: no, unknown, yes.

A permit counts only on yes; a deny counts on whatever is not no.
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import NoReturn

__all__ = ["Match", "all_of", "any_of", "matches"]


class Match(IntEnum):
    """How a rule applies to a request; ordered, so that `min` is "and", `max` "or".

    A match has no truth value, since `UNKNOWN` is neither: compare it by ``is``.
    """

    NO = 0
    UNKNOWN = 1
    YES = 2

    def __bool__(self) -> NoReturn:
        """Refuse to be a condition.

        Raises:
            TypeError: always.
        """
        raise TypeError(
            "a Match is no, unknown or yes and has no truth value: "
            "write `is Match.YES` or `is not Match.NO`"
        )


def matches(holds: bool) -> Match:  # noqa: FBT001  # the one thing it is about
    """Return yes or no."""
    return Match.YES if holds else Match.NO


def all_of(parts: Iterable[Match]) -> Match:
    """Join by "and": yes when there are none."""
    return min(parts, default=Match.YES)


def any_of(parts: Iterable[Match]) -> Match:
    """Join by "or": no when there are none."""
    return max(parts, default=Match.NO)
