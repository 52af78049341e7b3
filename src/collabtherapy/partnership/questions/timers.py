"""Timers: what is due, overdue or run out at a moment. Questions, never acts.

Each is a pure function of the state and a moment, so that asking about tomorrow is
asking, and nothing happens because time passes: somebody does it or not.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

import attrs

from collabtherapy.partnership.law.decision_guards import runs_out_at
from collabtherapy.partnership.regions.agreement import Agreement
from collabtherapy.partnership.regions.consent import ConsentStatus
from collabtherapy.partnership.regions.duties import Duty, DutyKind, duty_id
from collabtherapy.partnership.regions.region import Settled
from collabtherapy.partnership.regions.representation import AppointRepresentative
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.moments import after
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.scopes import Scope
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


def _timers(state: State, at: datetime) -> Iterator[Timer]:
    for proposal in state.decisions.proposals.values():
        if proposal.is_open:
            due_at = runs_out_at(state, proposal)
            yield _by(TimerKind.PROPOSAL_RUNS_OUT, proposal.id, due_at, at)
    for (client, scope), consent in state.consent.by_scope.items():
        if consent.status is ConsentStatus.GIVEN and consent.expires_at is not None:
            about = f"{client}/{scope}"
            yield _by(TimerKind.CONSENT_RUNS_OUT, about, consent.expires_at, at)
    for duty in state.duties.by_id.values():
        if duty.is_open and duty.due_at is not None:
            yield _by(TimerKind.DUTY, duty.id, duty.due_at, at)
    yield from _of_people(state, at)
    if state.main.stage is Stage.PAUSED:
        due_at = after(state.main.since, state.policy.pause_check_days)
        yield _by(TimerKind.PAUSE_CHECK, state.id, due_at, at)
    until = state.follow_up.until
    if until is not None and Stage.FOLLOW_UP in (state.stage, state.main.paused_from):
        yield _by(TimerKind.FOLLOW_UP_OVER, state.id, until, at)
    yield from _of_agreement(state, at)


def _of_people(state: State, at: datetime) -> Iterator[Timer]:
    for client, held in state.representation.by_client.items():
        if isinstance(held, AppointRepresentative) and held.until is not None:
            yield _by(TimerKind.REPRESENTATION_OVER, client, held.until, at)
    for client, said in state.orientation.by_client.items():
        if said.answered_at is not None and said.waits:
            due_at = after(said.answered_at, state.policy.orientation_repeat_days)
            yield _by(TimerKind.ORIENTATION_REPEAT, client, due_at, at)
    if state.contact.silent_since is not None:
        days = state.policy.contact_uncertain_days
        due_at = after(state.contact.silent_since, days)
        yield _by(TimerKind.CONTACT_UNCERTAIN, state.id, due_at, at)


def _of_agreement(state: State, at: datetime) -> Iterator[Timer]:
    current = state.agreement.current
    if current is None:
        return
    if current.matter.expires_at is not None:
        due_at = current.matter.expires_at
        yield _by(TimerKind.AGREEMENT_RUNS_OUT, current.id, due_at, at)
    yield review(state, current, at)
    if current.matter.n_sessions is not None:
        left = current.matter.n_sessions - state.sessions.n_used_since(current.at)
        few = left <= state.policy.sessions_left_notice
        yield Timer(kind=TimerKind.FEW_SESSIONS_LEFT, about=current.id, is_due=few)


def review(state: State, current: Settled[Agreement], at: datetime) -> Timer:
    """Give the review clock: sessions and days since the last review.

    A review is a session held as one. Whichever comes first, the number of sessions
    or the number of days, makes it due.
    """
    every = current.matter.review_every or state.policy.review_sessions
    since = state.sessions.reviewed_at or state.agreement.versions[0].at
    due_at = after(since, state.policy.review_days)
    enough = state.sessions.n_held_since(since) >= every
    is_due = enough or due_at <= at
    return Timer(
        kind=TimerKind.REVIEW, about=str(current.id), due_at=due_at, is_due=is_due
    )


def derived_duties(state: State, at: datetime) -> Iterator[Duty]:
    """Give what is owed because of the time alone: a check, a review, a renewal.

    Nothing recorded opens these, so nothing recorded closes them either: they are
    owed while the timer is due, and no longer.
    """
    if state.stage.is_open:
        for client in state.safety.open_about(state.members.ids(Role.CLIENT)):
            since = state.safety.of(client).since
            yield _owed(state, DutyKind.CHECK_SAFETY, client, since or at)
    yield from _of_the_work(state, at)


def _of_the_work(state: State, at: datetime) -> Iterator[Duty]:
    if state.main.stage not in (Stage.WORKING, Stage.ENDING):
        return
    for client in state.members.ids(Role.CLIENT):
        said = state.consent.of(client, Scope.TREATMENT)
        since = said.expires_at
        if said.status_at(at) is ConsentStatus.SUPERSEDED:
            since = said.given_at
        elif said.status_at(at) is not ConsentStatus.EXPIRED:
            continue
        yield _owed(state, DutyKind.RENEW_CONSENT, client, since or at)
    current = state.agreement.current
    if current is None or state.main.stage is not Stage.WORKING:
        return
    if not state.agreement.in_force(at):
        for client in state.members.ids(Role.CLIENT):
            since = current.matter.expires_at
            yield _owed(state, DutyKind.RENEW_AGREEMENT, client, since or at)
    clock = review(state, current, at)
    if clock.is_due:
        for client in state.members.ids(Role.CLIENT):
            since = min(clock.due_at or at, at)
            yield _owed(state, DutyKind.REVIEW, client, since)


def _owed(state: State, kind: DutyKind, client: PersonId, since: datetime) -> Duty:
    return Duty(
        id=duty_id(kind, client),
        kind=kind,
        owed_by=state.members.lead,
        owed_to=client,
        opened_at=since,
        by_next_session=True,
    )


def _by(kind: TimerKind, about: str, due_at: datetime, at: datetime) -> Timer:
    return Timer(kind=kind, about=str(about), due_at=due_at, is_due=due_at <= at)
