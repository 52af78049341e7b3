"""Reading one provision, with those inside it, into a rule.

What it names but cannot be read here is kept as unread: a permit does not hold by it,
a deny does.
"""

from collections.abc import Iterable

from collabtherapy.errors import MalformedDocument
from collabtherapy.fhir.consents.elements import SILENT, unread
from collabtherapy.fhir.consents.rules import (
    DEEPEST,
    ActorFacet,
    Effect,
    Meaning,
    Rule,
    Target,
)
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.node import Node, Report
from collabtherapy.fhir.datatypes.periods import Period, read_edge
from collabtherapy.fhir.datatypes.references import read_reference

__all__ = ["is_exception", "is_plain", "read_period", "read_rule"]

_FACETS = {
    "actor": "actor", "action": "action", "securityLabel": "securityLabel",
    "purpose": "purpose", "class": "resourceType", "resourceType": "resourceType",
    "documentType": "documentType", "code": "code", "data": "data",
    "period": "period", "dataPeriod": "dataPeriod",
}  # fmt: skip
"""Each field of a provision that names something, with the facet of a rule it is."""


def is_plain(node: Node, named: str | None, report: Report) -> bool:
    """Return whether a Reference says no more than what it points to.

    An identifier beside the reference may be somebody else's, and a type that
    contradicts the reference leaves open which of the two is meant.
    """
    rest = unread(node, "Reference", report)
    stated = (node.text("type") or "").rpartition("/")[2]
    told = named is not None and "/" in named and not named.startswith("urn:")
    kind = named.split("/")[-2] if named is not None and told else stated
    if stated and stated != kind:
        message = "its type contradicts its reference: it is not known who is meant"
        report(f"{node.path}.type", "contradiction", message)
        return False
    return not rest


def read_period(node: Node, report: Report) -> Period | None:
    """Read a Period; None where it is not known when it is.

    Raises:
        MalformedDocument: a time in it is none.
    """
    start, end = node.text("start"), node.text("end")
    first = read_edge(start) if start else None
    last = read_edge(end, end=True) if end else None
    if (start and first is None) or (end and last is None):
        message = "a FHIR dateTime, with a zone where it has a time of day"
        raise MalformedDocument(node.path, "unread_period", message)
    if unread(node, "Period", report):
        return None
    if first is None and last is None:
        message = "neither start nor end: it is not known when it holds"
        report(node.path, "no_edge", message)
        return None
    return Period(start=first, end=last)


def read_rule(
    node: Node,
    name: str,
    effect: Effect,
    names: dict[str, str],
    report: Report,
    *,
    typed: bool = True,
    depth: int = 1,
) -> Rule:
    """Read a provision as a rule of an effect, and those inside it as its exceptions.

    Args:
        node: the provision.
        name: what the rule is called.
        effect: its effect, which does not always stand in it.
        names: what the full URLs of the Bundle stand for.
        report: told of what was not taken over.
        typed: whether provisions inside state their type, as in R4.
        depth: how deep this one lies.

    Raises:
        MalformedDocument: one inside has the same type, or they lie too deep.
    """
    if depth >= DEEPEST:
        message = f"provisions lie at most {DEEPEST - 1} deep"
        raise MalformedDocument(node.path, "too_deep", message)
    facets = _Facets(node, names, report)
    children = tuple(
        read_rule(child, f"{name}.provision[{i}]", effect.other, names, report,
                  typed=typed, depth=depth + 1)
        for i, child in enumerate(node.nodes("provision"))
        if is_exception(child, effect, report, typed=typed)
    )  # fmt: skip
    return Rule(
        id=name,
        effect=effect,
        actors=facets.actors(),
        purposes=facets.codings("purpose"),
        labels=facets.codings("securityLabel"),
        resource_types=facets.codings("class") | facets.codings("resourceType"),
        document_types=facets.codings("documentType"),
        codes=facets.concepts("code"),
        actions=facets.concepts("action"),
        targets=facets.targets(),
        data_period=facets.period("dataPeriod"),
        period=facets.period("period"),
        unread=frozenset(facets.unread),
        qualified=frozenset(facets.qualified),
        children=children,
    )


def is_exception(child: Node, effect: Effect, report: Report, *, typed: bool) -> bool:
    """Whether an inner provision counts, as an exception to a rule of an effect.

    One that lacks its type does so only as a deny, and so does one that names nothing.

    Raises:
        MalformedDocument: it has the type of the rule.
    """
    stated = child.text("type")
    if stated is not None and stated != effect.other:
        message = "an inner provision has the other type than the one around it"
        raise MalformedDocument(f"{child.path}.type", "same_effect", message)
    says = {key for key in child.keys - SILENT if not child.is_empty(key)}
    if effect is Effect.DENY and not says:
        report(child.path, "empty", "an exception that names nothing is left out")
        return False
    if stated is not None or not typed:
        return True
    denies = effect is Effect.PERMIT
    done = "it is read as a deny" if denies else "it is left out, not to permit"
    report(child.path, "no_type", f"an inner provision has no type: {done}")
    return denies


class _Facets:
    """The facets of one provision.

    An alternative that cannot be read is noted in ``unread``, as is a field that is no
    facet; a field that may narrow a facet is noted in ``qualified``.
    """

    def __init__(self, node: Node, names: dict[str, str], report: Report) -> None:
        self._node, self._names, self._report = node, names, report
        self.unread = set(unread(node, "provision", report))
        # FHIR has neither null nor empty lists: whatever stood there is gone.
        self.qualified = {_FACETS[key] for key in _FACETS if node.is_empty(key)}

    def codings(self, key: str) -> frozenset[Coding]:
        return self._codings(_FACETS[key], self._node.nodes(key))

    def concepts(self, key: str) -> frozenset[Coding]:
        found = frozenset[Coding]()
        for concept in self._node.nodes(key):
            inner = concept.nodes("coding")
            if not inner:
                self.unread.add(key)
            if unread(concept, "CodeableConcept", self._report):
                self.qualified.add(key)
            found |= self._codings(key, inner)
        return found

    def _codings(self, facet: str, nodes: Iterable[Node]) -> frozenset[Coding]:
        found: set[Coding] = set()
        for node in nodes:
            code = node.text("code")
            if code is None:
                self.unread.add(facet)
            else:
                found.add(Coding(code, node.text("system")))
            if unread(node, "Coding", self._report):
                self.qualified.add(facet)
        return frozenset(found)

    def period(self, key: str) -> Period | None:
        node = self._node.node(key)
        found = read_period(node, self._report) if node else None
        if node and found is None:
            self.qualified.add(key)
        return found

    def actors(self) -> tuple[ActorFacet, ...]:
        return tuple(f for one in self._node.nodes("actor") for f in self._actor(one))

    def _actor(self, node: Node) -> Iterable[ActorFacet]:
        reference, role = node.node("reference"), node.node("role")
        named = read_reference(reference, self._names) if reference else None
        roles = self._roles(role) if role else ()
        plain = reference is None or (
            named is not None and is_plain(reference, named, self._report)
        )
        rest = unread(node, "actor", self._report)
        if rest or not plain or None in roles or not (roles or named):
            self.unread.add("actor")
            return ()
        facets = [ActorFacet(named, one) for one in roles]
        return facets or [ActorFacet(named)]

    def _roles(self, role: Node) -> tuple[Coding | None, ...]:
        """Read a role; None for what of it cannot be read."""
        rest = unread(role, "CodeableConcept", self._report)
        found: list[Coding | None] = [None] if rest else []
        for one in role.nodes("coding"):
            code = one.text("code")
            if unread(one, "Coding", self._report) or code is None:
                found.append(None)
            else:
                found.append(Coding(code, one.text("system")))
        return tuple(found) or (None,)

    def targets(self) -> tuple[Target, ...]:
        found: list[Target] = []
        for one in self._node.nodes("data"):
            reference, meaning = one.node("reference"), one.text("meaning")
            named = read_reference(reference, self._names) if reference else None
            rest = unread(one, "data", self._report)
            if rest or (reference and not is_plain(reference, named, self._report)):
                self.qualified.add("data")
            if named is None or meaning not in set(Meaning):
                self.unread.add("data")
            else:
                found.append(Target(named, Meaning(meaning)))
        return tuple(found)
