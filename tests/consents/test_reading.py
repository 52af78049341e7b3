"""What is read out of a document, and what is refused or closed instead."""

import time
from contextlib import suppress
from datetime import timedelta

import pytest
from consents.documents import ASKED, MARKET, TREAT, permits, r4, r5
from consents.drawn import SUBJECT, day
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import Client, Partnership, Scope, Therapist, acts
from collabtherapy.errors import MalformedDocument
from collabtherapy.fhir.consents import (
    Actor,
    Edge,
    Effect,
    Kind,
    Request,
    Rule,
    State,
    decide,
    directives_of,
    read_consents,
)
from collabtherapy.fhir.datatypes.matches import Match

CASES = [
    (r5(), True),
    (r5(status="inactive"), False),
    (r5(status="draft"), False),
    (r5(status="what"), False),
    (r5(decision="maybe"), False),
    (r5(decision=None, provision=[]), False),
    (r5(date="2027"), False),
    (r5(date="2026-01-01T00:00:00Z"), True),
    (r5(date="2026-01-01"), False),  # in some places that day has yet to begin
    (r5(date="sometime"), False),
    (r5(period={"end": "2025"}), False),
    (r5(period={"start": "2025", "end": "9999-12-31"}), True),
    (r5(period={"start": "0001", "end": "2026-12"}), True),
    (r5(period={"end": "2026-13"}), False),
    (r5(period={"end": "2026-01-31T10:00:00"}), False),
    (r5(subject={"display": "somebody"}), False),
    (r5(modifierExtension=[{"url": "x"}]), False),
    (r5(provision=[{"purpose": MARKET}]), True),
    (r5(provision=[{"purpose": TREAT}]), False),
    (r5(provision=[{"purpose": [{"display": "?"}]}]), False),
    (r5(provision=[{"expression": {"language": "text/cql"}}]), False),
    (r5(provision=[{"purpose": MARKET, "expression": {}}]), True),
    (r5(provision=[{"action": [{"text": "look"}]}]), False),
    (r5(provision=[{"data": [{"meaning": "near", "reference": {}}]}]), False),
    (r5(provision=[{"actor": [{"reference": {"display": "x"}}]}]), False),
    (r5(decision="deny", provision=[{"purpose": TREAT}]), True),
    (r5(decision="deny", provision=[{"purpose": TREAT, "expression": {}}]), False),
    (r5(category=[{"coding": [{"code": "research"}]}]), False),
    (r4(), False),
    (r4(policy="OPTIN"), True),
    (r4(policy="OPTOUT"), False),
    (r4({"type": "permit"}), True),
    (r4({"type": "permit"}, "OPTOUT"), True),
    (r4({"type": "allow"}, "OPTIN"), False),
    (r4({"purpose": TREAT}), False),
    (r4({"purpose": TREAT}, "OPTIN"), False),  # readings differ
    (r4({"type": "deny", "purpose": MARKET}, "OPTIN"), False),  # readings differ
    (r4({"type": "deny", "purpose": MARKET}), False),
    (r4({"period": {"end": "2030"}}, "OPTIN"), True),
    (r4({"provision": [{"type": "deny", "purpose": MARKET}]}, "OPTIN"), True),
    (r4({"provision": [{"purpose": MARKET}]}, "OPTIN"), True),
    (r4({"provision": [{"purpose": TREAT}]}, "OPTIN"), False),
    (r4({"type": "deny", "provision": [{"purpose": TREAT}]}), False),
    (r4({"type": "deny", "provision": [{"type": "permit", "purpose": TREAT}]}), True),
    (r4({"type": "permit", "provision": [{"type": "permit"}]}), True),
    (r4({"type": "permit"}, scope={"coding": [{"code": "research"}]}), False),
    (r4({"type": "permit"}, scope={"text": "?"}), False),
]


@pytest.mark.parametrize(("document", "permit"), CASES)
def test_what_a_document_comes_to(document: object, permit: bool):  # noqa: FBT001
    """Each shape of a Consent is answered, what is not understood as a deny."""
    assert permits(document) is permit


def test_a_bundle_is_read_whole():
    """Full URLs are resolved, links followed, and a broken Consent stays a deny."""
    url = "urn:uuid:1"
    person = {"resourceType": "Patient", "id": "1"}
    old = r5(id="old", subject={"reference": url}, decision="deny")
    link = {
        "url": "http://hl7.org/fhir/StructureDefinition/replaces",
        "valueReference": {"reference": "Consent/old"},
    }
    new = r5(id="new", grantor=[{"reference": SUBJECT}], extension=[link])
    entries = [{"fullUrl": url, "resource": person}, {"resource": old}, {"request": {}}]
    bundle = {"resourceType": "Bundle", "entry": entries}
    assert not permits(bundle)
    entries.append({"resource": new})
    assert permits(bundle)
    entries.append({"resource": r5(id="odd", implicitRules="x")})
    assert not permits(bundle)
    _, problems = read_consents(bundle)
    assert [(p.path, p.code) for p in problems] == [
        ("$.entry[4].resource.implicitRules", "modified")
    ]


HOSTILE = [
    None, [], "Consent", 7, {}, {"resourceType": "Patient"}, {"resourceType": ["x"]},
    {"resourceType": "Bundle", "entry": {}}, {"resourceType": "Bundle", "entry": [7]},
    {"resourceType": "Bundle", "entry": [{}] * 10_001},
    r5(status=7), r5(subject=[]), r5(provision=[[]]), r5(provision=[{"code": 1}]),
    r5(verification=[{"verified": "no"}]), r5(date="x" * 3_000),
    r5(provision=[{"purpose": [{}] * 10_001}]), r5(id=""),
]  # fmt: skip


@pytest.mark.parametrize("document", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_document(document: object):
    """Whatever is not of FHIR's types is refused, with its place."""
    with pytest.raises(MalformedDocument) as wrong:
        read_consents(document)
    assert wrong.value.path.startswith("$")


def test_however_deep():
    """A thousand levels of rules are refused at once."""
    provision: dict[str, object] = {}
    for _ in range(1_000):
        provision = {"provision": [provision]}
    began = time.perf_counter()
    with pytest.raises(MalformedDocument, match="deep"):
        read_consents(r5(provision=[provision]))
    assert time.perf_counter() - began < 1
    rule = Rule(id="r", effect=Effect.PERMIT)
    for _ in range(7):
        rule = Rule(id="r", effect=rule.effect.other, children=(rule,))
    with pytest.raises(ValueError, match="deep"):
        Rule(id="r", effect=rule.effect.other, children=(rule,))
    with pytest.raises(ValueError, match="other effect"):
        Rule(id="r", effect=rule.effect, children=(rule,))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [*r5(), *r4({}, "OPTIN"), "entry", "coding", "code", "period"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.sampled_from([r5(), r4({}, "OPTIN")]), json_values, st.data())
def test_any_json(document, value, data):
    """Whatever stands anywhere, it is read or refused as a document."""
    key = data.draw(st.sampled_from([*document, "provision", "period", "grantor"]))
    for hostile in (value, {**document, key: value}):
        with suppress(MalformedDocument):
            consents, _ = read_consents(hostile)
            assert all(decide(consents, ASKED, at=day(0)).why for _ in consents)


def test_references():
    """A reference to a server's resource is perhaps the one without a server."""
    full = r5(subject={"reference": f"https://a.example/{SUBJECT}"})
    assert not permits(full)
    assert not permits(full, subject=f"https://b.example/{SUBJECT}")
    assert permits(full, subject=f"https://a.example/{SUBJECT}")
    assert permits(r5(subject={"reference": f"{SUBJECT}/_history/2"}))
    assert not permits(r5(subject={"reference": "#p"}))


def test_values_refuse_what_they_cannot_mean():
    """One text is not several, and an edge does not end before it begins."""
    for name in ("labels", "related"):
        with pytest.raises(TypeError, match="a set"):
            Request(subject=SUBJECT, **{name: "N"})
    with pytest.raises(ValueError, match="earlier"):
        Edge(day(1), day(0))
    with pytest.raises(TypeError, match="no truth value"):
        bool(Match.UNKNOWN)


def test_our_own_consents():
    """What a client gave here is answered by the same engine, until taken back."""
    start, client = day(0), {"by": "ana"}
    p = Partnership.open(
        id="p-1", clients=[Client("ana")], therapists=[Therapist("bo")], by="ana",
        at=start,
    )  # fmt: skip
    scope = Scope.disclosure("gp", purpose="referral")
    hour = timedelta(hours=1)
    explain = acts.Explain(by="bo", at=start, to="ana", scope=scope, terms="t-1")
    give = acts.GiveConsent(**client, at=start + hour, scope=scope, terms="t-1")
    p = p.record(explain)
    asked = Request(
        subject="ana", actor=Actor("gp", groups=set()), purpose="referral", labels={"N"}
    )
    assert [d.state for d in directives_of(p, "ana")] == [State.REQUESTED]
    p = p.record(give)
    (given_,) = directives_of(p, "ana")
    assert given_.kind == Kind.SHARING
    assert decide([given_], asked, at=start + hour).permit
    assert decide([given_], asked, at=start).deny
    p = p.record(acts.WithdrawConsent(**client, at=start + 2 * hour, scope=scope))
    assert decide(directives_of(p, "ana"), asked, at=start + 2 * hour).deny
    assert directives_of(p, "bo") == ()
