"""The simple pathway in every engine, and the default scenario in ours, side by side.

Each figure is that of a process of its own, so that its peak memory is its own, too:
the interpreter and all that the engine imports included. What comes of the pathway has
to agree before a time counts. By hand, for one engine:

    python benchmarks/pathways.py Mesa 10000
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import attrs
from simple_pathway import SIMPLE, Came, came
from simple_walks import calendar, ciw_pathway, simpy_pathway

from collabtherapy.simulation import Scenario, simulate

SEED = 3


def library(
    n: int, seed: int, *, engine: str, scenario: Scenario, threads: int = 1
) -> Came:
    """Simulate a scenario with the library, on one core unless it is said."""
    with ThreadPoolExecutor(threads) as executor:
        found = simulate(
            scenario, clients=n, seed=seed, engine=engine, executor=executor
        )
    return came(found)


def starsim(n: int, seed: int) -> Came:
    """Walk n people through Starsim, which takes long to import."""
    from simple_starsim import starsim_pathway  # noqa: PLC0415

    return starsim_pathway(n, seed)


def mesa(n: int, seed: int) -> Came:
    """Walk n people through Mesa."""
    from simple_mesa import mesa_pathway  # noqa: PLC0415

    return mesa_pathway(n, seed)


ENGINES: dict[str, Callable[[int, int], Came]] = {
    "compiled": partial(library, engine="compiled", scenario=SIMPLE),
    "NumPy alone": partial(library, engine="arrays", scenario=SIMPLE),
    "default, compiled": partial(library, engine="compiled", scenario=Scenario()),
    "default, NumPy alone": partial(library, engine="arrays", scenario=Scenario()),
    "default, auto": partial(library, engine="auto", scenario=Scenario()),
    "default, two threads": partial(
        library, engine="compiled", scenario=Scenario(), threads=2
    ),
    "heapq by hand": calendar,
    "SimPy": simpy_pathway,
    "Mesa": mesa,
    "Ciw": ciw_pathway,
    "Starsim": starsim,
}
PEERS = {
    10_000: ("Mesa", "SimPy", "Starsim", "Ciw", "heapq by hand"),
    100_000: ("Starsim", "Mesa", "SimPy", "heapq by hand"),
    1_000_000: ("Starsim",),
    10_000_000: (),
}
"""Who walks how many: those left out take minutes to do no better."""
TARGETS = {
    (10_000, "Mesa"): "at least 60x",
    (10_000, "SimPy"): "at least 100x",
    (100_000, "Starsim"): "at least 30x",
    (1_000_000, "Starsim"): "at least 12x",
}


@attrs.frozen(kw_only=True)
class Run:
    """What one process took.

    Args:
        came: what came of the pathway.
        cpu: seconds of its processor's, imports and loading compiled code left out.
        wall: seconds by the clock.
        peak: MiB at most, all of the process.
    """

    came: Came
    cpu: float
    wall: float
    peak: float

    @property
    def rate(self) -> float:
        """Session weeks a second of CPU."""
        return self.came.weeks / self.cpu

    def __str__(self) -> str:
        each = self.came.people / self.cpu
        return f"{self.rate:,.0f} a second ({each:,.0f} people), {self.peak:,.0f} MiB"


def best(engine: str, n: int, rounds: int) -> Run:
    """Give the quickest of some rounds, each in a process of its own."""
    return min((_one(engine, n) for _ in range(rounds)), key=lambda run: run.cpu)


def _one(engine: str, n: int) -> Run:
    told = subprocess.run(  # noqa: S603  # this file, by this interpreter
        [sys.executable, __file__, engine, str(n)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"STARSIM_INSTALL_FONTS": "0"},
    )
    said = json.loads(told.stdout.splitlines()[-1])
    return Run(came=Came(**said.pop("came")), **said)


def rounds(n: int) -> int:
    """Give how often to measure: the longer it takes, the less chance there is."""
    return {10_000: 5, 100_000: 3, 1_000_000: 2}.get(n, 1)


Found = tuple[str, str, str, str, str]
"""What, here, beside, ratio and target, as the table has them."""


def simple(sizes: Mapping[int, tuple[str, ...]] = PEERS) -> Iterator[Found]:
    """Give the simple pathway, in the library and in others, from few to many."""
    for n, peers in sizes.items():
        here = best("compiled", n, rounds(n))
        for name in peers:
            other = best(name, n, rounds(n))
            here.came.agrees(other.came)
            ratio = f"{here.rate / other.rate:.0f}x"
            target = TARGETS.get((n, name), "–")
            yield _what("simple", n), str(here), f"{name}: {other}", ratio, target
        if not peers:
            yield _what("simple", n), str(here), "–", "–", "–"
        if n <= max(sizes) // 10:
            slow = best("NumPy alone", n, rounds(n))
            slow.came.agrees(here.came)
            ratio = f"{slow.rate / here.rate:.2f}x"
            what = f"{_what('simple', n)}, NumPy alone"
            yield what, str(slow), f"compiled: {here}", ratio, "–"


def everything(n: int = 1_000_000) -> Iterator[Found]:
    """Give the default scenario, with everything on."""
    quick = best("default, compiled", n, rounds(n))
    yield _what("default", n), str(quick), "–", "–", "8 M a second"
    slow = best("default, NumPy alone", n, rounds(n))
    if slow.came != quick.came:
        raise ValueError("the engines do not give the same")
    what = f"{_what('default', n)}, NumPy alone"
    yield what, str(slow), "–", "–", "1.5 M a second"
    one = min(quick.wall, best("default, compiled", n, 1).wall)
    two = best("default, two threads", n, rounds(n)).wall
    here, beside = f"{two:.2f} s by the clock", f"one thread: {one:.2f} s"
    yield "the same on two cores", here, beside, f"{one / two:.2f}x", "1.8x"
    many = best("default, compiled", 10 * n, 1)
    yield _what("default", 10 * n), str(many), "–", "–", "under 2,048 MiB"


def few(n: int = 1_000, rounds: int = 5) -> Iterator[Found]:
    """Yield what few people cost, where compiled code lies on disk already.

    The first call of a process loads that code, Numba included; later ones do not.
    """
    _calls("default, compiled", n)  # compiles it, where that was not done before
    ours = [_calls("default, auto", n) for _ in range(rounds)]
    plain = [_calls("default, NumPy alone", n) for _ in range(rounds)]
    for place, which in enumerate(("the first call of a process", "a later call")):
        here = min(calls[place] for calls in ours)
        beside = min(calls[place] for calls in plain)
        what = f"{_what('default', n)}, {which}"
        other = f"NumPy alone: {beside * 1e3:.1f} ms"
        yield what, f"{here * 1e3:.1f} ms", other, f"{here / beside:.3f}x", "–"


def _calls(engine: str, n: int) -> tuple[float, float]:
    """Return the seconds of CPU that two calls took, in a process of their own."""
    told = subprocess.run(  # noqa: S603  # this file, by this interpreter
        [sys.executable, __file__, engine, str(n), "twice"],
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = map(float, told.stdout.split())
    return first, second


def twice(engine: str, n: int) -> None:
    """Print the seconds of CPU that the first call of a process and the next take."""
    walk = ENGINES[engine]
    for seed in (SEED, SEED + 1):
        before = time.process_time()
        walk(n, seed)
        print(time.process_time() - before)


def _what(scenario: str, n: int) -> str:
    return f"{scenario} pathway, {n:,} people"


def main(engine: str, n: int) -> None:
    """Measure one engine, and say what it took as a line of JSON."""
    walk = ENGINES[engine]
    walk(10_000, SEED + 1)  # what is loaded once is loaded before it is timed
    cpu, clock = time.process_time(), time.perf_counter()
    found = walk(n, SEED)
    cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
    told = {"came": attrs.asdict(found), "cpu": cpu, "wall": clock, "peak": peak()}
    print(json.dumps(told))


def peak() -> float:
    """Give the MiB that this process held at most.

    Linux counts in `ru_maxrss` what the process was that started this one, too.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        told = next(line for line in lines if line.startswith("VmHWM:"))
        return int(told.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    measure = twice if "twice" in sys.argv else main
    measure(sys.argv[1], int(sys.argv[2]))
