"""The consent gates: which acts and decisions need which consent, of whom.

What is not named here needs none. A gate on a matter is asked at the act that would
settle it. A person's own words, ratings and feedback need nothing beyond the
session's own consent.
"""

from collections.abc import Callable
from typing import TypeAlias, cast

import attrs

from collabtherapy.partnership.law.rights import whose
from collabtherapy.partnership.regions.agreement import AcceptAgreement, Agreement
from collabtherapy.partnership.regions.codings import Code
from collabtherapy.partnership.regions.consults import Consult
from collabtherapy.partnership.regions.contact import ReachOut
from collabtherapy.partnership.regions.disclosure import SAFETY_PLAN, Disclose
from collabtherapy.partnership.regions.follow_up import ComeBack, FollowUp
from collabtherapy.partnership.regions.measurements import RecordMeasure
from collabtherapy.partnership.regions.members import Involve
from collabtherapy.partnership.regions.practice import Practice
from collabtherapy.partnership.regions.sessions import met_by
from collabtherapy.partnership.regions.transfer import PURPOSE, CompleteTransfer
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.breaks import Resume
from collabtherapy.partnership.values.endings import KeepGoing
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.meetings import StartSession, Way
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.presence import As
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.values.stages import Begin, Stage

Concerned: TypeAlias = Callable[[State, Act, Matter | None], tuple[PersonId, ...]]
Applies: TypeAlias = Callable[[State, Act, Matter | None], bool]


def _always(_state: State, _act: Act, _matter: Matter | None) -> bool:
    return True


@attrs.frozen(kw_only=True)
class Gate:
    """One row: an act or matter needs a consent in force, of everyone concerned.

    Args:
        id: the row's name.
        on: the kind of act, or the kind of matter that would settle.
        scopes: any one of these will do.
        exactly: the scopes as the act confines them, where it does: each is needed.
        of: the clients whose consent is asked for.
        when: the circumstances in which it is; always, unless given.
        says: the circumstances in words, for the reader of the table.
    """

    id: str
    on: type[Act] | type[Matter]
    scopes: tuple[Scope, ...]
    exactly: Callable[[Act, Matter | None], tuple[Scope, ...]] | None = None
    of: Concerned
    when: Applies = _always
    says: str = ""


def _every_client(state: State, _: Act, _matter: Matter | None) -> tuple[PersonId, ...]:
    return state.members.ids(Role.CLIENT)


def _clients_present(
    state: State, act: StartSession, _: Matter | None
) -> tuple[PersonId, ...]:
    return tuple(c for c in state.members.ids(Role.CLIENT) if c in act.present)


def _client_reached(
    state: State, act: ReachOut, _: Matter | None
) -> tuple[PersonId, ...]:
    return tuple(c for c in state.members.ids(Role.CLIENT) if c == act.to)


def _client_named(
    state: State, act: RecordMeasure | Disclose | Consult, _: Matter | None
) -> tuple[PersonId, ...]:
    return tuple(c for c in state.members.ids(Role.CLIENT) if c == act.client)


def _who_would_do_it(
    state: State, _: Act, matter: Matter | None
) -> tuple[PersonId, ...]:
    owners = frozenset[PersonId]() if matter is None else whose(matter)
    return tuple(c for c in state.members.ids(Role.CLIENT) if c in owners)


def _clients_recorded(
    state: State, act: Code, _: Matter | None
) -> tuple[PersonId, ...]:
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
NAMED = cast("Concerned", _client_named)


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


def _told(recipient_of: Act, _: Matter | None) -> tuple[Scope, ...]:
    act = cast("Disclose", recipient_of)
    return (Scope.disclosure(act.recipient, purpose=act.purpose),)


def _by_consent(_: State, act: Act, _matter: Matter | None) -> bool:
    told = cast("Disclose", act)
    return told.ground is None or SAFETY_PLAN in told.items


def _by_name(_: State, act: Act, _matter: Matter | None) -> bool:
    return not cast("Consult", act).anonymised


def _handed_over(act: Act, _: Matter | None) -> tuple[Scope, ...]:
    return (Scope.disclosure(act.by, purpose=PURPOSE),)


def _brought_in(_: Act, matter: Matter | None) -> tuple[Scope, ...]:
    return (Scope.involve(cast("Involve", matter).person),)


def _come_along(act: Act, _: Matter | None) -> tuple[Scope, ...]:
    others = cast("StartSession", act).others
    return tuple(Scope.involve(other.person) for other in others)


def _an_observer_comes(_: State, act: Act, _matter: Matter | None) -> bool:
    return As.OBSERVER in {other.as_ for other in cast("StartSession", act).others}


def _others_come(_: State, act: Act, _matter: Matter | None) -> bool:
    return bool(cast("StartSession", act).others)


def _who_accepts(state: State, act: Act, _: Matter | None) -> tuple[PersonId, ...]:
    return tuple(c for c in state.members.ids(Role.CLIENT) if c == act.for_whom)


def _something_told(state: State, act: Act, _: Matter | None) -> bool:
    name = cast("CompleteTransfer", act).transfer
    settled = state.transfer.agreed.find(name)
    return settled is not None and bool(settled.matter.items)


def _by_distance(state: State, act: Act, _: Matter | None) -> bool:
    start = cast("StartSession", act)
    _mode, ways = met_by(state.sessions.by_id.find(start.id), start)
    return Way.TELEHEALTH in ways


def _held(way: Way) -> Applies:
    """Return whether a session is held in a way that an act names outright."""
    return lambda _state, act, _matter: way in cast("StartSession", act).ways


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
    Gate(
        id="G5-client",
        on=ComeBack,
        scopes=(Scope.TREATMENT,),
        of=_every_client,
        when=_back_to_working,
        says="where the break was taken from working",
    ),
    Gate(id="G6", on=KeepGoing, scopes=(Scope.TREATMENT,), of=_every_client),
    *(
        Gate(
            id=row,
            on=StartSession,
            scopes=(scope,),
            of=PRESENT,
            when=when,
            says=says,
        )
        for row, scope, when, says in (
            ("G7", Scope.TELEHEALTH, _by_distance, "by distance"),
            ("G8", Scope.RECORDING, _held(Way.RECORDING), "recorded"),
            ("G9", Scope.OBSERVATION, _held(Way.OBSERVATION), "observed"),
            (
                "G14",
                Scope.AI_PROCESSING,
                _held(Way.AI_PROCESSING),
                "processed by machines",
            ),
        )
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
    Gate(
        id="G15",
        on=Practice,
        scopes=(Scope.TREATMENT,),
        of=_who_would_do_it,
        says="of whoever would do it",
    ),
    Gate(id="G16", on=RecordMeasure, scopes=(Scope.MEASUREMENT,), of=NAMED),
    Gate(
        id="G17",
        on=RecordMeasure,
        scopes=(Scope.CONTACT,),
        of=NAMED,
        when=_in(Stage.FOLLOW_UP),
        says="while following up",
    ),
    Gate(
        id="G18",
        on=Disclose,
        scopes=(Scope("disclosure"),),
        exactly=_told,
        of=NAMED,
        when=_by_consent,
        says="to this recipient for this purpose, unless on a ground that was told; a "
        "safety plan is told by consent only",
    ),
    Gate(
        id="G19",
        on=CompleteTransfer,
        scopes=(Scope("disclosure"),),
        exactly=_handed_over,
        of=_every_client,
        when=_something_told,
        says="to whoever takes the work on, where they are told anything of it",
    ),
    Gate(
        id="G20",
        on=Involve,
        scopes=(Scope("involve"),),
        exactly=_brought_in,
        of=_every_client,
        says="of this person",
    ),
    Gate(
        id="G21",
        on=AcceptAgreement,
        scopes=(Scope.TREATMENT,),
        of=_who_accepts,
        says="of whoever accepts it later",
    ),
    Gate(
        id="G22",
        on=StartSession,
        scopes=(Scope("involve"),),
        exactly=_come_along,
        of=PRESENT,
        when=_others_come,
        says="of each of the others who are there",
    ),
    Gate(
        id="G23",
        on=StartSession,
        scopes=(Scope.OBSERVATION,),
        of=PRESENT,
        when=_an_observer_comes,
        says="with an observer there",
    ),
    Gate(
        id="G24",
        on=Consult,
        scopes=(Scope.SUPERVISION,),
        of=NAMED,
        when=_by_name,
        says="unless nobody can tell whom it is about",
    ),
)
