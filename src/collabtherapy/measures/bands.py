"""Bands and cut-offs: what a score on a scale is called, and on which side it lies."""

from enum import Enum

import attrs
from attrs import field
from attrs.validators import instance_of, optional

from collabtherapy._scalars import real, text
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.quantities import Numbers, finite
from collabtherapy.measures.sources import Source
from collabtherapy.measures.truth import Truth

__all__ = ["Band", "Cutoff", "Side"]


class Side(Enum):
    """Whom a score exactly at a cut-off is counted with."""

    CLINICAL = "clinical"
    FUNCTIONAL = "functional"
    NEITHER = "neither"


@attrs.frozen
class Band:
    """What scores from ``low`` up to the next band are called."""

    name: str = field(converter=text, validator=instance_of(str))
    low: float = field(converter=real, validator=finite)


@attrs.frozen
class Cutoff:
    """A score that tells those who need help from those who are well.

    Args:
        value: the score, in points of the scale.
        at: whom a score exactly there is counted with. A published cut-off such as
            "10 and above" counts it among the clinical; one that was computed from
            two distributions counts it with neither.
        name: what it is for.
        for_: which people it was published for, such as ``men``; empty for everybody.
        source: who says so.
    """

    value: float = field(converter=real, validator=finite)
    at: Side = field(default=Side.NEITHER, validator=instance_of(Side), kw_only=True)
    name: str = field(
        default="cut-off", converter=text, validator=instance_of(str), kw_only=True
    )
    for_: str = field(
        default="", converter=text, validator=instance_of(str), kw_only=True
    )
    source: Source | None = field(
        default=None, validator=optional(instance_of(Source)), kw_only=True
    )

    def clinical(self, score: Numbers, direction: Direction) -> Truth:
        """Return whether a score lies among those of people who need help."""
        above = direction.sign * (score - self.value)
        if self.at is Side.CLINICAL:
            return Truth(above <= 0, above > 0)
        return Truth(above < 0, above >= 0)

    def functional(self, score: Numbers, direction: Direction) -> Truth:
        """Return whether a score lies among those of people who are well."""
        above = direction.sign * (score - self.value)
        if self.at is Side.FUNCTIONAL:
            return Truth(above >= 0, above < 0)
        return Truth(above > 0, above <= 0)


def band_of(bands: tuple[Band, ...], score: float) -> str | None:
    """Return the name of the band of a score; one between two is in the lower one."""
    names = [band.name for band in bands if band.low <= score]
    return names[-1] if names else None
