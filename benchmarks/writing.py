"""How many appends a second several processes get done together.

Each adds one act at a time to a history of its own. On a server this is also measured
where a commit takes longer: PostgreSQL's ``commit_delay`` has each one wait before it
is written, for everybody alike, as a slower disk would.
"""

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from threading import Barrier
from typing import TypeAlias

import alike
from by_hand import ByHand, appending
from eventsourcing.application import Application
from keeping import TEXT, Said, peers, peers_environment
from sqlalchemy import create_engine, make_url, text
from story import opened

from collabtherapy import Words, acts
from collabtherapy.storage import open_store

Write: TypeAlias = Callable[[str, str, float, Barrier], int]
"""Write there, under a name, for so many seconds once all are ready; give how often."""

MASTER = bytes(32)
"""The master key of every store that is measured."""

THERE = {"CREATE_TABLE": "no"}
"""Whoever comes first has made the tables; it fails where several make them at once."""


def note(name: str) -> acts.WriteNote:
    """Give the act that is appended."""
    return acts.WriteNote(by="ana", at=opened(name).at, words=Words(TEXT))


def ours(url: str, name: str, seconds: float, ready: Barrier) -> int:
    """Record in a store of ours, which asks the law each time."""
    with open_store(url, master_key=MASTER) as store:
        p, act = store.open(opened(name).opening), note(name)

        def append(_: int) -> None:
            nonlocal p
            p = store.record(p, act)

        return _for_a_while(append, seconds, ready)


def by_hand(url: str, name: str, seconds: float, ready: Barrier) -> int:
    """Do the same with statements of one's own, for this database alone."""
    return _for_a_while(appending(url, opened(name), note(name)), seconds, ready)


def eventsourcing(url: str, _: str, seconds: float, ready: Barrier) -> int:
    """Do the same with `eventsourcing`."""
    application = Application(env={**peers_environment(url), **THERE})
    one = Said()
    application.save(one)

    def append(n: int) -> None:
        one.say("ana", "2026-01-05T09:00:00Z", "s1", TEXT, n)
        application.save(one)

    done = _for_a_while(append, seconds, ready)
    application.close()
    return done


def eventsourcing_alike(url: str, name: str, seconds: float, ready: Barrier) -> int:
    """Do the same with `eventsourcing`, our acts, encrypted."""
    environment = {**peers_environment(url), **alike.CIPHER, **THERE}
    application = alike.Acts(env=environment)
    one, act = alike.folded(opened(name)), note(name)
    application.save(one)

    def append(_: int) -> None:
        one.do(act)
        application.save(one)

    done = _for_a_while(append, seconds, ready)
    application.close()
    return done


def _for_a_while(append: Callable[[int], None], seconds: float, ready: Barrier) -> int:
    ready.wait()
    until, n = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        append(n)
        n += 1
    return n


def appends_a_second(
    write: Write, url: str, name: str, n_writers: int, seconds: float
) -> float:
    """Give how many single appends a second several processes get done together."""
    # The tables are there before anybody comes.
    open_store(url, master_key=MASTER).close()
    ByHand(url, name).close()
    for peer in peers(url).values():
        peer.application.close()
    context = get_context("spawn")
    with (
        context.Manager() as manager,
        ProcessPoolExecutor(n_writers, mp_context=context) as pool,
    ):
        ready = manager.Barrier(n_writers, timeout=300)
        writing = [
            pool.submit(write, url, f"{name}-{n}", seconds, ready)
            for n in range(n_writers)
        ]
        return sum(one.result() for one in writing) / seconds


def slow_down(url: str, milliseconds: int) -> None:
    """Have each commit in a database of PostgreSQL take longer, whoever writes."""
    address = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    settings = {"commit_delay": milliseconds * 1000, "commit_siblings": 0}
    with engine.connect() as connection:
        for name, value in settings.items():
            connection.execute(
                text(f"ALTER DATABASE {address.database} SET {name} = {value}")
            )
    engine.dispose()
