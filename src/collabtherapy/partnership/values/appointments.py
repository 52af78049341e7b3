"""Appointments: made, moved, called off, or come to nothing.

An appointment is for when, how and where people are to meet. It keeps its name whatever
becomes of it: a session that is held has the name of its appointment.
"""

from datetime import datetime, timedelta
from enum import StrEnum

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, each
from collabtherapy.partnership.values.ids import PersonId, SessionId, people
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.words import Words

LONGEST = timedelta(hours=24)
"""How long an appointment is at most."""


class Mode(StrEnum):
    """How people meet."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    PHONE = "phone"
    CHAT = "chat"
    """In writing, at the same time."""

    @property
    def is_remote(self) -> bool:
        """True for a meeting by distance, which needs a consent of its own."""
        return self is not Mode.IN_PERSON


def check_length(starts_at: datetime, ends_at: datetime | None) -> None:
    """Check that an appointment ends after it starts, and within a day.

    Raises:
        ValueError: If it does not.
    """
    if ends_at is not None and not timedelta() < ends_at - starts_at <= LONGEST:
        raise InvalidInput(
            "ends_at is later than starts_at, and at most 24 hours later"
        )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PlanSession(Act):
    """Make an appointment.

    Args:
        id: its name, and that of the session.
        starts_at: when it is to start.
        ends_at: when it is to end, at most 24 hours later; None where nobody said.
        mode: how people are to meet. By distance, each client who is expected has to
            have consented to telehealth by the time it starts.
        place: where, such as a room or a link.
        with_: which members are expected; everyone who is here, where nobody is named.

    Raises:
        ValueError: If it ends before it starts, or more than 24 hours later.
    """

    id: SessionId = field(converter=SessionId)
    starts_at: datetime = field(converter=instant)
    ends_at: datetime | None = field(default=None, converter=optional(instant))
    mode: Mode = field(default=Mode.IN_PERSON, validator=a(Mode))
    place: Words | None = field(default=None, validator=a(Words, optional=True))
    with_: frozenset[PersonId] = field(
        default=frozenset[PersonId](), converter=people, validator=each(PersonId)
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_length(self.starts_at, self.ends_at)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MoveSession(Act):
    """Move an appointment to another time, which stays the same appointment.

    Args:
        session: which.
        starts_at: when it is to start now.
        ends_at: when it is to end; unless given, it lasts as long as before.
        mode: how people are to meet; as before, unless given.
        place: where; unless given, where it was if people meet as before, and nowhere
            if they do not: a room is no link.

    Raises:
        ValueError: If it ends before it starts, or more than 24 hours later.
    """

    session: SessionId = field(converter=SessionId)
    starts_at: datetime = field(converter=instant)
    ends_at: datetime | None = field(default=None, converter=optional(instant))
    mode: Mode | None = field(default=None, validator=a(Mode, optional=True))
    place: Words | None = field(default=None, validator=a(Words, optional=True))

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_length(self.starts_at, self.ends_at)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CancelSession(Act):
    """Call an appointment off beforehand."""

    session: SessionId = field(converter=SessionId)
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MissSession(Act):
    """Record that an appointment did not take place.

    Args:
        absent: who did not come.
    """

    session: SessionId = field(converter=SessionId)
    absent: frozenset[PersonId] = field(
        converter=people, validator=each(PersonId, at_least=1)
    )
