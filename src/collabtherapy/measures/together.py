"""Several measures of one course of therapy, judged together.

The rules are those of NHS Talking Therapies for depression and anxiety (its manual and
the metadata of its annual report): a case at the start is above a cut-off on any
measure; recovered is a case at the start and on none at the end; reliably improved is
improved on any and deteriorated on none, and the other way round.
"""

from collections.abc import Sequence
from functools import reduce

import attrs

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.person import Change
from collabtherapy.measures.sources import Source
from collabtherapy.measures.statuses import Verdict
from collabtherapy.measures.truth import Truth

__all__ = ["NHS", "Joint", "jointly"]

NHS = Source("NHS Talking Therapies, metadata of the annual report")


@attrs.frozen(kw_only=True, eq=False)
class Part:
    """One measure's say: all that the joint rules ask of it."""

    improved: Truth
    deteriorated: Truth
    clinical_pre: Truth
    clinical_post: Truth


@attrs.frozen(kw_only=True, eq=False)
class Combined:
    """What several measures say together, for one person or for many."""

    caseness: Truth
    recovery: Truth
    reliable_improvement: Truth
    reliable_deterioration: Truth

    @property
    def reliable_recovery(self) -> Truth:
        """Recovered, and reliably improved."""
        return self.recovery & self.reliable_improvement


def combined(parts: Sequence[Part]) -> Combined:
    """Put the measures together."""
    improved = reduce(Truth.__or__, (part.improved for part in parts))
    deteriorated = reduce(Truth.__or__, (part.deteriorated for part in parts))
    caseness = reduce(Truth.__or__, (part.clinical_pre for part in parts))
    well = reduce(Truth.__and__, (~part.clinical_post for part in parts))
    return Combined(
        caseness=caseness,
        recovery=caseness & well,
        reliable_improvement=improved & ~deteriorated,
        reliable_deterioration=deteriorated & ~improved,
    )


@attrs.frozen(kw_only=True)
class Joint:
    """Several measures of one person; None is not known, because scores are missing.

    Args:
        caseness: above the cut-off of any measure at the start.
        recovery: at caseness at the start, and on no measure at the end.
        reliable_improvement: improved on any measure, deteriorated on none.
        reliable_deterioration: deteriorated on any measure, improved on none.
        reliable_recovery: recovered and reliably improved.
        changes: the change on each measure.
        source: whose rules these are.
    """

    caseness: bool | None
    recovery: bool | None
    reliable_improvement: bool | None
    reliable_deterioration: bool | None
    reliable_recovery: bool | None
    changes: tuple[Change, ...]
    source: Source = NHS


def jointly(*changes: Change) -> Joint:
    """Judge the changes of one person on several measures together.

    Args:
        changes: one for each measure, each judged beside a cut-off.

    Raises:
        NotMeasurable: there is no change, or one has no cut-off.

    >>> from collabtherapy.measures import GAD7, PHQ9
    >>> found = jointly(PHQ9.change(18, 9), GAD7.change(12, 7))
    >>> found.recovery, found.reliable_recovery
    (True, True)
    """
    if not changes:
        raise NotMeasurable(
            "changes", "too_few", "give the change on one measure or more"
        )
    for n, one in enumerate(changes):
        if not isinstance(one, Change):
            raise TypeError(f"changes[{n}] is a Change")
        if one.cutoff is None:
            raise NotMeasurable(
                f"changes[{n}]", "no_cutoff", "judge each change beside a cut-off"
            )
    found = combined([_part(one) for one in changes])
    return Joint(
        caseness=found.caseness.answer,
        recovery=found.recovery.answer,
        reliable_improvement=found.reliable_improvement.answer,
        reliable_deterioration=found.reliable_deterioration.answer,
        reliable_recovery=found.reliable_recovery.answer,
        changes=changes,
    )


def _part(one: Change) -> Part:
    known = one.verdict is not Verdict.UNKNOWN
    return Part(
        improved=_truth(so=one.verdict is Verdict.IMPROVED, known=known),
        deteriorated=_truth(so=one.verdict is Verdict.DETERIORATED, known=known),
        clinical_pre=_truth(
            so=one.clinical_pre is True, known=one.clinical_pre is not None
        ),
        clinical_post=_truth(
            so=one.clinical_post is True, known=one.clinical_post is not None
        ),
    )


def _truth(*, so: bool, known: bool) -> Truth:
    return Truth(yes=known and so, no=known and not so)
