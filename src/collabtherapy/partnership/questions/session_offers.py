"""Acts that somebody could think of in and about sessions."""

from collections.abc import Iterator
from datetime import datetime

from collabtherapy.partnership.regions.agenda import AddToAgenda, DeferItem
from collabtherapy.partnership.regions.codings import Code
from collabtherapy.partnership.regions.contributions import Contribute
from collabtherapy.partnership.regions.feedback import (
    Adjust,
    AnswerFeedback,
    AskFeedback,
    CheckComfort,
    DeclineFeedback,
    GiveFeedback,
    Reflect,
)
from collabtherapy.partnership.regions.learning import RecordLearning
from collabtherapy.partnership.regions.uptake import ConfirmReflection, TakeUp
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.appointments import (
    CancelSession,
    MissSession,
    MoveSession,
    PlanSession,
)
from collabtherapy.partnership.values.ids import (
    ContributionId,
    PersonId,
    SessionId,
    fresh,
)
from collabtherapy.partnership.values.meetings import (
    Arrive,
    Depart,
    EndSession,
    InterruptSession,
    StartSession,
)
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.words import SOME_WORDS


def _meet(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    name = fresh(SessionId("new"), state.sessions.by_id)
    yield PlanSession(by=by, at=at, id=name, starts_at=at)
    clients = state.members.ids(Role.CLIENT)
    therapists = state.members.ids(Role.THERAPIST)
    sides = [frozenset((client, *therapists)) for client in clients]
    for session in (name, *state.sessions.by_id):
        for present in sides:
            for talk in (False, True):
                yield StartSession(
                    by=by, at=at, id=session, present=present, ending_talk=talk
                )
    for session in state.sessions.by_id:
        yield MoveSession(by=by, at=at, session=session, starts_at=at)
        yield CancelSession(by=by, at=at, session=session)
        for absent in (clients, therapists):
            yield MissSession(by=by, at=at, session=session, absent=absent)
        for person in (*clients, *therapists):
            yield Arrive(by=by, at=at, session=session, person=person)
            yield Depart(by=by, at=at, session=session, person=person)
        yield EndSession(by=by, at=at, session=session)
        yield InterruptSession(by=by, at=at, session=session)


def _speak(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    name = fresh(ContributionId("new"), state.contributions.by_id)
    for session in state.sessions.by_id:
        yield AddToAgenda(by=by, at=at, session=session, words=SOME_WORDS)
        yield DeferItem(by=by, at=at, session=session, item=1)
        yield Contribute(by=by, at=at, session=session, id=name)
        yield Code(by=by, at=at, session=session)


def _make_of(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    said = sorted(state.contributions.by_id.values(), key=lambda c: (c.act.at, c.order))
    for contribution in said:
        name = contribution.act.id
        yield Code(by=by, at=at, contribution=name)
        yield ConfirmReflection(by=by, at=at, contribution=name)
    first = next((c.act.id for c in said if c.act.by != by), None)
    if first is not None:
        yield RecordLearning(by=by, at=at, contribution=first, words=SOME_WORDS)
        yield TakeUp(by=by, at=at, contribution=first, into=said[-1].act.id)
        for proposal in state.decisions.proposals:
            yield TakeUp(by=by, at=at, contribution=first, proposal=proposal)


def _feed_back(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    for session in state.sessions.by_id.values():
        name = session.id
        yield GiveFeedback(by=by, at=at, session=name)
        yield DeclineFeedback(by=by, at=at, session=name)
        yield CheckComfort(by=by, at=at, session=name)
        yield Reflect(by=by, at=at, session=name)
        for person in sorted(session.present):
            yield AskFeedback(by=by, at=at, session=name, to=person)
            yield AnswerFeedback(
                by=by, at=at, session=name, to=person, words=SOME_WORDS
            )
            yield Adjust(
                by=by, at=at, session=name, because_of=person, words=SOME_WORDS
            )


SESSION_OFFERS = (_meet, _speak, _make_of, _feed_back)
