"""Who may do what alone or for whom, and whose assent a matter needs.

Everything is symmetric between the two sides but what these tables name. Who may
take a step of the main line alone stands with the step, in `lifecycle`.

Source: the rule order is the client's right to leave, take back and decline; then
safety; then mutual assent; then policy.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias, cast

import attrs

from collabtherapy.partnership.regions.advance import (
    ReadAdvanceStatement,
    TakeBackAdvanceStatement,
    WriteAdvanceStatement,
)
from collabtherapy.partnership.regions.agreement import AcceptAgreement, Agreement
from collabtherapy.partnership.regions.alliance import (
    AcknowledgeRupture,
    ConfirmRepair,
    HearRupture,
    MarkRupture,
    RateBond,
    TakeRuptureTo,
    WorkOnRupture,
)
from collabtherapy.partnership.regions.choices import Choice
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
from collabtherapy.partnership.regions.disclosure import Disclose
from collabtherapy.partnership.regions.duties import DischargeDuty
from collabtherapy.partnership.regions.entries import AnswerDispute, Confirm, Dispute
from collabtherapy.partnership.regions.feedback import (
    Adjust,
    AnswerFeedback,
    AskFeedback,
)
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
from collabtherapy.partnership.regions.notices import GiveNotice
from collabtherapy.partnership.regions.orientation import AnswerOrientation, Orient
from collabtherapy.partnership.regions.own_acts import Custom
from collabtherapy.partnership.regions.own_matters import Custom as CustomMatter
from collabtherapy.partnership.regions.practice import LogPractice, Practice, Task
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
from collabtherapy.partnership.regions.reviews import OfferReview
from collabtherapy.partnership.regions.safety import (
    AcceptHandOver,
    CheckSafety,
    HandOverSafety,
    RaiseConcern,
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
from collabtherapy.partnership.values.assents import Assent, Whose
from collabtherapy.partnership.values.breaks import Resume
from collabtherapy.partnership.values.corrections import Correction, EnteredInError
from collabtherapy.partnership.values.endings import Ending, KeepGoing
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.joining import Join
from collabtherapy.partnership.values.kinds import Kind
from collabtherapy.partnership.values.meetings import Arrive, Depart
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.policy import Policy
from collabtherapy.partnership.values.proposals import Proposal
from collabtherapy.partnership.values.stages import Begin

Roles: TypeAlias = frozenset[Role]

CLIENTS: Roles = frozenset({Role.CLIENT})
THERAPISTS: Roles = frozenset({Role.THERAPIST})
BOTH: Roles = CLIENTS | THERAPISTS
ANYONE: Roles = frozenset(Role)


@attrs.frozen
class Right:
    """An act that is not everybody's to do.

    Args:
        act: the kind of act.
        who: the roles in which it may be done.
        because: why.
        whose: the field that names the client whose affair it is; no other client does
            it for them. None where the act names no client, or clients never do it.
    """

    act: type[Act]
    who: Roles
    because: str
    whose: str | None = None


RIGHTS = (
    Right(Explain, THERAPISTS, "who knows the method says what it involves"),
    Right(GiveConsent, CLIENTS, "only the person concerned consents"),
    Right(
        DeclineConsent,
        CLIENTS | {Role.FORMER_CLIENT},
        "only the person concerned says no, also after leaving",
    ),
    Right(
        WithdrawConsent,
        CLIENTS | {Role.FORMER_CLIENT},
        "taking back is as easy as giving, also after leaving (GDPR 7(3))",
    ),
    Right(AcceptAgreement, CLIENTS, "who comes later agrees for themselves"),
    Right(Orient, THERAPISTS, "who knows the method says how it goes"),
    Right(AnswerOrientation, CLIENTS, '"not yet" is the client\'s to say'),
    Right(StatePreference, CLIENTS, "whose life it is says how they like to work"),
    Right(StateNeed, CLIENTS, "whose life it is says what they need"),
    Right(
        AnswerNeed,
        THERAPISTS | {Role.ORGANISATION},
        "whoever can see to it says what comes of it",
    ),
    Right(Accommodate, THERAPISTS, "whoever works so says how it is done"),
    Right(StateWhatMatters, CLIENTS, "whose life it is says what matters most"),
    Right(StateAspiration, CLIENTS, "whose life it is says what they hope for"),
    Right(
        WriteAdvanceStatement,
        CLIENTS,
        "only the person concerned says what they want, should they not be able to",
    ),
    Right(
        TakeBackAdvanceStatement,
        CLIENTS | {Role.FORMER_CLIENT},
        "who wrote it in advance takes it back at any time, also after leaving",
    ),
    Right(
        ReadAdvanceStatement,
        BOTH | {Role.OUTSIDER},
        "who decides for a person, from outside too, reads what they wanted first",
    ),
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
    Right(Consult, THERAPISTS, "who does the work asks somebody about it"),
    Right(GiveNotice, THERAPISTS, "whoever offers the work says when they are away"),
    Right(OfferToolkit, THERAPISTS, "whoever ends the work well offers it"),
    Right(OfferReview, THERAPISTS, "whoever ends the work well offers it"),
    Right(AcknowledgeRupture, THERAPISTS, "whoever knows the method goes first"),
    Right(ConfirmRepair, CLIENTS, "only the client says that it is mended", "client"),
    Right(
        TakeRuptureTo,
        CLIENTS,
        "who is hurt by a therapist may say so to another person",
        "client",
    ),
    Right(
        HearRupture,
        ANYONE - {Role.CLIENT, Role.FORMER_CLIENT},
        "whoever a client took it to answers them; no other client is asked",
    ),
    Right(WorkOnRupture, BOTH, "what came between two is theirs to look at", "client"),
    Right(RateBond, BOTH, "what is between two is theirs to rate", "client"),
    Right(
        CheckSafety,
        BOTH,
        "a therapist asks, or the person says it of themselves; another client may be "
        "whom the danger comes from",
        "client",
    ),
    Right(
        RecordMeasure,
        BOTH | {Role.ORGANISATION},
        "an instrument asks the person concerned, and no other client answers it; its "
        "form may be handed in at a front desk",
        "client",
    ),
    Right(
        DiscussProgress,
        BOTH,
        "what one client answered and rated is looked at with no other client",
        "client",
    ),
    Right(
        AnswerFeedback,
        BOTH,
        "what one client says of a session is shown to no other client",
        "to",
    ),
    Right(
        Adjust,
        BOTH,
        "what one client says of a session is shown to no other client",
        "because_of",
    ),
    Right(Arrive, BOTH, "who comes says so, or a therapist sees it", "person"),
    Right(Depart, BOTH, "who goes says so, or a therapist sees it", "person"),
    Right(HandOverSafety, THERAPISTS, "who knows the services hands over to them"),
    Right(
        AcceptHandOver,
        ANYONE - {Role.CLIENT, Role.FORMER_CLIENT},
        "who is asked to look after a person says yes themselves; no client is asked",
    ),
    Right(
        AppointRepresentative,
        BOTH | {Role.ORGANISATION, Role.OUTSIDER},
        "a client names a person, who keeps the records sees a document, or a holder "
        "claims from outside what is yet to be seen",
        "client",
    ),
    Right(
        ConfirmRepresentation,
        THERAPISTS | {Role.ORGANISATION},
        "who keeps the records sees the document",
    ),
    Right(
        EndRepresentation,
        BOTH | {Role.ORGANISATION, Role.FORMER_CLIENT, Role.OUTSIDER},
        "a client speaks for themselves again, also after leaving; a holder lays down "
        "what they hold, from outside too; or whoever keeps the records sees it",
        "client",
    ),
    Right(
        FindCompetence,
        THERAPISTS | {Role.ORGANISATION},
        "whoever asks for a decision finds whether it can be made",
    ),
    Right(
        StateDecider,
        THERAPISTS | {Role.ORGANISATION},
        "who keeps the records sees how old somebody is, and where",
    ),
    Right(
        Redact,
        ANYONE,
        "whose words they are, also after leaving; who speaks for them, from outside "
        "too; or the organisation that keeps the record",
        "subject",
    ),
    Right(
        AskErasure,
        CLIENTS | {Role.FORMER_CLIENT, Role.OUTSIDER},
        "whose words they are asks, also after leaving; or who speaks for them",
        "subject",
    ),
    Right(
        PlaceHold,
        frozenset({Role.ORGANISATION}),
        "who keeps the record answers for keeping it (GDPR 17(3)(b), (c), (e))",
    ),
    Right(
        ReleaseHold,
        frozenset({Role.ORGANISATION}),
        "who keeps the record answers for keeping it (GDPR 17(3)(b), (c), (e))",
    ),
    Right(
        Restrict,
        frozenset({Role.ORGANISATION}),
        "who keeps the record restricts who reads it (GDPR 18)",
    ),
    Right(
        Unrestrict,
        frozenset({Role.ORGANISATION}),
        "who keeps the record lifts it, and tells the person before (GDPR 18(3))",
    ),
    Right(
        EnteredInError,
        ANYONE - {Role.OUTSIDER},
        "who wrote something down in error says so, also after leaving",
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
        RecordContact,
        BOTH | {Role.ORGANISATION},
        "whoever was called says so, or who called",
        "client",
    ),
    Right(
        Code,
        ANYONE - {Role.FORMER_CLIENT, Role.FORMER_THERAPIST},
        "coders need not be members; the gates ask for a consent",
    ),
    Right(
        Confirm,
        ANYONE,
        "whose act it is said to be says so, also after leaving or from outside",
    ),
    Right(
        Dispute,
        ANYONE,
        "who may see an entry may say that it is wrong, also after leaving, and a "
        "holder for a client (45 CFR 164.526)",
    ),
    Right(
        AnswerDispute,
        THERAPISTS | {Role.ORGANISATION},
        "who keeps the record answers for it",
    ),
    Right(
        Custom,
        BOTH | {Role.ORGANISATION},
        "who does what was declared, its declaration says; no other client does it",
        "client",
    ),
    Right(
        DischargeDuty,
        ANYONE,
        "whoever owes a duty says how it was done, a nominee from outside too",
    ),
)
"""The asymmetries of acts; what is not named here is for both sides alike."""

ABOUT_ANYBODY: Mapping[type[Act], str] = MappingProxyType(
    {
        RaiseConcern: "whoever is worried about somebody says so",
        MarkRupture: "whoever notices that something came between two says so",
        ReadAdvanceStatement: "a client may decide for another, and reads first",
        AskFeedback: "to ask somebody how a session was is not to answer for them",
    }
)
"""The acts that one client may do about another, and why.

An act that a client may do and that names one person stands here, or in `RIGHTS` with
whose affair it is.
"""

RIGHT_TO: Mapping[type[Act], Right] = MappingProxyType(
    {right.act: right for right in RIGHTS}
)
"""The rows of `RIGHTS` by their act."""


def whose_affair(act: Act) -> PersonId | None:
    """Return the person whose affair an act is; None where no row names one.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 1, 5, tzinfo=UTC)
    >>> whose_affair(CheckSafety(by="bo", at=at, client="ana", clear=True))
    PersonId('ana')
    >>> whose_affair(RaiseConcern(by="bo", at=at, client="ana")) is None
    True
    """
    right = RIGHT_TO.get(type(act))
    if right is None or right.whose is None:
        return None
    return cast("PersonId", getattr(act, right.whose))


def is_for_another(members: Members, act: Act) -> bool:
    """Return whether one client does what is another client's affair."""
    whose = whose_affair(act)
    if whose is None or whose == act.by:
        return False
    clients = (Role.CLIENT, Role.FORMER_CLIENT)
    return members.role(act.by) in clients and members.role(whose) in clients


KINDS: Mapping[Kind, Roles] = {
    Kind.PROFESSIONAL: THERAPISTS,  # what training says is the therapist's to say
    Kind.EXPERIENCE: CLIENTS,  # only the person who lived it says how it was
}
"""The asymmetries of contributions, by kind."""

REASON_OWED: Roles = THERAPISTS
"""Who gives a reason when declining; a client owes none."""


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
    Join: Assent(Whose.BY_FORM, Whose.ALL),
    Transfer: Assent(Whose.ALL, Whose.ALL),
    SafetyPlan: Assent(Whose.OWNERS, Whose.ONE),
    ResolveConcern: Assent(Whose.OWNERS, Whose.ONE),
    Correction: Assent(Whose.ALL, Whose.ALL),
    CustomMatter: Assent(Whose.ALL, Whose.ALL),
}
"""Both sides, but for one row; a matter that is not named here never settles.

Of a declared kind the row stands in its declaration: see `assent_of`.

Into a group the therapists alone may take somebody in: nothing that two sides decide is
decided by that. Neither the stage nor any agreement changes, and the newcomer takes
part in nothing before their own consent and their own acceptance.
"""


def assent_of(matter: Matter, policy: Policy) -> Assent | None:
    """Return whose acceptance a matter needs; None, if it never settles.

    A matter of a declared kind never does where its declaration is not in force.
    """
    row = ASSENT.get(type(matter))
    if row is None or not isinstance(matter, CustomMatter):
        return row
    declared = policy.extension(matter.kind)
    return None if declared is None else declared.assent


def missing(
    members: Members, proposal: Proposal, policy: Policy
) -> tuple[PersonId, ...]:
    """Return those whose acceptance the last version still waits for.

    Where one of several would do, all of them are named. Nobody is missing from a
    matter that this version of the law does not know: it cannot settle at all.
    """
    rule = assent_of(proposal.last.matter, policy)
    if rule is None:
        return ()
    therapists = members.ids(Role.THERAPIST)
    owners = whose(proposal.last.matter)
    own = tuple(t for t in therapists if t in owners)
    clients = concerned(members, proposal)
    if rule.clients is Whose.BY_FORM and members.form not in policy.join_assent:
        clients = ()
    return (
        *_missing(rule.clients, clients, proposal.accepted_by),
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
    named = cast("frozenset[PersonId] | PersonId | None", value)
    return frozenset((named,)) if isinstance(named, PersonId) else named or frozenset()


def _missing(
    rule: Whose, people: tuple[PersonId, ...], accepted: frozenset[PersonId]
) -> tuple[PersonId, ...]:
    waiting = tuple(person for person in people if person not in accepted)
    if rule is Whose.ONE and len(waiting) < len(people):
        return ()
    return waiting


def is_settling(members: Members, proposal: Proposal, policy: Policy) -> bool:
    """Whether everyone whose assent it needs has accepted the last version."""
    return (
        proposal.is_open
        and assent_of(proposal.last.matter, policy) is not None
        and not missing(members, proposal, policy)
    )
