"""Change of one person, judged by a named method."""

import math

import attrs

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.bands import Cutoff
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.methods import Method
from collabtherapy.measures.quantities import MISSING, known, number_or_missing
from collabtherapy.measures.sources import Source
from collabtherapy.measures.statuses import Status, Verdict
from collabtherapy.measures.verdicts import judged

__all__ = ["Change", "change", "reliable_range"]


@attrs.frozen(kw_only=True)
class Change:
    """A change, what it comes to, and by which method and source.

    Args:
        pre: the score before, in points; None where it is missing.
        post: the score after.
        by: the method.
        direction: which scores are the better ones.
        cutoff: what recovery is judged beside, if anything.
        index: the index of the method; None where a score is missing.
        status: what it comes to.
        clinical_pre: whether the score before lies on the clinical side; None where
            that is not known, or there is no cut-off.
        clinical_post: the same of the score after.
    """

    pre: float | None
    post: float | None
    by: Method
    direction: Direction
    cutoff: Cutoff | None
    index: float | None
    status: Status
    clinical_pre: bool | None
    clinical_post: bool | None

    @property
    def points(self) -> float | None:
        """The score after less the score before."""
        if self.pre is None or self.post is None:
            return None
        return self.post - self.pre

    @property
    def verdict(self) -> Verdict:
        """The class of the change without the cut-off."""
        return self.status.verdict

    @property
    def is_reliable(self) -> bool | None:
        """True if it is more than the method allows for, either way."""
        if self.verdict is Verdict.UNKNOWN:
            return None
        return self.verdict is not Verdict.UNCHANGED

    @property
    def reliability(self) -> float | None:
        """The reliability that the method used; None where it used none."""
        return self.by.reliability

    @property
    def source(self) -> Source:
        """The source of the method."""
        return self.by.source


def change(
    pre: float | None,
    post: float | None,
    *,
    by: Method,
    direction: Direction,
    cutoff: Cutoff | None = None,
) -> Change:
    """Judge the change of one person.

    Args:
        pre: the score before, in points; None or NaN where it is missing.
        post: the score after.
        by: the method, such as `JacobsonTruax`.
        direction: which scores are the better ones.
        cutoff: what recovery is judged beside; without it there is none.

    Raises:
        TypeError: a score is no number.
        NotMeasurable: a score is not finite.

    >>> from collabtherapy.measures import JacobsonTruax
    >>> bdi = JacobsonTruax(sd_pre=8.1586, reliability=0.801)
    >>> found = change(33, 21, by=bdi, direction=Direction.LOWER_IS_BETTER)
    >>> found.status.value, found.by.name, found.reliability
    ('improved', 'Jacobson-Truax', 0.801)
    """
    before, after = number_or_missing("pre", pre), number_or_missing("post", post)
    found = judged(before, after, by=by, direction=direction, cutoff=cutoff)
    status = next((s for s, so in found.classes() if so), Status.UNKNOWN)
    clinical_pre, clinical_post = found.clinical_pre, found.clinical_post
    return Change(
        pre=known(before),
        post=known(after),
        by=by,
        direction=direction,
        cutoff=cutoff,
        index=known(float(found.index)),
        status=status,
        clinical_pre=clinical_pre.answer if clinical_pre else None,
        clinical_post=clinical_post.answer if clinical_post else None,
    )


def reliable_range(
    pre: float, *, by: Method, direction: Direction
) -> tuple[float, float]:
    """Return the scores after, lowest and highest, that would be no reliable change.

    Args:
        pre: the score before, in points.
        by: the method; its index has to be a straight line in the score after, as
            that of every method here is.
        direction: which scores are the better ones.

    Raises:
        NotMeasurable: nothing can be said from this score, such as a share of 0, or
            the method looks at no size.

    >>> from collabtherapy.measures import JacobsonTruax
    >>> bdi = JacobsonTruax(sd_pre=8.1586, reliability=0.801)
    >>> low, high = reliable_range(30, by=bdi, direction=Direction.LOWER_IS_BETTER)
    >>> round(low, 2), round(high, 2)
    (19.91, 40.09)
    """
    ends = span(number_or_missing("pre", pre), by=by, direction=direction)
    if math.isnan(ends[0]):
        raise NotMeasurable("pre", "no_range", "no range of scores follows from it")
    return ends


def span(pre: float, *, by: Method, direction: Direction) -> tuple[float, float]:
    """Return the range of no reliable change, or NaN where there is none."""
    at_0 = float(by.index(pre, 0.0))
    slope = float(by.index(pre, 1.0)) - at_0
    if math.isnan(slope) or slope == 0:
        return MISSING, MISSING
    gain = (direction.sign * by.limits.gain - at_0) / slope
    loss = (-direction.sign * by.limits.loss - at_0) / slope
    return min(gain, loss), max(gain, loss)
