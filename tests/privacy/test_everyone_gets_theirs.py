"""Whoever may see something of a partnership gets it in every form."""

import io

import pytest
from hypothesis import given
from lookers import WHOLE_STORIES, lookers, peopled
from validators import FEW, errors_r4, errors_r5, needs_rules, of

from collabtherapy import Partnership, Role, acts, fhir
from collabtherapy.exports import calendar, tables, write_ocel, write_xes
from collabtherapy.insight import render

VOID = ("entered-in-error", "cancelled")
"""What an Encounter is of a start that was taken out, or lost its effect."""

CLIENTS = (Role.CLIENT, Role.FORMER_CLIENT)


def given_to_all(p: Partnership) -> None:
    """Fail unless everyone gets what is theirs; what is for nobody is written whole."""
    for person, seen in lookers(p):
        for version in ("R4", "R5"):
            bundle, _ = fhir.to_bundle(p, version=version, viewer=person)
            started = [one for one in seen.sessions if one.started_at is not None]
            held = [one for one in of(bundle, "Encounter") if one["status"] not in VOID]
            assert len(held) == len(started)
        assert calendar([p], viewer=person).count(b"BEGIN:VEVENT") == len(seen.sessions)
        if p.state.members.role(person) in CLIENTS:
            assert render(p, person).startswith("This is the work of ")
    private = acts.WriteProcessNote | acts.Consult
    in_effect = [entry for entry in p.entries if entry.in_effect]
    told = [entry for entry in in_effect if not isinstance(entry.act, private)]
    marks = [entry.mark for entry in in_effect]
    follows = [mark for mark in marks if mark.breaks_off or mark.owed_to]
    for write in (write_xes, write_ocel):
        assert write([p], io.StringIO()).n_events == len(told) + len(follows)
    assert len(tables([p])["sessions"]) == len(p.sessions)


@pytest.mark.parametrize("name", WHOLE_STORIES)
def test_everyone_in_a_story_gets_theirs(name: str):
    """After every act of it."""
    p = WHOLE_STORIES[name]()
    for n in range(1, len(p.history) + 1):
        given_to_all(Partnership.replay(p.history[:n]))


@FEW
@given(peopled())
def test_everyone_gets_theirs(p: Partnership):
    """Holders, late-comers, and clients and therapists who left among them."""
    given_to_all(p)


@needs_rules
@pytest.mark.parametrize("name", WHOLE_STORIES)
def test_what_they_get_is_fhir(name: str):
    """As the rules of either release have it."""
    p = WHOLE_STORIES[name]()
    for person, _ in lookers(p):
        assert errors_r4(fhir.to_bundle(p, viewer=person)[0]) == []
        assert errors_r5(fhir.to_bundle(p, version="R5", viewer=person)[0]) == []
