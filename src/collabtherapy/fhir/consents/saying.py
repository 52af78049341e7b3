"""What one consent says of a question, and what one rule with its exceptions does.

The deepest rule that covers the question decides, a deny before a permit. What is
unknown counts for a deny and never for a permit.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

import attrs

from collabtherapy.fhir.consents.decision import Why
from collabtherapy.fhir.consents.directives import Directive
from collabtherapy.fhir.consents.findings import Finding
from collabtherapy.fhir.consents.matching import covers, names_process_notes
from collabtherapy.fhir.consents.requests import Request, Unknown
from collabtherapy.fhir.consents.rules import Effect, Rule
from collabtherapy.fhir.consents.standing import (
    concerns,
    entitled,
    granted_to,
    is_named,
    superseded,
)
from collabtherapy.fhir.consents.vocabularies import (
    LABELS,
    PROCESS_NOTES,
    same_text,
)
from collabtherapy.fhir.datatypes.matches import Match

__all__ = ["Said", "of_consent", "of_rule", "of_versions"]


@attrs.frozen
class Said:
    """What one rule with its exceptions, or one consent, says of a question."""

    effect: Effect | None
    why: frozenset[Why]
    rules: tuple[Rule, ...] = ()


def of_consent(
    consent: Directive,
    others: Sequence[Directive],
    request: Request,
    at: datetime,
    findings: Sequence[Finding],
) -> Said:
    """Say what a consent comes to, among the others of the same person."""
    holds = consent.holds(at)
    if holds is Match.NO:
        return _nothing(Why.NOT_IN_FORCE)
    replaced = superseded(consent, others, at, findings)
    if replaced is Match.YES:
        return _nothing(Why.SUPERSEDED)
    path = min(holds, concerns(consent, request))
    said = of_rule(consent.rule, request, at, path, named=False)
    if said.effect is not Effect.PERMIT:
        return said
    why = _in_the_way(consent, replaced, request, at, findings)
    return said if why is None else _nothing(why)


def of_versions(
    about: Sequence[Directive], said: Sequence[Said], consents: Iterable[Directive]
) -> tuple[Said, ...]:
    """Drop each permit that not every version of its consent gives.

    Args:
        about: the consents that concern the question.
        said: what each of them comes to.
        consents: every consent, those that do not concern it among them.
    """
    every = Counter(c.id for c in consents if is_named(c))
    if len(every) == every.total():
        return tuple(said)  # the common case: each is there once
    permitting = Counter(
        c.id for c, one in zip(about, said, strict=True) if one.effect is Effect.PERMIT
    )
    return tuple(
        _nothing(Why.SUPERSEDED)
        if one.effect is Effect.PERMIT and permitting[c.id] < every[c.id]
        else one
        for c, one in zip(about, said, strict=True)
    )


def _in_the_way(
    consent: Directive,
    replaced: Match,
    request: Request,
    at: datetime,
    findings: Sequence[Finding],
) -> Why | None:
    """Give what keeps a consent whose rules permit from permitting."""
    if replaced is Match.UNKNOWN:
        return Why.SUPERSEDED
    if granted_to(consent, request) is not Match.YES:
        return Why.NOT_COVERED
    return None if entitled(consent, at, findings) else Why.NOT_ABLE


def _nothing(why: Why) -> Said:
    return Said(None, frozenset({why}))


def of_rule(
    rule: Rule, request: Request, at: datetime, path: Match, *, named: bool
) -> Said:
    """Say what a rule and its exceptions come to, confined to ``path`` above them.

    Args:
        rule: the rule.
        request: the question.
        at: the moment that is asked about.
        path: whether everything above it covers the question.
        named: whether a permit above it names process notes.
    """
    path = min(path, covers(rule, request, at))
    if path is Match.NO:
        return _nothing(Why.NOT_COVERED)
    if rule.effect is Effect.PERMIT:
        named = named or names_process_notes(rule)
    below = [of_rule(c, request, at, path, named=named) for c in rule.children]
    for effect in (Effect.DENY, Effect.PERMIT):
        deciding = tuple(r for s in below if s.effect is effect for r in s.rules)
        if deciding:
            why = Why.DENIED if effect is Effect.DENY else Why.PERMITTED
            return Said(effect, frozenset({why}), deciding)
    if rule.effect is Effect.DENY:
        return Said(Effect.DENY, frozenset({Why.DENIED}), (rule,))
    if path is Match.UNKNOWN:
        return _nothing(Why.NOT_COVERED)
    if _may_hold_process_notes(request) and not named:
        return _nothing(Why.NOTES_NOT_NAMED)
    return Said(Effect.PERMIT, frozenset({Why.PERMITTED}), (rule,))


def _may_hold_process_notes(request: Request) -> bool:
    """Return whether no label rules them out, as one that nobody knows does not."""
    labels = request.labels
    if isinstance(labels, Unknown) or not any(map(LABELS.knows, labels)):
        return True
    return any(same_text(label.code, PROCESS_NOTES.code) for label in labels)
