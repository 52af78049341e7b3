"""The simple pathway in Starsim: everybody in arrays, one step a week.

The formulas are those of `simple_pathway.Person`, over many people at once. Slots are
one pool for all services, which is less work than a list for each.
"""

from typing import Any

import numpy as np
import starsim as ss
from simple_pathway import (
    ALLIANCE_GAIN,
    ALLIANCE_STAY,
    CASE_FROM,
    CONSENTS,
    ENDS,
    FOLLOW_UP_WEEKS,
    LEAVING,
    LONGEST,
    MAY_MISS,
    MISSING,
    OUTCOME_SD,
    PEOPLE_A_SERVICE,
    REFERRING,
    SLOTS,
    TOP,
    WEEKS,
    WELL_FROM,
    WORK,
    Came,
    How,
    m,
)

COMING, WAITING, MEETING, FOLLOWED, DECLINED, STOPPED, TOGETHER = range(7)
FLOATS = (
    "start", "end", "mean", "alliance", "phq", "phq_from",
    "s", "weeks", "sessions", "missed_on", "until", "joined", "stage",
)  # fmt: skip
NORMALS = ("responding", "dyad", "turn", "noise")
CHANCES = ("consents", "responds", "misses", "ends", "leaves")


class Pathway(ss.Module):
    """Referral, assessment, list, weekly sessions, ending and follow-up."""

    def __init__(self, n: int, **kwargs: Any) -> None:
        """Define what is known of everybody, and what is drawn."""
        super().__init__(**kwargs)
        self.free = n * SLOTS // PEOPLE_A_SERVICE
        self.define_states(
            ss.FloatArr("referred", default=ss.uniform(0, REFERRING)),
            ss.FloatArr("severity", default=ss.normal(15, 5)),
            *(ss.FloatArr(name, default=0.0) for name in FLOATS),
        )
        for name in NORMALS:
            setattr(self, name, ss.normal(0, 1))
        for name in CHANCES:
            setattr(self, name, ss.random())

    def step(self) -> None:
        """Live a week."""
        week = self.ti
        self._assess(((self.stage == COMING) & (self.referred < week + 1)).uids)
        waiting = (self.stage == WAITING).uids
        order = np.argsort(self.joined[waiting], kind="stable")[: self.free]
        self._begin(waiting[order])
        self._meet((self.stage == MEETING).uids)
        over = ((self.stage == FOLLOWED) & (self.until <= week)).uids
        self.stage[over] = TOGETHER

    def _assess(self, who: Any) -> None:
        self.start[who] = self.severity[who]
        self.phq[who] = self.phq_from[who] = whole(self.severity[who])
        takes = self.consents.rvs(who) < CONSENTS
        self.stage[who] = np.where(takes, WAITING, DECLINED)
        self.sessions[who] = self.weeks[who] = takes * 1.0
        self.joined[who] = self.referred[who]

    def _begin(self, who: Any) -> None:
        away, e = self.start[who] - 15.0, self.responding.rvs(who)
        yes = WORK.responder_end + WORK.responder_carry * away
        no = 15.0 - WORK.other_gain + WORK.other_carry * away
        self.end[who] = np.where(
            self.responds.rvs(who) < WORK.responds,
            yes + WORK.responder_spread * e,
            no + WORK.other_spread * e,
        )
        self.mean[who] = self.alliance[who] = m.DYADS_DIFFER * self.dyad.rvs(who)
        self.stage[who] = MEETING
        self.free -= len(who)

    def _meet(self, who: Any) -> None:
        self.weeks[who] += 1
        misses = chance(MISSING - m.MISSES_FEWER * self.alliance[who])
        missed = self.misses.rvs(who) < misses
        self.missed_on[who] = np.where(missed, self.missed_on[who] + 1, 0)
        here = who[~missed]
        self._session(here)
        lost = self.missed_on[who] >= MAY_MISS
        well = (self.phq[who] < CASE_FROM) & (self.s[who] >= WELL_FROM)
        together = well & (self.ends.rvs(who) < ENDS) | (self.s[who] >= LONGEST)
        together &= ~missed
        better = (self.phq_from[who] - self.phq[who]) / OUTCOME_SD
        stays = ALLIANCE_STAY * self.alliance[who]
        stays = stays + m.PROGRESS_HOLDS * np.clip(better, -1.0, 2.0)
        early = (self.s[who] < m.EARLY) * m.EARLY_LEAVES
        goes = self.leaves.rvs(who) < chance(LEAVING - stays + early)
        stopped = ~together & (lost | goes)
        self.stage[who[stopped]] = STOPPED
        self.stage[who[together]] = FOLLOWED
        self.until[who[together]] = self.ti + FOLLOW_UP_WEEKS
        self.free += int(stopped.sum() + together.sum())

    def _session(self, who: Any) -> None:
        self.s[who] += 1
        self.sessions[who] += 1
        mean = self.mean[who]
        alliance = mean + m.HOLDS * (self.alliance[who] - mean)
        self.alliance[who] = alliance = alliance + m.STIRS * self.turn.rvs(who)
        s, half = self.s[who], WORK.half_dose
        share = np.minimum(s * (LONGEST + half) / ((s + half) * LONGEST), 1.0)
        end = self.end[who] - OUTCOME_SD * ALLIANCE_GAIN * alliance
        now = self.start[who] + (end - self.start[who]) * share
        self.phq[who] = whole(now + WORK.noise * self.noise.rvs(who))


def whole(x: Any) -> Any:
    """Give scores on the scale."""
    return np.clip(np.floor(x + 0.5), 0, TOP)


def chance(log_odds: Any) -> Any:
    """Give the chances of these log odds."""
    return 1.0 / (1.0 + np.exp(-log_odds))


def starsim_pathway(n: int, seed: int) -> Came:
    """Walk n people through Starsim."""
    sim = ss.Sim(
        n_agents=n,
        start=0,
        stop=WEEKS - 1,
        dt=1,
        modules=Pathway(n, name="pathway"),
        rand_seed=seed,
        verbose=0,
    )
    sim.run()
    (p,) = sim.modules
    stage = p.stage.values
    shares = {
        how.value: float((stage == code).mean())
        for how, code in (
            (How.DECLINED, DECLINED),
            (How.STOPPED, STOPPED),
            (How.TOGETHER, TOGETHER),
        )
    }
    means = {
        "sessions": float(p.sessions.values.mean()),
        "last score": float(p.phq.values[stage != DECLINED].mean()),
    }
    return Came(people=n, weeks=int(p.weeks.values.sum()), found=means | shares)
