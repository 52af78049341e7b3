"""What a change comes to: the classes, and the one table that they are read from.

Sources: Jacobson & Truax 1991 for recovered, improved, unchanged and deteriorated.
"""

from enum import Enum

import attrs

from collabtherapy.measures.bands import Cutoff
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.methods import Limits, Method
from collabtherapy.measures.quantities import Numbers, Yes
from collabtherapy.measures.truth import Truth

__all__ = ["Status", "Verdict"]


class Verdict(Enum):
    """Whether a score changed by more than its method allows for."""

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
        """Give the verdict without the cut-off."""
        return _VERDICTS.get(self) or Verdict(self.value)


_VERDICTS = {
    Status.RECOVERED: Verdict.IMPROVED,
    Status.HARMED: Verdict.DETERIORATED,
}


@attrs.frozen(kw_only=True, eq=False)
class Judged:
    """What a method and a cut-off say of a change, for one person or for many.

    Args:
        index: the index of the method; NaN where it is missing.
        improved: more than the method allows for.
        deteriorated: the same in the worse direction.
        clinical_pre: on the clinical side of the cut-off before.
        clinical_post: the same after.
        functional_pre: on the functional side before.
        functional_post: the same after, as the method sees it.
    """

    index: Numbers
    improved: Truth
    deteriorated: Truth
    clinical_pre: Truth | None = None
    clinical_post: Truth | None = None
    functional_pre: Truth | None = None
    functional_post: Truth | None = None

    def classes(self) -> tuple[tuple[Status, Yes], ...]:
        """Give the classes in order: the first that is so is the one; none is unknown.

        Every reader asks this table.
        """
        improved, deteriorated = self.improved.yes, self.deteriorated.yes
        plain = (
            (Status.IMPROVED, improved),
            (Status.DETERIORATED, deteriorated),
            (Status.UNCHANGED, self.improved.no & self.deteriorated.no),
        )
        if (
            self.clinical_pre is None
            or self.clinical_post is None
            or self.functional_pre is None
            or self.functional_post is None
        ):
            return plain
        over = self.clinical_pre.yes & self.functional_post.yes
        back = self.functional_pre.yes & self.clinical_post.yes
        return (
            (Status.RECOVERED, over & improved),
            (Status.HARMED, back & deteriorated),
            *plain,
        )


def judged(
    pre: Numbers,
    post: Numbers,
    *,
    by: Method,
    direction: Direction,
    cutoff: Cutoff | None,
) -> Judged:
    """Judge a change by a method and, if there is one, beside a cut-off.

    Raises:
        TypeError: something else was given in place of one of these.
    """
    if not hasattr(by, "limits"):  # text has an index too
        raise TypeError("by is a method, such as JacobsonTruax")
    if not isinstance(direction, Direction):
        raise TypeError("direction is a Direction")
    if cutoff is not None and not isinstance(cutoff, Cutoff):
        raise TypeError("cutoff is a Cutoff or None")
    return weighed(
        by.index(pre, post),
        pre,
        post,
        limits=by.limits,
        direction=direction,
        cutoff=cutoff,
        functional_post=by.functional(post, cutoff, direction) if cutoff else None,
    )


def weighed(
    index: Numbers,
    pre: Numbers,
    post: Numbers,
    *,
    limits: Limits,
    direction: Direction,
    cutoff: Cutoff | None,
    functional_post: Truth | None,
) -> Judged:
    """Weigh an index by its limits and, if there is one, beside a cut-off."""
    better = direction.sign * index
    return Judged(
        index=index,
        improved=limits.gained(better),
        deteriorated=limits.lost(better),
        clinical_pre=cutoff.clinical(pre, direction) if cutoff else None,
        clinical_post=cutoff.clinical(post, direction) if cutoff else None,
        functional_pre=cutoff.functional(pre, direction) if cutoff else None,
        functional_post=functional_post,
    )
