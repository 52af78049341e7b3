"""Taking back, taking the place of, being able to decide, and going beyond."""

from datetime import datetime

import attrs
import pytest
from consents.drawn import (
    LABELS,
    RECORDS,
    SUBJECT,
    VALID,
    consents,
    day,
    directives,
    findings,
    general,
    moments,
    requests,
    several,
)
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import Words
from collabtherapy.fhir.consents import (
    Actor,
    Duty,
    Effect,
    Finding,
    Kind,
    OverrideGround,
    Record,
    Request,
    Rule,
    State,
    Why,
    decide,
    override,
    redact,
    withdraw,
)
from collabtherapy.fhir.datatypes.matches import Match

ASKED = Request(subject=SUBJECT, labels={"N"}, purpose="TREAT")


@given(directives(st.sampled_from(VALID)), requests, moments, moments)
def test_withdrawn_from_then_on(held, q, at: datetime, now: datetime):
    """Consent property 5: after it nothing is permitted, before it all is as it was."""
    after = decide([withdraw(held, at=at)], q, at=now)
    if now >= at:
        assert after.deny
    else:
        before = decide([held], q, at=now)
        assert attrs.evolve(after, until=None) == attrs.evolve(before, until=None)


@given(directives(), directives(), requests, moments, moments, moments)
def test_withdrawing_again_changes_nothing(one, two, q, at, later, now):  # noqa: PLR0917  # as many as are drawn
    """Consent property 6: idempotent, from every valid state, in either order."""
    gone = withdraw(one, at=at)
    assert withdraw(gone, at=at) == gone
    if one.state in VALID:
        assert gone.ended_at is not None
        assert gone.holds(max(at, now)) is Match.NO
    both = [withdraw(one, at=at), withdraw(two, at=later)]
    assert withdraw(gone, at=later) == withdraw(withdraw(one, at=later), at=at)
    assert decide(both, q, at=now) == decide(both[::-1], q, at=now)


@given(consents, requests, moments, st.lists(several(LABELS), max_size=4))
def test_redaction(held, q, at, labels):
    """Consent property 12: a part of it, the same again, and nothing denied is left."""
    records = [Record(id=RECORDS[i % 2], labels=n) for i, n in enumerate(labels)]
    held = [*held, general()]

    def permitted(one: Request) -> bool:
        return decide(held, one, at=at).permit

    left = redact(records, q, permitted)
    assert set(left) <= set(records)
    assert redact(left, q, permitted) == left
    for record in left:
        one = attrs.evolve(
            q, labels=record.labels, record=record.id,
            classes=record.classes, codes=record.codes, date=record.date,
            related=record.related, authors=record.authors,
        )  # fmt: skip
        assert permitted(one)


@given(st.lists(st.tuples(st.sampled_from(OverrideGround), moments), max_size=5))
def test_an_override_is_no_permit(cases):
    """Consent property 13: reason, actor and one audit record each, never a permit."""
    q = attrs.evolve(ASKED, actor=Actor("Practitioner/1"))
    made = [
        override(
            q, ground=g, reason=Words("he said so"), scope=frozenset({"plan"}), at=m
        )
        for g, m in cases
    ]
    assert len([one.audit for one in made]) == len(cases)
    for one, (ground, at) in zip(made, cases, strict=True):
        assert (one.actor, one.audit.ground) == ("Practitioner/1", ground)
        assert one.audit.at == at
        assert one.reason.text == "he said so"
        assert one.audit.client_told
        assert not hasattr(one, "permit")
        assert "he said" not in repr(one)


def test_an_override_says_who_and_what():
    """Nobody overrides unnamed, without a scope, or without words of reason."""
    q = attrs.evolve(ASKED, actor=Actor("Practitioner/1"))
    more = {"ground": OverrideGround.STATUTE, "at": day(0)}
    for asked, scope in ((ASKED, {"plan"}), (q, set())):
        with pytest.raises(ValueError, match="an override names"):
            override(asked, reason=Words("x"), scope=frozenset(scope), **more)
    with pytest.raises(TypeError, match="Words"):
        override(q, reason="x", scope=frozenset({"plan"}), **more)


@given(st.lists(findings, min_size=1), st.booleans(), moments, moments)
def test_expiry_never_permits(found, needs, at, withdrawn_at):
    """Consent property 17: what runs out permits nothing, and nothing comes back."""
    held = general(needs_finding=needs)
    now = decide([held], ASKED, at=at, findings=found)
    about = [f for f in found if f.kind == Kind.SHARING and f.found_at <= at]
    last = max((f.found_at for f in about), default=None)
    able = all(f.holds(at) for f in about if f.found_at == last)
    assert now.permit is (able if about else not needs)
    able_again = Finding(
        person=SUBJECT, kind=Kind.SHARING, able=True, found_at=at, assessor="P"
    )
    gone = withdraw(held, at=withdrawn_at)
    if withdrawn_at <= at:
        assert decide([gone], ASKED, at=at, findings=[able_again]).deny


def test_what_takes_the_place_of_another():
    """A later consent replaces an earlier one by naming it, and not by being later."""
    old = general(id="Consent/old")
    refused = general(id="Consent/new", state=State.REFUSED)
    assert decide([old, refused], ASKED, at=day(0)).permit
    linked = attrs.evolve(refused, supersedes=frozenset({"Consent/old"}))
    assert decide([old, linked], ASKED, at=day(0)).why == (
        Why.NOT_IN_FORCE,
        Why.SUPERSEDED,
    )
    closed = general(Effect.DENY, id="Consent/old")
    newer = general(id="Consent/new", supersedes=frozenset({"Consent/old"}))
    assert decide([closed, newer], ASKED, at=day(0)).permit
    drafted = attrs.evolve(newer, state=State.REQUESTED)
    assert decide([old, drafted], ASKED, at=day(0)).permit
    not_able = Finding(
        person=SUBJECT, kind=Kind.SHARING, able=False, found_at=day(0), assessor="P"
    )
    assert decide([closed, newer], ASKED, at=day(0), findings=[not_able]).deny


def test_what_a_permit_obliges_to():
    """What is denied by its label is named, as are the duties of Part 2."""
    deny = Rule(id="d", effect=Effect.DENY, labels={"HIV"})
    rule = Rule(id="p", effect=Effect.PERMIT, labels={"R"}, children=(deny,))
    asked = attrs.evolve(ASKED, labels={"R", "SUD"})
    decision = decide([general(rule=rule)], asked, at=day(0))
    assert [(o.duty, o.rule) for o in decision.obligations] == [
        (Duty.COPY_OF_CONSENT, "p"),
        (Duty.KEEP_TO, "p"),
        (Duty.NO_PROCEEDINGS, "p"),
        (Duty.WITHHOLD, "d"),
    ]
