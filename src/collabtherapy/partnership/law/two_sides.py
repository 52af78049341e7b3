"""A person acts for one side: who holds authority for a client is on no other side.

A holder is no therapist, service or supervisor of the partnership, and is not agreed on
to step in or to take over; nor is a client, present or former. That is asked when
authority is recorded or confirmed, when a person would come to the therapists' side,
and at each act on a client's behalf, so that an appointment an earlier law let pass
permits nothing. Another client holds authority on a legal basis alone: a wish between
clients is not free of the other's sway.

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
    ConfirmRepresentation,
    EndRepresentation,
)
from collabtherapy.partnership.regions.transfer import Transfer
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.authority import Authority, Basis
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
    "{person} cannot both act for a client and take part on the therapists' side",
)
ANOTHER_CLIENT = Reason(
    "representation.another_client",
    Rule.RIGHT,
    "{person} is or was a client here too, and acts for {client} on a legal basis "
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
CLIENTS = (Role.CLIENT, Role.FORMER_CLIENT)

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


def unfit(state: State, holder: PersonId, basis: Basis) -> Reason | None:
    """Return the reason why a person may not act for a client, if there is one."""
    if holder in professionals(state):
        return TWO_SIDES
    is_client = state.members.role(holder) in CLIENTS
    return ANOTHER_CLIENT if is_client and not basis.is_legal else None


def has_effect(state: State, held: Authority, at: datetime) -> bool:
    """Return whether an authority lets its holder act at a moment."""
    return (
        held.is_confirmed
        and held.stands(at)
        and unfit(state, held.holder, held.basis) is None
    )


def holders(state: State, client: PersonId, at: datetime) -> tuple[Authority, ...]:
    """Return every authority for a client that stands, confirmed or only claimed."""
    return state.representation.standing(at, client=client)


def in_effect(state: State, client: PersonId, at: datetime) -> tuple[Authority, ...]:
    """Return the authorities for a client that let their holders act at a moment."""
    standing = holders(state, client, at)
    return tuple([one for one in standing if has_effect(state, one, at)])


def speaks_for(state: State, person: PersonId, client: PersonId, at: datetime) -> bool:
    """Return whether a person holds authority for a client that has effect."""
    held = state.representation.find(client, person)
    return held is not None and has_effect(state, held, at)


@TWO_SIDES_GUARDS.of(AppointRepresentative, ConfirmRepresentation)
def fit_to_represent(
    state: State, act: AppointRepresentative | ConfirmRepresentation
) -> Refusals:
    """Refuse a holder from the other side, or one wished for among clients."""
    if isinstance(act, AppointRepresentative):
        basis = act.basis
    else:
        held = state.representation.find(act.client, act.representative)
        if held is None:
            return NONE
        basis = held.basis
    reason = unfit(state, act.representative, basis)
    if reason is None:
        return NONE
    change = Change("representative", None)
    return (reason(change, person=act.representative, client=act.client),)


@TWO_SIDES_GUARDS.of(Propose, Amend, Accept)
def on_no_clients_side(state: State, act: Propose | Amend | Accept) -> Refusals:
    """Refuse to bring a client, or a client's holder, to the therapists' side."""
    coming = _stepping_in(matter_put(state, act))
    field = "proposal" if isinstance(act, Accept) else "matter"
    of_clients = tuple(
        TWO_SIDES(Change(field, ()), person=person)
        for person in coming
        if state.members.role(person) in CLIENTS
    )
    of_holders = tuple(
        TWO_SIDES(_ending(state, act, held), person=person)
        for person in coming
        for held in _effective(state, act.at)
        if held.holder == person
    )
    return (*of_clients, *of_holders)


@TWO_SIDES_GUARDS.of(Propose, Amend, Accept)
def joins_on_one_side(state: State, act: Propose | Amend | Accept) -> Refusals:
    """Refuse a client who takes part on the other side, or speaks for a client here."""
    matter = matter_put(state, act)
    if not isinstance(matter, Join):
        return NONE
    person = matter.person.id
    spoken_for = tuple(
        JOINS_AS_ANOTHER(_ending(state, act, held), person=person)
        for held in _effective(state, act.at)
        if held.holder == person
    )
    if person not in professionals(state):
        return spoken_for
    change = Change("proposal" if isinstance(act, Accept) else "matter", ())
    return (*spoken_for, THERAPISTS_SIDE(change, person=person))


def _ending(
    state: State, act: Propose | Amend | Accept, held: Authority
) -> Do | Change:
    """Return what ends an authority, to those whose affair it is.

    Another client is not told for whom it is held, though among two they can work it
    out.
    """
    own = (held.client,) if held.basis.is_given else ()
    by = (*own, *state.members.ids(Role.THERAPIST))
    if act.for_whom in by:
        fields = {"client": held.client, "representative": held.holder}
        return Do(EndRepresentation, by, fields)
    return Change("proposal" if isinstance(act, Accept) else "matter", ())


def _effective(state: State, at: datetime) -> Iterator[Authority]:
    for held in state.representation.standing(at):
        if has_effect(state, held, at):
            yield held


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
