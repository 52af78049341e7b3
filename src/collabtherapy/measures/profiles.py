"""Profiles: answers that nothing adds up, such as the levels of the EQ-5D."""

import math
from collections.abc import Iterable

import attrs

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.items import Answer
from collabtherapy.measures.scoring import Scorable, TotalOf, counted
from collabtherapy.measures.sources import Source

__all__ = ["Profile"]

ABSENT = "9"
"""What stands for a missing level in a profile that is written as digits."""


@attrs.frozen(kw_only=True)
class Profile:
    """The levels of somebody's answers, in the order of the items.

    An index of a profile needs the value set of a country; none is here.

    Args:
        instrument: the id of the instrument.
        levels: each answer; None where one is missing.
        sources: who says how it is written, each with its mark.

    >>> found = Profile(instrument="eq-5d-5l", levels=(2, 1, 3, None, 1))
    >>> found.digits
    '21391'
    """

    instrument: str
    levels: tuple[int | None, ...]
    sources: tuple[Source, ...] = ()

    @property
    def digits(self) -> str:
        """The levels as they are written, 9 where one is missing."""
        return "".join(ABSENT if x is None else str(x) for x in self.levels)

    @property
    def is_complete(self) -> bool:
        """True if every item was answered."""
        return None not in self.levels


def profile(instrument: Scorable, answers: Iterable[Answer]) -> Profile:
    """Build the profile of answers, one for each item in order."""
    if instrument.total_of is not TotalOf.PROFILE:
        raise NotMeasurable(
            "answers", "no_profile", f"{instrument.name} is scored: ask for its score"
        )
    _, points, _ = counted(instrument, answers)
    return Profile(
        instrument=instrument.id,
        levels=tuple(None if math.isnan(x) else int(x) for x in points),
        sources=instrument.sources_of(prorated=False, banded=False),
    )
