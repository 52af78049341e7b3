"""What somebody sees of what was put in versions: a proposal, a practice, a picture.

A version may be somebody else's own than the one before it. Whoever is asked for their
assent sees the version that stands, whatever stood before it; whoever agreed to the one
in force goes on seeing that, whatever is put to others now; and nobody sees a version
that is another's alone.
"""

from typing import TypeVar

import attrs

from collabtherapy.partnership.law.rights import whose
from collabtherapy.partnership.law.sight.access import Put, Viewer
from collabtherapy.partnership.regions.practice import AgreedPractice
from collabtherapy.partnership.values.proposals import Proposal

P = TypeVar("P", bound=Put)


def put_seen(versions: tuple[P, ...], viewer: Viewer) -> tuple[P, ...] | None:
    """Return the versions that are shown; None, where the last is not."""
    if not viewer.sees_put(versions[-1]):
        return None
    return tuple(filter(viewer.sees_put, versions))


def proposal_seen(proposal: Proposal, viewer: Viewer) -> Proposal | None:
    """Return a proposal as somebody sees it; None, if they do not."""
    versions = put_seen(proposal.versions, viewer)
    if versions is None:
        return as_it_was_settled(proposal, viewer)
    if versions == proposal.versions:
        return proposal
    settled = proposal.settled
    if settled is not None and not viewer.sees_put(settled):
        settled = None
    numbers = {version.number for version in versions}
    return attrs.evolve(
        proposal,
        versions=versions,
        dissents=tuple(d for d in proposal.dissents if d.version in numbers),
        settled=settled,
        settled_at=None if settled is None else proposal.settled_at,
    )


def practice_seen(practice: AgreedPractice, viewer: Viewer) -> AgreedPractice | None:
    """Return a practice as somebody sees it; None, if they do not."""
    versions = put_seen(practice.versions, viewer)
    if versions is None:
        return None
    log = tuple(filter(viewer.sees, practice.log))
    reviews = tuple(filter(viewer.sees, practice.reviews))
    return attrs.evolve(practice, versions=versions, log=log, reviews=reviews)


def as_it_was_settled(proposal: Proposal, viewer: Viewer) -> Proposal | None:
    """Return what is in force, without what was put to somebody else since."""
    settled = proposal.settled
    if settled is None or not viewer.sees_put(settled):
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
    return proposal_seen(as_it_was, viewer)
