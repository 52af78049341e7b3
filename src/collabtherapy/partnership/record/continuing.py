"""Going on with a record by entries of which everything has been decided already.

Nothing is asked of the law, and what was decided is read off the entries. So a record
can be walked along as it grew, with what was known when each entry was recorded.
"""

from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import NamedTuple, cast

import attrs

from collabtherapy.partnership.fold import begin
from collabtherapy.partnership.record.history import History
from collabtherapy.partnership.record.insertion import (
    Cursor,
    Unfounded,
    first_change,
    refolded,
)
from collabtherapy.partnership.record.record import (
    Record,
    items_of,
    marked,
    named,
    placed,
)
from collabtherapy.partnership.record.timeline import Item
from collabtherapy.partnership.regions.carry_over import CarryOver
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.entries import PLAIN, Entry


def continued(record: Record, entries: Sequence[Entry]) -> Record:
    """Return the record with more entries, as it was decided of them.

    What counts from earlier than something that is there is taken in together with the
    entries after it: it costs less to go on by many of these at once.

    Args:
        record: the record so far.
        entries: what was recorded after it, in that order.

    Raises:
        Unfounded: If an act speaks of something that is not there.
    """
    for n, entry in enumerate(entries):
        there = _there(record, entry)
        if not _stands_last(record, there, entry):
            return _taken_in(record, entries[n:])
        record = record.with_next(entry.act, there, entry.mark)
    return record


def _there(record: Record, entry: Entry) -> Act:
    return named(record.placed(entry.act), entry.mark)


def _stands_last(record: Record, there: Act, entry: Entry) -> bool:
    """Return whether an act counts after all that is there, and changes none of it."""
    mark = entry.mark
    changes = mark.sets_aside or mark.owed_to or mark.breaks_off or mark.voids
    return there.at >= record.state.at and not (changes or isinstance(there, CarryOver))


def _taken_in(record: Record, entries: Sequence[Entry]) -> Record:
    before, history = record.on_time(), record.history
    timeline = before
    for entry in entries:
        history = history.add(entry.act, None)
        timeline = marked(timeline, len(history), entry.mark)
    items, latest = items_of(history, timeline, record.policy)
    since, decided = first_change(before, items), range(1, len(history) + 1)
    rest = (item for item in items if item.key >= since)
    state = before.state_before(since)
    after = refolded(before, rest, since=since, before=state, fresh=decided)
    for version in after.unfounded:
        raise Unfounded(version)
    pages = tuple(after.pages)
    timeline = attrs.evolve(timeline, pages=pages, recorded_at=latest)
    return Record(after.state, history, timeline)


class Learned(NamedTuple):
    """One entry, and what was known when it was recorded, and when it happened.

    Args:
        entry: the entry.
        act: its act, at the place where it was taken in.
        before: what was so at that place, as known when it was recorded.
        n_known: how many entries were recorded when the act happened.
        then: what was so when the act happened, as known at that moment.
    """

    entry: Entry
    act: Act
    before: State
    n_known: int
    then: State


def looked_back(
    record: Record, which: Callable[[Entry], bool]
) -> Iterator[tuple[Entry, State, State]]:
    """Yield some entries, and what was known to be so before and after each.

    Args:
        record: the record.
        which: which entries; for each that is late the rest is folded again.

    Raises:
        Unfounded: If an act spoke of something that was not there.
    """
    entries = tuple(record.entries())
    so_far = Record(begin(record.opening), History().add(record.opening, None))
    reached = 1
    for place, entry in enumerate(entries[1:], 1):
        if which(entry):
            before = continued(so_far, entries[reached:place])
            so_far = continued(before, (entry,))
            reached = place + 1
            yield entry, before.state, so_far.state


def learned(record: Record) -> Iterator[Learned]:
    """Yield each entry after the opening, as the record learned of it.

    It costs what recording them cost: what is on time is added at the end, and late
    entries that nothing comes between are taken in together.

    Raises:
        Unfounded: If an act spoke of something that was not there.
    """
    entries = tuple(record.entries())
    carried = record.state.entries.carried
    ground = 1 if carried is None else carried.version
    known = _n_known(entries, record.on_time().ahead, ground)
    wanted = frozenset(known)
    record = Record(begin(record.opening), History().add(record.opening, None))
    states = {1: record.state}
    place = 1
    while place < len(entries):
        entry, then = entries[place], states[known[place]]
        act = _there(record, entry)
        if _stands_last(record, act, entry):
            yield Learned(entry, act, record.state, known[place], then)
            record = record.with_next(entry.act, act, entry.mark)
            place += 1
        else:
            run = _run(entries, place, wanted)
            for late, there, before in _each_at_its_place(record, run):
                n_known = known[late.version - 1]
                yield Learned(late, there, before, n_known, states[n_known])
            record = continued(record, run)
            place += len(run)
        if place in wanted:
            states[place] = record.state


def _n_known(entries: Sequence[Entry], ahead: Container[int], ground: int) -> list[int]:
    """Return how many entries were recorded when each of them happened.

    Args:
        entries: every entry.
        ahead: the numbers of those that lay far ahead of the clock.
        ground: the number of the last entry that was known of whatever happened.
    """
    said = [entry for entry in entries if entry.version not in ahead]
    moments = [entry.recorded_at for entry in said]
    found: list[int] = []
    for entry in entries:
        n = bisect_right(moments, entry.effective_at)
        known = said[n - 1].version if n else 1
        found.append(min(entry.version - 1, max(known, ground)))
    return found


def _run(entries: Sequence[Entry], start: int, wanted: Container[int]) -> list[Entry]:
    """Return the late entries from a place on that can be taken in together.

    Of none but the last was anything decided, and nothing happened between them.
    """
    end = start
    while entries[end].mark == PLAIN and end + 1 not in wanted:
        end += 1
        if end == len(entries):
            return list(entries[start:])
    return list(entries[start : end + 1])


def _each_at_its_place(
    record: Record, run: Iterable[Entry]
) -> Iterator[tuple[Entry, Act, State]]:
    cursor, latest = Cursor(record.on_time()), record.recorded_at
    for entry in run:
        there = placed(entry.act, latest, entry.version, record.policy)
        item = Item(entry.version, named(there, entry.mark))
        # It is later than the opening, so that something was so before it.
        yield entry, item.act, cast("State", cursor.before(item.key))
        cursor.take_in(item)
        latest = item.act.recorded_at
