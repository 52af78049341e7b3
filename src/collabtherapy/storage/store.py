"""A store: partnerships kept for good, one act after another.

One implementation for memory, SQLite and PostgreSQL: what differs between them is
behind `port`.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import Self, final

import attrs

from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.entries import Entry
from collabtherapy.partnership.values.ids import HasId, PartnershipId, PersonId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.stages import Open
from collabtherapy.storage.appending import Append, Appended, End, appended
from collabtherapy.storage.asking import (
    check_partnership,
    counted,
    given,
    named,
    sought,
)
from collabtherapy.storage.beginning import to_open
from collabtherapy.storage.deciding import between
from collabtherapy.storage.doors import door
from collabtherapy.storage.filing import entry_of
from collabtherapy.storage.governing import Governing
from collabtherapy.storage.held import N_HELD, Held, InHand
from collabtherapy.storage.importing import imported
from collabtherapy.storage.loading import (
    followed,
    loaded_as_of,
    recorded,
    stood,
)
from collabtherapy.storage.port import Backend, Reading, Writing
from collabtherapy.storage.reading_log import (
    AGAIN,
    Reader,
    Shown,
    asked_by,
    note,
    shown,
)
from collabtherapy.storage.requests import KEY_DAYS, Keyed, answer, keyed
from collabtherapy.storage.rows import Bookmark, Recorded
from collabtherapy.storage.searching import Searching
from collabtherapy.storage.storable import check_acts, check_redacts
from collabtherapy.storage.vault import Vault


def system_clock() -> datetime:
    """Give the moment at which something is recorded, by the clock of this machine."""
    return datetime.now(UTC)  # noqa: TID251  # a store is an edge: this is its clock


@final
@attrs.define(eq=False)
class Store(Searching, Governing):
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
        behind: the histories that are known to have been longer.
        held: the values that it gave last.
        key_days: for how many days a request is known by its key.
        logs_reads: whether it is logged to whom acts are given.
    """

    _backend: Backend
    _vault: Vault = attrs.field(repr=False)
    _clock: Callable[[], datetime] = attrs.field(
        default=system_clock, repr=False, alias="clock"
    )
    _behind: tuple[PartnershipId, ...] = attrs.field(
        default=(), repr=False, alias="behind"
    )
    _held: Held = attrs.field(factory=partial(Held, N_HELD), repr=False, alias="held")
    _logs_reads: bool = attrs.field(default=False, kw_only=True, alias="logs_reads")
    _key_days: int = attrs.field(default=KEY_DAYS, kw_only=True, alias="key_days")

    def __repr__(self) -> str:
        return f"<Store {self.tenant!r}, {self._vault.protection}>"

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
        self._added(appended(str(p.id), p.history, 0, cause, [None]), after=p)
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

        What was written up late and belongs together is recorded in one call.

        A call whose answer was lost may be sent again with the same *p*, or with the
        same key and any *p*: it is done once. With a key the first answer is returned:
        the partnership as it stood after these acts, but for words erased since. Where
        reads are logged that is one: by who did the first act, as ``record.again``.

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
                which would take nothing out: use `erase`.
            Refused: one of them is not allowed, or is dated after the clock of the
                store; with every reason.
            TypeError: If *p* is no partnership, something is no act, or the key is no
                text.
            ValueError: If there is no act, or the key or the cause is no short name.
        """
        check_partnership(p)
        check_acts(acts)
        name, request = named(p.id), None
        if key is not None:
            request = keyed(
                name, key, acts, expected=p.version, cause=cause, days=self._key_days
            )
            asked, now = request, self.now()
            before = self._backend.read(lambda r: answer(r, self._vault, asked, now))
            if before is not None:
                return self._given_again(before, acts)
        after = p.record(*acts, now=self.now())
        there = self._held.get(name)
        on = None if there is not None and there.p is p else p.history[-1]
        append = appended(name, acts, p.version, cause, between(p, after), on=on)
        check_redacts(append.acts)
        done = self._added(append, request, after)
        if done.version == after.version:
            return after
        then = self._backend.read(
            lambda reading: stood(reading, self._vault, name, done.version)
        )
        return self._given_again(then, acts)

    def _given_again(self, p: Partnership, acts: tuple[Act, ...]) -> Partnership:
        """Return an answer that is given again; it may be more than was in hand."""
        reader = Reader(str(acts[0].by), AGAIN) if self._logs_reads else None
        note(self._backend, self._vault, reader, self._clock, p)
        return p

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
        append, p = imported(name, acts, accept, cause, self.now())
        return self._added(append, after=p)

    def _added(
        self,
        append: Append,
        request: Keyed | None = None,
        after: Partnership | None = None,
    ) -> Appended:
        """Add acts, and file what they lead to, if that is at hand."""
        entry = None if after is None else entry_of(after, self.now())

        def adding(writing: Writing) -> Appended:
            done = append.run(writing, self._vault, self._clock, request)
            if entry is not None and not done.repeated:
                writing.file(entry)
            return done

        there = self._held.get(append.stream) if self._backend.adds_known else None
        done = None
        if there and entry and append.on is None and request is None:
            done = append.run_known(
                self._backend, self._vault, self._clock, there.end, entry
            )
        if done is None:
            done = self._backend.write(adding)
        if after is not None and entry is not None and done.version == after.version:
            end = End(done.version, bytes.fromhex(done.hash), entry.listed)
            self._held.put(append.stream, InHand(after, end))
        return done

    @door
    def load(
        self,
        partnership: PartnershipId | str,
        *,
        by: "PersonId | HasId | str | None" = None,
        purpose: str | None = None,
    ) -> Partnership:
        """Return a partnership as it is now.

        What this store gave before is gone on with: only what came after it is read.

        Args:
            partnership: its name.
            by: who is given the acts; said where the store logs reads, and only there.
            purpose: why, as a short name; likewise.

        Raises:
            NotKept: If there is none of that name.
            CorruptRecord: If a row is not as it was recorded, or a history ends before
                what was given of it.
        """
        name = sought(partnership)
        return self._shown(by, purpose, lambda r: self._held.load(r, self._vault, name))

    @door
    def refresh(
        self,
        p: Partnership,
        *,
        by: "PersonId | HasId | str | None" = None,
        purpose: str | None = None,
    ) -> Partnership:
        """Return a partnership as it is now, gone on with from a value of it.

        Only what was recorded after the value is read. A value that is not of this
        store's history, or of more than that, is passed over: all is read.

        Args:
            p: the value.
            by: who reads, where reads are logged.
            purpose: why, as a short name, where they are.

        Raises:
            NotKept: If there is none of that name.
            CorruptRecord: If a row is not as it was recorded.

        >>> from collabtherapy.storage import open_store
        >>> from collabtherapy.testing.kept_stories import story
        >>> store = open_store()
        >>> p = story("p-1")
        >>> done = store.import_history(p.id, p.history)
        >>> store.refresh(p) is p
        True
        """
        check_partnership(p)
        return self._shown(
            by, purpose, lambda r: self._held.catch_up(r, self._vault, p)
        )

    def _shown(
        self,
        by: "PersonId | HasId | str | None",
        purpose: str | None,
        work: Callable[[Reading], Shown],
    ) -> Shown:
        """Return acts that are read: every door that gives acts gives them by this."""
        reader = asked_by(by, purpose, is_logged=self._logs_reads)
        return shown(self._backend, self._vault, reader, self._clock, work)

    @door
    def load_as_of(
        self,
        partnership: PartnershipId | str,
        at: datetime,
        *,
        by: "PersonId | HasId | str | None" = None,
        purpose: str | None = None,
    ) -> Partnership:
        """Return a partnership as its record stood at a moment.

        What was recorded later is left out, also if it had happened by then; what was
        so at that moment, as it is known now, is `Partnership.as_of` of the present.

        Args:
            partnership: its name.
            at: the moment.
            by: who is given the acts; said where the store logs reads, and only there.
            purpose: why, as a short name; likewise.

        Raises:
            NotKept: there is none of that name.
            ValueError: it had not been opened yet.
        """
        name, moment = sought(partnership), instant(at)
        return self._shown(
            by, purpose, lambda r: loaded_as_of(r, self._vault, name, moment)
        )

    @door
    def history(
        self,
        partnership: PartnershipId | str,
        *,
        after: int = 0,
        by: "PersonId | HasId | str | None" = None,
        purpose: str | None = None,
    ) -> tuple[Recorded, ...]:
        """Return the acts of a partnership after a version, with what is known of each.

        Args:
            partnership: its name.
            after: the version; 0 for all acts.
            by: who is given the acts; said where the store logs reads, and only there.
            purpose: why, as a short name; likewise.

        Raises:
            NotKept: there is none of that name.
        """
        name, version = sought(partnership), counted("after", after, at_least=0)
        return self._shown(
            by, purpose, lambda r: recorded(r, self._vault, name, version)
        )

    @door
    def follow(
        self,
        *,
        after: Bookmark | None = None,
        at_most: int = 1000,
        by: "PersonId | HasId | str | None" = None,
        purpose: str | None = None,
    ) -> tuple[Recorded, ...]:
        """Return what was recorded after a place in the log, for a projection.

        Each act comes once, whoever writes meanwhile; the acts of one partnership come
        in their order. Nothing new is an empty tuple. Keep the bookmark of the last act
        together with what was made of it.

        Each act is checked against the one before it in its history. That the last acts
        of a history are gone, or all of them, is not found here: `verify` finds it.

        Args:
            after: the bookmark of the last act that was taken in; None at the start.
            at_most: how many acts to give.
            by: who is given the acts; said where the store logs reads, and only there.
            purpose: why, as a short name; likewise.

        Raises:
            CorruptRecord: If an act is not as it was recorded, or the one before it in
                its history is gone.
        """
        place = given("after", after, Bookmark)
        most = counted("at_most", at_most, at_least=1)
        return self._shown(by, purpose, lambda r: followed(r, self._vault, place, most))

    @door
    def close(self) -> None:
        """Close the store; a store in memory is empty after that."""
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
