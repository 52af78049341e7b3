"""What one person may see: a partnership with everything else taken out.

A view can be asked what a partnership can be asked, and shows the acts that are for its
viewer, in their order. It is made anew for each viewer and changes nothing.
"""

from datetime import datetime
from typing import final

import attrs

from collabtherapy.partnership.law.deciders import HolderSees, clients_seen_by
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.questions.questions import Questions
from collabtherapy.partnership.regions.duties import Duties, Duty
from collabtherapy.partnership.regions.notes import Notes
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.duty_ids import DutyId
from collabtherapy.partnership.values.endings import (
    Leave,
    LeaveAsTherapist,
    RecordDeath,
)
from collabtherapy.partnership.values.ids import HasId, PersonId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.privacy.eyes import Eyes
from collabtherapy.privacy.hiding import hidden_from
from collabtherapy.privacy.late_comers import since_they_came
from collabtherapy.privacy.outline import outline
from collabtherapy.privacy.surplus import without_surplus


class NotForThem(ValueError):
    """A partnership is not this person's to see; says what would change that."""


@final
@attrs.frozen(repr=False)
class View(Questions):
    """What one person may see of a partnership; asked as the partnership is.

    Args:
        state: everything that is so, but what is not for the viewer.
        viewer: who looks.
        history: the acts that are for them, in the order they were recorded.
    """

    state: State
    viewer: PersonId
    history: tuple[Act, ...]

    def __repr__(self) -> str:
        acts = f"{len(self.history)} acts"
        return f"<View of {self.state.id} for {self.viewer}: {acts}>"


def view(
    p: Partnership, viewer: "PersonId | HasId | str", *, at: datetime | None = None
) -> View:
    """Return what a person may see of a partnership.

    A client sees what is shared and what is their own, and what was said while they
    were there; one who joined later sees nothing from before, but what is in force and
    what they are to decide on; a therapist sees all but other people's private notes. A
    client who left sees what they saw when they did, and their own acts since; a
    therapist who left sees their own acts alone. A holder of authority sees what the
    client does where the person wishes it or holders decide about the records; else the
    outline that their row lets them see, or nothing. A trainee's supervisor sees what
    the trainee does, if every client consents to that, those who left among them. What
    a newer version wrote beyond what this one can name may be for fewer than the rest
    of an act: of others, it is not shown.

    Args:
        p: the partnership.
        viewer: who looks.
        at: the moment of looking, on which consent and authority hang; that of
            the last act, unless given.

    Raises:
        NotForThem: it is not theirs to see at that moment.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import Client, Partnership, Therapist
    >>> from collabtherapy.privacy import view
    >>> p = Partnership.open(
    ...     id="p-1",
    ...     clients=[Client("ana")],
    ...     therapists=[Therapist("bo")],
    ...     by="ana",
    ...     at=datetime(2026, 1, 5, tzinfo=UTC),
    ... )
    >>> view(p, "ana")
    <View of p-1 for ana: 1 acts>
    """
    person = PersonId(viewer)
    moment = p.at if at is None else instant(at)
    p = _without_surplus_of_others(p, person)
    role = p.state.members.role(person)
    if role is Role.FORMER_CLIENT:
        return _of_the_past(p, person)
    if role is Role.FORMER_THERAPIST:
        return _of_their_own(p, person)
    as_client = clients_seen_by(p.state, person, moment, HolderSees.AS_THE_CLIENT)
    if role is Role.CLIENT:
        return _through(p, person, as_client | {person}, everywhere=False)
    clients = frozenset(p.state.members.ids(Role.CLIENT))
    former = frozenset(client.id for client in p.state.members.former)
    if role is Role.THERAPIST or _supervises(p, person, clients | former, moment):
        return _through(p, person, clients | former, everywhere=True)
    if as_client:
        return _through(p, person, as_client, everywhere=False)
    outlined = clients_seen_by(p.state, person, moment, HolderSees.OUTLINE)
    if outlined:
        own = tuple(act for act in p.history if act.by == person)
        return View(outline(p.state, person, outlined, moment), person, own)
    raise NotForThem(
        f"{person} is neither a client nor a therapist of {p.id}, holds no authority "
        f"in it to see anything, and supervises nobody whose clients all consent to it"
    )


def _without_surplus_of_others(p: Partnership, person: PersonId) -> Partnership:
    acts = p.history
    shown = tuple(act if act.by == person else without_surplus(act) for act in acts)
    # The fold never asks for it, so that this gives the same partnership otherwise.
    return p if shown == acts else Partnership.replay(shown)


def _through(
    p: Partnership, person: PersonId, clients: frozenset[PersonId], *, everywhere: bool
) -> View:
    came = p.state.members.came
    since = None
    if not everywhere and all(client in came for client in clients):
        since = min(came[client] for client in clients)
    eyes = Eyes(
        state=p.state,
        person=person,
        clients=clients,
        everywhere=everywhere,
        since=since,
    )
    seen = tuple(act for act in p.history if eyes.see(act))
    state = since_they_came(hidden_from(p.state, eyes), eyes)
    return View(state, person, seen)


def _of_the_past(p: Partnership, person: PersonId) -> View:
    """Show what somebody saw as they left, and what they did themselves since."""
    acts = p.history
    here = next(n for n, act in enumerate(acts) if _goes(act, person))
    here += isinstance(acts[here], Leave)  # one's own leaving is the last one sees
    then = _through(
        Partnership.replay(acts[:here]), person, frozenset((person,)), everywhere=False
    )
    since = tuple(act for act in acts[here:] if act.for_whom == person)
    eyes = Eyes(
        state=p.state, person=person, clients=frozenset((person,)), everywhere=False
    )
    now = hidden_from(p.state, eyes)
    own = then.state._replace(consent=now.consent, toolkit=now.toolkit)
    return View(own, person, (*then.history, *since))


def _goes(act: Act, person: PersonId) -> bool:
    if isinstance(act, RecordDeath):
        return act.client == person
    return isinstance(act, Leave) and act.by == person


def _of_their_own(p: Partnership, person: PersonId) -> View:
    """Show a therapist who left what they did, what they wrote, and what they owe."""
    acts = p.history
    left = next(n for n, act in enumerate(acts) if _left_the_others(act, person))
    then = Partnership.replay(acts[: left + 1]).state
    notes = (note for note in p.state.notes.entries if note.by == person)
    owed = Register[DutyId, Duty]()
    for duty in p.state.duties.by_id.values():
        if duty.owed_by == person:
            owed = owed.put(duty.id, duty)
    state = State(
        then.id,
        then.policy,
        then.at,
        then.main,
        members=then.members,
        notes=Notes(entries=tuple(notes)),
        duties=Duties.of(owed),
    )
    return View(state, person, tuple(act for act in acts if act.by == person))


def _left_the_others(act: Act, person: PersonId) -> bool:
    return isinstance(act, LeaveAsTherapist) and act.by == person


def _supervises(
    p: Partnership, person: PersonId, clients: frozenset[PersonId], at: datetime
) -> bool:
    # Whoever left is spoken of in what is seen: they are asked as those who stayed.
    if all(therapist.supervisor != person for therapist in p.therapists):
        return False
    return all(p.state.consent.in_force(c, Scope.SUPERVISION, at) for c in clients)
