"""A writer that is to be killed: it says what was acknowledged, and nothing else.

Each append has several acts, so that half of one could be found.
"""

from multiprocessing.connection import Connection

from collabtherapy import Partnership, Words, acts
from collabtherapy.storage import open_store

BATCH = 5


def batch(p: Partnership, n: int) -> tuple[acts.Act, ...]:
    """Give the acts of the append with this number."""
    return tuple(
        acts.WriteNote(by="ana", at=p.at, words=Words(f"{n}/{part} " + "word " * 50))
        for part in range(BATCH)
    )


def write(address: str, p: Partnership, acknowledged: Connection) -> None:
    """Record for ever, from where the history ends."""
    with open_store(address) as store:
        now = store.load(p.id)
        acknowledged.send(now.version)
        while True:
            n = (now.version - p.version) // BATCH
            now = store.record(now, *batch(p, n))
            acknowledged.send(now.version)
