"""The register of duties: each opened once, ended once, and listed with why."""

from datetime import timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import Partnership, Stage, acts
from collabtherapy.exports import trace
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import led_to, prefixes, two


@given(histories())
def test_a_duty_is_opened_once_ends_once_and_stays_listed(p: Partnership):
    """Invariant 39: one a cause; done or lapsed at most once, and listed with why."""
    for before, act, after in prefixes(p):
        was, now = before.state.duties.by_id, after.state.duties.by_id
        assert set(was) <= set(now)
        for name, duty in was.items():
            expected = duty
            if isinstance(act, acts.LeaveAsTherapist) and duty.owed_by == act.by:
                expected = attrs.evolve(duty, owed_by=now[name].owed_by)
            if not duty.is_open or now[name].is_open:
                assert now[name] == expected
            elif duty.is_open:
                assert after.at in (now[name].discharged_at, now[name].lapsed_at)
            assert after.duty(name) == now[name]
            assert (now[name].lapsed_at is None) is (now[name].lapsed_because is None)
        of_all = after.duties(at=after.at, status=None)
        assert {duty.id for duty in of_all} >= set(now)


@given(histories(), st.integers(0, 400))
def test_nothing_is_owed_since_a_moment_that_is_to_come(p: Partnership, days: int):
    """Asked at any moment: the duties of then, each opened at or before it."""
    at = p.at + timedelta(days=days)
    assert [duty.id for duty in p.duties(at=at) if duty.opened_at > at] == []


@given(histories())
def test_what_is_open_is_found_by_whom_it_is_owed_to(p: Partnership):
    """The open duties are those that the register has open, each once."""
    duties = p.state.duties
    open_ = [duty for duty in duties.by_id.values() if duty.is_open]
    assert sorted(d.id for d in duties.open()) == sorted(d.id for d in open_)
    for duty in open_:
        assert duty in duties.open_to(duty.kind, duty.owed_to)
    assert duties == type(duties).of(duties.by_id)


def test_what_is_not_there_is_no_duty():
    """A query about a duty that no act opened raises, as for every other thing."""
    p = led_to(two(), Stage.WORKING)
    with pytest.raises(KeyError):
        p.duty("orient/eva/2026-01-05T09:00:00Z")


def test_what_an_earlier_law_let_be_discharged_twice_was_done_the_first_time():
    """Folding decides nothing again; what names no duty changes none."""
    p = led_to(two(), Stage.WAITING)
    (duty,) = p.duties(at=p.at)
    later = p.at + timedelta(days=1)
    once = acts.DischargeDuty(by="bo", duty=duty.id, at=p.at)
    twice = acts.DischargeDuty(by="bo", duty=duty.id, at=later)
    nothing = acts.DischargeDuty(by="bo", duty="orient/ana", at=later)
    p = Partnership.replay([*p.history, once, twice, nothing])
    assert p.duty(duty.id).discharged_at == once.at
    linked = [[link.qualifier for link in e.links] for e in trace(p).events[-3:]]
    assert ["duty" in qualifiers for qualifiers in linked] == [True, True, False]
