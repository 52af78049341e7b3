"""What must hold of sessions, of breaks and endings, and of care for each other."""

from collections.abc import Mapping
from datetime import timedelta

from collabtherapy import (
    DutyKind,
    EndingGround,
    Kind,
    Noticed,
    Role,
    Scope,
    SessionStatus,
    Stage,
    Way,
    acts,
)
from collabtherapy.partnership.questions.questions import Questions
from collabtherapy.testing import reckoned
from collabtherapy.testing.promises.moment import Moment, Promise

NO_SESSIONS = (Stage.REQUESTED, Stage.WAITING, Stage.PAUSED, Stage.CLOSED)

ASKED = {
    Stage.EXPLORING: Scope.ASSESSMENT,
    Stage.CONTRACTING: Scope.ASSESSMENT,
    Stage.WORKING: Scope.TREATMENT,
    Stage.FOLLOW_UP: Scope.CONTACT,
}
"""The consent that a session asks of each client who is there."""

WAYS = {
    Way.TELEHEALTH: Scope.TELEHEALTH,
    Way.RECORDING: Scope.RECORDING,
    Way.OBSERVATION: Scope.OBSERVATION,
    Way.AI_PROCESSING: Scope.AI_PROCESSING,
}


def _one_session(m: Moment) -> bool:
    # A session that is kept as a conflict may be open before the act already.
    return _too_many(m.after) <= _too_many(m.before)


def _too_many(p: Questions) -> int:
    """Return how many sessions are open beyond the one that a stage may have."""
    n_open = sum(s.status is SessionStatus.OPEN for s in p.sessions)
    return max(0, n_open - (p.stage not in NO_SESSIONS))


def _two_sided(m: Moment) -> bool:
    if not isinstance(m.act, acts.StartSession):
        return True
    therapists = set(m.before.state.members.ids(Role.THERAPIST))
    people = {*m.clients, *therapists}
    both = m.act.present & set(m.clients) and m.act.present & therapists
    return bool(both) and m.act.present <= people


def _consented(m: Moment) -> bool:
    if not isinstance(m.act, acts.StartSession) or m.is_from_before:
        return True
    asked = [WAYS[way] for way in m.act.ways]
    if m.before.stage in ASKED:
        asked.append(ASKED[m.before.stage])
    return all(
        reckoned.consents(m.history, client, scope, m.act.at)
        for client in set(m.clients) & m.act.present
        for scope in asked
    )


def _said_in_time(m: Moment) -> bool:
    carried = m.before.carried_over
    if not isinstance(m.act, acts.StartSession) or carried is None:
        return True
    until = carried.act.at + timedelta(days=m.before.policy.carry_over_days)
    return m.act.at < until or not any(
        reckoned.unsaid(m.history, carried.act.asked(client), client)
        for client in set(m.clients) & m.act.present
    )


def _interrupted(m: Moment) -> bool:
    """A session does not outlive the consent that it stands on."""
    if not isinstance(m.act, acts.WithdrawConsent):
        return True
    if ASKED.get(m.before.stage) != m.act.scope:
        return True
    return not any(
        s.status is SessionStatus.OPEN and m.act.for_whom in s.present
        for s in m.after.sessions
        if not s.ending_talk
    )


def _ended(m: Moment) -> bool:
    if not isinstance(m.act, acts.EndSession | acts.InterruptSession):
        return True
    return m.after.session(m.act.session).status is not SessionStatus.OPEN


THERAPISTS_ALONE = (
    acts.Pause, acts.StartEnding, acts.Finish, acts.CloseAsLapsed,
    acts.DeclineToStart, acts.FollowUpOver,
)  # fmt: skip


def _not_left_in_danger(m: Moment) -> bool:
    if not (m.alone and isinstance(m.act, THERAPISTS_ALONE)):
        return True
    before = m.history[:-1]
    return not any(reckoned.in_danger(before, client) for client in m.clients)


def _told(m: Moment, of: Noticed) -> bool:
    """Return whether a step was told of since the last of its kind by the same."""
    for act in reversed(m.history[:-1]):
        if act.by == m.act.by and type(act) is type(m.act):
            return False
        if isinstance(act, acts.GiveNotice) and (act.by, act.of) == (m.act.by, of):
            return act.from_ <= m.act.recorded_at
    return False


def _prepared(m: Moment) -> bool:
    match m.act:
        case acts.Pause() if m.alone:
            return None not in (m.act.words, m.act.cover) and _told(m, Noticed.BREAK)
        case acts.StartEnding() if m.alone:
            threatened = m.act.ground is EndingGround.THREATENED
            helped = m.act.alternatives is not None or threatened
            return m.act.ground is not None and helped
        case acts.Finish() if m.alone:
            offered = (a for a in m.history if isinstance(a, acts.OfferReview))
            return m.act.alternatives is not None and any(offered)
        case acts.DeclineToStart():
            return (m.act.signposting, m.act.referred_to) != (None, None)
        case _:
            return True


def _left_well(m: Moment) -> bool:
    if not isinstance(m.act, acts.LeaveAsTherapist):
        return True
    told = m.act.alternatives is not None and _told(m, Noticed.LEAVING)
    return told or m.act.ground is EndingGround.THREATENED


def _ended_well(m: Moment) -> bool:
    if not m.enters(Stage.FOLLOW_UP):
        return True
    offered = {act.to for act in m.history if isinstance(act, acts.OfferToolkit)}
    looked = {act.by for act in m.history if isinstance(act, acts.LookBack)}
    may_reach = all(
        reckoned.consents(m.history, client, Scope.CONTACT, m.act.at)
        for client in m.clients
    )
    return set(m.clients) <= offered & looked and may_reach


def _patient(m: Moment) -> bool:
    if not isinstance(m.act, acts.CloseAsLapsed):
        return True
    return reckoned.tried_to_reach(m.history[:-1]) >= m.before.policy.lapse_attempts


def _until_then(m: Moment) -> bool:
    if not isinstance(m.act, acts.FollowUpOver) or m.role is not Role.ORGANISATION:
        return True
    until = m.before.follow_up.until
    return until is None or until <= m.act.at


def _answered(m: Moment) -> bool:
    if not isinstance(m.act, acts.GiveFeedback) or m.role is not Role.CLIENT:
        return True
    marks = ("heard", "understood", "respected", "support", "empowerment")
    given, policy = [getattr(m.act, mark) for mark in marks], m.after.policy
    low = any(mark is not None and mark <= policy.low_feedback for mark in given)
    owed = m.after.state.duties.by_id.values()
    about = (d for d in owed if d.kind is DutyKind.ANSWER_FEEDBACK and d.is_open)
    return not low or any(True for _ in about)


def _mended(m: Moment) -> bool:
    if not isinstance(m.act, acts.ConfirmRepair):
        return True
    two = (m.act.client, m.act.therapist)
    marked = any(
        isinstance(act, acts.MarkRupture) and (act.client, act.therapist) == two
        for act in m.history
    )
    return m.role is Role.CLIENT and m.act.by == m.act.client and marked


OF_CLIENTS = (
    acts.GiveConsent, acts.RateGoal, acts.RateConfidence,
    acts.SetStance, acts.AnswerOrientation, acts.ConfirmRepair, acts.LogPractice,
    acts.StateNeed, acts.StatePreference,
)  # fmt: skip
OF_THERAPISTS = (
    acts.Explain, acts.Orient, acts.OfferToolkit, acts.OfferReview,
    acts.AcknowledgeRupture, acts.HandOverSafety, acts.WriteProcessNote, acts.Disclose,
    acts.Accommodate, acts.GiveNotice, acts.Consult,
)  # fmt: skip


def _own(m: Moment) -> bool:
    if isinstance(m.act, acts.DeclineConsent):  # a no is theirs also once they left
        return m.role in (Role.CLIENT, Role.FORMER_CLIENT)
    if isinstance(m.act, OF_CLIENTS):
        return m.role is Role.CLIENT
    if isinstance(m.act, OF_THERAPISTS):
        return m.role is Role.THERAPIST
    if isinstance(m.act, acts.Contribute) and Kind.PROFESSIONAL in m.act.kinds:
        return m.role is Role.THERAPIST
    return True


def _rated(m: Moment) -> bool:
    if not isinstance(m.act, acts.RateGoal):
        return True
    goal = m.after.goal(m.act.goal)
    theirs = not goal.owners or m.act.by in goal.owners
    return theirs and goal.scale.low <= m.act.value <= goal.scale.high


OF_CARING: Mapping[str, Promise] = {
    "There is one session at a time, in a stage that has any.": _one_session,
    "A session has both sides, and nobody from outside.": _two_sided,
    "Whoever is at a session has consented to it, and to how it is held.": _consented,
    "Whoever goes on has said in time if what was carried over is so.": _said_in_time,
    "A session does not outlive the consent that it stands on.": _interrupted,
    "What has ended has ended.": _ended,
    "Nobody in danger is left by a therapist alone.": _not_left_in_danger,
    "A therapist's break or ending is prepared, and other help is named.": _prepared,
    "A therapist who leaves told of it before, and named other help.": _left_well,
    "Following up begins once all looked back, with a toolkit and leave.": _ended_well,
    "Nobody is closed as lapsed who was not sought.": _patient,
    "A service ends following up when that was agreed, not before.": _until_then,
    "Feedback that says something is missing is owed an answer.": _answered,
    "A rupture is mended once the client says so, who waits for nobody.": _mended,
    "What is one side's to do is not done by the other.": _own,
    "A goal is rated by its owner, within its scale.": _rated,
}
"""What must hold of sessions, of breaks and endings, and of care for each other."""
