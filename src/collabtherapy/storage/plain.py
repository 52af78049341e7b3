"""Keys that encrypt nothing, for words that never come to rest.

Words in memory lie in a table of their own all the same, so that erasing them is there
what it is in a database.
"""

from itertools import count

import attrs


class PlainKey:
    """Leaves a text as it is."""

    def seal(self, text: bytes, bound: bytes) -> bytes:  # noqa: ARG002  # none is needed
        """Return the text."""
        return text

    def open(self, sealed: bytes, bound: bytes) -> bytes | None:  # noqa: ARG002  # as above
        """Return the text."""
        return sealed


@attrs.define(eq=False)
class PlainCipher:
    """Makes keys that encrypt nothing."""

    names: "count[int]" = attrs.field(factory=count, repr=False)

    def draw(self) -> bytes:
        """Return the name of a new key."""
        return b"%d" % next(self.names)

    def key(self, made_of: bytes) -> PlainKey | None:  # noqa: ARG002  # all are alike
        """Return a key."""
        return PlainKey()
