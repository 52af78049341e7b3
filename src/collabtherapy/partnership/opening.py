"""Opening a partnership: who may, and how one follows another.

What is asked here is asked of the opening alone: there is no partnership yet to ask.
"""

from collections.abc import Iterator

from collabtherapy.partnership.law.entry_guards import may_be_entered
from collabtherapy.partnership.law.holder_guards import no_such_rows
from collabtherapy.partnership.law.routes import steps_on
from collabtherapy.partnership.law.two_sides import TWO_SIDES
from collabtherapy.partnership.regions.transfer import CompleteTransfer
from collabtherapy.partnership.state import State, opened
from collabtherapy.partnership.values.ids import PartnershipId
from collabtherapy.partnership.values.people import Client, Role
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Reason,
    Refusal,
    Refusals,
    Rule,
)
from collabtherapy.partnership.values.stages import Open

TOO_EARLY = Reason(
    "opening.too_early",
    Rule.RECORD,
    "the work was handed on at {handed_on}, and what follows on it is opened later",
)
STRANGER = Reason("person.unknown", Rule.RECORD, "{by} is not in this partnership")
NOT_THEIRS = Reason(
    "right.not_theirs",
    Rule.RIGHT,
    "{act} is for whoever is here as {who}; {by} is here as {role}",
)
CLIENT_UNAWARE = Reason(
    "opening.client_unaware",
    Rule.RIGHT,
    "tell {clients} first: {by} opens a partnership for them once they know of it, "
    "and says how they heard",
)
ROWS_NOT_THEIRS = Reason(
    "decider.not_theirs",
    Rule.RIGHT,
    "who decides for {clients} is stated by a therapist or an organisation, and {by} "
    "is neither",
)
NOT_HANDED_ON = Reason(
    "opening.not_handed_on",
    Rule.RECORD,
    "nothing here says that {predecessor} handed its work on: begin anew",
)
OTHER_SUCCESSOR = Reason(
    "opening.other_successor",
    Rule.RECORD,
    "{predecessor} was handed on to {successor}, and to no other",
)
NOT_TAKEN_ON = Reason(
    "opening.not_taken_on",
    Rule.RECORD,
    "{incoming} took the work on, and is not among the therapists",
)
OTHER_CLIENTS = Reason(
    "opening.other_clients",
    Rule.RECORD,
    "the work of {clients} was handed on, and {others} were not part of it",
)


def refusals_to_open(act: Open) -> Refusals:
    """Return every reason why a partnership may not be opened like this."""
    found = (*_opener(act), *_sides(act), *_deciders(act))
    if act.entered_by is None:
        return found
    return (*found, *may_be_entered(opened(act), act))


def refusals_of_one_not_known(act: Open) -> Refusals:
    """Return every reason, where nothing is known of what the opening may follow."""
    return (*refusals_to_open(act), *_begun(act))


def _begun(act: Open) -> Refusals:
    """Return the reason why a partnership in which nothing began is not begun."""
    if not act.begun:
        return NONE
    return (NOT_HANDED_ON(Change("begun", (False,)), predecessor=act.predecessor),)


def _sides(act: Open) -> Refusals:
    clients = {client.id for client in act.clients}
    return tuple(
        TWO_SIDES(Change("therapists", None), person=therapist.supervisor)
        for therapist in act.therapists
        if therapist.supervisor in clients
    )


def _deciders(act: Open) -> Refusals:
    rows = no_such_rows(tuple(one.row for one in act.deciders), "deciders")
    others = (one for one in act.people if not isinstance(one, Client))
    recorders = tuple(one.id for one in others)
    if not act.deciders or act.by in recorders:
        return rows
    whose = tuple(one.client for one in act.deciders)
    change = Change("deciders", ((),))
    return (*rows, ROWS_NOT_THEIRS(change, by=act.by, clients=whose))


def _opener(act: Open) -> Refusals:
    clients = tuple(client.id for client in act.clients)
    therapists = tuple(therapist.id for therapist in act.therapists)
    organisations = tuple(o.id for o in act.organisations)
    step = next(s for s in steps_on(Open) if s.to is opened(act).stage)
    theirs = therapists if Role.THERAPIST in step.who else ()
    may = (*clients, *theirs, *organisations)
    if act.by in (*clients, *theirs) or (act.by in organisations and act.clients_told):
        return NONE
    if act.by in organisations:
        told = Change("clients_told", None)
        return (CLIENT_UNAWARE(told, by=act.by, clients=clients),)
    change = Change("by", may)
    if act.by in therapists:
        who, role = tuple(sorted(step.who)), Role.THERAPIST
        return (NOT_THEIRS(change, act="Open", who=who, by=act.by, role=role),)
    return (STRANGER(change, by=act.by),)


def refusals_to_succeed(before: State, act: Open) -> Refusals:
    """Return every reason why this opening does not follow from that partnership.

    Who is not known there is told of none but that it was not handed on to them: the
    others name its clients, its successor and when it ended.
    """
    completed = before.transfer.completed
    if completed is None:
        return (*refusals_to_open(act), *_begun(act))
    wrong = (*_successor(before, completed, act),)
    knows = {person.id for person in before.members.ever} | {completed.by}
    if wrong and act.by not in knows:
        change = Change("predecessor", None)
        wrong = (NOT_HANDED_ON(change, predecessor=act.predecessor),)
    found = (*refusals_to_open(act), *wrong)
    return tuple(sorted(found, key=lambda refusal: refusal.rule))


def _successor(
    before: State, completed: CompleteTransfer, act: Open
) -> Iterator[Refusal]:
    """Yield in what this opening differs from what was handed on."""
    successor: PartnershipId = completed.successor
    if act.at < completed.at:
        yield TOO_EARLY(Change("at", (completed.at,)), handed_on=completed.at)
    if act.partnership != successor:
        change = Change("partnership", (successor,))
        facts = {"predecessor": before.id, "successor": successor}
        yield OTHER_SUCCESSOR(change, **facts)
    if completed.by not in {therapist.id for therapist in act.therapists}:
        yield NOT_TAKEN_ON(Change("therapists", None), incoming=completed.by)
    clients = before.members.ids(Role.CLIENT)
    others = tuple(c.id for c in act.clients if c.id not in clients)
    if others:
        change = Change("clients", None)
        yield OTHER_CLIENTS(change, clients=clients, others=others)
