"""Keys that came back: the row of one, as it was before an erasure destroyed it.

Such a row bears a tag of the store. So what tells it is the ledger of erasures alone:
each names the keys that it destroyed. The ledger is read when it has grown; a load asks
its length, which costs one look-up whatever that is.
"""

from collections.abc import Collection, Mapping

from collabtherapy.storage.erasures import is_erasure, read_erasure
from collabtherapy.storage.ledger import Reached
from collabtherapy.storage.port import Reading
from collabtherapy.storage.vault import Held, Vault


def held_keys(
    reading: Reading, vault: Vault, ids: Collection[int]
) -> Mapping[int, Held]:
    """Return keys by their numbers; one that an erasure destroyed counts as destroyed.

    Raises:
        KeyUnavailable: If the keyring has no master of the epoch of one.
    """
    held = vault.held(reading, ids)
    back = destroyed_keys(reading, vault) & held.keys() if held else frozenset[int]()
    if not back:
        return held
    gone = {id: Held(held[id].person, None, is_destroyed=True) for id in back}
    return {**held, **gone}


def destroyed_keys(reading: Reading, vault: Vault) -> frozenset[int]:
    """Return the numbers of the keys that erasures destroyed.

    A row of the ledger that is not ours is passed over: `verify` names it.
    """
    known, last = vault.destroyed, reading.last_erasure()
    if last != known.upto:
        ours = (row for row in reading.erasures() if is_erasure(vault, row))
        told = [read_erasure(row) for row in ours]
        done = [one for one in told if one.reached != Reached.INTENDED]
        keys = {key for one in done for key in one.keys}
        # One that is not done yet is looked at again.
        known.put(keys, last if len(done) == len(told) else 0)
    return known.keys
