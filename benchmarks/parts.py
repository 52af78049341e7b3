"""What is measured, each part by itself: rows of a table."""

import io
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from itertools import chain

import keeping
import pathways
import peers
import writing
from by_hand import appending
from measure import Row, Timing, repeated, side_by_side
from story import begun, opened, session, story

from collabtherapy import Partnership, codec
from collabtherapy.exports import tables, trace, write_ocel, write_xes
from collabtherapy.insight import Caseload, signals
from collabtherapy.storage import open_store


def against(what: str, here: Timing, peer: str, other: Timing, target: str) -> Row:
    """Give a line of what takes how long here, and how long elsewhere."""
    ratio = f"{here.best / other.best:.2f}x"
    return Row(what, str(here), f"{peer}: {other}", ratio, target)


def record(
    *, rounds: int = 7, n_sessions: int = 18, steps: int = 20_000
) -> Iterator[Row]:
    """Give what recording an act costs under the whole law, beside bare machines."""
    start, acts = opened(), story(n_sessions)

    def all_of_it() -> None:
        p = start
        for act in acts:
            p = p.record(act)

    timed = side_by_side(
        {
            "record": (all_of_it, len(acts)),
            "transitions": (repeated(peers.transitions_step(), steps), steps),
            "Automat": (repeated(peers.automat_step(), steps), steps),
            "python-statemachine": (
                repeated(peers.python_statemachine_step(), steps // 10), steps // 10,
            ),
        },
        rounds=rounds,
    )  # fmt: skip
    here = timed.pop("record")
    targets = {"transitions": "at most 1x", "python-statemachine": "at most 0.07x"}
    what = f"`record`, an act of {len(acts)}"
    for peer, other in timed.items():
        yield against(what, here, peer, other, targets.get(peer, "–"))


def replay(
    *, rounds: int = 7, n_sessions: int = 18, steps: int = 20_000
) -> Iterator[Row]:
    """Give what trusted replay costs, beside an event-sourced aggregate."""
    p = opened().record(*story(n_sessions))
    history = p.history
    timed = side_by_side(
        {
            "replay": (lambda: Partnership.replay(history), len(history)),
            "eventsourcing, events in hand": (
                peers.eventsourcing_replay(len(history)), len(history),
            ),
            "eventsourcing, from its repository": (
                peers.eventsourcing_from_repository(len(history)), len(history),
            ),
            "transitions": (repeated(peers.transitions_step(), steps), steps),
        },
        rounds=rounds,
    )  # fmt: skip
    here = timed.pop("replay")
    targets = {
        "eventsourcing, events in hand": "–",
        "eventsourcing, from its repository": "at most 0.13x",
        "transitions": "at most 0.33x",
    }
    for peer, other in timed.items():
        what = f"trusted `replay`, an act of {len(history)}"
        yield against(what, here, peer, other, targets[peer])


def growth(*, rounds: int = 7, n_sessions: int = 110) -> Iterator[Row]:
    """Give what the thousandth act costs beside the tenth: the same acts, later."""
    p = opened().record(*story(2)[:11])
    for n in range(n_sessions):
        p = p.record(*session(n))
    early = opened().record(*story(2)[:11])
    again = session(0), session(n_sessions)
    timed = side_by_side(
        {
            "late": (repeated(lambda: p.record(*again[1]), 20), 20 * len(again[1])),
            "early": (
                repeated(lambda: early.record(*again[0]), 20), 20 * len(again[0]),
            ),
        },
        rounds=rounds,
    )  # fmt: skip
    what = f"`record` after {p.version} acts"
    peer = f"after {early.version} acts"
    yield against(what, timed["late"], peer, timed["early"], "at most 1.2x")


def asking(*, rounds: int = 5, sizes: tuple[int, ...] = (18, 90, 454)) -> Iterator[Row]:
    """Yield what a question takes of ever longer histories; the ratio is by act."""
    ways: Mapping[str, Callable[[Partnership], object]] = {
        "`options`": lambda p: p.options("bo", at=p.at),
        "`tables`": lambda p: tables([p]),
        "`signals`": signals,
    }
    those = [opened().record(*story(n)[:-3]) for n in sizes]
    for name, ask in ways.items():
        timed = side_by_side(
            {str(p.version): (partial(ask, p), p.version) for p in those}, rounds=rounds
        )
        first, *later = those
        short = timed[str(first.version)]
        for p in later:
            long = timed[str(p.version)]
            yield Row(
                f"{name} of {p.version:,} acts",
                f"{long.best * p.version * 1e3:,.1f} ms ± {long.spread:.0%}",
                f"of {first.version}: {short.best * first.version * 1e3:,.1f} ms",
                f"{long.best / short.best:.2f}x an act",
                "at most 1.25x",
            )


def importing(*, rounds: int = 9) -> Iterator[Row]:
    """Give what importing costs, each time in a new process, beside attrs alone."""

    def of(module: str, **env: str) -> float:
        code = (
            "import time; start = time.process_time(); "
            f"import {module}; print(time.process_time() - start)"
        )
        done = subprocess.run(  # noqa: S603  # our own interpreter
            [sys.executable, "-c", code], check=True, capture_output=True, text=True,
            env=os.environ | env,
        )  # fmt: skip
        return float(done.stdout)

    took: dict[str, list[float]] = {}
    alone = "Hypothesis without plug-ins"
    for _ in range(rounds):
        for module in ("collabtherapy", "collabtherapy.codec", "attrs", "hypothesis"):
            took.setdefault(module, []).append(of(module))
        bare = of("hypothesis", HYPOTHESIS_NO_PLUGINS="1")
        took.setdefault(alone, []).append(bare)
    best = {module: min(times) for module, times in took.items()}
    yield Row(
        "`import hypothesis` where this library is installed",
        f"{best['hypothesis'] * 1e3:.0f} ms",
        f"{alone}: {best[alone] * 1e3:.0f} ms",
        f"{best['hypothesis'] / best[alone]:.2f}x",
        "at most 1.1x",
    )
    for module, target in (
        ("collabtherapy", "at most 2x"),
        ("collabtherapy.codec", "–"),
    ):
        yield Row(
            f"`import {module}`",
            f"{best[module] * 1e3:.0f} ms",
            f"attrs: {best['attrs'] * 1e3:.0f} ms",
            f"{best[module] / best['attrs']:.2f}x",
            target,
        )


def memory(*, n: int = 10_000) -> Iterator[Row]:
    """Give what a hundred thousand new partnerships hold, from a smaller number."""
    opened("warm-up")
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    kept = [opened(f"p-{number}") for number in range(n)]
    held = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    mib = held / len(kept) * 100_000 / 2**20
    what = f"100,000 new partnerships (from {n:,})"
    yield Row(what, f"{mib:.0f} MiB", "–", "–", "at most 100 MiB")


def codecs(*, rounds: int = 7, n_sessions: int = 18) -> Iterator[Row]:
    """Give what writing and reading a whole partnership costs, beside pydantic."""
    p = opened().record(*story(n_sessions))
    text = codec.dumps(p)
    documents = peers.documents()
    other = documents.validate_json(text)
    timed = side_by_side(
        {
            "asked": (repeated(lambda: codec.loads(codec.dumps(p)), 5), 5),
            "trusted": (
                repeated(lambda: codec.loads(codec.dumps(p), check=False), 5),
                5,
            ),
            "pydantic": (
                repeated(
                    lambda: documents.validate_json(
                        documents.dump_json(other, exclude_unset=True)
                    ),
                    5,
                ),
                5,
            ),
        },
        rounds=rounds,
    )
    what = f"written and read, {len(text):,} characters"
    for how, target in (("trusted", "at most 2x"), ("asked", "–")):
        kind = f"{what}, the history folded and {how}"
        yield against(kind, timed[how], "pydantic", timed["pydantic"], target)


def caseload(*, rounds: int = 3, n: int = 100_000) -> Iterator[Row]:
    """Give what a hundred thousand cases cost: making them, asking, and holding them.

    Of a hundred small partnerships, each is taken many times, as a case of its own.
    """
    small = [opened(f"p-{k}").record(*begun(), *session(0)) for k in range(100)]
    several = [p for _ in range(max(1, n // len(small))) for p in small]
    at = small[0].at + timedelta(days=100)
    load = Caseload.of(several)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    held = Caseload.of(several)
    bytes_held = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    timed = side_by_side(
        {
            "made": (lambda: Caseload.of(several), len(several)),
            "duties": (lambda: load.duties(at=at), len(load)),
            "each duties": (lambda: [p.duties(at=at) for p in several], len(several)),
            "reviews": (lambda: load.due_reviews(at=at), len(load)),
            "each timers": (lambda: [p.timers(at=at) for p in several], len(several)),
        },
        rounds=rounds,
    )
    what = f"`Caseload` of {len(held):,}, a case"
    each, clocks = timed["each duties"], timed["each timers"]
    yield against(f"{what}: made", timed["made"], "`p.duties`", each, "–")
    yield against(f"{what}: duties", timed["duties"], "`p.duties`", each, "–")
    yield against(f"{what}: reviews", timed["reviews"], "`p.timers`", clocks, "–")
    size = f"{bytes_held / len(held) * 100_000 / 2**20:.0f} MiB"
    yield Row(f"{what}: held, for 100,000", size, "–", "–", "–")


def exporting(*, rounds: int = 7, n: int = 5, n_sessions: int = 18) -> Iterator[Row]:
    """Give what an act costs on its way out, beside folding the same acts once."""
    acts = story(n_sessions)
    those = [opened(f"p-{k}").record(*acts) for k in range(n)]
    n_acts = sum(p.version for p in those)
    ways = {
        "`trace`, telling alone": lambda: [trace(p) for p in those],
        "`write_ocel`": lambda: write_ocel(those, io.StringIO()),
        "`write_xes`": lambda: write_xes(those, io.StringIO()),
        "`tables`": lambda: tables(those),
    }
    timed = side_by_side(
        {
            "replay": (lambda: [Partnership.replay(p.history) for p in those], n_acts),
            **{name: (write, n_acts) for name, write in ways.items()},
        },
        rounds=rounds,
    )
    fold = timed.pop("replay")
    for name, here in timed.items():
        what = f"{name}, an act of {n_acts:,}; {1 / here.best:,.0f} a second"
        yield against(what, here, "trusted `replay`", fold, "–")


def storing(*, rounds: int = 7, n_sessions: int = 18) -> Iterator[Row]:
    """Give what keeping costs, beside a store of events; by where it is kept."""
    p = keeping.history(n_sessions)
    with keeping.addresses() as there:
        for where, url in there.items():
            yield from _stored(where, url, p, rounds)


def _stored(where: str, url: str, p: Partnership, rounds: int) -> Iterator[Row]:
    n_short = 10
    with open_store(url, master_key=writing.MASTER, held=0) as store:
        others = keeping.peers(url)
        kept = keeping.measured(store, others, p, n_short=n_short, n=rounds)
        done = {
            f"append at once, an act of {p.version}": (kept.append, p.version, 0.5),
            f"load and fold, an act of {p.version}": (kept.load, p.version, 0.13),
            f"load {n_short} acts, all of them": (kept.short, 1, None),
        }
        for what, (does, steps, target) in done.items():
            timed = side_by_side(
                {who: (call, steps) for who, call in does.items()}, rounds=rounds
            )
            here = timed.pop(keeping.OURS)
            for peer, other in timed.items():
                bare = peer == "eventsourcing" and target is not None
                at_most = f"at most {target}x" if bare else "–"
                yield against(f"{where}: {what}", here, peer, other, at_most)
        for other in others.values():
            other.application.close()


def writers(
    *, n_writers: int = 8, seconds: float = 3.0, slow_ms: int = 5
) -> Iterator[Row]:
    """Give how many appends a second several processes get done, on one machine."""
    with keeping.addresses() as there:
        for where in ("SQLite", "PostgreSQL"):
            if where in there:
                yield from _written(where, there[where], "w", n_writers, seconds)
        if "PostgreSQL" in there:
            writing.slow_down(there["PostgreSQL"], slow_ms)
            where = f"PostgreSQL, each commit made to wait {slow_ms} ms"
            yield from _written(where, there["PostgreSQL"], "s", n_writers, seconds)


def _written(
    where: str, url: str, name: str, n_writers: int, seconds: float
) -> Iterator[Row]:
    ours, *others = (
        writing.appends_a_second(write, url, name, n_writers, seconds)
        for write in (
            writing.ours, writing.by_hand, writing.eventsourcing,
            writing.eventsourcing_alike,
        )
    )  # fmt: skip
    names = ("by hand", "eventsourcing", "eventsourcing, our acts, encrypted")
    for peer, theirs in zip(names, others, strict=True):
        is_target = peer == "by hand" and where == "PostgreSQL"
        yield Row(
            f"{where}: appends a second, {n_writers} writers",
            f"{ours:,.0f}",
            f"{peer}: {theirs:,.0f}",
            f"{ours / theirs:.2f}x",
            "at least 1x" if is_target else "–",
        )


def single_appends(*, rounds: int = 7, steps: int = 100) -> Iterator[Row]:
    """Yield what one append after another costs, beside the same work by hand."""
    with keeping.addresses() as there:
        for where in ("SQLite", "PostgreSQL"):
            if where in there:
                yield _appended(where, there[where], rounds, steps)


def _appended(where: str, url: str, rounds: int, steps: int) -> Row:
    p, act = opened("one"), writing.note("one")
    by_hand = appending(url, p, act)
    with open_store(url, master_key=writing.MASTER) as store:
        kept = store.open(p.opening)

        def here() -> None:
            nonlocal kept
            for _ in range(steps):
                kept = store.record(kept, act)

        def there() -> None:
            for n in range(steps):
                by_hand(n)

        does = {"here": (here, steps), "by hand": (there, steps)}
        timed = side_by_side(does, rounds=rounds)
    target = "at most 1.2x" if where == "SQLite" else "–"
    what = f"{where}: one append after another"
    return against(what, timed["here"], "by hand", timed["by hand"], target)


def loads(*, rounds: int = 9, n_sessions: int = 90) -> Iterator[Row]:
    """Yield what a load costs: from the start, and of what is in hand."""
    p = opened("long").record(*story(n_sessions))
    with keeping.addresses() as there:
        for where in ("SQLite", "PostgreSQL"):
            if where in there:
                yield _loaded(where, there[where], p, rounds)


def _loaded(where: str, url: str, p: Partnership, rounds: int) -> Row:
    master = writing.MASTER
    with (
        open_store(url, master_key=master, held=0) as cold,
        open_store(url, master_key=master) as warm,
    ):
        warm.import_history(p.id, p.entries)
        does = {
            "in hand": (lambda: warm.load(p.id), 1),
            "from the start": (lambda: cold.load(p.id), 1),
        }
        timed = side_by_side(does, rounds=rounds)
    what = f"{where}: load {p.version:,} acts that are in hand"
    start = timed["from the start"]
    return against(what, timed["in hand"], "from the start", start, "at most 1 ms")


def simulation(
    *, sizes: Mapping[int, tuple[str, ...]] = pathways.PEERS, people: int = 1_000_000
) -> Iterator[Row]:
    """Give how quickly people are simulated, beside engines on a simple pathway."""
    for found in chain(pathways.simple(sizes), pathways.everything(people)):
        yield Row(*found)


def few_people(*, n: int = 1_000, rounds: int = 5) -> Iterator[Row]:
    """Yield what few simulated people cost, the first time and later."""
    for found in pathways.few(n, rounds):
        yield Row(*found)


PARTS = {
    "record": record,
    "replay": replay,
    "growth": growth,
    "questions": asking,
    "import": importing,
    "memory": memory,
    "codec": codecs,
    "store": storing,
    "appends": single_appends,
    "loads": loads,
    "writers": writers,
    "simulation": simulation,
    "few": few_people,
    "caseload": caseload,
    "exports": exporting,
}
