"""Consents written down by hand, as R4 and as R5, and asking by one."""

import attrs
from consents.drawn import SUBJECT, day

from collabtherapy.fhir.codes import ACT_CODE, LOINC
from collabtherapy.fhir.consents import (
    Coding,
    Edge,
    Period,
    Request,
    Rule,
    decide,
    read_consents,
)
from collabtherapy.fhir.consents.sensitivity import CONFIDENTIALITY
from collabtherapy.fhir.datatypes.systems import (
    ACT_REASON,
    CONFIDENTIALITY_CODES,
    CONSENT_ACTION,
    FHIR_TYPES,
)

Json = dict[str, object]

ASKED = Request(subject=SUBJECT, labels={"N"}, purpose="TREAT")
SYSTEMS = {
    "purpose": ACT_REASON,
    "labels": ACT_CODE,
    "classes": FHIR_TYPES,
    "codes": LOINC,
    "action": CONSENT_ACTION,
}
"""The system of the codes of each facet; levels of confidentiality are of their own."""


def system_of(facet: str, code: str) -> str:
    """Return the system that a code of a facet is of."""
    return CONFIDENTIALITY_CODES if code in CONFIDENTIALITY else SYSTEMS[facet]


TREAT, MARKET = [{"code": "TREAT"}], [{"code": "HMARKT"}]


def r5(**more: object) -> Json:
    """Give an R5 Consent that permits everything, unless more is said."""
    plain = {"resourceType": "Consent", "id": "c", "status": "active"}
    return {**plain, "subject": {"reference": SUBJECT}, "decision": "permit", **more}


def r4(provision: object = None, policy: str | None = None, **more: object) -> Json:
    """Give an R4 Consent with a root provision and a base policy, if there are any."""
    out: Json = {"resourceType": "Consent", "id": "c", "status": "active"}
    out["patient"] = {"reference": SUBJECT}
    if provision is not None:
        out["provision"] = provision
    if policy:
        out["policyRule"] = {"coding": [{"code": policy}]}
    return {**out, **more}


def bundle(*consents: Json, **named: Json) -> Json:
    """Return a Bundle of Consents, and of other resources by their full URLs.

    Consents that are called ``c`` are told apart, since those of one id are versions.
    """
    entries = [
        {"resource": {**one, "id": f"c{n}"} if one.get("id") == "c" else one}
        for n, one in enumerate(consents)
    ]
    entries += [{"fullUrl": url, "resource": one} for url, one in named.items()]
    return {"resourceType": "Bundle", "entry": entries}


def permits(document: object, **asked: object) -> bool:
    """Whether a document permits what is asked, plain treatment unless told."""
    at = asked.pop("at", day(0))
    read, _ = read_consents(document)
    return decide(read, attrs.evolve(ASKED, **asked), at=at).permit


def codes(document: object) -> list[str]:
    """Give what could not be taken over as it stands."""
    return [problem.code for problem in read_consents(document)[1]]


def provision(rule: Rule, *, systems: bool = False) -> Json:
    """Write a rule down as R4 does; its codes with their systems, if they are told."""

    def coded(codes: frozenset[Coding], facet: str) -> list[Json]:
        return [
            {"code": c.code, "system": system_of(facet, c.code)}
            if systems
            else {"code": c.code}
            for c in sorted(codes, key=str)
        ]

    out: Json = {
        "type": rule.effect.value,
        "actor": [{"reference": {"reference": a.reference}} for a in rule.actors],
        "purpose": coded(rule.purposes, "purpose"),
        "securityLabel": coded(rule.labels, "labels"),
        "class": coded(rule.resource_types, "classes"),
        "code": [{"coding": [c]} for c in coded(rule.codes, "codes")],
        "action": [{"coding": [c]} for c in coded(rule.actions, "action")],
        "provision": [provision(one, systems=systems) for one in rule.children],
    }
    if rule.period is not None:
        edges = {"start": rule.period.start, "end": rule.period.end}
        out["period"] = {n: e.latest.isoformat() for n, e in edges.items() if e}
    return {name: value for name, value in out.items() if value}


def exact(rule: Rule) -> Rule:
    """Know every edge to the instant, as what is written down is."""

    def sharp(edge: Edge | None) -> Edge | None:
        return None if edge is None else Edge.exactly(edge.latest)

    p = rule.period
    period = None if p is None else Period(start=sharp(p.start), end=sharp(p.end))
    kids = tuple(map(exact, rule.children))
    return attrs.evolve(rule, period=period, children=kids)
