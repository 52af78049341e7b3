"""The map: what each act and each matter becomes in FHIR, what is lost of it, and why.

Who did it, when, for whom and late or not is in the Provenance of everything that is
carried. A field that no row names as lost is carried; a test changes each one by one.
"""

from collections.abc import Mapping
from types import MappingProxyType

import attrs
from attrs import field

from collabtherapy import acts, matters
from collabtherapy._frozen import FrozenMap, frozen
from collabtherapy.partnership.values.act import Act, Matter

NO_ELEMENT = "FHIR has no element for it"
EARLIER = "something later took its place, and a Bundle has what stands"
NAMES = "ids go out, and nobody's name"
RARE = "a rare training tells who somebody is"
ELSEWHERE = "whoever is no member here has not been asked"
SETTINGS = "settings are the practice's, and nothing that happened"
ANOTHER = "another partnership is not in this Bundle"
PRIVATE = "it is for its author alone"
IN_ERROR = "it was entered in error: that goes out, and no more of it"
ASIDE = "it lost its effect by what was entered late: that goes out, and no more of it"
NO_STATUS = "FHIR has no status for what has no effect any more, or none of its own"
NEWER = "only a newer version knows what it says"
SEEN = "a document that was seen stays where it is, and may tell who somebody is"

NOBODY_SPOKE = "nobody spoke for them, so that nothing came to its end"

TALK = "FHIR has no place for what is said in a session, or for its agenda"
ALLIANCE = "FHIR knows nothing that comes between two people, and no repair"
SHARED_WORK = "FHIR has no decision that two sides take together, but on a goal"
OWN_VOICE = "FHIR has no place that is the client's own to write in"
WAYS = "FHIR has no place for how two people find their way of working"
ENDING = "FHIR has no place for how people part"
DUTIES = "FHIR has nothing that a therapist owes a client"
DECLARED = "declared by this partnership; FHIR has no profile for it"
RECORDS = "it is about the record, and not in it"
NUMBERS = "the numbers of entries are those of the record, and not of a Bundle"
WHO_DECIDES = "FHIR has no place for who decides for a person, or for a rule of that"
TOGETHER = "FHIR has no consent that takes the yes of each of several people"
POWERS = "FHIR knows that somebody is related, and not what they may do"

_NONE = FrozenMap[str, str]()


@attrs.frozen(kw_only=True)
class Row:
    """What one kind of act or matter becomes.

    Args:
        of: the kind.
        becomes: the resources that carry it; none, where all of it is lost.
        lost: the fields that are not carried, and why.
        because: why all of it is lost, where it is, or where it comes to nothing.
        unless_settled: the fields that are carried once it is settled.
    """

    of: type[Act] | type[Matter]
    becomes: tuple[str, ...] = ()
    lost: Mapping[str, str] = field(default=_NONE, converter=frozen)
    because: str = ""
    unless_settled: tuple[str, ...] = ()


def _lost(because: str, *kinds: type[Act] | type[Matter]) -> tuple[Row, ...]:
    return tuple(Row(of=kind, because=because) for kind in kinds)


def _without(*names: str) -> Mapping[str, str]:
    return dict.fromkeys(names, NO_ELEMENT)


EPISODE = ("EpisodeOfCare",)
TEAM = ("CareTeam",)
MESSAGE = ("Communication",)
FOUND = ("Observation",)
MATTER = ("what its matter becomes",)
STRUCK = ("what it takes out of effect",)

ROWS: tuple[Row, ...] = (
    Row(
        of=acts.Open,
        becomes=("Patient", "Practitioner", "Organization", *TEAM, *EPISODE),
        lost={
            "policy": SETTINGS,
            "clients_told": NO_ELEMENT,
            "deciders": WHO_DECIDES,
            "predecessor": ANOTHER,
            "called": NAMES,
            "pronouns": NAMES,
            "credentials": RARE,
            "supervisor": ELSEWHERE,
        },
    ),
    Row(
        of=acts.CarryOver,
        becomes=("Consent", "CarePlan", "Goal", *EPISODE),
        lost=_without("from_system", "began_at", "as_of"),
    ),
    Row(
        of=acts.PlaceOnWaitingList,
        becomes=EPISODE,
        lost=_without("expected_wait_days"),
    ),
    Row(of=acts.BackToExploring, becomes=EPISODE),
    Row(of=acts.Pause, becomes=EPISODE, lost=_without("cover")),
    Row(of=acts.RecordUnavailability, becomes=EPISODE, lost=_without("therapist")),
    Row(
        of=acts.StartEnding,
        becomes=EPISODE,
        lost=_without("ground", "alternatives"),
    ),
    Row(of=acts.Finish, becomes=EPISODE, lost=_without("alternatives")),
    Row(of=acts.Leave, becomes=(*EPISODE, *TEAM)),
    Row(
        of=acts.LeaveAsTherapist,
        becomes=(*EPISODE, *TEAM),
        lost=_without("ground", "alternatives"),
    ),
    Row(
        of=acts.DeclineToStart,
        becomes=EPISODE,
        lost=_without("signposting", "referred_to"),
    ),
    Row(of=acts.CloseAsLapsed, becomes=EPISODE),
    Row(of=acts.FollowUpOver, becomes=EPISODE),
    Row(of=acts.ComeBack, becomes=EPISODE),
    Row(
        of=acts.CompleteTransfer,
        becomes=EPISODE,
        lost={"transfer": SHARED_WORK, "successor": ANOTHER},
    ),
    Row(of=acts.RecordDeath, becomes=("Patient", *EPISODE, *TEAM)),
    Row(of=acts.AcceptAgreement, becomes=("CarePlan",)),
    Row(of=acts.Propose, becomes=MATTER),
    Row(of=acts.Amend, becomes=MATTER),
    Row(of=acts.Accept, becomes=MATTER),
    Row(of=acts.Decline, becomes=MATTER),
    Row(of=acts.Withdraw, becomes=MATTER),
    Row(
        of=acts.Explain,
        becomes=("Consent",),
        lost={"limits": NO_ELEMENT, "grounds": NO_ELEMENT, "bound": ELSEWHERE},
    ),
    Row(of=acts.GiveConsent, becomes=("Consent",)),
    Row(of=acts.DeclineConsent, becomes=("Consent",)),
    Row(of=acts.WithdrawConsent, becomes=("Consent",)),
    Row(
        of=acts.AppointRepresentative,
        becomes=("RelatedPerson", "Consent"),
        lost={"powers": POWERS, "decisions": POWERS, "told_as": NO_ELEMENT},
    ),
    Row(of=acts.ConfirmRepresentation, becomes=("RelatedPerson",)),
    Row(of=acts.EndRepresentation, becomes=("RelatedPerson",), because=NOBODY_SPOKE),
    Row(of=acts.FindCompetence, becomes=FOUND, lost=_without("review_at")),
    Row(of=acts.PlanSession, becomes=("Appointment", "Location")),
    Row(of=acts.MoveSession, becomes=("Appointment", "Location")),
    Row(of=acts.CancelSession, becomes=("Appointment",)),
    Row(of=acts.MissSession, becomes=("Appointment",)),
    Row(of=acts.StartSession, becomes=("Encounter",)),
    Row(of=acts.Arrive, becomes=("Encounter",)),
    Row(of=acts.Depart, becomes=("Encounter",)),
    Row(of=acts.EndSession, becomes=("Encounter",)),
    Row(of=acts.InterruptSession, becomes=("Encounter",)),
    Row(of=acts.RateGoal, becomes=FOUND),
    Row(of=acts.RateConfidence, becomes=FOUND),
    Row(of=acts.RateBond, becomes=FOUND),
    Row(of=acts.CheckComfort, becomes=FOUND),
    Row(of=acts.CheckSafety, becomes=FOUND, lost=_without("plan_used")),
    Row(
        of=acts.RecordMeasure,
        becomes=(*FOUND, "QuestionnaireResponse"),
        lost=_without("answered", "items", "flags", "worsening"),
    ),
    Row(of=acts.LogPractice, becomes=FOUND, lost=_without("done", "got_in_the_way")),
    Row(of=acts.StopPractice, becomes=("Task",)),
    Row(of=acts.ReviewPractice, becomes=("Task",), lost=_without("outcome")),
    Row(of=acts.AskFeedback, becomes=MESSAGE),
    Row(
        of=acts.GiveFeedback,
        becomes=(*MESSAGE, "QuestionnaireResponse"),
        lost=_without("led"),
    ),
    Row(of=acts.DeclineFeedback, becomes=MESSAGE),
    Row(of=acts.AnswerFeedback, becomes=MESSAGE),
    Row(of=acts.Adjust, becomes=MESSAGE, lost=_without("from_learning")),
    Row(of=acts.Reflect, becomes=MESSAGE),
    Row(of=acts.ReachOut, becomes=MESSAGE),
    Row(of=acts.RecordContact, becomes=MESSAGE),
    Row(
        of=acts.WriteNote,
        becomes=MESSAGE,
        lost=dict(_without("answers"), id=NUMBERS),
    ),
    Row(of=acts.CommentOnNote, becomes=MESSAGE),
    Row(of=acts.AgreeToNote, becomes=MESSAGE, lost=_without("agreed")),
    Row(of=acts.Addendum, becomes=MESSAGE),
    Row(of=acts.RaiseConcern, becomes=("Flag",), lost=_without("about")),
    Row(
        of=acts.HandOverSafety,
        becomes=("Flag",),
        lost=_without("recipient", "ground", "reference"),
    ),
    Row(
        of=acts.WriteAdvanceStatement,
        becomes=("CarePlan",),
        because="it stands beside the plan for the client's safety, where there is one",
    ),
    Row(of=acts.AcceptHandOver, becomes=("Flag",)),
    Row(of=acts.Disclose, becomes=("AuditEvent",)),
    Row(of=acts.EnteredInError, becomes=STRUCK, because=NO_STATUS),
    *_lost(
        TALK,
        acts.AddToAgenda,
        acts.DeferItem,
        acts.ParkTopic,
        acts.UnparkTopic,
        acts.Contribute,
        acts.TakeUp,
        acts.ConfirmReflection,
        acts.RecordLearning,
        acts.DiscussProgress,
        acts.Code,
    ),
    *_lost(
        ALLIANCE,
        acts.MarkRupture,
        acts.AcknowledgeRupture,
        acts.WorkOnRupture,
        acts.ConfirmRepair,
        acts.TakeRuptureTo,
        acts.HearRupture,
    ),
    *_lost(
        WAYS,
        acts.Orient,
        acts.AnswerOrientation,
        acts.SetStance,
        acts.AnswerNeed,
        acts.Accommodate,
    ),
    *_lost(
        OWN_VOICE,
        acts.StatePreference,
        acts.StateNeed,
        acts.StateWhatMatters,
        acts.StateAspiration,
        acts.TakeBackAdvanceStatement,
        acts.ReadAdvanceStatement,
        acts.AddToToolkit,
        acts.EndorseInsight,
        acts.OfferToolkit,
    ),
    *_lost(ENDING, acts.GiveNotice, acts.OfferReview, acts.LookBack),
    *_lost(SHARED_WORK, acts.TakePosition),
    *_lost(DUTIES, acts.DischargeDuty),
    *_lost(WHO_DECIDES, acts.StateDecider),
    *_lost(
        RECORDS,
        acts.Redact,
        acts.AskErasure,
        acts.PlaceHold,
        acts.ReleaseHold,
        acts.Restrict,
        acts.Unrestrict,
        acts.Confirm,
        acts.Dispute,
        acts.AnswerDispute,
    ),
    *_lost(DECLARED, acts.Custom),
    *_lost(PRIVATE, acts.WriteProcessNote, acts.Consult),
)
"""What each kind of act becomes."""

MATTER_ROWS: tuple[Row, ...] = (
    Row(of=matters.Goal, becomes=("Goal",), lost=_without("from_aspiration")),
    Row(of=matters.GoalEnd, becomes=("Goal",), unless_settled=("outcome",)),
    Row(
        of=matters.Agreement,
        becomes=("CarePlan",),
        lost=_without(
            "review_every",
            "n_sessions",
            "goals_deferred",
            "nominee",
            "shape",
            "individual_contacts",
            "sub_groups",
            "norms",
        ),
    ),
    Row(of=matters.Task, becomes=("Task", "CarePlan"), lost=_without("decision")),
    Row(of=matters.Practice, becomes=("Task", "CarePlan")),
    Row(
        of=matters.SafetyPlan,
        becomes=("CarePlan",),
        lost=_without(
            "signs",
            "coping",
            "distractions",
            "helpers",
            "professionals",
            "surroundings",
            "kept_at",
            "review_at",
        ),
    ),
    Row(of=matters.ResolveConcern, becomes=("Flag",)),
    Row(
        of=matters.Involve,
        becomes=TEAM,
        lost=_without("words"),
        unless_settled=("person",),
    ),
    Row(
        of=matters.Join,
        becomes=TEAM,
        lost=_without("words"),
        unless_settled=("person",),
    ),
    Row(
        of=matters.Correction,
        becomes=STRUCK,
        lost={"among": WHO_DECIDES},
        because=NO_STATUS,
    ),
    *_lost(
        SHARED_WORK,
        matters.Begin,
        matters.Choice,
        matters.Ending,
        matters.FollowUp,
        matters.KeepGoing,
        matters.PolicyChange,
        matters.Reopen,
        matters.Resume,
        matters.Stance,
        matters.Transfer,
        matters.Understanding,
    ),
    *_lost(DECLARED, matters.Custom),
)
"""What each matter becomes. Where all of it is lost, the act that settles it may still
take a step, which is carried."""

OF_ACTS: Mapping[type[Act] | type[Matter], Row] = MappingProxyType(
    {row.of: row for row in (*ROWS, *MATTER_ROWS)}
)
"""The rows by kind."""

IN_PROVENANCE = frozenset({"by", "at", "happened_at", "on_behalf_of", "entered_by"})
"""The fields of every act that its Provenance carries."""

OF_EVERY_KIND: Mapping[str, str] = MappingProxyType(
    {"evidence": SEEN, "corrects": NUMBERS, "kept": NEWER}
)
"""The fields of every kind that no resource carries, and why."""
