"""What is added to a Consent, or written otherwise, never opens what was closed."""

import copy
from collections.abc import Iterator

import attrs
from consents.counts import MANY
from consents.documents import Json, exact, provision, r4, r5, system_of
from consents.drawn import FACETS as SAID
from consents.drawn import SUBJECT, complete, day, moments, requests, rules
from consents.nested import documents as nested
from hypothesis import event, given
from hypothesis import strategies as st

from collabtherapy.errors import MalformedDocument
from collabtherapy.fhir.consents import (
    UNKNOWN,
    Actor,
    Coding,
    Effect,
    Reading,
    Request,
    Rule,
    decide,
    read_consents,
)
from collabtherapy.fhir.datatypes.systems import NAMES

UNREAD = (
    "until", "except", "note", "_code", "_system", "_reference", "_start", "_end",
    "_status", "_type", "_decision", "modifierExtension", "implicitRules", "expression",
    "contradicts",
)  # fmt: skip
"""Fields that none of the elements has."""

SILENT = ("id", "extension", "_id", "_display")
"""Fields that are passed over wherever they stand."""

VALUES = st.sampled_from([
    "2020", [], {}, None, True, [{"url": "urn:x"}], {"extension": []},
])  # fmt: skip


def without_type(one: Json) -> Json:
    """Write a provision of R4 as R5 does."""
    names = {"class": "resourceType"}
    more = {names.get(k, k): value for k, value in one.items() if k != "type"}
    inner = [without_type(child) for child in one.get("provision", [])]
    return {**more, "provision": inner} if inner else more


@st.composite
def documents(draw: st.DrawFn, *, systems: bool = False) -> Json:
    """Draw a Consent of either release, or a Bundle of two, as it is written down."""

    def one(n: int) -> Json:
        rule = draw(rules(plain=True).map(exact))
        written = provision(rule, systems=systems)
        more: Json = {"id": f"c{n}"}
        if draw(st.booleans()):
            policy = draw(st.sampled_from([None, "OPTIN", "OPTOUT"]))
            return r4(written, policy, **more)
        inner = without_type({"provision": written.get("provision", [])})
        period = {"period": written["period"]} if "period" in written else {}
        return r5(decision=rule.effect.value, **inner, **period, **more)

    every = [one(n) for n in range(draw(st.sampled_from([1, 1, 2])))]
    entries = [{"resource": consent} for consent in every]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def objects(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple]:
    """Yield every object within, with the fields that lead there."""
    if isinstance(value, dict):
        yield path, value
        for name, inner in value.items():
            yield from objects(inner, (*path, name))
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner, path)


def within_consents(document: Json) -> list[tuple]:
    return [one for one in objects(document) if "resource" in one[0]]


every_document = documents() | nested
readings = st.sampled_from([Reading.STRICT, Reading.IHE_PCF])


def permits(
    document: Json, q: Request, at: object, reading: Reading = Reading.STRICT
) -> bool:
    """Decide by a document; what is refused as no document permits nothing."""
    try:
        read, _ = read_consents(document, reading=reading)
    except MalformedDocument:
        return False
    return decide(read, q, at=at).permit


@MANY
@given(every_document, st.data(), requests, moments, readings)
def test_adding_what_is_not_read_never_permits(document, data, q, at, how):
    """F-I1: whatever stands anywhere besides turns no deny into a permit."""
    more = copy.deepcopy(document)
    _, place = data.draw(st.sampled_from(within_consents(more)))
    place.setdefault(data.draw(st.sampled_from((*UNREAD, *SILENT))), data.draw(VALUES))
    before, after = (permits(one, q, at, how) for one in (document, more))
    event(f"before: {before}, after: {after}")
    assert before or not after


FACETS = {
    "purpose": [{"code": "TREAT"}],
    "action": [{"coding": [{"code": "access"}]}],
    "securityLabel": [{"code": "N"}],
    "actor": [{
        "reference": {"reference": "Practitioner/1"},
        "role": {"coding": [{"code": "nurse"}]},
    }],
    "code": [{"coding": [{"code": "1-1"}]}],
    "period": {"end": "2030"},
    "dataPeriod": {"end": "2030"},
    "data": [{"meaning": "instance", "reference": {"reference": "Goal/1"}}],
}  # fmt: skip
"""A facet of each kind, all of which cover `WHOLE`."""

WHOLE = Request(
    subject=SUBJECT,
    actor=Actor("Practitioner/1", roles={"nurse"}, groups=set()),
    purpose="TREAT", labels={"N"}, classes={"Goal"}, codes={"1-1"}, action="access",
    date=day(0), record="Goal/1", related=set(), authors=set(), custodian="x",
)  # fmt: skip


@MANY
@given(st.sets(st.sampled_from(sorted(FACETS)), min_size=1), st.booleans(), st.data())
def test_adding_it_where_a_permit_rests_closes_it(names: set[str], five: bool, data):  # noqa: FBT001
    """F-I2: at the root, in the subject, in a facet of the permit: a deny."""
    facets = {name: copy.deepcopy(FACETS[name]) for name in sorted(names)}
    document = (
        r5(decision="deny", provision=[facets])
        if five
        else r4({"type": "permit", **facets})
    )
    document["verification"] = [{"verified": True}]
    assert permits(document, WHOLE, day(0))
    _, place = data.draw(st.sampled_from(list(objects(document))))
    place[data.draw(st.sampled_from(UNREAD))] = data.draw(VALUES)
    assert not permits(document, WHOLE, day(0))


def codings_of(document: Json) -> list[Json]:
    """Return every coding that stands in a Consent."""
    return [one for _, one in objects(document) if isinstance(one.get("code"), str)]


def with_systems(q: Request) -> Request:
    """Ask by the systems that the codes of a document have."""

    def of(facet: str) -> object:
        those = getattr(q, facet)
        if those is UNKNOWN:
            return UNKNOWN
        if isinstance(those, Coding):
            return Coding(those.code, system_of(facet, those.code))
        return {Coding(one.code, system_of(facet, one.code)) for one in those}

    facets = ("purpose", "action", "labels", "classes", "codes")
    return attrs.evolve(q, **{facet: of(facet) for facet in facets})


names = st.sampled_from(
    [*NAMES, *(name for those in NAMES.values() for name, *_ in those)]
)
rewritten = st.text(min_size=1, max_size=12) | names | names.map("{}/".format)


@MANY
@given(documents(systems=True), st.data(), requests, st.booleans(), moments)
def test_rewriting_a_system_never_permits(document, data, q, told, at):
    """F-I3: neither by another name of it nor by any other text, anywhere."""
    more = copy.deepcopy(document)
    every = codings_of(more)
    if not every:
        return
    asked = with_systems(q) if told else q
    before = permits(document, asked, at)
    for n in data.draw(st.sets(st.integers(0, len(every) - 1), min_size=1)):
        every[n]["system"] = data.draw(rewritten)
    after = permits(more, asked, at)
    event(f"before: {before}, after: {after}")
    assert before or not after


def permitting(document: Json) -> list[Json]:
    """Return the provisions of R4 that permit, for a deny to be put into."""
    return [one for _, one in objects(document) if one.get("type") == "permit"]


@MANY
@given(documents(), rules(Effect.DENY, plain=True), st.data(), requests, moments)
def test_adding_a_denial_never_permits(document, rule: Rule, data, q, at):
    """F-I4: neither a Consent that denies nor an exception that does."""
    rule = attrs.evolve(exact(rule), children=())
    another, inside = copy.deepcopy(document), copy.deepcopy(document)
    another["entry"].append({"resource": r4(provision(rule), id="another")})
    those = permitting(inside)
    if those:
        place = data.draw(st.sampled_from(those))
        place.setdefault("provision", []).append(provision(rule))
    if not permits(document, q, at):
        assert not permits(another, q, at)
        assert not permits(inside, q, at)


@MANY
@given(documents(), st.data(), requests, moments)
def test_leaving_out_a_permit_never_permits(document, data, q, at):
    """F-I4: what stands within a denial and has none in it opens, and no more."""
    less = copy.deepcopy(document)
    every = [
        (inner, n)
        for _, one in objects(less)
        for inner in [one.get("provision")]
        if one.get("type") == "deny" and isinstance(inner, list)
        for n, permit in enumerate(inner)
        if "provision" not in permit
    ]
    if every:
        inner, n = data.draw(st.sampled_from(every))
        del inner[n]
    if not permits(document, q, at):
        assert not permits(less, q, at)


def left_out(q: Request, names: set[str]) -> Request:
    """Return a question that says less; of an actor, no more than nobody knows who."""
    return attrs.evolve(
        q, **{name: Actor() if name == "actor" else UNKNOWN for name in names}
    )


@MANY
@given(every_document, st.data(), complete, moments, readings)
def test_leaving_out_what_is_asked_never_permits(document, data, q, at, how):
    """F-I5: whatever a question does not say, it is not let in by saying less."""
    names = data.draw(st.sets(st.sampled_from(sorted(SAID)), min_size=1))
    before, after = (permits(document, one, at, how) for one in (q, left_out(q, names)))
    event(f"before: {before}, after: {after}")
    assert before or not after


@MANY
@given(every_document, st.data(), requests, moments, readings)
def test_metamorphic(document, data, q, at, how):
    """F-I7: reordered, doubled, or with the irrelevant beside it, it is the same."""
    plain = permits(document, q, at, how)
    entries = document["entry"]
    other = {**document, "entry": data.draw(st.permutations(entries))}
    twice = {**document, "entry": [
        entry
        for one in entries
        for entry in (one, {"resource": {**one["resource"], "id": f"{id(one)}"}})
    ]}  # fmt: skip
    elsewhere = [
        {"resource": {"resourceType": "Goal", "id": "g"}},
        {"resource": r5(id="o", subject={"reference": "Patient/2"}, decision="deny")},
        {"resource": r5(id="x", decision="deny", category=[
            {"coding": [{"code": "research"}]}])},
        {"resource": r5(id="d", decision="deny", status="draft")},
    ]  # fmt: skip
    more = {**document, "entry": [*data.draw(st.permutations(elsewhere)), *entries]}
    for changed in (other, twice, more):
        assert permits(changed, q, at, how) is plain


@MANY
@given(every_document, requests, moments, readings)
def test_sensitive_by_name_is_never_wider(document, q, at, how):
    """The stricter switch permits nothing that is denied without it."""
    read, _ = read_consents(document, reading=how)
    strict = decide(read, q, at=at, sensitive_by_name=True)
    plain = decide(read, q, at=at)
    assert plain.permit or not strict.permit
    if q.labels is UNKNOWN:
        assert strict.deny
