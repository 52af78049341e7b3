"""The engine compiled by Numba: what its parts share, and a person's first contact.

The same formulas as everywhere (`model`, `portable`, `draws`), taken in by Numba as
they stand, and the same decisions in the same order as the array engine and the twin,
so that all three give the same bits. It lives one service after the other: who comes
(`arrivals`), the lists (`lists`), the weeks of those who have a slot (`weeks`) and how
a course begins and ends (`course`).

What is drawn and reckoned for many is done in lanes, a few people side by side, which
the compiler turns into instructions that take four of them at once; what is decided is
decided one by one.
"""

# pyright: basic
# Numba finds the types; those of records are no part of Python's.

from types import FunctionType

import numpy as np
from numba import njit
from numba.extending import register_jitable

from collabtherapy.simulation import portable
from collabtherapy.simulation.engines import draws, model
from collabtherapy.simulation.engines._compiled.rows import LANES, ROWS_OF_LANES
from collabtherapy.simulation.engines.moves import Move
from collabtherapy.simulation.scenarios.instruments import GAD7, PHQ9

for _room in (portable, draws, model):
    for _formula in list(vars(_room).values()):
        if isinstance(_formula, FunctionType) and _formula.__module__ == _room.__name__:
            # The generator is too long for the compiler to take it into a loop unasked.
            _how = "always" if _formula is draws.philox else "never"
            register_jitable(inline=_how)(_formula)

# As numbers with a type: for each plain constant the compiler would make a copy of what
# is called with it.
SPELL, OF_A_PLACE, NOTHING = (np.int64(n) for n in (8, int(draws.OF_A_PLACE), 0))
TRAITS, HISTORY, INTAKE, CHOICE = (np.int64(n) for n in range(4))
COURSE, PACE, COMING, SCORES, AGREEING = (np.int64(n) for n in range(4, 9))
AFTER, PLACE, SETTLING = (np.int64(n) for n in range(9, 12))
WAIT, BEGIN, AGREE, TAKE_ON = (
    np.int64(move) for move in (Move.WAIT, Move.BEGIN, Move.AGREE, Move.TAKE_ON)
)
FOLLOW_UP, FOLLOWED_UP, FINISH = (
    np.int64(move) for move in (Move.FOLLOW_UP, Move.FOLLOWED_UP, Move.FINISH)
)
LEAVE, LAPSE, TURN_AWAY, REFER_ON = (
    np.int64(move) for move in (Move.LEAVE, Move.LAPSE, Move.TURN_AWAY, Move.REFER_ON)
)
PHQ_TOP, PHQ_CASE, GAD_TOP, GAD_CASE = (
    PHQ9.top,
    PHQ9.case_from,
    GAD7.top,
    GAD7.case_from,
)
NONE = -1

HOW = {"nogil": True, "error_model": "numpy"}
"""Kept on disk is only the function that is called from outside, with all of these."""

WHO, WHOSE, MOMENT = (LANES * n for n in range(3))
"""Where the counters of a draw stand in lanes of words."""
SPARE = LANES * (ROWS_OF_LANES - 1)
"""The row of lanes that nobody's numbers stand in."""


@njit(**HOW)
def four(p, person, spell, moment, block):
    """Give the four draws of a block for one person, or one place."""
    who = np.uint64(person)
    c1 = (who >> draws.HALF_WORD) * draws.SPELLS_A_PERSON + np.uint64(spell)
    a, b, c, d = draws.philox(
        who & draws.LOW, c1, np.uint64(moment), np.uint64(block), p.k0, p.k1
    )
    return draws.uniform(a), draws.uniform(b), draws.uniform(c), draws.uniform(d)


@njit(**HOW)
def counter(words, lane, person, spell, moment):
    """Put the counter of somebody's draws into a lane."""
    who = np.uint64(person)
    words[WHO + lane] = who & draws.LOW
    c1 = (who >> draws.HALF_WORD) * draws.SPELLS_A_PERSON + np.uint64(spell)
    words[WHOSE + lane] = c1
    words[MOMENT + lane] = np.uint64(moment)


@njit(**HOW)
def four_each(p, words, lanes, at, block):
    """Draw a block for every lane, into four rows of lanes from one on."""
    k0, k1, c3 = p.k0 & draws.LOW, p.k1 & draws.LOW, np.uint64(block)
    out = lanes[at : at + 4 * LANES]
    for lane in range(LANES):
        a, b, c, d = draws.philox(
            words[WHO + lane] & draws.LOW,
            words[WHOSE + lane] & draws.LOW,
            words[MOMENT + lane] & draws.LOW,
            c3,
            k0,
            k1,
        )
        out[lane] = draws.uniform(a)
        out[LANES + lane] = draws.uniform(b)
        out[2 * LANES + lane] = draws.uniform(c)
        out[3 * LANES + lane] = draws.uniform(d)


@njit(**HOW)
def normal_each(lanes, at, n):
    """Put normal quantiles in place of a row of draws; the tails one by one."""
    out, u = lanes[at : at + LANES], lanes[SPARE : SPARE + LANES]
    for lane in range(LANES):
        u[lane] = out[lane]
        out[lane] = portable.quantile_centre(out[lane] - 0.5)
    for lane in range(n):
        if abs(u[lane] - 0.5) > portable.CENTRE:
            out[lane] = portable.normal(u[lane])


@njit(**HOW)
def close(p, o, week, move):
    """Take a row to where a move closes it, unless that is after the end."""
    if week < p.weeks:
        o.closed = week
        o.stage = p.leads_to[move]
        o.closure = p.closes_as[move]


@njit(**HOW)
def settle(p, o, z, n):
    """Draw what changes by itself before a course, and how long its slot takes."""
    shared, own, delay, _ = four(p, o.person, o.spell * SPELL + n, NOTHING, SETTLING)
    z.settling, z.settling_own = portable.normal(shared), portable.normal(own)
    z.delay = model.slot_delay(p, portable.normal(delay))


@njit(**HOW)
def wait_for_slot(p, z, patience, week):
    """Find out when a slot is possible, and until when somebody waits for it."""
    z.ready = week + 1 + np.int64(z.delay)
    z.leaves_at = week + 1 + np.int64(model.patience(patience, p.stay_second))


@njit(**HOW)
def assess(p, o, z, week):
    """Offer a first appointment, and see what comes of it."""
    o.first_contact = week
    if z.comes >= p.comes:
        close(p, o, week + p.lapse_weeks, LAPSE)
        return
    if z.consents >= p.consents:
        close(p, o, week, LEAVE)
        return
    phq = model.score(z.x, PHQ_TOP)
    gad = model.score(z.g, GAD_TOP)
    o.assessed = week
    o.stage = p.leads_to[BEGIN]
    o.sessions = 1
    o.phq_first = phq
    o.phq_last = phq
    o.gad_first = gad
    o.gad_last = gad
    if z.suitable >= p.suitable:
        close(p, o, week, REFER_ON if z.sent < p.referred_on else TURN_AWAY)
    elif z.takes_up >= p.takes_up:
        close(p, o, week, LEAVE)
    else:
        wait_for_slot(p, z, z.waits, week)
        z.joins = model.first_step(p, phq, z.grounds)
