"""What R5 says of a Consent: a base decision, and provisions that are exceptions to it.

The exceptions are exceptions to one another in turn; each is confined to what it is an
exception from. A consent of our own to what HL7 has no category for says its decision
in an extension of ours, which others do not read: so they permit nothing by it.
"""

import attrs

from collabtherapy.fhir.codes import CATEGORIES, DECISION, EXCEPTION, SCOPE
from collabtherapy.fhir.consents.context import Context
from collabtherapy.fhir.consents.directives import Kind
from collabtherapy.fhir.consents.provisions import (
    effect_within,
    read_period,
    read_rule,
)
from collabtherapy.fhir.consents.readings import RuleSet
from collabtherapy.fhir.consents.rules import Effect, Rule
from collabtherapy.fhir.datatypes.node import Node
from collabtherapy.fhir.datatypes.periods import Edge, Period

__all__ = ["read_release_5"]

_OF_AN_EXCEPTION = {
    "reference": "valueReference", "purpose": "valueCoding", "period": "valuePeriod",
}  # fmt: skip
"""What an exception of ours names, each with the field of its extension."""


def read_release_5(
    node: Node, name: str, given: Edge | None, context: Context
) -> tuple[RuleSet, Period | None]:
    """Read the rule of a Consent, and when it holds; None where that is not known."""
    decision, provisions = node.text("decision"), node.nodes("provision")
    if not node.keys & {"decision", "_decision", "provision"}:
        decision, provisions = _own_decision(node), _own_exceptions(node)
    if decision not in set(Effect):
        path, message = f"{node.path}.decision", "it is read as denying"
        context.report(path, "no_base_rule", message)
        return RuleSet(rule=Rule(id=f"{name}#root", effect=Effect.DENY)), Period()
    base = Effect(decision)
    children = tuple(
        _about_data(
            read_rule(one, f"{name}#provision[{i}]", base.other, context).rule,
            given,
            one,
            context,
        )
        for i, one in enumerate(provisions)
        if effect_within(one, base, context) is not None
    )
    period = node.node("period")
    whole = read_period(period, context) if period else Period()
    root = Rule(id=f"{name}#root", effect=base, children=children)
    return RuleSet(rule=root), whole


def _own_decision(node: Node) -> str | None:
    """Return the decision of a Consent of ours; None where it is not, or not sure.

    It counts only where the scope that our extension names is the category, by our
    vocabulary alone: to those that HL7 has, a Consent says its decision as HL7 does.
    """
    decisions = _extensions(node, DECISION)
    scopes = [
        one for each in _extensions(node, SCOPE) for one in _extensions(each, "name")
    ]
    codings = [one for each in node.nodes("category") for one in each.nodes("coding")]
    named = {one.text("valueString") for one in scopes}
    coded = {(one.text("system"), one.text("code")) for one in codings}
    scope = next(iter(named)) if len(named) == 1 else None
    if len(decisions) != 1 or scope is None or coded != {(SCOPE, scope)}:
        return None
    elsewhere = scope in CATEGORIES or scope in CATEGORIES.values()
    return None if elsewhere or scope == Kind.SHARING else _value(decisions[0])


def _value(extension: Node) -> str | None:
    plain = extension.keys == frozenset({"url", "valueCode"})
    return extension.text("valueCode") if plain else None


def _own_exceptions(node: Node) -> tuple[Node, ...]:
    """Return the exceptions of a Consent of ours, in the shape of provisions of R5."""
    return tuple(map(_provision, _extensions(node, EXCEPTION)))


def _provision(extension: Node) -> Node:
    """Return an exception as a provision; what is not known in it stays unread."""
    found: dict[str, object] = {}
    for part in extension.nodes("extension"):
        key = part.text("url") or ""
        value = part.node(_OF_AN_EXCEPTION.get(key, ""))
        if value is None or key in found:
            found["unread"] = True
        else:
            found[key] = value.value
    if extension.keys - {"url", "extension"}:
        found["unread"] = True
    provision = {k: v for k, v in found.items() if k in {"period", "unread"}}
    if "reference" in found:
        provision["actor"] = [{"reference": found["reference"]}]
    if "purpose" in found:
        provision["purpose"] = [found["purpose"]]
    return Node(extension.path, provision)


def _extensions(node: Node, url: str) -> list[Node]:
    return [one for one in node.nodes("extension") if one.text("url") == url]


def _about_data(rule: Rule, given: Edge | None, node: Node, context: Context) -> Rule:
    """Read the period of a deny that was over before it was made as one of the data.

    It could never deny anything otherwise; HL7's example notTime is written so.
    """
    period = rule.period
    end = period.end if period else None
    never = end is not None and given is not None and end.latest <= given.earliest
    if not never or rule.effect is Effect.PERMIT or rule.data_period is not None:
        return rule
    message = "over before: that of the data"
    context.report(f"{node.path}.period", "period_of_data", message)
    return attrs.evolve(rule, period=None, data_period=period)
