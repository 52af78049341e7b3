"""How an act stands in time: the classes, of which each kind of act has one."""

from enum import StrEnum
from typing import Final


class Lateness(StrEnum):
    """What becomes of an act that is written down after it happened."""

    FACT = "fact"
    RESTRICTION = "restriction"
    GRANT = "grant"
    STEP = "step"

    @property
    def because(self) -> str:
        """From when it counts, and why."""
        return _BECAUSE[self]


_BECAUSE: Final = {
    Lateness.FACT: "from when it happened, and as of then: what happened, happened",
    Lateness.RESTRICTION: "from then, whatever came later: a right is taken at once",
    Lateness.GRANT: "from then only with evidence, else from when it is recorded: it "
    "may have been said or signed elsewhere",
    Lateness.STEP: "from when it is recorded: it is done by doing it here",
}
