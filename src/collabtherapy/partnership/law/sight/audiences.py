"""For whom each kind of act and matter is: one table, and shared unless it says not.

What people do together is for everyone who is here. What is private is explicit and
typed: it is in this table by its kind, or names its readers itself. Between several
clients, what is one client's own is in no other client's view. What only a newer
version has a name for may be private there, and is for its author alone.

Sources: collaborative documentation, shared by default; confidentiality between the
clients of a couple or family (APA 10.02).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from collabtherapy.partnership.law.plans import kinds
from collabtherapy.partnership.law.rights import ASSENT


class Audience(StrEnum):
    """For whom an act is."""

    EVERYONE = "everyone"
    CONCERNED = "concerned"
    """The client it is about, and the therapists."""
    PRESENT = "present"
    """Whoever was at the session it belongs to, and the therapists."""
    NAMED = "named"
    """Its author, and those it names; everyone, where it says so. What is said of a
    note is for the note's readers.

    With one client, one that says neither is for everyone. Between several, one that an
    earlier law let pass is for its author and the therapists.
    """
    AUTHOR = "author"
    CONSULTED = "consulted"
    """Its author, the supervisor, and the client if it names them to one.

    What came of it is not shown to the client.
    """
    ENTRY = "entry"
    """Its author, the therapists, and who sees the entry that it names."""


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


_KNOWN: frozenset[type[object]] = frozenset((*kinds(), *ASSENT))
