"""One person's way, week by week, walked through an ordinary partnership.

The slow twin of the engines: it decides by the same formulas and the same draws, one
number at a time, and does everything that it decides as acts under the law. Where the
person stands is what the partnership says, not what was meant.
"""

from collections.abc import Iterable
from datetime import datetime

import attrs
import numpy as np
from attrs import field

from collabtherapy.partnership.act import Act
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.people import Client, Therapist
from collabtherapy.simulation import model
from collabtherapy.simulation.columns import COLUMNS, NONE
from collabtherapy.simulation.draws import OF_A_PLACE, SPELL, Block, Key, draw
from collabtherapy.simulation.instruments import GAD7, PHQ9
from collabtherapy.simulation.limits import MAY_MISS, MAY_TALK, MILD
from collabtherapy.simulation.moves import CLOSURES, STAGES
from collabtherapy.simulation.parameters import (
    FOLLOW_UP_WEEKS,
    RELAPSE_WEEKS,
    THERAPISTS_A_STEP,
    Parameters,
)
from collabtherapy.simulation.portable import normal
from collabtherapy.simulation.practice import Practice
from collabtherapy.simulation.telling import Telling

STEP_NAMES = ("low", "high")


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
class Walk:
    """One row of a result on its way.

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
        _, shared, own, prefers = self._draw(Block.TRAITS, spell=0)
        prior, practises, _, _ = self._draw(Block.HISTORY, spell=0)
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

    def refer(self, week: int) -> int | None:
        """Ask for a partnership; give when a first appointment is possible."""
        name = f"p-{self.person}" if self.spell == 0 else f"p-{self.person}-again"
        self.chain = [self.told.open(name, week, predecessor=self.before)]
        self._do(self.told.wait(week))
        self.seen["referred"] = week
        delay, _, _, _ = self._draw(Block.INTAKE)
        _, first, _, _ = self._draw(Block.CHOICE)
        ready = week + int(model.booking(self.p, normal(delay)))
        self.leaves_at = week + 1 + int(model.patience(first, self.p.stay_first))
        if self.leaves_at > ready:
            return ready if ready < self.p.weeks else None
        if self.leaves_at < self.p.weeks:
            self.leave(self.leaves_at)
        return None

    def leave(self, week: int) -> None:
        """Go, and say so."""
        self._do(self.told.leave(week))

    def assess(self, week: int) -> None:
        """Be offered a first appointment, and come or not."""
        _, comes, consents, suitable = self._draw(Block.INTAKE)
        takes_up, _, patience, referred = self._draw(Block.CHOICE)
        self.seen["first_contact"] = week
        if comes >= self.p.comes:
            self._fall_silent(week)
            return
        if consents >= self.p.consents:
            self._do(self.told.decline_assessment(week))
            self.leave(week)
            return
        self._meet_first(week)
        if suitable >= self.p.suitable:
            on = bool(referred < self.p.referred_on)
            self._do(self.told.turn_away(week, referred_on=on))
        elif takes_up >= self.p.takes_up:
            self.leave(week)
        else:
            _, _, grounds, _ = self._draw(Block.HISTORY, spell=0)
            first = self.seen["phq_first"]
            step = int(model.first_step(self.p, first, normal(grounds)))
            self._wait_for_slot(1, step, patience, week)

    def _wait_for_slot(self, n: int, step: int, patience: float, week: int) -> None:
        """Wait for a slot of a step, or go before one is possible."""
        _, _, delay, _ = self._draw(Block.SETTLING, course=n)
        weeks = int(model.patience(patience, self.p.stay_second))
        self.ready_at = week + 1 + int(model.slot_delay(self.p, normal(delay)))
        self.leaves_at = week + 1 + weeks
        if self.leaves_at > self.ready_at:
            self.joins = step
        elif self.leaves_at < self.p.weeks:
            self.leave(self.leaves_at)

    def _meet_first(self, week: int) -> None:
        told, seen = self.told, self.seen
        phq = int(model.score(self.x, PHQ9.top))
        gad = int(model.score(self.g, GAD7.top))
        self._do(told.begin(week))
        self._do(told.measuring(week))
        self._do(told.start_session(week, "s-0", review=False))
        self._do(told.orient(week))
        self._do(told.measure(week, "s-0", phq, gad))
        if seen["prefers"] and self.practice.preferences_accommodated:
            self._do(told.prefer(week))
        self._do(told.end_session(week, "s-0"))
        seen["assessed"], seen["sessions"] = week, 1
        seen["phq_first"] = seen["phq_last"] = phq
        seen["gad_first"] = seen["gad_last"] = gad

    def begin(self, step: int, slot: int, week: int) -> None:
        """Begin a course in a slot of a step."""
        p, w = self.p, self.p.work
        n = 1 if self.course is None else 2
        self._with_therapist(n, step, slot, week)
        self._settle(n, step, week)
        responds, shared, own, sudden = self._draw(Block.COURSE, course=n)
        pace, dyad, when, patience = self._draw(Block.PACE, course=n)
        yes = float(responds < model.response(p, w, step, self.x, self.g))
        e = normal(shared)
        planned = model.planned(w, step, normal(pace))
        mean = model.alliance_at_start(normal(dyad))
        self.course = Course(
            number=n,
            step=step,
            x_from=self.x,
            g_from=self.g,
            x_end=model.phq_end(p, w, step, yes, self.x, e),
            g_end=model.gad_end(p, w, step, yes, self.g, e, normal(own)),
            sudden=float(sudden < w.sudden[step]) * yes,
            planned=planned,
            at=model.gain_at(when, planned),
            mean=mean,
            alliance=mean,
            helping=model.help_given(
                p, self.seen["prefers"], self.seen["practises"], self._place(step, slot)
            ),
            patience=patience,
            phq_from=int(self.seen["phq_last"]),
        )
        self.joins = None
        self.seen |= {f"step_{n}": step, f"slot_{n}": slot, f"from_{n}": week}
        for scale in ("phq", "gad"):
            last = self.seen[f"{scale}_last"]
            self.seen |= {f"{scale}_from_{n}": last, f"{scale}_until_{n}": last}

    def _with_therapist(self, n: int, step: int, slot: int, week: int) -> None:
        name = f"{STEP_NAMES[step]}-{slot // self.p.caseload}"
        therapist = Therapist(f"service-{self.service}-{name}")
        if n == 1:
            self._do(self.told.bring_in(week, therapist))
            self.told = attrs.evolve(self.told, therapist=therapist)
            return
        successor = f"{self.now.id}-2"
        self._do(self.told.hand_on(week, therapist, successor, self._others()))
        self.told = attrs.evolve(self.told, therapist=therapist)
        self.chain.append(self.told.open(successor, week, predecessor=self.now))

    def _settle(self, n: int, step: int, week: int) -> None:
        """Measure again, since some of it has gone by itself meanwhile."""
        p, seen = self.p, self.seen
        shared, own, _, _ = self._draw(Block.SETTLING, course=n)
        z = normal(shared)
        self.x = model.settled_phq(p, self.x, z)
        self.g = model.settled_gad(p, p.work, step, self.g, z, normal(own))
        seen["phq_last"] = phq = int(model.score(self.x, PHQ9.top))
        seen["gad_last"] = gad = int(model.score(self.g, GAD7.top))
        if n > 1:
            self._do(self.told.measuring(week))
        self._do(self.told.measure(week, None, phq, gad))

    def _place(self, step: int, slot: int) -> float:
        therapist = 1 + step * THERAPISTS_A_STEP + slot // self.p.caseload
        _, _, _, differs = self._of_place(0)
        own, _, _, _ = self._of_place(therapist)
        ours = self.p.service_sd * normal(differs)
        return float(ours + self.p.therapist_sd * normal(own))

    def meet(self, week: int) -> bool:
        """Live a week of the course; give whether the slot is needed any longer."""
        course = self.course
        assert course is not None  # noqa: S101 - only who has a slot is met
        p, n, k = self.p, course.number, course.k
        comes, leaves, rupture, how = self._draw(Block.COMING, course=n, moment=k)
        scores = self._draw(Block.SCORES, course=n, moment=k)
        course.k += 1
        felt = model.felt(course.alliance, course.ruptured)
        name = f"s-{n}-{k}"
        if comes < p.cancels:
            self._do(self.told.cancel(week, name))
            self.seen["cancelled"] += 1
        elif comes < p.cancels + model.missing(p, felt):
            self._do(self.told.miss(week, name))
            self.seen["missed"] += 1
            course.missed_on += 1
        else:
            course.missed_on = 0
            if not course.works and not self._talk(course, week, k):
                return course.talks < MAY_TALK
            self._session(course, week, name, rupture, scores)
            if self._ends(course, week, scores[3], how):
                self.seen[f"until_{n}"] = week
                return False
        return self._stays(course, week, leaves, how)

    def _stays(self, course: Course, week: int, leaves: float, how: float) -> bool:
        felt = model.felt(course.alliance, course.ruptured)
        fall = float(course.phq_from - self.seen["phq_last"])
        prefers = self.seen["prefers"]
        if course.missed_on >= MAY_MISS:
            self._fall_silent(week)
        elif leaves >= model.leaving(self.p, felt, fall, course.s, prefers):
            return True
        elif how < self.p.silently:
            self._fall_silent(week)
        else:
            self.leave(week)
        self.seen[f"until_{course.number}"] = week
        return False

    def _talk(self, course: Course, week: int, k: int) -> bool:
        """Talk about an agreement; give whether there is one."""
        agrees, _, _, _ = self._draw(Block.AGREEING, course=course.number, moment=k)
        name = f"agreement-{course.talks + 1}"
        if course.number == 2 and course.talks == 0:  # noqa: PLR2004 - begins anew
            self._do(self.told.orient(week))
        self._do(self.told.draft(week, name, first=course.talks == 0))
        if agrees < self.p.agrees:
            self._do(self.told.agree(week, name, self._others()))
            self._do(self.told.agree_practice(week))
            course.works = True
            if self.seen["agreed"] == NONE:
                self.seen["agreed"] = week
            return True
        course.talks += 1
        self._do(self.told.think_again(week, name))
        if course.talks >= MAY_TALK:
            self.leave(week)
            self.seen[f"until_{course.number}"] = week
        return False

    def _session(
        self,
        course: Course,
        week: int,
        name: str,
        rupture: float,
        scores: tuple[float, ...],
    ) -> None:
        p, w, seen, step = self.p, self.p.work, self.seen, course.step
        course.s += 1
        seen["sessions"] += 1
        seen[f"sessions_{course.number}"] += 1
        if seen["sessions"] == 2:  # noqa: PLR2004 - the second of all
            seen["second_session"] = week
        self._start(course, week, name)
        course.alliance = model.alliance_next(
            course.mean, course.alliance, normal(scores[0])
        )
        if rupture < model.rupture(p, course.ruptured):
            self._turn(course, week)
        felt = model.felt(course.alliance, course.ruptured)
        seen["alliance"] = felt
        share = model.dose(
            w, step, float(course.s), course.planned, course.sudden, course.at
        )
        if course.sudden and course.s == course.at:
            seen["sudden_gain"] = course.s
        less = model.helped(p, course.helping, felt)
        self.x = model.state_after(course.x_from, course.x_end, less, share)
        less = w.anxiety[step] * less
        self.g = model.state_after(course.g_from, course.g_end, less, share)
        e = normal(scores[1])
        own = w.together[step] * e + w.together_rest[step] * normal(scores[2])
        noise = w.anxiety[step] * w.noise[step] * own
        phq = int(model.score(self.x + w.noise[step] * e, PHQ9.top))
        gad = int(model.score(self.g + noise, GAD7.top))
        goal = int(model.goal_rating(share, course.x_from, self.x))
        self._scored(course, week, name, phq, gad, goal)
        self._heard(course, week, name, felt, scores[3])
        self._do(self.told.end_session(week, name))

    def _start(self, course: Course, week: int, name: str) -> None:
        review = self.practice.reviews and course.s % 6 == 0
        self._do(self.told.start_session(week, name, review=review))
        practises = self.practice.between_session_practice and self.seen["practises"]
        if practises and course.s > 1:
            self._do(self.told.practise(week))

    def _turn(self, course: Course, week: int) -> None:
        """Have a rupture come, or an open one mended."""
        if course.ruptured:
            self._do(self.told.repair(week))
            self.seen["repairs"] += 1
        else:
            self._do(self.told.rupture(week))
            self.seen["ruptures"] += 1
        course.ruptured = 1.0 - course.ruptured

    def _scored(
        self, course: Course, week: int, name: str, phq: int, gad: int, goal: int
    ) -> None:
        n = course.number
        self.seen |= {
            "phq_last": phq, "gad_last": gad, "goal": goal,
            f"phq_until_{n}": phq, f"gad_until_{n}": gad,
        }  # fmt: skip
        self._do(self.told.measure(week, name, phq, gad))
        self._do(self.told.rate_goal(week, goal))

    def _heard(
        self, course: Course, week: int, name: str, felt: float, chance: float
    ) -> None:
        """Say how it was, where that is asked; be answered, where not on track."""
        level = int(model.score(6.0 + 2.0 * felt, 10.0))
        if self.practice.feedback_informed:
            self._do(self.told.give_feedback(week, name, level))
        if self.practice.pace_by_comfort:
            self._do(self.told.check_comfort(week, name, level))
        fall = course.phq_from - self.seen["phq_last"]
        if course.s < self.p.track_from or self.seen["phq_last"] < PHQ9.case_from:
            return
        if fall >= self.p.track_fall:
            return
        self.seen["not_on_track"] += 1
        if self.p.feedback and not self.seen["answered"] and chance < self.p.answers:
            self.seen["answered"] = 1
            course.helping += self.p.gain_answered
            self._do(self.told.answer(week, name))

    def _ends(self, course: Course, week: int, chance: float, how: float) -> bool:
        """Give whether the course ends here, and end it."""
        p, well = self.p, self._well()
        ready = well and course.s >= p.least_sessions and chance < p.ends_when_well
        if ready and p.planned_endings:
            self._part(week)
            return True
        if course.s < course.planned:
            return False
        on = p.steps_down if course.step else p.steps_up
        if well or course.number != 1 or how >= on:
            self._part(week)
            return True
        self._wait_for_slot(2, 1 - course.step, course.patience, week)
        return True

    def _part(self, week: int) -> None:
        p, seen = self.p, self.seen
        relapse, returns, contact, _ = self._draw(Block.AFTER)
        self._do(self.told.end(week, self._others()))
        if p.follow_up and contact < p.contact:
            seen["followed_up"] = 1
            until = week + FOLLOW_UP_WEEKS
            self._do(self.told.follow_up(week, until, self._others()))
            if until < p.weeks:
                self._do(self.told.followed_up(until))
        else:
            self._do(self.told.finish(week))
        residual = float(seen["phq_last"] >= MILD)
        after = int(model.relapse_week(p, relapse, residual, seen["prior"]))
        when = week + 1 + after
        if not self._well() or after >= RELAPSE_WEEKS or when >= p.weeks:
            return
        seen["relapsed"] = when
        closed = self.now.closure
        if self.spell == 0 and returns < p.returns and closed is not None:
            back = max(when, self._week_of(closed.at)) + 1
            self.returns_at = back if back < p.weeks else None

    def _well(self) -> bool:
        seen = self.seen
        below = seen["phq_last"] < PHQ9.case_from
        return bool(below and seen["gad_last"] < GAD7.case_from)

    def _fall_silent(self, week: int) -> None:
        """Not be heard from again, be sought, and lapse once enough was tried."""
        if week + self.p.lapse_weeks >= self.p.weeks:
            return
        for tried in (0, 1):
            self._do(self.told.reach_out(week + tried))
        self._do(self.told.lapse(week + self.p.lapse_weeks))

    def _others(self) -> tuple[str, ...]:
        """Give the therapists whose assent is needed beside the one who acts."""
        own = self.told.therapist.id
        return tuple(t.id for t in self.now.therapists if t.id != own)

    def _do(self, done: Iterable[Act]) -> None:
        self.chain[-1] = self.chain[-1].record(*done)

    def row(self) -> dict[str, float]:
        """Give what its row of a result says; where it stands, by the partnership."""
        closure = self.now.closure
        return self.seen | {
            "stage": STAGES.index(self.now.stage),
            "closure": NONE if closure is None else CLOSURES.index(closure.kind),
            "closed": NONE if closure is None else self._week_of(closure.at),
        }

    def _week_of(self, at: datetime) -> int:
        return (at - self.told.start).days // 7

    def _draw(
        self,
        block: Block,
        *,
        course: int = 0,
        moment: int = 0,
        spell: int | None = None,
    ) -> tuple[float, float, float, float]:
        of = self.spell if spell is None else spell
        return draw(
            self.key,
            np.uint64(self.person),
            spell=np.uint64(of) * SPELL + np.uint64(course),
            moment=np.uint64(moment),
            block=block,
        )

    def _of_place(self, moment: int) -> tuple[float, float, float, float]:
        return draw(
            self.key,
            np.uint64(self.service),
            spell=OF_A_PLACE,
            moment=np.uint64(moment),
            block=Block.PLACE,
        )
