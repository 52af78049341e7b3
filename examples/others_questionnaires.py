"""Three questionnaires that others sent: what is scored, and what is reported.

    python examples/others_questionnaires.py

The first has the codes of its questions in its linkIds. The second has linkIds of its
own, and the codes in the Questionnaire beside it. The third is named a PHQ-9, leaves
the ninth question out, and states another total. Nobody in them is real.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from collabtherapy import fhir
from collabtherapy.measures import GAD7, PHQ9

Json: TypeAlias = dict[str, object]

LOINC = "http://loinc.org"
CHOICES = ("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9")
PHQ9_CODES = tuple(str(item.loinc) for item in PHQ9.items)
GAD7_CODES = tuple(str(item.loinc) for item in GAD7.items)
GUIDE = "https://guide.example/Questionnaire/gad"


def items(links: Sequence[str], numbers: Sequence[int]) -> list[Json]:
    """Return an item for each linkId, answered by a code of LOINC."""
    return [
        {
            "linkId": link,
            "answer": [{"valueCoding": {"system": LOINC, "code": CHOICES[number]}}],
        }
        for link, number in zip(links, numbers, strict=True)
    ]


def response(name: str, questionnaire: str, of: list[Json]) -> Json:
    """Return a completed response of one patient."""
    return {
        "resourceType": "QuestionnaireResponse",
        "id": name,
        "questionnaire": questionnaire,
        "status": "completed",
        "subject": {"reference": "Patient/7"},
        "authored": "2026-03-05T10:00:00Z",
        "item": of,
    }


def sent() -> Json:
    """Return a Bundle of three responses and one Questionnaire."""
    names = [f"phq-gad7-q{n:02}" for n in range(1, 8)]
    guide: Json = {
        "resourceType": "Questionnaire",
        "url": GUIDE,
        "status": "active",
        "item": [
            {"linkId": name, "code": [{"system": LOINC, "code": code}]}
            for name, code in zip(names, GAD7_CODES, strict=True)
        ],
    }
    slashed = [f"/{code}" for code in PHQ9_CODES]
    total: Json = {"linkId": f"/{PHQ9.loinc_total}", "answer": [{"valueDecimal": 12}]}
    three = (
        response(
            "a", "https://a.example/q", items(slashed, (1, 2, 2, 1, 0, 1, 2, 1, 1))
        ),
        response("b", GUIDE, items(names, (1, 2, 0, 1, 0, 2, 1))),
        response(
            "c",
            f"{LOINC}/q/{PHQ9.loinc}",
            [*items(slashed[:8], (1, 2, 2, 1, 0, 1, 2, 1)), total],
        ),
    )
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": one} for one in (*three, guide)],
    }


def main() -> None:
    """Print each draft, the act that somebody could record, and each problem."""
    found = fhir.from_bundle(sent())
    now = datetime(2026, 3, 6, 9, tzinfo=UTC)
    for draft in found.measures:
        totals = " or ".join(f"{total:g}" for total in draft.totals)
        print(f"{draft.path}: {draft.instrument} of {draft.subject}, {totals}")
        if not draft.differs:
            act = draft.put(by="bo", at=now, client="ana")
            print(f"  to record: {act.score:g}, {act.answered} of {act.items} items")
    for problem in found.problems:
        print(f"{problem.path}: {problem.code}")


if __name__ == "__main__":
    main()
