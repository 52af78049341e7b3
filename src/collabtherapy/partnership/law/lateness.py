"""How each kind of act stands in time: what a late entry of it counts for.

A class hangs on the kind of act alone, never on what is so: what is replayed later
stands where it stood when it was recorded.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collabtherapy.partnership.regions.advance import (
    ReadAdvanceStatement,
    TakeBackAdvanceStatement,
    WriteAdvanceStatement,
)
from collabtherapy.partnership.regions.agenda import AddToAgenda, DeferItem
from collabtherapy.partnership.regions.agreement import AcceptAgreement
from collabtherapy.partnership.regions.alliance import (
    AcknowledgeRupture,
    ConfirmRepair,
    HearRupture,
    MarkRupture,
    RateBond,
    TakeRuptureTo,
    WorkOnRupture,
)
from collabtherapy.partnership.regions.carry_over import CarryOver
from collabtherapy.partnership.regions.choices import TakePosition
from collabtherapy.partnership.regions.codings import Code
from collabtherapy.partnership.regions.competence import FindCompetence, StateDecider
from collabtherapy.partnership.regions.consent import (
    DeclineConsent,
    Explain,
    GiveConsent,
    WithdrawConsent,
)
from collabtherapy.partnership.regions.consults import Consult
from collabtherapy.partnership.regions.contact import ReachOut, RecordContact
from collabtherapy.partnership.regions.contributions import Contribute
from collabtherapy.partnership.regions.decisions import (
    Accept,
    Amend,
    Decline,
    Propose,
    Withdraw,
)
from collabtherapy.partnership.regions.disclosure import Disclose
from collabtherapy.partnership.regions.duties import DischargeDuty
from collabtherapy.partnership.regions.entries import AnswerDispute, Confirm, Dispute
from collabtherapy.partnership.regions.feedback import (
    Adjust,
    AnswerFeedback,
    AskFeedback,
    CheckComfort,
    DeclineFeedback,
    GiveFeedback,
    Reflect,
)
from collabtherapy.partnership.regions.follow_up import ComeBack, FollowUpOver
from collabtherapy.partnership.regions.goals import RateConfidence, RateGoal
from collabtherapy.partnership.regions.learning import RecordLearning
from collabtherapy.partnership.regions.measurements import RecordMeasure
from collabtherapy.partnership.regions.notes import (
    Addendum,
    AgreeToNote,
    CommentOnNote,
    WriteNote,
    WriteProcessNote,
)
from collabtherapy.partnership.regions.notices import GiveNotice
from collabtherapy.partnership.regions.orientation import AnswerOrientation, Orient
from collabtherapy.partnership.regions.own_acts import Custom
from collabtherapy.partnership.regions.practice import (
    LogPractice,
    ReviewPractice,
    StopPractice,
)
from collabtherapy.partnership.regions.preferences import (
    Accommodate,
    AnswerNeed,
    StateAspiration,
    StateNeed,
    StatePreference,
    StateWhatMatters,
)
from collabtherapy.partnership.regions.progress import DiscussProgress
from collabtherapy.partnership.regions.redactions import (
    AskErasure,
    PlaceHold,
    Redact,
    ReleaseHold,
    Restrict,
    Unrestrict,
)
from collabtherapy.partnership.regions.representation import (
    AppointRepresentative,
    ConfirmRepresentation,
    EndRepresentation,
)
from collabtherapy.partnership.regions.reviews import LookBack, OfferReview
from collabtherapy.partnership.regions.safety import (
    AcceptHandOver,
    CheckSafety,
    HandOverSafety,
    RaiseConcern,
)
from collabtherapy.partnership.regions.stance import SetStance
from collabtherapy.partnership.regions.toolkit import (
    AddToToolkit,
    EndorseInsight,
    OfferToolkit,
)
from collabtherapy.partnership.regions.topics import ParkTopic, UnparkTopic
from collabtherapy.partnership.regions.transfer import CompleteTransfer
from collabtherapy.partnership.regions.uptake import ConfirmReflection, TakeUp
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.appointments import (
    CancelSession,
    MissSession,
    MoveSession,
    PlanSession,
)
from collabtherapy.partnership.values.breaks import Pause, RecordUnavailability
from collabtherapy.partnership.values.corrections import EnteredInError
from collabtherapy.partnership.values.endings import (
    CloseAsLapsed,
    DeclineToStart,
    Finish,
    Leave,
    LeaveAsTherapist,
    RecordDeath,
    StartEnding,
)
from collabtherapy.partnership.values.lateness import Lateness
from collabtherapy.partnership.values.meetings import (
    Arrive,
    Depart,
    EndSession,
    InterruptSession,
    StartSession,
)
from collabtherapy.partnership.values.stages import (
    BackToExploring,
    Open,
    PlaceOnWaitingList,
)

__all__ = ["LATENESS", "Lateness", "lateness_of"]


_BY_CLASS: Final = {
    Lateness.FACT: (
        Disclose,  # who was told is told: no withdrawal sets that aside
        RecordDeath,
        Orient,
        AnswerOrientation,
        StatePreference,
        StateNeed,
        AnswerNeed,
        Accommodate,
        StateWhatMatters,
        StateAspiration,
        WriteAdvanceStatement,
        RateGoal,
        RateConfidence,
        PlanSession,
        MoveSession,
        CancelSession,
        MissSession,
        StartSession,
        Arrive,
        Depart,
        EndSession,
        InterruptSession,
        AddToAgenda,
        DeferItem,
        Contribute,
        TakeUp,
        ConfirmReflection,
        RecordLearning,
        Code,
        AskFeedback,
        GiveFeedback,
        CheckComfort,
        Reflect,
        AnswerFeedback,
        Adjust,
        RateBond,
        MarkRupture,
        AcknowledgeRupture,
        WorkOnRupture,
        ConfirmRepair,
        TakeRuptureTo,
        HearRupture,
        RaiseConcern,
        CheckSafety,
        HandOverSafety,
        ReachOut,
        RecordContact,
        WriteNote,
        WriteProcessNote,
        CommentOnNote,
        AgreeToNote,
        Addendum,
        OfferReview,
        LookBack,
        AddToToolkit,
        OfferToolkit,
        SetStance,
        TakePosition,
        LogPractice,
        StopPractice,
        ReviewPractice,
        RecordMeasure,
        DiscussProgress,
        Consult,
        DischargeDuty,
        RecordUnavailability,
        Custom,  # unless its declaration says another, which it then says itself
    ),
    Lateness.RESTRICTION: (
        WithdrawConsent,
        DeclineConsent,
        Leave,
        Decline,
        ParkTopic,
        DeclineFeedback,
        TakeBackAdvanceStatement,
        AskErasure,
    ),
    Lateness.GRANT: (
        Explain,
        GiveConsent,
        Propose,
        Amend,
        Accept,
        AcceptAgreement,
        AppointRepresentative,
        ConfirmRepresentation,
        FindCompetence,
        AcceptHandOver,
        GiveNotice,
    ),
    # Apart from what is granted, because a document must not carry them either: a
    # pause dated before a concern was raised would pass the guard that asks of it.
    Lateness.STEP: (
        Open,
        CarryOver,
        Pause,
        StartEnding,
        Finish,
        CloseAsLapsed,
        DeclineToStart,
        PlaceOnWaitingList,
        BackToExploring,
        FollowUpOver,
        ComeBack,
        CompleteTransfer,
        Withdraw,
        EndRepresentation,
        UnparkTopic,
        EndorseInsight,
        Redact,
        PlaceHold,
        ReleaseHold,
        Restrict,
        Unrestrict,
        LeaveAsTherapist,
        StateDecider,
        EnteredInError,
        Confirm,
        Dispute,
        AnswerDispute,
        ReadAdvanceStatement,
    ),
}

LATENESS: Final[Mapping[type[Act], Lateness]] = MappingProxyType(
    {kind: lateness for lateness, kinds in _BY_CLASS.items() for kind in kinds}
)
"""How each kind of act stands in time."""


def lateness_of(act: Act) -> Lateness:
    """Return how an act stands in time; of a declared kind, it says so itself.

    What only a newer version has a name for counts from when it is recorded: what is
    unknown never permits anything.
    """
    if isinstance(act, Custom):
        return act.lateness
    return LATENESS.get(type(act), Lateness.STEP)
