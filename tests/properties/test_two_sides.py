"""Invariants 12 and 15: no side reaches the work alone, or acts for the other."""

from collections.abc import Hashable, Iterator
from itertools import product

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.stories_of_authority import appoint, believed, in_a_service

from collabtherapy import Basis, Partnership, PersonId, Scope, Stage, acts, matters
from collabtherapy.partnership.law.two_sides import professionals
from collabtherapy.partnership.questions.offers import offers
from collabtherapy.partnership.state import State
from collabtherapy.testing.exploring import explore
from collabtherapy.testing.histories import histories
from collabtherapy.testing.openings import openings
from collabtherapy.testing.ways import SEEN, prefixes

WAY_IN = (matters.Begin, matters.Goal, matters.Agreement)
SCOPES = (Scope.ASSESSMENT, Scope.TREATMENT)


def moves(state: State, side: tuple[PersonId, ...]) -> Iterator[acts.Act]:
    """Yield what the people of one side might try on the way to working."""
    waiting = {type(p.last.matter) for p in state.decisions.proposals.values()}
    for person in side:
        for act in offers(state, person, state.at):
            match act:
                case acts.Propose(matter=matter):
                    if type(matter) in WAY_IN and type(matter) not in waiting:
                        yield act
                case acts.AppointRepresentative():
                    yield from appointments(act, {*side, PersonId("parent")})
                case acts.Explain(scope=scope) if scope in SCOPES:
                    yield attrs.evolve(act, limits=True)
                case acts.GiveConsent(scope=scope) if scope in SCOPES:
                    yield act
                case acts.Accept() | acts.Orient() | acts.ConfirmRepresentation():
                    yield act


def appointments(
    act: acts.AppointRepresentative, people: set[PersonId]
) -> Iterator[acts.Act]:
    """Yield an appointment for each of these people, on each kind of basis."""
    for who, basis in product(people - {act.client}, Basis):
        yield attrs.evolve(act, representative=who, basis=basis, evidence=SEEN)


def seen_as(state: State) -> Hashable:
    """Return what distinguishes two states on the way to working."""
    return (
        state.stage,
        frozenset(
            (p.id, p.is_open, p.accepted_by) for p in state.decisions.proposals.values()
        ),
        frozenset((of, said.status) for of, said in state.consent.by_scope.items()),
        frozenset(state.orientation.by_client),
        frozenset(
            (of, held.basis, held.is_confirmed)
            for of, held in state.representation.held.items()
            if held.ended_at is None
        ),
    )


def stages_reached(start: State, side: tuple[PersonId, ...]) -> set[Stage]:
    """Return every stage that the acts of one side lead to."""
    explored = explore([start], lambda state: moves(state, side), seen_as)
    return {state.stage for state in explored.states}


@pytest.mark.parametrize(
    "start",
    [
        in_a_service().state,
        believed(in_a_service(), appoint(in_a_service(), "bo")).state,
        believed(in_a_service(), appoint(in_a_service(), "sue")).state,
        believed(in_a_service(), appoint(in_a_service(), "clinic")).state,
    ],
    ids=["new", "bo spoke for ana", "sue spoke for ana", "the clinic spoke for ana"],
)
def test_therapists_service_and_supervisor_reach_nothing_together(start: State):
    """S01, invariant 15: all that they could do is tried, up to the end."""
    side = tuple(sorted(professionals(start)))
    assert {"bo", "tia", "clinic", "sue"} == set(map(str, side))
    assert stages_reached(start, side) == {Stage.REQUESTED}


def test_a_client_and_a_representative_reach_nothing_together():
    """S01, invariant 15: two people who act for one side are one side."""
    side = (PersonId("ana"), PersonId("parent"))
    assert stages_reached(in_a_service().state, side) == {Stage.REQUESTED}


@given(openings(clients=(1, 2)), st.data())
def test_no_side_reaches_working_whomever_it_appoints(
    p: Partnership, data: st.DataObject
):
    """S01, invariant 15: drawn from any opening, and through anybody appointed."""
    theirs = tuple(sorted(professionals(p.state)))
    clients = (*(client.id for client in p.clients), PersonId("parent"))
    side = data.draw(st.sampled_from([theirs, clients]))
    for _ in range(15):
        lawful = [act for act in moves(p.state, side) if p.allows(act)]
        if not lawful:
            break
        p = p.record(data.draw(st.sampled_from(lawful)))
    assert p.stage is Stage.REQUESTED


@given(histories(at_most=25))
def test_whoever_speaks_for_a_client_is_on_no_other_side(p: Partnership):
    """Invariant 12: at each act that is done on a client's behalf."""
    for before, act, _ in prefixes(p):
        if act.for_whom != act.by:
            assert act.by not in professionals(before.state)
