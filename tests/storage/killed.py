"""Who is to be killed: a writer that says what was acknowledged, and who erases.

Each append has several acts, so that half of one could be found.
"""

import os
import signal
from multiprocessing.connection import Connection

import sqlalchemy
from sqlalchemy import event
from storage.keeping import erase, opened, plan_of

from collabtherapy import Partnership, Words, acts
from collabtherapy.storage import StaticKeyring
from collabtherapy.storage.engines import WRITES

BATCH = 5
IMPORTED_LATE = (
    "collabtherapy.storage.databases",
    "sqlalchemy.dialects.postgresql.psycopg",
    "psycopg",
)


def batch(p: Partnership, n: int) -> tuple[acts.Act, ...]:
    """Give the acts of the append with this number."""
    return tuple(
        acts.WriteNote(by="ana", at=p.at, words=Words(f"{n}/{part} " + "word " * 50))
        for part in range(BATCH)
    )


def write(address: str, p: Partnership, acknowledged: Connection) -> None:
    """Record for ever, from where the history ends."""
    with opened(address) as store:
        now = store.load(p.id)
        acknowledged.send(now.version)
        while True:
            n = (now.version - p.version) // BATCH
            now = store.record(now, *batch(p, n))
            acknowledged.send(now.version)


def erase_each(address: str, p: Partnership, acknowledged: Connection) -> None:
    """Erase one text of ana's after the other, from the first that is left."""
    with opened(address) as store:
        acknowledged.send(0)
        for place in places_left(store.load(p.id)):
            store.erase(plan_of(p, places={place}), partnership=p.id)
            acknowledged.send(place)


def places_left(p: Partnership) -> list[int]:
    """Return the numbers of ana's notes whose text is still there."""
    return [
        number
        for number, act in enumerate(p.history, 1)
        if isinstance(act, acts.WriteNote) and str(act.by) == "ana"
        if not act.words.is_removed
    ]


def masters(upto: int, *, since: int = 1) -> StaticKeyring:
    """Return a keyring of the epochs from one to another."""
    return StaticKeyring({n: n.to_bytes(32, "little") for n in range(since, upto + 1)})


def rotate_for_ever(address: str, epoch: int, acknowledged: Connection) -> None:
    """Rotate to one epoch after the other, from the one that is current."""
    acknowledged.send(epoch)
    while True:
        epoch += 1
        with opened(address, keyring=masters(epoch)) as store:
            store.rotate_master_key()
        acknowledged.send(epoch)


def erase_and_die(address: str, keys: str, tenant: str, p: Partnership, n: int) -> None:
    """Erase, and be killed at the nth commit; end by itself if there are fewer."""
    store = opened(address, keys=keys, tenant=tenant)
    left = [n]

    def die(connection: sqlalchemy.Connection) -> None:
        left[0] -= bool(connection.get_execution_options().get(WRITES))
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    for engine in (store._backend.engine, store._backend.key_engine):
        event.listen(engine, "commit", die)
    erase(store, p)
    os._exit(0)
