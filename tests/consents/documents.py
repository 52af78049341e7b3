"""Consents written down by hand, as R4 and as R5, and asking by one."""

import attrs
from consents.drawn import SUBJECT, day

from collabtherapy.fhir.consents import Request, decide, read_consents

Json = dict[str, object]

ASKED = Request(subject=SUBJECT, labels={"N"}, purpose="TREAT")
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
