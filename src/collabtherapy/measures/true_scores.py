"""Reliable change from estimated true scores: two methods that use both occasions.

Sources: Nunnally & Kotsch 1983; Hageman & Arrindell 1999.
"""

import math
from statistics import NormalDist
from typing import ClassVar

import attrs
from attrs import converters, field
from attrs.validators import instance_of, optional

from collabtherapy._scalars import real
from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.bands import Cutoff
from collabtherapy.measures.cohort import Cohort
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.methods import Limits
from collabtherapy.measures.observed import Observed, Z
from collabtherapy.measures.quantities import (
    Numbers,
    finite,
    positive,
    reliability,
    spread,
)
from collabtherapy.measures.sources import Mark, Source
from collabtherapy.measures.statuses import Status
from collabtherapy.measures.truth import Truth

__all__ = ["HagemanArrindell", "NunnallyKotsch"]

Z_ONE_SIDED = 1.65
"""One-sided, 5%, as printed: each direction is a question of its own."""


HAGEMAN_ARRINDELL = Source("Hageman & Arrindell 1999")

ROUNDING = 1e-9
"""A share of true variance as small as this is what rounding left of none."""


@attrs.frozen(kw_only=True)
class NunnallyKotsch(Observed):
    """The score beyond the expected true one, with the error of both occasions.

    Args:
        mean_pre: the mean before, in points.
        reliability_post: of the instrument after; the same as before if None.
        sd_post: the standard deviation in the second term of the error. Some
            presentations take that of after; with None it is that of before.
    """

    name: ClassVar[str] = "Nunnally-Kotsch"
    _source: ClassVar[Source] = Source("Nunnally & Kotsch 1983", mark=Mark.REMEMBERED)

    mean_pre: float = field(converter=real, validator=finite)
    reliability_post: float | None = field(
        default=None,
        converter=converters.optional(real),
        validator=optional(reliability),
    )
    sd_post: float | None = field(
        default=None,
        converter=converters.optional(real),
        validator=optional(spread),
    )

    @classmethod
    def of(
        cls,
        cohort: Cohort,
        *,
        reliability: float,
        reliability_post: float | None = None,
        with_sd_post: bool = False,
        z: float = Z,
    ) -> "NunnallyKotsch":
        """Take means and standard deviations from a cohort."""
        return cls(
            mean_pre=cohort.mean_pre,
            sd_pre=cohort.sd_pre,
            sd_post=cohort.sd_post if with_sd_post else None,
            reliability=reliability,
            reliability_post=reliability_post,
            z=z,
        )

    @property
    def error(self) -> float:
        """The error √(r²·S²·(1 - r) + S'²·(1 - r')), in points."""
        r, s = self.reliability, self.sd_pre
        r_post = r if self.reliability_post is None else self.reliability_post
        s_post = s if self.sd_post is None else self.sd_post
        return math.sqrt(r**2 * s**2 * (1 - r) + s_post**2 * (1 - r_post))

    def index(self, pre: Numbers, post: Numbers) -> Numbers:
        """Return [post - (r·(pre - M) + M)] / error."""
        expected = self.reliability * (pre - self.mean_pre) + self.mean_pre
        return (post - expected) / self.error


@attrs.frozen(kw_only=True)
class HagemanArrindell:
    """The true change, estimated from the reliability of the difference itself.

    The paper of 1999 has no class "harmed". By default this method has the five classes
    of all others, and "harmed" is Jacobson and Truax's recovery the other way round:
    deteriorated, from the functional to the clinical side. Version 3 of the R package
    clinicalsignificance counts its own example so. With ``four_classes`` it has those
    of the paper alone, as that package judged this method up to version 2: nobody is
    harmed, and recovered is improved and surely functional after, on whichever side of
    the cut-off the score before lies.

    Args:
        mean_pre: the mean before, in points.
        sd_pre: the standard deviation before, above 0.
        mean_post: the mean after.
        sd_post: the standard deviation after, above the error of measurement.
        r_pre_post: the correlation of both occasions, from -1 to 1.
        reliability: of the instrument before.
        z: how many errors a change has to exceed.
        four_classes: whether it has the classes of the paper alone.

    Raises:
        NotMeasurable: by these figures the scores after, or the differences, are
            nothing but error.
    """

    name: ClassVar[str] = "Hageman-Arrindell"

    mean_pre: float = field(converter=real, validator=finite)
    sd_pre: float = field(converter=real, validator=spread)
    mean_post: float = field(converter=real, validator=finite)
    sd_post: float = field(converter=real, validator=spread)
    r_pre_post: float = field(converter=real, validator=finite)
    reliability: float = field(validator=reliability)
    z: float = field(default=Z_ONE_SIDED, converter=real, validator=positive)
    four_classes: bool = field(default=False, validator=instance_of(bool))

    def __attrs_post_init__(self) -> None:
        # No converter: pyright takes no such field for a member of a protocol.
        object.__setattr__(self, "reliability", real(self.reliability))
        if not -1 <= self.r_pre_post <= 1:
            raise NotMeasurable(
                "r_pre_post", "correlation", "a correlation lies between -1 and 1"
            )
        if self.sd_post <= self.sem:
            raise NotMeasurable(
                "sd_post", "all_error", "it exceeds the error of measurement"
            )
        if self._true_variance <= ROUNDING * self._variance:
            raise NotMeasurable(
                "r_pre_post",
                "all_error",
                "the differences vary by more than error; with a correlation as high "
                "as the reliability they do not",
            )

    @classmethod
    def of(
        cls,
        cohort: Cohort,
        *,
        reliability: float,
        z: float = Z_ONE_SIDED,
        four_classes: bool = False,
    ) -> "HagemanArrindell":
        """Take everything but the reliability from a cohort.

        Raises:
            NotMeasurable: the cohort has no correlation, or see the class.
        """
        if cohort.r_pre_post is None:
            raise NotMeasurable(
                "r_pre_post", "no_spread", "scores vary both before and after"
            )
        return cls(
            mean_pre=cohort.mean_pre,
            sd_pre=cohort.sd_pre,
            mean_post=cohort.mean_post,
            sd_post=cohort.sd_post,
            r_pre_post=cohort.r_pre_post,
            reliability=reliability,
            z=z,
            four_classes=four_classes,
        )

    @property
    def source(self) -> Source:
        """The source of the method."""
        return HAGEMAN_ARRINDELL

    @property
    def sem(self) -> float:
        """The standard error of measurement, in points."""
        return self.sd_pre * math.sqrt(1 - self.reliability)

    @property
    def reliability_post(self) -> float:
        """The reliability after, by the same error: (S² - SEM²) / S²."""
        return (self.sd_post**2 - self.sem**2) / self.sd_post**2

    @property
    def _variance(self) -> float:
        both = 2 * self.sd_pre * self.sd_post * self.r_pre_post
        return self.sd_pre**2 + self.sd_post**2 - both

    @property
    def _true_variance(self) -> float:
        return self._variance - 2 * self.sem**2

    @property
    def reliability_of_difference(self) -> float:
        """The share of the variance of the differences that is not error."""
        return self._true_variance / self._variance

    @property
    def limits(self) -> Limits:
        """The limits of its index: beyond z, either way."""
        return Limits(gain=self.z, loss=self.z)

    def index(self, pre: Numbers, post: Numbers) -> Numbers:
        """Return [(post - pre)·R + (M' - M)·(1 - R)] / (√R·√2·SEM)."""
        r = self.reliability_of_difference
        gone = (post - pre) * r + (self.mean_post - self.mean_pre) * (1 - r)
        return gone / (math.sqrt(r) * math.sqrt(2) * self.sem)

    def functional(self, post: Numbers, cutoff: Cutoff, direction: Direction) -> Truth:
        """Return whether the true score after lies beyond the cut-off by more than z.

        Not so sure is not functional: the paper asks for certainty both ways.
        """
        r = self.reliability_post
        true = self.mean_post + (post - self.mean_post) * r
        beyond = (true - cutoff.value) / (math.sqrt(r) * self.sem)
        return Limits(gain=self.z, loss=self.z).gained(direction.sign * beyond)

    @property
    def classes(self) -> tuple[Status, ...]:
        """The classes that a change may come to."""
        left_out = {Status.HARMED} if self.four_classes else set[Status]()
        return tuple(one for one in Status if one not in left_out)

    def recovers(self, before: Truth, after: Truth) -> Truth:
        """Return whether both sides are as recovery asks; of four classes, after."""
        return after if self.four_classes else before & after

    def share_changed(self, direction: Direction) -> float:
        """Return the share of the group that truly got better, 0 to 1."""
        mean = direction.sign * (self.mean_post - self.mean_pre)
        return NormalDist().cdf(mean / math.sqrt(self._true_variance))

    def share_functional(self, cutoff: Cutoff, direction: Direction) -> float:
        """Return the share of the group that truly ends beyond a cut-off, 0 to 1."""
        mean = direction.sign * (self.mean_post - cutoff.value)
        true_sd = self.sd_post * math.sqrt(self.reliability_post)
        return NormalDist().cdf(mean / true_sd)
