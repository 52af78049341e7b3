"""Whether a rule covers a request: no, unknown or yes, facet by facet."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from collabtherapy.fhir.consents.codings import (
    DENIED_PURPOSES,
    PERMITTED_PURPOSES,
    PROCESS_NOTES,
    Coding,
    lies_within,
)
from collabtherapy.fhir.consents.labels import denies_labels, permits_labels
from collabtherapy.fhir.consents.matches import Match, all_of, any_of, matches
from collabtherapy.fhir.consents.requests import Asked, Names, Request, Several, Unknown
from collabtherapy.fhir.consents.rules import ActorFacet, Effect, Meaning, Rule, Target

__all__ = ["acts_as", "covers", "names_process_notes", "refers"]

# v3 ParticipationType: how an actor takes part, which is no role that a person has.
_CUSTODIAN, _AUTHOR = "CST", "AUT"
_RECIPIENTS = frozenset({"PRCP", "IRCP", "TRC", "NOT", "REFT", "REFB"})

_INDIVIDUALS = frozenset({"Device", "Patient", "Practitioner", "RelatedPerson"})


def refers(named: str, asked: str | Unknown) -> Match:
    """Whether two references are to the same.

    It is unknown where only one names a server, or is a URN that no Bundle resolved.
    """
    if isinstance(asked, Unknown):
        return Match.UNKNOWN
    if named == asked:
        return Match.YES
    if named.startswith("urn:") is not asked.startswith("urn:"):
        return Match.UNKNOWN
    longer, shorter = (named, asked) if "://" in named else (asked, named)
    unsure = "://" in longer and "://" not in shorter and longer.endswith(f"/{shorter}")
    return Match.UNKNOWN if unsure else Match.NO


def covers(rule: Rule, request: Request, at: datetime) -> Match:
    """Whether a rule by itself covers a request at a moment, without its exceptions."""
    return all_of(facet(rule, request, at) for facet in _FACETS)


def names_process_notes(rule: Rule) -> bool:
    """Whether a rule names psychotherapy notes, rather than all of a sort."""
    return any(label.meets(PROCESS_NOTES) for label in rule.labels)


def _among(names: Names, named: str) -> Match:
    if isinstance(names, Unknown):
        return Match.UNKNOWN
    return any_of(refers(named, name) for name in names)


def _facet(rule: Rule, name: str, said: object, match: Callable[[], Match]) -> Match:
    if not said and name not in rule.unread:
        return Match.YES  # says nothing of it: whatever it is
    found = match() if said else Match.NO
    return max(found, Match.UNKNOWN) if name in rule.unread else found


def _actor(rule: Rule, request: Request, _: datetime) -> Match:
    if "actor" in rule.unread:
        return Match.UNKNOWN  # it may be of any part: who asks, who wrote, who keeps
    parts: dict[str, list[Match]] = {}
    for facet in rule.actors:
        part, found = _one_actor(facet, request)
        parts.setdefault(part, []).append(found)
    return _facet(
        rule, "actor", rule.actors, lambda: all_of(map(any_of, parts.values()))
    )


def _one_actor(facet: ActorFacet, request: Request) -> tuple[str, Match]:
    role = facet.role.code if facet.role else None
    if role == _CUSTODIAN and facet.reference:
        return "custodian", refers(facet.reference, request.custodian)
    if role == _AUTHOR and facet.reference:
        return "author", _among(request.authors, facet.reference)
    found: list[Match] = []
    if facet.reference:
        found.append(acts_as(facet.reference, request))
    if facet.role is not None and role not in _RECIPIENTS:
        found.append(_any_code(request.actor.roles, (facet.role,)))
    return "recipient", all_of(found)


def acts_as(named: str, request: Request) -> Match:
    """Whether who asks is named, or acts in what is.

    Nobody acts in a person. Who is in a group is not looked up: it is what the request
    says, and unknown where it says nothing.
    """
    itself = refers(named, request.actor.reference)
    kind = named.split("/")[-2] if "/" in named else None
    if kind in _INDIVIDUALS:
        return itself
    return max(itself, _among(request.actor.groups, named))


def _any_code(asked: Several, named: Iterable[Coding]) -> Match:
    if isinstance(asked, Unknown):
        return Match.UNKNOWN
    return matches(any(one.meets(other) for one in asked for other in named))


def _within(asked: Asked, named: Iterable[Coding], parents: Mapping[str, str]) -> Match:
    if isinstance(asked, Unknown):
        return Match.UNKNOWN
    return matches(any(lies_within(asked, one, parents) for one in named))


def _purpose(rule: Rule, request: Request, _: datetime) -> Match:
    denies = rule.effect is Effect.DENY
    parents = DENIED_PURPOSES if denies else PERMITTED_PURPOSES
    return _facet(
        rule,
        "purpose",
        rule.purposes,
        lambda: _within(request.purpose, rule.purposes, parents),
    )


def _action(rule: Rule, request: Request, _: datetime) -> Match:
    named = rule.actions
    return _facet(rule, "action", named, lambda: _within(request.action, named, {}))


def _resource_type(rule: Rule, request: Request, _: datetime) -> Match:
    named = rule.resource_types
    return _facet(
        rule, "resourceType", named, lambda: _any_code(request.classes, named)
    )


def _document_type(rule: Rule, request: Request, _: datetime) -> Match:
    named = rule.document_types
    return _facet(
        rule, "documentType", named, lambda: _any_code(request.classes, named)
    )


def _code(rule: Rule, request: Request, _: datetime) -> Match:
    named = rule.codes
    return _facet(rule, "code", named, lambda: _any_code(request.codes, named))


def _label(rule: Rule, request: Request, _: datetime) -> Match:
    def match() -> Match:
        if isinstance(request.labels, Unknown):
            return Match.UNKNOWN
        if rule.effect is Effect.PERMIT:
            return matches(permits_labels(rule.labels, request.labels))
        return matches(denies_labels(rule.labels, request.labels))

    return _facet(rule, "securityLabel", rule.labels, match)


def _data(rule: Rule, request: Request, _: datetime) -> Match:
    return _facet(
        rule,
        "data",
        rule.targets,
        lambda: any_of(_target(target, request) for target in rule.targets),
    )


def _target(target: Target, request: Request) -> Match:
    if target.meaning is Meaning.AUTHORED_BY:
        return _among(request.authors, target.reference)
    itself = refers(target.reference, request.record)
    if target.meaning is Meaning.INSTANCE:
        return itself
    return max(itself, _among(request.related, target.reference))


def _data_period(rule: Rule, request: Request, _: datetime) -> Match:
    period, date = rule.data_period, request.date

    def match() -> Match:
        if period is None or isinstance(date, Unknown):
            return Match.UNKNOWN
        return period.contains(date)

    return _facet(rule, "dataPeriod", period, match)


def _period(rule: Rule, _: Request, at: datetime) -> Match:
    period = rule.period
    found = Match.YES if period is None else period.contains(at)
    return _facet(rule, "period", period, lambda: found)


def _unsupported(rule: Rule, _: Request, __: datetime) -> Match:
    return Match.UNKNOWN if rule.unread - _KNOWN else Match.YES


_KNOWN = frozenset({
    "actor", "purpose", "action", "resourceType", "documentType", "code",
    "securityLabel", "data", "dataPeriod", "period",
})  # fmt: skip
_FACETS = (
    _actor, _purpose, _action, _resource_type, _document_type, _code, _label, _data,
    _data_period, _period, _unsupported,
)  # fmt: skip
