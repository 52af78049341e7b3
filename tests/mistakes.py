"""Getting one thing wrong: every act that differs from another in a single field.

The places are those of the smallest situations of each reason. There everybody tries
everything; and what would be lawful is tried again with each field changed, once.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import get_args

import attrs

from collabtherapy import (
    Kind,
    Partnership,
    PersonId,
    Role,
    Scope,
    TermsId,
    TopicId,
    Words,
    acts,
    matters,
)
from collabtherapy.partnership.law.references import REGISTERS
from collabtherapy.partnership.questions.offers import offers
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.ids import Id
from collabtherapy.partnership.values.refusals import Refusals
from collabtherapy.testing.situations import SITUATIONS

OTHERS: dict[type[object], tuple[object, ...]] = {
    bool: (False, True),
    int: (None, 0, 1, 9, 99),
    Words: (None, Words("because")),
    TermsId: (TermsId("other"),),
    Scope: (Scope.ASSESSMENT, Scope.TREATMENT, Scope.CONTACT),
    str: (None, "risk_to_self"),
}
"""What else a field of this type might be tried with."""

KINDS = (Kind.EXPERIENCE, Kind.PROFESSIONAL)


OUTSIDE = tuple(map(PersonId, ("stranger", "parent", "incoming")))
CROWDED = 100
"""In a group this large only the smallest situation itself is tried."""


@attrs.frozen
class Tried:
    """What was tried somewhere: in which place, what is wrong with it, and why."""

    place: str
    p: Partnership
    wrong: str
    act: acts.Act
    refused: Refusals


@cache
def tried() -> tuple[Tried, ...]:
    """Return everything that everybody tried, and the lawful with one mistake."""
    return tuple(_tried_in_every_place())


def _tried_in_every_place() -> Iterator[Tried]:
    seen: set[object] = set()
    for code, (situation, attempt) in SITUATIONS.items():
        p = situation()
        own = attempt(p)
        thought_of = [own]
        if p.history not in seen and len(p.members) < CROWDED:
            seen.add(p.history)
            people = (*p.state.members.ids(*Role), *OUTSIDE)
            thought_of += (act for who in people for act in offers(p.state, who, p.at))
        for act in thought_of:
            refused = p.refusals(act)
            yield Tried(code, p, "", act, refused)
            if not refused or act is own:
                for wrong, other in mistakes(p.state, act):
                    yield Tried(code, p, wrong, other, p.refusals(other))


def mistakes(state: State, act: acts.Act) -> Iterator[tuple[str, acts.Act]]:
    """Give the same act with one field changed, for every field and other value."""
    for field, value in _changes(state, act):
        yield from ((field, other) for other in evolved(act, field, value))
    if isinstance(act, acts.Propose | acts.Amend):
        for field, value in _changes(state, act.matter):
            for matter in evolved(act.matter, field, value):
                yield f"matter.{field}", attrs.evolve(act, matter=matter)


def evolved(
    holder: acts.Act | matters.Matter, field: str, value: object
) -> Iterator[acts.Act | matters.Matter]:
    """Give it with another value, unless no such thing can exist."""
    if getattr(holder, field) == value:
        return
    try:
        yield attrs.evolve(holder, **{field: value})
    except (TypeError, ValueError):
        return  # it cannot be made, so nobody can try it


def _changes(
    state: State, holder: acts.Act | matters.Matter
) -> Iterator[tuple[str, object]]:
    for field in attrs.fields(type(holder)):
        if field.name not in ("kept", "by", "policy"):
            for value in _values(state, field):
                yield field.name, value


def _values(state: State, field: "attrs.Attribute[object]") -> Iterable[object]:
    types = (field.type, *get_args(field.type))
    if frozenset in map(_origin, types):
        named = next((kind for kind in REGISTERS if kind in get_args(field.type)), None)
        alone = KINDS if named is None else _named(state, named)
        return [frozenset({one}) for one in alone]
    (kind,) = [k for k in types if isinstance(k, type)][:1] or (object,)
    if kind is datetime:
        return [None, *(state.at + timedelta(days=n) for n in (-1, 1, 90))]
    if issubclass(kind, Enum):
        return [None, *kind]
    if issubclass(kind, Id) and kind is not TermsId:
        return [None, *_named(state, kind)]
    if issubclass(kind, matters.Matter):
        return [p.last.matter for p in state.decisions.proposals.values()]
    return OTHERS.get(kind, ())


def _origin(of: object) -> object:
    return getattr(of, "__origin__", of)


def _named(state: State, kind: type[Id]) -> Iterator[Id]:
    if kind is TopicId:
        yield from state.topics.parked
    yield from REGISTERS.get(kind, lambda _: ())(state)
    yield kind("nowhere")
    if kind is PersonId:
        yield PersonId("parent")
