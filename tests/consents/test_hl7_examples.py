"""HL7's own examples of R4 and R5, decided as their narratives say, or more closed."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collabtherapy.errors import MalformedDocument
from collabtherapy.fhir.consents import Actor, Kind, Request, decide, read_consents

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "fhir"
if not FOLDER.is_dir():
    pytest.skip("HL7's examples are not beside this copy", allow_module_level=True)
FILES = sorted(FOLDER.glob("hl7-r[45]-examples/*.json"))
NURSE = Actor("Practitioner/f204", groups=set())
OTHER = Actor("Practitioner/f007", groups={"Organization/f203"})
THERE = Actor("Practitioner/f001", groups={"Organization/f001"})
SEE = {"purpose": "TREAT", "action": "access", "labels": {"N"}}
PATIENT = "Patient/f001"


def ask(release: str, name: str, **asked: object) -> bool:
    path = FOLDER / f"hl7-{release}-examples/Consent-consent-example-{name}.json"
    document = json.loads(path.read_text("utf-8"))
    consents, _ = read_consents(document)
    about = document.get("subject") or document["patient"]
    at = asked.pop("at", datetime(2020, 6, 1, tzinfo=UTC))
    request = Request(subject=about["reference"], **{**SEE, **asked})
    return decide(consents, request, at=at).permit


IN_JANUARY = datetime(2015, 1, 15, tzinfo=UTC)
LATER = datetime(2016, 1, 15, tzinfo=UTC)
CASES = [
    # Withheld from one nurse, and from nobody else.
    ("r4", "notThem", {"actor": NURSE}, False),
    ("r4", "notThem", {"actor": OTHER}, True),
    ("r4", "notThem", {}, False),
    ("r4", "notThem", {"actor": Actor("Practitioner/f007")}, True),
    ("r4", "notOrg", {"actor": Actor("Practitioner/f007")}, False),  # employed by?
    ("r5", "notThem", {"actor": NURSE}, False),
    ("r5", "notThem", {"actor": OTHER}, True),
    # Withheld from whoever works at one organisation.
    ("r4", "notOrg", {"actor": THERE}, False),
    ("r4", "notOrg", {"actor": OTHER}, True),
    ("r5", "notOrg", {"actor": THERE}, False),
    ("r5", "notOrg", {"actor": OTHER}, True),
    # One order, and what is related to it.
    ("r4", "notThis", {"record": "Task/example3"}, False),
    ("r4", "notThis", {"record": "Observation/1", "related": {"Task/example3"}}, False),
    ("r4", "notThis", {"record": "Observation/1", "related": set()}, True),
    ("r5", "notThis", {"record": "MedicationRequest/medrx0305"}, False),
    ("r5", "notThis", {"record": "Observation/1", "related": set()}, True),
    # Data of one month. R4's period may be that of the consent as well: closed.
    ("r4", "notTime", {"date": IN_JANUARY}, False),
    ("r4", "notTime", {"date": LATER}, False),
    ("r5", "notTime", {"date": IN_JANUARY}, False),
    ("r5", "notTime", {"date": LATER}, True),
    ("r5", "notTime", {}, False),
    # What one organisation keeps.
    ("r4", "notAuthor", {"custodian": "Organization/f001"}, False),
    ("r4", "notAuthor", {"custodian": "Organization/f203"}, True),
    ("r5", "Out", {"custodian": "Organization/f001"}, False),
    ("r5", "Out", {"custodian": "Organization/f203"}, True),
    ("r4", "Out", {"custodian": "Organization/f001"}, False),
    # Nothing for emergencies.
    ("r5", "Emergency", {"custodian": "Organization/f201", "purpose": "ETREAT"}, False),
    ("r5", "Emergency", {"custodian": "Organization/f201"}, True),
    ("r4", "Emergency", {"custodian": "Organization/f001"}, False),
    # Reading, by one person, of what one organisation keeps.
    ("r5", "grantor", {"actor": OTHER, "custodian": "Organization/f203"}, True),
    ("r5", "grantor", {"actor": NURSE, "custodian": "Organization/f203"}, False),
    ("r5", "grantor",
     {"actor": OTHER, "custodian": "Organization/f203", "action": "correct"}, False),
    # Until it is over.
    ("r4", "basic", {}, False),
    ("r5", "basic", {}, False),
    ("r5", "basic", {"at": datetime(2018, 12, 30, tzinfo=UTC)}, True),
    ("r4", "smartonfhir", {"classes": {"MedicationRequest"}}, False),
    ("r4", "smartonfhir", {"classes": {"MedicationRequest"},
     "at": datetime(2016, 6, 23, 7, 10, tzinfo=UTC)}, True),
    ("r4", "smartonfhir", {"classes": {"Observation"},
     "at": datetime(2016, 6, 23, 7, 10, tzinfo=UTC)}, False),
    # Process notes are named by none of them.
    ("r4", "notThem", {"actor": OTHER, "labels": {"PSYTHPN"}}, False),
    ("r4", "notThem", {"actor": OTHER, "kind": Kind.RESEARCH}, False),
]  # fmt: skip


@pytest.mark.parametrize(("release", "name", "asked", "permit"), CASES)
def test_as_the_narrative_says(release: str, name: str, asked: dict, permit: bool):  # noqa: FBT001
    """An obvious request is answered as a person who read the narrative would."""
    assert ask(release, name, **asked) is permit


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_example_is_read_or_refused(path: Path):
    """A Consent is read; anything else is refused, with the place."""
    document = json.loads(path.read_text("utf-8"))
    if document["resourceType"] == "Consent":
        consents, problems = read_consents(document)
        assert len(consents) == 1
        assert all(problem.path.startswith("$") for problem in problems)
    else:
        with pytest.raises(MalformedDocument) as wrong:
            read_consents(document)
        assert wrong.value.path == "$.resourceType"
