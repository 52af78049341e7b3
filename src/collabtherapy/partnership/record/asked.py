"""For whom the law is asked: it tells an actor no more than they see."""

from enum import Enum

from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.refusals import NONE, Refusals
from collabtherapy.partnership.verdict import refusals, why_not


class Asked(Enum):
    """For whom the reasons against an act are."""

    BY_ACTOR = "by_actor"
    """For its actor, who is told what they may know."""

    BY_RECORD = "by_record"
    """For whoever keeps the record: all of them."""

    NOT = "not"
    """Nothing is asked: what is replayed was allowed when it was recorded."""

    def of(self, state: State, act: Act) -> Refusals:
        """Return the reasons against an act."""
        if self is Asked.BY_ACTOR:
            return why_not(state, act)
        return refusals(state, act) if self is Asked.BY_RECORD else NONE
