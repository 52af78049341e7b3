"""Pictures: one person's course, and the plane of a group's scores before and after.

Both give a figure of matplotlib, and touch none of its global state: nothing is shown,
and nothing is left behind.
"""

# pyright: reportUnknownMemberType=false
# Axes of matplotlib take keywords of no type.

import math
from collections.abc import Iterable

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.bands import Cutoff
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.instrument import Instrument
from collabtherapy.measures.many import STATUSES, Changes
from collabtherapy.measures.methods import Method
from collabtherapy.measures.optional import needs
from collabtherapy.measures.person import span
from collabtherapy.measures.quantities import known, number_or_missing
from collabtherapy.measures.statuses import Status

with needs("plots"):
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_course", "plot_plane"]

INK, PALE = "#333333", "#888888"
CORRIDOR = "#56b4e9"
LOOKS = {
    # Colours that people with any colour vision tell apart (Okabe & Ito), and shapes.
    Status.RECOVERED: ("#009e73", "o"),
    Status.IMPROVED: ("#0072b2", "^"),
    Status.UNCHANGED: ("#777777", "s"),
    Status.DETERIORATED: ("#e69f00", "v"),
    Status.HARMED: ("#d55e00", "X"),
}


def plot_course(
    instrument: Instrument,
    scores: Iterable[float | None],
    *,
    by: Method | None = None,
    cutoff: Cutoff | None = None,
) -> Figure:
    """Draw one person's course, with bands, a cut-off and the corridor of no change.

    Args:
        instrument: whose scores these are.
        scores: the total at intake, then one for each session; None or NaN where one
            is missing, which leaves a gap.
        by: the method for the corridor around intake; the first published criterion if
            None, and no corridor where there is none.
        cutoff: the line to draw; the first published one if None.

    Raises:
        NotMeasurable: there is no score, or one is off the scale.
    """
    course = [
        instrument.total(f"scores[{n}]", known(number_or_missing("scores", score)))
        for n, score in enumerate(scores)
    ]
    if all(score is None for score in course):
        raise NotMeasurable("scores", "too_few", "give a score")
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    _bands(axes, instrument)
    _corridor(axes, instrument, course, by)
    if line := cutoff or instrument.usual_cutoff:
        label = f"{line.name}: {line.value:g}"
        axes.axhline(line.value, color=INK, linestyle="--", linewidth=1, label=label)
    values = [math.nan if score is None else score for score in course]
    axes.plot(range(len(values)), values, color=INK, marker="o", label="score")
    axes.set_xlim(-0.3, len(values) - 0.7)
    axes.set_ylim(instrument.low, instrument.high)
    axes.set_xticks(range(len(values)), ["intake", *map(str, range(1, len(values)))])
    axes.set_xlabel("session")
    axes.set_ylabel(f"{instrument.name}, total ({_better(instrument.direction)})")
    _legend(figure, axes)
    return figure


def _better(direction: Direction | None) -> str:
    return (
        "neither end is better"
        if direction is None
        else direction.value.replace("_", " ")
    )


def _bands(axes: Axes, instrument: Instrument) -> None:
    bands = instrument.bands
    ends = [*(band.low for band in bands[1:]), instrument.high]
    for n, (band, end) in enumerate(zip(bands, ends, strict=False)):
        if n % 2:
            axes.axhspan(band.low, end, color="#f2f2f2", zorder=0, linewidth=0)
        axes.annotate(
            band.name,
            xy=(1, (band.low + end) / 2),
            xycoords=("axes fraction", "data"),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            color=PALE,
            fontsize=8,
        )


def _corridor(
    axes: Axes,
    instrument: Instrument,
    course: list[float | None],
    by: Method | None,
) -> None:
    method = by or instrument.usual_change
    intake = course[0]
    if method is None or intake is None or instrument.direction is None:
        return
    low, high = span(intake, by=method, direction=instrument.direction)
    label = f"no reliable change since intake ({method.name})"
    axes.axhspan(low, high, color=CORRIDOR, alpha=0.25, linewidth=0, label=label)


def plot_plane(changes: Changes, *, title: str = "") -> Figure:
    """Draw a group's scores before and after: the plane of clinical significance.

    On the diagonal nothing changed; in the shaded range around it nothing changed
    reliably, where the method has such a range.

    Args:
        changes: the changes of the group; those with a missing score are counted in
            the legend and not drawn.
        title: what stands above it.

    Raises:
        NotMeasurable: nobody has both scores.
    """
    seen = ~(np.isnan(changes.pre) | np.isnan(changes.post))
    if not seen.any():
        raise NotMeasurable("changes", "too_few", "give somebody with both scores")
    both = np.concatenate([changes.pre[seen], changes.post[seen]])
    margin = 0.05 * (float(np.ptp(both)) or 1.0)
    low, high = float(both.min()) - margin, float(both.max()) + margin
    figure = Figure(figsize=(7, 5.2), layout="constrained")
    axes = figure.add_subplot()
    axes.plot([low, high], [low, high], color=INK, linewidth=1)
    _no_change(axes, changes, low, high)
    if changes.cutoff is not None:
        label = f"{changes.cutoff.name}: {changes.cutoff.value:.4g}"
        at = changes.cutoff.value
        axes.axhline(at, color=INK, linestyle="--", linewidth=1, label=label)
        axes.axvline(at, color=INK, linestyle="--", linewidth=1)
    for status, n in changes.counts().items():
        if not n:
            continue
        chosen = (changes.codes == STATUSES.index(status)) & seen
        colour, marker = LOOKS.get(status, (PALE, "."))
        axes.scatter(
            changes.pre[chosen],
            changes.post[chosen],
            color=colour,
            marker=marker,
            alpha=0.8,
            linewidths=0,
            label=f"{status.value}: {n}",
        )
    axes.set(xlim=(low, high), ylim=(low, high), aspect="equal", title=title)
    axes.set_xlabel("score before")
    better = "lower" if changes.direction.sign < 0 else "higher"
    axes.set_ylabel(f"score after ({better} is better)")
    _legend(figure, axes)
    return figure


def _no_change(axes: Axes, changes: Changes, low: float, high: float) -> None:
    """Draw the range of no reliable change, from one end of the plane to the other."""
    by = changes.by
    if not isinstance(by, Method):
        return
    x = np.linspace(low, high, 50)
    ranges = [span(float(pre), by=by, direction=changes.direction) for pre in x]
    lowest, highest = np.array(ranges).T
    label = f"no reliable change ({by.name})"
    axes.fill_between(x, lowest, highest, color=CORRIDOR, alpha=0.25, label=label)


def _legend(figure: Figure, axes: Axes) -> None:
    figure.legend(
        *axes.get_legend_handles_labels(),
        loc="outside lower center",
        ncols=2,
        frameon=False,
        fontsize=8,
    )
