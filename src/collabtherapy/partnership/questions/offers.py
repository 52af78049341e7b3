"""Acts that a person could think of: one of each kind for each thing it could touch.

Each would be allowed if any of its kind were, so whoever tries them all knows what
may be done (`options`), and whoever draws from them draws lawful histories.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeAlias

import attrs

from collabtherapy.partnership.questions.care_offers import CARE_OFFERS
from collabtherapy.partnership.questions.own_offers import own_offers
from collabtherapy.partnership.questions.session_offers import SESSION_OFFERS
from collabtherapy.partnership.regions.agreement import AcceptAgreement, Agreement
from collabtherapy.partnership.regions.carry_over import CarriedConsent, CarryOver
from collabtherapy.partnership.regions.choices import Choice, TakePosition
from collabtherapy.partnership.regions.consent import (
    DeclineConsent,
    Explain,
    GiveConsent,
    WithdrawConsent,
)
from collabtherapy.partnership.regions.decisions import (
    Accept,
    Amend,
    Decline,
    Propose,
    Withdraw,
)
from collabtherapy.partnership.regions.duties import DischargeDuty
from collabtherapy.partnership.regions.follow_up import (
    ComeBack,
    FollowUp,
    FollowUpOver,
    Reopen,
)
from collabtherapy.partnership.regions.goals import (
    Goal,
    GoalEnd,
    GoalOutcome,
    RateConfidence,
    RateGoal,
)
from collabtherapy.partnership.regions.members import Involve
from collabtherapy.partnership.regions.notices import GiveNotice, Noticed
from collabtherapy.partnership.regions.orientation import (
    AnswerOrientation,
    Orient,
    Readiness,
)
from collabtherapy.partnership.regions.practice import Practice, Task
from collabtherapy.partnership.regions.safety import ResolveConcern, SafetyPlan
from collabtherapy.partnership.regions.settings import PolicyChange
from collabtherapy.partnership.regions.stance import Stance, StanceLevel
from collabtherapy.partnership.regions.transfer import CompleteTransfer, Transfer
from collabtherapy.partnership.regions.understanding import Understanding
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, ByProxy, Matter
from collabtherapy.partnership.values.authority import Authority
from collabtherapy.partnership.values.breaks import Pause, Resume
from collabtherapy.partnership.values.endings import (
    CloseAsLapsed,
    DeclineToStart,
    Ending,
    EndingGround,
    Finish,
    KeepGoing,
    Leave,
    LeaveAsTherapist,
    StartEnding,
)
from collabtherapy.partnership.values.evidence import Evidence
from collabtherapy.partnership.values.ids import (
    ContributionId,
    PersonId,
    ProposalId,
    TermsId,
    fresh,
)
from collabtherapy.partnership.values.joining import Join
from collabtherapy.partnership.values.people import Client, Role, Therapist
from collabtherapy.partnership.values.scopes import USUAL_SCOPES, Scope
from collabtherapy.partnership.values.shapes import Shape
from collabtherapy.partnership.values.stages import (
    BackToExploring,
    Begin,
    PlaceOnWaitingList,
    Stage,
)
from collabtherapy.partnership.values.words import SOME_WORDS

Offer: TypeAlias = Callable[[State, PersonId, datetime], Iterator[Act]]


def offers(state: State, person: PersonId, at: datetime) -> Iterator[Act]:
    """Give an act of each kind and target that this person could think of."""
    for offer in OFFERS:
        yield from offer(state, person, at)


def _carry_over(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    yield CarryOver(
        by=by,
        at=at,
        from_system="another",
        began_at=at,
        as_of=at,
        stage=Stage.EXPLORING,
        consents=[
            CarriedConsent(client=c, scope=Scope.ASSESSMENT, terms="terms", given_at=at)
            for c in state.members.ids(Role.CLIENT)
        ],
        evidence=Evidence("export", seen_by=by),
    )


def _waiting(_: State, by: PersonId, at: datetime) -> Iterator[Act]:
    yield PlaceOnWaitingList(by=by, at=at, expected_wait_days=0)


def _propose(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    name = fresh(ProposalId("new"), state.decisions.proposals)
    clients = state.members.ids(Role.CLIENT)
    matters: tuple[Matter, ...] = (
        Begin(), Goal(words=SOME_WORDS), Agreement(words=SOME_WORDS), Resume(),
        Ending(shape=_shape(state)), KeepGoing(), Transfer(to="incoming"),
        Involve(person=Therapist("another")), Join(person=Client("newcomer")),
        FollowUp(until=at), Reopen(),
        *(SafetyPlan(client=c, words=SOME_WORDS) for c in clients),
        *(ResolveConcern(client=c) for c in clients),
        PolicyChange(policy=state.policy), Choice(words=SOME_WORDS),
        *(Understanding(words=SOME_WORDS, cites=c) for c in _of_both_sides(state)),
        *(Stance(client=c, level=StanceLevel.SHARED) for c in clients),
        *(Task(words=SOME_WORDS, goals={g}) for g in state.goals.by_id),
        *(Practice(words=SOME_WORDS, task=t, owner=by) for t in state.tasks.by_id),
        *(GoalEnd(goal=g, outcome=GoalOutcome.REACHED) for g in state.goals.by_id),
    )  # fmt: skip
    for matter in matters:
        yield Propose(by=by, at=at, id=name, matter=matter)


def _draw_on(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    """Yield a goal drawn from each aspiration of a client that is none yet."""
    name = fresh(ProposalId("new"), state.decisions.proposals)
    drawn = {
        put.matter.from_aspiration
        for proposal in state.decisions.proposals.values()
        for put in proposal.versions
        if isinstance(put.matter, Goal)
    }
    for stated in state.preferences.of(by).aspirations:
        is_new = stated.at not in drawn and stated.goal is None
        if is_new and not stated.words.is_removed:
            goal = Goal(words=stated.words, owners=(by,), from_aspiration=stated.at)
            yield Propose(by=by, at=at, id=name, matter=goal)


def _shape(state: State) -> Shape | None:
    """Return the shape that an ending names, where no agreement says it."""
    agreed = state.agreement.current is not None
    return None if agreed else Shape.ONE_AT_A_TIME


def _of_both_sides(state: State) -> Iterator[tuple[ContributionId, ...]]:
    """Give contributions of both sides, or what there is."""
    therapists = state.members.ids(Role.THERAPIST)
    said = state.contributions.by_id.values()
    theirs = next((c.act.id for c in said if c.act.by in therapists), None)
    other = next((c.act.id for c in said if c.act.by not in therapists), None)
    yield tuple(name for name in (theirs, other) if name is not None)


def _amend(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    for proposal in state.decisions.proposals.values():
        matter = proposal.last.matter
        if isinstance(matter, Goal):
            matter = attrs.evolve(matter, owners=frozenset())
        yield Amend(by=by, at=at, proposal=proposal.id, matter=matter)
        if isinstance(matter, Choice):
            options = (SOME_WORDS, SOME_WORDS)
            yield TakePosition(by=by, at=at, proposal=proposal.id)
            for chosen in (None, 1):
                put = Choice(words=SOME_WORDS, options=options, chosen=chosen)
                yield Amend(by=by, at=at, proposal=proposal.id, matter=put)


def _decide(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    for name in state.decisions.proposals:
        yield Accept(by=by, at=at, proposal=name)
        yield Decline(by=by, at=at, proposal=name, words=SOME_WORDS)
        yield Withdraw(by=by, at=at, proposal=name)


def _speak_for(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    """Give what somebody would do for those whom they represent."""
    for held in state.representation.standing(at):
        if held.holder == by:
            decide = (*_decide(state, by, at), AcceptAgreement(by=by, at=at))
            yield from (
                attrs.evolve(act, on_behalf_of=held.client)
                for act in (*decide, *_consent_of(state, held, at))
                if isinstance(act, ByProxy)
            )


def _consent_of(state: State, held: Authority, at: datetime) -> Iterator[Act]:
    by, until = held.holder, held.until
    for (who, scope), said in state.consent.by_scope.items():
        if who == held.client and said.terms is not None:
            terms = said.terms
            yield GiveConsent(by=by, at=at, scope=scope, terms=terms, expires_at=until)
            yield DeclineConsent(by=by, at=at, scope=scope)
            yield WithdrawConsent(by=by, at=at, scope=scope)


def _hand_on(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    for transfer in state.transfer.agreed:
        yield CompleteTransfer(by=by, at=at, transfer=transfer, successor="next")


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


def _discharge(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    for duty in state.duties.open():
        yield DischargeDuty(by=by, at=at, duty=duty.id, words=SOME_WORDS)


def _alone(kind: type[Act]) -> Offer:
    def offer(_: State, by: PersonId, at: datetime) -> Iterator[Act]:
        yield kind(by=by, at=at)

    return offer


def _answer(_: State, by: PersonId, at: datetime) -> Iterator[Act]:
    yield AnswerOrientation(by=by, at=at, readiness=Readiness.READY)


def _break(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    if state.members.role(by) is not Role.THERAPIST:
        yield Pause(by=by, at=at)
        yield StartEnding(by=by, at=at)
        yield Finish(by=by, at=at)
        return
    for of in Noticed:
        yield GiveNotice(by=by, at=at, of=of, from_=at)
    yield Pause(by=by, at=at, words=SOME_WORDS, cover="service")
    yield StartEnding(
        by=by,
        at=at,
        ground=EndingGround.NO_LONGER_NEEDED,
        alternatives=SOME_WORDS,
    )
    yield Finish(by=by, at=at, alternatives=SOME_WORDS)
    for successor in (None, *state.members.ids(Role.THERAPIST)):
        yield LeaveAsTherapist(
            by=by,
            at=at,
            ground=EndingGround.UNAVAILABILITY,
            alternatives=SOME_WORDS,
            successor_lead=successor,
        )


def _turn_away(_: State, by: PersonId, at: datetime) -> Iterator[Act]:
    yield DeclineToStart(by=by, at=at, signposting=SOME_WORDS)
    yield DeclineToStart(by=by, at=at, referred_to="service")


OFFERS: tuple[Offer, ...] = (
    _waiting, _carry_over, _alone(BackToExploring), _alone(AcceptAgreement), _break,
    _alone(Leave), _turn_away, _alone(CloseAsLapsed), _alone(FollowUpOver),
    _alone(ComeBack), _propose,
    _draw_on, _amend, _decide, _consent, _speak_for, _hand_on, _orient, _answer, _rate,
    *SESSION_OFFERS, *CARE_OFFERS, _discharge, own_offers,
)  # fmt: skip
"""Between them they offer every kind of act but the opening and voids, which are about
the record."""
