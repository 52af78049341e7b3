"""How a course begins, in a slot of a step, and how it ends together."""

import attrs

from collabtherapy.partnership.values.people import Therapist
from collabtherapy.simulation.engines import model
from collabtherapy.simulation.engines.draws import Block
from collabtherapy.simulation.engines.twin.telling import Telling
from collabtherapy.simulation.engines.twin.walker import Course, Walker
from collabtherapy.simulation.portable import normal
from collabtherapy.simulation.scenarios.instruments import GAD7, PHQ9
from collabtherapy.simulation.scenarios.limits import MILD
from collabtherapy.simulation.scenarios.parameters import (
    FOLLOW_UP_WEEKS,
    RELAPSE_WEEKS,
    THERAPISTS_A_STEP,
)

STEP_NAMES = ("low", "high")


@attrs.define(kw_only=True)
class CourseWalker(Walker):
    """Somebody who begins a course, or ends one together."""

    def begin(self, step: int, slot: int, week: int) -> None:
        """Begin a course in a slot of a step."""
        p, w = self.p, self.p.work
        n = 1 if self.course is None else 2
        self._with_therapist(n, step, slot, week)
        self._settle(n, step, week)
        responds, shared, own, sudden = self.draw(Block.COURSE, course=n)
        pace, dyad, when, patience = self.draw(Block.PACE, course=n)
        yes = float(responds < model.response(p, w, step, self.x, self.g))
        e = normal(shared)
        planned = model.planned(w, step, normal(pace))
        mean = model.alliance_at_start(normal(dyad))
        self.course: Course | None = Course(
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
        self.joins: int | None = None
        self.seen.update({f"step_{n}": step, f"slot_{n}": slot, f"from_{n}": week})
        for scale in ("phq", "gad"):
            last = self.seen[f"{scale}_last"]
            self.seen.update({f"{scale}_from_{n}": last, f"{scale}_until_{n}": last})

    def _with_therapist(self, n: int, step: int, slot: int, week: int) -> None:
        name = f"{STEP_NAMES[step]}-{slot // self.p.caseload}"
        therapist = Therapist(f"service-{self.service}-{name}")
        if n == 1:
            self.do(self.told.bring_in(week, therapist))
            self.told = attrs.evolve(self.told, therapist=therapist)
            return
        successor = f"{self.now.id}-2"
        self.do(self.told.hand_on(week, therapist, successor, self.others()))
        self.told: Telling = attrs.evolve(self.told, therapist=therapist)
        self.chain.append(self.told.open(successor, week, predecessor=self.now))

    def _settle(self, n: int, step: int, week: int) -> None:
        """Measure again, since some of it has gone by itself meanwhile."""
        p, seen = self.p, self.seen
        shared, own, _, _ = self.draw(Block.SETTLING, course=n)
        z = normal(shared)
        self.x: float = model.settled_phq(p, self.x, z)
        self.g: float = model.settled_gad(p, p.work, step, self.g, z, normal(own))
        seen["phq_last"] = phq = int(model.score(self.x, PHQ9.top))
        seen["gad_last"] = gad = int(model.score(self.g, GAD7.top))
        if n > 1:
            self.do(self.told.measuring(week))
        self.do(self.told.measure(week, None, phq, gad))

    def _place(self, step: int, slot: int) -> float:
        therapist = 1 + step * THERAPISTS_A_STEP + slot // self.p.caseload
        _, _, _, differs = self.of_place(0)
        own, _, _, _ = self.of_place(therapist)
        ours = self.p.service_sd * normal(differs)
        return float(ours + self.p.therapist_sd * normal(own))

    def ends(self, course: Course, week: int, chance: float, how: float) -> bool:
        """Give whether the course ends here, and end it."""
        p, well = self.p, self.is_well()
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
        self.wait_for_slot(2, 1 - course.step, course.patience, week)
        return True

    def _part(self, week: int) -> None:
        p, seen = self.p, self.seen
        relapse, returns, contact, _ = self.draw(Block.AFTER)
        self.do(self.told.end(week, self.others()))
        if p.follow_up and contact < p.contact:
            seen["followed_up"] = 1
            until = week + FOLLOW_UP_WEEKS
            self.do(self.told.follow_up(week, until, self.others()))
            if until < p.weeks:
                self.do(self.told.followed_up(until))
        else:
            self.do(self.told.finish(week))
        residual = float(seen["phq_last"] >= MILD)
        after = int(model.relapse_week(p, relapse, residual, seen["prior"]))
        when = week + 1 + after
        if not self.is_well() or after >= RELAPSE_WEEKS or when >= p.weeks:
            return
        seen["relapsed"] = when
        closed = self.now.closure
        if self.spell == 0 and returns < p.returns and closed is not None:
            back = max(when, self.week_of(closed.at)) + 1
            self.returns_at: int | None = back if back < p.weeks else None
