"""A simple pathway in other engines, beside everything that the simulator does.

Referrals at random over 260 weeks, weekly slots and a list, first come first served; an
assessment that some decline; up to twenty weekly sessions, some missed, and a chance
of stopping that depends on an alliance and a score that both move at random; an ending
once the score is low. The other engines do this and no more; here a second list, a
second step, two scales, ruptures, goals and returns are reckoned with as well.
"""

import heapq
import math
import random  # noqa: TID251  # what the others draw from
import resource
import time
from collections.abc import Generator, Iterator
from typing import Any

import attrs

WEEKS, LONGEST = 260, 20
TAKES_IT, WELL = 0.93, 7
SLOTS_FOR_10_000 = 326


@attrs.define
class Person:
    """Somebody on a simple pathway: an alliance, a score, and sessions so far."""

    rng: random.Random
    alliance: float = 0.0
    score: float = 0.0
    sessions: int = 0

    def begin(self) -> bool:
        """Come with an alliance and a score; give whether the assessment is taken."""
        self.alliance, self.score = self.rng.gauss(0, 1), self.rng.gauss(15, 5)
        return self.rng.random() < TAKES_IT

    def week(self) -> bool:
        """Live a week; give whether there is another."""
        rng = self.rng
        self.sessions += 1
        if rng.random() < 1 / (1 + math.exp(2 + 0.5 * self.alliance)):
            return self.sessions < LONGEST
        self.alliance += rng.gauss(0, 0.3)
        self.score += rng.gauss(-0.9 - 0.2 * self.alliance, 2)
        stops = 1 / (1 + math.exp(3.2 + 0.6 * self.alliance - 0.03 * self.score))
        return not (
            self.score < WELL or rng.random() < stops or self.sessions >= LONGEST
        )


def calendar(n: int) -> int:
    """Walk n people with a calendar of events by hand; give the sessions held."""
    rng = random.Random(1)  # noqa: S311  # no secret
    free = max(n * SLOTS_FOR_10_000 // 10_000, 1)
    waiting: list[Person] = []
    events: list[tuple[float, int, Person, bool]] = []
    for number in range(n):
        at = rng.random() * WEEKS
        heapq.heappush(events, (at, number, Person(rng), True))
    held, number = 0, n
    while events:
        at, _, person, arrives = heapq.heappop(events)
        if arrives:
            waiting.append(person)
        else:
            held += 1
            if person.week():
                number += 1
                heapq.heappush(events, (at + 1, number, person, False))
            else:
                free += 1
        while free and waiting:
            starts = waiting.pop(0)
            if starts.begin():
                free -= 1
                number += 1
                heapq.heappush(events, (at + 1, number, starts, False))
    return held


def simpy_pathway(n: int) -> int:
    """Walk n people through SimPy; give the sessions held."""
    import simpy  # noqa: PLC0415  # only where it is measured

    rng = random.Random(1)  # noqa: S311  # no secret
    env = simpy.Environment()
    slots = simpy.Resource(env, max(n * SLOTS_FOR_10_000 // 10_000, 1))
    held = 0

    def pathway(arrives: float) -> Generator[Any, Any, None]:
        nonlocal held
        yield env.timeout(arrives)
        person = Person(rng)
        with slots.request() as slot:
            yield slot
            if not person.begin():
                return
            yield env.timeout(1)
            held += 1
            while person.week():
                yield env.timeout(1)
                held += 1

    for _ in range(n):
        env.process(pathway(rng.random() * WEEKS))
    env.run()
    return held


def here(n: int, engine: str) -> tuple[int, float]:
    """Simulate the default scenario; give sessions, missed ones too, and seconds."""
    from collabtherapy.simulation import Scenario, simulate  # noqa: PLC0415

    start = time.process_time()
    cohort = simulate(Scenario(), clients=n, seed=1, engine=engine)
    took = time.process_time() - start
    weeks = (
        cohort["sessions"].sum() + cohort["missed"].sum() + cohort["cancelled"].sum()
    )
    return int(weeks), took


def rates(sizes: tuple[int, ...], peers: int) -> Iterator[tuple[str, str, str, float]]:
    """Give engine, people, peak memory so far, and sessions a second of CPU."""
    for engine in ("compiled", "arrays"):
        here(2_000, engine)  # compiled code is made or loaded before it is timed
        for n in sizes:
            weeks, took = here(n, engine)
            yield f"{engine}", f"{n:,}", _peak(), weeks / took
    for name, walk in (("SimPy", simpy_pathway), ("heapq by hand", calendar)):
        start = time.process_time()
        held = walk(peers)
        took = time.process_time() - start
        yield name, f"{peers:,}", _peak(), held / took


def _peak() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB"
