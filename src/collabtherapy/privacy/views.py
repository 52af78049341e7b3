"""What one person may see: a partnership with everything else taken out.

A view can be asked what a partnership can be asked, and shows the acts that are for its
viewer, in their order. It is made anew for each viewer and changes nothing.
"""

from datetime import datetime
from typing import final

import attrs

from collabtherapy.partnership.law.sight.access import Eyes
from collabtherapy.partnership.law.sight.filters import hidden_from
from collabtherapy.partnership.law.two_sides import speaks_for
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.questions.questions import Questions
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.endings import Leave, RecordDeath
from collabtherapy.partnership.values.ids import HasId, PersonId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.scopes import Scope
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
    """Give what a person may see of a partnership.

    A client sees what is shared and what is their own; a therapist sees all but other
    people's private notes; whoever left sees what they saw when they did, and their own
    acts since; a representative sees what the client does for whom they speak; a
    trainee's supervisor what the trainee does, if every client consents to that, those
    who left among them. What a newer version wrote beyond what this one can name may be
    for fewer than the rest of an act: of others, it is not shown.

    Args:
        p: the partnership.
        viewer: who looks.
        at: the moment of looking, on which consent and representation hang; that of
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
    if role is Role.CLIENT:
        return _through(p, person, frozenset((person,)), everywhere=False)
    clients = frozenset(p.state.members.ids(Role.CLIENT))
    former = frozenset(client.id for client in p.state.members.former)
    if role is Role.THERAPIST or _supervises(p, person, clients | former, moment):
        return _through(p, person, clients | former, everywhere=True)
    represented = frozenset(
        client for client in clients if speaks_for(p.state, person, client, moment)
    )
    if represented:
        return _through(p, person, represented, everywhere=False)
    raise NotForThem(
        f"{person} is neither a client nor a therapist of {p.id}, represents nobody in "
        f"it, and supervises nobody whose clients all consent to that"
    )


def _without_surplus_of_others(p: Partnership, person: PersonId) -> Partnership:
    acts = p.history
    shown = tuple(act if act.by == person else without_surplus(act) for act in acts)
    # The fold never asks for it, so that this gives the same partnership otherwise.
    return p if shown == acts else Partnership.replay(shown)


def _through(
    p: Partnership, person: PersonId, clients: frozenset[PersonId], *, everywhere: bool
) -> View:
    eyes = Eyes(state=p.state, person=person, clients=clients, everywhere=everywhere)
    seen = tuple(act for act in p.history if eyes.see(act))
    return View(hidden_from(p.state, eyes), person, seen)


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


def _supervises(
    p: Partnership, person: PersonId, clients: frozenset[PersonId], at: datetime
) -> bool:
    # Whoever left is spoken of in what is seen: they are asked as those who stayed.
    if all(therapist.supervisor != person for therapist in p.therapists):
        return False
    return all(p.state.consent.in_force(c, Scope.SUPERVISION, at) for c in clients)
