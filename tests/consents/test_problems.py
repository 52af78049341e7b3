"""Systems and codes that are in no table: told with their place, never repeated."""

import attrs
import pytest
from consents.documents import ASKED, TREAT, Json, permits, r4, r5
from consents.drawn import day, general
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy.fhir.codes import ACT_CODE, LOINC, PARTICIPATION
from collabtherapy.fhir.consents import (
    Coding,
    Effect,
    Reading,
    Rule,
    Why,
    decide,
    read_consents,
)
from collabtherapy.fhir.datatypes.systems import ACT_REASON, SNOMED

HOSPITAL = "http://hospital.example/codes"


def told(document: object, **more: object) -> list[tuple[str, str]]:
    """Return the path and code of each Problem."""
    return [(p.path, p.code) for p in read_consents(document, **more)[1]]


def coded(code: str, system: str | None = None) -> Json:
    return {"code": code} | ({"system": system} if system else {})


def ruling(**facets: object) -> Json:
    return r5(decision="deny", provision=[facets])


RULE = "$.provision[0]"
TOLD = [
    (ruling(purpose=[coded("care", HOSPITAL)]),
     (f"{RULE}.purpose[0].system", "unknown_system")),
    (ruling(purpose=[coded("CARE", ACT_REASON)]),
     (f"{RULE}.purpose[0].code", "unknown_code")),
    (ruling(purpose=[coded("care")]), (f"{RULE}.purpose[0].code", "unknown_code")),
    (ruling(purpose=[coded("HIV", ACT_CODE)]),
     (f"{RULE}.purpose[0].code", "unknown_code")),
    (ruling(securityLabel=[coded("secret", HOSPITAL)]),
     (f"{RULE}.securityLabel[0].system", "unknown_system")),
    (ruling(resourceType=[coded("Goals")]),
     (f"{RULE}.resourceType[0].code", "unknown_code")),
    (ruling(documentType=[coded("letter", HOSPITAL)]),
     (f"{RULE}.documentType[0].system", "unknown_system")),
    (ruling(action=[{"coding": [coded("access"), coded("read", HOSPITAL)]}]),
     (f"{RULE}.action[0].coding[1].system", "unknown_system")),
    (ruling(code=[{"coding": [coded("depression", LOINC)]}]),
     (f"{RULE}.code[0].coding[0].code", "unknown_code")),
    (ruling(actor=[{"role": {"coding": [coded("nurse", HOSPITAL)]}}]),
     (f"{RULE}.actor[0].role.coding[0].system", "unknown_system")),
    (ruling(actor=[{"role": {"coding": [coded("ENT", PARTICIPATION)]}}]),
     (f"{RULE}.actor[0].role.coding[0].code", "unknown_code")),
    (r5(provision=[{"code": [{"coding": [coded("74732009", SNOMED)]}]}]),
     (f"{RULE}.code[0].coding[0].code", "no_hierarchy")),
    (r4({"type": "permit"}, policyRule={"coding": [coded("OPTIN", HOSPITAL)]}),
     ("$.policyRule.coding[0].system", "unknown_system")),
    (r4({"type": "permit"}, category=[{"coding": [coded("x", HOSPITAL)]}]),
     ("$.category[0].coding[0].system", "unknown_system")),
]  # fmt: skip


@pytest.mark.parametrize(("document", "problem"), TOLD)
def test_what_is_in_no_table_is_told_with_its_place(
    document: object, problem: tuple[str, str]
):
    """F6: so that a person can fill the table."""
    assert problem in told(document)


KNOWN = [
    ruling(purpose=TREAT, securityLabel=[coded("N"), coded("HTEST", ACT_REASON)]),
    ruling(actor=[{"role": {"coding": [coded("IRCP", PARTICIPATION)]},
                   "reference": {"reference": "Practitioner/1"}}]),
    ruling(code=[{"coding": [coded("44249-1", LOINC), coded("local")]}]),
    ruling(purpose=[coded("care", "urn:collabtherapy:purpose")]),
]  # fmt: skip


@pytest.mark.parametrize("document", KNOWN)
def test_what_is_in_a_table_is_not_told(document: object):
    """F6: nor is a vocabulary of our own, which is in no table of others."""
    assert told(document) == []


words = st.text(st.characters(codec="utf-8", categories=["L"]), min_size=12).map(
    "Ж{}".format  # no field of FHIR is called so
)


@given(words, st.sampled_from(["purpose", "securityLabel", "resourceType", "note"]))
def test_no_problem_repeats_what_was_written(word: str, key: str):
    """F6: whatever stands in a Consent, its Problems say none of it."""
    document = ruling(**{key: [{"code": word, "system": f"urn:{word}", word: word}]})
    document |= {word: word, "extension": [{"url": f"urn:{word}", "valueString": word}]}
    problems = read_consents(document)[1]
    assert problems
    assert not any(word in f"{p.path} {p.code} {p.message}" for p in problems)


def test_a_caller_names_further_systems():
    """F1: a name that the tables lack, and which system it stands for."""
    document = ruling(purpose=[coded("TREAT", HOSPITAL)])
    assert not permits(document, purpose=Coding("TREAT", ACT_REASON))
    systems = {HOSPITAL: ACT_REASON}
    read, problems = read_consents(document, systems=systems)
    assert problems == ()
    assert decide(read, ASKED, at=day(0)).permit
    assert read[0].rule.children[0].purposes == {Coding("TREAT", ACT_REASON)}
    with pytest.raises(ValueError, match="systems must map each name to a code system"):
        read_consents(document, systems={HOSPITAL: "http://hospital.example/others"})


BY_NAME = [
    (r5(), {"N"}, True, True),
    (r5(), {"N", "PSY"}, True, False),
    (ruling(securityLabel=[coded("N")]), {"N", "PSY"}, True, False),
    (ruling(securityLabel=[coded("N"), coded("PSY")]), {"N", "PSY"}, True, True),
    (ruling(securityLabel=[coded("N"), coded("SPI")]), {"N", "PSY"}, True, True),
    (ruling(securityLabel=[coded("N"), coded("MH")]), {"N", "PSY"}, True, False),
    (ruling(securityLabel=[coded("N"), coded("PSY")]), {"N", "PSY", "SUD"}, True,
     False),
    (ruling(securityLabel=[coded("PSY")]), {"PSY"}, True, True),
    (r5(), {"N", "HTEST"}, True, True),
    (r5(), {Coding("N"), Coding("x", HOSPITAL)}, True, False),
]  # fmt: skip


@pytest.mark.parametrize(("document", "labels", "plain", "by_name"), BY_NAME)
def test_sensitive_data_by_name_alone(
    document: Json,
    labels: set,
    plain: bool,  # noqa: FBT001
    by_name: bool,  # noqa: FBT001
):
    """FHIR lets one label be enough; the stricter switch asks for each of them."""

    q = attrs.evolve(ASKED, labels=labels)
    read, _ = read_consents(document)
    assert decide(read, q, at=day(0)).permit is plain
    strict = decide(read, q, at=day(0), sensitive_by_name=True)
    assert strict.permit is by_name
    why = Why.SENSITIVE_NOT_NAMED if document["decision"] == "permit" else Why.DENIED
    assert by_name or strict.why == (why,)


def test_a_rule_above_may_name_what_is_sensitive():
    """A permit within a deny within it inherits what the permits above it name."""
    leaf = Rule(id="leaf", effect=Effect.PERMIT)
    deny = Rule(id="deny", effect=Effect.DENY, purposes={"TREAT"}, children=(leaf,))
    root = Rule(id="root", effect=Effect.PERMIT, labels={"N", "PSY"}, children=(deny,))

    q = attrs.evolve(ASKED, labels={"N", "PSY"})
    held = [general(rule=root)]
    answer = decide(held, q, at=day(0), sensitive_by_name=True)
    assert answer.rules == ("leaf",)
    assert answer.reading is Reading.STRICT
