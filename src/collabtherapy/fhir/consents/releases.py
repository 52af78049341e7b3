"""What is read of a Consent of either release, each in its own place.

Who it is of and by, where it stands and since when is the same in both, but for names.
Whom it was given to (R5's grantee) confines what it permits, and nothing that it
denies; who manages and who enforces it, R5's manager and controller, say nothing of
whom it covers.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

import attrs

from collabtherapy.errors import MalformedDocument
from collabtherapy.fhir.consents.context import Context
from collabtherapy.fhir.consents.directives import Directive, State
from collabtherapy.fhir.consents.elements import REPLACES, unread
from collabtherapy.fhir.consents.kinds import KINDS, read_kind
from collabtherapy.fhir.consents.provisions import is_plain
from collabtherapy.fhir.consents.release_4 import read_release_4
from collabtherapy.fhir.consents.release_5 import read_release_5
from collabtherapy.fhir.consents.rules import MODIFIERS
from collabtherapy.fhir.datatypes.node import Node
from collabtherapy.fhir.datatypes.periods import Edge, Period, read_edge
from collabtherapy.fhir.datatypes.references import read_reference
from collabtherapy.fhir.shapes import Release
from collabtherapy.partnership.values.moments import LATEST

__all__ = ["read_directive", "read_state", "read_subject"]

_STATES = {
    "draft": State.REQUESTED,
    "proposed": State.REQUESTED,
    "active": State.GIVEN,
    "rejected": State.REFUSED,
    "not-done": State.REFUSED,
    "inactive": State.WITHDRAWN,
    "entered-in-error": State.INVALIDATED,
    "unknown": State.UNKNOWN,
}


def read_state(node: Node, context: Context) -> State:
    """Read the status; an unknown one permits nothing."""
    found = _STATES.get(node.text("status") or "")
    if found is None:
        message = "it says nothing: its status is none of FHIR's"
        context.report(f"{node.path}.status", "unknown_status", message)
        return State.UNKNOWN
    return found


def read_subject(node: Node, names: Mapping[str, str]) -> str | None:
    """Read whose it is; None where that is no reference."""
    subject = node.node("subject") or node.node("patient")
    return None if subject is None else read_reference(subject, names)


def read_directive(node: Node, name: str, context: Context) -> Directive:
    """Read one Consent of either release, which is told by where things stand."""
    for key in MODIFIERS & node.keys:
        message = "it changes the meaning in a way that is not known here"
        raise MalformedDocument(f"{node.path}.{key}", "modified", message)
    r5 = bool(node.keys & {"subject", "decision"}) or node.is_list("provision")
    context = attrs.evolve(context, release=Release.R5 if r5 else Release.R4)
    whose = read_subject(node, context.names)
    if whose is None:
        message = "it names nobody by a reference"
        raise MalformedDocument(f"{node.path}.subject", "no_subject", message)
    given = _given(node, "date" if r5 else "dateTime", context)
    rules, period = (
        read_release_5(node, name, given, context)
        if r5
        else read_release_4(node, name, context)
    )
    grantors = _parties(node, "grantor" if r5 else "performer", context)
    grantees = _parties(node, "grantee", context) if r5 else ()
    sure = (
        period is not None,
        None not in {*grantors, *grantees},
        _verified(node, context),
        _plain(node, whose, context),
    )
    return Directive(
        id=name,
        subject=whose,
        kind=read_kind(node, context),
        state=read_state(node, context),
        rule=rules.rule,
        beside=rules.others,
        reading=context.reading,
        grantors=frozenset(one for one in grantors if one),
        grantees=frozenset(one for one in grantees if one),
        doubted=not all(sure),
        given=given,
        period=period or Period(),
        supersedes=_supersedes(node, context.names),
    )


def _plain(node: Node, whose: str, context: Context) -> bool:
    """Return whether nothing stands at the root, or in what is it about, unread."""
    rest = unread(node, "Consent", context)
    for concept in (node.node("scope"), *node.nodes("category")):
        if concept is not None:
            rest |= unread(concept, "CodeableConcept", context)
            for coding in concept.nodes("coding"):
                context.coding(coding, KINDS)
                rest |= unread(coding, "Coding", context)
    subject = node.node("subject") or node.node("patient")
    return (subject is None or is_plain(subject, whose, context)) and not rest


def _parties(node: Node, key: str, context: Context) -> tuple[str | None, ...]:
    """Read who gave it, or to whom; None for each that is no plain reference."""
    found: list[str | None] = []
    for one in node.nodes(key):
        named = read_reference(one, context.names)
        found.append(named if is_plain(one, named, context) else None)
    if None in found:
        context.report(
            f"{node.path}.{key}", "unread_party", "it permits nothing: by or to whom?"
        )
    return tuple(found)


def _verified(node: Node, context: Context) -> bool:
    """Return whether everybody who looked into it found that it was given so."""
    those = node.nodes("verification")
    rest = [unread(one, "verification", context) for one in those]
    found = all(one.flag("verified") for one in those)
    if not found:
        context.report(
            f"{node.path}.verification", "not_verified", "it permits nothing"
        )
    return found and not any(rest)


def _given(node: Node, key: str, context: Context) -> Edge | None:
    text = node.text(key)
    if text is None:
        return None
    edge = read_edge(text)
    if edge is not None:
        return edge
    context.report(
        f"{node.path}.{key}", "unread_time", "when it was given is not known"
    )
    return Edge(datetime.min.replace(tzinfo=UTC), LATEST)


def _supersedes(node: Node, names: Mapping[str, str]) -> frozenset[str]:
    links = (
        extension.node("valueReference")
        for extension in node.nodes("extension")
        if extension.text("url") in REPLACES
    )
    found = (read_reference(link, names) for link in links if link)
    return frozenset(one for one in found if one)
