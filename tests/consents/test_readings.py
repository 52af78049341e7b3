"""A provision within one of its own type: what each reading makes of it."""

import copy
from datetime import datetime

import attrs
import pytest
from consents.counts import MANY
from consents.documents import ASKED, MARKET, TREAT, Json, bundle, codes, permits, r4
from consents.drawn import SUBJECT, day, moments, requests
from consents.nested import documents, labelled, provisions, within
from hypothesis import assume, event, given
from hypothesis import strategies as st

from collabtherapy.fhir.consents import (
    Actor,
    Reading,
    Request,
    Why,
    decide,
    directives_of,
    read_consents,
)
from collabtherapy.testing.ways import two

STRICT, IHE_PCF, LEAP = Reading
NOW = day(0)
NURSE = Actor("Practitioner/1", groups=set())
CLERK = Actor("Practitioner/2", groups=set())


def answer(
    document: object, reading: Reading, q: Request = ASKED, at: datetime = NOW
) -> bool:
    """Return what a document permits by a reading."""
    return decide(read_consents(document, reading=reading)[0], q, at=at).permit


NORMAL = {"type": "permit", "purpose": TREAT, "securityLabel": labelled("N")}
FOCUSED = {
    **NORMAL,
    "provision": [{
        "type": "permit", "securityLabel": labelled("R"),
        "actor": [{"reference": {"reference": "Practitioner/1"}}],
    }],
}  # fmt: skip
"""As a guide writes it: normal data to all, restricted data to one person alone."""

WITHIN_A_DENY = {"type": "deny", "purpose": MARKET, "provision": [
    {"type": "deny", "purpose": TREAT}]}  # fmt: skip
BARE_PERMIT = {"type": "permit", "provision": [
    {"type": "permit", "purpose": TREAT}]}  # fmt: skip
DENY_WITHIN = {"type": "permit", "provision": [{"type": "permit", "purpose": TREAT,
    "provision": [{"type": "deny", "securityLabel": labelled("PSY")}]}]}  # fmt: skip
RESTRICTED = {"labels": {"R"}, "actor": NURSE}
CASES = [
    # What a permit within a permit names besides, and inherits.
    (r4(NORMAL), {}, True, True),
    (r4(FOCUSED), {}, True, True),
    (r4(FOCUSED), {"actor": CLERK}, True, True),
    (r4(FOCUSED), RESTRICTED, False, True),
    (r4(FOCUSED), {**RESTRICTED, "actor": CLERK}, False, False),
    (r4(FOCUSED), {**RESTRICTED, "purpose": "HMARKT"}, False, False),
    (r4(BARE_PERMIT), {}, True, True),
    # What a deny within it refuses is refused by both.
    (r4(DENY_WITHIN), {}, True, True),
    (r4(DENY_WITHIN), {"labels": {"N", "PSY"}}, False, False),
    (r4(DENY_WITHIN), {"labels": {"N", "PSY"}, "purpose": "HMARKT"}, False, True),
    # A deny within a deny stands beside it, also against what another permits.
    (bundle(r4({"type": "permit"}), r4(WITHIN_A_DENY)), {}, False, False),
    (bundle(r4({"type": "permit"}), r4(WITHIN_A_DENY)), {"purpose": "HMARKT"}, False,
     False),
    (bundle(r4({"type": "permit"}), r4(WITHIN_A_DENY)), {"purpose": "HRESCH"}, True,
     True),
    (bundle(r4({"type": "permit"}), r4(DENY_WITHIN)), {"labels": {"N", "PSY"}}, False,
     False),
    # Under OPTIN the same.
    (r4({"type": "deny", "actor": [{"reference": {"reference": "Practitioner/2"}}],
         "provision": [{"type": "deny", "actor": [
             {"reference": {"reference": "Practitioner/1"}}]}]}, "OPTIN"),
     {"actor": NURSE}, False, False),
    # A type that is none closes the whole.
    (r4({"type": "permit", "provision": [{"type": "allow"}]}), {}, False, False),
]  # fmt: skip


@pytest.mark.parametrize(("document", "asked", "strict", "ihe"), CASES)
def test_what_two_readings_make_of_it(
    document: object,
    asked: dict[str, object],
    strict: bool,  # noqa: FBT001
    ihe: bool,  # noqa: FBT001
):
    """F12: strict adds nothing; IHE's reads it beside its parent, and inherits."""
    q = attrs.evolve(ASKED, **asked)
    assert answer(document, STRICT, q) is strict
    assert answer(document, IHE_PCF, q) is ihe
    assert permits(document, **asked) is strict  # the default


def test_each_reading_says_what_it_left_out():
    """F12: a permit that adds nothing is told, with its place, and where."""
    assert codes(r4(FOCUSED)) == ["adds_nothing"]
    problem = read_consents(r4(FOCUSED))[1][0]
    assert problem.path == "$.provision.provision[0].type"
    assert not read_consents(r4(FOCUSED), reading=IHE_PCF)[1]
    assert not read_consents(r4(WITHIN_A_DENY))[1]


def test_a_decision_names_its_reading():
    """F12: the widest by which a consent about the question was read."""
    held = [
        one
        for n, reading in enumerate((STRICT, IHE_PCF))
        for one in read_consents(r4(NORMAL, id=f"c{n}"), reading=reading)[0]
    ]
    assert decide(held, ASKED, at=day(0)).reading is IHE_PCF
    assert decide(held[:1], ASKED, at=day(0)).reading is STRICT
    elsewhere = attrs.evolve(ASKED, subject="Patient/2")
    assert decide(held, elsewhere, at=day(0)).reading is STRICT
    assert decide([], ASKED, at=day(0)).reading is STRICT
    assert directives_of(two(), "ana") == ()


def test_the_reading_for_comparison_decides_nothing():
    """F12: it is wider than a guide allows; who decides by it is told what to do."""
    held, _ = read_consents(r4(FOCUSED), reading=LEAP)
    assert [rule.id for rule in held[0].rules] == [
        "Consent/c#provision", "Consent/c#provision.provision[0]",
    ]  # fmt: skip
    with pytest.raises(ValueError, match=r"Reading\.STRICT or Reading\.IHE_PCF"):
        decide(held, ASKED, at=day(0))
    closed, _ = read_consents(r4(FOCUSED, modifierExtension=[{}]), reading=LEAP)
    with pytest.raises(ValueError, match="comparison"):
        decide(closed, ASKED, at=day(0))


@MANY
@given(documents, requests, moments)
def test_the_strict_reading_is_no_wider(document: Json, q: Request, at: datetime):
    """F-I7: what IHE's reading denies, the strict one never permits."""
    strict, ihe = (answer(document, reading, q, at) for reading in (STRICT, IHE_PCF))
    event(f"strict: {strict}, ihe: {ihe}")
    assert ihe or not strict


def shuffled(value: object, data: st.DataObject) -> object:
    """Return a document with its siblings and entries in another order."""
    if isinstance(value, dict):
        return {name: shuffled(inner, data) for name, inner in value.items()}
    if isinstance(value, list):
        return [shuffled(one, data) for one in data.draw(st.permutations(value))]
    return value


@MANY
@given(documents, st.data(), requests, moments, st.sampled_from([STRICT, IHE_PCF]))
def test_the_order_of_siblings_says_nothing(
    document: Json, data: st.DataObject, q: Request, at: datetime, reading: Reading
):
    """F-I7: neither among provisions, nor among codes, nor among entries."""
    other = shuffled(document, data)
    assert answer(other, reading, q, at) is answer(document, reading, q, at)


@MANY
@given(provisions(0), provisions(0), requests, moments)
def test_ihes_reading_is_a_second_consent(
    outer: Json, inner: Json, q: Request, at: datetime
):
    """F12: the child, with what it leaves out from its parent, beside its parent."""
    assume("until" not in inner and "modifierExtension" not in inner)
    inner = {**inner, "type": outer["type"]}
    nested = r4({**outer, "provision": [inner]})
    apart = bundle(r4(outer), r4({**outer, **inner}))
    assert answer(nested, IHE_PCF, q, at) is answer(apart, STRICT, q, at)


@MANY
@given(documents, st.data(), requests, moments, st.sampled_from([STRICT, IHE_PCF]))
def test_a_deny_put_in_anywhere_never_opens(
    document: Json, data: st.DataObject, q: Request, at: datetime, reading: Reading
):
    """F-I4: in whichever provision a deny is put, nothing is opened by it."""
    more = copy.deepcopy(document)
    roots = [entry["resource"]["provision"] for entry in more["entry"]]
    every = [one for root in roots for one in within(root) if one["type"] == "permit"]
    assume(every)
    place = data.draw(st.sampled_from(every))
    place.setdefault("provision", []).append(
        {**data.draw(provisions(0)), "type": "deny"}
    )
    assert answer(document, reading, q, at) or not answer(more, reading, q, at)


def test_process_notes_are_not_opened_by_what_adds_nothing():
    """F12: a permit within a permit that names them names them for nobody."""
    inner = {"type": "permit", "securityLabel": labelled("PSYTHPN")}
    document = r4({"type": "permit", "purpose": TREAT, "provision": [inner]})
    notes = Request(subject=SUBJECT, labels={"N", "PSYTHPN"}, purpose="TREAT")
    read, _ = read_consents(document)
    assert decide(read, notes, at=day(0)).why == (Why.NOTES_NOT_NAMED,)
    assert answer(document, IHE_PCF, attrs.evolve(notes, labels={"PSYTHPN"}))
