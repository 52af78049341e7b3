"""Holders, delegations and findings in FHIR; and whose consent is read as one."""

from datetime import timedelta
from typing import Any

import pytest
from validators import of

from collabtherapy import Basis, Partnership, Scope, Stage, acts, fhir
from collabtherapy.fhir.consents import directives_of
from collabtherapy.fhir.consents.directives import State
from collabtherapy.fhir.datatypes.matches import Match
from collabtherapy.fhir.rows import POWERS, TOGETHER, WHO_DECIDES
from collabtherapy.testing.ways import (
    SEEN,
    appointing,
    falling_under,
    found,
    led_to,
    two,
)

YEAR = timedelta(days=365)
RELEASES = pytest.mark.parametrize("version", ["R4", "R5"])


def child(row: str = "de", *holders: str) -> Partnership:
    """Return a child's partnership, with contact explained and these parents."""
    p = falling_under(led_to(two(), Stage.WORKING), row)
    for holder in holders:
        basis = Basis.PARENTAL_RESPONSIBILITY
        p = p.record(appointing(p, holder, basis=basis, until=p.at + YEAR))
    return p.record(
        acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.CONTACT, terms="t")
    )


def give(p: Partnership, by: str) -> acts.GiveConsent:
    """Return a parent's consent to contact."""
    return acts.GiveConsent(
        by=by, on_behalf_of="ana", at=p.at, scope=Scope.CONTACT, terms="t",
        expires_at=p.at + YEAR,
    )  # fmt: skip


def consent_to(bundle: dict[str, Any], scope: str) -> dict[str, Any]:
    """Return the Consent of a name of ours."""
    (consent,) = (
        one
        for one in of(bundle, "Consent")
        if one["identifier"][0]["value"].endswith(scope)
    )
    return consent


def lost(losses: tuple[fhir.Loss, ...]) -> dict[str, str]:
    """Return why each thing does not go out."""
    return {loss.what: loss.because for loss in losses}


@RELEASES
def test_each_holder_is_related_from_when_until_when(version: str):
    """Active while the authority has effect; powers do not go out."""
    p = child("de", "mum")
    claim = appointing(p, "dad", by="dad", evidence=None)
    p = p.record(claim, give(p, "mum"))
    bundle, losses = fhir.to_bundle(p, version=version, viewer="bo")
    related = {
        one["identifier"][0]["value"]: one for one in of(bundle, "RelatedPerson")
    }
    assert [related[who]["active"] for who in ("mum", "dad")] == [True, False]
    assert related["mum"]["period"]["end"] == (p.at + YEAR).isoformat()
    basis = related["mum"]["relationship"][0]["coding"][0]["code"]
    assert basis == "parental_responsibility"
    assert lost(losses)["StateDecider"] == WHO_DECIDES
    confirm = acts.ConfirmRepresentation(
        by="bo", at=p.at, client="ana", representative="dad", evidence=SEEN
    )
    after, _ = fhir.to_bundle(p.record(confirm), version=version, viewer="bo")
    assert all(one["active"] for one in of(after, "RelatedPerson"))
    end = acts.EndRepresentation(by="bo", at=p.at, client="ana", representative="mum")
    ended, _ = fhir.to_bundle(p.record(confirm, end), version=version, viewer="bo")
    still = {
        one["identifier"][0]["value"]: one["active"]
        for one in of(ended, "RelatedPerson")
    }
    assert still == {"mum": False, "dad": True}
    confined = p.record(appointing(p, "aunt", decisions="treatment"))
    _, losses = fhir.to_bundle(confined, version=version, viewer="bo")
    assert lost(losses)["AppointRepresentative.decisions"] == POWERS


@RELEASES
def test_a_consent_names_each_holder_who_gave_it(version: str):
    """That it took both is lost, and until both gave it permits nothing."""
    p = child("de", "mum", "dad")
    by = "grantor" if version == "R5" else "performer"
    one = p.record(give(p, "mum"))
    bundle, losses = fhir.to_bundle(one, version=version, viewer="bo")
    consent = consent_to(bundle, "contact")
    assert consent["status"] == {"R4": "proposed", "R5": "draft"}[version]
    assert lost(losses)["GiveConsent"] == TOGETHER
    both = one.record(give(p, "dad"))
    bundle, _ = fhir.to_bundle(both, version=version, viewer="bo")
    consent = consent_to(bundle, "contact")
    assert (consent["status"], len(consent[by])) == ("active", 2)
    (subject,) = of(bundle, "Patient")
    patient = consent["subject" if version == "R5" else "patient"]
    assert patient == {"reference": f"urn:uuid:{subject['id']}"}


@RELEASES
def test_a_delegation_is_a_consent_of_its_own(version: str):
    """With whom the person named as its actor, for as long as the wish stands."""
    p = led_to(two(), Stage.WORKING)
    p = p.record(appointing(p, "aunt", by="ana", basis=Basis.OWN_WISH))
    bundle, _ = fhir.to_bundle(p, version=version, viewer="bo")
    consent = consent_to(bundle, "ana/aunt")
    (aunt,) = of(bundle, "RelatedPerson")
    provision = consent["provision"]
    rule = provision[0] if version == "R5" else provision["provision"][0]
    reference = {"reference": f"urn:uuid:{aunt['id']}"}
    assert rule["actor"][0]["reference"] == reference
    assert consent["status"] == "active"
    if version == "R5":
        assert "decision" not in consent
        assert consent["grantee"] == [reference]
    else:
        assert provision["type"] == "deny"
    ended = p.record(acts.EndRepresentation(by="ana", at=p.at, client="ana"))
    bundle, _ = fhir.to_bundle(ended, version=version, viewer="bo")
    assert consent_to(bundle, "ana/aunt")["status"] == "inactive"


@RELEASES
def test_a_finding_is_an_observation_of_our_own(version: str):
    """What was found, of which decision."""
    p = found(led_to(two(), Stage.WORKING), "recording", able=False)
    bundle, _ = fhir.to_bundle(p, version=version, viewer="bo")
    (finding,) = of(bundle, "Observation")
    assert finding["valueBoolean"] is False
    assert finding["code"]["coding"][0]["code"] == "competence"
    assert finding["component"][0]["valueString"] == "recording"


@RELEASES
@pytest.mark.parametrize("active", [True, False, None])
def test_what_a_stranger_consented_to_is_a_problem(
    version: str, *, active: bool | None
):
    """Who is neither the patient nor a holder permits nothing."""
    p = child("ew.under_16", "mum")
    p = p.record(give(p, "mum"))
    bundle, _ = fhir.to_bundle(p, version=version, viewer="bo")
    read = fhir.from_bundle(bundle)
    assert not [one for one in read.problems if one.code == "not_the_grantor"]
    for entry in bundle["entry"]:
        resource = entry["resource"]
        if resource["resourceType"] == "RelatedPerson":
            if active is None:
                resource["patient"] = {"reference": "Patient/another"}
            else:
                resource["active"] = active
    read = fhir.from_bundle(bundle)
    problems = [one for one in read.problems if one.code == "not_the_grantor"]
    (consent,) = (
        one for one in read.facts.consents if one.directive.id.endswith("contact")
    )
    assert len(problems) == (active is not True)
    assert (consent.status is None) is (active is not True)
    stands = Match.YES if active else Match.UNKNOWN
    assert consent.directive.holds(p.at + timedelta(days=1)) is stands


def test_half_a_consent_together_is_asked_for():
    """One engine answers for our own consents, and permits no half of one."""
    p = child("de", "mum", "dad")
    half = p.record(give(p, "mum"))
    both = half.record(give(p, "dad"))

    def state(p: Partnership) -> State:
        (one,) = (d for d in directives_of(p, "ana") if d.id.endswith("contact"))
        return one.state

    assert (state(half), state(both)) == (State.REQUESTED, State.GIVEN)
