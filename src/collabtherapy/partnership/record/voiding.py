"""Acts about entries: what one names is looked up, and taken out of effect.

What was taken out stays in the record and leaves the timeline. Nothing else is set
aside for it: what rests on it is taken out first, by those who may.
"""

from collections.abc import Container, Sequence
from itertools import islice

import attrs

from collabtherapy.errors import Refused
from collabtherapy.partnership.law.sight.joint import NOT_READY
from collabtherapy.partnership.law.voids import (
    against_voiding_alone,
    is_far_ahead,
    may_be_taken_out,
    no_such_entry,
    rests_on,
)
from collabtherapy.partnership.record.asked import Asked
from collabtherapy.partnership.record.conflicts import (
    conflicts_because_of,
    mended,
)
from collabtherapy.partnership.record.history import PAGE
from collabtherapy.partnership.record.insertion import (
    Refolded,
    Unfounded,
    first_change,
    refolded,
)
from collabtherapy.partnership.record.record import (
    Record,
    items_of,
    marked,
    with_consequence,
)
from collabtherapy.partnership.record.seeing import numbers_seen, to_be_told, who_saw
from collabtherapy.partnership.record.timeline import Item, Timeline
from collabtherapy.partnership.regions.decisions import Accept
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.corrections import (
    Correction,
    EnteredInError,
    OfEntries,
    naming,
    numbers_in,
)
from collabtherapy.partnership.values.entries import Entry, Mark
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.refusals import Refusals


def with_act_about(record: Record, act: Act, asked: Asked) -> Record:
    """Return the record with an act that names entries of it.

    Args:
        record: the record so far.
        act: the act, as it is handed in.
        asked: for whom the reasons are, if any are asked for.

    Raises:
        Refused: If it is not allowed, or names what is not there for its actor.
    """
    seen = numbers_seen(record, act.by, record.recorded_at)
    if not seen and (found := asked.of(record.state, record.placed(act))):
        raise Refused(found, type(act).__name__)  # they are told nothing of entries
    entries = tuple(record.entries())
    versions = _looked_up(seen, entries, act)
    there = naming(record.placed(act), versions)
    found = asked.of(record.state, there)
    ask_more = not found and asked is not Asked.NOT
    if ask_more and isinstance(there, EnteredInError):
        entry = entries[there.act - 1]
        later = (one.act for one in entries[there.act :])
        found = against_voiding_alone(record.state, entry, later, act)
    if found:
        raise Refused(found, type(act).__name__)
    if isinstance(there, EnteredInError):
        return without(record, act, there, there.act, asked)
    return record.with_next(act, there, Mark(about=versions))


def _looked_up(
    seen: Sequence[int], entries: Sequence[Entry], act: Act
) -> tuple[int, ...]:
    """Return the numbers that the whole record gives the entries an act names."""
    numbers = numbers_in(act)
    is_said_of = isinstance(act, OfEntries) and not isinstance(act, EnteredInError)
    fits = _is_there if is_said_of else may_be_taken_out
    for number in numbers:
        if number > len(seen) or not fits(entries[seen[number - 1] - 1]):
            others = (n for n, one in enumerate(seen, 1) if fits(entries[one - 1]))
            found = no_such_entry(act, number, others)
            raise Refused(found, type(act).__name__)
    return tuple(seen[number - 1] for number in numbers)


def _is_there(_: Entry) -> bool:
    return True


def correction_accepted_by(state: State, act: Act) -> Correction | None:
    """Return the correction that an act accepts, if it accepts one."""
    if not isinstance(act, Accept):
        return None
    proposal = state.decisions.proposals.find(act.proposal)
    matter = None if proposal is None else proposal.last.matter
    return matter if isinstance(matter, Correction) else None


def without(record: Record, act: Act, there: Act, version: int, asked: Asked) -> Record:
    """Return the record in which an act takes an entry out of effect.

    Args:
        record: the record so far.
        act: the act, as it is handed in.
        there: the act at its place.
        version: the number of the entry that it takes out.
        asked: for whom the reasons are, if any are asked for.

    Raises:
        Refused: If later entries rest on that entry.
    """
    before, number = record.on_time(), len(record.history) + 1
    mark = _mark_of(record, act, there, version)
    timeline = marked(before, number, mark)
    items, latest = items_of(record.history, timeline, record.policy)
    back = {other for other, by in before.aside.items() if by == version}
    try:
        after = _folded(before, items, back)
    except Unfounded as error:
        found = _resting(record, there.by, version, (error.version,), asked)
        raise Refused(found, type(act).__name__) from None
    resting = sorted(after.refused - after.dropped)
    if resting and asked is not Asked.NOT:
        found = _resting(record, there.by, version, resting, asked)
        raise Refused(found, type(act).__name__)
    pages = tuple(after.pages)
    timeline = attrs.evolve(timeline, pages=pages, recorded_at=latest)
    now = Record(after.state, record.history, timeline)
    item = Item(number, naming(now.placed(act), mark.about))
    mark = attrs.evolve(
        mark,
        sets_aside=after.dropped,
        conflicts=conflicts_because_of(number, before, after, (version,)),
        mends=mended(before, after),
    )
    now = now.with_next(act, item.act, mark)
    untold = [conflict.version for conflict in mark.conflicts]
    mark = attrs.evolve(mark, owed_to=to_be_told(now, untold))
    timeline = marked(now.on_time(), number, mark)
    return with_consequence(now._replace(timeline=timeline), item, mark)


def _mark_of(record: Record, act: Act, there: Act, version: int) -> Mark:
    """Return what is decided of an act by which an entry is taken out of effect."""
    entries = tuple(record.entries())
    number = len(record.history) + 1
    later = (entry.act for entry in entries[version:])
    ((_, saw),) = who_saw(record, (version,))
    return Mark(
        about=numbers_in(there),
        voids=version,
        moves=is_far_ahead(entries[version - 1], (*later, act)),
        shown_to=((version, saw), (number, saw | {act.by})),
    )


def _folded(before: Timeline, items: list[Item], back: Container[int]) -> Refolded:
    """Return the timeline of these items, folded from where it is another."""
    place = first_change(before, items)
    page = place // PAGE
    since = items[min(place, len(items) - 1)].key
    first = next(islice(before.items(page), place % PAGE, None)).key
    return refolded(
        before, page, items[page * PAGE :], since=min(first, since), back=back
    )


def _resting(
    record: Record,
    person: PersonId,
    version: int,
    resting: Sequence[int],
    asked: Asked,
) -> Refusals:
    """Return the refusal to take an entry out before what rests on it."""
    if asked is not Asked.BY_ACTOR:
        return rests_on(version, tuple(resting))
    seen = numbers_seen(record, person, record.recorded_at)
    entries = [n for n, one in enumerate(seen, 1) if one in resting]
    if not entries or version not in seen:
        return (NOT_READY(act=EnteredInError.__name__),)
    return rests_on(seen.index(version) + 1, tuple(entries))
