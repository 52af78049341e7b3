"""Keys: one for each person, with which what they wrote is sealed.

A key is never used bare: what it seals is bound to the row it stands in, so that it
opens nowhere else. What a key is made of is the business of a `Cipher`: AES-GCM where
words come to rest on a disk (`aes`), and a plain dictionary in memory.
"""

from collections.abc import Iterable, Iterator
from struct import Struct
from typing import NamedTuple, Protocol

from collabtherapy.storage.chain import framed


class Key(Protocol):
    """What seals the words of one person."""

    def seal(self, text: bytes, bound: bytes) -> bytes:
        """Give a text so that only this key opens it, and only where it is bound."""
        ...

    def open(self, sealed: bytes, bound: bytes) -> bytes | None:
        """Give the text, or None where it is not what was sealed for this place."""
        ...


class Cipher(Protocol):
    """Makes keys, and takes them from the form in which they are kept."""

    def make(self, bound: bytes) -> bytes:
        """Give a new key in the form in which it is kept."""
        ...

    def knows(self, kept: bytes) -> bool:
        """Return whether a key is kept in a form that this cipher may have given."""
        ...

    def lacks_master(self, kept: bytes) -> bool:
        """Return whether a key is locked, and this cipher has no master key for it."""
        ...

    def take(self, kept: bytes, bound: bytes) -> Key | None:
        """Give the key, or None where this cipher cannot unlock it.

        Args:
            kept: the key, in a form that this cipher `knows`.
            bound: what that form is bound to.
        """
        ...

    def destroy(self, kept: bytes) -> None:
        """Let go of whatever the cipher itself has of a key."""
        ...

    def under(self, master: bytes | None) -> "Cipher":
        """Give a cipher that locks what is kept under another master key."""
        ...

    def moved(self, kept: bytes, bound: bytes, to: "Cipher") -> bytes | None:
        """Give a key as another cipher keeps it, or None where it is locked here."""
        ...


class KeyRow(NamedTuple):
    """A key as it is kept; without one, if it has been destroyed."""

    id: int
    person: str
    kept: bytes | None


class Part(NamedTuple):
    """What one person wrote in one act, sealed."""

    key: int
    sealed: bytes


_HEADER = Struct(">qI")  # signed, as a database has it: whatever comes is asked for


def joined(parts: Iterable[Part]) -> bytes:
    """Give the parts of a row as it keeps them."""
    return b"".join([_HEADER.pack(p.key, len(p.sealed)) + p.sealed for p in parts])


def parted(sealed: bytes) -> Iterator[Part]:
    """Give the parts of what a row keeps; the last may be cut short."""
    at = 0
    while at + _HEADER.size <= len(sealed):
        key, length = _HEADER.unpack_from(sealed, at)
        at += _HEADER.size
        yield Part(key, sealed[at : at + length])
        at += length


def bound_key(tenant: str, person: str) -> bytes:
    """Give what the form in which a key is kept is bound to."""
    return framed("key", tenant, person)


def bound_words(tenant: str, stream: str, version: int, kind: str, who: str) -> bytes:
    """Give what somebody's words in one act are bound to."""
    return framed("words", tenant, stream, str(version), kind, who)
