"""What the OCEL 2.0 specification asks of a JSON log, as a list of what is wrong.

Written from the text of the standard (Berti et al. 2023: the metamodel's definitions
of events, objects, their attributes and relations; the section on JSON), independently
of the writer. What the published JSON Schema (ocel20-schema-json, draft 7) asks is put
in our own words in `SCHEMA`: it has every value as text, of whatever type.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from jsonschema import Draft7Validator, FormatChecker

TEXT = {"type": "string"}
MOMENT = {"type": "string", "format": "date-time"}


def _each(must: dict[str, Any], may: dict[str, Any] | None = None) -> dict[str, Any]:
    """Give the schema of an array of objects: what each must have, and may."""
    properties = {**must, **(may or {})}
    one = {"type": "object", "properties": properties, "required": list(must)}
    return {"type": "array", "items": one}


_TYPES = _each({"name": TEXT, "attributes": _each({"name": TEXT, "type": TEXT})})
_RELATED = _each({"objectId": TEXT, "qualifier": TEXT})
_SAID = _each({"name": TEXT, "value": TEXT})
_CHANGED = _each({"name": TEXT, "value": TEXT, "time": MOMENT})
_PARTS = {
    "eventTypes": _TYPES,
    "objectTypes": _TYPES,
    "events": _each(
        {"id": TEXT, "type": TEXT, "time": MOMENT},
        {"attributes": _SAID, "relationships": _RELATED},
    ),
    "objects": _each(
        {"id": TEXT, "type": TEXT},
        {"attributes": _CHANGED, "relationships": _RELATED},
    ),
}
SCHEMA = {"type": "object", "properties": _PARTS, "required": list(_PARTS)}
VALIDATOR = Draft7Validator(SCHEMA, format_checker=FormatChecker())


def is_moment(value: object) -> bool:
    """Whether this is a moment as ISO 8601 writes it, with its offset."""
    if not isinstance(value, str):
        return False
    try:
        return datetime.fromisoformat(value).utcoffset() is not None
    except ValueError:
        return False


HOLDS: dict[str, Any] = {
    "string": lambda _: True,
    "integer": lambda text: re.fullmatch(r"-?[0-9]+", text),
    "float": lambda text: math.isfinite(float(text)),
    "boolean": lambda text: text in {"true", "false"},
    "time": is_moment,
}
"""The types of attributes, and whether a text is of one."""

KEYS = {"eventTypes", "objectTypes", "events", "objects"}


def problems(log: dict[str, Any]) -> list[str]:
    """Give everything that is wrong with a log; nothing, if it is one."""
    if set(log) != KEYS or not all(isinstance(log[key], list) for key in KEYS):
        return ["the four arrays, and nothing else"]
    unlike = [f"{one.json_path}: {one.message}" for one in VALIDATOR.iter_errors(log)]
    return unlike or [
        *_types("eventTypes", log["eventTypes"]),
        *_types("objectTypes", log["objectTypes"]),
        *_ids(log),
        *_said("event", log["events"], log["eventTypes"]),
        *_said("object", log["objects"], log["objectTypes"]),
        *_related(log),
    ]


def _types(where: str, declared: list[Any]) -> Iterator[str]:
    for name, n in Counter(one["name"] for one in declared).items():
        if n > 1:
            yield f"{where}: {name} is declared {n} times"
    for one in declared:
        names = [attribute["name"] for attribute in one["attributes"]]
        if len(set(names)) < len(names):
            yield f"{where}: an attribute of {one['name']} is declared twice"
        for attribute in one["attributes"]:
            if attribute["type"] not in HOLDS:
                yield f"{where}: {attribute['type']} is no type"


def _ids(log: dict[str, Any]) -> Iterator[str]:
    # Events and objects are parted by what they are; each name is one thing's.
    for kind in ("events", "objects"):
        for name, n in Counter(one["id"] for one in log[kind]).items():
            if n > 1:
                yield f"{kind}: {name} stands {n} times"


def _said(what: str, those: list[Any], declared: list[Any]) -> Iterator[str]:
    types = {
        one["name"]: {a["name"]: a["type"] for a in one["attributes"]}
        for one in declared
    }
    for one in those:
        if one["type"] not in types:
            yield f"{what} {one['id']}: {one['type']} is not declared"
            continue
        if what == "event" and not is_moment(one["time"]):
            yield f"event {one['id']}: its time is no moment"
        for said in one["attributes"]:
            holds = HOLDS.get(types[one["type"]].get(said["name"]))
            if holds is None or not holds(said["value"]):
                yield f"{what} {one['id']}: {said['name']} is not as declared"
            if what == "object" and not is_moment(said["time"]):
                yield f"object {one['id']}: {said['name']} changes at no moment"


def _related(log: dict[str, Any]) -> Iterator[str]:
    there = {one["id"] for one in log["objects"]}
    for one in (*log["events"], *log["objects"]):
        related = [(r["objectId"], r["qualifier"]) for r in one["relationships"]]
        if len(set(related)) < len(related):
            yield f"{one['id']}: a relation stands twice"
        for name, qualifier in related:
            if name not in there:
                yield f"{one['id']}: {name} is not there"
            if not isinstance(qualifier, str) or not qualifier:
                yield f"{one['id']}: a relation to {name} as nothing"
