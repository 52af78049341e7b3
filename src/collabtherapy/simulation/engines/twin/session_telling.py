"""What simulated people do while they work together, as acts of a partnership."""

from collections.abc import Iterator

import attrs

from collabtherapy import acts, matters
from collabtherapy.partnership.regions.alliance import Marker
from collabtherapy.partnership.regions.orientation import Readiness
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.simulation.engines.twin.teller import MADE_UP, Teller
from collabtherapy.simulation.scenarios.instruments import GAD7, PHQ9, Scale

GOAL, TASK, PRACTICE = "goal-1", "task-1", "practice-1"


@attrs.frozen(kw_only=True)
class SessionTelling(Teller):
    """How sessions are told, and the agreements that they rest on."""

    def orient(self, week: int) -> Iterator[Act]:
        """Explain how therapy works here, where the service does."""
        if self.practice.role_induction:
            yield acts.Orient(by=self.therapist, at=self.at(week), to=self.client)
            yield acts.AnswerOrientation(
                by=self.client, at=self.at(week), readiness=Readiness.READY
            )

    def measuring(self, week: int) -> Iterator[Act]:
        """Consent to being measured."""
        yield from self.consent(week, Scope.MEASUREMENT)

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

    def draft(self, week: int, name: str, *, first: bool) -> Iterator[Act]:
        """Share a goal, and draft an agreement."""
        if first:
            goal = matters.Goal(words=MADE_UP)
            yield from self.decide(week, GOAL, goal, by_client=True)
        agreement = matters.Agreement(words=MADE_UP, review_every=6)
        yield acts.Propose(
            by=self.therapist, at=self.at(week), id=name, matter=agreement
        )

    def agree(
        self, week: int, name: str, others: tuple[PersonId, ...]
    ) -> Iterator[Act]:
        """Consent to treatment, its limits told, and accept the agreement."""
        yield from self.consent(week, Scope.TREATMENT)
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
            yield from self.decide(week, TASK, task)
            practice = matters.Practice(words=MADE_UP, task=TASK, owner=self.client.id)
            yield from self.decide(week, PRACTICE, practice)

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
            by=therapist, at=at, client=client, therapist=therapist, own_part=MADE_UP
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
