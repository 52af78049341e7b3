"""What a history adds up to: one field for each region, and where the main line is.

To add a region: write its file, add its field here and its `Region` to `REGIONS`.
"""

from datetime import datetime
from typing import NamedTuple

from collabtherapy._printing import printed
from collabtherapy.partnership.regions.advance import ADVANCE, AdvanceStatements
from collabtherapy.partnership.regions.agenda import AGENDA, Agendas
from collabtherapy.partnership.regions.agreement import AGREEMENT, Agreements
from collabtherapy.partnership.regions.alliance import ALLIANCE, Alliance
from collabtherapy.partnership.regions.choices import CHOICES, Choices
from collabtherapy.partnership.regions.codings import CODINGS, Codings
from collabtherapy.partnership.regions.competence import COMPETENCE, Findings
from collabtherapy.partnership.regions.consent import CONSENT, Consents
from collabtherapy.partnership.regions.consults import CONSULTS, Consults
from collabtherapy.partnership.regions.contact import CONTACT, Contact
from collabtherapy.partnership.regions.contributions import CONTRIBUTIONS, Contributions
from collabtherapy.partnership.regions.corrections import CORRECTIONS, Corrections
from collabtherapy.partnership.regions.decisions import DECISIONS, Decisions
from collabtherapy.partnership.regions.disclosure import DISCLOSURE, Disclosures
from collabtherapy.partnership.regions.duties import DUTIES, Duties
from collabtherapy.partnership.regions.entries import ENTRIES, Entries
from collabtherapy.partnership.regions.feedback import FEEDBACK, Feedback
from collabtherapy.partnership.regions.follow_up import FOLLOW_UP, FollowingUp
from collabtherapy.partnership.regions.goals import GOALS, Goals
from collabtherapy.partnership.regions.learning import LEARNING, Learned
from collabtherapy.partnership.regions.measurements import MEASUREMENTS, Measurements
from collabtherapy.partnership.regions.members import MEMBERS, Members
from collabtherapy.partnership.regions.notes import NOTES, Notes
from collabtherapy.partnership.regions.notices import NOTICES, Notices
from collabtherapy.partnership.regions.orientation import ORIENTATION, Orientations
from collabtherapy.partnership.regions.practice import TASKS, Tasks
from collabtherapy.partnership.regions.preferences import PREFERENCES, Preferences
from collabtherapy.partnership.regions.progress import PROGRESS, Progress
from collabtherapy.partnership.regions.redactions import REDACTIONS, Redactions
from collabtherapy.partnership.regions.representation import (
    REPRESENTATION,
    Representations,
)
from collabtherapy.partnership.regions.reviews import REVIEWS, Reviews
from collabtherapy.partnership.regions.safety import SAFETY, Safety
from collabtherapy.partnership.regions.sessions import SESSIONS, Sessions
from collabtherapy.partnership.regions.settings import SETTINGS
from collabtherapy.partnership.regions.stance import STANCE, Stances
from collabtherapy.partnership.regions.toolkit import TOOLKIT, Toolkits
from collabtherapy.partnership.regions.topics import TOPICS, Topics
from collabtherapy.partnership.regions.transfer import TRANSFER, Transfers
from collabtherapy.partnership.regions.understanding import (
    UNDERSTANDING,
    Understandings,
)
from collabtherapy.partnership.regions.uptake import UPTAKE, Uptakes
from collabtherapy.partnership.values.ids import PartnershipId, PersonId
from collabtherapy.partnership.values.policy import Policy
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.stages import MainLine, Open, Stage

REGIONS = (
    MEMBERS, DECISIONS, CONSENT, ORIENTATION, PREFERENCES, GOALS, AGREEMENT, SESSIONS,
    AGENDA, CONTRIBUTIONS, UPTAKE, LEARNING, CODINGS, FEEDBACK, ALLIANCE,
    SAFETY, CONTACT, NOTES, REVIEWS, FOLLOW_UP, TOOLKIT, STANCE, UNDERSTANDING, CHOICES,
    NOTICES, CONSULTS,
    TASKS, TOPICS, MEASUREMENTS, PROGRESS, DISCLOSURE, REPRESENTATION, COMPETENCE,
    ADVANCE, TRANSFER, REDACTIONS, CORRECTIONS, SETTINGS, ENTRIES, DUTIES,
)  # fmt: skip


class State(NamedTuple):
    """Everything that is so after an act, and the moment of that act.

    A tuple, since every act makes a new one that shares nearly all of the last: a
    tuple is copied several times as quickly as an object field by field.
    """

    id: PartnershipId
    policy: Policy
    at: datetime
    main: MainLine
    members: Members = MEMBERS.empty
    decisions: Decisions = DECISIONS.empty
    consent: Consents = CONSENT.empty
    orientation: Orientations = ORIENTATION.empty
    preferences: Preferences = PREFERENCES.empty
    goals: Goals = GOALS.empty
    agreement: Agreements = AGREEMENT.empty
    sessions: Sessions = SESSIONS.empty
    agenda: Agendas = AGENDA.empty
    contributions: Contributions = CONTRIBUTIONS.empty
    uptake: Uptakes = UPTAKE.empty
    learning: Learned = LEARNING.empty
    codings: Codings = CODINGS.empty
    feedback: Feedback = FEEDBACK.empty
    alliance: Alliance = ALLIANCE.empty
    safety: Safety = SAFETY.empty
    contact: Contact = CONTACT.empty
    notes: Notes = NOTES.empty
    notices: Notices = NOTICES.empty
    consults: Consults = CONSULTS.empty
    reviews: Reviews = REVIEWS.empty
    follow_up: FollowingUp = FOLLOW_UP.empty
    toolkit: Toolkits = TOOLKIT.empty
    choices: Choices = CHOICES.empty
    disclosure: Disclosures = DISCLOSURE.empty
    measurements: Measurements = MEASUREMENTS.empty
    progress: Progress = PROGRESS.empty
    tasks: Tasks = TASKS.empty
    stance: Stances = STANCE.empty
    topics: Topics = TOPICS.empty
    understanding: Understandings = UNDERSTANDING.empty
    competence: Findings = COMPETENCE.empty
    representation: Representations = REPRESENTATION.empty
    advance: AdvanceStatements = ADVANCE.empty
    transfer: Transfers = TRANSFER.empty
    redactions: Redactions = REDACTIONS.empty
    corrections: Corrections = CORRECTIONS.empty
    entries: Entries = ENTRIES.empty
    duties: Duties = DUTIES.empty
    left: "Register[PersonId, State]" = Register()
    """What each client who left had seen when they did; it shares nearly all of it."""

    @property
    def stage(self) -> Stage:
        """Where the partnership stands on its main line."""
        return self.main.stage

    def __repr__(self) -> str:
        return f"<State of {self.id}: {self.stage.value}, {self.at}>"

    _repr_pretty_ = printed


def opened(act: Open) -> State:
    """Give the state of a partnership of which only the opening is known."""
    stage = Stage.EXPLORING if act.begun else Stage.REQUESTED
    main = MainLine(stage=stage, since=act.at)
    return State(act.partnership, act.policy, act.at, main)
