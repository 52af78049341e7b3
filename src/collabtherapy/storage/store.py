"""A store: partnerships kept for good, one act after another.

One implementation for memory, SQLite and PostgreSQL: what differs between them is
behind `port`.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Self, final

import attrs

from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.entries import Entry
from collabtherapy.partnership.values.ids import HasId, PartnershipId, PersonId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.privacy import Plan
from collabtherapy.storage.appending import Append, Appended, appended
from collabtherapy.storage.asking import counted, given, named
from collabtherapy.storage.deciding import between
from collabtherapy.storage.doors import door
from collabtherapy.storage.filing import entry_of
from collabtherapy.storage.forgetting import Forgotten, forgotten
from collabtherapy.storage.loading import followed, loaded, loaded_as_of, recorded
from collabtherapy.storage.port import Backend, Writing
from collabtherapy.storage.rekeying import relocked
from collabtherapy.storage.rows import Bookmark, Recorded
from collabtherapy.storage.searching import Searching
from collabtherapy.storage.storable import check_redacts
from collabtherapy.storage.vault import Vault
from collabtherapy.storage.verifying import Head, Verification, headed, verified


def system_clock() -> datetime:
    """Give the moment at which something is recorded, by the clock of this machine."""
    return datetime.now(UTC)  # noqa: TID251  # a store is an edge: this is its clock


@final
@attrs.define(eq=False)
class Store(Searching):
    """Keeps partnerships; made by `open_store`, and closed when no longer needed.

    May be used by several threads at once.

    >>> from collabtherapy import Client, Stage, Therapist, acts
    >>> from collabtherapy.storage import open_store
    >>> now = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> p = Partnership.open(
    ...     id="p-1",
    ...     clients=[Client("ana")],
    ...     therapists=[Therapist("bo")],
    ...     by="ana",
    ...     at=now,
    ... )
    >>> with open_store("memory:") as store:
    ...     done = store.append(p.id, p.history, expected_version=0)
    ...     p = store.record(p, acts.Leave(by="ana", at=now))
    ...     store.load("p-1") == p, [one.id for one in store.find(stage=p.stage)]
    (True, [PartnershipId('p-1')])

    Args:
        backend: where the rows are.
        vault: what seals words.
        clock: gives the moment at which something is recorded.
    """

    _backend: Backend
    _vault: Vault = attrs.field(repr=False)
    _clock: Callable[[], datetime] = attrs.field(default=system_clock, repr=False)

    @property
    def tenant(self) -> str:
        """Whose store it is, where several share a database."""
        return self._backend.tenant

    @door
    def append(
        self,
        partnership: PartnershipId | str,
        acts: Iterable[Act | Entry],
        *,
        expected_version: int,
        cause: str | None = None,
    ) -> Appended:
        """Append acts to a history atomically and durably.

        They are believed, as a replay believes them; `record` asks the law first. Of
        entries, what was decided of them is kept; of acts alone it is decided now.
        The same append sent again, after an answer that was lost, is recognised.

        Args:
            partnership: whose history.
            acts: what was done, in order: acts, or the entries of a partnership.
            expected_version: how many acts the history is believed to have.
            cause: what made somebody record them, as a short name.

        Raises:
            Conflict: it has another number of acts, and not these.
            ImpossibleHistory: If a late act, or one about entries, speaks of what is
                not there.
            NotStorable: If the codec could not read an act back, or one is a `Redact`
                that takes nothing out: use `forget`.
            Refused: If an act is dated after the clock of the store, by more than
                clocks may differ (`Policy.clock_tolerance_minutes`).
            TypeError: something is no act.
            ValueError: there is no act, or it cannot stand in that place.
        """
        append = appended(named(partnership), acts, expected_version, cause)
        check_redacts(append.acts, append.expected)
        return self._added(append)

    def _added(self, append: Append, after: Partnership | None = None) -> Appended:
        """Add acts, and file what they lead to, if that is at hand."""
        entry = None if after is None else entry_of(after, self.now())

        def adding(writing: Writing) -> Appended:
            done = append.run(writing, self._vault, self._clock)
            if entry is not None and not done.repeated:
                writing.file(entry)
            return done

        return self._backend.write(adding)

    @door
    def now(self) -> datetime:
        """Return the moment by the clock of the store, in UTC, for acts to be dated.

        >>> from collabtherapy.storage import open_store
        >>> open_store("memory:", clock=lambda: datetime(2026, 1, 5, tzinfo=UTC)).now()
        datetime.datetime(2026, 1, 5, 0, 0, tzinfo=datetime.timezone.utc)
        """
        return instant(self._clock())

    @door
    def record(
        self, p: Partnership, *acts: Act, cause: str | None = None
    ) -> Partnership:
        """Return the partnership in which these acts were done, once they are kept.

        What was written up late and belongs together is recorded in one call.

        Raises:
            Refused: one of them is not allowed, or is dated after the clock of the
                store; with every reason.
            Conflict: somebody else has recorded something since this was loaded.
            NotStorable: If an act cannot be kept, as `append` says.
        """
        after = p.record(*acts, now=self.now())
        envelopes = between(p, after)
        append = appended(named(p.id), acts, p.version, cause, envelopes)
        check_redacts(append.acts, append.expected)
        self._added(append, after)
        return after

    @door
    def load(self, partnership: PartnershipId | str) -> Partnership:
        """Give a partnership as it is now.

        Raises:
            NotKept: there is none of that name.
            CorruptRecord: a row is not as it was recorded.
        """
        name = named(partnership)
        return self._backend.read(lambda reading: loaded(reading, self._vault, name))

    @door
    def load_as_of(self, partnership: PartnershipId | str, at: datetime) -> Partnership:
        """Return a partnership as its record stood at a moment.

        What was recorded later is left out, also if it had happened by then; what was
        so at that moment, as it is known now, is `Partnership.as_of` of the present.

        Raises:
            NotKept: there is none of that name.
            ValueError: it had not been opened yet.
        """
        name, moment = named(partnership), instant(at)
        return self._backend.read(
            lambda reading: loaded_as_of(reading, self._vault, name, moment)
        )

    @door
    def history(
        self, partnership: PartnershipId | str, *, after: int = 0
    ) -> tuple[Recorded, ...]:
        """Give the acts of a partnership after a version, with what is known of each.

        Raises:
            NotKept: there is none of that name.
        """
        name, version = named(partnership), counted("after", after, at_least=0)
        return self._backend.read(
            lambda reading: recorded(reading, self._vault, name, version)
        )

    @door
    def follow(
        self, *, after: Bookmark | None = None, at_most: int = 1000
    ) -> tuple[Recorded, ...]:
        """Give what was recorded after a place in the log, for a projection.

        Each act comes once, whoever writes meanwhile; the acts of one partnership come
        in their order. Nothing new is an empty tuple. Keep the bookmark of the last act
        together with what was made of it.

        Each act is checked against the one before it in its history. That the last acts
        of a history are gone, or all of them, is not found here: `verify` finds it.

        Args:
            after: the bookmark of the last act that was taken in; None at the start.
            at_most: how many acts to give.

        Raises:
            CorruptRecord: If an act is not as it was recorded, or the one before it in
                its history is gone.
        """
        place = given("after", after, Bookmark)
        most = counted("at_most", at_most, at_least=1)
        return self._backend.read(
            lambda reading: followed(reading, self._vault, place, most)
        )

    @door
    def forget(
        self,
        person: "PersonId | HasId | str",
        *,
        by: "PersonId | HasId | str",
        at: datetime,
        because: str,
    ) -> Forgotten:
        """Destroy the keys of a person: what they wrote is gone wherever it is kept.

        Each history in which they wrote ends with a `Redact` that says so. What they
        write after that is sealed with a new key.

        Args:
            person: whose words go.
            by: who decides it: the person, who speaks for them, or the organisation
                that keeps the record, as the law says in each of their partnerships.
            at: when; not before the last act of any of their partnerships.
            because: why, as a short name: ``erasure_request``, ``retention_over``, …

        Returns:
            What went, and what remains. SQLite cannot cut off what it has written ahead
            while somebody reads: that is said there, and the same call once they have
            ended cuts it off.

        Raises:
            Refused: whoever does it may not, in one of the partnerships; nothing is
                done.
        """
        plan = Plan(subject=PersonId(person), by=PersonId(by), at=at, because=because)
        done = self._backend.write(
            lambda writing: forgotten(writing, self._vault, plan, self._clock)
        )
        remains = (*done.remains, *self._backend.scrub())
        return attrs.evolve(done, remains=remains)

    @door
    def rotate_key(self, person: "PersonId | HasId | str") -> None:
        """Seal whatever a person writes from now on with a new key.

        What they wrote before stays sealed with the old one, which is kept: the chain
        is over what is sealed.
        """
        name = str(PersonId(person))
        self._backend.write(lambda writing: self._vault.new_key(writing, name))

    @door
    def rotate_master_key(self, master: bytes | None) -> int:
        """Lock all keys under another master key, all at once; give how many.

        Stores that are open elsewhere have to be opened anew with it.
        """
        self._vault, n_keys = relocked(self._backend, self._vault, master)
        return n_keys

    @door
    def head(self) -> Head:
        """Give how far every history goes, to be kept where nobody here can write."""
        return headed(self._backend)

    @door
    def verify(self, *, against: Head | None = None) -> Verification:
        """Look at every row: is everything as it was recorded?

        Args:
            against: a head that was exported before; without one, a history of which
                the end was cut off with care seems whole.
        """
        return verified(self._backend, self._vault, given("against", against, Head))

    @door
    def close(self) -> None:
        """Let go of the database; a store in memory is empty after that."""
        self._backend.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()
