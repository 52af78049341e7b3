"""One person's way, week by week, walked through an ordinary partnership."""

import attrs

from collabtherapy.partnership.partnership import Partnership
from collabtherapy.simulation.engines import model
from collabtherapy.simulation.engines.draws import Block
from collabtherapy.simulation.engines.twin.walk_weeks import WeekWalker
from collabtherapy.simulation.portable import normal
from collabtherapy.simulation.scenarios.instruments import GAD7, PHQ9


@attrs.define(kw_only=True)
class Walk(WeekWalker):
    """One row of a result, from the referral on."""

    def refer(self, week: int) -> int | None:
        """Ask for a partnership; give when a first appointment is possible."""
        name = f"p-{self.person}" if self.spell == 0 else f"p-{self.person}-again"
        self.chain: list[Partnership] = [
            self.told.open(name, week, predecessor=self.before)
        ]
        self.do(self.told.wait(week))
        self.seen["referred"] = week
        delay, _, _, _ = self.draw(Block.INTAKE)
        _, first, _, _ = self.draw(Block.CHOICE)
        ready = week + int(model.booking(self.p, normal(delay)))
        self.leaves_at: int = week + 1 + int(model.patience(first, self.p.stay_first))
        if self.leaves_at > ready:
            return ready if ready < self.p.weeks else None
        if self.leaves_at < self.p.weeks:
            self.leave(self.leaves_at)
        return None

    def assess(self, week: int) -> None:
        """Be offered a first appointment, and come or not."""
        _, comes, consents, suitable = self.draw(Block.INTAKE)
        takes_up, _, patience, referred = self.draw(Block.CHOICE)
        self.seen["first_contact"] = week
        if comes >= self.p.comes:
            self.fall_silent(week)
            return
        if consents >= self.p.consents:
            self.do(self.told.decline_assessment(week))
            self.leave(week)
            return
        self._meet_first(week)
        if suitable >= self.p.suitable:
            on = bool(referred < self.p.referred_on)
            self.do(self.told.turn_away(week, referred_on=on))
        elif takes_up >= self.p.takes_up:
            self.leave(week)
        else:
            _, _, grounds, _ = self.draw(Block.HISTORY, spell=0)
            first = self.seen["phq_first"]
            step = int(model.first_step(self.p, first, normal(grounds)))
            self.wait_for_slot(1, step, patience, week)

    def _meet_first(self, week: int) -> None:
        told, seen = self.told, self.seen
        phq = int(model.score(self.x, PHQ9.top))
        gad = int(model.score(self.g, GAD7.top))
        self.do(told.begin(week))
        self.do(told.measuring(week))
        self.do(told.start_session(week, "s-0", review=False))
        self.do(told.orient(week))
        self.do(told.measure(week, "s-0", phq, gad))
        if seen["prefers"] and self.practice.preferences_accommodated:
            self.do(told.prefer(week))
        self.do(told.end_session(week, "s-0"))
        seen["assessed"], seen["sessions"] = week, 1
        seen["phq_first"] = seen["phq_last"] = phq
        seen["gad_first"] = seen["gad_last"] = gad
