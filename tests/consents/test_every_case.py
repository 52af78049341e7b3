"""Small cases by the table: labels, replacing, being able; and a digest of many."""

import hashlib
from itertools import product

import attrs
import pytest
from consents.drawn import SUBJECT, VALID, day, general

from collabtherapy.fhir.consents import (
    UNKNOWN,
    Actor,
    ActorFacet,
    Coding,
    Decision,
    Directive,
    Edge,
    Effect,
    Finding,
    Kind,
    Meaning,
    Period,
    Request,
    Rule,
    State,
    Target,
    Why,
    decide,
)

PERMIT, DENY = Effect.PERMIT, Effect.DENY
ASKED = Request(subject=SUBJECT, labels={"N"}, purpose="TREAT")

LABELS = [
    # A level covers what is at or below it; data without a level is as high as can be.
    (PERMIT, {"N"}, {"N"}, True),
    (PERMIT, {"N"}, {"U"}, True),
    (PERMIT, {"N"}, {"R"}, False),
    (PERMIT, {"N"}, {"L", "R"}, False),
    (PERMIT, {"N", "R"}, {"R"}, True),
    (PERMIT, {"N"}, {"PSY"}, False),
    (PERMIT, {"N"}, {"N", "PSY"}, True),
    (PERMIT, {"R"}, {"SUD"}, False),
    (PERMIT, {"V"}, {"SUD"}, True),
    # A sort covers what is of that sort, and of no other besides.
    (PERMIT, {"PSY"}, {"PSY"}, True),
    (PERMIT, {"PSY"}, {"R", "PSY"}, True),
    (PERMIT, {"PSY"}, {"PSY", "SUD"}, False),
    (PERMIT, {"PSY", "SUD"}, {"PSY", "SUD"}, True),
    (PERMIT, {"SUD"}, {"OPIOIDUD"}, True),
    (PERMIT, {"OPIOIDUD"}, {"SUD"}, False),
    (PERMIT, {"PSY"}, {"N"}, False),
    (PERMIT, {"PSYTHPN"}, {"PSYTHPN"}, True),
    (PERMIT, {"PSYTHPN", "N"}, {"N", "PSYTHPN"}, True),
    (PERMIT, {"PSY"}, {"PSY", "PSYTHPN"}, False),
    # A denial covers what is at or above its level, or of any of its sorts.
    (DENY, {"R"}, {"N"}, True),
    (DENY, {"R"}, {"R"}, False),
    (DENY, {"R"}, {"V"}, False),
    (DENY, {"R"}, {"N", "R"}, False),
    (DENY, {"R"}, {"PSY"}, False),
    (DENY, {"V"}, {"R"}, True),
    (DENY, {"N", "V"}, {"N"}, False),
    (DENY, {"N", "V"}, {"L"}, True),
    (DENY, {"SUD"}, {"N", "OPIOIDUD"}, False),
    (DENY, {"SUD"}, {"N", "PSY"}, True),
    (DENY, {"PSY", "SUD"}, {"SUD"}, False),
    (DENY, {"SUD"}, {"PSY", "SUD"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("effect", "named", "asked", "permit"), LABELS)
def test_labels(effect: Effect, named: set, asked: set, permit: bool):  # noqa: FBT001
    """A permit of labels by itself, and a denial of them out of a whole permit."""
    rule = Rule(id="r", effect=effect, labels=named)
    if effect is DENY:
        rule = Rule(id="whole", effect=PERMIT, children=(rule,))
    q = attrs.evolve(ASKED, labels=asked)
    assert decide([general(rule=rule)], q, at=day(0)).permit is permit


NEWER = [
    # What is given takes the place of what it names, permit or denial.
    ({}, DENY, True, (Why.PERMITTED,)),
    ({"state": State.RENEWED}, DENY, True, (Why.PERMITTED,)),
    ({"rule": Rule(id="m", effect=PERMIT, purposes={"HMARKT"})}, PERMIT, False,
     (Why.SUPERSEDED, Why.NOT_COVERED)),
    ({"rule": Rule(id="m", effect=PERMIT, purposes={"HMARKT"})}, DENY, False,
     (Why.SUPERSEDED, Why.NOT_COVERED)),
    # What names nobody, another, or is yet to come, does not.
    ({"supersedes": frozenset()}, DENY, False, (Why.DENIED,)),
    ({"supersedes": frozenset({"Consent/other"})}, DENY, False, (Why.DENIED,)),
    ({"given": Edge.exactly(day(2))}, DENY, False, (Why.DENIED,)),
    ({"given": Edge.exactly(day(2))}, PERMIT, True, (Why.PERMITTED,)),
    # Where it perhaps does, a denial stays and a permit does not.
    ({"given": Edge(day(0), day(2))}, DENY, False, (Why.DENIED,)),
    ({"given": Edge(day(0), day(2))}, PERMIT, False, (Why.SUPERSEDED, Why.NOT_COVERED)),
    ({"doubted": True}, DENY, False, (Why.DENIED,)),
    ({"doubted": True}, PERMIT, False, (Why.SUPERSEDED, Why.NOT_COVERED)),
    ({"kind": None}, DENY, False, (Why.DENIED,)),
    ({"kind": None}, PERMIT, False, (Why.SUPERSEDED, Why.NOT_COVERED)),
    ({"subject": None}, DENY, False, (Why.DENIED,)),
    ({"subject": None}, PERMIT, False, (Why.SUPERSEDED, Why.NOT_COVERED)),
    ({"needs_finding": True}, DENY, False, (Why.DENIED,)),
    ({"needs_finding": True}, PERMIT, False, (Why.SUPERSEDED, Why.NOT_ABLE)),
    # A refusal, or what is over, ends the permits that it names, and no denial.
    *(({"state": state}, PERMIT, False, (Why.NOT_IN_FORCE, Why.SUPERSEDED))
      for state in (State.REFUSED, State.WITHDRAWN, State.REVOKED, State.EXPIRED)),
    *(({"state": state}, DENY, False, (Why.DENIED,))
      for state in (State.REFUSED, State.WITHDRAWN, State.REVOKED, State.EXPIRED)),
    ({"state": State.UNKNOWN}, PERMIT, False, (Why.SUPERSEDED, Why.NOT_COVERED)),
    *(({"state": state}, PERMIT, True, (Why.PERMITTED,))
      for state in (State.REQUESTED, State.DEFERRED, State.INVALIDATED)),
]  # fmt: skip


@pytest.mark.parametrize(("newer", "old", "permit", "why"), NEWER)
def test_taking_the_place(newer: dict, old: Effect, permit: bool, why: tuple):  # noqa: FBT001
    """What a newer consent does to the one that it names, and why the answer is so."""
    names = {"id": "Consent/new", "supersedes": frozenset({"Consent/old"})}
    held = [general(old, id="Consent/old"), general(**{**names, **newer})]
    decision = decide(held, ASKED, at=day(1))
    assert (decision.permit, decision.why) == (permit, why)


def finding(able: bool, n: int, until: int | None = None, **more: object) -> Finding:  # noqa: FBT001
    plain = {"person": SUBJECT, "kind": Kind.SHARING, "assessor": "Practitioner/1"}
    expires = None if until is None else day(until)
    return Finding(**{**plain, **more}, able=able, found_at=day(n), expires_at=expires)


ABLE = [
    ([finding(able=True, n=0)], True),
    ([finding(able=True, n=1)], True),  # from its very moment on
    ([finding(able=True, n=2)], False),
    ([finding(able=True, n=0, until=2)], True),
    ([finding(able=True, n=0, until=1)], False),  # to before the moment it runs out
    ([finding(able=False, n=0)], False),
    ([finding(able=False, n=0), finding(able=True, n=1)], True),
    ([finding(able=True, n=0), finding(able=False, n=1)], False),
    ([finding(able=True, n=1), finding(able=False, n=1)], False),
    ([finding(able=True, n=0, person="Patient/2")], False),
    ([finding(able=True, n=0, kind=Kind.RESEARCH)], False),
    ([], False),
]


@pytest.mark.parametrize(("found", "permit"), ABLE)
def test_being_able(found: list[Finding], permit: bool):  # noqa: FBT001
    """A consent that needs a finding holds by the last one that is about it."""
    held = general(needs_finding=True)
    decision = decide([held], ASKED, at=day(1), findings=found)
    assert decision.permit is permit
    assert permit or decision.why == (Why.NOT_ABLE,)
    both = attrs.evolve(held, grantors=frozenset({SUBJECT, "RelatedPerson/1"}))
    assert decide([both], ASKED, at=day(1), findings=found).deny


def rules() -> list[Rule]:
    """Give rules that name each facet once, and a tree of three levels."""
    day_one = Period(start=Edge(day(0), day(1)), end=Edge(day(2), day(3)))
    leaf = Rule(id="leaf", effect=PERMIT, actors=(ActorFacet("Practitioner/1"),))
    inner = Rule(id="in", effect=DENY, purposes={"TREAT"}, children=(leaf,))
    facets: list[dict[str, object]] = [
        {}, {"purposes": {"TREAT"}}, {"labels": {"R"}}, {"labels": {"PSYTHPN"}},
        {"actors": (ActorFacet("Organization/1"),)},
        {"actors": (ActorFacet("Practitioner/1", Coding("AUT")),)},
        {"actors": (ActorFacet("Organization/1", Coding("CST")),)},
        {"actors": (ActorFacet(None, Coding("nurse")),)}, {"actions": {"access"}},
        {"resource_types": {"Goal"}}, {"document_types": {"Goal"}}, {"codes": {"1-1"}},
        {"targets": (Target("Goal/1"),)},
        {"targets": (Target("Goal/1", Meaning.RELATED),)},
        {"targets": (Target("Practitioner/1", Meaning.AUTHORED_BY),)},
        {"data_period": day_one}, {"period": day_one}, {"unread": frozenset({"actor"})},
        {"unread": frozenset({"expression"})},
    ]  # fmt: skip
    flat = [Rule(id="r", effect=e, **f) for e in Effect for f in facets]
    return [*flat, Rule(id="tree", effect=PERMIT, children=(inner,))]


def questions() -> list[Request]:
    """Give questions that say everything, that say little, and those in between."""
    whole = Request(
        subject=SUBJECT,
        actor=Actor("Practitioner/1", roles={"nurse"}, groups={"Organization/1"}),
        purpose="ETREAT", labels={"N", "SUD"}, classes={"Goal"}, codes={"1-1"},
        action="access", date=day(1), record="Goal/1", related=set(),
        authors={"Practitioner/1"}, custodian="Organization/1",
    )  # fmt: skip
    other: dict[str, object] = {
        "actor": Actor("Practitioner/2", roles={"clerk"}, groups=set()),
        "purpose": "HMARKT", "labels": {"V"}, "classes": {"Task"}, "codes": {"2-2"},
        "action": "disclose", "date": day(5), "record": "Goal/2",
        "related": {"Goal/1"}, "authors": {"Practitioner/2"}, "custodian": "x",
        "kind": Kind.RESEARCH, "subject": f"https://a.example/{SUBJECT}",
    }  # fmt: skip
    left_out = [name for name in other if name not in {"actor", "kind", "subject"}]
    return [
        whole,
        *(attrs.evolve(whole, **{name: value}) for name, value in other.items()),
        *(attrs.evolve(whole, **{name: UNKNOWN}) for name in left_out),
        attrs.evolve(whole, actor=Actor()),
        attrs.evolve(whole, labels={"PSYTHPN"}),
    ]


def answers() -> list[Decision]:
    """Answer each question by each rule: alone, beside a permit, and between two."""
    more: tuple[dict[str, object], ...] = (
        {}, {"given": Edge(day(0), day(1))}, {"ended_at": day(1)}, {"doubted": True},
        {"grantees": frozenset({"Practitioner/1"})},
    )  # fmt: skip
    beside: tuple[list[Directive], ...] = ([], [general()], [general(DENY, id="d")])
    every = [
        (general(id="c", rule=rule), others, q, n)
        for rule, q, n in product(rules(), questions(), (0, 1, 3))
        for others in beside[:2]
    ]
    every += [
        (general(id="c", rule=rule, **extra), others, questions()[0], n)
        for rule, extra, others, n in product(rules(), more, beside, (0, 1, 2))
    ]
    return [decide([one, *others], q, at=day(n)) for one, others, q, n in every]


def test_every_answer_is_what_it_was():
    """One digest of some seven thousand answers, each with all that it says.

    It says that the engine answers otherwise, and the properties say whether that
    matters. After a change that is meant, look at what changed, and pin it anew.
    """
    found = answers()
    assert 1_000 < sum(one.permit for one in found) < len(found) - 1_000
    assert {why for one in found for why in one.why} >= set(Why) - {
        Why.NO_CONSENT, Why.SUPERSEDED, Why.NOT_ABLE, Why.SENSITIVE_NOT_NAMED,
    }  # fmt: skip
    text = "\n".join(
        f"{one.permit} {[str(w) for w in one.why]} {one.rules} {one.until} "
        f"{[(str(o.duty), o.rule) for o in one.obligations]}"
        for one in found
    )
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    assert digest == "4de1a3e2194031e6"


def test_what_was_given_to_others_does_not_cover_who_asks():
    """A permit that was given to somebody else is none, and no denial either."""
    held = general(grantees=frozenset({"Practitioner/1"}))
    q = attrs.evolve(ASKED, actor=Actor("Practitioner/2", groups=set()))
    assert decide([held], q, at=day(0)).why == (Why.NOT_COVERED,)
    assert decide([held, general(id="Consent/h")], q, at=day(0)).permit


def test_valid_states_alone_permit():
    """Of DPV's ten states two permit, and the unknown one may still deny."""
    for state in State:
        assert decide([general(state=state)], ASKED, at=day(0)).permit is (
            state in VALID
        )
        held = [general(), general(DENY, id="d", state=state)]
        closes = state in {*VALID, State.UNKNOWN}
        assert decide(held, ASKED, at=day(0)).deny is closes
