"""What an act costs in a history that has a million of them, beside one that is new."""

import time
from collections.abc import Iterator, Mapping
from typing import Final

import keeping
import writing
from measure import Row
from story import opened

from collabtherapy import Partnership
from collabtherapy.storage import Store, open_store

BATCH: Final = 500
"""How many acts are recorded in one call."""

SIZES: Final = (10_000, 100_000, 1_000_000)
"""At which lengths of the history it is looked at."""

N_LAST: Final = 5_000
"""Over how many acts before each length an act is timed."""


def flat(*, sizes: tuple[int, ...] = SIZES) -> Iterator[Row]:
    """Yield what an act costs at each length, in memory and in a file."""
    with keeping.addresses() as there:
        for where in ("memory", "SQLite"):
            with open_store(there[where], master_key=writing.MASTER) as store:
                yield from _rows(where, store, sizes)


def _rows(where: str, store: Store, sizes: tuple[int, ...]) -> Iterator[Row]:
    p = store.open(opened("flat").opening)
    took = dict(_grown(store, p, sizes))
    first = sizes[0]
    for what in took[first]:
        for size in sizes:
            now, then = took[size][what], took[first][what]
            yield Row(
                f"{where}: {what}, after {size:,} acts",
                f"{now * 1e6:,.1f} µs",
                f"after {first:,}: {then * 1e6:,.1f} µs",
                f"{now / then:.2f}x",
                "at most 1.25x",
            )


def _grown(
    store: Store, p: Partnership, sizes: tuple[int, ...]
) -> Iterator[tuple[int, Mapping[str, float]]]:
    """Yield, at each length, the seconds that each thing takes."""
    act = writing.note("flat")
    together = [act] * BATCH
    for size in sizes:
        while p.version < size - N_LAST:
            p = store.record(p, *together)
        start, before = time.process_time(), p.version
        while p.version < size:
            p = store.record(p, *together)
        took = {
            f"an act of {BATCH} in one call": (time.process_time() - start)
            / (p.version - before)
        }
        start = time.process_time()
        for _ in range(100):
            p = store.record(p, act)
        took["one act in one call"] = (time.process_time() - start) / 100
        start = time.process_time()
        for _ in range(100):
            store.load(p.id)
        took["a load of what is in hand"] = (time.process_time() - start) / 100
        start = time.process_time()
        read = store.history(p.id, after=p.version - 100)
        took["one of the last 100 entries read"] = (time.process_time() - start) / len(
            read
        )
        yield size, took
