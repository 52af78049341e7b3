"""Hand-made hostile Consents: none is permitted; what is harmless closes nothing."""

import attrs
import pytest
from consents.documents import ASKED, codes, permits, r5
from consents.drawn import day
from consents.hostile import (
    EVERY,
    HARMLESS,
    MASKED,
    NEW,
    OLD,
    deletion,
    entries,
    version,
)

from collabtherapy import fhir
from collabtherapy.fhir.consents import Reading, decide, read_consents


@pytest.mark.parametrize(
    ("document", "asked"), [case[1:] for case in EVERY], ids=[case[0] for case in EVERY]
)
def test_nothing_hidden_is_permitted(document: object, asked: dict):
    """What is named otherwise, wider, unread or older than another permits nothing."""
    assert not permits(document, **asked)


@pytest.mark.parametrize(
    ("document", "asked"),
    [case[1:] for case in EVERY if not case[0].startswith(("within", "own"))],
)
def test_nothing_hidden_is_permitted_by_the_other_reading(
    document: object, asked: dict
):
    """No reading by which anything is decided opens what hides a refusal."""
    read, _ = read_consents(document, reading=Reading.IHE_PCF)
    assert decide(read, attrs.evolve(ASKED, **asked), at=day(0)).deny


ROWS = {
    "labels by another name": ("named otherwise", "a label of"),
    "types, purposes and codes by another name": ("named otherwise", "a "),
    "a kind that overlaps or is wider": ("wider", "a denial of"),
    "a role that cannot be read": ("unreadable", "an actor with a role"),
    "a period of which something is hidden": ("periods", "a period of"),
    "a field at the root that nobody knows": ("fields", "an unknown field"),
    "an older version, or one that was deleted": ("older", "a version"),
    "a permit within a permit": ("within", "a "),
    "a consent of our own that is none": ("own", "a decision of ours"),
}
"""Each way in which a refusal was overlooked, with the cases that stand for it."""


@pytest.mark.parametrize("row", ROWS)
def test_each_way_of_hiding_has_its_cases(row: str):
    """A row without a case would be one that nobody looks at any more."""
    group, start = ROWS[row]
    assert sum(name.startswith(f"{group}: {start}") for name, *_ in EVERY) >= 2


@pytest.mark.parametrize(
    ("document", "asked"),
    [case[1:] for case in HARMLESS],
    ids=[case[0] for case in HARMLESS],
)
def test_what_changes_nothing_closes_nothing(document: object, asked: dict):
    """Narrative, display, tags and what FHIR says changes nothing leave a permit."""
    assert permits(document, **asked)


def test_the_collection_only_grows():
    """It holds a hundred and sixty cases and more, each of another kind."""
    assert len({name for name, *_ in EVERY}) >= 160


TOLD = [
    (r5(period={"start": "2025", "_end": MASKED}),
     [("$.period._end", "unread_field") ]),
    (r5(period={"until": "2020"}), [("$.period", "unread_field")]),
    (r5(period={}), [("$.period", "no_edge")]),
    (r5(until="2025"), [("$", "unread_field")]),
    (r5(_status=MASKED), [("$._status", "unread_field")]),
    (r5(policyRule={}), [("$.policyRule", "unread_field")]),
    (r5(provision=[{"actor": [{"reference": {
        "reference": "Practitioner/1", "type": "Group"}}]}]),
     [("$.provision[0].actor[0].reference.type", "contradiction")]),
    (r5(provision=[{"actor": [{"reference": {
        "reference": "Practitioner/1", "identifier": {}}}]}]),
     [("$.provision[0].actor[0].reference.identifier", "unread_field")]),
    (r5(extension=[{"url": "urn:x"}]), [("$.extension[0]", "unknown_extension")]),
    (entries(version("inactive"), version(), kind="history"),
     [("$.entry[1].resource", "older_version")]),
    (entries(version("inactive"), version()),
     [("$.entry[0].resource", "unordered_versions")]),
    (entries(deletion(), version(), kind="history"),
     [("$.entry[1].resource", "older_version"), ("$.entry[0]", "deleted")]),
    (entries(version(), deletion("Consent?x=y")),
     [("$.entry[1]", "unread_deletion")]),
]  # fmt: skip


@pytest.mark.parametrize(("document", "told"), TOLD)
def test_what_is_not_read_is_told_with_its_place(document: object, told: list):
    """Each gives a Problem with a path; a field that nobody knows is not repeated."""
    problems = read_consents(document)[1]
    assert sorted((p.path, p.code) for p in problems) == sorted(told)
    assert not any("until" in f"{p.path}{p.message}" for p in problems)


def test_a_deny_of_an_older_version_is_gone_and_of_an_unordered_one_is_not():
    """The newest stands, whatever it says; where it is not known, each may deny."""

    def refusing(**more: object) -> dict[str, object]:
        return {**version(**more), "decision": "deny"}

    assert permits(entries(refusing(updated=OLD), version(updated=NEW)))
    assert not permits(entries(refusing(), version()))
    assert codes(entries(refusing(), version())) == ["unordered_versions"]


def test_versions_from_two_documents_permit_what_both_permit():
    """Whoever puts the answers of two reads together is not let in by the older."""
    first, second, nameless = version(), version("inactive"), r5(id=None)
    held = [one for d in (first, second) for one in read_consents(d)[0]]
    assert decide(held[:1], ASKED, at=day(0)).permit
    assert decide(held, ASKED, at=day(0)).deny
    gone = read_consents(entries(deletion()))[0]
    assert decide([*held[:1], *gone], ASKED, at=day(0)).deny
    elsewhere = read_consents(version() | {"subject": {"reference": "Patient/2"}})[0]
    assert decide([*held[:1], *elsewhere], ASKED, at=day(0)).deny
    others = read_consents({**nameless, "category": [{"coding": [{"code": "adr"}]}]})[0]
    assert decide([*read_consents(nameless)[0], *others], ASKED, at=day(0)).permit


@pytest.mark.parametrize(
    ("document", "permit"),
    [(case[1], False) for case in EVERY if case[0].startswith("older")]
    + [
        (version(), True),
        (entries(version("inactive", OLD), version(updated=NEW)), True),
    ],
)
def test_the_same_holds_of_a_bundle_that_is_read_whole(document: object, permit: bool):  # noqa: FBT001
    """A Bundle read for its facts gives no consent that permits by an older version."""
    found = [one.directive for one in fhir.from_bundle(document).facts.consents]
    assert decide(found, ASKED, at=day(0)).permit is permit


@pytest.mark.parametrize("read", [
    lambda document: read_consents(document)[0],
    lambda document: [c.directive for c in fhir.from_bundle(document).facts.consents],
], ids=["consents", "facts"])  # fmt: skip
def test_a_full_url_names_the_consent_that_it_ends_with(read: object):
    """One without an id is withdrawn by that URL, and its place taken by it."""
    url = "https://a.example/Consent/v"
    old = {"fullUrl": url, "resource": r5(id=None)}
    link = {
        "url": "http://hl7.org/fhir/StructureDefinition/replaces",
        "valueReference": {"reference": url},
    }
    newer = r5(id="w", status="rejected", extension=[link])
    assert decide(read(entries(old)), ASKED, at=day(0)).permit
    assert decide(read(entries(old, {"resource": newer})), ASKED, at=day(0)).deny
    assert decide(read(entries(old, deletion())), ASKED, at=day(0)).deny
