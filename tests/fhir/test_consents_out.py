"""A partnership's own consents, written as FHIR and read back, decide the same."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from validators import FEW

from collabtherapy import Partnership, PersonId, Scope, Stage, acts, fhir
from collabtherapy.fhir.consents import Actor, Request, decide, directives_of
from collabtherapy.testing import consent_timelines, histories
from collabtherapy.testing.ways import consented, led_to, two

KINDS = ("treatment", "patient-privacy", "research", "recording", "assessment")


def decisions(directives: object, at: object) -> list[bool]:
    """Give the answers to the same questions."""
    return [
        decide(
            directives,
            Request(
                subject="ana", kind=kind, actor=actor, purpose=purpose, labels={"N"}
            ),
            at=at,
        ).permit
        for kind in KINDS
        for actor in (Actor("gp"), Actor("bo"), Actor("study-7"))
        for purpose in ("care", "TREAT", "transfer")
    ]


def read(p: Partnership, version: str) -> list[object]:
    bundle, _ = fhir.to_bundle(p, version=version, viewer=p.therapists[0])
    consents = fhir.from_bundle(bundle).facts.consents
    return [one.directive for one in consents if one.directive.subject == "ana"]


@FEW
@given(histories(clients=1), st.integers(0, 400))
def test_what_is_read_back_decides_as_the_partnership_does(p: Partnership, days: int):
    """In R4, whatever is asked of anybody at any later moment has the same answer."""
    at = p.at + timedelta(days=days)
    assert decisions(read(p, "R4"), at) == decisions(directives_of(p, "ana"), at)


@FEW
@given(histories(clients=1), st.integers(0, 400))
def test_in_r5_nothing_more_is_permitted(p: Partnership, days: int):
    """R5 has no scope: what it cannot say is closed, and nothing is opened."""
    at = p.at + timedelta(days=days)
    ours, theirs = decisions(directives_of(p, "ana"), at), read(p, "R5")
    for mine, other in zip(ours, decisions(theirs, at), strict=True):
        assert mine or not other


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
