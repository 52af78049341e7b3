"""What may be asked of the sessions: who met, what was said, what was made of it."""

from collections.abc import Iterable
from typing import TypeVar

import attrs

from collabtherapy.partnership.regions.agenda import AgendaItem
from collabtherapy.partnership.regions.codings import Coding
from collabtherapy.partnership.regions.contributions import Contribution, Voice
from collabtherapy.partnership.regions.feedback import Invitation, Outcome, Response
from collabtherapy.partnership.regions.learning import RecordLearning
from collabtherapy.partnership.regions.sessions import Session, SessionStatus
from collabtherapy.partnership.regions.uptake import ConfirmReflection, TakeUp
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.ids import (
    AnyId,
    ContributionId,
    HasId,
    PersonId,
    SessionId,
)
from collabtherapy.partnership.values.kinds import Kind
from collabtherapy.partnership.values.register import Register

T = TypeVar("T")


def named(things: Register[AnyId, T], name: AnyId) -> T:
    """Give the thing of this name.

    Raises:
        KeyError: there is none; the message names those there are.
    """
    found = things.find(name)
    if found is None:
        known = ", ".join(map(str, things)) or "none"
        raise KeyError(f"there is no {name.names} {name}; there are: {known}")
    return found


@attrs.frozen(repr=False, eq=False)
class SessionQuestions:
    """The questions about sessions; `Partnership` is where they are asked."""

    state: State

    @property
    def sessions(self) -> tuple[Session, ...]:
        """Every session, in the order in which they were first spoken of."""
        return tuple(self.state.sessions.by_id.values())

    def session(self, session: SessionId | str) -> Session:
        """Give one session.

        Raises:
            KeyError: there is none of that name.
        """
        return named(self.state.sessions.by_id, SessionId(session))

    def agenda(self, session: SessionId | str) -> tuple[AgendaItem, ...]:
        """Give what there was to talk about in a session, in order."""
        return self.state.agenda.of(SessionId(session))

    def contributions(
        self,
        *,
        session: SessionId | str | None = None,
        by: "PersonId | HasId | str | None" = None,
        kind: Kind | None = None,
    ) -> tuple[Contribution, ...]:
        """Give contributions: of a session, a person, a kind as its author meant."""
        found: Iterable[Contribution] = self.state.contributions.by_id.values()
        if session is not None:
            found = self.state.contributions.of(SessionId(session))
        if by is not None:
            author = PersonId(by)
            found = (c for c in found if c.act.by == author)
        if kind is not None:
            found = (c for c in found if any(k.is_a(kind) for k in c.act.kinds))
        return tuple(found)

    def codings(
        self,
        *,
        contribution: ContributionId | str | None = None,
        session: SessionId | str | None = None,
    ) -> tuple[Coding, ...]:
        """Give what coders took a contribution, or a whole session, for."""
        codings = self.state.codings
        found: tuple[Coding, ...] = ()
        if contribution is not None:
            name = ContributionId(contribution)
            found += codings.of_contribution.find(name) or ()
        if session is not None:
            found += codings.of_session.find(SessionId(session)) or ()
        return found

    def feedback(
        self, session: SessionId | str, person: "PersonId | HasId | str"
    ) -> Response:
        """Give what a person said of a session, and what came of it."""
        return self.state.feedback.of(SessionId(session), PersonId(person))

    def outcome(
        self,
        session: SessionId | str,
        person: "PersonId | HasId | str",
        invitation: Invitation,
    ) -> Outcome:
        """Give what became of an invitation to an attendee of a session.

        Unanswered, it is open while the session goes on, deferred once that has
        ended, and was not possible if it was broken off.
        """
        said = self.feedback(session, person).outcome(invitation)
        if said is not None:
            return said
        status = self.session(session).status
        if status is SessionStatus.HELD:
            return Outcome.DEFERRED
        if status is SessionStatus.OPEN:
            return Outcome.OPEN
        return Outcome.NOT_POSSIBLE

    def learned(
        self, *, by: "PersonId | HasId | str | None" = None
    ) -> tuple[RecordLearning, ...]:
        """Give what was learned from each other: by everyone, or by one person."""
        who = None if by is None else PersonId(by)
        entries = self.state.learning.entries
        return tuple(entry for entry in entries if who in (None, entry.by))

    def voice(self, session: SessionId | str | None = None) -> Voice:
        """Give how much each person said: in a session, or in all of them."""
        said = self.contributions(session=session)
        counted = [(c.act.by, c.n_words) for c in said if c.n_words is not None]
        n_words: dict[PersonId, int] = {}
        for person, n in counted:
            n_words[person] = n_words.get(person, 0) + n
        return Voice(
            n_words=n_words,
            n_contributions=len(counted),
            n_unknown=len(said) - len(counted),
        )

    def lived(self, client: "PersonId | HasId | str") -> tuple[Contribution, ...]:
        """Give what a client said of their own experience, in their own words."""
        return self.contributions(by=client, kind=Kind.EXPERIENCE)

    def first_shared(
        self, depth: int, *, by: "PersonId | HasId | str"
    ) -> Contribution | None:
        """Give the first that a person brought at this depth or deeper, if they did."""
        said = self.contributions(by=by)
        deep = (c for c in said if c.act.depth is not None and c.act.depth >= depth)
        return next(deep, None)

    def uptake(
        self,
        *,
        of: "PersonId | HasId | str | None" = None,
        by: "PersonId | HasId | str | None" = None,
    ) -> tuple[TakeUp, ...]:
        """Give what was built on: anybody's, of one person's, by one person."""
        author = None if of is None else PersonId(of)
        builder = None if by is None else PersonId(by)
        said = self.state.contributions.by_id
        return tuple(
            uptake
            for name, uptakes in self.state.uptake.of_contribution.items()
            for uptake in uptakes
            if author in (None, said[name].act.by) and builder in (None, uptake.by)
        )

    @property
    def understood(self) -> tuple[ConfirmReflection, ...]:
        """What the people reflected said of the reflections: right, or put right."""
        return tuple(self.state.uptake.confirmed.values())
