"""What may be asked of the sessions: who met, what was said, what was made of it."""

from collections.abc import Iterable

import attrs

from collabtherapy.partnership.questions.asking import Asking, named
from collabtherapy.partnership.regions.agenda import AgendaItem
from collabtherapy.partnership.regions.codings import Coding
from collabtherapy.partnership.regions.contributions import Contribution, Voice
from collabtherapy.partnership.regions.feedback import Invitation, Outcome, Response
from collabtherapy.partnership.regions.learning import RecordLearning
from collabtherapy.partnership.regions.sessions import Session, SessionStatus
from collabtherapy.partnership.regions.uptake import ConfirmReflection, TakeUp
from collabtherapy.partnership.values.ids import (
    ContributionId,
    HasId,
    PersonId,
    SessionId,
)
from collabtherapy.partnership.values.kinds import Kind


@attrs.frozen(repr=False, eq=False)
class SessionQuestions(Asking):
    """The questions about sessions; `Partnership` is where they are asked."""

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
        """Return what there was to talk about in a session, in order.

        Raises:
            KeyError: If there is no session of that name.
            NotShown: If a view does not show what was said there.
        """
        return self.state.agenda.of(self._met(session).id)

    def contributions(
        self,
        *,
        session: SessionId | str | None = None,
        by: "PersonId | HasId | str | None" = None,
        kind: Kind | None = None,
    ) -> tuple[Contribution, ...]:
        """Return contributions: of a session, a person, a kind as its author meant.

        Raises:
            KeyError: If there is no session of that name.
            NotShown: If a view does not show what was said there.
            UnknownPerson: If there never was such a person.
        """
        found: Iterable[Contribution] = self.state.contributions.by_id.values()
        if session is not None:
            found = self.state.contributions.of(self._met(session).id)
        if by is not None:
            author = self._person(by)
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
        """Return what coders took a contribution, or a whole session, for.

        Raises:
            KeyError: If there is none of that name.
            NotShown: If a view does not show what was said in the session.
        """
        codings = self.state.codings
        found: tuple[Coding, ...] = ()
        if contribution is not None:
            name = ContributionId(contribution)
            named(self.state.contributions.by_id, name)
            found += codings.of_contribution.find(name) or ()
        if session is not None:
            found += codings.of_session.find(self._met(session).id) or ()
        return found

    def feedback(
        self, session: SessionId | str, person: "PersonId | HasId | str"
    ) -> Response:
        """Return what a person said of a session, and what came of it.

        Raises:
            KeyError: If there is no session of that name.
            NotShown: If a view does not show the session, or what is this person's own.
            UnknownPerson: If there never was such a person.
        """
        who = self._own(person)
        return self.state.feedback.of(self._met(session).id, who)

    def outcome(
        self,
        session: SessionId | str,
        person: "PersonId | HasId | str",
        invitation: Invitation,
    ) -> Outcome:
        """Return what became of an invitation to an attendee of a session.

        Unanswered, it is open while the session goes on, deferred once that has
        ended, and was not possible if it was broken off.

        Raises:
            NotShown: If a view does not show what is this person's own.
            UnknownPerson: If there never was such a person.
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
        """Return what was learned from each other: by everyone, or by one person.

        Raises:
            UnknownPerson: If there never was such a person.
        """
        who = None if by is None else self._person(by)
        entries = self.state.learning.entries
        return tuple(entry for entry in entries if who in (None, entry.by))

    def voice(self, session: SessionId | str | None = None) -> Voice:
        """Return how much each person said: in a session, or in all of them.

        Raises:
            KeyError: If there is no session of that name.
            NotShown: If a view does not show what was said there.
        """
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
        """Return what a client said of their own experience, in their own words.

        Raises:
            UnknownPerson: If there never was such a person.
        """
        return self.contributions(by=client, kind=Kind.EXPERIENCE)

    def first_shared(
        self, depth: int, *, by: "PersonId | HasId | str"
    ) -> Contribution | None:
        """Return the first that a person brought at this depth or deeper, if they did.

        Raises:
            UnknownPerson: If there never was such a person.
        """
        said = self.contributions(by=by)
        deep = (c for c in said if c.act.depth is not None and c.act.depth >= depth)
        return next(deep, None)

    def uptake(
        self,
        *,
        of: "PersonId | HasId | str | None" = None,
        by: "PersonId | HasId | str | None" = None,
    ) -> tuple[TakeUp, ...]:
        """Return what was built on: anybody's, of one person's, by one person.

        Raises:
            UnknownPerson: If there never was such a person.
        """
        author = None if of is None else self._person(of)
        builder = None if by is None else self._person(by)
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
