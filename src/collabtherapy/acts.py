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
from collabtherapy.partnership.codings import Code
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
from collabtherapy.partnership.notes import WriteNote, WriteProcessNote
from collabtherapy.partnership.orientation import AnswerOrientation, Orient
from collabtherapy.partnership.preferences import (
    StateNeed,
    StatePreference,
    StateWhatMatters,
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
from collabtherapy.partnership.toolkit import AddToToolkit, OfferToolkit
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
    "AskFeedback",
    "BackToExploring",
    "CancelSession",
    "CheckComfort",
    "CheckSafety",
    "CloseAsLapsed",
    "Code",
    "ConfirmReflection",
    "ConfirmRepair",
    "Contribute",
    "Decline",
    "DeclineConsent",
    "DeclineFeedback",
    "DeclineToStart",
    "DeferItem",
    "DischargeDuty",
    "EndSession",
    "Explain",
    "Finish",
    "FollowUpOver",
    "GiveConsent",
    "GiveFeedback",
    "HandOverSafety",
    "InterruptSession",
    "Leave",
    "LookBack",
    "MarkRupture",
    "MissSession",
    "OfferReview",
    "OfferToolkit",
    "Open",
    "Orient",
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
    "RecordUnavailability",
    "Reflect",
    "StartEnding",
    "StartSession",
    "StateNeed",
    "StatePreference",
    "StateWhatMatters",
    "TakeUp",
    "Withdraw",
    "WithdrawConsent",
    "WorkOnRupture",
    "WriteNote",
    "WriteProcessNote",
]
