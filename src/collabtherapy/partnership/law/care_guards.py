"""The conditions on looking after a client: into whose hands care is given."""

from collabtherapy.partnership.law.guards import Asked
from collabtherapy.partnership.regions.safety import HandOverSafety
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Reason,
    Refusals,
    Rule,
)

NOT_HANDED_OVER = Reason(
    "safety.not_handed_over",
    Rule.SAFETY,
    "the care for {client} goes to somebody who can take it over: neither {by}, who "
    "hands it over, nor a client, and {recipient} is one of these",
)

CARE_GUARDS = Asked()


@CARE_GUARDS.of(HandOverSafety)
def into_other_hands(state: State, act: HandOverSafety) -> Refusals:
    """Care that nobody else takes over has not been handed over."""
    clients = (Role.CLIENT, Role.FORMER_CLIENT)
    recipient = act.recipient
    if recipient != act.by and state.members.role(recipient) not in clients:
        return NONE
    facts = {"client": act.client, "by": act.by, "recipient": recipient}
    return (NOT_HANDED_OVER(Change("recipient", None), **facts),)
