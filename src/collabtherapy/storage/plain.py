"""Keys that encrypt nothing, for words that never come to rest.

Words in memory are kept apart all the same, under tokens, so that forgetting a person
is there what it is in a database.
"""

from itertools import count

import attrs

from collabtherapy.storage.keys import Cipher, Key


@attrs.define(eq=False)
class PlainKey:
    """Keeps what it seals, and gives a token for it."""

    kept: dict[bytes, tuple[bytes, bytes]] = attrs.field(
        factory=dict[bytes, tuple[bytes, bytes]], repr=False
    )

    def seal(self, text: bytes, bound: bytes) -> bytes:
        """Give a token that says nothing of the text."""
        token = b"%d" % len(self.kept)
        self.kept[token] = (bound, text)
        return token

    def open(self, sealed: bytes, bound: bytes) -> bytes | None:
        """Give the text, or None where the token was not given for this place."""
        there = self.kept.get(sealed)
        return there[1] if there is not None and there[0] == bound else None


@attrs.define(eq=False)
class PlainCipher:
    """Makes keys that encrypt nothing."""

    by_name: dict[bytes, PlainKey] = attrs.field(
        factory=dict[bytes, PlainKey], repr=False
    )
    names: "count[int]" = attrs.field(factory=count, repr=False)

    def make(self, bound: bytes) -> bytes:  # noqa: ARG002  # there is nothing to bind
        """Give the name of a new key."""
        name = b"%d" % next(self.names)
        self.by_name[name] = PlainKey()
        return name

    def knows(self, kept: bytes) -> bool:
        """Return whether there is a key of that name."""
        return kept in self.by_name

    def lacks_master(self, kept: bytes) -> bool:  # noqa: ARG002  # as above
        """Return False: nothing is locked here."""
        return False

    def take(self, kept: bytes, bound: bytes) -> Key | None:  # noqa: ARG002  # as above
        """Give the key of that name."""
        return self.by_name.get(kept)

    def destroy(self, kept: bytes) -> None:
        """Let go of a key, and of what it holds."""
        del self.by_name[kept]

    def under(self, master: bytes | None) -> Cipher:  # noqa: ARG002  # no lock, no key
        """Give itself: nothing is locked here."""
        return self

    def moved(self, kept: bytes, bound: bytes, to: Cipher) -> bytes | None:  # noqa: ARG002
        """Give the key as it is."""
        return kept
