"""Tags: what only this store could have written, as its secret says.

A link of the chain can be worked out by anybody who reads the rows. A tag cannot: it
takes the secret of the store, which lies under the master of the keyring. Each use has
a key of its own.

Source: RFC 5869, HKDF: a secret that is random needs no extract step (3.3), and one
block of the expand step is HMAC(secret, label | 1) (2.3).
"""

from hmac import compare_digest, digest
from typing import Final

import attrs

from collabtherapy.storage.keys import KeyRow, framed
from collabtherapy.storage.rows import Mark

HASH: Final = "sha256"
N_SECRET: Final = 32
"""How many bytes the secret of a store has."""

N_ROW_TAG: Final = 16
"""How many bytes of a tag stand in the row of an act: 128 bits."""


def subkey(secret: bytes, label: str) -> bytes:
    """Return the key of one use of a secret: HKDF-Expand, one block of SHA-256."""
    return digest(secret, label.encode() + b"\x01", HASH)


@attrs.frozen(repr=False)
class Tags:
    """Tags what a store writes, and checks it where it is read.

    Args:
        tenant: whose store.
        rows: the key of rows of acts.
        heads: the key of the ends of histories.
        keys: the key of rows of keys.
    """

    tenant: str
    rows: bytes
    heads: bytes
    keys: bytes
    others: bytes

    @classmethod
    def of(cls, tenant: str, secret: bytes) -> "Tags":
        """Return what tags with a secret."""
        used = (subkey(secret, use) for use in ("row", "head", "key", "other"))
        return cls(tenant, *used)

    def row(self, link: bytes) -> bytes:
        """Return the tag of an act, by its link, which binds all the rest."""
        return digest(self.rows, link, HASH)[:N_ROW_TAG]

    def is_row(self, link: bytes, tag: bytes) -> bool:
        """Return whether a tag is that of the act with this link."""
        return compare_digest(self.row(link), tag)

    def head(self, stream: str, version: int, link: bytes) -> bytes:
        """Return the tag of the end of a history."""
        said = framed(self.tenant, stream, str(version), link)
        return digest(self.heads, said, HASH)

    def is_head(self, stream: str, mark: Mark) -> bool:
        """Return whether a whole mark says where this store left a history."""
        meant = self.head(stream, mark.version, mark.hash)
        return compare_digest(meant, mark.tag)

    def key(self, row: KeyRow) -> bytes:
        """Return the tag of the row of a key, alive or destroyed."""
        state = b"destroyed" if row.wrapped is None else b"alive" + row.wrapped
        said = (row.role, row.person, str(row.generation), str(row.epoch), state)
        return digest(self.keys, framed(self.tenant, *said), HASH)

    def is_key(self, row: KeyRow) -> bool:
        """Return whether a whole row of a key is one that this store wrote."""
        return compare_digest(self.key(row), row.tag)

    def other(self, use: str, *said: str | bytes) -> bytes:
        """Return the tag of a row of another table: which table, and what it says."""
        return digest(self.others, framed(self.tenant, use, *said), HASH)
