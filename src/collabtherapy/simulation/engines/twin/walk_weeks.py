"""The weeks of a course: coming or not, meeting, being heard, going on or not."""

import attrs

from collabtherapy.simulation.columns import NONE
from collabtherapy.simulation.engines import model
from collabtherapy.simulation.engines.draws import Block
from collabtherapy.simulation.engines.twin.walk_course import CourseWalker
from collabtherapy.simulation.engines.twin.walker import Course
from collabtherapy.simulation.portable import normal
from collabtherapy.simulation.scenarios.instruments import GAD7, PHQ9
from collabtherapy.simulation.scenarios.limits import MAY_MISS, MAY_TALK


@attrs.define(kw_only=True)
class WeekWalker(CourseWalker):
    """Somebody who has a slot, week by week."""

    def meet(self, week: int) -> bool:
        """Live a week of the course; give whether the slot is needed any longer."""
        course = self.course
        assert course is not None  # noqa: S101 - only who has a slot is met
        p, n, k = self.p, course.number, course.k
        comes, leaves, rupture, how = self.draw(Block.COMING, course=n, moment=k)
        scores = self.draw(Block.SCORES, course=n, moment=k)
        course.k += 1
        felt = model.felt(course.alliance, course.ruptured)
        name = f"s-{n}-{k}"
        if comes < p.cancels:
            self.do(self.told.cancel(week, name))
            self.seen["cancelled"] += 1
        elif comes < p.cancels + model.missing(p, felt):
            self.do(self.told.miss(week, name))
            self.seen["missed"] += 1
            course.missed_on += 1
        else:
            course.missed_on = 0
            if not course.works and not self._talk(course, week, k):
                return course.talks < MAY_TALK
            self._session(course, week, name, rupture, scores)
            if self.ends(course, week, scores[3], how):
                self.seen[f"until_{n}"] = week
                return False
        return self._stays(course, week, leaves, how)

    def _stays(self, course: Course, week: int, leaves: float, how: float) -> bool:
        felt = model.felt(course.alliance, course.ruptured)
        fall = float(course.phq_from - self.seen["phq_last"])
        prefers = self.seen["prefers"]
        if course.missed_on >= MAY_MISS:
            self.fall_silent(week)
        elif leaves >= model.leaving(self.p, felt, fall, course.s, prefers):
            return True
        elif how < self.p.silently:
            self.fall_silent(week)
        else:
            self.leave(week)
        self.seen[f"until_{course.number}"] = week
        return False

    def _talk(self, course: Course, week: int, k: int) -> bool:
        """Talk about an agreement; give whether there is one."""
        agrees, _, _, _ = self.draw(Block.AGREEING, course=course.number, moment=k)
        name = f"agreement-{course.talks + 1}"
        if course.number == 2 and course.talks == 0:  # noqa: PLR2004 - begins anew
            self.do(self.told.orient(week))
        self.do(self.told.draft(week, name, first=course.talks == 0))
        if agrees < self.p.agrees:
            self.do(self.told.agree(week, name, self.others()))
            self.do(self.told.agree_practice(week))
            course.works = True
            if self.seen["agreed"] == NONE:
                self.seen["agreed"] = week
            return True
        course.talks += 1
        self.do(self.told.think_again(week, name))
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
        self.x: float = model.state_after(course.x_from, course.x_end, less, share)
        less = w.anxiety[step] * less
        self.g: float = model.state_after(course.g_from, course.g_end, less, share)
        e = normal(scores[1])
        own = w.together[step] * e + w.together_rest[step] * normal(scores[2])
        noise = w.anxiety[step] * w.noise[step] * own
        phq = int(model.score(self.x + w.noise[step] * e, PHQ9.top))
        gad = int(model.score(self.g + noise, GAD7.top))
        goal = int(model.goal_rating(share, course.x_from, self.x))
        self._scored(course, week, name, phq, gad, goal)
        self._heard(course, week, name, felt, scores[3])
        self.do(self.told.end_session(week, name))

    def _start(self, course: Course, week: int, name: str) -> None:
        review = self.practice.reviews and course.s % 6 == 0
        self.do(self.told.start_session(week, name, review=review))
        practises = self.practice.between_session_practice and self.seen["practises"]
        if practises and course.s > 1:
            self.do(self.told.practise(week))

    def _turn(self, course: Course, week: int) -> None:
        """Have a rupture come, or an open one mended."""
        if course.ruptured:
            self.do(self.told.repair(week))
            self.seen["repairs"] += 1
        else:
            self.do(self.told.rupture(week))
            self.seen["ruptures"] += 1
        course.ruptured = 1.0 - course.ruptured

    def _scored(
        self, course: Course, week: int, name: str, phq: int, gad: int, goal: int
    ) -> None:
        n = course.number
        self.seen.update({
            "phq_last": phq, "gad_last": gad, "goal": goal,
            f"phq_until_{n}": phq, f"gad_until_{n}": gad,
        })  # fmt: skip
        self.do(self.told.measure(week, name, phq, gad))
        self.do(self.told.rate_goal(week, goal))

    def _heard(
        self, course: Course, week: int, name: str, felt: float, chance: float
    ) -> None:
        """Say how it was, where that is asked; be answered, where not on track."""
        level = int(model.score(6.0 + 2.0 * felt, 10.0))
        if self.practice.feedback_informed:
            self.do(self.told.give_feedback(week, name, level))
        if self.practice.pace_by_comfort:
            self.do(self.told.check_comfort(week, name, level))
        fall = course.phq_from - self.seen["phq_last"]
        if course.s < self.p.track_from or self.seen["phq_last"] < PHQ9.case_from:
            return
        if fall >= self.p.track_fall:
            return
        self.seen["not_on_track"] += 1
        if self.p.feedback and not self.seen["answered"] and chance < self.p.answers:
            self.seen["answered"] = 1
            course.helping += self.p.gain_answered
            self.do(self.told.answer(week, name))
