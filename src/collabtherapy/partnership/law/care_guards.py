"""The conditions on care for each other: who takes it over, and who reads a note."""

from collabtherapy.partnership.law.guards import Asked
from collabtherapy.partnership.law.references import MOST_SHOWN
from collabtherapy.partnership.regions.notes import WriteNote
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
    "{recipient} cannot take over the care for {client}: it goes neither to {by}, who "
    "hands it over, nor to a client",
)

NO_READERS = Reason(
    "note.no_readers",
    Rule.RIGHT,
    "there are or were several clients here, and the note by {by} neither names its "
    "readers nor says that it is for everyone",
)

CARE_GUARDS = Asked()


@CARE_GUARDS.of(HandOverSafety)
def into_other_hands(state: State, act: HandOverSafety) -> Refusals:
    """Refuse to hand care over to whoever hands it over, or to a client."""
    clients = (Role.CLIENT, Role.FORMER_CLIENT)
    recipient = act.recipient
    if recipient != act.by and state.members.role(recipient) not in clients:
        return NONE
    facts = {"client": act.client, "by": act.by, "recipient": recipient}
    return (NOT_HANDED_OVER(Change("recipient", None), **facts),)


@CARE_GUARDS.of(WriteNote)
def readers_named(state: State, act: WriteNote) -> Refusals:
    """Refuse a note without readers between several clients."""
    if act.to or act.for_everyone or not state.members.several_clients:
        return NONE
    # The narrowest first: whoever carries out a fix unread shares as little as can be.
    people = state.members.ids(Role.THERAPIST) + state.members.ids(Role.CLIENT)
    others = [person for person in people if person != act.by][:MOST_SHOWN]
    to = tuple(frozenset((person,)) for person in others)
    return (NO_READERS(Change("to", to), by=act.by),)
