"""Moments: aware, exact, and always handed in.

Nothing here reads a clock. A moment is an instant, so two spellings of the same
instant are the same value: every moment is kept in UTC.
"""

from collections.abc import Container
from datetime import UTC, date, datetime, timedelta

from collabtherapy.errors import InvalidInput

LATEST = datetime.max.replace(tzinfo=UTC)
"""The last moment that there is a name for."""


def instant(value: datetime) -> datetime:
    """Give the same instant in UTC.

    Raises:
        TypeError: the value is not a `datetime`.
        ValueError: it is naive, or falls outside the years 1 to 9999 in UTC.

    >>> from datetime import timezone
    >>> instant(datetime(2026, 1, 5, 9, tzinfo=timezone(timedelta(hours=2)))).hour
    7
    """
    if not isinstance(value, datetime):
        raise TypeError("a moment is a datetime with a time zone")
    if value.__class__ is datetime and value.tzinfo is UTC:
        return value
    if value.utcoffset() is None:
        raise InvalidInput("a moment has a time zone: datetime(…, tzinfo=UTC)")
    if not _fits(value):
        raise InvalidInput("a moment lies in the years 1 to 9999 of UTC")
    there = value.astimezone(UTC)
    # A subclass may carry more than a datetime does (a clock of its own, say).
    return datetime(
        there.year, there.month, there.day, there.hour, there.minute,
        there.second, there.microsecond, tzinfo=UTC,
    )  # fmt: skip


def _fits(value: datetime) -> bool:
    offset = value.utcoffset() or timedelta()
    naive = value.replace(tzinfo=None)
    earliest, latest = datetime.min, datetime.max  # noqa: DTZ901  # compared naive
    return (
        earliest + max(offset, timedelta())
        <= naive
        <= latest + min(offset, timedelta())
    )


def after(moment: datetime, days: int) -> datetime:
    """Give the moment so many days of 24 hours later; the last one there is, at most.

    >>> after(datetime(2026, 1, 5, tzinfo=UTC), 28).day
    2
    >>> after(LATEST, 28) == LATEST
    True
    """
    try:
        return moment + timedelta(days=days)
    except OverflowError:
        return LATEST


def other_days(first: datetime, taken: Container[date], n: int) -> list[datetime]:
    """Return moments of so many days in UTC, one after another, that are not taken.

    >>> first = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> [day.day for day in other_days(first, {first.date()}, 2)]
    [6, 7]
    """
    days = [after(first, place) for place in range(n + 1)]
    return days[1:] if first.date() in taken else days[:n]


def spelled(moment: datetime) -> str:
    """Return a moment of UTC as text.

    >>> spelled(datetime(2026, 1, 5, 9, tzinfo=UTC))
    '2026-01-05T09:00:00Z'
    """
    return f"{moment.isoformat()[:-6]}Z"
