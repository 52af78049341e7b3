"""What opens a duty, and what the duty is about: the functions that the rows name."""

from collections.abc import Iterator
from typing import cast

from collabtherapy.partnership.law.deciders import (
    HoldersAct,
    deciding_holders,
    row_of,
    stated_row,
)
from collabtherapy.partnership.regions.alliance import BetweenTwo, TakeRuptureTo
from collabtherapy.partnership.regions.carry_over import CarriedOver, CarryOver
from collabtherapy.partnership.regions.competence import FindCompetence
from collabtherapy.partnership.regions.consent import WithdrawConsent
from collabtherapy.partnership.regions.decisions import Accept
from collabtherapy.partnership.regions.disclosure import Disclose
from collabtherapy.partnership.regions.feedback import (
    CheckComfort,
    GiveFeedback,
    Invitation,
)
from collabtherapy.partnership.regions.goals import RateConfidence, RateGoal, fell
from collabtherapy.partnership.regions.measurements import RecordMeasure, Track, track
from collabtherapy.partnership.regions.practice import Done, LogPractice, Practice
from collabtherapy.partnership.regions.preferences import StateNeed, StatePreference
from collabtherapy.partnership.regions.progress import DiscussProgress, Pick
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.appointments import Mode, MoveSession, PlanSession
from collabtherapy.partnership.values.duty_ids import DutyKind, Part
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.meetings import (
    EndSession,
    session_of,
)
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.values.stages import Begin, ClosureKind, Open

About = Iterator[tuple[Part, ...]]


def owed(_: State, _act: Act, _matter: Matter | None, to: PersonId) -> About:
    """Yield one duty to each."""
    yield (to,)


def unless_owed(state: State, act: Act, _: Matter | None, to: PersonId) -> About:
    """Yield a duty to confirm, unless one waits for what was entered as of then.

    What was entered in one go is looked at in one.
    """
    open_ = state.duties.open_to(DutyKind.CONFIRM_ENTRY, to)
    if all(duty.id.since != act.at for duty in open_):
        yield (to,)


def each_part(_: State, act: Act, _matter: Matter | None, to: PersonId) -> About:
    """Yield a duty for each part of what is carried over that a person is asked of."""
    for part in CarriedOver.of(cast("CarryOver", act)).waiting_for(to):
        yield part.client, part.id


def unless_an_answer_is_owed(
    state: State, act: Act, _: Matter | None, to: PersonId
) -> About:
    """Yield a duty to answer, unless one waits for a dispute of that moment."""
    open_ = state.duties.open_to(DutyKind.ANSWER_DISPUTE, to)
    if all(duty.id.since != act.at for duty in open_):
        yield (to,)


def unless_oriented(
    state: State, _: Act, _matter: Matter | None, to: PersonId
) -> About:
    """Yield a duty to a client to whom therapy's ways were not explained."""
    if not state.orientation.of(to).given:
        yield (to,)


def if_begun(_: State, act: Act, _matter: Matter | None, to: PersonId) -> About:
    """Yield a duty to a client of a partnership that takes work on."""
    if cast("Open", act).begun:
        yield (to,)


def if_urgent(state: State, act: Act, matter: Matter | None, to: PersonId) -> About:
    """Yield a duty to a client who began without consent to the assessment."""
    urgent = isinstance(matter, Begin) and matter.urgent
    if urgent and not state.consent.in_force(to, Scope.ASSESSMENT, act.at):
        yield (to,)


def unless_all_was_said(
    state: State, act: Act, _: Matter | None, to: PersonId
) -> About:
    """Yield one duty to a person who has not responded to every invitation."""
    session = cast("EndSession", act).session
    response = state.feedback.of(session, to)
    if any(response.outcome(invitation) is None for invitation in Invitation):
        yield session, to


def if_marks_are_low(state: State, act: Act, _: Matter | None, to: PersonId) -> About:
    """Yield a duty where feedback is as low as the policy says."""
    said, policy = cast("GiveFeedback", act), state.policy
    marks = (
        said.heard,
        said.understood,
        said.respected,
        said.support,
        said.empowerment,
    )
    low = any(mark is not None and mark <= policy.low_feedback for mark in marks)
    if low or (said.comfort is not None and said.comfort <= policy.low_comfort):
        yield said.session, to, Invitation.FEEDBACK.value


def if_comfort_is_low(state: State, act: Act, _: Matter | None, to: PersonId) -> About:
    """Yield a duty where comfort is as low as the policy says."""
    said = cast("CheckComfort", act)
    if said.level is not None and said.level <= state.policy.low_comfort:
        yield said.session, to, Invitation.COMFORT.value


def if_needed(state: State, act: Act, _: Matter | None, to: PersonId) -> About:
    """Yield a duty for what a client needs, unless an answer to that is owed."""
    said = cast("StateNeed", act)
    if said.needed and not _is_owed(state, DutyKind.ANSWER_NEED, to, (to, said.need)):
        yield to, said.need


def if_strong(state: State, act: Act, _: Matter | None, to: PersonId) -> About:
    """Yield a duty for a strong preference, unless an answer to that is owed."""
    said, kind = cast("StatePreference", act), DutyKind.ANSWER_PREFERENCE
    if is_strong(state, said) and not _is_owed(state, kind, to, (to, said.dimension)):
        yield to, said.dimension


def if_worse(state: State, act: Act, _: Matter | None, to: PersonId) -> About:
    """Yield a duty for a score that is reliably worse, or an answer that is flagged."""
    said, kind = cast("RecordMeasure", act), DutyKind.DISCUSS_MEASURE
    before = state.measurements.by_client.find(to) or ()
    worse = bool(said.flags) or track(before, said) is Track.NOT_ON_TRACK
    if worse and not _is_owed(state, kind, to, (to, said.instrument)):
        yield to, said.instrument


def if_fallen(state: State, act: Act, _: Matter | None, to: PersonId) -> About:
    """Yield a duty for a goal that its owner rates far lower than before."""
    said, kind = cast("RateGoal", act), DutyKind.DISCUSS_GOAL
    goal, tenths = state.goals.by_id[said.goal], state.policy.goal_fall
    low = fell(goal, to, said.value, tenths)
    if low and not _is_owed(state, kind, to, (said.goal, to)):
        yield said.goal, to


def if_confidence_is_low(
    state: State, act: Act, _: Matter | None, to: PersonId
) -> About:
    """Yield a duty for a goal in which a client has little confidence."""
    said, kind = cast("RateConfidence", act), DutyKind.OFFER_SMALLER_STEP
    low = said.value <= state.policy.low_confidence
    if low and not _is_owed(state, kind, to, (said.goal, to)):
        yield said.goal, to


def if_referral_is_picked(
    state: State, act: Act, _: Matter | None, to: PersonId
) -> About:
    """Yield a duty to a client who would be referred, unless it is owed."""
    kind, refer = DutyKind.REFERRAL_INFORMATION, Pick.REFER
    picked = cast("DiscussProgress", act).pick is refer
    if picked and not _is_owed(state, kind, to, (to,)):
        yield (to,)


def is_strong(state: State, said: StatePreference) -> bool:
    """Return whether a preference is as strong as the policy says."""
    return abs(said.strength) >= state.policy.strong_preference


def _is_owed(
    state: State, kind: DutyKind, to: PersonId, about: tuple[Part, ...]
) -> bool:
    return any(duty.id.what == about for duty in state.duties.open_to(kind, to))


def if_a_new_rupture(state: State, act: Act, _: Matter | None, to: PersonId) -> About:
    """Yield a duty for the first marker of a rupture; the others join it."""
    therapist = cast("BetweenTwo", act).therapist
    if state.alliance.of(to, therapist).open is None:
        yield to, therapist


def unless_they_owe_it(state: State, act: Act, _: Matter | None, to: PersonId) -> About:
    """Yield a duty to hear a client, unless that person owes it already."""
    taken = cast("TakeRuptureTo", act)
    open_ = state.duties.open_to(DutyKind.HEAR_RUPTURE, to)
    theirs = (duty for duty in open_ if duty.owed_by == taken.recipient)
    if all(duty.id.what != (to, taken.therapist) for duty in theirs):
        yield to, taken.therapist


def if_a_client_ended_it(
    state: State, _: Act, _matter: Matter | None, to: PersonId
) -> About:
    """Yield a duty to a client where the ending was not agreed on by both sides."""
    ending = state.main.ending
    if ending is not None and ending.closes_as is not ClosureKind.AGREED:
        yield (to,)


def if_in_danger(state: State, _: Act, _matter: Matter | None, to: PersonId) -> About:
    """Yield a duty to a client about whom a concern is open."""
    if state.safety.of(to).is_open:
        yield (to,)


def if_a_therapists(
    state: State, act: Act, matter: Matter | None, to: PersonId
) -> About:
    """Yield a duty for a practice that a therapist takes on."""
    # A client's practice is their own; what a therapist takes on is owed.
    if cast("Practice", matter).owner in state.members.ids(Role.THERAPIST):
        yield cast("Accept", act).proposal, to


def if_not_quite_done(state: State, act: Act, _: Matter | None, to: PersonId) -> About:
    """Yield a duty for a practice that was done partly or not, unless it is owed."""
    said, kind = cast("LogPractice", act), DutyKind.REVIEW_PRACTICE
    hard = said.done in (Done.PARTLY, Done.NOT)
    if hard and not _is_owed(state, kind, to, (said.practice, to)):
        yield said.practice, to


def each_not_asked_about(
    state: State, _: Act, _matter: Matter | None, to: PersonId
) -> About:
    """Yield a duty for each practice of a client that nobody has asked about."""
    for name in sorted(state.tasks.active):
        practice = state.tasks.practices[name]
        if practice.matter.owner != to or practice.was_asked_about:
            continue
        if not _is_owed(state, DutyKind.REVIEW_PRACTICE, to, (practice.id, to)):
            yield practice.id, to


def if_not_told(_: State, act: Act, _matter: Matter | None, to: PersonId) -> About:
    """Yield a duty where a client was not told, and no reason is written down."""
    told = cast("Disclose", act)
    if told.ground is not None and not told.client_told and told.words is None:
        yield (to,)


def if_by_distance(state: State, act: Act, _: Matter | None, to: PersonId) -> About:
    """Yield a duty to a client without consent to the distance they are to meet by."""
    plan = cast("PlanSession | MoveSession", act)
    name = session_of(plan)
    mode = plan.mode or state.sessions.by_id[name].mode
    by_then = max(act.at, plan.starts_at)
    in_force = state.consent.in_force(to, Scope.TELEHEALTH, by_then)
    if mode is not Mode.IN_PERSON and not in_force:
        yield name, to


def first_and_at_reviews(
    state: State, act: Act, _: Matter | None, to: PersonId
) -> About:
    """Yield a duty to a client who did not say what matters to them meanwhile."""
    name = cast("EndSession", act).session
    session = state.sessions.by_id[name]
    if not session.review and _has_met(state, to):
        return
    stated = state.preferences.of(to).what_matters
    if not stated or stated[-1].at < (session.started_at or act.at):
        yield name, to


def _has_met(state: State, client: PersonId) -> bool:
    """Return whether a client has been at a session, known to the others or not."""
    sessions = state.sessions
    if not state.members.several_clients or sessions.n_carried:
        return bool(sessions.n_held)
    return any(client in session.present for session in sessions.held)


def unless_own_doing(_: State, act: Act, _matter: Matter | None, to: PersonId) -> About:
    """Yield a duty to a client of whom another person recorded it."""
    if act.by != to:
        yield (to,)


def if_holders_differ(state: State, act: Act, _: Matter | None, to: PersonId) -> About:
    """Yield a duty where one of several holders who each act alone says no."""
    decision = cast("WithdrawConsent", act).scope.name
    each = row_of(state, to, decision, act.at).holders_act is HoldersAct.EACH
    if act.by == to or not each:
        return
    may = deciding_holders(state, to, decision, act.at)
    if any(held.holder != act.by for held in may):
        yield (to,)


def if_lacking(_: State, act: Act, _matter: Matter | None, to: PersonId) -> About:
    """Yield a duty about each decision that a client was found unable to make."""
    found = cast("FindCompetence", act)
    if not found.competent:
        yield to, found.decision


def if_holders_are_involved(
    state: State, act: Act, _: Matter | None, to: PersonId
) -> About:
    """Yield a duty where a minor was found able, under a row that involves holders."""
    found = cast("FindCompetence", act).competent
    if found and stated_row(state, to).involves_holders:
        yield (to,)
