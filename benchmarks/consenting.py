"""What a decision by the consents of others costs, here and by compiled Cedar policies.

Both have read their consents before: here they are values, there a parsed policy set.
The consents are flat, one rule each; that both answer alike is checked before any time
is taken. The work is not the same: Cedar says whether, and by which policies; ours has
reasons, obligations and the moment at which the answer could change besides.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product

import cedarpy
from consents.cedar import parties, policies_of, request_of
from measure import Row, side_by_side
from parts import against

from collabtherapy.fhir.consents import (
    Actor,
    ActorFacet,
    Directive,
    Effect,
    Request,
    Rule,
    decide,
)

AT = datetime(2026, 1, 5, tzinfo=UTC)
SUBJECT = "Patient/1"
PEOPLE = ("Practitioner/1", "Practitioner/2")


def rules(n: int) -> list[Rule]:
    """Give so many flat rules: permits for several purposes and people, and denies."""
    purposes, labels = ("TREAT", "HRESCH", "HOPERAT", "HPAYMT"), ("N", "R", "PSY")
    found: list[Rule] = []
    for k, (purpose, label) in zip(range(n), product(purposes, labels), strict=False):
        denies = k % 6 == 5  # noqa: PLR2004  # now and then
        rule = Rule(
            id=f"c{k}#root",
            effect=Effect.DENY if denies else Effect.PERMIT,
            actors=() if denies else (ActorFacet(PEOPLE[k % 2]),),
            purposes={purpose},
            labels={"SUD"} if denies else {label},
            resource_types={"Goal", "Observation"},
        )
        found.append(rule)
    return found


def questions() -> list[Request]:
    """Give questions that some of the rules cover, and some do not."""
    return [
        Request(
            subject=SUBJECT,
            actor=Actor(person, groups=set()),
            purpose=purpose,
            labels={label},
            classes={kind},
            action="access",
        )
        for person, purpose, label, kind in product(
            PEOPLE,
            ("ETREAT", "BIORCH", "HQUALIMP", "HMARKT"),
            ("N", "R", "PSY", "SUD"),
            ("Goal", "Consent"),
        )
    ]


def decided(
    *, rounds: int = 7, sizes: tuple[int, ...] = (1, 4, 12), times: int = 5
) -> Iterator[Row]:
    """Give what one answer costs, by how many consents there are."""
    asked = questions() * times
    theirs = [(request_of(q, AT), parties(q)) for q in asked]
    for n in sizes:
        held = [Directive(id=r.id, subject=SUBJECT, rule=r) for r in rules(n)]
        policies = cedarpy.PolicySet.from_str(policies_of(rules(n)))

        def ours(held: list[Directive] = held) -> list[bool]:
            return [decide(held, q, at=AT).permit for q in asked]

        def cedar(policies: cedarpy.PolicySet = policies) -> list[bool]:
            return [
                cedarpy.is_authorized(request, policies, entities).allowed
                for request, entities in theirs
            ]

        if ours() != cedar():
            raise AssertionError("both answer alike, or nothing is compared")
        timed = side_by_side(
            {"here": (ours, len(asked)), "Cedar": (cedar, len(asked))}, rounds=rounds
        )
        here, other = timed["here"], timed["Cedar"]
        what = f"`decide`, flat consents: {n}; {1 / here.best:,.0f} a second"
        yield against(what, here, "cedarpy", other, "–")
