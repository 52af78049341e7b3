"""Reading one provision, with those inside it, into a rule.

What it names but cannot be read here is kept as unread: a permit does not hold by it,
a deny does.
"""

from collections.abc import Iterable

from collabtherapy.errors import MalformedDocument
from collabtherapy.fhir.consents.codings import Coding
from collabtherapy.fhir.consents.node import Node, Report
from collabtherapy.fhir.consents.periods import Period, read_edge
from collabtherapy.fhir.consents.rules import (
    DEEPEST,
    ActorFacet,
    Effect,
    Meaning,
    Rule,
    Target,
)

__all__ = ["is_exception", "read_period", "read_reference", "read_rule"]

# Names that say nothing by themselves, or are read below.
_SILENT = frozenset({"id", "extension", "type", "provision"})
_NAMELESS = frozenset({"id", "extension"})
_OF_AN_ACTOR = frozenset({"id", "extension", "role", "reference"})
_OF_DATA = frozenset({"id", "extension", "meaning", "reference"})
_READ = frozenset({
    "period", "actor", "action", "securityLabel", "purpose", "class", "documentType",
    "resourceType", "code", "dataPeriod", "data",
})  # fmt: skip


def read_reference(node: Node, names: dict[str, str]) -> str | None:
    """Read whom or what a Reference points to; None if only a display or identifier."""
    text = node.text("reference")
    if text is None or text.startswith("#"):
        return None
    return names.get(text, text).partition("/_history/")[0]


def read_period(node: Node) -> Period:
    """Read a Period.

    Raises:
        MalformedDocument: a time in it is none.
    """
    start, end = node.text("start"), node.text("end")
    first = read_edge(start) if start else None
    last = read_edge(end, end=True) if end else None
    if (start and first is None) or (end and last is None):
        message = "a FHIR dateTime, with a zone where it has a time of day"
        raise MalformedDocument(node.path, "unread_period", message)
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
    unread = _unknown(node, _READ | _SILENT)
    facets = _Facets(node, names, unread)
    children = tuple(
        read_rule(child, f"{name}.provision[{i}]", effect.other, names, report,
                  typed=typed, depth=depth + 1)
        for i, child in enumerate(node.nodes("provision"))
        if is_exception(child, effect, report, typed=typed)
    )  # fmt: skip
    period, data_period = node.node("period"), node.node("dataPeriod")
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
        data_period=read_period(data_period) if data_period else None,
        period=read_period(period) if period else None,
        unread=frozenset(unread),
        children=children,
    )


def _unknown(node: Node, known: frozenset[str]) -> set[str]:
    """Give what stands there that is not known here, modifiers among it."""
    return {key for key in node.keys - known if not key.startswith("_")}


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
    if effect is Effect.DENY and child.keys <= _NAMELESS:
        report(child.path, "empty", "an exception that names nothing is left out")
        return False
    if stated is not None or not typed:
        return True
    denies = effect is Effect.PERMIT
    done = "it is read as a deny" if denies else "it is left out, not to permit"
    report(child.path, "no_type", f"an inner provision has no type: {done}")
    return denies


class _Facets:
    """The facets of one provision; what cannot be read is noted in ``unread``."""

    def __init__(self, node: Node, names: dict[str, str], unread: set[str]) -> None:
        self._node, self._names, self._unread = node, names, unread

    def codings(self, key: str) -> frozenset[Coding]:
        return self._codings(key, self._node.nodes(key))

    def concepts(self, key: str) -> frozenset[Coding]:
        found = frozenset[Coding]()
        for concept in self._node.nodes(key):
            inner = concept.nodes("coding")
            if not inner:
                self._unread.add(key)
            found |= self._codings(key, inner)
        return found

    def _codings(self, key: str, nodes: Iterable[Node]) -> frozenset[Coding]:
        found: set[Coding] = set()
        for node in nodes:
            code = node.text("code")
            if code is None:
                self._unread.add("resourceType" if key == "class" else key)
            else:
                found.add(Coding(code, node.text("system")))
        return frozenset(found)

    def actors(self) -> tuple[ActorFacet, ...]:
        return tuple(f for one in self._node.nodes("actor") for f in self._actor(one))

    def _actor(self, node: Node) -> Iterable[ActorFacet]:
        reference, role = node.node("reference"), node.node("role")
        named = read_reference(reference, self._names) if reference else None
        inner = role.nodes("coding") if role else ()
        roles = [(code, c.text("system")) for c in inner if (code := c.text("code"))]
        unreadable = (reference and named is None) or (named is None and not roles)
        if unreadable or _unknown(node, _OF_AN_ACTOR):
            self._unread.add("actor")
            return ()
        facets = [ActorFacet(named, Coding(*one)) for one in roles]
        return facets or [ActorFacet(named)]

    def targets(self) -> tuple[Target, ...]:
        found: list[Target] = []
        for one in self._node.nodes("data"):
            reference, meaning = one.node("reference"), one.text("meaning")
            named = read_reference(reference, self._names) if reference else None
            known = meaning in set(Meaning) and not _unknown(one, _OF_DATA)
            if named is None or meaning is None or not known:
                self._unread.add("data")
            else:
                found.append(Target(named, Meaning(meaning)))
        return tuple(found)
