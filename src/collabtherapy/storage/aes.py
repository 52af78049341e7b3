"""Keys for words that come to rest: AES-256-GCM, one key for each person.

Every text is bound to its row (tenant, partnership, version, kind, person) as data that
is authenticated and not stored, so that a text moved to another row does not open. The
key itself is kept sealed under a master key, which is the caller's to keep elsewhere;
without one it is kept as it is, and protects nobody from whoever has the file, though
it can still be destroyed. Under a master key no other form is accepted: whoever can
write the database could put a bare key of their own there, and read what is sealed
with it.

NIST SP 800-38D, 8.3: at most 2**32 texts under one key with nonces drawn at random.
"""

import os
from functools import lru_cache
from typing import Final

import attrs
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from collabtherapy.storage.keys import Cipher, Key

N_NONCE: Final = 12
N_KEY: Final = 32
N_UNLOCKED: Final = 1024
"""How many keys are kept unlocked; unlocking one costs as much as sealing a text."""

N_TAG: Final = 16

BARE: Final = b"0"
LOCKED: Final = b"1"
FORMS: Final = {BARE: len(BARE) + N_KEY, LOCKED: len(LOCKED) + N_NONCE + N_KEY + N_TAG}
"""How a key is kept: what the form begins with, and its length in bytes."""


@attrs.frozen(eq=False, repr=False)
class AesKey:
    """Seals with AES-256-GCM."""

    aes: AESGCM

    def seal(self, text: bytes, bound: bytes) -> bytes:
        """Give the nonce, and the text sealed with it."""
        nonce = os.urandom(N_NONCE)  # noqa: TID251  # no one hands in a nonce
        return nonce + self.aes.encrypt(nonce, text, bound)

    def open(self, sealed: bytes, bound: bytes) -> bytes | None:
        """Give the text, or None where it is not what was sealed for this place."""
        try:
            return self.aes.decrypt(sealed[:N_NONCE], sealed[N_NONCE:], bound)
        except (InvalidTag, ValueError):  # ValueError: it is too short for a nonce
            return None


@attrs.frozen(eq=False, repr=False)
class AesCipher:
    """Makes keys, and locks them under a master key where there is one."""

    master: AesKey | None

    @classmethod
    def under(cls, master: bytes | None) -> "AesCipher":
        """Lock keys under this master key, or leave them bare where there is none.

        Raises:
            TypeError: it is not bytes.
            ValueError: it has not 32 bytes.
        """
        if master is None:
            return cls(None)
        if not isinstance(master, bytes):
            raise TypeError("a master key is bytes: see new_master_key")
        if len(master) != N_KEY:
            raise ValueError(f"a master key has {N_KEY} bytes: see new_master_key")
        return cls(AesKey(AESGCM(master)))

    def moved(self, kept: bytes, bound: bytes, to: Cipher) -> bytes | None:
        """Give a key as another such cipher keeps it, or None where it is locked."""
        key = self.unlock(kept, bound)
        if key is None or not isinstance(to, AesCipher):
            return None
        return to.lock(key, bound)

    def make(self, bound: bytes) -> bytes:
        """Give a new key in the form in which it is kept."""
        return self.lock(new_key(), bound)

    def lock(self, key: bytes, bound: bytes) -> bytes:
        """Give a key in the form in which it is kept."""
        if self.master is None:
            return BARE + key
        return LOCKED + self.master.seal(key, bound)

    def knows(self, kept: bytes) -> bool:
        """Return whether a key is kept in one of the forms; under a master key, locked.

        Without a master key a locked key is known as well, and cannot be taken.
        """
        form = kept[:1]
        locked = self.master is None or form == LOCKED
        return locked and FORMS.get(form) == len(kept)

    def lacks_master(self, kept: bytes) -> bool:
        """Return whether a key is locked, and there is no master key for it."""
        return self.master is None and kept.startswith(LOCKED)

    def unlock(self, kept: bytes, bound: bytes) -> bytes | None:
        """Give the key itself, or None where this is not its master key."""
        if self.master is None:
            return kept.removeprefix(BARE) if kept.startswith(BARE) else None
        return self.master.open(kept[len(LOCKED) :], bound)

    def take(self, kept: bytes, bound: bytes) -> Key | None:
        """Give the key, or None where this is not its master key."""
        return _unlocked(self, kept, bound)

    def destroy(self, kept: bytes) -> None:
        """Do nothing: whoever keeps the key destroys it."""


@lru_cache(maxsize=N_UNLOCKED)
def _unlocked(cipher: AesCipher, kept: bytes, bound: bytes) -> AesKey | None:
    key = cipher.unlock(kept, bound)
    return None if key is None else AesKey(AESGCM(key))


def new_key() -> bytes:
    """Draw a key."""
    return AESGCM.generate_key(8 * N_KEY)
