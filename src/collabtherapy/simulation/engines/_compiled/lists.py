"""The compiled engine's lists and slots: one service, week by week."""

# pyright: basic
# Numba finds the types; those of records are no part of Python's.

from typing import Any

import numpy as np
from numba import njit
from numba.core.registry import cpu_target

from collabtherapy.simulation import portable
from collabtherapy.simulation.engines import model
from collabtherapy.simulation.engines._compiled.arrivals import (
    arrive,
    chain,
    refer_again,
)
from collabtherapy.simulation.engines._compiled.course import begin, places
from collabtherapy.simulation.engines._compiled.kept import HERE, digest
from collabtherapy.simulation.engines._compiled.kernel import (
    HOW,
    LEAVE,
    NONE,
    NOTHING,
    OF_A_PLACE,
    PLACE,
    assess,
    close,
    four,
)
from collabtherapy.simulation.engines._compiled.rows import LANES
from collabtherapy.simulation.engines._compiled.weeks import (
    ENDED,
    ROW,
    SLOT,
    STATE,
    STEP,
    meet,
)
from collabtherapy.simulation.scenarios.service import WEEKS_A_YEAR


@njit(**HOW)
def stay(p, rows, behind, waiting, n, week):
    """Let go who leaves a list this week; give how many stay."""
    kept = 0
    for place in range(n):
        r = waiting[place]
        if behind[r].leaves_at <= week:
            close(p, rows[r], week, LEAVE)
        else:
            waiting[kept] = r
            kept += 1
    return kept


@njit(**HOW)
def take_in(q, which, waiting, n, week):
    """Put who joins a list this week behind those on it; give how many there are."""
    start = n
    r = q.head[which, week]
    while r != NONE:
        waiting[n] = r
        n += 1
        r = q.following[r]
    waiting[start:n].sort()
    return n


@njit(**HOW)
def join(p, o, z, q, r):
    """Have a row wait for the step that its last week leads to, if to any."""
    if z.joins == NONE:
        return
    if z.leaves_at <= z.ready:
        close(p, o, z.leaves_at, LEAVE)
    elif z.ready < p.weeks:
        chain(q, 1 + z.joins, z.ready, r)
    z.joins = NONE


@njit(**HOW)
def first_list(p, rows, behind, q, contacts, week, is_open):
    """Take in who is ready, let go who leaves, and see whose turn it is."""
    n = take_in(q, NOTHING, q.first, q.n[0], week)
    n = stay(p, rows, behind, q.first, n, week)
    turn = min(contacts, n) if is_open else 0
    for place in range(turn):
        r = q.first[place]
        assess(p, rows[r], behind[r], week)
        join(p, rows[r], behind[r], q, r)
    for place in range(turn, n):
        q.first[place - turn] = q.first[place]
    q.n[0] = n - turn


@njit(**HOW)
def second_list(p, w, rows, behind, q, step, taken, gains, week, is_open):
    """Take in who joins, let go who leaves, and give the free slots away in turn."""
    waiting = q.second[step]
    n = take_in(q, 1 + step, waiting, q.n[1 + step], week)
    n = stay(p, rows, behind, waiting, n, week)
    turn = 0
    if is_open:
        for slot in range(len(taken)):
            if turn == n:
                break
            if taken[slot] == NONE:
                r = waiting[turn]
                begin(p, w, rows[r], behind[r], step, slot, gains[slot], week)
                taken[slot] = r
                turn += 1
    for place in range(turn, n):
        waiting[place - turn] = waiting[place]
    q.n[1 + step] = n - turn


@njit(**HOW)
def meet_all(p, w, rows, behind, q, low, high, week):
    """Have everybody with a slot meet, as many at a time as there are lanes."""
    n, whole = NOTHING, q.whole
    for step in range(2):
        taken = high if step else low
        for slot in range(len(taken)):
            if taken[slot] == NONE:
                continue
            whole[ROW + n] = taken[slot]
            whole[SLOT + n] = slot
            whole[STEP + n] = step
            n += 1
            if n == LANES:
                meet(p, w, rows, behind, q, n, week)
                release(p, rows, behind, q, low, high, n, week)
                n = NOTHING
    if n:
        meet(p, w, rows, behind, q, n, week)
        release(p, rows, behind, q, low, high, n, week)


@njit(**HOW)
def release(p, rows, behind, q, low, high, n, week):
    """Free the slots of those who ended, and see where they go."""
    for lane in range(n):
        if q.whole[STATE + lane] != ENDED:
            continue
        taken = high if q.whole[STEP + lane] else low
        taken[q.whole[SLOT + lane]] = NONE
        r = q.whole[ROW + lane]
        o, z = rows[r], behind[r]
        if z.course == 1:
            o.until_1 = week
        else:
            o.until_2 = week
        join(p, o, z, q, r)
        if z.back != NONE:
            refer_again(p, rows, behind, q, r, z.back)


@njit(**HOW)
def live(p, w, rows, behind, q, service):
    """Live all the weeks of one service."""
    q.n[:] = 0
    q.head[:, :] = NONE
    arrive(p, rows, behind, q, service)
    contacts, low, high, _ = four(p, service, OF_A_PLACE, NOTHING, PLACE)
    rate = model.own_rate(p.contacts, p.capacity_spread, portable.normal(contacts))
    n_low = np.int64(model.capacity(p.low_slots, p.slots_spread, portable.normal(low)))
    n_high = np.int64(
        model.capacity(p.high_slots, p.slots_spread, portable.normal(high))
    )
    low_taken, high_taken = np.full(n_low, NONE), np.full(n_high, NONE)
    low_gains, high_gains = (
        places(p, service, NOTHING, n_low),
        places(p, service, NOTHING + 1, n_high),
    )
    for week in range(p.weeks):
        is_open = not p.closed[week % WEEKS_A_YEAR]
        n = np.int64(model.places(rate, np.float64(week)))
        first_list(p, rows, behind, q, n, week, is_open)
        second_list(p, w, rows, behind, q, NOTHING, low_taken, low_gains, week, is_open)
        second_list(
            p, w, rows, behind, q, NOTHING + 1, high_taken, high_gains, week, is_open
        )
        if is_open:
            meet_all(p, w, rows, behind, q, low_taken, high_taken, week)


def _made_of(formulas: int) -> Any:
    """Return the function that the engine calls; its name on disk holds the digest."""

    @njit(cache=True, **HOW)
    def live_all(p, w, fresh, rows, behind, q, first_service, found, n_services):
        """Live all the weeks of some services; give how many rows were written."""
        n = formulas - formulas
        for service in range(n_services):
            for r in range(len(rows)):
                rows[r] = fresh[0]
            live(p, w, rows, behind, q, first_service + service)
            for r in range(len(rows)):
                if rows[r].referred != NONE:
                    found[n] = rows[r]
                    n += 1
        return n

    return live_all


_target: Any = cpu_target.target_context

PROCESSOR = " ".join(_target.codegen().magic_tuple())
"""What Numba compiles for: what it kept for another is compiled again.

The processor may be another than this machine's: ``NUMBA_CPU_NAME`` names one.
"""

live_all = _made_of(digest(HERE.parents[1]))
