"""Yes, no and not known, for one person or for an array of them.

What is missing makes an answer unknown only where it could change it: of two measures,
one at caseness is enough to be at caseness. This is the strong logic of Kleene (1938).
"""

import attrs

from collabtherapy.measures.quantities import Yes

__all__ = ["Truth"]


def _compared(answers: Yes) -> object:
    # An array is equal to itself alone: it neither compares whole nor hashes.
    return id(answers) if getattr(answers, "ndim", 0) else bool(answers)


@attrs.frozen
class Truth:
    """An answer that may be unknown: neither yes nor no.

    Args:
        yes: whether it is surely so: a bool, or ``(people,)``.
        no: whether it is surely not so.

    >>> sure, unknown = Truth(yes=True, no=False), Truth(yes=False, no=False)
    >>> (sure | unknown).answer, (sure & unknown).answer
    (True, None)
    """

    yes: Yes = attrs.field(eq=_compared)
    no: Yes = attrs.field(eq=_compared)

    def __and__(self, other: "Truth") -> "Truth":
        """Both are so."""
        return Truth(self.yes & other.yes, self.no | other.no)

    def __or__(self, other: "Truth") -> "Truth":
        """One of them is so."""
        return Truth(self.yes | other.yes, self.no & other.no)

    def __invert__(self) -> "Truth":
        """It is not so."""
        return Truth(self.no, self.yes)

    @property
    def answer(self) -> bool | None:
        """The one person's answer; None where it is not known."""
        return True if self.yes else False if self.no else None
