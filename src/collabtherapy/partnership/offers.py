"""What a person may do now, found by trying: the law is asked, not written again.

For each kind of act and each thing it could touch, an act is made that would be
allowed if any were; what the law does not refuse is an option. The same acts serve
whoever draws lawful histories.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeAlias

import attrs

from collabtherapy.partnership.act import Act, Matter
from collabtherapy.partnership.agenda import AddToAgenda, DeferItem
from collabtherapy.partnership.agreement import Agreement
from collabtherapy.partnership.codings import Code
from collabtherapy.partnership.consent import (
    DeclineConsent,
    Explain,
    GiveConsent,
    WithdrawConsent,
)
from collabtherapy.partnership.contributions import Contribute
from collabtherapy.partnership.decisions import (
    Accept,
    Amend,
    Decline,
    Propose,
    Withdraw,
)
from collabtherapy.partnership.duties import DischargeDuty
from collabtherapy.partnership.feedback import (
    Adjust,
    AnswerFeedback,
    AskFeedback,
    CheckComfort,
    DeclineFeedback,
    GiveFeedback,
    Reflect,
)
from collabtherapy.partnership.goals import (
    Goal,
    GoalEnd,
    GoalOutcome,
    RateConfidence,
    RateGoal,
)
from collabtherapy.partnership.ids import (
    ContributionId,
    Id,
    PersonId,
    ProposalId,
    SessionId,
    TermsId,
    fresh,
)
from collabtherapy.partnership.learning import RecordLearning
from collabtherapy.partnership.orientation import AnswerOrientation, Orient, Readiness
from collabtherapy.partnership.people import Role
from collabtherapy.partnership.preferences import (
    DIMENSIONS,
    StateNeed,
    StatePreference,
    StateWhatMatters,
)
from collabtherapy.partnership.scopes import USUAL_SCOPES, Scope
from collabtherapy.partnership.sessions import (
    CancelSession,
    EndSession,
    InterruptSession,
    MissSession,
    PlanSession,
    StartSession,
)
from collabtherapy.partnership.stages import (
    BackToExploring,
    Begin,
    Ending,
    Finish,
    KeepGoing,
    Leave,
    Pause,
    PlaceOnWaitingList,
    Resume,
    StartEnding,
)
from collabtherapy.partnership.state import State
from collabtherapy.partnership.toolkit import AddToToolkit, OfferToolkit, ToolKind
from collabtherapy.partnership.uptake import ConfirmReflection, TakeUp
from collabtherapy.partnership.verdict import refusals
from collabtherapy.partnership.words import Words

Target: TypeAlias = Id | Scope | None
Offer: TypeAlias = Callable[[State, PersonId, datetime], Iterator[Act]]

TARGETS = ("proposal", "goal", "session", "scope")
"""The fields that name what an act touches."""

SOME_WORDS = Words("(words)")


@attrs.frozen
class Option:
    """Something a person may do now.

    Args:
        act: the kind of act.
        target: the proposal, goal, session or scope that it would touch, if any.
        matter: the kind of matter, where the act is to propose one.
    """

    act: type[Act]
    target: Target = None
    matter: type[Matter] | None = None

    def __repr__(self) -> str:
        what = self.matter.__name__ if self.matter else self.target
        return f"{self.act.__name__}({'' if what is None else what})"


def options(state: State, person: PersonId, at: datetime) -> tuple[Option, ...]:
    """Give what this person may do at a moment, each option once."""
    found: dict[Option, None] = {}
    for act in offers(state, person, at):
        option = _option(state, act)
        if option not in found and not refusals(state, act):
            found[option] = None
    return tuple(found)


def offers(state: State, person: PersonId, at: datetime) -> Iterator[Act]:
    """Give an act of each kind and target that this person could think of."""
    for offer in OFFERS:
        yield from offer(state, person, at)


def _option(state: State, act: Act) -> Option:
    target: Target = None
    if isinstance(act, StartSession):  # a planned session is touched by its start
        target = act.id if act.id in state.sessions.by_id else None
    elif not isinstance(act, TakeUp | RecordLearning):  # built on, not touched
        named = (getattr(act, field, None) for field in TARGETS)
        target = next((name for name in named if name is not None), None)
    matter = type(act.matter) if isinstance(act, Propose) else None
    return Option(type(act), target, matter)


def _waiting(_: State, by: PersonId, at: datetime) -> Iterator[Act]:
    yield PlaceOnWaitingList(by=by, at=at, expected_wait_days=0)


def _propose(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    name = fresh(ProposalId("new"), state.decisions.proposals)
    matters: tuple[Matter, ...] = (
        Begin(), Goal(words=SOME_WORDS), Agreement(words=SOME_WORDS), Resume(),
        Ending(), KeepGoing(),
        *(GoalEnd(goal=g, outcome=GoalOutcome.REACHED) for g in state.goals.by_id),
    )  # fmt: skip
    for matter in matters:
        yield Propose(by=by, at=at, id=name, matter=matter)


def _amend(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    for proposal in state.decisions.proposals.values():
        matter = proposal.last.matter
        if isinstance(matter, Goal):
            matter = attrs.evolve(matter, owners=frozenset())
        yield Amend(by=by, at=at, proposal=proposal.id, matter=matter)


def _decide(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    for name in state.decisions.proposals:
        yield Accept(by=by, at=at, proposal=name)
        yield Decline(by=by, at=at, proposal=name, words=SOME_WORDS)
        yield Withdraw(by=by, at=at, proposal=name)


def _consent(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    spoken_of = (scope for _, scope in state.consent.by_scope)
    for scope in dict.fromkeys((*USUAL_SCOPES, *spoken_of)):
        terms = state.consent.of(by, scope).terms or TermsId("terms")
        for client in state.members.ids(Role.CLIENT):
            yield Explain(by=by, at=at, to=client, scope=scope, terms=terms)
        yield GiveConsent(by=by, at=at, scope=scope, terms=terms)
        yield DeclineConsent(by=by, at=at, scope=scope)
        yield WithdrawConsent(by=by, at=at, scope=scope)


def _orient(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    for client in state.members.ids(Role.CLIENT):
        yield Orient(by=by, at=at, to=client)


def _rate(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    for goal in state.goals.by_id.values():
        yield RateGoal(by=by, at=at, goal=goal.id, value=goal.scale.low)
        yield RateConfidence(by=by, at=at, goal=goal.id, value=0)


def _meet(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    name = fresh(SessionId("new"), state.sessions.by_id)
    yield PlanSession(by=by, at=at, id=name, starts_at=at)
    therapists = state.members.ids(Role.THERAPIST)
    for session in (name, *state.sessions.by_id):
        for client in state.members.ids(Role.CLIENT):
            for talk in (False, True):
                present = frozenset((client, *therapists))
                yield StartSession(
                    by=by, at=at, id=session, present=present, ending_talk=talk
                )
    for session in state.sessions.by_id:
        yield CancelSession(by=by, at=at, session=session)
        yield MissSession(by=by, at=at, session=session, absent=frozenset(therapists))
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


def _discharge(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    for duty in state.duties.by_id:
        yield DischargeDuty(by=by, at=at, duty=duty)


def _alone(kind: type[Act]) -> Offer:
    def offer(_: State, by: PersonId, at: datetime) -> Iterator[Act]:
        yield kind(by=by, at=at)

    return offer


def _answer(_: State, by: PersonId, at: datetime) -> Iterator[Act]:
    yield AnswerOrientation(by=by, at=at, readiness=Readiness.READY)


def _say_what_suits(_: State, by: PersonId, at: datetime) -> Iterator[Act]:
    yield StatePreference(by=by, at=at, dimension=DIMENSIONS[0], strength=0)
    yield StateNeed(by=by, at=at, need="interpreter")
    yield StateWhatMatters(by=by, at=at, words=SOME_WORDS)


def _take_along(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    yield AddToToolkit(by=by, at=at, kind=ToolKind.INSIGHT, words=SOME_WORDS)
    for client in state.members.ids(Role.CLIENT):
        yield OfferToolkit(by=by, at=at, to=client)


OFFERS: tuple[Offer, ...] = (
    _waiting, _alone(BackToExploring), _alone(Pause), _alone(StartEnding),
    _alone(Finish), _alone(Leave), _propose, _amend, _decide, _consent, _orient,
    _answer, _say_what_suits, _rate, _meet, _speak, _make_of, _feed_back, _take_along,
    _discharge,
)  # fmt: skip
"""Between them they offer every kind of act but the opening."""
