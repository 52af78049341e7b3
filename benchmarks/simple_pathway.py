"""The simple pathway that every engine walks, and what has to come of it in each.

Referrals at random over 260 weeks; services with 326 weekly slots for 10,000 people and
a list, first come first served; an assessment that some decline; up to twenty weekly
sessions, some missed; a chance of stopping that depends on an alliance and on a score;
an ending together once the score is low; and a follow-up half a year later.

Here it is a `Scenario`: that of the library with everything else at 0. The other
engines walk a `Person`, who knows this pathway and nothing more.
"""

import math
import random  # noqa: TID251  # what the others draw from
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import attrs
import numpy as np

from collabtherapy.simulation import Population, Practice, Scenario, Service, Therapy
from collabtherapy.simulation.engines import model as m
from collabtherapy.simulation.outcomes import LEFT
from collabtherapy.simulation.scenarios.limits import MAY_MISS
from collabtherapy.simulation.scenarios.parameters import (
    FOLLOW_UP_WEEKS,
    OUTCOME_SD,
    parameters,
)

PEOPLE_A_SERVICE, SLOTS = 10_000, 326
REFERRING, WEEKS = 260, 400
LONGEST = 20
CASE_FROM, TOP = 10, 27
CONSENTS, MISSES, LEAVES, SILENTLY = 0.93, 0.1, 0.04, 0.6
WELL_FROM, ENDS = 4, 0.35

WORK = Therapy(
    name="weekly sessions", sessions_mean=LONGEST, sessions_sd=0, responds=0.65,
    severity=0, responder_end=5, responder_carry=0.2, responder_spread=2.4,
    other_gain=2.5, other_carry=0.75, other_spread=4, anxiety=0.1, sudden=0,
)  # fmt: skip
SIMPLE = Scenario(
    population=Population(
        phq9_mean=15, phq9_sd=5, gad7_mean=0, gad7_sd=0.1, correlation=0,
        strong_preference=0, practises=0, had_therapy_before=0,
        comes=1, consents=CONSENTS, takes_up=1, agrees=1,
        leaves_first_list=0, leaves_second_list=0, cancels=0, misses=MISSES,
        leaves=LEAVES, leaves_silently=SILENTLY, settles=0, settles_sd=0,
        relapses_early=0, relapses_late=0, returns=0, consents_to_contact=1,
    ),
    service=Service(
        low=WORK, referrals=PEOPLE_A_SERVICE, weeks=WEEKS,
        referrals_a_week=PEOPLE_A_SERVICE / REFERRING,
        first_contacts_a_week=10_000, capacity_spread=0, booking_weeks=0.01,
        low_slots=SLOTS, slots_spread=0, slot_weeks=0.01, slot_weeks_spread=0,
        suitable=1, high_from=100, high_spread=0, steps_up=0,
        least_sessions=WELL_FROM, ends_when_well=ENDS, ruptures=0, closed_weeks=(),
    ),
    practice=Practice(follow_up=True),
).without("therapists.outcome", "services.outcome")  # fmt: skip

P = parameters(SIMPLE)
MISSING, LEAVING = float(P.misses), float(P.leaves)
ALLIANCE_GAIN, ALLIANCE_STAY = float(P.alliance_gain), float(P.alliance_stay)


class How(StrEnum):
    """How it came out for somebody."""

    DECLINED = "declined"
    STOPPED = "stopped"
    TOGETHER = "together"


class Person:
    """Somebody on the simple pathway, one number at a time."""

    def __init__(self, rng: random.Random) -> None:
        """Come with a score."""
        self.rng = rng
        self.start = rng.gauss(15.0, 5.0)
        self.phq = self.phq_from = whole(self.start)
        self.sessions = self.weeks = self.missed_on = self.s = 0
        self.over = False

    def assess(self) -> bool:
        """Be offered an assessment; give whether it is taken."""
        if self.rng.random() >= CONSENTS:
            return False
        self.sessions = self.weeks = 1
        return True

    def begin(self) -> None:
        """Begin a course: who responds, where it leads, and with which alliance."""
        gauss, away = self.rng.gauss, self.start - 15.0
        if self.rng.random() < WORK.responds:
            carried = WORK.responder_end + WORK.responder_carry * away
            self.end = carried + gauss(0.0, WORK.responder_spread)
        else:
            carried = 15.0 - WORK.other_gain + WORK.other_carry * away
            self.end = carried + gauss(0.0, WORK.other_spread)
        self.mean = self.alliance = gauss(0.0, m.DYADS_DIFFER)

    def week(self) -> How | None:
        """Live a week; give how it ended, if it did."""
        rng = self.rng
        self.weeks += 1
        if rng.random() < chance(MISSING - m.MISSES_FEWER * self.alliance):
            self.missed_on += 1
            if self.missed_on >= MAY_MISS:
                return How.STOPPED
        else:
            self.missed_on = 0
            self.meet()
            if self.phq < CASE_FROM and self.s >= WELL_FROM and rng.random() < ENDS:
                return How.TOGETHER
            if self.s >= LONGEST:
                return How.TOGETHER
        better = min(max((self.phq_from - self.phq) / OUTCOME_SD, -1.0), 2.0)
        stays = ALLIANCE_STAY * self.alliance + m.PROGRESS_HOLDS * better
        early = m.EARLY_LEAVES if self.s < m.EARLY else 0.0
        return How.STOPPED if rng.random() < chance(LEAVING - stays + early) else None

    def meet(self) -> None:
        """Hold a session: the alliance moves, and the score is on its way."""
        gauss = self.rng.gauss
        self.s += 1
        self.sessions += 1
        away = self.alliance - self.mean
        self.alliance = self.mean + m.HOLDS * away + gauss(0.0, m.STIRS)
        half, s = WORK.half_dose, self.s
        share = min(s * (LONGEST + half) / ((s + half) * LONGEST), 1.0)
        end = self.end - OUTCOME_SD * ALLIANCE_GAIN * self.alliance
        now = self.start + (end - self.start) * share
        self.phq = whole(now + gauss(0.0, WORK.noise))


def whole(x: float) -> int:
    """Give a score on the scale."""
    return int(min(max(math.floor(x + 0.5), 0), TOP))


def chance(log_odds: float) -> float:
    """Give the chance of these log odds."""
    return 1.0 / (1.0 + math.exp(-log_odds))


@attrs.frozen(kw_only=True)
class Came:
    """What came of a pathway, for so many people.

    Args:
        people: how many.
        weeks: session weeks: the assessment, and those missed or called off, included.
        found: sessions a person, the last score, and the share of each way out.
    """

    people: int
    weeks: int
    found: Mapping[str, float]

    def agrees(self, other: "Came") -> None:
        """Stop where two engines do not walk the same pathway.

        Raises:
            ValueError: they differ by more than four standard errors.
        """
        for name, ours in self.found.items():
            spread = SPREAD.get(name) or math.sqrt(ours * (1.0 - ours))
            error = spread * math.sqrt(1.0 / self.people + 1.0 / other.people)
            if abs(ours - other.found[name]) > 4.0 * error:
                told = f"{ours:.4f} and {other.found[name]:.4f}"
                raise ValueError(f"{name}: {told} are not the same pathway")


SPREAD = {"sessions": 5.5, "last score": 6.6}
"""Standard deviations between people, of what is not a share."""


class Funnel:
    """Counts how it comes out, person by person."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self.people = self.weeks = self.sessions = self.last = self.seen = 0
        self.ways = dict.fromkeys(How, 0)

    def count(self, person: Person, how: How) -> None:
        """Take in somebody who is through."""
        self.people += 1
        self.weeks += person.weeks
        self.sessions += person.sessions
        self.ways[how] += 1
        if how is not How.DECLINED:
            self.last += person.phq
            self.seen += 1

    def came(self) -> Came:
        """Give what came of it."""
        shares = {how.value: n / self.people for how, n in self.ways.items()}
        means = {
            "sessions": self.sessions / self.people,
            "last score": self.last / self.seen,
        }
        return Came(people=self.people, weeks=self.weeks, found=means | shares)


def came(c: Mapping[str, Any]) -> Came:
    """Give what came of it in columns of the library's."""
    n = len(c["person"])
    declined = c["assessed"] < 0
    stopped = ~declined & np.isin(c["closure"], LEFT)
    return Came(
        people=n,
        weeks=sum(int(c[name].sum()) for name in ("sessions", "missed", "cancelled")),
        found={
            "sessions": float(c["sessions"].mean()),
            "last score": float(c["phq_last"][~declined].mean()),
            How.DECLINED.value: float(declined.mean()),
            How.STOPPED.value: float(stopped.mean()),
            How.TOGETHER.value: float((~declined & ~stopped).mean()),
        },
    )


__all__ = [
    "FOLLOW_UP_WEEKS",
    "PEOPLE_A_SERVICE",
    "REFERRING",
    "SIMPLE",
    "SLOTS",
    "WEEKS",
    "Came",
    "Funnel",
    "How",
    "Person",
    "came",
]
