"""Locking all keys under another master key, without touching what they seal."""

from collabtherapy.storage.keys import bound_key
from collabtherapy.storage.port import Backend, Writing
from collabtherapy.storage.vault import Vault, key_not_ours


def relocked(backend: Backend, vault: Vault, master: bytes | None) -> tuple[Vault, int]:
    """Return the vault under another master key, and how many keys it has.

    Raises:
        StoreMismatch: If no key can be unlocked with the master key of before.
        CorruptRecord: If a key is not one that was kept here.
        ValueError: that is no master key.
    """
    new = Vault(vault.tenant, vault.cipher.under(master))

    def relock(writing: Writing) -> int:
        vault.check(writing)
        keys = writing.every_key()
        for row in keys:
            kept = None
            if vault.is_ours(row):
                bound = bound_key(vault.tenant, row.person)
                kept = vault.cipher.moved(row.kept or b"", bound, new.cipher)
            if kept is None:
                raise key_not_ours(row)
            writing.rewrap_key(row.id, kept)
        return len(keys)

    return new, backend.write(relock)
