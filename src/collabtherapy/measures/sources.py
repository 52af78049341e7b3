"""Who says so: the source of a figure, and whether somebody has read it there."""

from enum import Enum

import attrs
from attrs import field
from attrs.validators import instance_of

__all__ = ["Mark", "Source"]


class Mark(Enum):
    """How a figure is known.

    ``READ``: read in the source itself. ``SEEN``: seen in public code only.
    ``REMEMBERED``: known from the literature and not looked up again. ``ASSUMED``: an
    assumption of this library.
    """

    READ = "v"
    SEEN = "s"
    REMEMBERED = "m"
    ASSUMED = "a"


SHOWN = {
    Mark.READ: "",
    Mark.SEEN: " (seen in public code only)",
    Mark.REMEMBERED: " (from memory)",
    Mark.ASSUMED: " (assumed)",
}


@attrs.frozen
class Source:
    """A citation, and how far it was checked.

    Args:
        citation: authors and year, or the name of a page.
        mark: how the figure is known; every text that shows the source shows it too.

    >>> str(Source("Kroenke 2001", mark=Mark.REMEMBERED))
    'Kroenke 2001 (from memory)'
    """

    citation: str = field(validator=instance_of(str))
    mark: Mark = field(default=Mark.READ, validator=instance_of(Mark), kw_only=True)

    @property
    def from_memory(self) -> bool:
        """True if the figure was not looked up again in its source."""
        return self.mark is Mark.REMEMBERED

    @property
    def is_checked(self) -> bool:
        """True if nobody needs to look the figure up: neither remembered nor seen."""
        return self.mark not in {Mark.REMEMBERED, Mark.SEEN}

    def __str__(self) -> str:
        return f"{self.citation}{SHOWN[self.mark]}"
