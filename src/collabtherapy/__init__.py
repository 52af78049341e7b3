"""A therapeutic partnership as a value: typed, two-sided, private, replayable.

Two experts work together: one knows a method, one knows a life. What they do is an
act (`acts`), what they decide together a matter (`matters`), and a `Partnership` is
the fold of its acts under one law. `codec` reads and writes it; it is imported by its
own path, because it brings cattrs along.
"""

import sys as _sys

from collabtherapy import acts, matters
from collabtherapy.partnership.law.deciders import Decider
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.questions.options import Option
from collabtherapy.partnership.questions.timers import Timer, TimerKind
from collabtherapy.partnership.record.past import Moment
from collabtherapy.partnership.regions.agenda import AgendaItem
from collabtherapy.partnership.regions.agreement import IndividualContacts
from collabtherapy.partnership.regions.alliance import (
    AllianceStatus,
    Bond,
    Marker,
    Rupture,
    RuptureKind,
)
from collabtherapy.partnership.regions.carry_over import (
    CarriedAgreement,
    CarriedConsent,
    CarriedGoal,
    CarriedOver,
    CarriedPart,
)
from collabtherapy.partnership.regions.codings import Coding
from collabtherapy.partnership.regions.contact import ContactStatus
from collabtherapy.partnership.regions.contributions import Contribution, Voice
from collabtherapy.partnership.regions.duties import Duty, DutyStatus, Lapse
from collabtherapy.partnership.regions.entries import Disputed, Entered
from collabtherapy.partnership.regions.feedback import (
    Invitation,
    Outcome,
    Response,
    WhoLed,
)
from collabtherapy.partnership.regions.follow_up import FollowingUp
from collabtherapy.partnership.regions.goals import GoalOutcome, Scale, SharedGoal
from collabtherapy.partnership.regions.measurements import NoScore, Track
from collabtherapy.partnership.regions.notes import SharedNote
from collabtherapy.partnership.regions.notices import Notice, Noticed
from collabtherapy.partnership.regions.orientation import Orientation, Readiness
from collabtherapy.partnership.regions.practice import (
    AgreedPractice,
    AgreedTask,
    Done,
    Reviewed,
)
from collabtherapy.partnership.regions.preferences import Answer, Stated
from collabtherapy.partnership.regions.progress import Pick
from collabtherapy.partnership.regions.region import Settled
from collabtherapy.partnership.regions.safety import Concern, SafetyStatus
from collabtherapy.partnership.regions.sessions import Session, SessionStatus
from collabtherapy.partnership.regions.stance import Held, StanceLevel
from collabtherapy.partnership.regions.toolkit import Domain, ToolKind, Toolkit
from collabtherapy.partnership.values.appointments import Mode
from collabtherapy.partnership.values.authority import Authority, Basis, Power
from collabtherapy.partnership.values.consents import (
    Consent,
    ConsentStatus,
    Yes,
)
from collabtherapy.partnership.values.duty_ids import DutyId, DutyKind
from collabtherapy.partnership.values.endings import EndingGround
from collabtherapy.partnership.values.entries import (
    Entry,
    EntryConflict,
    EntryStatus,
    Mark,
)
from collabtherapy.partnership.values.erasures import ErasureGround
from collabtherapy.partnership.values.evidence import Evidence
from collabtherapy.partnership.values.forms import Form
from collabtherapy.partnership.values.ids import (
    ContributionId,
    GoalId,
    HoldId,
    NoteId,
    PartId,
    PartnershipId,
    PersonId,
    PracticeId,
    ProposalId,
    SessionId,
    TaskId,
    TermsId,
    TopicId,
)
from collabtherapy.partnership.values.kinds import Kind
from collabtherapy.partnership.values.meetings import Way
from collabtherapy.partnership.values.people import (
    Client,
    FallsUnder,
    Organisation,
    Post,
    Role,
    Therapist,
)
from collabtherapy.partnership.values.policy import Policy
from collabtherapy.partnership.values.presence import AlsoPresent, As, Stay
from collabtherapy.partnership.values.proposals import Dissent, Proposal, Version
from collabtherapy.partnership.values.ratings import Rating
from collabtherapy.partnership.values.refusals import Change, Do, Refusal, Rule
from collabtherapy.partnership.values.retention import Retention
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.values.shapes import Shape
from collabtherapy.partnership.values.stages import Closure, ClosureKind, Stage
from collabtherapy.partnership.values.ways import WayOut
from collabtherapy.partnership.values.words import Words

__version__ = "0.1.0"

__all__ = [
    "AgendaItem",
    "AgreedPractice",
    "AgreedTask",
    "AllianceStatus",
    "AlsoPresent",
    "Answer",
    "As",
    "Authority",
    "Basis",
    "Bond",
    "CarriedAgreement",
    "CarriedConsent",
    "CarriedGoal",
    "CarriedOver",
    "CarriedPart",
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
    "Decider",
    "Disputed",
    "Dissent",
    "Do",
    "Domain",
    "Done",
    "Duty",
    "DutyId",
    "DutyKind",
    "DutyStatus",
    "EndingGround",
    "Entered",
    "Entry",
    "EntryConflict",
    "EntryStatus",
    "ErasureGround",
    "Evidence",
    "FallsUnder",
    "FollowingUp",
    "Form",
    "GoalId",
    "GoalOutcome",
    "Held",
    "HoldId",
    "IndividualContacts",
    "Invitation",
    "Kind",
    "Lapse",
    "Mark",
    "Marker",
    "Mode",
    "Moment",
    "NoScore",
    "NoteId",
    "Notice",
    "Noticed",
    "Option",
    "Organisation",
    "Orientation",
    "Outcome",
    "PartId",
    "Partnership",
    "PartnershipId",
    "PersonId",
    "Pick",
    "Policy",
    "Post",
    "Power",
    "PracticeId",
    "Proposal",
    "ProposalId",
    "Rating",
    "Readiness",
    "Refusal",
    "Response",
    "Retention",
    "Reviewed",
    "Role",
    "Rule",
    "Rupture",
    "RuptureKind",
    "SafetyStatus",
    "Scale",
    "Scope",
    "Session",
    "SessionId",
    "SessionStatus",
    "Settled",
    "Shape",
    "SharedGoal",
    "SharedNote",
    "Stage",
    "StanceLevel",
    "Stated",
    "Stay",
    "TaskId",
    "TermsId",
    "Therapist",
    "Timer",
    "TimerKind",
    "ToolKind",
    "Toolkit",
    "TopicId",
    "Track",
    "Version",
    "Voice",
    "Way",
    "WayOut",
    "WhoLed",
    "Words",
    "Yes",
    "acts",
    "matters",
]

if "hypothesis" in _sys.modules:  # which, imported first, does not know of us yet
    from _collabtherapy_hypothesis import register as _register

    _register()
