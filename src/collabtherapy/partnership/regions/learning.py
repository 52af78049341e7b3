"""Mutual learning: what either side took from something the other brought.

A therapist learns from a client's life as a client learns from a therapist's method;
both may say so, and both are kept. Nobody learns from their own contribution here.
"""

import attrs
from attrs import field

from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.ids import ContributionId
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RecordLearning(Act):
    """Say what one has learned from something that another person brought.

    Args:
        contribution: what it was learned from.
        words: what was learned.
    """

    contribution: ContributionId = field(converter=ContributionId)
    words: Words = field(validator=a(Words))


@attrs.frozen(kw_only=True)
class Learned:
    """Everything that anybody said they learned, the first first."""

    entries: tuple[RecordLearning, ...] = ()


LEARNING = Region("learning", Learned())


@LEARNING.folds(RecordLearning)
def _learn(learned: Learned, act: RecordLearning) -> Learned:
    return Learned(entries=(*learned.entries, act))
