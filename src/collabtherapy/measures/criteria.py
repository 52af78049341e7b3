"""Change judged without a cohort: by points, an anchor, a share, or a cut-off alone."""

from typing import ClassVar, cast

import attrs
from attrs import converters, field
from attrs.validators import instance_of, optional

from collabtherapy._scalars import real, text
from collabtherapy.measures.bands import Cutoff
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.methods import BothSides, Limits
from collabtherapy.measures.quantities import (
    Numbers,
    positive,
    reliability,
    share,
    size,
)
from collabtherapy.measures.sources import Source
from collabtherapy.measures.truth import Truth

__all__ = ["AnchorBased", "CutoffCrossing", "PercentageChange", "PublishedChange"]


@attrs.frozen(kw_only=True)
class Plain(BothSides):
    """What the methods without a cohort share: who says so."""

    source: Source = field(validator=instance_of(Source))
    reliability: float | None = field(default=None, validator=optional(reliability))

    def __attrs_post_init__(self) -> None:
        if self.reliability is not None:
            # No converter: pyright takes no such field for a member of a protocol.
            object.__setattr__(self, "reliability", real(self.reliability))

    def functional(self, post: Numbers, cutoff: Cutoff, direction: Direction) -> Truth:
        """Return whether a person ends among those who are well."""
        return cutoff.functional(post, direction)


@attrs.frozen(kw_only=True)
class InPoints(Plain):
    """What the methods share that count points.

    Args:
        points: the change that has to be reached.
    """

    points: float = field(converter=real, validator=positive)

    @property
    def limits(self) -> Limits:
        """The limits of its index: the points reached, either way."""
        return Limits(gain=self.points, loss=self.points, reached=True)

    def index(self, pre: Numbers, post: Numbers) -> Numbers:
        """Return the change in points."""
        return post - pre


@attrs.frozen(kw_only=True)
class PublishedChange(InPoints):
    """So many points are a reliable change, as was published for an instrument.

    Args:
        points: the change that has to be reached.
        for_: which people it was published for; empty for everybody.
        source: who says so.
        reliability: the reliability that it was worked out with, where that is known.

    >>> nhs = PublishedChange(points=6, source=Source("NHS Talking Therapies manual"))
    >>> nhs.limits.gained(6.0).answer, nhs.limits.gained(5.0).answer
    (True, False)
    """

    name: ClassVar[str] = "published criterion"

    for_: str = field(default="", converter=text, validator=instance_of(str))


@attrs.frozen(kw_only=True)
class AnchorBased(InPoints):
    """So many points are the least that people notice or mind, by some anchor.

    Args:
        points: the minimal important difference, which has to be reached.
        source: which study and anchor it comes from.
    """

    name: ClassVar[str] = "anchor-based"


BY_CONVENTION = Source("a share set by whoever uses it")


@attrs.frozen(kw_only=True)
class PercentageChange(Plain):
    """A share of the score before is a change: half of it, "response" in trials.

    A score of 0 before leaves nothing to be a share of: the change is unknown.

    Args:
        gain: the share that has to be reached in the better direction, up to 1.
        loss: the share in the worse one; the same if None.
        source: who set the share.

    >>> PercentageChange(gain=0.5).index(20.0, 9.0)
    -0.55
    """

    name: ClassVar[str] = "percentage change"

    gain: float = field(converter=real, validator=share)
    loss: float | None = field(
        default=None,
        converter=converters.optional(real),
        validator=optional(share),
    )
    source: Source = field(default=BY_CONVENTION, validator=instance_of(Source))

    @property
    def limits(self) -> Limits:
        """The limits of its index: the shares reached."""
        loss = self.gain if self.loss is None else self.loss
        return Limits(gain=self.gain, loss=loss, reached=True)

    def index(self, pre: Numbers, post: Numbers) -> Numbers:
        """Return ``(post - pre) / |pre|``; missing where ``pre`` is 0."""
        return (post - pre) / size(pre)


@attrs.frozen(kw_only=True)
class CutoffCrossing(Plain):
    """Crossing a cut-off is a change, whatever its size: the statistical approach.

    Args:
        cutoff: improved is from its clinical to its functional side.
        direction: which scores are the better ones.
    """

    name: ClassVar[str] = "crossing a cut-off"

    cutoff: Cutoff = field(validator=instance_of(Cutoff))
    direction: Direction = field(validator=instance_of(Direction))
    source: Source = field(
        default=Source("Jacobson & Truax 1991"), validator=instance_of(Source)
    )

    @property
    def limits(self) -> Limits:
        """The limits of its index: one crossing, either way."""
        return Limits(gain=1, loss=1, reached=True)

    def index(self, pre: Numbers, post: Numbers) -> Numbers:
        """Return 1 or -1 for a crossing, above 0 where the score rose, else 0."""
        over = (
            self.cutoff.clinical(pre, self.direction).yes
            & self.cutoff.functional(post, self.direction).yes
        )
        back = (
            self.cutoff.functional(pre, self.direction).yes
            & self.cutoff.clinical(post, self.direction).yes
        )
        unknown = 0.0 * (post - pre)  # NaN where a score is missing
        rise = float(self.direction.sign)
        return cast("Numbers", unknown + over * rise - back * rise)
