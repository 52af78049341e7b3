"""Consents and questions over a vocabulary small enough for them to meet."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from collabtherapy.fhir.consents import (
    UNKNOWN,
    Actor,
    ActorFacet,
    Coding,
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
)

START = datetime(2026, 1, 1, tzinfo=UTC)
SUBJECT = "Patient/1"
PURPOSES = ("TREAT", "ETREAT", "HRESCH", "HMARKT")
LABELS = ("N", "R", "PSY", "SUD", "OPIOIDUD", "PSYTHPN")
PEOPLE = ("Practitioner/1", "Practitioner/2", "Organization/1")
ACTIONS = ("access", "disclose")
CLASSES = ("Observation", "Goal")
CODES = ("1-1", "2-2")
RECORDS = ("Observation/1", "Observation/2")
VALID = (State.GIVEN, State.RENEWED)


def day(n: float) -> datetime:
    return START + timedelta(days=n)


STATES = st.sampled_from((*VALID * 20, *State))
moments = st.integers(0, 12).map(day)
edges = st.tuples(st.integers(0, 12), st.integers(0, 2)).map(
    lambda t: Edge(day(t[0]), day(t[0] + t[1]))
)
periods = st.builds(Period, start=st.none() | edges, end=st.none() | edges)


def rarely(values: st.SearchStrategy[object], plain: object) -> st.SearchStrategy:
    """Draw the plain value mostly: a rule that names everything covers nothing."""
    return st.integers(0, 4).flatmap(lambda n: st.just(plain) if n < 4 else values)


ODD = (None, None, None, "urn:x", "http://terminology.hl7.org/ValueSet/v3-PurposeOfUse")
"""Systems of codes: mostly none; one that is unknown, and one by a name not its own."""


def some(
    values: tuple[str, ...], *, plain: bool
) -> st.SearchStrategy[frozenset[Coding]]:
    code = st.sampled_from(values)
    one = code.map(Coding) if plain else st.builds(Coding, code, st.sampled_from(ODD))
    return rarely(st.frozensets(one, max_size=2), frozenset[Coding]())


actor_facets = st.builds(
    ActorFacet,
    st.sampled_from(PEOPLE),
    st.sampled_from([None, Coding("CST"), Coding("AUT"), Coding("PRCP")]),
) | st.just(ActorFacet(None, Coding("nurse")))
targets = st.builds(Target, st.sampled_from(RECORDS), st.sampled_from(Meaning))
unread = st.sampled_from(
    ["expression", "modifierExtension", "purpose", "actor", "securityLabel"]
)
qualified = st.sampled_from(["purpose", "actor", "securityLabel", "period", "data"])
names = st.integers(0, 10**6).map("rule-{}".format)


@st.composite
def rules(
    draw: st.DrawFn,
    effect: Effect | None = None,
    depth: int = 3,
    *,
    plain: bool = False,
) -> Rule:
    effect = effect or draw(rarely(st.just(Effect.DENY), Effect.PERMIT))
    inner = rules(effect.other, depth - 1, plain=plain)
    children = draw(st.just([]) | st.lists(inner, max_size=2)) if depth > 1 else []
    more = {} if plain else {
        "targets": tuple(draw(rarely(st.lists(targets, max_size=1), []))),
        "data_period": draw(rarely(periods, None)),
        "unread": draw(rarely(st.frozensets(unread, max_size=2), frozenset())),
        "qualified": draw(rarely(st.frozensets(qualified, max_size=2), frozenset())),
    }  # fmt: skip
    people = st.sampled_from(PEOPLE).map(ActorFacet) if plain else actor_facets
    return Rule(
        id=draw(names),
        effect=effect,
        actors=tuple(draw(rarely(st.lists(people, max_size=1), []))),
        purposes=draw(some(PURPOSES, plain=plain)),
        labels=draw(some(LABELS, plain=plain)),
        resource_types=draw(some(CLASSES, plain=plain)),
        codes=draw(some(CODES, plain=plain)),
        actions=draw(some(ACTIONS, plain=plain)),
        period=draw(rarely(periods, None)),
        children=tuple(children),
        **more,
    )


@st.composite
def directives(
    draw: st.DrawFn,
    states: st.SearchStrategy[State] = STATES,
    effect: Effect | None = None,
) -> Directive:
    return Directive(
        id=draw(st.integers(0, 10**6).map("Consent/{}".format)),
        subject=SUBJECT,
        kind=draw(rarely(st.sampled_from([None, Kind.RESEARCH]), Kind.SHARING)),
        state=draw(states),
        rule=draw(rules(effect)),
        given=draw(rarely(edges, None)),
        period=draw(rarely(periods, Period())),
        ended_at=draw(rarely(moments, None)),
        grantees=frozenset(draw(rarely(st.lists(st.sampled_from(PEOPLE)), []))),
        doubted=draw(st.integers(0, 20)) == 0,
    )


def unknown_or(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.integers(0, 4).flatmap(lambda n: values if n else st.just(UNKNOWN))


def several(values: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values), min_size=1)


FACETS = {
    "purpose": st.sampled_from(PURPOSES),
    "labels": several(LABELS[:-1]) | several(LABELS),
    "classes": several(CLASSES),
    "codes": several(CODES),
    "action": st.sampled_from(ACTIONS),
    "date": moments,
    "record": st.sampled_from(RECORDS),
    "related": several(RECORDS),
    "authors": several(PEOPLE),
    "custodian": st.sampled_from(PEOPLE),
    "actor": st.builds(
        Actor,
        st.sampled_from(PEOPLE),
        roles=several(("nurse", "clerk")),
        groups=several(PEOPLE),
    ),
}
"""What a question may say, each by the name of its field."""

complete = st.builds(Request, subject=st.just(SUBJECT), **FACETS)
requests = (
    st.builds(
        Request,
        subject=st.just(SUBJECT),
        **{k: v if k == "actor" else unknown_or(v) for k, v in FACETS.items()},
    )
    | complete
)
consents = st.lists(directives(), min_size=1, max_size=3, unique_by=lambda c: c.id)
findings = st.builds(
    Finding,
    person=st.just(SUBJECT),
    kind=st.sampled_from([Kind.SHARING, Kind.RESEARCH]),
    able=st.booleans(),
    found_at=moments,
    assessor=st.just("Practitioner/1"),
    expires_at=st.none() | moments,
)


def general(effect: Effect = Effect.PERMIT, **more: object) -> Directive:
    """Give a consent to everything that a general one covers."""
    rule = Rule(id="general#root", effect=effect)
    return Directive(**{"id": "Consent/g", "subject": SUBJECT, "rule": rule, **more})
