"""What is done where answers are missing, or do not apply."""

import math
from enum import Enum

import attrs
from attrs import field
from attrs.validators import instance_of, optional

from collabtherapy._scalars import whole
from collabtherapy.measures.quantities import whole_number
from collabtherapy.measures.sources import Source

__all__ = ["Fill", "Inapplicable", "Missing", "Rounding"]


class Inapplicable(Enum):
    """An answer that is none: the question does not apply to this person.

    It is no missing answer: nothing is filled in, and the range shrinks by the item.
    """

    DOES_NOT_APPLY = "does_not_apply"


class Fill(Enum):
    """What the answered items stand for where others are missing.

    ``PRORATE``: for all items, each missing one counting their mean. ``REST``: for
    themselves alone; the range of the score shrinks with them.
    """

    PRORATE = "prorate"
    REST = "rest"


class Rounding(Enum):
    """How a prorated score is rounded, where its source says that it is.

    ``HALF_UP``: to the nearest whole number, a half upwards.
    """

    HALF_UP = "half_up"

    def round(self, value: float) -> float:
        """Return the rounded value.

        >>> Rounding.HALF_UP.round(11.5), Rounding.HALF_UP.round(11.49)
        (12.0, 11.0)
        """
        return float(math.floor(value + 0.5))


@attrs.frozen
class Missing:
    """How many answers may be missing, and what is done then; never is one a 0.

    Args:
        at_most: how many; with more the score is not known. Answers that do not apply
            are not counted, except by ``REST``, which counts every item left out.
        fill: what is done.
        rounding: how a prorated score is rounded; None leaves its fraction.
        source: who says so.
    """

    at_most: int = field(default=0, converter=whole, validator=whole_number)
    fill: Fill = field(default=Fill.PRORATE, validator=instance_of(Fill), kw_only=True)
    rounding: Rounding | None = field(
        default=None, validator=optional(instance_of(Rounding)), kw_only=True
    )
    source: Source | None = field(
        default=None, validator=optional(instance_of(Source)), kw_only=True
    )
