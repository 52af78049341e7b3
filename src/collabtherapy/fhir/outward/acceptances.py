"""Who agrees with a version of what was put to a decision, and who does not."""

from collections.abc import Iterable

from collabtherapy.fhir.outward.writing import Writing
from collabtherapy.partnership.law.rights import whose
from collabtherapy.partnership.regions.decisions import (
    Accept,
    Amend,
    Propose,
)
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.proposals import Proposal, Version

AGREE, DISAGREE, PENDING = "agree", "disagree", "pending"
"""HL7's goal-acceptance-status."""


def acceptances(
    w: Writing, proposal: Proposal, version: Version
) -> dict[PersonId, str]:
    """Give where everybody whose assent counts stands on a version.

    Of several therapists one would do, and each of them may say so; all are named. Who
    agreed or disagreed and is no longer here is named as well.
    """
    said = dict.fromkeys(_concerned(w, version), PENDING)
    for who in _accepted(w, proposal, version):
        said[who] = AGREE
    for dissent in proposal.dissents:
        if dissent.version == version.number and said.get(dissent.by) != AGREE:
            said[dissent.by] = DISAGREE
    return said


def _concerned(w: Writing, version: Version) -> Iterable[PersonId]:
    members = w.view.state.members
    everyone = members.ids(Role.CLIENT)
    owners = whose(version.matter)
    here = tuple(one for one in everyone if one in owners) or everyone
    therapists = members.ids(Role.THERAPIST)
    return (*here, *(tuple(t for t in therapists if t in owners) or therapists))


def _accepted(w: Writing, proposal: Proposal, version: Version) -> frozenset[PersonId]:
    if version is proposal.last or version.number == proposal.last.number:
        return proposal.accepted_by
    # Of a version that stands while another is put, the acts say who accepted it.
    agreed = set[PersonId]()
    for told in w.seen:
        act, now = told.act, told.proposal
        if now is None or now.id != proposal.id or now.last.number != version.number:
            continue
        if isinstance(act, Propose | Amend | Accept):
            agreed.add(act.for_whom)
        else:  # declined: what was settled was never taken back
            agreed.discard(act.for_whom)
    return frozenset(agreed)
