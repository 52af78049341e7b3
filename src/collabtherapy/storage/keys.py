"""Keys: one for each person, with which what they wrote is sealed.

A key is never used bare: what it seals is bound to the place it stands in, so that it
opens nowhere else. The row of a key is locked under the master of an epoch, and tagged
with the secret of the store: neither can be made by who only writes the database.
"""

from enum import StrEnum
from functools import cache
from struct import Struct
from typing import Final, NamedTuple, Protocol

from collabtherapy.partnership.values.checks import is_name


class Role(StrEnum):
    """What a key is for."""

    STORE = "store"
    """The secret of the store, of which all tags come."""
    PERSON = "person"
    """What one person wrote is sealed with it."""


class Key(Protocol):
    """What seals the words of one person."""

    def seal(self, text: bytes, bound: bytes) -> bytes:
        """Return a text that only this key opens, and only where it is bound."""
        ...

    def open(self, sealed: bytes, bound: bytes) -> bytes | None:
        """Return the text, or None where it is not what was sealed for this place."""
        ...


class Cipher(Protocol):
    """Makes keys."""

    def draw(self) -> bytes:
        """Return what a new key is made of."""
        ...

    def key(self, made_of: bytes) -> Key | None:
        """Return the key that is made of some bytes; None, if they make none."""
        ...


class KeyRow(NamedTuple):
    """A key as it is kept; without one, if it has been destroyed.

    Args:
        id: its number.
        role: what it is for.
        person: whose; nobody's, if it is the secret of the store.
        generation: which of their keys, from 1.
        epoch: the epoch of the master that it is locked under.
        wrapped: the key, locked; None, if it has been destroyed.
        tag: what says that the store wrote this row.
    """

    id: int
    role: str
    person: str
    generation: int
    epoch: int
    wrapped: bytes | None
    tag: bytes

    @property
    def is_whole(self) -> bool:
        """True if each field is of its type: SQLite keeps any value in any column."""
        types = tuple(map(type, self))
        named = self.person == "" if self.role == Role.STORE else is_name(self.person)
        return types in _WHOLE and named


_TYPES: Final = (int, str, str, int, int)
_WHOLE: Final = frozenset((*_TYPES, wrapped, bytes) for wrapped in (bytes, type(None)))


class WordRow(NamedTuple):
    """One text of an act, sealed.

    Args:
        stream: the name of the partnership.
        version: which act of it.
        n: which text of the act, from 1.
        key: the number of the key.
        sealed: what stands there, sealed.
    """

    stream: str
    version: int
    n: int
    key: int
    sealed: bytes

    @property
    def is_whole(self) -> bool:
        """True if each field is of its type: SQLite keeps any value in any column."""
        return (
            type(self.sealed) is bytes
            and type(self.key) is type(self.version) is type(self.n) is int
            and type(self.stream) is str
        )


def framed(*fields: str | bytes) -> bytes:
    """Return several fields as one, from which each could be told again."""
    # Half of a surrogate pair is no text of ours: it is framed, and then fits no tag.
    parts = [
        field if isinstance(field, bytes) else field.encode("utf-8", "surrogatepass")
        for field in fields
    ]
    lengths = _lengths(len(parts) + 1).pack(len(parts), *map(len, parts))
    return lengths + b"".join(parts)


@cache
def _lengths(n: int) -> Struct:
    return Struct(f">{n}I")


def bound_key(tenant: str, row: KeyRow) -> bytes:
    """Return what the form in which a key is kept is bound to."""
    return framed("key", tenant, row.role, row.person, str(row.generation))


def bound_words(
    tenant: str, word: WordRow, kind: str, person: str, commitment: bytes
) -> bytes:
    """Return what a text is bound to: its place, its author and its commitment."""
    place = (word.stream, str(word.version), str(word.n))
    return framed("words", tenant, *place, kind, person, commitment)
