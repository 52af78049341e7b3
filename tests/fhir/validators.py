"""What tests of FHIR share: validators, partnerships of each kind, and looking up."""

import importlib.util
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from collabtherapy import Partnership, PersonId, Stage, Words, acts, fhir
from collabtherapy.errors import NotForThem
from collabtherapy.testing.carried import carried
from collabtherapy.testing.directed import attempted, furnished
from collabtherapy.testing.openings import opening_of
from collabtherapy.testing.situations import of_erasing
from collabtherapy.testing.ways import (
    ANA,
    BO,
    CLINIC,
    START,
    group,
    led_to,
    two,
)

SHARED = Path(__file__).parents[3] / "shared"
DATA = SHARED / "data" / "fhir"
RULES = DATA / "hl7-r4b-rules" / "rules.json"
CHECK = SHARED / "tools" / "check_fhir.py"

FEW = settings(max_examples=max(10, settings().max_examples // 3))
"""As hard as Hypothesis looks here: to validate a Bundle takes long."""

Resource = dict[str, Any]

needs_rules = pytest.mark.skipif(
    not (RULES.exists() and CHECK.exists()),
    reason="the rules of R4B, distilled from HL7's package, are not beside this copy",
)
needs_examples = pytest.mark.skipif(
    not DATA.is_dir(), reason="HL7's examples are not beside this copy"
)


@cache
def _oracle() -> Any:
    pytest.importorskip("fhirpathpy", reason="invariants are FHIRPath")
    spec = importlib.util.spec_from_file_location("check_fhir", CHECK)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Oracle(json.loads(RULES.read_text("utf-8")))


def errors_r4(resource: Resource) -> list[str]:
    """Give what the base specification of R4B says against a resource."""
    return _oracle().check(resource)


def errors_r5(bundle: Resource) -> list[str]:
    """Give what the R5 models of fhir.resources say against a Bundle."""
    resources = pytest.importorskip("fhir.resources", reason="the models of R5")
    said: list[str] = []
    for one in (bundle, *(entry["resource"] for entry in bundle["entry"])):
        model = resources.get_fhir_model_class(one["resourceType"])
        try:
            model.model_validate(one)
        except ValueError as wrong:
            said.append(str(wrong))
    return said


def another(value: object, name: str) -> object:  # noqa: PLR0911  # a case each
    """Return another value for a field of that name; None, if there is none."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, Words):
        return Words("otherwise")
    if isinstance(value, Enum):
        return next(one for one in type(value) if one is not value)
    if isinstance(value, datetime):
        return value + timedelta(days=1)
    if type(value) is int:
        return value + 1 if value < 9 else value - 1
    if type(value) is float:
        return value / 2 or 1.0
    return f"{value}-x" if type(value) is str and name != "sign" else None


def viewers(p: Partnership) -> Iterator[PersonId]:
    """Return one of each side, all who left, and all who speak for a client."""
    members = p.state.members
    sides = (members.therapists[0].id, members.clients[-1].id)
    left = (one.id for one in (*members.former, *members.former_therapists))
    holders = (holder for _, holder in p.state.representation.held)
    yield from dict.fromkeys((*sides, *left, *holders))


def bundles(
    p: Partnership, version: str = "R4"
) -> Iterator[tuple[PersonId, Resource, tuple[fhir.Loss, ...]]]:
    """Give a partnership as each who may see it gets it."""
    for viewer in viewers(p):
        try:
            bundle, losses = fhir.to_bundle(p, version=version, viewer=viewer)
        except NotForThem:
            continue
        yield viewer, bundle, losses


def of(bundle: Resource, *kinds: str) -> list[Resource]:
    """Give the resources of these types."""
    those = (entry["resource"] for entry in bundle["entry"])
    return [one for one in those if one["resourceType"] in kinds]


def extended(resource: Resource, url: str) -> list[Any]:
    """Give the values of the extensions of a kind, or what is inside of them."""
    found = [e for e in resource.get("extension", ()) if e["url"].endswith(url)]
    return [
        e.get("extension") or next(v for k, v in e.items() if k != "url") for e in found
    ]


def parts_of(extension: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the values of an extension's parts, by what each is called."""
    return {
        part["url"]: next(v for k, v in part.items() if k != "url")
        for part in extension
    }


def names(bundle: Resource) -> Mapping[str, str]:
    """Give what each full URL is called in the partnership."""
    found: dict[str, str] = {}
    for entry in bundle["entry"]:
        identifier = entry["resource"].get("identifier")
        first = identifier[0] if isinstance(identifier, list) else identifier
        if first is not None:
            found[entry["fullUrl"]] = first["value"]
    return found


@cache
def having(kind: type[acts.Act]) -> tuple[Partnership, int]:
    """Give a partnership in which an act of a kind was done, and which act that is."""
    found = (p for p in _lived() if any(isinstance(act, kind) for act in p.history))
    p = next(found, None) or _led_to(kind)
    places = [n for n, act in enumerate(p.history) if isinstance(act, kind)]
    return p, places[-1]


@cache
def _lived() -> tuple[Partnership, ...]:
    """Give partnerships of few acts, in which whatever is done most was done."""
    clinic = Partnership.open(
        id="p-1",
        clients=(ANA,),
        therapists=(BO,),
        organisations=(CLINIC,),
        by="ana",
        at=START,
    )
    exploring = led_to(clinic, Stage.EXPLORING)
    gone = acts.RecordUnavailability(by="clinic", at=exploring.at, therapist="bo")
    written = of_erasing.written()
    held = written.record(of_erasing.holding(written))
    held = held.record(of_erasing.releasing(held), of_erasing.restricting(held))
    held = held.record(of_erasing.lifting(held))
    return (led_to(two(), Stage.WORKING), exploring.record(gone), carried(), held)


def _led_to(kind: type[acts.Act]) -> Partnership:
    if kind is acts.CarryOver:
        return carried()
    for opening in (two(), group()):
        for stage in Stage:
            after = attempted(furnished(opening_of(opening), stage), kind)
            if after is not None and isinstance(after.history[-1], kind):
                return after
    raise AssertionError(f"nobody was led to {kind.__name__}")
