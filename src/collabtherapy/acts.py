"""Every act under one name: what people do, as they would say it.

>>> from datetime import UTC, datetime
>>> from collabtherapy import acts
>>> acts.Leave(by="ana", at=datetime(2026, 1, 5, tzinfo=UTC)).by
PersonId('ana')
"""

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

__all__ = [
    "Accept",
    "AcceptAgreement",
    "AcceptHandOver",
    "Accommodate",
    "AcknowledgeRupture",
    "Act",
    "AddToAgenda",
    "AddToToolkit",
    "Addendum",
    "Adjust",
    "AgreeToNote",
    "Amend",
    "AnswerDispute",
    "AnswerFeedback",
    "AnswerNeed",
    "AnswerOrientation",
    "AppointRepresentative",
    "Arrive",
    "AskErasure",
    "AskFeedback",
    "BackToExploring",
    "CancelSession",
    "CarryOver",
    "CheckComfort",
    "CheckSafety",
    "CloseAsLapsed",
    "Code",
    "ComeBack",
    "CommentOnNote",
    "CompleteTransfer",
    "Confirm",
    "ConfirmReflection",
    "ConfirmRepair",
    "ConfirmRepresentation",
    "Consult",
    "Contribute",
    "Custom",
    "Decline",
    "DeclineConsent",
    "DeclineFeedback",
    "DeclineToStart",
    "DeferItem",
    "Depart",
    "DischargeDuty",
    "Disclose",
    "DiscussProgress",
    "Dispute",
    "EndRepresentation",
    "EndSession",
    "EndorseInsight",
    "EnteredInError",
    "Explain",
    "FindCompetence",
    "Finish",
    "FollowUpOver",
    "GiveConsent",
    "GiveFeedback",
    "GiveNotice",
    "HandOverSafety",
    "HearRupture",
    "InterruptSession",
    "Leave",
    "LeaveAsTherapist",
    "LogPractice",
    "LookBack",
    "MarkRupture",
    "MissSession",
    "MoveSession",
    "OfferReview",
    "OfferToolkit",
    "Open",
    "Orient",
    "ParkTopic",
    "Pause",
    "PlaceHold",
    "PlaceOnWaitingList",
    "PlanSession",
    "Propose",
    "RaiseConcern",
    "RateBond",
    "RateConfidence",
    "RateGoal",
    "ReachOut",
    "ReadAdvanceStatement",
    "RecordContact",
    "RecordDeath",
    "RecordLearning",
    "RecordMeasure",
    "RecordUnavailability",
    "Redact",
    "Reflect",
    "ReleaseHold",
    "Restrict",
    "ReviewPractice",
    "SetStance",
    "StartEnding",
    "StartSession",
    "StateAspiration",
    "StateDecider",
    "StateNeed",
    "StatePreference",
    "StateWhatMatters",
    "StopPractice",
    "TakeBackAdvanceStatement",
    "TakePosition",
    "TakeRuptureTo",
    "TakeUp",
    "UnparkTopic",
    "Unrestrict",
    "Withdraw",
    "WithdrawConsent",
    "WorkOnRupture",
    "WriteAdvanceStatement",
    "WriteNote",
    "WriteProcessNote",
]
