"""The same consents decided by other engines, and in other shapes of the same rules."""

import attrs
import pytest
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
    Coding,
    Edge,
    Effect,
    Period,
    Request,
    Rule,
    decide,
    read_consents,
)
from collabtherapy.fhir.consents.codings import (
    CONFIDENTIALITY,
    DENIED_PURPOSES,
    DENIED_SENSITIVITY,
    PERMITTED_PURPOSES,
    PERMITTED_SENSITIVITY,
)

INHERITED = ("actors", "purposes", "labels", "resource_types", "codes", "actions",
             "targets", "data_period", "period")  # fmt: skip


def repeated(rule: Rule) -> Rule:
    """Let each exception repeat what its parent names and it does not."""

    def of(child: Rule) -> Rule:
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


def provision(rule: Rule) -> dict[str, object]:
    """Write a rule down as R4 does."""

    def coded(codes: frozenset[Coding]) -> list[dict[str, str]]:
        return [{"code": c.code} for c in sorted(codes, key=str)]

    out: dict[str, object] = {
        "type": rule.effect.value,
        "actor": [{"reference": {"reference": a.reference}} for a in rule.actors],
        "purpose": coded(rule.purposes),
        "securityLabel": coded(rule.labels),
        "class": coded(rule.resource_types),
        "code": [{"coding": [c]} for c in coded(rule.codes)],
        "action": [{"coding": [c]} for c in coded(rule.actions)],
        "provision": [provision(child) for child in rule.children],
    }
    if rule.period is not None:
        out["period"] = {
            name: edge.latest.isoformat()
            for name in ("start", "end")
            if (edge := getattr(rule.period, name)) is not None
        }
    return out


def exact(rule: Rule) -> Rule:
    """Know every edge to the instant, as what is written down is."""

    def sharp(edge: Edge | None) -> Edge | None:
        return None if edge is None else Edge.exactly(edge.latest)

    p = rule.period
    period = None if p is None else Period(start=sharp(p.start), end=sharp(p.end))
    kids = tuple(map(exact, rule.children))
    return attrs.evolve(rule, period=period, children=kids)


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


def below(codes: frozenset[Coding], parents: dict[str, str]) -> list[str]:
    """Give the codes with everything that lies within one of them."""
    found = {c.code for c in codes}
    while more := {c for c, p in parents.items() if p in found} - found:
        found |= more
    return sorted(found)


def cedar_set(values: object) -> str:
    return "[" + ", ".join(f'"{v}"' for v in values) + "]"


def known(name: str, test: str, *, sure: bool) -> str:
    has = f"context has {name}"
    return f"({has} && {test})" if sure else f"(!({has}) || {test})"


def cedar_labels(rule: Rule, *, sure: bool) -> str:
    named = {c.code for c in rule.labels}
    levels = [CONFIDENTIALITY[c] for c in named if c in CONFIDENTIALITY]
    permits = rule.effect is Effect.PERMIT
    parents = PERMITTED_SENSITIVITY if permits else DENIED_SENSITIVITY
    kinds = cedar_set(
        below(frozenset(map(Coding, named - set(CONFIDENTIALITY))), parents)
    )
    if permits:
        level = f"context.labels.level <= {max(levels)}" if levels else "false"
        all_in = f"{kinds}.containsAll(context.labels.kinds)"
        test = f"({level} || (!context.labels.kinds.isEmpty() && {all_in}))"
    else:
        level = f"context.labels.level >= {min(levels)}" if levels else "false"
        test = f"({level} || context.labels.kinds.containsAny({kinds}))"
    return known("labels", test, sure=sure)


def cedar_facets(rule: Rule, *, sure: bool) -> str:
    """Write what one rule covers, for sure or perhaps, as a Cedar expression."""
    parts = ["true"]
    if rule.purposes:
        permits = rule.effect is Effect.PERMIT
        parents = PERMITTED_PURPOSES if permits else DENIED_PURPOSES
        named = cedar_set(below(rule.purposes, parents))
        parts.append(known("purpose", f"{named}.contains(context.purpose)", sure=sure))
    if rule.actions:
        named = cedar_set(c.code for c in rule.actions)
        parts.append(known("act", f"{named}.contains(context.act)", sure=sure))
    if rule.resource_types:
        named = cedar_set(c.code for c in rule.resource_types)
        test = f"context.classes.containsAny({named})"
        parts.append(known("classes", test, sure=sure))
    if rule.codes:
        named = cedar_set(c.code for c in rule.codes)
        parts.append(known("codes", f"context.codes.containsAny({named})", sure=sure))
    if rule.labels:
        parts.append(cedar_labels(rule, sure=sure))
    if rule.actors:
        named = " || ".join(
            f'principal in Party::"{actor.reference}"' for actor in rule.actors
        )
        parts.append(f"({named})")
    for name, sign in (("start", ">="), ("end", "<")):
        edge = getattr(rule.period, name) if rule.period else None
        if edge is not None:
            strict = (name == "start") is sure
            moment = edge.latest if strict else edge.earliest
            parts.append(f"context.at {sign} {int(moment.timestamp())}")
    return " && ".join(parts)


def compiled(rule: Rule, sure: str, maybe: str, *, named: bool) -> tuple[str, str]:
    """Give when a rule with its exceptions permits, and when it denies."""
    sure = f"({sure} && {cedar_facets(rule, sure=True)})"
    maybe = f"({maybe} && {cedar_facets(rule, sure=False)})"
    is_permit = rule.effect is Effect.PERMIT
    named = named or (is_permit and Coding("PSYTHPN") in rule.labels)
    below_ = [compiled(c, sure, maybe, named=named) for c in rule.children]
    permits = " || ".join(["false", *(p for p, _ in below_)])
    denies = " || ".join(["false", *(d for _, d in below_)])
    if is_permit:
        notes = "true" if named else "(context has labels && !context.labels.notes)"
        return f"(!({denies}) && ({permits} || ({sure} && {notes})))", f"({denies})"
    return (
        f"(!({denies}) && ({permits}))",
        f"({denies} || (!({permits}) && {maybe}))",
    )


def cedar_policies(held: list[Rule]) -> str:
    out: list[str] = []
    for rule in held:
        permits, denies = compiled(rule, "true", "true", named=False)
        out += [
            f"permit (principal, action, resource) when {{ {permits} }};",
            f"forbid (principal, action, resource) when {{ {denies} }};",
        ]
    return "\n".join(out)


def cedar_request(q: Request, at) -> dict[str, object]:
    context: dict[str, object] = {"at": int(at.timestamp())}
    if isinstance(q.purpose, Coding):
        context["purpose"] = q.purpose.code
    if isinstance(q.action, Coding):
        context["act"] = q.action.code
    for name in ("classes", "codes"):
        if isinstance(values := getattr(q, name), frozenset):
            context[name] = sorted(c.code for c in values)
    if isinstance(q.labels, frozenset):
        codes = {c.code for c in q.labels}
        levels = [CONFIDENTIALITY[c] for c in codes if c in CONFIDENTIALITY]
        context["labels"] = {
            "level": max(levels, default=5),
            "kinds": sorted(codes - set(CONFIDENTIALITY)),
            "notes": "PSYTHPN" in codes,
        }
    return {
        "principal": 'Person::"asking"',
        "action": 'Action::"ask"',
        "resource": 'Record::"it"',
        "context": context,
    }


@settings(max_examples=200)
@given(
    st.lists(rules(plain=True), min_size=1, max_size=3),
    st.lists(st.tuples(requests, moments), min_size=25, max_size=25),
)
def test_cedar_agrees(held: list[Rule], questions):
    """Consent property 15: a compiled Cedar policy set gives every answer the same."""
    cedarpy = pytest.importorskip("cedarpy", reason="cedarpy is not installed")
    policies = cedarpy.PolicySet.from_str(cedar_policies(held))
    consents = [general(id=f"Consent/{i}", rule=r) for i, r in enumerate(held)]
    for q, at in questions:
        theirs = cedarpy.is_authorized(cedar_request(q, at), policies, parties(q))
        assert not theirs.diagnostics.errors
        assert theirs.allowed is decide(consents, q, at=at).permit


def parties(q: Request) -> list[dict[str, object]]:
    every = q.actor.groups if isinstance(q.actor.groups, frozenset) else ()
    groups = [name for name in every if name.startswith("Organization/")]
    parents = [{"type": "Party", "id": p} for p in (q.actor.reference, *sorted(groups))]
    who = {"uid": {"type": "Person", "id": "asking"}, "attrs": {}, "parents": parents}
    return [who]


def test_the_vocabulary_has_no_circle():
    """No code contains itself, however many steps away."""
    for parents in (
        DENIED_PURPOSES, DENIED_SENSITIVITY, PERMITTED_PURPOSES, PERMITTED_SENSITIVITY,
    ):  # fmt: skip
        for code in parents:
            seen = [code]
            while seen[-1] in parents:
                seen.append(parents[seen[-1]])
                assert len(seen) <= len(parents)
