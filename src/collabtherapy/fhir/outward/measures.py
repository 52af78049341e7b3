"""QuestionnaireResponse and Observation: a measure, by what its answers came to.

The answers themselves are in no partnership, so that the one item is the total. Both
name the instrument in LOINC where it has a code there, and in our vocabulary always.

Source: LOINC, PHQ-9 panel 44249-1 and total 44261-6, GAD-7 panel 69737-5 and total
70274-6.
"""

from collabtherapy import acts
from collabtherapy.fhir.codes import LOINC, OWN, UCUM, absent, coding, concept
from collabtherapy.fhir.outward.findings import DECLINED, between, finding_key, observed
from collabtherapy.fhir.outward.people import person
from collabtherapy.fhir.outward.sessions import encounter
from collabtherapy.fhir.outward.writing import Key, Told, Writing
from collabtherapy.fhir.shapes import Json, moment, shape
from collabtherapy.measures import INSTRUMENTS

TOTAL = "total"


def answers_key(told: Told) -> Key:
    """Give what the answers are called that one act records."""
    return "QuestionnaireResponse", (str(told.place),)


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
    codes = [coding(f"{OWN}instrument", instrument)]
    if known is not None and known.loinc_total is not None:
        codes.insert(0, coding(LOINC, known.loinc_total))
    return concept(*codes)


def _write(w: Writing, told: Told, act: "acts.RecordMeasure") -> None:
    source = None if act.score is None else _answers(w, told, act)
    said: Json = {
        "subject": person(w, act.client),
        "encounter": encounter(w, act),
        "code": total_of(act.instrument),
        **_value(act.score),
        "referenceRange": between(act.low, act.high),
        "derivedFrom": [] if source is None else [source],
    }
    w.put(finding_key(told), observed(w, told, said))


def _value(score: float | None) -> Json:
    if score is None:
        return {"dataAbsentReason": absent(DECLINED)}
    unit = "{score}"
    quantity = {"value": plain(score), "unit": unit, "system": UCUM, "code": unit}
    return {"valueQuantity": quantity}


def plain(value: float) -> float | int:
    """Give a whole number without a point: it reads as it was written.

    >>> plain(11.0), plain(2.5)
    (11, 2.5)
    """
    return int(value) if value.is_integer() else value


def _answers(w: Writing, told: Told, act: "acts.RecordMeasure") -> Json:
    known = INSTRUMENTS.get(act.instrument)
    link = TOTAL if known is None else known.loinc_total or TOTAL
    answer = {"valueDecimal": plain(act.score or 0.0)}
    resource: Json = {
        "questionnaire": questionnaire(act.instrument),
        "status": "completed",
        "subject": person(w, act.client),
        "encounter": encounter(w, act),
        "authored": moment(act.happened_at or act.at),
        "author": person(w, act.by),
        "source": person(w, act.client),
        "item": [{"linkId": link, "answer": [answer]}],
    }
    return w.put(answers_key(told), shape(resource))
