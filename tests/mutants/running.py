"""Running a suite against mutants: the likeliest tests first, up to one that fails.

The suite is collected once. For each mutant the process forks; the child puts the
mutant in, runs tests until one fails, and says which. Tests that share something made
for a whole file are run together.
"""

import json
import os
import resource
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress

import attrs
import pytest
from _pytest.runner import runtestprotocol

GIGABYTES = 4
"""How much memory a mutant may take."""

PATIENCE = 20
"""How many times longer than usual a test may take, and so many seconds at least."""

BY_TIME = "too slow"
"""What kills a mutant that goes on for ever, or fills the memory."""


@attrs.define(eq=False)
class Unit:
    """Some tests that are run together: mostly one."""

    id: str
    items: list[pytest.Item]
    seconds: float = 1.0


def units(items: Sequence[pytest.Item]) -> list[Unit]:
    """Give the tests to be run one by one, or together where they share a fixture."""
    by_id: defaultdict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        info = getattr(item, "_fixtureinfo", None)
        fixtures = info.name2fixturedefs.values() if info else ()
        shared = any(d.scope == "module" for defs in fixtures for d in defs)
        by_id[item.nodeid.partition("::")[0] if shared else item.nodeid].append(item)
    return [Unit(id, together) for id, together in by_id.items()]


def first_failure(unit: Unit) -> str | None:
    """Run some tests up to the first that fails, and name it."""
    for n, item in enumerate(unit.items):
        following = unit.items[n + 1] if n + 1 < len(unit.items) else None
        reports = runtestprotocol(item, log=False, nextitem=following)
        if any(report.failed for report in reports):
            return item.nodeid
    return None


@attrs.define
class Order:
    """Which tests are run first: those that kill most in a second, here or anywhere."""

    all: list[Unit]
    kills: Counter[str] = attrs.Factory(Counter)
    kills_here: defaultdict[str, Counter[str]] = attrs.Factory(
        lambda: defaultdict(Counter)
    )

    def of(self, function: str) -> list[Unit]:
        """Give the tests for a mutant of a function."""
        here = self.kills_here[function]

        def promise(unit: Unit) -> float:
            kills = self.kills[unit.id] + 30 * here[unit.id] + 0.1
            return kills / (unit.seconds + 0.01)

        return sorted(self.all, key=promise, reverse=True)

    def learn(self, function: str, unit: str) -> None:
        """Take note of what killed a mutant of a function."""
        self.kills[unit] += 1
        self.kills_here[function][unit] += 1


def in_a_child(do: Callable[[], object]) -> object:
    """Do something in a child of this process; give what it gives, or `BY_TIME`."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(BaseException), os.fdopen(writer, "w") as out:
            json.dump(do(), out)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        text = told.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else BY_TIME


def killed_by(
    order: Sequence[Unit], *, seconds: float | None = None
) -> tuple[str, str] | None:
    """Run tests until one fails; give it and what it was run with, or None.

    Args:
        order: the tests, the likeliest first.
        seconds: how many CPU seconds are given to it; as many as it takes, unless
            given.
    """
    most = GIGABYTES * 2**30
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    start = time.process_time()
    for unit in order:
        if seconds is not None and time.process_time() - start > seconds:
            return None
        signal.setitimer(signal.ITIMER_PROF, PATIENCE * (unit.seconds + 1))
        failed = first_failure(unit)
        if failed is not None:
            return unit.id, failed
    return None


def timed(all_of_them: Sequence[Unit]) -> dict[str, float]:
    """Run everything once without a mutant, and give how long each took.

    Raises:
        AssertionError: a test fails as things are, so it would kill every mutant.
    """
    took = {}
    for unit in all_of_them:
        start = time.process_time()
        failed = first_failure(unit)
        assert failed is None, f"{failed} fails without any mutant"
        took[unit.id] = time.process_time() - start
        print(f"{took[unit.id]:7.2f} s  {unit.id}", flush=True)
    return took
