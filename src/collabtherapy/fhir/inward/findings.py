"""Reading observations, answers and messages."""

from collections.abc import Mapping
from types import MappingProxyType

from collabtherapy.fhir.codes import DATA_ABSENT, INSTRUMENT, LOINC, NO_SCORE
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.node import Node
from collabtherapy.fhir.inward.care import status
from collabtherapy.fhir.inward.document import Document, codings
from collabtherapy.fhir.inward.facts import Message, Observed
from collabtherapy.fhir.statuses import NO_SCORE as ABSENT
from collabtherapy.measures import INSTRUMENTS
from collabtherapy.partnership.regions.measurements import NoScore
from collabtherapy.partnership.values.words import Words

TOTALS = frozenset(
    (LOINC, known.loinc_total) for known in INSTRUMENTS.values() if known.loinc_total
)
"""The codes that LOINC has for the totals of instruments."""

MEANT: Mapping[tuple[str | None, str], frozenset[NoScore]] = MappingProxyType(
    {
        **{(NO_SCORE, why.value): frozenset({why}) for why in NoScore},
        **{
            (DATA_ABSENT, code): frozenset(w for w in NoScore if ABSENT[w] == code)
            for code in ABSENT.values()
        },
        (DATA_ABSENT, "not-applicable"): frozenset({NoScore.NOT_POSSIBLE}),
    }
)
"""Why a measure may have no score, by code; ours are finer than FHIR's."""


def read_observations(doc: Document) -> tuple[Observed, ...]:
    """Read what was measured, rated or checked."""
    return tuple(_observed(doc, node) for node in doc.of("Observation"))


def _observed(doc: Document, node: Node) -> Observed:
    low, high = _range(node)
    codes, value = codings(node, "code"), _value(node)
    absent = codings(node, "dataAbsentReason")
    no_score = None
    if absent and any(key.startswith("value") for key in node.keys):
        # FHIR, obs-6: a reason for no value stands only where there is none.
        message = "a value, and a reason why there is none: neither is taken over"
        doc.report(node.path, "value_and_absent", message)
        value = None
    elif value is None and _is_measure(codes):
        no_score = _no_score(doc, node, absent)
    words = (doc.words(note, "text") for note in node.nodes("note"))
    return Observed(
        codes=codes,
        value=value,
        absent=absent[0].code if absent else None,
        no_score=no_score,
        low=low,
        high=high,
        subject=doc.target(node, "subject"),
        focus=doc.targets(node, "focus"),
        by=doc.targets(node, "performer"),
        at=doc.edge(node, "effectiveDateTime"),
        words=tuple(one for one in words if one is not None),
    )


def _is_measure(codes: tuple[Coding, ...]) -> bool:
    return any(
        one.system == INSTRUMENT or (one.system, one.code) in TOTALS for one in codes
    )


def _no_score(doc: Document, node: Node, absent: tuple[Coding, ...]) -> NoScore | None:
    """Return why a measure has no score; a reason that is no reason is reported."""
    said = {(one.system, one.code) for one in absent}
    meant = [MEANT[code] for code in said if code in MEANT]
    path = f"{node.path}.dataAbsentReason"
    if not meant:
        message = "a measure without a value says why there is none, in a known code"
        doc.report(path, "no_score_unread", message)
        return None
    both = meant[0].intersection(*meant[1:])
    if not both:
        message = "the codes contradict each other: none is taken over"
        doc.report(path, "no_score_contradicted", message)
        return None
    # ``unknown`` alone is not known, and never incomplete.
    return NoScore.NOT_KNOWN if NoScore.NOT_KNOWN in both else min(both)


def _value(node: Node) -> float | bool | str | Coding | None:
    """Give what was found; of what is told otherwise, nothing is made up."""
    quantity = node.node("valueQuantity")
    if quantity is not None:
        return quantity.number("value")
    number, yes = node.number("valueInteger"), node.flag("valueBoolean")
    if number is not None:
        return number
    if yes is not None:
        return yes
    found = codings(node, "valueCodeableConcept")
    return found[0] if found else None


def _range(node: Node) -> tuple[float | None, float | None]:
    for one in node.nodes("referenceRange"):
        low, high = one.node("low"), one.node("high")
        return (
            None if low is None else low.number("value"),
            None if high is None else high.number("value"),
        )
    return None, None


def read_messages(doc: Document) -> tuple[Message, ...]:
    """Read what was said, and the words of feedback that is answers to questions."""
    said = {
        doc.name(node): _answered(doc, node) for node in doc.of("QuestionnaireResponse")
    }
    return tuple(_message(doc, node, said) for node in doc.of("Communication"))


def _message(doc: Document, node: Node, said: dict[str, tuple[Words, ...]]) -> Message:
    words: list[Words] = []
    for one in node.nodes("payload"):
        words += _payload(doc, one, said)
    return Message(
        status=status(doc, node),
        kinds=codings(node, "category"),
        sender=doc.target(node, "sender"),
        recipients=doc.targets(node, "recipient"),
        sent=doc.edge(node, "sent"),
        answers=len(doc.targets(node, "inResponseTo")),
        words=tuple(words),
    )


def _payload(
    doc: Document, node: Node, said: dict[str, tuple[Words, ...]]
) -> tuple[Words, ...]:
    concept = node.node("contentCodeableConcept")
    found = (
        doc.words(node, "contentString")
        if concept is None
        else doc.words(concept, "text")
    )
    if found is not None:
        return (found,)
    return said.get(doc.target(node, "contentReference") or "", ())


def _answered(doc: Document, node: Node) -> tuple[Words, ...]:
    found = (
        doc.words(answer, "valueString")
        for item in node.nodes("item")
        for answer in item.nodes("answer")
    )
    return tuple(one for one in found if one is not None)
