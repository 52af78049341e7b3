"""Recording: the whole law is asked of an act at its place, and it is taken in there.

An act that counts from now, or from after everything that counts so far, is added at
the end. A late one is asked of what was so then: see `taking_in`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, cast

import attrs

from collabtherapy.errors import Refused
from collabtherapy.partnership.fold import settling
from collabtherapy.partnership.law.late import (
    AHEAD,
    NOT_CORRECTED,
)
from collabtherapy.partnership.law.lateness import Lateness, lateness_of
from collabtherapy.partnership.record.asked import Asked
from collabtherapy.partnership.record.insertion import (
    Unfounded,
)
from collabtherapy.partnership.record.record import (
    Record,
    is_on_time,
    marked,
    placed,
)
from collabtherapy.partnership.record.seeing import (
    numbers_seen,
)
from collabtherapy.partnership.record.taking_in import OVERRIDING, taken_in
from collabtherapy.partnership.record.voiding import (
    corrected,
    correction_accepted_by,
    with_act_about,
)
from collabtherapy.partnership.regions.carry_over import CarryOver
from collabtherapy.partnership.regions.decisions import Accept, Amend, Propose
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.corrections import OfEntries, numbers_in
from collabtherapy.partnership.values.policy import Policy
from collabtherapy.partnership.values.refusals import NONE, Change, Refusals
from collabtherapy.partnership.verdict import allows


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
        found = cast("Refusals", error.refusals)
        if record.placed(act).at >= record.state.at:
            return found
        # Nobody can do anything in the past: no way leads through it.
        return tuple([refusal.as_named() for refusal in found])
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
