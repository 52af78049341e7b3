"""The weeks of a course in arrays: coming, meeting, being heard, and how it ends."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from collabtherapy.simulation.columns import NONE
from collabtherapy.simulation.engines import model
from collabtherapy.simulation.engines.arrays.people import People
from collabtherapy.simulation.engines.arrays.queues import Rows
from collabtherapy.simulation.engines.draws import Block
from collabtherapy.simulation.engines.moves import Move
from collabtherapy.simulation.portable import Floats, normals
from collabtherapy.simulation.scenarios.instruments import GAD7, PHQ9
from collabtherapy.simulation.scenarios.limits import FINISHED, MAY_MISS, MAY_TALK, MILD
from collabtherapy.simulation.scenarios.parameters import (
    FOLLOW_UP_WEEKS,
    RELAPSE_WEEKS,
    THERAPISTS_A_STEP,
)

if TYPE_CHECKING:
    from collabtherapy.simulation.engines.arrays.lists import Lists

Flags = NDArray[np.bool_]
COURSES = (1, 2)


def begin(people: People, rows: Rows, step: int, slots: Rows, week: int) -> None:
    """Begin a course with some rows, each in a slot of a step."""
    p, z, c = people.p, people.z, people.c
    z.course[rows] += 1
    course = z.course[rows]
    (settling, responds, pace), (settling_own, shared, dyad), (_, own, when), last = (
        people.draw(rows, Block.SETTLING, Block.COURSE, Block.PACE, course=course)
    )
    _, sudden, patience = last
    change, change_own, e, e_own, pace, dyad = normals(
        np.stack([settling, settling_own, shared, own, pace, dyad])
    )
    x = model.settled_phq(p, z.x[rows], change)
    g = model.settled_gad(p, p.work, step, z.g[rows], change, change_own)
    c["phq_last"][rows] = model.score(x, PHQ9.top)
    c["gad_last"][rows] = model.score(g, GAD7.top)
    for n in COURSES:
        of, slot = rows[course == n], slots[course == n]
        c[f"step_{n}"][of], c[f"slot_{n}"][of] = step, slot
        c[f"from_{n}"][of] = week
        for scale in ("phq", "gad"):
            last = c[f"{scale}_last"][of]
            c[f"{scale}_from_{n}"][of] = c[f"{scale}_until_{n}"][of] = last
    c["stage"][rows[course == COURSES[-1]]] = people.law.leads_to[Move.TAKE_ON]
    w = p.work
    yes = (responds < model.response(p, w, step, x, g)) * 1.0
    z.step[rows] = step
    z.x[rows] = z.x_from[rows] = x
    z.g[rows] = z.g_from[rows] = g
    z.x_end[rows] = model.phq_end(p, w, step, yes, x, e)
    z.g_end[rows] = model.gad_end(p, w, step, yes, g, e, e_own)
    z.sudden[rows] = (sudden < w.sudden[step]) * yes
    z.planned[rows] = planned = model.planned(w, step, pace)
    z.at[rows] = model.gain_at(when, planned)
    z.mean[rows] = z.alliance[rows] = model.alliance_at_start(dyad)
    z.patience[rows] = patience
    z.helping[rows] = model.help_given(
        p, c["prefers"][rows], c["practises"][rows], _place(people, rows, step, slots)
    )
    for begun_anew in (z.ruptured, z.s, z.k, z.talks, z.missed_on):
        begun_anew[rows] = 0
    z.works[rows] = False


def _place(people: People, rows: Rows, step: int, slots: Rows) -> Floats:
    """Give what the service and the therapist of a slot add to the outcome."""
    p, service = people.p, people.c["service"][rows]
    _, _, _, differs = people.of_places(service)
    therapist = 1 + step * THERAPISTS_A_STEP + slots // p.caseload
    own, _, _, _ = people.of_places(service, therapist)
    return p.service_sd * normals(differs) + p.therapist_sd * normals(own)


def meet(people: People, lists: "Lists", week: int) -> None:
    """Have everybody with a slot come or not, meet, and go on or end."""
    for step in (0, 1):
        slots = np.flatnonzero(lists.taken[step] != NONE)
        rows = lists.taken[step][slots]
        done = _week(people, lists, rows, step, week)
        lists.release(step, slots[done])
        for n in COURSES:
            of = rows[done & (people.z.course[rows] == n)]
            people.c[f"until_{n}"][of] = week


def _week(people: People, lists: "Lists", rows: Rows, step: int, week: int) -> Flags:
    """Give which of these rows no longer need their slots."""
    p, z, c = people.p, people.z, people.c
    course, k = z.course[rows], z.k[rows]
    drawn = people.draw(rows, Block.COMING, Block.SCORES, course=course, moment=k)
    comes, leaves, rupture, how = (lane[0] for lane in drawn)
    scores = tuple(lane[1] for lane in drawn)
    z.k[rows] += 1
    felt = model.felt(z.alliance[rows], z.ruptured[rows])
    off = comes < p.cancels
    missed = ~off & (comes < p.cancels + model.missing(p, felt))
    here = ~(off | missed)
    c["cancelled"][rows[off]] += 1
    c["missed"][rows[missed]] += 1
    z.missed_on[rows[missed]] += 1
    z.missed_on[rows[here]] = 0

    talked_out = _agree(people, rows, here & ~z.works[rows], k, week)
    works = z.works[rows]
    met = here & works
    drawn = tuple(lane[met] for lane in scores)
    _session(people, rows[met], step, rupture[met], drawn, week)

    ended = np.zeros(len(rows), dtype=np.bool_)
    ended[met] = _end(people, lists, rows[met], step, scores[3][met], how[met], week)
    people.close(rows[talked_out], week, Move.LEAVE)
    ended |= talked_out
    lost = ~ended & (z.missed_on[rows] >= MAY_MISS)
    going = ~ended & ~lost & (works | ~here)
    chance = model.leaving(
        p,
        model.felt(z.alliance[rows], z.ruptured[rows]),
        _fall(people, rows),
        z.s[rows],
        c["prefers"][rows],
    )
    stops = going & (leaves < chance)
    silently = stops & (how < p.silently)
    people.lapse(rows[lost | silently], week)
    people.close(rows[stops & ~silently], week, Move.LEAVE)
    ended |= lost | stops
    return ended


def _fall(people: People, rows: Rows) -> Floats:
    c = people.c
    start = np.where(
        people.z.course[rows] == 1, c["phq_from_1"][rows], c["phq_from_2"][rows]
    )
    fall: Floats = (start - c["phq_last"][rows]) * 1.0
    return fall


def _agree(people: People, rows: Rows, talk: Flags, k: Rows, week: int) -> Flags:
    """Have those who have no agreement yet talk about one; give who goes over it."""
    p, z, c = people.p, people.z, people.c
    who = rows[talk]
    agrees, _, _, _ = people.draw(
        who, Block.AGREEING, course=z.course[who], moment=k[talk]
    )
    yes = agrees < p.agrees
    z.works[who[yes]] = True
    c["stage"][who[yes]] = people.law.leads_to[Move.AGREE]
    first = who[yes & (c["agreed"][who] == NONE)]
    c["agreed"][first] = week
    z.talks[who[~yes]] += 1
    out: Flags = np.zeros(len(rows), dtype=np.bool_)
    out[talk] = ~yes & (z.talks[who] >= MAY_TALK)
    return out


def _session(
    people: People,
    rows: Rows,
    step: int,
    rupture: Floats,
    scores: tuple[Floats, ...],
    week: int,
) -> None:
    """Hold a session with some rows."""
    p, z, c, w = people.p, people.z, people.c, people.p.work
    z.s[rows] += 1
    s = z.s[rows] * 1.0
    turn, e, other = normals(np.stack(scores[:3]))
    c["sessions"][rows] += 1
    c["second_session"][rows[c["sessions"][rows] == FINISHED]] = week
    z.alliance[rows] = alliance = model.alliance_next(
        z.mean[rows], z.alliance[rows], turn
    )
    was = z.ruptured[rows]
    turns = rupture < model.rupture(p, was)
    c["ruptures"][rows] += turns & (was == 0.0)
    c["repairs"][rows] += turns & (was == 1.0)
    z.ruptured[rows] = is_now = np.where(turns, 1.0 - was, was)
    c["alliance"][rows] = felt = model.felt(alliance, is_now)

    share = model.dose(w, step, s, z.planned[rows], z.sudden[rows], z.at[rows])
    gains = (z.sudden[rows] == 1.0) & (s == z.at[rows])
    c["sudden_gain"][rows[gains]] = z.s[rows[gains]]
    less = model.helped(p, z.helping[rows], felt)
    z.x[rows] = x = model.state_after(z.x_from[rows], z.x_end[rows], less, share)
    z.g[rows] = g = model.state_after(
        z.g_from[rows], z.g_end[rows], w.anxiety[step] * less, share
    )
    own = w.together[step] * e + w.together_rest[step] * other
    phq = model.score(x + w.noise[step] * e, PHQ9.top)
    gad = model.score(g + w.anxiety[step] * w.noise[step] * own, GAD7.top)
    c["phq_last"][rows], c["gad_last"][rows] = phq, gad
    c["goal"][rows] = model.goal_rating(share, z.x_from[rows], x)
    for n in COURSES:
        of = z.course[rows] == n
        c[f"phq_until_{n}"][rows[of]], c[f"gad_until_{n}"][rows[of]] = phq[of], gad[of]
        c[f"sessions_{n}"][rows[of]] += 1
    off_track = (
        (s >= p.track_from)
        & (phq >= PHQ9.case_from)
        & (_fall(people, rows) < p.track_fall)
    )
    c["not_on_track"][rows[off_track]] += 1
    if p.feedback:
        heard = off_track & (c["answered"][rows] == 0) & (scores[3] < p.answers)
        c["answered"][rows[heard]] = 1
        z.helping[rows[heard]] += p.gain_answered


def _end(
    people: People,
    lists: "Lists",
    rows: Rows,
    step: int,
    chance: Floats,
    how: Floats,
    week: int,
) -> Flags:
    """End, after a session, what is well or has come to its number of sessions."""
    p, z = people.p, people.z
    well = _well(people, rows)
    proposed = well & (z.s[rows] >= p.least_sessions) & (chance < p.ends_when_well)
    proposed &= p.planned_endings
    full = ~proposed & (z.s[rows] >= z.planned[rows])
    on = p.steps_down if step else p.steps_up
    moves = full & ~well & (z.course[rows] == 1) & (how < on)
    going = rows[moves]
    lists.join(1 - step, going, week, z.patience[going])
    _part(people, rows[proposed | full & ~moves], week)
    ended: Flags = proposed | full
    return ended


def _well(people: People, rows: Rows) -> Flags:
    c = people.c
    below: Flags = c["phq_last"][rows] < PHQ9.case_from
    return below & (c["gad_last"][rows] < GAD7.case_from)


def _part(people: People, rows: Rows, week: int) -> None:
    """End together, with or without following up, and see who comes back."""
    p, c = people.p, people.c
    relapse, returns, contact, _ = people.draw(rows, Block.AFTER)
    follows = (contact < p.contact) & p.follow_up
    c["followed_up"][rows] = follows
    c["stage"][rows[follows]] = people.law.leads_to[Move.FOLLOW_UP]
    people.close(rows[follows], week + FOLLOW_UP_WEEKS, Move.FOLLOWED_UP)
    people.close(rows[~follows], week, Move.FINISH)
    residual = (c["phq_last"][rows] >= MILD) * 1.0
    after = model.relapse_week(p, relapse, residual, c["prior"][rows] * 1.0)
    when = week + 1 + after.astype(np.int64)
    falls = _well(people, rows) & (after < RELAPSE_WEEKS) & (when < p.weeks)
    c["relapsed"][rows[falls]] = when[falls]
    again = falls & (returns < p.returns) & (c["spell"][rows] == 0)
    again &= c["closed"][rows] != NONE
    back = np.maximum(when, c["closed"][rows]) + 1
    again &= back < p.weeks
    people.refer(rows[again] + people.n, back[again])
