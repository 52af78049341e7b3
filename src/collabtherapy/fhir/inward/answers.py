"""The answers of a questionnaire as they were read, each with its place.

An answer keeps the way in which its question was found. What it says is never part of
a message: neither a number, nor a word, nor a label.
"""

from enum import StrEnum

import attrs
from attrs import field

from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.problems import Problem
from collabtherapy.fhir.inward.measure_drafts import MeasureDraft
from collabtherapy.fhir.inward.moments import Within
from collabtherapy.partnership.values.words import Words

__all__ = ["Answer", "Answers", "AnswersRead", "How"]


class How(StrEnum):
    """The way in which the question of an answer was found, the surest first."""

    QUESTIONNAIRE = "questionnaire"
    """By the code of the item in the Questionnaire."""
    DEFINITION = "definition"
    """By the definition of the item, which ends in a code."""
    LINK = "link"
    """By a LOINC code that is a segment of the linkId."""
    REGISTERED = "registered"
    """By a map of linkIds that the caller registered for the questionnaire."""
    WORDING = "wording"
    """By the text of the item, which is the wording of an instrument."""
    CODE = "code"
    """By the code of the Observation that holds the answer."""
    UNKNOWN = "unknown"
    """Not at all: nothing says which question it answers."""


@attrs.frozen(kw_only=True)
class Answer:
    """One value of one answer.

    Args:
        path: where it was read, as ``$.item[2].answer[0]``.
        link: the linkId of its item.
        question: the codes of its question; none if `how` is ``UNKNOWN``.
        how: the way in which the question was found.
        value: what was answered: the number of a quantity, the code of a choice, an
            interval for a date. None for kinds that have no place here.
        kind: the field that held it, as ``valueCoding``; ``absent`` without a value.
        number: the number that the document gives it: itself, or its weight.
        absent: the code of the reason why there is no value.
        unit: the unit of a quantity, or the one that the Questionnaire gives.
        calculated: whether it was worked out rather than answered.
        contradicted: whether the document gives it two different numbers.
    """

    path: str
    link: str | None
    question: tuple[Coding, ...]
    how: How
    value: float | bool | Coding | Words | Within | None = field(repr=False)
    kind: str
    number: float | None = field(default=None, repr=False)
    absent: str | None = None
    unit: Coding | None = None
    calculated: bool = False
    contradicted: bool = False


@attrs.frozen(kw_only=True)
class Answers:
    """A QuestionnaireResponse as it was read.

    Args:
        name: what it is called: an id of ours, or ``QuestionnaireResponse/7``.
        questionnaire: the name of the questionnaire, with its version if it has one.
        status: QuestionnaireResponse.status.
        subject: whom the answers are about.
        by: who answered: the source, else the author.
        at: when.
        answers: one for each value, in the order in which they stand.
    """

    name: str
    questionnaire: str | None
    status: str
    subject: str | None
    by: str | None
    at: Within | None
    answers: tuple[Answer, ...]

    @property
    def words(self) -> tuple[Words, ...]:
        """The answers that are words, in their order."""
        return tuple(one.value for one in self.answers if isinstance(one.value, Words))


@attrs.frozen(kw_only=True)
class AnswersRead:
    """The result of reading one QuestionnaireResponse.

    Args:
        answers: every answer that it holds.
        measures: a draft of `RecordMeasure` for each instrument that was recognised.
        problems: what could not be taken over as it stands, and what was done.
    """

    answers: Answers
    measures: tuple[MeasureDraft, ...]
    problems: tuple[Problem, ...]
