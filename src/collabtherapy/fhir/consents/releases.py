"""What R4 and R5 say of one Consent, each in its own place.

R5 states a base decision, and its provisions are exceptions to it, in turn. R4 leaves
two things open that its own examples read in two ways: what a root provision without a
type is, and what its period is about. Where two readings differ, only what both permit
is permitted, but for roots that name nothing but actors, actions and data: under OPTIN
those are what is withheld, as in HL7's examples notThem, notOrg and notThis.
"""

from datetime import UTC, datetime

import attrs

from collabtherapy.errors import MalformedDocument
from collabtherapy.fhir.consents.codings import Coding
from collabtherapy.fhir.consents.directives import Directive, State
from collabtherapy.fhir.consents.kinds import read_kind
from collabtherapy.fhir.consents.node import Node, Report
from collabtherapy.fhir.consents.periods import Edge, Period, read_edge
from collabtherapy.fhir.consents.provisions import (
    is_exception,
    read_period,
    read_reference,
    read_rule,
)
from collabtherapy.fhir.consents.rules import Effect, Rule
from collabtherapy.partnership.moments import LATEST

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
_REPLACES = frozenset({"http://hl7.org/fhir/StructureDefinition/replaces"})
_BASE = {
    Coding("OPTOUT", "v3-ActCode"): Effect.DENY,
    Coding("OPTIN", "v3-ActCode"): Effect.PERMIT,
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
    grantors = _parties(node, "grantor" if r5 else "performer", names, report)
    grantees = _parties(node, "grantee", names, report) if r5 else ()
    return Directive(
        id=name,
        subject=whose,
        kind=read_kind(node, report),
        state=read_state(node, report),
        rule=rule,
        grantors=frozenset(one for one in grantors if one),
        grantees=frozenset(one for one in grantees if one),
        doubted=None in {*grantors, *grantees} or not _verified(node, report),
        given=given,
        period=period,
        supersedes=_supersedes(node, names),
    )


def _parties(
    node: Node, key: str, names: dict[str, str], report: Report
) -> tuple[str | None, ...]:
    """Read who gave it, or to whom; None for each that is no reference."""
    found = tuple(read_reference(one, names) for one in node.nodes(key))
    if None in found:
        report(
            f"{node.path}.{key}", "unread_party", "it permits nothing: by or to whom?"
        )
    return found


def _verified(node: Node, report: Report) -> bool:
    """Whether everybody who looked into it found that it was given as it stands."""
    found = all(one.flag("verified") for one in node.nodes("verification"))
    if not found:
        report(f"{node.path}.verification", "not_verified", "it permits nothing")
    return found


def _given(node: Node, key: str, report: Report) -> Edge | None:
    text = node.text(key)
    if text is None:
        return None
    edge = read_edge(text)
    if edge is not None:
        return edge
    report(f"{node.path}.{key}", "unread_time", "when it was given is not known")
    return Edge(datetime.min.replace(tzinfo=UTC), LATEST)


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
    children = tuple(
        _about_data(
            read_rule(
                one, f"{name}#provision[{i}]", base.other, names, report, typed=False
            ),
            given,
            one,
            report,
        )
        for i, one in enumerate(node.nodes("provision"))
        if is_exception(one, base, report, typed=False)
    )
    period = node.node("period")
    whole = read_period(period) if period else Period()
    return Rule(id=f"{name}#root", effect=base, children=children), whole


def _r4(
    node: Node, name: str, names: dict[str, str], _: Edge | None, report: Report
) -> tuple[Rule, Period]:
    base = _base(node)
    root = node.node("provision")
    if root is None:
        return _without_provision(node, name, base, report), Period()
    if root.text("type") is not None:
        return _typed(root, name, base, names, report)
    if base is None:
        report(root.path, "no_base_rule", "neither a type nor OPTIN or OPTOUT: denying")
        return read_rule(
            root, f"{name}#provision", Effect.DENY, names, report
        ), Period()
    return _untyped(root, name, base, names, report)


def _base(node: Node) -> Effect | None:
    """Read what R4's policy says; of two answers, the one that denies."""
    policy = node.node("policyRule")
    codes = [
        Coding(code, coding.text("system"))
        for coding in (policy.nodes("coding") if policy else ())
        if (code := coding.text("code"))
    ]
    found = [_BASE[x] for x in _BASE for code in codes if code.meets(x)]
    return next(iter(found), None)


def _without_provision(
    node: Node, name: str, base: Effect | None, report: Report
) -> Rule:
    if base is None:
        report(node.path, "no_base_rule", "it has no rule at all: denying")
    return Rule(id=f"{name}#root", effect=base or Effect.DENY)


_WITHHELD = frozenset({"actor", "action", "data"})
_FRAME = frozenset({"id", "extension", "period", "provision", "type"})


def _typed(
    root: Node, name: str, base: Effect | None, names: dict[str, str], report: Report
) -> tuple[Rule, Period]:
    """Read a root by its type, which decides whatever the policy says."""
    typed = root.text("type")
    if typed not in {"permit", "deny"}:
        report(f"{root.path}.type", "no_base_rule", "neither permit nor deny: denying")
        return Rule(id=f"{name}#root", effect=Effect.DENY), Period()
    rule = read_rule(root, f"{name}#provision", Effect(typed), names, report)
    if rule.effect is Effect.DENY and base is Effect.PERMIT:
        return _opt_in(root, name, rule, report)
    return rule, Period()


def _untyped(
    root: Node, name: str, base: Effect, names: dict[str, str], report: Report
) -> tuple[Rule, Period]:
    called = f"{name}#provision"
    inner = {child.text("type") for child in root.nodes("provision")}
    if base is Effect.PERMIT and not root.keys - _FRAME:
        effect = Effect.DENY if "permit" in inner else Effect.PERMIT
        return read_rule(root, called, effect, names, report), Period()
    withheld = read_rule(root, called, Effect.DENY, names, report)
    if base is Effect.PERMIT:
        return _opt_in(root, name, withheld, report)
    report(root.path, "root_without_type", "readings differ: it is read as denying")
    return withheld, Period()


def _opt_in(
    root: Node, name: str, withheld: Rule, report: Report
) -> tuple[Rule, Period]:
    """Read what a root withholds under OPTIN: all else is permitted, or nothing is.

    A root that names actors, actions or data alone says from whom, or what, is
    withheld, in each of HL7's examples. Of any other, some read the policy as
    permitting what it does not name, and some do not: so it permits nothing.
    """
    named = root.keys - _FRAME
    if not named:
        return withheld, Period()  # it names nothing: it denies all but its exceptions
    if not named <= _WITHHELD:
        report(root.path, "readings_differ", "OPTIN permits nothing beside this denial")
        return withheld, Period()
    exception = attrs.evolve(withheld, period=None)
    whole = Rule(id=f"{name}#root", effect=Effect.PERMIT, children=(exception,))
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
