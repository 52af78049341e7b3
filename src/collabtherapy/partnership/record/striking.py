"""Taking an entry out of effect: what is folded again, and what has effect again.

The entry stays in the record and leaves the timeline. Whether it may is asked in
`voiding`.
"""

from collections.abc import Container, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

import attrs

from collabtherapy.partnership.law.voids import is_far_ahead
from collabtherapy.partnership.record.conflicts import (
    conflicts_because_of,
    mended,
)
from collabtherapy.partnership.record.history import PAGE
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
        after: the timeline without it, and what the law says of the rest.
        record: the record in which the act that takes it out is recorded.
    """

    after: Refolded
    record: Record


def stricken(record: Record, act: Act, there: Act, version: int) -> Stricken:
    """Return what would be so once an act took an entry out of effect.

    Args:
        record: the record so far.
        act: the act, as it is handed in.
        there: the act at its place.
        version: the number of the entry.
    """
    mark, before = _mark_of(record, act, there, version), record.on_time()
    number = len(record.history) + 1
    timeline = marked(before, number, mark)
    after, latest = _folded(record, timeline, mark, version)
    if after.unfounded:  # the act may rest on it too, and is refused for all of them
        return Stricken(after, record)
    pages = tuple(after.pages)
    timeline = attrs.evolve(timeline, pages=pages, recorded_at=latest)
    now = Record(after.state, record.history, timeline)
    item = Item(number, named(now.placed(act), mark))
    mark = attrs.evolve(
        mark,
        sets_aside=after.dropped,
        conflicts=conflicts_because_of(number, before, after, (version,)),
        mends=mended(before, after),
    )
    now = now.with_next(act, item.act, mark)
    untold = [conflict.version for conflict in mark.conflicts]
    mark = attrs.evolve(mark, owed_to=to_be_told(now, untold))
    now = now._replace(timeline=marked(now.on_time(), number, mark))
    return Stricken(after, with_consequence(now, item, mark))


def _mark_of(record: Record, act: Act, there: Act, version: int) -> Mark:
    """Return the mark of an act that takes an entry out of effect."""
    number, timeline = len(record.history) + 1, record.on_time()
    said, *later = islice(record.history, version - 1, None)
    since = (a for v, a in enumerate(later, version + 1) if timeline.has_effect(v))
    (saw,) = who_saw(record, (version,))
    return Mark(
        about=numbers_in(there),
        voids=version,
        moves=is_far_ahead(said, (*since, act)),
        shown_to=(saw, Seen(version=number, people=saw.people | {act.by})),
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
    page = next(n for n, one in enumerate(before.pages) if version in one.versions)
    since = next(item.key for item in before.pages[page] if item.version == version)
    rest = (item for item in before.items(page) if item.version != version)
    return refolded(before, page, rest, since=since), record.recorded_at


def _folded_again(
    before: Timeline, items: Sequence[Item], back: Container[int]
) -> Refolded:
    """Return the timeline of these items, folded from where it is another."""
    place = first_change(before, items)
    page = place // PAGE
    since = items[min(place, len(items) - 1)].key
    first = next(islice(before.items(page), place % PAGE, None)).key
    return refolded(
        before, page, items[page * PAGE :], since=min(first, since), back=back
    )
