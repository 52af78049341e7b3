"""Invariants 21 and 42: who is in danger or silent is not left by those who help."""

from datetime import timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    ClosureKind,
    ContactStatus,
    DutyKind,
    Partnership,
    Post,
    Role,
    SafetyStatus,
    Stage,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.testing.histories import histories
from collabtherapy.testing.offered import attempts
from collabtherapy.testing.remedies import carried_out, cleared
from collabtherapy.testing.ways import (
    BO,
    CLINIC,
    appointing,
    couple,
    decided,
    led_to,
    prefixes,
    two,
)

TIA = Therapist("tia", post=Post.TRAINEE, supervisor="sue")

ALONE = (
    acts.Pause | acts.StartEnding | acts.Finish | acts.CloseAsLapsed
    | acts.DeclineToStart | acts.FollowUpOver
)  # fmt: skip


@given(histories(at_most=4), st.data())
def test_with_a_concern_open_no_therapist_turns_away(
    p: Partnership, data: st.DataObject
):
    """Invariant 42: and the client may do all of it, as if there were none."""
    if not p.stage.is_open:
        return
    p = p.record(acts.RaiseConcern(by=p.therapists[0], at=p.at, client=p.clients[0]))
    act = data.draw(attempts(p))
    if not isinstance(act, ALONE):
        return
    codes = {reason.code for reason in p.why_not(act)}
    if p.state.members.role(act.by) is Role.CLIENT:
        assert "safety.concern_open" not in codes
    else:
        assert codes


def test_a_concern_is_planned_checked_and_resolved_together():
    """Invariant 42: resolved after clear checks on three days in a row, by both."""
    p = led_to(two(), Stage.WORKING)
    p = p.record(acts.RaiseConcern(by="ana", at=p.at, client="ana"))
    assert [duty.kind.value for duty in p.duties(at=p.at)] == ["check_safety"]
    plan = matters.SafetyPlan(client="ana", words=Words("call"))
    p = decided(p, "plan", plan, p.at)
    assert p.safety("ana").status is SafetyStatus.PLANNED

    def check(day: int, *, clear: bool = True) -> acts.CheckSafety:
        at = plan_at + timedelta(days=day)
        return acts.CheckSafety(by="bo", at=at, client="ana", clear=clear)

    plan_at = p.at
    p = p.record(check(1), check(2), check(2, clear=False), check(3), check(3))
    over = matters.ResolveConcern(client="ana")
    p = p.record(acts.Propose(by="bo", at=p.at, id="over", matter=over))
    p = p.record(check(4))
    yes = acts.Accept(by="ana", at=p.at, proposal="over")
    (refusal,) = p.why_not(yes)
    assert refusal.code == "safety.not_clear_yet"
    assert [fix.fields["at"] for fix in refusal.fix] == [p.at + timedelta(days=1)]
    p = p.record(check(5), attrs.evolve(yes, at=p.at + timedelta(days=1)))
    assert p.safety("ana").status is SafetyStatus.RESOLVED
    assert p.duties(at=p.at) == ()


def test_who_leaves_in_danger_is_looked_after():
    """Leaving asks for nothing, and opens a duty to reach out."""
    p = led_to(two(), Stage.WORKING)
    p = p.record(acts.RaiseConcern(by="bo", at=p.at, client="ana"))
    p = p.record(acts.Leave(by="ana", at=p.at))
    assert DutyKind.SAFETY_OUTREACH in [duty.kind for duty in p.duties(at=p.at)]


def test_silence_takes_attempts_and_days_and_ends_with_a_word():
    """S34, invariant 21: one missed appointment lapses nothing; any word ends it."""
    p = led_to(two(), Stage.WORKING)
    at = p.at
    p = p.record(
        acts.PlanSession(by="bo", at=at, id="s", starts_at=at),
        acts.MissSession(by="bo", at=at, session="s", absent=("ana",)),
    )
    late = at + timedelta(days=40)
    assert p.contact(at=late) is ContactStatus.UNCERTAIN
    assert p.why_not(acts.CloseAsLapsed(by="bo", at=late))
    reach = acts.ReachOut(by="bo", at=at, to="ana")
    p = p.record(reach, reach)
    assert p.contact(at=late) is ContactStatus.UNCERTAIN  # both are of one day
    p = p.record(attrs.evolve(reach, at=at + timedelta(days=1)))
    assert p.contact(at=at) is ContactStatus.IN
    assert p.contact(at=late) is ContactStatus.OUT
    lapsed = p.record(acts.CloseAsLapsed(by="bo", at=late))
    assert lapsed.closure is not None
    assert lapsed.closure.kind is ClosureKind.LAPSED
    spoke = p.record(acts.RateGoal(by="ana", at=p.at, goal="g1", value=4))
    assert spoke.contact(at=late) is ContactStatus.IN
    called = p.record(acts.RecordContact(by="bo", at=p.at, client="ana"))
    assert called.contact(at=late) is ContactStatus.IN


def test_who_has_gone_traps_nobody():
    """Invariant 42: a concern about somebody who left holds nobody who is still here.

    It can no longer be handed over here; the outreach that is owed looks after them.
    """
    p = led_to(couple(), Stage.WORKING)
    for act in (
        acts.RaiseConcern(by="bo", at=p.at, client="ana"),
        acts.Leave(by="ana", at=p.at),
    ):
        p = p.record(act)
    assert not [d for d in p.duties(at=p.at) if d.kind is DutyKind.CHECK_SAFETY]
    assert DutyKind.SAFETY_OUTREACH in [duty.kind for duty in p.duties(at=p.at)]
    over = acts.DeclineToStart(by="bo", at=p.at, signposting=Words("so"))
    assert p.record(over).stage is Stage.CLOSED


def in_danger(of: str = "ana") -> Partnership:
    """Return a couple in a service, with a supervised trainee and a concern."""
    opening = attrs.evolve(
        couple().history[0], organisations=(CLINIC,), therapists=(BO, TIA)
    )
    p = led_to(Partnership.replay([opening]), Stage.WORKING)
    p = p.record(appointing(p, "parent"))
    return p.record(acts.RaiseConcern(by="bo", at=p.at, client=of))


@pytest.mark.parametrize("by", ["cem", "clinic", "sue", "parent", "stranger"])
@pytest.mark.parametrize("clear", [True, False])
def test_nobody_else_says_whether_a_client_is_safe(by: str, *, clear: bool):
    """Invariant 42: a check is a therapist's, or the person's own."""
    p = in_danger()
    check = acts.CheckSafety(by=by, at=p.at, client="ana", clear=clear)
    assert p.why_not(check)
    after, again = cleared(p, check)
    assert str(again.by) in {"ana", "bo", "tia"}
    assert after.history == p.history
    for own in ("ana", "bo", "tia"):
        assert p.allows(attrs.evolve(check, by=own))


def test_what_is_asked_of_other_clients_tells_them_of_no_concern():
    """Invariant 45: a concern about one client is no option of another's."""
    quiet = in_danger(of="cem")
    raised = quiet.record(acts.RaiseConcern(by="bo", at=quiet.at, client="ana"))
    calm = led_to(couple(), Stage.WORKING)
    worried = calm.record(acts.RaiseConcern(by="bo", at=calm.at, client="ana"))
    for before, after in ((quiet, raised), (calm, worried)):
        assert before.options("cem", at=before.at) == after.options("cem", at=after.at)


def test_what_a_resolution_waits_for_is_asked_of_those_who_may():
    """Invariants 42 and 64: the checks that are missing are asked of therapists."""
    p = in_danger()
    put = acts.Propose(
        by="bo", at=p.at, id="over", matter=matters.ResolveConcern(client="ana")
    )
    p = p.record(put, acts.Accept(by="tia", at=p.at, proposal="over"))
    (refusal,) = p.why_not(acts.Accept(by="ana", at=p.at, proposal="over"))
    asked = {str(person) for check in refusal.fix for person in check.by}
    assert asked == {"bo", "tia"}


@given(histories(at_most=20))
def test_every_check_is_a_therapists_or_ones_own(p: Partnership):
    """Invariant 42: in whatever history."""
    for before, act, _ in prefixes(p):
        if isinstance(act, acts.CheckSafety):
            role = before.state.members.role(act.by)
            assert role is Role.THERAPIST or act.by == act.client


@pytest.mark.parametrize("of", ["ana", "cem"])
@pytest.mark.parametrize("to", ["bo", "ana", "cem"])
@pytest.mark.parametrize("gone", [False, True])
def test_safety_is_handed_over_to_somebody_else(of: str, to: str, *, gone: bool):
    """Invariant 42: neither to whoever hands it over, nor to a client."""
    p = in_danger(of)
    if gone and of != "cem":
        p = p.record(acts.Leave(by="cem", at=p.at))
    act = acts.HandOverSafety(
        by="bo", at=p.at, client=of, recipient=to, ground="emergency"
    )
    (refusal,) = p.why_not(act)
    assert refusal.code == "safety.not_handed_over"
    after, again = carried_out(p, act, refusal)
    accept = acts.AcceptHandOver(by="service", at=p.at, client=of)
    assert not after.record(again, accept).safety(of).is_open


@pytest.mark.parametrize("to", ["tia", "clinic", "crisis-team", "parent"])
def test_safety_is_handed_over_to_whoever_can_take_it(to: str):
    """A colleague, the service, somebody from outside; the way is always open."""
    p = in_danger()
    act = acts.HandOverSafety(
        by="bo", at=p.at, client="ana", recipient=to, ground="emergency"
    )
    assert p.why_not(act) == ()
