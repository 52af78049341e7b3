"""The classes of change, with and without a cut-off.

Source: Jacobson & Truax 1991 for recovered, improved, unchanged and deteriorated.
"""

from enum import Enum

__all__ = ["Status", "Verdict"]


class Verdict(Enum):
    """The answer of a method to a change: more than it allows for, or not."""

    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"
    UNKNOWN = "unknown"


class Status(Enum):
    """What a change means beside a cut-off; every pair of scores is exactly one.

    ``RECOVERED`` is improved, from the clinical side of the cut-off to the functional;
    ``HARMED`` is deteriorated, the other way. Without a cut-off neither occurs.
    ``UNKNOWN`` is a missing score, and no class of people.
    """

    RECOVERED = "recovered"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"
    HARMED = "harmed"
    UNKNOWN = "unknown"

    @property
    def verdict(self) -> Verdict:
        """The verdict without the cut-off."""
        return _VERDICTS.get(self) or Verdict(self.value)


_VERDICTS = {
    Status.RECOVERED: Verdict.IMPROVED,
    Status.HARMED: Verdict.DETERIORATED,
}
