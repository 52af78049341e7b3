"""Taking an entry out of effect: what is folded again, and what has effect again.

The entry stays in the record and leaves the timeline. Whether it may is asked in
`voiding`.
"""

from collections.abc import Container, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

import attrs

from collabtherapy.partnership.law.late import cannot_go_on
from collabtherapy.partnership.law.voids import is_far_ahead
from collabtherapy.partnership.record.conflicts import (
    conflicts_because_of,
    mended,
)
from collabtherapy.partnership.record.insertion import (
    Refolded,
    first_change,
    refolded,
)
from collabtherapy.partnership.record.record import (
    Record,
    items_of,
    marked,
    named,
    with_consequence,
)
from collabtherapy.partnership.record.seeing import to_be_told, who_saw
from collabtherapy.partnership.record.timeline import Item, Timeline
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.corrections import numbers_in
from collabtherapy.partnership.values.entries import Mark, Seen


class Stricken(NamedTuple):
    """What would be so once an entry was taken out of effect.

    Args:
        record: the record so far.
        act: the act by which it would be, as it is handed in.
        version: the number of the entry.
        mark: what is decided of that act whatever comes of it, but who sees it.
        after: the timeline without the entry, and what the law says of the rest.
        recorded_at: when the record would have learned of its last entry.
    """

    record: Record
    act: Act
    version: int
    mark: Mark
    after: Refolded
    recorded_at: datetime

    def taken_out(self) -> Record:
        """Return the record in which the entry is taken out: nothing rests on it."""
        before, after = self.record.on_time(), self.after
        number = len(self.record.history) + 1
        (saw,) = who_saw(self.record, (self.version,))
        also = Seen(version=number, people=saw.people | {self.act.by})
        mark = attrs.evolve(self.mark, shown_to=(saw, also))
        timeline = attrs.evolve(
            marked(before, number, mark),
            pages=tuple(after.pages),
            recorded_at=self.recorded_at,
        )
        now = Record(after.state, self.record.history, timeline)
        lost = cannot_go_on(self.record.state, after.state)
        item = Item(number, named(now.placed(self.act), mark))
        mark = attrs.evolve(
            mark,
            sets_aside=after.dropped,
            conflicts=conflicts_because_of(number, before, after, (self.version,)),
            mends=mended(before, after),
            breaks_off=after.state.sessions.open if lost else None,
        )
        now = now.with_next(self.act, item.act, mark)
        untold = [conflict.version for conflict in mark.conflicts]
        mark = attrs.evolve(mark, owed_to=to_be_told(now, untold))
        now = now._replace(timeline=marked(now.on_time(), number, mark))
        return with_consequence(now, item, mark)


def stricken(record: Record, act: Act, there: Act, version: int) -> Stricken:
    """Return what would be so once an act took an entry out of effect.

    Args:
        record: the record so far.
        act: the act, as it is handed in.
        there: the act at its place.
        version: the number of the entry.
    """
    mark = _mark_of(record, act, there, version)
    timeline = marked(record.on_time(), len(record.history) + 1, mark)
    after, recorded_at = _folded(record, timeline, mark, version)
    return Stricken(record, act, version, mark, after, recorded_at)


def _mark_of(record: Record, act: Act, there: Act, version: int) -> Mark:
    """Return the mark of an act that takes an entry out of effect."""
    timeline = record.on_time()
    said, *later = islice(record.history, version - 1, None)
    since = (a for v, a in enumerate(later, version + 1) if timeline.has_effect(v))
    return Mark(
        about=numbers_in(there),
        voids=version,
        moves=is_far_ahead(said, (*since, act)),
    )


def _folded(
    record: Record, timeline: Timeline, mark: Mark, version: int
) -> tuple[Refolded, datetime]:
    """Return the timeline without an entry, folded from where that stood.

    And when the record learned of its last entry, which is earlier where what is taken
    out lay far ahead of the clock. What the entry had set aside has effect again,
    unless something else stands against it by now.
    """
    before = record.on_time()
    back = {other for other, by in before.aside.items() if by == version}
    if back or mark.moves:
        items, latest = items_of(record.history, timeline, record.policy)
        return _folded_again(before, items, back), latest
    page = next(page for page in before.pages if version in page.versions)
    since = next(item.key for item in page if item.version == version)
    rest = (item for item in before.since(since) if item.version != version)
    state = before.state_before(since)
    return refolded(before, rest, since=since, before=state), record.recorded_at


def _folded_again(
    before: Timeline, items: Sequence[Item], back: Container[int]
) -> Refolded:
    """Return the timeline of these items, folded from where it is another."""
    since = first_change(before, items)
    rest = (item for item in items if item.key >= since)
    state = before.state_before(since)
    return refolded(before, rest, since=since, before=state, back=back)
