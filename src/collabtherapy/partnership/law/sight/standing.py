"""Who looks at a partnership, and by what standing: members, and some from outside.

What is shown to a person who looks is in `access`.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import attrs

from collabtherapy.partnership.law.deciders import HolderSees, clients_seen_by
from collabtherapy.partnership.law.sight.access import Extent, Viewer, every_client
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.scopes import Scope


@attrs.frozen(kw_only=True)
class Standing:
    """One row: somebody from outside who may look, and at whose affairs.

    Args:
        name: as what they stand outside.
        clients: the clients whose own affairs they may see at a moment; none, where
            they have no such standing.
        everywhere: whether they may see every session, or only those of these clients.
        extent: how much they see.
        because: the argument from practice.
    """

    name: str
    clients: Callable[[State, PersonId, datetime], frozenset[PersonId]]
    everywhere: bool = False
    extent: Extent = Extent.WHOLE
    because: str


def _held_for(state: State, person: PersonId, at: datetime) -> frozenset[PersonId]:
    return clients_seen_by(state, person, at, HolderSees.AS_THE_CLIENT)


def _outlined_for(state: State, person: PersonId, at: datetime) -> frozenset[PersonId]:
    return clients_seen_by(state, person, at, HolderSees.OUTLINE)


def supervised(state: State, person: PersonId, at: datetime) -> frozenset[PersonId]:
    """Return every client, if a person supervises a trainee and all consent to it."""
    if all(therapist.supervisor != person for therapist in state.members.therapists):
        return frozenset()
    # Those who left are spoken of in what is seen: they are asked as those who stayed.
    clients, consent = every_client(state), state.consent
    agreed = all(consent.in_force(c, Scope.SUPERVISION, at) for c in clients)
    return frozenset(clients) if agreed else frozenset()


OUTSIDE = (
    Standing(
        name="supervisor",
        clients=supervised,
        everywhere=True,
        because="whoever answers for a trainee sees what the trainee does, if every "
        "client consents to that",
    ),
    Standing(
        name="holder who decides",
        clients=_held_for,
        because="who decides for a person knows what the person would know",
    ),
    Standing(
        name="holder while the person decides",
        clients=_outlined_for,
        extent=Extent.OUTLINE,
        because="who answers for a person knows that they are helped, and no more",
    ),
)
"""Who may look from outside. Nobody else does: a nominee, whoever takes the work on, a
coder, a representative whom nobody has confirmed. What they do is permitted or it is
not, and they are told no more than that."""


def viewer_of(state: State, person: PersonId, at: datetime) -> Viewer | None:
    """Return how a person looks at a partnership; None if it is not theirs to see.

    A client sees what is shared, what is their own, and what is the own of those they
    decide for; a therapist sees all; a client who left sees what they saw when they
    did; a therapist who left sees what they did themselves.

    Args:
        state: what is looked at.
        person: who looks.
        at: the moment of looking, on which consent and representation hang; that of
            the last act, where it is earlier.
    """
    # What is looked at is the state of the last act: an authority that ran out before
    # it lets nobody see what came after.
    at = max(at, state.at)
    role = state.members.role(person)
    looks = partial(Viewer, state=state, now=state, at=at, person=person)
    if role is Role.CLIENT:
        clients = _held_for(state, person, at) | {person}
        return looks(clients=clients, since=_came(state, clients))
    if role is Role.FORMER_CLIENT:
        past, own = state.left[person], frozenset((person,))
        return looks(state=past, clients=own, since=_came(past, own))
    if role is Role.FORMER_THERAPIST:
        return looks(state=state.left[person], clients=frozenset()).of_own_acts()
    if role is Role.THERAPIST:
        return looks(clients=frozenset(every_client(state)), everywhere=True)
    for row in OUTSIDE:
        clients = row.clients(state, person, at)
        if clients:
            return looks(
                clients=clients,
                everywhere=row.everywhere,
                since=None if row.everywhere else _came(state, clients),
                extent=row.extent,
            )
    return None


def _came(state: State, clients: frozenset[PersonId]) -> datetime | None:
    """Return when the first of some clients came; None if one was there throughout."""
    later: list[datetime] = []
    for client in clients:
        at = state.members.came.find(client)
        if at is None:
            return None
        later.append(at)
    return min(later)
