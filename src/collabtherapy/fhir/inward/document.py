"""A Bundle, or one resource, with what its references stand for."""

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import cast

import attrs
from attrs import field

from collabtherapy.errors import MalformedDocument
from collabtherapy.fhir.codes import OWN
from collabtherapy.fhir.consents.versions import Version, read_version, standing
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.node import Node
from collabtherapy.fhir.datatypes.periods import Edge, read_edge
from collabtherapy.fhir.datatypes.problems import Problem
from collabtherapy.fhir.datatypes.references import read_reference
from collabtherapy.fhir.inward.moments import Within, read_within
from collabtherapy.fhir.inward.sanity import LONGEST
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.words import Words

MOST_ENTRIES = 200_000
"""How many resources a Bundle may hold."""

READ = frozenset(
    {
        "Appointment", "AuditEvent", "CarePlan", "CareTeam", "Communication", "Consent",
        "Encounter", "EpisodeOfCare", "Flag", "Goal", "Group", "Location",
        "Observation", "Organization", "Patient", "Practitioner", "Provenance",
        "Questionnaire", "QuestionnaireResponse", "RelatedPerson", "Task",
    }
)  # fmt: skip
"""The types that are read; others are reported and left alone."""


PEOPLE = ("Patient", "Practitioner", "Organization", "RelatedPerson")


@attrs.define
class Document:
    """What is read: the resources, their names, and what could not be taken over.

    Of Consents those versions that count are kept apart.
    """

    by_kind: dict[str, list[tuple[int, Node]]]
    called: dict[str, str]
    names: dict[str, str]
    people: frozenset[str]
    problems: list[Problem] = field(factory=list[Problem])
    consents: tuple[Version, ...] = ()

    @classmethod
    def holding(cls, resources: Iterable[tuple[Node, str | None]]) -> "Document":
        """Give a document of these resources, each with its full URL, if it has one."""
        doc = cls({}, {}, {}, frozenset())
        for place, (one, url) in enumerate(resources):
            kind, id_ = kind_of(one), one.text("id")
            if kind in READ and _in_error(one):
                message = "it was entered in error, and is left out"
                doc.report(one.path, "entered_in_error", message)
                continue
            known = f"{kind}/{id_}" if id_ else None
            name = own_name(one) or known or url or kind
            doc.by_kind.setdefault(kind, []).append((place, one))
            doc.called[one.path] = name
            doc.names |= {key: name for key in (url, known) if key is not None}
        doc.people = _people(doc.of(*PEOPLE))
        return doc

    def of(self, *kinds: str) -> Iterator[Node]:
        """Give the resources of these types, in the order in which they stand."""
        found = (pair for kind in kinds for pair in self.by_kind.get(kind, ()))
        return (one for _, one in sorted(found, key=itemgetter(0)))

    def report(self, path: str, code: str, message: str) -> None:
        """Note what could not be taken over as it stands, and what was done."""
        self.problems.append(Problem(path, code, message))

    def name(self, resource: Node) -> str:
        """Give what a resource is called: as we do, or by its type and id."""
        return self.called[resource.path]

    def target(self, node: Node, name: str) -> str | None:
        """Give what a reference points to; None where that is no reference."""
        there = node.node(name)
        return None if there is None else read_reference(there, self.names)

    def targets(self, node: Node, name: str) -> tuple[str, ...]:
        """Give what several references point to."""
        found = (read_reference(one, self.names) for one in node.nodes(name))
        return tuple(one for one in found if one is not None)

    def person(self, name: str | None) -> PersonId | None:
        """Give the id of somebody whom we named; None of anybody else."""
        return PersonId(name) if name is not None and name in self.people else None

    def edge(self, node: Node, name: str, *, end: bool = False) -> Edge | None:
        """Give a time; one that is none is reported."""
        text = node.text(name)
        if text is None:
            return None
        found = read_edge(text, end=end)
        if found is None:
            self.report(f"{node.path}.{name}", "unread_time", "it is left out")
        return found

    def within(self, node: Node, name: str) -> Within | None:
        """Return when something happened; a time that is none is reported."""
        text = node.text(name)
        if text is None:
            return None
        found = read_within(text)
        if found is None:
            self.report(f"{node.path}.{name}", "unread_time", "it is left out")
        return found

    def period(self, node: Node, name: str) -> tuple[Edge | None, Edge | None]:
        """Give the start and the end of a period."""
        there = node.node(name)
        if there is None:
            return None, None
        return self.edge(there, "start"), self.edge(there, "end", end=True)

    def words(self, node: Node, name: str) -> Words | None:
        """Give words; what nobody can have written is reported."""
        text = node.text(name, longest=LONGEST)
        if text is None:
            return None
        try:
            return Words(text)
        except ValueError:
            message = "blank, or no text that can be kept: it is left out"
            self.report(f"{node.path}.{name}", "unread_words", message)
            return None


def opened(document: object) -> Document:
    """Open a Bundle, or one resource as if it were alone in one.

    Raises:
        MalformedDocument: it is neither.
    """
    root = Node("$", document)
    kind = root.text("resourceType")
    if kind == "Bundle":
        return _bundle(root)
    if kind not in READ:
        message = "a Bundle, or a resource of a type that is read"
        raise MalformedDocument("$.resourceType", "not_read", message)
    doc = Document.holding([(root, None)])
    if kind == "Consent":
        doc.consents = (Version.alone(root),)
    return doc


def _bundle(root: Node) -> Document:
    history = root.text("type") == "history"
    found: list[tuple[Node, str | None]] = []
    versions: list[Version | None] = []
    for place, entry in enumerate(root.nodes("entry", most=MOST_ENTRIES)):
        resource = entry.node("resource")
        versions.append(read_version(entry, place))
        if resource is None:
            continue
        if resource.text("resourceType") is None:
            path = f"{resource.path}.resourceType"
            raise MalformedDocument(path, "expected_text", "the type of the resource")
        found.append((resource, entry.text("fullUrl")))
    doc = Document.holding(found)
    for resource, _ in found:
        if kind_of(resource) not in READ:
            message = "this type is not read, and left out"
            doc.report(resource.path, "not_read", message)
    those = [one for one in versions if one is not None]
    doc.consents = standing(those, doc.report, newest_first=history)
    for one in those:
        if one.node is not None and one.url is not None and one.called is not None:
            doc.names[one.url] = own_name(one.node) or one.called
    return doc


def own_name(resource: Node) -> str | None:
    """Give the name of ours that a resource has among its identifiers."""
    if resource.is_list("identifier"):
        those = resource.nodes("identifier")
    else:  # as QuestionnaireResponse has it in R4
        one = resource.node("identifier")
        those = () if one is None else (one,)
    for identifier in those:
        if (identifier.text("system") or "").startswith(OWN):
            return identifier.text("value")
    return None


def _people(resources: Iterable[Node]) -> frozenset[str]:
    """Give the names of people that are ids of ours."""
    found: set[str] = set()
    for resource in resources:
        name = own_name(resource)
        if name is None:
            continue
        try:
            found.add(str(PersonId(name)))
        except ValueError:  # somebody else's system, with our prefix
            continue
    return frozenset(found)


def _in_error(resource: Node) -> bool:
    """Return whether a resource says that it was entered in error.

    A Consent is read: as what permits nothing.
    """
    kind = kind_of(resource)
    name = "lifecycleStatus" if kind == "Goal" else "status"
    return kind != "Consent" and resource.text(name) == "entered-in-error"


def kind_of(resource: Node) -> str:
    """Give the type of a resource."""
    return resource.text("resourceType") or ""


def codings(node: Node, name: str) -> tuple[Coding, ...]:
    """Give the codes of a concept, of several, or of codings by themselves."""
    those = node.nodes(name) if node.is_list(name) else maybe(node.node(name))
    found: list[Coding] = []
    for one in those:
        inner = one.nodes("coding") if "coding" in one.keys else (one,)
        for coding in inner:
            code = coding.text("code")
            if code is not None:
                found.append(Coding(code, coding.text("system")))
    return tuple(found)


def maybe(node: Node | None) -> tuple[Node, ...]:
    """Return a node, if there is one, as those of a list."""
    return () if node is None else (node,)


def is_object(node: Node, name: str) -> bool:
    """Return whether an object stands there, rather than a text or a list."""
    return isinstance(cast("dict[object, object]", node.value).get(name), dict)


def extensions(node: Node, url: str) -> Iterator[Node]:
    """Give the extensions of a kind."""
    return (one for one in node.nodes("extension") if one.text("url") == url)


def extended(node: Node, url: str, value: str) -> str | None:
    """Give the text that the first extension of a kind holds, if there is one."""
    return next((one.text(value) for one in extensions(node, url)), None)


def counted(node: Node, url: str) -> int | None:
    """Give the whole number that the first extension of a kind holds."""
    for one in extensions(node, url):
        number = one.number("valueInteger")
        if number is not None and float(number).is_integer():
            return int(number)
    return None
