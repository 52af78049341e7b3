"""The time at which something happened, where it is known to a day, a month or a year.

FHIR writes such a time as a partial date. It is no instant, and none is made of it: it
is an interval, between the earliest and the latest instant that it can mean in any time
zone. Ends of periods are another thing; see `Edge`.
"""

from datetime import UTC, datetime

import attrs
from attrs import field

from collabtherapy._printing import printed
from collabtherapy.fhir.datatypes.periods import Edge, read_edge
from collabtherapy.partnership.values.moments import LATEST, instant

__all__ = ["Within", "between", "read_within"]

EARLIEST = datetime.min.replace(tzinfo=UTC)
"""The first moment that there is a name for."""


@attrs.frozen
class Within:
    """The interval in which something happened at one moment.

    Args:
        earliest: the first instant at which it can have happened.
        latest: the last one; the same as `earliest` where the instant is known.

    Raises:
        ValueError: If one of them is naive, or if *latest* lies before *earliest*.

    >>> read_within("2026-06")
    Within('2026-05-31T10:00:00+00:00', '2026-07-01T12:00:00+00:00')
    """

    earliest: datetime = field(converter=instant)
    latest: datetime = field(converter=instant)

    def __attrs_post_init__(self) -> None:
        if self.latest < self.earliest:
            raise ValueError("latest must not lie before earliest; swap the two")

    def __repr__(self) -> str:
        return f"Within({self.earliest.isoformat()!r}, {self.latest.isoformat()!r})"

    _repr_pretty_ = printed

    @property
    def exact(self) -> datetime | None:
        """The instant at which it happened; None where that is not known."""
        return self.earliest if self.earliest == self.latest else None

    def may_be(self, at: datetime) -> bool:
        """Return whether it can have happened at a moment."""
        return self.earliest <= at <= self.latest


def read_within(text: str) -> Within | None:
    """Read a FHIR date, dateTime or instant; return None if it is none.

    >>> read_within("2026-03-05T10:00:00Z").exact.hour
    10
    >>> read_within("2026-03-05T10:00:00")  # a time of day has a zone
    """
    first, last = read_edge(text), read_edge(text, end=True)
    if first is None or last is None:
        return None
    return Within(first.earliest, last.latest)


def between(start: Edge | None, end: Edge | None) -> Within | None:
    """Return the interval of a period; None if it has no edge, or they contradict."""
    if start is None and end is None:
        return None
    earliest = EARLIEST if start is None else start.earliest
    latest = LATEST if end is None else end.latest
    return None if latest < earliest else Within(earliest, latest)
