"""The simple pathway in Mesa: agents that step once a week."""

from collections import deque

import mesa
from simple_pathway import FOLLOW_UP_WEEKS, WEEKS, Came, Funnel, How, Person
from simple_walks import A_WEEK, services, slots


class Client(mesa.Agent):
    """Somebody in a slot, or being followed up."""

    def __init__(self, model: "Pathway", person: Person, service: int) -> None:
        """Begin."""
        super().__init__(model)
        self.person, self.service = person, service
        self.until: int | None = None
        person.begin()

    def step(self) -> None:
        """Live a week."""
        if self.until is None:
            self.meet()
        elif self.model.week >= self.until:
            self.go(How.TOGETHER)

    def meet(self) -> None:
        """Meet in the slot, and give it back at the end."""
        how = self.person.week()
        if how is None:
            return
        self.model.free[self.service] += 1
        if how is How.TOGETHER:
            self.until = self.model.week + FOLLOW_UP_WEEKS
        else:
            self.go(how)

    def go(self, how: How) -> None:
        """Be through."""
        self.model.funnel.count(self.person, how)
        self.remove()


class Pathway(mesa.Model):
    """Services with their lists, and everybody who has begun."""

    def __init__(self, n: int, seed: int) -> None:
        """Open the services, and know who is referred when."""
        super().__init__(seed=seed)
        self.funnel, self.week = Funnel(), 0
        self.free = [slots(people) for people in services(n)]
        self.waiting = [deque[Person]() for _ in self.free]
        self.arrivals = [self.comings(people) for people in services(n)]

    def comings(self, people: int) -> list[int]:
        """Give how many are referred in each week."""
        at, by_week = 0.0, [0] * WEEKS
        for _ in range(people):
            at += self.random.expovariate(A_WEEK)
            by_week[int(at)] += 1
        return by_week

    def step(self) -> None:
        """Take in who comes, give free slots away, and have everybody meet."""
        for service, waiting in enumerate(self.waiting):
            self.take_in(self.arrivals[service][self.week], waiting)
            while self.free[service] and waiting:
                self.free[service] -= 1
                Client(self, waiting.popleft(), service)
        self.agents.do("step")
        self.week += 1

    def take_in(self, n: int, waiting: deque[Person]) -> None:
        """Assess who is referred this week."""
        for _ in range(n):
            person = Person(self.random)
            if person.assess():
                waiting.append(person)
            else:
                self.funnel.count(person, How.DECLINED)


def mesa_pathway(n: int, seed: int) -> Came:
    """Walk n people through Mesa."""
    model = Pathway(n, seed)
    for _ in range(WEEKS):
        model.step()
    return model.funnel.came()
