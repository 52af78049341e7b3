"""Rows about keys and texts that are gone: the epochs of masters, and the erasures."""

from enum import StrEnum
from typing import NamedTuple


class EpochState(StrEnum):
    """What has become of an epoch."""

    OPEN = "open"
    """Keys may be locked under its master."""
    RETIRED = "retired"
    """No key is locked under its master any more, which may be destroyed."""


class Reached(StrEnum):
    """How far an erasure has come."""

    INTENDED = "intended"
    """It is recorded: from now on no reader of this store is given the texts."""
    DESTROYED = "destroyed"
    """The texts and the keys that sealed them are deleted."""
    SCRUBBED = "scrubbed"
    """They are in no file of the database any more."""
    COMPLETE = "complete"
    """The epoch that they were locked in is retired: with its master destroyed, no copy
    of the database gives them back to anybody."""


class EpochRow(NamedTuple):
    """An epoch as it is kept.

    Args:
        number: which.
        state: what has become of it.
        tag: what says that the store wrote this row.
    """

    number: int
    state: str
    tag: bytes

    @property
    def is_whole(self) -> bool:
        """True if each field is of its type: SQLite keeps any value in any column."""
        return tuple(map(type, self)) == (int, str, bytes)


class ErasureRow(NamedTuple):
    """An erasure as it is kept.

    Args:
        number: which, from 1.
        said: what was asked and what went, as JSON, without words.
        link: the hash over this and the erasures before it.
        reached: how far it has come.
        tag: what says that the store wrote this row.
    """

    number: int
    said: str
    link: bytes
    reached: str
    tag: bytes

    @property
    def is_whole(self) -> bool:
        """True if each field is of its type: SQLite keeps any value in any column."""
        return tuple(map(type, self)) == (int, str, bytes, str, bytes)
