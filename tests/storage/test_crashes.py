"""A killed writer loses nothing it was told of, and leaves nothing half done."""

import os
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from random import Random

import pytest
from storage.killed import BATCH, batch, write

from collabtherapy import Partnership
from collabtherapy.storage import open_store
from collabtherapy.testing.stores import story

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
N_KILLS = 300 if THOROUGH else 20

IMPORTED_LATE = (
    "collabtherapy.storage.databases",
    "sqlalchemy.dialects.postgresql.psycopg",
    "psycopg",
)
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
    with open_store(address) as store:
        store.append(p.id, p.history, expected_version=0)
        moments, last = Random(7), p.version
        n_seen = 0
        for _ in range(N_KILLS):
            acknowledged = _killed(fork, address, p, moments.uniform(0, 0.03))
            n_seen += len(acknowledged) - 1
            last = max([last, *acknowledged])
            version = store.head().marks["p-1"].version
            assert last <= version <= last + BATCH
            assert (version - p.version) % BATCH == 0
        found = store.load(p.id)
        appends = range((found.version - p.version) // BATCH)
        assert found.history[p.version :] == tuple(
            act for n in appends for act in batch(p, n)
        )
        assert n_seen > N_KILLS / 2  # some were killed in the midst of it
        assert store.verify().ok


def _killed(
    fork: ForkServerContext, address: str, p: Partnership, after: float
) -> list[int]:
    """Let a writer write, kill it a while after it began, and say what it was told."""
    here, there = fork.Pipe(duplex=False)
    writer = fork.Process(target=write, args=(address, p, there))
    writer.start()
    there.close()
    first = here.recv()
    here.poll(after)  # ends with the first answer, or when the time is over
    writer.join(after)
    writer.kill()
    writer.join()
    return [first, *_sent(here)]


def _sent(here: Connection) -> Iterator[int]:
    with suppress(EOFError), here:
        while True:
            yield here.recv()
