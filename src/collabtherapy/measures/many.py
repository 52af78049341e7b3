"""Change of many people at once: the same methods over arrays, with numpy.

A formula stands in one place for one person and for many: what is said here of
somebody is what `change` says of them alone.
"""

from collections.abc import Iterable

import attrs

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.bands import Cutoff
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.methods import Method, Named
from collabtherapy.measures.optional import needs
from collabtherapy.measures.sources import Source
from collabtherapy.measures.statuses import Status
from collabtherapy.measures.together import NHS, Combined, Part, combined
from collabtherapy.measures.truth import Truth
from collabtherapy.measures.verdicts import Judged, judged

with needs("arrays"):
    import numpy as np
    import numpy.typing as npt

    from collabtherapy.measures.columns import column, column_of

__all__ = [
    "STATUSES",
    "Changes",
    "JointChanges",
    "changes",
    "changes_in",
    "jointly",
]

STATUSES = tuple(Status)
"""What the codes of `Changes` stand for."""

UNKNOWN = STATUSES.index(Status.UNKNOWN)


@attrs.frozen(kw_only=True, eq=False)
class Changes:
    """The changes of many people, each by its place.

    Args:
        pre: the scores before, ``(people,)``, in points; NaN where missing.
        post: the scores after, ``(people,)``.
        index: the index of the method, ``(people,)``; NaN where missing.
        codes: what each came to, ``(people,)``, as a place in `STATUSES`.
        judged: what it was read from.
        by: the method.
        direction: which scores are the better ones.
        cutoff: what recovery is judged beside, if anything.
    """

    pre: npt.NDArray[np.float64]
    post: npt.NDArray[np.float64]
    index: npt.NDArray[np.float64]
    codes: npt.NDArray[np.int8]
    judged: Judged
    by: Named
    direction: Direction
    cutoff: Cutoff | None

    def __len__(self) -> int:
        return len(self.codes)

    def counts(self) -> dict[Status, int]:
        """Give how many people there are of each class; together they are all."""
        n = np.bincount(self.codes, minlength=len(STATUSES))
        return dict(zip(STATUSES, n.tolist(), strict=True))

    def statuses(self) -> tuple[Status, ...]:
        """Give what each came to."""
        return tuple(STATUSES[int(code)] for code in self.codes)

    @property
    def reliability(self) -> float | None:
        """Give the reliability that the method used; None where it used none."""
        return self.by.reliability

    @property
    def source(self) -> Source:
        """Give the source of the method."""
        return self.by.source


def changes(
    pre: object,
    post: object,
    *,
    by: Method,
    direction: Direction,
    cutoff: Cutoff | None = None,
) -> Changes:
    """Judge the changes of many people.

    Args:
        pre: the scores before, ``(people,)``: a sequence, an array, or a column of any
            data frame; None, NaN or null where one is missing.
        post: the scores after, ``(people,)``, in the same order.
        by: the method, such as `JacobsonTruax`.
        direction: which scores are the better ones.
        cutoff: what recovery is judged beside; without it there is none.

    Raises:
        TypeError: a column holds no numbers.
        NotMeasurable: the columns differ in length or shape, or a score is infinite.

    >>> from collabtherapy.measures import JacobsonTruax
    >>> bdi = JacobsonTruax(sd_pre=8.1586, reliability=0.801)
    >>> lower = Direction.LOWER_IS_BETTER
    >>> found = changes([33, 33, None], [27, 15, 20], by=bdi, direction=lower)
    >>> [status.value for status in found.statuses()]
    ['unchanged', 'improved', 'unknown']
    """
    before, after = column("pre", pre), column("post", post)
    if len(before) != len(after):
        raise NotMeasurable(
            "pre, post", "lengths", "give one score after for each score before"
        )
    # A share of next to nothing is infinite, and of one person alone quietly so.
    with np.errstate(over="ignore"):
        found = judged(before, after, by=by, direction=direction, cutoff=cutoff)
    return as_changes(
        found, pre=before, post=after, by=by, direction=direction, cutoff=cutoff
    )


def changes_in(
    frame: object,
    *,
    pre: str,
    post: str,
    by: Method,
    direction: Direction,
    cutoff: Cutoff | None = None,
) -> Changes:
    """Judge the changes in two columns of a data frame.

    Args:
        frame: whatever gives a column by ``frame[name]`` (pandas, Polars, a table of
            Arrow, a dictionary of arrays) or speaks the dataframe interchange protocol.
        pre: the name of the column of scores before.
        post: the name of the column of scores after.
        by: the method.
        direction: which scores are the better ones.
        cutoff: what recovery is judged beside; without it there is none.

    Raises:
        TypeError: it is no data frame.
        NotMeasurable: there is no such column; see also `changes`.
    """
    return changes(
        column_of(frame, pre),
        column_of(frame, post),
        by=by,
        direction=direction,
        cutoff=cutoff,
    )


def as_changes(
    found: Judged,
    *,
    pre: npt.NDArray[np.float64],
    post: npt.NDArray[np.float64],
    by: Named,
    direction: Direction,
    cutoff: Cutoff | None,
) -> Changes:
    """Read each person's class off the table."""
    codes = np.full(len(pre), UNKNOWN, dtype=np.int8)
    for status, so in reversed(found.classes()):  # the first that is so is the last set
        codes[np.asarray(so)] = STATUSES.index(status)
    index = np.asarray(found.index, dtype=np.float64)
    return Changes(
        pre=pre,
        post=post,
        index=index,
        codes=codes,
        judged=found,
        by=by,
        direction=direction,
        cutoff=cutoff,
    )


@attrs.frozen(kw_only=True, eq=False)
class JointChanges:
    """Several measures of many people; each answer is a `Truth` over ``(people,)``.

    ``found.recovery.yes.sum()`` is how many surely recovered.

    Args:
        caseness: above the cut-off of any measure at the start.
        recovery: at caseness at the start, and on no measure at the end.
        reliable_improvement: improved on any measure, deteriorated on none.
        reliable_deterioration: deteriorated on any measure, improved on none.
        reliable_recovery: recovered and reliably improved.
        source: whose rules these are.
    """

    caseness: Truth
    recovery: Truth
    reliable_improvement: Truth
    reliable_deterioration: Truth
    reliable_recovery: Truth
    source: Source = NHS


def jointly(measures: Iterable[Changes]) -> JointChanges:
    """Judge several measures together, person by person.

    Args:
        measures: one for each measure, judged beside a cut-off, people in one order.

    Raises:
        NotMeasurable: there is none, one has no cut-off, or the lengths differ.
    """
    given = tuple(measures)
    if not given:
        raise NotMeasurable("measures", "too_few", "give one measure or more")
    if len({len(one) for one in given}) > 1:
        raise NotMeasurable("measures", "lengths", "give the same people for each")
    found: Combined = combined([_part(n, one.judged) for n, one in enumerate(given)])
    return JointChanges(
        caseness=found.caseness,
        recovery=found.recovery,
        reliable_improvement=found.reliable_improvement,
        reliable_deterioration=found.reliable_deterioration,
        reliable_recovery=found.reliable_recovery,
    )


def _part(n: int, one: Judged) -> Part:
    if one.clinical_pre is None or one.clinical_post is None:
        raise NotMeasurable(
            f"measures[{n}]", "no_cutoff", "judge each change beside a cut-off"
        )
    return Part(
        improved=one.improved,
        deteriorated=one.deteriorated,
        clinical_pre=one.clinical_pre,
        clinical_post=one.clinical_post,
    )
