"""The same consents decided by other engines, and in other shapes of the same rules."""

import attrs
import pytest
from consents.cedar import parties, policies_of, request_of
from consents.documents import exact, provision
from consents.drawn import (
    SUBJECT,
    complete,
    general,
    moments,
    requests,
    rules,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from collabtherapy.fhir.consents import (
    Effect,
    Request,
    Rule,
    decide,
    read_consents,
)
from collabtherapy.fhir.consents.vocabularies import LABELS, PURPOSES, TYPES

INHERITED = ("actors", "purposes", "labels", "resource_types", "codes", "actions",
             "targets", "data_period", "period")  # fmt: skip


def repeated(rule: Rule) -> Rule:
    """Let each exception repeat what its parent names and it does not.

    Where something of either could not be read nothing is repeated: what is named
    twice would be read once.
    """

    def of(child: Rule) -> Rule:
        if any(one.unread | one.qualified for one in (rule, child)):
            return repeated(child)
        empty = [n for n in INHERITED if not getattr(child, n) and n != "labels"]
        return repeated(attrs.evolve(child, **{n: getattr(rule, n) for n in empty}))

    return attrs.evolve(rule, children=tuple(map(of, rule.children)))


def apart(rule: Rule) -> list[Rule]:
    """Give each exception of a rule as one that stands by itself, with its parent's."""
    return [repeated(rule), *(child for child in repeated(rule).children)]


@given(rules(), requests, moments)
def test_repeating_the_parent_changes_nothing(rule: Rule, q: Request, at):
    """Consent property 14: normalising a tree of rules preserves every decision."""
    plain, other = (decide([general(rule=r)], q, at=at) for r in (rule, repeated(rule)))
    assert (other.permit, other.why, other.rules) == (
        plain.permit,
        plain.why,
        plain.rules,
    )


@given(rules(plain=True).map(exact), requests, moments)
def test_written_and_read_it_decides_the_same(rule: Rule, q: Request, at):
    """Consent property 14: written as FHIR R4 and read again, it decides the same."""
    document = {
        "resourceType": "Consent",
        "id": "x",
        "status": "active",
        "patient": {"reference": SUBJECT},
        "provision": provision(rule),
    }
    read, problems = read_consents(document)
    assert not problems
    before = decide([general(rule=rule)], q, at=at)
    after = decide(read, q, at=at)
    assert (after.permit, after.why, after.until) == (
        before.permit,
        before.why,
        before.until,
    )


@given(rules(depth=2), complete, moments)
def test_confined_is_never_wider_than_overriding(rule: Rule, q: Request, at):
    """Consent property 16: a strict subset is never wider than inherit-and-override."""
    alone = [decide([general(rule=r)], q, at=at) for r in apart(rule)]
    root, *kids = alone
    denied = any(
        d.rules and d.deny for d, r in zip(kids, apart(rule)[1:], strict=True)
        if r.effect is Effect.DENY
    )  # fmt: skip
    bare = decide([general(rule=attrs.evolve(rule, children=()))], q, at=at)
    overriding = not denied and (bare.permit or any(kid.permit for kid in kids))
    if root.permit:
        assert overriding


@settings(max_examples=200)
@given(
    st.lists(rules(plain=True), min_size=1, max_size=3),
    st.lists(st.tuples(requests, moments), min_size=25, max_size=25),
)
def test_cedar_agrees(held: list[Rule], questions):
    """Consent property 15: a compiled Cedar policy set gives every answer the same."""
    cedarpy = pytest.importorskip("cedarpy", reason="cedarpy is not installed")
    policies = cedarpy.PolicySet.from_str(policies_of(held))
    consents = [general(id=f"Consent/{i}", rule=r) for i, r in enumerate(held)]
    for q, at in questions:
        theirs = cedarpy.is_authorized(request_of(q, at), policies, parties(q))
        assert not theirs.diagnostics.errors
        assert theirs.allowed is decide(consents, q, at=at).permit


def test_the_vocabulary_has_no_circle():
    """No code contains itself, however many steps away."""
    for parents in (LABELS.parents, PURPOSES.parents, TYPES.parents):
        for code in parents:
            seen = [code]
            while seen[-1] in parents:
                seen.append(parents[seen[-1]])
                assert len(seen) <= len(parents)
