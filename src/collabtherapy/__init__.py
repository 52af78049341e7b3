"""A therapeutic partnership as a value: typed, two-sided, private, replayable.

Two experts work together: one knows a method, one knows a life. What they do is an
act (`acts`), what they decide together a matter (`matters`), and a `Partnership` is
the fold of its acts under one law. `codec` reads and writes it; it is imported by its
own path, because it brings cattrs along.
"""

from collabtherapy import acts, matters
from collabtherapy.partnership.consent import ConsentStatus
from collabtherapy.partnership.duties import DutyKind
from collabtherapy.partnership.feedback import Invitation, Outcome
from collabtherapy.partnership.goals import GoalOutcome, Scale
from collabtherapy.partnership.ids import (
    ContributionId,
    DutyId,
    GoalId,
    PartnershipId,
    PersonId,
    ProposalId,
    SessionId,
    TermsId,
)
from collabtherapy.partnership.kinds import Kind
from collabtherapy.partnership.offers import Option
from collabtherapy.partnership.orientation import Readiness
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.people import (
    Client,
    Organisation,
    Post,
    Role,
    Therapist,
)
from collabtherapy.partnership.policy import Policy
from collabtherapy.partnership.refusals import Change, Do, Refusal, Rule, Wait
from collabtherapy.partnership.scopes import Scope
from collabtherapy.partnership.sessions import SessionStatus, Way
from collabtherapy.partnership.stages import ClosureKind, Form, Stage
from collabtherapy.partnership.timers import TimerKind
from collabtherapy.partnership.words import Words

__version__ = "0.1.0"

__all__ = [
    "Change",
    "Client",
    "ClosureKind",
    "ConsentStatus",
    "ContributionId",
    "Do",
    "DutyId",
    "DutyKind",
    "Form",
    "GoalId",
    "GoalOutcome",
    "Invitation",
    "Kind",
    "Option",
    "Organisation",
    "Outcome",
    "Partnership",
    "PartnershipId",
    "PersonId",
    "Policy",
    "Post",
    "ProposalId",
    "Readiness",
    "Refusal",
    "Role",
    "Rule",
    "Scale",
    "Scope",
    "SessionId",
    "SessionStatus",
    "Stage",
    "TermsId",
    "Therapist",
    "TimerKind",
    "Wait",
    "Way",
    "Words",
    "acts",
    "matters",
]
