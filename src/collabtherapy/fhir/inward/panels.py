"""Observations of a measure: totals, panels, and the answers that they are made of.

A panel holds its answers as members or components, and may be derived from a response
that stands in the same Bundle: all that speaks of the same answers is one source, and
makes one draft.

Sources: HL7 FHIR R4 and R5, Observation.hasMember, component and derivedFrom.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import attrs
from attrs import field

from collabtherapy.fhir.codes import ABSENT_REASON, DATA_ABSENT, INSTRUMENT
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.node import Node
from collabtherapy.fhir.inward.answers import Answer, How
from collabtherapy.fhir.inward.catalogue import Catalogue, key_of
from collabtherapy.fhir.inward.document import Document, codings, extended, kind_of
from collabtherapy.fhir.inward.facts import Observed
from collabtherapy.fhir.inward.measure_drafts import MeasureDraft
from collabtherapy.fhir.inward.measuring import Source, Stated, measures_of
from collabtherapy.fhir.inward.questionnaires import weights
from collabtherapy.fhir.inward.responses import Response, silent
from collabtherapy.fhir.inward.walking import absence, read_value

FINAL = frozenset({"final", "amended", "corrected"})
"""The states of an Observation whose value counts."""


def read_measures(
    doc: Document,
    known: Catalogue,
    responses: Iterable[Response],
    observed: Iterable[tuple[Node, Observed]],
) -> tuple[MeasureDraft, ...]:
    """Return a draft for each measure that a document speaks of, and report the rest.

    Args:
        doc: the document; told of what is not taken over.
        known: the instruments.
        responses: the responses.
        observed: the Observations, each as it was read.
    """
    panels = _Panels(
        doc,
        known,
        {one.path: one for one in responses},
        {node.path: (node, one) for node, one in observed},
    )
    drafts: list[MeasureDraft] = []
    told = repeated(doc)
    for group in _groups(panels):
        before = len(doc.problems)
        if not told.isdisjoint(group):  # of what stands there again, nothing
            told.update(group)
            continue
        sources = [one for path in group for one in panels.sources(path)]
        made = list(measures_of(sources, known, doc.report)) if sources else []
        drafts += made
        if made or len(doc.problems) > before:
            told.update(group)
    said = _said_by_messages(doc)
    for path, response in panels.responses.items():
        name = response.answers.name
        silent(doc, response, drafted=path in told or name in said)
    return tuple(drafts)


def repeated(doc: Document) -> set[str]:
    """Return the paths of what must not be measured, because it stands there again.

    Of several that are the same the first one counts. Where they differ they are
    versions of one resource, or two of one id: none counts.
    """
    found: dict[tuple[str, str], list[Node]] = {}
    for node in doc.of("Observation", "QuestionnaireResponse"):
        id_ = node.text("id")
        if id_ is not None:
            found.setdefault((kind_of(node), id_), []).append(node)
    out: set[str] = set()
    for first, *others in found.values():
        same = all(one.value == first.value for one in others)
        for one in others if same else (first, *others):
            message = "its id stands there more than once: no measure is made of it"
            doc.report(one.path, "same_id", message)
            out.add(one.path)
    return out


def _said_by_messages(doc: Document) -> frozenset[str]:
    """Return the names of what messages hold: they are read with the message."""
    found = (
        doc.target(payload, "contentReference")
        for message in doc.of("Communication")
        for payload in message.nodes("payload")
    )
    return frozenset(one for one in found if one is not None)


def _groups(panels: "_Panels") -> list[list[str]]:
    """Return the paths of what speaks of the same answers, responses first."""
    joined = {path: path for path in (*panels.responses, *panels.roots)}

    def root(path: str) -> str:
        while joined[path] != path:
            joined[path] = joined[joined[path]]
            path = joined[path]
        return path

    for path in panels.roots:
        for other in panels.linked(path):
            if other in joined and panels.is_alike(path, other):
                joined[root(path)] = root(other)
    groups: dict[str, list[str]] = {}
    for path in joined:  # responses come first
        groups.setdefault(root(path), []).append(path)
    return list(groups.values())


@attrs.define
class _Panels:
    """The Observations and responses of a document, by their paths."""

    doc: Document
    known: Catalogue
    responses: Mapping[str, Response]
    observed: Mapping[str, tuple[Node, Observed]]
    paths: Mapping[str, str] = field(init=False)
    """Where each name stands; a name that two resources share is in none."""
    roots: Mapping[str, frozenset[str]] = field(init=False)
    """The instruments of each Observation that is a total or a panel."""

    def __attrs_post_init__(self) -> None:
        every = (*self.responses, *self.observed)
        names = Counter(self.doc.called[path] for path in every)
        called = ((self.doc.called[path], path) for path in every)
        self.paths = {name: path for name, path in called if names[name] == 1}
        named = {path: self._named(o.codes) for path, (_, o) in self.observed.items()}
        self.roots = {
            path: ids for path, ids in named.items() if ids or self._has_items(path)
        }

    def _named(self, codes: Iterable[Coding]) -> frozenset[str]:
        """Return the instruments whose total or panel some codes are."""
        keys = [key_of(one) for one in codes]
        found = {self.known.totals.get(key) for key in keys}
        found |= {self.known.panels.get(key) for key in keys}
        found |= {code for system, code in keys if system == INSTRUMENT}
        return frozenset(one for one in found if one is not None)

    def _has_items(self, path: str) -> bool:
        """Return whether its members or components answer an instrument's questions."""
        node, _ = self.observed[path]
        codes = [codings(part, "code") for part in node.nodes("component")]
        codes += [self.observed[other][1].codes for other in self._members(path)]
        return any(map(self._asks, codes))

    def _asks(self, codes: Iterable[Coding]) -> bool:
        return any(key_of(one) in self.known.owners for one in codes)

    def _members(self, path: str) -> Iterator[str]:
        """Yield the Observations that are members of one, itself left out."""
        for name in self.doc.targets(self.observed[path][0], "hasMember"):
            other = self.paths.get(name)
            if other is not None and other in self.observed and other != path:
                yield other

    def linked(self, path: str) -> Iterator[str]:
        """Yield what an Observation is made of."""
        yield from self._members(path)
        for name in self.doc.targets(self.observed[path][0], "derivedFrom"):
            other = self.paths.get(name)
            if other is not None and other != path:
                yield other

    def is_alike(self, path: str, other: str) -> bool:
        """Return whether two speak of the same instrument, or one is a response."""
        if other in self.responses:
            return True
        ids, others = self.roots[path], self.roots[other]
        return not ids or not others or bool(ids & others)

    def sources(self, path: str) -> Iterator[Source]:
        """Yield what one resource says of somebody's answers, if it counts."""
        if path in self.responses:
            source = self.responses[path].source
            if source is not None:
                yield source
            return
        node, observed = self.observed[path]
        if node.text("status") not in FINAL:
            message = "its status is not final, amended or corrected: no draft is made"
            self.doc.report(f"{node.path}.status", "not_final", message)
            return
        answers = tuple(self._answers(path, node))
        yield Source(
            path=node.path,
            answers=answers,
            named=self.roots[path] & frozenset(self.known.by_id),
            carried=frozenset(key_of(q) for one in answers for q in one.question),
            stated=tuple(self._stated(path, node, observed)),
            subject=observed.subject,
            by=next(iter(observed.by), None),
            at=observed.at,
        )
        for other in self.linked(path):  # it is of whom its members are
            if other in self.observed:
                yield Source(path=other, subject=self.observed[other][1].subject)

    def _stated(self, path: str, node: Node, observed: Observed) -> Iterator[Stated]:
        """Yield the total that an Observation states, or the reason for none."""
        number = observed.value if isinstance(observed.value, float) else None
        ours = any(one.system == INSTRUMENT for one in observed.codes)
        is_total = any(key_of(one) in self.known.totals for one in observed.codes)
        if number is None and observed.value is not None and is_total:
            message = "the total is no number: it is left out; send an integer"
            self.doc.report(node.path, "unreadable_total", message)
        if number is None and observed.no_score is None:
            return
        for id_ in sorted(self.roots[path]):
            yield Stated(
                instrument=id_,
                path=node.path,
                total=number,
                absent=observed.no_score if number is None else None,
                low=observed.low if ours else None,
                high=observed.high if ours else None,
            )

    def _answers(self, path: str, node: Node) -> Iterator[Answer]:
        """Yield the answers that a panel is made of."""
        for part in node.nodes("component"):
            question = codings(part, "code")
            if self._asks(question):
                yield from self._values(part, question)
        for name in self.doc.targets(node, "hasMember"):
            if name not in self.paths:
                message = "a member is not in the document: its answer is missing"
                self.doc.report(f"{path}.hasMember", "member_missing", message)
        for other in dict.fromkeys(self.linked(path)):
            if other in self.responses:
                continue
            member, observed = self.observed[other]
            if self._asks(observed.codes) and member.text("status") in FINAL:
                yield from self._values(member, observed.codes)

    def _values(self, node: Node, question: tuple[Coding, ...]) -> Iterator[Answer]:
        """Yield the answers that an Observation or a component holds."""
        base = Answer(
            path=node.path,
            link=None,
            question=question,
            how=How.CODE,
            value=None,
            kind="absent",
        )
        kinds = sorted(key for key in node.keys if key.startswith("value"))
        for kind in kinds:
            value, unit = read_value(self.doc, node, kind)
            reason = absence(value) if isinstance(value, Coding) else None
            if reason is not None:
                yield attrs.evolve(base, absent=reason)
                continue
            numbers = self._numbers(node, kind, value)
            yield attrs.evolve(
                base,
                value=value,
                kind=kind,
                number=next(iter(numbers)) if len(numbers) == 1 else None,
                contradicted=len(numbers) > 1,
                unit=unit,
            )
        if not kinds:
            absent = codings(node, "dataAbsentReason")
            codes = [one.code for one in absent if one.system == DATA_ABSENT]
            codes += [extended(node, ABSENT_REASON, "valueCode") or ""]
            yield attrs.evolve(base, absent=next((c for c in codes if c), None))

    def _numbers(self, node: Node, kind: str, value: object) -> frozenset[float]:
        if isinstance(value, float):
            return frozenset({value})
        found = weights(node)
        inner = node.node(kind) if kind == "valueCodeableConcept" else None
        if inner is not None:
            found |= weights(inner)
            for one in inner.nodes("coding"):
                found |= weights(one)
        return found
