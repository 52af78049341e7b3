"""One session, or one at a time, as a small model: agreed to have been enough."""

from collections.abc import Hashable, Iterator

import attrs

from collabtherapy import Role, Shape, Stage, acts, matters
from collabtherapy.partnership.state import State
from collabtherapy.testing.exploring import Explored, explore
from collabtherapy.testing.offered import offers_of
from collabtherapy.testing.ways import led_to, two

MOST = 2
"""How many sessions there are: with two, what was done was one at a time."""

MOVES = (
    acts.Propose, acts.Accept, acts.StartSession, acts.EndSession, acts.Finish,
    acts.Leave, acts.StartEnding, acts.OfferReview, acts.OfferToolkit,
)  # fmt: skip
DECIDED = (matters.Ending, matters.KeepGoing)


def moves(state: State) -> Iterator[acts.Act]:
    """Yield what anybody might try: endings of every shape, and one session by one."""
    waiting = {
        type(proposal.last.matter)
        for proposal in state.decisions.proposals.values()
        if proposal.is_open
    }
    n_sessions = len(state.sessions.by_id)
    thought_of = offers_of(*MOVES)
    for person in state.members.ids(Role.CLIENT, Role.THERAPIST):
        for act in (act for of in thought_of for act in of(state, person, state.at)):
            match act:
                case acts.Propose(matter=matter):
                    if type(matter) in DECIDED and type(matter) not in waiting:
                        yield from _of_each_shape(act)
                case acts.StartSession():
                    if n_sessions < MOST:
                        yield attrs.evolve(act, id=f"s{n_sessions}")
                case _ if isinstance(act, MOVES):
                    yield act


def _of_each_shape(act: acts.Propose) -> Iterator[acts.Propose]:
    if not isinstance(act.matter, matters.Ending):
        yield act
        return
    for shape in (None, *Shape):
        yield attrs.evolve(act, matter=attrs.evolve(act.matter, shape=shape))


def seen_as(state: State) -> Hashable:
    """Return what tells one state of the model from another."""
    ending = state.main.ending
    return (
        state.main.stage,
        ending and ending.closes_as,
        state.main.closure and state.main.closure.kind,
        frozenset(
            (p.last.matter, p.accepted_by)
            for p in state.decisions.proposals.values()
            if p.is_open
        ),
        state.sessions.n_held,
        len(state.sessions.by_id),
        state.reviews.offered_at is not None,
        frozenset(state.toolkit.by_client),
    )


def brief_work() -> Explored:
    """Explore from a beginning with nothing agreed on."""
    return explore([led_to(two(), Stage.EXPLORING).state], moves, seen_as)
