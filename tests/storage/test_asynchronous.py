"""The face for asyncio is the same store, method by method."""

import asyncio
import inspect

import pytest
from storage.keeping import MASTER

from collabtherapy.errors import Conflict
from collabtherapy.storage import AsyncStore, Store, open_store
from collabtherapy.testing.kept_stories import story


def test_every_method_has_its_face():
    """What the store can do can be awaited, under the same name and with its words."""
    public = {
        name: member
        for name, member in inspect.getmembers(Store, inspect.isfunction)
        if not name.startswith("_") and name != "follower"
    }
    assert public
    for name, method in public.items():
        face = inspect.getattr_static(AsyncStore, name)
        assert face.__wrapped__ is method
        assert inspect.iscoroutinefunction(face)
        assert face.__doc__ == method.__doc__


def test_several_write_at_once(address: str):
    """Many histories are kept side by side; of two who begin one, one is told."""

    async def main() -> None:
        async with AsyncStore(open_store(address, master_key=MASTER)) as store:
            wholes = [story(f"p-{n}") for n in range(8)]
            await asyncio.gather(
                *(store.import_history(p.id, p.history) for p in wholes)
            )
            assert await asyncio.gather(*(store.load(p.id) for p in wholes)) == wholes
            other = story("p-0", client="cem")
            with pytest.raises(Conflict):
                await store.import_history("p-0", other.history)
            assert (await store.verify()).ok

    asyncio.run(main())
