"""How it goes with one person, as formulas: no branches, one number or many alike.

Each formula is written once. The array engine gives it arrays, the compiled kernel and
the slow twin single numbers, and all three get the same bits, because nothing but
+ − × ÷ √, comparisons and rounding is used. What is compared gives a yes or no that
counts as 1 or 0.

The numbers that stand here are assumed, and set how steeply one thing follows another;
those with a source are assumptions (`evidence`) or settings of the scenario.
"""

import numpy as np

from collabtherapy.simulation.portable import Floats, exp, log, logistic
from collabtherapy.simulation.scenarios.parameters import OUTCOME_SD, Parameters, Work

HOLDS = 0.7
"""How much of its distance from its own mean an alliance keeps in a week."""
STIRS = 0.35
"""How far a week moves it, in standard deviations between people."""
DYADS_DIFFER = 0.8
"""How far the mean alliance of one dyad lies from another's."""
RUPTURE_COSTS = 1.0
"""How far an open rupture lowers it."""
MISSES_FEWER = 0.3
"""Log odds of missing a session, for each standard deviation of alliance."""
PROGRESS_HOLDS = 0.5
"""Log odds of leaving, for each `OUTCOME_SD` of change for the better."""
EARLY = 3
EARLY_LEAVES = 0.4
"""Log odds of leaving during the first `EARLY` sessions."""
BEFORE_SUDDEN = 0.3
"""Of the usual change, what is seen before a sudden gain."""
SUDDEN_BRINGS = 0.8
"""Of the whole change, what a sudden gain has brought at the least."""


def score(x: Floats, top: float) -> Floats:
    """Give what lies behind a score as the whole number on its scale."""
    return np.minimum(np.maximum(np.floor(x + 0.5), 0.0), top)


def phq_at_start(p: Parameters, shared: Floats) -> Floats:
    """Give the depression that somebody comes with, in PHQ-9 points."""
    return p.phq_mean + p.phq_sd * shared


def gad_at_start(p: Parameters, shared: Floats, own: Floats) -> Floats:
    """Give the anxiety that somebody comes with, in GAD-7 points."""
    return p.gad_mean + p.gad_sd * (p.rho * shared + p.rho_rest * own)


def booking(p: Parameters, z: Floats) -> Floats:
    """Give the whole weeks until a first appointment is possible."""
    return np.minimum(np.floor(p.booking * exp(p.booking_spread * z)), 10000.0)


def slot_delay(p: Parameters, z: Floats) -> Floats:
    """Give the whole weeks until a regular slot is possible."""
    return np.minimum(np.floor(p.slot_weeks * exp(p.slot_weeks_spread * z)), 10000.0)


def patience(u: Floats, stay: float) -> Floats:
    """Give the whole weeks somebody waits before they leave a list."""
    return np.minimum(np.floor(log(u) / stay), 10000.0)


def own_rate(usual: float, spread: float, z: Floats) -> Floats:
    """Return the places a week of a service, where the usual service has these."""
    return usual * exp(spread * z)


def capacity(usual: float, spread: float, z: Floats) -> Floats:
    """Return the slots of a service, at least one, where the usual one has these."""
    return np.maximum(np.floor(own_rate(usual, spread, z) + 0.5), 1.0)


def places(rate: Floats, week: Floats) -> Floats:
    """Return the whole places of a week, at a rate that need not be whole.

    What is left of a week is carried on: over any weeks in a row, the places are less
    than one away from the sum of the rate.
    """
    return np.floor(rate * (week + 1.0)) - np.floor(rate * week)


def settled_phq(p: Parameters, x: Floats, z: Floats) -> Floats:
    """Give the depression a course begins with, some of it gone while waiting."""
    return x - p.settles + p.settles_sd * z


def settled_gad(
    p: Parameters, w: Work, step: Floats, g: Floats, z: Floats, own: Floats
) -> Floats:
    """Give the anxiety a course begins with."""
    both = w.together[step] * z + w.together_rest[step] * own
    return g + w.anxiety[step] * (p.settles_sd * both - p.settles)


def first_step(p: Parameters, phq: Floats, z: Floats) -> Floats:
    """Give 1 where the high step comes first, by the score and what else speaks."""
    return (phq + p.high_spread * z >= p.high_from) * 1


def response(p: Parameters, w: Work, step: Floats, x: Floats, g: Floats) -> Floats:
    """Give the chance of responding to a step, from where they stand at its start."""
    z = ((x - p.phq_mean) / p.phq_sd + (g - p.gad_mean) / p.gad_sd) / p.both_sd
    return logistic(w.responds[step] - w.severity[step] * z)


def phq_end(
    p: Parameters, w: Work, step: Floats, responds: Floats, x: Floats, e: Floats
) -> Floats:
    """Give where the work would bring depression, without anything that helps it."""
    from_mean = x - p.phq_mean
    yes = w.responder_end[step] + w.responder_carry[step] * from_mean
    no = p.phq_mean - w.other_gain[step] + w.other_carry[step] * from_mean
    spread = responds * w.responder_spread[step]
    spread = spread + (1.0 - responds) * w.other_spread[step]
    return responds * yes + (1.0 - responds) * no + spread * e


def gad_end(
    p: Parameters,
    w: Work,
    step: Floats,
    responds: Floats,
    g: Floats,
    e: Floats,
    own: Floats,
) -> Floats:
    """Give where the work would bring anxiety, without anything that helps it."""
    from_mean = g - p.gad_mean
    a = w.anxiety[step]
    yes = a * w.responder_end[step] + w.responder_carry[step] * from_mean
    no = p.gad_mean - a * w.other_gain[step] + w.other_carry[step] * from_mean
    spread = responds * w.responder_spread[step]
    spread = a * (spread + (1.0 - responds) * w.other_spread[step])
    both = w.together[step] * e + w.together_rest[step] * own
    return responds * yes + (1.0 - responds) * no + spread * both


def planned(w: Work, step: Floats, z: Floats) -> Floats:
    """Give how many sessions are planned, at least two."""
    return np.maximum(
        np.floor(w.sessions_mean[step] + w.sessions_sd[step] * z + 0.5), 2.0
    )


def gain_at(u: Floats, sessions: Floats) -> Floats:
    """Give the session at which a sudden gain comes, from the second to the last."""
    return np.floor(2.0 + u * (sessions - 1.0))


def help_given(
    p: Parameters, prefers: Floats, practises: Floats, place: Floats
) -> Floats:
    """Give what helps somebody, in standard deviations of outcome."""
    return p.gain_all + p.gain_prefers * prefers + p.gain_practises * practises + place


def dose(
    w: Work, step: Floats, s: Floats, sessions: Floats, sudden: Floats, at: Floats
) -> Floats:
    """Give the share of the whole change that ``s`` sessions have brought."""
    half = w.half_dose[step]
    usual = np.minimum(s * (sessions + half) / ((s + half) * sessions), 1.0)
    after = (s >= at) * 1.0
    jump = after * (SUDDEN_BRINGS + (1.0 - SUDDEN_BRINGS) * usual)
    jump = jump + (1.0 - after) * BEFORE_SUDDEN * usual
    return sudden * jump + (1.0 - sudden) * usual


def helped(p: Parameters, helping: Floats, alliance: Floats) -> Floats:
    """Give the PHQ-9 points that help and alliance have taken off at the full dose."""
    return OUTCOME_SD * (helping + p.alliance_gain * alliance)


def state_after(start: Floats, end: Floats, less: Floats, share: Floats) -> Floats:
    """Give where somebody stands once this share of the change has come."""
    return start + (end - less - start) * share


def alliance_at_start(z: Floats) -> Floats:
    """Give the mean alliance of a dyad, in standard deviations between people."""
    return DYADS_DIFFER * z


def alliance_next(mean: Floats, alliance: Floats, z: Floats) -> Floats:
    """Give the alliance a session later."""
    return mean + HOLDS * (alliance - mean) + STIRS * z


def felt(alliance: Floats, ruptured: Floats) -> Floats:
    """Give the alliance as it is felt, with an open rupture counted in."""
    return alliance - RUPTURE_COSTS * ruptured


def missing(p: Parameters, alliance: Floats) -> Floats:
    """Give the chance of not coming, without a word."""
    return logistic(p.misses - MISSES_FEWER * alliance)


def rupture(p: Parameters, ruptured: Floats) -> Floats:
    """Give the chance that a rupture comes, or that an open one is mended."""
    return logistic(ruptured * p.repairs + (1.0 - ruptured) * p.ruptures)


def leaving(
    p: Parameters, alliance: Floats, fall: Floats, s: Floats, prefers: Floats
) -> Floats:
    """Give the chance of stopping this week, before the end.

    Args:
        p: the numbers.
        alliance: as it is felt.
        fall: PHQ-9 points since the first score of this work, more being better.
        s: sessions attended.
        prefers: whether they have strong wishes of style.
    """
    better = np.minimum(np.maximum(fall / OUTCOME_SD, -1.0), 2.0)
    stays = p.stay_all + p.stay_prefers * prefers + p.alliance_stay * alliance
    early = (s < EARLY) * EARLY_LEAVES
    return logistic(p.leaves - stays - PROGRESS_HOLDS * better + early)


def goal_rating(share: Floats, start: Floats, now: Floats) -> Floats:
    """Give how near the goal feels, 0 to 10: half what was done, half how it is."""
    better = np.maximum(start - now, 0.0) / np.maximum(start, 1.0)
    return score(5.0 * share + 5.0 * better, 10.0)


def relapse_week(p: Parameters, u: Floats, residual: Floats, prior: Floats) -> Floats:
    """Give the weeks from the end until a relapse; 52 or more is none in a year."""
    rate = (1.0 - residual + residual * p.residual) * (1.0 - prior + prior * p.earlier)
    gone = log(u) / rate
    early = np.floor(gone / p.relapse_early)
    late = 26.0 + np.floor((gone - p.relapse_half) / p.relapse_late)
    within = (gone > p.relapse_half) * 1.0
    return np.minimum(within * early + (1.0 - within) * late, 10000.0)
