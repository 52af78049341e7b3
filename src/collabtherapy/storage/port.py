"""What the store asks of a database: rows in, rows out, in transactions.

A store is one implementation over this. Whoever keeps their rows somewhere else writes
a `Backend`, and `collabtherapy.testing.check_store` says whether it keeps its promises.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from collabtherapy.storage.keys import KeyRow, WordRow
from collabtherapy.storage.ledger import EpochRow, ErasureRow
from collabtherapy.storage.reads import ReadEnd, ReadRow
from collabtherapy.storage.rows import Bookmark, Mark, Request, Row

T = TypeVar("T")


class Due(NamedTuple):
    """Something that is due in a partnership from one moment on, until another.

    Args:
        person: who owes it.
        duty: its name, as `DutyId` spells it.
        kind: what is owed.
        placed: the moment by which it comes among others.
        due_from: from when it is due; empty, if it is at the last act.
        due_until: until when, exclusive; None for as long as nothing is done.
        due_at: by when it is owed; None, if it is due when they next meet.
        shown: whether the law shows it to who owes it.
    """

    person: str
    duty: str
    kind: str
    placed: str
    due_from: str
    due_until: str | None
    due_at: str | None
    shown: bool


class DueRow(NamedTuple):
    """One line of an inbox, as it is read.

    Args:
        placed: the moment by which it comes among others.
        stream: the name of the partnership.
        duty: the name of the duty.
        due_at: by when it is owed; None, if it is due when they next meet.
        version: the version of the partnership that this was read off.
    """

    placed: str
    stream: str
    duty: str
    due_at: str | None
    version: int


class Filed(NamedTuple):
    """What the read model holds of one partnership, as of a version of it.

    Args:
        stream: its name.
        version: the version that this was read off.
        stage: where it stands; None where its history could not be read.
        since: since when it stands there.
        at: the moment of its last act.
        people: everyone who is or was in it or holds authority in it, each with as
            what (`FoundAs`).
        dues: what is due in it, now and later.
        listed: a digest of people and dues, by which it is seen that they are as they
            were; empty, if there are none because the history could not be read.
    """

    stream: str
    version: int
    stage: str | None
    since: str | None
    at: str | None
    people: tuple[tuple[str, str], ...]
    dues: tuple[Due, ...]
    listed: str


class SubscriptionRow(NamedTuple):
    """The bookmark of a follower as it is kept, and when it was moved."""

    era: int
    grp: int
    position: int
    updated: str


class Reading(Protocol):
    """What is read, all of it as of one moment."""

    def head(self, stream: str) -> Mark | None:
        """Return how far a history goes."""
        ...

    def heads(self) -> Mapping[str, Mark]:
        """Return how far each history goes, in order of their names."""
        ...

    def streams(self) -> Sequence[str]:
        """Return the names of all partnerships of which there is an act or a text."""
        ...

    def rows(self, stream: str, *, after: int | None = None) -> Sequence[Row]:
        """Return the acts of a history after a version, by version; None: all rows."""
        ...

    def hashes(
        self, places: Collection[tuple[str, int]]
    ) -> Mapping[tuple[str, int], bytes]:
        """Return the hash at each act that is there, by its stream and version."""
        ...

    def misnumbered(self) -> Sequence[tuple[str, int]]:
        """Return the stream and version of each act whose place in the log is none.

        `following` would never give it, however long somebody follows.
        """
        ...

    def following(
        self, after: Bookmark | None, at_most: int
    ) -> Sequence[tuple[Bookmark, Row]]:
        """Return the acts of all histories after a place in the log, in its order.

        None is given before it is certain that nothing can come to stand before it.
        """
        ...

    def rows_at(self, places: Collection[tuple[str, int]]) -> Sequence[Row]:
        """Return each act that is there, by its stream and version, in any order."""
        ...

    def redacts(self, streams: Collection[str]) -> Sequence[Row]:
        """Return every act of these histories that takes words out, by version."""
        ...

    def words(self, stream: str) -> Sequence[WordRow]:
        """Return every text of a history."""
        ...

    def words_at(self, places: Collection[tuple[str, int]]) -> Sequence[WordRow]:
        """Return every text of acts, by their streams and versions."""
        ...

    def words_under(self, keys: Collection[int]) -> Sequence[WordRow]:
        """Return every text that is sealed with one of these keys."""
        ...

    def keys_in_use(self) -> Collection[int]:
        """Return the numbers of the keys with which there are texts."""
        ...

    def keys(self, ids: Collection[int]) -> Mapping[int, KeyRow]:
        """Return keys, by their numbers, destroyed ones too."""
        ...

    def every_key(self) -> Sequence[KeyRow]:
        """Return all keys, destroyed ones and the secret of the store too."""
        ...

    def keys_of(self, person: str) -> Sequence[KeyRow]:
        """Return all keys of a person, destroyed ones too."""
        ...

    def secret(self) -> Sequence[KeyRow]:
        """Return the secret of the store: one row, if all is well."""
        ...

    def epochs(self) -> Sequence[EpochRow]:
        """Return the epochs that there have been, by number."""
        ...

    def erasures(self) -> Sequence[ErasureRow]:
        """Return every erasure, by number."""
        ...

    def last_erasure(self) -> int:
        """Return the number of the last erasure; 0 if there is none."""
        ...

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
        """Return what the read model has, filtered, by name, after a name.

        People, and what is due, are left out.
        """
        ...

    def unfiled(self) -> Sequence[str]:
        """Return which partnerships have acts that the read model does not know of."""
        ...

    def request(self, stream: str, hands: str, key: str) -> Request | None:
        """Return the request that came with a key, if it is kept."""
        ...

    def due(
        self,
        person: str,
        at: str,
        *,
        kinds: Collection[str] | None,
        after: tuple[str, ...] | None,
        at_most: int,
    ) -> Sequence[DueRow]:
        """Return what one person owes that is due at a moment, and is shown to them.

        It comes by the moment of its place, the name of the partnership and that of the
        duty; none up to the one that *after* names.
        """
        ...

    def subscription(self, name: str) -> SubscriptionRow | None:
        """Return where a follower stands; None, if it has taken nothing in."""
        ...

    def held_back_since(self) -> str | None:
        """Return when the first act was recorded that `following` does not give yet."""
        ...

    def reads(self, stream: str) -> Sequence[ReadRow]:
        """Return every entry of the read log of a partnership, by number."""
        ...

    def read_ends(self, streams: Collection[str]) -> Mapping[str, ReadEnd]:
        """Return how far each of these read logs goes, of those that were begun."""
        ...

    def read_streams(self) -> Sequence[str]:
        """Return the names of all partnerships that have a read log."""
        ...


class Writing(Reading, Protocol):
    """What is written, all of it or nothing."""

    def current_keys(self, people: Collection[str]) -> Sequence[KeyRow]:
        """Return all keys of these people, and the secret of the store.

        Until this is over nobody destroys any of them, or begins an epoch.
        """
        ...

    def add_key(self, row: KeyRow) -> bool:
        """Keep a new key, under a number of its own; False if there is one like it."""
        ...

    def put_keys(self, rows: Sequence[KeyRow]) -> None:
        """Keep keys in another form, or none of them, under their numbers."""
        ...

    def hold_keys(self, person: str) -> Sequence[KeyRow]:
        """Return all keys of a person, and let nobody else use them till the end."""
        ...

    def hold_epoch(self) -> None:
        """Lock out every other writer till the end."""
        ...

    def put_epoch(self, row: EpochRow) -> None:
        """Keep what an epoch has come to."""
        ...

    def add_words(self, rows: Sequence[WordRow]) -> None:
        """Keep texts."""
        ...

    def put_words(self, rows: Sequence[WordRow]) -> None:
        """Keep texts that are there, sealed in another way."""
        ...

    def drop_words(self, places: Collection[tuple[str, int, int]]) -> None:
        """Delete texts, by stream, version and number; those that are there."""
        ...

    def put_erasure(self, row: ErasureRow) -> None:
        """Keep what an erasure has come to."""
        ...

    def hold(self, stream: str) -> Mark | None:
        """Return how far a history goes, and let nobody else add to it till the end."""
        ...

    def add(self, rows: Sequence[Row], end: bytes) -> bool:
        """Add acts at the end of a history that is held; False if it was not its end.

        The tag of the new end is kept with it. It is held by `hold`, which cannot hold
        what does not exist yet: two may find the same history empty, and only one can
        begin it.
        """
        ...

    def file(self, entry: Filed) -> None:
        """Put into the read model what a partnership has come to."""
        ...

    def unfile_all(self) -> None:
        """Empty the read model."""
        ...

    def keep_request(self, request: Request, *, since: str) -> None:
        """Keep a request of a history that is held, and drop old ones.

        Args:
            request: the request; it takes the place of one with the same key.
            since: the moment of the oldest request that is not dropped.
        """
        ...

    def move(
        self, name: str, before: Bookmark | None, after: Bookmark, now: str
    ) -> bool:
        """Move the bookmark of a follower; False if it does not stand there any more.

        Args:
            name: that of the follower.
            before: where it stands; None, if it has taken nothing in.
            after: where it is to stand.
            now: the moment at which it is moved.
        """
        ...

    def drop_subscription(self, name: str) -> bool:
        """Remove a follower; False if there is none of that name."""
        ...

    def hold_reads(self, begun: Sequence[ReadEnd]) -> Mapping[str, ReadEnd]:
        """Return how far read logs go, and let nobody else add to them till the end.

        Args:
            begun: one of each, by name: what is kept where there is none yet.
        """
        ...

    def add_reads(self, rows: Sequence[ReadRow], ends: Sequence[ReadEnd]) -> None:
        """Add entries to read logs that are held, and keep how far those go now."""
        ...

    def drop_reads(self, end: ReadEnd) -> None:
        """Delete the entries of a read log that is held, up to where it begins now."""
        ...


class Known(NamedTuple):
    """What is known before an append, and has to be so still.

    Args:
        version: the version of the history.
        hash: the hash at it.
        listed: the digest of its people and dues in the read model.
        people: whose words are added.
        keys: all of their keys that are not destroyed, and the secret of the store.
    """

    version: int
    hash: bytes
    listed: str
    people: frozenset[str]
    keys: Sequence[KeyRow]


class Added(NamedTuple):
    """What is added to a history.

    Args:
        rows: the acts.
        words: their texts.
        end: the tag of the new end.
        entry: what the read model holds from then on.
    """

    rows: Sequence[Row]
    words: Sequence[WordRow]
    end: bytes
    entry: Filed


class Backend(Protocol):
    """Somewhere to keep rows, for one tenant."""

    @property
    def tenant(self) -> str:
        """Whose rows they are, where several share a database."""
        ...

    def read(self, work: Callable[[Reading], T]) -> T:
        """Read something, all of it as of one moment."""
        ...

    def write(self, work: Callable[[Writing], T]) -> T:
        """Write something, and make it last before returning; or nothing, on error."""
        ...

    @property
    def adds_known(self) -> bool:
        """True if something is gained by `add_known`; it is not called otherwise."""
        ...

    def add_known(self, known: Known, new: Added) -> bool:
        """Add acts if all is as is known, and make it last; return whether it was."""
        ...

    def exposed(self) -> tuple[str, ...]:
        """Return the files that others on this machine may read, with their modes."""
        ...

    def scrub(self) -> tuple[str, ...]:
        """Take what was deleted out of the files of the database, as far as may be.

        Returns:
            What may be left of them there, and what would take it away.
        """
        ...

    def close(self) -> None:
        """Close the connections to the database."""
        ...

    def backup(self, to: Path, keys: Path | None) -> None:
        """Copy the database into a new file, as of one moment; refuse if it cannot.

        Args:
            to: the file.
            keys: another one for the keys, where they are in a database of their own;
                None, to leave those out.
        """
        ...
