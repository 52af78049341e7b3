"""Names of duties: what is owed, what it is about, and since when.

A name is a value with parts, so nobody takes a text apart. It ends in the moment of the
act that opened the duty, which its holder knows in any case: a count of acts would tell
how many of them somebody else may not see. What opens a second time at that very moment
is numbered from 2 within it.
"""

import warnings
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final, Self, TypeAlias, cast, final

import attrs
from attrs import field

from collabtherapy._printing import printed
from collabtherapy._scalars import text
from collabtherapy.errors import IdComparedWithText
from collabtherapy.partnership.values.checks import CODE
from collabtherapy.partnership.values.ids import (
    GoalId,
    Id,
    PartId,
    PersonId,
    PracticeId,
    ProposalId,
    SessionId,
    WrittenAsText,
)
from collabtherapy.partnership.values.moments import instant, spelled

Part: TypeAlias = Id | str | int | datetime
"""One part of a duty's name: an id, a short name, a whole number, or a moment."""


class DutyKind(StrEnum):
    """What is owed."""

    EXPLAIN = "explain"
    ORIENT = "orient"
    CONTACT_WHILE_WAITING = "contact_while_waiting"
    INVITE = "invite"
    ANSWER_FEEDBACK = "answer_feedback"
    ANSWER_NEED = "answer_need"
    ANSWER_PREFERENCE = "answer_preference"
    DISCUSS_MEASURE = "discuss_measure"
    DISCUSS_GOAL = "discuss_goal"
    OFFER_SMALLER_STEP = "offer_smaller_step"
    OFFER_ENDING_TALK = "offer_ending_talk"
    REFERRAL_INFORMATION = "referral_information"
    RENEW_CONSENT = "renew_consent"
    RENEW_AGREEMENT = "renew_agreement"
    REVIEW = "review"
    ACKNOWLEDGE_RUPTURE = "acknowledge_rupture"
    HEAR_RUPTURE = "hear_rupture"
    CHECK_SAFETY = "check_safety"
    REVIEW_SAFETY_PLAN = "review_safety_plan"
    SAFETY_OUTREACH = "safety_outreach"
    COVER = "cover"
    PRACTICE = "practice"
    REVIEW_PRACTICE = "review_practice"
    TELL_DISCLOSURE = "tell_disclosure"
    ACCOUNT_FOR = "account_for"
    ASK_WHAT_MATTERS = "ask_what_matters"
    TELL_OF_REPRESENTATION = "tell_of_representation"
    TALK_OVER_DISSENT = "talk_over_dissent"
    INVOLVE_HOLDERS = "involve_holders"
    SUPPORT_DECISION = "support_decision"
    ASK_CONSENT_ANEW = "ask_consent_anew"
    ASK_TELEHEALTH = "ask_telehealth"
    CONFIRM_ENTRY = "confirm_entry"
    CONFIRM_CARRIED = "confirm_carried"
    ANSWER_DISPUTE = "answer_dispute"


OF_ONE_PERSON: Final = (PersonId,)
"""What most duties are about: the person they are owed to."""

OF: Final[Mapping[DutyKind, tuple[type[Id] | type[str], ...]]] = MappingProxyType(
    {
        DutyKind.INVITE: (SessionId, PersonId),
        DutyKind.ANSWER_FEEDBACK: (SessionId, PersonId, str),
        DutyKind.ANSWER_NEED: (PersonId, str),
        DutyKind.ANSWER_PREFERENCE: (PersonId, str),
        DutyKind.DISCUSS_MEASURE: (PersonId, str),
        DutyKind.DISCUSS_GOAL: (GoalId, PersonId),
        DutyKind.OFFER_SMALLER_STEP: (GoalId, PersonId),
        DutyKind.ACKNOWLEDGE_RUPTURE: (PersonId, PersonId),
        DutyKind.HEAR_RUPTURE: (PersonId, PersonId),
        DutyKind.PRACTICE: (ProposalId, PersonId),
        DutyKind.REVIEW_PRACTICE: (PracticeId, PersonId),
        DutyKind.ASK_WHAT_MATTERS: (SessionId, PersonId),
        DutyKind.ASK_TELEHEALTH: (SessionId, PersonId),
        DutyKind.SUPPORT_DECISION: (PersonId, str),
        DutyKind.CONFIRM_CARRIED: (PersonId, PartId),
    }
)
"""What the others are about, part by part."""

PARTS_BEFORE: Final = frozenset({"feedback", "comfort", "reflection"})
"""What the name of an invitation says besides in earlier versions: each part was owed
by itself."""

SHAPE: Final = (
    "the id of a duty is its kind, what it is about and since when, as in "
    "orient/ana/2026-01-05T09:00:00Z; take it from a duty that `duties` returns"
)
LONGEST: Final = 2400
"""Characters of a spelled id; a person and a part of what was carried over, with every
slash spelled out, are shorter."""


def _kind(kind: DutyKind | str) -> DutyKind:
    if isinstance(kind, DutyKind):
        return kind
    if kind in DutyKind.__members__.values():
        return DutyKind(kind)
    raise ValueError(SHAPE)  # that of the enumeration would say what was given


def _parts(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(parts)


@final
@attrs.frozen(eq=False, unsafe_hash=True, cache_hash=True, repr=False)
class DutyId(WrittenAsText):  # noqa: PLW1641  # attrs writes the hash
    """Names something owed.

    Args:
        kind: what is owed.
        about: what the duty is about (ids and short names, as its kind has it), then
            the moment of the act that opened it; where that moment opened several, the
            second and later are numbered. A name in the form of earlier versions ends
            in no moment (in nothing, or in a number), or names a part of its duty.

    Raises:
        TypeError: If a part is of another type than the kind has in its place.
        ValueError: If there are too few parts or too many.

    >>> name = DutyId.parse("invite/s%2F1/ana/2026-01-05T09:00:00Z")
    >>> name.kind.value, name.about[0], str(name.since)
    ('invite', SessionId('s/1'), '2026-01-05 09:00:00+00:00')
    >>> str(name)
    'invite/s%2F1/ana/2026-01-05T09:00:00Z'
    """

    names: ClassVar[str] = "duty"
    longest: ClassVar[int] = LONGEST
    kind: DutyKind = field(converter=_kind)
    about: tuple[Part, ...] = field(converter=_parts)

    def __attrs_post_init__(self) -> None:
        kinds = OF.get(self.kind, OF_ONE_PERSON)
        if len(self.about) < len(kinds):
            raise ValueError(SHAPE)
        for part, kind in zip(self.about, kinds, strict=False):
            if type(part) is not kind:
                raise TypeError(f"a part of this id is a {kind.__name__}: {SHAPE}")
            if isinstance(part, str) and not CODE.fullmatch(part):
                raise ValueError(SHAPE)  # a sentence, which ids show
        if not _is_cause(self.cause):
            raise ValueError(SHAPE)

    @classmethod
    def of_law(cls, kind: DutyKind, about: tuple[Part, ...]) -> Self:
        """Return the id of a duty that the law opens.

        Its parts are those of an act, which were checked with it: to check them again
        takes 1.6 µs, twice as long as all else about an id.
        """
        made = object.__new__(cls)
        _restore(made, {"kind": kind, "about": about})
        return made

    @classmethod
    def parse(cls, spelled_out: str) -> Self:
        """Return the id that a text spells, in this form or an earlier one.

        Raises:
            TypeError: If it is no text.
            ValueError: If it spells no id of a duty.
        """
        if not isinstance(spelled_out, str):
            raise TypeError("the id of a duty is a DutyId, or the text that spells one")
        plain = text(spelled_out)
        if len(plain) > LONGEST:
            raise ValueError(SHAPE)
        first, *parts = plain.split("/")
        owed = _kind(first)
        kinds = OF.get(owed, OF_ONE_PERSON)
        about: list[Part] = [
            kind(_spelled_in(part)) for kind, part in zip(kinds, parts, strict=False)
        ]
        about += map(_read, parts[len(kinds) :])
        found = cls(owed, about)
        if str(found) != plain:  # one spelling for each id
            raise ValueError(SHAPE)
        return found

    @property
    def what(self) -> tuple[Part, ...]:
        """What the duty is about, without its cause."""
        return self.about[: len(OF.get(self.kind, OF_ONE_PERSON))]

    @property
    def cause(self) -> tuple[Part, ...]:
        """What follows that: the moment, and the number where there are several."""
        rest = self.about[len(self.what) :]
        part = rest[0] if rest else None
        invites = self.kind is DutyKind.INVITE
        was = invites and isinstance(part, str) and part in PARTS_BEFORE
        return rest[1:] if was else rest

    @property
    def since(self) -> datetime | None:
        """The moment of the act that opened it; None in an earlier form."""
        return next((part for part in self.about if isinstance(part, datetime)), None)

    @property
    def session(self) -> SessionId | None:
        """The session that the duty is about, if it is about one."""
        first = self.about[0]  # where each kind that is about one has it
        return first if isinstance(first, SessionId) else None

    def __str__(self) -> str:
        return "/".join((self.kind.value, *map(_spelled, self.about)))

    def __repr__(self) -> str:
        return f"DutyId.parse({str(self)!r})"

    _repr_pretty_ = printed

    def __lt__(self, other: Self) -> bool:
        return str(self) < str(other) if type(other) is type(self) else NotImplemented

    def __le__(self, other: Self) -> bool:
        return str(self) <= str(other) if type(other) is type(self) else NotImplemented

    def __gt__(self, other: Self) -> bool:
        return str(self) > str(other) if type(other) is type(self) else NotImplemented

    def __ge__(self, other: Self) -> bool:
        return str(self) >= str(other) if type(other) is type(self) else NotImplemented

    @classmethod
    def _read(cls, value: object) -> "DutyId":
        return as_duty_id(cast("DutyId | str", value))

    if not TYPE_CHECKING:
        # Out of sight of type checkers, as in `Id`: they find comparisons with text.

        def __eq__(self, other):
            if isinstance(other, DutyId):
                return self.kind is other.kind and self.about == other.about
            if isinstance(other, str):
                warnings.warn(
                    "the id of a duty is compared with text and is never equal to it: "
                    "compare ids, or str(id) with the text",
                    IdComparedWithText,
                    stacklevel=2,
                )
                return False
            return NotImplemented


_restore: Final = cast(
    "Callable[[DutyId, dict[str, object]], None]", vars(DutyId)["__setstate__"]
)
"""The method by which attrs restores a pickle: it sets the fields and checks none."""


def as_duty_id(value: DutyId | str) -> DutyId:
    """Return an id as it is, or the one that a text spells."""
    return value if isinstance(value, DutyId) else DutyId.parse(value)


def _is_cause(parts: tuple[Part, ...]) -> bool:
    """Return whether an id may end so: in a moment, or as earlier versions had it."""
    if not parts:
        return True
    first, *rest = parts
    if isinstance(first, datetime):
        second = rest[0] if rest else 2
        numbered = type(second) is int and second > 1
        return len(rest) <= 1 and numbered and first.utcoffset() == timedelta()
    return type(first) is int and first > 0 and not rest


def _spelled(part: Part) -> str:
    if isinstance(part, datetime):
        return spelled(part)
    # Or the session "a/b" of "c" would be owed what the session "a" of "b/c" is.
    return str(part).replace("%", "%25").replace("/", "%2F")


def _spelled_in(part: str) -> str:
    return part.replace("%2F", "/").replace("%25", "%")


def _read(part: str) -> Part:
    """Read the moment or the number at the end of an id; other text as it is."""
    if part.isascii() and part.isdigit():
        return int(part)
    try:
        return instant(datetime.fromisoformat(part))
    except ValueError:
        return part
