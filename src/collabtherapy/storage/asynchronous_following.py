"""A follower for asyncio: what asks the database runs in a thread."""

import asyncio
from datetime import datetime
from types import TracebackType
from typing import Generic, TypeVar, final

import attrs

from collabtherapy.storage.following import Batch, Block, Follower, Outgoing, Placed
from collabtherapy.storage.rows import Bookmark, Recorded

T = TypeVar("T", bound=Placed)


@final
@attrs.frozen(eq=False, repr=False)
class AsyncBlock(Generic[T]):
    """A block in which a follower takes a batch in, for ``async with``.

    Args:
        block: the block itself.
    """

    block: Block[T]

    async def __aenter__(self) -> Batch[T]:
        return await asyncio.to_thread(self.block.__enter__)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self.block.__exit__, kind, error, trace)


@final
@attrs.frozen(eq=False, repr=False)
class AsyncFollower:
    """A face of a follower for asyncio; made by `AsyncStore.follower`.

    Args:
        follower: the follower itself.
    """

    follower: Follower

    @property
    def name(self) -> str:
        """The name by which the bookmark is kept."""
        return self.follower.name

    def batch(self, limit: int = 100) -> AsyncBlock[Recorded]:
        """Return the block of `Follower.batch`, for ``async with``."""
        return AsyncBlock(self.follower.batch(limit))

    def outbox(self, limit: int = 100) -> AsyncBlock[Outgoing]:
        """Return the block of `Follower.outbox`, for ``async with``."""
        return AsyncBlock(self.follower.outbox(limit))

    async def bookmark(self) -> Bookmark | None:
        """Return `Follower.bookmark`."""
        return await asyncio.to_thread(lambda: self.follower.bookmark)

    async def held_back_since(self) -> datetime | None:
        """Return `Follower.held_back_since`."""
        return await asyncio.to_thread(lambda: self.follower.held_back_since)
