"""Deciding: one question, every consent of one person, one answer with its reasons.

Deny by default; across consents any deny denies. What is unknown counts for a deny and
never for a permit, so that knowing less never opens more.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from collabtherapy.fhir.consents.decision import Decision, Why
from collabtherapy.fhir.consents.directives import Directive
from collabtherapy.fhir.consents.findings import Finding
from collabtherapy.fhir.consents.obligations import Obligation, obligations_of
from collabtherapy.fhir.consents.requests import Request
from collabtherapy.fhir.consents.rules import Effect
from collabtherapy.fhir.consents.saying import Said, of_consent, of_versions
from collabtherapy.fhir.consents.standing import concerns
from collabtherapy.fhir.datatypes.matches import Match
from collabtherapy.partnership.values.moments import instant

__all__ = ["decide"]


def decide(
    consents: Iterable[Directive],
    request: Request,
    *,
    at: datetime,
    findings: Iterable[Finding] = (),
) -> Decision:
    """Answer a question by the consents of the person it is about.

    Args:
        consents: every consent that is known, in any order and of anybody; several of
            one id are versions of which the newest is not known, and permit what all
            of them permit.
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
    at, findings, consents = instant(at), tuple(findings), tuple(consents)
    about = [c for c in consents if concerns(c, request) is not Match.NO]
    said = of_versions(
        about, [of_consent(c, about, request, at, findings) for c in about], consents
    )
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


def _reasons(said: Sequence[Said]) -> tuple[Why, ...]:
    every = {why for one in said for why in one.why} or {Why.NO_CONSENT}
    return tuple(why for why in Why if why in every)


def _obligations(
    permits: Sequence[Said],
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
