"""The official figures of NHS Talking Therapies as targets, read from their tables."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collabtherapy.simulation import Cohort, Outcome, Tally, Target, courses, outcomes

DATA = Path(__file__).parent / "data"
SOURCE = "NHS England, Open Government Licence v3.0"
THERAPIES = {
    "CBT": ("Cognitive Behaviour Therapy (CBT)", 1),
    "self-help": ("Guided Self Help (Book)", 0),
}
"""Official names, and the step of the model that stands for each."""

Array = NDArray[Any]
Columns = Mapping[str, Array]
Years = Mapping[str, float]
Statistic = Callable[[Cohort], float]


def rows(name: str) -> Iterator[dict[str, str]]:
    """Read a table, row by row."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def target(name: str, years: Years, of: Statistic, *, rounded: float = 0.1) -> Target:
    """Aim between the years there are, each of which is known as far as it is printed.

    Args:
        name: what.
        years: what was published for each year.
        of: gives it for a simulated cohort.
        rounded: to what it was rounded in print.
    """
    values = list(years.values())
    return Target(
        name=name,
        of=of,
        value=years[max(years)],
        low=min(values) - rounded / 2,
        high=max(values) + rounded / 2,
        source=SOURCE,
    )


def share(outcome: Outcome) -> Statistic:
    """Give an outcome of referrals in per cent."""
    return lambda cohort: 100 * cohort.estimate(outcome).value


def among_finished(name: str, of: Callable[[Columns], Array]) -> Statistic:
    """Give the per cent of finished courses of which something is so."""
    return share(Outcome(name=name, of=of, among=outcomes.finished, meaning=name))


def totals() -> Iterator[Target]:
    """Give the targets of referrals: the funnel and what came of it."""
    counts: dict[str, dict[str, float]] = defaultdict(dict)
    rates: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows("nhs_tt_england_measures.csv"):
        into = counts if row["measure_statistic"] == "count" else rates
        into[row["measure_name"]][row["reporting_period"]] = float(row["value"])
    referred = counts["referrals_received"]
    finished = counts["finished_course_treatment"]
    yield target(
        "finished, % of referred",
        {year: 100 * finished[year] / referred[year] for year in referred},
        share(outcomes.COMPLETED),
    )
    cases = counts["at_caseness"]
    yield target(
        "at caseness, % of finished",
        {year: 100 * cases[year] / finished[year] for year in finished},
        among_finished("case", outcomes.case_at_first),
    )
    for name, of in (
        ("recovery", outcomes.RECOVERY),
        ("reliable_recovery", outcomes.RELIABLE_RECOVERY),
        ("improvement", outcomes.IMPROVEMENT),
        ("deterioration", outcomes.DETERIORATION),
    ):
        yield target(f"{name.replace('_', ' ')} %", rates[name], share(of))
    entered = waits()["entered treatment"]
    yield target(
        "entered, % of referred",
        {year: 1e8 * n / referred[year] for year, n in entered.items()},
        share(outcomes.ENTERED),
        rounded=1.0,
    )


def waits() -> Mapping[str, dict[str, float]]:
    """Read the table of waits, sessions and steps, by measure and year."""
    return {
        row["measure"]: {
            year: float(value)
            for year, value in row.items()
            if year not in ("measure", "unit") and value
        }
        for row in rows("nhs_tt_england_waits.csv")
    }


def waited(low: int, high: int | None) -> Statistic:
    """Give the per cent whose first session came within some days, of who finished."""
    return among_finished(
        f"waited {low} to {high} days",
        lambda c: between(c["assessed"] - c["referred"], low, high),
    )


def second(low: int, high: int | None) -> Statistic:
    """Give the per cent whose second session came so many days after the first."""
    return among_finished(
        f"second session after {low} to {high} days",
        lambda c: between(c["second_session"] - c["assessed"], low, high),
    )


def between(weeks: Array, low: int, high: int | None) -> Array:
    """Give how likely so many weeks are more than ``low`` days and at most ``high``.

    The model counts weeks. Two moments of weeks that lie w apart are 7w days apart
    give or take seven, and 7w most likely (the difference of two even spreads).
    """
    until = np.ones(len(weeks)) if high is None else at_most(weeks, high)
    return until - at_most(weeks, low) if low else until


def at_most(weeks: Array, days: int) -> Array:
    """Give how likely so many weeks are at most some days."""
    t = np.clip(days / 7 - weeks, -1.0, 1.0)
    return np.where(t < 0, (1 + t) ** 2 / 2, 1 - (1 - t) ** 2 / 2)


def steps(low: int, high: int) -> Statistic:
    """Give the per cent of those who finished that had these steps, as it is counted.

    Some assessments are recorded as low-intensity work, so that somebody who had only
    the high step counts as having had both.
    """

    def had(of: Cohort) -> float:
        c = of.columns
        first, then = c["step_1"], np.where(c["sessions_2"] > 0, c["step_2"], -1)
        low_, high_ = ((first == step) | (then == step) for step in (0, 1))
        done = outcomes.finished(c)
        only_high = float((done & high_ & ~low_).sum())
        counted = of.scenario.service.first_counts_as_low
        if low and high:
            n = (done & low_ & high_).sum() + counted * only_high
        else:
            n = (done & low_ & ~high_).sum() if low else (1 - counted) * only_high
        return 100 * float(n) / float(done.sum())

    return had


def pathway() -> Iterator[Target]:
    """Give the targets of waits, sessions and steps."""
    of: dict[str, Statistic] = {
        "mean sessions of a finished course": lambda c: (
            c.estimate(outcomes.SESSIONS).value
        ),
        "first treatment within 6 weeks": waited(0, 42),
        "first treatment within 18 weeks": waited(0, 126),
        "first treatment within 28 days": waited(0, 28),
        "first treatment in 29 to 56 days": waited(28, 56),
        "first treatment in 57 to 90 days": waited(56, 90),
        "first treatment after 90 days": waited(90, None),
        "first to second treatment within 28 days": second(0, 28),
        "first to second treatment after 90 days": second(90, None),
        "only low intensity": steps(1, 0),
        "only high intensity": steps(0, 1),
        "both intensities": steps(1, 1),
    }
    read = waits()
    for name, statistic in of.items():
        whole = all(value == round(value) for value in read[name].values())
        yield target(name, read[name], statistic, rounded=1.0 if whole else 0.1)


def by_therapy() -> Iterator[Target]:
    """Give the targets of each therapy: scores at both ends, and rates."""
    found: dict[tuple[str, str, str, str], dict[str, float]] = defaultdict(dict)
    for row in rows("nhs_tt_england_proms.csv"):
        key = (
            row["therapy"],
            row["measure_name"],
            row["measure_statistic"],
            row["measure_time"],
        )
        found[key][row["reporting_period"]] = float(row["value"])
    ends = {"start": "first", "end": "last"}
    for short, (name, step) in THERAPIES.items():
        for scale in ("phq", "gad"):
            for time, end in ends.items():
                for what in ("mean", "sd"):
                    yield target(
                        f"{short}: {scale} {what} at {time}",
                        found[name, scale, what, time],
                        moment(step, f"{scale}_{end}", what),
                    )
        for measure, of in (
            ("recovery", outcomes.RECOVERY),
            ("rel_recovery", outcomes.RELIABLE_RECOVERY),
            ("improvement", outcomes.IMPROVEMENT),
            ("deterioration", outcomes.DETERIORATION),
        ):
            yield target(
                f"{short}: {of.name} %",
                found[name, f"ther_{measure}", "percentage", ""],
                rate(step, of),
            )


def moment(step: int, column: str, what: str) -> Statistic:
    """Give the mean or the standard deviation of a score in a therapy's courses."""

    def of(cohort: Cohort) -> float:
        scores = courses(cohort, step=step)[column]
        return float(scores.mean() if what == "mean" else scores.std())

    return of


def rate(step: int, outcome: Outcome) -> Statistic:
    """Give an outcome in a therapy's courses, in per cent."""
    return lambda c: 100 * Tally.of(outcome, courses(c, step=step)).mean


def targets() -> tuple[Target, ...]:
    """Give every figure that the model speaks about."""
    return (*totals(), *pathway(), *by_therapy())
