"""Reliable change from the scores as observed: is it more than error of measurement?

Each method divides a change by an error, and counts it beyond z. In what follows S is
the standard deviation before, r the reliability and S·√(1 - r) the standard error of
measurement.
"""

import math
from typing import ClassVar

import attrs
from attrs import field

from collabtherapy._scalars import real
from collabtherapy.measures.bands import Cutoff
from collabtherapy.measures.cohort import Cohort
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.methods import BothSides, Limits
from collabtherapy.measures.quantities import (
    Numbers,
    finite,
    positive,
    reliability,
    spread,
)
from collabtherapy.measures.sources import Mark, Source
from collabtherapy.measures.truth import Truth

__all__ = [
    "EdwardsNunnally",
    "GulliksenLordNovick",
    "HsuLinnNord",
    "JacobsonTruax",
]

Z = 1.96
"""Two-sided, 5%: what the papers print. Give another ``z`` for another level."""


@attrs.frozen(kw_only=True)
class Observed(BothSides):
    """What the methods on observed scores share.

    Args:
        sd_pre: the standard deviation before, in points, above 0.
        reliability: of the instrument, between 0 and 1, both excluded.
        z: how many errors a change has to exceed.
    """

    _source: ClassVar[Source]

    sd_pre: float = field(converter=real, validator=spread)
    reliability: float = field(validator=reliability)
    z: float = field(default=Z, converter=real, validator=positive)

    def __attrs_post_init__(self) -> None:
        # No converter: pyright takes no such field for a member of a protocol.
        object.__setattr__(self, "reliability", real(self.reliability))

    @property
    def source(self) -> Source:
        """The source of the method."""
        return self._source

    @property
    def sem(self) -> float:
        """The standard error of measurement, in points."""
        return self.sd_pre * math.sqrt(1 - self.reliability)

    @property
    def limits(self) -> Limits:
        """The limits of its index: beyond z, either way."""
        return Limits(gain=self.z, loss=self.z)

    def functional(self, post: Numbers, cutoff: Cutoff, direction: Direction) -> Truth:
        """Return whether a person ends among those who are well."""
        return cutoff.functional(post, direction)


@attrs.frozen(kw_only=True)
class JacobsonTruax(Observed):
    """The change itself, by the standard error of a difference: the usual index.

    >>> bdi = JacobsonTruax(sd_pre=8.1586, reliability=0.801)
    >>> round(bdi.index(33.0, 27.0), 4), round(bdi.points, 4)
    (-1.1657, 10.0882)
    """

    name: ClassVar[str] = "Jacobson-Truax"
    _source: ClassVar[Source] = Source("Jacobson & Truax 1991")

    @classmethod
    def of(cls, cohort: Cohort, *, reliability: float, z: float = Z) -> "JacobsonTruax":
        """Take the standard deviation from a cohort."""
        return cls(sd_pre=cohort.sd_pre, reliability=reliability, z=z)

    @property
    def s_diff(self) -> float:
        """The standard error of a difference, in points."""
        return math.sqrt(2) * self.sem

    @property
    def points(self) -> float:
        """The change that has to be exceeded, in points."""
        return self.z * self.s_diff

    def index(self, pre: Numbers, post: Numbers) -> Numbers:
        """Return (post - pre) / (√2·SEM)."""
        return (post - pre) / self.s_diff


@attrs.frozen(kw_only=True)
class _Predicted(Observed):
    """A method that asks how far a score lies from what was to be expected."""

    mean_pre: float = field(converter=real, validator=finite)

    @property
    def se_prediction(self) -> float:
        """The standard error of prediction, in points: S·√(1 - r²)."""
        return self.sd_pre * math.sqrt(1 - self.reliability**2)


@attrs.frozen(kw_only=True)
class GulliksenLordNovick(_Predicted):
    """The score beyond what regression to the mean before would bring.

    Args:
        mean_pre: the mean before, in points.
    """

    name: ClassVar[str] = "Gulliksen-Lord-Novick"
    _source: ClassVar[Source] = Source("Hsu 1999", mark=Mark.REMEMBERED)

    @classmethod
    def of(
        cls, cohort: Cohort, *, reliability: float, z: float = Z
    ) -> "GulliksenLordNovick":
        """Take mean and standard deviation from a cohort."""
        return cls(
            mean_pre=cohort.mean_pre, sd_pre=cohort.sd_pre, reliability=reliability, z=z
        )

    def index(self, pre: Numbers, post: Numbers) -> Numbers:
        """Return [(post - M) - r·(pre - M)] / (S·√(1 - r²))."""
        gone = (post - self.mean_pre) - self.reliability * (pre - self.mean_pre)
        return gone / self.se_prediction


@attrs.frozen(kw_only=True)
class HsuLinnNord(_Predicted):
    """The score beyond what the cohort's own change would bring.

    It judges a person beside the cohort: deteriorated is less gain than others had.

    Args:
        mean_pre: the mean before, in points.
        mean_post: the mean after, in points.
    """

    name: ClassVar[str] = "Hsu-Linn-Nord"
    _source: ClassVar[Source] = Source("Hsu 1989", mark=Mark.REMEMBERED)

    mean_post: float = field(converter=real, validator=finite)

    @classmethod
    def of(cls, cohort: Cohort, *, reliability: float, z: float = Z) -> "HsuLinnNord":
        """Take means and standard deviation from a cohort."""
        return cls(
            mean_pre=cohort.mean_pre,
            mean_post=cohort.mean_post,
            sd_pre=cohort.sd_pre,
            reliability=reliability,
            z=z,
        )

    def index(self, pre: Numbers, post: Numbers) -> Numbers:
        """Return [(post - M of after) - r·(pre - M)] / (S·√(1 - r²))."""
        gone = (post - self.mean_post) - self.reliability * (pre - self.mean_pre)
        return gone / self.se_prediction


@attrs.frozen(kw_only=True)
class EdwardsNunnally(Observed):
    """The score outside the interval around the estimated true score before.

    The most liberal of them.

    Args:
        mean_pre: the mean before, in points.
    """

    name: ClassVar[str] = "Edwards-Nunnally"
    _source: ClassVar[Source] = Source("Speer 1992", mark=Mark.REMEMBERED)

    mean_pre: float = field(converter=real, validator=finite)

    @classmethod
    def of(
        cls, cohort: Cohort, *, reliability: float, z: float = Z
    ) -> "EdwardsNunnally":
        """Take mean and standard deviation from a cohort."""
        return cls(
            mean_pre=cohort.mean_pre, sd_pre=cohort.sd_pre, reliability=reliability, z=z
        )

    def index(self, pre: Numbers, post: Numbers) -> Numbers:
        """Return [post - (r·(pre - M) + M)] / SEM."""
        expected = self.reliability * (pre - self.mean_pre) + self.mean_pre
        return (post - expected) / self.sem
