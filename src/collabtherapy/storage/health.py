"""The health of a store: what a person who runs it has to know, and to mend."""

import attrs

from collabtherapy.partnership.values.ids import PartnershipId
from collabtherapy.storage.epochs import epoch_states
from collabtherapy.storage.erasures import checked_erasures
from collabtherapy.storage.keyrings import UNPROTECTED
from collabtherapy.storage.ledger import EpochState, Reached
from collabtherapy.storage.port import Backend, Reading
from collabtherapy.storage.vault import Vault


@attrs.frozen(kw_only=True)
class Health:
    """What a person who runs a store has to know.

    Args:
        is_protected: whether keys are locked under a master of a keyring.
        epoch: the epoch in which keys are locked now; 0, if they lie bare.
        open_epochs: the epochs that are not retired: their masters are needed, or
            still to be given up.
        pending: the numbers of erasures that a failure has left undone: see
            `Store.finish_erasures`.
        in_files: the numbers of erasures of which bytes may be left in files.
        exposed: files that others on this machine may read, with their modes.
        behind: the histories that end before the head the store was opened with.
    """

    is_protected: bool
    epoch: int
    open_epochs: tuple[int, ...]
    pending: tuple[int, ...]
    in_files: tuple[int, ...]
    exposed: tuple[str, ...]
    behind: tuple[PartnershipId, ...]

    @property
    def ok(self) -> bool:
        """True if there is nothing to mend."""
        mend = (self.pending, self.in_files, self.exposed, self.behind)
        return self.is_protected and not any(mend)


def looked_after(
    backend: Backend, vault: Vault, behind: tuple[PartnershipId, ...]
) -> Health:
    """Return the health of a store.

    Raises:
        CorruptRecord: If the secret, an epoch or an erasure is not as it was recorded.
    """

    def look(reading: Reading) -> Health:
        epoch = vault.check_secret(reading.secret())
        states = epoch_states(reading, vault)
        rows = checked_erasures(reading, vault)
        reached = {row.number: row.reached for row in rows}
        return Health(
            is_protected=epoch != UNPROTECTED,
            epoch=epoch,
            open_epochs=tuple(n for n, s in states.items() if s == EpochState.OPEN),
            pending=tuple(n for n, r in reached.items() if r == Reached.INTENDED),
            in_files=tuple(n for n, r in reached.items() if r == Reached.DESTROYED),
            exposed=backend.exposed(),
            behind=behind,
        )

    return backend.read(look)
