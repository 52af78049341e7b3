"""Deciding: one question, every consent of one person, one answer with its reasons.

Deny by default. Within a consent the deepest rule that covers the question decides, a
deny before a permit; across consents any deny denies. What is unknown counts for a
deny and never for a permit, so that knowing less never opens more.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum

import attrs

from collabtherapy.fhir.consents.codings import PROCESS_NOTES
from collabtherapy.fhir.consents.directives import SUPERSEDING, VALID, Directive
from collabtherapy.fhir.consents.findings import Finding, able
from collabtherapy.fhir.consents.matches import Match, matches
from collabtherapy.fhir.consents.matching import covers, names_process_notes, refers
from collabtherapy.fhir.consents.obligations import Obligation, obligations_of
from collabtherapy.fhir.consents.requests import Request, Unknown
from collabtherapy.fhir.consents.rules import Effect, Rule
from collabtherapy.partnership.moments import instant

__all__ = ["Decision", "Why", "decide"]


class Why(StrEnum):
    """Why an answer is what it is."""

    PERMITTED = "permitted"
    DENIED = "denied"
    NO_CONSENT = "no_consent"
    NOT_IN_FORCE = "not_in_force"
    SUPERSEDED = "superseded"
    NOT_ABLE = "not_able"
    NOT_COVERED = "not_covered"
    NOTES_NOT_NAMED = "notes_not_named"


@attrs.frozen(kw_only=True)
class Decision:
    """What the consents answer.

    Args:
        permit: whether it is permitted; everything else is denied.
        why: the reasons, each once and in the order of `Why`.
        rules: the ids of the rules that decided, sorted; none by default.
        obligations: what has to be kept to along with a permit.
        until: the earliest moment at which the answer to the same question could
            change by itself; None if it cannot.
    """

    permit: bool
    why: tuple[Why, ...]
    rules: tuple[str, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    until: datetime | None = None

    @property
    def deny(self) -> bool:
        """Whether it is denied."""
        return not self.permit


@attrs.frozen
class _Said:
    """What one rule with its exceptions, or one consent, says of a question."""

    effect: Effect | None
    why: frozenset[Why]
    rules: tuple[Rule, ...] = ()


def decide(
    consents: Iterable[Directive],
    request: Request,
    *,
    at: datetime,
    findings: Iterable[Finding] = (),
) -> Decision:
    """Answer a question by the consents of the person it is about.

    Args:
        consents: every consent that is known, in any order and of anybody.
        request: the question.
        at: the moment that is asked about.
        findings: what was found of who can decide.

    Raises:
        ValueError: the moment is naive.

    >>> from datetime import UTC
    >>> from collabtherapy.fhir.consents import Rule
    >>> rule = Rule(id="c1#root", effect=Effect.PERMIT, purposes={"TREAT"})
    >>> consent = Directive(id="c1", subject="Patient/1", rule=rule)
    >>> moment = datetime(2026, 1, 5, tzinfo=UTC)
    >>> asked = Request(subject="Patient/1", labels={"N"}, purpose="ETREAT")
    >>> decide([consent], asked, at=moment).rules
    ('c1#root',)
    >>> decide([consent], Request(subject="Patient/1"), at=moment).permit
    False
    """
    at, findings = instant(at), tuple(findings)
    about = [c for c in consents if _concerns(c, request) is not Match.NO]
    said = [_of_consent(c, about, request, at, findings) for c in about]
    permits = [one for one in said if one.effect is Effect.PERMIT]
    denies = [one for one in said if one.effect is Effect.DENY]
    until = min((m for m in _moments(about, findings) if m > at), default=None)
    deciding = denies or permits
    permit = bool(permits) and not denies
    in_force = [c for c in about if c.holds(at) is not Match.NO]
    return Decision(
        permit=permit,
        why=_reasons(deciding or said),
        rules=tuple(sorted({rule.id for one in deciding for rule in one.rules})),
        obligations=_obligations(permits, in_force, request, at) if permit else (),
        until=until,
    )


def _reasons(said: Sequence[_Said]) -> tuple[Why, ...]:
    every = {why for one in said for why in one.why} or {Why.NO_CONSENT}
    return tuple(why for why in Why if why in every)


def _concerns(consent: Directive, request: Request) -> Match:
    """Whether a consent is of this person, and to this kind of thing."""
    subject = (
        Match.UNKNOWN
        if consent.subject is None
        else refers(consent.subject, request.subject)
    )
    kind = Match.UNKNOWN if consent.kind is None else matches(
        consent.kind == request.kind
    )  # fmt: skip
    return min(subject, kind)


def _of_consent(
    consent: Directive,
    others: Sequence[Directive],
    request: Request,
    at: datetime,
    findings: Sequence[Finding],
) -> _Said:
    holds = consent.holds(at)
    if holds is Match.NO:
        return _Said(None, frozenset({Why.NOT_IN_FORCE}))
    replaced = _superseded(consent, others, at, findings)
    if replaced is Match.YES:
        return _Said(None, frozenset({Why.SUPERSEDED}))
    path = min(holds, _concerns(consent, request))
    said = _of_rule(consent.rule, request, at, path, named=False)
    if said.effect is not Effect.PERMIT:
        return said
    if replaced is Match.UNKNOWN:
        return _Said(None, frozenset({Why.SUPERSEDED}))
    if not _entitled(consent, at, findings):
        return _Said(None, frozenset({Why.NOT_ABLE}))
    return said


def _of_rule(
    rule: Rule, request: Request, at: datetime, path: Match, *, named: bool
) -> _Said:
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
        return _Said(None, frozenset({Why.NOT_COVERED}))
    if rule.effect is Effect.PERMIT:
        named = named or names_process_notes(rule)
    below = [_of_rule(c, request, at, path, named=named) for c in rule.children]
    for effect in (Effect.DENY, Effect.PERMIT):
        deciding = tuple(r for s in below if s.effect is effect for r in s.rules)
        if deciding:
            why = Why.DENIED if effect is Effect.DENY else Why.PERMITTED
            return _Said(effect, frozenset({why}), deciding)
    if rule.effect is Effect.DENY:
        return _Said(Effect.DENY, frozenset({Why.DENIED}), (rule,))
    if path is Match.UNKNOWN:
        return _Said(None, frozenset({Why.NOT_COVERED}))
    if _may_hold_process_notes(request) and not named:
        return _Said(None, frozenset({Why.NOTES_NOT_NAMED}))
    return _Said(Effect.PERMIT, frozenset({Why.PERMITTED}), (rule,))


def _may_hold_process_notes(request: Request) -> bool:
    if isinstance(request.labels, Unknown):
        return True
    return any(label.code == PROCESS_NOTES for label in request.labels)


def _entitled(consent: Directive, at: datetime, findings: Sequence[Finding]) -> bool:
    """Whether everyone who gave a consent can still decide."""
    presumed = not consent.needs_finding
    return all(
        able(person, consent.kind, findings, at=at, presumed=presumed)
        for person in consent.given_by
    )


def _superseded(
    consent: Directive,
    others: Sequence[Directive],
    at: datetime,
    findings: Sequence[Finding],
) -> Match:
    """Whether a later consent names this one: if only perhaps, no permit is left."""
    found = Match.NO
    for other in others:
        begun = other.begun(at)
        if consent.id not in other.supersedes or begun is Match.NO:
            continue
        if other.state in VALID and begun is Match.YES:
            sure = consent.subject == other.subject and consent.kind == other.kind
            able_to = _entitled(other, at, findings)
            found = max(found, Match.YES if sure and able_to else Match.UNKNOWN)
        elif other.state in SUPERSEDING:
            found = max(found, Match.UNKNOWN)
    return found


def _obligations(
    permits: Sequence[_Said],
    in_force: Sequence[Directive],
    request: Request,
    at: datetime,
) -> tuple[Obligation, ...]:
    permitting = [rule for one in permits for rule in one.rules]
    denying = [
        rule
        for consent in in_force
        for rule in consent.rule.walk()
        if rule.effect is Effect.DENY
    ]
    return obligations_of(permitting, denying, request, at)


def _moments(
    consents: Iterable[Directive], findings: Iterable[Finding]
) -> Iterator[datetime]:
    for consent in consents:
        yield from consent.moments()
    for finding in findings:
        yield from finding.moments()
