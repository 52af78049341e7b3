"""Following the log under a name, with a bookmark that is kept in the database.

Whoever follows takes a batch in, and the bookmark moves when that is done: an act comes
at least once. A process that stops in the middle of a batch is given the same batch
again, and of two that follow under one name at once one moves the bookmark, and the
other is told.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Generic, Protocol, TypeVar, final

import attrs

from collabtherapy.errors import BookmarkMoved, CorruptRecord
from collabtherapy.partnership.values.checks import CODE
from collabtherapy.partnership.values.ids import PartnershipId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.storage.asking import counted
from collabtherapy.storage.checking import check_links
from collabtherapy.storage.doors import door
from collabtherapy.storage.loading import followed
from collabtherapy.storage.paging import spelled_together
from collabtherapy.storage.port import Backend, Reading, SubscriptionRow
from collabtherapy.storage.reading_log import Reader, note
from collabtherapy.storage.rows import Bookmark, Recorded, moment, spelled
from collabtherapy.storage.vault import Vault


class Placed(Protocol):
    """What has a place in the log."""

    @property
    def bookmark(self) -> Bookmark | None:
        """Its place in the log."""
        ...


T = TypeVar("T", bound=Placed)


@attrs.frozen(kw_only=True)
class Outgoing:
    """What may be told elsewhere of an act that was recorded: no word of anybody's.

    Args:
        id: its name, by which whoever is told twice drops the second: the tenant, the
            partnership and the version, with slashes between.
        bookmark: its place in the log.
        kind: the kind of the act.
        partnership: whose history it is in.
    """

    id: str
    bookmark: Bookmark
    kind: str
    partnership: PartnershipId


@attrs.frozen(kw_only=True)
class Batch(Generic[T]):
    """What comes next for a follower; to iterate over it is to iterate over these.

    Args:
        items: what comes next, in the order of the log; nothing, if nothing is new.
        held_back_since: when the first of the acts was recorded that are not given yet,
            because a transaction that began earlier is still going on; None, if nothing
            is held back, as always in memory and on SQLite. Less than a second ago is
            usual while others write.
    """

    items: tuple[T, ...]
    held_back_since: datetime | None

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


@attrs.frozen(kw_only=True)
class Subscription:
    """Where a follower stands.

    Args:
        name: that of the follower.
        bookmark: the place of the last act that was taken in; None at the start.
        moved_at: when the bookmark was last moved, by the clock of the store; None, if
            it never was.
    """

    name: str
    bookmark: Bookmark | None
    moved_at: datetime | None


@final
@attrs.frozen(eq=False, repr=False)
class Block(Generic[T]):
    """A block in which a follower takes a batch in; made by `Follower`.

    The bookmark moves when it ends without an error.
    """

    _name: str
    _backend: Backend
    _clock: Callable[[], datetime]
    _take: Callable[[Reading, Bookmark | None], Sequence[T]]
    _note: Callable[[tuple[T, ...]], None]
    _moves: list[tuple[Bookmark | None, Bookmark]] = attrs.field(
        factory=list[tuple[Bookmark | None, Bookmark]]
    )

    def __enter__(self) -> Batch[T]:
        batch, before = self._taken()
        after = batch.items[-1].bookmark if batch.items else None
        if after is not None:
            self._moves.append((before, after))  # and no word of what is in the batch
        return batch

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        while self._moves:
            before, after = self._moves.pop()
            if kind is None:
                self._move(before, after)

    @door
    def _taken(self) -> tuple[Batch[T], Bookmark | None]:
        def taking(reading: Reading) -> tuple[Batch[T], Bookmark | None]:
            before = _read(self._name, reading).bookmark
            items = tuple(self._take(reading, before))
            since = _held_back_since(reading)
            return Batch(items=items, held_back_since=since), before

        batch, place = self._backend.read(taking)
        self._note(tuple(batch.items))
        return batch, place

    @door
    def _move(self, before: Bookmark | None, after: Bookmark) -> None:
        now = spelled(instant(self._clock()))
        moved = self._backend.write(
            lambda writing: writing.move(self._name, before, after, now)
        )
        if not moved:
            raise BookmarkMoved(self._name)


@final
@attrs.frozen(eq=False, repr=False)
class Follower:
    """Follows the log under a name; made by `Store.follower`.

    Several processes may follow under one name, one after another; under different
    names each is given all acts. It may be used by several threads, and after a fork.

    >>> from collabtherapy.storage import open_store
    >>> with open_store("memory:") as store:
    ...     follower = store.follower("letters")
    ...     with follower.batch(100) as recorded:
    ...         for one in recorded:
    ...             print(one.partnership, one.version)
    ...     print(follower.bookmark)
    None

    Args:
        name: its name, by which the bookmark is kept.
    """

    _backend: Backend
    _vault: Vault
    _clock: Callable[[], datetime]
    name: str
    _reader: Reader | None = None

    def batch(self, limit: int = 100) -> Block[Recorded]:
        """Return a block that takes in what comes next, at least once.

        The bookmark moves when the block ends without an error. What is raised within
        it leaves it, and the same batch comes again.

        Args:
            limit: how many acts there are in it at most.

        Raises:
            BookmarkMoved: If another process has moved the bookmark meanwhile, at the
                end of the block: what was taken in here was taken in there as well. The
                bookmark stands where the other put it.
            CorruptRecord: If an act is not as it was recorded.
        """
        most = counted("limit", limit, at_least=1)
        note_them = partial(note, self._backend, self._vault, self._reader, self._clock)
        return Block(
            self.name,
            self._backend,
            self._clock,
            lambda reading, place: followed(reading, self._vault, place, most),
            note_them,
        )

    def outbox(self, limit: int = 100) -> Block[Outgoing]:
        """Return a block that tells what comes next elsewhere, at least once.

        It is as `batch` is, and has no word of anybody's, nor asks for a key.

        Args:
            limit: how many acts there are in it at most.

        Raises:
            BookmarkMoved: As in `batch`.
            CorruptRecord: As in `batch`.
        """
        most = counted("limit", limit, at_least=1)
        return Block(
            self.name,
            self._backend,
            self._clock,
            lambda reading, place: _outgoing(reading, self._vault, place, most),
            lambda _: None,  # it holds no act
        )

    @property
    def bookmark(self) -> Bookmark | None:
        """The place of the last act that was taken in; None at the start."""
        return standing(self._backend, self.name).bookmark

    @property
    def held_back_since(self) -> datetime | None:
        """When the first act was recorded that is not given yet; see `Batch`."""
        return self._held_back_since()

    @door
    def _held_back_since(self) -> datetime | None:
        return self._backend.read(_held_back_since)


@door
def standing(backend: Backend, name: str) -> Subscription:
    """Return where a follower stands."""
    return backend.read(lambda reading: _read(name, reading))


def check_follower(name: str) -> str:
    """Return the name of a follower as plain text.

    Raises:
        TypeError: If it is no text.
        ValueError: If it is no short name.
    """
    if not isinstance(name, str):
        raise TypeError(f"a follower has a name, not a {type(name).__name__}")
    plain = str.__str__(name)  # of an enumeration, say
    if not CODE.fullmatch(plain):
        raise ValueError(
            "a follower has a short name: up to 100 letters, digits and _.:/-"
        )
    return plain


def _read(name: str, reading: Reading) -> Subscription:
    row = reading.subscription(name)
    if row is None:
        return Subscription(name=name, bookmark=None, moved_at=None)
    try:
        return _subscription(name, row)
    except (TypeError, ValueError, OverflowError):  # SQLite keeps any value there
        pass
    raise CorruptRecord("", 0, "misnumbered")


def _subscription(name: str, row: SubscriptionRow) -> Subscription:
    place = Bookmark(row.era, row.grp, row.position)
    return Subscription(name=name, bookmark=place, moved_at=moment(row.updated))


def _held_back_since(reading: Reading) -> datetime | None:
    found = reading.held_back_since()
    try:
        return None if found is None else moment(found)
    except (TypeError, ValueError, OverflowError):
        pass
    raise CorruptRecord("", 0, "misnumbered")


def _outgoing(
    reading: Reading, vault: Vault, after: Bookmark | None, at_most: int
) -> list[Outgoing]:
    found = reading.following(after, at_most)
    check_links(reading, vault, [row for _, row in found])
    return [
        Outgoing(
            id=spelled_together((vault.tenant, row.stream, str(row.version))),
            bookmark=place,
            kind=row.kind,
            partnership=PartnershipId(row.stream),
        )
        for place, row in found
    ]
