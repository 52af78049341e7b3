"""Outcomes as they are commonly defined; each definition is an argument.

What counts as dropping out or as recovering is for whoever analyses to say: the engine
knows only what happened.
"""

import attrs
import numpy as np

from collabtherapy.partnership.values.stages import ClosureKind
from collabtherapy.simulation.columns import NONE, Array
from collabtherapy.simulation.engines.moves import CLOSURES
from collabtherapy.simulation.estimates import Columns, Outcome
from collabtherapy.simulation.scenarios.instruments import GAD7, PHQ9
from collabtherapy.simulation.scenarios.limits import FINISHED
from collabtherapy.simulation.scenarios.quantity import whole_number

__all__ = [
    "COMPLETED",
    "DETERIORATION",
    "DROPOUT",
    "ENTERED",
    "GOAL",
    "IMPROVEMENT",
    "LEFT",
    "RECOVERY",
    "RELIABLE_RECOVERY",
    "RUPTURES",
    "SESSIONS",
    "USUAL_OUTCOMES",
    "WAIT",
    "began",
    "case_at_first",
    "dropout",
    "entered",
    "finished",
    "improved_reliably",
    "recovery",
    "worsened_reliably",
]

LEFT = (
    CLOSURES.index(ClosureKind.CLIENT_LEFT),
    CLOSURES.index(ClosureKind.LAPSED),
)


def entered(c: Columns) -> Array:
    """Return a mask of the people who had a first session."""
    return c["sessions"] >= 1


def began(c: Columns) -> Array:
    """Return a mask of the people who had a session of a course, under an agreement."""
    return c["sessions_1"] >= 1


def finished(c: Columns) -> Array:
    """Return a mask of the people who finished a course.

    NHS Talking Therapies counts two or more sessions, and a course that is over.
    """
    done: Array = (c["sessions"] >= FINISHED) & (c["closed"] != NONE)
    return done


def case_at_first(c: Columns) -> Array:
    """Return a mask of the people who was a case at the first session."""
    case: Array = c["phq_first"] >= PHQ9.case_from
    case |= c["gad_first"] >= GAD7.case_from
    return case


def improved_reliably(c: Columns) -> Array:
    """Return a mask of reliable change for the better on one scale, worse on none."""
    return _changed(c, 1) & ~_changed(c, -1)


def worsened_reliably(c: Columns) -> Array:
    """Return a mask of reliable change for the worse on one scale, better on none."""
    return _changed(c, -1) & ~_changed(c, 1)


def _changed(c: Columns, sign: int) -> Array:
    phq = sign * (c["phq_first"].astype(int) - c["phq_last"])
    gad = sign * (c["gad_first"].astype(int) - c["gad_last"])
    changed: Array = phq >= PHQ9.reliable_change
    return changed | (gad >= GAD7.reliable_change)


def left(c: Columns) -> Array:
    """Return a mask of the people who left or lapsed."""
    return np.isin(c["closure"], LEFT)


def waited(c: Columns) -> Array:
    """Return the weeks from the referral to the first session."""
    weeks: Array = c["assessed"] - c["referred"]
    return weeks


def ruptured(c: Columns) -> Array:
    """Return a mask of the people who had a rupture."""
    return c["ruptures"] > 0


# Values and not closures, so that an outcome can be sent to another process.


@attrs.frozen
class The:
    """A column as it is."""

    name: str

    def __call__(self, c: Columns) -> Array:
        """Return the column."""
        return c[self.name]


@attrs.frozen
class FewSessions:
    """Who attended fewer sessions of the first course than a number."""

    fewer_than: int

    def __call__(self, c: Columns) -> Array:
        """Return a mask of the people with fewer sessions."""
        return c["sessions_1"] < self.fewer_than


@attrs.frozen
class Recovered:
    """Who is below both cut-offs at last, having changed reliably if that is asked."""

    phq: int
    gad: int
    reliable: bool

    def __call__(self, c: Columns) -> Array:
        """Return a mask of the people who recovered."""
        well: Array = (c["phq_last"] < self.phq) & (c["gad_last"] < self.gad)
        return well & improved_reliably(c) if self.reliable else well


@attrs.frozen
class CaseWhoFinished:
    """Who finished a course and was at or above either cut-off at first."""

    phq: int
    gad: int

    def __call__(self, c: Columns) -> Array:
        """Return a mask of the cases who finished."""
        case: Array = (c["phq_first"] >= self.phq) | (c["gad_first"] >= self.gad)
        return finished(c) & case


def dropout(*, fewer_than: int | None = None) -> Outcome:
    """Return dropout: leaving or lapsing once a course has begun.

    Args:
        fewer_than: instead, attending fewer sessions than this of the first course.

    Raises:
        BadScenario: If the number of sessions is no whole number of at least 1.
    """
    if fewer_than is None:
        what, of = "left or lapsed", left
    else:
        few = FewSessions(whole_number("fewer_than", fewer_than, 1))
        what, of = f"fewer than {few.fewer_than} sessions of the first course", few
    return Outcome(
        name="dropout",
        of=of,
        among=began,
        meaning=f"{what}, of those who began a course",
    )


def recovery(
    *, phq: int = PHQ9.case_from, gad: int = GAD7.case_from, reliable: bool = False
) -> Outcome:
    """Return recovery: a case at first, below both cut-offs at last.

    Args:
        phq: the cut-off of PHQ-9.
        gad: the cut-off of GAD-7.
        reliable: whether the change has to be reliable, too.

    Raises:
        BadScenario: If a cut-off is no whole number on its scale.
    """
    phq = whole_number("phq", phq, 0, PHQ9.top)
    gad = whole_number("gad", gad, 0, GAD7.top)
    return Outcome(
        name="reliable recovery" if reliable else "recovery",
        of=Recovered(phq, gad, reliable),
        among=CaseWhoFinished(phq, gad),
        meaning=f"below PHQ-9 {phq} and GAD-7 {gad} at last, of cases who finished",
    )


DROPOUT = dropout()
RECOVERY = recovery()
RELIABLE_RECOVERY = recovery(reliable=True)
IMPROVEMENT = Outcome(
    name="reliable improvement",
    of=improved_reliably,
    among=finished,
    meaning="reliably better on one scale and worse on none, of those who finished",
)
DETERIORATION = Outcome(
    name="reliable deterioration",
    of=worsened_reliably,
    among=finished,
    meaning="reliably worse on one scale and better on none, of those who finished",
)
ENTERED = Outcome(
    name="entered", of=entered, meaning="had a first session, of those referred"
)
COMPLETED = Outcome(
    name="finished", of=finished, meaning="two or more sessions, of those referred"
)
WAIT = Outcome(
    name="wait",
    of=waited,
    among=entered,
    unit="weeks",
    meaning="from the referral to the first session",
)
SESSIONS = Outcome(
    name="sessions",
    of=The("sessions"),
    among=finished,
    unit="sessions",
    meaning="attended, of those who finished",
)
PHQ9_LAST = Outcome(
    name="last PHQ-9",
    of=The("phq_last"),
    among=finished,
    unit="points",
    meaning="of those who finished",
)
RUPTURES = Outcome(
    name="ruptures",
    of=ruptured,
    among=began,
    meaning="at least one rupture, of those who began a course",
)
GOAL = Outcome(
    name="goal",
    of=The("goal"),
    among=began,
    unit="0 to 10",
    meaning="last rating of the shared goal, of those who began a course",
)

USUAL_OUTCOMES = (
    ENTERED,
    COMPLETED,
    WAIT,
    SESSIONS,
    DROPOUT,
    RECOVERY,
    RELIABLE_RECOVERY,
    IMPROVEMENT,
    DETERIORATION,
    PHQ9_LAST,
    GOAL,
    RUPTURES,
)
"""What a table shows unless it is told otherwise."""
