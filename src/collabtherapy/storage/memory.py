"""A store in memory: for tests, for trying things out, and gone when it is closed.

It needs nothing beyond the core, and keeps the same promises as a database.
"""

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import TypeVar

import attrs

from collabtherapy.errors import StoreMismatch
from collabtherapy.storage.erased import is_redact
from collabtherapy.storage.keys import KeyRow, Role, WordRow
from collabtherapy.storage.ledger import EpochRow, ErasureRow
from collabtherapy.storage.port import (
    Added,
    Due,
    DueRow,
    Filed,
    Known,
    Reading,
    SubscriptionRow,
    Writing,
)
from collabtherapy.storage.reads import ReadEnd, ReadRow
from collabtherapy.storage.rows import Bookmark, Mark, Request, Row

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


@attrs.define(eq=False)
class Tables:
    """What a database would hold; what is read here changes with it."""

    acts: dict[str, list[Row]] = attrs.field(factory=dict[str, list[Row]])
    log: list[Row] = attrs.field(factory=list[Row])
    ends: dict[str, Mark] = attrs.field(factory=dict[str, Mark])
    texts: dict[str, dict[tuple[int, int], WordRow]] = attrs.field(
        factory=dict[str, dict[tuple[int, int], WordRow]]
    )
    by_key: dict[int, KeyRow] = attrs.field(factory=dict[int, KeyRow])
    by_epoch: dict[int, EpochRow] = attrs.field(factory=dict[int, EpochRow])
    by_erasure: dict[int, ErasureRow] = attrs.field(factory=dict[int, ErasureRow])
    files: dict[str, Filed] = attrs.field(factory=dict[str, Filed])
    requests: dict[tuple[str, str, str], Request] = attrs.field(
        factory=dict[tuple[str, str, str], Request]
    )
    followers: dict[str, SubscriptionRow] = attrs.field(
        factory=dict[str, SubscriptionRow]
    )
    by_reads: dict[str, list[ReadRow]] = attrs.field(factory=dict[str, list[ReadRow]])
    by_read_end: dict[str, ReadEnd] = attrs.field(factory=dict[str, ReadEnd])

    def head(self, stream: str) -> Mark | None:
        """Return how far a history goes."""
        return self.ends.get(stream)

    def heads(self) -> Mapping[str, Mark]:
        """Return how far each history goes."""
        return dict(sorted(self.ends.items()))

    def streams(self) -> Sequence[str]:
        """Return the names of all partnerships."""
        return sorted(self.acts)

    def rows(self, stream: str, *, after: int | None = None) -> Sequence[Row]:
        """Return the acts of a history after a version; None: all rows."""
        return self.acts.get(stream, [])[after:]

    def hashes(
        self, places: Collection[tuple[str, int]]
    ) -> Mapping[tuple[str, int], bytes]:
        """Return the hash at each of these acts."""
        return {(s, version): self.acts[s][version - 1].hash for s, version in places}

    def rows_at(self, places: Collection[tuple[str, int]]) -> Sequence[Row]:
        """Return each of these acts."""
        return [self.acts[stream][version - 1] for stream, version in places]

    def redacts(self, streams: Collection[str]) -> Sequence[Row]:
        """Return every act of these histories that takes words out."""
        return [row for s in sorted(streams) for row in filter(is_redact, self.acts[s])]

    def words(self, stream: str) -> Sequence[WordRow]:
        """Return every text of a history."""
        return list(self.texts.get(stream, {}).values())

    def words_at(self, places: Collection[tuple[str, int]]) -> Sequence[WordRow]:
        """Return every text of these acts."""
        wanted = set(places)
        return [
            word
            for stream in {stream for stream, _ in wanted}
            for word in self.words(stream)
            if (stream, word.version) in wanted
        ]

    def words_under(self, keys: Collection[int]) -> Sequence[WordRow]:
        """Return every text that is sealed with one of these keys."""
        return [
            word
            for theirs in self.texts.values()
            for word in theirs.values()
            if word.key in keys
        ]

    def keys_in_use(self) -> Collection[int]:
        """Return the numbers of the keys with which there are texts."""
        return {word.key for those in self.texts.values() for word in those.values()}

    def misnumbered(self) -> Sequence[tuple[str, int]]:
        """Return nothing: the log is one list."""
        return ()

    def following(
        self, after: Bookmark | None, at_most: int
    ) -> Sequence[tuple[Bookmark, Row]]:
        """Return the acts of all histories after a place in the log."""
        start = 0 if after is None else after.position
        page = enumerate(self.log[start : start + at_most], start=start + 1)
        return [(Bookmark(0, 0, position), row) for position, row in page]

    def keys(self, ids: Collection[int]) -> Mapping[int, KeyRow]:
        """Return keys, by their numbers."""
        return {id: self.by_key[id] for id in ids if id in self.by_key}

    def every_key(self) -> Sequence[KeyRow]:
        """Return all keys."""
        return list(self.by_key.values())

    def keys_of(self, person: str) -> Sequence[KeyRow]:
        """Return all keys of a person."""
        return [key for key in self.by_key.values() if key.person == person]

    def secret(self) -> Sequence[KeyRow]:
        """Return the secret of the store."""
        return [key for key in self.by_key.values() if key.role == Role.STORE]

    def epochs(self) -> Sequence[EpochRow]:
        """Return the epochs that there have been."""
        return [row for _, row in sorted(self.by_epoch.items())]

    def erasures(self) -> Sequence[ErasureRow]:
        """Return every erasure."""
        return [row for _, row in sorted(self.by_erasure.items())]

    def last_erasure(self) -> int:
        """Return the number of the last erasure; 0 if there is none."""
        return max(self.by_erasure, default=0)

    def filed(
        self,
        *,
        stage: str | None,
        person: str | None,
        role: str | None,
        due_at: str | None,
        after: str | None,
        at_most: int,
    ) -> Sequence[Filed]:
        """Return what the read model has, filtered, by name, after a name."""
        found = (
            entry._replace(people=(), dues=())
            for stream, entry in sorted(self.files.items())
            if (after is None or stream > after)
            and stage in (None, entry.stage)
            and ((person is None and role is None) or _is_in(entry, person, role))
            and (due_at is None or any(_is_due(due, due_at) for due in entry.dues))
        )
        return list(islice(found, at_most))

    def unfiled(self) -> Sequence[str]:
        """Return which partnerships the read model does not know all acts of."""
        return [
            stream
            for stream, rows in sorted(self.acts.items())
            if stream not in self.files or self.files[stream].version < len(rows)
        ]

    def request(self, stream: str, hands: str, key: str) -> Request | None:
        """Return the request that came with a key, if it is kept."""
        return self.requests.get((stream, hands, key))

    def due(
        self,
        person: str,
        at: str,
        *,
        kinds: Collection[str] | None,
        after: tuple[str, ...] | None,
        at_most: int,
    ) -> Sequence[DueRow]:
        """Return what one person owes that is due at a moment, and is shown to them."""
        rows = sorted(
            DueRow(due.placed, entry.stream, due.duty, due.due_at, entry.version)
            for entry in self.files.values()
            for due in entry.dues
            if due.person == person and due.shown and _is_due(due, at)
            if kinds is None or due.kind in kinds
        )
        return [row for row in rows if after is None or row[:3] > after][:at_most]

    def subscription(self, name: str) -> SubscriptionRow | None:
        """Return where a follower stands; None, if it has taken nothing in."""
        return self.followers.get(name)

    def held_back_since(self) -> str | None:
        """Return None: what is recorded is given."""
        return None

    def reads(self, stream: str) -> Sequence[ReadRow]:
        """Return every entry of the read log of a partnership."""
        return list(self.by_reads.get(stream, ()))

    def read_ends(self, streams: Collection[str]) -> Mapping[str, ReadEnd]:
        """Return how far each of these read logs goes."""
        ends = self.by_read_end
        return {stream: ends[stream] for stream in streams if stream in ends}

    def read_streams(self) -> Sequence[str]:
        """Return the names of all partnerships that have a read log."""
        return sorted(self.by_read_end)


def _is_in(entry: Filed, person: str | None, role: str | None) -> bool:
    return any(
        person in (None, who) and role in (None, as_) for who, as_ in entry.people
    )


def _is_due(due: Due, at: str) -> bool:
    return due.due_from <= at and (due.due_until is None or due.due_until > at)


@attrs.define(eq=False)
class Changing(Tables):
    """The same tables while they are changed, with what would undo it."""

    undo: ExitStack = attrs.field(kw_only=True)

    def _put(self, table: dict[K, V], key: K, value: V) -> None:
        before = table.get(key)
        if before is None:
            self.undo.callback(table.pop, key)
        else:
            self.undo.callback(table.__setitem__, key, before)
        table[key] = value

    def _pop(self, table: dict[K, V], key: K) -> None:
        self.undo.callback(table.__setitem__, key, table.pop(key))

    def current_keys(self, people: Collection[str]) -> Sequence[KeyRow]:
        """Return all keys of these people, and the secret of the store."""
        those = {"", *people}
        return [key for key in self.by_key.values() if key.person in those]

    def add_key(self, row: KeyRow) -> bool:
        """Keep a new key."""
        id = len(self.by_key) + 1
        self._put(self.by_key, id, row._replace(id=id))
        return True

    def put_keys(self, rows: Sequence[KeyRow]) -> None:
        """Keep keys in another form, or none of them."""
        for row in rows:
            self._put(self.by_key, row.id, row)

    def hold_keys(self, person: str) -> Sequence[KeyRow]:
        """Return all keys of a person; nobody else is here."""
        return self.keys_of(person)

    def hold_epoch(self) -> None:
        """Do nothing: nobody else is here."""

    def put_epoch(self, row: EpochRow) -> None:
        """Keep what an epoch has come to."""
        self._put(self.by_epoch, row.number, row)

    def add_words(self, rows: Sequence[WordRow]) -> None:
        """Keep texts."""
        for row in rows:
            theirs = self.texts.setdefault(row.stream, {})
            self._put(theirs, (row.version, row.n), row)

    def put_words(self, rows: Sequence[WordRow]) -> None:
        """Keep texts that are there, sealed in another way."""
        self.add_words(rows)

    def drop_words(self, places: Collection[tuple[str, int, int]]) -> None:
        """Delete texts; those that are there."""
        for stream, version, n in places:
            theirs = self.texts.get(stream, {})
            if (version, n) in theirs:
                self._pop(theirs, (version, n))

    def put_erasure(self, row: ErasureRow) -> None:
        """Keep what an erasure has come to."""
        self._put(self.by_erasure, row.number, row)

    def hold(self, stream: str) -> Mark | None:
        """Return how far a history goes; nobody else is here."""
        return self.head(stream)

    def add(self, rows: Sequence[Row], end: bytes) -> bool:
        """Add acts at the end of a history."""
        stream, last = rows[0].stream, rows[-1]
        self._put(self.ends, stream, Mark(last.version, last.hash, end))
        if stream not in self.acts:
            self._put(self.acts, stream, [])
        for kept in (self.acts[stream], self.log):
            self.undo.callback(kept.__delitem__, slice(len(kept), None))
            kept.extend(rows)
        return True

    def file(self, entry: Filed) -> None:
        """Put into the read model what a partnership has come to."""
        self._put(self.files, entry.stream, entry)

    def unfile_all(self) -> None:
        """Empty the read model."""
        for stream in tuple(self.files):
            self._pop(self.files, stream)

    def keep_request(self, request: Request, *, since: str) -> None:
        """Keep a request, and drop old ones."""
        old = [name for name, one in self.requests.items() if one.at < since]
        for name in old:
            self._pop(self.requests, name)
        self._put(self.requests, request[:3], request)

    def move(
        self, name: str, before: Bookmark | None, after: Bookmark, now: str
    ) -> bool:
        """Move the bookmark of a follower; False if it stands there no more."""
        row = self.followers.get(name)
        if before != (None if row is None else Bookmark(*row[:3])):
            return False
        to = SubscriptionRow(after.era, after.group, after.position, now)
        self._put(self.followers, name, to)
        return True

    def drop_subscription(self, name: str) -> bool:
        """Remove a follower; False if there is none of that name."""
        is_there = name in self.followers
        if is_there:
            self._pop(self.followers, name)
        return is_there

    def hold_reads(self, begun: Sequence[ReadEnd]) -> Mapping[str, ReadEnd]:
        """Return how far read logs go; nobody else is here."""
        for end in begun:
            if end.stream not in self.by_read_end:
                self._put(self.by_read_end, end.stream, end)
                self._put(self.by_reads, end.stream, [])
        return self.read_ends([end.stream for end in begun])

    def add_reads(self, rows: Sequence[ReadRow], ends: Sequence[ReadEnd]) -> None:
        """Add entries to read logs."""
        for row in rows:
            theirs = self.by_reads[row.stream]
            self.undo.callback(theirs.__delitem__, slice(len(theirs), None))
            theirs.append(row)
        for end in ends:
            self._put(self.by_read_end, end.stream, end)

    def drop_reads(self, end: ReadEnd) -> None:
        """Delete the entries of a read log up to where it begins now."""
        kept = [row for row in self.by_reads[end.stream] if row.number > end.dropped]
        self._put(self.by_reads, end.stream, kept)
        self._put(self.by_read_end, end.stream, end)


@attrs.define(eq=False)
class Memory:
    """Rows in memory, one at a time."""

    tenant: str = ""
    tables: Tables = attrs.field(factory=Tables, repr=False)
    lock: "RLock" = attrs.field(factory=RLock, repr=False)
    process: int = attrs.field(factory=os.getpid, repr=False)

    def _alone(self) -> "RLock":
        """Return the lock; a new one after a fork, whoever had held the old one."""
        if self.process != os.getpid():
            self.lock, self.process = RLock(), os.getpid()
        return self.lock

    def read(self, work: Callable[[Reading], T]) -> T:
        """Read something, while nobody writes."""
        with self._alone():
            return work(self.tables)

    def write(self, work: Callable[[Writing], T]) -> T:
        """Write something, or undo it on error."""
        with self._alone(), ExitStack() as undo:
            tables = attrs.asdict(self.tables, recurse=False)
            done = work(Changing(**tables, undo=undo))
            undo.pop_all()
            return done

    @property
    def adds_known(self) -> bool:
        """False: nothing is gained by it."""
        return False

    def add_known(self, known: Known, new: Added) -> bool:  # noqa: ARG002
        """Return False: nothing was added."""
        return False

    def exposed(self) -> tuple[str, ...]:
        """Return nothing: there are no files."""
        return ()

    def scrub(self) -> tuple[str, ...]:
        """Return nothing: there are no files."""
        return ()

    def close(self) -> None:
        """Drop everything."""
        self.tables = Tables()

    def backup(self, to: Path, keys: Path | None) -> None:  # noqa: ARG002  # as others do
        """Refuse: there are no files.

        Raises:
            StoreMismatch: Always.
        """
        raise StoreMismatch("in_memory", "a store in memory has no file to copy")
