"""Rules: whom, what and when a permit or a deny covers, and its exceptions."""

from collections.abc import Iterator
from enum import StrEnum

import attrs
from attrs import field

from collabtherapy.fhir.datatypes.codings import Coding, codings
from collabtherapy.fhir.datatypes.periods import Period

__all__ = [
    "CONTRADICTED",
    "DEEPEST",
    "FACETS",
    "MODIFIERS",
    "ActorFacet",
    "Effect",
    "Meaning",
    "Rule",
    "Target",
]

MODIFIERS = frozenset({"modifierExtension", "implicitRules"})
"""The fields that may change the meaning of everything they stand in (FHIR)."""

CONTRADICTED = "contradicting type"
"""What is unread in a rule of R5 that states a type, and not that of its place."""

_TURNING = MODIFIERS | {CONTRADICTED}

FACETS = frozenset({
    "actor", "purpose", "action", "resourceType", "documentType", "code",
    "securityLabel", "data", "dataPeriod", "period",
})  # fmt: skip
"""What a rule may name, by the names of R5; R4's ``class`` is ``resourceType``."""

DEEPEST = 8
"""How many levels of rules are read: more than any example or guide has (three)."""


class Effect(StrEnum):
    """What a rule says of what it covers."""

    PERMIT = "permit"
    DENY = "deny"

    @property
    def other(self) -> "Effect":
        """The opposite one, which is that of its exceptions."""
        return Effect.DENY if self is Effect.PERMIT else Effect.PERMIT


class Meaning(StrEnum):
    """How a piece of data that a rule names reaches further (FHIR, data-meaning)."""

    INSTANCE = "instance"
    RELATED = "related"
    DEPENDENTS = "dependents"
    AUTHORED_BY = "authoredby"


@attrs.frozen
class ActorFacet:
    """Whom a rule names: by reference, by role, or by how they take part."""

    reference: str | None = None
    role: Coding | None = None


@attrs.frozen
class Target:
    """A piece of data that a rule names."""

    reference: str
    meaning: Meaning = Meaning.INSTANCE


@attrs.frozen(kw_only=True)
class Rule:
    """A permit or a deny: each facet that is not empty has to be met by one of it.

    Args:
        id: what it is called in a decision's reasons.
        effect: what it says of what it covers.
        actors: whom; the custodian, the author and the recipient apart.
        purposes: what for, each with all the kinds of it.
        labels: how sensitive: confidentiality and sensitivity apart.
        resource_types: of which types of resource.
        document_types: of which types of document; R4 has one list for both.
        codes: what the data is.
        actions: what is done.
        targets: which pieces of data.
        data_period: from when the data is.
        period: when the rule holds.
        unread: facets of which one alternative could not be read, so that no becomes
            unknown, and what else stands in the rule that is not known here.
        qualified: facets that hold something that is not known here and may narrow
            them, so that they are unknown.
        children: the exceptions, each of the other effect and confined to this rule.

    Raises:
        ValueError: an exception has the same effect, or the rules lie too deep.
    """

    id: str
    effect: Effect
    actors: tuple[ActorFacet, ...] = ()
    purposes: frozenset[Coding] = field(default=frozenset(), converter=codings)
    labels: frozenset[Coding] = field(default=frozenset(), converter=codings)
    resource_types: frozenset[Coding] = field(default=frozenset(), converter=codings)
    document_types: frozenset[Coding] = field(default=frozenset(), converter=codings)
    codes: frozenset[Coding] = field(default=frozenset(), converter=codings)
    actions: frozenset[Coding] = field(default=frozenset(), converter=codings)
    targets: tuple[Target, ...] = ()
    data_period: Period | None = None
    period: Period | None = None
    unread: frozenset[str] = frozenset()
    qualified: frozenset[str] = frozenset()
    children: tuple["Rule", ...] = ()

    def __attrs_post_init__(self) -> None:
        if any(child.effect is self.effect for child in self.children):
            raise ValueError("an exception has the other effect than its rule")
        if self.depth > DEEPEST:
            raise ValueError(f"rules lie at most {DEEPEST} deep")

    @property
    def modified(self) -> bool:
        """True if an element changes the meaning of the rule in an unknown way."""
        return bool(self.unread) and not self.unread.isdisjoint(_TURNING)

    @property
    def depth(self) -> int:
        """How many levels there are, this one counted."""
        return 1 + max((child.depth for child in self.children), default=0)

    def walk(self) -> Iterator["Rule"]:
        """Give this rule and everything below it."""
        yield self
        for child in self.children:
            yield from child.walk()
