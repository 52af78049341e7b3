"""Invariants 54 and 55: what a partnership becomes in FHIR, and what is left out."""

import json
import re

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from validators import (
    FEW,
    another,
    bundles,
    errors_r4,
    errors_r5,
    extended,
    having,
    names,
    needs_rules,
    of,
    parts_of,
)

from collabtherapy import Evidence, Partnership, Stage, acts, fhir
from collabtherapy.errors import ImpossibleHistory
from collabtherapy.fhir.rows import EARLIER, IN_PROVENANCE
from collabtherapy.fhir.statuses import EPISODE, TEAM, episode_status
from collabtherapy.partnership.law.plans import kinds
from collabtherapy.partnership.replay import transitions
from collabtherapy.privacy import view
from collabtherapy.testing import histories, partnerships

VERSIONS = st.sampled_from(["R4", "R5"])


@needs_rules
@FEW
@given(histories())
def test_every_bundle_is_r4(p: Partnership):
    """Structure, types, codes, references and invariants are those of R4B."""
    for _, bundle, _ in bundles(p):
        assert errors_r4(bundle) == []


@needs_rules
@FEW
@given(partnerships())
def test_whoever_the_people_are_a_bundle_is_r4(p: Partnership):
    """Neither odd ids nor odd settings make a Bundle that is none."""
    for _, bundle, _ in bundles(p):
        assert errors_r4(bundle) == []


@FEW
@given(histories())
def test_every_bundle_is_r5(p: Partnership):
    """The models of an independent library take every Bundle and every resource."""
    for _, bundle, _ in bundles(p, "R5"):
        assert errors_r5(bundle) == []


@FEW
@given(histories(), VERSIONS)
def test_everything_resolves_and_nothing_is_empty(p: Partnership, version: str):
    """References lead to resources of the same Bundle; there is no null and no []."""
    for _, bundle, _ in bundles(p, version):
        urls = [entry["fullUrl"] for entry in bundle["entry"]]
        assert len(set(urls)) == len(urls)
        for entry in bundle["entry"]:
            assert entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}"
        text = json.dumps(bundle)
        assert set(re.findall(r'"reference": "([^"]*)"', text)) <= set(urls)
        assert not re.search(r": (null|\[\]|\{\}|\"\")", text)


@FEW
@given(histories(), VERSIONS)
def test_the_same_partnership_gives_the_same_bundle(p: Partnership, version: str):
    """Nothing is drawn: two exports are equal, and more acts keep earlier ids."""
    viewer = p.clients[0].id
    first = fhir.to_bundle(p, version=version, viewer=viewer)
    assert fhir.to_bundle(p, version=version, viewer=viewer) == first
    grown = p.record(acts.Leave(by=viewer, at=p.at)) if p.stage.is_open else p
    ids = {r["id"] for r in of(first[0], "Patient", "Encounter", "Consent", "Goal")}
    later, _ = fhir.to_bundle(grown, version=version, viewer=viewer)
    assert ids <= {entry["resource"]["id"] for entry in later["entry"]}


@FEW
@given(histories(), VERSIONS)
def test_every_act_is_found_again_or_named_as_lost(p: Partnership, version: str):
    """Invariant 54: acts in the Bundle, lost by their kind, and unseen are all acts."""
    for viewer, bundle, losses in bundles(p, version):
        seen = view(p, viewer).entries
        found = [
            (_activity(one), one["recorded"])
            for one in of(bundle, "Provenance")
            if "activity" in one
        ]
        told = [(type(e.act).__name__, e.recorded_at.isoformat()) for e in seen]
        assert set(found) <= set(told)
        whole = [
            loss for loss in losses if "." not in loss.what and loss.because != EARLIER
        ]
        lost = [x for x in whole if x.what.split()[0] in _KINDS]
        assert len(found) + sum(loss.n for loss in lost) == len(seen)
        hidden = sum(loss.n for loss in losses if loss.what == "acts")
        assert hidden == len(p.history) - len(seen)
        for kind in _KINDS:
            done = sum(name == kind for name, _ in told)
            there = sum(name == kind for name, _ in found)
            gone = sum(x.n for x in lost if x.what.split()[0] == kind)
            assert there + gone == done


_KINDS = frozenset(kind.__name__ for kind in kinds())


def _activity(provenance: dict[str, object]) -> str:
    return provenance["activity"]["coding"][0]["code"]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_each_field_of_each_act_is_carried_or_named_as_lost(kind: type[acts.Act]):
    """Invariant 54: whatever is changed in an act changes the Bundle, or is lost."""
    p, place = having(kind)
    act, viewer = p.history[place], p.history[place].by
    if view(p, p.therapists[0]).history.count(act):
        viewer = p.therapists[0].id
    bundle, losses = fhir.to_bundle(p, viewer=viewer)
    matter = getattr(act, "matter", None)
    for holder in (act, matter) if matter is not None else (act,):
        for field in attrs.fields(type(holder)):
            other = another(getattr(holder, field.name), field.name)
            if field.name == "evidence":
                other = Evidence("paper-form", seen_by="eva")
            if other is None or field.name in IN_PROVENANCE | {"kept"}:
                continue
            try:
                changed = attrs.evolve(holder, **{field.name: other})
                whole = changed if holder is act else attrs.evolve(act, matter=changed)
                history = (*p.history[:place], whole, *p.history[place + 1 :])
                differs, also = fhir.to_bundle(
                    Partnership.replay(history), viewer=viewer
                )
            except (LookupError, ValueError, ImpossibleHistory):
                continue  # nothing like that could have been recorded there
            name = type(holder).__name__
            lost = {loss.what for loss in (*losses, *also)}
            named = {name, f"{name}.{field.name}"} | {
                what for what in lost if what.startswith(f"{kind.__name__} ")
            }
            assert differs != bundle or named & lost, f"{name}.{field.name}"


@FEW
@given(histories(), VERSIONS)
def test_who_agrees_with_a_goal_is_as_the_partnership_has_it(
    p: Partnership, version: str
):
    """Invariant 55: agree, disagree and pending are the assents of each version."""
    for viewer, bundle, _ in bundles(p, version):
        called, seen = names(bundle), view(p, viewer)
        for goal in of(bundle, "Goal"):
            if "identifier" not in goal:  # it has no effect any more
                continue
            proposal = seen.proposal(goal["identifier"][0]["value"])
            (number,) = extended(goal, "version")
            said = {
                called[parts["individual"]["reference"]]: parts["status"]
                for parts in map(parts_of, extended(goal, "goal-acceptance"))
            }
            if number == proposal.last.number:
                agreed = {str(one) for one in proposal.accepted_by}
                assert {who for who, how in said.items() if how == "agree"} == agreed
            dissent = {str(d.by) for d in proposal.dissents if d.version == number}
            no = {who for who, how in said.items() if how == "disagree"}
            assert no <= dissent
            here = {str(one.id) for one in (*seen.clients, *seen.therapists)}
            assert {w for w, how in said.items() if how == "pending"} <= here


def test_the_status_map_is_total():
    """Invariant 55: every stage has a status, for an episode and for a team."""
    assert set(EPISODE) == set(TEAM) == set(Stage)
    assert episode_status(Stage.CLOSED, worked=True) == "finished"
    assert episode_status(Stage.CLOSED, worked=False) == "cancelled"


@FEW
@given(histories(), VERSIONS)
def test_each_stage_has_its_time_and_each_step_its_provenance(
    p: Partnership, version: str
):
    """The history of an episode is the stages, in order, each with who led there.

    That of a client who came later begins with the stage in which they came.
    """
    moves = [Stage.REQUESTED if not p.history[0].begun else Stage.EXPLORING]
    for one in transitions(p):
        if one.after.stage is not moves[-1]:
            moves.append(one.after.stage)
    bundle, _ = fhir.to_bundle(p, version=version, viewer=p.therapists[0])
    here = {str(one.id) for one in p.clients}
    called = names(bundle)
    for episode in of(bundle, "EpisodeOfCare"):
        rows = episode["statusHistory"]
        whose = called[episode["patient"]["reference"]]
        if whose not in here:
            continue
        came_later = whose in map(str, p.state.members.came)
        theirs = moves[-len(rows) :] if came_later else moves
        assert [extended(row, "stage") for row in rows] == [[s.value] for s in theirs]
        assert extended(episode, "stage") == [p.stage.value]
        worked = Stage.WORKING in moves
        assert episode["status"] == episode_status(p.stage, worked=worked)
        origins = [
            one
            for one in of(bundle, "Provenance")
            if {"reference": f"urn:uuid:{episode['id']}"} in one["target"]
        ]
        assert [extended(one, "stage") for one in origins] == [
            [stage.value] for stage in theirs
        ]
        happened = [one.get("occurredDateTime", one["recorded"]) for one in origins]
        assert happened == [row["period"]["start"] for row in rows]
        assert all(one["agent"][0]["who"]["reference"] in called for one in origins)
        why = "authorization" if version == "R5" else "reason"
        assert all(one[why] for one in origins)
