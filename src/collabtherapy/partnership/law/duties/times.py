"""What is owed because of the time alone: a check, a review, a renewal.

Nothing recorded opens these duties, so nothing recorded closes them either: they are
owed while the time has run out, and no longer. Each is named after the moment from
which the time has run, which stays the same however late anybody asks.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import attrs

from collabtherapy.partnership.law.duties.rows import Run
from collabtherapy.partnership.law.two_sides import in_effect
from collabtherapy.partnership.regions.agreement import Agreement
from collabtherapy.partnership.regions.region import Settled
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.authority import Basis
from collabtherapy.partnership.values.consents import (
    ConsentStatus,
)
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.moments import after
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.values.stages import Stage

Runs: TypeAlias = Iterator[Run]

OF_MINORS: Final = (Basis.PARENTAL_RESPONSIBILITY, Basis.GUARDIAN)
"""The bases of an authority that ends when the person comes of age."""

BEFORE_MAJORITY: Final = timedelta(days=28)
"""How long before the end of such an authority the person is asked (assumed)."""


@attrs.frozen
class ReviewClock:
    """Sessions and days since the last review.

    Args:
        since: the moment of the last review, or of the first agreement.
        due_at: when so many days have passed.
        is_due: whether so many days have, or enough sessions were held.
    """

    since: datetime
    due_at: datetime
    is_due: bool


def review_clock(
    state: State, current: Settled[Agreement], at: datetime
) -> ReviewClock:
    """Return the review clock at a moment.

    A review is a session held as one. Whichever comes first, the number of sessions
    or the number of days, makes it due.
    """
    every = current.matter.reviewed_every or state.policy.review_sessions
    first, carried = state.agreement.versions[0].at, state.entries.carried
    if carried is not None:
        first = max(first, carried.act.at)  # what was looked at elsewhere is not known
    since = state.sessions.reviewed_at or first
    due_at = after(since, state.policy.review_days)
    enough = state.sessions.n_held_since(since) >= every
    return ReviewClock(since, due_at, enough or due_at <= at)


def a_concern_is_open(state: State, at: datetime) -> Runs:
    """Yield the clients about whom a concern is open."""
    if state.stage.is_open:
        for client in state.safety.open_about(state.members.ids(Role.CLIENT)):
            since = state.safety.of(client).since or at
            yield client, since, since


def a_safety_plan_is_due(state: State, at: datetime) -> Runs:
    """Yield the clients whose safety plan is due, or was needed and not used."""
    for client in state.members.ids(Role.CLIENT) if state.stage.is_open else ():
        concern = state.safety.of(client)
        if concern.plan is None:
            continue
        ends = (concern.plan.matter.review_at, concern.unused_at)
        reached = [since for since in ends if since is not None and since <= at]
        if reached:
            yield client, min(reached), min(reached)


def consent_ran_out(state: State, at: datetime) -> Runs:
    """Yield the clients whose consent to treatment ran out, or has other terms now."""
    if state.main.stage not in (Stage.WORKING, Stage.ENDING):
        return
    for client in state.members.ids(Role.CLIENT):
        said = state.consent.of(client, Scope.TREATMENT)
        since = said.expires_at
        if said.status_at(at) is ConsentStatus.SUPERSEDED:
            since = said.given_at
        elif said.status_at(at) is not ConsentStatus.EXPIRED:
            continue
        yield client, since or at, since or at


def the_agreement_ran_out(state: State, at: datetime) -> Runs:
    """Yield the clients while the agreement is not in force."""
    current = state.agreement.current
    if current is None or state.main.stage is not Stage.WORKING:
        return
    if not state.agreement.in_force(at):
        since = min(current.matter.expires_at or at, at)  # not yet, after a change
        for client in state.members.ids(Role.CLIENT):
            yield client, since, since


def a_review_is_due(state: State, at: datetime) -> Runs:
    """Yield the clients when the work is due to be looked at together."""
    current = state.agreement.current
    if current is None or state.main.stage is not Stage.WORKING:
        return
    clock = review_clock(state, current, at)
    if clock.is_due:
        for client in state.members.ids(Role.CLIENT):
            yield client, min(clock.due_at, at), clock.since


def consent_by_proxy_ends(state: State, at: datetime) -> Runs:
    """Yield the clients who come of age, and with that an end to consent for them."""
    for client in state.members.ids(Role.CLIENT) if state.stage.is_open else ():
        ends = [
            held.until
            for held in in_effect(state, client, at)
            if held.basis in OF_MINORS
            and held.until is not None
            and held.until - BEFORE_MAJORITY <= at
            and _consented(state, client, held.holder, at)
        ]
        if ends:
            since = min(ends) - BEFORE_MAJORITY
            yield client, since, since


def _consented(state: State, client: PersonId, holder: PersonId, at: datetime) -> bool:
    scopes = state.consent.by_proxy.find(client) or ()
    return any(holder in state.consent.of(client, s).given_by(at) for s in scopes)
