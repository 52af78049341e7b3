"""Codes of the NHS Talking Therapies data set (v2.1), and what each is written for.

Sources, by the marks of the project: the list of end codes of the data standard, read;
attendance 3 to 7 and the appointments that count as treatment (02, 03, 05), seen in
NHS England's published queries; all others from memory, and marked so here.
"""

from collections.abc import Mapping
from types import MappingProxyType

import attrs
from attrs import converters, field
from attrs.validators import deep_mapping, in_, instance_of, matches_re, optional

from collabtherapy._frozen import frozen
from collabtherapy._scalars import text
from collabtherapy.measures import INSTRUMENTS
from collabtherapy.measures.codes import Coded, CodeSystem, first
from collabtherapy.partnership.regions.sessions import Session, SessionStatus
from collabtherapy.partnership.values.appointments import Mode
from collabtherapy.partnership.values.forms import Form
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.stages import ClosureKind, Stage

VERSION = "2.1"

CANCELLED_BY_CLIENT, DID_NOT_ATTEND, CANCELLED_BY_SERVICE = "2", "3", "4"
ATTENDED, ATTENDED_LATE = "5", "6"
SEEN = frozenset((ATTENDED, ATTENDED_LATE))
"""Attendance of a contact that took place. Late arrivals are in no record here."""

ASSESSMENT, TREATMENT, ASSESSMENT_AND_TREATMENT = "01", "02", "03"
REVIEW_AND_TREATMENT, FOLLOW_UP = "05", "06"
TREATS = frozenset((TREATMENT, ASSESSMENT_AND_TREATMENT, REVIEW_AND_TREATMENT))
"""Appointments that count towards a course of treatment. 06 is from memory."""

SELF_REFERRAL = "B1"
"""Where the client opened the partnership (from memory)."""

MECHANISMS: Mapping[Mode, str] = MappingProxyType(
    {Mode.IN_PERSON: "01", Mode.PHONE: "02", Mode.VIDEO: "11", Mode.CHAT: "10"}
)
"""How a contact was held; 02, 10 and 11 from memory."""

THERAPY_MODES: Mapping[Form, str | None] = MappingProxyType(
    {Form.INDIVIDUAL: "1", Form.COUPLE: "2", Form.GROUP: "3", Form.FAMILY: None}
)
"""With whom; the data set has no code for a family."""

NOT_SEEN = "50"
SEEN_ONLY: Mapping[ClosureKind, str] = MappingProxyType(
    {
        ClosureKind.AGREED: "12",
        ClosureKind.REFERRED_ON: "13",
        ClosureKind.NOT_TAKEN_UP: "11",
        ClosureKind.CLIENT_ENDED: "14",
        ClosureKind.CLIENT_LEFT: "14",
        ClosureKind.LAPSED: "16",
        ClosureKind.DIED: "17",
        ClosureKind.THERAPIST_ENDED: "95",
        ClosureKind.TRANSFERRED: "95",
    }
)
"""Seen, and not taken on for a course of treatment; 95 is not known."""

TAKEN_ON: Mapping[ClosureKind, str] = MappingProxyType(
    {
        ClosureKind.AGREED: "46",
        ClosureKind.CLIENT_ENDED: "47",
        ClosureKind.CLIENT_LEFT: "47",
        ClosureKind.LAPSED: "47",
        ClosureKind.THERAPIST_ENDED: "48",
        ClosureKind.DIED: "49",
        ClosureKind.NOT_TAKEN_UP: "96",
        ClosureKind.REFERRED_ON: "96",
        ClosureKind.TRANSFERRED: "96",
    }
)
"""Seen and taken on; 96 is not known."""

SCORES: Mapping[str, str] = MappingProxyType({"phq-9": "720433000"})
"""SNOMED CT observables of totals in use, where the instrument itself has none."""

NOT_BEGUN = frozenset(
    (Stage.REQUESTED, Stage.WAITING, Stage.EXPLORING, Stage.CONTRACTING)
)


def end_code(kind: ClosureKind, *, seen: bool, taken_on: bool) -> str:
    """Return the code of how a referral ended.

    Args:
        kind: how the partnership closed.
        seen: whether the client came to a contact.
        taken_on: whether an agreement was ever in force.

    >>> end_code(ClosureKind.AGREED, seen=True, taken_on=True)
    '46'
    """
    if taken_on:
        return TAKEN_ON[kind]
    return SEEN_ONLY[kind] if seen else NOT_SEEN


def attendance(
    session: Session, client: PersonId, cancelled_by: PersonId | None
) -> str | None:
    """Return the attendance of a client at a session; None where it is to come.

    Args:
        session: the session.
        client: whose attendance is asked.
        cancelled_by: who called it off, if it was.
    """
    match session.status:
        case SessionStatus.PLANNED:
            return None
        case SessionStatus.CANCELLED:
            by_client = cancelled_by == client
            return CANCELLED_BY_CLIENT if by_client else CANCELLED_BY_SERVICE
        case SessionStatus.MISSED:
            absent = client in session.absent
            return DID_NOT_ATTEND if absent else CANCELLED_BY_SERVICE
        case SessionStatus.OPEN | SessionStatus.HELD | SessionStatus.INTERRUPTED:
            return ATTENDED if client in session.present else DID_NOT_ATTEND


def score_code(instrument: str, low: float, high: float) -> str | None:
    """Return the SNOMED CT code of a total; None without one for that range.

    >>> score_code("gad-7", 0, 21), score_code("gad-7", 0, 100)
    ('445455005', None)
    """
    known = INSTRUMENTS.get(instrument)
    if known is None or (low, high) != (known.low, known.high):
        return None
    own = first(known.codes, Coded.SCORE, CodeSystem.SNOMED_CT)
    return own or SCORES.get(instrument)


CODE = matches_re(r"[0-9A-Za-z.]{1,18}")


@attrs.frozen(kw_only=True)
class IaptCodes:
    """What a service codes and no partnership records; nothing is assumed without it.

    Args:
        assessment: what the first contacts are, before an agreement is in force:
            ``03``, assessment and treatment, which counts towards a course, or ``01``,
            assessment, which does not.
        procedure: the therapy, as a SNOMED CT procedure.
        complaint: the problem that brings people, as the data set codes it.
        qualifications: the code of each credential of a therapist.
        sources: the source of referral of each organisation that opens partnerships.
    """

    assessment: str = field(
        default=ASSESSMENT_AND_TREATMENT,
        converter=text,
        validator=in_((ASSESSMENT, ASSESSMENT_AND_TREATMENT)),
    )
    procedure: str | None = field(
        default=None, converter=converters.optional(text), validator=optional(CODE)
    )
    complaint: str | None = field(
        default=None, converter=converters.optional(text), validator=optional(CODE)
    )
    qualifications: Mapping[str, str] = field(
        factory=dict[str, str],
        converter=frozen,
        validator=deep_mapping(instance_of(str), CODE),
    )
    sources: Mapping[PersonId, str] = field(
        factory=dict[PersonId, str],
        converter=frozen,
        validator=deep_mapping(instance_of(str), CODE),
    )

    def appointment(self, stage: Stage, *, review: bool) -> str:
        """Return what a contact at a stage of the work was.

        Args:
            stage: where the partnership stood.
            review: whether the work itself was looked at.
        """
        if stage in NOT_BEGUN:
            return self.assessment
        if stage is Stage.FOLLOW_UP:
            return FOLLOW_UP
        return REVIEW_AND_TREATMENT if review else TREATMENT
