"""Invariants 31 to 33, 35, 38 and 39: sessions, what is said in them, what is owed."""

from collections.abc import Callable
from datetime import timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    Change,
    DutyId,
    Invitation,
    Kind,
    Outcome,
    Partnership,
    PersonId,
    SessionStatus,
    Stage,
    Words,
    acts,
    matters,
)
from collabtherapy.partnership.law.steps import SESSION_STAGES
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import couple, in_session, led_to, prefixes, two

MEETING = (Stage.EXPLORING, Stage.CONTRACTING, Stage.WORKING)


@given(histories())
def test_sessions_do_not_overlap_and_have_members_in_them(p: Partnership):
    """Invariant 31: one at a time, members only, and none where there is no meeting."""
    for before, act, after in prefixes(p):
        still = [s for s in after.sessions if s.status is SessionStatus.OPEN]
        assert len(still) <= 1
        assert not still or after.stage in SESSION_STAGES
        if isinstance(act, acts.StartSession):
            members = {member.id for member in before.members}
            assert act.present <= members
            assert before.stage in SESSION_STAGES


@given(histories())
def test_sessions_held_since_a_moment_are_counted(p: Partnership):
    """As going through all of them would count them, and find the last review."""
    sessions = p.state.sessions
    held = [s for s in p.sessions if s.status is SessionStatus.HELD]
    assert sessions.n_held == len(held)
    for moment in (p.at, *(act.at for act in p.history)):
        since = [s for s in held if s.started_at is not None and s.started_at >= moment]
        assert sessions.n_held_since(moment) == len(since)
    reviews = [s.ended_at for s in held if s.review and s.ended_at is not None]
    assert sessions.reviewed_at == max(reviews, default=None)


def test_a_session_recorded_late_counts_from_when_it_was_held():
    """What happened earlier is counted where it happened, in whatever order."""
    p = led_to(two(), Stage.WORKING)
    first, days = p.at, [timedelta(days=n) for n in (20, 10, 15)]
    for n, day in enumerate(days):
        held = {"at": first + timedelta(days=30), "happened_at": first + day}
        p = p.record(
            acts.StartSession(
                by="bo", id=f"s{n}", present=("ana", "bo"), review=n != 1, **held
            ),
            acts.EndSession(by="bo", session=f"s{n}", **held),
        )
    counted = [p.state.sessions.n_held_since(first + day) for day in sorted(days)]
    assert counted == [3, 2, 1]
    assert p.state.sessions.reviewed_at == first + days[0]


@given(histories())
def test_nobody_who_was_there_goes_without_an_answer(p: Partnership):
    """Invariant 32: given, declined, deferred or not possible, once it has ended."""
    for session in p.sessions:
        outcomes = {
            p.outcome(session.id, person, invitation)
            for person in session.present
            for invitation in Invitation
        }
        if session.status is SessionStatus.HELD:
            assert outcomes <= {Outcome.GIVEN, Outcome.DECLINED, Outcome.DEFERRED}
        elif session.status is SessionStatus.INTERRUPTED:
            assert Outcome.DEFERRED not in outcomes
            assert Outcome.OPEN not in outcomes


def test_the_answers_that_are_not_numbers():
    """Invariant 32: each of the answers, told apart."""
    p = in_session(led_to(two(), Stage.WORKING))
    at = p.state.at
    assert p.outcome("s1", "ana", Invitation.FEEDBACK) is Outcome.GIVEN
    assert p.outcome("s1", "ana", Invitation.COMFORT) is Outcome.GIVEN
    assert p.outcome("s1", "ana", Invitation.REFLECTION) is Outcome.OPEN
    p = p.record(
        acts.CheckComfort(by="bo", at=at, session="s1"),
        acts.Reflect(by="ana", at=at, session="s1", words=Words("tired")),
    )
    assert p.outcome("s1", "bo", Invitation.COMFORT) is Outcome.DECLINED
    assert p.outcome("s1", "ana", Invitation.REFLECTION) is Outcome.GIVEN
    skipped = p.record(acts.DeclineFeedback(by="bo", at=at, session="s1"))
    assert skipped.outcome("s1", "bo", Invitation.FEEDBACK) is Outcome.DECLINED
    held = p.record(acts.EndSession(by="ana", at=at, session="s1"))
    assert held.outcome("s1", "bo", Invitation.REFLECTION) is Outcome.DEFERRED
    broken = p.record(acts.InterruptSession(by="ana", at=at, session="s1"))
    assert broken.outcome("s1", "bo", Invitation.REFLECTION) is Outcome.NOT_POSSIBLE


@given(histories(stages=MEETING))
def test_an_agenda_item_stays_its_authors(p: Partnership):
    """Invariant 33: others defer it in sight of all; nothing is ever taken off."""
    for before, _, after in prefixes(p):
        for session in before.sessions:
            was, now = before.agenda(session.id), after.agenda(session.id)
            assert len(now) >= len(was)
            for old, new in zip(was, now, strict=False):
                assert (old.by, old.at, old.words) == (new.by, new.at, new.words)


@given(histories(stages=MEETING))
def test_nobody_alters_what_another_said(p: Partnership):
    """Invariant 35, S39: a contribution, once made, is never another; nor feedback."""
    for before, act, after in prefixes(p):
        for contribution in before.contributions():
            name = contribution.act.id
            assert after.state.contributions.by_id[name] == contribution
        if isinstance(act, acts.Contribute):
            made = after.state.contributions.by_id[act.id]
            assert made.act is act


def test_only_those_who_lived_it_say_how_it_was():
    """Experience is the client's to bring, and what training says the therapist's."""
    p = in_session(led_to(two(), Stage.WORKING))
    says = acts.Contribute(by="bo", at=p.state.at, session="s1", id="x")
    for kind, who in ((Kind.EXPERIENCE, "ana"), (Kind.PROFESSIONAL, "bo")):
        for by in ("ana", "bo"):
            codes = [
                reason.code
                for reason in p.refusals(attrs.evolve(says, by=by, kinds={kind}))
            ]
            assert (codes == []) is (by == who)
            assert codes in ([], ["contribution.kind.not_theirs"])


def test_only_the_person_reflected_says_whether_it_was_right():
    """A reflection is confirmed by whoever it reflects, not by who made it."""
    p = in_session(led_to(two(), Stage.WORKING))
    right = acts.ConfirmReflection(by="ana", at=p.state.at, contribution="c2")
    (reason,) = p.refusals(attrs.evolve(right, by="bo"))
    assert reason.code == "reflection.not_of_them"
    assert p.record(right).state.uptake.confirmed[right.contribution] is right


@pytest.mark.parametrize(
    ("value", "fine"), [(0, True), (10, True), (-1, False), (11, False)]
)
def test_a_goal_is_rated_on_its_scale(value: int, *, fine: bool):
    """Invariant 38: by its owner, on its scale, and the ends are on it."""
    p = led_to(two(), Stage.WORKING)
    rate = acts.RateGoal(by="ana", at=p.state.at, goal="g1", value=value)
    codes = [reason.code for reason in p.refusals(rate)]
    assert codes == ([] if fine else ["goal.rating.off_scale"])


def test_a_goal_is_rated_by_its_owner():
    """Invariant 38: whoever does not own a goal does not rate it."""
    p = led_to(couple(), Stage.WORKING)
    at = p.state.at
    mine = matters.Goal(words=Words("swim"), owners={"ana"})
    p = p.record(
        acts.Propose(by="ana", at=at, id="own", matter=mine),
        acts.Accept(by="bo", at=at, proposal="own"),
    )
    assert p.goal("own").is_active
    rate = acts.RateConfidence(by="cem", at=at, goal="own", value=3)
    (reason,) = p.refusals(rate)
    assert (reason.code, reason.fix) == (
        "goal.rating.not_the_owner",
        (Change("by", (PersonId("ana"),)),),
    )
    rated = p.record(attrs.evolve(rate, by="ana")).goal("own")
    assert [rating.value for rating in rated.confidence] == [3]


@given(histories())
def test_duties_are_opened_once_and_never_vanish(p: Partnership):
    """Invariant 39: one a cause, discharged at most once, open until then."""
    for before, act, after in prefixes(p):
        was, now = before.state.duties.by_id, after.state.duties.by_id
        assert set(was) <= set(now)
        for name, duty in was.items():
            owed_by = duty.owed_by
            if duty.is_open and isinstance(act, acts.LeaveAsTherapist):
                owed_by = now[name].owed_by  # a colleague owes the same from then on
            if not duty.is_open or now[name].is_open:
                assert now[name] == attrs.evolve(duty, owed_by=owed_by)


@given(st.integers(0, 10) | st.none(), st.integers(0, 10) | st.none())
def test_low_marks_open_one_duty_to_answer(heard: int | None, comfort: int | None):
    """Invariant 39: every triggering feedback opens one duty, answered once."""
    p = led_to(two(), Stage.WORKING)
    at = p.state.at
    p = p.record(
        acts.StartSession(by="bo", at=at, id="s", present=("ana", "bo")),
        acts.GiveFeedback(by="ana", at=at, session="s", heard=heard, comfort=comfort),
    )
    low = any(mark is not None and mark <= 5 for mark in (heard, comfort))
    owed = [d for d in p.duties(at=at, owed_by="bo") if d.kind == "answer_feedback"]
    assert len(owed) == low
    if low:
        answer = acts.AnswerFeedback(
            by="bo", at=at, session="s", to="ana", words=Words("thank you")
        )
        adjust = acts.Adjust(
            by="bo", at=at, session="s", because_of="ana", words=Words("slower")
        )
        after = p.record(answer, adjust)
        assert not [d for d in after.duties(at=at) if d.kind == "answer_feedback"]
        assert after.feedback("s", "ana").adjustments == (adjust,)


SAYING: dict[str, Callable[..., acts.Act]] = {
    "feedback": lambda n, **at: acts.GiveFeedback(heard=n, **at),
    "comfort": lambda n, **at: acts.CheckComfort(level=n, **at),
    "both": lambda n, **at: acts.GiveFeedback(heard=n, comfort=n, **at),
    "reflections": lambda n, **at: acts.Reflect(words=Words(f"{n}"), **at),
    "answers": lambda n, by, **at: acts.AnswerFeedback(
        by={"ana": "bo", "bo": "ana"}[by], to=by, words=Words(f"{n}"), **at
    ),
    "adjustments": lambda n, by, **at: acts.Adjust(
        by="bo", because_of=by, words=Words(f"{n}"), **at
    ),
}
"""What may be said of a session, or for it, again and again."""


@given(
    st.lists(st.tuples(st.sampled_from(list(SAYING)), st.sampled_from(["ana", "bo"])))
)
def test_what_is_said_of_a_session_stays_beside_what_was_said_before(
    said: list[tuple[str, str]],
):
    """Invariant 35: a second time adds to the first, in order, and takes nothing."""
    p = led_to(two(), Stage.WORKING)
    p = p.record(acts.StartSession(by="bo", at=p.at, id="s", present=("ana", "bo")))
    done: list[tuple[str, str, acts.Act]] = []
    for n, (what, by) in enumerate([("feedback", "ana"), ("feedback", "bo"), *said]):
        act = SAYING[what](n % 11, by=by, at=p.at, session="s")
        p = p.record(act)
        done.append((what, by, act))
    for person in ("ana", "bo"):
        response, own = p.feedback("s", person), [d for d in done if d[1] == person]
        for what in ("feedback", "answers", "adjustments"):
            kinds = (what, "both") if what == "feedback" else (what,)
            expected = tuple(act for kind, _, act in own if kind in kinds)
            assert getattr(response, what) == expected
        levels = tuple(
            act.level if isinstance(act, acts.CheckComfort) else act.comfort
            for kind, _, act in own
            if kind in ("comfort", "both")
        )
        assert response.comfort == levels
        reflected = (act.words for _, _, act in own if isinstance(act, acts.Reflect))
        assert response.reflections == tuple(reflected)


def test_nobody_owes_a_therapist_an_answer():
    """The therapists carry the duties: a therapist's low marks open none."""
    p = in_session(led_to(two(), Stage.WORKING))
    low = acts.GiveFeedback(by="bo", at=p.state.at, session="s1", heard=0)
    assert p.record(low).duties(at=p.state.at) == p.duties(at=p.state.at)


def test_a_review_is_owed_after_so_many_sessions_or_days():
    """The review clock: what the agreement says, or the policy's days."""
    p = led_to(two(), Stage.WORKING)
    for n in range(6):
        at = p.state.at + timedelta(days=7)
        start = acts.StartSession(by="bo", at=at, id=f"s{n}", present=("ana", "bo"))
        p = p.record(start, acts.EndSession(by="bo", at=at, session=f"s{n}"))
        owed = [d for d in p.duties(at=at) if d.kind == "review"]
        assert bool(owed) is (n == 5)
    review = acts.StartSession(
        by="bo", at=p.state.at, id="r", present=("ana", "bo"), review=True
    )
    p = p.record(review, acts.EndSession(by="bo", at=p.state.at, session="r"))
    assert not [d for d in p.duties(at=p.state.at) if d.kind == "review"]
    later = p.state.at + timedelta(days=90)
    assert [d for d in p.duties(at=later) if d.kind == "review"]


def test_only_a_therapists_answer_is_the_one_that_is_owed():
    """Invariant 39: whoever of a couple answers the other does not settle the duty."""
    p = in_session(led_to(couple(), Stage.WORKING))
    owed = p.duties(at=p.at, owed_to="ana")
    answer = acts.AnswerFeedback(
        by="cem", at=p.at, session="s1", to="ana", words=Words("I see")
    )
    (told,) = p.why_not(answer)  # what one client said is not for the other to know
    assert told.code == "right.not_for_another"
    p = Partnership.replay((*p.history, answer))  # let pass by an earlier law
    assert p.duties(at=p.at, owed_to="ana") == owed
    p = p.record(attrs.evolve(answer, by="bo"))
    assert p.duties(at=p.at, owed_to="ana") == ()


@pytest.mark.parametrize("filler", ["%", "/", "x"])
def test_duties_are_named_whatever_the_ids(filler: str):
    """Invariant 39: the longest ids, and slashes in them, name duties of their own."""
    p = led_to(two(), Stage.WORKING)
    long = [f"{n}".ljust(200, filler) for n in range(2)]
    for name in (*long, f"a{filler}b", "a"):
        start = acts.StartSession(by="bo", at=p.at, id=name, present=("ana", "bo"))
        p = p.record(start, acts.EndSession(by="bo", at=p.at, session=name))
    first = 1  # after the first session, what matters most is asked for
    duties = [d for d in p.duties(at=p.at, status=None) if d.id.session is not None]
    assert len(duties) == 4 + first
    for duty in duties:
        assert DutyId.parse(str(duty.id)) == duty.id
        assert p.duty(str(duty.id)) == duty
