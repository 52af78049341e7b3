"""Somebody on their way, as the slow twin knows them: what is decided, and recorded.

The twin decides by the same formulas and the same draws as the engines, one number at
a time, and does everything that it decides as acts under the law. Where the person
stands is what the partnership says, not what was meant.
"""

from collections.abc import Iterable
from datetime import datetime

import attrs
import numpy as np
from attrs import field

from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Client, Therapist
from collabtherapy.simulation.columns import COLUMNS, NONE
from collabtherapy.simulation.engines import model
from collabtherapy.simulation.engines.draws import OF_A_PLACE, SPELL, Block, Key, draw
from collabtherapy.simulation.engines.moves import CLOSURES, STAGES
from collabtherapy.simulation.engines.twin.telling import Telling
from collabtherapy.simulation.portable import normal
from collabtherapy.simulation.scenarios.instruments import GAD7, PHQ9
from collabtherapy.simulation.scenarios.parameters import Parameters
from collabtherapy.simulation.scenarios.practice import Practice


@attrs.define
class Course:
    """One course of sessions in one slot: what is behind its scores."""

    number: int
    step: int
    x_from: float
    g_from: float
    x_end: float
    g_end: float
    sudden: float
    planned: float
    at: float
    mean: float
    alliance: float
    helping: float
    patience: float
    phq_from: int
    ruptured: float = 0.0
    s: int = 0
    k: int = 0
    talks: int = 0
    missed_on: int = 0
    works: bool = False


@attrs.define(kw_only=True)
class Walker:
    """One row of a result on its way, and what can be done with it at any time.

    Args:
        p: the numbers of the scenario.
        key: of the draws.
        practice: what the service does.
        person: who, from 0.
        spell: 0, or 1 for who came back.
        service: where.
        before: the name of the partnership before this one, for who came back.
    """

    p: Parameters
    key: Key
    practice: Practice
    person: int
    spell: int
    service: int
    before: str | None = None
    seen: dict[str, float] = field(init=False)
    chain: list[Partnership] = field(init=False, factory=list[Partnership])
    told: Telling = field(init=False)
    x: float = field(init=False, default=0.0)
    g: float = field(init=False, default=0.0)
    leaves_at: int = field(init=False, default=0)
    course: Course | None = field(init=False, default=None)
    joins: int | None = field(init=False, default=None)
    ready_at: int = field(init=False, default=0)
    returns_at: int | None = field(init=False, default=None)

    def __attrs_post_init__(self) -> None:
        self.seen = {c.name: c.start for c in COLUMNS}
        self.seen |= {
            "person": self.person, "spell": self.spell, "service": self.service
        }  # fmt: skip
        _, shared, own, prefers = self.draw(Block.TRAITS, spell=0)
        prior, practises, _, _ = self.draw(Block.HISTORY, spell=0)
        self.seen["prefers"] = int(prefers < self.p.prefers)
        self.seen["prior"] = int(prior < self.p.prior)
        self.seen["practises"] = int(practises < self.p.practises)
        z = normal(shared)
        self.x = model.phq_at_start(self.p, z)
        self.g = model.gad_at_start(self.p, z, normal(own))
        self.told = Telling(
            client=Client(f"person-{self.person}"),
            therapist=Therapist(f"service-{self.service}-intake"),
            practice=self.practice,
        )

    @property
    def now(self) -> Partnership:
        """The partnership that it has come to."""
        return self.chain[-1]

    def leave(self, week: int) -> None:
        """Go, and say so."""
        self.do(self.told.leave(week))

    def fall_silent(self, week: int) -> None:
        """Not be heard from again, be sought, and lapse once enough was tried."""
        if week + self.p.lapse_weeks >= self.p.weeks:
            return
        for tried in (0, 1):
            self.do(self.told.reach_out(week + tried))
        self.do(self.told.lapse(week + self.p.lapse_weeks))

    def wait_for_slot(self, n: int, step: int, patience: float, week: int) -> None:
        """Wait for a slot of a step, or go before one is possible."""
        _, _, delay, _ = self.draw(Block.SETTLING, course=n)
        weeks = int(model.patience(patience, self.p.stay_second))
        self.ready_at = week + 1 + int(model.slot_delay(self.p, normal(delay)))
        self.leaves_at = week + 1 + weeks
        if self.leaves_at > self.ready_at:
            self.joins = step
        elif self.leaves_at < self.p.weeks:
            self.leave(self.leaves_at)

    def is_well(self) -> bool:
        """Give whether both last scores are below caseness."""
        seen = self.seen
        below = seen["phq_last"] < PHQ9.case_from
        return bool(below and seen["gad_last"] < GAD7.case_from)

    def others(self) -> tuple[PersonId, ...]:
        """Give the therapists whose assent is needed beside the one who acts."""
        own = self.told.therapist.id
        return tuple(t.id for t in self.now.therapists if t.id != own)

    def do(self, done: Iterable[Act]) -> None:
        """Record what is done, under the law."""
        self.chain[-1] = self.chain[-1].record(*done)

    def row(self) -> dict[str, float]:
        """Give what its row of a result says; where it stands, by the partnership."""
        closure = self.now.closure
        return self.seen | {
            "stage": STAGES.index(self.now.stage),
            "closure": NONE if closure is None else CLOSURES.index(closure.kind),
            "closed": NONE if closure is None else self.week_of(closure.at),
        }

    def week_of(self, at: datetime) -> int:
        """Give the week of a moment."""
        return (at - self.told.start).days // 7

    def draw(
        self,
        block: Block,
        *,
        course: int = 0,
        moment: int = 0,
        spell: int | None = None,
    ) -> tuple[float, float, float, float]:
        """Give the four draws of a block for this person."""
        of = self.spell if spell is None else spell
        return draw(
            self.key,
            np.uint64(self.person),
            spell=np.uint64(of) * SPELL + np.uint64(course),
            moment=np.uint64(moment),
            block=block,
        )

    def of_place(self, moment: int) -> tuple[float, float, float, float]:
        """Give the four draws of the service, or of a therapist in it."""
        return draw(
            self.key,
            np.uint64(self.service),
            spell=OF_A_PLACE,
            moment=np.uint64(moment),
            block=Block.PLACE,
        )
