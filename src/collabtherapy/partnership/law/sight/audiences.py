"""For whom each kind of act and matter is: one table, and shared unless it says not.

What people do together is for everyone who is here. What is private is explicit and
typed: it is in this table by its kind, or names its readers itself. Between several
clients, what is one client's own is in no other client's view. What only a newer
version has a name for may be private there, and is for its author alone.

Sources: collaborative documentation, shared by default; confidentiality between the
clients of a couple or family (APA 10.02).
"""

from collections.abc import Mapping
from types import MappingProxyType

from collabtherapy.partnership.law.plans import kinds
from collabtherapy.partnership.law.rights import ASSENT
from collabtherapy.partnership.regions.own_acts import Custom
from collabtherapy.partnership.regions.own_kinds import OwnKinds
from collabtherapy.partnership.regions.own_matters import Custom as CustomMatter
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.audience import Audience

__all__ = [
    "AUDIENCES", "BECAUSE", "SAID_OF_ONESELF", "Audience", "audience", "audience_of",
]  # fmt: skip


CONCERNED = (
    "AcceptHandOver", "Accommodate", "AddToToolkit", "AnswerNeed", "AnswerOrientation",
    "AppointRepresentative",
    "AskErasure", "AskFeedback", "AcknowledgeRupture", "CheckSafety", "ConfirmRepair",
    "ConfirmRepresentation",
    "DeclineConsent", "Disclose", "DiscussProgress", "EndRepresentation",
    "EndorseInsight", "Explain",
    "FindCompetence", "GiveConsent", "HandOverSafety", "HearRupture", "LogPractice",
    "MarkRupture",
    "OfferToolkit", "Orient", "RaiseConcern", "RateBond", "ReachOut", "RecordContact",
    "ReadAdvanceStatement", "RecordMeasure", "SetStance", "StateAspiration",
    "StateDecider", "StateNeed",
    "ReviewPractice",
    "StatePreference", "StateWhatMatters", "StopPractice", "TakeBackAdvanceStatement",
    "Restrict", "TakeRuptureTo", "Unrestrict",
    "WithdrawConsent", "WorkOnRupture", "WriteAdvanceStatement",
    "Correction", "Practice", "ResolveConcern", "SafetyPlan", "Stance", "Understanding",
)  # fmt: skip
PRESENT = (
    "AddToAgenda", "Adjust", "AnswerFeedback", "CheckComfort", "Code",
    "ConfirmReflection", "Contribute", "DeclineFeedback", "DeferItem", "GiveFeedback",
    "RecordLearning", "Reflect", "TakeUp",
)  # fmt: skip

AUDIENCES: Mapping[str, Audience] = MappingProxyType(
    {
        **dict.fromkeys(CONCERNED, Audience.CONCERNED),
        **dict.fromkeys(PRESENT, Audience.PRESENT),
        **dict.fromkeys(("AnswerDispute", "Confirm", "Dispute"), Audience.ENTRY),
        **dict.fromkeys(
            ("WriteNote", "CommentOnNote", "AgreeToNote", "Addendum"), Audience.NAMED
        ),
        "WriteProcessNote": Audience.AUTHOR,
        "Custom": Audience.CONCERNED,  # unless its declaration says another
        "Consult": Audience.CONSULTED,
    }
)
"""By the name of the kind; a kind that is not here is for everyone."""

BECAUSE: Mapping[Audience, str] = MappingProxyType(
    {
        Audience.EVERYONE: "two sides work openly, and everybody decides on it",
        Audience.CONCERNED: "one client's own is for no other client (APA 10.02)",
        Audience.PRESENT: "whoever was not there was not spoken to",
        Audience.NAMED: "private is explicit: it says itself whom it is for",
        Audience.AUTHOR: "a therapist thinks on paper, and decides nothing there",
        Audience.CONSULTED: "a therapist asks in confidence, and tells a client whom "
        "they named that they did",
        Audience.ENTRY: "what is said of an entry is for those who can read the entry",
    }
)
"""Why each audience is what it is."""

SAID_OF_ONESELF = frozenset(
    {
        "AnswerFeedback", "Adjust", "CheckComfort", "DeclineFeedback", "GiveFeedback",
        "Reflect",
    }
)  # fmt: skip
"""Of these, what is about one client is besides for no other client."""


def audience(kind: type[object]) -> Audience:
    """Give for whom acts or matters of a kind are.

    >>> from collabtherapy import acts
    >>> audience(acts.Leave)
    <Audience.EVERYONE: 'everyone'>
    """
    usual = Audience.EVERYONE if kind in _KNOWN else Audience.AUTHOR
    return AUDIENCES.get(kind.__name__, usual)


def audience_of(holder: Act | Matter, own_kinds: OwnKinds) -> Audience:
    """Return for whom an act or a matter is; of a declared kind, its declaration says.

    What nobody here declared is for its author alone: what is unknown shows nothing.
    """
    if not isinstance(holder, Custom | CustomMatter):
        return audience(type(holder))
    declared = own_kinds.declared.find(holder.kind)
    return Audience.AUTHOR if declared is None else declared.audience


_KNOWN: frozenset[type[object]] = frozenset((*kinds(), *ASSENT))
