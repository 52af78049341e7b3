"""Who is killed loses nothing they were told of, and leaves nothing half done."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from random import Random
from time import monotonic, sleep

import pytest
from storage.keeping import opened
from storage.killed import (
    BATCH,
    IMPORTED_LATE,
    batch,
    erase_each,
    masters,
    places_left,
    rotate_for_ever,
    write,
)

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
            told = _killed(fork, write, (address, p), moments)
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


def test_who_is_killed_while_erasing_has_erased_a_text_or_not(
    address: str, fork: ForkServerContext
):
    """S-I7: each text is there or gone, and the next to open ends what was begun."""
    p = story("p-1")
    p = p.record(*(note for n in range(3 * N_KILLS) for note in batch(p, n)))
    with opened(address) as store:
        store.import_history(p.id, p.history)
    left, moments, n_midway = places_left(p), Random(8), 0
    for _ in range(N_KILLS):
        told = _killed(fork, erase_each, (address, p), moments, most=2)
        with opened(address) as store:  # which takes up an erasure that is open
            assert store.health().pending == ()
            now = places_left(store.load(p.id))
        n_erased = len(left) - len(now)
        assert now == left[n_erased:]  # one after the other, and no other text
        assert n_erased in {len(told) - 1, len(told)}
        n_midway += n_erased == len(told)
        left = now
    assert n_midway  # what was under way was brought to its end
    with opened(address) as store:
        assert store.verify(words=True).ok


def test_who_is_killed_while_rotating_leaves_everything_readable(
    address: str, fork: ForkServerContext
):
    """S-I5: under the master of the epoch that is current, and under that alone."""
    p, epoch, moments = story("p-1"), 1, Random(9)
    with opened(address, keyring=masters(1)) as store:
        store.import_history(p.id, p.history)
    n_midway = 0
    for _ in range(N_KILLS):
        told = _killed(fork, rotate_for_ever, (address, epoch), moments, most=2)
        with opened(address, keyring=masters(told[-1] + 1)) as store:
            epoch = store.health().epoch
        n_midway += epoch == told[-1]
        assert epoch in {told[-1], told[-1] + 1}
        with opened(address, keyring=masters(epoch, since=epoch)) as store:
            assert store.load(p.id) == p
            assert store.verify(words=True).ok
    assert n_midway  # what was under way left nothing behind


def _killed(
    fork: ForkServerContext,
    work: Callable[..., None],
    given: tuple[object, ...],
    moments: Random,
    *,
    most: int = 3,
) -> list[int]:
    """Let somebody work, kill them in the midst of a step, and say what they were told.

    By how long a step just took, and not by a clock: a busy machine takes longer.
    """
    here, there = fork.Pipe(duplex=False)
    writer = fork.Process(target=work, args=(*given, there))
    writer.start()
    there.close()
    told = [here.recv()]
    start = end = monotonic()
    for _ in range(moments.randint(1, most)):
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
