"""Reading one provision, with those inside it, into a rule and what stands beside it.

What it names but cannot be read here is kept as unread: a permit does not hold by it,
a deny does.
"""

from collections.abc import Iterable

import attrs

from collabtherapy.errors import MalformedDocument
from collabtherapy.fhir.consents.context import Context
from collabtherapy.fhir.consents.elements import SILENT, unread
from collabtherapy.fhir.consents.readings import Reading, RuleSet, beside
from collabtherapy.fhir.consents.relating import Vocabulary
from collabtherapy.fhir.consents.rules import (
    CONTRADICTED,
    DEEPEST,
    ActorFacet,
    Effect,
    Meaning,
    Rule,
    Target,
)
from collabtherapy.fhir.consents.terminology import NEED_TERMINOLOGY
from collabtherapy.fhir.consents.vocabularies import (
    ACTIONS,
    CODES,
    LABELS,
    PURPOSES,
    ROLES,
    TYPES,
)
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.node import Node
from collabtherapy.fhir.datatypes.periods import Period, read_edge
from collabtherapy.fhir.datatypes.references import read_reference
from collabtherapy.fhir.shapes import Release

__all__ = ["effect_within", "is_plain", "read_period", "read_rule"]

_FACETS = {
    "actor": "actor", "action": "action", "securityLabel": "securityLabel",
    "purpose": "purpose", "class": "resourceType", "resourceType": "resourceType",
    "documentType": "documentType", "code": "code", "data": "data",
    "period": "period", "dataPeriod": "dataPeriod",
}  # fmt: skip
"""Each field of a provision that names something, with the facet of a rule it is."""

_VOCABULARIES = {
    "action": ACTIONS, "securityLabel": LABELS, "purpose": PURPOSES, "class": TYPES,
    "resourceType": TYPES, "documentType": TYPES, "code": CODES, "actor": ROLES,
}  # fmt: skip
"""What the codes of each field are of."""


def is_plain(node: Node, named: str | None, context: Context) -> bool:
    """Return whether a Reference says no more than what it points to.

    An identifier beside the reference may be somebody else's, and a type that
    contradicts the reference leaves open which of the two is meant.
    """
    rest = unread(node, "Reference", context)
    stated = (node.text("type") or "").rpartition("/")[2]
    told = named is not None and "/" in named and not named.startswith("urn:")
    kind = named.split("/")[-2] if named is not None and told else stated
    if stated and stated != kind:
        message = "its type contradicts its reference: it is not known who is meant"
        context.report(f"{node.path}.type", "contradiction", message)
        return False
    return not rest


def read_period(node: Node, context: Context) -> Period | None:
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
    if unread(node, "Period", context):
        return None
    if first is None and last is None:
        message = "neither start nor end: it is not known when it holds"
        context.report(node.path, "no_edge", message)
        return None
    return Period(start=first, end=last)


def read_rule(
    node: Node, name: str, effect: Effect, context: Context, *, depth: int = 1
) -> RuleSet:
    """Read a provision as a rule of an effect, and those inside it as its exceptions.

    Args:
        node: the provision.
        name: what the rule is called.
        effect: its effect, which does not always stand in it.
        context: what reading takes with it.
        depth: how deep this one lies.

    Raises:
        MalformedDocument: one inside has a type that is none, or they lie too deep.
    """
    if depth >= DEEPEST:
        message = f"provisions lie at most {DEEPEST - 1} deep"
        raise MalformedDocument(node.path, "too_deep", message)
    facets = _Facets(node, effect, context)
    bare = facets.rule(name, effect)
    children: list[Rule] = []
    beside_it: list[Rule] = []
    outside: list[Rule] = []
    for i, child in enumerate(node.nodes("provision")):
        stated = effect_within(child, effect, context)
        if stated is None:
            continue
        called = f"{name}.provision[{i}]"
        inner = read_rule(child, called, stated, context, depth=depth + 1)
        if stated is effect:
            added = beside(inner, bare, _told(child, effect, context))
            beside_it += added.beside
            outside += added.outside
        else:
            children += (inner.rule, *inner.beside)
            beside_it += inner.outside
    rule = attrs.evolve(bare, children=tuple(children)) if children else bare
    return RuleSet(rule=rule, beside=tuple(beside_it), outside=tuple(outside))


def _told(child: Node, effect: Effect, context: Context) -> Reading:
    """Return the reading; report a permit within a permit where it adds nothing."""
    if effect is Effect.PERMIT and context.reading is Reading.STRICT:
        message = (
            "a permit within a permit adds nothing; put it beside the other one, "
            "or read by Reading.IHE_PCF"
        )
        context.report(f"{child.path}.type", "adds_nothing", message)
    return context.reading


def effect_within(child: Node, effect: Effect, context: Context) -> Effect | None:
    """Return the effect of a provision within a rule; None where it does not count.

    One that lacks its type counts only as a deny, and so does one that names nothing.
    In R5 it has no type, and is the exception to what it stands in.

    Raises:
        MalformedDocument: its type is neither permit nor deny.
    """
    typed = context.release is Release.R4
    stated = child.text("type") if typed else None
    if stated is not None and stated not in set(Effect):
        message = "a type is permit or deny"
        raise MalformedDocument(f"{child.path}.type", "unread_type", message)
    if stated == effect:
        return effect
    says = {key for key in child.keys - SILENT if not child.is_empty(key)}
    if effect is Effect.DENY and not says:
        message = "an exception that names nothing is left out"
        context.report(child.path, "empty", message)
        return None
    if stated is not None or not typed:
        return effect.other
    denies = effect is Effect.PERMIT
    done = "it is read as a deny" if denies else "it is left out, not to permit"
    context.report(child.path, "no_type", f"an inner provision has no type: {done}")
    return effect.other if denies else None


class _Facets:
    """The facets of one provision.

    An alternative that cannot be read is noted in ``unread``, as is a field that is no
    facet; a field that may narrow a facet is noted in ``qualified``.
    """

    def __init__(self, node: Node, effect: Effect, context: Context) -> None:
        self._node, self._denies, self._context = node, effect is Effect.DENY, context
        found = unread(node, "provision", context)
        # A field of the other release names what it names there, and is not read.
        foreign = {_FACETS[key] for key in found if key in _FACETS}
        self.unread = {key for key in found if key not in _FACETS}
        if context.release is Release.R5 and node.text("type") not in {None, effect}:
            self.unread.add(CONTRADICTED)
        # FHIR has neither null nor empty lists: whatever stood there is gone.
        named = node.keys & _FACETS.keys()
        emptied = {_FACETS[key] for key in named if node.is_empty(key)}
        self.qualified = foreign | emptied

    def rule(self, name: str, effect: Effect) -> Rule:
        """Return the rule of an effect that names these facets, without exceptions."""
        actors, targets = self.actors(), self.targets()
        purposes, labels = self.codings("purpose"), self.codings("securityLabel")
        types = self.codings("class") | self.codings("resourceType")
        documents = self.codings("documentType")
        codes, actions = self.concepts("code"), self.concepts("action")
        data_period, period = self.period("dataPeriod"), self.period("period")
        return Rule(
            id=name,
            effect=effect,
            actors=actors,
            purposes=purposes,
            labels=labels,
            resource_types=types,
            document_types=documents,
            codes=codes,
            actions=actions,
            targets=targets,
            data_period=data_period,
            period=period,
            # Known only now, when every facet has been read.
            unread=frozenset(self.unread),
            qualified=frozenset(self.qualified),
        )

    def codings(self, key: str) -> frozenset[Coding]:
        return self._codings(key, self._node.nodes(key))

    def concepts(self, key: str) -> frozenset[Coding]:
        found = frozenset[Coding]()
        for concept in self._node.nodes(key):
            inner = concept.nodes("coding")
            if not inner:
                self.unread.add(key)
            if unread(concept, "CodeableConcept", self._context):
                self.qualified.add(key)
            found |= self._codings(key, inner)
        return found

    def _codings(self, key: str, nodes: Iterable[Node]) -> frozenset[Coding]:
        facet = _FACETS[key]
        found: set[Coding] = set()
        for node in nodes:
            coding = self._coding(node, _VOCABULARIES[key])
            if coding is None:
                self.unread.add(facet)
            else:
                found.add(coding)
            if unread(node, "Coding", self._context):
                self.qualified.add(facet)
        return frozenset(found)

    def _coding(self, node: Node, vocabulary: Vocabulary) -> Coding | None:
        found = self._context.coding(node, vocabulary)
        if found and self._denies and found.system in NEED_TERMINOLOGY:
            message = (
                "what lies below this code is told by a Terminology alone; decide "
                "without one, and it denies every code of its system"
            )
            self._context.report(f"{node.path}.code", "no_hierarchy", message)
        return found

    def period(self, key: str) -> Period | None:
        node = self._node.node(key)
        found = read_period(node, self._context) if node else None
        if node and found is None:
            self.qualified.add(key)
        return found

    def actors(self) -> tuple[ActorFacet, ...]:
        return tuple(f for one in self._node.nodes("actor") for f in self._actor(one))

    def _actor(self, node: Node) -> Iterable[ActorFacet]:
        reference, role = node.node("reference"), node.node("role")
        named = read_reference(reference, self._context.names) if reference else None
        roles = self._roles(role) if role else ()
        plain = reference is None or (
            named is not None and is_plain(reference, named, self._context)
        )
        rest = unread(node, "actor", self._context)
        if rest or not plain or None in roles or not (roles or named):
            self.unread.add("actor")
            return ()
        facets = [ActorFacet(named, one) for one in roles]
        return facets or [ActorFacet(named)]

    def _roles(self, role: Node) -> tuple[Coding | None, ...]:
        """Read a role; None for what of it cannot be read."""
        rest = unread(role, "CodeableConcept", self._context)
        found: list[Coding | None] = [None] if rest else []
        for one in role.nodes("coding"):
            coding = self._coding(one, ROLES)
            unsure = unread(one, "Coding", self._context)
            found.append(None if unsure else coding)
        return tuple(found) or (None,)

    def targets(self) -> tuple[Target, ...]:
        found: list[Target] = []
        names = self._context.names
        for one in self._node.nodes("data"):
            reference, meaning = one.node("reference"), one.text("meaning")
            named = read_reference(reference, names) if reference else None
            rest = unread(one, "data", self._context)
            if rest or (reference and not is_plain(reference, named, self._context)):
                self.qualified.add("data")
            if named is None or meaning not in set(Meaning):
                self.unread.add("data")
            else:
                found.append(Target(named, Meaning(meaning)))
        return tuple(found)
