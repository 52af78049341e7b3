"""What R4 and R5 say of one Consent, each in its own place.

R5 states a base decision, and its provisions are exceptions to it, in turn. R4 leaves
two things open that its own examples read in two ways: what a root provision without a
type is, and what its period is about. Where two readings differ, only what both permit
is permitted, but for roots that name nothing but actors, actions and data: under OPTIN
those are what is withheld, as in HL7's examples notThem, notOrg and notThis.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

import attrs

from collabtherapy.errors import MalformedDocument
from collabtherapy.fhir.codes import SCOPE
from collabtherapy.fhir.consents.directives import Directive, Kind, State
from collabtherapy.fhir.consents.node import Node
from collabtherapy.fhir.consents.periods import Edge, Period, read_edge
from collabtherapy.fhir.consents.provisions import (
    read_period,
    read_reference,
    read_rule,
)
from collabtherapy.fhir.consents.rules import Effect, Rule
from collabtherapy.partnership.moments import LATEST

__all__ = ["Report", "read_directive", "read_kind", "read_state", "read_subject"]

Report: TypeAlias = Callable[[str, str, str], None]

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
_REPLACES = frozenset({"http://hl7.org/fhir/StructureDefinition/replaces"})
_BASE = {"OPTIN": Effect.PERMIT, "OPTOUT": Effect.DENY}
_KINDS = {
    "patient-privacy": Kind.SHARING,
    "research": Kind.RESEARCH,
    "treatment": Kind.THERAPY,
}


def read_state(node: Node, report: Report) -> State:
    """Read the status; an unknown one permits nothing."""
    found = _STATES.get(node.text("status") or "")
    if found is None:
        path = f"{node.path}.status"
        report(path, "unknown_status", "it says nothing: its status is none of FHIR's")
        return State.UNKNOWN
    return found


def read_subject(node: Node, names: dict[str, str]) -> str | None:
    """Read whose it is; None where that is no reference."""
    subject = node.node("subject") or node.node("patient")
    return None if subject is None else read_reference(subject, names)


def read_directive(
    node: Node, name: str, names: dict[str, str], report: Report
) -> Directive:
    """Read one Consent of either release, which is told by where things stand."""
    for key in ("modifierExtension", "implicitRules"):
        if key in node.keys:
            message = "it changes the meaning in a way that is not known here"
            raise MalformedDocument(f"{node.path}.{key}", "modified", message)
    r5 = bool(node.keys & {"subject", "decision"}) or node.is_list("provision")
    whose = read_subject(node, names)
    if whose is None:
        message = "it names nobody by a reference"
        raise MalformedDocument(f"{node.path}.subject", "no_subject", message)
    given = _given(node, "date" if r5 else "dateTime", report)
    read = _r5 if r5 else _r4
    rule, period = read(node, name, names, given, report)
    grantors = (
        read_reference(one, names)
        for one in node.nodes("grantor" if r5 else "performer")
    )
    return Directive(
        id=name,
        subject=whose,
        kind=read_kind(node),
        state=read_state(node, report),
        rule=rule,
        grantors=frozenset(one for one in grantors if one),
        given=given,
        period=period,
        supersedes=_supersedes(node, names),
    )


def _given(node: Node, key: str, report: Report) -> Edge | None:
    text = node.text(key)
    if text is None:
        return None
    edge = read_edge(text)
    if edge is not None:
        return edge
    report(f"{node.path}.{key}", "unread_time", "when it was given is not known")
    return Edge(datetime.min.replace(tzinfo=UTC), LATEST)


def read_kind(node: Node) -> str | None:
    """Read what it is to; None where a scope is no code."""
    scope = node.node("scope")
    concepts = [scope] if scope else list(node.nodes("category"))
    codes = [
        coding.text("code")
        for concept in concepts
        for coding in concept.nodes("coding")
    ]
    known = [_KINDS[code] for code in codes if code in _KINDS]
    if known:
        return known[0]
    if scope:
        return codes[0] if codes else None
    # Only R4 has to state a scope; R5's categories are kinds of document mostly, but
    # for ours.
    own = (
        coding.text("code")
        for concept in concepts
        for coding in concept.nodes("coding")
        if coding.text("system") == SCOPE
    )
    return next((code for code in own if code), Kind.SHARING)


def _supersedes(node: Node, names: dict[str, str]) -> frozenset[str]:
    links = (
        extension.node("valueReference")
        for extension in node.nodes("extension")
        if extension.text("url") in _REPLACES
    )
    found = (read_reference(link, names) for link in links if link)
    return frozenset(one for one in found if one)


def _r5(
    node: Node, name: str, names: dict[str, str], given: Edge | None, report: Report
) -> tuple[Rule, Period]:
    decision = node.text("decision")
    if decision not in {"permit", "deny"}:
        report(f"{node.path}.decision", "no_base_rule", "it is read as denying")
        return Rule(id=f"{name}#root", effect=Effect.DENY), Period()
    base = Effect(decision)
    provisions = node.nodes("provision")
    children = tuple(
        _about_data(
            read_rule(
                one, f"{name}#provision[{i}]", base.other, names, report, typed=False
            ),
            given,
            one,
            report,
        )
        for i, one in enumerate(provisions)
    )
    period = node.node("period")
    whole = read_period(period) if period else Period()
    return Rule(id=f"{name}#root", effect=base, children=children), whole


def _r4(
    node: Node, name: str, names: dict[str, str], _: Edge | None, report: Report
) -> tuple[Rule, Period]:
    policy = node.node("policyRule")
    codes = [c.text("code") or "" for c in policy.nodes("coding")] if policy else []
    base = next((_BASE[code] for code in codes if code in _BASE), None)
    root = node.node("provision")
    if root is None:
        return _without_provision(node, name, base, report), Period()
    typed = root.text("type")
    if typed is not None:
        return _typed(root, name, base, names, report), Period()
    if base is None:
        report(root.path, "no_base_rule", "neither a type nor OPTIN or OPTOUT: denying")
        return read_rule(
            root, f"{name}#provision", Effect.DENY, names, report
        ), Period()
    return _untyped(root, name, base, names, report)


def _without_provision(
    node: Node, name: str, base: Effect | None, report: Report
) -> Rule:
    if base is None:
        report(node.path, "no_base_rule", "it has no rule at all: denying")
    return Rule(id=f"{name}#root", effect=base or Effect.DENY)


def _typed(
    root: Node, name: str, base: Effect | None, names: dict[str, str], report: Report
) -> Rule:
    typed = root.text("type")
    if typed not in {"permit", "deny"}:
        report(f"{root.path}.type", "no_base_rule", "neither permit nor deny: denying")
        return Rule(id=f"{name}#root", effect=Effect.DENY)
    rule = read_rule(root, f"{name}#provision", Effect(typed), names, report)
    if rule.effect is Effect.DENY and base is Effect.PERMIT:
        return Rule(id=f"{name}#root", effect=Effect.PERMIT, children=(rule,))
    return rule


_WITHHELD = frozenset({"actor", "action", "data"})
_FRAME = frozenset({"id", "extension", "period", "provision", "type"})


def _untyped(
    root: Node,
    name: str,
    base: Effect,
    names: dict[str, str],
    report: Report,
) -> tuple[Rule, Period]:
    called = f"{name}#provision"
    named = root.keys - _FRAME
    inner = {child.text("type") for child in root.nodes("provision")}
    if base is Effect.PERMIT and not named:
        effect = Effect.DENY if "permit" in inner else Effect.PERMIT
        return read_rule(root, called, effect, names, report), Period()
    withheld = read_rule(root, called, Effect.DENY, names, report)
    if base is Effect.DENY or not named <= _WITHHELD:
        report(root.path, "root_without_type", "readings differ: it is read as denying")
        return withheld, Period()
    whole = Rule(
        id=f"{name}#root",
        effect=Effect.PERMIT,
        children=(attrs.evolve(withheld, period=None),),
    )
    return whole, withheld.period or Period()


def _about_data(rule: Rule, given: Edge | None, node: Node, report: Report) -> Rule:
    """Read the period of a deny that was over before it was made as one of the data.

    It could never deny anything otherwise; HL7's example notTime is written so.
    """
    period = rule.period
    end = period.end if period else None
    never = end is not None and given is not None and end.latest <= given.earliest
    if not never or rule.effect is Effect.PERMIT or rule.data_period is not None:
        return rule
    report(f"{node.path}.period", "period_of_data", "over before: that of the data")
    return attrs.evolve(rule, period=None, data_period=period)
