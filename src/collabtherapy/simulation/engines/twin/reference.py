"""The slow twin of the engines: one service in plain Python, everybody a partnership.

It shares the formulas and the draws with the engines and nothing else: lists are
Python lists, decisions are made one by one, and every step is an act that the law
allowed. Both must give the same rows.
"""

from collections.abc import Mapping

import attrs
import numpy as np
from attrs import field

from collabtherapy.partnership.values.stages import Stage
from collabtherapy.simulation.engines import model
from collabtherapy.simulation.engines.draws import OF_A_PLACE, SPELL, Block, Key, draw
from collabtherapy.simulation.engines.twin.walk import Walk
from collabtherapy.simulation.portable import Floats, log, normal
from collabtherapy.simulation.scenarios.parameters import Parameters, parameters
from collabtherapy.simulation.scenarios.scenario import Scenario
from collabtherapy.simulation.scenarios.service import WEEKS_A_YEAR


@attrs.define
class Reference:
    """One service, week by week.

    Args:
        scenario: what is simulated.
        key: of the draws.
        service: which service, from 0.
    """

    scenario: Scenario
    key: Key
    service: int = 0
    p: Parameters = field(init=False)
    walks: list[Walk] = field(init=False, factory=list[Walk])
    ready: dict[int, list[Walk]] = field(init=False, factory=dict[int, list[Walk]])
    first: list[Walk] = field(init=False, factory=list[Walk])
    second: tuple[list[Walk], list[Walk]] = field(init=False, factory=lambda: ([], []))
    joining: tuple[dict[int, list[Walk]], dict[int, list[Walk]]] = field(
        init=False, factory=lambda: ({}, {})
    )
    slots: tuple[list[Walk | None], list[Walk | None]] = field(init=False)
    contacts: Floats = field(init=False)

    def run(self) -> list[Walk]:
        """Give everybody who was referred, in the order of the engines' rows."""
        self.p = parameters(self.scenario)
        self._places()
        self._arrive()
        for week in range(self.p.weeks):
            self._week(week, is_open=not self.p.closed[week % WEEKS_A_YEAR])
        return sorted(self.walks, key=lambda walk: (walk.spell, walk.person))

    def _places(self) -> None:
        p = self.p
        contacts, low, high, _ = draw(
            self.key,
            np.uint64(self.service),
            spell=OF_A_PLACE,
            moment=np.uint64(0),
            block=Block.PLACE,
        )
        self.contacts = model.own_rate(p.contacts, p.capacity_spread, normal(contacts))
        self.slots = (
            [None] * int(model.capacity(p.low_slots, p.slots_spread, normal(low))),
            [None] * int(model.capacity(p.high_slots, p.slots_spread, normal(high))),
        )

    def _arrive(self) -> None:
        size = self.scenario.service.referrals
        at = 0.0
        for person in range(self.service * size, (self.service + 1) * size):
            gap, _, _, _ = draw(
                self.key,
                np.uint64(person),
                spell=np.uint64(0) * SPELL,
                moment=np.uint64(0),
                block=Block.TRAITS,
            )
            at += -log(gap) * self.p.gap
            if at < self.p.weeks:
                self._refer(person, 0, int(at), None)

    def _refer(self, person: int, spell: int, week: int, before: str | None) -> None:
        walk = Walk(
            p=self.p,
            key=self.key,
            practice=self.scenario.practice,
            person=person,
            spell=spell,
            service=self.service,
            before=before,
        )
        self.walks.append(walk)
        ready = walk.refer(week)
        if ready is not None:
            self.ready.setdefault(ready, []).append(walk)

    def _week(self, week: int, *, is_open: bool) -> None:
        self.first += sorted(self.ready.pop(week, []), key=_order)
        self.first = [walk for walk in self.first if not _leaves(walk, week)]
        places = int(model.places(self.contacts, float(week)))
        turn = self.first[:places] if is_open else []
        self.first = self.first[len(turn) :]
        for walk in turn:
            walk.assess(week)
            self._join(walk)
        for step in (0, 1):
            joined = self.joining[step].pop(week, [])
            self.second[step].extend(sorted(joined, key=_order))
            waiting = [w for w in self.second[step] if not _leaves(w, week)]
            self.second[step][:] = waiting
            if is_open:
                self._fill(step, week)
        if is_open:
            self._meet(week)

    def _fill(self, step: int, week: int) -> None:
        for slot, taken in enumerate(self.slots[step]):
            if taken is None and self.second[step]:
                walk = self.second[step].pop(0)
                walk.begin(step, slot, week)
                self.slots[step][slot] = walk

    def _meet(self, week: int) -> None:
        for slots in self.slots:
            for slot, walk in enumerate(slots):
                if walk is None or walk.meet(week):
                    continue
                slots[slot] = None
                self._join(walk)
                if walk.returns_at is not None:
                    name = str(walk.now.id)
                    self._refer(walk.person, 1, walk.returns_at, name)

    def _join(self, walk: Walk) -> None:
        if walk.joins is not None:
            self.joining[walk.joins].setdefault(walk.ready_at, []).append(walk)


def _order(walk: Walk) -> tuple[int, int]:
    return walk.spell, walk.person


def _leaves(walk: Walk, week: int) -> bool:
    if walk.leaves_at > week:
        return False
    walk.leave(week)
    return True


def walk_again(
    scenario: Scenario, key: Key, row: Mapping[str, int], before: str | None
) -> Walk:
    """Walk one person again, whose turns on the lists are known from their row."""
    walk = Walk(
        p=parameters(scenario),
        key=key,
        practice=scenario.practice,
        person=row["person"],
        spell=row["spell"],
        service=row["service"],
        before=before,
    )
    walk.refer(row["referred"])
    if row["first_contact"] >= 0:
        walk.assess(row["first_contact"])
    for n in (1, 2):
        if row[f"from_{n}"] >= 0:
            walk.begin(row[f"step_{n}"], row[f"slot_{n}"], row[f"from_{n}"])
            _live(walk, row[f"from_{n}"])
    waits = walk.joins is not None or walk.now.stage is Stage.WAITING
    if waits and row["closed"] >= 0:
        walk.leave(row["closed"])
    return walk


def _live(walk: Walk, week: int) -> None:
    p = walk.p
    while week < p.weeks:
        if not p.closed[week % WEEKS_A_YEAR] and not walk.meet(week):
            return
        week += 1
