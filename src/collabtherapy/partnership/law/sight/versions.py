"""What somebody sees of what was put in versions: a proposal, a practice, a picture.

A version may be somebody else's own than the one before it. Whoever is asked for their
assent sees the version that stands, whatever stood before it; whoever agreed to the one
in force goes on seeing that, whatever is put to others now; and nobody sees a version
that is another's alone.
"""

from typing import TypeVar

import attrs

from collabtherapy.partnership.law.rights import whose
from collabtherapy.partnership.law.sight.access import Eyes, Put
from collabtherapy.partnership.regions.practice import AgreedPractice
from collabtherapy.partnership.values.proposals import Proposal

P = TypeVar("P", bound=Put)


def put_seen(versions: tuple[P, ...], eyes: Eyes) -> tuple[P, ...] | None:
    """Give the versions that are for these eyes; None, where the last is not."""
    if not eyes.see_put(versions[-1]):
        return None
    return tuple(filter(eyes.see_put, versions))


def proposal_seen(proposal: Proposal, eyes: Eyes) -> Proposal | None:
    """Give a proposal as these eyes see it; None, if they do not."""
    versions = put_seen(proposal.versions, eyes)
    if versions is None:
        return _as_it_was_settled(proposal, eyes)
    if versions == proposal.versions:
        return proposal
    settled = proposal.settled
    if settled is not None and not eyes.see_put(settled):
        settled = None
    numbers = {version.number for version in versions}
    return attrs.evolve(
        proposal,
        versions=versions,
        dissents=tuple(d for d in proposal.dissents if d.version in numbers),
        settled=settled,
        settled_at=None if settled is None else proposal.settled_at,
    )


def practice_seen(practice: AgreedPractice, eyes: Eyes) -> AgreedPractice | None:
    """Give a practice as these eyes see it; None, if they do not."""
    versions = put_seen(practice.versions, eyes)
    if versions is None:
        return None
    log = tuple(filter(eyes.see, practice.log))
    return attrs.evolve(practice, versions=versions, log=log)


def _as_it_was_settled(proposal: Proposal, eyes: Eyes) -> Proposal | None:
    """Give what is in force without what was put to somebody else since."""
    settled = proposal.settled
    if settled is None or not eyes.see_put(settled):
        return None
    before = tuple(v for v in proposal.versions if v.number <= settled.number)
    # Who accepted is kept of the last version only. That whoever put this one, and all
    # whose own it is, had done so is certain: or it would not have settled.
    as_it_was = attrs.evolve(
        proposal,
        versions=before,
        accepted_by=whose(settled.matter) | {settled.by},
        dissents=tuple(d for d in proposal.dissents if d.version <= settled.number),
        withdrawn=False,
    )
    return proposal_seen(as_it_was, eyes)
