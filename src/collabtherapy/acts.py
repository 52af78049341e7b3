"""Every act under one name: what people do, as they would say it.

>>> from datetime import UTC, datetime
>>> from collabtherapy import acts
>>> acts.Leave(by="ana", at=datetime(2026, 1, 5, tzinfo=UTC)).by
PersonId('ana')
"""

from collabtherapy.partnership.act import Act
from collabtherapy.partnership.agenda import AddToAgenda, DeferItem
from collabtherapy.partnership.alliance import (
    AcknowledgeRupture,
    ConfirmRepair,
    MarkRupture,
    RateBond,
    WorkOnRupture,
)
from collabtherapy.partnership.breaks import Pause, RecordUnavailability
from collabtherapy.partnership.choices import TakePosition
from collabtherapy.partnership.codings import Code
from collabtherapy.partnership.competence import FindCompetence
from collabtherapy.partnership.consent import (
    DeclineConsent,
    Explain,
    GiveConsent,
    WithdrawConsent,
)
from collabtherapy.partnership.contact import ReachOut, RecordContact
from collabtherapy.partnership.contributions import Contribute
from collabtherapy.partnership.decisions import (
    Accept,
    Amend,
    Decline,
    Propose,
    Withdraw,
)
from collabtherapy.partnership.disclosure import Disclose
from collabtherapy.partnership.duties import DischargeDuty
from collabtherapy.partnership.endings import (
    CloseAsLapsed,
    DeclineToStart,
    Finish,
    Leave,
    RecordDeath,
    StartEnding,
)
from collabtherapy.partnership.feedback import (
    Adjust,
    AnswerFeedback,
    AskFeedback,
    CheckComfort,
    DeclineFeedback,
    GiveFeedback,
    Reflect,
)
from collabtherapy.partnership.follow_up import FollowUpOver
from collabtherapy.partnership.goals import RateConfidence, RateGoal
from collabtherapy.partnership.learning import RecordLearning
from collabtherapy.partnership.measurements import RecordMeasure
from collabtherapy.partnership.notes import WriteNote, WriteProcessNote
from collabtherapy.partnership.orientation import AnswerOrientation, Orient
from collabtherapy.partnership.practice import LogPractice, StopPractice
from collabtherapy.partnership.preferences import (
    StateAspiration,
    StateNeed,
    StatePreference,
    StateWhatMatters,
)
from collabtherapy.partnership.redactions import Redact
from collabtherapy.partnership.representation import (
    AppointRepresentative,
    EndRepresentation,
)
from collabtherapy.partnership.reviews import LookBack, OfferReview
from collabtherapy.partnership.safety import CheckSafety, HandOverSafety, RaiseConcern
from collabtherapy.partnership.sessions import (
    CancelSession,
    EndSession,
    InterruptSession,
    MissSession,
    PlanSession,
    StartSession,
)
from collabtherapy.partnership.stages import BackToExploring, Open, PlaceOnWaitingList
from collabtherapy.partnership.stance import SetStance
from collabtherapy.partnership.toolkit import AddToToolkit, EndorseInsight, OfferToolkit
from collabtherapy.partnership.topics import ParkTopic, UnparkTopic
from collabtherapy.partnership.transfer import CompleteTransfer
from collabtherapy.partnership.uptake import ConfirmReflection, TakeUp

__all__ = [
    "Accept",
    "AcknowledgeRupture",
    "Act",
    "AddToAgenda",
    "AddToToolkit",
    "Adjust",
    "Amend",
    "AnswerFeedback",
    "AnswerOrientation",
    "AppointRepresentative",
    "AskFeedback",
    "BackToExploring",
    "CancelSession",
    "CheckComfort",
    "CheckSafety",
    "CloseAsLapsed",
    "Code",
    "CompleteTransfer",
    "ConfirmReflection",
    "ConfirmRepair",
    "Contribute",
    "Decline",
    "DeclineConsent",
    "DeclineFeedback",
    "DeclineToStart",
    "DeferItem",
    "DischargeDuty",
    "Disclose",
    "EndRepresentation",
    "EndSession",
    "EndorseInsight",
    "Explain",
    "FindCompetence",
    "Finish",
    "FollowUpOver",
    "GiveConsent",
    "GiveFeedback",
    "HandOverSafety",
    "InterruptSession",
    "Leave",
    "LogPractice",
    "LookBack",
    "MarkRupture",
    "MissSession",
    "OfferReview",
    "OfferToolkit",
    "Open",
    "Orient",
    "ParkTopic",
    "Pause",
    "PlaceOnWaitingList",
    "PlanSession",
    "Propose",
    "RaiseConcern",
    "RateBond",
    "RateConfidence",
    "RateGoal",
    "ReachOut",
    "RecordContact",
    "RecordDeath",
    "RecordLearning",
    "RecordMeasure",
    "RecordUnavailability",
    "Redact",
    "Reflect",
    "SetStance",
    "StartEnding",
    "StartSession",
    "StateAspiration",
    "StateNeed",
    "StatePreference",
    "StateWhatMatters",
    "StopPractice",
    "TakePosition",
    "TakeUp",
    "UnparkTopic",
    "Withdraw",
    "WithdrawConsent",
    "WorkOnRupture",
    "WriteNote",
    "WriteProcessNote",
]
