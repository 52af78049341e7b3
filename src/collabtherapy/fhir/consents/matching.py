"""Whether a rule covers a request: no, unknown or yes, facet by facet."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import product

from collabtherapy.fhir.codes import PARTICIPATION
from collabtherapy.fhir.consents.labels import denies_labels, permits_labels
from collabtherapy.fhir.consents.requests import Asked, Names, Request, Several, Unknown
from collabtherapy.fhir.consents.rules import ActorFacet, Effect, Meaning, Rule, Target
from collabtherapy.fhir.consents.vocabularies import (
    ACTIONS,
    CODES,
    PROCESS_NOTES,
    PURPOSES,
    TYPES,
    Vocabulary,
    relate,
)
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.matches import Match, all_of, any_of

__all__ = ["acts_as", "covers", "names_process_notes", "refers"]

# v3 ParticipationType: how an actor takes part, which is no role that a person has.
_CUSTODIAN, _AUTHOR = "CST", "AUT"
_RECIPIENTS = frozenset({"PRCP", "IRCP", "TRC", "NOT", "REFT", "REFB"})
_PARTS = _RECIPIENTS | {_CUSTODIAN, _AUTHOR}

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
    """Return whether a rule covers a request at a moment, without its exceptions.

    Of a modified rule it is unknown, even where a facet rules the request out.
    """
    if rule.modified:
        return Match.UNKNOWN
    return all_of(facet(rule, request, at) for facet in _FACETS)


def names_process_notes(rule: Rule) -> bool:
    """Return whether a rule names psychotherapy notes, rather than all of a sort."""
    return any(
        relate(label, PROCESS_NOTES, CODES) is Match.YES for label in rule.labels
    )


def _among(names: Names, named: str) -> Match:
    if isinstance(names, Unknown):
        return Match.UNKNOWN
    return any_of(refers(named, name) for name in names)


def _facet(rule: Rule, name: str, said: object, match: Callable[[], Match]) -> Match:
    if name in rule.qualified:
        return Match.UNKNOWN  # what could not be read may narrow it
    if not said and name not in rule.unread:
        return Match.YES  # says nothing of it: whatever it is
    found = match() if said else Match.NO
    return max(found, Match.UNKNOWN) if name in rule.unread else found


def _actor(rule: Rule, request: Request, _: datetime) -> Match:
    if "actor" in rule.unread or not all(map(_is_readable, rule.actors)):
        return Match.UNKNOWN  # it may be of any part: who asks, who wrote, who keeps
    parts: dict[str, list[Match]] = {}
    for facet in rule.actors:
        part, found = _one_actor(facet, request)
        parts.setdefault(part, []).append(found)
    return _facet(
        rule, "actor", rule.actors, lambda: all_of(map(any_of, parts.values()))
    )


def _is_readable(facet: ActorFacet) -> bool:
    """Return whether it is known what part an actor takes, and who takes it."""
    role = facet.role
    if role is None:
        return True
    if role.system != PARTICIPATION and role.code.strip().upper() not in _PARTS:
        return True  # a role that a person has
    if role.code not in _PARTS or role.system not in {None, PARTICIPATION}:
        return False
    return facet.reference is not None or role.code in _RECIPIENTS


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
        found.append(_related(request.actor.roles, (facet.role,), CODES))
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


def _related(
    asked: Asked | Several, named: Iterable[Coding], vocabulary: Vocabulary
) -> Match:
    """Return whether any code that is asked is one that is named, or a kind of it."""
    if isinstance(asked, Unknown):
        return Match.UNKNOWN
    those = (asked,) if isinstance(asked, Coding) else asked
    pairs = product(those, named)
    return any_of(relate(one, other, vocabulary) for one, other in pairs)


def _purpose(rule: Rule, request: Request, _: datetime) -> Match:
    named = rule.purposes
    return _facet(
        rule, "purpose", named, lambda: _related(request.purpose, named, PURPOSES)
    )


def _action(rule: Rule, request: Request, _: datetime) -> Match:
    named = rule.actions
    return _facet(
        rule, "action", named, lambda: _related(request.action, named, ACTIONS)
    )


def _resource_type(rule: Rule, request: Request, _: datetime) -> Match:
    named = rule.resource_types
    return _facet(
        rule, "resourceType", named, lambda: _related(request.classes, named, TYPES)
    )


def _document_type(rule: Rule, request: Request, _: datetime) -> Match:
    named = rule.document_types
    return _facet(
        rule, "documentType", named, lambda: _related(request.classes, named, TYPES)
    )


def _code(rule: Rule, request: Request, _: datetime) -> Match:
    named = rule.codes
    return _facet(rule, "code", named, lambda: _related(request.codes, named, CODES))


def _label(rule: Rule, request: Request, _: datetime) -> Match:
    def match() -> Match:
        if isinstance(request.labels, Unknown):
            return Match.UNKNOWN
        permits = rule.effect is Effect.PERMIT
        covered = permits_labels if permits else denies_labels
        return covered(rule.labels, request.labels)

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
