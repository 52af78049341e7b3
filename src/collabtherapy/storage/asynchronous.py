"""The same store for asyncio: each call runs in a thread, and nothing is done twice."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar, final

import attrs

from collabtherapy.storage.asynchronous_following import AsyncFollower
from collabtherapy.storage.store import Store

P = ParamSpec("P")
T = TypeVar("T")


def _awaited(
    method: Callable[Concatenate[Store, P], T],
) -> Callable[[object], "Callable[Concatenate[AsyncStore, P], Coroutine[Any, Any, T]]"]:
    """Put a method of the store, to be awaited, in place of what only names it."""

    async def awaited(face: "AsyncStore", *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await asyncio.to_thread(method, face.store, *args, **kwargs)
        except BaseException as error:  # noqa: BLE001  # it is raised again
            failure = error.with_traceback(None)
        del face, args, kwargs  # as in `doors`, through which the method has gone
        try:
            raise failure
        finally:
            del failure

    def named(_: object) -> "Callable[..., Coroutine[Any, Any, T]]":
        return wraps(method)(awaited)

    return named


@final
@attrs.frozen(eq=False)
class AsyncStore:
    """A face of a store for asyncio: every method of it, to be awaited.

    A call that is cancelled goes on in its thread; one that writes and is sent again is
    recognised.

    >>> from collabtherapy.storage import open_store
    >>> async def stages():
    ...     async with AsyncStore(open_store("memory:")) as store:
    ...         return await store.find()
    >>> asyncio.run(stages())
    Page(items=(), next=None)

    Args:
        store: the store itself.
    """

    store: Store

    @_awaited(Store.open)
    def open(self) -> None:
        """As `Store.open`, to be awaited."""

    @_awaited(Store.import_history)
    def import_history(self) -> None:
        """As `Store.import_history`, to be awaited."""

    @_awaited(Store.record)
    def record(self) -> None:
        """As `Store.record`, to be awaited."""

    @_awaited(Store.now)
    def now(self) -> None:
        """As `Store.now`, to be awaited."""

    @_awaited(Store.load)
    def load(self) -> None:
        """As `Store.load`, to be awaited."""

    @_awaited(Store.refresh)
    def refresh(self) -> None:
        """As `Store.refresh`, to be awaited."""

    @_awaited(Store.load_as_of)
    def load_as_of(self) -> None:
        """As `Store.load_as_of`, to be awaited."""

    @_awaited(Store.history)
    def history(self) -> None:
        """As `Store.history`, to be awaited."""

    @_awaited(Store.follow)
    def follow(self) -> None:
        """As `Store.follow`, to be awaited."""

    def follower(self, name: str) -> AsyncFollower:
        """Return the face of a follower; nothing is asked of the database for it.

        Raises:
            ValueError: If it is no short name.
        """
        return AsyncFollower(self.store.follower(name))

    @_awaited(Store.subscription)
    def subscription(self) -> None:
        """As `Store.subscription`, to be awaited."""

    @_awaited(Store.drop_subscription)
    def drop_subscription(self) -> None:
        """As `Store.drop_subscription`, to be awaited."""

    @_awaited(Store.find)
    def find(self) -> None:
        """As `Store.find`, to be awaited."""

    @_awaited(Store.inbox)
    def inbox(self) -> None:
        """As `Store.inbox`, to be awaited."""

    @_awaited(Store.rebuild)
    def rebuild(self) -> None:
        """As `Store.rebuild`, to be awaited."""

    @_awaited(Store.plan_erasure)
    def plan_erasure(self) -> None:
        """As `Store.plan_erasure`, to be awaited."""

    @_awaited(Store.erase)
    def erase(self) -> None:
        """As `Store.erase`, to be awaited."""

    @_awaited(Store.erasures)
    def erasures(self) -> None:
        """As `Store.erasures`, to be awaited."""

    @_awaited(Store.finish_erasures)
    def finish_erasures(self) -> None:
        """As `Store.finish_erasures`, to be awaited."""

    @_awaited(Store.rotate_key)
    def rotate_key(self) -> None:
        """As `Store.rotate_key`, to be awaited."""

    @_awaited(Store.rotate_master_key)
    def rotate_master_key(self) -> None:
        """As `Store.rotate_master_key`, to be awaited."""

    @_awaited(Store.retire_epoch)
    def retire_epoch(self) -> None:
        """As `Store.retire_epoch`, to be awaited."""

    @_awaited(Store.health)
    def health(self) -> None:
        """As `Store.health`, to be awaited."""

    @_awaited(Store.head)
    def head(self) -> None:
        """As `Store.head`, to be awaited."""

    @_awaited(Store.verify)
    def verify(self) -> None:
        """As `Store.verify`, to be awaited."""

    @_awaited(Store.reads_of)
    def reads_of(self) -> None:
        """As `Store.reads_of`, to be awaited."""

    @_awaited(Store.drop_reads)
    def drop_reads(self) -> None:
        """As `Store.drop_reads`, to be awaited."""

    @_awaited(Store.backup)
    def backup(self) -> None:
        """As `Store.backup`, to be awaited."""

    @_awaited(Store.close)
    def close(self) -> None:
        """As `Store.close`, to be awaited."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self.close()
