"""Whose hand wrote an act down, as small models, each explored to its end."""

from collections.abc import Hashable, Iterable, Iterator
from typing import Any

import attrs
from properties.models_of_authority import SCOPES, WAY_IN, seen_as

from collabtherapy import (
    Evidence,
    Partnership,
    PersonId,
    Policy,
    Role,
    Scope,
    Words,
    acts,
)
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.words import SOME_WORDS
from collabtherapy.testing.exploring import Explored, explore
from collabtherapy.testing.ways import ANA, BO, CLINIC, START

CLIENT, THERAPIST, CLERK = ANA.id, BO.id, CLINIC.id
PAPER = Evidence("paper-form", seen_by="clinic")
TREATMENT = (Scope.TREATMENT,)


def asked_for(*, paper: bool, therapists: tuple[Any, ...] = (BO,)) -> Partnership:
    """Return a partnership that a service asked for.

    Args:
        paper: whether its settings let assents be written down by another.
        therapists: who works in it.
    """
    return Partnership.open(
        id="p-1",
        clients=(ANA,),
        therapists=therapists,
        organisations=(CLINIC,),
        by="clinic",
        clients_told=Words("by letter"),
        at=START,
        policy=Policy(orientation_first=False, paper_assent=paper),
    )


def _deciding(state: State, by: PersonId) -> Iterator[acts.Act]:
    """Yield what a person might put, accept or decline."""
    at = state.at
    put = {type(p.last.matter) for p in state.decisions.proposals.values()}
    for matter in WAY_IN:
        if type(matter) not in put:
            name = type(matter).__name__.lower()
            yield acts.Propose(by=by, at=at, id=name, matter=matter)
    for name, proposal in state.decisions.proposals.items():
        if proposal.is_open:
            yield acts.Accept(by=by, at=at, proposal=name)
            if not proposal.dissents:
                yield acts.Decline(by=by, at=at, proposal=name, words=SOME_WORDS)


def _consenting(
    state: State, by: PersonId, scopes: Iterable[Scope]
) -> Iterator[acts.Act]:
    for scope in scopes:
        told: dict[str, Any] = {"by": by, "at": state.at, "scope": scope}
        yield acts.Explain(to=CLIENT, terms="t", limits=True, **told)
        if state.consent.of(CLIENT, scope).terms is not None:
            yield acts.GiveConsent(terms="t", **told)
        yield acts.DeclineConsent(**told)
        yield acts.WithdrawConsent(**told)


def _confirming(state: State, by: PersonId) -> Iterator[acts.Act]:
    """Yield a word on all that waits for a person's, or a dispute of one of it."""
    waiting = [one.version for one in state.entries.unconfirmed if one.act.by == by]
    if waiting:
        yield acts.Confirm(by=by, at=state.at, acts=waiting)


def by_hands(act: acts.Act, hands: Iterable[PersonId]) -> Iterator[acts.Act]:
    """Yield an act by each of these hands, by another's with a document and without."""
    for hand in hands:
        if hand == act.by:
            yield act
            continue
        for seen in (PAPER, None):
            yield attrs.evolve(act, entered_by=hand, evidence=seen)


def numbered(state: State, act: acts.Act) -> acts.Act:
    """Return an act as the record hands it on, with a number that none there has."""
    if act.entered_by is None and not isinstance(act, acts.Confirm):
        return act
    return act.placed(act.at, act.at, len(state.entries.entered) + 2)


def written_down(state: State) -> Hashable:
    """Return what tells one state of these models from another.

    Of what was entered it is whether something of a person's waits for their word: it
    is confirmed at one go.
    """
    waiting = frozenset(one.act.by for one in state.entries.unconfirmed)
    dissents = frozenset(
        (name, no.by)
        for name, put in state.decisions.proposals.items()
        for no in put.dissents
    )
    return seen_as(state), waiting, dissents


def _moves(
    authors: tuple[PersonId, ...],
    hands: tuple[PersonId, ...],
    scopes: tuple[Scope, ...],
) -> Any:
    def moves(state: State) -> Iterator[acts.Act]:
        for by in authors:
            for act in (
                *_deciding(state, by),
                *_consenting(state, by, scopes),
                *_confirming(state, by),
            ):
                for entered in by_hands(act, hands):
                    yield numbered(state, entered)

    return moves


def hands(*, paper: bool) -> Explored:
    """Explore a client, a therapist and a clerk, the way in, and one consent.

    The consent to the assessment is given: one scope is enough to see whose hand a yes
    and a no are by.
    """
    p = asked_for(paper=paper)
    p = p.record(
        acts.Explain(by="bo", at=START, to="ana", scope=Scope.ASSESSMENT, terms="t"),
        acts.GiveConsent(by="ana", at=START, scope=Scope.ASSESSMENT, terms="t"),
    )
    moves = _moves((CLIENT, THERAPIST), (CLIENT, THERAPIST, CLERK), TREATMENT)
    return explore([p.state], moves, written_down)


MODELS = {
    "hands": lambda: hands(paper=False),
    "hands on paper": lambda: hands(paper=True),
}


def alone(
    hand: PersonId, *, paper: bool, therapists: tuple[Any, ...] = (BO,)
) -> Explored:
    """Explore everything that one person's hand can write, for themselves and others.

    Args:
        hand: the only one who writes anything down.
        paper: whether the settings let assents be written down by another.
        therapists: who works in it.
    """
    p = asked_for(paper=paper, therapists=therapists)
    authors = p.state.members.ids(Role.CLIENT, Role.THERAPIST)
    return explore([p.state], _moves(authors, (hand,), SCOPES), written_down)
