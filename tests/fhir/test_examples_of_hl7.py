"""HL7's own examples are read or refused, and the check of our Bundles can fail."""

import copy
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from validators import DATA, errors_r4, needs_examples, needs_rules

from collabtherapy import fhir
from collabtherapy.errors import MalformedDocument
from collabtherapy.fhir.inward.document import READ

pytestmark = needs_examples

FILES = sorted(DATA.glob("hl7-r[45]-examples/*.json"))


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize(
    "path", FILES, ids=lambda path: f"{path.parent.name[4:6]}-{path.stem}"
)
def test_each_example_is_read_or_refused_with_a_reason(path: Path):
    """Alone, in a Bundle, and what it says is the same in both."""
    document = read(path)
    wrapped = {"resourceType": "Bundle", "entry": [{"resource": document}]}
    if document["resourceType"] in READ:
        alone = fhir.from_bundle(document)
        assert _counted(fhir.from_bundle(wrapped)) == _counted(alone)
        return
    with pytest.raises(MalformedDocument, match="not_read"):
        fhir.from_bundle(document)
    (problem,) = fhir.from_bundle(wrapped).problems
    assert problem.code == "not_read"


def _counted(found: fhir.Imported) -> Counter[str]:
    codes = Counter(problem.code for problem in found.problems)
    codes["drafts"] = len(found.proposals)
    return codes


@pytest.mark.parametrize("release", ["r4", "r5"])
def test_all_examples_of_a_release_make_one_bundle(release: str):
    """Everything that is read of each is read of all together."""
    those = [
        read(path) for path in FILES if path.parent.name == f"hl7-{release}-examples"
    ]
    entries = [{"resource": one} for one in those]
    found = fhir.from_bundle({"resourceType": "Bundle", "entry": entries})
    kinds = Counter(one["resourceType"] for one in those)
    assert len(found.facts.goals) == kinds["Goal"]
    assert len(found.facts.consents) == kinds["Consent"]
    assert len(found.facts.sessions) == kinds["Appointment"] + kinds["Encounter"]
    assert sum(p.code == "not_read" for p in found.problems) == sum(
        n for kind, n in kinds.items() if kind not in READ
    )


def test_the_handmade_bundle_is_read():
    """A Bundle by others: its one goal may be put, and its consent is a fact."""
    found = fhir.from_bundle(read(DATA / "handmade" / "good-bundle-r4.json"))
    assert type(found.proposals[0].matter).__name__ == "Goal"
    assert len(found.facts.consents) == 1


def _mutated(good: dict[str, Any], mutant: dict[str, Any]) -> dict[str, Any]:
    bundle = copy.deepcopy(good)
    here: Any = bundle
    *way, last = mutant["path"]
    for step in way:
        here = here[step]
    if mutant["op"] == "remove":
        del here[last]
    else:
        here[last] = mutant["value"]
    return bundle


@needs_rules
def test_the_check_can_fail():
    """Of 47 Bundles with one defect each, at least 40 are caught by the check."""
    good = read(DATA / "handmade" / "good-bundle-r4.json")
    mutants = json.loads((DATA / "handmade" / "mutants-r4.json").read_text("utf-8"))
    assert errors_r4(good) == []
    caught = [m["name"] for m in mutants if errors_r4(_mutated(good, m))]
    assert len(mutants) == 47
    assert len(caught) >= 40


@needs_rules
def test_no_mutant_breaks_the_reader():
    """Each defect is read past, or refused with its place."""
    good = read(DATA / "handmade" / "good-bundle-r4.json")
    mutants = json.loads((DATA / "handmade" / "mutants-r4.json").read_text("utf-8"))
    for mutant in mutants:
        wrong = _refusal(_mutated(good, mutant))
        assert wrong is None or wrong.path.startswith("$.entry[")


def _refusal(document: object) -> MalformedDocument | None:
    try:
        fhir.from_bundle(document)
    except MalformedDocument as wrong:
        return wrong
    return None
