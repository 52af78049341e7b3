"""The compiled engine's lists and slots: one service, week by week."""

# pyright: basic
# Numba finds the types; those of records are no part of Python's.

import numpy as np
from numba import njit

from collabtherapy.simulation import model, portable
from collabtherapy.simulation._kernel import (
    CHOICE,
    HISTORY,
    HOW,
    INTAKE,
    LEAVE,
    NONE,
    OF_A_PLACE,
    PLACE,
    SPELL,
    TRAITS,
    WAIT,
    assess,
    begin,
    close,
    four,
    meet,
)
from collabtherapy.simulation.service import WEEKS_A_YEAR


@njit(**HOW)
def refer(p, o, z, q, r, week):
    """Refer a row: it waits, or leaves before its turn."""
    delay, _, _, _ = four(p, o.person, o.spell * SPELL, 0, INTAKE)
    _, first, _, _ = four(p, o.person, o.spell * SPELL, 0, CHOICE)
    o.referred = week
    o.stage = p.leads_to[WAIT]
    ready = week + np.int64(model.booking(p, portable.normal(delay)))
    z.leaves_at = week + 1 + np.int64(model.patience(first, p.stay_first))
    if z.leaves_at <= ready:
        close(p, o, z.leaves_at, LEAVE)
    elif ready < p.weeks:
        chain(q, 0, ready, r)


@njit(**HOW)
def arrive(p, rows, behind, q, service):
    """Set up everybody of a service, and refer them one after the other."""
    at = 0.0
    for r in range(p.size):
        person = service * p.size + r
        gap, shared, own, prefers = four(p, person, 0, 0, TRAITS)
        prior, practises, _, _ = four(p, person, 0, 0, HISTORY)
        n = portable.normal(shared)
        for spell in range(2):
            o, z = rows[r + spell * p.size], behind[r + spell * p.size]
            o.person = person
            o.spell = spell
            o.service = service
            o.prefers = prefers < p.prefers
            o.prior = prior < p.prior
            o.practises = practises < p.practises
            z.x = model.phq_at_start(p, n)
            z.g = model.gad_at_start(p, n, portable.normal(own))
            z.course = 0
            z.joins = NONE
        at += -portable.log(gap) * p.gap
        if at < p.weeks:
            refer(p, rows[r], behind[r], q, r, np.int64(at))


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
def chain(q, which, week, r):
    """Have a row join one of the lists in a week."""
    q.following[r] = q.head[which, week]
    q.head[which, week] = r


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
    n = take_in(q, 0, q.first, q.n[0], week)
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
def second_list(p, w, rows, behind, q, step, taken, week, is_open):
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
                begin(p, w, rows[r], behind[r], step, slot, week)
                taken[slot] = r
                turn += 1
    for place in range(turn, n):
        waiting[place - turn] = waiting[place]
    q.n[1 + step] = n - turn


@njit(**HOW)
def meet_all(p, w, rows, behind, q, step, taken, week):
    """Have everybody with a slot of a step meet, and free the slots of who ends."""
    for slot in range(len(taken)):
        r = taken[slot]
        if r == NONE:
            continue
        o, z = rows[r], behind[r]
        if meet(p, w, o, z, step, week):
            continue
        taken[slot] = NONE
        if z.course == 1:
            o.until_1 = week
        else:
            o.until_2 = week
        join(p, o, z, q, r)
        if z.back != NONE:
            back = r + p.size
            refer(p, rows[back], behind[back], q, back, z.back)


@njit(**HOW)
def live(p, w, rows, behind, q, service):
    """Live all the weeks of one service."""
    q.n[:] = 0
    q.head[:, :] = NONE
    arrive(p, rows, behind, q, service)
    contacts, low, high, _ = four(p, service, OF_A_PLACE, 0, PLACE)
    n = np.int64(
        model.capacity(p.contacts, p.capacity_spread, portable.normal(contacts))
    )
    n_low = np.int64(model.capacity(p.low_slots, p.slots_spread, portable.normal(low)))
    n_high = np.int64(
        model.capacity(p.high_slots, p.slots_spread, portable.normal(high))
    )
    low_taken, high_taken = np.full(n_low, NONE), np.full(n_high, NONE)
    for week in range(p.weeks):
        is_open = not p.closed[week % WEEKS_A_YEAR]
        first_list(p, rows, behind, q, n, week, is_open)
        second_list(p, w, rows, behind, q, 0, low_taken, week, is_open)
        second_list(p, w, rows, behind, q, 1, high_taken, week, is_open)
        if is_open:
            meet_all(p, w, rows, behind, q, 0, low_taken, week)
            meet_all(p, w, rows, behind, q, 1, high_taken, week)


@njit(**HOW)
def live_all(p, w, rows, behind, q, first_service, n_services):
    """Live all the weeks of some services, each with rows of its own."""
    for service in range(n_services):
        at = 2 * p.size * service
        live(p, w, rows[at : at + 2 * p.size], behind, q, first_service + service)
