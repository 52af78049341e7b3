"""The outline of a partnership: what a holder sees while the person decides.

It tells that there is a partnership and where it stands, when sessions were, which
consents are the holder's to give or were given by them, and nothing that was said.

Source: the commentary on the German professional code lets parents know as much as the
frequency of sessions.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TypeVar

from collabtherapy.partnership.law.deciders import deciding_holders
from collabtherapy.partnership.regions.consent import Consent, Consents
from collabtherapy.partnership.regions.members import Members
from collabtherapy.partnership.regions.representation import Representations
from collabtherapy.partnership.regions.sessions import (
    Session,
    Sessions,
    SessionStatus,
)
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.ids import PersonId, SessionId
from collabtherapy.partnership.values.people import Client
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.values.stages import MainLine

K = TypeVar("K")
V = TypeVar("V")


def outline(
    state: State, holder: PersonId, clients: Collection[PersonId], at: datetime
) -> State:
    """Return the outline of a partnership that a holder sees.

    Args:
        state: everything that is so.
        holder: who looks.
        clients: the clients for whom they hold authority.
        at: the moment of looking.
    """
    held = _kept(
        state.representation.held,
        lambda of, _: of[1] == holder and of[0] in clients,
    )
    return State(
        state.id,
        state.policy,
        state.at,
        MainLine(stage=state.main.stage, since=state.main.since),
        members=_members(state.members, clients),
        sessions=_sessions(state.sessions, clients),
        consent=_consents(state, holder, clients, at),
        representation=Representations(held=held),
    )


def _kept(register: Register[K, V], keep: Callable[[K, V], bool]) -> Register[K, V]:
    return Register[K, V].of({k: v for k, v in register.items() if keep(k, v)})


def _members(members: Members, clients: Collection[PersonId]) -> Members:
    # How a person would be called, and by which pronouns, is theirs to tell.
    own = (Client(one.id) for one in members.clients if one.id in clients)
    others = (one for one in members.people if not isinstance(one, Client))
    return Members(people=(*own, *others), form=members.form)


def _sessions(sessions: Sessions, clients: Collection[PersonId]) -> Sessions:
    shown = {
        name: Session(
            id=session.id,
            status=session.status,
            planned_for=session.planned_for,
            started_at=session.started_at,
            ended_at=session.ended_at,
        )
        for name, session in sessions.by_id.items()
        if not session.present or not session.present.isdisjoint(clients)
    }
    starts = sorted(
        session.started_at
        for session in shown.values()
        if session.status is SessionStatus.HELD and session.started_at is not None
    )
    return Sessions(
        by_id=Register[SessionId, Session].of(shown),
        open=sessions.open if sessions.open in shown else None,
        starts=tuple(starts),
    )


def _consents(
    state: State, holder: PersonId, clients: Collection[PersonId], at: datetime
) -> Consents:
    """Return the consents that a holder gave, and those that are theirs to give."""

    def is_theirs(of: tuple[PersonId, Scope], said: Consent) -> bool:
        client, scope = of
        if client not in clients:
            return False
        may = deciding_holders(state, client, scope.name, at)
        return holder in said.given_by(at) or any(h.holder == holder for h in may)

    return Consents(by_scope=_kept(state.consent.by_scope, is_theirs))
