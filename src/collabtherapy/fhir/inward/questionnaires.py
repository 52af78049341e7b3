"""Questionnaires: what each item asks, and what its options count.

A response often says no more than linkIds; the codes stand in the Questionnaire, which
is contained in the response, stands in the same Bundle, or is handed in.

Sources: HL7 FHIR R4 and R5, Questionnaire; its extensions ordinalValue, itemWeight,
questionnaire-unit and questionnaire-hidden; HL7 Structured Data Capture (SDC),
calculatedExpression and questionnaireAdaptive.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import chain

import attrs

from collabtherapy.fhir.codes import CORE, LOINC
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.node import Node, Report
from collabtherapy.fhir.inward.document import codings, is_object, kind_of, maybe
from collabtherapy.fhir.inward.sanity import LONGEST

SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
WEIGHTS = frozenset(
    {
        f"{CORE}ordinalValue",
        f"{CORE}itemWeight",
        f"{CORE}questionnaire-ordinalValue",  # before R4
        f"{CORE}iso21090-CO-value",
    }
)
"""The extensions by which a choice is given a number."""

WORKED_OUT = frozenset(
    {
        f"{SDC}sdc-questionnaire-calculatedExpression",
        f"{CORE}questionnaire-calculatedExpression",
        f"{CORE}cqf-expression",
        f"{CORE}cqf-calculatedValue",
    }
)
"""The extensions that say of an item that it is calculated."""

HIDDEN = f"{CORE}questionnaire-hidden"
UNIT = f"{CORE}questionnaire-unit"
ADAPTIVE = f"{SDC}sdc-questionnaire-questionnaireAdaptive"

Option = tuple[str, str | None, str]
"""The field of an option, the system of its code, and its code or text."""


@attrs.frozen(kw_only=True)
class Asked:
    """An item of a Questionnaire.

    Args:
        codes: the codes of the question.
        definition: the URL of its definition.
        text: what it asks.
        options: the number of each option that has one.
        worked_out: whether it is calculated or hidden, so that nobody answers it.
        unit: the unit of its answer.
    """

    codes: tuple[Coding, ...] = ()
    definition: str | None = None
    text: str | None = attrs.field(default=None, repr=False)
    options: Mapping[Option, frozenset[float]] = attrs.field(
        factory=dict[Option, frozenset[float]], repr=False
    )
    worked_out: bool = False
    unit: Coding | None = None


@attrs.frozen(kw_only=True)
class Form:
    """A Questionnaire: what it is called, what it is, and its items by linkId."""

    url: str | None
    names: tuple[str, ...]
    version: str | None
    codes: tuple[Coding, ...]
    adaptive: bool
    items: Mapping[str, Asked]


def read_form(node: Node, names: Iterable[str], report: Report) -> Form:
    """Read a Questionnaire.

    Args:
        node: the resource.
        names: what it is called beside its URL, one at least.
        report: told of a linkId that stands for two questions.
    """
    items: dict[str, Asked] = {}
    for item, hidden in chain.from_iterable(map(_below, children(node))):
        link = item.text("linkId")
        if link is None:
            continue
        read = _asked(item, node, hidden=hidden)
        if items.setdefault(link, read).codes != read.codes:
            message = "one linkId stands for two questions: it is read as neither"
            report(f"{item.path}.linkId", "same_link", message)
            items[link] = Asked(worked_out=read.worked_out)
    return Form(
        url=node.text("url"),
        names=tuple(names),
        version=node.text("version"),
        codes=(*codings(node, "code"), *_identified(node)),
        adaptive=_has(node, {ADAPTIVE}),
        items=items,
    )


def children(node: Node) -> Iterator[Node]:
    """Yield the items below a node, by the names that any release has for them."""
    for name in ("item", "group", "question"):
        if node.is_list(name):
            yield from node.nodes(name)
        else:
            yield from maybe(node.node(name))


def _below(item: Node, *, hidden: bool = False) -> Iterator[tuple[Node, bool]]:
    """Yield an item and those below it, and whether one around it is hidden."""
    yield item, hidden
    hidden = hidden or is_worked_out(item)
    for inner in children(item):
        yield from _below(inner, hidden=hidden)


def _identified(node: Node) -> Iterator[Coding]:
    """Yield the LOINC codes among the identifiers of a Questionnaire."""
    for one in node.nodes("identifier"):
        value = one.text("value")
        if value is not None and one.text("system") == LOINC:
            yield Coding(value, LOINC)


def _asked(item: Node, form: Node, *, hidden: bool) -> Asked:
    units = (one for one in item.nodes("extension") if one.text("url") == UNIT)
    return Asked(
        codes=codings(item, "concept" if "concept" in item.keys else "code"),
        definition=item.text("definition"),
        text=item.text("text", longest=LONGEST),
        options=_options(item, form),
        worked_out=hidden or is_worked_out(item),
        unit=next((c for one in units for c in codings(one, "valueCoding")), None),
    )


def is_worked_out(item: Node) -> bool:
    """Return whether an item is calculated, or hidden from whoever answers."""
    if _has(item, WORKED_OUT):
        return True
    found = (one for one in item.nodes("extension") if one.text("url") == HIDDEN)
    return any(one.flag("valueBoolean") for one in found)


def _has(node: Node, urls: Container[str | None]) -> bool:
    return any(one.text("url") in urls for one in node.nodes("extension"))


def weights(node: Node) -> frozenset[float]:
    """Return the numbers that the extensions of an element give it."""
    found = (
        one.number(name)
        for one in node.nodes("extension")
        if one.text("url") in WEIGHTS
        for name in ("valueDecimal", "valueInteger")
    )
    return frozenset(float(one) for one in found if one is not None)


def _options(item: Node, form: Node) -> dict[Option, frozenset[float]]:
    """Return the number of each option that has one, of the item or its value set."""
    found: dict[Option, frozenset[float]] = {}

    def add(option: Option, numbers: frozenset[float]) -> None:
        if numbers:
            found[option] = found.get(option, frozenset()) | numbers

    for name in ("answerOption", "option"):
        those = item.nodes(name) if item.is_list(name) else maybe(item.node(name))
        for one in those:
            inner = one.node("valueCoding")
            for coding in codings(one, "valueCoding"):
                own = frozenset[float]() if inner is None else weights(inner)
                key = ("valueCoding", coding.system, coding.code)
                add(key, weights(one) | own)
            text = one.text("valueString", longest=LONGEST)
            if text is not None:
                add(("valueString", None, text), weights(one))
    for system, one in _contained_concepts(item, form):
        code = one.text("code")
        if code is not None:
            add(("valueCoding", Coding(code, system).system, code), weights(one))
    return found


def _contained_concepts(item: Node, form: Node) -> Iterator[tuple[str | None, Node]]:
    """Yield the concepts of the value set of an item, if its form contains that."""
    if "answerValueSet" not in item.keys or is_object(item, "answerValueSet"):
        return
    named = (item.text("answerValueSet") or "").removeprefix("#")
    for one in form.nodes("contained"):
        if kind_of(one) != "ValueSet" or one.text("id") != named:
            continue
        composed, expanded = one.node("compose"), one.node("expansion")
        for included in () if composed is None else composed.nodes("include"):
            for concept in included.nodes("concept"):
                yield included.text("system"), concept
        for concept in () if expanded is None else expanded.nodes("contains"):
            yield concept.text("system"), concept


def named_form(response: Node) -> str | None:
    """Return the name of the questionnaire that a response answers.

    It is a canonical URL since R4, and was a Reference before.
    """
    if not is_object(response, "questionnaire"):
        return response.text("questionnaire")
    there = response.node("questionnaire")
    return None if there is None else there.text("reference")


@attrs.frozen
class Forms:
    """The questionnaires that are at hand, by each name that they have."""

    by_name: Mapping[str, tuple[Form, ...]]

    @classmethod
    def holding(cls, forms: Iterable[Form]) -> "Forms":
        """Return the index of some questionnaires."""
        found: dict[str, tuple[Form, ...]] = {}
        for form in forms:
            for name in dict.fromkeys((form.url or form.names[0], *form.names)):
                found[name] = (*found.get(name, ()), form)
        return cls(found)

    def answered(self, response: Node, report: Report) -> Form | None:
        """Return the questionnaire that a response answers, if it is at hand.

        Args:
            response: the QuestionnaireResponse; one that it contains is found first.
            report: told where the one at hand is not the version that was answered.
        """
        named = named_form(response)
        if named is None:
            return None
        if named.startswith("#"):
            return _contained(response, named[1:], report)
        url, _, version = named.partition("|")
        found = self.by_name.get(url) or self._by_id(url)
        fitting = [f for f in found if not version or f.version in {None, version}]
        if len(fitting) == 1:
            return fitting[0]
        if found:
            message = (
                "the questionnaire at hand is of another version, or there are several "
                "of that name: none is used"
            )
            report(f"{response.path}.questionnaire", "other_version", message)
        return None

    def _by_id(self, url: str) -> tuple[Form, ...]:
        """Return the questionnaires of an id that have no URL of their own."""
        base, slash, id_ = url.rpartition("/Questionnaire/")
        found = self.by_name.get(f"Questionnaire/{id_}", ()) if base and slash else ()
        return tuple(form for form in found if form.url is None)


def _contained(response: Node, id_: str, report: Report) -> Form | None:
    for one in response.nodes("contained"):
        if kind_of(one) == "Questionnaire" and one.text("id") == id_:
            return read_form(one, (f"#{id_}",), report)
    return None
