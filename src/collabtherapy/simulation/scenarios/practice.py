"""Practice: what a service does that makes a partnership collaborative.

Each is a switch. What a switch does in numbers stands in the assumptions that it
names (`LEVERS`), and nowhere else, so that setting those to 0 takes it out.
"""

from collections.abc import Mapping
from types import MappingProxyType

import attrs
from attrs import field

from collabtherapy.simulation.scenarios.quantity import BadScenario


def _switch(owner: object, at: "attrs.Attribute[bool]", value: bool) -> None:  # noqa: FBT001 - the signature of attrs
    if not isinstance(value, bool):
        raise BadScenario(f"{type(owner).__name__.lower()}.{at.name}", "is yes or no")


@attrs.frozen(kw_only=True)
class Practice:
    """What is done with everybody in a scenario.

    Args:
        role_induction: how therapy works is explained before it begins.
        shared_decisions: what to do is chosen together, preferences heard first.
        preferences_accommodated: strong wishes of style are met.
        feedback_informed: feedback is asked for, and answered where somebody is not
            on track.
        pace_by_comfort: the pace follows how comfortable the client says they are.
        between_session_practice: something is agreed for the days between.
        reviews: the work is looked at together at intervals.
        planned_endings: an ending is proposed once both scores are below caseness.
        follow_up: staying in touch for half a year is offered at the end.

    Raises:
        BadScenario: a switch is neither on nor off.
    """

    role_induction: bool = field(default=False, validator=_switch)
    shared_decisions: bool = field(default=False, validator=_switch)
    preferences_accommodated: bool = field(default=False, validator=_switch)
    feedback_informed: bool = field(default=False, validator=_switch)
    pace_by_comfort: bool = field(default=False, validator=_switch)
    between_session_practice: bool = field(default=False, validator=_switch)
    reviews: bool = field(default=False, validator=_switch)
    planned_endings: bool = field(default=True, validator=_switch)
    follow_up: bool = field(default=False, validator=_switch)


USUAL = Practice()

COLLABORATIVE = Practice(
    role_induction=True,
    shared_decisions=True,
    preferences_accommodated=True,
    feedback_informed=True,
    pace_by_comfort=True,
    between_session_practice=True,
    reviews=True,
    planned_endings=True,
    follow_up=True,
)
"""Everything that the idea of two experts asks of a service."""

LEVERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "role_induction": ("induction.outcome", "induction.leaving"),
        "shared_decisions": ("collaboration.outcome",),
        "preferences_accommodated": ("preferences.outcome", "preferences.leaving"),
        "feedback_informed": (
            "feedback.outcome",
            "feedback.leaving",
            "feedback.answered",
        ),
        "pace_by_comfort": ("pace.ruptures",),
        "between_session_practice": ("practice.outcome",),
        "reviews": ("reviews.repair",),
    }
)
"""Which assumptions each switch turns on."""
