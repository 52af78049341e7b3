"""Transfer: handing the work on to another therapist, who begins anew with it.

Everybody here agrees to it, and to whom; whoever takes it on completes it, which closes
this partnership and names the one that follows. That one is begun, and nothing more:
a new bond has its own consents, its own agreement and its own goals.
"""

import attrs
from attrs import field

from collabtherapy.partnership.regions.region import Region, Settled
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.checks import a, codes, short_names
from collabtherapy.partnership.values.ids import PartnershipId, PersonId, ProposalId
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words

PURPOSE = "transfer"
"""The purpose of a disclosure to whoever takes the work on."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Transfer(Matter):
    """Going on with another therapist.

    Args:
        to: who takes the work on.
        items: what they are told of it, as short names; each client's consent to
            that disclosure is asked for when the transfer is completed.
        words: anything else.
    """

    to: PersonId = field(converter=PersonId)
    items: frozenset[str] = field(
        default=frozenset[str](), converter=short_names, validator=codes
    )
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CompleteTransfer(Act):
    """Take on the work, as whoever was agreed on.

    Args:
        transfer: the proposal in which it was agreed.
        successor: the name of the partnership that follows.
    """

    transfer: ProposalId = field(converter=ProposalId)
    successor: PartnershipId = field(converter=PartnershipId)


@attrs.frozen(kw_only=True)
class Transfers:
    """The transfers agreed on, and how one was completed, if one was."""

    agreed: Register[ProposalId, Settled[Transfer]] = Register()
    completed: CompleteTransfer | None = None


TRANSFER = Region("transfer", Transfers())


@TRANSFER.settles(Transfer)
def _agree(transfers: Transfers, settled: Settled[Transfer]) -> Transfers:
    return attrs.evolve(transfers, agreed=transfers.agreed.put(settled.id, settled))


@TRANSFER.folds(CompleteTransfer)
def _complete(transfers: Transfers, act: CompleteTransfer) -> Transfers:
    return attrs.evolve(transfers, completed=act)
