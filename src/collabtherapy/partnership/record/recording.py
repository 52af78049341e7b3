"""Recording: the whole law is asked of an act at its place, and it is taken in there.

An act that counts from now, or from after everything that counts so far, is added at
the end. A late one is asked of what was so then; what it changes for what was decided
since is decided here, once, and written on its entry.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from heapq import merge
from typing import Final, cast

import attrs

from collabtherapy.errors import Refused
from collabtherapy.partnership.fold import settling
from collabtherapy.partnership.law.entry_guards import entered_now
from collabtherapy.partnership.law.late import (
    AHEAD,
    BEFORE_OPENING,
    NOT_CORRECTED,
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
    is_on_time,
    marked,
    placed,
    with_consequence,
)
from collabtherapy.partnership.record.seeing import (
    as_of_now,
    contradicted,
    numbers_seen,
    to_be_told,
    who_saw,
)
from collabtherapy.partnership.record.timeline import Item, Timeline
from collabtherapy.partnership.record.voiding import (
    corrected,
    correction_accepted_by,
    with_act_about,
)
from collabtherapy.partnership.regions.carry_over import CarryOver
from collabtherapy.partnership.regions.consent import SAYING_NO
from collabtherapy.partnership.regions.decisions import Accept, Amend, Propose
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.corrections import OfEntries, numbers_in
from collabtherapy.partnership.values.endings import Leave, RecordDeath
from collabtherapy.partnership.values.entries import Mark
from collabtherapy.partnership.values.policy import Policy
from collabtherapy.partnership.values.refusals import NONE, Change, Refusals, Rule
from collabtherapy.partnership.verdict import allows, refusals

SET_ASIDE: Final = frozenset({Lateness.GRANT, Lateness.STEP})
"""What loses its effect where a right was taken earlier than it was known."""


def recorded(
    record: Record, acts: Sequence[Act], asked: Asked = Asked.BY_ACTOR
) -> Record:
    """Return the record with these acts, all of them or none.

    Raises:
        Refused: If one of them is not allowed where it would stand.
        Unfounded: If one that nothing is asked about speaks of what is not there.
    """
    index = 0
    while index < len(acts):
        act = acts[index]
        if is_plain(record, act):
            found = asked.of(record.state, act)
            if found:
                raise Refused(found, type(act).__name__, index)
            record = record.with_next(act, act)
            index += 1
            continue
        run: Sequence[Act] = (act,)
        if _asks_more(record, act):
            run = acts[index : _end_of_run(record, acts, index)]
        try:
            record = _with(record, run, asked)
        except Refused as error:
            raise Refused(error.refusals, error.act, index + error.index) from None
        except Unfounded:
            raise
        except LookupError as error:  # the law was not asked of it
            raise Unfounded(len(record.history) + 1) from error
        index += len(run)
    return record


def not_ahead(acts: Sequence[Act], now: datetime, policy: Policy) -> None:
    """Check that no act is dated after the clock, by more than clocks may differ.

    Raises:
        Refused: If one is.
    """
    latest = now + timedelta(minutes=policy.clock_tolerance_minutes)
    for index, act in enumerate(acts):
        if act.at > latest:
            ahead = AHEAD(Change("at", (now,)), at=act.at, now=now)
            raise Refused((ahead,), type(act).__name__, index)


def reasons(record: Record, act: Act, asked: Asked) -> Refusals:
    """Return the reasons why an act may not be recorded now.

    Args:
        record: what it would be recorded in.
        act: the act, as it would be handed in.
        asked: for whom the reasons are.
    """
    if is_plain(record, act):
        return asked.of(record.state, act)
    try:
        _with(record, (act,), asked)
    except Refused as error:
        return cast("Refusals", error.refusals)
    return NONE


def may_be_recorded(record: Record, act: Act) -> bool:
    """Return whether an act may be recorded now; quicker than asking for reasons."""
    if is_plain(record, act):
        return allows(record.state, act)
    return not reasons(record, act, Asked.BY_ACTOR)


def is_plain(record: Record, act: Act) -> bool:
    """Return whether an act is on time, and of none but its author and what is so.

    Nearly every act is: it is asked of what is so now, and added at the end.
    """
    on_time = is_on_time(act, record.recorded_at)
    in_place_of_none = act.corrects is None
    return on_time and in_place_of_none and not isinstance(act, _OF_THE_RECORD)


_OF_THE_RECORD: Final = (OfEntries, CarryOver, Propose, Amend, Accept)
"""The acts that may be about entries: that take one out, or that ask for there to be
none.
"""


def _asks_more(record: Record, act: Act) -> bool:
    """Return whether more is asked of an act than the law asks of it now."""
    there = record.placed(act)
    return (
        there.at < record.state.at
        or bool(numbers_in(act))
        or isinstance(act, CarryOver)
        or correction_accepted_by(record.state, act) is not None
    )


def _with(record: Record, acts: Sequence[Act], asked: Asked) -> Record:
    """Return the record with one act, or with late ones that are looked at together.

    Raises:
        Refused: If one of them is not allowed where it would stand.
    """
    corrected_by = _corrected_by(record, acts, asked)
    after = _with_placed(record, acts, asked)
    timeline = after.timeline
    for version, corrects in corrected_by:
        mark = after.on_time().mark(version)
        timeline = marked(
            timeline or after.on_time(), version, attrs.evolve(mark, corrects=corrects)
        )
    return after._replace(timeline=timeline)


def _with_placed(record: Record, acts: Sequence[Act], asked: Asked) -> Record:
    act = acts[0]
    if numbers_in(act):
        return with_act_about(record, act, asked)
    there = record.placed(act)
    if there.at < record.state.at:
        return taken_in(record, acts, asked)
    found = asked.of(record.state, there)
    if found:
        raise Refused(found, type(act).__name__)
    if isinstance(act, CarryOver):  # it stands before what was taken out since
        return taken_in(record, acts, asked)
    correction = correction_accepted_by(record.state, act)
    if correction is not None and settling(record.state, cast("Accept", there)):
        accept = cast("Accept", act)
        return corrected(record, accept, there, correction.act, asked)
    return record.with_next(act, there)


def _corrected_by(
    record: Record, acts: Sequence[Act], asked: Asked
) -> list[tuple[int, int]]:
    """Return which acts take the place of which entries, by their numbers.

    Raises:
        Refused: If one names another entry than what its author took out.
    """
    found: list[tuple[int, int]] = []
    for index, act in enumerate(acts):
        if act.corrects is None:
            continue
        seen = numbers_seen(record, act.by, record.recorded_at)
        struck = {
            n: one for n, one in enumerate(seen, 1) if _was_taken_out(record, act, one)
        }
        if act.corrects in struck:
            version = len(record.history) + 1 + index
            found.append((version, struck[act.corrects]))
        elif asked is not Asked.NOT:
            reason = NOT_CORRECTED(Change("corrects", (*struck, None)), by=act.by)
            raise Refused((reason,), type(act).__name__, index)
    return found


def _was_taken_out(record: Record, act: Act, version: int) -> bool:
    timeline, said = record.timeline, record.history[version - 1]
    return timeline is not None and version in timeline.voided and said.by == act.by


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
    on_time = attrs.evolve(act, at=act.recorded_at, happened_at=None)
    now = asked.of(record.state, on_time)
    steps = [fix for refusal in now if refusal.reason is NOT_NOW for fix in refusal.fix]
    return tuple(
        attrs.evolve(refusal, fix=(*as_of_now(act), *steps))
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
    timeline = record.on_time()
    own = [
        one.act.at
        for one in timeline.items(timeline.page_of(item.key))
        if one.key > item.key and one.act.by == one.act.hand == act.by
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


def _end_of_run(record: Record, acts: Sequence[Act], start: int) -> int:
    """Return where the late facts end that are looked at together.

    A session that is written up late would otherwise never end, for those who look at
    what came after it when only its start is there.
    """
    end, latest = start, record.recorded_at
    while end < len(acts) and _is_plain_fact(acts[end]):
        version = len(record.history) + 1 + end - start
        there = placed(acts[end], latest, version, record.policy)
        if there.at >= record.state.at:
            break
        end, latest = end + 1, there.recorded_at
    return max(end, start + 1)


def _is_plain_fact(act: Act) -> bool:
    return lateness_of(act) is Lateness.FACT and not isinstance(act, OVERRIDING)
