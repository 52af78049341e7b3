"""What one person may see: a partnership with everything else taken out.

A view can be asked what a partnership can be asked, and shows the acts that are for its
viewer, in their order. It is made anew for each viewer and changes nothing.
"""

from datetime import datetime
from typing import final

import attrs

from collabtherapy._printing import printed
from collabtherapy.errors import NotShown
from collabtherapy.partnership.law.sight.access import Viewer
from collabtherapy.partnership.law.sight.seen import seen_through, settled
from collabtherapy.partnership.law.sight.shown import shown
from collabtherapy.partnership.law.sight.standing import viewer_of
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.questions.questions import Questions
from collabtherapy.partnership.record.past import Moment, moment_of
from collabtherapy.partnership.record.seeing import counted, entries_seen, kept_for
from collabtherapy.partnership.regions.consent import known_since
from collabtherapy.partnership.regions.sessions import Session
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.entries import Entry
from collabtherapy.partnership.values.ids import HasId, PersonId, SessionId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.people import Role
from collabtherapy.privacy.authors import texts, without_surplus, without_words


class NotForThem(ValueError):
    """A partnership is not this person's to see; says what would change that."""


@final
@attrs.frozen(repr=False)
class View(Questions):
    """What one person may see of a partnership; asked as the partnership is.

    Args:
        state: everything that is so, but what is not for the viewer.
        viewer: who looks.
        entries: what is for them, in the order it was recorded, and as they count it.
        clients_shown: the clients whose own affairs are shown.
        everywhere: whether every session is shown, or only those the viewer was at.

    Raises:
        NotShown: If it is asked about what is another client's own, or about what was
            said in a session without the viewer.
    """

    state: State
    viewer: PersonId
    entries: tuple[Entry, ...]
    clients_shown: frozenset[PersonId]
    everywhere: bool

    @property
    def history(self) -> tuple[Act, ...]:
        """The acts that are for them, in the order they were recorded."""
        return tuple(entry.act for entry in self.entries)

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
        acts = f"{len(self.entries)} acts"
        return f"<View of {self.state.id} for {self.viewer}: {acts}>"

    _repr_pretty_ = printed


def view(
    p: "Partnership | Moment",
    viewer: "PersonId | HasId | str",
    *,
    at: datetime | None = None,
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
    p, looking = _looked_at(p, PersonId(viewer), at)
    entries = tuple(
        entry
        for entry in entries_seen(p.recorded, looking)
        if isinstance(p, Partnership) or entry.effective_at <= p.at
    )
    shown = counted(p.recorded, looking.person, looking.at)
    looking = attrs.evolve(looking, shown=shown.__contains__)
    state = settled(seen_through(looking))
    # Of the last act that is shown: when others did what is hidden is hidden as well.
    last = max((e.effective_at for e in entries if e.in_effect), default=None)
    entered, decisions = state.entries.counted(shown), state.decisions.counted(shown)
    at = last or state.main.since
    state = state._replace(
        at=at,
        entries=entered,
        decisions=decisions,
        consent=known_since(state.consent, at),
        redactions=state.redactions.counted(shown),
    )
    clients, everywhere = looking.clients, looking.everywhere
    return View(state, looking.person, entries, clients, everywhere)


def numbers_shown(
    p: Partnership, viewer: "PersonId | HasId | str", *, at: datetime | None = None
) -> tuple[int, ...]:
    """Return the numbers of the entries of a view in the whole record, in its order.

    They are for whoever makes something of both: they tell how much a view leaves out.

    Args:
        p: the partnership.
        viewer: who looks.
        at: the moment of looking; see `view`.

    Raises:
        NotForThem: it is not theirs to see at that moment.
    """
    seen, looking = _looked_at(p, PersonId(viewer), at)
    acts = seen.recorded.acts_placed()
    return tuple(shown(acts, looking, kept_for(seen.recorded)))


def _looked_at(
    p: Partnership | Moment, person: PersonId, at: datetime | None
) -> tuple[Partnership | Moment, Viewer]:
    """Return what somebody looks at, and how."""
    moment = p.at if at is None else instant(at)
    p = _without_restricted(_without_surplus_of_others(p, person))
    looking = viewer_of(p.state, person, moment)
    if looking is None:
        raise NotForThem(
            f"{person} is neither a client nor a therapist of {p.id}, holds no "
            f"authority in it to see anything, and supervises nobody whose clients all "
            f"consent to it"
        )
    if isinstance(p, Moment) and _has_left(p, person):
        looking = looking.of_own_acts()
    return p, looking


def _has_left(p: Moment, person: PersonId) -> bool:
    """Return whether a therapist of that moment has left since.

    What they are shown of a past moment is no more than they are shown now: what was
    corrected after they left is not theirs to learn.
    """
    members = Partnership(*p.recorded).state.members
    return members.role(person) is Role.FORMER_THERAPIST


def _without_restricted(p: Partnership | Moment) -> Partnership | Moment:
    """Return what is looked at, without the words that nobody is shown.

    What is restricted now is not shown of a past moment either.
    """
    if not isinstance(p, Moment):
        return without_restricted(p)
    whole = Partnership(*p.recorded)
    plain = without_restricted(whole)
    return p if plain is whole else moment_of(plain.recorded, p.at)


def without_restricted(p: Partnership) -> Partnership:
    """Return a partnership without the words that nobody is shown.

    Whoever keeps the record reads no view. What is made for a viewer out of the whole
    partnership, beside their view, starts from here.
    """
    restricted = p.state.redactions.restricted
    if not restricted:
        return p

    def shown(entry: Entry) -> Entry:
        hidden = {
            text.n
            for text in texts(entry.act)
            if any(one.names(text.author, entry.version, text.n) for one in restricted)
        }
        return attrs.evolve(entry, act=without_words(entry.act, hidden))

    entries = tuple(map(shown, p.entries))
    if all(one.act is entry.act for one, entry in zip(entries, p.entries, strict=True)):
        return p
    return Partnership.replay(entries)


def _without_surplus_of_others(
    p: Partnership | Moment, person: PersonId
) -> Partnership | Moment:
    if isinstance(p, Moment):
        whole = _without_surplus_of_others(Partnership(*p.recorded), person)
        return moment_of(whole.recorded, p.at)
    acts = p.history
    shown = [act if act.by == person else without_surplus(act) for act in acts]
    if all(one is act for one, act in zip(shown, acts, strict=True)):
        return p
    # The fold never asks for it, so that this gives the same partnership otherwise.
    entries = zip(p.entries, shown, strict=True)
    return Partnership.replay(attrs.evolve(entry, act=act) for entry, act in entries)
