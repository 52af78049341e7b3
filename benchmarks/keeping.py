"""What keeping costs, in a store of ours and in one of `eventsourcing`, side by side.

Both keep the same number of entries with about the same text in each. The aggregate of
`eventsourcing` adds a number to a field and has nothing encrypted; ours folds the whole
law, seals words for each person and chains every act.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier

import attrs
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from sqlalchemy import make_url
from storage.postgresql_server import NoServer, database, served
from story import opened, story

from collabtherapy import Partnership, Words, acts
from collabtherapy.storage import Store, open_store

TEXT = "I froze again, and then I went for a walk"


class Kept(Aggregate):
    """An aggregate with events of five fields."""

    def __init__(self) -> None:
        """Begin."""
        self.total, self.last = 0, ("", "", "", "")

    @event("Said")
    def say(self, by: str, at: str, session: str, words: str, value: int) -> None:
        """Add to it."""
        self.total, self.last = self.total + value, (by, at, session, words)


def kept(n: int) -> Kept:
    """Give an aggregate that has yet to be saved, with so many events."""
    one = Kept()
    for value in range(n - 1):
        one.say("ana", "2026-01-05T09:00:00Z", "s1", TEXT, value)
    return one


def peers_environment(url: str) -> dict[str, str]:
    """Give the settings by which `eventsourcing` keeps its events there."""
    if url == "memory:":
        return {"PERSISTENCE_MODULE": "eventsourcing.popo"}
    address = make_url(url)
    if address.drivername == "sqlite":
        return {
            "PERSISTENCE_MODULE": "eventsourcing.sqlite",
            "SQLITE_DBNAME": f"{address.database}.peer",
        }
    host = address.query.get("host") or address.host
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(address.database),
        "POSTGRES_HOST": str(host),
        "POSTGRES_PORT": str(address.port or 5432),
        "POSTGRES_USER": str(address.username),
        "POSTGRES_PASSWORD": address.password or "none",
    }


def peer(url: str) -> Application:
    """Give an application of `eventsourcing` that keeps its events there."""
    return Application(env=peers_environment(url))


@attrs.frozen
class Pair:
    """What is done with one history: by us, and by the other."""

    append: tuple[Callable[[], object], Callable[[], object]]
    load: tuple[Callable[[], object], Callable[[], object]]
    load_snapshot: Callable[[], object]
    short: tuple[Callable[[], object], Callable[[], object]]


def pair(store: Store, other: Application, p: Partnership, n_short: int) -> Pair:
    """Give what is measured, over a history and the beginning of one."""
    numbers = count(1)

    def named(name: str, upto: int) -> list[acts.Act]:
        first = attrs.evolve(p.history[0], partnership=name)
        return [first, *p.history[1:upto]]

    whole = [named(f"a-{next(numbers)}", p.version) for _ in range(200)]
    waiting = [kept(p.version) for _ in range(200)]

    def append() -> None:
        history = whole.pop()
        store.append(str(history[0].partnership), history, expected_version=0)

    ours, theirs = kept(p.version), kept(n_short)
    other.save(ours, theirs)
    store.append("long", named("long", p.version), expected_version=0)
    store.append("snap", named("snap", p.version), expected_version=0)
    store.append("short", named("short", n_short), expected_version=0)
    store.take_snapshots(every=n_short + 1)
    drop_snapshot(store, "long")
    return Pair(
        append=(append, lambda: other.save(waiting.pop())),
        load=(lambda: store.load("long"), lambda: other.repository.get(ours.id)),
        load_snapshot=lambda: store.load("snap"),
        short=(lambda: store.load("short"), lambda: other.repository.get(theirs.id)),
    )


def drop_snapshot(store: Store, name: str) -> None:
    """Have one history without a snapshot, so that it is folded as it is loaded."""
    store._backend.write(lambda w: w.drop_snapshots([name]))  # noqa: SLF001


def write_for_a_while(url: str, name: str, seconds: float, ready: Barrier) -> int:
    """Append one act at a time to a history of one's own; give how many."""
    with open_store(url) as store:
        p = opened(name)
        store.append(p.id, p.history, expected_version=0)
        version = 1
        ready.wait()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            note = acts.WriteNote(by="ana", at=p.at, words=Words(TEXT))
            store.append(p.id, [note], expected_version=version)
            version += 1
        return version - 1


def peer_writes_for_a_while(url: str, _: str, seconds: float, ready: Barrier) -> int:
    """Do the same with `eventsourcing`."""
    # Whoever comes first has made the tables; it fails where several make them at once.
    application = Application(env={**peers_environment(url), "CREATE_TABLE": "no"})
    one, n = Kept(), 0
    application.save(one)
    ready.wait()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        one.say("ana", "2026-01-05T09:00:00Z", "s1", TEXT, n)
        application.save(one)
        n += 1
    application.close()
    return n


def commits_a_second(
    write: Callable[[str, str, float, Barrier], int],
    url: str,
    n_writers: int,
    seconds: float,
) -> float:
    """Give how many single appends a second several processes get done together."""
    open_store(url).close()  # the tables are there before anybody comes
    peer(url).close()
    context = get_context("spawn")
    with (
        context.Manager() as manager,
        ProcessPoolExecutor(n_writers, mp_context=context) as pool,
    ):
        ready = manager.Barrier(n_writers, timeout=60)
        writing = [
            pool.submit(write, url, f"w-{n}", seconds, ready) for n in range(n_writers)
        ]
        return sum(one.result() for one in writing) / seconds


@contextmanager
def addresses() -> Iterator[dict[str, str]]:
    """Give where to keep: in memory, in a file, and on a server if there is one."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        there = {"memory": "memory:", "SQLite": f"sqlite:///{Path(folder) / 'a.db'}"}
        try:
            server = stack.enter_context(served())
        except NoServer as none:
            print(f"\nPostgreSQL is left out: {none}\n")
        else:
            there["PostgreSQL"] = stack.enter_context(database(server))
        yield there


def history(n_sessions: int) -> Partnership:
    """Give the history that is kept."""
    return opened().record(*story(n_sessions))
