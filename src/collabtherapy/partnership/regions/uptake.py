"""What others make of a contribution: building on it, and understanding it.

An uptake says that what one person brought went into something that another said or
proposed. Only the person reflected says whether a reflection was right.
"""

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.ids import ContributionId, ProposalId
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class TakeUp(Act):
    """Build on what another person brought.

    Args:
        contribution: what is taken up.
        into: the later contribution that builds on it, or
        proposal: the later proposal that does.
    """

    contribution: ContributionId = field(converter=ContributionId)
    into: ContributionId | None = field(
        default=None, converter=optional(ContributionId)
    )
    proposal: ProposalId | None = field(default=None, converter=optional(ProposalId))

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if (self.into is None) == (self.proposal is None):
            raise InvalidInput("it is taken up into a contribution or into a proposal")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ConfirmReflection(Act):
    """Say that one was understood, or put the reflection right.

    Args:
        contribution: the reflection, which answers a contribution of one's own.
        words: how it is, where it was not right.
    """

    contribution: ContributionId = field(converter=ContributionId)
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True)
class Uptakes:
    """Who built on what, and what the people reflected answered."""

    of_contribution: Register[ContributionId, tuple[TakeUp, ...]] = Register()
    confirmed: Register[ContributionId, ConfirmReflection] = Register()


UPTAKE = Region("uptake", Uptakes())


@UPTAKE.folds(TakeUp)
def _take_up(uptakes: Uptakes, act: TakeUp) -> Uptakes:
    before = uptakes.of_contribution.find(act.contribution) or ()
    return Uptakes(
        of_contribution=uptakes.of_contribution.put(act.contribution, (*before, act)),
        confirmed=uptakes.confirmed,
    )


@UPTAKE.folds(ConfirmReflection)
def _confirm(uptakes: Uptakes, act: ConfirmReflection) -> Uptakes:
    return Uptakes(
        of_contribution=uptakes.of_contribution,
        confirmed=uptakes.confirmed.put(act.contribution, act),
    )
