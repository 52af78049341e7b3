"""The same store for asyncio: each call runs in a thread, and nothing is done twice."""

import asyncio
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar, final

import attrs

from collabtherapy.storage.store import Store

P = ParamSpec("P")
T = TypeVar("T")


class _Awaited(Generic[P, T]):
    """A method of the store, to be awaited."""

    def __init__(self, method: Callable[Concatenate[Store, P], T]) -> None:
        """Take the method."""
        self.method = method
        self.__doc__ = method.__doc__

    def __get__(
        self, face: "AsyncStore", _owner: type["AsyncStore"]
    ) -> Callable[P, Coroutine[Any, Any, T]]:
        """Give it bound to the store of this face."""

        async def awaited(*args: P.args, **kwargs: P.kwargs) -> T:
            return await asyncio.to_thread(self.method, face.store, *args, **kwargs)

        return awaited


@final
@attrs.frozen(eq=False)
class AsyncStore:
    """A face of a store for asyncio: every method of it, to be awaited.

    A call that is cancelled goes on in its thread; an append that is sent again is
    recognised.

    >>> from collabtherapy.storage import open_store
    >>> async def stages():
    ...     async with AsyncStore(open_store("memory:")) as store:
    ...         return await store.find()
    >>> asyncio.run(stages())
    ()

    Args:
        store: the store itself.
    """

    store: Store

    append = _Awaited(Store.append)
    record = _Awaited(Store.record)
    load = _Awaited(Store.load)
    load_as_of = _Awaited(Store.load_as_of)
    history = _Awaited(Store.history)
    follow = _Awaited(Store.follow)
    find = _Awaited(Store.find)
    rebuild = _Awaited(Store.rebuild)
    take_snapshots = _Awaited(Store.take_snapshots)
    forget = _Awaited(Store.forget)
    rotate_key = _Awaited(Store.rotate_key)
    rotate_master_key = _Awaited(Store.rotate_master_key)
    head = _Awaited(Store.head)
    verify = _Awaited(Store.verify)
    close = _Awaited(Store.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self.close()
