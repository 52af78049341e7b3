"""The entries of a record as one person counts them, and what a late one tells them.

Who keeps the record, and a client with whom there never was another, count every
entry. Others count those that their view shows: a number tells them nothing of how
much is hidden.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TypeAlias, cast

import attrs

from collabtherapy.partnership.law.late import CONTRADICTS
from collabtherapy.partnership.law.sight.access import Viewer
from collabtherapy.partnership.law.sight.joint import NOT_READY
from collabtherapy.partnership.law.sight.seen import seen_by
from collabtherapy.partnership.law.sight.shown import shown
from collabtherapy.partnership.law.sight.standing import viewer_of
from collabtherapy.partnership.record.asked import Asked
from collabtherapy.partnership.record.placing import place_of
from collabtherapy.partnership.record.record import Record
from collabtherapy.partnership.regions.carry_over import CarryOver
from collabtherapy.partnership.regions.consults import Consult
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.corrections import OfEntries, naming
from collabtherapy.partnership.values.entries import Entry, Mark, Seen
from collabtherapy.partnership.values.erasures import OfTexts
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import NONE, Change, Refusals

Counting: TypeAlias = Callable[[PersonId], Sequence[int]]
"""What gives the numbers of the entries that a person counts."""


def counts_all(record: Record, person: PersonId, at: datetime) -> bool:
    """Return whether a person counts every entry: nothing is ever hidden from them."""
    return seen_by(record.state, person, at) is record.state


def numbers_seen(record: Record, person: PersonId, at: datetime) -> Sequence[int]:
    """Return the numbers of the entries that a person counts, in their order."""
    everything = range(1, len(record.history) + 1)
    if counts_all(record, person, at):
        return everything
    looking = viewer_of(record.state, person, at)
    if looking is None:  # who did something here knows that they did
        acts = enumerate(record.history, 1)
        return tuple(version for version, act in acts if act.by == person)
    return tuple(shown(record.acts_placed(), looking, kept_for(record)))


def counted(record: Record, person: PersonId, at: datetime) -> Mapping[int, int]:
    """Return as which a person counts each entry that they count."""
    numbers = numbers_seen(record, person, at)
    return {version: n for n, version in enumerate(numbers, 1)}


def kept_for(record: Record) -> Mapping[int, frozenset[PersonId]]:
    """Return who saw what has no effect any more, by the number of its entry."""
    if record.timeline is None:
        return {}
    marks = record.timeline.marks.values()
    return {seen.version: seen.people for mark in marks for seen in mark.shown_to}


def entries_seen(record: Record, looking: Viewer) -> Iterator[Entry]:
    """Yield the entries that a viewer is shown, as they count them.

    Whatever else is recorded leaves no trace: neither in a number nor in a moment.
    """
    count = counted(record, looking.person, looking.at)
    there = shown(record.acts_placed(), looking, kept_for(record))
    # What came after a past moment that is looked at is not looked up in it.
    numbers = [version for version in there if version in count]
    timeline, before = record.on_time(), record.opening.at
    for version in numbers:
        act, mark = record.history[version - 1], timeline.mark(version)
        place = place_of(act, before, record.policy)
        if version not in timeline.ahead:
            before = place.recorded_at
        yield Entry(
            version=count[version],
            act=_as_shown(_as_counted(act, mark, count), looking),
            recorded_at=place.recorded_at,
            effective_at=place.effective_at,
            voided_by=_counted(timeline.voided.find(version), count),
            set_aside_by=_counted(timeline.aside.find(version), count),
        )


def _as_shown(act: Act, looking: Viewer) -> Act:
    if isinstance(act, Consult):
        return looking.as_seen_consult(act)
    return looking.as_seen(act) if isinstance(act, CarryOver) else act


def _as_counted(act: Act, mark: Mark, count: Mapping[int, int]) -> Act:
    """Return an act with the numbers by which a viewer counts the entries it names.

    What they are not shown is left out; where that is all of it, they know the act by
    the numbers that its actor gave. Of which entry it takes the place is left out too.
    """
    if act.corrects is not None and act.corrects != count.get(mark.corrects or 0):
        act = act.restated(corrects=count.get(mark.corrects or 0))
    if isinstance(act, OfTexts) and any(one in count for one in mark.about):
        return act.naming([count.get(one, 0) for one in mark.about])
    return naming(act, [count[one] for one in mark.about if one in count])


def _counted(version: int | None, count: Mapping[int, int]) -> int | None:
    return None if version is None else count.get(version, 0)


def counting(record: Record) -> Counting:
    """Return what gives the numbers that a person counts now, found once for each."""

    @cache
    def numbers(person: PersonId) -> Sequence[int]:
        return numbers_seen(record, person, record.recorded_at)

    return numbers


def clients_shown(
    record: Record, version: int, numbers: Counting
) -> frozenset[PersonId]:
    """Return the clients here who are shown an entry: they decide on taking it out.

    Args:
        record: the record.
        version: the number of the entry.
        numbers: gives the numbers of the entries that a person counts.
    """
    clients = record.state.members.ids(Role.CLIENT)
    if not record.state.members.several_clients:
        return frozenset(clients)
    return frozenset(client for client in clients if version in numbers(client))


def who_saw(record: Record, versions: Iterable[int]) -> tuple[Seen, ...]:
    """Return who sees each of some entries, as the record stands."""
    state, at, those = record.state, record.recorded_at, sorted(versions)
    if not those:  # of nearly every late entry: the numbers of all would be counted
        return ()
    people = {
        *(one.id for one in state.members.ever),
        *(one.supervisor for one in state.members.therapists if one.supervisor),
        *(holder for _, holder in state.representation.held),
        *(record.history[version - 1].by for version in those),
    }
    seen = {person: frozenset(numbers_seen(record, person, at)) for person in people}
    return tuple(
        Seen(version=version, people=(p for p in people if version in seen[p]))
        for version in those
    )


def contradicted(
    record: Record, act: Act, versions: Sequence[int], asked: Asked
) -> Refusals:
    """Return the refusal of an act beside which later entries would make no sense."""
    if not versions:
        return NONE
    entries: Sequence[int] = versions
    if asked is Asked.BY_ACTOR:
        seen = numbers_seen(record, act.hand, record.recorded_at)
        entries = [n for n, version in enumerate(seen, 1) if version in versions]
        if not entries:
            return (NOT_READY(act=type(act).__name__),)
    return (
        CONTRADICTS(*as_of_now(act), n_entries=len(entries), entries=tuple(entries)),
    )


def as_of_now(act: Act) -> tuple[Change, ...]:
    """Return the changes after which an act counts from when it is recorded.

    Args:
        act: the act at its place.
    """
    now = Change("at", (act.recorded_at,))
    return (now,) if act.happened_at is None else (now, Change("happened_at", (None,)))


def remedies_counted(found: Refusals, act: Act, seen: Sequence[int]) -> Refusals:
    """Return reasons whose remedies name entries as the actor counts them.

    Args:
        found: the reasons, which name them by the numbers of the whole record.
        act: the act that they are against.
        seen: the numbers of the entries that the actor counts, in their order.
    """
    if not found or not isinstance(act, OfEntries):
        return found
    count = {version: n for n, version in enumerate(seen, 1)}

    def counted_as(value: object) -> object:
        if isinstance(value, tuple):
            return tuple(map(counted_as, cast("tuple[object, ...]", value)))
        return count[cast("int", value)]

    return tuple(
        attrs.evolve(
            refusal,
            situation=None,
            fix=tuple(
                Change(fix.field, cast("tuple[object, ...]", counted_as(fix.to)))
                if isinstance(fix, Change) and fix.field == act.named_in and fix.to
                else fix
                for fix in refusal.fix
            ),
        )
        for refusal in found
    )


def to_be_told(record: Record, versions: Iterable[int]) -> tuple[PersonId, ...]:
    """Return the clients who are to be told what does not fit together any more.

    It is told to those who see the act and something that it does not fit together
    with; to others nothing of it is told.

    Args:
        record: the record, of which the last entry is the late one.
        versions: the numbers of what it does not fit together with.
    """
    those = set(versions)
    if not those:
        return ()
    clients = record.state.members.ids(Role.CLIENT)
    if not record.state.members.several_clients:
        return clients
    version = len(record.history)
    seen = {
        client: set(numbers_seen(record, client, record.recorded_at))
        for client in clients
    }
    return tuple(c for c in clients if version in seen[c] and those & seen[c])
