"""The outline of a partnership: what a holder sees while the person decides.

It tells that there is a partnership and where it stands, when sessions were, which
consents are the holder's to give or were given by them, what waits for their yes, who
decides about what, what was entered for them, and nothing that was said.

Source: the commentary on the German professional code lets parents know as much as the
frequency of sessions.
"""

from collections.abc import Mapping
from typing import Final

import attrs

from collabtherapy.partnership.law.sight.access import Viewer
from collabtherapy.partnership.law.sight.entries import entries_seen
from collabtherapy.partnership.law.sight.held import (
    is_asked_to_look_after,
    is_theirs_to_accept,
    is_theirs_to_give,
    ruptures_taken,
    safety_offered,
    statements_seen,
    without_grounds,
)
from collabtherapy.partnership.law.sight.region_filters import (
    RegionFilter,
    by_region,
    row,
)
from collabtherapy.partnership.regions.competence import Findings
from collabtherapy.partnership.regions.consent import Consents
from collabtherapy.partnership.regions.decisions import Decisions
from collabtherapy.partnership.regions.members import Members
from collabtherapy.partnership.regions.representation import Representations
from collabtherapy.partnership.regions.sessions import (
    Session,
    Sessions,
    SessionStatus,
)
from collabtherapy.partnership.values.filtered import Filtered
from collabtherapy.partnership.values.ids import ProposalId
from collabtherapy.partnership.values.people import Client
from collabtherapy.partnership.values.proposals import Proposal
from collabtherapy.partnership.values.stages import MainLine


def _main(main: MainLine, _: Viewer) -> MainLine:
    return MainLine(stage=main.stage, since=main.since, paused_from=main.paused_from)


def _members(members: Members, viewer: Viewer) -> Members:
    # How a person would be called, and by which pronouns, is theirs to tell.
    # A person asked to look after another client in danger is told which client.
    own = (
        Client(one.id)
        for one in members.clients
        if one.id in viewer.clients or is_asked_to_look_after(viewer, one.id)
    )
    others = (one for one in members.people if not isinstance(one, Client))
    return Members(people=(*own, *others), form=members.form)


def _sessions(sessions: Sessions, viewer: Viewer) -> Sessions:
    seen = Filtered(sessions.by_id, lambda _, session: _dates(session, viewer))
    starts = sorted(
        session.started_at
        for session in seen.values()
        if session.status is SessionStatus.HELD and session.started_at is not None
    )
    open_ = sessions.open if sessions.open in seen else None
    return Sessions(
        by_id=seen,
        open=open_,
        starts=tuple(starts),
        n_carried=sessions.n_carried,
        carried_at=sessions.carried_at,
    )


def _dates(session: Session, viewer: Viewer) -> Session | None:
    if session.present and session.present.isdisjoint(viewer.clients):
        return None
    return Session(
        id=session.id,
        status=session.status,
        planned_for=session.planned_for,
        planned_until=session.planned_until,
        started_at=session.started_at,
        ended_at=session.ended_at,
        revision=session.revision,
    )


def _consent(consents: Consents, viewer: Viewer) -> Consents:
    """Return the consents that a holder gave, and those that are theirs to give."""
    theirs = Filtered(
        consents.by_scope,
        lambda of, said: said if is_theirs_to_give(viewer, of, said) else None,
    )
    return Consents(by_scope=theirs)


def _decisions(decisions: Decisions, viewer: Viewer) -> Decisions:
    """Return the proposals that wait for a holder's yes, as they are put to them.

    Why others said no, and what was put or agreed before, was said among others.
    """

    def put(_: ProposalId, one: Proposal) -> Proposal | None:
        if not is_theirs_to_accept(viewer, one):
            return None
        return attrs.evolve(
            one,
            versions=one.versions[-1:],
            dissents=tuple(no for no in one.dissents if no.by == viewer.person),
            settled=None,
            settled_at=None,
        )

    return Decisions(proposals=Filtered(decisions.proposals, put))


def _competence(findings: Findings, viewer: Viewer) -> Findings:
    """Return who decides, on which their own acts hang; not on what grounds."""
    by_client = Filtered(
        findings.by_client,
        lambda client, found: (
            without_grounds(found) if client in viewer.clients else None
        ),
    )
    rows = Filtered(
        findings.rows, lambda client, row: row if client in viewer.clients else None
    )
    return Findings(by_client=by_client, rows=rows)


def _representation(authority: Representations, viewer: Viewer) -> Representations:
    held = Filtered(
        authority.held,
        lambda of, one: one if of[1] == viewer.person else None,
    )
    return Representations(held=held)


OUTLINE: Final[Mapping[str, RegionFilter[object]]] = by_region(
    row("main", _main),
    row("members", _members),
    row("sessions", _sessions),
    row("consent", _consent),
    row("decisions", _decisions),
    row("competence", _competence),
    row("representation", _representation),
    row("safety", safety_offered),
    row("alliance", ruptures_taken),
    row("advance", statements_seen),
    row("entries", entries_seen),
)
"""By the name of the region: what the outline tells of it; of the others, nothing."""
