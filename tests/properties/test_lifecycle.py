"""Invariants 15 to 19 and 22: the main line, and the ways in and out of it."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    ClosureKind,
    DutyKind,
    Form,
    Partnership,
    Role,
    Scope,
    Stage,
    TimerKind,
    acts,
    matters,
)
from collabtherapy.partnership.law.lifecycle import STEPS
from collabtherapy.partnership.law.steps import Elsewhere
from collabtherapy.testing.histories import histories
from collabtherapy.testing.offered import attempts
from collabtherapy.testing.openings import openings
from collabtherapy.testing.ways import couple, in_session, led_to, prefixes, two


@given(st.data(), st.sampled_from([Role.CLIENT, Role.THERAPIST]), openings())
def test_one_side_alone_never_gets_to_working(
    data: st.DataObject, side: Role, p: Partnership
):
    """Invariant 15: whatever one side does, it takes two to work."""
    for _ in range(data.draw(st.integers(1, 20))):
        act = data.draw(attempts(p))
        if act is None or p.state.members.role(act.by) is not side:
            continue
        if not p.why_not(act):
            p = p.record(act)
    assert p.stage in (Stage.REQUESTED, Stage.WAITING, Stage.CLOSED)


@given(histories())
def test_whoever_enters_working_agreed_and_consented(p: Partnership):
    """Invariant 16: an agreement in force, and treatment consented to by everyone."""
    for before, act, after in prefixes(p):
        if after.stage is not Stage.WORKING or before.stage is Stage.WORKING:
            continue
        assert after.state.agreement.in_force(act.at)
        for client in after.clients:
            assert after.consent(client, Scope.TREATMENT).in_force(act.at)


def test_consent_that_runs_out_moves_no_stage_but_stops_sessions():
    """Invariant 16: time refuses sessions and opens a duty to renew, nothing else."""
    p = led_to(two(), Stage.WORKING)
    at = p.state.at
    p = p.record(
        acts.GiveConsent(
            by="ana",
            at=at,
            scope=Scope.TREATMENT,
            terms="t",
            expires_at=at + timedelta(days=10),
        )
    )
    late = at + timedelta(days=10)
    start = acts.StartSession(by="bo", at=late, id="s", present=("ana", "bo"))
    assert [reason.code for reason in p.why_not(start)] == [
        "consent.treatment.not_in_force"
    ]
    assert DutyKind.RENEW_CONSENT in [duty.kind for duty in p.duties(at=late)]
    assert p.duties(at=at) == ()
    assert p.as_of(late).stage is Stage.WORKING


@given(histories())
def test_every_client_can_leave_from_every_open_stage(p: Partnership):
    """Invariant 17: no guard, ever; what that opens and stops, it opens and stops."""
    for client in p.clients if p.stage.is_open else ():
        leave = acts.Leave(by=client, at=p.state.at)
        assert p.why_not(leave) == ()
        assert acts.Leave in {o.act for o in p.options(client, at=p.state.at)}
        after = p.record(leave)
        assert client not in after.clients or after.stage is Stage.CLOSED
        owed = after.duties(at=p.at, owed_to=client)
        assert DutyKind.REFERRAL_INFORMATION in [duty.kind for duty in owed]
        if len(p.clients) == 1:
            assert after.stage is Stage.CLOSED
            assert after.state.sessions.open is None


@given(histories(stages=(Stage.CLOSED,), at_most=4, late=False), st.data())
def test_closed_is_closed(p: Partnership, data: st.DataObject):
    """Invariant 18: no act on time leads out of it, and it accepts but a few.

    But a mistake is taken out, by one or together, and what was lives on then.
    """
    act = data.draw(attempts(p))
    if act is None:
        return
    if not p.why_not(act):
        after = p.record(act)
        if after.entries[-1].mark.voids is not None:
            return
        assert isinstance(
            act,
            acts.WithdrawConsent
            | acts.AnswerFeedback
            | acts.Adjust
            | acts.DischargeDuty
            | acts.AddToToolkit
            | acts.EndorseInsight
            | acts.Disclose
            | acts.EndRepresentation
            | acts.ReachOut  # while it is owed to a person who left
            | acts.Redact
            | acts.WriteNote  # the record is put in order
            | acts.WriteProcessNote
            | acts.Confirm
            | acts.Dispute
            | acts.AnswerDispute
            | acts.Propose
            | acts.Accept,
        )
        matter = getattr(act, "matter", matters.Correction)
        assert matter is matters.Correction or isinstance(matter, matters.Correction)
        assert after.stage is Stage.CLOSED
    assert p.closure is not None


@given(histories())
def test_closed_is_the_last_of_the_timeline(p: Partnership):
    """Invariant 18: what leads out of it is a void, by which it never was."""
    stages = [after.stage for _, _, after in prefixes(p)]
    closed = stages.index(Stage.CLOSED) if Stage.CLOSED in stages else len(stages)
    assert set(stages[closed:]) <= {Stage.CLOSED}
    for before, after in pairwise(known(p)):
        if before.stage is Stage.CLOSED is not after.stage:
            (taken_out,) = (e for e in after.entries if e.voided_by == after.version)
            assert taken_out.version <= before.version


def known(p: Partnership) -> Iterator[Partnership]:
    """Yield what was known after each entry."""
    return (Partnership.replay(p.entries[:n]) for n in range(1, p.version + 1))


@given(histories())
def test_a_partnership_closes_once_in_one_way(p: Partnership):
    """Invariant 18: exactly one kind of closure and one initiator, once closed."""
    closures = {after.closure for _, _, after in prefixes(p)} - {None}
    assert len(closures) == (p.stage is Stage.CLOSED)
    assert (p.closure is None) is p.stage.is_open


@pytest.mark.parametrize(
    ("begin", "kind"),
    [
        ("agreed", ClosureKind.AGREED),
        ("client", ClosureKind.CLIENT_ENDED),
        ("withdrawal", ClosureKind.CLIENT_ENDED),
        ("leave", ClosureKind.CLIENT_LEFT),
    ],
)
def test_an_ending_closes_as_it_was_begun(begin: str, kind: ClosureKind):
    """Invariant 18: the kind of closure follows from how the ending began."""
    p = led_to(two(), Stage.WORKING)
    at = p.state.at
    finish = acts.Finish(by="ana", at=at)
    ways = {
        "agreed": (
            acts.Propose(by="bo", at=at, id="end", matter=matters.Ending()),
            acts.Accept(by="ana", at=at, proposal="end"),
            finish,
        ),
        "client": (acts.StartEnding(by="ana", at=at), finish),
        "withdrawal": (
            acts.WithdrawConsent(by="ana", at=at, scope=Scope.TREATMENT),
            finish,
        ),
        "leave": (acts.Leave(by="ana", at=at),),
    }
    p = p.record(*ways[begin])
    assert p.closure is not None
    assert (p.stage, p.closure.kind) == (Stage.CLOSED, kind)


@given(histories(clients=1))
def test_resuming_goes_back_to_where_the_break_was_taken(p: Partnership):
    """Invariant 19: a pause is no door into another stage."""
    for before, _, after in prefixes(p):
        if before.stage is not Stage.PAUSED and after.stage is Stage.PAUSED:
            assert after.paused_from is before.stage
        resumed = before.stage is Stage.PAUSED and after.stage is not Stage.PAUSED
        if resumed and after.stage not in (Stage.ENDING, Stage.CLOSED):
            assert after.stage is before.paused_from
            assert after.paused_from is None


def test_a_partnership_does_not_take_itself_up_again():
    """Invariant 22: a predecessor is another partnership."""
    with pytest.raises(ValueError, match="own predecessor"):
        two().open(
            id="p",
            clients=two().clients,
            therapists=two().therapists,
            by="ana",
            at=two().state.at,
            predecessor="p",
        )


@given(histories())
def test_what_the_table_does_not_list_does_not_happen(p: Partnership):
    """Every change of stage is a row of the table, taken by someone it names."""
    for before, act, after in prefixes(p):
        if before.stage is after.stage:
            continue
        role = before.state.members.role(act.for_whom)
        assert any(
            before.stage in step.from_.stages
            and (step.to is after.stage or step.to is Elsewhere.PAUSED_FROM)
            and role in step.who
            for step in STEPS
        )


def test_whoever_stays_of_a_couple_agrees_anew():
    """A couple that loses one pauses, and its agreement is over; a group goes on."""
    for form, stage in ((Form.COUPLE, Stage.PAUSED), (Form.GROUP, Stage.WORKING)):
        opening = attrs.evolve(couple().history[0], form=form)
        q = Partnership.replay([opening])
        q = in_session(led_to(q, Stage.WORKING))
        q = q.record(acts.Leave(by="cem", at=q.state.at))
        assert q.stage is stage
        assert (q.agreement is None) is (form is Form.COUPLE)
        assert (q.state.sessions.open is None) is (form is Form.COUPLE)
        if form is Form.COUPLE:
            assert q.paused_from is Stage.CONTRACTING
            withdraw = acts.WithdrawConsent(
                by="cem", at=q.state.at, scope=Scope.TREATMENT
            )
            assert q.why_not(withdraw) == ()


@given(histories(stages=(Stage.WAITING, Stage.PAUSED, Stage.WORKING)))
def test_timers_are_due_from_their_moment_on(p: Partnership):
    """Invariant 7: a timer is due exactly from the moment it names."""
    for timer in p.timers(at=p.state.at):
        if timer.due_at is None or timer.kind is TimerKind.REVIEW:
            continue
        just_before = timer.due_at - timedelta(microseconds=1)
        assert _due(p, timer, timer.due_at)
        assert not _due(p, timer, just_before)


def _due(p: Partnership, timer: object, at: object) -> bool:
    found = [
        t for t in p.timers(at=at) if (t.kind, t.about) == (timer.kind, timer.about)
    ]
    return found[0].is_due
