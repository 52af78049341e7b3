"""What a change comes to: the one table that its class is read from."""

from collections.abc import Callable

import attrs

from collabtherapy.measures.bands import Cutoff
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.methods import Limits, Method
from collabtherapy.measures.quantities import Numbers, Yes
from collabtherapy.measures.statuses import Status
from collabtherapy.measures.truth import Truth


@attrs.frozen(kw_only=True, eq=False)
class Judged:
    """What a method and a cut-off say of a change, for one person or for many.

    Args:
        index: the index of the method; NaN where it is missing.
        improved: more than the method allows for.
        deteriorated: the same in the worse direction.
        clinical_pre: on the clinical side of the cut-off before.
        clinical_post: the same after.
        over: on those sides, before and after, that the method asks of recovery.
        back: the other way, from the functional to the clinical side; None where the
            method has no class for it.
    """

    index: Numbers
    improved: Truth
    deteriorated: Truth
    clinical_pre: Truth | None = None
    clinical_post: Truth | None = None
    over: Truth | None = None
    back: Truth | None = None

    def classes(self) -> tuple[tuple[Status, Yes], ...]:
        """Return the classes in order: the first that holds counts; none is unknown.

        Every reader asks this table.
        """
        improved, deteriorated = self.improved.yes, self.deteriorated.yes
        found: list[tuple[Status, Yes]] = []
        if self.over is not None:
            found.append((Status.RECOVERED, self.over.yes & improved))
        if self.back is not None:
            found.append((Status.HARMED, self.back.yes & deteriorated))
        return (
            *found,
            (Status.IMPROVED, improved),
            (Status.DETERIORATED, deteriorated),
            (Status.UNCHANGED, self.improved.no & self.deteriorated.no),
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
        classes=by.classes,
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
    classes: tuple[Status, ...] = tuple(Status),
) -> Judged:
    """Weigh an index by its limits and, if there is one, beside a cut-off."""
    better = direction.sign * index
    improved, deteriorated = limits.gained(better), limits.lost(better)
    if cutoff is None or functional_post is None:
        return Judged(index=index, improved=improved, deteriorated=deteriorated)
    clinical_pre = cutoff.clinical(pre, direction)
    clinical_post = cutoff.clinical(post, direction)
    back = cutoff.functional(pre, direction) & clinical_post
    return Judged(
        index=index,
        improved=improved,
        deteriorated=deteriorated,
        clinical_pre=clinical_pre,
        clinical_post=clinical_post,
        over=recovers(clinical_pre, functional_post),
        back=back if Status.HARMED in classes else None,
    )
