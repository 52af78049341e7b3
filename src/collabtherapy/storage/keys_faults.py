"""Consistency of keys: each was written here, none is gone, none has come back.

All keys of a store are locked in one epoch, that of its secret: to rotate is to lock
them all. So a key in another one was put back from before a rotation.
"""

from collections.abc import Iterator, Sequence

from collabtherapy.errors import CorruptRecord
from collabtherapy.storage.chain import Fault
from collabtherapy.storage.erasures import Erasure
from collabtherapy.storage.keys import KeyRow, Role
from collabtherapy.storage.ledger import Reached
from collabtherapy.storage.port import Reading
from collabtherapy.storage.vault import Vault


def epoch_faults(reading: Reading, vault: Vault) -> Iterator[Fault]:
    """Yield every fault of the epochs and of the secret of the store."""
    if not all(map(vault.is_epoch, reading.epochs())):
        yield Fault("", 0, "epoch_not_ours")
    try:
        vault.check_epoch(reading, vault.check_secret(reading.secret()))
    except CorruptRecord as error:
        yield Fault("", 0, error.code, error.key)


def key_faults(
    reading: Reading, vault: Vault, erasures: Sequence[Erasure]
) -> Iterator[Fault]:
    """Yield every fault of the keys of people.

    Args:
        reading: where they are read.
        vault: what tags and opens them.
        erasures: what was erased, and with which keys.
    """
    there = reading.every_key()
    ours = [row for row in there if vault.is_ours(row)]
    for row in there:
        if row not in ours or (row.wrapped is not None and not vault.opens(row)):
            yield Fault("", 0, "key_not_ours", _number(row))
    destroyed = {
        key for one in erasures if one.reached != Reached.INTENDED for key in one.keys
    }
    epochs = {row.epoch for row in ours if row.role == Role.STORE}
    for row in ours:
        is_back = row.id in destroyed or row.epoch not in epochs
        if row.wrapped is not None and is_back:
            yield Fault("", 0, "key_returned", row.id)
    for number in sorted({key for one in erasures for key in one.keys}):
        if not any(row.id == number for row in ours):
            yield Fault("", 0, "key_missing", number)
    newest: dict[str, int] = {}
    for row in ours:
        newest[row.person] = max(row.generation, newest.get(row.person, 0))
    if sum(newest.values()) > len(ours):
        yield Fault("", 0, "key_missing")


def _number(row: KeyRow) -> int:
    id: object = row.id
    return id if isinstance(id, int) else 0
