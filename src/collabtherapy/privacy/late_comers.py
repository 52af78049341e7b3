"""What a client who joined later does not see: all that was said or put before.

They see where the partnership stands, who is in it and its calendar; the agreement that
is in force, for they are to accept it; the goals that are everybody's, without what was
said of them; what is put to them to decide on; and the decision by which they came. The
rest of what was shared before was shared among others.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import attrs

from collabtherapy.partnership.law.decision_guards import parties
from collabtherapy.partnership.regions.agreement import Agreements
from collabtherapy.partnership.regions.goals import Goals, SharedGoal
from collabtherapy.partnership.regions.members import Members
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.ids import GoalId
from collabtherapy.partnership.values.proposals import Proposal
from collabtherapy.partnership.values.register import Register
from collabtherapy.privacy.eyes import Eyes

K = TypeVar("K")
V = TypeVar("V")


def since_they_came(state: State, eyes: Eyes) -> State:
    """Return what eyes that came later see of what they would see otherwise."""
    if eyes.since is None:
        return state
    before = eyes.is_from_before
    goals = _goals(state.goals, eyes)
    return state._replace(
        members=_members(state.members, eyes),
        agreement=_agreement(state.agreement, eyes),
        goals=goals,
        decisions=attrs.evolve(
            state.decisions,
            proposals=_each(
                state.decisions.proposals,
                lambda proposal: _proposal(state, goals, proposal, eyes),
            ),
        ),
        agenda=attrs.evolve(
            state.agenda,
            by_session=_each(
                state.agenda.by_session,
                lambda items: tuple(i for i in items if not before(i.at)) or None,
            ),
        ),
        contact=attrs.evolve(
            state.contact,
            attempts=tuple(at for at in state.contact.attempts if not before(at)),
        ),
        notes=attrs.evolve(
            state.notes,
            entries=tuple(n for n in state.notes.entries if not before(n.at)),
        ),
        reviews=attrs.evolve(
            state.reviews,
            by_person=_each(
                state.reviews.by_person, lambda r: None if before(r.at) else r
            ),
        ),
        choices=attrs.evolve(
            state.choices,
            positions=_each(
                state.choices.positions,
                lambda taken: tuple(t for t in taken if not before(t.at)) or None,
            ),
        ),
        understanding=attrs.evolve(
            state.understanding,
            by_id=_each(
                state.understanding.by_id,
                lambda put: tuple(v for v in put if not before(v.at)) or None,
            ),
        ),
        tasks=attrs.evolve(
            state.tasks,
            by_id=_each(
                state.tasks.by_id,
                lambda task: None if before(task.versions[-1].at) else task,
            ),
            practices=_each(
                state.tasks.practices,
                lambda practice: None if before(practice.versions[-1].at) else practice,
            ),
        ),
    )


def _each(register: Register[K, V], seen: Callable[[V], V | None]) -> Register[K, V]:
    kept = Register[K, V]()
    for key, value in register.items():
        part = seen(value)
        if part is not None:
            kept = kept.put(key, part)
    return kept


def _members(members: Members, eyes: Eyes) -> Members:
    """Return who is here, and who left in their time."""
    went = members.went
    return attrs.evolve(
        members,
        former=tuple(c for c in members.former if not eyes.is_from_before(went[c.id])),
        former_therapists=tuple(
            t for t in members.former_therapists if not eyes.is_from_before(went[t.id])
        ),
        went=_each(went, lambda at: None if eyes.is_from_before(at) else at),
    )


def _agreement(agreements: Agreements, eyes: Eyes) -> Agreements:
    current = agreements.current
    return attrs.evolve(
        agreements,
        versions=tuple(
            version
            for version in agreements.versions
            if version is current or not eyes.is_from_before(version.at)
        ),
    )


def _goals(goals: Goals, eyes: Eyes) -> Goals:
    return Goals(by_id=_each(goals.by_id, lambda goal: _goal(goal, eyes)))


def _goal(goal: SharedGoal, eyes: Eyes) -> SharedGoal | None:
    """Return a goal that is theirs too, as it is now, and what was said of it since."""
    before = eyes.is_from_before
    last = goal.versions[-1]
    theirs = goal.is_active and any(goal.is_owned_by(one) for one in eyes.clients)
    if before(last.at) and not theirs:
        return None
    return attrs.evolve(
        goal,
        versions=tuple(v for v in goal.versions if v is last or not before(v.at)),
        ratings=tuple(r for r in goal.ratings if not before(r.at)),
        confidence=tuple(r for r in goal.confidence if not before(r.at)),
    )


def _proposal(
    state: State, goals: Goals, proposal: Proposal, eyes: Eyes
) -> Proposal | None:
    """Return a proposal that is in force or that they are to decide on."""
    before: Callable[[datetime], bool] = eyes.is_from_before
    last, settled = proposal.last, proposal.settled
    agreement = state.agreement.current
    asked = proposal.is_open and not eyes.clients.isdisjoint(parties(state, proposal))
    in_force = (
        eyes.brought_them(proposal)
        or GoalId(str(proposal.id)) in goals.by_id
        or (agreement is not None and proposal.id == agreement.id)
    )
    if before(last.at) and not asked and not in_force:
        return None
    shown = {last.number} | ({settled.number} if in_force and settled else set[int]())
    return attrs.evolve(
        proposal,
        versions=tuple(
            v for v in proposal.versions if v.number in shown or not before(v.at)
        ),
        dissents=tuple(d for d in proposal.dissents if not before(d.at)),
        settled=settled if settled is None or settled.number in shown else None,
    )
