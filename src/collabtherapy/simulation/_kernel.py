"""The engine compiled by Numba: one service after the other, one person at a time.

The same formulas as everywhere (`model`, `portable`, `draws`), taken in by Numba as
they stand, and the same decisions in the same order as the array engine and the twin,
so that all three give the same bits. Compiled code is kept on disk by Numba, which
looks at this file alone: whoever changes a formula changes `FORMULAS`, too, as the
tests will remind them.
"""

# pyright: basic
# Numba finds the types; those of records are no part of Python's.

from types import FunctionType

import numpy as np
from numba import njit
from numba.extending import register_jitable

from collabtherapy.simulation import draws, model, portable
from collabtherapy.simulation.instruments import GAD7, PHQ9
from collabtherapy.simulation.limits import MAY_MISS, MAY_TALK, MILD
from collabtherapy.simulation.moves import Move
from collabtherapy.simulation.parameters import (
    FOLLOW_UP_WEEKS,
    RELAPSE_WEEKS,
    THERAPISTS_A_STEP,
)

FORMULAS = "118dd693321a081c"
"""The digest of the files whose formulas are compiled here."""

for _room in (portable, draws, model):
    for _formula in list(vars(_room).values()):
        if isinstance(_formula, FunctionType) and _formula.__module__ == _room.__name__:
            register_jitable(_formula)

SPELL, OF_A_PLACE = 8, int(draws.OF_A_PLACE)
TRAITS, HISTORY, INTAKE, CHOICE = 0, 1, 2, 3
COURSE, PACE, COMING, SCORES, AGREEING = 4, 5, 6, 7, 8
AFTER, PLACE, SETTLING = 9, 10, 11
WAIT, BEGIN, AGREE, TAKE_ON = (
    int(move) for move in (Move.WAIT, Move.BEGIN, Move.AGREE, Move.TAKE_ON)
)
FOLLOW_UP, FOLLOWED_UP, FINISH = (
    int(move) for move in (Move.FOLLOW_UP, Move.FOLLOWED_UP, Move.FINISH)
)
LEAVE, LAPSE, TURN_AWAY, REFER_ON = (
    int(move) for move in (Move.LEAVE, Move.LAPSE, Move.TURN_AWAY, Move.REFER_ON)
)
PHQ_TOP, PHQ_CASE, GAD_TOP, GAD_CASE = (
    PHQ9.top,
    PHQ9.case_from,
    GAD7.top,
    GAD7.case_from,
)
NONE = -1

HOW = {"nogil": True, "cache": True, "error_model": "numpy"}


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
def close(p, o, week, move):
    """Take a row to where a move closes it, unless that is after the end."""
    if week < p.weeks:
        o.closed = week
        o.stage = p.leads_to[move]
        o.closure = p.closes_as[move]


@njit(**HOW)
def wait_for_slot(p, o, z, patience, week):
    """Find out when a slot is possible, and until when somebody waits for it."""
    spell = o.spell * SPELL + z.course + 1
    _, _, delay, _ = four(p, o.person, spell, 0, SETTLING)
    z.ready = week + 1 + np.int64(model.slot_delay(p, portable.normal(delay)))
    z.leaves_at = week + 1 + np.int64(model.patience(patience, p.stay_second))


@njit(**HOW)
def assess(p, o, z, week):
    """Offer a first appointment, and see what comes of it."""
    person, spell = o.person, o.spell * SPELL
    _, comes, consents, suitable = four(p, person, spell, 0, INTAKE)
    takes_up, _, patience, referred = four(p, person, spell, 0, CHOICE)
    o.first_contact = week
    if comes >= p.comes:
        close(p, o, week + p.lapse_weeks, LAPSE)
        return
    if consents >= p.consents:
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
    if suitable >= p.suitable:
        close(p, o, week, REFER_ON if referred < p.referred_on else TURN_AWAY)
    elif takes_up >= p.takes_up:
        close(p, o, week, LEAVE)
    else:
        wait_for_slot(p, o, z, patience, week)
        _, _, grounds, _ = four(p, person, 0, 0, HISTORY)
        z.joins = model.first_step(p, phq, portable.normal(grounds))


@njit(**HOW)
def begin(p, w, o, z, step, slot, week):
    """Begin a course in a slot of a step."""
    z.course += 1
    person, spell = o.person, o.spell * SPELL + z.course
    settling, settling_own, _, _ = four(p, person, spell, 0, SETTLING)
    e, own = portable.normal(settling), portable.normal(settling_own)
    z.x = model.settled_phq(p, z.x, e)
    z.g = model.settled_gad(p, w, step, z.g, e, own)
    o.phq_last = model.score(z.x, PHQ_TOP)
    o.gad_last = model.score(z.g, GAD_TOP)
    begun(p, o, z.course, step, slot, week)
    responds, shared, own, sudden = four(p, person, spell, 0, COURSE)
    pace, dyad, when, patience = four(p, person, spell, 0, PACE)
    yes = (responds < model.response(p, w, step, z.x, z.g)) * 1.0
    e = portable.normal(shared)
    z.x_from = z.x
    z.g_from = z.g
    z.x_end = model.phq_end(p, w, step, yes, z.x, e)
    z.g_end = model.gad_end(p, w, step, yes, z.g, e, portable.normal(own))
    z.sudden = (sudden < w.sudden[step]) * yes
    z.planned = model.planned(w, step, portable.normal(pace))
    z.at = model.gain_at(when, z.planned)
    z.mean = model.alliance_at_start(portable.normal(dyad))
    z.alliance = z.mean
    z.patience = patience
    place = place_gain(p, o.service, step, slot)
    z.helping = model.help_given(p, o.prefers, o.practises, place)
    z.ruptured = 0.0
    z.s = 0
    z.k = 0
    z.talks = 0
    z.missed_on = 0
    z.works = 0
    z.joins = NONE
    z.back = NONE


@njit(**HOW)
def begun(p, o, n, step, slot, week):
    """Write down where a course begins."""
    if n == 1:
        o.step_1 = step
        o.slot_1 = slot
        o.from_1 = week
        o.phq_from_1 = o.phq_last
        o.gad_from_1 = o.gad_last
        o.phq_until_1 = o.phq_last
        o.gad_until_1 = o.gad_last
    else:
        o.stage = p.leads_to[TAKE_ON]
        o.step_2 = step
        o.slot_2 = slot
        o.from_2 = week
        o.phq_from_2 = o.phq_last
        o.gad_from_2 = o.gad_last
        o.phq_until_2 = o.phq_last
        o.gad_until_2 = o.gad_last


@njit(**HOW)
def place_gain(p, service, step, slot):
    """Give what the service and the therapist of a slot add to the outcome."""
    therapist = 1 + step * THERAPISTS_A_STEP + slot // p.caseload
    _, _, _, differs = four(p, service, OF_A_PLACE, 0, PLACE)
    own, _, _, _ = four(p, service, OF_A_PLACE, therapist, PLACE)
    ours = p.service_sd * portable.normal(differs)
    return ours + p.therapist_sd * portable.normal(own)


@njit(**HOW)
def meet(p, w, o, z, step, week):
    """Live a week of a course; give whether its slot is needed any longer."""
    person, spell, k = o.person, o.spell * SPELL + z.course, z.k
    comes, leaves, rupture, how = four(p, person, spell, k, COMING)
    z.k = k + 1
    if comes < p.cancels:
        o.cancelled += 1
    elif comes < p.cancels + model.missing(p, model.felt(z.alliance, z.ruptured)):
        o.missed += 1
        z.missed_on += 1
    else:
        z.missed_on = 0
        if z.works == 0:
            agree(p, o, z, k, week)
            if z.works == 0:
                if z.talks < MAY_TALK:
                    return True
                close(p, o, week, LEAVE)
                return False
        chance = session(p, w, o, z, step, rupture, k, week)
        if ends(p, o, z, step, chance, how, week):
            return False
    return stays(p, o, z, leaves, how, week)


@njit(**HOW)
def stays(p, o, z, leaves, how, week):
    """Give whether somebody goes on coming; write down how they stop."""
    if z.missed_on >= MAY_MISS:
        close(p, o, week + p.lapse_weeks, LAPSE)
        return False
    felt = model.felt(z.alliance, z.ruptured)
    fall = fall_since(o, z.course)
    if leaves >= model.leaving(p, felt, fall, z.s, o.prefers):
        return True
    if how < p.silently:
        close(p, o, week + p.lapse_weeks, LAPSE)
    else:
        close(p, o, week, LEAVE)
    return False


@njit(**HOW)
def fall_since(o, n):
    """Give the fall of PHQ-9 since a course began."""
    start = o.phq_from_1 if n == 1 else o.phq_from_2
    return np.float64(np.int64(start) - np.int64(o.phq_last))


@njit(**HOW)
def agree(p, o, z, k, week):
    """Talk about an agreement, with or without one at the end."""
    u, _, _, _ = four(p, o.person, o.spell * SPELL + z.course, k, AGREEING)
    if u >= p.agrees:
        z.talks += 1
        return
    z.works = 1
    o.stage = p.leads_to[AGREE]
    if o.agreed == NONE:
        o.agreed = week


@njit(**HOW)
def session(p, w, o, z, step, rupture, k, week):
    """Hold a session; give the chance that is left for how it may end."""
    turn, noise, own_noise, chance = four(
        p, o.person, o.spell * SPELL + z.course, k, SCORES
    )
    z.s += 1
    s = np.float64(z.s)
    o.sessions += 1
    if o.sessions == 2:
        o.second_session = week
    z.alliance = model.alliance_next(z.mean, z.alliance, portable.normal(turn))
    if rupture < model.rupture(p, z.ruptured):
        if z.ruptured == 0.0:
            o.ruptures += 1
        else:
            o.repairs += 1
        z.ruptured = 1.0 - z.ruptured
    felt = model.felt(z.alliance, z.ruptured)
    o.alliance = felt
    share = model.dose(w, step, s, z.planned, z.sudden, z.at)
    if z.sudden == 1.0 and s == z.at:
        o.sudden_gain = z.s
    less = model.helped(p, z.helping, felt)
    z.x = model.state_after(z.x_from, z.x_end, less, share)
    z.g = model.state_after(z.g_from, z.g_end, w.anxiety[step] * less, share)
    e = portable.normal(noise)
    own = w.together[step] * e + w.together_rest[step] * portable.normal(own_noise)
    phq = model.score(z.x + w.noise[step] * e, PHQ_TOP)
    gad = model.score(z.g + w.anxiety[step] * w.noise[step] * own, GAD_TOP)
    scored(o, z.course, phq, gad)
    o.goal = model.goal_rating(share, z.x_from, z.x)
    off = s >= p.track_from and phq >= PHQ_CASE
    if off and fall_since(o, z.course) < p.track_fall:
        o.not_on_track += 1
        if p.feedback and o.answered == 0 and chance < p.answers:
            o.answered = 1
            z.helping += p.gain_answered
    return chance


@njit(**HOW)
def scored(o, n, phq, gad):
    """Write down the scores of a session."""
    o.phq_last = phq
    o.gad_last = gad
    if n == 1:
        o.phq_until_1 = phq
        o.gad_until_1 = gad
        o.sessions_1 += 1
    else:
        o.phq_until_2 = phq
        o.gad_until_2 = gad
        o.sessions_2 += 1


@njit(**HOW)
def ends(p, o, z, step, chance, how, week):
    """Give whether a course ends after a session, and end it."""
    well = o.phq_last < PHQ_CASE and o.gad_last < GAD_CASE
    ready = well and z.s >= p.least_sessions and chance < p.ends_when_well
    if ready and p.planned_endings:
        part(p, o, z, well, week)
        return True
    if z.s < z.planned:
        return False
    on = p.steps_down if step == 1 else p.steps_up
    if well or z.course != 1 or how >= on:
        part(p, o, z, well, week)
        return True
    wait_for_slot(p, o, z, z.patience, week)
    z.joins = 1 - step
    return True


@njit(**HOW)
def part(p, o, z, well, week):
    """End together, with or without following up, and see who comes back."""
    relapse, returns, contact, _ = four(p, o.person, o.spell * SPELL, 0, AFTER)
    if p.follow_up and contact < p.contact:
        o.followed_up = 1
        o.stage = p.leads_to[FOLLOW_UP]
        close(p, o, week + FOLLOW_UP_WEEKS, FOLLOWED_UP)
    else:
        close(p, o, week, FINISH)
    residual = (o.phq_last >= MILD) * 1.0
    after = np.int64(model.relapse_week(p, relapse, residual, o.prior * 1.0))
    when = week + 1 + after
    if not well or after >= RELAPSE_WEEKS or when >= p.weeks:
        return
    o.relapsed = when
    if o.spell == 0 and returns < p.returns and o.closed != NONE:
        back = max(when, np.int64(o.closed)) + 1
        if back < p.weeks:
            z.back = back
