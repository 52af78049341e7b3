"""A practice is reviewed without blame: the asking is the therapist's."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    Done,
    DutyKind,
    DutyStatus,
    Lapse,
    Partnership,
    Reviewed,
    Stage,
    Words,
    acts,
    insight,
    matters,
)
from collabtherapy.privacy import view
from collabtherapy.testing.situations.places import at_
from collabtherapy.testing.ways import couple, decided, led_to, two

SAID = Words("so")
ASKED = DutyKind.REVIEW_PRACTICE


def practising(p: Partnership | None = None, owner: str = "ana") -> Partnership:
    """Return a partnership in which somebody agreed to a practice."""
    p = led_to(p or two(), Stage.WORKING)
    p = decided(p, "t1", matters.Task(words=SAID, goals={"g1"}), p.at)
    practice = matters.Practice(words=SAID, task="t1", owner=owner)
    p = p.record(acts.Propose(by="bo", id="p1", matter=practice, **at_(p)))
    accepting = owner if owner != "bo" else "ana"
    return p.record(acts.Accept(by=accepting, proposal="p1", **at_(p)))


def logging(p: Partnership, **how: Any) -> acts.LogPractice:
    """Return the owner's note of how it went."""
    return acts.LogPractice(**{"by": "ana", "practice": "p1", **at_(p), **how})


def reviewing(p: Partnership, **how: Any) -> acts.ReviewPractice:
    """Return that it was looked at."""
    fields: dict[str, Any] = {
        "by": "bo",
        "practice": "p1",
        "outcome": Reviewed.KEEP,
        **at_(p),
    }
    return acts.ReviewPractice(**{**fields, **how})


def meeting(p: Partnership, name: str = "s1") -> Partnership:
    """Return the partnership in which a session has started."""
    return p.record(
        acts.StartSession(by="bo", id=name, present=("ana", "bo"), **at_(p))
    )


def owed(p: Any) -> list[tuple[str, str, str]]:
    """Return which practices are to be asked about, by whom and of whom."""
    return [
        (str(d.id.about[0]), str(d.owed_by), str(d.owed_to))
        for d in p.duties(at=p.at)
        if d.kind is ASKED
    ]


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way of an act."""
    return [refusal.code for refusal in p.why_not(act)]


@pytest.mark.parametrize("done", [None, *Done])
def test_partly_and_not_open_the_therapists_duty_to_ask(done: Done | None):
    """And yes, and nothing said, open none."""
    p = practising()
    p = p.record(logging(p, done=done, got_in_the_way=SAID))
    hard = done in (Done.PARTLY, Done.NOT)
    assert owed(p) == ([("p1", "bo", "ana")] if hard else [])
    again = p.record(logging(p, done=Done.NOT))
    assert owed(again) == [("p1", "bo", "ana")]
    assert p.practice("p1").log[-1].got_in_the_way == SAID


def test_what_nobody_asked_about_is_asked_about_in_the_next_session():
    """Once for each wording, and of those who are there."""
    p = meeting(practising())
    assert owed(p) == [("p1", "bo", "ana")]
    p = p.record(reviewing(p))
    assert owed(p) == []
    p = p.record(acts.EndSession(by="bo", session="s1", **at_(p)))
    p = meeting(p, "s2")
    assert owed(p) == []
    practice = matters.Practice(words=SAID, task="t1", owner="ana")
    late = at_(p, 1)
    p = p.record(acts.Amend(by="bo", proposal="p1", matter=practice, **late))
    p = p.record(acts.Accept(by="ana", proposal="p1", **late))
    p = p.record(acts.EndSession(by="bo", session="s2", **late))
    assert owed(meeting(p, "s3")) == [("p1", "bo", "ana")]


def test_nobody_asks_about_what_is_stopped_or_another_persons():
    """A stopped practice is over, and a therapist's is owed already."""
    p = practising()
    stopped = p.record(acts.StopPractice(by="ana", practice="p1", **at_(p)))
    assert owed(meeting(stopped)) == []
    assert owed(meeting(practising(owner="bo"))) == []
    p = practising(couple(), owner="cem")
    assert owed(meeting(p)) == []  # cem is not there
    asked = p.record(logging(p, by="cem", done=Done.NOT))
    (duty,) = [d for d in asked.duties(at=p.at) if d.kind is ASKED]
    stopped = asked.record(acts.StopPractice(by="cem", practice="p1", **at_(p)))
    assert stopped.duty(duty.id).lapsed_because is Lapse.PRACTICE_STOPPED


@pytest.mark.parametrize("outcome", list(Reviewed))
@pytest.mark.parametrize("by", ["ana", "bo"])
def test_reviewing_is_for_both_and_dropping_for_the_owner(by: str, outcome: Reviewed):
    """Nothing changes without the owner: a drop is theirs, the rest is put to them."""
    p = practising()
    p = p.record(logging(p, done=Done.NOT))
    (duty,) = [d for d in p.duties(at=p.at) if d.kind is ASKED]
    act = reviewing(p, by=by, outcome=outcome)
    if outcome is Reviewed.DROP and by == "bo":
        assert codes(p, act) == ["practice.not_the_owner"]
        return
    after = p.record(act)
    assert after.duty(duty.id).status is DutyStatus.DISCHARGED
    practice = after.practice("p1")
    assert practice.reviews == (act,)
    assert practice.matter == p.practice("p1").matter
    assert practice.is_active == (outcome is not Reviewed.DROP)
    assert bool(after.practices("ana")) == practice.is_active
    if outcome is Reviewed.DROP:
        assert practice.stopped == act
        assert codes(after, logging(after)) == ["practice.stopped"]
        assert codes(after, reviewing(after)) == ["practice.stopped"]
        assert "dropped since" in insight.render(after, "ana")


def test_a_smaller_practice_is_offered_and_waits_for_its_owner():
    """The next wording is among the options of either side, and needs both."""
    p = practising()
    p = p.record(reviewing(p, outcome=Reviewed.SHRINK))
    for person in ("ana", "bo"):
        found = {(o.act, str(o.target)) for o in p.options(person, at=p.at)}
        assert (acts.Amend, "p1") in found
        assert acts.ReviewPractice in {act for act, _ in found}
    smaller = matters.Practice(words=Words("one line"), task="t1", owner="ana")
    put = p.record(acts.Amend(by="bo", proposal="p1", matter=smaller, **at_(p)))
    assert put.practice("p1").matter == p.practice("p1").matter
    agreed = put.record(acts.Accept(by="ana", proposal="p1", **at_(p)))
    assert agreed.practice("p1").matter == smaller


def test_a_clients_practice_is_looked_at_with_no_other_client():
    """Neither the log, nor the review, nor the duty is another client's to see."""
    p = practising(couple())
    p = p.record(logging(p, done=Done.NOT, got_in_the_way=SAID))
    assert codes(p, reviewing(p, by="cem")) == ["practice.unknown"]
    after = p.record(reviewing(p))
    for now in (p, after):
        seen = view(now, "cem")
        assert owed(seen) == []
        kinds = {type(act) for act in seen.history}
        assert kinds.isdisjoint((acts.LogPractice, acts.ReviewPractice))
        assert seen.practices() == ()
    assert view(after, "ana").practice("p1").reviews == after.practice("p1").reviews


def signals(p: Partnership) -> object:
    """Return all that is said of a client: what detectors find, and what is counted."""
    at = p.at
    return (
        insight.signals(p),
        insight.signals(p, viewer="ana"),
        insight.profile(p),
        p.contact(at=at),
        p.measures("ana"),
        p.track("ana", "phq-9"),
        [goal.ratings for goal in p.goals],
        p.safety("ana"),
        p.stage,
    )


@given(st.sampled_from([None, Done.YES, Done.PARTLY]), st.integers(0, 10))
def test_not_is_no_signal_about_the_client(done: Done | None, helped: int):
    """Whatever it was changed from: the same signals, counts, track and scores."""
    p = practising()
    first = meeting(p.record(logging(p, done=done, helped=helped)))
    second = meeting(p.record(logging(p, done=Done.NOT, helped=helped)))
    assert alike(signals(first)) == alike(signals(second))


def alike(value: object) -> str:
    """Return what is said, without the acts that it cites."""
    return repr(value).replace("Done.PARTLY", "-").replace("Done.NOT", "-")
