"""Detectors of what was owed, asked and not known: preferences, talks, scores."""

from collections.abc import Iterator

from collabtherapy.insight.log import Log
from collabtherapy.insight.notices import Notice
from collabtherapy.insight.questions import QUESTIONS
from collabtherapy.partnership.regions.measurements import RecordMeasure
from collabtherapy.partnership.regions.preferences import (
    Accommodate,
    Answer,
    StatePreference,
)
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.duty_ids import DutyId, DutyKind
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.meetings import StartSession


def still_owed(log: Log, question: str, *kinds: DutyKind) -> Iterator[Notice]:
    """Notice a session that starts while duties of these kinds are owed, each once.

    Args:
        log: the history.
        question: what is asked.
        kinds: the kinds of duty.
    """
    owed: dict[DutyId, Act] = {}
    for place, entry in enumerate(log.entries, start=1):
        for duty in entry.opened:
            if duty.kind in kinds:
                owed[duty.id] = entry.act
        for name in (*entry.discharged, *entry.lapsed):
            owed.pop(name, None)
        if isinstance(entry.act, StartSession):
            for said in dict.fromkeys(owed.values()):
                yield Notice(place=place, cites=(said, entry.act), question=question)
            owed.clear()


def preference_departed_from(log: Log) -> Iterator[Notice]:
    """Notice a preference that is departed from without deciding so together.

    The therapist answers that the work goes another way, and names nothing that was
    decided with the client; or a session starts while a strong preference waits for its
    answer.
    """
    question = QUESTIONS["preference_departed_from"]
    stated: dict[tuple[PersonId, str], StatePreference] = {}
    for place, entry in enumerate(log.entries, start=1):
        act = entry.act
        if isinstance(act, StatePreference):
            stated[act.for_whom, act.dimension] = act
        elif isinstance(act, Accommodate) and act.answer is not Answer.MET:
            said = stated.get((act.client, act.dimension))
            if act.proposal is None and said is not None:
                yield Notice(place=place, cites=(said, act), question=question)
    yield from still_owed(log, question, DutyKind.ANSWER_PREFERENCE)


def worse_and_not_talked_about(log: Log) -> Iterator[Notice]:
    """Notice a session that starts while a talk is owed about an earlier one.

    What is owed a talk is for the law to say: a score that is reliably worse, an answer
    that asks for attention, a goal that is further away.
    """
    question = QUESTIONS["worse_and_not_talked_about"]
    kinds = DutyKind.DISCUSS_MEASURE, DutyKind.DISCUSS_GOAL
    yield from still_owed(log, question, *kinds)


def course_unknown(log: Log, *, times: int = 2) -> Iterator[Notice]:
    """Notice so many measures in a row without a score: nobody is on track by silence.

    Args:
        log: the history.
        times: the number of them (default 2).
    """
    question = QUESTIONS["course_unknown"]
    missing: dict[tuple[PersonId, str], tuple[RecordMeasure, ...]] = {}
    for place, entry in enumerate(log.entries, start=1):
        act = entry.act
        if not isinstance(act, RecordMeasure):
            continue
        course = (act.client, act.instrument)
        if act.score is not None:
            missing.pop(course, None)
            continue
        missing[course] = (*missing.get(course, ()), act)
        if len(missing[course]) == times:
            yield Notice(place=place, cites=missing[course], question=question)
