"""Scores and change: one person's answers, then a trial judged by every method.

    python examples/scoring.py              # prints
    python examples/scoring.py PICTURES     # and draws both pictures into a folder

The people are made up. The figures of those who are well are too: bring your own.
"""

import sys
from pathlib import Path

from collabtherapy.measures import (
    GAD7,
    PHQ9,
    Attainment,
    Cohort,
    Cutoff,
    CutoffKind,
    Direction,
    EdwardsNunnally,
    GulliksenLordNovick,
    HagemanArrindell,
    HsuLinnNord,
    JacobsonTruax,
    Method,
    NunnallyKotsch,
    PercentageChange,
    Population,
    ReliableWorsening,
    SuddenRule,
    attainment_t,
    cutoff,
    jointly,
    signals,
)
from collabtherapy.measures.many import Changes, changes

LOWER = Direction.LOWER_IS_BETTER
FIRST = (2, 3, 2, 2, 2, 3, 2, 1, 1)
LAST = (1, 1, None, 1, 0, 1, 1, 0, 0)
COURSE = (18, 19, 18, 10, 9, 10, 7, 6)
PRE = (38, 27, 33, 41, 22, 35, 30, 44, 29, 36, 25, 31)
POST = (14, 25, 9, 40, 31, 20, 12, 30, None, 35, 8, 19)


def one_person() -> None:
    """Print what one person's answers come to, and what changed."""
    before, after = PHQ9.score(FIRST), PHQ9.score(LAST)
    print(f"before: {before.total:g} of {before.high:g}, {before.band}")
    print(f"  asks for attention: {', '.join(before.flags)}")
    print(f"after: {after.total:g}, with item {after.missing[0]} not answered")
    found = PHQ9.change(before, after)
    print(f"  {found.status.value}, by the {found.by.name} ({found.source})")
    both = jointly(found, GAD7.change(14, 8))
    print(f"  with the GAD-7: improved {both.reliable_improvement}, ", end="")
    print(f"recovered {both.recovery}")


def one_course() -> None:
    """Print the signals and the sudden gains of a course."""
    index = JacobsonTruax(sd_pre=6.1, reliability=PHQ9.reliabilities[0].value)
    rule = ReliableWorsening(by=index, direction=LOWER)
    found = signals(COURSE, by=rule)
    print(f"signals: {', '.join(s.value for s in found.sessions)}")
    gains = SuddenRule(points=6, direction=LOWER).find(COURSE).gains
    print(f"sudden gains: {[(gain.after, gain.points) for gain in gains]}")
    goals = [Attainment("sleep", 1, weight=2), Attainment("work", 0)]
    print(f"goals: T {attainment_t(goals).t:.1f}")


def line_of(cohort: Cohort) -> Cutoff:
    """Give cut-off c between the cohort and people who are well."""
    well = Population(mean=9.0, sd=7.0)
    return cutoff(
        CutoffKind.C, clinical=cohort.before, functional=well, direction=LOWER
    )


def methods(cohort: Cohort) -> tuple[Method, ...]:
    """Give every method that judges two scores, with one reliability."""
    families = (
        JacobsonTruax,
        GulliksenLordNovick,
        HsuLinnNord,
        EdwardsNunnally,
        NunnallyKotsch,
        HagemanArrindell,
    )
    judged = [family.of(cohort, reliability=0.88) for family in families]
    return (*judged, PercentageChange(gain=0.5))


def a_group() -> Changes:
    """Print how many recovered, by each method: the choice is yours to argue."""
    cohort = Cohort.of(PRE, POST)
    line = line_of(cohort)
    print(f"cut-off: {line.value:.1f}; seen twice: {cohort.n} of {len(PRE)}")
    found = [
        changes(PRE, POST, by=by, direction=LOWER, cutoff=line)
        for by in methods(cohort)
    ]
    for one in found:
        n = {status.value: k for status, k in one.counts().items() if k}
        print(f"  {one.by.name}: {n}")
    return found[0]


def draw(group: Changes, folder: Path) -> None:
    """Draw the course and the group into a folder."""
    from collabtherapy.measures.plots import plot_course, plot_plane  # noqa: PLC0415

    plot_course(PHQ9, COURSE).savefig(folder / "course.png")  # pyright: ignore[reportUnknownMemberType]  # matplotlib's keywords
    plot_plane(group, title="Made-up people").savefig(folder / "plane.png")  # pyright: ignore[reportUnknownMemberType]  # as above


def main() -> None:
    """Score, judge, and draw where a folder is given."""
    one_person()
    one_course()
    group = a_group()
    if len(sys.argv) > 1:
        draw(group, Path(sys.argv[1]))


if __name__ == "__main__":
    main()
