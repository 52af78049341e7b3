"""What a client who joined later does not see: all that was said or put before.

They see where the partnership stands, who is in it and its calendar; the agreement that
is in force, for they are to accept it; the goals that are everybody's, without what was
said of them; what is put to them to decide on; and the decision by which they came. The
rest of what was shared before was shared among others.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final, Protocol, TypeVar, cast

import attrs

from collabtherapy.partnership.law.decision_guards import parties
from collabtherapy.partnership.law.sight.access import Viewer
from collabtherapy.partnership.law.sight.region_filters import (
    RegionFilter,
    by_region,
    row,
)
from collabtherapy.partnership.law.sight.versions import as_it_was_settled
from collabtherapy.partnership.regions.agenda import Agendas
from collabtherapy.partnership.regions.agreement import Agreements
from collabtherapy.partnership.regions.choices import Choices
from collabtherapy.partnership.regions.decisions import Decisions
from collabtherapy.partnership.regions.goals import Goals, SharedGoal
from collabtherapy.partnership.regions.members import Members
from collabtherapy.partnership.regions.notes import Notes
from collabtherapy.partnership.regions.notices import Notices
from collabtherapy.partnership.regions.practice import Tasks
from collabtherapy.partnership.regions.reviews import Reviews
from collabtherapy.partnership.regions.sessions import Session, Sessions
from collabtherapy.partnership.regions.understanding import Understandings
from collabtherapy.partnership.values.filtered import Filtered
from collabtherapy.partnership.values.ids import GoalId
from collabtherapy.partnership.values.proposals import Proposal
from collabtherapy.partnership.values.register import Register


class _Dated(Protocol):
    """Something that was said, put or written at a moment."""

    @property
    def at(self) -> datetime: ...


K = TypeVar("K")
V = TypeVar("V")


def _each(register: Register[K, V], seen: Callable[[V], V | None]) -> Register[K, V]:
    return Filtered(register, lambda _, value: seen(value))


def _later(those: Iterable[V], viewer: Viewer) -> tuple[V, ...]:
    before = viewer.is_from_before
    return tuple(one for one in those if not before(cast("_Dated", one).at))


def _each_later(
    register: Register[K, tuple[V, ...]], viewer: Viewer
) -> Register[K, tuple[V, ...]]:
    return _each(register, lambda those: _later(those, viewer) or None)


def _members(members: Members, viewer: Viewer) -> Members:
    """Return who is here, and who left in their time."""
    before, went = viewer.is_from_before, members.went
    left = {person for person, at in went.items() if before(at)}
    came = Filtered(members.came, lambda who, at: None if who in left else at)
    return attrs.evolve(
        members,
        came=came,
        former=tuple(c for c in members.former if c.id not in left),
        former_therapists=tuple(
            t for t in members.former_therapists if t.id not in left
        ),
        went=_each(went, lambda at: None if before(at) else at),
    )


def _agreement(agreements: Agreements, viewer: Viewer) -> Agreements:
    current = agreements.current
    return attrs.evolve(
        agreements,
        versions=tuple(
            version
            for version in agreements.versions
            if version is current or not viewer.is_from_before(version.at)
        ),
    )


def _goals(goals: Goals, viewer: Viewer) -> Goals:
    return Goals(by_id=_each(goals.by_id, lambda goal: _goal(goal, viewer)))


def _goal(goal: SharedGoal, viewer: Viewer) -> SharedGoal | None:
    """Return a goal that is theirs too, as it is now, and what was said of it since."""
    before = viewer.is_from_before
    last = goal.versions[-1]
    theirs = goal.is_active and any(goal.is_owned_by(one) for one in viewer.clients)
    if before(last.at) and not theirs:
        return None
    return attrs.evolve(
        goal,
        versions=tuple(v for v in goal.versions if v is last or not before(v.at)),
        ratings=_later(goal.ratings, viewer),
        confidence=_later(goal.confidence, viewer),
    )


def _decisions(decisions: Decisions, viewer: Viewer) -> Decisions:
    seen = _each(decisions.proposals, lambda proposal: _proposal(proposal, viewer))
    return attrs.evolve(decisions, proposals=seen)


def _proposal(proposal: Proposal, viewer: Viewer) -> Proposal | None:
    """Return a proposal that is in force or that they are to decide on."""
    state, before = viewer.state, viewer.is_from_before
    last, settled = proposal.last, proposal.settled
    agreement = state.agreement.current
    asked = proposal.is_open and not viewer.clients.isdisjoint(parties(state, proposal))
    goal = state.goals.by_id.find(GoalId(str(proposal.id)))
    in_force = (
        viewer.brought_them(proposal)
        or (goal is not None and _goal(goal, viewer) is not None)
        or (agreement is not None and proposal.id == agreement.id)
    )
    if before(last.at) and not asked:
        # What was put to the others since is theirs; what is in force is everybody's.
        as_it_was = as_it_was_settled(proposal, viewer) if in_force else None
        if as_it_was is None:
            return None
        proposal, last = as_it_was, as_it_was.last
    shown = {last.number} | ({settled.number} if in_force and settled else set[int]())
    return attrs.evolve(
        proposal,
        versions=tuple(
            v for v in proposal.versions if v.number in shown or not before(v.at)
        ),
        dissents=_later(proposal.dissents, viewer),
        settled=settled if settled is None or settled.number in shown else None,
    )


def _sessions(sessions: Sessions, viewer: Viewer) -> Sessions:
    """Return the calendar; where people met, or were to, from when they came on."""
    before = viewer.is_from_before

    def shown(session: Session) -> Session:
        moment = session.started_at or session.planned_for
        past = session.place is not None and moment is not None and before(moment)
        return attrs.evolve(session, place=None) if past else session

    return attrs.evolve(sessions, by_id=_each(sessions.by_id, shown))


def _agenda(agendas: Agendas, viewer: Viewer) -> Agendas:
    return attrs.evolve(agendas, by_session=_each_later(agendas.by_session, viewer))


def _notes(notes: Notes, viewer: Viewer) -> Notes:
    by_id = _each(
        notes.by_id,
        lambda shared: None if viewer.is_from_before(shared.note.at) else shared,
    )
    return attrs.evolve(notes, entries=_later(notes.entries, viewer), by_id=by_id)


def _notices(notices: Notices, viewer: Viewer) -> Notices:
    later = (n for n in notices.entries if not viewer.is_from_before(n.given.at))
    return Notices(entries=tuple(later))


def _reviews(reviews: Reviews, viewer: Viewer) -> Reviews:
    seen = _each(
        reviews.by_person, lambda said: None if viewer.is_from_before(said.at) else said
    )
    return attrs.evolve(reviews, by_person=seen)


def _choices(choices: Choices, viewer: Viewer) -> Choices:
    return attrs.evolve(choices, positions=_each_later(choices.positions, viewer))


def _understanding(shared: Understandings, viewer: Viewer) -> Understandings:
    return attrs.evolve(shared, by_id=_each_later(shared.by_id, viewer))


def _tasks(tasks: Tasks, viewer: Viewer) -> Tasks:
    before = viewer.is_from_before
    return attrs.evolve(
        tasks,
        by_id=_each(
            tasks.by_id, lambda task: None if before(task.versions[-1].at) else task
        ),
        practices=_each(
            tasks.practices,
            lambda practice: None if before(practice.versions[-1].at) else practice,
        ),
    )


LATE: Final[Mapping[str, RegionFilter[object]]] = by_region(
    row("members", _members),
    row("agreement", _agreement),
    row("goals", _goals),
    row("decisions", _decisions),
    row("sessions", _sessions),
    row("agenda", _agenda),
    row("notes", _notes),
    row("notices", _notices),
    row("reviews", _reviews),
    row("choices", _choices),
    row("understanding", _understanding),
    row("tasks", _tasks),
)
"""What of each region, as a client sees it, a client who came later sees."""
