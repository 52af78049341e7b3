"""QuestionnaireResponse and Observation: a measure, by what its answers came to.

The answers themselves are in no partnership, so that the one item is the total. Both
name the instrument in LOINC where it has a code there, and in our vocabulary always.

Source: LOINC, PHQ-9 panel 44249-1 and total 44261-6, GAD-7 panel 69737-5 and total
70274-6.
"""

from typing import cast

from collabtherapy import acts
from collabtherapy.fhir.codes import (
    DATA_ABSENT,
    INSTRUMENT,
    LOINC,
    NO_SCORE,
    OWN,
    UCUM,
    coding,
    concept,
)
from collabtherapy.fhir.outward.findings import between, finding_key, observed
from collabtherapy.fhir.outward.people import person
from collabtherapy.fhir.outward.sessions import encounter
from collabtherapy.fhir.outward.writing import Key, Told, Writing
from collabtherapy.fhir.shapes import Json, moment, shape
from collabtherapy.fhir.statuses import NO_SCORE as ABSENT
from collabtherapy.measures import INSTRUMENTS
from collabtherapy.partnership.regions.measurements import NoScore

TOTAL = "total"


def answers_key(told: Told) -> Key:
    """Give what the answers are called that one act records."""
    return "QuestionnaireResponse", (told.name,)


def write_measures(w: Writing) -> None:
    """Write every measure: its total, and what it is from."""
    for told in w.seen:
        if isinstance(told.act, acts.RecordMeasure):
            _write(w, told, told.act)


def questionnaire(instrument: str) -> str:
    """Give the canonical name of a questionnaire: LOINC's, or one of our own."""
    known = INSTRUMENTS.get(instrument)
    if known is None or known.loinc is None:
        return f"{OWN}questionnaire:{instrument}"
    return f"{LOINC}/q/{known.loinc}"


def total_of(instrument: str) -> Json:
    """Give the code of an instrument's total."""
    known = INSTRUMENTS.get(instrument)
    codes = [coding(INSTRUMENT, instrument)]
    if known is not None and known.loinc_total is not None:
        codes.insert(0, coding(LOINC, known.loinc_total))
    return concept(*codes)


def _write(w: Writing, told: Told, act: "acts.RecordMeasure") -> None:
    said: Json = {
        "subject": person(w, act.client),
        "encounter": encounter(w, act),
        "code": total_of(act.instrument),
        "referenceRange": between(act.low, act.high),
    }
    if act.no_score is not None:
        said["dataAbsentReason"] = _no_score(act.no_score)
    else:
        score = cast("float", act.score)  # a measure has one of the two
        said["valueQuantity"] = _quantity(score)
        said["derivedFrom"] = [_answers(w, told, act, score)]
    w.put(finding_key(told), observed(w, told, said))


def _no_score(why: NoScore) -> Json:
    """Return why there is no value: in FHIR's code, and in ours, which is finer."""
    return concept(coding(DATA_ABSENT, ABSENT[why]), coding(NO_SCORE, why.value))


def _quantity(score: float) -> Json:
    unit = "{score}"
    return {"value": plain(score), "unit": unit, "system": UCUM, "code": unit}


def plain(value: float) -> float | int:
    """Give a whole number without a point: it reads as it was written.

    >>> plain(11.0), plain(2.5)
    (11, 2.5)
    """
    return int(value) if value.is_integer() else value


def _answers(w: Writing, told: Told, act: "acts.RecordMeasure", score: float) -> Json:
    known = INSTRUMENTS.get(act.instrument)
    link = TOTAL if known is None else known.loinc_total or TOTAL
    answer = {"valueDecimal": plain(score)}
    resource: Json = {
        "questionnaire": questionnaire(act.instrument),
        "status": "completed",
        "subject": person(w, act.client),
        "encounter": encounter(w, act),
        "authored": moment(told.happened_at),
        "author": person(w, act.by),
        "source": person(w, act.client),
        "item": [{"linkId": link, "answer": [answer]}],
    }
    return w.put(answers_key(told), shape(resource))
