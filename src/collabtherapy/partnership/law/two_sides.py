"""Nobody acts for both sides: who speaks for a client takes no part on the other.

A representative is no therapist, service or supervisor of the partnership, and is not
agreed on to step in or to take over. That is asked when somebody is appointed, when
somebody would come to the therapists' side, and at each act on a client's behalf, so
that an appointment an earlier law let pass permits nothing. Another client speaks on a
legal basis alone: a wish between clients is not free of the other's sway.

Source: no way into working by one side; who decides for a client is not who treats
them.
"""

from collections.abc import Iterator
from datetime import datetime

from collabtherapy.partnership.law.guards import Asked, matter_put
from collabtherapy.partnership.regions.agreement import Agreement
from collabtherapy.partnership.regions.decisions import Accept, Amend, Propose
from collabtherapy.partnership.regions.members import Involve
from collabtherapy.partnership.regions.representation import (
    AppointRepresentative,
    EndRepresentation,
    is_own_wish,
)
from collabtherapy.partnership.regions.transfer import Transfer
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.joining import Join
from collabtherapy.partnership.values.people import Role, Therapist
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Do,
    Reason,
    Refusals,
    Rule,
)

TWO_SIDES = Reason(
    "representation.two_sides",
    Rule.RIGHT,
    "{person} cannot both speak for a client and take part on the therapists' side",
)
ANOTHER_CLIENT = Reason(
    "representation.another_client",
    Rule.RIGHT,
    "{person} is or was a client here too, and speaks for {client} on a legal basis "
    "that a therapist or a service records, not on a wish",
)

THERAPISTS_SIDE = Reason(
    "person.therapists_side",
    Rule.RIGHT,
    "{person} takes part, or took part, on the therapists' side, and is no client here",
)
JOINS_AS_ANOTHER = Reason(
    "representation.joins",
    Rule.RIGHT,
    "{person} speaks for a client here, and joins in their own right once that has "
    "ended",
)

TWO_SIDES_GUARDS = Asked()


def professionals(state: State) -> frozenset[PersonId]:
    """Return everyone on the therapists' side.

    They are the therapists, also those who left, the organisations, the supervisors,
    the nominee that the agreement names, and whoever it was agreed would take the work
    on.
    """
    members = state.members
    agreement = state.agreement.current
    therapists = (*members.therapists, *members.former_therapists)
    settled = (*state.transfer.agreed.values(), *((agreement,) if agreement else ()))
    return frozenset(
        (
            *members.ids(Role.ORGANISATION),
            *(person.id for person in therapists),
            *(one for person in therapists for one in _supervisors(person)),
            *(person for decided in settled for person in _stepping_in(decided.matter)),
        )
    )


def unfit(state: State, appointed: AppointRepresentative) -> Reason | None:
    """Return the reason why a representative may not speak for their client, if any."""
    person = appointed.representative
    if person in professionals(state):
        return TWO_SIDES
    is_client = state.members.role(person) in (Role.CLIENT, Role.FORMER_CLIENT)
    # What a client states themselves is their wish, whatever they call it.
    wished = is_own_wish(appointed.basis) or appointed.by == appointed.client
    return ANOTHER_CLIENT if is_client and wished else None


def speaks_for(state: State, person: PersonId, client: PersonId, at: datetime) -> bool:
    """Return whether a person represents a client at a moment, and may."""
    held = state.representation.of(client, at)
    return (
        held is not None
        and held.representative == person
        and unfit(state, held) is None
    )


@TWO_SIDES_GUARDS.of(AppointRepresentative)
def fit_to_represent(state: State, act: AppointRepresentative) -> Refusals:
    """Refuse a representative from the other side, or one wished for among clients."""
    reason = unfit(state, act)
    if reason is None:
        return NONE
    change = Change("representative", None)
    return (reason(change, person=act.representative, client=act.client),)


@TWO_SIDES_GUARDS.of(Propose, Amend, Accept)
def represents_nobody_here(state: State, act: Propose | Amend | Accept) -> Refusals:
    """Refuse to bring a client's representative to the therapists' side."""
    return tuple(
        TWO_SIDES(_ending(state, act, client), person=person)
        for person in _stepping_in(matter_put(state, act))
        for client, held in _represented(state, act.at)
        if held.representative == person
    )


@TWO_SIDES_GUARDS.of(Propose, Amend, Accept)
def joins_on_one_side(state: State, act: Propose | Amend | Accept) -> Refusals:
    """Refuse a client who takes part on the other side, or speaks for a client here."""
    matter = matter_put(state, act)
    if not isinstance(matter, Join):
        return NONE
    person = matter.person.id
    spoken_for = tuple(
        JOINS_AS_ANOTHER(_ending(state, act, client), person=person)
        for client, held in _represented(state, act.at)
        if held.representative == person
    )
    if person not in professionals(state):
        return spoken_for
    change = Change("proposal" if isinstance(act, Accept) else "matter", ())
    return (*spoken_for, THERAPISTS_SIDE(change, person=person))


def _ending(
    state: State, act: Propose | Amend | Accept, client: PersonId
) -> Do | Change:
    """Return what ends a representation, to those whose affair it is.

    It does not end by an act once its client has left. Another client is not told for
    whom somebody speaks, though among two they can work it out.
    """
    by = (client, *state.members.ids(Role.THERAPIST))
    if client in state.members.ids(Role.CLIENT) and act.for_whom in by:
        return Do(EndRepresentation, by, {"client": client})
    return Change("proposal" if isinstance(act, Accept) else "matter", ())


def _represented(
    state: State, at: datetime
) -> Iterator[tuple[PersonId, AppointRepresentative]]:
    for client in state.representation.by_client:
        held = state.representation.of(client, at)
        if held is not None:
            yield client, held


def _stepping_in(matter: Matter | None) -> tuple[PersonId, ...]:
    """Return whom a matter brings to the therapists' side once it settles."""
    match matter:
        case Involve(person=person):
            return (person.id, *_supervisors(person))
        case Transfer(to=to):
            return (to,)
        case Agreement(nominee=nominee) if nominee is not None:
            return (nominee,)
        case _:
            return ()


def _supervisors(person: Therapist) -> tuple[PersonId, ...]:
    return () if person.supervisor is None else (person.supervisor,)
