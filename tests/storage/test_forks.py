"""After a fork both processes go on, and neither reads what is meant for the other."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe, get_all_start_methods, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Event

import pytest
from storage.keeping import opened

from collabtherapy import Words, acts
from collabtherapy.storage import Store
from collabtherapy.testing.kept_stories import story

N_CHILDREN = 3
N_APPENDS = 10
PATIENCE = 60.0
"""Seconds to wait for a child, however busy the machine is."""

pytestmark = [
    pytest.mark.skipif(
        "fork" not in get_all_start_methods(), reason="there are no forks here"
    ),
    # Later versions of Python warn of a fork beside threads, which is what is tried.
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]


def forked(work: Callable[..., object], *given: object) -> BaseProcess:
    """Start a child with everything that is open here."""
    child = get_context("fork").Process(target=work, args=given)
    child.start()
    return child


def ended(child: BaseProcess) -> int | None:
    """Give with what a child ended; None if it hangs."""
    child.join(PATIENCE)
    if child.exitcode is None:
        child.kill()
        child.join()
        return None
    return child.exitcode


def write(store: Store, name: str) -> None:
    """Append to a history of one's own, and hold each against what is loaded."""
    p = story(name)
    store.import_history(p.id, p.history)
    for n in range(N_APPENDS):
        note = acts.WriteNote(by="bo", at=p.at, words=Words(f"{name}, {n}"))
        p = store.record(p, note)
        assert store.load(name) == p


def test_children_and_their_parent_go_on(address: str):
    """Each writes what it has to, over connections of its own."""
    with opened(address) as store:
        write(store, "before")
        children = [forked(write, store, f"p-{n}") for n in range(N_CHILDREN)]
        write(store, "after")
        assert [ended(child) for child in children] == [0] * N_CHILDREN
        written = story("p").version + N_APPENDS
        for name in ("before", "after", *(f"p-{n}" for n in range(N_CHILDREN))):
            assert store.load(name).version == written
        assert store.verify().ok


def test_a_child_goes_on_after_its_parent_has_closed(address: str):
    """What it was told is kept is kept, though it shared a file with its parent."""
    here, there = Pipe()
    store = opened(address)
    write(store, "before")
    child = forked(write_twice, store, there)
    assert here.poll(PATIENCE)
    store.close()
    here.send(here.recv())
    assert here.poll(PATIENCE)
    with opened(address) as again:
        assert again.load("second").version == story("second").version + N_APPENDS
        write(again, "after")
    here.send(here.recv())
    assert ended(child) == 0
    with opened(address) as again:
        assert len(again.find()) == len(("before", "first", "second", "after"))
        assert again.verify().ok


def test_a_child_that_closes_leaves_its_parent_alone(address: str):
    """Whether or not it has used the store, and however many there are."""
    with opened(address) as store:
        write(store, "before")
        assert [ended(forked(store.close)) for _ in range(N_CHILDREN)] == [
            0
        ] * N_CHILDREN
        write(store, "after")
        assert store.verify().ok


def write_twice(store: Store, there: Connection) -> None:
    """Write, wait for what the parent does, write again, and wait again."""
    for name in ("first", "second"):
        write(store, name)
        there.send(name)
        assert there.poll(PATIENCE)
        there.recv()


@pytest.fixture
def held() -> Iterator[tuple[Store, Event]]:
    """Give a store in memory that another thread is writing to."""
    begun, go_on = Event(), Event()

    def hold(_: object) -> None:
        begun.set()
        assert go_on.wait(PATIENCE)

    with opened() as store, ThreadPoolExecutor(1) as pool:
        write(store, "before")
        done = pool.submit(store._backend.write, hold)
        assert begun.wait(PATIENCE)
        yield store, go_on
        go_on.set()
        done.result()


def test_a_lock_that_was_held_is_held_by_nobody_in_a_child(held):
    """The thread that held it is not there; in the parent it still is."""
    store, go_on = held
    assert ended(forked(write, store, "after")) == 0
    go_on.set()
    assert [str(one.id) for one in store.find()] == ["before"]


def test_in_another_process_nothing_is_used_again(
    address: str, monkeypatch: pytest.MonkeyPatch
):
    """Neither a connection nor a lock, and once for each process."""
    with opened(address) as store, opened() as in_memory:
        for one in (store, in_memory):
            write(one, "before")
        pool, lock = store._backend.engine.pool, in_memory._backend.lock
        monkeypatch.setattr(os, "getpid", lambda: -1)
        for one in (store, in_memory):
            write(one, "after")
        new = store._backend.engine.pool, in_memory._backend.lock
        assert new[0] is not pool
        assert new[1] is not lock
        for one in (store, in_memory):
            assert len(one.find()) == len(("before", "after"))
        assert (store._backend.engine.pool, in_memory._backend.lock) == new
        pool.dispose()  # it was made in this process all the same
