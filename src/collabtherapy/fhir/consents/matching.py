"""Whether a rule covers a request: no, unknown or yes, facet by facet."""

from collections.abc import Callable, Iterable
from itertools import product

from collabtherapy.fhir.codes import PARTICIPATION
from collabtherapy.fhir.consents.labels import denies_labels, permits_labels
from collabtherapy.fhir.consents.questions import Question
from collabtherapy.fhir.consents.relating import Vocabulary, relate
from collabtherapy.fhir.consents.requests import Asked, Names, Request, Several, Unknown
from collabtherapy.fhir.consents.rules import (
    FACETS,
    ActorFacet,
    Effect,
    Meaning,
    Rule,
    Target,
)
from collabtherapy.fhir.consents.vocabularies import (
    ACTIONS,
    AUTHOR,
    CODES,
    CUSTODIAN,
    PARTS,
    PURPOSES,
    RECIPIENTS,
    ROLES,
    TYPES,
)
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.matches import Match, all_of, any_of

__all__ = ["acts_as", "covers", "refers"]

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


def covers(rule: Rule, question: Question) -> Match:
    """Return whether a rule covers a request at a moment, without its exceptions.

    Of a modified rule it is unknown, even where a facet rules the request out.
    """
    if rule.modified:
        return Match.UNKNOWN
    least = Match.YES
    for facet in _FACETS:
        found = facet(rule, question)
        if found is Match.NO:
            return found
        if found is Match.UNKNOWN:
            least = found
    return least


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


def _actor(rule: Rule, question: Question) -> Match:
    if not rule.actors and not rule.unread and not rule.qualified:
        return Match.YES
    if "actor" in rule.unread or not all(map(_is_readable, rule.actors)):
        return Match.UNKNOWN  # it may be of any part: who asks, who wrote, who keeps
    parts: dict[str, list[Match]] = {}
    for facet in rule.actors:
        part, found = _one_actor(facet, question)
        parts.setdefault(part, []).append(found)
    return _facet(
        rule, "actor", rule.actors, lambda: all_of(map(any_of, parts.values()))
    )


def _is_readable(facet: ActorFacet) -> bool:
    """Return whether it is known what part an actor takes, and who takes it."""
    role = facet.role
    if role is None:
        return True
    if role.system != PARTICIPATION and role.code.strip().upper() not in PARTS:
        return True  # a role that a person has
    if role.code not in PARTS or role.system not in {None, PARTICIPATION}:
        return False
    return facet.reference is not None or role.code in RECIPIENTS


def _one_actor(facet: ActorFacet, question: Question) -> tuple[str, Match]:
    request = question.request
    role = facet.role.code if facet.role else None
    if role == CUSTODIAN and facet.reference:
        return "custodian", refers(facet.reference, request.custodian)
    if role == AUTHOR and facet.reference:
        return "author", _among(request.authors, facet.reference)
    found: list[Match] = []
    if facet.reference:
        found.append(acts_as(facet.reference, request))
    if facet.role is not None and role not in RECIPIENTS:
        found.append(_related(request.actor.roles, (facet.role,), ROLES, question))
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
    asked: Asked | Several,
    named: Iterable[Coding],
    vocabulary: Vocabulary,
    question: Question,
) -> Match:
    """Return whether any code that is asked is one that is named, or a kind of it."""
    if isinstance(asked, Unknown):
        return Match.UNKNOWN
    those = (asked,) if isinstance(asked, Coding) else asked
    found = Match.NO
    for one, other in product(those, named):
        match = relate(
            one, other, vocabulary=vocabulary, terminology=question.terminology
        )
        if match is Match.YES:
            return match
        found = max(found, match)
    return found


def _coded(
    facet: str,
    named: Callable[[Rule], frozenset[Coding]],
    asked: Callable[[Request], Asked | Several],
    vocabulary: Vocabulary,
) -> Callable[[Rule, Question], Match]:
    """Return the comparison of a facet of codes."""

    def match(rule: Rule, question: Question) -> Match:
        codes = named(rule)

        def related() -> Match:
            return _related(asked(question.request), codes, vocabulary, question)

        return _facet(rule, facet, codes, related)

    return match


def _label(rule: Rule, question: Question) -> Match:
    labels = question.request.labels

    def match() -> Match:
        if isinstance(labels, Unknown):
            return Match.UNKNOWN
        permits = rule.effect is Effect.PERMIT
        return (permits_labels if permits else denies_labels)(rule.labels, labels)

    return _facet(rule, "securityLabel", rule.labels, match)


def _data(rule: Rule, question: Question) -> Match:
    request = question.request
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


def _data_period(rule: Rule, question: Question) -> Match:
    period, date = rule.data_period, question.request.date

    def match() -> Match:
        if period is None or isinstance(date, Unknown):
            return Match.UNKNOWN
        return period.contains(date)

    return _facet(rule, "dataPeriod", period, match)


def _period(rule: Rule, question: Question) -> Match:
    period = rule.period
    found = Match.YES if period is None else period.contains(question.at)
    return _facet(rule, "period", period, lambda: found)


def _unsupported(rule: Rule, _: Question) -> Match:
    return Match.UNKNOWN if rule.unread - FACETS else Match.YES


_FACETS = (
    _coded("purpose", lambda r: r.purposes, lambda q: q.purpose, PURPOSES),
    _coded("action", lambda r: r.actions, lambda q: q.action, ACTIONS),
    _coded("resourceType", lambda r: r.resource_types, lambda q: q.classes, TYPES),
    _coded("documentType", lambda r: r.document_types, lambda q: q.classes, TYPES),
    _coded("code", lambda r: r.codes, lambda q: q.codes, CODES),
    _label, _actor, _data, _data_period, _period, _unsupported,
)  # fmt: skip
