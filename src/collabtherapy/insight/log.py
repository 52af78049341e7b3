"""What all of this reads: the acts that one may see, each with what it brought about.

What an act settles, which duties it opens and whether a review was due are for the law
to say; it is asked here once, in one walk along what had effect, and nowhere else. The
order is that of when things happened: what was written down late stands where it was.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

import attrs

from collabtherapy.insight.windows import ALWAYS, Window
from collabtherapy.partnership.fold import settling
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.questions.timers import review
from collabtherapy.partnership.regions.decisions import Accept, Amend, Propose
from collabtherapy.partnership.regions.duties import Duty, DutyStatus, changed
from collabtherapy.partnership.regions.members import Involve
from collabtherapy.partnership.regions.region import Settled
from collabtherapy.partnership.replay import Transition, transitions
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.duty_ids import DutyId
from collabtherapy.partnership.values.ids import HasId, PersonId, SessionId
from collabtherapy.partnership.values.joining import Join
from collabtherapy.partnership.values.meetings import Arrive, StartSession
from collabtherapy.partnership.values.policy import Policy
from collabtherapy.partnership.values.stages import Open, Stage
from collabtherapy.privacy.views import numbers_shown, view, without_restricted

A = TypeVar("A", bound=Act)


@attrs.frozen(kw_only=True)
class Entry:
    """One act and what it brought about.

    Args:
        act: what was done, as it was handed in.
        at: when it happened, or took effect.
        recorded_at: when the record learned of it.
        stage: the stage that it left the partnership in.
        policy: the settings in force when it was done.
        settled: what was decided by it, if anything was.
        opened: the duties that it opened.
        discharged: the duties that it discharged, by name.
        lapsed: the duties that lapsed by it, by name.
        review_due: whether the work was due to be looked at as it was done; only asked
            where a session starts.
    """

    act: Act
    at: datetime
    recorded_at: datetime
    stage: Stage
    policy: Policy
    settled: Settled[Matter] | None = None
    opened: tuple[Duty, ...] = ()
    discharged: tuple[DutyId, ...] = ()
    lapsed: tuple[DutyId, ...] = ()
    review_due: bool = False


@attrs.frozen(kw_only=True)
class Log:
    """The acts that somebody may see, up to a moment, and those of a window of them.

    Args:
        entries: everything up to the end of the window.
        window: the stretch that is asked about.
    """

    entries: tuple[Entry, ...]
    window: Window = ALWAYS

    def of(self, kind: type[A]) -> Iterator[A]:
        """Yield the acts of one kind that were done in the window."""
        for entry in self.recent:
            if isinstance(entry.act, kind):
                yield entry.act

    def all_of(self, kind: type[A]) -> Iterator[A]:
        """Give the acts of one kind up to the end of the window."""
        for entry in self.entries:
            if isinstance(entry.act, kind):
                yield entry.act

    @property
    def recent(self) -> Iterator[Entry]:
        """The entries of what was done in the window."""
        return (entry for entry in self.entries if self.window.begun(entry.at))

    @property
    def people(self) -> tuple[PersonId, ...]:
        """Whoever has been a client or a therapist, clients first."""
        return (*self.clients, *self.therapists)

    @property
    def clients(self) -> tuple[PersonId, ...]:
        """Whoever has been a client, whether or not they have left."""
        found = (client for entry in self.entries for client in joined(entry))
        return tuple(dict.fromkeys(found))

    @property
    def present(self) -> Mapping[SessionId, frozenset[PersonId]]:
        """Who was at each session that has begun, for however long."""
        found: dict[SessionId, frozenset[PersonId]] = {}
        for entry in self.entries:
            act = entry.act
            if isinstance(act, StartSession):
                found[act.id] = act.present
            elif isinstance(act, Arrive):
                before = found.get(act.session, frozenset[PersonId]())
                found[act.session] = before | {act.person}
        return found

    @property
    def therapists(self) -> tuple[PersonId, ...]:
        """Whoever has been a therapist: from the opening on, or brought in."""
        found = (therapist for entry in self.entries for therapist in brought_in(entry))
        return tuple(dict.fromkeys(found))


def joined(entry: Entry) -> tuple[PersonId, ...]:
    """Return the clients who came in by an act: by the opening, or later."""
    if isinstance(entry.act, Open):
        return tuple(client.id for client in entry.act.clients)
    matter = None if entry.settled is None else entry.settled.matter
    return (matter.person.id,) if isinstance(matter, Join) else ()


def brought_in(entry: Entry) -> tuple[PersonId, ...]:
    """Return the therapists who came in by an act: by the opening, or later."""
    if isinstance(entry.act, Open):
        return tuple(therapist.id for therapist in entry.act.therapists)
    matter = None if entry.settled is None else entry.settled.matter
    return (matter.person.id,) if isinstance(matter, Involve) else ()


def read(
    p: Partnership,
    *,
    viewer: "PersonId | HasId | str | None" = None,
    window: Window | None = None,
) -> Log:
    """Read what was done up to the end of a window: all of it, or what one may see.

    What they may see is asked of the partnership as it is now.

    Raises:
        NotForThem: it is not the viewer's to see.
    """
    stretch = window or ALWAYS
    if viewer is not None:
        p = without_restricted(p)
    entries = _walked(p, stretch.until)
    those = entries.values() if viewer is None else _shown(entries, p, viewer)
    return Log(entries=tuple(those), window=stretch)


def _walked(p: Partnership, until: datetime | None) -> dict[int, Entry]:
    """Return the entries up to a moment, by their numbers, in the order they count."""
    found: dict[int, Entry] = {}
    for one in transitions(p):
        if until is not None and until <= one.happened_at:
            continue
        entry = _entry(one)
        if one.is_consequence:  # told with the late entry from which it follows
            late = found[one.version]
            entry = attrs.evolve(
                late,
                opened=late.opened + entry.opened,
                discharged=late.discharged + entry.discharged,
                lapsed=late.lapsed + entry.lapsed,
            )
        found[one.version] = entry
    return found


def _entry(one: Transition) -> Entry:
    before, act, state = one.before, one.act, one.after
    entry = Entry(
        act=one.handed_in,
        at=one.happened_at,
        recorded_at=one.recorded_at,
        stage=state.stage,
        policy=state.policy if before is None else before.policy,
    )
    if before is None:
        return entry
    settled: Settled[Matter] | None = None
    if isinstance(act, Propose | Amend | Accept):
        settled = settling(before, act)
    opened: tuple[Duty, ...] = ()
    discharged: tuple[DutyId, ...] = ()
    lapsed: tuple[DutyId, ...] = ()
    if state.duties is not before.duties:
        duties = changed(before.duties, state.duties)
        opened = tuple(duty for duty in duties if duty.is_open)
        discharged = _now(duties, DutyStatus.DISCHARGED)
        lapsed = _now(duties, DutyStatus.LAPSED)
    current, due = before.agreement.current, False
    if isinstance(act, StartSession) and current is not None:
        due = review(before, current, act.at).is_due
    return attrs.evolve(
        entry,
        settled=settled,
        opened=opened,
        discharged=discharged,
        lapsed=lapsed,
        review_due=due,
    )


def _now(duties: Iterable[Duty], status: DutyStatus) -> tuple[DutyId, ...]:
    return tuple(duty.id for duty in duties if duty.status is status)


def _shown(
    entries: Mapping[int, Entry], p: Partnership, viewer: "PersonId | HasId | str"
) -> Iterator[Entry]:
    """Yield the entries that a viewer is shown, as their view shows them."""
    seen = view(p, viewer)
    shown = dict(zip(numbers_shown(p, viewer), seen.entries, strict=True))
    mine: Callable[[DutyId], bool] = seen.state.duties.by_id.__contains__
    for version, entry in entries.items():
        if version in shown:
            yield attrs.evolve(
                entry,
                act=shown[version].act,
                opened=tuple(duty for duty in entry.opened if mine(duty.id)),
                discharged=tuple(filter(mine, entry.discharged)),
                lapsed=tuple(filter(mine, entry.lapsed)),
            )
