"""What an act speaks of exists: one condition for every field that holds an id.

Which fields those are is read off the types of the acts, so a new act is covered
when it is written. A field called ``id`` names something new and is left alone.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TypeAlias, cast, get_args

import attrs

from collabtherapy.partnership.law.duties.following import is_still_owed
from collabtherapy.partnership.regions.consent import Explain
from collabtherapy.partnership.regions.contact import ReachOut
from collabtherapy.partnership.regions.contributions import Contribute
from collabtherapy.partnership.regions.decisions import Accept, Amend, Propose
from collabtherapy.partnership.regions.goals import Goal
from collabtherapy.partnership.regions.notes import WriteNote
from collabtherapy.partnership.regions.orientation import Orient
from collabtherapy.partnership.regions.practice import Practice, Task
from collabtherapy.partnership.regions.redactions import PlaceHold
from collabtherapy.partnership.regions.representation import EndRepresentation
from collabtherapy.partnership.regions.toolkit import OfferToolkit
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.appointments import PlanSession
from collabtherapy.partnership.values.duty_ids import DutyId
from collabtherapy.partnership.values.ids import (
    ContributionId,
    GoalId,
    HoldId,
    Id,
    NoteId,
    PersonId,
    PracticeId,
    ProposalId,
    SessionId,
    TaskId,
)
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Do,
    Reason,
    Refusal,
    Refusals,
    Rule,
)

Holder: TypeAlias = Act | Matter

Name: TypeAlias = Id | DutyId

REGISTERS: Mapping[type[Name], Callable[[State], Collection[Name]]] = {
    ProposalId: lambda state: state.decisions.proposals,
    GoalId: lambda state: state.goals.by_id,
    SessionId: lambda state: state.sessions.by_id,
    ContributionId: lambda state: state.contributions.by_id,
    DutyId: lambda state: state.duties.by_id,
    TaskId: lambda state: state.tasks.by_id,
    PracticeId: lambda state: state.tasks.practices,
    NoteId: lambda state: state.notes.by_id,
    HoldId: lambda state: state.redactions.holds,
    PersonId: lambda state: state.members.everyone,
}
"""Where the things and people of each kind of id are kept."""

MAKERS: Mapping[type[Name], tuple[type[Act], ...]] = {
    ProposalId: (Propose,),
    GoalId: (Propose, Accept),
    TaskId: (Propose, Accept),
    PracticeId: (Propose, Accept),
    SessionId: (PlanSession,),
    ContributionId: (Contribute,),
    NoteId: (WriteNote,),
    HoldId: (PlaceHold,),
}
"""The acts that bring a thing into being; duties come of themselves, people do not."""

MADE_OF: Mapping[type[Name], type[Matter]] = {
    GoalId: Goal,
    TaskId: Task,
    PracticeId: Practice,
}
"""The matters that become things of their proposal's name."""

ELSEWHERE = frozenset(
    {
        "id",
        "by",
        "partnership",
        "predecessor",
        "recipient",
        "cover",
        "supervisor",
        "bound",
        "referred_to",
        "representative",
        "on_behalf_of",
        "subject",
        "about",
        "entered_by",
    }
)
"""Fields whose ids are new or from outside, or of which the rights say more."""

MOST_SHOWN = 10

UNKNOWN = Reason("{what}.unknown", Rule.RECORD, "there is no {what} {name}")
NOT_IN_ROLE = Reason(
    "person.not_a_{asked}", Rule.RECORD, "{name} is {role} here, and not a {asked}"
)

ASKED = {"client": Role.CLIENT, "therapist": Role.THERAPIST}
"""Fields of acts that name somebody in one role."""

TO_A_CLIENT = frozenset({Explain, Orient, OfferToolkit, ReachOut})
"""Acts that are done to a client."""


OF_THE_PAST = frozenset({EndRepresentation})
"""Acts that may also be about a client who has left."""


def known(state: State, act: Act) -> Refusals:
    """Everything and everyone that the act names is there."""
    found: list[Refusal] = []
    if references(type(act)):
        found += [_refusal(state, act, act, *row) for row in _missing(state, act)]
    if isinstance(act, Propose | Amend):
        matter = act.matter
        found += [_refusal(state, act, matter, *row) for row in _missing(state, matter)]
    for field, asked in asked_in(type(act)):
        name = getattr(act, field)
        role = state.members.role(name)
        if role is Role.FORMER_CLIENT and type(act) in OF_THE_PAST:
            continue
        if role not in (asked, Role.OUTSIDER) and not _is_owed(state, act, name):
            change = Change(field, state.members.ids(asked))
            found.append(NOT_IN_ROLE(change, name=name, role=role, asked=asked))
    return found or NONE


def asked_in(kind: type[Act]) -> tuple[tuple[str, Role], ...]:
    """Return the fields of a kind of act that name somebody in one role."""
    if kind not in _ROLES:
        own = {name for name, id_ in references(kind) if id_ is PersonId}
        rows = [(field, role) for field, role in ASKED.items() if field in own]
        to_a_client = [("to", Role.CLIENT)] if kind in TO_A_CLIENT else []
        _ROLES[kind] = (*rows, *to_a_client)
    return _ROLES[kind]


_ROLES: dict[type[Act], tuple[tuple[str, Role], ...]] = {}


def _held_by(state: State, act: Act) -> Iterator[PersonId]:
    """Yield the clients for whom its author holds authority, or did."""
    return (of for of, holder in state.representation.held if holder == act.by)


def _missing(state: State, holder: Holder) -> Iterator[tuple[str, Name]]:
    for field, kind in references(type(holder)):
        value: object = getattr(holder, field)
        if value is None:
            continue
        there = REGISTERS[kind](state)
        if kind is PersonId and type(holder) in OF_THE_PAST:
            there = (*there, *(client.id for client in state.members.former))
            there = (*there, *_held_by(state, cast("Act", holder)))
        if isinstance(value, frozenset):
            for name in sorted(cast("Iterable[PersonId]", value)):
                if name not in there:
                    yield field, name
        elif value not in there and not _is_owed(state, holder, value):
            yield field, cast("Name", value)


def _is_owed(state: State, holder: Holder, name: object) -> bool:
    """Return whether an act is owed to a client who has left, and may name them."""
    if not isinstance(name, PersonId) or not isinstance(holder, Act):
        return False
    left = state.members.role(name) is Role.FORMER_CLIENT
    return left and is_still_owed(state, holder)


def references(kind: type[Holder]) -> tuple[tuple[str, type[Name]], ...]:
    """Give the fields of a kind of act or matter that name what must exist.

    >>> references(Accept)
    (('proposal', <class 'collabtherapy.partnership.values.ids.ProposalId'>),)
    """
    if kind not in _READ:
        _READ[kind] = tuple(_read(kind))
    return _READ[kind]


_READ: dict[type[Holder], tuple[tuple[str, type[Name]], ...]] = {}


def _read(kind: type[Holder]) -> Iterator[tuple[str, type[Name]]]:
    people = issubclass(kind, Act)  # a matter may name people who are yet to come
    for field in attrs.fields(kind):
        types = (field.type, *get_args(field.type))
        for id_ in REGISTERS if field.name not in ELSEWHERE else ():
            if id_ in types and (people or id_ is not PersonId):
                yield field.name, id_


def _refusal(state: State, act: Act, holder: Holder, field: str, name: Name) -> Refusal:
    there = tuple(REGISTERS[type(name)](state))[-MOST_SHOWN:]
    makers = MAKERS.get(type(name), ())
    if not there and makers and not _is_anothers(state, name):
        # Some matters cannot name nothing.
        made = tuple(_making(maker, name) for maker in makers)
        return UNKNOWN(*made, what=name.names, name=name)
    values: tuple[object, ...] = there
    if there and isinstance(getattr(holder, field), frozenset):
        values = (frozenset(there),)
    if holder is not act:  # then it is the act's matter
        values = tuple(with_field(holder, field, value) for value in values)
        field = "matter"
    return UNKNOWN(Change(field, values), what=name.names, name=name)


def with_field(matter: Holder, field: str, value: object) -> Holder:
    """Give the same act or matter with another value in one field."""
    changes: dict[str, object] = {field: value}
    # A value of a field of this very class, which no checker can follow.
    return attrs.evolve(matter, **changes)  # type: ignore[arg-type]


def _is_anothers(state: State, name: Name) -> bool:
    """Return whether a thing of this name cannot come to be: another matter has it."""
    matter = MADE_OF.get(type(name))
    put = state.decisions.proposals.find(ProposalId(str(name)))
    return (
        matter is not None and put is not None and type(put.last.matter) is not matter
    )


def _making(maker: type[Act], name: Name) -> Do:
    """Give the act that brings a thing of this name into being; a goal is proposed."""
    if maker is Accept:
        return Do(maker, fields={"proposal": ProposalId(str(name))}, each=True)
    return Do(maker, fields={"id": ProposalId(str(name)) if maker is Propose else name})
