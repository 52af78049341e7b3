"""Unlocking a store: the secret of which all tags come, drawn once and kept locked."""

import os
from functools import partial
from typing import Final

from collabtherapy.errors import CorruptRecord, StoreMismatch
from collabtherapy.storage.epochs import epoch_row
from collabtherapy.storage.keyrings import UNPROTECTED, Keyring, NoKeyring
from collabtherapy.storage.keys import Cipher, KeyRow, Role
from collabtherapy.storage.ledger import EpochState
from collabtherapy.storage.port import Backend, Reading, Writing
from collabtherapy.storage.tags import N_SECRET, Tags
from collabtherapy.storage.vault import Vault, key_not_ours

SAYS: Final = {
    "unprotected": (
        "its keys are under no master key: open it with unprotected=True, or lock them "
        "with collabtherapy.storage.protect"
    ),
    "protected": "its keys are locked: open it with its keyring, or its master key",
    "wrong_master_key": (
        "its keys are locked under another master key: open it with that one"
    ),
}


def unlocked(backend: Backend, cipher: Cipher, keyring: Keyring) -> Vault:
    """Return the vault of a store; the secret of a new store is drawn.

    Raises:
        StoreMismatch: If the store is locked and there is no keyring, or the other way
            round, or if it is locked with another master.
        KeyUnavailable: If the keyring has no master of the epoch of its secret.
        CorruptRecord: If its secret is gone, is not as it was kept, or is locked in an
            epoch gone by.
    """

    def look(reading: Reading) -> Vault | None:
        rows = reading.secret()
        if not rows:
            return None
        vault = opened(rows[0], cipher, keyring, backend.tenant)
        vault.check_epoch(reading, rows[0].epoch)
        return vault

    found = backend.read(look)
    if found is not None:
        return found
    begin = partial(_begun, cipher=cipher, keyring=keyring, tenant=backend.tenant)
    return backend.write(begin)


def opened(row: KeyRow, cipher: Cipher, keyring: Keyring, tenant: str) -> Vault:
    """Return the vault whose secret a row holds.

    Raises:
        StoreMismatch: If the row is not locked with this keyring.
        KeyUnavailable: If the keyring has no master of its epoch.
        CorruptRecord: If it is no such row.
    """
    if not row.is_whole or row.wrapped is None:
        raise key_not_ours(row)
    is_bare, is_given = row.epoch == UNPROTECTED, not isinstance(keyring, NoKeyring)
    if is_bare is is_given:
        code = "unprotected" if is_bare else "protected"
        raise StoreMismatch(code, SAYS[code])
    nothing = Vault(tenant, cipher, keyring, Tags.of(tenant, b""))
    secret = nothing.unlocked(row)
    if secret is None:
        raise StoreMismatch("wrong_master_key", SAYS["wrong_master_key"])
    vault = Vault(tenant, cipher, keyring, Tags.of(tenant, secret))
    if len(secret) != N_SECRET or not vault.is_ours(row):
        raise key_not_ours(row)
    return vault


def _begun(writing: Writing, cipher: Cipher, keyring: Keyring, tenant: str) -> Vault:
    """Return the vault of a store that has none yet."""
    writing.hold_epoch()
    rows = writing.secret()
    if rows:  # somebody else was quicker
        return opened(rows[0], cipher, keyring, tenant)
    if writing.every_key() or writing.heads() or writing.streams():
        raise CorruptRecord("", 0, "key_missing")
    secret = os.urandom(N_SECRET)  # noqa: TID251  # no one hands in a secret
    vault = Vault(tenant, cipher, keyring, Tags.of(tenant, secret))
    epoch = keyring.current()
    row = KeyRow(0, Role.STORE.value, "", 1, epoch, None, b"")
    writing.add_key(vault.locked(row, epoch, secret))
    if epoch != UNPROTECTED:
        writing.put_epoch(epoch_row(vault, epoch, EpochState.OPEN))
    return vault
