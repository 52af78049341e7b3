"""Moments that tests forget: the hour that comes twice, and the hour that never comes.

A partnership keeps instants, so a change of the clocks is nothing to it; whoever writes
an appointment down in local time may be an hour off twice a year. These strategies give
aware moments of a place, many of them beside a change of its clocks.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from collabtherapy._scalars import whole
from collabtherapy.testing.ways import START

PLACES = (
    "UTC",
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",  # goes half an hour forward
    "Pacific/Apia",  # left out a whole day: 30 December 2011
    "Asia/Kathmandu",  # is three quarters of an hour off
)
"""Zones, each with a trap of its own; plain time first, since examples shrink to it."""

CENTURY = timedelta(days=36_525)
HALF_HOURS = 12
"""How far from a change of the clocks moments are drawn, in half hours."""


def moments(
    *, after: datetime = START, within: timedelta = CENTURY
) -> st.SearchStrategy[datetime]:
    """Draw a moment in UTC, to the microsecond; the first one is the simplest.

    Args:
        after: the earliest.
        within: how long after it the latest is.
    """
    micro = timedelta(microseconds=1)
    return st.integers(0, within // micro).map(lambda n: after + n * micro)


@st.composite
def local_times(
    draw: st.DrawFn,
    *,
    places: Sequence[str] = PLACES,
    years: tuple[int, int] = (2011, 2030),
) -> datetime:
    """Draw an aware moment of some place, near a change of its clocks where it has any.

    The hour that comes twice is drawn both times (`fold`).

    Args:
        draw: how strategies are drawn from; given by Hypothesis.
        places: names of time zones.
        years: the first and the last year.
    """
    place = draw(st.sampled_from(places))
    changes = clock_changes(place, draw(st.integers(*years)))
    near = draw(st.sampled_from(changes))
    half_hours = draw(st.integers(-HALF_HOURS, HALF_HOURS))
    return (near + half_hours * timedelta(minutes=30)).astimezone(ZoneInfo(place))


@cache
def clock_changes(place: str, year: int) -> tuple[datetime, ...]:
    """Give the moments of a year at which the clocks of a place change, in UTC.

    Where they do not change, New Year stands for them.

    >>> [str(at) for at in clock_changes("Europe/London", 2026)]
    ['2026-03-29 01:00:00+00:00', '2026-10-25 01:00:00+00:00']
    """
    zone, day = ZoneInfo(place), timedelta(days=1)
    new_year = datetime(year, 1, 1, tzinfo=UTC)
    days = (new_year + n * day for n in range(366))
    changed = (_change(at, at + day, zone) for at in days)
    return tuple(at for at in changed if at is not None) or (new_year,)


def _change(early: datetime, late: datetime, zone: ZoneInfo) -> datetime | None:
    """Give the minute between two moments at which the clocks change, if they do."""

    def offset(at: datetime) -> timedelta | None:
        return at.astimezone(zone).utcoffset()

    before = offset(early)
    if before == offset(late):
        return None
    while late - early > timedelta(minutes=1):
        middle = early + (late - early) // 2
        middle -= timedelta(seconds=middle.second, microseconds=middle.microsecond)
        early, late = (middle, late) if offset(middle) == before else (early, middle)
    return late


@st.composite
def ticks(
    draw: st.DrawFn, *, place: str = "Europe/London", at_most: int = 10
) -> tuple[datetime, ...]:
    """Draw a clock of a place as it is read again and again: later each time, or equal.

    It jumps across changes of the clocks: on the wall it may go back or leap, and in
    truth it does neither.

    Args:
        draw: how strategies are drawn from; given by Hypothesis.
        place: the name of a time zone.
        at_most: how often it is read.
    """
    read = [draw(local_times(places=(place,)))]
    for _ in range(draw(st.integers(0, whole(at_most) - 1))):
        gap = draw(st.sampled_from(GAPS))
        read.append((read[-1].astimezone(UTC) + gap).astimezone(read[-1].tzinfo))
    return tuple(read)


GAPS = (
    timedelta(0),
    timedelta(minutes=20),
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(days=7),
    timedelta(days=182),
)
