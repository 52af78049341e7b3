"""Whether a consent speaks to a question at all: whose it is, and whether it stands."""

from collections.abc import Sequence
from datetime import datetime

from collabtherapy.fhir.consents.directives import SUPERSEDING, VALID, Directive
from collabtherapy.fhir.consents.findings import Finding, able
from collabtherapy.fhir.consents.matching import acts_as, refers
from collabtherapy.fhir.consents.requests import Request
from collabtherapy.fhir.datatypes.matches import Match, any_of, matches

__all__ = ["concerns", "entitled", "granted_to", "is_named", "superseded"]


def is_named(consent: Directive) -> bool:
    """Return whether a consent has a name of its own, as ``Consent/7`` is.

    One that has neither an id nor a full URL is called by its place in its document,
    as ``Consent[0]``, which another of another document is called as well.
    """
    return not consent.id.startswith("Consent[")


def concerns(consent: Directive, request: Request) -> Match:
    """Whether a consent is of this person, and to this kind of thing.

    Who is in a group whose consent it is, nobody knows here.
    """
    subject = kind = Match.UNKNOWN
    if consent.subject is not None:
        subject = refers(consent.subject, request.subject)
        if subject is Match.NO and "Group" in consent.subject.split("/"):
            subject = Match.UNKNOWN
    if consent.kind is not None:
        kind = matches(consent.kind == request.kind)
    return min(subject, kind)


def granted_to(consent: Directive, request: Request) -> Match:
    """Whether a consent was given to who asks; to anybody, if it names nobody."""
    if not consent.grantees:
        return Match.YES
    return any_of(acts_as(one, request) for one in consent.grantees)


def entitled(consent: Directive, at: datetime, findings: Sequence[Finding]) -> bool:
    """Whether everyone who gave a consent can still decide."""
    presumed = not consent.needs_finding
    return all(
        able(person, consent.kind, findings, at=at, presumed=presumed)
        for person in consent.given_by
    )


def superseded(
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
            same = consent.subject == other.subject and consent.kind == other.kind
            sure = same and not other.doubted and entitled(other, at, findings)
            found = max(found, Match.YES if sure else Match.UNKNOWN)
        elif other.state in SUPERSEDING:
            found = max(found, Match.UNKNOWN)
    return found
