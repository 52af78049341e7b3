"""Consent: what each client said of each scope, in shapes that all readers read alike.

A permit that is confined to somebody is a deny with exceptions, which names all that
are given beside it, so that none denies what another permits. Whatever is not given is
a deny: who overlooks its status permits nothing. R5 has no scope that says what a
consent is to, and a permit to record would be read as one to share: what is neither
treatment nor research nor disclosure has its decision and its exceptions in extensions
of our own. Others read no decision there, and permit nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import cast
from urllib.parse import quote

from collabtherapy.fhir.codes import (
    ACT_CODE,
    CATEGORIES,
    CONSENT_SCOPE,
    CONSENT_STATUS,
    DECISION,
    EXCEPTION,
    LOINC,
    OWN,
    PARTICIPATION,
    SCOPE,
    carried_over,
    coding,
    concept,
    extension,
    identifier,
)
from collabtherapy.fhir.outward.people import person, recipient, speaking
from collabtherapy.fhir.outward.writing import Key, Writing
from collabtherapy.fhir.rows import TOGETHER
from collabtherapy.fhir.shapes import Json, moment, period, shape
from collabtherapy.fhir.statuses import CONSENT_R4, CONSENT_R5
from collabtherapy.partnership.values.authority import Authority, Basis
from collabtherapy.partnership.values.consents import (
    Consent,
)
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.scopes import Scope

BASE = {"permit": "OPTIN", "deny": "OPTOUT"}
"""The policy rule that goes with a root of each type, so that none reads otherwise."""

DELEGATION = "delegation"
"""The kind of a consent to be acted for, in our own vocabulary."""

STUDY, WHOM = "study", "person"


def consent_key(client: PersonId, scope: Scope) -> Key:
    """Give what a consent is called."""
    parts = (scope.name, scope.of or "", scope.purpose or "")
    return "Consent", (str(client), *parts)


def delegation_key(client: PersonId, holder: PersonId) -> Key:
    """Return what the consent of a person to be acted for by another is called."""
    return "Consent", (str(client), DELEGATION, str(holder))


def write_consents(w: Writing) -> None:
    """Write a Consent for each client and scope of which something was said.

    One more goes out for each person whom a client lets act for them.
    """
    for (client, holder), held in w.view.state.representation.held.items():
        if held.basis is Basis.OWN_WISH and held.is_confirmed:
            _delegate(w, client, holder, held)
    rules = _rules(w)
    for (client, scope), said in w.view.state.consent.by_scope.items():
        confined = _is_confined(scope) and said.in_force(w.view.state.at)
        _write(w, client, scope, said, rules[client, scope.name] if confined else [])


def _write(
    w: Writing, client: PersonId, scope: Scope, said: Consent, rules: list[Json]
) -> None:
    at = w.view.state.at
    status = said.status_at(at)
    code = CATEGORIES.get(scope.name)
    named = coding(f"{OWN}scope", scope.name)
    kind = concept(*([coding(CONSENT_SCOPE, code)] if code else []), named)
    own_decision = w.is_r5 and code is None
    resource: Json = {
        "identifier": [identifier("consent", f"{client}/{scope}")],
        "extension": [
            *_scope(scope),
            extension(CONSENT_STATUS, valueCode=status.value),
            *(_own_decision(_effect(w, said, rules), rules) if own_decision else ()),
            *carried_over(it_is=said.carried_over),
        ],
        "status": (CONSENT_R5 if w.is_r5 else CONSENT_R4)[status],
    }
    resource |= (
        {"category": [kind], **_as_r5(w, client, said, None if own_decision else rules)}
        if w.is_r5
        else {"scope": kind, **_as_r4(w, client, said, rules)}
    )
    if said.needed:
        w.lose("GiveConsent", TOGETHER)
    w.put(consent_key(client, scope), shape(resource))


def _scope(scope: Scope) -> Iterator[Json]:
    parts = (("name", scope.name), ("of", scope.of), ("purpose", scope.purpose))
    yield {
        "url": SCOPE,
        "extension": [extension(name, valueString=v) for name, v in parts if v],
    }


def _as_r4(w: Writing, client: PersonId, said: Consent, rules: list[Json]) -> Json:
    effect = _effect(w, said, rules)
    held = period(None, said.expires_at) if effect == "permit" else {}
    terms = _terms(said)
    return {
        "category": [concept(coding(LOINC, "59284-0"))],
        "patient": person(w, client),
        "dateTime": moment(said.given_at),
        "performer": _sayer(w, client, said),
        "policy": [] if terms is None else [{"uri": terms}],
        "policyRule": concept(coding(ACT_CODE, BASE[effect])),
        "provision": shape({"type": effect, "period": held, "provision": rules}),
    }


def _as_r5(
    w: Writing, client: PersonId, said: Consent, rules: list[Json] | None
) -> Json:
    """Return the fields of R5; without *rules*, those of one with no decision."""
    terms = _terms(said)
    return {
        "subject": person(w, client),
        # R5's date is a day, of which nobody knows where it begins; this is an instant.
        "period": period(said.given_at, said.expires_at),
        "grantor": _sayer(w, client, said),
        "policyBasis": None if terms is None else {"url": terms},
        "decision": None if rules is None else _effect(w, said, rules),
        "provision": rules,
    }


def _effect(w: Writing, said: Consent, rules: list[Json]) -> str:
    """Return what the root of a Consent says: a confined permit is an exception."""
    given = said.in_force(w.view.state.at)
    return "permit" if given and not rules else "deny"


def _own_decision(decision: str, rules: list[Json]) -> Iterator[Json]:
    """Yield the extensions that say a decision of ours and the exceptions to it."""
    yield extension(DECISION, valueCode=decision)
    for rule in rules:
        yield {"url": EXCEPTION, "extension": list(_own_exception(rule))}


def _own_exception(rule: Json) -> Iterator[Json]:
    for actor in cast("list[Json]", rule.get("actor", [])):
        yield extension("reference", valueReference=actor["reference"])
    for purpose in cast("list[Json]", rule.get("purpose", [])):
        yield extension("purpose", valueCoding=purpose)
    if "period" in rule:
        yield extension("period", valuePeriod=rule["period"])


def _is_confined(scope: Scope) -> bool:
    return bool(scope.of or scope.purpose)


def _rules(w: Writing) -> Mapping[tuple[PersonId, str], list[Json]]:
    """Return the confined permits of each client by the name of their scopes.

    Every Consent of that name carries all of them, so that none denies what another
    permits. They share one list: built for each, it would take quadratic time.
    """
    at = w.view.state.at
    found = defaultdict[tuple[PersonId, str], list[Json]](list)
    for (client, scope), said in w.view.state.consent.by_scope.items():
        if _is_confined(scope) and said.in_force(at):
            rule = _confined(w, scope, said.expires_at)
            found[client, scope.name].append(rule)
    return found


def _confined(w: Writing, scope: Scope, until: datetime | None) -> Json:
    """Give the facets of a rule: whom, for what, and until when."""
    actors: list[object] = []
    if scope.of:
        kind = STUDY if scope.name == "research" else WHOM
        role = concept(coding(PARTICIPATION, "IRCP"))
        actors = [{"role": role, "reference": recipient(w, scope.of, kind)}]
    purposes = [coding(f"{OWN}purpose", scope.purpose)] if scope.purpose else []
    held = period(None, until)
    # R5 has the base decision at the root alone, and no type in a provision.
    effect = None if w.is_r5 else "permit"
    return shape({"type": effect, "period": held, "actor": actors, "purpose": purposes})


def _terms(said: Consent) -> str | None:
    terms = said.given_terms or said.terms
    return None if terms is None else f"{OWN}terms:{quote(str(terms), safe='')}"


def _sayer(w: Writing, client: PersonId, said: Consent) -> list[object]:
    gave = sorted(said.given_by(w.view.state.at))
    sayers = gave or ([] if said.said_by is None else [said.said_by])
    return [speaking(w, who, client) for who in sayers]


def _delegate(w: Writing, client: PersonId, holder: PersonId, held: Authority) -> None:
    """Write that a person lets another act for them, as a Consent of its own.

    It permits nothing to be shared: who reads no more of it than its kind of decision
    reads a deny, and R5 has none.
    """
    given = held.stands(w.view.state.at)
    actor: Json = {
        "role": concept(coding(PARTICIPATION, "IRCP")),
        "reference": speaking(w, holder, client),
    }
    rule: Json = {"actor": [actor], "period": period(held.since, held.until)}
    kind = concept(coding(f"{OWN}scope", DELEGATION))
    resource: Json = {
        "identifier": [identifier("delegation", f"{client}/{holder}")],
        "status": "active" if given else "inactive",
    }
    by: list[object] = [person(w, client)]
    resource |= (
        {
            "category": [kind],
            "subject": person(w, client),
            "period": period(held.since, held.until),
            "grantor": by,
            "grantee": [speaking(w, holder, client)],
            "provision": [rule],
        }
        if w.is_r5
        else {
            "scope": kind,
            "category": [concept(coding(LOINC, "59284-0"))],
            "patient": person(w, client),
            "dateTime": moment(held.since),
            "performer": by,
            "policyRule": concept(coding(ACT_CODE, BASE["deny"])),
            "provision": {"type": "deny", "provision": [{"type": "permit", **rule}]},
        }
    )
    w.put(delegation_key(client, holder), shape(resource))
