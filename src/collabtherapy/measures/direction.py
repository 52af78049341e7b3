"""Which way a scale points: whether a lower or a higher score is the better one."""

from enum import Enum

__all__ = ["Direction"]


class Direction(Enum):
    """Which scores are the better ones; its sign turns a change into a gain.

    >>> Direction.LOWER_IS_BETTER.sign, Direction.HIGHER_IS_BETTER.sign
    (-1, 1)
    """

    LOWER_IS_BETTER = "lower_is_better"
    HIGHER_IS_BETTER = "higher_is_better"

    @property
    def sign(self) -> int:
        """The factor that makes a gain positive: 1 or -1."""
        return 1 if self is Direction.HIGHER_IS_BETTER else -1
