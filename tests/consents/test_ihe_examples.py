"""What the Consents of IHE's guide come to, by either reading.

The examples of IHE ITI, Privacy Consent on FHIR (PCF 1.1), as facts: what each of them
names, written down anew. Its "focused" ones are a permit within a permit.
"""

from datetime import UTC, datetime

import attrs
import pytest
from consents.documents import Json, r4

from collabtherapy.fhir.codes import ACT_CODE, CONSENT_SCOPE, LOINC, PARTICIPATION
from collabtherapy.fhir.consents import (
    Actor,
    Coding,
    Reading,
    Request,
    decide,
    read_consents,
)
from collabtherapy.fhir.datatypes.systems import ACT_REASON, CONFIDENTIALITY_CODES

PATIENT = "Patient/ex-patient"
DOCTOR = Actor("Practitioner/ex-practitioner", groups=set())
OTHER = Actor("Practitioner/another", groups=set())


def coded(system: str, *codes: str) -> list[Json]:
    return [{"system": system, "code": code} for code in codes]


USES = {"purpose": coded(ACT_REASON, "TREAT", "HPAYMT", "HOPERAT")}
NORMAL = {"securityLabel": coded(CONFIDENTIALITY_CODES, "N")}
RESTRICTED = {"securityLabel": coded(CONFIDENTIALITY_CODES, "R")}
TO_ONE = {"actor": [{
    "role": {"coding": coded(PARTICIPATION, "IRCP")},
    "reference": {"reference": "Practitioner/ex-practitioner"},
}]}  # fmt: skip
YEAR = {"dataPeriod": {"start": "2022-01", "end": "2022-12"}}


def of(meaning: str, reference: str) -> Json:
    return {"data": [{"meaning": meaning, "reference": {"reference": reference}}]}


AUTHORED = of("authoredby", "Practitioner/ex-practitioner")
ENCOUNTER = of("related", "Encounter/ex-encounter")


def consent(root: Json, *inner: Json) -> Json:
    """Return a Consent as the guide's profiles have it, with this root provision."""
    provision = {"type": "permit", **USES, **root}
    if inner:
        provision["provision"] = list(inner)
    return r4(
        provision,
        patient={"reference": PATIENT},
        meta={"security": coded(ACT_REASON, "HTEST")},
        scope={"coding": coded(CONSENT_SCOPE, "patient-privacy")},
        category=[{"coding": coded(LOINC, "59284-0")}],
        dateTime="2022-06-13",
        performer=[{"reference": PATIENT}],
        organization=[{"reference": "Organization/ex-organization"}],
        sourceReference={"reference": "DocumentReference/ex-documentreference"},
    ) | {"policy": [{"uri": "http://policies.example/base.txt"}]}


def deny(facets: Json) -> Json:
    return {"type": "deny", **facets}


def permit(facets: Json) -> Json:
    return {"type": "permit", **facets}


def sensitive(*codes: str) -> Json:
    return {"securityLabel": coded(ACT_CODE, *codes)}


def labels(*codes: str) -> dict[str, object]:
    known = {"N", "R", "V"}
    return {"labels": {
        Coding(code, CONFIDENTIALITY_CODES if code in known else ACT_CODE)
        for code in codes
    }}  # fmt: skip


AT = datetime(2022, 9, 1, tzinfo=UTC)
IN_2022, IN_2021 = (datetime(year, 6, 1, tzinfo=UTC) for year in (2022, 2021))
FOCUSED = consent({**NORMAL, **TO_ONE}, permit(RESTRICTED))
FOCUSED_PSY = consent({**NORMAL, **TO_ONE}, permit(sensitive("PSY", "SEX")))
CASES = [
    # Basic: what is agreed to, rejected, and over.
    (consent({}), {}, True, True),
    (consent({}), {"purpose": Coding("HMARKT", ACT_REASON)}, False, False),
    (consent({"type": "deny"}), {}, False, False),
    (consent({"period": {"end": "2022-12-31"}}), {}, True, True),
    (consent({"period": {"end": "2022-06-30"}}), {}, False, False),
    # Intermediate: some data, and all but some data.
    (consent(YEAR), {"date": IN_2022}, True, True),
    (consent(YEAR), {"date": IN_2021}, False, False),
    (consent({}, deny(YEAR)), {"date": IN_2022}, False, False),
    (consent({}, deny(YEAR)), {"date": IN_2021}, True, True),
    (consent({}, deny(YEAR)), {}, False, False),
    (consent(AUTHORED), {"authors": {DOCTOR.reference}}, True, True),
    (consent(AUTHORED), {"authors": {OTHER.reference}}, False, False),
    (consent({}, deny(AUTHORED)), {"authors": {DOCTOR.reference}}, False, False),
    (consent({}, deny(AUTHORED)), {"authors": {OTHER.reference}}, True, True),
    (consent(ENCOUNTER), {"record": "Observation/1",
     "related": {"Encounter/ex-encounter"}}, True, True),
    (consent({}, deny(ENCOUNTER)), {"record": "Observation/1",
     "related": {"Encounter/ex-encounter"}}, False, False),
    # Advanced: by label.
    (consent(NORMAL), labels("N"), True, True),
    (consent(NORMAL), labels("R"), False, False),
    (consent({"securityLabel": coded(CONFIDENTIALITY_CODES, "N", "R")}), labels("R"),
     True, True),
    (consent(NORMAL, deny(RESTRICTED)), labels("N"), True, True),
    (consent(NORMAL, deny(RESTRICTED)), labels("R"), False, False),
    # Focused: a permit within a permit, for one person.
    (FOCUSED, labels("N"), True, True),
    (FOCUSED, labels("R"), False, True),
    (FOCUSED, labels("V"), False, False),
    (FOCUSED, {**labels("R"), "actor": OTHER}, False, False),
    (FOCUSED, {**labels("N"), "actor": OTHER}, False, False),
    (FOCUSED_PSY, labels("R", "PSY"), False, True),
    (FOCUSED_PSY, labels("R", "SEX"), False, True),
    (FOCUSED_PSY, labels("R", "HIV"), False, False),
    (FOCUSED_PSY, {**labels("R", "PSY"), "actor": OTHER}, False, False),
    (FOCUSED_PSY, {**labels("R", "PSY"),
     "purpose": Coding("HRESCH", ACT_REASON)}, False, False),
]  # fmt: skip


@pytest.mark.parametrize(("document", "asked", "strict", "ihe"), CASES)
def test_as_the_guide_says_or_more_closed(
    document: Json,
    asked: dict[str, object],
    strict: bool,  # noqa: FBT001
    ihe: bool,  # noqa: FBT001
):
    """F12: by its own reading as the guide says; by the strict one no wider."""
    plain = Request(
        subject=PATIENT, actor=DOCTOR, purpose=Coding("TREAT", ACT_REASON),
        **labels("N"),
    )  # fmt: skip
    q = attrs.evolve(plain, **asked)
    for reading, permitted in ((Reading.STRICT, strict), (Reading.IHE_PCF, ihe)):
        held, problems = read_consents(document, reading=reading)
        decision = decide(held, q, at=AT)
        assert decision.permit is permitted
        assert decision.reading is reading
        assert {one.code for one in problems} <= {"adds_nothing"}
