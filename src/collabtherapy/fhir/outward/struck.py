"""What was taken out of effect: the same resource, with the status that says so.

A resource of what was entered in error keeps its id, so that whoever had it before
learns that it does not count. It holds what FHIR wants of it and no more: what it said
is in the record, and named as lost here. What lost its effect by what was entered late
was no error, and has a status of its own.

Source: HL7 FHIR, status entered-in-error: retained and marked, not deleted.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Final, TypeAlias, cast

import attrs

from collabtherapy import acts
from collabtherapy.fhir.codes import (
    ACT_CODE,
    CATEGORIES,
    CONSENT_SCOPE,
    LOINC,
    coding,
    concept,
    own,
)
from collabtherapy.fhir.losses import NOT_SHOWN
from collabtherapy.fhir.outward.consents import BASE
from collabtherapy.fhir.outward.measures import questionnaire
from collabtherapy.fhir.outward.messages import FEEDBACK, ITEMS
from collabtherapy.fhir.outward.people import clients, person, together
from collabtherapy.fhir.outward.touching import touched
from collabtherapy.fhir.outward.uncarried import said
from collabtherapy.fhir.outward.writing import Key, Told, Writing
from collabtherapy.fhir.rows import ASIDE, IN_ERROR, NO_STATUS, OF_ACTS
from collabtherapy.fhir.shapes import Json, moment, shape
from collabtherapy.partnership.law.rights import whose
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.moments import LATEST
from collabtherapy.partnership.values.words import Words

Needed: TypeAlias = Callable[[Writing, Told, Key], Json]


@attrs.frozen(kw_only=True)
class Marked:
    """How a resource of one type says that it does not count.

    Args:
        in_error: its status where it was entered in error.
        aside: its status where it lost its effect by what was entered late.
        needs: Return what FHIR wants of such a resource besides.
        field: the element that holds its status.
    """

    in_error: str = "entered-in-error"
    aside: str
    needs: Needed
    field: str = "status"


def _of_its_kind(_: Writing, told: Told, __: Key) -> Json:
    return {"code": own("act", type(told.act).__name__)}


def _answers(_: Writing, told: Told, __: Key) -> Json:
    act = told.act
    if isinstance(act, acts.RecordMeasure):
        return {"questionnaire": questionnaire(act.instrument)}
    return {"questionnaire": FEEDBACK}


def _message(_: Writing, told: Told, __: Key) -> Json:
    return {"category": [own("message", type(told.act).__name__)]}


def _encounter(w: Writing, _: Told, __: Key) -> Json:
    kind = coding(ACT_CODE, "AMB")
    return {"class": [concept(kind)] if w.is_r5 else kind}


def _appointment(w: Writing, told: Told, _: Key) -> Json:
    act = cast("acts.PlanSession | acts.MoveSession", told.act)
    length = min(timedelta(minutes=w.minutes), LATEST - act.starts_at)
    by: Json = {"actor": person(w, act.by), "status": "accepted"}
    return {
        "start": moment(act.starts_at),
        "end": moment(act.ends_at or act.starts_at + length),
        "participant": [by],
    }


def _goal(w: Writing, told: Told, key: Key) -> Json:
    words = cast("Words", getattr(_matter(told), "words", None))
    return {"description": w.words("text", words), **_whose(w, told, key)}


def _plan(w: Writing, told: Told, key: Key) -> Json:
    return {"intent": "proposal", **_whose(w, told, key)}


def _task(_: Writing, __: Told, ___: Key) -> Json:
    return {"intent": "proposal"}


def _whose(w: Writing, told: Told, _: Key) -> Json:
    matter = _matter(told)
    there = clients(w)
    owners = () if matter is None else (one for one in whose(matter) if one in there)
    return {"subject": together(w, tuple(owners) or there)}


def _matter(told: Told) -> Matter | None:
    proposal = told.proposal
    return None if proposal is None else proposal.last.matter


def _flag(w: Writing, told: Told, _: Key) -> Json:
    concern = cast("acts.RaiseConcern", told.act)
    return {
        "code": own("flag", "safety-concern"),
        "subject": person(w, concern.client),
    }


def _consent(w: Writing, _: Told, key: Key) -> Json:
    """Return a consent that denies, for whoever overlooks its status."""
    client, scope, *_others = key[1]
    patient = person(w, PersonId(client))
    code = CATEGORIES.get(scope)
    named = own("scope", scope)
    kind = named if code is None else concept(coding(CONSENT_SCOPE, code))
    if w.is_r5:
        return {"category": [kind], "subject": patient, "decision": "deny"}
    return {
        "scope": kind,
        "category": [concept(coding(LOINC, "59284-0"))],
        "patient": patient,
        "policyRule": concept(coding(ACT_CODE, BASE["deny"])),
        "provision": {"type": "deny"},
    }


MARKED: Final[Mapping[str, Marked]] = {
    "Appointment": Marked(aside="cancelled", needs=_appointment),
    "CarePlan": Marked(aside="revoked", needs=_plan),
    "Communication": Marked(aside="stopped", needs=_message),
    "Consent": Marked(aside="inactive", needs=_consent),
    "Encounter": Marked(aside="cancelled", needs=_encounter),
    "Flag": Marked(aside="inactive", needs=_flag),
    "Goal": Marked(aside="cancelled", needs=_goal, field="lifecycleStatus"),
    "Observation": Marked(aside="cancelled", needs=_of_its_kind),
    "QuestionnaireResponse": Marked(aside="stopped", needs=_answers),
    "Task": Marked(aside="cancelled", needs=_task),
}
"""By its type: how a resource says that it does not count, where FHIR has a way."""

BEGUN_BY: Final[Mapping[str, tuple[type[Act], ...]]] = {
    "Appointment": (acts.PlanSession, acts.MoveSession),
    "Encounter": (acts.StartSession,),
    "Flag": (acts.RaiseConcern,),
    **dict.fromkeys(("CarePlan", "Goal", "Task"), (acts.Propose, acts.Amend)),
}
"""The acts by which there is a resource of a type; of other types, any act is one.

That a session ended, or a goal was accepted, in error does not mark the session or the
goal: it stands, also for those to whom nothing but their own acts is shown.
"""


ANSWERED: Final = ("score", *ITEMS, "words")
"""The fields of which one at least says something, where there are answers."""


def write_struck(w: Writing) -> None:
    """Write what was taken out of effect as what does not count any more."""
    for told in w.struck:
        if not told.seen:
            w.lose("acts", NOT_SHOWN)
            continue
        keys = [*_marked(w, told)]
        if not keys:
            w.lose(told.activity, NO_STATUS)
            continue
        w.marked[told.version] = keys
        for held in (told.act, getattr(told.act, "matter", None)):
            for field in () if held is None else said(held):
                w.lose(f"{type(held).__name__}.{field}", _because(told))


def _marked(w: Writing, told: Told) -> Iterator[Key]:
    """Yield the resources that there are of an act alone, once they are marked."""
    mine = {key for keys in w.marked.values() for key in keys}
    for key in dict.fromkeys(touched(w, told)):
        if key in mine:
            yield key
        elif key not in w.made and _was_made(told, key[0]):
            how = MARKED[key[0]]
            status = how.in_error if told.in_error else how.aside
            w.put(key, shape({how.field: status, **how.needs(w, told, key)}))
            yield key


def _was_made(told: Told, kind: str) -> bool:
    """Return whether there was a resource of a type of an act, that can be marked."""
    act, matter = told.act, _matter(told)
    row = OF_ACTS.get(type(matter or act))
    if row is None or kind not in MARKED or kind not in row.becomes:
        return False
    if kind == "QuestionnaireResponse":
        return any(getattr(act, name, None) is not None for name in ANSWERED)
    return isinstance(act, BEGUN_BY.get(kind, Act))


def _because(told: Told) -> str:
    return IN_ERROR if told.in_error else ASIDE
