"""Where a row of a table comes from."""

from enum import StrEnum

__all__ = ["Mark"]


class Mark(StrEnum):
    """The evidence for one row; only `READ` has been compared with its source."""

    READ = "v"
    """Read in HL7's own publication."""

    SEEN = "s"
    """Seen in published software that was made from HL7's definitions."""

    MEMORY = "m"
    """Written from memory: to be compared with its source."""

    ARGUED = "a"
    """Stated by no source: argued here, and only ever on the side that closes."""
