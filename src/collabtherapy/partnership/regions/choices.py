"""Choosing together between options: what matters first, then options, then a choice.

A choice is a matter that grows in versions. It begins with a question; those concerned
say what matters to them in it; then options are put; everyone says where they stand;
and a version that names one of them is accepted, or stays open: undecided is a legal
resting state. What anybody said on the way is kept.

Source: shared decision making in three talks (Elwyn 2017): team, option, decision.
"""

from collections.abc import Iterable
from typing import ClassVar

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import whole
from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.checks import a, between, each
from collabtherapy.partnership.values.ids import ProposalId
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


def _options(those: Iterable[Words]) -> tuple[Words, ...]:
    return tuple(those)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Choice(Matter):
    """Choosing one of several options.

    Args:
        words: the question.
        options: what there is to choose from; none yet, or at least two.
        chosen: the place of the chosen option, from 1; None while nothing is chosen.

    Raises:
        ValueError: there is but one option, or the chosen one is none of them.
    """

    words: Words = field(validator=a(Words))
    options: tuple[Words, ...] = field(
        default=(), converter=_options, validator=each(Words)
    )
    chosen: int | None = field(
        default=None, converter=optional(whole), validator=between(1, optional=True)
    )

    amendable: ClassVar[bool] = True

    def __attrs_post_init__(self) -> None:
        if len(self.options) == 1:
            raise InvalidInput("one option is no choice: put none yet, or two")
        if self.chosen is not None and self.chosen > len(self.options):
            raise InvalidInput("what is chosen is the place of one of the options")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class TakePosition(Act):
    """Say where one stands in a choice: what matters in it, or which option.

    Args:
        proposal: the choice.
        option: the place of the option one would choose, from 1; None where it is
            about what matters, or one is undecided.
        words: anything else.
    """

    proposal: ProposalId = field(converter=ProposalId)
    option: int | None = field(
        default=None, converter=optional(whole), validator=between(1, optional=True)
    )
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True)
class Choices:
    """Where everybody stood in every choice, in the order in which they said so."""

    positions: Register[ProposalId, tuple[TakePosition, ...]] = Register()

    def of(self, choice: ProposalId) -> tuple[TakePosition, ...]:
        """Give every position taken in a choice, the first first."""
        return self.positions.find(choice) or ()


CHOICES = Region("choices", Choices())


@CHOICES.folds(TakePosition)
def _take(choices: Choices, act: TakePosition) -> Choices:
    taken = (*choices.of(act.proposal), act)
    return Choices(positions=choices.positions.put(act.proposal, taken))
