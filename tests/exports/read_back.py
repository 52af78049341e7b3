"""What tests of logs share: partnerships of many names, and reading logs back."""

import io
import json
from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree as ET

import attrs

from collabtherapy import (
    AlsoPresent,
    Evidence,
    FallsUnder,
    Partnership,
    Scope,
    Words,
    acts,
)
from collabtherapy.exports import write_ocel, write_xes
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.duty_ids import DutyId
from collabtherapy.partnership.values.ids import Id
from collabtherapy.partnership.values.people import Client, Organisation, Therapist

HOLDERS = (
    acts.Act, Matter, Client, Therapist, Organisation, AlsoPresent, Evidence, FallsUnder
)  # fmt: skip
"""What an act is made of that has ids or texts in its fields."""

CANARY = "zq-"
"""No vocabulary and no number has this in it."""


def apart(partnerships: Iterable[Partnership]) -> list[Partnership]:
    """Give partnerships that were drawn alike under names of their own."""
    return [named(p, f"p-{n}") for n, p in enumerate(partnerships)]


def named(p: Partnership, name: str) -> Partnership:
    """Give the same partnership under another name."""
    opening, *rest = p.history
    return Partnership.replay([attrs.evolve(opening, partnership=name), *rest])


def marked(p: Partnership, mark: str = CANARY) -> Partnership:
    """Give the same partnership in which every id and every text can be told."""
    ids: set[str] = set()
    for act in p.history:
        _collect(act, ids)
    return Partnership.replay([_marked(act, ids, mark) for act in p.history])


def _collect(value: Any, ids: set[str]) -> None:
    if isinstance(value, Id):
        ids.add(str(value))
    elif isinstance(value, tuple | frozenset):
        for one in value:
            _collect(one, ids)
    elif isinstance(value, HOLDERS):
        for field in attrs.fields(type(value)):
            _collect(getattr(value, field.name), ids)


def _marked(value: Any, ids: set[str], mark: str) -> Any:  # noqa: PLR0911  # a case each
    if isinstance(value, DutyId):
        about = (_marked(x, ids, mark) if isinstance(x, Id) else x for x in value.about)
        return DutyId(value.kind, about)
    if isinstance(value, Id):
        return type(value)(f"{mark}{value}")
    if isinstance(value, Words):
        return Words(f"{mark}said")
    if isinstance(value, Scope):
        # "disclosure" of somebody for something: whom is marked as whoever is named.
        return value if value.of is None else attrs.evolve(value, of=mark + value.of)
    if isinstance(value, tuple | frozenset):
        return type(value)(_marked(one, ids, mark) for one in value)
    if isinstance(value, HOLDERS):
        fields = [field.name for field in attrs.fields(type(value))]
        changes = {name: _marked(getattr(value, name), ids, mark) for name in fields}
        return attrs.evolve(value, **changes)
    return value


def ocel(partnerships: Iterable[Partnership], **asked: Any) -> dict[str, Any]:
    """Write a log as OCEL, and read it as JSON."""
    return json.loads(ocel_text(partnerships, **asked))


def ocel_text(partnerships: Iterable[Partnership], **asked: Any) -> str:
    """Write a log as OCEL."""
    file = io.StringIO()
    write_ocel(partnerships, file, **asked)
    return file.getvalue()


def xes_text(partnerships: Iterable[Partnership], **asked: Any) -> str:
    """Write a log as XES."""
    file = io.StringIO()
    write_xes(partnerships, file, **asked)
    return file.getvalue()


def xes(partnerships: Iterable[Partnership], **asked: Any) -> ET.Element:
    """Write a log as XES, and read it as XML."""
    return ET.fromstring(xes_text(partnerships, **asked))  # noqa: S314  # our own


def traces_of_xes(log: ET.Element) -> dict[str, list[dict[str, str]]]:
    """Give what each event of each case says."""
    return {
        _said(trace)["concept:name"]: [_said(e) for e in trace.findall("{*}event")]
        for trace in log.findall("{*}trace")
    }


def _said(element: ET.Element) -> dict[str, str]:
    return {one.attrib["key"]: one.attrib["value"] for one in element if one.attrib}


def traces_of_ocel(log: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Flatten a log by its partnerships, as process mining does."""
    found: dict[str, list[dict[str, Any]]] = {
        one["id"]: [] for one in log["objects"] if one["type"] == "Partnership"
    }
    for event in log["events"]:
        said = {one["name"]: one["value"] for one in event["attributes"]}
        related = event["relationships"]
        case = next(r["objectId"] for r in related if r["qualifier"] == "partnership")
        who = next(r["objectId"] for r in related if r["qualifier"] == "by")
        told = {"type": event["type"], "time": event["time"], "by": who}
        found[case].append(told | said)
    return found
