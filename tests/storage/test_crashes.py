"""A killed writer loses nothing it was told of, and leaves nothing half done."""

import os
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from random import Random
from time import monotonic, sleep

import pytest
from storage.keeping import opened
from storage.killed import BATCH, IMPORTED_LATE, batch, write

from collabtherapy import Partnership
from collabtherapy.storage import Store
from collabtherapy.testing.kept_stories import story

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
N_KILLS = 300 if THOROUGH else 20

pytestmark = pytest.mark.skipif(
    "forkserver" not in get_all_start_methods(),
    reason="a writer is killed where it can be forked from a server",
)


@pytest.fixture(scope="module")
def fork() -> ForkServerContext:
    """Give what starts a process that has imported everything already."""
    context = get_context("forkserver")
    context.set_forkserver_preload([write.__module__, *IMPORTED_LATE])
    return context


def test_a_killed_writer_loses_nothing_and_leaves_nothing_half_done(
    address: str, fork: ForkServerContext
):
    """Whatever was acknowledged is there, whole appends only, in a chain that holds."""
    p = story("p-1")
    with opened(address) as store:
        store.import_history(p.id, p.history)
        moments, last = Random(7), p.version
        n_midway = 0
        for _ in range(N_KILLS):
            told = _killed(fork, address, p, moments)
            assert told[0] == last  # it went on from where the last one was killed
            version = _settled(store)
            assert told[-1] <= version <= told[-1] + BATCH
            assert (version - p.version) % BATCH == 0
            n_midway += version == told[-1]
            last = version
        found = store.load(p.id)
        appends = range((found.version - p.version) // BATCH)
        assert found.history[p.version :] == tuple(
            act for n in appends for act in batch(p, n)
        )
        assert n_midway  # what was under way left nothing behind
        assert store.verify().ok


def _killed(
    fork: ForkServerContext, address: str, p: Partnership, moments: Random
) -> list[int]:
    """Let a writer write, kill it in the midst of an append, and say what it was told.

    By how long an append just took, and not by a clock: a busy machine takes longer.
    """
    here, there = fork.Pipe(duplex=False)
    writer = fork.Process(target=write, args=(address, p, there))
    writer.start()
    there.close()
    told = [here.recv()]
    start = end = monotonic()
    for _ in range(moments.randint(1, 3)):
        start = end
        told.append(here.recv())
        end = monotonic()
    sleep(moments.uniform(0, end - start))
    writer.kill()
    writer.join()
    return [*told, *_sent(here)]


def _settled(store: Store) -> int:
    """Give the version, once a server is done with what it had been sent."""
    mark = store._backend.write(lambda writing: writing.hold("p-1"))
    assert mark is not None
    return mark.version


def _sent(here: Connection) -> Iterator[int]:
    with suppress(EOFError), here:
        while True:
            yield here.recv()
