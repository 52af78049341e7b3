"""What holds of every decision, whatever the consents and whatever is asked."""

from datetime import datetime, timedelta, timezone

import attrs
import pytest
from consents.drawn import (
    FACETS,
    LABELS,
    PURPOSES,
    VALID,
    complete,
    consents,
    day,
    directives,
    findings,
    general,
    moments,
    periods,
    requests,
    rules,
)
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy.fhir.consents import (
    UNKNOWN,
    Coding,
    Directive,
    Edge,
    Effect,
    Period,
    Request,
    Rule,
    State,
    Why,
    decide,
)

INVALID = st.sampled_from([state for state in State if state not in VALID])


def without_permits(rule: Rule, which: int) -> Rule:
    """Leave out one of the permits among the exceptions of a rule.

    One that has exceptions of its own stays: with it a denial would be left out.
    """
    kids = tuple(
        without_permits(child, which)
        for i, child in enumerate(rule.children)
        if child.effect is Effect.DENY or child.children or i != which
    )
    return attrs.evolve(rule, children=kids)


@given(st.lists(directives(INVALID), max_size=3), requests, moments)
def test_no_valid_consent_no_permit(held: list[Directive], q: Request, at: datetime):
    """Consent property 1: no consent, or none in a valid state, never permits."""
    assert decide([], q, at=at).why == (Why.NO_CONSENT,)
    assert decide(held, q, at=at).deny


@given(consents, directives(effect=Effect.DENY), rules(Effect.DENY), requests, moments)
def test_adding_a_deny_never_permits(held, extra, rule, q, at):
    """Consent property 2 (F-I4): neither a deny consent nor a deny opens."""
    rule = attrs.evolve(rule, children=())
    extra = attrs.evolve(extra, rule=attrs.evolve(extra.rule, children=()))
    more = [
        attrs.evolve(c, rule=attrs.evolve(c.rule, children=(*c.rule.children, rule)))
        if c.rule.effect is Effect.PERMIT else c
        for c in held
    ]  # fmt: skip
    if decide(held, q, at=at).deny:
        assert decide([*held, extra], q, at=at).deny
        assert decide(more, q, at=at).deny


@given(consents, st.integers(0, 2), requests, moments)
def test_removing_a_permit_never_permits(held, which, q, at):
    """Consent property 3 (F-I4): without a permit nothing more is open."""
    bare = (
        attrs.evolve(held[0].rule, children=(), effect=Effect.PERMIT) if held else None
    )
    more = [attrs.evolve(c, rule=bare) if c is held[0] else c for c in held]
    pruned = [attrs.evolve(c, rule=without_permits(c.rule, which)) for c in held]
    if decide(held, q, at=at).deny:
        assert decide(pruned, q, at=at).deny
    if decide(more, q, at=at).deny:
        assert decide(more[1:], q, at=at).deny


def narrower(data: st.DataObject, rule: Rule) -> Rule:
    """Take away from what a rule names, or name something where it names nothing."""

    def fewer(named, every, facet):
        if not named and facet in rule.unread:
            return named  # to name what was not read is to name more
        if not named:
            return data.draw(st.frozensets(st.sampled_from(every).map(Coding)))
        return data.draw(st.frozensets(st.sampled_from(sorted(named, key=str)),
                                       min_size=1))  # fmt: skip

    return attrs.evolve(
        rule,
        purposes=fewer(rule.purposes, PURPOSES, "purpose"),
        labels=fewer(rule.labels, LABELS, "securityLabel"),
        actors=rule.actors[:1],
        period=rule.period or data.draw(st.none() | periods),
    )


@given(st.data(), rules(depth=1), requests, moments)
def test_narrowing_is_monotone(data: st.DataObject, rule: Rule, q, at):
    """Consent property 4: a narrower permit opens no more, a wider deny no more."""
    narrow = narrower(data, rule)
    if rule.effect is Effect.PERMIT:
        # Naming process notes is what opens them, and no narrowing.
        notes = Coding("PSYTHPN")
        if notes in narrow.labels and notes not in rule.labels:
            return
        pair = [[general(rule=one)] for one in (rule, narrow)]
    else:
        opening = general(rule=Rule(id="o", effect=Effect.PERMIT, labels=set(LABELS)))
        pair = [[opening, general(id="d", rule=one)] for one in (narrow, rule)]
    wide, less = (decide(held, q, at=at) for held in pair)
    assert wide.permit or less.deny


@given(consents, st.randoms(use_true_random=False), requests, moments)
def test_order_says_nothing(held, random, q, at):
    """Consent property 7: neither of the consents nor of the rules side by side."""

    def shuffled(rule: Rule) -> Rule:
        kids = [shuffled(child) for child in rule.children]
        random.shuffle(kids)
        return attrs.evolve(rule, children=tuple(kids))

    other = [attrs.evolve(c, rule=shuffled(c.rule)) for c in held]
    random.shuffle(other)
    assert decide(other, q, at=at) == decide(held, q, at=at)


@given(consents, st.lists(findings, max_size=2), requests, moments, moments)
def test_it_holds_until_it_says(held, found, q, at, later):
    """Consent property 8: between two horizons the answer stays as it is."""
    now = decide(held, q, at=at, findings=found)
    assert now.until is None or now.until > at
    if later >= at and (now.until is None or later < now.until):
        then = decide(held, q, at=later, findings=found)
        assert then == now


@given(consents, complete, st.sets(st.sampled_from(sorted(FACETS))), moments)
def test_knowing_less_opens_no_more(held, whole: Request, forgotten, at):
    """Consent property 9 (F-I5): an unknown facet opens no more than any."""
    less = {name: UNKNOWN for name in forgotten if name != "actor"}
    if "actor" in forgotten:
        less["actor"] = attrs.evolve(whole.actor, reference=UNKNOWN, groups=UNKNOWN)
    if decide(held, attrs.evolve(whole, **less), at=at).permit:
        assert decide(held, whole, at=at).permit


@given(consents, requests, moments)
def test_process_notes_are_named_or_closed(held, q: Request, at):
    """Consent property 10: a general permit never exposes process notes."""

    def unnamed(rule: Rule) -> Rule:
        labels = {label for label in rule.labels if label.code != "PSYTHPN"}
        kids = tuple(map(unnamed, rule.children))
        return attrs.evolve(rule, labels=labels, children=kids)

    general_ones = [attrs.evolve(c, rule=unnamed(c.rule)) for c in held]
    for labels in ({"PSYTHPN"}, {"N", "PSYTHPN"}, UNKNOWN):
        notes = attrs.evolve(q, labels=labels)
        assert decide([*general_ones, general()], notes, at=at).deny


@given(consents, requests, moments)
def test_reasons_exist(held, q: Request, at):
    """Consent property 11: a permit names permits of this person and kind."""
    decision = decide(held, q, at=at)
    every = {r.id: r for c in held for r in c.rule.walk()}
    assert decision.why
    assert set(decision.rules) <= set(every)
    if decision.permit:
        own = [c for c in held if c.kind == q.kind and c.state in VALID]
        granted = {r.id for c in own for r in c.rule.walk() if r.effect == "permit"}
        assert decision.rules
        assert set(decision.rules) <= granted


@given(consents, requests, moments, st.integers(-14, 14))
def test_zones_say_nothing(held, q, at: datetime, hours: int):
    """Consent property 18: equal instants decide equally; a naive moment is refused."""
    there = at.astimezone(timezone(timedelta(hours=hours)))
    assert decide(held, q, at=there) == decide(held, q, at=at)
    with pytest.raises(ValueError, match="time zone"):
        decide(held, q, at=at.replace(tzinfo=None))


def test_a_half_open_period():
    """A permit holds from its start to before its end."""
    held = general(period=Period(start=Edge.exactly(day(1)), end=Edge.exactly(day(2))))
    q = Request(subject=held.subject or "", labels={"N"})
    hour = timedelta(hours=1)
    answers = [decide([held], q, at=m).permit for m in (day(1) - hour, day(1), day(2))]
    assert answers == [False, True, False]
