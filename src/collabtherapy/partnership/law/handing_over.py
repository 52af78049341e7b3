"""Handing over the care for a person in danger, which waits for the recipient's yes.

A therapist who hands it over is released by that, so the offer is not enough: the
recipient accepts by an act of their own, or an emergency service gave its reference.
"""

from collabtherapy.partnership.law.guards import Asked
from collabtherapy.partnership.law.rights import RIGHT_TO
from collabtherapy.partnership.regions.safety import (
    AcceptHandOver,
    HandOverSafety,
    is_offered,
)
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Do,
    Reason,
    Refusal,
    Refusals,
    Remedy,
    Rule,
)

NOT_HANDED_OVER = Reason(
    "safety.not_handed_over",
    Rule.SAFETY,
    "{recipient} cannot take over the care for {client}: it goes neither to {by}, who "
    "hands it over, nor to a client",
)
NO_EMERGENCY = Reason(
    "safety.no_emergency",
    Rule.SAFETY,
    "{recipient} says yes to looking after {client} themselves: a reference is that of "
    "an emergency service, which is from outside, on the ground emergency",
)
NOT_ACCEPTED = Reason(
    "safety.not_accepted",
    Rule.SAFETY,
    "{recipient} was asked to look after the safety of {client}, and has not said yes",
)
NOT_OFFERED = Reason(
    "safety.not_offered",
    Rule.SAFETY,  # of the record, it would keep out a concern that is entered late
    "the care for the safety of {client} has not been offered to {by}",
)

HANDING_OVER_GUARDS = Asked()

EMERGENCY = "emergency"
"""The ground on which a call to an emergency service hands care over at once."""


def may_take_over(state: State, person: PersonId) -> bool:
    """Return whether a person may look after a client in danger: no client does."""
    return state.members.role(person) in RIGHT_TO[AcceptHandOver].who


@HANDING_OVER_GUARDS.of(HandOverSafety)
def into_other_hands(state: State, act: HandOverSafety) -> Refusals:
    """Refuse to hand care over to its author, or to a client."""
    recipient = act.recipient
    if recipient != act.by and may_take_over(state, recipient):
        return NONE
    facts = {"client": act.client, "by": act.by, "recipient": recipient}
    return (NOT_HANDED_OVER(Change("recipient", None), **facts),)


@HANDING_OVER_GUARDS.of(AcceptHandOver)
def offered_to_them(state: State, act: AcceptHandOver) -> Refusals:
    """Refuse the yes of a person to whom nobody offered the care for a client."""
    if is_offered(state.safety, act):
        return NONE
    others = [one for one in state.members.ids(Role.THERAPIST) if one != act.by]
    if others and may_take_over(state, act.by):
        fields = {"client": act.client, "recipient": act.by}
        offer: Remedy = Do(HandOverSafety, tuple(others), fields)
    else:  # nobody hands it to themselves, nor to a client
        offered = state.safety.of(act.client).offered
        offer = Change("by", () if offered is None else (offered.recipient,))
    return (NOT_OFFERED(offer, client=act.client, by=act.by),)


@HANDING_OVER_GUARDS.of(HandOverSafety)
def called_in_an_emergency(state: State, act: HandOverSafety) -> Refusals:
    """Refuse a reference in place of the yes of who can say it themselves."""
    outside = state.members.role(act.recipient) is Role.OUTSIDER
    if act.reference is None or (outside and act.ground == EMERGENCY):
        return NONE
    change = Change("reference", (None,))
    return (NO_EMERGENCY(change, client=act.client, recipient=act.recipient),)


def waits_for_a_yes(state: State, client: PersonId) -> Refusal | None:
    """Return the refusal of what waits for a recipient's yes; None without an offer."""
    offered = state.safety.of(client).offered
    if offered is None or not may_take_over(state, offered.recipient):
        return None
    fix = Do(AcceptHandOver, (offered.recipient,), {"client": client})
    return NOT_ACCEPTED(fix, client=client, recipient=offered.recipient)
