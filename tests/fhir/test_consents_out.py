"""A partnership's own consents, written as FHIR and read back, decide the same."""

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from validators import FEW

from collabtherapy import Partnership, PersonId, Scope, Stage, acts, fhir
from collabtherapy.fhir.consents import (
    Actor,
    Request,
    decide,
    directives_of,
    read_consents,
)
from collabtherapy.partnership.values.scopes import USUAL_SCOPES
from collabtherapy.testing import consent_timelines, histories
from collabtherapy.testing.ways import consented, led_to, two

KINDS = (
    "treatment", "patient-privacy", "research", "involve", "disclosure", "home_visits",
    *(scope.name for scope in USUAL_SCOPES if scope is not Scope.TREATMENT),
)  # fmt: skip


def decisions(
    directives: object, at: object, kinds: tuple[str, ...] = KINDS
) -> list[bool]:
    """Give the answers to the same questions."""
    return [
        decide(
            directives,
            Request(
                subject="ana", kind=kind, actor=actor, purpose=purpose, labels={"N"}
            ),
            at=at,
        ).permit
        for kind in kinds
        for actor in (Actor("gp"), Actor("bo"), Actor("study-7"), Actor("eva"))
        for purpose in ("care", "TREAT", "transfer")
    ]


def read(p: Partnership, version: str) -> list[object]:
    bundle, _ = fhir.to_bundle(p, version=version, viewer=p.therapists[0])
    consents = fhir.from_bundle(bundle).facts.consents
    return [one.directive for one in consents if one.directive.subject == "ana"]


@FEW
@given(
    histories(clients=1) | consent_timelines(),
    st.integers(0, 400),
    st.sampled_from(["R4", "R5"]),
)
def test_what_is_read_back_decides_as_the_partnership_does(
    p: Partnership, days: int, version: str
):
    """F-I8: whatever is asked of anybody at any later moment has the same answer."""
    at = p.at + timedelta(days=days)
    assert decisions(read(p, version), at) == decisions(directives_of(p, "ana"), at)


STATUSES = ("explained", "given", "declined", "withdrawn", "expired")
SCOPES = (
    *USUAL_SCOPES, Scope.involve("eva"), Scope.research("study-7"),
    Scope.disclosure("gp", purpose="care"), Scope("home_visits"),
)  # fmt: skip


GIVEN_BEFORE = (Scope.ASSESSMENT, Scope.TREATMENT)
"""What a partnership that explores has consented to already, or is about to."""


def brought_to(status: str, scope: Scope) -> tuple[Partnership, datetime]:
    """Return a partnership with a consent in a status, and a moment to ask at."""
    p = led_to(two(), Stage.EXPLORING)
    at = p.at
    if status == "explained":
        said = acts.Explain(by="bo", at=at, to="ana", scope=scope, terms="t")
        return p.record(said), at
    if status == "declined":
        return p.record(acts.DeclineConsent(by="ana", at=at, scope=scope)), at
    p = consented(p, scope, at)
    if status == "withdrawn":
        p = p.record(acts.WithdrawConsent(by="ana", at=p.at, scope=scope))
    if status != "expired":
        return p, at
    until = at + timedelta(days=30)
    again = {"scope": scope, "terms": "t", "expires_at": until}
    return p.record(acts.GiveConsent(by="ana", at=at, **again)), until


@pytest.mark.parametrize("version", ["R4", "R5"])
@pytest.mark.parametrize("scope", SCOPES, ids=str)
@pytest.mark.parametrize("status", STATUSES)
def test_each_scope_in_each_status_comes_back(status: str, scope: Scope, version: str):
    """F-I8: every scope, those that HL7 has no category for among them."""
    p, at = brought_to(status, scope)
    ours = decisions(directives_of(p, "ana"), at)
    assert decisions(read(p, version), at) == ours
    kind = "patient-privacy" if scope.name == "disclosure" else scope.name
    permitted = any(decisions(directives_of(p, "ana"), at, (kind,)))
    assert permitted is (status == "given") or scope in GIVEN_BEFORE


def own_r5(scope: Scope = Scope.RECORDING) -> dict[str, object]:
    """Return a Consent of ours in R5 to something that HL7 has no category for."""
    p = consented(led_to(two(), Stage.EXPLORING), scope, START_AT)
    bundle, _ = fhir.to_bundle(p, version="R5", viewer="bo")
    every = [entry["resource"] for entry in bundle["entry"]]
    return next(
        one
        for one in every
        if one["resourceType"] == "Consent"
        and one["category"][0]["coding"][0]["code"] == scope.name
    )


def permits(document: object, kind: str = "recording", **more: object) -> bool:
    """Return whether a Consent of ours permits, at its own moment."""
    (held,), _ = read_consents(document)
    asked = Request(subject=held.subject, kind=kind, labels={"N"}, **more)
    return decide([held], asked, at=START_AT + timedelta(days=1)).permit


def test_others_find_no_decision_in_our_own_and_permit_nothing_by_it():
    """F13: neither a decision of FHIR's nor a provision stands in it."""
    document = own_r5()
    assert permits(document)
    assert not {"decision", "provision"} & set(document)
    for extension in document["extension"]:
        if extension["url"] == "urn:collabtherapy:decision":
            assert extension == {**extension, "valueCode": "permit"}


OTHERWISE = [
    ("without our scope", lambda d: without(d, "urn:collabtherapy:scope")),
    ("without our decision", lambda d: without(d, "urn:collabtherapy:decision")),
    ("with two decisions", lambda d: {**d, "extension": [
        *d["extension"], {"url": "urn:collabtherapy:decision", "valueCode": "deny"}]}),
    ("with more in our decision", lambda d: {**d, "extension": [
        {**one, "until": "2020"} if "valueCode" in one else one
        for one in d["extension"]]}),
    ("with a category of HL7 beside", lambda d: {**d, "category": [
        *d["category"], {"coding": [{"code": "npp"}]}]}),
    ("with a category of HL7 alone", lambda d: {**d, "category": [
        {"coding": [{"code": "npp"}]}]}),
    ("with a decision of FHIR that is masked", lambda d: {**d, "_decision": {}}),
    ("with a decision of FHIR that denies", lambda d: {**d, "decision": "deny"}),
    ("with an empty list of provisions", lambda d: {**d, "provision": []}),
    ("of another scope", lambda d: {**d, "extension": [
        {"url": "urn:collabtherapy:scope", "extension": [
            {"url": "name", "valueString": "contact"}]}
        if one["url"] == "urn:collabtherapy:scope" else one
        for one in d["extension"]]}),
    ("of a scope that HL7 has", lambda d: renamed(d, "disclosure")),
    ("of a scope that is called as a category", lambda d: renamed(
        d, "patient-privacy")),
]  # fmt: skip


def without(document: dict[str, object], url: str) -> dict[str, object]:
    """Return a document without an extension of its root."""
    left = [one for one in document["extension"] if one["url"] != url]
    return {**document, "extension": left}


def renamed(document: dict[str, object], scope: str) -> dict[str, object]:
    """Return a Consent of ours as if it were to another scope of ours."""
    text = json.dumps(document).replace('"recording"', f'"{scope}"')
    return json.loads(text)


@pytest.mark.parametrize(("what", "changed"), OTHERWISE)
def test_our_decision_counts_with_our_scope_alone(what: str, changed: object):
    """F13: whoever puts it elsewhere, or something beside it, opens nothing."""
    for kind in KINDS:
        assert not permits(changed(own_r5()), kind), what


def test_exceptions_of_ours_are_confined_to_whom_and_until_when():
    """F13: an invitation is for one person, and what is unread permits nothing."""
    document = own_r5(Scope.involve("eva"))
    exception = next(
        one
        for one in document["extension"]
        if one["url"] == "urn:collabtherapy:exception"
    )
    eva = Actor(exception["extension"][0]["valueReference"]["reference"])
    assert permits(document, "involve", actor=eva)
    assert not permits(document, "involve", actor=Actor("gp"))
    assert not permits(document, "involve")
    text = json.dumps(document)
    for hostile in (
        text.replace('"url": "reference"', '"url": "whom"'),
        text.replace('"url": "reference"', '"url": "purpose"'),
        text.replace("valueReference", "valueOther"),
    ):
        assert hostile != text
        assert not permits(json.loads(hostile), "involve", actor=eva)


@pytest.mark.parametrize("version", ["R4", "R5"])
def test_two_that_are_told_do_not_deny_each_other(version: str):
    """Each consent to tell somebody names all that stand beside it."""
    p = led_to(two(), Stage.WORKING)
    for whom, purpose in (("gp", "care"), ("bo", "transfer")):
        p = consented(p, Scope.disclosure(whom, purpose=purpose), p.at)
    found = read(p, version)
    asked = {"subject": "ana", "kind": "patient-privacy", "labels": {"N"}}
    for whom, purpose, answer in (
        ("gp", "care", True),
        ("bo", "transfer", True),
        ("gp", "transfer", False),
        ("eva", "care", False),
    ):
        request = Request(actor=Actor(whom), purpose=purpose, **asked)
        assert decide(found, request, at=p.at).permit is answer


@pytest.mark.parametrize("version", ["R4", "R5"])
def test_what_is_not_given_is_a_deny_for_who_overlooks_its_status(version: str):
    """A reader that knows no status permits nothing that was declined or taken back."""
    p = consented(led_to(two(), Stage.WORKING), Scope.research("study-7"), START_AT)
    p = p.record(
        acts.WithdrawConsent(by="ana", at=p.at, scope=Scope.research("study-7"))
    )
    bundle, _ = fhir.to_bundle(p, version=version, viewer="bo")
    for entry in bundle["entry"]:
        resource = entry["resource"]
        if resource["resourceType"] != "Consent" or resource["status"] == "active":
            continue
        said = resource.get("decision") or resource["provision"]["type"]
        assert said == "deny"


START_AT = led_to(two(), Stage.WORKING).at


@FEW
@given(consent_timelines())
def test_states_come_back_as_they_were(p: Partnership):
    """Invariant 55: which of our states each consent is in is read back."""
    for version in ("R4", "R5"):
        bundle, _ = fhir.to_bundle(p, version=version, viewer=p.therapists[0])
        read_back = [one.status for one in fhir.from_bundle(bundle).facts.consents]
        stand = p.state.consent.by_scope.values()
        assert read_back == [one.status_at(p.at) for one in stand]
    assert isinstance(p.clients[0].id, PersonId)


@pytest.mark.parametrize(("version", "root"), [("R4", "provision"), ("R5", None)])
def test_confined_consents_share_their_rules(version: str, root: str | None):
    """Each carries every rule, and the Bundle in memory grows with their number."""
    p = led_to(two(), Stage.WORKING)
    for n in range(3):
        p = consented(p, Scope.disclosure(f"gp{n}", purpose="care"), p.at)
    bundle, _ = fhir.to_bundle(p, version=version, viewer="bo")
    resources = [entry["resource"] for entry in bundle["entry"]]
    consents = [one for one in resources if one["resourceType"] == "Consent"]
    held = [one[root] if root else one for one in consents]
    confined = [one["provision"] for one in held if "provision" in one]
    assert [len(rules) for rules in confined] == [3, 3, 3]
    assert len({id(rules) for rules in confined}) == 1
