"""What R5 says of a Consent: a base decision, and provisions that are exceptions to it.

The exceptions are exceptions to one another in turn; each is confined to what it is an
exception from.
"""

import attrs

from collabtherapy.fhir.consents.provisions import (
    is_exception,
    read_period,
    read_rule,
)
from collabtherapy.fhir.consents.rules import Effect, Rule
from collabtherapy.fhir.datatypes.node import Node, Report
from collabtherapy.fhir.datatypes.periods import Edge, Period

__all__ = ["read_release_5"]


def read_release_5(
    node: Node, name: str, names: dict[str, str], given: Edge | None, report: Report
) -> tuple[Rule, Period | None]:
    """Read the rule of a Consent, and when it holds; None where that is not known."""
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
    whole = read_period(period, report) if period else Period()
    return Rule(id=f"{name}#root", effect=base, children=children), whole


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
