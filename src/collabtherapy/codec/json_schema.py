"""The JSON Schema of what this version writes, drawn from the classes themselves.

It says what a single field may hold. What several fields say together (a consent that
runs out after it is given) and what acts say of one another is the reader's and the
law's to check.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, get_args
from urllib.parse import quote

import attrs

from collabtherapy.codec import leaves
from collabtherapy.codec.converter import (
    ACT,
    is_optional,
    is_pair,
    is_set,
    is_tuple,
    tag_of,
)
from collabtherapy.codec.documents import ACTS as HISTORY
from collabtherapy.codec.documents import MARKS
from collabtherapy.codec.families import ACTS, MATTERS
from collabtherapy.codec.formats import FORMAT, MARK, Fields
from collabtherapy.codec.leaves import BEYOND, MOMENT
from collabtherapy.codec.marks import VERSION
from collabtherapy.codec.newer import PLAIN
from collabtherapy.codec.own_schema import own_schemas
from collabtherapy.codec.records import attributes, fields_of, key_of, required_of
from collabtherapy.codec.several import PAIR
from collabtherapy.partnership.regions.contributions import LONGEST_SECONDS, seconds
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.checks import (
    CODE,
    LONGEST_NAME,
    Between,
    Each,
    code,
    codes,
    nameable,
)
from collabtherapy.partnership.values.duty_ids import LONGEST, DutyId, DutyKind
from collabtherapy.partnership.values.entries import Mark
from collabtherapy.partnership.values.ids import Id
from collabtherapy.partnership.values.kinds import Kind
from collabtherapy.partnership.values.policy import Policy
from collabtherapy.partnership.values.words import Words

MADE: Final[Any] = attrs.Factory
"""What stands for a default that is made anew each time."""

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

SHORT_NAME: Final = {"type": "string", "pattern": f"^{CODE.pattern}$"}
NAME: Final[Fields] = {
    "type": "string",
    "pattern": r"^\S+$",
    "minLength": 1,
    "maxLength": LONGEST_NAME,
}
DUTY: Final[Fields] = {
    "type": "string",
    "pattern": rf"^(?:{'|'.join(DutyKind)})/\S+$",
    "maxLength": LONGEST,
}
LEAVES: Final[Mapping[type, Fields]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": 1 - BEYOND, "maximum": BEYOND - 1},
    float: {"type": "number"},
}
NAMED: Final[Mapping[type, tuple[str, Fields]]] = {
    Kind: ("Kind", SHORT_NAME),
    DutyId: ("DutyId", DUTY),
    Words: (
        "Words",
        {"anyOf": [{"type": "string", "pattern": r"\S"}, {"const": leaves.TAKEN_OUT}]},
    ),
    datetime: (
        "Moment",
        {
            "type": "string",
            "format": "date-time",
            "pattern": f"^{MOMENT.pattern}$",
        },
    ),
}
VOCABULARY: Final[Mapping[Any, Fields]] = {
    code: SHORT_NAME,
    codes: {"items": SHORT_NAME},
    nameable: NAME,
}


def json_schema(*, policy: Policy | None = None) -> Fields:
    """Return the JSON Schema (2020-12) of a document of our format.

    Args:
        policy: the schema is that of an act or a matter of one of the kinds that this
            policy declares, with its slots, instead of any document.

    >>> sorted(json_schema()["$defs"]["Leave"]["properties"])
    ['act', 'at', 'by', 'corrects', 'entered_by', 'evidence', 'happened_at', 'words']
    """
    definitions: dict[str, Fields] = {}
    for family in (ACTS, MATTERS):
        for kind in family.kinds.values():
            _refer(kind, definitions)
        names = sorted(_name_of(kind) for kind in family.kinds.values())
        definitions[family.base.__name__] = {"oneOf": [_reference(n) for n in names]}
    if policy is not None:
        own = dict(own_schemas(policy, definitions))
        definitions |= own
        return {
            "$schema": DIALECT,
            "title": "An act or a matter of a declared kind",
            "oneOf": [_reference(_pointed(name)) for name in own],
            "$defs": dict(sorted(definitions.items())),
        }
    history = {
        "type": "array",
        "prefixItems": [_reference("Open")],
        "items": _reference(Act.__name__),
        "minItems": 1,
    }
    marks = {"type": "array", "items": _marks(definitions)}
    return {
        "$schema": DIALECT,
        "title": "A partnership, or one act",
        "oneOf": [
            _envelope({HISTORY: history, MARKS: marks}, HISTORY),
            _envelope({ACT: _reference(Act.__name__)}, ACT),
        ],
        "$defs": dict(sorted(definitions.items())),
    }


def _envelope(contents: Fields, required: str) -> Fields:
    return _object({MARK: {"const": FORMAT}, **contents}, (MARK, required))


def _marks(definitions: dict[str, Fields]) -> Fields:
    """Refer to the mark of an entry, which is named by the number of that entry."""
    mark = _defined(Mark, definitions)
    number = {**LEAVES[int], "minimum": 2}
    properties = {**mark["properties"], VERSION: number}
    definitions[Mark.__name__] = {**mark, **_object(properties, (VERSION,))}
    return _reference(Mark.__name__)


def _object(properties: Fields, required: tuple[str, ...]) -> Fields:
    return {
        "type": "object",
        "properties": dict(sorted(properties.items())),
        "required": sorted(required),
        "additionalProperties": False,
    }


def _reference(name: str) -> Fields:
    return {"$ref": f"#/$defs/{name}"}


def _pointed(name: str) -> str:
    """Return a name as a JSON Pointer in a URI has it (RFC 6901)."""
    return quote(name.replace("~", "~0").replace("/", "~1"), safe="~")


def _refer(kind: Any, definitions: dict[str, Fields]) -> Fields:
    """Refer to a class, and define it where that has not been done."""
    name = _name_of(kind)
    if name not in definitions:
        definitions[name] = _defined(kind, definitions)
    return _reference(name)


def _name_of(kind: Any) -> str:
    """Return the name of a definition: that of the class, unless an act has it."""
    name: str = kind.__name__
    shared = name in ACTS.kinds and MATTERS.kinds.get(name) is kind
    return f"{name}{Matter.__name__}" if shared else name


def _defined(kind: Any, definitions: dict[str, Fields]) -> Fields:
    if issubclass(kind, Id):
        return {**NAME, "maxLength": kind.longest}
    if issubclass(kind, StrEnum):
        return {"type": "string", "enum": [str(member) for member in kind]}
    types = fields_of(kind)
    properties = {
        key_of(field.name): _field(field, types[field.name], definitions)
        for field in attributes(kind)
        if field.name in types
    }
    tag = tag_of(kind)
    required = tuple(map(key_of, required_of(kind)))
    if tag is not None:
        properties[tag] = {"const": kind.__name__}
        required = (tag, *required)
    described = {"description": str(kind.__doc__).partition("\n")[0]}
    return described | _object(properties, required)


def _field(field: Any, of: Any, definitions: dict[str, Fields]) -> Fields:
    if is_optional(of):
        (present,) = (one for one in get_args(of) if one is not type(None))
        plain = _type(present, definitions) | _facts(field)
        return {"anyOf": [plain, {"type": "null"}]}
    plain = _type(of, definitions) | _facts(field)
    if field.default is attrs.NOTHING or isinstance(field.default, MADE):
        return plain
    return {**plain, "default": PLAIN.get_unstructure_hook(of)(field.default)}


def _type(of: Any, definitions: dict[str, Fields]) -> Fields:
    if is_tuple(of):
        return {"type": "array", "items": _type(get_args(of)[0], definitions)}
    if is_pair(of):
        items = _type(get_args(of)[0], definitions)
        return {"type": "array", "items": items, "minItems": PAIR, "maxItems": PAIR}
    if is_set(of):
        items = _type(get_args(of)[0], definitions)
        return {"type": "array", "items": items, "uniqueItems": True}
    if of is Matter:
        return _reference(Matter.__name__)
    if of in NAMED:
        name, definitions[name] = NAMED[of]
        return _reference(name)
    return LEAVES[of] if of in LEAVES else _refer(of, definitions)


def _facts(field: Any) -> Fields:
    """Give what a field demands beyond its type, as its validator has it."""
    check = field.validator
    if isinstance(check, Between):
        bounds = {"minimum": check.low, "maximum": check.high}
        return {name: bound for name, bound in bounds.items() if bound is not None}
    if isinstance(check, Each):
        return {"minItems": check.at_least} if check.at_least else {}
    if field.converter is seconds:
        return {"minimum": 0, "maximum": LONGEST_SECONDS}
    return VOCABULARY.get(check, {})
