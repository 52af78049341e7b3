"""Pictures of results, with matplotlib (extra ``plots``).

Each draws into axes that are given, or into a figure of its own, and gives the axes,
so that several can stand in one figure.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from collabtherapy.simulation import tables
from collabtherapy.simulation.cohort import Cohort
from collabtherapy.simulation.estimates import Outcome
from collabtherapy.simulation.portable import Vector
from collabtherapy.simulation.simulate import Trial
from collabtherapy.simulation.survival import Survival, stages

__all__ = [
    "carried",
    "flow",
    "forest",
    "save",
    "scores",
    "survival",
    "waiting_list",
]

Axes: TypeAlias = Any
"""Axes of matplotlib, whose own types a strict checker knows only in part."""

COLOURS = ("#4c78a8", "#f58518", "#54a24b", "#b279a2", "#9d755d")
"""Told apart by people who see colours differently, and in grey."""


def _axes(axes: Axes | None, height: float = 4.5) -> Axes:
    if axes is not None:
        return axes
    plt = tables.needed("matplotlib.pyplot", "plots")
    made: Axes = plt.subplots(figsize=(7.5, height), layout="constrained")[1]
    return made


def _until(there: Vector) -> float:
    """Give from when on hardly anybody is there: one in two hundred of the most."""
    (some,) = np.nonzero(there > there.max() / 200)
    return float(max(some[-1] + 1, 1))


def _thousands(axes: Axes) -> None:
    axes.yaxis.set_major_formatter("{x:,.0f}")


def save(axes: Axes, path: Path | str) -> None:
    """Write the figure that axes stand in as a picture, and let go of it."""
    axes.figure.savefig(path, dpi=120)
    tables.needed("matplotlib.pyplot", "plots").close(axes.figure)


def flow(cohort: Cohort, *, axes: Axes | None = None) -> Axes:
    """Draw how many people stand where in each week, as areas upon one another.

    Whoever is through is left out: they soon are most of all who were referred. So is
    a place where nobody ever is, and the time when hardly anybody is left.
    """
    on = _axes(axes)
    places = stages(cohort)
    del places["closed"]
    places = {name: people for name, people in places.items() if people.any()}
    weeks = np.arange(cohort.scenario.service.weeks)
    on.stackplot(
        weeks, list(places.values()), labels=list(places), colors=COLOURS, alpha=0.9
    )
    there = sum(places.values(), np.zeros(len(weeks)))
    on.set(xlabel="week", ylabel="people", xlim=(0, _until(there)))
    _thousands(on)
    on.set_title("Where those who are not through stand")
    on.legend(loc="upper right", frameon=False)
    return on


def waiting_list(cohorts: Mapping[str, Cohort], *, axes: Axes | None = None) -> Axes:
    """Draw how many wait for a first session in each week, by arm."""
    on = _axes(axes)
    for (name, cohort), colour in zip(cohorts.items(), COLOURS, strict=False):
        on.plot(stages(cohort)["waiting"], label=name, color=colour)
    most = max(_until(stages(cohort)["waiting"]) for cohort in cohorts.values())
    on.set(xlabel="week", ylabel="people waiting", xlim=(0, most), ylim=(0, None))
    _thousands(on)
    on.set_title("Waiting for a first session")
    on.legend(frameon=False)
    return on


def survival(curves: Mapping[str, Survival], *, axes: Axes | None = None) -> Axes:
    """Draw curves of leaving or of waiting, each with its interval."""
    on = _axes(axes)
    for (name, curve), colour in zip(curves.items(), COLOURS, strict=False):
        on.step(curve.time, curve.share, where="post", label=name, color=colour)
        on.fill_between(
            curve.time, curve.low, curve.high, step="post", color=colour, alpha=0.2
        )
    first = next(iter(curves.values()))
    most = max(_until(curve.share) for curve in curves.values())
    on.set(xlabel=first.unit, ylabel=f"share {first.still}", ylim=(0, 1))
    on.set_xlim(0, most)
    on.locator_params(axis="x", integer=True)
    on.legend(frameon=False)
    return on


def scores(
    cohorts: Mapping[str, Cohort], *, scale: str = "phq", axes: Axes | None = None
) -> Axes:
    """Draw the mean score at the points at which everybody has one, by arm.

    First session, start of the first course, and last score, of those who began one.
    """
    on = _axes(axes)
    points = ("first session", "course begins", "last session")
    for n, (name, cohort) in enumerate(cohorts.items()):
        began = cohort["sessions_1"] > 0
        columns = (f"{scale}_first", f"{scale}_from_1", f"{scale}_last")
        found = [cohort[column][began].astype(float) for column in columns]
        # Side by side: where arms agree, one would hide the other.
        at = np.arange(len(points)) + 0.04 * (n - (len(cohorts) - 1) / 2)
        on.errorbar(
            at,
            [column.mean() for column in found],
            [column.std() / 2 for column in found],
            fmt="o-",
            capsize=3,
            elinewidth=1,
            label=name,
            color=COLOURS[n % len(COLOURS)],
        )
    on.set_xticks(range(len(points)), points)
    on.set_ylabel(f"mean {'PHQ-9' if scale == 'phq' else 'GAD-7'} (bar: one SD in all)")
    on.set_ylim(0, None)
    on.legend(frameon=False)
    return on


def forest(
    trial: Trial, *, arm: str, outcomes: Sequence[Outcome], axes: Axes | None = None
) -> Axes:
    """Draw the differences of one arm to the first, in points of per cent.

    Raises:
        ValueError: an outcome is no share, and has no place on the same axis.
    """
    if any(outcome.unit != "share" for outcome in outcomes):
        raise ValueError("a forest of differences takes outcomes that are shares")
    on = _axes(axes, 1.2 + 0.5 * len(outcomes))
    for place, outcome in enumerate(reversed(outcomes)):
        found = trial.difference(outcome, arm)
        low, value, high = 100 * found.low, 100 * found.value, 100 * found.high
        on.plot([low, high], [place, place], color=COLOURS[0], linewidth=2)
        on.plot([value], [place], "s", color=COLOURS[0])
        on.annotate(
            f"{value:+.1f}", (value, place), xytext=(0, 6), ha="center",
            textcoords="offset points", fontsize=8,
        )  # fmt: skip
    on.axvline(0, color="grey", linewidth=1)
    on.set_yticks(range(len(outcomes)), [o.name for o in reversed(outcomes)])
    on.set_ylim(-0.6, len(outcomes) - 0.3)
    on.set_xlabel(f"{arm} against {next(iter(trial))}, points of per cent (95%)")
    return on


def carried(parts: Mapping[str, float], *, unit: str, axes: Axes | None = None) -> Axes:
    """Draw what of a difference each assumption carries, as bars."""
    on = _axes(axes, 1.2 + 0.35 * len(parts))
    names = list(parts)[::-1]
    on.barh(names, [parts[name] for name in names], color=COLOURS[2])
    on.axvline(0, color="grey", linewidth=1)
    on.set_xlabel(unit)
    return on
