"""A therapeutic partnership as a value: typed, two-sided, private, replayable.

Two experts work together: one knows a method, one knows a life. What they do is an
act (`acts`), what they decide together a matter (`matters`), and a `Partnership` is
the fold of its acts under one law. `codec` reads and writes it; it is imported by its
own path, because it brings cattrs along.
"""

from collabtherapy import acts, matters
from collabtherapy.partnership.agenda import AgendaItem
from collabtherapy.partnership.alliance import AllianceStatus, Bond, Marker, Rupture
from collabtherapy.partnership.codings import Coding
from collabtherapy.partnership.consent import Consent, ConsentStatus
from collabtherapy.partnership.contact import ContactStatus
from collabtherapy.partnership.contributions import Contribution, Voice
from collabtherapy.partnership.duties import Duty, DutyKind
from collabtherapy.partnership.endings import EndingGround
from collabtherapy.partnership.feedback import Invitation, Outcome, Response
from collabtherapy.partnership.follow_up import FollowingUp
from collabtherapy.partnership.goals import GoalOutcome, Scale, SharedGoal
from collabtherapy.partnership.ids import (
    ContributionId,
    DutyId,
    GoalId,
    PartnershipId,
    PersonId,
    PracticeId,
    ProposalId,
    SessionId,
    TaskId,
    TermsId,
    TopicId,
)
from collabtherapy.partnership.kinds import Kind
from collabtherapy.partnership.options import Option
from collabtherapy.partnership.orientation import Orientation, Readiness
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.people import (
    Client,
    Organisation,
    Post,
    Role,
    Therapist,
)
from collabtherapy.partnership.policy import Policy
from collabtherapy.partnership.practice import AgreedPractice, AgreedTask
from collabtherapy.partnership.preferences import Stated
from collabtherapy.partnership.proposals import Dissent, Proposal, Version
from collabtherapy.partnership.ratings import Rating
from collabtherapy.partnership.refusals import Change, Do, Refusal, Rule
from collabtherapy.partnership.region import Settled
from collabtherapy.partnership.safety import Concern, SafetyStatus
from collabtherapy.partnership.scopes import Scope
from collabtherapy.partnership.sessions import Session, SessionStatus, Way
from collabtherapy.partnership.stages import Closure, ClosureKind, Form, Stage
from collabtherapy.partnership.stance import Held, StanceLevel
from collabtherapy.partnership.timers import Timer, TimerKind
from collabtherapy.partnership.toolkit import Domain, ToolKind, Toolkit
from collabtherapy.partnership.words import Words

__version__ = "0.1.0"

__all__ = [
    "AgendaItem",
    "AgreedPractice",
    "AgreedTask",
    "AllianceStatus",
    "Bond",
    "Change",
    "Client",
    "Closure",
    "ClosureKind",
    "Coding",
    "Concern",
    "Consent",
    "ConsentStatus",
    "ContactStatus",
    "Contribution",
    "ContributionId",
    "Dissent",
    "Do",
    "Domain",
    "Duty",
    "DutyId",
    "DutyKind",
    "EndingGround",
    "FollowingUp",
    "Form",
    "GoalId",
    "GoalOutcome",
    "Held",
    "Invitation",
    "Kind",
    "Marker",
    "Option",
    "Organisation",
    "Orientation",
    "Outcome",
    "Partnership",
    "PartnershipId",
    "PersonId",
    "Policy",
    "Post",
    "PracticeId",
    "Proposal",
    "ProposalId",
    "Rating",
    "Readiness",
    "Refusal",
    "Response",
    "Role",
    "Rule",
    "Rupture",
    "SafetyStatus",
    "Scale",
    "Scope",
    "Session",
    "SessionId",
    "SessionStatus",
    "Settled",
    "SharedGoal",
    "Stage",
    "StanceLevel",
    "Stated",
    "TaskId",
    "TermsId",
    "Therapist",
    "Timer",
    "TimerKind",
    "ToolKind",
    "Toolkit",
    "TopicId",
    "Version",
    "Voice",
    "Way",
    "Words",
    "acts",
    "matters",
]
