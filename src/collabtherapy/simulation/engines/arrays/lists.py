"""The two waiting lists in arrays: for a first contact, and for a regular slot."""

import attrs
import numpy as np
from attrs import field

from collabtherapy.simulation.columns import NONE
from collabtherapy.simulation.engines import model
from collabtherapy.simulation.engines.arrays import course
from collabtherapy.simulation.engines.arrays.people import People
from collabtherapy.simulation.engines.arrays.queues import Rows, first_served, hand_out
from collabtherapy.simulation.engines.draws import Block
from collabtherapy.simulation.engines.moves import Move
from collabtherapy.simulation.portable import Floats, normals
from collabtherapy.simulation.scenarios.instruments import GAD7, PHQ9

STEPS = (0, 1)
NOBODY = np.empty(0, dtype=np.int64)


@attrs.define
class Lists:
    """Who waits for what, how many can be seen, and who has which slot.

    Args:
        people: everybody.
    """

    people: People
    contacts: Floats = field(init=False)
    owner: list[Rows] = field(init=False, factory=list[Rows])
    name: list[Rows] = field(init=False, factory=list[Rows])
    taken: list[Rows] = field(init=False, factory=list[Rows])
    first: Rows = field(init=False, default=NOBODY)
    second: list[Rows] = field(init=False, factory=lambda: [NOBODY, NOBODY])
    joining: list[list[list[Rows]]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        p, n = self.people.p, len(self.people.services)
        self.joining = [[list[Rows]() for _ in range(p.weeks)] for _ in STEPS]
        services = np.array(self.people.services)
        contacts, low, high, _ = self.people.of_places(services)
        self.contacts = model.own_rate(p.contacts, p.capacity_spread, normals(contacts))
        for usual, u in ((p.low_slots, low), (p.high_slots, high)):
            slots = model.capacity(usual, p.slots_spread, normals(u)).astype(int)
            owner = np.repeat(np.arange(n), slots)
            self.owner.append(owner)
            self.name.append(np.arange(len(owner)) - (np.cumsum(slots) - slots)[owner])
            self.taken.append(np.full(len(owner), NONE, dtype=np.int64))

    def week(self, week: int, *, is_open: bool) -> None:
        """Take in who is ready, let go who leaves, and see whose turn it is."""
        self._first(week, is_open=is_open)
        for step in STEPS:
            joined = np.sort(np.concatenate(self.joining[step][week] or [NOBODY]))
            waiting = np.concatenate([self.second[step], joined])
            self.second[step] = self._stay(waiting, week)
            if is_open:
                self._slots(step, week)

    def join(self, step: int, rows: Rows, week: int, patience: Floats) -> None:
        """Put some rows on the list of a step, once a slot is possible for them.

        Args:
            step: which step.
            rows: who.
            week: the week it is decided in.
            patience: the draw of how long each of them waits.
        """
        people, p = self.people, self.people.p
        course = people.z.course[rows] + 1
        _, _, delay, _ = people.draw(rows, Block.SETTLING, course=course)
        ready = week + 1 + model.slot_delay(p, normals(delay)).astype(np.int64)
        weeks = model.patience(patience, p.stay_second).astype(np.int64)
        people.z.leaves_at[rows] = leaves = week + 1 + weeks
        early = leaves <= ready
        people.close(rows[early], leaves[early], Move.LEAVE)
        stay = ~early & (ready < p.weeks)
        there: Rows = ready[stay]
        for at in map(int, np.unique(there)):
            self.joining[step][at].append(rows[stay & (ready == at)])

    def release(self, step: int, slots: Rows) -> None:
        """Have some slots free again, from the coming week on."""
        self.taken[step][slots] = NONE

    def _stay(self, waiting: Rows, week: int) -> Rows:
        gone = self.people.z.leaves_at[waiting] <= week
        self.people.close(waiting[gone], week, Move.LEAVE)
        return waiting[~gone]

    def _first(self, week: int, *, is_open: bool) -> None:
        ready = np.sort(np.concatenate(self.people.ready[week] or [NOBODY]))
        self.first = self._stay(np.concatenate([self.first, ready]), week)
        if is_open:
            service = self.people.place[self.first]
            places = model.places(self.contacts, float(week)).astype(int)
            turn, _, self.first = first_served(self.first, service, places)
            self._assess(turn, week)

    def _slots(self, step: int, week: int) -> None:
        people, waiting = self.people, self.second[step]
        free = np.flatnonzero(self.taken[step] == NONE)
        turn, slots, self.second[step] = hand_out(
            waiting,
            people.place[waiting],
            free,
            self.owner[step][free],
            len(people.services),
        )
        self.taken[step][slots] = turn
        course.begin(people, turn, step, self.name[step][slots], week)

    def _assess(self, rows: Rows, week: int) -> None:
        people, p, c = self.people, self.people.p, self.people.c
        drawn = people.draw(rows, Block.INTAKE, Block.CHOICE)
        (_, takes_up), (comes, _), (consents, patience), (suitable, referred) = drawn
        c["first_contact"][rows] = week
        here = comes < p.comes
        people.lapse(rows[~here], week)
        agrees = here & (consents < p.consents)
        people.close(rows[here & ~agrees], week, Move.LEAVE)
        self._measure(rows[agrees], week)
        fits = agrees & (suitable < p.suitable)
        on = agrees & ~fits & (referred < p.referred_on)
        people.close(rows[on], week, Move.REFER_ON)
        people.close(rows[agrees & ~fits & ~on], week, Move.TURN_AWAY)
        stays = fits & (takes_up < p.takes_up)
        people.close(rows[fits & ~stays], week, Move.LEAVE)
        going = rows[stays]
        # A person's own, so that a return meets the same grounds.
        _, _, grounds, _ = people.trait(going, Block.HISTORY)
        step = model.first_step(p, c["phq_first"][going], normals(grounds))
        for n in STEPS:
            self.join(n, going[step == n], week, patience[stays][step == n])

    def _measure(self, rows: Rows, week: int) -> None:
        people, c = self.people, self.people.c
        phq = model.score(people.z.x[rows], PHQ9.top)
        gad = model.score(people.z.g[rows], GAD7.top)
        c["assessed"][rows] = week
        c["stage"][rows] = people.law.leads_to[Move.BEGIN]
        c["sessions"][rows] = 1
        c["phq_first"][rows] = c["phq_last"][rows] = phq
        c["gad_first"][rows] = c["gad_last"][rows] = gad
