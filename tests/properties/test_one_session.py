"""Invariant 18: one good session is a success, and its end is agreed like any other.

Source: Hoyt, Bobele, Slive, Young and Talmon, *Single-Session Therapy by Walk-In or
Appointment* (2018): one session at a time, each of them whole, and the door open.
"""

from datetime import timedelta

import attrs
import pytest
from hypothesis import given

from collabtherapy import (
    ClosureKind,
    DutyKind,
    Partnership,
    Scope,
    Shape,
    Stage,
    TimerKind,
    Words,
    acts,
    matters,
)
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import (
    consented,
    couple,
    decided,
    in_session,
    led_to,
    two,
)
from collabtherapy.testing.ways import prefixes as steps_of

BRIEF = (Shape.SINGLE, Shape.ONE_AT_A_TIME)
EARLY = (Stage.EXPLORING, Stage.CONTRACTING)
INFORMATION = DutyKind.REFERRAL_INFORMATION


def met(stage: Stage = Stage.EXPLORING, *, times: int = 1) -> Partnership:
    """Return a partnership that has met so often, and agreed on nothing yet."""
    p = led_to(two(), stage)
    for n in range(times):
        p = p.record(
            acts.StartSession(by="bo", at=p.at, id=f"s{n}", present=("ana", "bo")),
            acts.EndSession(by="bo", at=p.at, session=f"s{n}"),
        )
    return p


def refused(p: Partnership, matter: matters.Matter) -> list[str]:
    """Return why a client may not settle a matter that the therapist put."""
    p = p.record(acts.Propose(by="bo", at=p.at, id="m", matter=matter))
    accept = acts.Accept(by="ana", at=p.at, proposal="m")
    return [reason.code for reason in p.why_not(accept)]


@pytest.mark.parametrize("stage", EARLY)
@pytest.mark.parametrize("shape", BRIEF)
def test_one_good_session_closes_as_agreed(stage: Stage, shape: Shape):
    """Invariant 18: both say that it was enough; nobody has left."""
    p = met(stage)
    p = decided(p, "end", matters.Ending(shape=shape), p.at)
    assert p.stage is Stage.ENDING
    p = p.record(acts.Finish(by="ana", at=p.at))
    assert p.closure is not None
    assert p.closure.kind is ClosureKind.AGREED


def test_it_may_be_followed_up_and_boosted():
    """S29: whoever met once may stay in touch, and meet again for a booster."""
    p = met()
    p = decided(p, "end", matters.Ending(shape=Shape.SINGLE), p.at)
    p = consented(p, Scope.CONTACT, p.at).record(
        acts.OfferToolkit(by="bo", at=p.at, to="ana"),
        acts.LookBack(by="ana", at=p.at),
        acts.LookBack(by="bo", at=p.at),
    )
    until = p.at + timedelta(days=90)
    p = decided(p, "after", matters.FollowUp(until=until), p.at)
    assert p.stage is Stage.FOLLOW_UP
    start = acts.StartSession(by="bo", at=p.at, id="boost", present=("ana", "bo"))
    assert p.why_not(start) == ()


@pytest.mark.parametrize("stage", EARLY)
def test_what_has_no_agreement_ends_by_its_shape(stage: Stage):
    """Nothing is called brief that was not, and nothing done that did not happen."""
    assert refused(met(stage), matters.Ending()) == ["ending.no_shape"]
    for other in (Shape.FIXED, Shape.OPEN):
        assert refused(met(stage), matters.Ending(shape=other)) == ["ending.no_shape"]
    twice = met(stage, times=2)
    single, each = (matters.Ending(shape=shape) for shape in BRIEF)
    assert refused(twice, single) == ["ending.no_shape"]
    assert refused(twice, each) == []
    for ending in (single, each):
        assert refused(led_to(two(), stage), ending) == ["ending.no_session"]


@given(histories(stages=(*EARLY, Stage.ENDING)))
def test_nobody_ends_alone_what_was_not_begun(p: Partnership):
    """Invariant 20: before the work, an ending is begun by what both have settled."""
    for before, act, after in steps_of(p):
        was, now = before.state.main, after.state.main
        early = was.stage in EARLY or was.paused_from in EARLY
        if early and now.stage is Stage.ENDING:
            assert isinstance(act, acts.Accept)
            assert now.ending is not None
            assert now.ending.closes_as is ClosureKind.AGREED
            held = before.state.sessions.n_held
            ending = before.proposal(act.proposal).last.matter
            assert isinstance(ending, matters.Ending)
            assert ending.shape in (BRIEF if held == 1 else BRIEF[1:])
            assert held


def test_minds_change_and_the_work_is_agreed_on_as_ever():
    """Invariants 15 and 16: no way round the goal, the consent and the agreement."""
    p = decided(met(), "end", matters.Ending(shape=Shape.SINGLE), met().at)
    assert "agreement.not_in_force" in refused(p, matters.KeepGoing())
    p = consented(p, Scope.TREATMENT, p.at)
    work = matters.Agreement(words=Words("weekly"))
    assert refused(p, work) == ["agreement.no_goal"]
    p = decided(p, "a1", attrs.evolve(work, goals_deferred=True), p.at)
    assert decided(p, "on", matters.KeepGoing(), p.at).stage is Stage.WORKING


@pytest.mark.parametrize(
    ("fields", "shape"),
    [
        ({}, Shape.OPEN),
        ({"n_sessions": 8}, Shape.FIXED),
        ({"shape": Shape.SINGLE}, Shape.SINGLE),
        ({"shape": Shape.ONE_AT_A_TIME}, Shape.ONE_AT_A_TIME),
    ],
)
def test_a_number_makes_it_fixed(fields: dict[str, object], shape: Shape):
    """What is agreed without a shape has that of its number of sessions."""
    agreement = matters.Agreement(words=Words("weekly"), **fields)
    assert agreement.shape is shape
    assert attrs.evolve(agreement, words=Words("monthly")).shape is shape


@pytest.mark.parametrize(
    "fields",
    [
        {"shape": Shape.FIXED},
        *({"shape": s, "n_sessions": 8} for s in (*BRIEF, Shape.OPEN)),
    ],
)
def test_a_shape_and_a_number_go_together(fields: dict[str, object]):
    """Fixed is a number of sessions, and nothing else has one."""
    with pytest.raises(ValueError, match="n_sessions"):
        matters.Agreement(words=Words("weekly"), **fields)


def agreed(**fields: object) -> Partnership:
    """Return the work by an agreement of some shape."""
    p = led_to(two(), Stage.WORKING)
    agreement = matters.Agreement(words=Words("weekly"), **fields)
    return p.record(
        acts.Amend(by="bo", at=p.at, proposal="a1", matter=agreement),
        acts.Accept(by="ana", at=p.at, proposal="a1"),
    )


def test_a_single_session_is_one():
    """What was agreed as one session is one, until both agree on more."""
    p = agreed(shape=Shape.SINGLE)
    timers = {timer.kind: timer.is_due for timer in p.timers(at=p.at)}
    assert timers[TimerKind.FEW_SESSIONS_LEFT]
    p = in_session(p).record(acts.EndSession(by="bo", at=p.at, session="s1"))
    again = acts.StartSession(by="bo", at=p.at, id="s2", present=("ana", "bo"))
    assert [reason.code for reason in p.why_not(again)] == ["agreement.sessions_used"]


def test_one_at_a_time_is_looked_at_each_time():
    """Whether there is another is asked after each, unless agreed otherwise."""
    for fields, due in (
        ({"shape": Shape.ONE_AT_A_TIME}, True),
        ({"shape": Shape.ONE_AT_A_TIME, "review_every": 3}, False),
        ({}, False),
    ):
        p = in_session(agreed(**fields))
        p = p.record(acts.EndSession(by="bo", at=p.at, session="s1"))
        assert (DutyKind.REVIEW in {d.kind for d in p.duties(at=p.at)}) is due


@pytest.mark.parametrize("opening", [two(), couple()])
def test_who_was_lost_touch_with_may_come_back(opening: Partnership):
    """They are owed where to turn, as those are who left."""
    p = led_to(opening, Stage.EXPLORING)
    p = p.record(
        acts.PlanSession(by="bo", id="s", starts_at=p.at, at=p.at),
        acts.MissSession(by="bo", session="s", absent=opening.clients, at=p.at),
        *(
            acts.ReachOut(by="bo", to="ana", at=p.at + timedelta(days=day))
            for day in (0, 1)
        ),
    )
    lapsed = p.record(acts.CloseAsLapsed(by="bo", at=p.at + timedelta(days=28)))
    owed = [duty for duty in lapsed.duties(at=lapsed.at) if duty.kind is INFORMATION]
    assert [duty.owed_to for duty in owed] == [client.id for client in opening.clients]
    told = lapsed.record(
        acts.DischargeDuty(
            by="bo", at=lapsed.at, duty=owed[0].id, words=Words("a helpline")
        )
    )
    assert owed[0].id not in {duty.id for duty in told.duties(at=told.at)}
