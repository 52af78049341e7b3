"""Acts about entries: what one names is looked up, and taken out of effect.

What was taken out stays in the record and leaves the timeline. Nothing else is set
aside for it: what rests on it is taken out first, by those who may.
"""

from collections.abc import Container, Sequence
from itertools import islice, zip_longest

import attrs

from collabtherapy.errors import Refused
from collabtherapy.partnership.law.sight.joint import NOT_HERE, NOT_READY
from collabtherapy.partnership.law.voids import (
    against_voiding_alone,
    is_far_ahead,
    may_be_taken_out,
    no_such_entry,
    rests_on,
)
from collabtherapy.partnership.record.asked import Asked
from collabtherapy.partnership.record.history import PAGE
from collabtherapy.partnership.record.insertion import Refolded, Unfounded, refolded
from collabtherapy.partnership.record.record import Record, items_of
from collabtherapy.partnership.record.seeing import (
    numbers_seen,
    remedies_counted,
    who_saw,
)
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
from collabtherapy.partnership.values.register import Register


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
    if not seen and asked is Asked.BY_ACTOR:
        raise Refused((NOT_HERE(),), type(act).__name__)  # nor told of entries
    entries = tuple(record.entries())
    versions = _looked_up(seen, entries, act)
    there = naming(record.placed(act), versions)
    found = remedies_counted(asked.of(record.state, there), act, seen)
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
    entries = tuple(record.entries())
    number = len(record.history) + 1
    later = (entry.act for entry in entries[version:])
    ((_, saw),) = who_saw(record, (version,))
    mark = Mark(
        about=numbers_in(there),
        voids=version,
        moves=is_far_ahead(entries[version - 1], (*later, act)),
        shown_to=((version, saw), (number, saw | {act.by})),
    )
    before = record.on_time()
    timeline = attrs.evolve(
        before,
        voided=before.voided.put(version, number),
        # What it had set aside has effect again.
        aside=_less(before.aside, version),
        marks=before.marks.put(number, mark),
    )
    items, latest = items_of(record.history, timeline, record.policy)
    back = {other for other, by in before.aside.items() if by == version}
    try:
        after = _folded(before, items, back)
    except Unfounded as error:
        resting: Sequence[int] = (error.version,)
    else:
        resting = () if asked is Asked.NOT else [*after.refused]
    if resting:
        found = _resting(record, there.by, version, resting, asked)
        raise Refused(found, type(act).__name__)
    pages = tuple(after.pages)
    timeline = attrs.evolve(timeline, pages=pages, recorded_at=latest)
    now = Record(after.state, record.history, timeline)
    return now.with_next(act, naming(now.placed(act), mark.about), mark)


def _folded(before: Timeline, items: list[Item], back: Container[int]) -> Refolded:
    """Return the timeline of these items, folded from where it is another."""
    old = (item.key for item in before.items())
    new = (item.key for item in items)
    place = next(
        n for n, (a, b) in enumerate(zip_longest(old, new)) if a is None or a != b
    )
    page = place // PAGE
    since = items[min(place, len(items) - 1)].key
    first = next(islice(before.items(page), place % PAGE, None)).key
    return refolded(
        before, page, items[page * PAGE :], since=min(first, since), fresh=back
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
    if not entries:
        return (NOT_READY(act=EnteredInError.__name__),)
    return rests_on(seen.index(version) + 1, tuple(entries))


def _less(register: Register[int, int], by: int) -> Register[int, int]:
    kept = {version: one for version, one in register.items() if one != by}
    return Register[int, int].of(kept)
