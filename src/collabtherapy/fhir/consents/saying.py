"""What one consent says of a question, and what one rule with its exceptions does.

The deepest rule that covers the question decides, a deny before a permit. What is
unknown counts for a deny and never for a permit.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import attrs

from collabtherapy.fhir.consents.decision import Why
from collabtherapy.fhir.consents.directives import Directive
from collabtherapy.fhir.consents.findings import Finding
from collabtherapy.fhir.consents.labels import is_named as is_label_named
from collabtherapy.fhir.consents.labels import is_sensitive
from collabtherapy.fhir.consents.matching import covers
from collabtherapy.fhir.consents.questions import Question
from collabtherapy.fhir.consents.relating import relate, same_text
from collabtherapy.fhir.consents.requests import Request, Unknown
from collabtherapy.fhir.consents.rules import Effect, Rule
from collabtherapy.fhir.consents.standing import (
    concerns,
    entitled,
    granted_to,
    is_named,
    superseded,
)
from collabtherapy.fhir.consents.vocabularies import CODES, LABELS, PROCESS_NOTES
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.matches import Match

__all__ = ["Said", "of_consent", "of_rule", "of_rules", "of_versions"]


@attrs.frozen
class Said:
    """What one rule with its exceptions, or one consent, says of a question."""

    effect: Effect | None
    why: frozenset[Why]
    rules: tuple[Rule, ...] = ()


def of_consent(
    consent: Directive,
    others: Sequence[Directive],
    question: Question,
    findings: Sequence[Finding],
) -> Said:
    """Return what a consent comes to, among the others of the same person."""
    at = question.at
    holds = consent.holds(at)
    if holds is Match.NO:
        return _nothing(Why.NOT_IN_FORCE)
    replaced = superseded(consent, others, at, findings)
    if replaced is Match.YES:
        return _nothing(Why.SUPERSEDED)
    path = min(holds, concerns(consent, question.request))
    said = of_rules(consent.rules, question, path)
    if said.effect is not Effect.PERMIT:
        return said
    why = _in_the_way(consent, replaced, question, findings)
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
    question: Question,
    findings: Sequence[Finding],
) -> Why | None:
    """Give what keeps a consent whose rules permit from permitting."""
    if replaced is Match.UNKNOWN:
        return Why.SUPERSEDED
    if granted_to(consent, question.request) is not Match.YES:
        return Why.NOT_COVERED
    return None if entitled(consent, question.at, findings) else Why.NOT_ABLE


def _nothing(why: Why) -> Said:
    return Said(None, frozenset({why}))


def of_rules(rules: Sequence[Rule], question: Question, path: Match) -> Said:
    """Return what rules that stand side by side come to: a deny before a permit."""
    every = [of_rule(rule, question, path) for rule in rules]
    if len(every) == 1:
        return every[0]
    why = frozenset(one for said in every for one in said.why)
    return _deciding(every) or Said(None, why)


def of_rule(
    rule: Rule,
    question: Question,
    path: Match,
    named: frozenset[Coding] = frozenset(),
) -> Said:
    """Return what a rule and its exceptions come to, confined to *path* above them.

    Args:
        rule: the rule.
        question: the question.
        path: whether everything above the rule covers the question.
        named: the labels that permits above the rule name.
    """
    path = min(path, covers(rule, question))
    if path is Match.NO:
        return _nothing(Why.NOT_COVERED)
    if rule.effect is Effect.PERMIT:
        named |= rule.labels
    found = _deciding([of_rule(c, question, path, named) for c in rule.children])
    if found is not None:
        return found
    if rule.effect is Effect.DENY:
        return Said(Effect.DENY, frozenset({Why.DENIED}), (rule,))
    if path is Match.UNKNOWN:
        return _nothing(Why.NOT_COVERED)
    unnamed = _unnamed(question, named)
    if unnamed is not None:
        return _nothing(unnamed)
    return Said(Effect.PERMIT, frozenset({Why.PERMITTED}), (rule,))


def _deciding(every: Sequence[Said]) -> Said | None:
    """Return what decides of rules side by side; None where none says anything."""
    for effect, why in ((Effect.DENY, Why.DENIED), (Effect.PERMIT, Why.PERMITTED)):
        rules = tuple(r for said in every if said.effect is effect for r in said.rules)
        if rules:
            return Said(effect, frozenset({why}), rules)
    return None


def _unnamed(question: Question, named: frozenset[Coding]) -> Why | None:
    """Return why labels that a permit has to name are not named; None if they are."""
    request = question.request
    if _may_hold_process_notes(request) and not _names_process_notes(named):
        return Why.NOTES_NOT_NAMED
    if not question.sensitive_by_name:
        return None
    labels = request.labels
    if isinstance(labels, Unknown):
        return Why.SENSITIVE_NOT_NAMED
    all_named = all(is_label_named(x, named) for x in labels if is_sensitive(x))
    return None if all_named else Why.SENSITIVE_NOT_NAMED


def _names_process_notes(named: Iterable[Coding]) -> bool:
    """Return whether labels name psychotherapy notes, rather than all of a sort."""
    return any(
        relate(label, PROCESS_NOTES, vocabulary=CODES) is Match.YES for label in named
    )


def _may_hold_process_notes(request: Request) -> bool:
    """Return whether no label rules them out, as one that nobody knows does not."""
    labels = request.labels
    if isinstance(labels, Unknown) or not any(map(LABELS.knows, labels)):
        return True
    return any(same_text(label.code, PROCESS_NOTES.code) for label in labels)
