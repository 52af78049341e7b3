"""The mutual decision: a matter is settled when everyone has accepted one version.

Whoever proposes or amends has accepted that version; an amendment makes a new one,
which nobody else has accepted yet. Silence is never yes: a proposal that runs out is
undecided. Dissent is kept, also when the same person agrees later. A settled matter
may be amended; what was settled stands until the amendment is settled too.

Whose assent a matter needs is in `rights`; what its settling brings about stands in
the region it belongs to, and what it does to the stage in `lifecycle`.
"""

from collections.abc import Mapping
from datetime import datetime

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import whole
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act, ByProxy, Matter
from collabtherapy.partnership.values.checks import a, between
from collabtherapy.partnership.values.corrections import Correction
from collabtherapy.partnership.values.ids import ProposalId, fresh
from collabtherapy.partnership.values.proposals import Dissent, Proposal, Version
from collabtherapy.partnership.values.refusals import Change, Do, Reason, Refusal, Rule
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Propose(Act):
    """Put a matter to everyone whose assent it needs; the proposer has accepted it."""

    id: ProposalId = field(converter=ProposalId)
    matter: Matter = field(validator=a(Matter))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Amend(Act):
    """Put a new version of a proposal; everyone else's assent starts anew."""

    proposal: ProposalId = field(converter=ProposalId)
    matter: Matter = field(validator=a(Matter))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Accept(ByProxy):
    """Agree to a version of a proposal: the one that stands, unless one is named."""

    proposal: ProposalId = field(converter=ProposalId)
    version: int | None = field(
        default=None, converter=optional(whole), validator=between(1, optional=True)
    )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Decline(ByProxy):
    """Disagree with a proposal. A client owes no reason; a therapist gives one."""

    proposal: ProposalId = field(converter=ProposalId)
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Withdraw(Act):
    """Take back the version that one put oneself, before it is settled."""

    proposal: ProposalId = field(converter=ProposalId)


@attrs.frozen(kw_only=True)
class Decisions:
    """Every proposal ever put."""

    proposals: Register[ProposalId, Proposal] = Register()

    def counted(self, count: Mapping[int, int]) -> "Decisions":
        """Return these decisions by the numbers by which somebody counts entries.

        Args:
            count: as which each entry that they see is counted; what was put of others
                is left out.
        """
        whole = dict(self.proposals)
        named = {
            name: _counted(proposal, count)
            for name, proposal in whole.items()
            if any(isinstance(one.matter, Correction) for one in proposal.versions)
        }
        if not named:
            return self
        kept = {name: one for name, one in (whole | named).items() if one is not None}
        return Decisions(proposals=Register[ProposalId, Proposal].of(kept))


def _counted(proposal: Proposal, count: Mapping[int, int]) -> Proposal | None:
    versions: dict[int, Version] = {}
    for one in proposal.versions:
        matter = one.matter
        if isinstance(matter, Correction):
            if matter.act not in count:
                continue
            matter = attrs.evolve(matter, act=count[matter.act])
        versions[one.number] = attrs.evolve(one, matter=matter)
    if proposal.last.number not in versions:
        return None
    settled = proposal.settled
    return attrs.evolve(
        proposal,
        versions=tuple(versions.values()),
        # The very version that stands, if it is the one in force.
        settled=None if settled is None else versions.get(settled.number),
    )


TAKEN = Reason(
    "decision.proposal.id_taken",
    Rule.RECORD,
    "there is a proposal {proposal} already",
)
WITHDRAWN = Reason(
    "decision.proposal.withdrawn",
    Rule.ASSENT,
    "proposal {proposal} was taken back by {by}",
)
SETTLED = Reason(
    "decision.proposal.settled",
    Rule.ASSENT,
    "proposal {proposal} was settled in version {version}",
)
OTHER_MATTER = Reason(
    "decision.amendment.other_matter",
    Rule.ASSENT,
    "proposal {proposal} is about {matter}, and an amendment keeps to that",
)
OTHER_VERSION = Reason(
    "decision.version.not_the_last",
    Rule.ASSENT,
    "version {version} of {proposal} does not stand; version {last} does",
)
NOT_THE_PROPOSER = Reason(
    "decision.withdrawal.not_the_proposer",
    Rule.ASSENT,
    "version {version} of {proposal} was put by {proposer}, and is theirs to take back",
)

DECISIONS = Region("decisions", Decisions())


@DECISIONS.refuses(Propose)
def _taken(decisions: Decisions, act: Propose) -> Refusal | None:
    if act.id not in decisions.proposals:
        return None
    return TAKEN(Change("id", (fresh(act.id, decisions.proposals),)), proposal=act.id)


@DECISIONS.refuses(Amend)
def _other_matter(decisions: Decisions, act: Amend) -> Refusal | None:
    proposal = decisions.proposals.find(act.proposal)
    if proposal is None or type(act.matter) is type(proposal.last.matter):
        return None
    same = proposal.last.matter
    return OTHER_MATTER(
        Change("matter", (same,)), proposal=act.proposal, matter=type(same).__name__
    )


@DECISIONS.refuses(Accept, Decline, Withdraw)
def _withdrawn(
    decisions: Decisions, act: Accept | Decline | Withdraw
) -> Refusal | None:
    proposal = decisions.proposals.find(act.proposal)
    if proposal is None or not proposal.withdrawn:
        return None
    last = proposal.last
    return WITHDRAWN(
        Do(Amend, (last.by,), {"proposal": proposal.id, "matter": last.matter}),
        proposal=proposal.id,
        by=last.by,
    )


@DECISIONS.refuses(Amend, Accept, Decline, Withdraw)
def _settled(
    decisions: Decisions, act: Amend | Accept | Decline | Withdraw
) -> Refusal | None:
    proposal = decisions.proposals.find(act.proposal)
    if proposal is None or not proposal.is_settled:
        return None
    last = proposal.last
    if last.matter.amendable and isinstance(act, Amend):
        return None
    # What can be changed is amended by whoever would, what cannot is put anew.
    anew = fresh(proposal.id, decisions.proposals)
    fix = (
        (Do(Amend, (last.by,), {"proposal": proposal.id, "matter": last.matter}),)
        if last.matter.amendable
        else (
            Do(Propose, (last.by,), {"id": anew, "matter": last.matter}),
            Change("proposal", (anew,)),
        )
    )
    return SETTLED(*fix, proposal=proposal.id, version=last.number)


@DECISIONS.refuses(Accept)
def _other_version(decisions: Decisions, act: Accept) -> Refusal | None:
    proposal = decisions.proposals.find(act.proposal)
    if proposal is None or act.version in (None, proposal.last.number):
        return None
    last = proposal.last.number
    return OTHER_VERSION(
        Change("version", (last,)), version=act.version, proposal=proposal.id, last=last
    )


@DECISIONS.refuses(Withdraw)
def _not_the_proposer(decisions: Decisions, act: Withdraw) -> Refusal | None:
    proposal = decisions.proposals.find(act.proposal)
    if proposal is None or proposal.last.by == act.by:
        return None
    last = proposal.last
    return NOT_THE_PROPOSER(
        Change("by", (last.by,)),
        version=last.number,
        proposal=proposal.id,
        proposer=last.by,
    )


def _version(number: int, act: Propose | Amend) -> Version:
    at, known = act.at, act.recorded_at
    return Version(
        number=number, matter=act.matter, by=act.by, at=at, recorded_at=known
    )


@DECISIONS.folds(Propose)
def _propose(decisions: Decisions, act: Propose) -> Decisions:
    first = _version(1, act)
    return _put(
        decisions,
        Proposal(id=act.id, versions=(first,), accepted_by=frozenset((act.by,))),
    )


@DECISIONS.folds(Amend)
def _amend(decisions: Decisions, act: Amend) -> Decisions:
    proposal = decisions.proposals[act.proposal]
    version = _version(proposal.last.number + 1, act)
    return _put(
        decisions,
        attrs.evolve(
            proposal,
            versions=(*proposal.versions, version),
            accepted_by=frozenset((act.by,)),
            withdrawn=False,
        ),
    )


@DECISIONS.folds(Accept)
def _accept(decisions: Decisions, act: Accept) -> Decisions:
    proposal = decisions.proposals[act.proposal]
    return _put(
        decisions,
        attrs.evolve(proposal, accepted_by=proposal.accepted_by | {act.for_whom}),
    )


@DECISIONS.folds(Decline)
def _decline(decisions: Decisions, act: Decline) -> Decisions:
    proposal = decisions.proposals[act.proposal]
    dissent = Dissent(
        by=act.for_whom, version=proposal.last.number, at=act.at, words=act.words
    )
    return _put(
        decisions,
        attrs.evolve(
            proposal,
            accepted_by=proposal.accepted_by - {act.for_whom},
            dissents=(*proposal.dissents, dissent),
        ),
    )


@DECISIONS.folds(Withdraw)
def _withdraw(decisions: Decisions, act: Withdraw) -> Decisions:
    proposal = decisions.proposals[act.proposal]
    return _put(decisions, attrs.evolve(proposal, withdrawn=True))


def settle(decisions: Decisions, proposal: ProposalId, at: datetime) -> Decisions:
    """Give the decisions in which the last version of ``proposal`` is in force."""
    open_ = decisions.proposals[proposal]
    return _put(decisions, attrs.evolve(open_, settled=open_.last, settled_at=at))


def _put(decisions: Decisions, proposal: Proposal) -> Decisions:
    return Decisions(proposals=decisions.proposals.put(proposal.id, proposal))
