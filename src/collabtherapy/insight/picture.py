"""A partnership as one picture: stages, sessions, voice, goals, ruptures, consents."""

# pyright: reportUnknownMemberType=false
# (matplotlib leaves the keywords of what it draws untyped)

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from collabtherapy.insight.log import Log, read
from collabtherapy.insight.timelines import Happening, Lane, happenings
from collabtherapy.insight.voices import voices
from collabtherapy.insight.windows import Window
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.regions.contributions import Contribute
from collabtherapy.partnership.regions.goals import RateGoal
from collabtherapy.partnership.values.ids import HasId, PersonId
from collabtherapy.partnership.values.stages import Stage

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
"""Told apart by colour-blind readers as well (Okabe & Ito 2008)."""

SHADES: Mapping[str, str] = MappingProxyType(
    {
        Stage.REQUESTED.value: "#f2f2f2",
        Stage.WAITING.value: "#e6e6e6",
        Stage.EXPLORING.value: "#deebf7",
        Stage.CONTRACTING.value: "#c6dbef",
        Stage.WORKING.value: "#9ecae1",
        Stage.PAUSED.value: "#fff2cc",
        Stage.ENDING.value: "#c7e9c0",
        Stage.FOLLOW_UP.value: "#e5f5e0",
        Stage.CLOSED.value: "#d9d9d9",
    }
)
MARKS: Mapping[str, str] = MappingProxyType(
    {
        "marked": "v",
        "acknowledged": "o",
        "worked_on": "D",
        "mended": "*",
        "not_mended": "X",
        "given": "|",
        "withdrawn": "X",
        "declined": "_",
        "held": "o",
        "interrupted": "x",
        "missed": "v",
        "cancelled": "_",
        "planned": ".",
        "moved": ">",
    }
)
"""How each thing that happens is marked."""

STEPS: Mapping[str, float] = MappingProxyType(
    {
        "marked": -0.3,
        "acknowledged": -0.1,
        "worked_on": 0.1,
        "mended": 0.3,
        "not_mended": 0.3,
    }
)
"""How far from the middle of its row each step of a repair is marked, like stairs:
they often follow each other on one day."""


SPAN = "#9ecae1"
BEGIN = frozenset(("given", "marked"))
END = frozenset(("withdrawn", "declined", "mended", "not_mended"))


def draw(
    p: Partnership,
    *,
    viewer: "PersonId | HasId | str | None" = None,
    window: Window | None = None,
) -> "Figure":
    """Draw a partnership as one line of time; the figure is the caller's to save.

    Raises:
        ImportError: matplotlib is not installed; the extra `plots` brings it.
        NotForThem: the partnership is not the viewer's to see.
        ValueError: If nothing happened in the window.
    """
    log = read(p, viewer=viewer, window=window)
    days = [_day(entry.at) for entry in log.recent]
    if not days:
        raise ValueError("nothing happened in this window: choose a wider one")
    figure, told = _figure(), happenings(log)
    ends = min(days), max(*days, min(days) + 1)
    grid = figure.add_gridspec(5, 1, height_ratios=(0.6, 1.5, 1.5, 0.8, 1.2))
    stages, voice, goals, broken, consents = (
        figure.add_subplot(grid[row]) for row in range(5)
    )
    _stages(stages, log, ends)
    _voices(voice, log, told, ends)
    _goals(goals, log)
    _spans(broken, [h for h in told if h.lane is Lane.RUPTURE], ends[1], "ruptures")
    _spans(consents, [h for h in told if h.lane is Lane.CONSENT], ends[1], "consents")
    margin = (ends[1] - ends[0]) * 0.02
    for axes in (stages, voice, goals, broken, consents):
        axes.set_xlim(ends[0] - margin, ends[1] + margin)
        axes.xaxis_date()
        axes.spines[["top", "right"]].set_visible(False)
        if axes is not consents:
            axes.tick_params(labelbottom=False)
    stages.set_title(f"Partnership {p.id}", loc="left")
    return figure


def _figure() -> "Figure":
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415  # an extra, loaded late
    except ImportError as error:
        why = 'a picture needs matplotlib: pip install "collabtherapy[plots]"'
        raise ImportError(why) from error
    return Figure(figsize=(11, 8), layout="constrained")


def _day(moment: datetime) -> float:
    """Give a moment as matplotlib counts: in days since 1970."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(days=1)


def _stages(axes: "Axes", log: Log, ends: tuple[float, float]) -> None:
    changes: list[tuple[float, str]] = []
    for entry in log.entries:
        start = max(_day(entry.at), ends[0])
        if not changes or changes[-1][1] != entry.stage.value:
            changes.append((start, entry.stage.value))
    until = [start for start, _ in changes[1:]] + [ends[1]]
    for (start, name), end in zip(changes, until, strict=True):
        axes.axvspan(start, end, color=SHADES[name], linewidth=0)
    names = dict.fromkeys(name for _, name in changes)
    for name in names:
        axes.axvspan(ends[0], ends[0], color=SHADES[name], label=name)
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), fontsize=7, ncols=len(names))
    axes.set_yticks([])
    axes.set_ylabel("stage", rotation=0, ha="right")


def _voices(
    axes: "Axes", log: Log, told: Sequence[Happening], ends: tuple[float, float]
) -> None:
    said: dict[str, list[Contribute]] = {}
    for act in log.of(Contribute):
        said.setdefault(str(act.session), []).append(act)
    width = (ends[1] - ends[0]) / 60
    people = log.people
    for happening in told:
        if happening.lane is not Lane.SESSION or happening.what == "started":
            continue
        day = _day(happening.at)
        axes.plot([day], [-0.1], marker=MARKS[happening.what], color="black")
        found, below = voices(people, said.get(happening.about, ())), 0.0
        shares = found.by_seconds if found.n_without_seconds == 0 else found.by_words
        for person, colour in zip(people, _colours(len(people)), strict=True):
            share = shares[person].value or 0.0
            axes.bar(day, share, width, bottom=below, color=colour, linewidth=0)
            below += share
        if happening.what == "held" and not below:
            few = "too few to say" if found.n_contributions else "unknown"
            axes.text(day, 0.05, few, rotation=90, ha="center", fontsize=7)
    for person, colour in zip(people, _colours(len(people)), strict=True):
        axes.bar(ends[0], 0, width, color=colour, label=str(person))
    axes.set_ylim(-0.2, 1.35)
    axes.set_yticks([0, 0.5, 1])
    axes.set_ylabel("voice in\neach session", rotation=0, ha="right")
    axes.legend(loc="upper right", fontsize=7, ncols=min(len(people), 6))


def _colours(n: int) -> Iterator[str]:
    return (COLOURS[place % len(COLOURS)] for place in range(n))


def _goals(axes: "Axes", log: Log) -> None:
    ratings: dict[str, list[tuple[float, int]]] = {}
    told = [h for h in happenings(log) if h.lane is Lane.GOAL]
    for place, happening in enumerate(told):
        points = ratings.setdefault(happening.about, [])
        if isinstance(happening.act, RateGoal):
            points.append((_day(happening.at), happening.act.value))
        else:
            height = 0.95 - 0.12 * (place % 3)
            axes.axvline(_day(happening.at), color="#bbbbbb", linewidth=1)
            axes.text(
                _day(happening.at),
                height,
                f" {happening.about} {happening.what}",
                transform=axes.get_xaxis_transform(),
                fontsize=7,
            )
    for (name, points), colour in zip(
        ratings.items(), _colours(len(ratings)), strict=True
    ):
        days, values = [day for day, _ in points], [value for _, value in points]
        axes.plot(days, values, marker="o", color=colour, label=name)
    axes.set_ylabel("goals, each on\nits own scale", rotation=0, ha="right")
    if ratings:
        axes.legend(loc="lower right", fontsize=7)


def _spans(axes: "Axes", told: Sequence[Happening], end: float, what: str) -> None:
    rows: dict[str, int] = {}
    begun: dict[str, float] = {}
    seen: set[str] = set()
    for happening in told:
        row = rows.setdefault(happening.about, len(rows))
        day = _day(happening.at)
        if happening.what in BEGIN:
            begun.setdefault(happening.about, day)
        elif happening.what in END and happening.about in begun:
            since = begun.pop(happening.about)
            axes.barh(row, day - since, 0.5, since, color=SPAN)
        label = None if happening.what in seen else happening.what
        seen.add(happening.what)
        mark = MARKS[happening.what]
        height = row + STEPS.get(happening.what, 0)
        axes.plot([day], [height], mark, color="black", markersize=6, label=label)
    for name, since in begun.items():
        axes.barh(rows[name], end - since, 0.5, since, color=SPAN)
    if seen:
        axes.legend(loc="upper right", fontsize=7, ncols=len(seen))
    axes.set_yticks(range(len(rows)), list(rows), fontsize=7)
    axes.set_ylim(-0.6, max(len(rows) + 0.2, 0.6))
    axes.set_ylabel(what, rotation=0, ha="right", labelpad=8)
