"""The lifecycle: every step of the main line, in one table.

What the table does not list is refused. A step that both take is a settled matter,
and its guards are asked at the act that would settle it; the others are plain acts
of those the row names. Nothing leads out of CLOSED, and time leads nowhere: a moment
that is reached makes an act possible, and somebody does it or not.

To add a step: add its row to the file of its part of the way (`way_in`, `way_on`,
`way_out`), and its act or matter to the file it belongs to. The diagram, the table in
the docs and everything that asks what may be done read this table, by `routes`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from collabtherapy.partnership.law.choice_guards import something_chosen
from collabtherapy.partnership.law.guards import Guard, everyone_understands
from collabtherapy.partnership.law.matter_guards import (
    a_goal_is_active,
    both_sides_cited,
    clear_for_long_enough,
    goal_at_first,
)
from collabtherapy.partnership.law.steps import (
    BEGUN_STAGES,
    OPEN_STAGES,
    SESSION_STAGES,
    WORK_STAGES,
    Where,
    at,
)
from collabtherapy.partnership.law.way_in import WAY_IN
from collabtherapy.partnership.law.way_on import WAY_ON
from collabtherapy.partnership.law.way_out import WAY_OUT
from collabtherapy.partnership.regions.agreement import Agreement
from collabtherapy.partnership.regions.choices import Choice
from collabtherapy.partnership.regions.consent import DeclineConsent, WithdrawConsent
from collabtherapy.partnership.regions.disclosure import Disclose
from collabtherapy.partnership.regions.duties import DischargeDuty
from collabtherapy.partnership.regions.entries import AnswerDispute, Confirm, Dispute
from collabtherapy.partnership.regions.feedback import AnswerFeedback
from collabtherapy.partnership.regions.goals import Goal, GoalEnd
from collabtherapy.partnership.regions.members import Involve
from collabtherapy.partnership.regions.notes import (
    Addendum,
    AgreeToNote,
    CommentOnNote,
    WriteNote,
    WriteProcessNote,
)
from collabtherapy.partnership.regions.own_matters import Custom
from collabtherapy.partnership.regions.practice import Practice, Task
from collabtherapy.partnership.regions.redactions import (
    AskErasure,
    PlaceHold,
    Redact,
    ReleaseHold,
    Restrict,
    Unrestrict,
)
from collabtherapy.partnership.regions.representation import EndRepresentation
from collabtherapy.partnership.regions.reviews import LookBack, OfferReview
from collabtherapy.partnership.regions.safety import ResolveConcern, SafetyPlan
from collabtherapy.partnership.regions.settings import PolicyChange
from collabtherapy.partnership.regions.stance import Stance
from collabtherapy.partnership.regions.toolkit import AddToToolkit, EndorseInsight
from collabtherapy.partnership.regions.transfer import Transfer
from collabtherapy.partnership.regions.understanding import Understanding
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.corrections import Correction, EnteredInError
from collabtherapy.partnership.values.meetings import StartSession
from collabtherapy.partnership.values.stages import Stage

STEPS = (*WAY_IN, *WAY_ON, *WAY_OUT)
"""The table. Rows of one act are told apart by `Step.when`, never by their order."""

MATTER_STAGES: Mapping[type[Matter], Where] = MappingProxyType(
    {
        Goal: at(*WORK_STAGES, Stage.PAUSED),
        GoalEnd: at(*WORK_STAGES, Stage.PAUSED),
        Agreement: at(
            Stage.WORKING,
            Stage.ENDING,
            Stage.PAUSED,
            paused_from=(Stage.WORKING, Stage.ENDING),
        ),
        Understanding: at(*SESSION_STAGES),
        Task: at(*WORK_STAGES, Stage.PAUSED),
        Practice: at(*WORK_STAGES, Stage.PAUSED),
        Choice: at(*BEGUN_STAGES),
        Stance: at(*OPEN_STAGES),
        PolicyChange: at(*OPEN_STAGES),
        Custom: at(*OPEN_STAGES),
        Involve: at(*OPEN_STAGES),
        Transfer: at(*BEGUN_STAGES),
        SafetyPlan: at(*OPEN_STAGES),
        ResolveConcern: at(*OPEN_STAGES),
        Correction: at(*Stage),
    }
)
"""Where matters are settled without that being a step."""

MATTER_GUARDS: Mapping[type[Matter], tuple[Guard, ...]] = MappingProxyType(
    {
        ResolveConcern: (clear_for_long_enough,),
        Understanding: (both_sides_cited,),
        Task: (a_goal_is_active,),
        Choice: (something_chosen,),
        Agreement: (goal_at_first, everyone_understands),
    }
)
"""The conditions on matters, asked when they would settle, a step or not."""

ACT_STAGES: Mapping[type[Act], Where] = MappingProxyType(
    {
        StartSession: at(*SESSION_STAGES),
        OfferReview: at(Stage.ENDING),
        LookBack: at(Stage.ENDING, Stage.FOLLOW_UP),
        # What CLOSED accepts; everything else is for open stages.
        DeclineConsent: at(*Stage),
        WithdrawConsent: at(*Stage),
        AnswerFeedback: at(*Stage),
        DischargeDuty: at(*Stage),
        AddToToolkit: at(*Stage),
        EndorseInsight: at(*Stage),
        Disclose: at(*Stage),
        Redact: at(*Stage),
        AskErasure: at(*Stage),
        PlaceHold: at(*Stage),
        ReleaseHold: at(*Stage),
        Restrict: at(*Stage),
        Unrestrict: at(*Stage),
        EndRepresentation: at(*Stage),
        EnteredInError: at(*Stage),
        WriteNote: at(*Stage),
        CommentOnNote: at(*Stage),
        AgreeToNote: at(*Stage),
        Addendum: at(*Stage),
        WriteProcessNote: at(*Stage),
        Confirm: at(*Stage),
        Dispute: at(*Stage),
        AnswerDispute: at(*Stage),
    }
)
"""Where acts that are no step of their own are done."""

WHILE_OPEN = at(*OPEN_STAGES)
"""Where every other act is done."""
