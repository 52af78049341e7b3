"""Who was at a session, and who is in the team: as Encounter and CareTeam say it."""

from datetime import timedelta
from typing import Any

import pytest

from collabtherapy import (
    AlsoPresent,
    As,
    Client,
    EndingGround,
    Noticed,
    Partnership,
    Scope,
    Stage,
    Way,
    Words,
    acts,
    exports,
    fhir,
    insight,
)
from collabtherapy.testing.ways import (
    appointing,
    consented,
    group,
    joined,
    led_to,
    taking_part,
    two,
)

DAY = timedelta(days=1)
OTHERS = tuple(
    AlsoPresent(name, as_)
    for name, as_ in (
        ("ines", As.INTERPRETER), ("mum", As.PARENT), ("olaf", As.OBSERVER),
        ("pat", As.COMPANION),
    )
)  # fmt: skip


def with_others() -> Partnership:
    """Return a session with an interpreter, a parent who holds a power, and others."""
    p = consented(led_to(two(), Stage.WORKING), Scope.OBSERVATION, START)
    for other in OTHERS:
        scope, bound = Scope.involve(other.person), (other.person,)
        p = p.record(
            acts.Explain(
                by="bo", at=p.at, to="ana", scope=scope, terms="t", bound=bound
            ),
            acts.GiveConsent(by="ana", at=p.at, scope=scope, terms="t"),
        )
    return p.record(
        appointing(p, "mum"),
        acts.StartSession(
            by="bo", at=p.at, id="s1", present=("ana", "bo"), others=OTHERS
        ),
    )


START = led_to(two(), Stage.WORKING).at


def resources(p: Partnership, kind: str, version: str) -> list[dict[str, Any]]:
    """Return the resources of a kind in a Bundle for the therapist."""
    bundle, _ = fhir.to_bundle(p, version=version, viewer="bo")
    found = (entry["resource"] for entry in bundle["entry"])
    return [one for one in found if one["resourceType"] == kind]


@pytest.mark.parametrize(("version", "actor"), [("R4", "individual"), ("R5", "actor")])
def test_others_take_part_in_an_encounter_as_what_they_are(version: str, actor: str):
    """An interpreter by HL7's own code; who is close to a client as related to them."""
    (encounter,) = resources(with_others(), "Encounter", version)
    _, *others = encounter["participant"]
    codes = [one["type"][0]["coding"][0]["code"] for one in others]
    assert codes == ["translator", "parent", "observer", "companion"]
    system = others[0]["type"][0]["coding"][0]["system"]
    assert system == "http://terminology.hl7.org/CodeSystem/participant-type"
    related = resources(with_others(), "RelatedPerson", version)
    assert [one["identifier"][0]["value"] for one in related] == ["mum", "pat"]
    professionals = resources(with_others(), "Practitioner", version)
    named = {one["identifier"][0]["value"] for one in professionals}
    assert named == {"bo", "ines", "olaf"}
    assert all(actor in one for one in encounter["participant"])


def test_who_was_there_for_a_time_has_a_period():
    """Each stay its own; who was there throughout needs none."""
    p = led_to(group(), Stage.WORKING)
    at = p.at
    p = p.record(
        acts.StartSession(by="bo", at=at, id="s1", present=("ana", "bo")),
        acts.Arrive(by="bo", at=at + DAY, session="s1", person="eva"),
        acts.Depart(by="bo", at=at + 2 * DAY, session="s1", person="eva"),
        acts.Arrive(by="bo", at=at + 3 * DAY, session="s1", person="eva"),
        acts.EndSession(by="bo", at=at + 4 * DAY, session="s1"),
    )
    (encounter,) = resources(p, "Encounter", "R4")
    bo, *eva = encounter["participant"]
    assert "period" not in bo
    assert [one["period"]["start"][:10] for one in eva] == ["2026-01-07", "2026-01-09"]


def test_who_joined_and_who_left_are_in_the_team_for_their_time():
    """A newcomer's episode begins when they came; a therapist's time ends."""
    p = led_to(group(), Stage.WORKING)
    fia = Client("fia")
    p = taking_part(joined(p, fia, p.at + DAY), fia, p.at + DAY)
    p = p.record(
        acts.GiveNotice(by="eva", at=p.at + DAY, of=Noticed.LEAVING, from_=p.at + DAY),
        acts.LeaveAsTherapist(
            by="eva",
            at=p.at + DAY,
            ground=EndingGround.UNAVAILABILITY,
            alternatives=Words("so"),
        ),
    )
    (team,) = resources(p, "CareTeam", "R4")
    periods = [one["period"] for one in team["participant"]]
    came = [period["start"][:10] for period in periods]
    assert came == [*["2026-01-05"] * 3, "2026-01-07", *["2026-01-05"] * 2]
    assert [period.get("end", "")[:10] for period in periods][-1] == "2026-01-08"
    begun = [one["period"]["start"][:10] for one in resources(p, "EpisodeOfCare", "R4")]
    assert begun == [*["2026-01-05"] * 3, "2026-01-07"]
    bundle, losses = fhir.to_bundle(p, viewer="fia")
    assert "Join.words" not in [loss.what for loss in losses]
    assert bundle["entry"]
    origins = resources(p, "Provenance", "R4")
    kinds = [
        one["activity"]["coding"][0]["code"] for one in origins if "activity" in one
    ]
    assert "AcceptAgreement" in kinds


def test_no_export_names_who_came_along():
    """Whoever is no member and does nothing here has not been asked."""
    trace = exports.trace(with_others())
    (start,) = (event for event in trace.events if event.activity == "StartSession")
    assert start.values["others"] == "companion interpreter observer parent"
    assert "StartSession.others.person" in [loss.what for loss in trace.lost]


def test_that_somebody_came_along_stands_on_a_consent():
    """Who looks back sees who was there, on which consent; also of who came later."""
    found = insight.audit(with_others())
    along = [one for one in found if one.access == "came_along"]
    assert [str(one.who) for one in along] == ["ines", "mum", "olaf", "pat"]
    assert all(one.consent == Scope.involve(str(one.who)) for one in along)


def test_who_arrives_is_looked_back_on_as_who_was_there_from_the_start():
    """A recording that somebody comes into is a recording of them."""
    p = led_to(group(), Stage.WORKING)
    p = consented(p, Scope.RECORDING, p.at)
    p = p.record(
        acts.StartSession(
            by="bo", at=p.at, id="s1", present=("ana", "bo"), ways=(Way.RECORDING,)
        ),
        acts.Arrive(by="bo", at=p.at, session="s1", person="cem"),
    )
    found = [one for one in insight.audit(p) if one.access == "session"]
    assert [str(one.client) for one in found] == ["ana", "cem"]
    assert found[-1].cites[-1] == p.history[-1]


def test_an_interpreter_who_is_close_is_noticed():
    """It is asked about, and nothing is refused for it."""
    p = with_others()
    assert "interpreter_who_is_close" not in [s.name for s in insight.signals(p)]
    scope = Scope.involve("mum")
    tell = acts.Explain(
        by="bo", at=p.at, to="ana", scope=scope, terms="t", bound=("mum",)
    )
    mum = (AlsoPresent("mum", As.INTERPRETER),)
    p = p.record(
        acts.EndSession(by="bo", at=p.at, session="s1"),
        tell,
        acts.StartSession(by="bo", at=p.at, id="s2", present=("ana", "bo"), others=mum),
    )
    assert "interpreter_who_is_close" in [s.name for s in insight.signals(p)]
