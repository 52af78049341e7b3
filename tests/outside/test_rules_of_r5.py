"""The rules of R5, over a package of one made-up type."""

import json
from pathlib import Path
from typing import Any

import pytest
from outside.rules_of_r5 import RulesOfR5

Json = dict[str, Any]


def element(path: str, *types: str, **more: Any) -> Json:
    """Return the definition of an element."""
    return {"path": path, "type": [{"code": one} for one in types], **more}


def required(value_set: str) -> Json:
    """Return a binding to a value set."""
    return {"strength": "required", "valueSet": f"http://x/{value_set}|5.0.0"}


PACKAGE = {
    "StructureDefinition-Thing": {
        "snapshot": {
            "element": [
                element("Thing.status", "code", binding=required("states")),
                element("Thing.tone", "code", binding=required("filtered")),
                element("Thing.when[x]", "dateTime", "Period"),
                element("Thing.subject", "Reference"),
                element("Thing.part", "BackboneElement"),
                element("Thing.part.day", "date"),
                {"path": "Thing.part.part", "contentReference": "#Thing.part"},
            ]
        }
    },
    "StructureDefinition-Period": {
        "snapshot": {
            "element": [
                element("Period.start", "dateTime"),
                element("Period.end", "dateTime"),
            ]
        }
    },
    "StructureDefinition-Reference": {
        "snapshot": {"element": [element("Reference.reference", "string")]}
    },
    "ValueSet-states": {
        "resourceType": "ValueSet",
        "url": "http://x/states",
        "compose": {
            "include": [
                {"system": "http://x/system"},
                {"system": "http://y", "concept": [{"code": "odd"}]},
                {"valueSet": ["http://x/more"]},
            ]
        },
    },
    "ValueSet-more": {
        "resourceType": "ValueSet",
        "url": "http://x/more",
        "compose": {"include": [{"system": "http://y", "concept": [{"code": "more"}]}]},
    },
    "ValueSet-filtered": {
        "resourceType": "ValueSet",
        "url": "http://x/filtered",
        "compose": {"include": [{"system": "http://x/system", "filter": []}]},
    },
    "CodeSystem-system": {
        "resourceType": "CodeSystem",
        "url": "http://x/system",
        "content": "complete",
        "concept": [{"code": "on", "concept": [{"code": "half-on"}]}],
    },
}


@pytest.fixture(name="rules")
def _rules(tmp_path: Path) -> RulesOfR5:
    for name, held in PACKAGE.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(held), "utf-8")
    return RulesOfR5(tmp_path)


def errors(rules: RulesOfR5, **fields: Any) -> list[str]:
    """Return the errors of one thing in a Bundle."""
    thing = {"resourceType": "Thing", **fields}
    entries = [{"fullUrl": "urn:1", "resource": thing}]
    return rules.check({"resourceType": "Bundle", "entry": entries})


@pytest.mark.parametrize(
    "fields",
    [
        *({"status": code} for code in ("on", "half-on", "odd", "more")),
        {"tone": "whatever"},  # a value set that cannot be listed forbids nothing
        {"whenDateTime": "2026-01-10T09:00:00+01:00"},
        {"whenPeriod": {"start": "2026", "end": "2026-02"}},
        {"subject": {"reference": "urn:1"}},
        {"part": [{"day": "2026-02", "part": [{"day": "2026"}]}]},
        {"unknown": []},  # names are looked at by others
    ],
)
def test_what_is_right_has_no_error(rules: RulesOfR5, fields: Json):
    """Codes by every way that a value set may name them, and moments of each length."""
    assert errors(rules, **fields) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"status": "ON"}, "Thing.status: not one of the required codes"),
        ({"status": "off"}, "Thing.status: not one of the required codes"),
        ({"whenDateTime": "2026-01-10T09:00:00"}, "Thing.whenDateTime: no dateTime"),
        ({"part": [{"day": "2026-13"}]}, "Thing.part.day: no date"),
        ({"part": [{"part": [{"day": "x"}]}]}, "Thing.part.day: no date"),
        ({"part": []}, "Thing.part: an empty list"),
        (
            {"whenPeriod": {"start": "2026-06-01", "end": "2026-01"}},
            "Period: ends before it begins (per-1)",
        ),
        (
            {"whenDateTime": "2026", "whenPeriod": {"start": "2026"}},
            "Thing.whenPeriod: another value of a choice",
        ),
        ({"subject": {"reference": "urn:2"}}, "Thing: urn:2 is not in the Bundle"),
        ({"resourceType": "Thin"}, "Thin: no such type"),
    ],
)
def test_what_is_wrong_is_said(rules: RulesOfR5, fields: Json, said: str):
    """Each rule by the one thing that breaks it."""
    assert errors(rules, **fields) == [said]


def test_a_url_is_of_one_resource(rules: RulesOfR5):
    """bdl-7: two entries of one full URL."""
    entry = {"fullUrl": "urn:1", "resource": {"resourceType": "Thing"}}
    assert rules.check({"entry": [entry, entry]}) == ["fullUrl urn:1: twice"]
