"""What is measured, each part by itself: rows of a table."""

import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta

import attrs
import keeping
import pathways
import peers
from hypothesis import Phase, given, settings
from hypothesis.strategies import SearchStrategy
from measure import Timing, repeated, side_by_side
from story import begun, opened, session, story

from collabtherapy import Partnership, codec
from collabtherapy.insight import Caseload
from collabtherapy.storage import open_store
from collabtherapy.testing import histories, partnerships


@attrs.frozen
class Row:
    """One line of the table."""

    what: str
    here: str
    peer: str
    ratio: str
    target: str


def _against(what: str, here: Timing, peer: str, other: Timing, target: str) -> Row:
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
        yield _against(what, here, peer, other, targets.get(peer, "–"))


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
        yield _against(what, here, peer, other, targets[peer])


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
    yield _against(what, timed["late"], peer, timed["early"], "at most 1.2x")


def importing(*, rounds: int = 9) -> Iterator[Row]:
    """Give what importing costs, each time in a new process, beside attrs alone."""

    def of(module: str) -> float:
        code = (
            "import time; start = time.process_time(); "
            f"import {module}; print(time.process_time() - start)"
        )
        done = subprocess.run(  # noqa: S603  # our own interpreter
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        )
        return float(done.stdout)

    took: dict[str, list[float]] = {}
    for _ in range(rounds):
        for module in ("collabtherapy", "collabtherapy.codec", "attrs"):
            took.setdefault(module, []).append(of(module))
    best = {module: min(times) for module, times in took.items()}
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
        yield _against(kind, timed[how], "pydantic", timed["pydantic"], target)


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
    yield _against(f"{what}: made", timed["made"], "`p.duties`", each, "–")
    yield _against(f"{what}: duties", timed["duties"], "`p.duties`", each, "–")
    yield _against(f"{what}: reviews", timed["reviews"], "`p.timers`", clocks, "–")
    size = f"{bytes_held / len(held) * 100_000 / 2**20:.0f} MiB"
    yield Row(f"{what}: held, for 100,000", size, "–", "–", "–")


def storing(*, rounds: int = 7, n_sessions: int = 18) -> Iterator[Row]:
    """Give what keeping costs, beside a store of events; by where it is kept."""
    p = keeping.history(n_sessions)
    with keeping.addresses() as there:
        for where, url in there.items():
            yield from _stored(where, url, p, rounds)


def _stored(where: str, url: str, p: Partnership, rounds: int) -> Iterator[Row]:
    n_short = 10
    with open_store(url) as store:
        other = keeping.peer(url)
        both = keeping.pair(store, other, p, n_short)
        done = {
            f"append at once, an act of {p.version}": (*both.append, p.version, 0.5),
            f"load and fold, an act of {p.version}": (*both.load, p.version, 0.13),
            "the same from a snapshot": (
                both.load_snapshot, both.load[1], p.version, 0.13,
            ),
            f"load {n_short} acts, all of them": (*both.short, 1, None),
        }  # fmt: skip
        for what, (ours, theirs, steps, target) in done.items():
            timed = side_by_side(
                {"here": (ours, steps), "there": (theirs, steps)}, rounds=rounds
            )
            at_most = "–" if target is None else f"at most {target}x"
            here, there = timed["here"], timed["there"]
            yield _against(f"{where}: {what}", here, "eventsourcing", there, at_most)
        other.close()


def writers(*, n_writers: int = 8, seconds: float = 3.0) -> Iterator[Row]:
    """Give how many appends a second several processes get done on one server."""
    with keeping.addresses() as there:
        for where in ("SQLite", "PostgreSQL"):
            if where not in there:
                continue
            ours, theirs = (
                keeping.commits_a_second(write, there[where], n_writers, seconds)
                for write in (
                    keeping.write_for_a_while, keeping.peer_writes_for_a_while,
                )
            )  # fmt: skip
            yield Row(
                f"{where}: appends a second, {n_writers} writers",
                f"{ours:,.0f}",
                f"eventsourcing: {theirs:,.0f}",
                f"{ours / theirs:.2f}x",
                "at least 5x" if where == "PostgreSQL" else "–",
            )


def simulation() -> Iterator[Row]:
    """Give how quickly people are simulated, beside engines on a simple pathway."""
    for found in (*pathways.simple(), *pathways.everything()):
        yield Row(*found)


def strategies(*, examples: int = 2_000) -> Iterator[Row]:
    """Give how quickly lawful histories and partnerships are drawn, shrinking aside."""
    for strategy, target in (
        (histories(), "500 a second"),
        (partnerships(), "250 a second"),
    ):
        drawn: list[int] = []
        start = time.process_time()
        _draw(strategy, examples, drawn)
        rate = len(drawn) / (time.process_time() - start)
        here = f"{rate:,.0f} a second, of {sum(drawn) / len(drawn):.0f} acts"
        yield Row(f"`{strategy}`", here, "–", "–", target)


def _draw(strategy: SearchStrategy[Partnership], n: int, drawn: list[int]) -> None:
    """Draw so many examples, and note how many acts each has."""

    @settings(max_examples=n, phases=[Phase.generate], database=None, deadline=None)
    @given(strategy)
    def draw(p: Partnership) -> None:
        drawn.append(p.version)

    draw()


PARTS = {
    "record": record,
    "replay": replay,
    "growth": growth,
    "import": importing,
    "memory": memory,
    "codec": codecs,
    "store": storing,
    "writers": writers,
    "simulation": simulation,
    "strategies": strategies,
    "caseload": caseload,
}
