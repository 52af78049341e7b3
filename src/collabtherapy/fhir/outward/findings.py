"""Observation: what somebody rated, checked or noted, with the scale it is on.

A goal on the scale of Goal Attainment Scaling is rated in LOINC's words, with the code
of whoever rates; any other number goes out as itself, with its range.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias, cast

from collabtherapy import acts
from collabtherapy.fhir.codes import (
    LOINC,
    OBSERVATION_CATEGORY,
    absent,
    coding,
    concept,
    own,
)
from collabtherapy.fhir.outward.goals import LEVELS, goal_key
from collabtherapy.fhir.outward.people import person
from collabtherapy.fhir.outward.plans import task_key
from collabtherapy.fhir.outward.sessions import encounter
from collabtherapy.fhir.outward.writing import Key, Told, Writing
from collabtherapy.fhir.shapes import Json, moment, shape
from collabtherapy.insight.goal_measures import ATTAINMENT
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.words import Words

RATED_BY_CLIENT = "107334-5"
"""LOINC: patient follow-up goal attainment scaling score. Only a client rates."""

DECLINED = "asked-declined"

Found: TypeAlias = Callable[[Writing, Told], Json]


def write_findings(w: Writing) -> None:
    """Write what was rated, checked or noted."""
    for told in w.seen:
        found = FINDINGS.get(type(told.act))
        if found is not None:
            w.put(finding_key(told), observed(w, told, found(w, told)))


def finding_key(told: Told) -> Key:
    """Give what an observation is called: each is of one act."""
    return "Observation", (told.name,)


def observed(w: Writing, told: Told, said: Json) -> Json:
    """Give an observation of what one act says."""
    act = told.act
    words: Words | None = getattr(act, "words", None)
    return shape(
        {
            "status": "final",
            "category": [concept(coding(OBSERVATION_CATEGORY, "survey"))],
            "effectiveDateTime": moment(told.happened_at),
            "issued": moment(act.recorded_at),
            "performer": [person(w, act.by)],
            "note": [w.words("text", words)] if words is not None else [],
            **said,
        }
    )


def between(low: float, high: float) -> list[object]:
    """Give the scores that there could be, as a number never goes without them."""
    ends = {"low": {"value": low}, "high": {"value": high}}
    return [{**ends, "text": "the lowest and the highest that there could be"}]


def _rated(w: Writing, told: Told) -> Json:
    act = cast("acts.RateGoal", told.act)
    found: Json = {
        "subject": person(w, act.by),
        "focus": w.refs([goal_key(str(act.goal))], "RateGoal.goal"),
    }
    scale = told.before.goals.by_id[act.goal].scale  # as it was then
    if scale == ATTAINMENT:
        level, meaning = LEVELS[act.value]
        value = {**concept(coding(LOINC, level)), "text": meaning}
        code = concept(coding(LOINC, RATED_BY_CLIENT))
        return found | {"code": code, "valueCodeableConcept": value}
    return found | {
        "code": own("rating", "goal"),
        "valueInteger": act.value,
        "referenceRange": between(scale.low, scale.high),
    }


def _confident(w: Writing, told: Told) -> Json:
    act = cast("acts.RateConfidence", told.act)
    return {
        "subject": person(w, act.by),
        "focus": w.refs([goal_key(str(act.goal))], "RateConfidence.goal"),
        "code": own("rating", "confidence"),
        "valueInteger": act.value,
        "referenceRange": between(0, 10),
    }


def _bond(w: Writing, told: Told) -> Json:
    act = cast("acts.RateBond", told.act)
    return {
        "subject": person(w, act.client),
        "focus": [person(w, act.therapist)],
        "code": own("rating", "bond"),
        "valueInteger": act.value,
        "referenceRange": between(0, 10),
    }


def _comfort(w: Writing, told: Told) -> Json:
    act = cast("acts.CheckComfort", told.act)
    return {
        "subject": person(w, act.by),
        "encounter": encounter(w, act),
        "code": own("rating", "comfort"),
        **_number(act.level),
    }


def _number(value: int | None) -> Json:
    """Give a number from 0 to 10; who gave none declined to."""
    if value is None:
        return {"dataAbsentReason": absent(DECLINED)}
    return {"valueInteger": value, "referenceRange": between(0, 10)}


def _safe(w: Writing, told: Told) -> Json:
    act = cast("acts.CheckSafety", told.act)
    return {
        "subject": person(w, act.client),
        "code": own("rating", "safety-check-clear"),
        "valueBoolean": act.clear,
    }


def _able(w: Writing, told: Told) -> Json:
    act = cast("acts.FindCompetence", told.act)
    decision: Json = {"code": own("finding", "decision"), "valueString": act.decision}
    return {
        "subject": person(w, act.client),
        "code": own("finding", "competence"),
        "valueBoolean": act.competent,
        "component": [decision],
    }


def _practised(w: Writing, told: Told) -> Json:
    act = cast("acts.LogPractice", told.act)
    return {
        "subject": person(w, act.by),
        "focus": w.refs([task_key(str(act.practice))], "LogPractice.practice"),
        "code": own("rating", "practice-helped"),
        **_number(act.helped),
    }


FINDINGS: Mapping[type[Act], Found] = {
    acts.RateGoal: _rated,
    acts.RateConfidence: _confident,
    acts.RateBond: _bond,
    acts.CheckComfort: _comfort,
    acts.CheckSafety: _safe,
    acts.LogPractice: _practised,
    acts.FindCompetence: _able,
}
"""What is found by each act that says how something is."""
