"""The consent gates: which acts and decisions need which consent, of whom.

What is not named here needs none. A gate on a matter is asked at the act that would
settle it. A person's own words, ratings and feedback need nothing beyond the
session's own consent.
"""

from collections.abc import Callable
from typing import TypeAlias, cast

import attrs

from collabtherapy.partnership.act import Act, Matter
from collabtherapy.partnership.agreement import Agreement
from collabtherapy.partnership.breaks import Resume
from collabtherapy.partnership.codings import Code
from collabtherapy.partnership.consent import Explain, GiveConsent
from collabtherapy.partnership.contact import ReachOut
from collabtherapy.partnership.endings import KeepGoing
from collabtherapy.partnership.follow_up import FollowUp
from collabtherapy.partnership.ids import PersonId
from collabtherapy.partnership.people import Role
from collabtherapy.partnership.refusals import (
    NONE,
    Do,
    Reason,
    Refusal,
    Refusals,
    Remedy,
    Rule,
)
from collabtherapy.partnership.scopes import Scope
from collabtherapy.partnership.sessions import Session, StartSession, Way
from collabtherapy.partnership.stages import Begin, Stage
from collabtherapy.partnership.state import State

Concerned: TypeAlias = Callable[[State, Act], tuple[PersonId, ...]]
Applies: TypeAlias = Callable[[State, Act, Matter | None], bool]


@attrs.frozen(kw_only=True)
class Gate:
    """One row: an act or matter needs a consent in force, of everyone concerned.

    Args:
        id: the row's name.
        on: the kind of act, or the kind of matter that would settle.
        scopes: any one of these will do.
        of: the clients whose consent is asked for.
        when: the circumstances in which it is; always, unless given.
        says: the circumstances in words, for the reader of the table.
    """

    id: str
    on: type[Act] | type[Matter]
    scopes: tuple[Scope, ...]
    of: Concerned
    when: Applies = lambda _state, _act, _matter: True
    says: str = ""


def _every_client(state: State, _: Act) -> tuple[PersonId, ...]:
    return state.members.ids(Role.CLIENT)


def _clients_present(state: State, act: StartSession) -> tuple[PersonId, ...]:
    return tuple(c for c in state.members.ids(Role.CLIENT) if c in act.present)


def _client_reached(_: State, act: ReachOut) -> tuple[PersonId, ...]:
    return (act.to,)


def _clients_recorded(state: State, act: Code) -> tuple[PersonId, ...]:
    """Give the clients who were at the session that a coder codes."""
    name = act.session
    if act.contribution is not None:
        contribution = state.contributions.by_id.find(act.contribution)
        name = None if contribution is None else contribution.act.session
    session = None if name is None else state.sessions.by_id.find(name)
    present = frozenset[PersonId]() if session is None else session.present
    therapists = state.members.ids(Role.THERAPIST)
    return tuple(sorted(person for person in present if person not in therapists))


# Each is asked of its own kind of act alone, which the rows below see to.
PRESENT = cast("Concerned", _clients_present)
RECORDED = cast("Concerned", _clients_recorded)
REACHED = cast("Concerned", _client_reached)


def _in(*stages: Stage) -> Applies:
    return lambda state, _act, _matter: state.main.stage in stages


def _not_urgent(_: State, _act: Act, matter: Matter | None) -> bool:
    return not (isinstance(matter, Begin) and matter.urgent)


def _not_the_ending_talk(state: State, act: Act, _: Matter | None) -> bool:
    if state.main.stage not in (Stage.WORKING, Stage.ENDING):
        return False
    ending = state.main.ending
    if ending is None or not (isinstance(act, StartSession) and act.ending_talk):
        return True
    # One talk for each ending: another withdrawal, after minds changed, has its own.
    talks = (s for s in state.sessions.by_id.values() if s.ending_talk)
    return any(
        talk.id != act.id and (talk.started_at or ending.since) >= ending.since
        for talk in talks
    )


def _back_to_working(state: State, _act: Act, _matter: Matter | None) -> bool:
    return state.main.paused_from is Stage.WORKING


def _by_an_outsider(state: State, act: Act, _: Matter | None) -> bool:
    role = state.members.role(act.by)
    return role not in (Role.CLIENT, Role.THERAPIST)


def _held(way: Way) -> Applies:
    return lambda _state, act, _matter: (
        isinstance(act, StartSession) and way in act.ways
    )


GATES = (
    Gate(
        id="G1",
        on=Begin,
        scopes=(Scope.ASSESSMENT,),
        of=_every_client,
        when=_not_urgent,
        says="unless the start is urgent",
    ),
    Gate(
        id="G2",
        on=StartSession,
        scopes=(Scope.ASSESSMENT,),
        of=PRESENT,
        when=_in(Stage.EXPLORING, Stage.CONTRACTING),
        says="while exploring or contracting",
    ),
    Gate(id="G3", on=Agreement, scopes=(Scope.TREATMENT,), of=_every_client),
    Gate(
        id="G4",
        on=StartSession,
        scopes=(Scope.TREATMENT,),
        of=PRESENT,
        when=_not_the_ending_talk,
        says="while working or ending, but for one ending talk",
    ),
    Gate(
        id="G5",
        on=Resume,
        scopes=(Scope.TREATMENT,),
        of=_every_client,
        when=_back_to_working,
        says="where the break was taken from working",
    ),
    Gate(id="G6", on=KeepGoing, scopes=(Scope.TREATMENT,), of=_every_client),
    Gate(
        id="G7",
        on=StartSession,
        scopes=(Scope.TELEHEALTH,),
        of=PRESENT,
        when=_held(Way.TELEHEALTH),
        says="by distance",
    ),
    Gate(
        id="G8",
        on=StartSession,
        scopes=(Scope.RECORDING,),
        of=PRESENT,
        when=_held(Way.RECORDING),
        says="recorded",
    ),
    Gate(
        id="G9",
        on=StartSession,
        scopes=(Scope.OBSERVATION,),
        of=PRESENT,
        when=_held(Way.OBSERVATION),
        says="observed",
    ),
    Gate(
        id="G10",
        on=Code,
        scopes=(Scope.OBSERVATION, Scope("research")),
        of=RECORDED,
        when=_by_an_outsider,
        says="by someone who is no member; research into any study will do",
    ),
    Gate(id="G11", on=FollowUp, scopes=(Scope.CONTACT,), of=_every_client),
    Gate(
        id="G12",
        on=ReachOut,
        scopes=(Scope.CONTACT,),
        of=REACHED,
        when=_in(Stage.FOLLOW_UP),
        says="while following up",
    ),
    Gate(
        id="G13",
        on=StartSession,
        scopes=(Scope.CONTACT,),
        of=PRESENT,
        when=_in(Stage.FOLLOW_UP),
        says="while following up",
    ),
)

NOT_IN_FORCE = Reason(
    "consent.{scope.name}.not_in_force",
    Rule.RIGHT,
    "consent of {client} to {asked} is {status}, not in force",
)


def closed_gates(gate: Gate, state: State, act: Act, matter: Matter | None) -> Refusals:
    """Give a refusal for each client whose consent this gate misses."""
    if not gate.when(state, act, matter):
        return NONE
    missing = (
        client
        for client in gate.of(state, act)
        if not any(in_force(state, client, s, act) for s in gate.scopes)
    )
    return tuple(_refusal(state, client, gate.scopes, act) for client in missing)


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
    give: tuple[Remedy, ...] = (Do(GiveConsent, (client,), given),)
    fix = give if told else (Do(Explain, fields=explained), *give)
    return NOT_IN_FORCE(
        *fix,
        client=client,
        scope=scope,
        asked=" or ".join(map(str, scopes)),
        status=said.status_at(act.at),
    )


def stands_on(state: State, session: Session) -> frozenset[Scope]:
    """Give the scopes that a session could not have been started without."""
    again = StartSession(
        by=min(session.present),
        at=state.at,
        id=session.id,
        present=session.present,
        ways=session.ways,
        ending_talk=session.ending_talk,
    )
    return frozenset(
        scope
        for gate in GATES
        if gate.on is StartSession and gate.when(state, again, None)
        for scope in gate.scopes
    )
