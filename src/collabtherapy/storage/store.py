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
from collabtherapy.partnership.values.stages import Open, Stage
from collabtherapy.privacy import Plan
from collabtherapy.storage.appending import Append, Appended, appended
from collabtherapy.storage.asking import counted, given, named, sought
from collabtherapy.storage.beginning import to_open
from collabtherapy.storage.deciding import between
from collabtherapy.storage.doors import door
from collabtherapy.storage.finding import Found, filed, found
from collabtherapy.storage.forgetting import Forgotten, forgotten
from collabtherapy.storage.importing import imported
from collabtherapy.storage.loading import (
    followed,
    loaded,
    loaded_as_of,
    recorded,
    stood,
)
from collabtherapy.storage.port import Backend
from collabtherapy.storage.rekeying import relocked
from collabtherapy.storage.requests import KEY_DAYS, Keyed, answer, keyed, known_for
from collabtherapy.storage.rows import Bookmark, Recorded
from collabtherapy.storage.storable import check_acts, check_redacts
from collabtherapy.storage.vault import Vault
from collabtherapy.storage.verifying import Head, Verification, headed, verified


def system_clock() -> datetime:
    """Give the moment at which something is recorded, by the clock of this machine."""
    return datetime.now(UTC)  # noqa: TID251  # a store is an edge: this is its clock


@final
@attrs.define(eq=False)
class Store:
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
    ...     p = store.open(p.opening)
    ...     p = store.record(p, acts.Leave(by="ana", at=now))
    ...     store.load("p-1") == p, [one.id for one in store.find(stage=p.stage)]
    (True, [PartnershipId('p-1')])

    Args:
        backend: where the rows are.
        vault: what seals words.
        clock: gives the moment at which something is recorded.
        key_days: how long a request is known by its key.
    """

    _backend: Backend
    _vault: Vault = attrs.field(repr=False)
    _clock: Callable[[], datetime] = attrs.field(default=system_clock, repr=False)
    _key_days: int = attrs.field(
        default=KEY_DAYS, converter=known_for, kw_only=True, alias="key_days"
    )

    @property
    def tenant(self) -> str:
        """Whose store it is, where several share a database."""
        return self._backend.tenant

    @door
    def now(self) -> datetime:
        """Return the moment by the clock of the store, in UTC, for acts to be dated.

        >>> from collabtherapy.storage import open_store
        >>> open_store("memory:", clock=lambda: datetime(2026, 1, 5, tzinfo=UTC)).now()
        datetime.datetime(2026, 1, 5, 0, 0, tzinfo=datetime.timezone.utc)
        """
        return instant(self._clock())

    @door
    def open(self, opening: Open, *, cause: str | None = None) -> Partnership:
        """Return the partnership that an act opens, once it is kept.

        The law is asked as `Partnership.open` asks it. Where the opening follows a
        partnership that is kept here, and its author was in that, it is asked whether
        it does follow. The same opening sent again, after an answer that was lost, is
        recognised: the partnership is returned as it was opened.

        Args:
            opening: the act; `Partnership.opening` of one that was opened by hand.
            cause: what made somebody record it, as a short name.

        Raises:
            Exists: If there is another one of that name.
            NotStorable: If the codec could not read the act back.
            Refused: If it may not be opened like this, or the act is dated after the
                clock of the store.
        """
        p = self._backend.read(
            lambda reading: to_open(reading, self._vault, opening, self.now())
        )
        self._added(appended(str(p.id), p.history, 0, cause, [None]))
        return p

    @door
    def record(
        self,
        p: Partnership,
        *acts: Act,
        key: str | None = None,
        cause: str | None = None,
    ) -> Partnership:
        """Return the partnership in which these acts were done, once they are kept.

        What was written up late and belongs together is recorded in one call. What was
        sent may be sent again with the same *p*, or with the same key and any *p*: it
        is done once. With a key the first answer is returned: the partnership as it
        stood after these acts, but for words erased since.

        Args:
            p: the partnership, as it was loaded.
            acts: what was done, in order.
            key: what this request is known by for `key_days`, among those for this
                partnership by the same hands; draw one for each request.
            cause: what made somebody record them, as a short name.

        Raises:
            Conflict: somebody else has recorded something since this was loaded.
            KeyReused: If the key came with another request.
            NotStorable: If the codec could not read an act back, or one is a `Redact`,
                which would take nothing out: use `forget`.
            Refused: one of them is not allowed, or is dated after the clock of the
                store; with every reason.
            TypeError: If something is no act, or the key is no text.
            ValueError: If there is no act, or the key or the cause is no short name.
        """
        check_acts(acts)
        name, request = named(p.id), None
        if key is not None:
            request = keyed(
                name, key, acts, expected=p.version, cause=cause, days=self._key_days
            )
            asked, now = request, self.now()
            first = self._backend.read(lambda r: answer(r, self._vault, asked, now))
            if first is not None:
                return first
        after = p.record(*acts, now=self.now())
        append = appended(name, acts, p.version, cause, between(p, after))
        check_redacts(append.acts, append.expected)
        done = self._added(append, request)
        if done.version == after.version:
            return after
        return self._backend.read(lambda r: stood(r, self._vault, name, done.version))

    @door
    def import_history(
        self,
        partnership: PartnershipId | str,
        acts: Iterable[Act | Entry],
        *,
        accept: Iterable[int] = frozenset(),
        cause: str | None = None,
    ) -> Appended:
        """Keep a whole history that was recorded elsewhere, all of it or nothing.

        The present law is asked about every act. What it would refuse, as an older law
        may have allowed it, is named by its version: the caller answers for that. Of
        acts alone it is decided now what is decided of entries. The same import sent
        again, after an answer that was lost, is recognised.

        Args:
            partnership: the name of the partnership.
            acts: its acts, or its entries, the opening first.
            accept: the versions, from 1, that the law is not asked about.
            cause: what made somebody import them, as a short name.

        Raises:
            Exists: If there is another history of that name.
            ImpossibleHistory: If the law refuses an act that is not accepted, or one
                speaks of what is not there; names the first, and why.
            NotStorable: If the codec could not read an act, or a `Redact` is untrue.
            Refused: If an act is dated after the clock of the store.
            TypeError: If something is no act, or some are acts and some are entries.
            ValueError: If it is no whole history of that name, or has no such version.
        """
        name = named(partnership)
        return self._added(imported(name, acts, accept, cause, self.now()))

    def _added(self, append: Append, request: Keyed | None = None) -> Appended:
        run = append.run
        return self._backend.write(lambda w: run(w, self._vault, self._clock, request))

    @door
    def load(self, partnership: PartnershipId | str) -> Partnership:
        """Give a partnership as it is now.

        Raises:
            NotKept: there is none of that name.
            CorruptRecord: a row is not as it was recorded.
        """
        name = sought(partnership)
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
        name, moment = sought(partnership), instant(at)
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
        name, version = sought(partnership), counted("after", after, at_least=0)
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
    def find(
        self,
        *,
        stage: Stage | None = None,
        person: "PersonId | HasId | str | None" = None,
        due_at: datetime | None = None,
    ) -> tuple[Found, ...]:
        """Give the partnerships for which all that is asked holds, by name.

        Args:
            stage: where they stand.
            person: who is or was in them, or holds authority for a client in them as of
                the last act.
            due_at: the moment at which something owed in them is due: at its own
                moment, or whenever they next meet. Nothing in the past is asked of.
        """
        return found(
            self._backend,
            self._vault,
            stage=given("stage", stage, Stage),
            person=None if person is None else str(PersonId(person)),
            due_at=None if due_at is None else instant(due_at),
            now=self.now(),
        )

    @door
    def rebuild(self) -> int:
        """Make the read model anew; give how many partnerships it holds."""
        self._backend.write(lambda writing: writing.unfile_all())
        return filed(self._backend, self._vault, self.now())

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
