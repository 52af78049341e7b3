"""A scenario as the bare numbers that the engines reckon with.

What can be worked out once for everybody is worked out here: log odds, the logs of
waiting, and what the practice that is switched on adds up to.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from collabtherapy.partnership.values.policy import Policy
from collabtherapy.simulation.portable import Floats, log
from collabtherapy.simulation.scenarios.acting import Acting
from collabtherapy.simulation.scenarios.scenario import Scenario
from collabtherapy.simulation.scenarios.service import WEEKS_A_YEAR, Service

OUTCOME_SD = 6.6
"""PHQ-9 points in one standard deviation of the last score (NHS, CBT, 2022-23): what a
standardised difference is multiplied by."""

FOLLOW_UP_WEEKS = 26
RELAPSE_WEEKS = 52
THERAPISTS_A_STEP = 100_000
DAYS_A_WEEK = 7


class Work(NamedTuple):
    """The numbers of the two steps, low first, as arrays of two."""

    sessions_mean: Floats
    sessions_sd: Floats
    responds: Floats
    severity: Floats
    responder_end: Floats
    responder_carry: Floats
    responder_spread: Floats
    other_gain: Floats
    other_carry: Floats
    other_spread: Floats
    anxiety: Floats
    together: Floats
    together_rest: Floats
    half_dose: Floats
    sudden: Floats
    noise: Floats


class Parameters(NamedTuple):
    """The numbers of a whole scenario."""

    phq_mean: float
    phq_sd: float
    gad_mean: float
    gad_sd: float
    rho: float
    rho_rest: float
    both_sd: float
    prefers: float
    prior: float
    practises: float
    comes: float
    consents: float
    takes_up: float
    agrees: float
    stay_first: float
    stay_second: float
    cancels: float
    misses: float
    leaves: float
    silently: float
    relapse_early: float
    relapse_late: float
    relapse_half: float
    residual: float
    earlier: float
    returns: float
    contact: float
    settles: float
    settles_sd: float
    gap: float
    weeks: int
    contacts: float
    low_slots: float
    high_slots: float
    caseload: int
    capacity_spread: float
    slots_spread: float
    booking: float
    booking_spread: float
    slot_weeks: float
    slot_weeks_spread: float
    suitable: float
    referred_on: float
    high_from: float
    high_spread: float
    steps_up: float
    steps_down: float
    least_sessions: int
    ends_when_well: float
    track_from: int
    track_fall: float
    answers: float
    ruptures: float
    repairs: float
    closed: NDArray[np.bool_]
    lapse_weeks: int
    planned_endings: bool
    follow_up: bool
    feedback: bool
    gain_all: float
    gain_prefers: float
    gain_practises: float
    gain_answered: float
    stay_all: float
    stay_prefers: float
    alliance_gain: float
    alliance_stay: float
    therapist_sd: float
    service_sd: float
    work: Work


def parameters(scenario: Scenario) -> Parameters:
    """Give the numbers of a scenario."""
    people, service = scenario.population, scenario.service
    act = Acting(scenario)
    gains, stays = act.adding_up(".outcome"), act.adding_up(".leaving")
    return Parameters(
        phq_mean=people.phq9_mean,
        phq_sd=people.phq9_sd,
        gad_mean=people.gad7_mean,
        gad_sd=people.gad7_sd,
        rho=people.correlation,
        rho_rest=math.sqrt(1.0 - people.correlation**2),
        both_sd=math.sqrt(2.0 + 2.0 * people.correlation),
        prefers=people.strong_preference,
        prior=people.had_therapy_before,
        practises=people.practises,
        comes=people.comes,
        consents=people.consents,
        takes_up=people.takes_up,
        agrees=people.agrees,
        stay_first=_staying(people.leaves_first_list),
        stay_second=_staying(people.leaves_second_list),
        cancels=people.cancels,
        misses=_logit(people.misses),
        leaves=_logit(people.leaves),
        silently=people.leaves_silently,
        relapse_early=_staying(people.relapses_early),
        relapse_late=_staying(people.relapses_late),
        relapse_half=_staying(people.relapses_early) * FOLLOW_UP_WEEKS,
        residual=act.ratio("residual.relapse"),
        earlier=act.ratio("prior.relapse"),
        returns=people.returns,
        contact=people.consents_to_contact,
        settles=people.settles,
        settles_sd=people.settles_sd,
        gap=1.0 / service.referrals_a_week,
        weeks=service.weeks,
        contacts=service.first_contacts_a_week,
        low_slots=float(service.low_slots),
        high_slots=float(service.high_slots),
        caseload=service.slots_a_therapist,
        capacity_spread=service.capacity_spread,
        slots_spread=service.slots_spread,
        booking=service.booking_weeks,
        booking_spread=service.booking_spread,
        slot_weeks=service.slot_weeks,
        slot_weeks_spread=service.slot_weeks_spread,
        suitable=service.suitable,
        referred_on=service.referred_on,
        high_from=service.high_from,
        high_spread=service.high_spread,
        steps_up=service.steps_up,
        steps_down=service.steps_down,
        least_sessions=service.least_sessions,
        ends_when_well=service.ends_when_well,
        track_from=service.not_on_track_from,
        track_fall=service.not_on_track_fall,
        answers=service.answers,
        ruptures=_logit(service.ruptures) - act.if_on("pace.ruptures"),
        repairs=_logit(service.repairs) + act.if_on("reviews.repair"),
        closed=np.isin(np.arange(WEEKS_A_YEAR), service.closed_weeks),
        lapse_weeks=1 + math.ceil(Policy().lapse_days / DAYS_A_WEEK),
        planned_endings=scenario.practice.planned_endings,
        follow_up=scenario.practice.follow_up,
        feedback=scenario.practice.feedback_informed,
        gain_all=gains
        * act.if_on("collaboration.outcome", "induction.outcome", "feedback.outcome"),
        gain_prefers=gains * act.if_on("preferences.outcome"),
        gain_practises=gains * act.if_on("practice.outcome"),
        gain_answered=gains * act.if_on("feedback.answered"),
        stay_all=stays * act.if_on("induction.leaving", "feedback.leaving"),
        stay_prefers=stays * act.if_on("preferences.leaving"),
        # Twice the slope is the difference between people one apart either way.
        alliance_gain=act.effect("alliance.outcome") / 2.0,
        alliance_stay=act.effect("alliance.leaving"),
        therapist_sd=act.effect("therapists.outcome"),
        service_sd=act.effect("services.outcome"),
        work=_work(service),
    )


def _work(service: Service) -> Work:
    steps = (service.low, service.high)

    def both(name: str) -> Floats:
        return np.array([getattr(step, name) for step in steps])

    together = both("together")
    return Work(
        sessions_mean=both("sessions_mean"),
        sessions_sd=both("sessions_sd"),
        responds=np.array([_logit(step.responds) for step in steps]),
        severity=both("severity"),
        responder_end=both("responder_end"),
        responder_carry=both("responder_carry"),
        responder_spread=both("responder_spread"),
        other_gain=both("other_gain"),
        other_carry=both("other_carry"),
        other_spread=both("other_spread"),
        anxiety=both("anxiety"),
        together=together,
        together_rest=np.sqrt(1.0 - together * together),
        half_dose=both("half_dose"),
        sudden=both("sudden"),
        noise=both("noise"),
    )


NEVER = 1e-9
"""What stands for a chance of 0 where its log is taken."""


def _logit(chance: float) -> float:
    p = min(max(chance, NEVER), 1.0 - NEVER)
    return float(log(np.float64(p))) - float(log(np.float64(1.0 - p)))


def _staying(chance: float) -> float:
    """Give the log of the chance of staying one more week, just below 0."""
    return min(float(log(np.float64(1.0 - chance))), -NEVER)
