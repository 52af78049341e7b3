"""Reading observations, answers and messages."""

from collections.abc import Mapping
from types import MappingProxyType

from collabtherapy.fhir.codes import DATA_ABSENT, INSTRUMENT, NO_SCORE
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.node import Node
from collabtherapy.fhir.inward.answers import Answers
from collabtherapy.fhir.inward.care import status
from collabtherapy.fhir.inward.catalogue import Catalogue, key_of
from collabtherapy.fhir.inward.document import Document, codings
from collabtherapy.fhir.inward.facts import Message, Observed
from collabtherapy.fhir.inward.moments import Within, between
from collabtherapy.fhir.inward.walking import Value, read_value
from collabtherapy.fhir.statuses import NO_SCORE as ABSENT
from collabtherapy.partnership.regions.measurements import NoScore
from collabtherapy.partnership.values.words import Words

KINDS = frozenset(
    {
        "valueQuantity", "valueCodeableConcept", "valueString", "valueBoolean",
        "valueInteger", "valueRange", "valueRatio", "valueSampledData", "valueTime",
        "valueDateTime", "valuePeriod", "valueAttachment", "valueReference",
    }
)  # fmt: skip
"""The fields that hold the value of an Observation (R4, R5): a path may show them."""

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


def read_observations(doc: Document, known: Catalogue) -> tuple[Observed, ...]:
    """Read what was measured, rated or checked."""
    return tuple(_observed(doc, node, known) for node in doc.of("Observation"))


def _observed(doc: Document, node: Node, known: Catalogue) -> Observed:
    low, high = _range(node)
    codes, value = codings(node, "code"), _value(doc, node)
    absent = codings(node, "dataAbsentReason")
    no_score = None
    if absent and _values(node):
        # FHIR, obs-6: a reason for no value stands only where there is none.
        message = "a value, and a reason why there is none: neither is taken over"
        doc.report(node.path, "value_and_absent", message)
        value = None
    elif not _values(node) and _is_measure(codes, known):
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
        at=_effective(doc, node),
        words=tuple(one for one in words if one is not None),
    )


def _is_measure(codes: tuple[Coding, ...], known: Catalogue) -> bool:
    return any(one.system == INSTRUMENT or key_of(one) in known.totals for one in codes)


def _values(node: Node) -> list[str]:
    """Return the fields in which a value stands."""
    return sorted(key for key in node.keys if key.startswith("value"))


def _effective(doc: Document, node: Node) -> Within | None:
    """Return when something was so; a time that cannot be read is reported."""
    for name in ("effectiveDateTime", "effectiveInstant"):
        if name in node.keys:
            return doc.within(node, name)
    if "effectivePeriod" in node.keys:
        found = between(*doc.period(node, "effectivePeriod"))
        if found is None:
            message = "it has no edge, or ends before it starts: it is left out"
            doc.report(f"{node.path}.effectivePeriod", "unread_time", message)
        return found
    if "effectiveTiming" in node.keys:
        message = "a schedule is no time at which something was so: it is left out"
        doc.report(f"{node.path}.effectiveTiming", "unread_time", message)
    return None


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


def _value(doc: Document, node: Node) -> Value:
    """Return what was found; nothing is made of what is told otherwise."""
    kinds = _values(node)
    found = [read_value(doc, node, kind)[0] for kind in kinds]
    if len(kinds) > 1:
        message = "there are several values: none is taken over"
        doc.report(node.path, "several_values", message)
        return None
    value = found[0] if found else None
    if kinds and value is None:
        message = "the value is of a kind that is not read here: it is left out"
        doc.report(f"{node.path}.{_shown(kinds[0])}", "unread_value", message)
    return value


def _shown(kind: str) -> str:
    """Return the name of a field of FHIR; any other may be anybody's word."""
    return kind if kind in KINDS else "value"


def _range(node: Node) -> tuple[float | None, float | None]:
    for one in node.nodes("referenceRange"):
        low, high = one.node("low"), one.node("high")
        return (
            None if low is None else low.number("value"),
            None if high is None else high.number("value"),
        )
    return None, None


def read_messages(doc: Document, answers: Mapping[str, Answers]) -> tuple[Message, ...]:
    """Read what was said, and the words of feedback that is answers to questions.

    Args:
        doc: what the messages stand in.
        answers: the responses, by name.
    """
    said = {name: one.words for name, one in answers.items()}
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
        sent=doc.within(node, "sent"),
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
