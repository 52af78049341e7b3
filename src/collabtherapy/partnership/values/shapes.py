"""The shape of the work: one session, one at a time, so many, or open."""

from enum import StrEnum


class Shape(StrEnum):
    """How many sessions the work is meant to have.

    Where it is brief, each session is whole in itself, and one that was enough is a
    success (Hoyt, Bobele, Slive, Young and Talmon 2018).
    """

    SINGLE = "single"
    ONE_AT_A_TIME = "one_at_a_time"
    FIXED = "fixed"
    OPEN = "open"


def brief(n_held: int) -> tuple[Shape, ...]:
    """Return the shapes of brief work that so many sessions may have had.

    >>> [shape.value for shape in brief(2)]
    ['one_at_a_time']
    """
    if n_held == 0:
        return ()
    return (Shape.ONE_AT_A_TIME,) if n_held > 1 else (Shape.SINGLE, Shape.ONE_AT_A_TIME)
