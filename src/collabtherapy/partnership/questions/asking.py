"""Whom and what may be asked about, before any question is answered.

An answer about somebody who was never there would be a statement about nobody: it is
refused instead. So is, on a view, an answer about what is not shown, whether or not
there is anything: an empty answer would be a statement too.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

import attrs

from collabtherapy.errors import UnknownPerson
from collabtherapy.partnership.law.two_sides import professionals
from collabtherapy.partnership.regions.sessions import Session
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.ids import AnyId, HasId, PersonId, SessionId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.register import Register

T = TypeVar("T")


def named(things: Register[AnyId, T], name: AnyId) -> T:
    """Return the thing of a name.

    Raises:
        KeyError: If there is none; the message names those there are.
    """
    found = things.find(name)
    if found is None:
        known = ", ".join(map(str, things)) or "none"
        raise KeyError(f"there is no {name.names} {name}; there are: {known}")
    return found


@attrs.frozen(repr=False, eq=False)
class Asking:
    """Where questions are asked: a state, and who may be asked about in it."""

    state: State

    def _person(self, person: "PersonId | HasId | str") -> PersonId:
        """Return the id of somebody who is, was, or has a part in the partnership.

        Raises:
            UnknownPerson: If there never was such a person.
        """
        name = PersonId(person)
        state = self.state
        if state.members.role(name) is not Role.OUTSIDER or name in _beside(state):
            return name
        people = (*state.members.everyone, *(c.id for c in state.members.former))
        raise UnknownPerson(str(name), str(state.id), tuple(map(str, people)))

    def _own(self, person: "PersonId | HasId | str") -> PersonId:
        """Return the id of somebody whose own affairs are asked about.

        Raises:
            NotShown: If it is asked of a view that shows them to nobody but others.
            UnknownPerson: If there never was such a person.
        """
        return self._person(person)

    def _then(self, at: datetime) -> State:
        """Return what was so at a moment; from the last act on, what is so now.

        Raises:
            ValueError: If it lies before what this value shows.
        """
        if at < self.state.at:
            raise ValueError(
                "this shows what was so at one moment; what was so earlier is asked of "
                "the partnership, or of its as_of(at)"
            )
        return self.state

    def _met(self, session: SessionId | str) -> Session:
        """Return a session of which it is asked what was said and done in it.

        Raises:
            KeyError: If there is none of that name.
            NotShown: If it is asked of a view that does not show it.
        """
        return named(self.state.sessions.by_id, SessionId(session))


def _beside(state: State) -> frozenset[PersonId]:
    """Return those who have a part in a partnership without being in it."""
    return professionals(state).union(_holders(state), _owing(state))


def _holders(state: State) -> Iterator[PersonId]:
    return (held.holder for held in state.representation.held.values())


def _owing(state: State) -> Iterator[PersonId]:
    return (duty.owed_by for duty in state.duties.by_id.values())
