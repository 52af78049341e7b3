"""What a change comes to: the one table that its class is read from."""

from collections.abc import Callable

import attrs

from collabtherapy.measures.bands import Cutoff
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.methods import Limits, Method
from collabtherapy.measures.quantities import Numbers, Yes
from collabtherapy.measures.statuses import Status
from collabtherapy.measures.truth import Truth

__all__ = ["Judged", "judged", "weighed"]


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
        recovers: what the method asks of both sides for recovery.
        offered: the classes that the method has.
    """

    index: Numbers
    improved: Truth
    deteriorated: Truth
    clinical_pre: Truth | None = None
    clinical_post: Truth | None = None
    functional_pre: Truth | None = None
    functional_post: Truth | None = None
    recovers: Callable[[Truth, Truth], Truth] = Truth.__and__
    offered: tuple[Status, ...] = tuple(Status)

    def classes(self) -> tuple[tuple[Status, Yes], ...]:
        """Return the classes in order: the first that holds counts; none is unknown.

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
        over = self.recovers(self.clinical_pre, self.functional_post).yes
        back = self.functional_pre.yes & self.clinical_post.yes
        beside = (
            (Status.RECOVERED, over & improved),
            (Status.HARMED, back & deteriorated),
        )
        return (*(one for one in beside if one[0] in self.offered), *plain)


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
    if not hasattr(by, "recovers"):  # text has an index too
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
        recovers=by.recovers,
        offered=by.classes,
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
    recovers: Callable[[Truth, Truth], Truth] = Truth.__and__,
    offered: tuple[Status, ...] = tuple(Status),
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
        recovers=recovers,
        offered=offered,
    )
