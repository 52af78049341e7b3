"""One client, one therapist, two scopes: every state there is, met and asked.

Proposals of each kind are put one at a time, moments stand still, and what does not
bear on the main line is left out. What is small enough is explored to its end.
"""

from collections.abc import Hashable, Iterator

import attrs
import pytest
from small_models import documented

from collabtherapy import (
    ClosureKind,
    Noticed,
    PersonId,
    Role,
    Scope,
    Stage,
    acts,
    law,
    matters,
)
from collabtherapy.partnership.fold import fold
from collabtherapy.partnership.state import State
from collabtherapy.partnership.verdict import refusals
from collabtherapy.testing.exploring import Explored, explore
from collabtherapy.testing.offered import offers_of
from collabtherapy.testing.situations.of_care import noticed
from collabtherapy.testing.ways import two

MOVES = (
    acts.Propose, acts.Accept, acts.Withdraw, acts.Explain, acts.GiveConsent,
    acts.WithdrawConsent, acts.Orient, acts.PlaceOnWaitingList, acts.BackToExploring,
    acts.Pause, acts.StartEnding, acts.Finish, acts.Leave, acts.StartSession,
    acts.EndSession,
)  # fmt: skip
HERE = (
    matters.Begin, matters.Goal, matters.Agreement, matters.Resume, matters.Ending,
    matters.KeepGoing,
)  # fmt: skip
"""Matters that bear on this part of the way; others are explored by themselves."""

SCOPES = (Scope.ASSESSMENT, Scope.TREATMENT)
NOT_HERE = {
    "L1", "L1-successor", "L15", "L16-therapist", "L17", "L18",
    "L9-client", "L17-client", "L18-therapist",
    "L18-service", "L19-early", "L19-couple", "L19-group", "L20", "L20-referred",
    "L21", "L22", "L23", "L23-early", "L23-couple", "L23-group", "L24", "L25",
    "L25-group", "L26", "L3-carried", "L6-carried", "L10-brief",
}  # fmt: skip
"""The opening, rows that need more than one client, and other parts of the way."""


def moves(state: State) -> Iterator[acts.Act]:
    """Yield what anybody might try that bears on the main line."""
    waiting = {
        type(proposal.last.matter)
        for proposal in state.decisions.proposals.values()
        if proposal.is_open
    }
    thought_of = offers_of(*MOVES)
    for person in state.members.ids(*Role):
        for act in (act for of in thought_of for act in of(state, person, state.at)):
            match act:
                case acts.Propose(matter=matter):
                    if type(matter) not in waiting and _is_put_here(state, matter):
                        yield act
                case acts.StartSession(id=name) if name in state.sessions.by_id:
                    continue
                case acts.Explain(scope=Scope.TREATMENT):
                    yield attrs.evolve(act, limits=True)
                case _ if isinstance(act, MOVES):
                    if getattr(act, "scope", Scope.ASSESSMENT) in SCOPES:
                        yield act


def _is_put_here(state: State, matter: matters.Matter) -> bool:
    """Return whether a matter bears on this part of the way: one goal, one ending."""
    match matter:
        case matters.Goal():
            return not state.goals.active
        case matters.Ending():  # brief work has a model of its own
            return _agreed(state)
        case _:
            return type(matter) in HERE


def _agreed(state: State) -> bool:
    return state.agreement.current is not None


def seen_as(state: State) -> Hashable:
    """Give what tells one state of the model from another."""
    ending = state.main.ending
    return (
        state.main.stage,
        state.main.paused_from,
        ending and ending.closes_as,
        frozenset(
            (type(p.last.matter), p.accepted_by)
            for p in state.decisions.proposals.values()
            if p.is_open
        ),
        frozenset((key, said.status) for key, said in state.consent.by_scope.items()),
        state.orientation.of(client_of(state)).given,
        bool(state.goals.active),
        _agreed(state),
        state.sessions.open is not None,
    )


def client_of(state: State) -> PersonId:
    """Give the client there is."""
    return state.members.clients[0].id


def the_way_in() -> Explored:
    """Explore from the request on, with notice given of one break."""
    told = noticed(two(), Noticed.BREAK)
    return explore([told.state], moves, seen_as)


@pytest.fixture(scope="module")
def explored() -> Explored:
    """Give every state, every act taken in each, and how often each reason was met."""
    return the_way_in()


def test_the_model_is_the_one_in_the_docs(explored: Explored):
    """A change of these counts is a change of the law: look at what it means."""
    counted = (len(explored.states), len(explored.taken), explored.digest)
    assert counted == documented("the way in")


def test_every_row_that_one_client_can_take_is_taken(explored: Explored):
    """No row of the lifecycle is out of reach."""
    assert explored.rows == {step.id for step in law.STEPS} - NOT_HERE


def test_working_is_entered_by_both_with_consent(explored: Explored):
    """Invariants 15 and 16: no way into WORKING round the agreement or the consent."""
    found, taken = explored.states, explored.taken
    for before, act, after in taken:
        if after.stage is Stage.WORKING and before.stage is not Stage.WORKING:
            assert isinstance(act, acts.Accept)
            assert after.agreement.in_force(act.at)
            assert after.consent.in_force(client_of(after), Scope.TREATMENT, act.at)
    for state in found:
        if state.stage is Stage.WORKING:
            assert state.consent.in_force(client_of(state), Scope.TREATMENT, state.at)


@pytest.mark.parametrize("side", [Role.CLIENT, Role.THERAPIST])
def test_one_side_alone_gets_nowhere(explored: Explored, side: Role):
    """Invariant 15: with the acts of one side, no stage is reached that takes two."""
    taken = explored.taken
    reached = {seen_as(two().state)}
    stages = set()
    grew = True
    while grew:
        grew = False
        for before, act, after in taken:
            alone = before.members.role(act.by) is side
            if alone and seen_as(before) in reached and seen_as(after) not in reached:
                reached.add(seen_as(after))
                stages.add(after.stage)
                grew = True
    assert stages <= {Stage.REQUESTED, Stage.WAITING, Stage.CLOSED}


def test_the_client_can_leave_from_every_open_state(explored: Explored):
    """Invariant 17: in one step, and it closes as leaving."""
    found = explored.states
    for state in found:
        if state.stage.is_open:
            leave = acts.Leave(by="ana", at=state.at)
            assert refusals(state, leave) == ()
            closure = fold(state, leave).main.closure
            assert closure is not None
            assert closure.kind is ClosureKind.CLIENT_LEFT


def test_an_act_changes_only_the_regions_that_name_it(explored: Explored):
    """What a region does not list, it does not feel."""
    taken = explored.taken
    own = {
        acts.Orient: {"orientation", "duties"},
        acts.Explain: {"consent", "duties"},
        acts.GiveConsent: {"consent"},
        acts.BackToExploring: {"main"},
        acts.Pause: {"main", "sessions", "notices"},
        acts.StartEnding: {"main"},
        acts.Finish: {"main", "sessions", "duties"},
        acts.Withdraw: {"decisions"},
        acts.WithdrawConsent: {"consent", "main", "sessions", "duties"},
        acts.StartSession: {"sessions", "duties"},
        acts.EndSession: {"sessions", "duties"},
        acts.Leave: {"main", "members", "sessions", "duties"},
        acts.Propose: {"decisions", "main"},
        acts.Accept: {"decisions", "main", "goals", "agreement", "duties"},
        acts.PlaceOnWaitingList: {"main", "duties"},
    }
    names = State._fields
    for before, act, after in taken:
        changed = {n for n in names if getattr(before, n) != getattr(after, n)}
        assert changed <= own[type(act)], act
