"""The stages of the main line, which a policy may name; see `stages`."""

from enum import StrEnum


class Stage(StrEnum):
    """Where a partnership stands on its main line."""

    REQUESTED = "requested"
    WAITING = "waiting"
    EXPLORING = "exploring"
    CONTRACTING = "contracting"
    WORKING = "working"
    PAUSED = "paused"
    ENDING = "ending"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        """Whether the partnership goes on."""
        return self is not Stage.CLOSED
