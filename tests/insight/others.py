"""A history with its people called by other names."""

from collections.abc import Mapping

import attrs

from collabtherapy import DutyId, Partnership, PersonId, Scope
from collabtherapy.partnership.values.words import Words

NAMES = {
    name: f"{n}-{name}"
    for n, name in enumerate(
        ("eva", "dee", "cem", "bo", "ana", "clinic", "stranger", "parent", "incoming")
    )
}


def renamed(value: object) -> object:  # noqa: PLR0911  # one for each kind of value
    """Give a value with everybody in it called otherwise."""
    if isinstance(value, PersonId):
        return PersonId(NAMES.get(str(value), str(value)))
    if isinstance(value, DutyId):
        return DutyId(value.kind, map(renamed, value.about))
    if isinstance(value, Words):
        return value
    if isinstance(value, tuple):
        return tuple(renamed(item) for item in value)
    if isinstance(value, frozenset):
        return frozenset(renamed(item) for item in value)
    if isinstance(value, Mapping):
        return {renamed(k): renamed(v) for k, v in value.items()}
    if isinstance(value, Scope):
        of = None if value.of is None else NAMES.get(value.of, value.of)
        return attrs.evolve(value, of=of)
    if attrs.has(type(value)):
        fields = [f for f in attrs.fields(type(value)) if f.init]
        changes = {f.alias: renamed(getattr(value, f.name)) for f in fields}
        return attrs.evolve(value, **changes)
    return value


def by_others(p: Partnership) -> Partnership:
    """Give the partnership in which all the same was done, by others."""
    return Partnership.replay(renamed(act) for act in p.history)
