"""What R4 says of a Consent: a base policy, and one root provision with more inside.

R4 leaves two things open that its own examples read in two ways: what a root provision
without a type is, and what its period is about. Where two readings differ, only what
both permit is permitted, but for roots that name nothing but actors, actions and data:
under OPTIN those are withheld, as in HL7's examples notThem, notOrg and notThis.
"""

from typing import TypeAlias

import attrs

from collabtherapy.fhir.codes import ACT_CODE
from collabtherapy.fhir.consents.context import Context
from collabtherapy.fhir.consents.elements import unread
from collabtherapy.fhir.consents.provisions import read_rule
from collabtherapy.fhir.consents.readings import RuleSet
from collabtherapy.fhir.consents.relating import Vocabulary, relate
from collabtherapy.fhir.consents.rules import Effect, Rule
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.matches import Match
from collabtherapy.fhir.datatypes.node import Node
from collabtherapy.fhir.datatypes.periods import Period

__all__ = ["read_release_4"]

_OPTOUT, _OPTIN = Coding("OPTOUT", ACT_CODE), Coding("OPTIN", ACT_CODE)
_POLICIES = Vocabulary(listed={ACT_CODE: frozenset({"OPTIN", "OPTOUT"})}, closed=False)
_WITHHELD = frozenset({"actor", "action", "data"})
_FRAME = frozenset({"id", "extension", "period", "provision", "type"})

Read: TypeAlias = tuple[RuleSet, Period | None]
"""The rules of a Consent, and when it holds; None where that is not known."""


def read_release_4(node: Node, name: str, context: Context) -> Read:
    """Read the rules of a Consent, and when it holds."""
    base = _base(node, context)
    root = node.node("provision")
    if root is None:
        return _without_provision(node, name, base, context), Period()
    if root.text("type") is not None:
        return _typed(root, name, base, context)
    if base is None:
        message = "neither a type nor OPTIN or OPTOUT: denying"
        context.report(root.path, "no_base_rule", message)
        return read_rule(root, f"{name}#provision", Effect.DENY, context), Period()
    return _untyped(root, name, base, context)


def _base(node: Node, context: Context) -> Effect | None:
    """Read what R4's policy says: OPTIN has to be known, OPTOUT only to be possible."""
    policy = node.node("policyRule")
    if policy is None:
        return None
    inner = policy.nodes("coding")
    read = [context.coding(one, _POLICIES) for one in inner]
    codes = [code for code in read if code is not None]
    if any(_is(code, _OPTOUT) is not Match.NO for code in codes):
        return Effect.DENY
    rest = unread(policy, "CodeableConcept", context)
    rest |= frozenset(key for one in inner for key in unread(one, "Coding", context))
    known = any(_is(code, _OPTIN) is Match.YES for code in codes)
    return Effect.PERMIT if known and not rest else None


def _is(code: Coding, policy: Coding) -> Match:
    return relate(code, policy, vocabulary=_POLICIES)


def _without_provision(
    node: Node, name: str, base: Effect | None, context: Context
) -> RuleSet:
    if base is None:
        context.report(node.path, "no_base_rule", "it has no rule at all: denying")
    return RuleSet(rule=Rule(id=f"{name}#root", effect=base or Effect.DENY))


def _typed(root: Node, name: str, base: Effect | None, context: Context) -> Read:
    """Read a root by its type, which decides whatever the policy says."""
    typed = root.text("type")
    if typed not in set(Effect):
        message = "neither permit nor deny: denying"
        context.report(f"{root.path}.type", "no_base_rule", message)
        return RuleSet(rule=Rule(id=f"{name}#root", effect=Effect.DENY)), Period()
    rules = read_rule(root, f"{name}#provision", Effect(typed), context)
    if rules.rule.effect is Effect.DENY and base is Effect.PERMIT:
        return _opt_in(root, name, rules, context)
    return rules, Period()


def _untyped(root: Node, name: str, base: Effect, context: Context) -> Read:
    called = f"{name}#provision"
    inner = {child.text("type") for child in root.nodes("provision")}
    if base is Effect.PERMIT and not root.keys - _FRAME:
        effect = Effect.DENY if "permit" in inner else Effect.PERMIT
        return read_rule(root, called, effect, context), Period()
    withheld = read_rule(root, called, Effect.DENY, context)
    if base is Effect.PERMIT:
        return _opt_in(root, name, withheld, context)
    message = "readings differ: it is read as denying"
    context.report(root.path, "root_without_type", message)
    return withheld, Period()


def _opt_in(root: Node, name: str, withheld: RuleSet, context: Context) -> Read:
    """Read what a root withholds under OPTIN: all else is permitted, or nothing is.

    A root that names actors, actions or data alone says from whom, or what, is
    withheld, in each of HL7's examples. Of any other, some read the policy as
    permitting what it does not name, and some do not: so it permits nothing.
    """
    named = root.keys - _FRAME
    if not named:
        return withheld, Period()  # it names nothing: it denies all but its exceptions
    if not named <= _WITHHELD:
        message = "OPTIN permits nothing beside this denial"
        context.report(root.path, "readings_differ", message)
        return withheld, Period()
    rule = withheld.rule
    known = "period" not in rule.qualified
    exception = attrs.evolve(rule, period=None)
    whole = Rule(id=f"{name}#root", effect=Effect.PERMIT, children=(exception,))
    rules = RuleSet(rule=whole, beside=withheld.others)
    return rules, (rule.period or Period()) if known else None
