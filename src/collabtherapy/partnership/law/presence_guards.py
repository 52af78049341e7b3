"""The conditions on who is in the room: members who come and go, and others.

A client who arrives is asked what they would have been asked at the start. Others are
there with every client's consent, which the gates ask for, and are none of its members.
"""

from collabtherapy.partnership.law.gate_keeping import (
    START_GATES,
    closed_gates,
    started_anew,
)
from collabtherapy.partnership.law.guards import Asked, agreement_holds
from collabtherapy.partnership.law.rights import BOTH
from collabtherapy.partnership.regions.agreement import AcceptAgreement
from collabtherapy.partnership.regions.consent import Explain
from collabtherapy.partnership.regions.sessions import Session
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.meetings import (
    Arrive,
    Depart,
    EndSession,
    StartSession,
)
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.presence import As
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Do,
    Reason,
    Refusal,
    Refusals,
    Rule,
)
from collabtherapy.partnership.values.scopes import Scope

NOT_ONE_OF_THE_TWO = Reason(
    "session.neither_side",
    Rule.RECORD,
    "{person} is here as {role}; clients and therapists come to a session",
)
THERE = Reason(
    "session.there_already", Rule.RECORD, "{person} is at session {session} already"
)
NOT_THERE = Reason(
    "session.not_there", Rule.RECORD, "{person} is not at session {session} now"
)
LAST_OF_A_SIDE = Reason(
    "session.last_of_a_side",
    Rule.ASSENT,
    "{person} is the only {side} at session {session}, which ends when they go",
)
NOT_ACCEPTED = Reason(
    "agreement.not_accepted",
    Rule.ASSENT,
    "{client} came after the agreement was settled, and has not accepted it yet",
)
ACCEPTED_ALREADY = Reason(
    "agreement.accepted_already",
    Rule.ASSENT,
    "the agreement in force was not settled without {client}, or they have accepted it",
)
A_MEMBER = Reason(
    "others.member",
    Rule.RECORD,
    "{person} is here as {role}, and is at a session as that",
)
NOT_BOUND = Reason(
    "others.not_bound",
    Rule.RIGHT,
    "{client} has not been told terms that bind {person} to confidence, who interprets",
)

PRESENCE_GUARDS = Asked()


@PRESENCE_GUARDS.of(Arrive)
def of_one_side(state: State, act: Arrive) -> Refusals:
    """Those who come to a session are its two sides."""
    role = state.members.role(act.person)
    if role in BOTH or act.person not in state.members.everyone:
        return NONE
    change = Change("person", state.members.ids(*BOTH))
    return (NOT_ONE_OF_THE_TWO(change, person=act.person, role=role),)


@PRESENCE_GUARDS.of(Arrive, Depart)
def comes_or_goes(state: State, act: Arrive | Depart) -> Refusals:
    """Who is there does not come, and who is not there does not go."""
    session = _there(state, act)
    if session is None or (act.person in session.there) is isinstance(act, Depart):
        return NONE
    known = state.members.ids(*BOTH)
    reason, others = NOT_THERE, session.there
    if isinstance(act, Arrive):
        reason, others = THERE, frozenset(known) - session.there
    change = Change("person", tuple(sorted(others)))
    return (reason(change, person=act.person, session=session.id),)


@PRESENCE_GUARDS.of(Arrive)
def as_at_the_start(state: State, act: Arrive) -> Refusals:
    """What a session asks of a client at its start it asks of one who arrives."""
    session = _there(state, act)
    if session is None or act.person in session.there:
        return NONE
    only_them = frozenset((act.person,))
    start = started_anew(session, act.by, act.at, only_them)
    return (
        *closed_gates(START_GATES, state, start, None),
        *accepted_for_themselves(state, start),
        *interpreters_bound(state, start),
    )


@PRESENCE_GUARDS.of(Depart)
def both_sides_stay(state: State, act: Depart) -> Refusals:
    """A session has a client and a therapist as long as it goes on."""
    session = _there(state, act)
    if session is None or act.person not in session.there:
        return NONE
    role = state.members.role(act.person)
    stay = session.there - {act.person}
    if role in {state.members.role(person) for person in stay}:
        return NONE
    end = Do(EndSession, fields={"session": session.id})
    return (LAST_OF_A_SIDE(end, person=act.person, side=role, session=session.id),)


def _there(state: State, act: Arrive | Depart) -> Session | None:
    """Return the session that somebody comes to or goes from, if it goes on."""
    goes_on = state.sessions.open == act.session
    return state.sessions.by_id[act.session] if goes_on else None


@PRESENCE_GUARDS.of(StartSession)
def accepted_for_themselves(state: State, act: StartSession) -> Refusals:
    """A client who came later takes part once they accept what the others agreed."""
    if not state.agreement.not_yet:
        return NONE
    talk_at_the_end = act.ending_talk and state.main.ending is not None
    if talk_at_the_end or not state.agreement.in_force(act.at):
        return NONE
    return tuple(
        NOT_ACCEPTED(Do(AcceptAgreement, (client,)), client=client)
        for client in state.members.ids(Role.CLIENT)
        if client in act.present and client in state.agreement.not_yet
    )


@PRESENCE_GUARDS.of(StartSession)
def no_member_besides(state: State, act: StartSession) -> Refusals:
    """A member is at a session as who they are, and never as somebody besides."""
    if not act.others:
        return NONE
    here = state.members.everyone
    without = tuple(other for other in act.others if other.person not in here)
    return tuple(
        A_MEMBER(
            Change("others", (without,)),
            person=other.person,
            role=state.members.role(other.person),
        )
        for other in act.others
        if other.person in here
    )


@PRESENCE_GUARDS.of(StartSession)
def interpreters_bound(state: State, act: StartSession) -> Refusals:
    """An interpreter hears everything, and each client knows that it stays there."""
    if not act.others:
        return NONE
    interpreters = tuple(o.person for o in act.others if o.as_ is As.INTERPRETER)
    return tuple(
        _not_bound(state, client, person)
        for person in interpreters
        for client in state.members.ids(Role.CLIENT)
        if client in act.present
        and person not in (state.consent.bound.find(client) or ())
    )


def _not_bound(state: State, client: PersonId, person: PersonId) -> Refusal:
    scope = Scope.involve(person)
    told: dict[str, object] = {"to": client, "scope": scope, "bound": {person}}
    terms = state.consent.of(client, scope).terms
    if terms is not None:  # or what was consented to under them would be superseded
        told["terms"] = terms
    return NOT_BOUND(Do(Explain, fields=told), client=client, person=person)


@PRESENCE_GUARDS.of(AcceptAgreement)
def came_later(state: State, act: AcceptAgreement) -> Refusals:
    """What is accepted later is in force, and was settled without this client."""
    if state.members.role(act.for_whom) is not Role.CLIENT:
        return NONE  # whose act it is stands in the rights
    if not state.agreement.in_force(act.at):
        return agreement_holds(state, act, None)
    not_yet = state.agreement.not_yet
    if act.for_whom in not_yet:
        return NONE
    waiting = tuple(c for c in state.members.ids(Role.CLIENT) if c in not_yet)
    change = Change(act.names_whom, waiting)
    return (ACCEPTED_ALREADY(change, client=act.for_whom),)
