"""Walking a response: one `Answer` for each value, wherever it stands.

Items hold items, and answers hold items. The question of an item is found by one of
the ways of `How`, the surest first; its position alone never tells it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

import attrs
from attrs import field

from collabtherapy.fhir.codes import (
    ABSENT_REASON,
    DATA_ABSENT,
    INSTRUMENT,
    LOINC,
    OWN,
)
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.node import Node
from collabtherapy.fhir.inward.answers import Answer, How
from collabtherapy.fhir.inward.catalogue import (
    ITEM,
    Catalogue,
    Key,
    key_of,
    plainly,
)
from collabtherapy.fhir.inward.document import (
    Document,
    codings,
    extended,
)
from collabtherapy.fhir.inward.moments import Within
from collabtherapy.fhir.inward.questionnaires import (
    Asked,
    Form,
    children,
    is_worked_out,
    weights,
)
from collabtherapy.fhir.inward.sanity import LONGEST
from collabtherapy.measures.check_digits import is_loinc
from collabtherapy.partnership.values.words import Words

Links: TypeAlias = Mapping[tuple[str, str], str]
"""The question of a linkId, by the URL of its questionnaire and the linkId: a LOINC
code, or an item of ours as ``core-10#3``."""

Value: TypeAlias = float | bool | Coding | Words | Within | None

OWN_FORM = f"{OWN}questionnaire:"
SIGNATURE = "http://hl7.org/fhir/StructureDefinition/questionnaireresponse-signature"
NULL_FLAVOUR = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"
FLAVOURS = {"NA": "not-applicable", "NASK": "not-asked"}
"""Null flavours that say why, in the codes of data-absent-reason (HL7's own map)."""


@attrs.frozen(kw_only=True)
class Walked:
    """What a response holds.

    Args:
        path: where it stands.
        answers: one for each value.
        carried: the questions of all its items, answered or not.
        modified: whether something in it may turn what it says.
    """

    path: str
    answers: tuple[Answer, ...]
    carried: frozenset[Key]
    modified: bool


def walk(
    doc: Document,
    response: Node,
    *,
    url: str | None,
    form: Form | None,
    links: Links,
    known: Catalogue,
) -> Walked:
    """Read every answer of a response.

    Args:
        doc: told of what is not taken over.
        response: the QuestionnaireResponse.
        url: the name of its questionnaire, without a version.
        form: the Questionnaire itself, if it is at hand.
        links: the linkIds that were registered.
        known: the instruments.
    """
    at_work = _Walk(doc, url, form, links, known)
    at_work.watch(response)
    for item in children(response):
        at_work.item(item)
    return Walked(
        path=response.path,
        answers=tuple(at_work.answers),
        carried=frozenset(at_work.carried),
        modified=at_work.modified,
    )


@attrs.define
class _Walk:
    doc: Document
    url: str | None
    form: Form | None
    links: Links
    known: Catalogue
    answers: list[Answer] = field(factory=list[Answer])
    carried: set[Key] = field(factory=set[Key])
    modified: bool = False

    def watch(self, node: Node) -> None:
        """Note what may turn what an element says, and what is a signature."""
        if {"modifierExtension", "implicitRules"} & node.keys:
            self.modified = True
            message = "it may change what the answers mean: nothing is scored"
            self.doc.report(node.path, "modified", message)
        if any(one.text("url") == SIGNATURE for one in node.nodes("extension")):
            message = "the signature is not read: it proves nothing here"
            self.doc.report(node.path, "signature", message)

    def item(self, item: Node) -> None:
        """Read the answers of one item, and of all items below it."""
        self.watch(item)
        link = item.text("linkId")
        asked = Asked() if self.form is None else self.form.items.get(link or "")
        asked = asked or Asked()
        question, how = self._question(item, link, asked)
        self.carried |= {key_of(one) for one in question}
        base = Answer(
            path=item.path,
            link=link,
            question=question,
            how=how,
            value=None,
            kind="absent",
            unit=asked.unit,
            calculated=asked.worked_out or is_worked_out(item),
        )
        reason = extended(item, ABSENT_REASON, "valueCode")
        there = item.nodes("answer")
        if reason is not None and not there:
            self.answers.append(attrs.evolve(base, absent=reason))
        for answer in there:
            self.watch(answer)
            self.answers += self._values(answer, asked, base)
            for inner in children(answer):
                self.item(inner)
        for inner in children(item):
            self.item(inner)

    def _values(self, node: Node, asked: Asked, base: Answer) -> Iterator[Answer]:
        """Yield the values of one answer: there is one, where it is FHIR."""
        base = attrs.evolve(base, path=node.path)
        kinds = sorted(key for key in node.keys if key.startswith("value"))
        for kind in kinds:
            yield self._value(node, kind, asked, base)
        if kinds:
            return
        reasons = [extended(node, ABSENT_REASON, "valueCode")]
        for key in sorted(key for key in node.keys if key.startswith("_value")):
            inner = node.node(key)
            if inner is not None:
                reasons.append(extended(inner, ABSENT_REASON, "valueCode"))
        yield attrs.evolve(base, absent=next((r for r in reasons if r), None))

    def _value(self, node: Node, kind: str, asked: Asked, base: Answer) -> Answer:
        value, unit = read_value(self.doc, node, kind)
        if isinstance(value, Coding):
            reason = absence(value)
            if reason is not None:
                return attrs.evolve(base, absent=reason)
        numbers = weights(node)
        if isinstance(value, Coding):
            inner = node.node(kind)
            numbers |= frozenset[float]() if inner is None else weights(inner)
            numbers |= _option(asked, value)
        elif isinstance(value, Words):
            numbers |= asked.options.get(("valueString", None, value.text), frozenset())
        elif isinstance(value, float):
            numbers = frozenset({value})
        return attrs.evolve(
            base,
            value=value,
            kind=kind,
            number=next(iter(numbers)) if len(numbers) == 1 else None,
            contradicted=len(numbers) > 1,
            unit=unit or base.unit,
        )

    def _question(
        self, item: Node, link: str | None, asked: Asked
    ) -> tuple[tuple[Coding, ...], How]:
        """Return the codes of the question of an item, and how they were found.

        A way whose code is one of an instrument comes before those whose is not.
        """
        found: tuple[tuple[Coding, ...], How] | None = None
        for question, how in self._ways(item, link, asked):
            if any(self._is_known(key_of(one)) for one in question):
                return question, how
            if question and found is None:
                found = question, how
        return found or ((), How.UNKNOWN)

    def _is_known(self, key: Key) -> bool:
        known = self.known
        return key in known.owners or key in known.totals or key in known.panels

    def _ways(
        self, item: Node, link: str | None, asked: Asked
    ) -> Iterator[tuple[tuple[Coding, ...], How]]:
        yield asked.codes, How.QUESTIONNAIRE
        for url in (item.text("definition"), asked.definition):
            yield _last_code(url), How.DEFINITION
        yield _link_code(link), How.LINK
        yield self._registered(link), How.REGISTERED
        for text in (item.text("text", longest=LONGEST), asked.text):
            key = self.known.wordings.get(plainly(text)) if text else None
            yield () if key is None else (Coding(key[1], key[0]),), How.WORDING

    def _registered(self, link: str | None) -> tuple[Coding, ...]:
        if self.url is None or link is None:
            return ()
        own = self.url.removeprefix(OWN_FORM) if link == "total" else self.url
        if own and own != self.url:
            return (Coding(own, INSTRUMENT),)
        code = self.links.get((self.url, link))
        if code is None:
            return ()
        return (Coding(code, ITEM if "#" in code else LOINC),)


def read_value(doc: Document, node: Node, kind: str) -> tuple[Value, Coding | None]:
    """Read the value in a field, and the unit that stands with it.

    Of a kind that has no place here the value is None.
    """
    if kind == "valueQuantity":
        return _quantity(node.node(kind))
    read = READERS.get(kind)
    return None if read is None else read(doc, node, kind), None


def _number(_: Document, node: Node, kind: str) -> float | None:
    number = node.number(kind)
    return None if number is None else float(number)


def _coding(_: Document, node: Node, kind: str) -> Coding | None:
    return next(iter(codings(node, kind)), None)


READERS: Mapping[str, Callable[[Document, Node, str], Value]] = {
    "valueBoolean": lambda _, node, kind: node.flag(kind),
    "valueDecimal": _number,
    "valueInteger": _number,
    "valueDate": Document.within,
    "valueDateTime": Document.within,
    "valueInstant": Document.within,
    "valueString": Document.words,
    "valueText": Document.words,
    "valueMarkdown": Document.words,
    "valueCoding": _coding,
    "valueCodeableConcept": _coding,
}
"""How the value in each field is read; of any other field only its kind is kept."""


def _quantity(node: Node | None) -> tuple[float | None, Coding | None]:
    """Read a quantity; one that is only less or more than a number is none."""
    if node is None:
        return None, None
    number, unit = node.number("value"), next(iter(codings_of(node)), None)
    if number is None or "comparator" in node.keys:
        return None, unit
    return float(number), unit


def codings_of(quantity: Node) -> Iterator[Coding]:
    """Yield the code of the unit of a quantity, if it has one."""
    code = quantity.text("code")
    if code is not None:
        yield Coding(code, quantity.text("system"))


def absence(coding: Coding) -> str | None:
    """Return the reason for no value that a code in the place of one says, if any."""
    if coding.system == DATA_ABSENT:
        return coding.code
    if coding.system == NULL_FLAVOUR:
        return FLAVOURS.get(coding.code, "unknown")
    return None


def _option(asked: Asked, coding: Coding) -> frozenset[float]:
    exact = asked.options.get(("valueCoding", coding.system, coding.code))
    if exact is not None:
        return exact
    if coding.system is None:  # that code of any system
        those = (
            numbers
            for (kind, _, code), numbers in asked.options.items()
            if kind == "valueCoding" and code == coding.code
        )
        return frozenset[float]().union(*those)
    return asked.options.get(("valueCoding", None, coding.code), frozenset())


def _last_code(url: str | None) -> tuple[Coding, ...]:
    """Return the LOINC code that the URL of a definition ends in."""
    if url is None:
        return ()
    last = url.partition("|")[0].replace("#", "/").rpartition("/")[2]
    return (Coding(last, LOINC),) if is_loinc(last) else ()


def _link_code(link: str | None) -> tuple[Coding, ...]:
    """Return the LOINC code that is the last segment of a linkId.

    Numbers may follow it, as of an item that repeats: ``/69725-0/1``.
    """
    parts = (link or "").split("/")
    while parts and parts[-1].isdigit():
        parts.pop()
    return (Coding(parts[-1], LOINC),) if parts and is_loinc(parts[-1]) else ()
