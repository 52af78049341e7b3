"""Who is in the room of a session: its members while they are there, and others.

A member's presence is a number of stays, each from a moment to a moment. Others, such
as an interpreter, a peer worker or a parent, are there with the consent of every client
and are no party to anything: none of them counts as a therapist.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import attrs
from attrs import field

from collabtherapy._frozen import FrozenMap
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.ids import PersonId

MOST_OTHERS = 10
"""More than come along to any session."""


class As(StrEnum):
    """As what somebody is at a session who is no party to it."""

    INTERPRETER = "interpreter"
    PARENT = "parent"
    PARTNER = "partner"
    COMPANION = "companion"
    ADVOCATE = "advocate"
    OBSERVER = "observer"
    PEER = "peer"
    """A peer worker: who has been through it, and is no therapist by that."""


CLOSE = frozenset({As.PARENT, As.PARTNER, As.COMPANION})
"""As what somebody is at a session who is close to a client, and no professional."""


@attrs.frozen
class AlsoPresent:
    """Somebody who is at a session without being a party to it.

    Args:
        person: who; no member of the partnership.
        as_: as what.

    >>> AlsoPresent("ines", As.INTERPRETER).as_
    <As.INTERPRETER: 'interpreter'>
    """

    person: PersonId = field(converter=PersonId)
    as_: As = field(validator=a(As))


def others(those: Iterable[AlsoPresent]) -> tuple[AlsoPresent, ...]:
    """Return others in their order.

    Raises:
        TypeError: If one is given in place of several.
    """
    if isinstance(those, AlsoPresent):
        raise TypeError("others are several: put one AlsoPresent into a tuple")
    return tuple(those)


@attrs.frozen
class Stay:
    """A time for which somebody was at a session.

    Args:
        since: from when.
        until: until when; None while they are there.
        from_the_start: whether it began with the session, so that all that was said at
            its first moment was said in their presence.
        to_the_end: whether it ended with the session, likewise.
    """

    since: datetime
    until: datetime | None = None
    from_the_start: bool = False
    to_the_end: bool = False

    def holds(self, at: datetime) -> bool:
        """Return whether it covers a moment, its ends included."""
        return self.since <= at and (self.until is None or at <= self.until)

    def heard(self, at: datetime) -> bool:
        """Return whether what was said at a moment was surely said during it.

        At the moment of coming or going it is unknown which was first, and what is
        unknown shows nothing.
        """
        begun = self.since < at or (self.from_the_start and self.since == at)
        if self.until is None:
            return begun
        return begun and (at < self.until or (self.to_the_end and at == self.until))


Stays: TypeAlias = Mapping[PersonId, tuple[Stay, ...]]

NO_STAYS: Stays = FrozenMap[PersonId, tuple[Stay, ...]]()


def stays_from(present: Iterable[PersonId], since: datetime) -> Stays:
    """Return the stays of those who are there from the start."""
    stay = (Stay(since, from_the_start=True),)
    return FrozenMap(dict.fromkeys(sorted(present), stay))


def arrived(stays: Stays, person: PersonId, at: datetime) -> Stays:
    """Return the stays once somebody has come, again or for the first time."""
    before = stays.get(person, ())
    last = before[-1].until if before else None
    since = at if last is None else max(at, last)
    return FrozenMap({**stays, person: (*before, Stay(since))})


def departed(stays: Stays, person: PersonId, at: datetime) -> Stays:
    """Return the stays once somebody who was there has gone."""
    return FrozenMap({**stays, person: _until(stays[person], at)})


def all_departed(stays: Stays, at: datetime) -> Stays:
    """Return the stays once the session is over for everybody who was still there."""
    return FrozenMap(
        {
            person: _until(of, at, to_the_end=True) if of[-1].until is None else of
            for person, of in stays.items()
        }
    )


def _until(
    of: tuple[Stay, ...], at: datetime, *, to_the_end: bool = False
) -> tuple[Stay, ...]:
    *before, last = of
    until = max(at, last.since)
    return (*before, Stay(last.since, until, last.from_the_start, to_the_end))
