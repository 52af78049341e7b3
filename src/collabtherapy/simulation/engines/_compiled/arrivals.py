"""The compiled engine's people: who they are, and when they are referred."""

# pyright: basic, reportArgumentType=false
# Numba finds the types; those of records are no part of Python's, and a formula takes
# whatever has the numbers it asks for.

import numpy as np
from numba import njit

from collabtherapy.simulation import portable
from collabtherapy.simulation.engines import model
from collabtherapy.simulation.engines._compiled.kernel import (
    CHOICE,
    HISTORY,
    HOW,
    INTAKE,
    LEAVE,
    NONE,
    NOTHING,
    SETTLING,
    SPELL,
    TRAITS,
    WAIT,
    close,
    counter,
    four,
    four_each,
    normal_each,
    settle,
)
from collabtherapy.simulation.engines._compiled.rows import LANES, Coming

GAP, SHARED, OWN, PREFERS = (np.int64(LANES * n) for n in range(4))
PRIOR, PRACTISES, GROUNDS, _ = (np.int64(LANES * n) for n in range(4, 8))
DELAY, COMES, CONSENTS, SUITABLE = (np.int64(LANES * n) for n in range(8, 12))
TAKES_UP, FIRST, WAITS, SENT = (np.int64(LANES * n) for n in range(12, 16))
SETTLES, SETTLES_OWN, SLOT_DELAY, _ = (np.int64(LANES * n) for n in range(16, 20))


@njit(**HOW)
def chain(q, which, week, r):
    """Have a row join one of the lists in a week."""
    q.following[r] = q.head[which, week]
    q.head[which, week] = r


@njit(**HOW)
def refer(p, o, z, q, r, week, booked, waits):
    """Refer a row: it waits, or leaves before its turn."""
    o.referred = week
    o.stage = p.leads_to[WAIT]
    ready = week + np.int64(booked)
    z.leaves_at = week + 1 + np.int64(waits)
    z.course = 0
    z.joins = NONE
    if z.leaves_at <= ready:
        close(p, o, z.leaves_at, LEAVE)
    elif ready < p.weeks:
        chain(q, NOTHING, ready, r)


@njit(**HOW)
def refer_again(p, rows, behind, q, r, week):
    """Refer somebody who comes back: the same person, with luck of their own."""
    o, z, was = rows[r + p.size], behind[r + p.size], rows[r]
    o.person, o.spell, o.service = was.person, 1, was.service
    o.prefers, o.prior, o.practises = was.prefers, was.prior, was.practises
    _, shared, own, _ = four(p, o.person, NOTHING, NOTHING, TRAITS)
    n = portable.normal(shared)
    z.x = model.phq_at_start(p, n)
    z.g = model.gad_at_start(p, n, portable.normal(own))
    z.grounds = behind[r].grounds
    delay, z.comes, z.consents, z.suitable = four(p, o.person, SPELL, NOTHING, INTAKE)
    z.takes_up, first, z.waits, z.sent = four(p, o.person, SPELL, NOTHING, CHOICE)
    booked = model.booking(p, portable.normal(delay))
    waits = model.patience(first, p.stay_first)
    settle(p, o, z, NOTHING + 1)
    refer(p, o, z, q, r + p.size, week, booked, waits)


@njit(**HOW)
def draw_people(p, q, first, n):
    """Draw what is known of some people before anything happens."""
    words, lanes = q.words, q.lanes
    for lane in range(n):
        counter(words, lane, first + lane, NOTHING, NOTHING)
    four_each(p, words, lanes, GAP, TRAITS)
    four_each(p, words, lanes, PRIOR, HISTORY)
    four_each(p, words, lanes, DELAY, INTAKE)
    four_each(p, words, lanes, TAKES_UP, CHOICE)
    for lane in range(n):
        counter(words, lane, first + lane, NOTHING + 1, NOTHING)
    four_each(p, words, lanes, SETTLES, SETTLING)
    drawn = (SHARED, OWN, GROUNDS, DELAY, SETTLES, SETTLES_OWN, SLOT_DELAY)
    for row in drawn:
        normal_each(lanes, row, n)
    come = Coming(
        p.phq_mean, p.phq_sd, p.gad_mean, p.gad_sd, p.rho, p.rho_rest,
        p.booking, p.booking_spread, p.slot_weeks, p.slot_weeks_spread,
    )  # fmt: skip
    gap, stay = p.gap, p.stay_first
    for lane in range(LANES):
        shared = lanes[SHARED + lane]
        gad = model.gad_at_start(come, shared, lanes[OWN + lane])
        lanes[OWN + lane] = gad
        lanes[SHARED + lane] = model.phq_at_start(come, shared)
        lanes[SLOT_DELAY + lane] = model.slot_delay(come, lanes[SLOT_DELAY + lane])
        lanes[DELAY + lane] = model.booking(come, lanes[DELAY + lane])
        lanes[GAP + lane] = -portable.log(lanes[GAP + lane]) * gap
        lanes[FIRST + lane] = model.patience(lanes[FIRST + lane], stay)


@njit(**HOW)
def arrive(p, rows, behind, q, service):
    """Set up everybody of a service, and refer them one after the other."""
    at, lanes = 0.0, q.lanes
    for begin in range(0, p.size, LANES):
        n = min(LANES, p.size - begin)
        draw_people(p, q, service * p.size + begin, n)
        for lane in range(n):
            r = begin + lane
            o, z = rows[r], behind[r]
            o.person = service * p.size + r
            o.spell = 0
            o.service = service
            o.prefers = lanes[PREFERS + lane] < p.prefers
            o.prior = lanes[PRIOR + lane] < p.prior
            o.practises = lanes[PRACTISES + lane] < p.practises
            z.x = lanes[SHARED + lane]
            z.g = lanes[OWN + lane]
            z.grounds = lanes[GROUNDS + lane]
            z.comes = lanes[COMES + lane]
            z.consents = lanes[CONSENTS + lane]
            z.suitable = lanes[SUITABLE + lane]
            z.takes_up = lanes[TAKES_UP + lane]
            z.waits = lanes[WAITS + lane]
            z.sent = lanes[SENT + lane]
            z.settling = lanes[SETTLES + lane]
            z.settling_own = lanes[SETTLES_OWN + lane]
            z.delay = lanes[SLOT_DELAY + lane]
            at += lanes[GAP + lane]
            if at < p.weeks:
                booked, waits = lanes[DELAY + lane], lanes[FIRST + lane]
                refer(p, o, z, q, r, np.int64(at), booked, waits)
