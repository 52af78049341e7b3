"""Small slices of the lifecycle, to be explored here and by SPIN.

One client, one therapist, two scopes, orientation, and some of the matters. A slice
grows with the matters in it; proposals of each kind are put one at a time, moments
stand still, and terms stay as they are.
"""

from collections.abc import Hashable, Iterator, Mapping

import attrs

from collabtherapy import Scope, acts, matters
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.proposals import Proposal
from collabtherapy.testing.exploring import Explored, explore
from collabtherapy.testing.offered import offers_of
from collabtherapy.testing.ways import two

DECIDING = (acts.Propose, acts.Accept, acts.Withdraw)

BY_EITHER = (acts.BackToExploring,)

ALONE: Mapping[Role, tuple[type[acts.Act], ...]] = {
    Role.CLIENT: (
        acts.GiveConsent, acts.WithdrawConsent, acts.Pause, acts.StartEnding,
        acts.Finish, acts.Leave, *BY_EITHER,
    ),
    Role.THERAPIST: (
        acts.Explain, acts.Orient, acts.PlaceOnWaitingList, *BY_EITHER,
    ),
}  # fmt: skip
"""What each does alone; breaks and endings by a therapist ask more than fits."""

SCOPES = (Scope.ASSESSMENT, Scope.TREATMENT)

BOUNDS: tuple[tuple[type[matters.Matter], ...], ...] = (
    (matters.Begin,),
    (matters.Begin, matters.Agreement),
    (matters.Begin, matters.Agreement, matters.Resume),
    (
        matters.Begin, matters.Agreement, matters.Resume, matters.Ending,
        matters.KeepGoing,
    ),
)  # fmt: skip
"""Slices of different sizes, by the matters in them."""


@attrs.frozen
class Slice:
    """A part of the law that is small enough.

    Args:
        matters: the matters that can be put.

    >>> len(Slice((matters.Begin,)).explored().states)
    490
    """

    matters: tuple[type[matters.Matter], ...]

    def explored(self) -> Explored:
        """Explore it from the request on."""
        return explore([two().state], self.moves, self.seen_as)

    def moves(self, state: State) -> Iterator[acts.Act]:
        """Give what anybody might try in it."""
        waiting = {type(p.last.matter) for p in _open(state)}
        for person in state.members.ids(Role.CLIENT, Role.THERAPIST):
            alone = ALONE[state.members.role(person)]
            for offer in offers_of(*DECIDING, *alone):
                for act in offer(state, person, state.at):
                    if isinstance(act, acts.Propose):
                        kind = type(act.matter)
                        if kind in self.matters and kind not in waiting:
                            yield attrs.evolve(act, matter=_of_no_goal(act.matter))
                    elif isinstance(act, acts.Accept | acts.Withdraw):
                        if state.decisions.proposals[act.proposal].is_open:
                            yield act
                    elif isinstance(act, alone) and _of_a_scope_here(act):
                        yield _with_limits(act)

    def seen_as(self, state: State) -> Hashable:
        """Give what tells one state of it from another."""
        main, client = state.main, state.members.clients[0].id
        put = {type(p.last.matter): p.accepted_by for p in _open(state)}
        said = (state.consent.of(client, scope) for scope in SCOPES)
        return (
            main.stage,
            main.paused_from,
            main.ending and main.ending.closes_as,
            main.closure and main.closure.kind,
            state.orientation.of(client).given,
            state.agreement.current is not None,
            *((consent.status, consent.terms is not None) for consent in said),
            *(put.get(kind, frozenset()) for kind in self.matters),
        )


def _of_a_scope_here(act: acts.Act) -> bool:
    return getattr(act, "scope", SCOPES[0]) in SCOPES


def _with_limits(act: acts.Act) -> acts.Act:
    return attrs.evolve(act, limits=True) if isinstance(act, acts.Explain) else act


def _of_no_goal(matter: matters.Matter) -> matters.Matter:
    if isinstance(matter, matters.Agreement):
        return attrs.evolve(matter, goals_deferred=True)
    return matter


def _open(state: State) -> Iterator[Proposal]:
    return (p for p in state.decisions.proposals.values() if p.is_open)
