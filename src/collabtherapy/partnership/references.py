"""What an act speaks of exists: one condition for every field that holds an id.

Which fields those are is read off the types of the acts, so a new act is covered
when it is written. A field called ``id`` names something new and is left alone.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from typing import get_args

import attrs

from collabtherapy.partnership.act import Act, Matter
from collabtherapy.partnership.consent import Explain
from collabtherapy.partnership.contributions import Contribute
from collabtherapy.partnership.decisions import Accept, Amend, Propose
from collabtherapy.partnership.ids import (
    ContributionId,
    DutyId,
    GoalId,
    Id,
    PersonId,
    ProposalId,
    SessionId,
)
from collabtherapy.partnership.orientation import Orient
from collabtherapy.partnership.people import Role
from collabtherapy.partnership.refusals import (
    NONE,
    Change,
    Do,
    Reason,
    Refusal,
    Refusals,
    Remedy,
    Rule,
)
from collabtherapy.partnership.sessions import PlanSession
from collabtherapy.partnership.state import State

REGISTERS: Mapping[type[Id], Callable[[State], Collection[Id]]] = {
    ProposalId: lambda state: state.decisions.proposals,
    GoalId: lambda state: state.goals.by_id,
    SessionId: lambda state: state.sessions.by_id,
    ContributionId: lambda state: state.contributions.by_id,
    DutyId: lambda state: state.duties.by_id,
    PersonId: lambda state: state.members.ids(*Role),
}
"""Where the things and people of each kind of id are kept."""

MAKERS: Mapping[type[Id], tuple[type[Act], ...]] = {
    ProposalId: (Propose,),
    GoalId: (Propose, Accept),
    SessionId: (PlanSession,),
    ContributionId: (Contribute,),
}
"""The acts that bring a thing into being; duties come of themselves, people do not."""

TO_CLIENTS: tuple[type[Act], ...] = (Explain, Orient)
"""The acts that are done to a client."""

ELSEWHERE = frozenset({"id", "by", "partnership", "predecessor"})
"""Fields whose ids are new, or of which the rights say more."""

MOST_SHOWN = 10

UNKNOWN = Reason("{what}.unknown", Rule.RECORD, "there is no {what} {name}")
NOT_A_CLIENT = Reason(
    "person.not_a_client", Rule.RECORD, "{name} is {role} here, and not a client"
)


def known(state: State, act: Act) -> Refusals:
    """Everything and everyone that the act names is there."""
    rows = references(type(act))
    if not rows and not isinstance(act, Propose | Amend):
        return NONE
    return tuple(_unknown(state, act))


def _unknown(state: State, act: Act) -> Iterator[Refusal]:
    for holder in (act, getattr(act, "matter", None)):
        if holder is None:
            continue
        for field, kind in references(type(holder)):
            value = getattr(holder, field)
            names = value if isinstance(value, frozenset) else (value,)
            there = REGISTERS[kind](state)
            for name in sorted(n for n in names if n is not None):
                if name not in there:
                    yield _refusal(state, act, holder, field, name)
    to = getattr(act, "to", None)
    role = state.members.role(to) if isinstance(to, PersonId) else Role.OUTSIDER
    if isinstance(act, TO_CLIENTS) and role not in (Role.CLIENT, Role.OUTSIDER):
        change = Change("to", state.members.ids(Role.CLIENT))
        yield NOT_A_CLIENT(change, name=to, role=role)


@cache
def references(kind: type[Act | Matter]) -> tuple[tuple[str, type[Id]], ...]:
    """Give the fields of a kind of act or matter that name what must exist.

    >>> references(Accept)
    (('proposal', <class 'collabtherapy.partnership.ids.ProposalId'>),)
    """
    people = issubclass(kind, Act)  # a matter may name people who are yet to come
    return tuple(
        (field.name, id_)
        for field in attrs.fields(kind)
        if field.name not in ELSEWHERE
        for id_ in REGISTERS
        if id_ in (field.type, *get_args(field.type))
        and (people or id_ is not PersonId)
    )


def _refusal(
    state: State, act: Act, holder: Act | Matter, field: str, name: Id
) -> Refusal:
    there = tuple(REGISTERS[type(name)](state))[-MOST_SHOWN:]
    values: tuple[object, ...] = there
    if isinstance(getattr(holder, field), frozenset):
        values = (frozenset(there),)
    if holder is not act:
        values = tuple(_with(holder, field, value) for value in values)
        field = "matter"
    fix: tuple[Remedy, ...] = (Change(field, values),)
    makers = MAKERS.get(type(name), ())
    if not there and makers:
        fix = tuple(Do(maker, (), _naming(maker, name)) for maker in makers)
    return UNKNOWN(*fix, what=name.names, name=name)


def _with(matter: Act | Matter, field: str, value: object) -> object:
    changes: dict[str, object] = {field: value}
    return attrs.evolve(matter, **changes)  # type: ignore[arg-type]


def _naming(maker: type[Act], name: Id) -> dict[str, object]:
    field = "proposal" if maker is Accept else "id"
    return {field: ProposalId(str(name)) if maker in (Propose, Accept) else name}
