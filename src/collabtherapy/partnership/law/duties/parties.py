"""Who owes a duty, and to whom: the functions that the rows name."""

from collections.abc import Iterable
from typing import cast

from collabtherapy.partnership.regions.alliance import BetweenTwo, TakeRuptureTo
from collabtherapy.partnership.regions.carry_over import CarriedOver, CarryOver
from collabtherapy.partnership.regions.competence import FindCompetence
from collabtherapy.partnership.regions.disclosure import Disclose
from collabtherapy.partnership.regions.members import Members
from collabtherapy.partnership.regions.practice import Practice
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.appointments import MoveSession, PlanSession
from collabtherapy.partnership.values.corrections import Consequence
from collabtherapy.partnership.values.endings import CloseAsLapsed, Finish
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.joining import Join
from collabtherapy.partnership.values.meetings import (
    EndSession,
    StartSession,
)
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.stages import Open


def the_lead(state: State, act: Act, _: Matter | None) -> PersonId:
    """Return the therapist who carries the therapists' duties."""
    members = Members(people=act.people) if isinstance(act, Open) else state.members
    return members.lead


def its_author(_: State, act: Act, _matter: Matter | None) -> PersonId:
    """Return the author of the act."""
    return act.by


def that_therapist(_: State, act: Act, _matter: Matter | None) -> PersonId:
    """Return the therapist of the two whose alliance it is."""
    return cast("BetweenTwo", act).therapist


def that_third_person(_: State, act: Act, _matter: Matter | None) -> PersonId:
    """Return the person to whom a client took a rupture."""
    return cast("TakeRuptureTo", act).recipient


def the_therapist_who_did(state: State, act: Act, _: Matter | None) -> PersonId:
    """Return the author of the act if that is a therapist, or else the lead."""
    is_one = state.members.role(act.by) is Role.THERAPIST
    return act.by if is_one else state.members.lead


def who_entered_it(state: State, act: Act, matter: Matter | None) -> PersonId:
    """Return the person who wrote it down, if they keep the record, or else the lead.

    A holder is on the client's side, and owes nothing here.
    """
    keeps = state.members.role(act.hand) in (Role.THERAPIST, Role.ORGANISATION)
    return act.hand if keeps else the_lead(state, act, matter)


def its_owner(_: State, _act: Act, matter: Matter | None) -> PersonId:
    """Return the person whose practice it is."""
    return cast("Practice", matter).owner


def each_client(state: State, act: Act, matter: Matter | None) -> Iterable[PersonId]:
    """Return the clients; an opening brings them, and a newcomer is one of them."""
    if isinstance(matter, Join):
        return (matter.person.id,)
    if isinstance(act, Open):
        return [client.id for client in act.clients]
    return state.members.ids(Role.CLIENT)


def others_present(state: State, act: Act, _: Matter | None) -> Iterable[PersonId]:
    """Return those who were at the session and are here, but for the lead.

    The lead owes the invitations, and owes none to themselves.
    """
    present = state.sessions.by_id[cast("EndSession", act).session].present
    # A person who left or died meanwhile is asked nothing: it could not be done.
    here = present.intersection(state.members.everyone)
    return sorted(here - {state.members.lead})


def each_client_present(state: State, act: Act, _: Matter | None) -> Iterable[PersonId]:
    """Return the clients who were at the session."""
    present = state.sessions.by_id[cast("EndSession", act).session].present
    return [c for c in state.members.ids(Role.CLIENT) if c in present]


def each_client_expected(
    state: State, act: Act, _: Matter | None
) -> Iterable[PersonId]:
    """Return the clients who are expected at an appointment."""
    if isinstance(act, PlanSession):
        expected = act.with_
    else:
        expected = state.sessions.by_id[cast("MoveSession", act).session].expected
    clients = state.members.ids(Role.CLIENT)
    return [c for c in clients if c in expected] if expected else clients


def the_client_who_did(state: State, act: Act, _: Matter | None) -> Iterable[PersonId]:
    """Return the client whose act it is; nothing is owed to a therapist for theirs."""
    whose = act.for_whom
    return (whose,) if state.members.role(whose) is Role.CLIENT else ()


def those_it_ends_for(
    state: State, act: Act, matter: Matter | None
) -> Iterable[PersonId]:
    """Return the client who leaves; or all, of work that is over for all."""
    if isinstance(act, CloseAsLapsed | Finish):
        return state.members.ids(Role.CLIENT)
    return the_client_who_did(state, act, matter)


def the_author(_: State, act: Act, _matter: Matter | None) -> Iterable[PersonId]:
    """Return the author of the act."""
    return (act.by,)


def its_author_unless_the_lead(
    state: State, act: Act, _: Matter | None
) -> Iterable[PersonId]:
    """Return the author of the act; nothing is owed to the lead, who owes it."""
    return () if act.by == state.members.lead else (act.by,)


def the_client_named(_: State, act: Act, _matter: Matter | None) -> Iterable[PersonId]:
    """Return the client that the act names."""
    return (cast("BetweenTwo | Disclose | FindCompetence", act).client,)


def those_asked(_: State, act: Act, _matter: Matter | None) -> Iterable[PersonId]:
    """Return those who say whether what is carried over is so."""
    parts = CarriedOver.of(cast("CarryOver", act)).parts.values()
    return dict.fromkeys(part.asked for part in parts)


def those_it_names(_: State, act: Act, _matter: Matter | None) -> Iterable[PersonId]:
    """Return the clients that a consequence names."""
    return cast("Consequence", act).owed_to


def whose_practice_it_is(
    state: State, act: Act, matter: Matter | None
) -> Iterable[PersonId]:
    """Return the client who noted how it went, or those with whom a session starts."""
    if isinstance(act, StartSession):
        return [c for c in state.members.ids(Role.CLIENT) if c in act.present]
    return the_client_who_did(state, act, matter)
