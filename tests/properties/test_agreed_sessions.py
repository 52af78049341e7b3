"""As many sessions as were agreed: counted, refused on time, and agreed on again."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    Partnership,
    Scope,
    SessionStatus,
    Stage,
    TimerKind,
    Words,
    acts,
    codec,
    matters,
)
from collabtherapy.errors import ImpossibleHistory
from collabtherapy.testing.histories import walked
from collabtherapy.testing.remedies import carried_out
from collabtherapy.testing.situations.places import at_, working
from collabtherapy.testing.spelled import spellings
from collabtherapy.testing.ways import prefixes

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MEETING = (
    acts.StartSession, acts.EndSession, acts.InterruptSession, acts.Amend, acts.Accept,
    acts.PlanSession, acts.StartEnding, acts.Pause, matters.Resume, matters.KeepGoing,
)  # fmt: skip
"""What meets, and what bears on how often that may be."""

OVER = (SessionStatus.HELD, SessionStatus.INTERRUPTED)


def agreeing_on(p: Partnership, n_sessions: int | None) -> Partnership:
    """Have both agree on a number of sessions, a day later."""
    matter = matters.Agreement(words=Words("weekly"), n_sessions=n_sessions)
    return p.record(
        acts.Amend(by="bo", proposal="a1", matter=matter, **at_(p, 1)),
        acts.Accept(by="ana", proposal="a1", **at_(p, 1)),
    )


def start(p: Partnership, **fields: Any) -> acts.StartSession:
    """Return the start of another session, a day later."""
    n = len(p.sessions) + 1
    said = {"by": "bo", "id": f"s{n}", "present": ("ana", "bo"), **at_(p, 1)}
    return acts.StartSession(**{**said, **fields})


def held(p: Partnership, n: int = 1, **fields: Any) -> Partnership:
    """Have so many sessions held."""
    for _ in range(n):
        p = p.record(begun := start(p, **fields))
        p = p.record(acts.EndSession(by="bo", session=begun.id, **at_(p, 0.04)))
    return p


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way."""
    return [refusal.code for refusal in p.why_not(act)]


def test_a_third_session_of_two_is_refused_and_what_clears_it_is_to_agree_again():
    """With the number, how many took place, and the agreement by its name."""
    p = held(agreeing_on(working(), 2), 2)
    (refusal,) = p.why_not(start(p))

    assert refusal.code == "agreement.sessions_used"
    assert refusal.facts == {
        "agreement": p.agreement.id, "n_sessions": 2, "n_used": 2
    }  # fmt: skip
    assert [remedy.act for remedy in refusal.fix] == [acts.Amend, acts.Accept]
    after, again = carried_out(p, start(p), refusal)
    assert after.allows(again)
    # Two more, and not one that would be the fifth.
    again = held(agreeing_on(p, 2), 2)
    assert codes(again, start(again)) == ["agreement.sessions_used"]


def broken_off(p: Partnership) -> Partnership:
    """Have a session broken off."""
    p = p.record(begun := start(p))
    return p.record(acts.InterruptSession(by="bo", session=begun.id, **at_(p)))


def called_off(p: Partnership) -> Partnership:
    """Have an appointment called off, and another missed."""
    for n, off in enumerate((acts.CancelSession, acts.MissSession)):
        absent = {} if n == 0 else {"absent": ("ana",)}
        name, at = f"off{n}", at_(p)
        p = p.record(
            acts.PlanSession(by="bo", id=name, starts_at=p.at, **at),
            off(by="bo", session=name, **absent, **at),
        )
    return p


def test_what_was_broken_off_counts_and_what_did_not_take_place_does_not():
    """Ended or interrupted, since that agreement was settled."""
    p = agreeing_on(held(working(), 3), 1)  # those three were before it
    p = called_off(p)
    assert codes(p, start(p)) == []
    p = broken_off(p)
    assert codes(p, start(p)) == ["agreement.sessions_used"]


def test_without_a_number_there_is_no_end():
    """Sessions are limited where both said so, and not else."""
    p = held(agreeing_on(working(), None), 6)
    assert codes(p, start(p)) == []


def test_the_number_binds_the_work_alone():
    """The ending has the sessions that it needs, and so has whatever leads there."""
    p = held(agreeing_on(working(), 1))
    ending = p.record(acts.StartEnding(by="ana", **at_(p)))
    assert codes(ending, start(ending)) == []
    talk = p.record(acts.WithdrawConsent(by="ana", scope=Scope.TREATMENT, **at_(p)))
    assert codes(talk, start(talk, ending_talk=True)) == []


def test_one_talk_to_part_is_always_left():
    """Beyond the number there is one, as the refusal says; and no second."""
    p = held(agreeing_on(working(), 1))
    (refusal,) = p.why_not(start(p))
    assert "an ending talk, once" in str(refusal)
    assert codes(p, start(p, ending_talk=True)) == []
    p = held(p, ending_talk=True)
    for talk in (False, True):
        (refusal,) = p.why_not(start(p, ending_talk=talk))
        assert refusal.code == "agreement.sessions_used"
        after, again = carried_out(p, start(p, ending_talk=talk), refusal)
        assert after.allows(again)
    again = agreeing_on(p, 1)
    assert codes(held(again), start(held(again), ending_talk=True)) == []


def test_a_session_in_which_the_number_was_agreed_is_none_of_them():
    """It began under what was agreed before; so none is used up by agreeing again."""
    p = agreeing_on(working(), 1)
    p = p.record(begun := start(p))
    p = agreeing_on(p, 1)
    p = p.record(acts.EndSession(by="bo", session=begun.id, **at_(p)))
    assert codes(p, start(p)) == []
    p = held(p)
    assert codes(p, start(p)) == ["agreement.sessions_used"]


def test_what_has_taken_place_is_recorded_late():
    """A late entry tells what happened; and it counts for what comes after it."""
    p = held(agreeing_on(working(), 1))
    assert codes(p, start(p)) == ["agreement.sessions_used"]
    p = held(p, happened_at=p.at + HOUR)
    assert p.state.sessions.n_used_since(p.agreement.at) == 2
    assert codes(p, start(p)) == ["agreement.sessions_used"]


def test_what_is_dated_a_moment_earlier_is_a_late_entry_all_the_same():
    """It is kept: how late an entry is decides nothing about what took place."""
    p = held(agreeing_on(working(), 1))
    at = start(p).at
    assert codes(p, start(p, happened_at=at)) == ["agreement.sessions_used"]
    assert codes(p, start(p, happened_at=at - timedelta(microseconds=1))) == []


def test_a_late_entry_of_before_the_agreement_does_not_count():
    """It belongs to what was agreed then."""
    p = working()
    before = p.at + HOUR
    p = agreeing_on(p, 1)
    p = held(p, happened_at=before)
    assert codes(p, start(p)) == []


@given(
    st.integers(1, 3).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
    st.data(),
)
def test_in_no_lawful_history_do_more_take_place_than_were_agreed(
    numbers: tuple[int, int], data: st.DataObject
):
    """Whatever is begun on time while the work goes on is one of those agreed on.

    Ended or broken off since the agreement settled; what the ending had counts too.
    """
    n, n_held = numbers
    p = held(agreeing_on(working(), n), n_held)
    for text in data.draw(st.lists(spellings(at_most=3), max_size=4)):
        p = walked(p, text, among=MEETING)
    for before, act, after in prefixes(p):
        agreed = before.agreement
        if not isinstance(act, acts.StartSession) or before.stage is not Stage.WORKING:
            continue
        if agreed is None or agreed.matter.n_sessions is None or act.ending_talk:
            continue
        counted = [
            session
            for session in after.sessions
            if session.status in (*OVER, SessionStatus.OPEN)
            and session.started_at is not None
            and session.started_at >= agreed.at
            and not session.ending_talk
        ]
        assert len(counted) <= agreed.matter.n_sessions


@pytest.mark.parametrize("off", ["held", "broken off"])
def test_the_timer_counts_as_the_law_does(off: str):
    """Few are left when the policy says, and none when the law refuses another."""
    p = agreeing_on(working(), 5)
    notice = p.state.policy.sessions_left_notice
    for n in range(6):
        (timer,) = [
            t for t in p.timers(at=p.at) if t.kind is TimerKind.FEW_SESSIONS_LEFT
        ]
        assert timer.is_due is (5 - n <= notice)
        assert p.allows(start(p)) is (n < 5)
        if n < 5:
            p = held(p) if off == "held" else broken_off(p)


def test_what_an_earlier_law_let_pass_is_read_as_it_is():
    """Folding decides nothing anew; whoever asks is told which act it would be."""
    p = held(agreeing_on(working(), 2), 2)
    beyond = start(p)
    history = (*p.history, beyond)
    after = Partnership.replay(history)
    assert after.state.sessions.open == beyond.id
    assert codec.loads(codec.dumps(after), check=False) == after
    with pytest.raises(ImpossibleHistory, match=r"agreement\.sessions_used") as caught:
        Partnership.replay(history, check=True)
    assert caught.value.index == len(history) - 1
