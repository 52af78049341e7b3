"""The doors of a store for who answers for it: erasing, keys, and its health."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from collabtherapy.partnership.values.ids import HasId, PartnershipId, PersonId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.privacy import Plan
from collabtherapy.storage.asking import counted, given, named
from collabtherapy.storage.doors import door
from collabtherapy.storage.epochs import EpochCertificate, retired, rotated
from collabtherapy.storage.erasing import (
    ErasurePlan,
    check_plan,
    erased,
    finished,
    planned,
)
from collabtherapy.storage.erasures import Erasure, checked_erasures, read_erasure
from collabtherapy.storage.heads import Head, headed
from collabtherapy.storage.health import Health, looked_after
from collabtherapy.storage.port import Backend
from collabtherapy.storage.reading_log import dropped, reads_of
from collabtherapy.storage.reads import Read
from collabtherapy.storage.resealing import new_key
from collabtherapy.storage.vault import Vault
from collabtherapy.storage.verifying import Verification, verified


class Governing:
    """The doors; `Store` is where they are."""

    __slots__ = ()
    _backend: Backend
    _vault: Vault
    _clock: Callable[[], datetime]
    _behind: tuple[PartnershipId, ...]

    @door
    def plan_erasure(
        self, plan: Plan, *, partnership: PartnershipId | str | None = None
    ) -> ErasurePlan:
        """Return what an erasure would take out and what would stay; nothing is done.

        Args:
            plan: whose texts, which, by whom, and on what ground.
            partnership: in which one alone; None, in all.

        Raises:
            Refused: If the law does not allow it in one of the partnerships, or it is
                dated after the clock of the store.
            CorruptRecord: If there are texts whose key is gone, so that it cannot be
                told whose they are.
            ValueError: If single texts are named, but no partnership or no such texts.
        """
        name = None if partnership is None else named(partnership)
        check_plan(plan, name)
        now = instant(self._clock())
        return self._backend.read(
            lambda reading: planned(reading, self._vault, plan, name, now)
        )

    @door
    def erase(
        self, plan: Plan, *, partnership: PartnershipId | str | None = None
    ) -> Erasure:
        """Erase what a person wrote, all of it or single texts of one partnership.

        Each history ends with a `Redact` that says so, in all of them or in none. From
        then on nobody is given the texts; then they and the keys that sealed them are
        deleted, and what else that person wrote is sealed with a new key. How far it
        has come is said in `Erasure.reached`. Only when the epoch of then is retired,
        and its master destroyed by who keeps it, do old backups give nothing back.

        The same asked again records nothing, and says how far it has come.

        Args:
            plan: whose texts, which, by whom, and on what ground.
            partnership: in which one alone; None, in all.

        Raises:
            Refused: If the law does not allow it in one of the partnerships, or it is
                dated after the clock of the store; nothing is done.
            CorruptRecord: If there are texts whose key is gone, so that it cannot be
                told whose they are.
            ErasurePending: If it is recorded and could not be carried through: it is
                taken up again by `finish_erasures`, or when the store is opened.
            ValueError: If single texts are named, but no partnership or no such texts.
        """
        name = None if partnership is None else named(partnership)
        check_plan(plan, name)
        return erased(self._backend, self._vault, plan, name, self._clock)

    @door
    def erasures(self) -> tuple[Erasure, ...]:
        """Return every erasure and how far it has come, the first first.

        Raises:
            CorruptRecord: If one is missing, or is not as it was recorded.
        """
        rows = self._backend.read(
            lambda reading: checked_erasures(reading, self._vault)
        )
        return tuple(map(read_erasure, rows))

    @door
    def finish_erasures(self) -> tuple[Erasure, ...]:
        """Carry through what a failure has left undone; return what was gone on with.

        Raises:
            ErasurePending: If one cannot be carried through now either.
        """
        return tuple(finished(self._backend, self._vault))

    @door
    def rotate_key(
        self, person: "PersonId | HasId | str", *, reseal: bool = True
    ) -> int:
        """Return a person a new key; return how many texts were sealed with it.

        Args:
            person: whose.
            reseal: whether what they wrote before is sealed with it too, and the old
                keys are destroyed; if not, those are kept.
        """
        name = str(PersonId(person))
        return new_key(self._backend, self._vault, name, reseal=reseal)

    @door
    def rotate_master_key(self) -> int:
        """Lock all keys under the current master of the keyring; return how many.

        All at once, while nobody writes. A store that is open elsewhere goes on as soon
        as its keyring has the new master, and until then writes nothing.

        Raises:
            KeyUnavailable: If the keyring lacks a master that keys are locked under.
            StoreMismatch: If the current epoch of the keyring is none to go on to.
        """
        return self._backend.write(lambda writing: rotated(writing, self._vault))

    @door
    def retire_epoch(self, epoch: int) -> EpochCertificate:
        """Retire an epoch; return what is out of reach once its master is destroyed.

        Whoever keeps that master destroys it, wherever it is kept: nothing here can.

        Raises:
            StoreMismatch: If keys are locked under its master, or it never was.
        """
        number, now = counted("epoch", epoch, at_least=1), instant(self._clock())
        return self._backend.write(
            lambda writing: retired(writing, self._vault, number, now)
        )

    @door
    def head(self) -> Head:
        """Return how far every history goes, to be kept where nobody here can write."""
        return self._backend.read(lambda reading: headed(reading, self._vault))

    @door
    def health(self) -> Health:
        """Return what a person who runs the store has to know, and to mend."""
        return looked_after(self._backend, self._vault, self._behind)

    @door
    def verify(
        self, *, against: Head | None = None, words: bool = False
    ) -> Verification:
        """Look at every row; return everything that is not as it was recorded.

        Args:
            against: a head that was exported before; without one, an older copy of the
                whole store seems whole.
            words: whether each text is opened and held against its commitment.
        """
        head = given("against", against, Head)
        return verified(self._backend, self._vault, head, words=words)

    @door
    def reads_of(self, partnership: PartnershipId | str) -> tuple[Read, ...]:
        """Return to whom acts of a partnership were given, when and why, in order.

        It is for the client to see. What was not logged, because a store was opened
        without ``reads="log"``, or was dropped, is not in it.

        Raises:
            NotKept: If there is none of that name.
            CorruptRecord: If the read log is not as it was recorded.
        """
        name = named(partnership)
        return self._backend.read(lambda reading: reads_of(reading, self._vault, name))

    @door
    def drop_reads(self, *, before: datetime) -> int:
        """Drop the entries of the read log before a moment; return how many.

        What came after them is still shown to be all there: the link of the last one
        dropped is kept.

        Raises:
            CorruptRecord: If a read log is not as it was recorded; it is left as it is.
        """
        return dropped(self._backend, self._vault, instant(before))

    @door
    def backup(
        self,
        to: "str | os.PathLike[str]",
        *,
        keys: "str | os.PathLike[str] | None" = None,
    ) -> None:
        """Copy a store on SQLite into a new file, as of one moment, while it is used.

        The file can be read and written by its owner alone (0600). It holds what the
        store holds: texts sealed, keys locked, ids and kinds in the open. No later
        erasure reaches it: it gives the texts back for as long as the master of its
        epoch exists. So restore it with ``open_store(…, at_least=head)``, and see
        `retire_epoch`. Try it with `drill`.

        Args:
            to: the file, which is not there yet.
            keys: another one for the keys, where they are in a database of their own;
                None, to leave those out. Keep the two apart.

        Raises:
            StoreMismatch: If it is on PostgreSQL, which has `pg_dump`, or in memory.
            StoreUnavailable: If the file cannot be made or written; none is left then.
            ValueError: If a file is there already, or *keys* is given where the keys
                are beside the acts.
        """
        self._backend.backup(Path(to), None if keys is None else Path(keys))
