"""Who wrote an act down, in FHIR: its enterer, and never its author."""

import json
from typing import Any

import pytest

from collabtherapy import Evidence, Partnership, Scope, Stage, Words, acts
from collabtherapy.fhir import to_bundle
from collabtherapy.testing.situations.places import requested
from collabtherapy.testing.ways import appointing, falling_under, led_to

RELEASES = ("R4", "R5")


def agents(p: Partnership, release: str) -> dict[str, str]:
    """Return who had which part in the last act, as its Provenance has it."""
    bundle, _ = to_bundle(p, version=release, viewer="bo")
    by_url = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    origins = [r for r in by_url.values() if r["resourceType"] == "Provenance"]
    last: dict[str, Any] = origins[-1]
    return {
        agent["type"]["coding"][0]["code"]: _who(by_url[agent["who"]["reference"]])
        for agent in last["agent"]
    }


def _who(resource: dict[str, Any]) -> str:
    return f"{resource['resourceType']} {resource['identifier'][0]['value']}"


def explained() -> Partnership:
    """Return a partnership of a service in which contact was explained."""
    p = led_to(requested(), Stage.WORKING)
    return p.record(
        acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.CONTACT, terms="t")
    )


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize(
    ("hand", "who"),
    [("clinic", "Organization clinic"), ("bo", "Practitioner bo"), (None, None)],
)
def test_the_author_and_the_enterer_are_two_agents(
    release: str, hand: str | None, who: str | None
):
    """A consent on paper is the client's, and names who entered it."""
    p = explained()
    seen = Evidence("paper-form", reference=Words("12/345"), seen_by="bo")
    p = p.record(
        acts.GiveConsent(
            by="ana",
            at=p.at,
            scope=Scope.CONTACT,
            terms="t",
            entered_by=hand,
            evidence=seen,
        )
    )
    found = {"author": "Patient ana", "enterer": who}
    assert agents(p, release) == {part: one for part, one in found.items() if one}


@pytest.mark.parametrize("release", RELEASES)
def test_a_holder_who_enters_is_related_to_the_client(release: str):
    """As whoever acts for somebody is."""
    p = falling_under(explained(), "adult").record(appointing(explained(), "mum"))
    p = p.record(acts.WriteNote(by="ana", at=p.at, words=Words("so"), entered_by="mum"))
    assert agents(p, release) == {
        "author": "Patient ana",
        "enterer": "RelatedPerson mum",
    }


@pytest.mark.parametrize("release", RELEASES)
def test_what_is_said_of_entries_is_named_as_left_out(release: str):
    """Its words are not in the Bundle, and it says that they are not."""
    p = explained()
    p = p.record(
        acts.WriteNote(by="ana", at=p.at, words=Words("so"), entered_by="bo"),
        acts.Dispute(by="ana", at=p.at, act=p.version + 1, words=Words("never said")),
        acts.AnswerDispute(
            by="bo", at=p.at, dispute=p.version + 2, accepted=True, words=Words("yes")
        ),
        acts.Confirm(by="ana", at=p.at, acts=(p.version + 1,)),
    )
    bundle, losses = to_bundle(p, version=release, viewer="bo")
    assert "never said" not in json.dumps(bundle)
    lost = {loss.what for loss in losses}
    assert {"Dispute", "AnswerDispute", "Confirm"} <= lost
