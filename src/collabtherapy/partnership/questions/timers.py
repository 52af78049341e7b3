"""Timers: what is due, overdue or run out at a moment. Questions, never acts.

Each is a pure function of the state and a moment, so that asking about tomorrow is
asking, and nothing happens because time passes: somebody does it or not.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

import attrs

from collabtherapy.partnership.law.decision_guards import runs_out_at
from collabtherapy.partnership.law.duties.following import time_has_owed
from collabtherapy.partnership.law.duties.times import (
    BEFORE_MAJORITY,
    OF_MINORS,
    review_clock,
)
from collabtherapy.partnership.regions.agreement import Agreement
from collabtherapy.partnership.regions.duties import Duty
from collabtherapy.partnership.regions.region import Settled
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.consents import (
    ConsentStatus,
)
from collabtherapy.partnership.values.duty_ids import DutyId
from collabtherapy.partnership.values.moments import after
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.stages import Stage


class TimerKind(StrEnum):
    """What time is running for."""

    PROPOSAL_RUNS_OUT = "proposal_runs_out"
    CONSENT_RUNS_OUT = "consent_runs_out"
    AGREEMENT_RUNS_OUT = "agreement_runs_out"
    REVIEW = "review"
    DUTY = "duty"
    PAUSE_CHECK = "pause_check"
    FEW_SESSIONS_LEFT = "few_sessions_left"
    CONTACT_UNCERTAIN = "contact_uncertain"
    FOLLOW_UP_OVER = "follow_up_over"
    REPRESENTATION_OVER = "representation_over"
    ORIENTATION_REPEAT = "orientation_repeat"
    ASK_CONSENT_ANEW = "ask_consent_anew"
    COMPETENCE_REVIEW = "competence_review"
    SAFETY_PLAN_REVIEW = "safety_plan_review"


@attrs.frozen(kw_only=True)
class Timer:
    """One thing that time is running for.

    Args:
        kind: what for.
        about: the name of the proposal, scope, duty, … it is about.
        due_at: the moment it is due or runs out, where it hangs on a moment.
        is_due: whether it has come to that at the moment asked about.
    """

    kind: TimerKind
    about: str
    due_at: datetime | None = None
    is_due: bool


def timers(state: State, at: datetime) -> tuple[Timer, ...]:
    """Give everything that time is running for, due or not."""
    if state.stage is Stage.CLOSED:
        return ()
    return tuple(_timers(state, at))


def turns(state: State, at: datetime) -> frozenset[datetime]:
    """Return the moments after one at which other duties may be owed by time alone.

    Those are when a timer runs out, and when the yes of one of several people does.
    Until the first of them, and between each two, the same is owed if nothing is done.

    Args:
        state: what is so.
        at: the moment; not before the last act.
    """
    running = timers(state, at)
    if not running:
        return frozenset()
    ends = {timer.due_at for timer in running}
    for consent in state.consent.by_scope.values():
        ends.update(yes.expires_at for yes in consent.given)
    return frozenset(end for end in ends if end is not None and end > at)


def _timers(state: State, at: datetime) -> Iterator[Timer]:
    for proposal in state.decisions.proposals.values():
        if proposal.is_open:
            due_at = runs_out_at(state, proposal)
            yield _by(TimerKind.PROPOSAL_RUNS_OUT, proposal.id, due_at, at)
    for (client, scope), consent in state.consent.by_scope.items():
        if consent.status is ConsentStatus.GIVEN and consent.expires_at is not None:
            about = f"{client}/{scope}"
            yield _by(TimerKind.CONSENT_RUNS_OUT, about, consent.expires_at, at)
    for duty in state.duties.open():
        if duty.due_at is not None:
            yield _by(TimerKind.DUTY, duty.id, duty.due_at, at)
    yield from _of_people(state, at)
    if state.main.stage is Stage.PAUSED:
        clients = state.members.ids(Role.CLIENT)
        last = state.contact.last_with(clients, state.main.since)
        due_at = after(last, state.policy.pause_check_days)
        yield _by(TimerKind.PAUSE_CHECK, state.id, due_at, at)
    until = state.follow_up.until
    if until is not None and Stage.FOLLOW_UP in (state.stage, state.main.paused_from):
        yield _by(TimerKind.FOLLOW_UP_OVER, state.id, until, at)
    yield from _of_agreement(state, at)


def _of_people(state: State, at: datetime) -> Iterator[Timer]:
    yield from _of_authority(state, at)
    for client in state.members.ids(Role.CLIENT):
        plan = state.safety.of(client).plan
        if plan is not None and plan.matter.review_at is not None:
            due_at = plan.matter.review_at
            yield _by(TimerKind.SAFETY_PLAN_REVIEW, client, due_at, at)
    for client, said in state.orientation.by_client.items():
        if said.answered_at is not None and said.waits:
            due_at = after(said.answered_at, state.policy.orientation_repeat_days)
            yield _by(TimerKind.ORIENTATION_REPEAT, client, due_at, at)
    silent_since = state.contact.known(at).silent_since
    if silent_since is not None:
        due_at = after(silent_since, state.policy.contact_uncertain_days)
        yield _by(TimerKind.CONTACT_UNCERTAIN, state.id, due_at, at)


def _of_authority(state: State, at: datetime) -> Iterator[Timer]:
    for held in state.representation.held.values():
        if held.ended_at is None and held.until is not None:
            about = f"{held.client}/{held.holder}"
            yield _by(TimerKind.REPRESENTATION_OVER, about, held.until, at)
            if held.basis in OF_MINORS:
                due_at = held.until - BEFORE_MAJORITY
                yield _by(TimerKind.ASK_CONSENT_ANEW, about, due_at, at)
    for client, findings in state.competence.by_client.items():
        last = {found.decision: found for found in findings}
        for decision, found in last.items():
            if found.review_at is not None:
                about = f"{client}/{decision}"
                yield _by(TimerKind.COMPETENCE_REVIEW, about, found.review_at, at)


def _of_agreement(state: State, at: datetime) -> Iterator[Timer]:
    current = state.agreement.current
    if current is None:
        return
    if current.matter.expires_at is not None:
        due_at = current.matter.expires_at
        yield _by(TimerKind.AGREEMENT_RUNS_OUT, current.id, due_at, at)
    yield review(state, current, at)
    most = current.matter.most_sessions
    if most is not None:
        left = most - state.sessions.n_used_since(current.at)
        few = left <= state.policy.sessions_left_notice
        yield Timer(kind=TimerKind.FEW_SESSIONS_LEFT, about=str(current.id), is_due=few)


def review(state: State, current: Settled[Agreement], at: datetime) -> Timer:
    """Return the review clock as a timer: sessions and days since the last review."""
    clock = review_clock(state, current, at)
    return Timer(
        kind=TimerKind.REVIEW,
        about=str(current.id),
        due_at=clock.due_at,
        is_due=clock.is_due,
    )


def derived_duties(state: State, at: datetime) -> Iterator[Duty]:
    """Yield what is owed because of the time alone: a check, a review, a renewal."""
    for kind, (client, since, cause) in time_has_owed(state, at):
        yield Duty(
            id=DutyId(kind, (client, cause)),
            owed_by=state.members.lead,
            owed_to=client,
            opened_at=since,
            by_next_session=True,
        )


def _by(kind: TimerKind, about: object, due_at: datetime, at: datetime) -> Timer:
    return Timer(kind=kind, about=str(about), due_at=due_at, is_due=due_at <= at)
