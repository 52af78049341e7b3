"""The joint picture of what this is about, built from what both sides brought.

It is shared once both have accepted one version, and only if it rests on something
that each side contributed. It may be amended, and may change or dissolve as the work
goes on; whoever does not see it so has their dissent kept beside it (`decisions`).

Sources: shared case formulation; collaborative language systems, in which the problem
is what those concerned say it is, for as long as they do.
"""

from collections.abc import Iterable
from typing import ClassVar

import attrs
from attrs import field

from collabtherapy.partnership.regions.region import Region, Settled
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.checks import a, each
from collabtherapy.partnership.values.ids import (
    ContributionId,
    PersonId,
    ProposalId,
    people,
)
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


def contributions(those: Iterable[ContributionId | str]) -> frozenset[ContributionId]:
    """Give the names of contributions as a set; one by itself is one."""
    several = (those,) if isinstance(those, str) else those
    return frozenset(map(ContributionId, several))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Understanding(Matter):
    """How we understand what this is about.

    Args:
        words: the picture.
        cites: the contributions it rests on, of either side.
        about: the clients whose picture it is; nobody named means every client.
    """

    amendable: ClassVar[bool] = True
    owned_by: ClassVar[str | None] = "about"
    words: Words = field(validator=a(Words))
    cites: frozenset[ContributionId] = field(
        default=frozenset[ContributionId](),
        converter=contributions,
        validator=each(ContributionId),
    )
    about: frozenset[PersonId] = field(default=frozenset[PersonId](), converter=people)


@attrs.frozen(kw_only=True)
class Understandings:
    """Every shared understanding, each with all its versions, the last in force."""

    by_id: Register[ProposalId, tuple[Settled[Understanding], ...]] = Register()


UNDERSTANDING = Region("understanding", Understandings())


@UNDERSTANDING.settles(Understanding)
def _share(
    understandings: Understandings, settled: Settled[Understanding]
) -> Understandings:
    before = understandings.by_id.find(settled.id) or ()
    return Understandings(
        by_id=understandings.by_id.put(settled.id, (*before, settled))
    )
