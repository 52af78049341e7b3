"""The compiled engine's weeks: some of those who have a slot, side by side."""

# pyright: basic, reportArgumentType=false
# Numba finds the types; those of records are no part of Python's, and a formula takes
# whatever has the numbers it asks for.

import numpy as np
from numba import njit

from collabtherapy.simulation.engines import model
from collabtherapy.simulation.engines._compiled.course import agree, ends, fall_since
from collabtherapy.simulation.engines._compiled.kernel import (
    COMING,
    GAD_TOP,
    HOW,
    LAPSE,
    LEAVE,
    NOTHING,
    PHQ_CASE,
    PHQ_TOP,
    SCORES,
    SPELL,
    close,
    counter,
    four_each,
    normal_each,
)
from collabtherapy.simulation.engines._compiled.rows import LANES, Bearing, OneStep
from collabtherapy.simulation.scenarios.limits import FINISHED, MAY_MISS, MAY_TALK

# Lanes of those who have a slot: drawn, then reckoned.
COMES, LEAVES, RUPTURE, HOW_IT_ENDS = (np.int64(LANES * n) for n in range(4))
TURN, NOISE, OWN, CHANCE = (np.int64(LANES * n) for n in range(4, 8))
MEAN, ALLIANCE, RUPTURED, MISSING, TURNING = (np.int64(LANES * n) for n in range(8, 13))
FELT, FALL, HELD, PREFERS = (np.int64(LANES * n) for n in range(13, 17))
# Lanes of those who meet: what is known, then what comes of it.
S, PLANNED, SUDDEN, AT, HELPING = (np.int64(LANES * n) for n in range(17, 22))
X, X_END, G, G_END = (np.int64(LANES * n) for n in range(22, 26))
NOW, OPEN, E, OTHER = (np.int64(LANES * n) for n in range(26, 30))
SHARE, PHQ, GAD = (np.int64(LANES * n) for n in range(30, 33))
HALF, ANXIETY, TOGETHER, REST, SPREAD = (np.int64(LANES * n) for n in range(33, 38))
# Lanes of whole numbers.
ROW, SLOT, STEP, STATE, MET = (np.int64(LANES * n) for n in range(5))
GOING, STAYING, ENDED = 0, 1, 2


@njit(**HOW)
def meet(p, w, rows, behind, q, n, week):
    """Live a week of ``n`` people; their state says whose slot is free again."""
    draw_week(p, rows, behind, q, n)
    met = come(p, w, rows, behind, q, n, week)
    hold(p, q.lanes)
    for lane in range(met):
        hear(p, rows, behind, q, lane, week)
    go_on(p, rows, behind, q, n, week)


@njit(**HOW)
def bearing(p):
    """Give what bears on a week by itself: a record might change while one looks."""
    return Bearing(
        p.misses,
        p.ruptures,
        p.repairs,
        p.leaves,
        p.stay_all,
        p.stay_prefers,
        p.alliance_stay,
        p.alliance_gain,
    )


@njit(**HOW)
def draw_week(p, rows, behind, q, n):
    """Draw the week, and reckon how likely what may happen in it is."""
    words, lanes, whole = q.words, q.lanes, q.whole
    for lane in range(n):
        r = whole[ROW + lane]
        o, z = rows[r], behind[r]
        counter(words, lane, o.person, o.spell * SPELL + z.course, z.k)
        lanes[MEAN + lane] = z.mean
        lanes[ALLIANCE + lane] = z.alliance
        lanes[RUPTURED + lane] = z.ruptured
    four_each(p, words, lanes, COMES, COMING)
    four_each(p, words, lanes, TURN, SCORES)
    for row in (TURN, NOISE, OWN):
        normal_each(lanes, row, n)
    bear = bearing(p)
    for lane in range(LANES):
        alliance, ruptured = lanes[ALLIANCE + lane], lanes[RUPTURED + lane]
        lanes[MISSING + lane] = model.missing(bear, model.felt(alliance, ruptured))
        lanes[TURNING + lane] = model.rupture(bear, ruptured)
        lanes[ALLIANCE + lane] = model.alliance_next(
            lanes[MEAN + lane], alliance, lanes[TURN + lane]
        )


@njit(**HOW)
def come(p, w, rows, behind, q, n, week):
    """See who comes and has or finds an agreement; give how many meet."""
    lanes, whole, met = q.lanes, q.whole, NOTHING
    for lane in range(n):
        r = whole[ROW + lane]
        o, z = rows[r], behind[r]
        k, comes = z.k, lanes[COMES + lane]
        z.k = k + 1
        whole[STATE + lane] = GOING
        if comes < p.cancels:
            o.cancelled += 1
            continue
        if comes < p.cancels + lanes[MISSING + lane]:
            o.missed += 1
            z.missed_on += 1
            continue
        z.missed_on = 0
        if z.works == 0:
            agree(p, o, z, k, week)
        if z.works:
            whole[MET + met] = lane
            open_session(o, z, lanes, lane, met, week)
            bring_work(w, whole[STEP + lane], lanes, met)
            met += 1
        elif z.talks < MAY_TALK:
            whole[STATE + lane] = STAYING
        else:
            close(p, o, week, LEAVE)
            whole[STATE + lane] = ENDED
    return met


@njit(**HOW)
def open_session(o, z, lanes, lane, met, week):
    """Begin a session: the alliance moves, and a rupture comes or is mended."""
    z.s += 1
    o.sessions += 1
    if o.sessions == FINISHED:
        o.second_session = week
    z.alliance = lanes[ALLIANCE + lane]
    if lanes[RUPTURE + lane] < lanes[TURNING + lane]:
        if z.ruptured == 0.0:
            o.ruptures += 1
        else:
            o.repairs += 1
        z.ruptured = 1.0 - z.ruptured
    lanes[S + met] = z.s
    lanes[PLANNED + met] = z.planned
    lanes[SUDDEN + met] = z.sudden
    lanes[AT + met] = z.at
    lanes[HELPING + met] = z.helping
    lanes[X + met] = z.x_from
    lanes[X_END + met] = z.x_end
    lanes[G + met] = z.g_from
    lanes[G_END + met] = z.g_end
    lanes[NOW + met] = z.alliance
    lanes[OPEN + met] = z.ruptured
    lanes[E + met] = lanes[NOISE + lane]
    lanes[OTHER + met] = lanes[OWN + lane]


@njit(**HOW)
def bring_work(w, step, lanes, met):
    """Lay the numbers of a step beside who meets in it."""
    lanes[HALF + met] = w.half_dose[step]
    lanes[ANXIETY + met] = w.anxiety[step]
    lanes[TOGETHER + met] = w.together[step]
    lanes[REST + met] = w.together_rest[step]
    lanes[SPREAD + met] = w.noise[step]


@njit(**HOW)
def hold(p, lanes):
    """Reckon what a session brings to everybody who meets."""
    bear = bearing(p)
    for met in range(LANES):
        s, x_from, e = lanes[S + met], lanes[X + met], lanes[E + met]
        felt = model.felt(lanes[NOW + met], lanes[OPEN + met])
        sudden, at = lanes[SUDDEN + met], lanes[AT + met]
        work = OneStep((lanes[HALF + met],))
        share = model.dose(work, 0, s, lanes[PLANNED + met], sudden, at)
        less = model.helped(bear, lanes[HELPING + met], felt)
        x = model.state_after(x_from, lanes[X_END + met], less, share)
        anxiety, spread = lanes[ANXIETY + met], lanes[SPREAD + met]
        also = anxiety * less
        g = model.state_after(lanes[G + met], lanes[G_END + met], also, share)
        own = lanes[TOGETHER + met] * e + lanes[REST + met] * lanes[OTHER + met]
        noise = anxiety * spread * own
        lanes[PHQ + met] = model.score(x + spread * e, PHQ_TOP)
        lanes[GAD + met] = model.score(g + noise, GAD_TOP)
        lanes[SHARE + met] = model.goal_rating(share, x_from, x)
        lanes[NOW + met] = felt
        lanes[X + met] = x
        lanes[G + met] = g


@njit(**HOW)
def hear(p, rows, behind, q, met, week):
    """Write down what a session brought, answer a signal, and see whether it ends."""
    lanes, whole = q.lanes, q.whole
    lane = whole[MET + met]
    r, step, chance = whole[ROW + lane], whole[STEP + lane], lanes[CHANCE + lane]
    o, z = rows[r], behind[r]
    z.x = lanes[X + met]
    z.g = lanes[G + met]
    o.alliance = lanes[NOW + met]
    o.goal = lanes[SHARE + met]
    if z.sudden == 1.0 and z.s == z.at:
        o.sudden_gain = z.s
    scored(o, z.course, lanes[PHQ + met], lanes[GAD + met])
    off = z.s >= p.track_from and o.phq_last >= PHQ_CASE
    if off and fall_since(o, z.course) < p.track_fall:
        o.not_on_track += 1
        if p.feedback and o.answered == 0 and chance < p.answers:
            o.answered = 1
            z.helping += p.gain_answered
    if ends(p, o, z, step, chance, lanes[HOW_IT_ENDS + lane], week):
        whole[STATE + lane] = ENDED


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
def go_on(p, rows, behind, q, n, week):
    """See who goes on coming; write down how the others stop."""
    lanes, whole = q.lanes, q.whole
    for lane in range(n):
        r = whole[ROW + lane]
        o, z = rows[r], behind[r]
        lanes[FELT + lane] = model.felt(z.alliance, z.ruptured)
        lanes[FALL + lane] = fall_since(o, z.course)
        lanes[HELD + lane] = z.s
        lanes[PREFERS + lane] = o.prefers
    bear = bearing(p)
    for lane in range(LANES):
        felt, fall = lanes[FELT + lane], lanes[FALL + lane]
        held, prefers = lanes[HELD + lane], lanes[PREFERS + lane]
        lanes[FELT + lane] = model.leaving(bear, felt, fall, held, prefers)
    for lane in range(n):
        r = whole[ROW + lane]
        o, z = rows[r], behind[r]
        if whole[STATE + lane] != GOING:
            continue
        if z.missed_on >= MAY_MISS:
            close(p, o, week + p.lapse_weeks, LAPSE)
        elif lanes[LEAVES + lane] >= lanes[FELT + lane]:
            continue
        elif lanes[HOW_IT_ENDS + lane] < p.silently:
            close(p, o, week + p.lapse_weeks, LAPSE)
        else:
            close(p, o, week, LEAVE)
        whole[STATE + lane] = ENDED
