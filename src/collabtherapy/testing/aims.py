"""What can be done in a stage, and what has to be there for it first."""

from collections.abc import Mapping
from functools import cache
from itertools import chain
from typing import TypeAlias

from collabtherapy import Stage, acts, law, matters
from collabtherapy.partnership.law.lifecycle import WHILE_OPEN
from collabtherapy.partnership.law.plans import kinds
from collabtherapy.partnership.law.routes import settles_at, steps_on
from collabtherapy.partnership.law.steps import EARLY_STAGES, SESSION_STAGES

Aim: TypeAlias = type[acts.Act] | type[matters.Matter]
"""What is to be done: an act of a kind, or the settling of a matter."""

FIRST: Mapping[Aim, Aim] = {
    **dict.fromkeys(
        (acts.Accept, acts.Amend, acts.Decline, acts.Withdraw), acts.Propose
    ),
    acts.TakePosition: matters.Choice,
    **dict.fromkeys(
        (acts.RateGoal, acts.RateConfidence, matters.GoalEnd, matters.Task),
        matters.Goal,
    ),
    matters.Practice: matters.Task,
    acts.LogPractice: matters.Practice,
    acts.StopPractice: matters.Practice,
    acts.ReviewPractice: matters.Practice,
    acts.CompleteTransfer: matters.Transfer,
    acts.MoveSession: acts.PlanSession,
    acts.AcceptAgreement: matters.Join,
    acts.CancelSession: acts.PlanSession,
    acts.MissSession: acts.PlanSession,
    **dict.fromkeys(
        (
            acts.AddToAgenda, acts.Contribute, acts.EndSession, acts.InterruptSession,
            acts.GiveFeedback, acts.DeclineFeedback, acts.CheckComfort, acts.Reflect,
            acts.AskFeedback, acts.Arrive, acts.Depart,
        ),
        acts.StartSession,
    ),
    acts.DeferItem: acts.AddToAgenda,
    **dict.fromkeys(
        (
            acts.TakeUp, acts.ConfirmReflection, acts.RecordLearning, acts.Code,
            acts.EndorseInsight,
        ),
        acts.Contribute,
    ),
    acts.AnswerFeedback: acts.GiveFeedback,
    acts.DiscussProgress: acts.RecordMeasure,
    acts.AnswerNeed: acts.StateNeed,
    acts.Accommodate: acts.StatePreference,
    acts.Adjust: acts.GiveFeedback,
    acts.TakeRuptureTo: acts.MarkRupture,
    acts.TakeBackAdvanceStatement: acts.WriteAdvanceStatement,
    acts.ReadAdvanceStatement: acts.WriteAdvanceStatement,
    acts.CommentOnNote: acts.WriteNote,
    acts.AgreeToNote: acts.WriteNote,
    acts.Addendum: acts.WriteNote,
    acts.HearRupture: acts.TakeRuptureTo,
    acts.UnparkTopic: acts.ParkTopic,
    acts.DischargeDuty: acts.WriteNote,
    acts.Confirm: acts.WriteNote,
    acts.AnswerDispute: acts.Dispute,
    acts.ReleaseHold: acts.PlaceHold,
    acts.Unrestrict: acts.Restrict,
}  # fmt: skip
"""What is done first where nothing is there yet that something could be about."""

IN_SESSION: frozenset[Aim] = frozenset(
    (
        acts.AddToAgenda, acts.DeferItem, acts.Contribute, acts.EndSession,
        acts.InterruptSession, acts.Arrive, acts.Depart,
    )
)  # fmt: skip
"""What is done while a session goes on, and not about one that was."""


def places(aim: Aim) -> tuple[law.Where, ...]:
    """Give where the tables let something be done at all."""
    if issubclass(aim, matters.Matter):
        return settles_at(aim)
    steps = tuple(step.from_ for step in steps_on(aim) if step.about is None)
    return steps or (law.ACT_STAGES.get(aim, WHILE_OPEN),)


@cache
def aims(stage: Stage) -> tuple[Aim, ...]:
    """Give everything that can be done in a stage, the tables' first row first.

    >>> [aim.__name__ for aim in aims(Stage.CLOSED)][:2]
    ['DeclineConsent', 'WithdrawConsent']
    """
    later = (kind for kind in kinds() if kind is not acts.Open)
    return tuple(aim for aim in chain[Aim](later, law.ASSENT) if _possible(stage, aim))


def _possible(stage: Stage, aim: Aim) -> bool:
    if not any(stage in place.stages for place in places(aim)):
        return False
    if aim in IN_SESSION and stage not in SESSION_STAGES:
        return False
    # What something is about may have come about in an earlier stage, if there is one.
    return stage not in EARLY_STAGES or aim not in FIRST or _possible(stage, FIRST[aim])
