"""What of each region somebody sees: one row for each.

The true state is filtered; nothing is folded again. What somebody may not see would
otherwise seem never to have been: feedback that was given would look as if it were
still owed. A row makes nothing but filters, so that it costs the same at any length of
history; what they show is found out as it is read.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Final, Protocol, TypeVar

import attrs

from collabtherapy.partnership.law.sight.access import Viewer
from collabtherapy.partnership.law.sight.entries import entries_seen
from collabtherapy.partnership.law.sight.held import (
    holds_for,
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
from collabtherapy.partnership.law.sight.versions import (
    practice_seen,
    proposal_seen,
    put_seen,
)
from collabtherapy.partnership.regions.agenda import Agendas
from collabtherapy.partnership.regions.codings import Codings
from collabtherapy.partnership.regions.competence import FindCompetence, Findings
from collabtherapy.partnership.regions.consent import Consents
from collabtherapy.partnership.regions.consults import Consults
from collabtherapy.partnership.regions.contact import Contact
from collabtherapy.partnership.regions.contributions import Contributions
from collabtherapy.partnership.regions.corrections import Corrections
from collabtherapy.partnership.regions.decisions import Decisions
from collabtherapy.partnership.regions.disclosure import Disclosures
from collabtherapy.partnership.regions.duties import Duties
from collabtherapy.partnership.regions.feedback import Feedback
from collabtherapy.partnership.regions.learning import Learned
from collabtherapy.partnership.regions.notes import Notes
from collabtherapy.partnership.regions.own_kinds import OwnKinds
from collabtherapy.partnership.regions.practice import Tasks
from collabtherapy.partnership.regions.redactions import Redactions
from collabtherapy.partnership.regions.representation import Representations
from collabtherapy.partnership.regions.sessions import (
    Session,
    Sessions,
    SessionStatus,
)
from collabtherapy.partnership.regions.understanding import Understandings
from collabtherapy.partnership.regions.uptake import TakeUp, Uptakes
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.filtered import Filtered
from collabtherapy.partnership.values.ids import ContributionId, PersonId, SessionId
from collabtherapy.partnership.values.register import Register

HELD: Final = SessionStatus.HELD

K = TypeVar("K")
V = TypeVar("V")
R = TypeVar("R")


def _select(register: Register[K, V], seen: Callable[[K, V], bool]) -> Register[K, V]:
    return Filtered(register, lambda key, value: value if seen(key, value) else None)


def _map(
    register: Register[K, V], seen: Callable[[V, Viewer], V | None], viewer: Viewer
) -> Register[K, V]:
    return Filtered(register, lambda _, value: seen(value, viewer))


def _of_clients(
    register: Register[PersonId, V], viewer: Viewer
) -> Register[PersonId, V]:
    return _select(register, lambda client, _: viewer.sees_client(client))


class _ByClient(Protocol):
    """A region of which every entry is one client's own."""

    def __init__(self, *, by_client: Register[PersonId, object]) -> None: ...

    @property
    def by_client(self) -> Register[PersonId, object]: ...


def _own(region: _ByClient, viewer: Viewer) -> _ByClient:
    return type(region)(by_client=_of_clients(region.by_client, viewer))


def _shown(region: R, _: Viewer) -> R:
    return region


def _corrections(corrections: Corrections, viewer: Viewer) -> Corrections:
    # By number: it would tell of how many entries are hidden. A view marks its own.
    return corrections if viewer.everywhere else Corrections()


def _decisions(decisions: Decisions, viewer: Viewer) -> Decisions:
    return Decisions(proposals=_map(decisions.proposals, proposal_seen, viewer))


def _consent(consents: Consents, viewer: Viewer) -> Consents:
    return Consents(
        by_scope=_select(
            consents.by_scope,
            lambda of, said: (
                viewer.sees_client(of[0]) or is_theirs_to_give(viewer, of, said)
            ),
        ),
        told=_of_clients(consents.told, viewer),
        by_proxy=_of_clients(consents.by_proxy, viewer),
        by_self=_select(
            consents.by_self,
            lambda client, _: viewer.sees_client(client) or holds_for(viewer, client),
        ),
        bound=_of_clients(consents.bound, viewer),
    )


def _sessions(sessions: Sessions, viewer: Viewer) -> Sessions:
    """Return the sessions without those of one other client alone, and what they count.

    Nothing is counted again where none is hidden, as in most partnerships.
    """
    if viewer.everywhere or not viewer.state.members.several_clients:
        return sessions
    apart = any(map(viewer.is_another_alone, sessions.groups))
    sessions = attrs.evolve(sessions, groups=frozenset())
    if not apart:
        return sessions
    seen = _select(sessions.by_id, lambda name, _: viewer.sees_meeting(name))
    shown = tuple(seen.values())
    if len(shown) == len(sessions.by_id):
        return sessions
    reviews = (s.ended_at for s in shown if s.review and s.status is HELD)
    return attrs.evolve(
        sessions,
        by_id=seen,
        open=sessions.open if sessions.open in seen else None,
        starts=_starts(shown, HELD),
        broken_off=_starts(shown, SessionStatus.INTERRUPTED),
        reviewed_at=max((at for at in reviews if at is not None), default=None),
    )


def _starts(shown: tuple[Session, ...], status: SessionStatus) -> tuple[datetime, ...]:
    started = (one.started_at for one in shown if one.status is status)
    return tuple(sorted(at for at in started if at is not None))


def _agenda(agendas: Agendas, viewer: Viewer) -> Agendas:
    seen = _select(agendas.by_session, lambda session, _: viewer.sees_session(session))
    return Agendas(by_session=seen)


def _contributions(said: Contributions, viewer: Viewer) -> Contributions:
    by_id = _select(said.by_id, lambda name, _: viewer.sees_contribution(name))

    @cache
    def places() -> Mapping[SessionId, Mapping[int, ContributionId]]:
        # Of all sessions at once: each would look through every contribution.
        found: dict[SessionId, dict[int, ContributionId]] = {}
        for (session, order), name in said.by_place.items():
            found.setdefault(session, {})[order] = name
        return found

    def last(session: SessionId, _: int) -> int | None:
        heard = (order for order, name in places()[session].items() if name in by_id)
        return max(heard, default=None)

    return Contributions(
        by_id=by_id,
        by_place=_select(said.by_place, lambda _, name: name in by_id),
        last_order=Filtered(said.last_order, last),
    )


def _acts_seen(acts: tuple[TakeUp, ...], viewer: Viewer) -> tuple[TakeUp, ...] | None:
    return tuple(filter(viewer.sees, acts)) or None


def _uptake(uptakes: Uptakes, viewer: Viewer) -> Uptakes:
    sees = viewer.sees_contribution
    return Uptakes(
        of_contribution=_map(uptakes.of_contribution, _acts_seen, viewer),
        confirmed=_select(
            uptakes.confirmed, lambda name, act: sees(name) and viewer.sees(act)
        ),
    )


def _codings(codings: Codings, viewer: Viewer) -> Codings:
    sees = viewer.sees_contribution
    of_session = _select(codings.of_session, lambda name, _: viewer.sees_session(name))
    return Codings(
        of_contribution=_select(codings.of_contribution, lambda name, _: sees(name)),
        of_session=of_session,
    )


def _feedback(feedback: Feedback, viewer: Viewer) -> Feedback:
    seen = _select(
        feedback.responses,
        lambda of, _: viewer.sees_session(of[0]) and viewer.sees_client(of[1]),
    )
    return Feedback(responses=seen)


def _tasks(tasks: Tasks, viewer: Viewer) -> Tasks:
    practices = _map(tasks.practices, practice_seen, viewer)
    active = frozenset(name for name in tasks.active if name in practices)
    return attrs.evolve(tasks, practices=practices, active=active)


def _understanding(shared: Understandings, viewer: Viewer) -> Understandings:
    return Understandings(by_id=_map(shared.by_id, put_seen, viewer))


def _learning(learned: Learned, viewer: Viewer) -> Learned:
    return Learned(entries=tuple(filter(viewer.sees, learned.entries)))


def _own_kinds(kinds: OwnKinds, viewer: Viewer) -> OwnKinds:
    return attrs.evolve(
        kinds,
        latest=_select(kinds.latest, lambda _, act: viewer.sees(act)),
        agreed=_select(kinds.agreed, lambda _, settled: viewer.sees_put(settled)),
    )


def _notes(notes: Notes, viewer: Viewer) -> Notes:
    return Notes(
        entries=tuple(filter(viewer.sees_note, notes.entries)),
        by_id=_select(notes.by_id, lambda _, shared: viewer.sees_note(shared.note)),
    )


def _consults(consults: Consults, viewer: Viewer) -> Consults:
    shown = filter(viewer.sees, consults.entries)
    return Consults(entries=tuple(map(viewer.as_seen_consult, shown)))


def _disclosure(told: Disclosures, viewer: Viewer) -> Disclosures:
    return Disclosures(entries=tuple(filter(viewer.sees, told.entries)))


def _contact(contact: Contact, viewer: Viewer) -> Contact:
    last = _of_clients(contact.last, viewer)
    if viewer.state.members.several_clients and not viewer.everywhere:
        # Silence, and what was tried in it, tell of contacts with another client alone.
        return Contact(last=last)
    return attrs.evolve(contact, last=last)


def _competence(findings: Findings, viewer: Viewer) -> Findings:
    def found(
        client: PersonId, findings: tuple[FindCompetence, ...]
    ) -> tuple[FindCompetence, ...] | None:
        if viewer.sees_client(client):
            return findings
        return without_grounds(findings) if holds_for(viewer, client) else None

    return Findings(
        by_client=Filtered(findings.by_client, found),
        rows=_select(
            findings.rows,
            lambda client, _: viewer.sees_client(client) or holds_for(viewer, client),
        ),
    )


def _representation(authority: Representations, viewer: Viewer) -> Representations:
    held = _select(
        authority.held,
        lambda of, _: viewer.sees_client(of[0]) or of[1] == viewer.person,
    )
    return Representations(held=held)


def _duties(duties: Duties, viewer: Viewer) -> Duties:
    by_id = _select(duties.by_id, lambda _, duty: viewer.sees_duty(duty))
    owed = Filtered(
        duties.owed, lambda _, owed: tuple(d for d in owed if d.id in by_id) or None
    )
    return Duties(by_id=by_id, owed=owed)


def _redactions(redactions: Redactions, viewer: Viewer) -> Redactions:
    there = viewer.state.redactions.acts  # of who left, when they did

    def sees(act: Act) -> bool:
        return viewer.is_for_them(act) or (act in there and viewer.sees(act))

    return redactions.seen(sees)


SHARED = (
    "main", "members", "policy", "agreement", "goals", "reviews",
    "choices", "follow_up", "topics", "transfer",
    "notices",
)  # fmt: skip
"""The regions that everyone who is here may see as they are."""

OWN = (
    "orientation", "preferences", "toolkit", "stance", "measurements", "progress",
)  # fmt: skip
"""The regions of which every entry is one client's own."""

FILTERS: Final[Mapping[str, RegionFilter[object]]] = by_region(
    *(row(name, _shown) for name in SHARED),
    *(row(name, _own) for name in OWN),
    row("sessions", _sessions),
    row("safety", safety_offered),
    row("decisions", _decisions),
    row("consent", _consent),
    row("agenda", _agenda),
    row("contributions", _contributions),
    row("uptake", _uptake),
    row("codings", _codings),
    row("feedback", _feedback),
    row("tasks", _tasks),
    row("alliance", ruptures_taken),
    row("advance", statements_seen),
    row("understanding", _understanding),
    row("learning", _learning),
    row("notes", _notes),
    row("consults", _consults),
    row("disclosure", _disclosure),
    row("contact", _contact),
    row("competence", _competence),
    row("representation", _representation),
    row("corrections", _corrections),
    row("entries", entries_seen),
    row("duties", _duties),
    row("redactions", _redactions),
    row("own_kinds", _own_kinds),
)
"""By the name of the region: what somebody sees of it."""
