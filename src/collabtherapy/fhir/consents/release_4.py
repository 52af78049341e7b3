"""What R4 says of a Consent: a base policy, and one root provision with more inside.

R4 leaves two things open that its own examples read in two ways: what a root provision
without a type is, and what its period is about. Where two readings differ, only what
both permit is permitted, but for roots that name nothing but actors, actions and data:
under OPTIN those are withheld, as in HL7's examples notThem, notOrg and notThis.
"""

import attrs

from collabtherapy.fhir.codes import ACT_CODE
from collabtherapy.fhir.consents.elements import unread
from collabtherapy.fhir.consents.provisions import read_rule
from collabtherapy.fhir.consents.rules import Effect, Rule
from collabtherapy.fhir.consents.vocabularies import CODES, relate
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.matches import Match
from collabtherapy.fhir.datatypes.node import Node, Report
from collabtherapy.fhir.datatypes.periods import Period

__all__ = ["read_release_4"]

_OPTOUT, _OPTIN = Coding("OPTOUT", ACT_CODE), Coding("OPTIN", ACT_CODE)
_WITHHELD = frozenset({"actor", "action", "data"})
_FRAME = frozenset({"id", "extension", "period", "provision", "type"})


def read_release_4(
    node: Node, name: str, names: dict[str, str], report: Report
) -> tuple[Rule, Period | None]:
    """Read the rule of a Consent, and when it holds; None where that is not known."""
    base = _base(node, report)
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


def _base(node: Node, report: Report) -> Effect | None:
    """Read what R4's policy says: OPTIN has to be known, OPTOUT only to be possible."""
    policy = node.node("policyRule")
    if policy is None:
        return None
    inner = policy.nodes("coding")
    codes = [
        Coding(code, coding.text("system"))
        for coding in inner
        if (code := coding.text("code"))
    ]
    if any(relate(code, _OPTOUT, CODES) is not Match.NO for code in codes):
        return Effect.DENY
    rest = unread(policy, "CodeableConcept", report)
    rest |= frozenset(key for one in inner for key in unread(one, "Coding", report))
    known = any(relate(code, _OPTIN, CODES) is Match.YES for code in codes)
    return Effect.PERMIT if known and not rest else None


def _without_provision(
    node: Node, name: str, base: Effect | None, report: Report
) -> Rule:
    if base is None:
        report(node.path, "no_base_rule", "it has no rule at all: denying")
    return Rule(id=f"{name}#root", effect=base or Effect.DENY)


def _typed(
    root: Node, name: str, base: Effect | None, names: dict[str, str], report: Report
) -> tuple[Rule, Period | None]:
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
) -> tuple[Rule, Period | None]:
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
) -> tuple[Rule, Period | None]:
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
    known = "period" not in withheld.qualified
    exception = attrs.evolve(withheld, period=None)
    whole = Rule(id=f"{name}#root", effect=Effect.PERMIT, children=(exception,))
    return whole, (withheld.period or Period()) if known else None
