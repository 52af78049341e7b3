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

from collabtherapy.fhir.consents.matches import Match, matches
from collabtherapy.partnership.moments import instant

__all__ = ["Edge", "Period", "read_edge"]

_FIRST_PLACE, _LAST_PLACE = timedelta(hours=14), timedelta(hours=12)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})", re.ASCII
)
_DECEMBER = 12


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
        return matches(False) if at < self.earliest else Match.UNKNOWN

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


def read_edge(text: str, *, end: bool = False) -> Edge:
    """Read a FHIR dateTime as the start or the end of something.

    Raises:
        ValueError: it is no such time, or has a time of day and no zone.
    """
    if _INSTANT.fullmatch(text):
        return Edge.exactly(datetime.fromisoformat(text))
    parts = _DATE.fullmatch(text)
    if parts is None:
        raise ValueError("a time is YYYY, YYYY-MM, YYYY-MM-DD or an instant with a zone")
    year, month, day = (int(part) if part else None for part in parts.groups())
    first = datetime(year or 0, month or 1, day or 1, tzinfo=UTC)
    try:
        midnight = _next(first, month, day) if end else first
        return Edge(midnight - _FIRST_PLACE, midnight + _LAST_PLACE)
    except OverflowError:
        raise ValueError("a time lies in the years 1 to 9999") from None


def _next(first: datetime, month: int | None, day: int | None) -> datetime:
    if day is not None:
        return first + timedelta(days=1)
    if month is None or month == _DECEMBER:
        return first.replace(year=first.year + 1, month=1)
    return first.replace(month=month + 1)
