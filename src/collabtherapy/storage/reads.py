"""Rows of the read log: who was given which acts, and why."""

from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

import attrs

from collabtherapy.partnership.values.ids import PartnershipId, PersonId

Reads: TypeAlias = Literal["off", "log"]
"""Whether a store logs to whom it gives acts."""


class ReadRow(NamedTuple):
    """One entry of the read log of a partnership, as it is kept.

    Args:
        stream: the name of the partnership.
        number: which entry of that partnership, from 1.
        person: who was given the acts.
        purpose: why, as a short name.
        version: the version of the last act that was given.
        at: when.
        link: the hash over this entry and those before it.
        tag: what says that the store wrote this row.
    """

    stream: str
    number: int
    person: str
    purpose: str
    version: int
    at: str
    link: bytes
    tag: bytes

    @property
    def is_whole(self) -> bool:
        """True if each field is of its type: SQLite keeps any value in any column."""
        return tuple(map(type, self)) == (str, int, str, str, int, str, bytes, bytes)


class ReadEnd(NamedTuple):
    """How far the read log of a partnership goes, and where what is kept begins.

    Args:
        stream: the name of the partnership.
        dropped: how many entries were dropped, from the first on.
        dropped_link: the link of the last of them; of none, the genesis.
        number: the number of the last entry.
        link: the link of that.
        tag: what says that the store left it there.
    """

    stream: str
    dropped: int
    dropped_link: bytes
    number: int
    link: bytes
    tag: bytes

    @property
    def is_whole(self) -> bool:
        """True if each field is of its type: SQLite keeps any value in any column."""
        return tuple(map(type, self)) == (str, int, bytes, int, bytes, bytes)


@attrs.frozen(kw_only=True)
class Read:
    """One entry of the read log: that somebody was given acts of a partnership.

    It is written before the acts are given. So each time that they were given has an
    entry, while an entry does not prove that they arrived.

    Args:
        partnership: which.
        number: which entry of that partnership, from 1; those dropped are counted.
        by: who was given the acts.
        purpose: why, as a short name.
        version: the version of the last act that was given.
        at: when, by the clock of the store.
    """

    partnership: PartnershipId
    number: int
    by: PersonId
    purpose: str
    version: int
    at: datetime
