"""The JSON Schemas of what is written: documents, single acts, and answers to read."""

import types
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from enum import Enum
from typing import (
    Any,
    Final,
    Literal,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import attrs

from collabtherapy.codec import leaves
from collabtherapy.codec.families import ACTS, MATTERS
from collabtherapy.codec.formats import MARK, Fields
from collabtherapy.codec.json_schema import (
    DIALECT,
    NAMED,
    document_schema,
    object_of,
    refer,
    reference,
)
from collabtherapy.codec.reading import (
    FORMAT_READ,
    IS,
    LEFT_OUT,
    PROPERTIES,
    TYPED,
    WITHHELD,
    written_of,
)
from collabtherapy.errors import CollabtherapyError
from collabtherapy.partnership.questions.options import Option
from collabtherapy.partnership.questions.timers import Timer
from collabtherapy.partnership.regions.duties import Duty
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.consents import Consent
from collabtherapy.partnership.values.entries import Entry
from collabtherapy.partnership.values.ids import Id
from collabtherapy.partnership.values.pages import Page
from collabtherapy.partnership.values.proposals import Proposal
from collabtherapy.partnership.values.refusals import Change, Do, Refusal, Rule
from collabtherapy.partnership.values.words import Words
from collabtherapy.privacy.views import View

Of: TypeAlias = "type[Any] | Literal['document', 'read']"

READ: Final[tuple[type[Any], ...]] = (
    Change, Consent, Do, Duty, Entry, Option, Page, Proposal, Refusal, Timer, View,
)  # fmt: skip
"""What the schema of everything that is read is made of; others are asked for alone."""

UNIONS: Final = (Union, types.UnionType)

WORDS: Final[Fields] = {
    "anyOf": [{"type": "string", "pattern": r"\S"}, {"const": leaves.TAKEN_OUT},
              {"const": WITHHELD}],
}  # fmt: skip

PROBLEM: Final[Fields] = {
    "type": "object",
    "description": "Problem details (RFC 9457)",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
    },
    "required": ["status", "title", "type"],
}


def json_schema(of: Of = "document") -> Fields:
    """Return the JSON Schema (2020-12) of what this version writes.

    Args:
        of: ``"document"``, what `dumps` writes; ``"read"``, what `to_json` writes; or
            one class: a kind of act or matter as it stands in a document, or of value
            as `to_json` writes it.

    Raises:
        TypeError: If it is none of these.

    >>> sorted(json_schema()["$defs"]["Leave"]["properties"])
    ['act', 'at', 'by', 'corrects', 'entered_by', 'evidence', 'happened_at', 'words']
    >>> json_schema(Timer)["$ref"], json_schema("read")["x-format"]
    ('#/$defs/Timer', 1)
    """
    if of == "document":
        return document_schema()
    if isinstance(of, type) and issubclass(of, Act | Matter):
        definitions: dict[str, Fields] = {}
        return _with(refer(of, definitions) | {"$schema": DIALECT}, definitions)
    definitions = {}
    if of == "read":
        each = [_shape(kind, definitions) for kind in READ]
        definitions["Problem"] = PROBLEM
        each.append(reference("Problem"))
        title = {"$schema": DIALECT, "title": "What is read", "x-format": FORMAT_READ}
        return _read_with({**title, "anyOf": each}, definitions)
    if not isinstance(of, type):
        raise TypeError('of is "document", "read" or a class')
    return _read_with({"$schema": DIALECT, **_shape(of, definitions)}, definitions)


def openapi_components(*more: type[Any]) -> Fields:
    """Return the components of an OpenAPI 3.1 document: a schema by name.

    Args:
        more: further classes that an application answers with.

    >>> components = openapi_components()
    >>> components["schemas"]["Problem"]["required"]
    ['status', 'title', 'type']
    >>> {"Act", "Leave", "Goal", "Refusal"} <= components["schemas"].keys()
    True
    """
    definitions: dict[str, Fields] = {}
    families(definitions)
    for kind in (*READ, *more):
        _shape(kind, definitions)
    definitions["Problem"] = PROBLEM
    _with_words(definitions)
    return {"schemas": _moved(dict(sorted(definitions.items())))}


def _moved(schema: Any) -> Any:
    """Return a schema whose references lead to the components of OpenAPI."""
    if isinstance(schema, dict):
        return {
            key: held.replace("#/$defs/", "#/components/schemas/")
            if key == "$ref"
            else _moved(held)
            for key, held in schema.items()
        }
    return [_moved(held) for held in schema] if isinstance(schema, list) else schema


def families(definitions: dict[str, Fields]) -> None:
    """Define every kind of act and of matter, and what is any of them."""
    for family in (ACTS, MATTERS):
        name = family.base.__name__
        if name not in definitions:
            definitions[name] = {}  # an act may hold a matter
            each = [refer(kind, definitions) for kind in family.kinds.values()]
            newer = [
                {"properties": {family.tag: {"not": {"enum": sorted(family.kinds)}}}},
                {"required": [MARK]},
            ]
            unknown = {"type": "object", "required": [family.tag], "anyOf": newer}
            definitions[name] = {"anyOf": [*each, unknown]}


def _with(schema: Fields, definitions: dict[str, Fields]) -> Fields:
    if reference(Matter.__name__) in _references(definitions):
        families(definitions)
    return {**schema, "$defs": dict(sorted(definitions.items()))}


def _references(schema: Any) -> list[Any]:
    if isinstance(schema, dict):
        own = [schema] if "$ref" in schema else []
        return [*own, *(ref for held in schema.values() for ref in _references(held))]
    if isinstance(schema, list):
        return [ref for held in schema for ref in _references(held)]
    return []


def _read_with(schema: Fields, definitions: dict[str, Fields]) -> Fields:
    whole = _with(schema, definitions)
    _with_words(whole["$defs"])
    return whole


def _with_words(definitions: dict[str, Fields]) -> None:
    if Words.__name__ in definitions:
        definitions[Words.__name__] = WORDS


def _shape(of: Any, definitions: dict[str, Fields]) -> Fields:
    """Return the schema of what `to_json` writes for values of a type."""
    origin, parts = get_origin(of), get_args(of)
    if origin in UNIONS:
        return {"anyOf": [_shape(part, definitions) for part in parts]}
    if origin is not None and origin is not type:
        return _collected(origin, parts, definitions)
    if of is type(None):
        return {"type": "null"}
    if origin is type or of is type:
        return {"type": "string"}
    if not isinstance(of, type) or of is object or isinstance(of, TypeVar):
        return {}
    return _of_class(of, definitions)


def _collected(
    origin: Any, parts: tuple[Any, ...], definitions: dict[str, Fields]
) -> Fields:
    if isinstance(origin, type) and issubclass(origin, Mapping):
        held = _shape(parts[1], definitions)
        return {"type": "object", "additionalProperties": held}
    if origin is tuple and ... not in parts:
        each = [_shape(part, definitions) for part in parts]
        return {"type": "array", "prefixItems": each, "items": False}
    if isinstance(origin, type) and attrs.has(origin):  # such as Page[Found]
        return _shape(origin, definitions)
    items = _shape(parts[0], definitions)
    unique = {"uniqueItems": True} if issubclass(origin, AbstractSet) else {}
    return {"type": "array", "items": items, **unique}


def _of_class(of: type[Any], definitions: dict[str, Fields]) -> Fields:
    if issubclass(of, CollabtherapyError):
        definitions["Problem"] = PROBLEM
        return reference("Problem")
    if of in (Act, Matter) or issubclass(of, Act | Matter):
        families(definitions)
        return reference(of.__name__)
    if issubclass(of, Enum) and not issubclass(of, str):
        return {"type": "string", "enum": [member.name.lower() for member in of]}
    if of in NAMED:
        name, definitions[name] = NAMED[of]
        return reference(name)
    if issubclass(of, Id | Enum):
        return refer(of, definitions)
    return _LEAVES.get(of) or _of_record(of, definitions)


def _of_record(of: type[Any], definitions: dict[str, Fields]) -> Fields:
    name = of.__name__
    if name not in definitions:
        definitions[name] = {}  # it may hold some of its own kind
        special = _SPECIAL.get(of)
        properties = (
            _fields(of, definitions) if special is None else special(definitions)
        )
        described = {"description": str(of.__doc__).partition("\n")[0]}
        definitions[name] = described | object_of(
            {IS: {"const": name}, **properties}, (IS, *properties)
        )
    return reference(name)


def _fields(of: type[Any], definitions: dict[str, Fields]) -> dict[str, Fields]:
    types_of = get_type_hints(of)
    for name in PROPERTIES.get(of, ()):
        types_of[name] = get_type_hints(getattr(of, name).fget)["return"]
    return {
        name: _shape(types_of[name], definitions)
        for name in written_of(of)
        if not _is_left_out(types_of[name])
    }


def _is_left_out(of: Any) -> bool:
    return any(kind in LEFT_OUT for kind in (of, *get_args(of)))


def _of_refusal(definitions: dict[str, Fields]) -> dict[str, Fields]:
    text = {"type": "string"}
    remedies = [_shape(Do, definitions), _shape(Change, definitions)]
    types_of = [name for name, _, _ in TYPED] + [
        kind.names for kind in sorted(Id.__subclasses__(), key=lambda k: k.__name__)
    ]
    definitions["Param"] = {
        "type": "object",
        "properties": {
            "type": {"enum": [*dict.fromkeys(types_of), "any", "code", "list"]},
            "of": text,
            "value": {
                "anyOf": [
                    {"type": ["string", "integer", "boolean"]},
                    {"type": "array", "items": reference("Param")},
                ]
            },
        },
        "required": ["type", "value"],
        "additionalProperties": False,
    }
    return {
        "code": text,
        "reason": text,
        "rule": _shape(Rule, definitions),
        "params": {"type": "object", "additionalProperties": reference("Param")},
        "message": text,
        "fix": {"type": "array", "items": {"anyOf": remedies}},
    }


def _of_view(definitions: dict[str, Fields]) -> dict[str, Fields]:
    moment, whole = _shape(datetime, definitions), {"type": "integer", "minimum": 1}
    families(definitions)
    entry = {
        "version": whole,
        "recorded_at": moment,
        "effective_at": moment,
        "in_effect": {"type": "boolean"},
        "act": reference(Act.__name__),
    }
    text = {"type": "string"}
    return {
        "partnership": text,
        "viewer": text,
        "stage": text,
        "version": {"type": "integer", "minimum": 0},
        "entries": {"type": "array", "items": object_of(entry, tuple(entry))},
    }


_SPECIAL: Final[Mapping[type[Any], Any]] = {Refusal: _of_refusal, View: _of_view}

_LEAVES: Final[Mapping[type[Any], Fields]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    date: {"type": "string", "format": "date"},
}
