"""Invariant 37, S07, S11, S17, S19, S23, S24: what is understood, done and parked."""

import pytest

from collabtherapy import (
    Change,
    GoalOutcome,
    Partnership,
    PersonId,
    Scope,
    Stage,
    Words,
    acts,
    matters,
)
from collabtherapy.testing.ways import (
    couple,
    decided,
    followed_up,
    in_session,
    led_to,
    two,
)

SAID = Words("said")


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Give the codes of what stands in the way."""
    return [refusal.code for refusal in p.why_not(act)]


def tasked(p: Partnership) -> Partnership:
    """Have a task agreed on, for the goal there is."""
    return decided(p, "t1", matters.Task(words=SAID, goals="g1"), p.at)


def test_a_picture_is_shared_once_it_rests_on_both():
    """S07: a one-sided set of citations never becomes shared, whoever accepts."""
    p = in_session(led_to(two(), Stage.WORKING))
    for cites in ({"c1"}, {"c2"}, ()):
        one = matters.Understanding(words=SAID, cites=cites)
        put = p.record(acts.Propose(by="bo", at=p.at, id="u", matter=one))
        accept = acts.Accept(by="ana", at=p.at, proposal="u")
        assert set(codes(put, accept)) == {"understanding.one_sided"}
    both = matters.Understanding(words=SAID, cites={"c1", "c2"})
    p = decided(p, "u", both, p.at)
    assert [settled.matter for settled in p.understandings] == [both]


def test_dissent_stands_beside_what_is_shared_later():
    """S11: an edit asks everyone anew, and who disagreed is still read."""
    p = in_session(led_to(two(), Stage.WORKING))
    first = matters.Understanding(words=SAID, cites={"c1", "c2"})
    again = matters.Understanding(words=Words("otherwise"), cites={"c1", "c2"})
    p = p.record(
        acts.Propose(by="bo", at=p.at, id="u", matter=first),
        acts.Decline(by="ana", at=p.at, proposal="u", words=Words("not so")),
        acts.Amend(by="bo", at=p.at, proposal="u", matter=again),
        acts.Accept(by="ana", at=p.at, proposal="u"),
    )
    assert p.understanding("u")[-1].matter == again
    ((proposal, dissent),) = p.disagreements
    assert (proposal.id, dissent.by, dissent.words) == (
        p.proposal("u").id, PersonId("ana"), Words("not so"),
    )  # fmt: skip


def test_a_task_is_for_something_that_is_worked_on():
    """Invariant 37, S19: linked to at least one goal, active when it is agreed."""
    p = led_to(two(), Stage.WORKING)
    with pytest.raises(ValueError, match="goals"):
        matters.Task(words=SAID, goals=())
    dead = matters.Task(words=SAID, goals="g9")
    put = acts.Propose(by="bo", at=p.at, id="t", matter=dead)
    assert codes(p, put) == ["goal.unknown"]
    task = matters.Task(words=SAID, goals="g1")
    p = p.record(acts.Propose(by="bo", at=p.at, id="t", matter=task))
    accept = acts.Accept(by="ana", at=p.at, proposal="t")
    assert codes(p, accept) == []
    end = matters.GoalEnd(goal="g1", outcome=GoalOutcome.REACHED)
    assert codes(decided(p, "end", end, p.at), accept) == ["task.no_active_goal"]
    assert p.record(accept).task("t").matter == task


def test_no_practice_is_anybodys_who_did_not_take_it_on():
    """S23: in a couple, the one accepts nothing for the other."""
    p = tasked(led_to(couple(), Stage.WORKING))
    practice = matters.Practice(words=SAID, task="t1", owner="cem")
    p = p.record(acts.Propose(by="bo", at=p.at, id="p1", matter=practice))
    for_cem = acts.Accept(by="ana", at=p.at, proposal="p1")
    assert [reason.code for reason in p.refusals(for_cem)] == ["decision.not_a_party"]
    assert codes(p, for_cem) == ["proposal.unknown"]  # it is not for her to see
    assert p.practices() == ()
    p = p.record(acts.Accept(by="cem", at=p.at, proposal="p1"))
    assert [kept.id for kept in p.practices("cem")] == [p.practice("p1").id]
    assert p.practices("ana") == ()


def test_a_practice_rests_on_consent_to_treatment():
    """Invariant 23: the owner's, in force when it is agreed."""
    p = tasked(led_to(two(), Stage.WORKING))
    p = p.record(
        acts.Propose(
            by="bo",
            at=p.at,
            id="p1",
            matter=matters.Practice(words=SAID, task="t1", owner="ana"),
        ),
        acts.WithdrawConsent(by="ana", at=p.at, scope=Scope.TREATMENT),
    )
    assert codes(p, acts.Accept(by="ana", at=p.at, proposal="p1")) == [
        "consent.treatment.not_in_force"
    ]


@pytest.mark.parametrize(
    "stage", [Stage.WORKING, Stage.PAUSED, Stage.ENDING, Stage.FOLLOW_UP]
)
def test_practice_is_logged_at_any_time_and_stopped_at_will(stage: Stage):
    """S24: between sessions, on a break, while ending and after; by its owner."""
    p = tasked(led_to(two(), Stage.WORKING))
    practice = matters.Practice(words=SAID, task="t1", owner="ana")
    p = decided(p, "p1", practice, p.at)
    ways: dict[Stage, tuple[acts.Act, ...]] = {
        Stage.PAUSED: (acts.Pause(by="ana", at=p.at),),
        Stage.ENDING: (acts.StartEnding(by="ana", at=p.at),),
    }
    p = p.record(*ways.get(stage, ()))
    if stage is Stage.FOLLOW_UP:
        p = followed_up(p)
    assert p.stage is stage
    log = acts.LogPractice(by="ana", at=p.at, practice="p1", helped=7)
    assert codes(p, acts.LogPractice(by="bo", at=p.at, practice="p1"))
    p = p.record(log, acts.StopPractice(by="ana", at=p.at, practice="p1"))
    assert p.practice("p1").log == (log,)
    assert p.practices() == ()


def test_whoever_logs_what_was_stopped_is_shown_their_own_and_no_one_elses():
    """S24: what would do instead is one's own, and still practised."""
    p = tasked(led_to(couple(), Stage.WORKING))
    for name, owner in {"p1": "ana", "p2": "ana", "p3": "ana", "q1": "cem"}.items():
        practice = matters.Practice(words=SAID, task="t1", owner=owner)
        put = acts.Propose(by="bo", at=p.at, id=name, matter=practice)
        p = p.record(put, acts.Accept(by=owner, at=p.at, proposal=name))
    for name in ("p1", "p3"):
        p = p.record(acts.StopPractice(by="ana", at=p.at, practice=name))
    for act in (acts.LogPractice, acts.StopPractice):
        (refusal,) = p.why_not(act(by="ana", at=p.at, practice="p1"))
        own = (p.practice("p2").id,)
        assert (refusal.code, refusal.fix) == (
            "practice.stopped", (Change("practice", own),),
        )  # fmt: skip
        (refusal,) = p.refusals(act(by="ana", at=p.at, practice="q1"))
        assert refusal.fix == (Change("by", (PersonId("cem"),)),)
        (refusal,) = p.why_not(act(by="ana", at=p.at, practice="q1"))
        assert refusal.code == "practice.unknown"


def test_what_a_therapist_takes_on_is_owed():
    """A practice of the therapist's is a duty to the clients, until it is done."""
    p = tasked(led_to(two(), Stage.WORKING))
    practice = matters.Practice(words=SAID, task="t1", owner="bo")
    p = decided(p, "p1", practice, p.at)
    (duty,) = (d for d in p.duties(at=p.at, owed_by="bo") if d.kind == "practice")
    p = p.record(acts.DischargeDuty(by="bo", at=p.at, duty=duty.id, words=SAID))
    assert not [d for d in p.duties(at=p.at) if d.kind == "practice"]


def test_a_practice_agreed_anew_is_taken_up_again():
    """What was stopped begins again when both agree to it again, its log kept."""
    p = tasked(led_to(two(), Stage.WORKING))
    practice = matters.Practice(words=SAID, task="t1", owner="ana")
    p = decided(p, "p1", practice, p.at).record(
        acts.LogPractice(by="ana", at=p.at, practice="p1"),
        acts.StopPractice(by="ana", at=p.at, practice="p1"),
        acts.Amend(by="bo", at=p.at, proposal="p1", matter=practice),
        acts.Accept(by="ana", at=p.at, proposal="p1"),
    )
    assert p.practice("p1").is_active
    assert len(p.practice("p1").log) == 1


def test_a_parked_topic_is_left_alone_by_the_other():
    """S17: either side parks it without a reason; whoever did takes it out again."""
    p = in_session(led_to(two(), Stage.WORKING))
    for parker, other in (("ana", "bo"), ("bo", "ana")):
        parked = p.record(acts.ParkTopic(by=parker, at=p.at, topic="work"))
        say = {"at": p.at, "session": "s1", "id": "c9", "topic": "work"}
        assert codes(parked, acts.Contribute(by=other, **say)) == ["topic.parked"]
        assert codes(parked, acts.Contribute(by=parker, **say)) == []
        take_out = acts.UnparkTopic(by=other, at=p.at, topic="work")
        assert codes(parked, take_out) == ["topic.not_parked"]
        free = parked.record(acts.UnparkTopic(by=parker, at=p.at, topic="work"))
        assert codes(free, acts.Contribute(by=other, **say)) == []
        assert (len(parked.parked), len(free.parked)) == (1, 0)


def test_a_topic_that_somebody_who_left_had_parked_is_free_again():
    """Nobody could ever take it out, so it does not bind who stays."""
    p = led_to(couple(), Stage.EXPLORING)
    p = p.record(
        acts.ParkTopic(by="cem", at=p.at, topic="work"),
        acts.Leave(by="cem", at=p.at),
    )
    p = decided(p, "on", matters.Resume(), p.at)
    start = acts.StartSession(by="bo", at=p.at, id="s1", present=("ana", "bo"))
    say = acts.Contribute(by="bo", at=p.at, session="s1", id="c", topic="work")
    assert codes(p.record(start), say) == []
