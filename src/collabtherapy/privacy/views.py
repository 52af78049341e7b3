"""What one person may see: a partnership with everything else taken out.

A view can be asked what a partnership can be asked, and shows the acts that are for its
viewer, in their order. It is made anew for each viewer and changes nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import final

import attrs

from collabtherapy.errors import NotShown
from collabtherapy.partnership.law.sight.access import Extent, Viewer, viewer_of
from collabtherapy.partnership.law.sight.seen import seen_through, settled
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.questions.questions import Questions
from collabtherapy.partnership.regions.sessions import Session
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.endings import Leave, RecordDeath
from collabtherapy.partnership.values.ids import HasId, PersonId, SessionId
from collabtherapy.partnership.values.moments import instant
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
        clients_shown: the clients whose own affairs are shown.
        everywhere: whether every session is shown, or only those the viewer was at.

    Raises:
        NotShown: If it is asked about what is another client's own, or about what was
            said in a session without the viewer.
    """

    state: State
    viewer: PersonId
    history: tuple[Act, ...]
    clients_shown: frozenset[PersonId]
    everywhere: bool

    def _own(self, person: "PersonId | HasId | str") -> PersonId:
        name = self._person(person)
        if self._looking.sees_client(name):
            return name
        raise NotShown(str(name), str(self.viewer))

    def _met(self, session: SessionId | str) -> Session:
        met = super()._met(session)
        if self._looking.sees_session(met.id):
            return met
        raise NotShown(str(met.id), str(self.viewer))

    @property
    def _looking(self) -> Viewer:
        # Of what is shown alone: what is asked hangs on nothing else.
        return Viewer(
            state=self.state,
            now=self.state,
            at=self.state.at,
            person=self.viewer,
            clients=self.clients_shown,
            everywhere=self.everywhere,
        )

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

    Everything up to the last act is looked at. What somebody saw at a past moment is
    the view of the partnership as it was then: ``view(p.as_of(at), viewer)``.

    Args:
        p: the partnership.
        viewer: who looks.
        at: the moment of looking, on which consent and authority hang; that of
            the last act, unless a later one is given.

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
    looking = viewer_of(p.state, person, moment)
    if looking is None:
        raise NotForThem(
            f"{person} is neither a client nor a therapist of {p.id}, holds no "
            f"authority in it to see anything, and supervises nobody whose clients all "
            f"consent to it"
        )
    numbers = set[int]()
    looking = attrs.evolve(looking, shown=numbers.__contains__)
    history = tuple(_shown(p, looking, numbers))
    state = settled(seen_through(looking))
    # Of the last act that is shown: when others did what is hidden is hidden as well.
    last = history[-1].at if history else state.main.since
    state = state._replace(at=last)
    return View(state, person, history, looking.clients, looking.everywhere)


def _without_surplus_of_others(p: Partnership, person: PersonId) -> Partnership:
    acts = p.history
    shown = tuple(act if act.by == person else without_surplus(act) for act in acts)
    # The fold never asks for it, so that this gives the same partnership otherwise.
    return p if shown == acts else Partnership.replay(shown)


def _shown(p: Partnership, looking: Viewer, numbers: set[int]) -> Iterator[Act]:
    """Yield the acts that are shown: once somebody has left, only their own.

    Args:
        p: the partnership.
        looking: who looks.
        numbers: takes the numbers of what is shown, on which it hangs whether later
            acts that name an entry are.
    """
    gone = False
    for number, act in enumerate(p.history, start=1):
        goes = looking.state is not looking.now and _goes(act, looking.person)
        gone = gone or (goes and isinstance(act, RecordDeath))
        whole = looking.extent is Extent.WHOLE
        if act.for_whom == looking.person if gone and whole else looking.sees(act):
            numbers.add(number)
            yield act
        gone = gone or goes  # one's own leaving is the last one sees


def _goes(act: Act, person: PersonId) -> bool:
    if isinstance(act, RecordDeath):
        return act.client == person
    return isinstance(act, Leave) and act.by == person
