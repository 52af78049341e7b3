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
from collabtherapy.fhir.consents.questions import Question
from collabtherapy.fhir.consents.readings import Reading, widest
from collabtherapy.fhir.consents.requests import Request
from collabtherapy.fhir.consents.rules import Effect
from collabtherapy.fhir.consents.saying import Said, of_consent, of_versions
from collabtherapy.fhir.consents.standing import concerns
from collabtherapy.fhir.consents.terminology import Terminology
from collabtherapy.fhir.datatypes.matches import Match
from collabtherapy.partnership.values.moments import instant

__all__ = ["decide"]


def decide(
    consents: Iterable[Directive],
    request: Request,
    *,
    at: datetime,
    findings: Iterable[Finding] = (),
    terminology: Terminology | None = None,
    sensitive_by_name: bool = False,
) -> Decision:
    """Answer a question by the consents of the person it is about.

    Args:
        consents: every consent that is known, in any order and of anybody; several of
            one id are versions of which the newest is not known, and permit what all
            of them permit.
        request: the question.
        at: the moment that is asked about.
        findings: what was found of who can decide.
        terminology: who knows the hierarchy of open vocabularies; without one, a deny
            by a code of SNOMED CT holds for every code of SNOMED CT.
        sensitive_by_name: whether data with a label of a sensitive sort is permitted
            only by rules that name each of its sorts. FHIR lets one label be enough:
            by default a permit of level N covers data labelled N and PSY.

    Raises:
        ValueError: the moment is naive, or a consent was read by `Reading.LEAP`.
        TypeError: the terminology answers by something else than a `Match`.

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
    findings, consents = tuple(findings), tuple(consents)
    question = Question(request, instant(at), terminology, sensitive_by_name)
    about = [c for c in consents if concerns(c, request) is not Match.NO]
    reading = _reading(consents, about)
    said = of_versions(
        about, [of_consent(c, about, question, findings) for c in about], consents
    )
    permits = [one for one in said if one.effect is Effect.PERMIT]
    denies = [one for one in said if one.effect is Effect.DENY]
    until = min((m for m in _moments(about, findings) if m > question.at), default=None)
    deciding = denies or permits
    permit = bool(permits) and not denies
    return Decision(
        permit=permit,
        why=_reasons(deciding or said),
        rules=tuple(sorted({rule.id for one in deciding for rule in one.rules})),
        obligations=_obligations(permits, about, question) if permit else (),
        until=until,
        reading=reading,
    )


def _reading(consents: Iterable[Directive], about: Iterable[Directive]) -> Reading:
    """Return by which reading it is decided; none is by that of LEAP."""
    if any(one.reading is Reading.LEAP for one in consents):
        message = (
            "a consent that was read by Reading.LEAP is for comparison and decides "
            "nothing; read the document by Reading.STRICT or Reading.IHE_PCF"
        )
        raise ValueError(message)
    return widest(one.reading for one in about)


def _reasons(said: Sequence[Said]) -> tuple[Why, ...]:
    every = {why for one in said for why in one.why} or {Why.NO_CONSENT}
    return tuple(why for why in Why if why in every)


def _obligations(
    permits: Sequence[Said], about: Iterable[Directive], question: Question
) -> tuple[Obligation, ...]:
    permitting = [rule for one in permits for rule in one.rules]
    denying = [
        one
        for consent in about
        if consent.holds(question.at) is not Match.NO
        for rule in consent.rules
        for one in rule.walk()
        if one.effect is Effect.DENY
    ]
    return obligations_of(permitting, denying, question)


def _moments(
    consents: Iterable[Directive], findings: Iterable[Finding]
) -> Iterator[datetime]:
    for consent in consents:
        yield from consent.moments()
    for finding in findings:
        yield from finding.moments()
