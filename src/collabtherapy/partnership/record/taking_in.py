"""Taking late acts in: each is asked of what was so where it stands.

What they change for what was decided since is decided here, once, and written on the
entry of the last of them.
"""

from collections.abc import Iterable, Sequence
from heapq import merge
from typing import Final, cast

import attrs

from collabtherapy.errors import Refused
from collabtherapy.partnership.law.entry_guards import entered_now
from collabtherapy.partnership.law.late import (
    BEFORE_OPENING,
    NOT_NOW,
    OWN_WORD_AFTER,
    cannot_go_on,
    reaches_back,
)
from collabtherapy.partnership.law.lateness import Lateness, lateness_of
from collabtherapy.partnership.record.asked import Asked
from collabtherapy.partnership.record.conflicts import (
    conflicts_because_of,
    mended,
)
from collabtherapy.partnership.record.history import History
from collabtherapy.partnership.record.insertion import (
    Cursor,
    Refolded,
    Unfounded,
    refolded,
)
from collabtherapy.partnership.record.record import (
    Record,
    marked,
    placed,
    with_consequence,
)
from collabtherapy.partnership.record.seeing import (
    as_of_now,
    contradicted,
    to_be_told,
    who_saw,
)
from collabtherapy.partnership.record.timeline import Item, Timeline
from collabtherapy.partnership.regions.consent import SAYING_NO
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.endings import Leave, RecordDeath
from collabtherapy.partnership.values.entries import Mark
from collabtherapy.partnership.values.refusals import NONE, Change, Refusals, Rule
from collabtherapy.partnership.verdict import refusals

SET_ASIDE: Final = frozenset({Lateness.GRANT, Lateness.STEP})
"""What loses its effect where a right was taken earlier than it was known."""


def taken_in(record: Record, acts: Sequence[Act], asked: Asked) -> Record:
    """Return the record with these late acts, each where it belongs.

    What comes after them is looked at once, when all of them are there.

    Args:
        record: the record so far.
        acts: the acts, as they are handed in; several, if each of them is a fact.
        asked: for whom the reasons are, if any are asked for.

    Raises:
        Refused: If one of them is not allowed where it would stand.
    """
    timeline = record.on_time()
    cursor = Cursor(timeline)
    history = record.history
    last = Item(len(history), history.tail[-1])
    for index, act in enumerate(acts):
        before = record.recorded_at if index == 0 else last.act.recorded_at
        version = len(history) + 1
        last = Item(version, placed(act, before, version, record.policy))
        found = _before_opening(record, act, last.act) or _taking_in(
            record, cursor, last, asked
        )
        if found:
            raise Refused(found, type(act).__name__, index)
        history = history.add(act, None)
    after = _looked_at(timeline, cursor)
    against = set(after.unfounded)
    if asked is not Asked.NOT:
        against.update(_contradicting(after, last.act))
    found = contradicted(record, last.act, sorted(against), asked)
    if found:
        raise Refused(found, type(last.act).__name__, len(acts) - 1)
    return _written_down(record, after, last, history)


def _taking_in(record: Record, cursor: Cursor, item: Item, asked: Asked) -> Refusals:
    """Take a late act in at its place, or return the reasons against it."""
    try:
        found = _reasons_there(record, cursor, item, asked)
    except Unfounded as error:
        found = contradicted(record, item.act, (error.version,), asked)
    if not found:
        cursor.take_in(item)
    return found


def _looked_at(timeline: Timeline, cursor: Cursor) -> Refolded:
    """Return the timeline with what the cursor took in, the rest judged once."""
    taken = cursor.taken
    since = taken[0].key
    return refolded(
        timeline,
        merge(timeline.since(since), taken, key=lambda item: item.key),
        since=since,
        before=cursor.before_taken,
        fresh={item.version for item in taken},
        drops=SET_ASIDE if isinstance(taken[-1].act, OVERRIDING) else (),
    )


OVERRIDING: Final = (Leave, *SAYING_NO, RecordDeath)
"""What nothing that was decided since stands against, and sets that aside."""


def _contradicting(after: Refolded, act: Act) -> Iterable[int]:
    """Return the later entries that an act taken in cannot stand beside.

    A fact is refused only where the record would make no sense: whatever else it
    meets was decided without knowing of it. What was granted, declined or parked by
    then, and not known, gives way to what people have decided since.
    """
    if isinstance(act, OVERRIDING):
        return ()
    gives_way = lateness_of(act) is not Lateness.FACT
    return [
        version
        for version, (refused, state) in after.refused.items()
        if (gives_way and lateness_of(refused) is not Lateness.FACT)
        or any(reason.rule is Rule.RECORD for reason in refusals(state, refused))
    ]


def _reasons_there(
    record: Record, cursor: Cursor, item: Item, asked: Asked
) -> Refusals:
    """Return the reasons against an act at its place on the timeline.

    Raises:
        Unfounded: If an entry before it goes together no more with those taken in.
    """
    act, state = item.act, cursor.before(item.key)
    if asked is Asked.NOT:
        return NONE
    # It is later than the opening, so that something was so before it.
    found = _mended_from_now(record, act, asked.of(cast("State", state), act), asked)
    if not found and act.entered_by is not None:
        found = entered_now(record.state, act)
    return found or _own_word_after(record, item)


def _mended_from_now(
    record: Record, act: Act, found: Refusals, asked: Asked
) -> Refusals:
    """Return reasons against a late act with what mends them now.

    A step that is taken now does not change in which stage the work was then.

    Args:
        record: what it would be recorded in.
        act: the act at its place.
        found: the reasons against it there.
        asked: for whom the reasons are.
    """
    if all(refusal.reason is not NOT_NOW for refusal in found):
        return found
    try:
        on_time = attrs.evolve(act, at=act.recorded_at, happened_at=None)
    except ValueError:  # it cannot be said now: a notice of what has begun
        return found
    now = asked.of(record.state, on_time)
    steps = [fix for refusal in now if refusal.reason is NOT_NOW for fix in refusal.fix]
    return tuple(
        attrs.evolve(refusal, fix=(*as_of_now(act), *steps), situation=None)
        if refusal.reason is NOT_NOW
        else refusal
        for refusal in found
    )


def _before_opening(record: Record, act: Act, there: Act) -> Refusals:
    """Return the reason against what counts from before the record reaches back.

    Args:
        record: what it would be recorded in.
        act: the act, as it is handed in.
        there: the act at its place.
    """
    opened = reaches_back(record.state, there, record.opening.at)
    if there.at >= opened:
        return NONE
    written = () if act.at >= opened else (Change("at", (opened,)),)
    happened = () if act.happened_at is None else (Change("happened_at", (opened,)),)
    return (BEFORE_OPENING(*written, *happened, opened=opened),)


def _own_word_after(record: Record, item: Item) -> Refusals:
    """A person's own later word stands against what is entered for them."""
    act = item.act
    if act.hand == act.by or lateness_of(act) is not Lateness.RESTRICTION:
        return NONE
    own = [
        one.act.at
        for one in record.on_time().since(item.key)
        if one.act.by == one.act.hand == act.by
    ]
    if not own:
        return NONE
    return (
        OWN_WORD_AFTER(Change("happened_at", (own[-1],)), person=act.by, last=own[-1]),
    )


def _written_down(
    record: Record, after: Refolded, item: Item, history: History
) -> Record:
    """Return the record after late entries, with what they changed for others."""
    version, act = item
    before = record.on_time()
    lost = cannot_go_on(record.state, after.state)
    mark = Mark(
        sets_aside=after.dropped,
        conflicts=conflicts_because_of(version, before, after, after.dropped),
        mends=mended(before, after),
        breaks_off=after.state.sessions.open if lost else None,
        shown_to=who_saw(record, after.dropped),
    )
    pages, recorded_at = tuple(after.pages), act.recorded_at
    timeline = attrs.evolve(before, pages=pages, recorded_at=recorded_at)
    now = Record(after.state, history, marked(timeline, version, mark))
    # Who is shown what hangs on what was set aside.
    mark = attrs.evolve(mark, owed_to=to_be_told(now, after.refused))
    now = now._replace(timeline=marked(timeline, version, mark))
    return with_consequence(now, item, mark)
