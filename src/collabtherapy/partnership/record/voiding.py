"""Acts about entries: what one names is looked up, and taken out of effect.

What was taken out stays in the record and leaves the timeline. Nothing else is set
aside for it: what rests on it is taken out first, by those who may.
"""

from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from datetime import datetime
from itertools import islice, zip_longest
from typing import Final

import attrs

from collabtherapy.errors import Refused
from collabtherapy.partnership.law.sight.joint import NOT_HERE, NOT_READY
from collabtherapy.partnership.law.voids import (
    Void,
    against_correcting,
    against_silence,
    against_voiding_alone,
    is_far_ahead,
    may_be_taken_out,
    no_such_entry,
    rests_on,
)
from collabtherapy.partnership.record.asked import Asked
from collabtherapy.partnership.record.history import PAGE
from collabtherapy.partnership.record.insertion import Refolded, refolded
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
from collabtherapy.partnership.values.entries import Mark, Seen
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.refusals import NONE, Refusals
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
    return _with_act_about(record, act, seen, asked)


def _with_act_about(
    record: Record, act: Act, seen: Sequence[int], asked: Asked
) -> Record:
    if not seen and asked is Asked.BY_ACTOR:
        raise Refused((NOT_HERE(),), type(act).__name__)  # nor told of entries
    versions = _looked_up(record, seen, act)
    there = naming(record.placed(act), versions)
    found = remedies_counted(asked.of(record.state, there), act, seen)
    if not found and isinstance(there, EnteredInError) and asked is not Asked.NOT:
        counted = seen if asked is Asked.BY_ACTOR else range(1, len(record.history) + 1)
        found = _against_voiding(record, act, there.act, counted)
    if found:
        raise Refused(found, type(act).__name__)
    if isinstance(there, EnteredInError):
        return without(record, act, there, there.act, asked)
    return record.with_next(act, there, Mark(about=versions))


OFFERED: Final = 5
"""How many of the last entries it is offered to take out, of those that one counts."""


def offered(record: Record, person: PersonId, at: datetime) -> Iterator[EnteredInError]:
    """Yield the acts by which a person may take one of the last entries out of effect.

    What is older may be theirs to take out as well; a slip is mostly seen at once.
    """
    seen = numbers_seen(record, person, record.recorded_at)
    for number in range(1, len(seen) + 1)[-OFFERED:]:
        act = EnteredInError(by=person, at=at, act=number, because="slip")
        try:
            _with_act_about(record, act, seen, Asked.BY_ACTOR)
        except Refused as error:
            if any(found.code != NOT_READY.code for found in error.refusals):
                continue
        yield act


def _looked_up(record: Record, seen: Sequence[int], act: Act) -> tuple[int, ...]:
    """Return the numbers that the whole record gives the entries an act names."""
    numbers = numbers_in(act)
    is_said_of = isinstance(act, OfEntries) and not isinstance(act, EnteredInError)

    def fits(version: int) -> bool:
        return is_said_of or _may_be_taken_out(record, version)

    for number in numbers:
        if number > len(seen) or not fits(seen[number - 1]):
            others = (n for n, one in enumerate(seen, 1) if fits(one))
            found = no_such_entry(act, number, others)
            raise Refused(found, type(act).__name__)
    return tuple(seen[number - 1] for number in numbers)


def _may_be_taken_out(record: Record, version: int) -> bool:
    timeline, said = record.timeline, record.history[version - 1]
    has_effect = timeline is None or timeline.has_effect(version)
    return has_effect and may_be_taken_out(version, said)


def _against_voiding(
    record: Record, act: Act, version: int, counted: Sequence[int]
) -> Refusals:
    """Return what stands against one person's taking an entry out of effect.

    Args:
        record: the record so far.
        act: the act by which they would, as it is handed in.
        version: the number of the entry.
        counted: the numbers of the entries that are looked at.
    """
    void = _void(record, act, version, counted)
    return against_voiding_alone(record.state, void)


def _void(record: Record, act: Act, version: int, counted: Sequence[int]) -> Void:
    """Return what would be taken out, and what came after it among some entries."""
    timeline = record.on_time()
    since = counted[bisect_right(counted, version) :]
    return Void(
        act=act,
        said=record.history[version - 1],
        version=version,
        number=bisect_right(counted, version),
        since=[record.history[v - 1] for v in since if timeline.has_effect(v)],
    )


def corrected(
    record: Record, act: Accept, there: Act, version: int, asked: Asked
) -> Record:
    """Return the record in which all take an entry out of effect together.

    Args:
        record: the record so far.
        act: the act that settles it, as it is handed in.
        there: the act at its place.
        version: the number of the entry that it takes out.
        asked: for whom the reasons are, if any are asked for.

    Raises:
        Refused: If that entry cannot be taken out, or later entries rest on it.
    """
    seen: Sequence[int] = range(1, len(record.history) + 1)
    if asked is Asked.BY_ACTOR:
        seen = numbers_seen(record, act.by, record.recorded_at)
    found = against_correcting(
        record.state,
        act.proposal,
        record.history[version - 1],
        number=bisect_right(seen, version),
        there=_may_be_taken_out(record, version),
    )
    if found:
        raise Refused(found, type(act).__name__)
    return without(record, act, there, version, asked)


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
    mark, before = _mark_of(record, act, there, version), record.on_time()
    number = len(record.history) + 1
    timeline = attrs.evolve(
        before,
        voided=before.voided.put(version, number),
        aside=_less(before.aside, version),
        marks=before.marks.put(number, mark),
    )
    after, latest = _folded(record, timeline, mark, version)
    found = _against(record, after, act, version, asked)
    if found:
        raise Refused(found, type(act).__name__)
    pages = tuple(after.pages)
    timeline = attrs.evolve(timeline, pages=pages, recorded_at=latest)
    now = Record(after.state, record.history, timeline)
    mark = attrs.evolve(mark, sets_aside=after.dropped)
    return now.with_next(act, naming(now.placed(act), mark.about), mark)


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
    old = (item.key for item in before.items())
    new = (item.key for item in items)
    place = next(
        n for n, (a, b) in enumerate(zip_longest(old, new)) if a is None or a != b
    )
    page = place // PAGE
    since = items[min(place, len(items) - 1)].key
    first = next(islice(before.items(page), place % PAGE, None)).key
    return refolded(
        before, page, items[page * PAGE :], since=min(first, since), back=back
    )


def _against(
    record: Record, after: Refolded, act: Act, version: int, asked: Asked
) -> Refusals:
    """Return what stands against taking an entry out, once that is tried.

    Who asks for themselves is told of what they see; of the rest, that there is some.
    """
    everything = range(1, len(record.history) + 1)
    resting = {*after.unfounded, *(() if asked is Asked.NOT else after.refused)}
    seen: Sequence[int] = everything
    if asked is Asked.BY_ACTOR:
        seen = numbers_seen(record, act.by, record.recorded_at)
    told = [n for n, one in enumerate(seen, 1) if one in resting]
    if told and version in seen:
        return rests_on(seen.index(version) + 1, tuple(told))
    if asked is Asked.NOT:
        return NONE
    hidden = bool(resting)
    if isinstance(act, EnteredInError) and len(seen) < len(everything):
        hidden = hidden or bool(_against_voiding(record, act, version, everything))
    if hidden:
        return (NOT_READY(act=type(act).__name__),)
    return against_silence(record.state, after.state, act)


def _less(register: Register[int, int], by: int) -> Register[int, int]:
    kept = {version: one for version, one in register.items() if one != by}
    return Register[int, int].of(kept)
