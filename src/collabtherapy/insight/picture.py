"""A partnership as one picture: stages, sessions, voice, goals, ruptures, consents."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from collabtherapy.insight.log import Log, read
from collabtherapy.insight.timelines import Happening, Lane, happenings
from collabtherapy.insight.voices import voices
from collabtherapy.insight.windows import Window
from collabtherapy.partnership.contributions import Contribute
from collabtherapy.partnership.goals import RateGoal
from collabtherapy.partnership.ids import HasId, PersonId
from collabtherapy.partnership.partnership import Partnership

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
"""Told apart by colour-blind readers as well (Okabe & Ito 2008)."""

ENDS: Mapping[Lane, frozenset[str]] = {
    Lane.RUPTURE: frozenset(("mended", "not_mended")),
    Lane.CONSENT: frozenset(("withdrawn", "declined")),
    Lane.GOAL: frozenset(("reached", "set_aside")),
}
BEGINS: Mapping[Lane, frozenset[str]] = {
    Lane.RUPTURE: frozenset(("marked",)),
    Lane.CONSENT: frozenset(("given",)),
    Lane.GOAL: frozenset(("shared", "reworded")),
}


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
    """
    figure = _figure()
    log = read(p, viewer=viewer, window=window)
    told = happenings(log)
    axes: list[Axes] = list(
        figure.subplots(
            5, 1, sharex=True, height_ratios=(0.5, 1.4, 1.4, 0.8, 1.2), squeeze=True
        )
    )
    moments = [happening.at for happening in told]
    end = max(moments, default=p.at)
    _stages(axes[0], told, end)
    _voices(axes[1], log, told)
    _goals(axes[2], log, told, end)
    _spans(axes[3], Lane.RUPTURE, told, end, "ruptures")
    _spans(axes[4], Lane.CONSENT, told, end, "consents")
    axes[0].set_title(f"Partnership {p.id}", loc="left")
    figure.autofmt_xdate()
    return figure


def _figure() -> "Figure":
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415  # an extra, loaded late
    except ImportError:
        missing = True
    else:
        return Figure(figsize=(11, 8), layout="constrained")
    if missing:
        why = 'a picture needs matplotlib: pip install "collabtherapy[plots]"'
        raise ImportError(why)
    raise AssertionError
