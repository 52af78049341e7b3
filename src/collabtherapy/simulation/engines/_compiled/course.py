"""The compiled engine's courses: how one begins in a slot, and how it ends."""

# pyright: basic
# Numba finds the types; those of records are no part of Python's.

import numpy as np
from numba import njit

from collabtherapy.simulation import portable
from collabtherapy.simulation.engines import model
from collabtherapy.simulation.engines._compiled.kernel import (
    AFTER,
    AGREE,
    AGREEING,
    COURSE,
    FINISH,
    FOLLOW_UP,
    FOLLOWED_UP,
    GAD_CASE,
    GAD_TOP,
    HOW,
    NONE,
    NOTHING,
    OF_A_PLACE,
    PACE,
    PHQ_CASE,
    PHQ_TOP,
    PLACE,
    SPELL,
    TAKE_ON,
    close,
    four,
    settle,
    wait_for_slot,
)
from collabtherapy.simulation.scenarios.limits import MILD
from collabtherapy.simulation.scenarios.parameters import (
    FOLLOW_UP_WEEKS,
    RELAPSE_WEEKS,
    THERAPISTS_A_STEP,
)


@njit(**HOW)
def places(p, service, step, n):
    """Give what service and therapist add to the outcome, in each slot of a step."""
    found = np.empty(n)
    _, _, _, differs = four(p, service, OF_A_PLACE, NOTHING, PLACE)
    ours = p.service_sd * portable.normal(differs)
    for slot in range(n):
        if slot % p.caseload:
            found[slot] = found[slot - 1]
            continue
        therapist = 1 + step * THERAPISTS_A_STEP + slot // p.caseload
        own, _, _, _ = four(p, service, OF_A_PLACE, therapist, PLACE)
        found[slot] = ours + p.therapist_sd * portable.normal(own)
    return found


@njit(**HOW)
def begin(p, w, o, z, step, slot, place, week):
    """Begin a course in a slot of a step."""
    z.course += 1
    person, spell = o.person, o.spell * SPELL + z.course
    z.x = model.settled_phq(p, z.x, z.settling)
    z.g = model.settled_gad(p, w, step, z.g, z.settling, z.settling_own)
    o.phq_last = model.score(z.x, PHQ_TOP)
    o.gad_last = model.score(z.g, GAD_TOP)
    begun(p, o, z.course, step, slot, week)
    responds, shared, own, sudden = four(p, person, spell, NOTHING, COURSE)
    pace, dyad, when, patience = four(p, person, spell, NOTHING, PACE)
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
    settle(p, o, z, z.course + 1)
    wait_for_slot(p, z, z.patience, week)
    z.joins = 1 - step
    return True


@njit(**HOW)
def part(p, o, z, well, week):
    """End together, with or without following up, and see who comes back."""
    relapse, returns, contact, _ = four(p, o.person, o.spell * SPELL, NOTHING, AFTER)
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
