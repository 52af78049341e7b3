"""Sessions as they happen: begun, come to, gone from, ended or broken off."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeAlias

import attrs
from attrs import field

from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.appointments import (
    CancelSession,
    MissSession,
    Mode,
    MoveSession,
    PlanSession,
)
from collabtherapy.partnership.values.checks import a, each
from collabtherapy.partnership.values.ids import PersonId, SessionId, people
from collabtherapy.partnership.values.presence import (
    MOST_OTHERS,
    AlsoPresent,
    others,
)


class Way(StrEnum):
    """Circumstances of a session that need a consent of their own."""

    TELEHEALTH = "telehealth"
    RECORDING = "recording"
    OBSERVATION = "observation"
    AI_PROCESSING = "ai_processing"


def _ways(those: Iterable[Way]) -> frozenset[Way]:
    return frozenset(those)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class StartSession(Act):
    """Begin a session, planned or not.

    Args:
        id: its name; that of the appointment, if there was one.
        present: who is there as it starts: members, a client and a therapist among
            them.
        ways: by distance, recorded, observed, processed by machines: each needs its own
            consent.
        mode: how people meet; as planned, unless given. Any mode but in person is by
            distance, whether or not `ways` says so.
        review: whether the work itself is looked at together.
        ending_talk: whether it is the one talk offered after treatment consent was
            taken back.
        others: who is there besides, and as what: no member, and no party to it. Every
            client who is there consents to involving each of them.

    Raises:
        ValueError: If one of the others is named twice or is among those present, or
            there are more than ten; or if people meet in person and by distance.
    """

    id: SessionId = field(converter=SessionId)
    present: frozenset[PersonId] = field(
        converter=people, validator=each(PersonId, at_least=1)
    )
    ways: frozenset[Way] = field(
        default=frozenset[Way](), converter=_ways, validator=each(Way)
    )
    mode: Mode | None = field(default=None, validator=a(Mode, optional=True))
    review: bool = field(default=False, validator=a(bool))
    ending_talk: bool = field(default=False, validator=a(bool))
    others: tuple[AlsoPresent, ...] = field(
        default=(), converter=others, validator=each(AlsoPresent)
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        people = [other.person for other in self.others]
        if len(people) > MOST_OTHERS:
            raise InvalidInput(f"others are at most {MOST_OTHERS}")
        if len(set(people)) < len(people):
            raise InvalidInput(
                "others are each named once: as what they are there most"
            )
        if not self.present.isdisjoint(people):
            raise InvalidInput("others are not among those present: name each in one")
        if self.mode is Mode.IN_PERSON and Way.TELEHEALTH in self.ways:
            raise InvalidInput("a session is in person or by distance: mode or ways")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Arrive(Act):
    """Come to a session that has begun, or come back to it."""

    session: SessionId = field(converter=SessionId)
    person: PersonId = field(converter=PersonId)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Depart(Act):
    """Go from a session that others go on with; who went may come back."""

    session: SessionId = field(converter=SessionId)
    person: PersonId = field(converter=PersonId)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class EndSession(Act):
    """End a session. What nobody answered is deferred, and owed."""

    session: SessionId = field(converter=SessionId)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class InterruptSession(Act):
    """Break a session off. What nobody answered was not possible."""

    session: SessionId = field(converter=SessionId)


OfOneSession: TypeAlias = (
    PlanSession | MoveSession | CancelSession | MissSession | StartSession
)
"""What is done about an appointment, up to the start of the session."""


def session_of(act: OfOneSession) -> SessionId:
    """Return the session that an act is about: by its own name, where it makes one."""
    return act.id if isinstance(act, PlanSession | StartSession) else act.session
