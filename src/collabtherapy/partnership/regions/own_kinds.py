"""Kinds of one's own: what was declared, done and decided under each.

Nothing of ours asks for what stands here: that a declared kind neither guards nor
permits anything is so by construction.
"""

from collections.abc import Iterable

import attrs

from collabtherapy.partnership.regions.own_acts import Custom
from collabtherapy.partnership.regions.own_matters import Custom as CustomMatter
from collabtherapy.partnership.regions.region import Region, Settled
from collabtherapy.partnership.regions.settings import PolicyChange
from collabtherapy.partnership.values.extensions import Extension
from collabtherapy.partnership.values.ids import PersonId, ProposalId
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.stages import Open


@attrs.frozen(kw_only=True)
class OwnKinds:
    """What was declared, and what stands of each kind.

    Args:
        declared: the last declaration of each kind, be it in force or ended.
        latest: the last act of each kind about each client.
        agreed: the matters that settled, by their proposal.
    """

    declared: Register[str, Extension] = Register()
    latest: Register[tuple[str, PersonId], Custom] = Register()
    agreed: Register[ProposalId, Settled[CustomMatter]] = Register()


OWN_KINDS = Region("own_kinds", OwnKinds())


def _with(kinds: OwnKinds, those: Iterable[Extension]) -> OwnKinds:
    new = {one.kind: one for one in those}
    return attrs.evolve(kinds, declared=kinds.declared.put_all(new)) if new else kinds


@OWN_KINDS.folds(Open)
def _declare(kinds: OwnKinds, act: Open) -> OwnKinds:
    return _with(kinds, act.policy.extensions)


@OWN_KINDS.settles(PolicyChange)
def _declare_anew(kinds: OwnKinds, settled: Settled[PolicyChange]) -> OwnKinds:
    return _with(kinds, settled.matter.policy.extensions)


@OWN_KINDS.folds(Custom)
def _do(kinds: OwnKinds, act: Custom) -> OwnKinds:
    return attrs.evolve(kinds, latest=kinds.latest.put((act.kind, act.client), act))


@OWN_KINDS.settles(CustomMatter)
def _decide(kinds: OwnKinds, settled: Settled[CustomMatter]) -> OwnKinds:
    return attrs.evolve(kinds, agreed=kinds.agreed.put(settled.id, settled))
