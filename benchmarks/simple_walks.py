"""The simple pathway in engines that walk one person at a time.

Each is written as its users would: SimPy with a process for everybody and a resource
for the slots, Ciw as a network of queues; and a calendar of events by hand. All of them
walk the same `Person`.
"""

import heapq
import random  # noqa: TID251  # what the others draw from
from collections import deque
from collections.abc import Generator, Iterable
from typing import Any

from simple_pathway import (
    FOLLOW_UP_WEEKS,
    PEOPLE_A_SERVICE,
    REFERRING,
    SLOTS,
    WEEKS,
    Came,
    Funnel,
    How,
    Person,
)

A_WEEK = PEOPLE_A_SERVICE / REFERRING


def services(n: int) -> Iterable[int]:
    """Give how many people each service has."""
    return [PEOPLE_A_SERVICE] * (n // PEOPLE_A_SERVICE)


def slots(people: int) -> int:
    """Give how many slots a service of so many people has."""
    return people * SLOTS // PEOPLE_A_SERVICE


def calendar(n: int, seed: int) -> Came:
    """Walk n people with a calendar of events by hand."""
    rng = random.Random(seed)  # noqa: S311  # no secret
    funnel = Funnel()
    for people in services(n):
        free, waiting = slots(people), deque[Person]()
        events: list[tuple[float, int, Person | None]] = []
        heapq.heappush(events, (rng.expovariate(A_WEEK), 0, None))
        number = come = 0
        while events:
            at, _, person = heapq.heappop(events)
            if person is None:
                come += 1
                if come < people:
                    number += 1
                    after = rng.expovariate(A_WEEK)
                    heapq.heappush(events, (at + after, number, None))
                new = Person(rng)
                if new.assess():
                    waiting.append(new)
                else:
                    funnel.count(new, How.DECLINED)
            elif person.over:
                funnel.count(person, How.TOGETHER)
            else:
                how = person.week()
                person.over = how is How.TOGETHER
                if how is How.STOPPED:
                    funnel.count(person, how)
                if how is None or person.over:
                    number += 1
                    after = FOLLOW_UP_WEEKS if person.over else 1
                    heapq.heappush(events, (at + after, number, person))
                free += how is not None
            while free and waiting:
                starts = waiting.popleft()
                starts.begin()
                free -= 1
                number += 1
                heapq.heappush(events, (at + 1, number, starts))
    return funnel.came()


def simpy_pathway(n: int, seed: int) -> Came:
    """Walk n people through SimPy."""
    import simpy  # noqa: PLC0415  # only where it is measured

    rng = random.Random(seed)  # noqa: S311  # no secret
    env = simpy.Environment()
    funnel = Funnel()

    def referrals(people: int) -> Generator[Any, Any, None]:
        places = simpy.Resource(env, slots(people))
        for _ in range(people):
            yield env.timeout(rng.expovariate(A_WEEK))
            env.process(pathway(places))

    def pathway(places: Any) -> Generator[Any, Any, None]:
        person = Person(rng)
        if not person.assess():
            funnel.count(person, How.DECLINED)
            return
        with places.request() as place:
            yield place
            person.begin()
            how = None
            while how is None:
                yield env.timeout(1)
                how = person.week()
        if how is How.TOGETHER:
            yield env.timeout(FOLLOW_UP_WEEKS)
        funnel.count(person, how)

    for people in services(n):
        env.process(referrals(people))
    env.run()
    return funnel.came()


def ciw_pathway(n: int, seed: int) -> Came:
    """Walk n people through Ciw, whose slot is held for a course at once.

    Ciw gives a server back at the end of every service, so a course is one service,
    as long as its weeks, which are walked when it begins.
    """
    import ciw  # noqa: PLC0415  # only where it is measured

    rng = random.Random(seed)  # noqa: S311  # no secret
    funnel = Funnel()

    class Course(ciw.dists.Distribution):
        """How long somebody keeps a slot."""

        def sample(self, t: Any = None, ind: Any = None) -> float:
            """Walk a course, and give its weeks."""
            del t
            person = ind.person
            person.begin()
            weeks, ind.how = 0, None
            while ind.how is None:
                weeks += 1
                ind.how = person.week()
            return float(weeks)

    class AfterAssessment(ciw.routing.NodeRouting):
        """Who goes on to a course."""

        def next_node(self, ind: Any) -> Any:
            """Offer the assessment."""
            ind.person = Person(rng)
            if ind.person.assess():
                return self.simulation.nodes[2]
            funnel.count(ind.person, How.DECLINED)
            return self.simulation.nodes[-1]

    class AfterCourse(ciw.routing.NodeRouting):
        """Who is followed up."""

        def next_node(self, ind: Any) -> Any:
            """Count how it came out."""
            funnel.count(ind.person, ind.how)
            together = ind.how is How.TOGETHER
            return self.simulation.nodes[3 if together else -1]

    for number, people in enumerate(services(n)):
        ciw.seed(seed + number)
        gaps = [rng.expovariate(A_WEEK) for _ in range(people)]
        network = ciw.create_network(
            arrival_distributions=[
                ciw.dists.Sequential([*gaps, float("inf")]), None, None,
            ],
            service_distributions=[
                ciw.dists.Deterministic(0.0),
                Course(),
                ciw.dists.Deterministic(float(FOLLOW_UP_WEEKS)),
            ],
            number_of_servers=[float("inf"), slots(people), float("inf")],
            routing=ciw.routing.NetworkRouting(
                routers=[AfterAssessment(), AfterCourse(), ciw.routing.Leave()]
            ),
        )  # fmt: skip
        ciw.Simulation(network).simulate_until_max_time(WEEKS)
    return funnel.came()
