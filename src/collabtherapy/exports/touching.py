"""Which things an act touches: those it names, and those that it changes unnamed."""

from collections.abc import Iterator
from typing import TypeAlias

from collabtherapy.exports.fields import Said
from collabtherapy.exports.names import DUTY, PERSON, THINGS, Key
from collabtherapy.partnership.law.duties.names import duty_named
from collabtherapy.partnership.law.hearing import OfHolders
from collabtherapy.partnership.law.references import REGISTERS
from collabtherapy.partnership.regions.carry_over import CarryOver
from collabtherapy.partnership.regions.consent import Explain
from collabtherapy.partnership.regions.decisions import (
    Accept,
    Amend,
    Decline,
    Propose,
    Withdraw,
)
from collabtherapy.partnership.regions.duties import DutyStatus, changed
from collabtherapy.partnership.regions.feedback import (
    Adjust,
    AnswerFeedback,
    AskFeedback,
    CheckComfort,
    DeclineFeedback,
    GiveFeedback,
    Reflect,
)
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.ids import (
    GoalId,
    Id,
    PersonId,
    PracticeId,
    TaskId,
)
from collabtherapy.partnership.values.proposals import Proposal

Touched: TypeAlias = Iterator[tuple[str, Key]]

Deciding: TypeAlias = Propose | Amend | Accept | Decline | Withdraw

MADE: tuple[type[GoalId | TaskId | PracticeId], ...] = (GoalId, TaskId, PracticeId)
"""What a proposal becomes when it is settled, under its own name."""


def proposal_of(state: State, act: Act) -> Proposal | None:
    """Give what an act decides on, as it stands after the act."""
    if not isinstance(act, Deciding):
        return None
    name = act.id if isinstance(act, Propose) else act.proposal
    return state.decisions.proposals.find(name)


def settled_by(after: State, act: Act) -> Matter | None:
    """Give the matter that an act settled, if it settled one.

    What is settled after an act that decides on it was settled by it: the law lets
    nobody decide on what is settled, but for amending, which opens it again.
    """
    now = proposal_of(after, act)
    return now.last.matter if now is not None and now.is_settled else None


def touched(before: State, after: State, act: Act, said: Said) -> Touched:
    """Give what an act touches, and as what."""
    for field, name in said.ids:
        yield _key(field, name)
    if said.duty is not None:
        duty = duty_named(before, said.duty)
        if duty is not None:
            yield "duty", (DUTY, duty.id)
    yield from _decided(after, act)
    if said.scope is not None:
        client = act.to if isinstance(act, Explain) else act.for_whom
        yield "consent", ("Consent", (client, said.scope))
    if isinstance(act, CarryOver):
        yield from _carried_over(act)
    whose = _whose_feedback(act)
    if whose is not None:
        yield "feedback", ("Feedback", whose)
    yield from _in_passing(before, after, act)


def _key(field: str, name: Id) -> tuple[str, Key]:
    if isinstance(name, PersonId):
        return field, (PERSON, name)
    kind = THINGS[type(name)]
    # What an act brings into being is named by kind, and not by the name of the field.
    return kind.lower() if field == "id" else field, (kind, name)


def _decided(after: State, act: Act) -> Touched:
    """Give what a proposal has become, as far as it has."""
    proposal = proposal_of(after, act)
    if proposal is None:
        return
    for kind in MADE:
        name = kind(str(proposal.id))
        if name in REGISTERS[kind](after):
            thing = THINGS[kind]
            yield thing.lower(), (thing, name)


def _carried_over(act: CarryOver) -> Touched:
    """Yield what came to be by being carried over."""
    for given in act.consents:
        yield "consent", ("Consent", (given.client, given.scope))
    for goal in act.goals:
        yield "goal", ("Goal", GoalId(str(goal.id)))


def _whose_feedback(act: Act) -> tuple[Id, PersonId] | None:
    if isinstance(act, GiveFeedback | DeclineFeedback | CheckComfort | Reflect):
        return act.session, act.by
    if isinstance(act, AskFeedback | AnswerFeedback):
        return act.session, act.to
    if isinstance(act, Adjust):
        return act.session, act.because_of
    return None


def _in_passing(before: State, after: State, act: Act) -> Touched:
    """Give what an act changes without naming it."""
    open_ = before.sessions.open
    if open_ is not None and after.sessions.open is None:
        yield "ends", ("Session", open_)
    if isinstance(act, OfHolders):
        others = after.consent.by_scope.since(before.consent.by_scope)
        for key in sorted(others, key=str):
            yield "consent", ("Consent", key)
    if after.duties is not before.duties:
        for duty in changed(before.duties, after.duties):
            yield _QUALIFIERS[duty.status], (DUTY, duty.id)


_QUALIFIERS = {
    DutyStatus.OPEN: "opens",
    DutyStatus.DISCHARGED: "discharges",
    DutyStatus.LAPSED: "lapses",
}
"""What an act is to a duty that it changed; one that lapsed was not done."""
