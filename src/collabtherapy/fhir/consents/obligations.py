"""What has to be kept to along with a permit, and keeping to it: a filter.

Sources: 42 CFR Part 2 (2.32, a copy or explanation of the consent goes along; 2.12(d),
not to be used in proceedings against the patient); DS4P, withholding by label.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import StrEnum

import attrs
from attrs import field

from collabtherapy.fhir.consents.matching import covers
from collabtherapy.fhir.consents.questions import Question
from collabtherapy.fhir.consents.relating import relate
from collabtherapy.fhir.consents.requests import UNKNOWN, Request, Unknown
from collabtherapy.fhir.consents.rules import Rule
from collabtherapy.fhir.consents.vocabularies import LABELS
from collabtherapy.fhir.datatypes.codings import Coding, codings
from collabtherapy.fhir.datatypes.matches import Match

__all__ = ["Duty", "Obligation", "Record", "obligations_of", "redact"]


class Duty(StrEnum):
    """What there is to do."""

    WITHHOLD = "withhold"
    KEEP_TO = "keep_to"
    COPY_OF_CONSENT = "copy_of_consent"
    NO_PROCEEDINGS = "no_proceedings"


@attrs.frozen(kw_only=True)
class Obligation:
    """One thing to be kept to along with a permit.

    Args:
        duty: withhold what a deny names; keep to what a permit is limited to; send a
            copy of the consent along; not to be used in legal proceedings.
        rule: the id of the rule that it comes from.
        labels: of which security labels, where it is about some.
    """

    duty: Duty
    rule: str
    labels: frozenset[Coding] = field(default=frozenset(), converter=codings)


@attrs.frozen(kw_only=True)
class Record:
    """One piece of data among several, with what a consent may ask of it.

    The fields are those of `Request`; whatever is left out is unknown.
    """

    id: str
    labels: frozenset[Coding] = field(default=frozenset(), converter=codings)
    classes: frozenset[Coding] = field(default=frozenset(), converter=codings)
    codes: frozenset[Coding] = field(default=frozenset(), converter=codings)
    related: frozenset[str] | Unknown = UNKNOWN
    authors: frozenset[str] | Unknown = UNKNOWN
    date: datetime | Unknown = UNKNOWN


def redact(
    records: Iterable[Record], request: Request, permitted: Callable[[Request], bool]
) -> tuple[Record, ...]:
    """Leave out of several records each that is not permitted by itself.

    Args:
        records: what would be handed over, in an order that is kept.
        request: the question, of which each record fills in what it says of itself.
        permitted: the answer for one record: `decide` with the consents and moment.

    >>> asked = Request(subject="Patient/1")
    >>> records = [Record(id="Observation/1", labels={"N"}), Record(id="Observation/2")]
    >>> redact(records, asked, lambda one: one.labels == {Coding("N")})[0].id
    'Observation/1'
    """
    return tuple(record for record in records if permitted(_about(request, record)))


def _about(request: Request, record: Record) -> Request:
    return attrs.evolve(
        request,
        labels=record.labels,
        classes=record.classes,
        codes=record.codes,
        date=record.date,
        record=record.id,
        related=record.related,
        authors=record.authors,
    )


def obligations_of(
    permitting: Sequence[Rule],
    denying: Sequence[Rule],
    question: Question,
) -> tuple[Obligation, ...]:
    """Return what a permit obliges to, each once and in a fixed order."""
    found = {
        Obligation(duty=Duty.KEEP_TO, rule=rule.id, labels=rule.labels)
        for rule in permitting
        if rule.labels
    }
    found |= {
        Obligation(duty=Duty.WITHHOLD, rule=rule.id, labels=rule.labels)
        for rule in denying
        if _names_data(rule) and covers(_of_any_data(rule), question) > Match.NO
    }
    if _substance_use(question.request):
        duties = (Duty.COPY_OF_CONSENT, Duty.NO_PROCEEDINGS)
        found |= {Obligation(duty=d, rule=r.id) for d in duties for r in permitting}
    return tuple(sorted(found, key=lambda one: (one.duty, one.rule)))


def _names_data(rule: Rule) -> bool:
    named = (rule.labels, rule.resource_types, rule.document_types, rule.codes)
    return any(named) or bool(rule.targets) or rule.data_period is not None


def _of_any_data(rule: Rule) -> Rule:
    none = frozenset[Coding]()
    return attrs.evolve(
        rule, labels=none, resource_types=none, document_types=none, codes=none,
        targets=(), data_period=None, children=(),
    )  # fmt: skip


def _substance_use(request: Request) -> bool:
    none = frozenset[Coding]()
    labels = none if isinstance(request.labels, Unknown) else request.labels
    part_2 = (Coding("42CFRPart2"), Coding("SUD"))
    return any(
        relate(label, named, vocabulary=LABELS) is not Match.NO
        for label in labels
        for named in part_2
    )
