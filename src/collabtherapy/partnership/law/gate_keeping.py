"""The readers of the consent gates: what they keep out, what a session stands on."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import cast

from collabtherapy.partnership.law.deciders import (
    UNKNOWN,
    Decider,
    HoldersAct,
    decider,
    deciding_holders,
    row_of,
)
from collabtherapy.partnership.law.gates import GATES, Gate
from collabtherapy.partnership.regions.competence import FindCompetence, StateDecider
from collabtherapy.partnership.regions.consent import Explain, GiveConsent
from collabtherapy.partnership.regions.sessions import Session
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.consents import ConsentStatus
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.meetings import StartSession
from collabtherapy.partnership.values.refusals import (
    AnyOf,
    Change,
    Do,
    Reason,
    Refusal,
    Remedy,
    Rule,
)
from collabtherapy.partnership.values.scopes import Scope

NOT_IN_FORCE = Reason(
    "consent.{scope.name}.not_in_force",
    Rule.RIGHT,
    "{client} has not said yes to {asked}: it is {status}",
    where=tuple(
        ("status", status, sentence)
        for status, sentence in {
            ConsentStatus.NOT_ASKED: "{client} has not been asked about {asked} yet: "
            "explain it, and hear their answer",
            ConsentStatus.EXPLAINED: "{client} knows about {asked}, and has not said "
            "yes yet",
            ConsentStatus.DECLINED: "{client} said no to {asked}",
            ConsentStatus.WITHDRAWN: "{client} took back their yes to {asked}",
            ConsentStatus.EXPIRED: "the yes of {client} to {asked} ran out: ask again",
            ConsentStatus.SUPERSEDED: "the terms of {asked} changed; {client} has not "
            "yet said yes to the new ones",
        }.items()
    ),
)


def closed_gates(
    gates: Iterable[Gate], state: State, act: Act, matter: Matter | None
) -> Iterator[Refusal]:
    """Yield a refusal for each client whose consent one of these gates misses."""
    for gate in gates:
        if gate.when(state, act, matter):
            for scopes in asked_for(gate, act, matter):
                for client in gate.of(state, act, matter):
                    if not any(in_force(state, client, one, act) for one in scopes):
                        yield _refusal(state, client, scopes, act)


def asked_for(
    gate: Gate, act: Act, matter: Matter | None
) -> tuple[tuple[Scope, ...], ...]:
    """Return the scopes that a gate asks for: of each group, any one will do."""
    if gate.exactly is None:
        return (gate.scopes,)
    return tuple((scope,) for scope in gate.exactly(act, matter))


def in_force(state: State, client: PersonId, scope: Scope, act: Act) -> bool:
    """Whether a consent is in force at the act; a bare name covers every ``of`` it."""
    consents = state.consent
    if consents.in_force(client, scope, act.at):
        return True
    return scope.name == "research" and any(
        who == client and of.name == "research" and consent.in_force(act.at)
        for (who, of), consent in consents.by_scope.items()
    )


def _refusal(
    state: State, client: PersonId, scopes: tuple[Scope, ...], act: Act
) -> Refusal:
    scope = scopes[0]
    said = state.consent.of(client, scope)
    told = said.terms is not None and (said.limits or scope != Scope.TREATMENT)
    given: dict[str, object] = {"scope": scope}
    if said.terms is not None:
        given["terms"] = said.terms
    explained: dict[str, object] = {"to": client, **given}
    if scope == Scope.TREATMENT:
        explained["limits"] = True
    give = _giving(state, client, given, act.at)
    fix = give if told else (Do(Explain, fields=explained), *give)
    if not state.stage.is_open:
        # Nobody is asked for a consent any more: who gave it in time is all there is.
        by_now = state.consent.by_scope.items()
        gave = (c for (c, of), said in by_now if of == scope and said.in_force(act.at))
        fix = (Change("client", tuple(gave)),)
    return NOT_IN_FORCE(
        *fix,
        client=client,
        scope=scope,
        asked=AnyOf(scopes),
        status=said.status_at(act.at),
    )


def _giving(
    state: State, client: PersonId, given: Mapping[str, object], at: datetime
) -> tuple[Remedy, ...]:
    """Return what gives a consent, to those whose word counts."""
    scope = cast("Scope", given["scope"])
    if decider(state, client, scope.name, at) is not Decider.HOLDERS:
        return (Do(GiveConsent, (client,), given),)
    may = deciding_holders(state, client, scope.name, at)
    if not may and row_of(state, client, scope.name, at) is UNKNOWN:
        return Do(StateDecider, fields={"client": client}), Do(
            GiveConsent, (client,), given
        )
    if not may:
        # No one may give it: whether the person can is looked at (again).
        # What is found is not said here: a fix asks for no finding of its own liking.
        fields = {"client": client, "decision": scope.name}
        return Do(FindCompetence, fields=fields), Do(GiveConsent, (client,), given)
    fields = {**given, "on_behalf_of": client}
    ends = [held.until for held in may if held.until is not None]
    if ends:
        fields["expires_at"] = min(ends)
    row = row_of(state, client, scope.name, at)
    each = row.holders_act is HoldersAct.TOGETHER
    return (Do(GiveConsent, tuple(held.holder for held in may), fields, each=each),)


def stands_on(state: State, session: Session) -> frozenset[Scope]:
    """Return the scopes that a session could not have been started without."""
    again = started_anew(session, min(session.present), state.at, session.present)
    return frozenset(
        scope
        for gate in START_GATES
        if gate.when(state, again, None)
        for scopes in asked_for(gate, again, None)
        for scope in scopes
    )


def started_anew(
    session: Session, by: PersonId, at: datetime, present: frozenset[PersonId]
) -> StartSession:
    """Return the act that would start a session of the same kind.

    Args:
        session: the session.
        by: who starts it.
        at: when.
        present: which members are there.
    """
    return StartSession(
        by=by,
        at=at,
        id=session.id,
        present=present,
        ways=session.ways,
        ending_talk=session.ending_talk,
        others=session.others,
    )


START_GATES = tuple(gate for gate in GATES if gate.on is StartSession)
"""What a session asks of each client who is there: at its start, or as they arrive."""
