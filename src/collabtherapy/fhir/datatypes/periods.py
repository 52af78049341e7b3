"""Times that are known to a year, a month, a day or an instant.

A FHIR date has no zone: the 5th of March begins 14 hours before it does in UTC at the
earliest place of the earth, and 12 hours after it at the latest. A period that ends
with a year, month or day contains all of it (FHIR, Period.end); one that ends with an
instant ends just before it. Between the earliest and the latest reading of an edge,
whether it has passed is unknown: so a permit's period is read narrowly and a deny's
widely, by the one rule for everything that is unknown.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import attrs
from attrs import field

from collabtherapy.fhir.datatypes.matches import Match
from collabtherapy.partnership.values.moments import LATEST, instant

__all__ = ["Edge", "Period", "read_edge"]

_FIRST_PLACE, _LAST_PLACE = timedelta(hours=14), timedelta(hours=12)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})", re.ASCII
)
_EARLIEST = datetime.min.replace(tzinfo=UTC)


@attrs.frozen
class Edge:
    """When something begins or ends: between ``earliest`` and ``latest``.

    Raises:
        ValueError: one of them is naive, or they are the wrong way round.
    """

    earliest: datetime = field(converter=instant)
    latest: datetime = field(converter=instant)

    def __attrs_post_init__(self) -> None:
        if self.latest < self.earliest:
            raise ValueError("an edge lies between an earlier and a later moment")

    @classmethod
    def exactly(cls, moment: datetime) -> "Edge":
        """Give the edge that is known to the instant."""
        return cls(moment, moment)

    def passed(self, at: datetime) -> Match:
        """Whether it lies at or before a moment."""
        if self.latest <= at:
            return Match.YES
        return Match.NO if at < self.earliest else Match.UNKNOWN

    def moments(self) -> Iterator[datetime]:
        """Give the instants at which an answer about it changes."""
        yield self.earliest
        yield self.latest


@attrs.frozen(kw_only=True)
class Period:
    """From a start to before an end; without one of them, open on that side."""

    start: Edge | None = None
    end: Edge | None = None

    def contains(self, at: datetime) -> Match:
        """Whether a moment lies in it."""
        begun = Match.YES if self.start is None else self.start.passed(at)
        over = Match.NO if self.end is None else self.end.passed(at)
        return min(begun, Match(Match.YES - over))

    def moments(self) -> Iterator[datetime]:
        """Give the instants at which the answer changes."""
        for edge in (self.start, self.end):
            if edge is not None:
                yield from edge.moments()


def read_edge(text: str, *, end: bool = False) -> Edge | None:
    """Read a FHIR dateTime as the start or the end of something; None if it is none.

    >>> read_edge("2026", end=True).latest
    datetime.datetime(2027, 1, 1, 12, 0, tzinfo=datetime.timezone.utc)
    >>> read_edge("2026-03-05T10:00:00")  # a time of day has a zone
    """
    parts = _DATE.fullmatch(text)
    try:
        if parts is None:
            known = _INSTANT.fullmatch(text) is not None
            return Edge.exactly(datetime.fromisoformat(text)) if known else None
        year, month, day = (int(part) if part else None for part in parts.groups())
        first = datetime(year or 0, month or 1, day or 1, tzinfo=UTC)
    except ValueError:
        return None
    return _anywhere(first, month, day) if end else _around(first)


def _around(midnight: datetime) -> Edge:
    """Give when a day begins, from the first to the last place of the earth."""
    earliest, latest = _EARLIEST + _FIRST_PLACE, LATEST - _LAST_PLACE
    return Edge(
        max(midnight, earliest) - _FIRST_PLACE, min(midnight, latest) + _LAST_PLACE
    )


def _anywhere(first: datetime, month: int | None, day: int | None) -> Edge:
    """Give when a year, month or day that begins so is over."""
    months = 1 if month else 12
    years, follows = divmod(first.month - 1 + months, 12)
    try:
        if day is not None:
            return _around(first + timedelta(days=1))
        return _around(first.replace(year=first.year + years, month=follows + 1))
    except (OverflowError, ValueError):
        return Edge.exactly(LATEST)  # it ends with the calendar: never
