"""What the record knows of each act beside what the act says.

An act is kept as it was handed in. When the record learned of it, from when it counts
and what that changed for others is written on its entry, once, and read ever after.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import SupportsIndex

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import text, whole, wholes
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, between, codes, each
from collabtherapy.partnership.values.ids import PersonId, SessionId, people, several


def _texts(those: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(text, several(those)))


@attrs.frozen(kw_only=True)
class EntryConflict:
    """Something that stands in the record, and that the law would not have allowed.

    Args:
        version: the number of its entry.
        because_of: the number of the entry that was made later and set earlier.
        codes: the reasons against it, as they are known now.
    """

    version: int = field(converter=whole, validator=between(1))
    because_of: int = field(converter=whole, validator=between(1))
    codes: tuple[str, ...] = field(converter=_texts, validator=codes)


@attrs.frozen(kw_only=True)
class Seen:
    """Who saw an entry before it was taken out of effect, and sees it still.

    Args:
        version: the number of the entry.
        people: those who saw it.
    """

    version: int = field(converter=whole, validator=between(1))
    people: frozenset[PersonId] = field(converter=people)


def _numbers(those: Iterable[SupportsIndex]) -> frozenset[int]:
    return frozenset(wholes(those))


def _people_in_order(those: Iterable[PersonId | str]) -> tuple[PersonId, ...]:
    return tuple(map(PersonId, those))


@attrs.frozen(kw_only=True)
class Mark:
    """What was decided of an entry when it was recorded.

    Args:
        sets_aside: the numbers of the entries that have no effect any more.
        conflicts: the entries that stand, although the law would refuse them now.
        mends: the numbers of what was a conflict, and is allowed as it is known now.
        about: the numbers of the entries that the act names, in the whole record.
        corrects: the number of the entry of which the act takes the place, in the whole
            record.
        among: the clients by whom a correction is decided that the act puts.
        voids: the number of the entry that it takes out of effect.
        breaks_off: the session that was open then, and could not go on.
        owed_to: the clients who are to be told what does not fit together now.
        moves: whether it took out what lay far ahead of the clock, so that what came
            after that stands at its own moment.
        shown_to: who saw what it took out of effect.
    """

    sets_aside: frozenset[int] = field(
        default=frozenset[int](), converter=_numbers, validator=each(int)
    )
    conflicts: tuple[EntryConflict, ...] = field(
        default=(), validator=each(EntryConflict)
    )
    mends: frozenset[int] = field(
        default=frozenset[int](), converter=_numbers, validator=each(int)
    )
    about: tuple[int, ...] = field(default=(), converter=wholes, validator=each(int))
    corrects: int | None = field(
        default=None, converter=optional(whole), validator=between(1, optional=True)
    )
    among: frozenset[PersonId] = field(default=frozenset[PersonId](), converter=people)
    voids: int | None = field(
        default=None, converter=optional(whole), validator=between(1, optional=True)
    )
    breaks_off: SessionId | None = field(default=None, converter=optional(SessionId))
    owed_to: tuple[PersonId, ...] = field(default=(), converter=_people_in_order)
    moves: bool = False
    shown_to: tuple[Seen, ...] = field(default=(), validator=each(Seen))


PLAIN = Mark()
"""The mark of an entry that changed nothing for others and names none."""


class EntryStatus(StrEnum):
    """What the author has said of an act that another person entered."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


@attrs.frozen(kw_only=True)
class Entry:
    """One entry of the record: an act, and where it stands.

    Args:
        version: its number, from 1; that of the opening.
        act: the act as it was handed in.
        recorded_at: when the record learned of it; never earlier than of the entry
            before it.
        effective_at: from when it counts; not later than `recorded_at`.
        mark: what was decided when it was recorded.
        voided_by: the number of the entry by which it was taken out; in a view 0, where
            that is not shown.
        set_aside_by: the number of the entry by which it lost its effect; likewise.
    """

    version: int = field(converter=whole, validator=between(1))
    act: Act = field(validator=a(Act))
    recorded_at: datetime
    effective_at: datetime
    mark: Mark = PLAIN
    voided_by: int | None = None
    set_aside_by: int | None = None

    @property
    def is_late(self) -> bool:
        """True if it counts from before the record learned of it."""
        return self.effective_at < self.recorded_at

    @property
    def in_effect(self) -> bool:
        """True unless it was taken out or set aside."""
        return self.voided_by is None and self.set_aside_by is None
