"""How a provision within one of its own type is read: strategies with names.

R4 calls the provisions inside another one its exceptions, and gives each a type of its
own. So one may state the type of the provision around it, and guides differ on what it
then says. R5 has no type in a provision, and no such question.
"""

from collections.abc import Iterable, Mapping
from enum import Enum

import attrs

from collabtherapy.fhir.consents.rules import Effect, Rule

__all__ = ["Reading", "RuleSet", "widest"]


class Reading(Enum):
    """What a provision of the same type as the one around it says.

    None permits what a narrower one denies; they are ordered from narrow to wide.
    """

    STRICT = "strict"
    """A permit within a permit adds nothing; a deny within a deny stands beside it.
    What such a provision denies it denies without exceptions."""

    IHE_PCF = "ihe_pcf"
    """It stands beside the provision around it, of which it inherits each facet that it
    leaves out (IHE ITI, Privacy Consent on FHIR)."""

    LEAP = "leap"
    """It stands beside the provision around it, by its own facets alone (as ONC's LEAP
    reads it). For comparison: `decide` refuses it."""


def widest(readings: Iterable[Reading]) -> Reading:
    """Return the widest of several readings; the strict one of none."""
    order = tuple(Reading)
    return order[max(map(order.index, readings), default=0)]


@attrs.frozen(kw_only=True)
class RuleSet:
    """What one provision comes to: its rule, and what stands beside it.

    Args:
        rule: the rule, with its exceptions.
        beside: rules of the same effect, confined to what the rule is confined to.
        outside: denies from within it that it does not confine: each stands beside the
            rule around this one.
    """

    rule: Rule
    beside: tuple[Rule, ...] = ()
    outside: tuple[Rule, ...] = ()

    @property
    def others(self) -> tuple[Rule, ...]:
        """Every rule but the first."""
        return self.beside + self.outside


_FIELDS: Mapping[str, str] = {
    "actors": "actor", "purposes": "purpose", "labels": "securityLabel",
    "resource_types": "resourceType", "document_types": "documentType",
    "codes": "code", "actions": "action", "targets": "data",
    "data_period": "dataPeriod", "period": "period",
}  # fmt: skip
"""Each field of a rule that is a facet, with the facet's name."""


def beside(inner: RuleSet, outer: Rule, reading: Reading) -> RuleSet:
    """Return what a provision of the type of the one around it adds, by a reading.

    Args:
        inner: what the provision comes to by itself.
        outer: the rule around it, without what stands within it.
        reading: the reading.

    Returns:
        A set of rules to be joined to that of *outer*, of which `rule` is *outer*.
    """
    every = (inner.rule, *inner.beside)
    if reading is Reading.IHE_PCF:
        inherited = tuple(_inheriting(one, outer) for one in every)
        return RuleSet(rule=outer, beside=inherited, outside=inner.outside)
    if reading is Reading.LEAP:
        return RuleSet(rule=outer, beside=every, outside=inner.outside)
    if outer.effect is Effect.DENY:
        bare = tuple(map(_bare, every))
        return RuleSet(rule=outer, beside=bare, outside=inner.outside)
    denies = tuple(_bare(child) for one in every for child in one.children)
    return RuleSet(rule=outer, outside=denies + inner.outside)


def _bare(rule: Rule) -> Rule:
    """Return a rule without its exceptions."""
    return attrs.evolve(rule, children=())


def _inheriting(rule: Rule, outer: Rule) -> Rule:
    """Return a rule with each facet of the one around it that it does not name."""
    says = rule.unread | rule.qualified
    left_out = {
        name: facet
        for name, facet in _FIELDS.items()
        if not getattr(rule, name) and facet not in says
    }
    facets = set(left_out.values())
    unsupported = outer.unread - set(_FIELDS.values())
    return attrs.evolve(
        rule,
        unread=rule.unread | unsupported | (outer.unread & facets),
        qualified=rule.qualified | (outer.qualified & facets),
        **{name: getattr(outer, name) for name in left_out},
    )
