"""What a late entry is worth to patience: no less time for anyone, and no more tries.

The acts are handed to the law at their place on the timeline, as the record does: their
``at`` is when they happened, their ``recorded_at`` when the record learned of it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    ContactStatus,
    DutyKind,
    EndingGround,
    Evidence,
    PersonId,
    Stage,
    TimerKind,
    Words,
    acts,
    matters,
)
from collabtherapy.partnership.fold import fold
from collabtherapy.partnership.law.ending_guards import date_reached
from collabtherapy.partnership.questions.timers import timers
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.refusals import Change, Do
from collabtherapy.partnership.verdict import refusals
from collabtherapy.privacy import view
from collabtherapy.testing.situations.places import (
    at_,
    goal,
    working,
    worried,
)
from collabtherapy.testing.ways import couple, followed_up, led_to, two

WORKING = working()
START = WORKING.at
POLICY = WORKING.policy
PAPER = Evidence("letter", seen_by="bo")
ANA = PersonId("ana")
NUMBERS = count(1000)


def day(n: float) -> datetime:
    """Return the moment so many days after the work began."""
    return START + timedelta(days=n)


def placed(act: acts.Act, *, recorded: float) -> acts.Act:
    """Return an act at its place, which the record learned of on a later day."""
    return act.placed(act.at, day(recorded), next(NUMBERS))


def after(state: State, those: Iterable[acts.Act]) -> State:
    """Return the state after acts in the order of the timeline, unasked."""
    for act in sorted(those, key=lambda act: act.at):
        state = fold(state, act)
    return state


def codes(state: State, act: acts.Act) -> set[str]:
    """Return the codes of every reason against an act."""
    return {refusal.code for refusal in refusals(state, act)}


def reach(on: float, *, recorded: float | None = None) -> acts.Act:
    """Return an attempt to reach the client."""
    act = acts.ReachOut(by="bo", at=day(on), to="ana")
    return act if recorded is None else placed(act, recorded=recorded)


def lapsed(on: float) -> acts.CloseAsLapsed:
    """Return the closing by whoever finds that contact is lost."""
    return acts.CloseAsLapsed(by="bo", at=day(on))


DAYS = st.integers(1, 90)
LATE = st.tuples(DAYS, DAYS).map(lambda two: (min(two), max(two)))
"""When something happened, and when it was recorded."""


@given(st.lists(LATE, max_size=4), DAYS)
def test_contact_is_lost_by_attempts_that_were_recorded_long_ago(
    attempts: list[tuple[int, int]], on: int
):
    """Invariant 21: whatever days were written on them; those of one day are one."""
    known = [(at, recorded) for at, recorded in attempts if recorded <= on]
    tried = [reach(at, recorded=recorded) for at, recorded in known]
    state = after(WORKING.state, tried)
    silent = {on - recorded for _, recorded in known}
    lost = len(silent) >= POLICY.lapse_attempts and max(silent) >= POLICY.lapse_days
    assert (codes(state, lapsed(on)) == set()) is lost
    assert (state.contact.status(day(on), POLICY) is ContactStatus.OUT) is lost


def test_two_attempts_of_last_month_written_down_now_close_nothing():
    """And the way to clear the reason says from when the days count."""
    late = (reach(1, recorded=40), reach(2, recorded=40))
    state = after(WORKING.state, late)
    (refusal,) = refusals(state, lapsed(40))
    assert refusal.code == "contact.not_lost"
    again, wait = refusal.fix
    assert isinstance(again, Do)
    assert (again.act, dict(again.fields)) == (
        acts.ReachOut,
        {"to": ANA, "at": day(41)},
    )
    assert wait == Change("at", (day(40 + POLICY.lapse_days),))
    later = lapsed(40 + POLICY.lapse_days)
    assert codes(state, later) == {"contact.not_lost"}  # two of one day are one
    assert codes(after(state, (reach(41),)), later) == set()
    on_time = after(WORKING.state, (reach(1), reach(2)))
    assert codes(on_time, lapsed(40)) == set()


def test_a_missed_appointment_that_is_noted_late_begins_silence_late():
    """The days of silence are those in which the record could be asked."""
    plan = acts.PlanSession(by="bo", at=day(1), id="s", starts_at=day(2))
    missed = acts.MissSession(by="bo", at=day(2), session="s", absent=("ana",))
    tried = (reach(38.5), reach(39.5))
    for recorded, lost in ((2, True), (39, False)):
        those = (plan, placed(missed, recorded=recorded), *tried)
        state = after(WORKING.state, those)
        assert (codes(state, lapsed(40)) == set()) is lost


def rated(on: float, *, recorded: float, by: str | None = None) -> acts.Act:
    """Return a client's own rating, entered by another if one is named."""
    act = acts.RateGoal(by="ana", at=day(on), goal="g1", value=4, entered_by=by)
    return placed(act, recorded=recorded)


@pytest.mark.parametrize(
    ("by", "lost"), [(None, False), ("bo", True), ("parent", True)]
)
def test_who_makes_a_late_entry_with_their_own_hand_is_heard_from(
    by: str | None, *, lost: bool
):
    """Whatever it is of: what stands before the silence was written during it."""
    state = after(WORKING.state, (rated(1, recorded=35, by=by), reach(2), reach(3)))
    assert (codes(state, lapsed(40)) == set()) is lost
    assert state.contact.status(day(34), POLICY) is ContactStatus.OUT
    since = {timer.due_at for timer in timers(state, day(40))} & {
        day(2 + POLICY.contact_uncertain_days)
    }
    assert bool(since) is lost


def test_when_another_client_wrote_is_told_to_no_client():
    """A therapist knows of it, and a client who is alone of their own entry."""
    p = led_to(couple(), Stage.WORKING)
    late = acts.StateNeed(
        by="cem", at=p.at + timedelta(days=9), happened_at=p.at, need="ramp"
    )
    p = p.record(late)
    assert p.state.contact.wrote_at == late.at
    assert view(p, "bo").state.contact.wrote_at == late.at
    assert view(p, "ana").state.contact.wrote_at is None
    alone = WORKING.record(attrs.evolve(late, by="ana"))
    assert view(alone, "ana").state.contact.wrote_at == late.at


@given(st.lists(DAYS, max_size=4), LATE, DAYS)
def test_silence_counts_again_after_a_late_entry_of_a_client(
    tries: list[int], wrote: tuple[int, int], on: int
):
    """Only attempts after it count, and only those after what it is of."""
    of, then = wrote
    tried = [reach(at + 0.5) for at in tries if at + 0.5 <= on]
    late = [rated(of, recorded=then)] if then <= on else []
    state = after(WORKING.state, (*tried, *late))
    since = then if late else 0
    counted = [on - at - 0.5 for at in tries if since < at + 0.5 <= on]
    long_enough = bool(counted) and max(counted) >= POLICY.lapse_days
    lost = len(counted) >= POLICY.lapse_attempts and long_enough
    assert (state.contact.status(day(on), POLICY) is ContactStatus.OUT) is lost
    assert (codes(state, lapsed(on)) == set()) is lost


def test_an_entry_of_the_very_moment_of_an_attempt_ends_the_silence():
    """What is unknown counts against nobody; and it goes on after a word of hers."""
    state = after(WORKING.state, (rated(1, recorded=3), reach(2), reach(3)))
    assert state.contact.known(day(40)).attempts == ()
    spoke = acts.RateGoal(by="ana", at=day(1.5), goal="g1", value=3)
    state = after(WORKING.state, (rated(1, recorded=3), spoke, reach(2), reach(3)))
    assert state.contact.known(day(40)).silent_since is None
    twice = (rated(1, recorded=9), rated(1.5, recorded=5), reach(2), reach(7))
    assert after(WORKING.state, twice).contact.wrote_at == day(9)


@given(st.lists(st.tuples(LATE, st.booleans()), max_size=8))
def test_clear_checks_written_down_late_count_once_a_day(
    checks: list[tuple[tuple[int, int], bool]],
):
    """Invariant 42: those on time count each; an unclear one starts again."""
    state = worried().state
    those = [
        placed(check(at, clear=clear), recorded=recorded)
        for (at, recorded), clear in checks
    ]
    state = after(state, those)
    in_a_row: list[acts.Act] = []
    for act in sorted(those, key=lambda act: act.at):
        assert isinstance(act, acts.CheckSafety)
        in_a_row = [*in_a_row, act] if act.clear else []
    days = {act.recorded_at.date() for act in in_a_row}
    assert state.safety.of(ANA).n_clear == len(days)


def check(on: float, *, clear: bool = True) -> acts.CheckSafety:
    """Return a therapist's check."""
    return acts.CheckSafety(by="bo", at=day(on), client="ana", clear=clear)


def test_three_checks_of_last_week_written_down_now_resolve_nothing():
    """Invariant 42: and a concern that is raised again forgets that they were late."""
    over = acts.Propose(
        by="bo", at=day(1), id="over", matter=matters.ResolveConcern(client="ana")
    )
    state = fold(worried().state, over)
    late = [placed(check(n), recorded=9) for n in (2, 3, 4)]
    yes = acts.Accept(by="ana", at=day(9), proposal="over")
    assert codes(after(state, late), yes) == {"safety.not_clear_yet"}
    assert codes(after(state, map(check, (2, 3, 4))), yes) == set()
    on_three_days = [placed(check(n), recorded=n + 1.5) for n in (2, 3, 4)]
    assert codes(after(state, on_three_days), yes) == set()
    again = acts.RaiseConcern(by="ana", at=day(5), client="ana")
    state = after(state, (*late, again, placed(check(6), recorded=9)))
    assert state.safety.of(ANA).n_clear == 1


@pytest.mark.parametrize("recorded", [1, 60])
def test_who_decides_has_their_time_from_when_a_proposal_was_recorded(recorded: int):
    """Also of a version that is put again; what was signed in time stays in time."""
    put = acts.Propose(by="bo", at=day(1), id="x", matter=goal(), evidence=PAPER)
    again = acts.Amend(by="bo", at=day(1.5), proposal="x", matter=goal())
    for those in ((put,), (put, again)):
        state = after(WORKING.state, [placed(a, recorded=recorded) for a in those])
        ran_out = recorded + POLICY.proposal_days
        in_time, too_late = (
            acts.Accept(by="ana", at=day(ran_out - back), proposal="x", evidence=PAPER)
            for back in (0.01, 0)
        )
        assert codes(state, in_time) == set()
        assert codes(state, too_late) == {"decision.proposal.ran_out"}
        assert codes(state, placed(in_time, recorded=ran_out + 9)) == set()
        (timer,) = [
            one
            for one in timers(state, day(recorded))
            if one.kind is TimerKind.PROPOSAL_RUNS_OUT
        ]
        assert timer.due_at == day(ran_out)


def test_a_contact_entered_late_is_followed_as_one_of_that_day():
    """Who waits is to hear again so many days after the record knew that they had."""
    waiting = led_to(two(), Stage.WAITING)
    days = timedelta(days=POLICY.waiting_contact_days)
    recorded = waiting.at + timedelta(days=40)
    done = acts.ReachOut(by="bo", to="ana", **at_(waiting, 20))
    state = fold(waiting.state, done.placed(done.at, recorded, 99))
    (duty,) = state.duties.open_to(DutyKind.CONTACT_WHILE_WAITING, ANA)
    assert (duty.opened_at, duty.due_at) == (done.at, recorded + days)


def test_a_break_is_asked_after_when_the_last_contact_was_recorded():
    """A contact that stands earlier and was recorded later is not forgotten."""
    pause = acts.Pause(by="ana", at=day(1))
    called = acts.RecordContact(by="bo", at=day(9), client="ana")
    state = after(WORKING.state, (pause, reach(2, recorded=30), called))
    (timer,) = [
        one for one in timers(state, day(40)) if one.kind is TimerKind.PAUSE_CHECK
    ]
    assert timer.due_at == day(30 + POLICY.pause_check_days)


def test_a_client_who_says_that_they_called_is_heard_and_was_in_touch():
    """Their own word ends the silence, and is the last contact with them."""
    those = (reach(2), acts.RecordContact(by="ana", at=day(3), client="ana"))
    state = after(WORKING.state, those)
    assert state.contact.silent_since is None
    assert state.contact.last_with((ANA,), day(0)) == day(3)


@pytest.mark.parametrize("days", [-1, 0])
def test_a_service_ends_the_following_up_on_its_day_and_by_no_earlier_entry(days: int):
    """The day that was agreed on is compared with when the end is recorded."""
    state = followed_up(led_to(two(), Stage.WORKING)).state
    until = state.follow_up.until
    assert until is not None
    over = acts.FollowUpOver(by="clinic", at=until - timedelta(days=30))
    over = over.placed(over.at, until + timedelta(days=days), next(NUMBERS))
    assert len(date_reached(state, over, None)) == -days


def ending(on: float) -> acts.StartEnding:
    """Return a therapist's notice that the work ends."""
    return acts.StartEnding(
        by="bo",
        at=day(on),
        ground=EndingGround.NOT_BENEFITING,
        alternatives=Words("so"),
    )


@pytest.mark.parametrize(("on", "counts"), [(2, False), (12, True)])
def test_a_review_offered_in_an_earlier_ending_is_no_offer_for_this_one(
    on: int, *, counts: bool
):
    """Also where it is entered now."""
    offer = placed(acts.OfferReview(by="bo", at=day(on)), recorded=20)
    go_on = acts.Propose(by="bo", at=day(3), id="on", matter=matters.KeepGoing())
    yes = acts.Accept(by="ana", at=day(3), proposal="on")
    state = after(WORKING.state, (ending(1), offer, go_on, yes, ending(10)))
    finish = acts.Finish(by="bo", at=day(20), alternatives=Words("so"))
    assert ("ending.no_review_offered" not in codes(state, finish)) is counts


def test_a_late_session_beyond_the_number_agreed_is_recorded():
    """What happened is not lost; the next that is recorded on time is refused."""
    number = matters.Agreement(words=Words("one"), n_sessions=1, goals_deferred=True)
    p = WORKING.record(
        acts.Amend(by="bo", at=day(0), proposal="a1", matter=number),
        acts.Accept(by="ana", at=day(0), proposal="a1"),
    )
    one, two_more = (
        acts.StartSession(by="bo", at=day(n), id=f"s{n}", present=("ana", "bo"))
        for n in (2, 3)
    )
    state = after(p.state, (one, acts.EndSession(by="bo", at=day(2.1), session="s2")))
    assert codes(state, two_more) == {"agreement.sessions_used"}
    assert codes(state, placed(two_more, recorded=9)) == set()
