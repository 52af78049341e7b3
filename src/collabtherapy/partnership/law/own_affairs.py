"""What one client does for themselves, or a therapist with them, and no other client.

Between several clients nobody answers for another, speaks for them without being asked
to, or takes out what they wrote. Which acts these are, and which of their fields names
whose affair it is, stands in one table.
"""

from collections.abc import Mapping
from types import MappingProxyType

from collabtherapy.partnership.law.deciders import acts_on_records
from collabtherapy.partnership.law.guards import Asked
from collabtherapy.partnership.regions.measurements import RecordMeasure
from collabtherapy.partnership.regions.redactions import Redact
from collabtherapy.partnership.regions.representation import (
    AppointRepresentative,
    EndRepresentation,
)
from collabtherapy.partnership.regions.safety import CheckSafety
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Reason,
    Refusals,
    Rule,
)

WHOSE: Mapping[type[Act], str] = MappingProxyType(
    {
        RecordMeasure: "client",
        AppointRepresentative: "client",
        EndRepresentation: "client",
        CheckSafety: "client",
    }
)
"""The field that names whose affair an act is."""

NOT_FOR_ANOTHER = Reason(
    "right.not_for_another",
    Rule.RIGHT,
    "{act} is the affair of {whose}, and not of {by}",
)

OWN_AFFAIRS = Asked()


@OWN_AFFAIRS.of(*WHOSE)
def for_oneself(state: State, act: Act) -> Refusals:
    """One client does not act for another, whatever they may do for themselves."""
    field = WHOSE[type(act)]
    whose: PersonId = getattr(act, field)
    clients = (Role.CLIENT, Role.FORMER_CLIENT)
    if whose == act.by or state.members.role(act.by) not in clients:
        return NONE
    change = Change("by", (whose, *state.members.ids(Role.THERAPIST)))
    name = type(act).__name__
    return (NOT_FOR_ANOTHER(change, act=name, whose=whose, by=act.by),)


@OWN_AFFAIRS.of(Redact)
def own_words(state: State, act: Redact) -> Refusals:
    """Nobody takes out another's words, unless they speak for them or keep the record.

    A therapist is not whoever keeps the record: an organisation is (GDPR 17 is asked of
    the controller).
    """
    who = (act.subject, *state.members.ids(Role.ORGANISATION))
    if act.by in who or acts_on_records(state, act.by, act.subject, act.at):
        return NONE
    name = type(act).__name__
    return (NOT_FOR_ANOTHER(Change("by", who), act=name, whose=act.subject, by=act.by),)
