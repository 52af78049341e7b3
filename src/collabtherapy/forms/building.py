"""The schema of one form: that of the act, with the choices that its person has."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final, cast

from collabtherapy.codec.formats import Fields
from collabtherapy.codec.json_schema import DIALECT, refer, reference
from collabtherapy.codec.newer import PLAIN
from collabtherapy.codec.records import key_of
from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.law.references import (
    REGISTERS,
    Name,
    asked_in,
    references,
    with_field,
)
from collabtherapy.partnership.law.rights import RIGHT_TO
from collabtherapy.partnership.questions.options import Option, touching
from collabtherapy.partnership.regions.decisions import Amend, Propose
from collabtherapy.partnership.regions.goals import Goal
from collabtherapy.partnership.regions.settings import PolicyChange
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, ByProxy, Matter
from collabtherapy.partnership.values.ids import Id
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.verdict import lets_try

OF_THE_SERVER: Final = ("by", "at", "happened_at", "entered_by", "corrects")
"""Fields of an act that whoever fills in a form does not fill in."""

MOST_TRIED: Final = 50
"""Of how many things the law is asked whether it would take each of them."""

WORDS: Final[Fields] = {
    "type": "string",
    "pattern": r"^[^\u0000]*[^\s\u0000][^\u0000]*$",
}
"""What a person writes; that it was taken out is nothing to fill in."""

WIDGETS: Final[Mapping[str, str]] = {
    "#/$defs/Words": "words",
    "#/$defs/Moment": "moment",
}


def schema_of(seen: State, option: Option, acts: Sequence[Act]) -> Fields:
    """Return the schema of what is to be filled in to take an option.

    Args:
        seen: the state as the person sees it: choices are made of it.
        option: the option.
        acts: acts by which it may be taken, one for each person it is taken for.
    """
    first = acts[0]
    properties, required, definitions = _base(option.act)
    fields = {k: v for k, v in properties.items() if k not in OF_THE_SERVER}
    settled = _targeted(option)
    fields |= _chosen(seen, first, first, settled) | settled
    for key in map(key_of, _passed_over(option)):
        if key not in required:
            fields.pop(key, None)
    if isinstance(first, ByProxy):
        fields["on_behalf_of"] = _for_whom(acts)
        if None not in fields["on_behalf_of"]["enum"]:
            required = (*required, "on_behalf_of")
    if isinstance(first, Propose | Amend):
        matter = type(first.matter)
        below, narrowed = _matter(seen, option, first, first.matter)
        definitions = {**definitions, **below, matter.__name__: narrowed}
        fields["matter"] = reference(matter.__name__)
    body: Fields = {
        "type": "object",
        "properties": {key: _hinted(held) for key, held in fields.items()},
        "required": [key for key in required if key in fields],
        "additionalProperties": False,
    }
    used = _used(body, {**definitions, "Words": WORDS})
    return {"$schema": DIALECT, **body, "$defs": used}


def plain_of(value: object) -> Any:
    """Return a value as it stands in a document."""
    return PLAIN.unstructure(value)


@cache
def _base(
    kind: Any,
) -> tuple[Mapping[str, Fields], Sequence[str], Mapping[str, Fields]]:
    """Return the properties of a kind, those required, and what they refer to."""
    definitions: dict[str, Fields] = {}
    refer(kind, definitions)
    own = definitions.pop(kind.__name__)
    return own["properties"], own["required"], definitions


def _matter(
    seen: State, option: Option, act: Act, matter: Matter
) -> tuple[Mapping[str, Fields], Fields]:
    """Return what the matter of a form refers to, and its own schema."""
    properties, required, definitions = _base(type(matter))
    fields = {**properties, **_chosen(seen, act, matter, ())}
    if isinstance(matter, Goal) and isinstance(act, Propose):
        fields.pop("from_aspiration", None)
        if isinstance(option.target, datetime):
            fields["from_aspiration"] = {"const": plain_of(option.target)}
            required = (*required, "from_aspiration")
    if isinstance(matter, PolicyChange):
        now = plain_of(seen.policy)
        fields["policy"] = {**fields["policy"], "default": now}
    return definitions, {
        "type": "object",
        "properties": {key: _hinted(held) for key, held in fields.items()},
        "required": list(required),
        "additionalProperties": False,
    }


def _targeted(option: Option) -> dict[str, Fields]:
    """Return the fields that say what is touched, each with the one value it has."""
    target = option.target
    if target is None or option.act is Propose:
        return {}
    named = [field for field in touching(option.act) if _holds(option, field)]
    field = named[0] if named else _named_otherwise(option.act)
    return {key_of(field): {"const": plain_of(target)}}


def _holds(option: Option, field: str) -> bool:
    """Return whether a field of an act is the one that names what it touches."""
    of = dict(references(option.act)).get(field)
    return isinstance(option.target, of) if of is not None else field == "scope"


def _named_otherwise(kind: type[Act]) -> str:
    """Return the field by which a kind names what it touches without referring to it.

    A planned session is started under its own name, and an entry is a number.
    """
    return "id" if "id" in _base(kind)[0] else "act"


def _passed_over(option: Option) -> Iterator[str]:
    """Yield the fields that would have the act touch something else."""
    fields = touching(option.act)
    if option.target is None:
        yield from fields
        return
    for field in fields:
        if _holds(option, field):
            return
        yield field


def _for_whom(acts: Iterable[Act]) -> Fields:
    own = [act for act in acts if isinstance(act, ByProxy)]
    return {"enum": [plain_of(act.on_behalf_of) for act in own]}


def _chosen(
    seen: State, act: Act, holder: Act | Matter, settled: Container[str]
) -> dict[str, Fields]:
    """Return the fields of an act or its matter that are chosen from what is there.

    Args:
        seen: the state as the person sees it.
        act: an act by which the option may be taken.
        holder: the act, or its matter.
        settled: the keys of fields that have one value.
    """
    properties, required, _ = _base(type(holder))
    found: dict[str, Fields] = {}
    for field, there in _choices(seen, act, holder):
        key = key_of(field)
        if key in settled:
            continue
        names = there
        is_list = properties[key].get("type") == "array"
        if key in required and not is_list:
            names = tuple(_taken(seen, act, holder, field, there))
        found[key] = _choice(properties[key], names, is_optional=key not in required)
    for field in ("id", "terms"):
        value: object = getattr(holder, field, None)
        if isinstance(value, Id) and field not in found:
            found[field] = {**properties[field], "default": str(value)}
    return found


def _choices(
    seen: State, act: Act, holder: Act | Matter
) -> Iterator[tuple[str, tuple[Name, ...]]]:
    roles = dict(asked_in(type(holder))) if isinstance(holder, Act) else {}
    right = RIGHT_TO.get(type(act))
    is_client = seen.members.role(act.by) is Role.CLIENT
    for field, kind in references(type(holder)):
        there = tuple(REGISTERS[kind](seen))
        if field in roles:
            there = seen.members.ids(roles[field])
        if holder is act and right is not None and right.whose == field and is_client:
            others = {*seen.members.ids(Role.CLIENT)} - {act.by}
            there = tuple(name for name in there if name not in others)
        yield field, there
    if isinstance(holder, Matter) and holder.owned_by is not None:
        sides = (Role.CLIENT, Role.THERAPIST)[: 1 + holder.of_either_side]
        yield holder.owned_by, seen.members.ids(*sides)


def _taken(
    seen: State, act: Act, holder: Act | Matter, field: str, there: Sequence[Name]
) -> Iterator[Name]:
    """Yield those things that the law would take in a field, the rest as it is."""
    own: object = getattr(holder, field)
    for name in there[-MOST_TRIED:]:
        if name == own:
            yield name
            continue
        try:
            changed = with_field(holder, field, name)
            whole = changed if holder is act else with_field(act, "matter", changed)
        except InvalidInput:  # it does not go with another field: none to choose
            continue
        if lets_try(seen, cast("Act", whole)):
            yield name


def _choice(held: Fields, names: Sequence[Name], *, is_optional: bool) -> Fields:
    values = [str(name) for name in names]
    labelled = [
        {
            "value": str(name),
            "label": {"code": name.names, "params": {name.names: str(name)}},
        }
        for name in names
    ]
    if held.get("type") == "array":
        return {**held, "items": {"enum": values}, "x-choices": labelled}
    none = [None] if is_optional else []
    return {"enum": [*values, *none], "x-choices": labelled}


def _hinted(held: Fields) -> Fields:
    """Return a property with a hint how to draw it."""
    plain = held["anyOf"][0] if "anyOf" in held else held
    widget = WIDGETS.get(plain.get("$ref", ""))
    if widget is None and {"minimum", "maximum"} <= plain.keys():
        widget = "scale"
    return held if widget is None else {**held, "x-widget": widget}


def _used(body: Fields, definitions: Mapping[str, Fields]) -> Fields:
    """Return those definitions that a schema refers to, or that these refer to."""
    found: dict[str, Fields] = {}
    waiting = [body]
    while waiting:
        for name in _referred(waiting.pop()):
            if name not in found:
                found[name] = definitions[name]
                waiting.append(definitions[name])
    return dict(sorted(found.items()))


def _referred(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        fields = cast("Fields", schema)
        if "$ref" in fields:
            yield str(fields["$ref"]).rpartition("/")[2]
        for held in fields.values():
            yield from _referred(held)
    elif isinstance(schema, list):
        for held in cast("list[object]", schema):
            yield from _referred(held)
