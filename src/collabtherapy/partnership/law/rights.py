"""Who may do what alone, and whose assent a matter needs.

Everything is symmetric between the two sides but what these tables name. Who may
take a step of the main line alone stands with the step, in `lifecycle`.

Source: the rule order is the client's right to leave, take back and decline; then
safety; then mutual assent; then policy.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias, cast

import attrs

from collabtherapy.partnership.regions.agreement import Agreement
from collabtherapy.partnership.regions.alliance import AcknowledgeRupture, ConfirmRepair
from collabtherapy.partnership.regions.choices import Choice
from collabtherapy.partnership.regions.codings import Code
from collabtherapy.partnership.regions.competence import FindCompetence
from collabtherapy.partnership.regions.consent import (
    DeclineConsent,
    Explain,
    GiveConsent,
    WithdrawConsent,
)
from collabtherapy.partnership.regions.contact import ReachOut, RecordContact
from collabtherapy.partnership.regions.disclosure import Disclose
from collabtherapy.partnership.regions.duties import DischargeDuty
from collabtherapy.partnership.regions.follow_up import FollowUp, Reopen
from collabtherapy.partnership.regions.goals import (
    Goal,
    GoalEnd,
    RateConfidence,
    RateGoal,
)
from collabtherapy.partnership.regions.measurements import RecordMeasure
from collabtherapy.partnership.regions.members import Involve, Members
from collabtherapy.partnership.regions.notes import WriteProcessNote
from collabtherapy.partnership.regions.orientation import AnswerOrientation, Orient
from collabtherapy.partnership.regions.practice import LogPractice, Practice, Task
from collabtherapy.partnership.regions.preferences import (
    StateAspiration,
    StateNeed,
    StatePreference,
    StateWhatMatters,
)
from collabtherapy.partnership.regions.redactions import Redact
from collabtherapy.partnership.regions.representation import (
    AppointRepresentative,
    EndRepresentation,
)
from collabtherapy.partnership.regions.reviews import OfferReview
from collabtherapy.partnership.regions.safety import (
    HandOverSafety,
    ResolveConcern,
    SafetyPlan,
)
from collabtherapy.partnership.regions.settings import PolicyChange
from collabtherapy.partnership.regions.stance import SetStance, Stance
from collabtherapy.partnership.regions.toolkit import (
    AddToToolkit,
    EndorseInsight,
    OfferToolkit,
)
from collabtherapy.partnership.regions.transfer import Transfer
from collabtherapy.partnership.regions.understanding import Understanding
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.appointments import (
    CancelSession,
    MoveSession,
    PlanSession,
)
from collabtherapy.partnership.values.breaks import Resume
from collabtherapy.partnership.values.endings import Ending, KeepGoing
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.kinds import Kind
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.proposals import Proposal
from collabtherapy.partnership.values.stages import Begin

Roles: TypeAlias = frozenset[Role]

CLIENTS: Roles = frozenset({Role.CLIENT})
THERAPISTS: Roles = frozenset({Role.THERAPIST})
BOTH: Roles = CLIENTS | THERAPISTS
ANYONE: Roles = frozenset(Role)


@attrs.frozen
class Right:
    """An act that is not both sides' to do, whose it is, and why."""

    act: type[Act]
    who: Roles
    because: str


RIGHTS = (
    Right(Explain, THERAPISTS, "who knows the method says what it involves"),
    Right(GiveConsent, CLIENTS, "only the person concerned consents"),
    Right(DeclineConsent, CLIENTS, "only the person concerned declines"),
    Right(
        WithdrawConsent,
        CLIENTS | {Role.FORMER_CLIENT},
        "taking back is as easy as giving, also after leaving (GDPR 7(3))",
    ),
    Right(Orient, THERAPISTS, "who knows the method says how it goes"),
    Right(AnswerOrientation, CLIENTS, '"not yet" is the client\'s to say'),
    Right(StatePreference, CLIENTS, "whose life it is says how they like to work"),
    Right(StateNeed, CLIENTS, "whose life it is says what they need"),
    Right(StateWhatMatters, CLIENTS, "whose life it is says what matters most"),
    Right(StateAspiration, CLIENTS, "whose life it is says what they hope for"),
    Right(SetStance, CLIENTS, "whose life it is says how far they lead"),
    Right(LogPractice, CLIENTS, "whose days they are notes how it went"),
    Right(RateGoal, CLIENTS, "only the person concerned rates themselves"),
    Right(RateConfidence, CLIENTS, "only the person concerned rates themselves"),
    Right(
        AddToToolkit,
        CLIENTS | {Role.FORMER_CLIENT},
        "who takes it along fills it, also after leaving",
    ),
    Right(
        EndorseInsight,
        CLIENTS | {Role.FORMER_CLIENT},
        "who takes it along says what is theirs, also after leaving",
    ),
    Right(OfferToolkit, THERAPISTS, "whoever ends the work well offers it"),
    Right(OfferReview, THERAPISTS, "whoever ends the work well offers it"),
    Right(AcknowledgeRupture, THERAPISTS, "whoever knows the method goes first"),
    Right(ConfirmRepair, CLIENTS, "only the client says that it is mended"),
    Right(HandOverSafety, THERAPISTS, "who knows the services hands over to them"),
    Right(
        AppointRepresentative,
        BOTH | {Role.ORGANISATION},
        "a client names somebody, or whoever keeps the records sees who is entitled",
    ),
    Right(
        EndRepresentation,
        BOTH | {Role.ORGANISATION},
        "a client speaks for themselves again, or whoever keeps the records sees it",
    ),
    Right(
        FindCompetence,
        THERAPISTS | {Role.ORGANISATION},
        "whoever asks for a decision finds whether it can be made",
    ),
    Right(
        Redact,
        ANYONE,
        "whose words they are, also after leaving; who speaks for them, from outside "
        "too; or the organisation that keeps the record",
    ),
    Right(Disclose, THERAPISTS, "whoever keeps a confidence answers for breaking it"),
    Right(WriteProcessNote, THERAPISTS, "a therapist thinks on paper"),
    Right(
        ReachOut,
        THERAPISTS | {Role.ORGANISATION},
        "whoever offers help seeks who has gone silent",
    ),
    Right(PlanSession, BOTH | {Role.ORGANISATION}, "a front desk keeps the diary"),
    Right(MoveSession, BOTH | {Role.ORGANISATION}, "a front desk keeps the diary"),
    Right(CancelSession, BOTH | {Role.ORGANISATION}, "a front desk keeps the diary"),
    Right(
        RecordMeasure,
        BOTH | {Role.ORGANISATION},
        "forms are handed in and scored at the front desk too",
    ),
    Right(RecordContact, BOTH | {Role.ORGANISATION}, "whoever was called says so"),
    Right(Code, ANYONE, "coders need not be members; the gates ask for a consent"),
    Right(
        DischargeDuty,
        ANYONE,
        "whoever owes a duty discharges it, a nominee from outside too",
    ),
)
"""The asymmetries of acts; what is not named here is for both sides alike."""

KINDS: Mapping[Kind, Roles] = {
    Kind.PROFESSIONAL: THERAPISTS,  # what training says is the therapist's to say
    Kind.EXPERIENCE: CLIENTS,  # only the person who lived it says how it was
}
"""The asymmetries of contributions, by kind."""

REASON_OWED: Roles = THERAPISTS
"""Who gives a reason when declining; a client owes none."""


class Whose(StrEnum):
    """How many of one side have to accept."""

    ALL = "all"
    ONE = "one"
    OWNERS = "owners"


@attrs.frozen
class Assent:
    """Whose acceptance a kind of matter needs before it settles."""

    clients: Whose
    therapists: Whose


ASSENT: Mapping[type[Matter], Assent] = {
    Begin: Assent(Whose.ALL, Whose.ALL),
    Agreement: Assent(Whose.ALL, Whose.ALL),
    Goal: Assent(Whose.OWNERS, Whose.ONE),
    GoalEnd: Assent(Whose.ALL, Whose.ONE),
    Resume: Assent(Whose.ALL, Whose.ALL),
    Ending: Assent(Whose.ALL, Whose.ALL),
    KeepGoing: Assent(Whose.ALL, Whose.ALL),
    FollowUp: Assent(Whose.ALL, Whose.ALL),
    Reopen: Assent(Whose.ALL, Whose.ALL),
    Understanding: Assent(Whose.OWNERS, Whose.ONE),
    Stance: Assent(Whose.OWNERS, Whose.ONE),
    Task: Assent(Whose.OWNERS, Whose.ONE),
    Practice: Assent(Whose.OWNERS, Whose.ONE),
    Choice: Assent(Whose.ALL, Whose.ONE),
    PolicyChange: Assent(Whose.ALL, Whose.ONE),
    Involve: Assent(Whose.ALL, Whose.ALL),
    Transfer: Assent(Whose.ALL, Whose.ALL),
    SafetyPlan: Assent(Whose.OWNERS, Whose.ONE),
    ResolveConcern: Assent(Whose.OWNERS, Whose.ONE),
}
"""Both sides, always; a matter that is not named here never settles."""


def missing(members: Members, proposal: Proposal) -> tuple[PersonId, ...]:
    """Give those whose acceptance the last version still waits for.

    Where one of several would do, all of them are named. Nobody is missing from a
    matter that this version of the law does not know: it cannot settle at all.
    """
    rule = ASSENT.get(type(proposal.last.matter))
    if rule is None:
        return ()
    therapists = members.ids(Role.THERAPIST)
    owners = whose(proposal.last.matter)
    own = tuple(t for t in therapists if t in owners)
    return (
        *_missing(rule.clients, concerned(members, proposal), proposal.accepted_by),
        *_missing(rule.therapists, own or therapists, proposal.accepted_by),
    )


def concerned(members: Members, proposal: Proposal) -> tuple[PersonId, ...]:
    """Give the clients whose matter it is: its owners who are here, or every client."""
    owners = whose(proposal.last.matter)
    clients = members.ids(Role.CLIENT)
    # Owners who have all left leave the goal to those who stay: never to nobody.
    return tuple(c for c in clients if c in owners) or clients


def whose(matter: Matter) -> frozenset[PersonId]:
    """Give those whom a matter names as its own; nobody means every client."""
    if matter.owned_by is None:
        return frozenset()
    value: object = getattr(matter, matter.owned_by)
    named = cast("frozenset[PersonId] | PersonId", value)
    return frozenset((named,)) if isinstance(named, PersonId) else named


def _missing(
    rule: Whose, people: tuple[PersonId, ...], accepted: frozenset[PersonId]
) -> tuple[PersonId, ...]:
    waiting = tuple(person for person in people if person not in accepted)
    if rule is Whose.ONE and len(waiting) < len(people):
        return ()
    return waiting


def is_settling(members: Members, proposal: Proposal) -> bool:
    """Whether everyone whose assent it needs has accepted the last version."""
    return (
        proposal.is_open
        and type(proposal.last.matter) in ASSENT
        and not missing(members, proposal)
    )
