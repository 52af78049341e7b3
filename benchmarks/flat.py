"""What one act costs in a store of a million of them, beside one that is new."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import attrs
import keeping
import writing
from measure import Row
from story import opened, story

from collabtherapy import Partnership
from collabtherapy.storage import Store, open_store

SIZES: Final = (10_000, 100_000, 1_000_000)
"""At how many acts in the store it is looked at."""

N_TIMES: Final = 100
"""How often each thing is done."""


def flat(*, sizes: tuple[int, ...] = SIZES) -> Iterator[Row]:
    """Yield what an act costs at each size of the store, in memory and in a file."""
    p = opened("flat").record(*story(90))
    with keeping.addresses() as there:
        for where in ("memory", "SQLite"):
            with open_store(there[where], master_key=writing.MASTER) as store:
                yield from _rows(where, store, p, sizes)


def _rows(
    where: str, store: Store, p: Partnership, sizes: tuple[int, ...]
) -> Iterator[Row]:
    took = dict(_grown(store, p, sizes))
    first = sizes[0]
    for what in took[first]:
        for size in sizes[1:]:
            now, then = took[size][what], took[first][what]
            yield Row(
                f"{where}, {size:,} acts kept: {what}",
                f"{now * 1e6:,.1f} µs",
                f"{first:,} kept: {then * 1e6:,.1f} µs",
                f"{now / then:.2f}x",
                "at most 1.25x",
            )


def _grown(
    store: Store, p: Partnership, sizes: tuple[int, ...]
) -> Iterator[tuple[int, Mapping[str, float]]]:
    """Yield, at each size, the CPU seconds that each thing takes."""
    n_kept, n_histories = 0, 0
    for size in sizes:
        start, before = time.process_time(), n_kept
        while n_kept < size:
            name = f"p-{n_histories}"
            first = attrs.evolve(p.history[0], partnership=name)
            store.import_history(name, (first, *p.history[1:]))
            n_kept, n_histories = n_kept + p.version, n_histories + 1
        imported = (time.process_time() - start) / (n_kept - before)
        yield size, {"an act of a whole history": imported, **_single(store, name)}


def _single(store: Store, name: str) -> Mapping[str, float]:
    p = store.load(name)
    note = attrs.evolve(writing.note(name), at=p.at)
    last = store.now()

    def record() -> None:
        nonlocal p
        p = store.record(p, note)

    does: Mapping[str, Callable[[], object]] = {
        "one act recorded": record,
        "a load of what is in hand": lambda: store.load(name),
        "the first page of `find`": lambda: store.find(limit=20),
        "the inbox of one person": lambda: store.inbox("bo", last, limit=20),
    }
    return {what: _timed(call) for what, call in does.items()}


def _timed(call: Callable[[], object]) -> float:
    call()
    start = time.process_time()
    for _ in range(N_TIMES):
        call()
    return (time.process_time() - start) / N_TIMES
