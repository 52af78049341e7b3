"""Calendar months, as reports have them: from one local midnight to another."""

import re
from datetime import MAXYEAR, MINYEAR, UTC, datetime, tzinfo

import attrs


@attrs.frozen(order=True)
class Month:
    """A calendar month.

    >>> Month.of("2026-12").next
    Month(year=2027, month=1)
    """

    year: int
    month: int

    @classmethod
    def of(cls, text: str) -> "Month":
        """Parse a month such as ``2026-07``.

        Raises:
            ValueError: If it is none, or lies outside the years 1 to 9998.
        """
        found = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text)
        if found is None or not MINYEAR <= int(found[1]) < MAXYEAR:
            raise ValueError("month is a year and a month, such as 2026-07")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def at(cls, moment: datetime, zone: tzinfo) -> "Month":
        """Return the month in which a moment lies, by the clocks of a zone."""
        local = moment.astimezone(zone)
        return cls(local.year, local.month)

    @property
    def next(self) -> "Month":
        """The month after it."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    def start(self, zone: tzinfo) -> datetime:
        """Return the moment at which it begins in a zone, in UTC."""
        return datetime(self.year, self.month, 1, tzinfo=zone).astimezone(UTC)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"
