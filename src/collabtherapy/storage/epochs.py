"""Epochs: all keys locked under a new master, and an old master given up.

Rotation touches keys alone, never what they seal. Once an epoch is retired, no key of
the store is locked under its master; whoever keeps that master destroys it, and with it
whatever old backups hold under it. The library cannot do that for them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import attrs

from collabtherapy.errors import CorruptRecord, StoreMismatch
from collabtherapy.storage.erasures import completed
from collabtherapy.storage.keyrings import UNPROTECTED
from collabtherapy.storage.keys import KeyRow
from collabtherapy.storage.ledger import EpochRow, EpochState
from collabtherapy.storage.port import Reading, Writing
from collabtherapy.storage.vault import Vault, key_not_ours

SAYS: Final = {
    "epoch_in_use": "keys are locked under it: run rotate_master_key first",
    "epoch_retired": "that epoch is retired: give the keyring a master of a later one",
    "no_such_epoch": "no key was ever locked under a master of that epoch",
    "earlier_epoch": "keys are locked in a later epoch than the current of the keyring",
    "unprotected": "it has no master key: lock its keys with protect",
}


@attrs.frozen(kw_only=True)
class EpochCertificate:
    """What is out of reach once the master of a retired epoch is destroyed.

    Args:
        tenant: whose store.
        epoch: which epoch.
        at: when it was retired, by the clock of the store.
        erasures: the numbers of the erasures that are complete by this.
        still_open: the epochs whose masters are still needed.
    """

    tenant: str
    epoch: int
    at: datetime
    erasures: tuple[int, ...]
    still_open: tuple[int, ...]


def rotated(writing: Writing, vault: Vault) -> int:
    """Lock all keys under the current master of the keyring; return how many.

    Raises:
        KeyUnavailable: If the keyring lacks a master that keys are locked under.
        CorruptRecord: If a key is not one that was kept here; nothing is done.
        StoreMismatch: If the current epoch of the keyring is none to go on to.
    """
    writing.hold_epoch()
    to = vault.keyring.current()
    if to == UNPROTECTED:
        raise StoreMismatch("unprotected", SAYS["unprotected"])
    before = vault.check_secret(writing.secret())
    if to < before:
        raise StoreMismatch("earlier_epoch", SAYS["earlier_epoch"])
    if epoch_states(writing, vault).get(to) == EpochState.RETIRED:
        raise StoreMismatch("epoch_retired", SAYS["epoch_retired"])
    changed: list[KeyRow] = []
    for row in writing.every_key():
        if not vault.is_ours(row):
            raise key_not_ours(row)
        if row.wrapped is not None and row.epoch != to:
            made_of = vault.unlocked(row)
            if made_of is None:
                raise key_not_ours(row)
            changed.append(vault.locked(row, to, made_of))
    writing.put_keys(changed)
    writing.put_epoch(epoch_row(vault, to, EpochState.OPEN))
    return len(changed)


def retired(
    writing: Writing, vault: Vault, epoch: int, at: datetime
) -> EpochCertificate:
    """Retire an epoch; return what is out of reach once its master is destroyed.

    Raises:
        StoreMismatch: If keys are locked under its master, or it never was.
        CorruptRecord: If a row of a key, an epoch or an erasure is not as recorded.
    """
    writing.hold_epoch()
    if epoch not in epoch_states(writing, vault):
        raise StoreMismatch("no_such_epoch", SAYS["no_such_epoch"])
    for row in writing.every_key():
        if not vault.is_ours(row):
            raise key_not_ours(row)
        if row.wrapped is not None and row.epoch == epoch:
            raise StoreMismatch("epoch_in_use", SAYS["epoch_in_use"])
    writing.put_epoch(epoch_row(vault, epoch, EpochState.RETIRED))
    states = epoch_states(writing, vault)
    still_open = tuple(n for n, state in states.items() if state == EpochState.OPEN)
    return EpochCertificate(
        tenant=vault.tenant,
        epoch=epoch,
        at=at,
        erasures=completed(writing, vault, min(still_open)),
        still_open=still_open,
    )


def epoch_row(vault: Vault, number: int, state: EpochState) -> EpochRow:
    """Return the row that says what became of an epoch."""
    return EpochRow(number, state.value, vault.epoch_tag(number, state.value))


def epoch_states(reading: Reading, vault: Vault) -> Mapping[int, str]:
    """Return what became of each epoch, by number.

    Raises:
        CorruptRecord: If the store did not write a row of one.
    """
    states: dict[int, str] = {}
    for row in reading.epochs():
        if not vault.is_epoch(row):
            raise CorruptRecord("", 0, "epoch_not_ours")
        states[row.number] = row.state
    return states
