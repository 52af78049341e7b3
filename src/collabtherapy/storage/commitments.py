"""Commitments: what the chain holds of a text, so that the text itself can go.

A commitment is a hash over random bytes and the text. The random bytes are sealed with
the text: where both are gone the commitment says nothing of it. Where somebody hands
over the text with them, it is proven, without any key, to be what was recorded.

Source: RFC 9901 (SD-JWT), 4.2.4: digests of salted disclosures, in another form here.
"""

import os
from collections.abc import Iterable, Sequence
from hashlib import sha256
from struct import Struct
from typing import Final, NamedTuple

LABEL: Final = b"collabtherapy-words-2"
N_SALT: Final = 32
"""How many random bytes stand before each text."""

_PLACE: Final = Struct(">I32s")


class Commitment(NamedTuple):
    """What the chain holds of one text of an act.

    Args:
        n: which text of the act, from 1.
        hash: over the random bytes and the text.
    """

    n: int
    hash: bytes


def salted(text: bytes) -> bytes:
    """Return a text after random bytes of its own, as it is sealed."""
    return os.urandom(N_SALT) + text  # noqa: TID251  # no one hands in a salt


def committed(n: int, salted_text: bytes) -> Commitment:
    """Return the commitment to a text of an act with its random bytes."""
    return Commitment(n, sha256(LABEL + salted_text).digest())


def unsalted(salted_text: bytes) -> bytes:
    """Return the text without its random bytes."""
    return salted_text[N_SALT:]


def packed(those: Iterable[Commitment]) -> bytes:
    """Return the commitments of an act as its row keeps them."""
    return b"".join(_PLACE.pack(*one) for one in those)


def unpacked(kept: bytes) -> Sequence[Commitment] | None:
    """Return the commitments that a row keeps; None, if it keeps something else."""
    if len(kept) % _PLACE.size:
        return None
    found = [Commitment._make(one) for one in _PLACE.iter_unpack(kept)]
    places = [one.n for one in found]
    return found if places == sorted(set(places)) else None
