"""A case that is carried over, as a small model that is explored to its end."""

from collections.abc import Callable, Hashable, Iterator
from datetime import timedelta
from typing import Any

from collabtherapy import (
    CarriedAgreement,
    PersonId,
    Scope,
    Stage,
    Words,
    acts,
    matters,
)
from collabtherapy.partnership.state import State
from collabtherapy.testing.carried import BEGAN, asked_for, carrying, yes
from collabtherapy.testing.exploring import Explored, explore
from collabtherapy.testing.ways import START

PEOPLE = ("ana", "bo", "clinic", "stranger")
LATER = START + timedelta(days=28)
"""When the client has had their time."""

SAID = Words("said")
AGREED = matters.Agreement(words=SAID, goals_deferred=True)
OLD = CarriedAgreement(id="a1", matter=AGREED, agreed_at=BEGAN)
SCOPES = (Scope.ASSESSMENT, Scope.TREATMENT)
PARTS = ("consent:assessment", "consent:treatment", "agreement")
CARRIED = (
    (Stage.WORKING, OLD, SCOPES[1:]),
    (Stage.WORKING, OLD, ()),
    (Stage.WORKING, None, SCOPES[1:]),
    (Stage.EXPLORING, None, SCOPES[:1]),
    (Stage.EXPLORING, None, SCOPES[1:]),
)
"""What is said of how things stood; the second, third and fifth lack something."""


def carried_over(state: State, by: str) -> Iterator[acts.Act]:
    """Yield what a person might say of how things stood, whole and in part."""
    p = asked_for()
    said: dict[str, Any] = {"by": by, "at": state.at, "goals": (), "n_sessions": 0}
    for stage, agreement, scopes in CARRIED:
        consents = [yes("ana", scope) for scope in scopes]
        act = carrying(p, stage, agreement=agreement, consents=consents, **said)
        yield act.placed(act.at, act.at, 2)


def moves(state: State) -> Iterator[acts.Act]:
    """Yield what anybody might try, now and once the client has had their time."""
    for by in PEOPLE:
        if state.entries.carried is None:
            yield from carried_over(state, by)
        at: dict[str, Any] = {"by": by, "at": state.at}
        yield from _of_the_record(at)
        yield from _of_consent(at)
        yield from _of_the_agreement(state, at)
        yield acts.Leave(**at)
        yield acts.Orient(to="ana", **at)
        for when in {state.at, LATER}:
            yield acts.StartSession(
                by=by, at=when, id=_next(state), present={"ana", "bo"}
            )
        if state.sessions.open is not None:
            yield acts.EndSession(session=state.sessions.open, **at)


def _next(state: State) -> str:
    return f"s{len(state.sessions.by_id)}"


def _of_the_record(at: dict[str, Any]) -> Iterator[acts.Act]:
    for part in PARTS:
        yield acts.Confirm(acts=(2,), parts={part}, **at)
        yield acts.Dispute(act=2, words=SAID, parts={part}, **at)


def _of_consent(at: dict[str, Any]) -> Iterator[acts.Act]:
    for scope in SCOPES:
        yield acts.GiveConsent(scope=scope, terms="t", **at)
        yield acts.WithdrawConsent(scope=scope, **at)


def _of_the_agreement(state: State, at: dict[str, Any]) -> Iterator[acts.Act]:
    for matter, name in ((AGREED, "a1"), (matters.Begin(), "begin")):
        proposal = state.decisions.proposals.find(name_of(name))
        if proposal is None:
            yield acts.Propose(id=name, matter=matter, **at)
        elif proposal.is_open:
            yield acts.Accept(proposal=name, **at)
        elif proposal.last.number < 2 and matter is AGREED:
            yield acts.Amend(proposal=name, matter=matter, **at)


def name_of(text: str) -> Any:
    """Return the name of a proposal."""
    return acts.Accept(by="ana", at=START, proposal=text).proposal


def seen_as(state: State) -> Hashable:
    """Return what tells one state of the model from another."""
    consents = tuple(
        (
            (said := state.consent.of(PersonId("ana"), scope)).status.value,
            said.carried_over,
            said.own_word,
        )
        for scope in SCOPES
    )
    current, carried = state.agreement.current, state.entries.carried
    agreement = current and (current.carried_over, current.version)
    parts = carried and frozenset(
        (str(part.id), part.status.value) for part in carried.parts.values()
    )
    proposals = frozenset(
        (str(p.id), p.last.number, p.is_open, frozenset(map(str, p.accepted_by)))
        for p in state.decisions.proposals.values()
    )
    return (
        state.stage.value,
        state.members.ids(),
        consents,
        agreement,
        state.agreement.disputed,
        parts,
        proposals,
        state.orientation.of(PersonId("ana")).given,
        state.sessions.open is not None,
        state.at >= LATER,
    )


def model(
    of: Callable[[acts.Act], bool] = lambda _: True, start: State | None = None
) -> Explored:
    """Explore it, or what only some of the acts make of it."""

    def asked(state: State) -> Iterator[acts.Act]:
        return (act for act in moves(state) if of(act))

    return explore([start or asked_for().state], asked, seen_as)
