"""The picture of the page that is read together: the course, and what was changed.

It is written as SVG by hand, so that it needs nothing else and can stand in a page.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from html import escape

import attrs

from collabtherapy.insight.page_lines import Line, Part, Point, Series
from collabtherapy.insight.telling import day

WIDTH, LEFT, RIGHT, TOP = 760, 210, 730, 64
"""The width of the picture, and where its panels begin and end."""

PANEL, GAP, PAD = 84, 26, 10
"""The height of a panel, what is between two, and what is free within one."""

APART = 18
"""How far two changes lie apart for each to have its own number above it."""

LONGEST = 22
"""The number of characters after which a label is cut."""

INK, PALE, LINE = "#222222", "#f2f4f7", "#0072b2"
RINGED = 'fill="none" stroke="#d55e00" stroke-width="2.5"'
"""Blue and orange are told apart by colour-blind readers too (Okabe & Ito 2008)."""


@attrs.frozen
class _Days:
    """Where each moment stands from left to right."""

    first: datetime
    last: datetime

    def x(self, at: datetime) -> float:
        span = max(self.last - self.first, timedelta(days=1))
        return LEFT + PAD + (at - self.first) / span * (RIGHT - LEFT - 2 * PAD)


def draw_page(lines: Iterable[Line]) -> str:
    """Return the picture of these lines, as SVG.

    Each series has a panel of its own. A score that is missing is a question mark at
    the foot of it and breaks the line: it is never drawn as if it were known. Each
    change is a dashed line with the number that it has on the page.

    Args:
        lines: the lines of a page.
    """
    there = tuple(lines)
    series = [line.series for line in there if line.series is not None]
    changes = [
        (n, line.at)
        for n, line in enumerate((x for x in there if x.part is Part.CHANGED), 1)
        if line.at is not None
    ]
    moments = [point.at for one in series for point in one.points]
    moments += [at for _, at in changes]
    foot = TOP + max(len(series), 1) * (PANEL + GAP)
    body: list[str] = [_text(20, 28, "How it goes, and what we changed", size=17)]
    if moments:
        days = _Days(min(moments), max(moments))
        tops = [TOP + n * (PANEL + GAP) for n in range(len(series))]
        body += map(_ground, tops)
        body += _changes(changes, days, foot - GAP)
        for one, top in zip(series, tops, strict=True):
            body += _panel(one, top, days)
        body += _dates(days, foot)
    if not series:
        body.append(_text(20, TOP + 30, "Nothing was rated or answered yet."))
    body += _legend(foot + 42)
    height = foot + 78
    what = f"The course in {len(series)} panels, with {len(changes)} changes."
    size = f'width="{WIDTH}" height="{height}"'
    box = f'viewBox="0 0 {WIDTH} {height}" {size} role="img" font-family="sans-serif"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
    white = f'<rect {size} fill="white"/>'
    return "\n".join((head, f"<title>{what}</title>", white, *body, "</svg>\n"))


def _ground(top: float) -> str:
    size = f'width="{RIGHT - LEFT}" height="{PANEL}"'
    return f'<rect x="{LEFT}" y="{top}" {size} fill="{PALE}"/>'


def _panel(series: Series, top: float, days: _Days) -> Iterator[str]:
    yield _text(20, top + 32, _short(series.label))
    yield _text(20, top + 50, _short(series.whose), size=12)
    if series.better is not None:
        yield _text(20, top + 67, f"{series.better} is better", size=11)
    for value in (series.low, series.high):
        height = _y(series, value, top)
        yield _text(LEFT - 6, height + 4, f"{value:g}", size=11, anchor="end")
    for run in filter(None, _runs(series.points)):
        at = " ".join(
            f"{days.x(point.at):.1f},{_y(series, value, top):.1f}"
            for point, value in run
        )
        yield f'<polyline points="{at}" fill="none" stroke="{LINE}" stroke-width="2"/>'
    for point in series.points:
        yield from _point(series, point, top, days)


def _point(series: Series, point: Point, top: float, days: _Days) -> Iterator[str]:
    x, y = days.x(point.at), top + PANEL - PAD
    if point.value is None:
        yield _text(x + 12 * point.to_talk + 4, y + 6, "?", size=15, bold=True)
    else:
        y = _y(series, point.value, top)
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{LINE}"/>'
        far = 13 if point.to_talk else 9
        above = y - far if y - far > top + PAD else y + far + PAD
        yield _text(x + 6, above, f"{point.value:g}", size=11)
    if point.to_talk:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" {RINGED}/>'


def _runs(points: Sequence[Point]) -> Iterator[list[tuple[Point, float]]]:
    """Yield the stretches of a series between its missing scores."""
    run: list[tuple[Point, float]] = []
    for point in points:
        if point.value is None:
            yield run
            run = []
        else:
            run.append((point, point.value))
    yield run


def _changes(
    changes: Sequence[tuple[int, datetime]], days: _Days, foot: float
) -> Iterator[str]:
    together: list[tuple[float, list[int]]] = []
    for n, at in changes:
        x = days.x(at)
        if not together or x - together[-1][0] > APART:
            together.append((x, []))
        together[-1][1].append(n)
        yield (
            f'<line x1="{x:.1f}" y1="{TOP - 4}" x2="{x:.1f}" y2="{foot}" '
            f'stroke="{INK}" stroke-dasharray="4 3"/>'
        )
    for x, those in together:
        numbers = f"{those[0]}–{those[-1]}" if those[1:] else f"{those[0]}"
        yield _text(x, TOP - 10, numbers, size=12, anchor="middle", bold=True)


def _dates(days: _Days, foot: float) -> Iterator[str]:
    yield _text(LEFT, foot - 8, day(days.first), size=11)
    if day(days.last) != day(days.first):
        yield _text(RIGHT, foot - 8, day(days.last), size=11, anchor="end")


def _legend(top: float) -> Iterator[str]:
    yield f'<circle cx="26" cy="{top - 4}" r="4" fill="{LINE}"/>'
    yield _text(38, top, "rated or answered", size=12)
    yield f'<circle cx="188" cy="{top - 4}" r="8" {RINGED}/>'
    yield _text(203, top, "a reason to talk", size=12)
    yield _text(360, top, "?", size=15, bold=True)
    yield _text(375, top, "no answer: unknown", size=12)
    yield (
        f'<line x1="578" y1="{top - 12}" x2="578" y2="{top + 4}" stroke="{INK}" '
        f'stroke-dasharray="4 3"/>'
    )
    yield _text(588, top, "changed, by number", size=12)


def _y(series: Series, value: float, top: float) -> float:
    share = (value - series.low) / (series.high - series.low)
    return top + PANEL - PAD - share * (PANEL - 2 * PAD)


def _short(label: str) -> str:
    one = " ".join(label.split())
    return one if len(one) <= LONGEST else f"{one[: LONGEST - 1]}…"


def _text(
    x: float,
    y: float,
    said: str,
    *,
    size: int = 13,
    anchor: str = "start",
    bold: bool = False,
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    where = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"'
    return f'<text {where}{weight} fill="{INK}">{escape(said)}</text>'
