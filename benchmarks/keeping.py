"""What keeping costs, in a store of ours and in two of `eventsourcing`, side by side.

All keep the same number of entries with about the same text in each. The one aggregate
adds a number to a field and has nothing encrypted; the other is `alike`: it keeps our
acts and folds the whole law, encrypted. Only ours seals words for each person and
chains every act.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeAlias

import alike
import attrs
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from sqlalchemy import make_url
from storage.postgresql_server import NoServer, database, served
from story import opened, story

from collabtherapy import Partnership, acts
from collabtherapy.storage import Store

TEXT = "I froze again, and then I went for a walk"


class Said(Aggregate):
    """An aggregate with events of five fields."""

    def __init__(self) -> None:
        """Begin."""
        self.total, self.last = 0, ("", "", "", "")

    @event("Spoke")
    def say(self, by: str, at: str, session: str, words: str, value: int) -> None:
        """Add to it."""
        self.total, self.last = self.total + value, (by, at, session, words)


def kept(n: int) -> Said:
    """Give an aggregate that has yet to be saved, with so many events."""
    one = Said()
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


@attrs.frozen
class Peer:
    """An application of `eventsourcing`, and what it keeps in place of a history."""

    application: Application
    aggregate: Callable[[Partnership], Aggregate]


def peers(url: str) -> dict[str, Peer]:
    """Give what is kept there by `eventsourcing`: as little as may be, and the same."""
    environment = peers_environment(url)
    return {
        "eventsourcing": Peer(Application(env=environment), lambda p: kept(p.version)),
        "eventsourcing, our acts, encrypted": Peer(
            alike.Acts(env={**environment, **alike.CIPHER}), alike.folded
        ),
    }


Does: TypeAlias = Mapping[str, Callable[[], object]]
"""What does a thing, by who does it."""

OURS = "here"


@attrs.frozen
class Kept:
    """What is done with one history, by us and by others."""

    append: Does
    load: Does
    short: Does


def measured(
    store: Store, others: Mapping[str, Peer], p: Partnership, *, n_short: int, n: int
) -> Kept:
    """Give what is measured, over a history and the beginning of one.

    Args:
        store: ours.
        others: theirs.
        p: the history.
        n_short: how many acts its beginning has.
        n: how often it can be appended.
    """

    def named(name: str, upto: int) -> list[acts.Act]:
        first = attrs.evolve(p.history[0], partnership=name)
        return [first, *p.history[1:upto]]

    whole = [named(f"a-{number}", p.version) for number in range(n)]

    def append() -> None:
        history = whole.pop()
        store.import_history(str(history[0].partnership), history)

    for name, upto in (("long", p.version), ("short", n_short)):
        store.import_history(name, named(name, upto))
    beginning = Partnership.replay(p.history[:n_short])
    return Kept(
        append={OURS: append} | {name: _saves(o, p, n) for name, o in others.items()},
        load={OURS: lambda: store.load("long")}
        | {name: _gets(other, p) for name, other in others.items()},
        short={OURS: lambda: store.load("short")}
        | {name: _gets(other, beginning) for name, other in others.items()},
    )


def _saves(peer: Peer, p: Partnership, n: int) -> Callable[[], object]:
    waiting = [peer.aggregate(p) for _ in range(n)]
    return lambda: peer.application.save(waiting.pop())


def _gets(peer: Peer, p: Partnership) -> Callable[[], object]:
    one = peer.aggregate(p)
    peer.application.save(one)
    return lambda: peer.application.repository.get(one.id)


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
