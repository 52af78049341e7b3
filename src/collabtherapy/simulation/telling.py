"""What simulated people do, as the acts of an ordinary partnership.

Each function gives the acts of one thing that happens, made-up people doing them; what
happens, and when, is for `walk` to say. Nothing they say has words of its own: a
simulation knows that something was said, never what.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import attrs

from collabtherapy import acts, matters
from collabtherapy.partnership.act import Act, Matter
from collabtherapy.partnership.alliance import Marker
from collabtherapy.partnership.orientation import Readiness
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.people import Client, Therapist
from collabtherapy.partnership.policy import Policy
from collabtherapy.partnership.scopes import Scope
from collabtherapy.partnership.words import Words
from collabtherapy.simulation.instruments import GAD7, PHQ9, Scale
from collabtherapy.simulation.practice import Practice

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""When week 0 begins, unless somebody says otherwise: a Monday at nine."""

MADE_UP = Words("(simulated)")
TERMS = "terms-1"
GOAL, TASK, PRACTICE = "goal-1", "task-1", "practice-1"


@attrs.frozen(kw_only=True)
class Telling:
    """How the story of one partnership is told.

    Args:
        client: whose it is.
        therapist: who acts for the service now.
        practice: what the service does.
        start: when week 0 begins.
    """

    client: Client
    therapist: Therapist
    practice: Practice
    start: datetime = START

    def at(self, week: int) -> datetime:
        """Give the moment at which everything of a week is done, in its order."""
        return self.start + timedelta(weeks=week)

    def open(
        self, name: str, week: int, *, predecessor: Partnership | str | None = None
    ) -> Partnership:
        """Ask for a partnership, or take on one that was handed over."""
        taken_on = isinstance(predecessor, Partnership)
        return Partnership.open(
            id=name,
            clients=(self.client,),
            therapists=(self.therapist,),
            by=self.therapist if taken_on else self.client,
            at=self.at(week),
            policy=Policy(orientation_first=self.practice.role_induction),
            predecessor=predecessor,
        )

    def wait(self, week: int) -> Iterator[Act]:
        """Be put on the list for a first contact."""
        yield acts.PlaceOnWaitingList(
            by=self.therapist, at=self.at(week), expected_wait_days=28
        )

    def leave(self, week: int) -> Iterator[Act]:
        """Go, and say so."""
        yield acts.Leave(by=self.client, at=self.at(week))

    def begin(self, week: int) -> Iterator[Act]:
        """Hear what an assessment involves, consent, and begin together."""
        yield from self._consent(week, Scope.ASSESSMENT)
        yield from self._decide(week, "begin", matters.Begin())

    def decline_assessment(self, week: int) -> Iterator[Act]:
        """Hear what an assessment involves, and would rather not."""
        scope = Scope.ASSESSMENT
        yield self._explain(week, scope)
        yield acts.DeclineConsent(by=self.client, at=self.at(week), scope=scope)

    def orient(self, week: int) -> Iterator[Act]:
        """Explain how therapy works here, where the service does."""
        if self.practice.role_induction:
            yield acts.Orient(by=self.therapist, at=self.at(week), to=self.client)
            yield acts.AnswerOrientation(
                by=self.client, at=self.at(week), readiness=Readiness.READY
            )

    def measuring(self, week: int) -> Iterator[Act]:
        """Consent to being measured."""
        yield from self._consent(week, Scope.MEASUREMENT)

    def measure(
        self, week: int, session: str | None, phq: int, gad: int
    ) -> Iterator[Act]:
        """Record both scores, in a session or before one."""
        for scale, value in ((PHQ9, phq), (GAD7, gad)):
            yield self._measure(week, session, scale, value)

    def start_session(self, week: int, session: str, *, review: bool) -> Iterator[Act]:
        """Begin a session."""
        yield acts.StartSession(
            by=self.therapist,
            at=self.at(week),
            id=session,
            present=(self.client, self.therapist),
            review=review,
        )

    def end_session(self, week: int, session: str) -> Iterator[Act]:
        """End a session."""
        yield acts.EndSession(by=self.therapist, at=self.at(week), session=session)

    def turn_away(self, week: int, *, referred_on: bool) -> Iterator[Act]:
        """Find that this is not the right place, and say what is."""
        yield acts.DeclineToStart(
            by=self.therapist,
            at=self.at(week),
            signposting_offered=True,
            referred_to="another-service" if referred_on else None,
        )

    def bring_in(self, week: int, therapist: Therapist) -> Iterator[Act]:
        """Bring in whoever has a regular slot, if both sides like."""
        yield from self._consent(week, Scope.involve(therapist))
        yield from self._decide(week, "involve", matters.Involve(person=therapist))

    def draft(self, week: int, name: str, *, first: bool) -> Iterator[Act]:
        """Share a goal, and draft an agreement."""
        if first:
            goal = matters.Goal(words=MADE_UP)
            yield from self._decide(week, GOAL, goal, by_client=True)
        agreement = matters.Agreement(words=MADE_UP, review_every=6)
        yield acts.Propose(
            by=self.therapist, at=self.at(week), id=name, matter=agreement
        )

    def agree(self, week: int, name: str, others: tuple[str, ...]) -> Iterator[Act]:
        """Consent to treatment, its limits told, and accept the agreement."""
        yield from self._consent(week, Scope.TREATMENT)
        for person in (*others, self.client.id):
            yield acts.Accept(by=person, at=self.at(week), proposal=name)

    def think_again(self, week: int, name: str) -> Iterator[Act]:
        """Leave the agreement open for now."""
        yield acts.Decline(by=self.client, at=self.at(week), proposal=name)
        yield acts.BackToExploring(by=self.client, at=self.at(week))

    def agree_practice(self, week: int) -> Iterator[Act]:
        """Agree on something for the days between, where the service does."""
        if self.practice.between_session_practice:
            task = matters.Task(words=MADE_UP, goals=GOAL)
            yield from self._decide(week, TASK, task)
            practice = matters.Practice(words=MADE_UP, task=TASK, owner=self.client.id)
            yield from self._decide(week, PRACTICE, practice)

    def practise(self, week: int) -> Iterator[Act]:
        """Note that something was practised since the last session."""
        yield acts.LogPractice(by=self.client, at=self.at(week), practice=PRACTICE)

    def prefer(self, week: int) -> Iterator[Act]:
        """State a strong wish of style."""
        yield acts.StatePreference(
            by=self.client, at=self.at(week), dimension="directiveness", strength=3
        )

    def rate_goal(self, week: int, value: int) -> Iterator[Act]:
        """Rate the shared goal."""
        yield acts.RateGoal(by=self.client, at=self.at(week), goal=GOAL, value=value)

    def give_feedback(self, week: int, session: str, heard: int) -> Iterator[Act]:
        """Be asked how the session was, and say it."""
        yield acts.AskFeedback(
            by=self.therapist, at=self.at(week), session=session, to=self.client
        )
        yield acts.GiveFeedback(
            by=self.client, at=self.at(week), session=session, heard=heard
        )

    def check_comfort(self, week: int, session: str, level: int) -> Iterator[Act]:
        """Say how comfortable one is."""
        yield acts.CheckComfort(
            by=self.client, at=self.at(week), session=session, level=level
        )

    def answer(self, week: int, session: str) -> Iterator[Act]:
        """Answer what was said, and change something because of it."""
        yield acts.AnswerFeedback(
            by=self.therapist,
            at=self.at(week),
            session=session,
            to=self.client,
            words=MADE_UP,
        )
        yield acts.Adjust(
            by=self.therapist,
            at=self.at(week),
            session=session,
            because_of=self.client,
            words=MADE_UP,
        )

    def rupture(self, week: int) -> Iterator[Act]:
        """Say that something has come between the two."""
        yield acts.MarkRupture(
            by=self.client,
            at=self.at(week),
            marker=Marker.WITHDRAWAL,
            client=self.client,
            therapist=self.therapist,
        )

    def repair(self, week: int) -> Iterator[Act]:
        """Acknowledge it, work on it, and have the client say that it is mended."""
        at, client, therapist = self.at(week), self.client, self.therapist
        yield acts.AcknowledgeRupture(
            by=therapist, at=at, client=client, therapist=therapist
        )
        yield acts.WorkOnRupture(
            by=therapist, at=at, client=client, therapist=therapist
        )
        yield acts.ConfirmRepair(by=client, at=at, client=client, therapist=therapist)

    def cancel(self, week: int, session: str) -> Iterator[Act]:
        """Call an appointment off beforehand."""
        yield self._plan(week, session)
        yield acts.CancelSession(by=self.client, at=self.at(week), session=session)

    def miss(self, week: int, session: str) -> Iterator[Act]:
        """Not be there."""
        yield self._plan(week, session)
        yield acts.MissSession(
            by=self.therapist,
            at=self.at(week),
            session=session,
            absent=(self.client,),
        )

    def reach_out(self, week: int) -> Iterator[Act]:
        """Try to reach somebody who is not heard from."""
        yield acts.ReachOut(by=self.therapist, at=self.at(week), to=self.client)

    def lapse(self, week: int) -> Iterator[Act]:
        """Close what nobody was heard from in."""
        yield acts.CloseAsLapsed(by=self.therapist, at=self.at(week))

    def end(self, week: int, others: tuple[str, ...]) -> Iterator[Act]:
        """End together, and gather what is taken along."""
        yield from self._decide(week, "ending", matters.Ending(), others=others)
        yield acts.OfferToolkit(by=self.therapist, at=self.at(week), to=self.client)
        yield acts.OfferReview(by=self.therapist, at=self.at(week))
        for person in (self.client, self.therapist):
            yield acts.LookBack(by=person, at=self.at(week))

    def finish(self, week: int) -> Iterator[Act]:
        """Bring the ending to its end."""
        yield acts.Finish(by=self.client, at=self.at(week))

    def follow_up(
        self, week: int, until: int, others: tuple[str, ...]
    ) -> Iterator[Act]:
        """Stay in touch for a time."""
        yield from self._consent(week, Scope.CONTACT)
        matter = matters.FollowUp(until=self.at(until))
        yield from self._decide(week, "follow-up", matter, others=others)

    def followed_up(self, week: int) -> Iterator[Act]:
        """Have heard enough."""
        yield acts.FollowUpOver(by=self.client, at=self.at(week))

    def hand_on(
        self, week: int, to: Therapist, successor: str, others: tuple[str, ...]
    ) -> Iterator[Act]:
        """Go on with another therapist, in a partnership of its own."""
        matter = matters.Transfer(to=to)
        yield from self._decide(week, "transfer", matter, others=others)
        yield acts.CompleteTransfer(
            by=to, at=self.at(week), transfer="transfer", successor=successor
        )

    def _explain(self, week: int, scope: Scope) -> Act:
        return acts.Explain(
            by=self.therapist,
            at=self.at(week),
            to=self.client,
            scope=scope,
            terms=TERMS,
            limits=scope == Scope.TREATMENT,
        )

    def _consent(self, week: int, scope: Scope) -> Iterator[Act]:
        yield self._explain(week, scope)
        yield acts.GiveConsent(
            by=self.client, at=self.at(week), scope=scope, terms=TERMS
        )

    def _decide(
        self,
        week: int,
        name: str,
        matter: Matter,
        *,
        by_client: bool = False,
        others: tuple[str, ...] = (),
    ) -> Iterator[Act]:
        moment = self.at(week)
        pair = (self.client, self.therapist)
        first, second = pair if by_client else pair[::-1]
        yield acts.Propose(by=first, at=moment, id=name, matter=matter)
        for person in (*others, second.id):
            yield acts.Accept(by=person, at=moment, proposal=name)

    def _plan(self, week: int, session: str) -> Act:
        return acts.PlanSession(
            by=self.therapist,
            at=self.at(week),
            id=session,
            starts_at=self.at(week),
        )

    def _measure(self, week: int, session: str | None, scale: Scale, value: int) -> Act:
        return acts.RecordMeasure(
            by=self.therapist,
            at=self.at(week),
            client=self.client,
            instrument=scale.code,
            score=value,
            low=0,
            high=scale.top,
            session=session,
        )
