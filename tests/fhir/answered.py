"""Responses as others write them, built from the numbers of the answers."""

from collections.abc import Iterable, Sequence
from typing import Any

from collabtherapy.measures import GAD7, PHQ9

LOINC = "http://loinc.org"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
CHOICES = ("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9")
PHQ9_CODES = tuple(item.loinc or "" for item in PHQ9.items)
GAD7_CODES = tuple(item.loinc or "" for item in GAD7.items)

Json = dict[str, Any]


def coded(number: float) -> Json:
    """Return an answer as a code of LOINC, without any number."""
    return {"valueCoding": {"system": LOINC, "code": CHOICES[int(number)]}}


def weighed(number: float) -> Json:
    """Return an answer as US Core's example has it: a code with its ordinal value."""
    weight = {"url": ORDINAL, "valueDecimal": number}
    code = {"system": LOINC, "code": CHOICES[int(number)], "display": "as it is called"}
    return {"valueCoding": {"extension": [weight], **code}}


def counted(number: float) -> Json:
    """Return an answer as a whole number."""
    return {"valueInteger": int(number)}


def items(
    links: Iterable[str], numbers: Sequence[float | None], how: Any = coded
) -> list[Json]:
    """Return an item for each linkId; one without a number has no answer."""
    pairs = zip(links, numbers, strict=True)
    return [
        {"linkId": link} | ({} if number is None else {"answer": [how(number)]})
        for link, number in pairs
    ]


def slashed(codes: Iterable[str]) -> list[str]:
    """Return linkIds as US Core's example has them."""
    return [f"/{code}" for code in codes]


def response(of: list[Json], **more: Any) -> Json:
    """Return a completed response of one patient."""
    return {
        "resourceType": "QuestionnaireResponse",
        "id": "r",
        "status": "completed",
        "subject": {"reference": "Patient/7"},
        "authored": "2026-03-05T10:00:00Z",
        "item": of,
        **more,
    }


def phq9(numbers: Sequence[float | None], how: Any = coded, **more: Any) -> Json:
    """Return a PHQ-9 as US Core's example has it."""
    return response(items(slashed(PHQ9_CODES), numbers, how), **more)


def gad7(numbers: Sequence[float | None], how: Any = coded, **more: Any) -> Json:
    """Return a GAD-7 in the same way."""
    return response(items(slashed(GAD7_CODES), numbers, how), **more)


def form(links: Sequence[str], codes: Sequence[str], url: str, **more: Any) -> Json:
    """Return a Questionnaire in which each linkId has a LOINC code."""
    return {
        "resourceType": "Questionnaire",
        "id": "q",
        "url": url,
        "status": "active",
        "item": [
            {
                "linkId": link,
                "type": "choice",
                "code": [{"system": LOINC, "code": code}],
            }
            for link, code in zip(links, codes, strict=True)
        ],
        **more,
    }


def bundle(*resources: Json) -> Json:
    """Return a Bundle of resources."""
    entries = [{"resource": one} for one in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def observation(code: str, system: str = LOINC, **more: Any) -> Json:
    """Return a final Observation of one patient."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": system, "code": code}]},
        "subject": {"reference": "Patient/7"},
        **more,
    }
