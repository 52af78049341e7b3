"""What is asked of a declared kind: all of it read off its declaration.

A declaration says who, when, with which consent and what; there is one guard for acts
and one for matters. It has no say in what is asked of any kind of ours.
"""

from collections.abc import Iterator
from typing import Final

from collabtherapy.partnership.law.gate_keeping import closed_gates
from collabtherapy.partnership.law.gates import Gate
from collabtherapy.partnership.law.guards import Asked, matter_put
from collabtherapy.partnership.law.references import REGISTERS
from collabtherapy.partnership.law.steps import Where
from collabtherapy.partnership.law.way_there import steps_to
from collabtherapy.partnership.regions.decisions import Accept, Amend, Propose
from collabtherapy.partnership.regions.own_acts import Custom
from collabtherapy.partnership.regions.own_matters import Custom as CustomMatter
from collabtherapy.partnership.regions.settings import PolicyChange
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.extensions import DOERS, Extension
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Reason,
    Refusal,
    Refusals,
    Rule,
)
from collabtherapy.partnership.values.slots import SlotValue
from collabtherapy.partnership.values.stages import Stage

UNDECLARED = Reason(
    "custom.undeclared",
    Rule.RECORD,
    "no kind {kind} is declared here for {what}s: declare it in the policy first",
)
NOT_THEIRS = Reason(
    "custom.not_theirs",
    Rule.RIGHT,
    "{kind} is for {who}, as was declared; {by} is {role}",
)
NOT_NOW = Reason(
    "custom.not_now",
    Rule.ASSENT,
    "{kind} is not for a partnership that is {stage}; it was declared for {stages}",
)
DATA = Reason(
    "custom.data",
    Rule.RECORD,
    "{slot} of {kind} is not as it was declared: {problem}",
)
CHANGED = Reason(
    "custom.changed",
    Rule.RECORD,
    "{kind} is declared already; another declaration of it has a higher version than "
    "{version}, and the same audience, lateness and scope",
)
NOT_AMENDABLE = Reason(
    "custom.not_amendable",
    Rule.ASSENT,
    "{kind} was declared as one that is not changed once it has settled",
)

OWN_KIND_GUARDS: Final = Asked()


@OWN_KIND_GUARDS.of(Custom)
def declared(state: State, act: Custom) -> Refusals:
    """An act of a declared kind is as its declaration has it."""
    extension = state.policy.extension(act.kind)
    if extension is None or not extension.act:
        return (_undeclared(state, act.kind, "act"),)
    return tuple(_against(state, act, act, extension))


@OWN_KIND_GUARDS.of(Propose, Amend, Accept)
def matter_declared(state: State, act: Propose | Amend | Accept) -> Refusals:
    """A matter of a declared kind is as its declaration has it."""
    matter = matter_put(state, act)
    if isinstance(matter, PolicyChange):
        return tuple(_changed(state, matter))
    if not isinstance(matter, CustomMatter):
        return NONE
    extension = state.policy.extension(matter.kind)
    if extension is None or not extension.matter:
        return (_undeclared(state, matter.kind, "matter", matter),)
    found = _against(state, act, matter, extension)
    return (*_amended(state, act, extension), *found)


def _undeclared(
    state: State, kind: str, what: str, matter: CustomMatter | None = None
) -> Refusal:
    there = [one.kind for one in state.policy.extensions if getattr(one, what)]
    change = Change("kind", tuple(there)) if matter is None else Change("matter", ())
    return UNDECLARED(change, kind=kind, what=what)


def _changed(state: State, matter: PolicyChange) -> Iterator[Refusal]:
    for new in matter.policy.extensions:
        before = state.own_kinds.declared.find(new.kind)
        if before is not None and new.changes(before):
            yield CHANGED(Change("matter", ()), kind=new.kind, version=before.version)


def _amended(
    state: State, act: Propose | Amend | Accept, extension: Extension
) -> Refusals:
    if not isinstance(act, Amend) or extension.amendable:
        return NONE
    put = state.decisions.proposals.find(act.proposal)
    if put is None or put.settled is None:
        return NONE
    return (NOT_AMENDABLE(Change("matter", ()), kind=extension.kind),)


def _against(
    state: State, act: Act, holder: Custom | CustomMatter, extension: Extension
) -> Iterator[Refusal]:
    """Yield what a declaration has against an act, or against the matter it is on."""
    kind, role = extension.kind, state.members.role(act.for_whom)
    # Who may do none of them at all, the rights say; who may accept, the assent.
    if role in DOERS - extension.who and not isinstance(act, Accept):
        change = Change(act.names_whom, state.members.ids(*extension.who))
        who = tuple(sorted(extension.who))
        yield NOT_THEIRS(change, kind=kind, who=who, by=act.for_whom, role=role)
    if state.stage.is_open and state.stage not in extension.stages:
        stages = tuple(stage for stage in Stage if stage in extension.stages)
        fix = steps_to(state, state.main.place, (Where(stages),))
        yield NOT_NOW(*fix, kind=kind, stage=state.stage, stages=stages)
    yield from _data(state, holder, extension)
    if extension.scope is not None:
        gate = Gate(id=kind, on=type(holder), scopes=(extension.scope,), of=_concerned)
        matter = holder if isinstance(holder, Matter) else None
        yield from closed_gates((gate,), state, act, matter)


def _concerned(state: State, act: Act, matter: Matter | None) -> tuple[PersonId, ...]:
    own = getattr(act if matter is None else matter, "client", None)
    clients = state.members.ids(Role.CLIENT)
    return tuple(one for one in clients if own in (None, one))


def _data(
    state: State, holder: Custom | CustomMatter, extension: Extension
) -> Iterator[Refusal]:
    """Yield what is wrong in the slots: missing, unknown, of another kind or range."""
    said = {value.slot: value for value in holder.data}
    problems = {
        slot.name: "missing"
        for slot in extension.slots
        if slot.required and slot.name not in said
    }
    problems |= {
        name: problem
        for name, value in said.items()
        if (problem := _problem(state, extension, value)) is not None
    }
    if isinstance(holder, Custom) and holder.lateness is not extension.lateness:
        change = Change("lateness", (extension.lateness,))
        problem = f"it is {extension.lateness}"
        yield DATA(change, kind=extension.kind, slot="lateness", problem=problem)
    field = "data" if isinstance(holder, Custom) else "matter"
    for name, problem in problems.items():
        change = Change(field, None)
        yield DATA(change, kind=extension.kind, slot=name, problem=problem)


def _problem(state: State, extension: Extension, value: SlotValue) -> str | None:
    slot = extension.slot(value.slot)
    if slot is None:
        return "there is no such slot"
    problem = slot.problem_of(value)
    if problem is not None:
        return problem.replace("_", " ")
    named = value.names
    unknown = named is not None and named not in REGISTERS[type(named)](state)
    return "nothing of that name is here" if unknown else None
