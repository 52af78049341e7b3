"""Everybody in some services, as arrays: what is seen of them and what is not."""

from typing import Any

import attrs
import numpy as np
from attrs import field
from numpy.typing import NDArray

from collabtherapy.simulation.columns import Array, empty
from collabtherapy.simulation.engines import model
from collabtherapy.simulation.engines.arrays.queues import Rows
from collabtherapy.simulation.engines.draws import (
    OF_A_PLACE,
    SPELL,
    Block,
    Key,
    Words,
    draw,
)
from collabtherapy.simulation.engines.moves import Law, Move
from collabtherapy.simulation.portable import Floats, Vector, log, normals
from collabtherapy.simulation.scenarios.parameters import Parameters

Four = tuple[Floats, Floats, Floats, Floats]


@attrs.define
class Latent:
    """What is behind the columns, for each row; a course's is begun anew with it."""

    x: Vector
    g: Vector
    x_from: Vector
    g_from: Vector
    x_end: Vector
    g_end: Vector
    helping: Vector
    planned: Vector
    sudden: Vector
    at: Vector
    mean: Vector
    alliance: Vector
    ruptured: Vector
    patience: Vector
    s: Rows
    k: Rows
    talks: Rows
    missed_on: Rows
    course: Rows
    step: Rows
    leaves_at: Rows
    works: NDArray[np.bool_]

    @classmethod
    def of(cls, n: int) -> "Latent":
        """Give ``n`` rows about which nothing is known."""
        kinds: dict[Any, type] = {
            Vector: np.float64, Rows: np.int64, NDArray[np.bool_]: np.bool_
        }  # fmt: skip
        made: dict[str, Any] = {
            at.name: np.zeros(n, kinds[at.type]) for at in attrs.fields(cls)
        }
        return cls(**made)


@attrs.define
class People:
    """Everybody who is or will be referred to some services, and may come back.

    Args:
        p: the numbers.
        law: the rows of the law.
        key: of the draws.
        services: which services, all of whose people are simulated.
        size: how many people each has.
    """

    p: Parameters
    law: Law
    key: Key
    services: range
    size: int
    n: int = field(init=False)
    c: dict[str, Array] = field(init=False)
    z: Latent = field(init=False)
    place: Rows = field(init=False)
    ready: list[list[Rows]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        n = self.n = len(self.services) * self.size
        self.c, self.z = empty(2 * n), Latent.of(2 * n)
        people = np.arange(
            self.services.start * self.size, self.services.stop * self.size
        )
        self.c["person"][:] = np.tile(people, 2)
        self.c["spell"][:] = np.repeat([0, 1], n)
        self.place = np.tile(np.repeat(np.arange(len(self.services)), self.size), 2)
        self.c["service"][:] = self.place + self.services.start
        self.ready = [list[Rows]() for _ in range(self.p.weeks)]
        self._traits()

    def draw(
        self,
        rows: Rows,
        *blocks: Block,
        course: Rows | int = 0,
        moment: Rows | int = 0,
    ) -> Four:
        """Give four draws for some rows: of a block, or a row of each of several."""
        person = _words(self.c["person"][rows])
        spell = _words(self.c["spell"][rows]) * SPELL + _words(course)
        moments = _words(moment) + np.zeros_like(person)
        return draw(
            self.key, person, spell=spell, moment=moments, block=_column(blocks)
        )

    def trait(self, rows: Rows, block: Block) -> Four:
        """Give the draws of a block that are a person's own, whichever the spell."""
        person = _words(self.c["person"][rows])
        none = np.zeros_like(person)
        return draw(self.key, person, spell=none, moment=none, block=block)

    def of_places(self, service: Rows, moment: Rows | int = 0) -> Four:
        """Give the four draws of services, or of therapists in them."""
        names = _words(service)
        moments = _words(moment) + np.zeros_like(names)
        return draw(
            self.key, names, spell=OF_A_PLACE, moment=moments, block=Block.PLACE
        )

    def refer(self, rows: Rows, week: Rows) -> None:
        """Refer some rows, each in its week: they wait, or leave before their turn."""
        p = self.p
        (delay, _), (_, first), _, _ = self.draw(rows, Block.INTAKE, Block.CHOICE)
        self.c["referred"][rows] = week
        self.c["stage"][rows] = self.law.leads_to[Move.WAIT]
        ready = week + model.booking(p, normals(delay)).astype(np.int64)
        leaves = week + 1 + model.patience(first, p.stay_first).astype(np.int64)
        self.z.leaves_at[rows] = leaves
        early = leaves <= ready
        self.close(rows[early], leaves[early], Move.LEAVE)
        stay = ~early & (ready < p.weeks)
        there: Rows = ready[stay]
        for at in map(int, np.unique(there)):
            self.ready[at].append(rows[stay & (ready == at)])

    def close(self, rows: Rows, week: Rows | int, move: Move) -> None:
        """Take some rows to where a move closes them, unless that is after the end."""
        weeks = np.broadcast_to(np.asarray(week), rows.shape)
        within = weeks < self.p.weeks
        rows = rows[within]
        self.c["closed"][rows] = weeks[within]
        self.c["stage"][rows] = self.law.leads_to[move]
        self.c["closure"][rows] = self.law.closes_as[move]

    def lapse(self, rows: Rows, week: int) -> None:
        """Have some rows close once enough was tried to reach them."""
        self.close(rows, week + self.p.lapse_weeks, Move.LAPSE)

    def _traits(self) -> None:
        p, rows = self.p, np.arange(self.n)
        drawn = self.draw(rows, Block.TRAITS, Block.HISTORY)
        (gap, prior), (shared, practises), (own, _), (prefers, _) = drawn
        self.c["prefers"][:] = np.tile(prefers < p.prefers, 2)
        self.c["prior"][:] = np.tile(prior < p.prior, 2)
        self.c["practises"][:] = np.tile(practises < p.practises, 2)
        z, other = normals(np.stack([shared, own]))
        self.z.x[:] = np.tile(model.phq_at_start(p, z), 2)
        self.z.g[:] = np.tile(model.gad_at_start(p, z, other), 2)
        gaps = (-log(gap) * p.gap).reshape(len(self.services), self.size)
        weeks = np.floor(np.cumsum(gaps, axis=1)).ravel()
        here = weeks < p.weeks
        self.refer(rows[here], weeks[here].astype(np.int64))


def _words(numbers: "Array | int") -> Words:
    return np.asarray(numbers).astype(np.uint64)


def _column(blocks: tuple[Block, ...]) -> Block | Words:
    if len(blocks) == 1:
        return blocks[0]
    return np.array(blocks, dtype=np.uint64)[:, np.newaxis]
