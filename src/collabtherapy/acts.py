"""Every act under one name: what people do, as they would say it.

>>> from datetime import UTC, datetime
>>> from collabtherapy import acts
>>> acts.Leave(by="ana", at=datetime(2026, 1, 5, tzinfo=UTC)).by
PersonId('ana')
"""

from collabtherapy.partnership.act import Act
from collabtherapy.partnership.agenda import AddToAgenda, DeferItem
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
from collabtherapy.partnership.goals import RateConfidence, RateGoal
from collabtherapy.partnership.learning import RecordLearning
from collabtherapy.partnership.orientation import AnswerOrientation, Orient
from collabtherapy.partnership.preferences import (
    StateNeed,
    StatePreference,
    StateWhatMatters,
)
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
    Finish,
    Leave,
    Open,
    Pause,
    PlaceOnWaitingList,
    StartEnding,
)
from collabtherapy.partnership.toolkit import AddToToolkit, OfferToolkit
from collabtherapy.partnership.uptake import ConfirmReflection, TakeUp

__all__ = [
    "Accept",
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
    "Code",
    "ConfirmReflection",
    "Contribute",
    "Decline",
    "DeclineConsent",
    "DeclineFeedback",
    "DeferItem",
    "DischargeDuty",
    "EndSession",
    "Explain",
    "Finish",
    "GiveConsent",
    "GiveFeedback",
    "InterruptSession",
    "Leave",
    "MissSession",
    "OfferToolkit",
    "Open",
    "Orient",
    "Pause",
    "PlaceOnWaitingList",
    "PlanSession",
    "Propose",
    "RateConfidence",
    "RateGoal",
    "RecordLearning",
    "Reflect",
    "StartEnding",
    "StartSession",
    "StateNeed",
    "StatePreference",
    "StateWhatMatters",
    "TakeUp",
    "Withdraw",
    "WithdrawConsent",
]
