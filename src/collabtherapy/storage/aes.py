"""Keys for words that come to rest: AES-256-GCM.

Every text is bound to its place as data that is authenticated and not stored, so that
a text moved to another row does not open.

NIST SP 800-38D, 8.3: at most 2**32 texts under one key with nonces drawn at random.
"""

import os
from functools import lru_cache
from typing import Final

import attrs
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

N_NONCE: Final = 12
N_KEY: Final = 32
N_AT_HAND: Final = 1024
"""How many keys are kept ready; to make one costs as much as to seal a text."""


@attrs.frozen(eq=False, repr=False)
class AesKey:
    """Seals with AES-256-GCM."""

    aes: AESGCM

    @classmethod
    def of(cls, made_of: bytes) -> "AesKey":
        """Return the key that is made of 32 bytes."""
        return _made(made_of)

    def seal(self, text: bytes, bound: bytes) -> bytes:
        """Return the nonce, and the text sealed with it."""
        nonce = os.urandom(N_NONCE)  # noqa: TID251  # no one hands in a nonce
        return nonce + self.aes.encrypt(nonce, text, bound)

    def open(self, sealed: bytes, bound: bytes) -> bytes | None:
        """Return the text, or None where it is not what was sealed for this place."""
        try:
            return self.aes.decrypt(sealed[:N_NONCE], sealed[N_NONCE:], bound)
        except (InvalidTag, ValueError):  # ValueError: it is too short for a nonce
            return None


@lru_cache(maxsize=N_AT_HAND)
def _made(made_of: bytes) -> AesKey:
    return AesKey(AESGCM(made_of))


class AesCipher:
    """Makes keys for AES-256-GCM."""

    def draw(self) -> bytes:
        """Return 32 random bytes."""
        return new_key()

    def key(self, made_of: bytes) -> AesKey | None:
        """Return the key that is made of 32 bytes; None of any other number."""
        return _made(made_of) if len(made_of) == N_KEY else None


def new_key() -> bytes:
    """Return what a new key is made of."""
    return AESGCM.generate_key(8 * N_KEY)
