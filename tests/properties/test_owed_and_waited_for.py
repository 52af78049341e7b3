"""Duties, timers and what waits for somebody, as a partnership tells of them."""

from datetime import timedelta

from collabtherapy import (
    DutyKind,
    Partnership,
    PersonId,
    ProposalId,
    Scope,
    Stage,
    TimerKind,
    Words,
    acts,
    matters,
)
from collabtherapy.testing.ways import (
    START,
    consented,
    couple,
    decided,
    in_session,
    led_to,
    two,
)

SAID = Words("said")


def test_an_urgent_start_is_explained_next():
    """BACP 30: beginning without consent to the assessment owes an explanation."""
    p = decided(two(), "b", matters.Begin(urgent=True), START)
    assert p.stage is Stage.EXPLORING
    assert kinds_owed(p) == {DutyKind.EXPLAIN, DutyKind.ORIENT}
    told = acts.Explain(by="bo", at=START, to="ana", scope=Scope.ASSESSMENT, terms="t")
    assert kinds_owed(p.record(told)) == {DutyKind.ORIENT}
    orient = acts.Orient(by="bo", at=START, to="ana")
    assert kinds_owed(p.record(told, orient)) == set()


def kinds_owed(p: Partnership) -> set[DutyKind]:
    """Give the kinds of duty that are owed."""
    return {duty.kind for duty in p.duties(at=p.state.at)}


def test_an_urgent_start_with_consent_owes_no_explanation():
    """Whoever had it explained and consented is owed nothing."""
    p = decided(
        consented(two(), Scope.ASSESSMENT, START),
        "b",
        matters.Begin(urgent=True),
        START,
    )
    assert DutyKind.EXPLAIN not in kinds_owed(p)


def test_duties_are_asked_for_by_either_end():
    """Who owes, and to whom."""
    p = in_session(led_to(couple(), Stage.WORKING))
    at = p.state.at
    assert p.duties(at=at, owed_by="ana") == ()
    assert {d.owed_to for d in p.duties(at=at, owed_to="ana")} == {PersonId("ana")}


def test_every_timer_runs_for_something():
    """Proposals, consents, agreements, duties, pauses and sessions left."""
    p = led_to(two(), Stage.WORKING)
    at = p.state.at
    limited = matters.Agreement(
        words=SAID, n_sessions=4, expires_at=at + timedelta(days=50)
    )
    p = p.record(
        acts.Amend(by="bo", at=at, proposal="a1", matter=limited),
        acts.Accept(by="ana", at=at, proposal="a1"),
        acts.Propose(by="bo", at=at, id="g2", matter=matters.Goal(words=SAID)),
        acts.GiveConsent(
            by="ana",
            at=at,
            scope=Scope.TREATMENT,
            terms="t",
            expires_at=at + timedelta(days=9),
        ),
    )
    due = {timer.kind: timer.is_due for timer in p.timers(at=at)}
    assert due == {
        TimerKind.PROPOSAL_RUNS_OUT: False,
        TimerKind.CONSENT_RUNS_OUT: False,
        TimerKind.AGREEMENT_RUNS_OUT: False,
        TimerKind.REVIEW: False,
        TimerKind.FEW_SESSIONS_LEFT: False,
    }
    start = acts.StartSession(by="bo", at=at, id="s", present=("ana", "bo"))
    p = p.record(start, acts.EndSession(by="bo", at=at, session="s"))
    few = [t for t in p.timers(at=at) if t.kind is TimerKind.FEW_SESSIONS_LEFT]
    assert few[0].is_due
    late = at + timedelta(days=50)
    assert {d.kind for d in p.duties(at=late)} >= {
        DutyKind.RENEW_CONSENT,
        DutyKind.RENEW_AGREEMENT,
    }
    paused = p.record(acts.Pause(by="ana", at=at))
    kinds = {timer.kind for timer in paused.timers(at=at)}
    assert TimerKind.PAUSE_CHECK in kinds
    waiting = led_to(two(), Stage.WAITING)
    assert [t.kind for t in waiting.timers(at=at)] == [TimerKind.DUTY]
    assert p.record(acts.Leave(by="ana", at=at)).timers(at=at) == ()


def test_superseded_consent_is_owed_a_renewal():
    """Terms that changed while working leave a consent to be asked for anew."""
    p = led_to(two(), Stage.WORKING)
    at = p.state.at
    told = acts.Explain(by="bo", at=at, to="ana", scope=Scope.TREATMENT, terms="new")
    p = p.record(told)
    assert kinds_owed(p) == {DutyKind.RENEW_CONSENT}
    ending = p.record(acts.StartEnding(by="ana", at=at))
    assert kinds_owed(ending) == {DutyKind.RENEW_CONSENT}


def test_pending_is_what_waits_for_somebody():
    """Open proposals that have not run out; none once it is closed."""
    p = led_to(two(), Stage.CONTRACTING)
    assert [proposal.id for proposal in p.pending(at=p.state.at)] == [ProposalId("a1")]
    closed = p.record(acts.Leave(by="ana", at=p.state.at))
    assert closed.pending(at=p.state.at) == ()


def test_whoever_was_oriented_before_is_not_owed_it_again():
    """An explanation given while waiting counts; it is owed to whoever had none."""
    told = acts.Orient(by="bo", at=START, to="ana")
    p = decided(two().record(told), "b", matters.Begin(urgent=True), START)
    assert kinds_owed(p) == {DutyKind.EXPLAIN}
    assert p.at == START


def test_each_withdrawal_owes_an_offer_of_its_own():
    """Invariant 39: minds change, and every cause opens one duty."""
    p = led_to(two(), Stage.WORKING)
    withdraw = acts.WithdrawConsent(by="ana", at=p.at, scope=Scope.TREATMENT)
    p = consented(p.record(withdraw), Scope.TREATMENT, p.at)
    p = decided(p, "on", matters.KeepGoing(), p.at).record(withdraw)
    names = [str(duty.id) for duty in p.duties(at=p.at)]
    first = "offer_ending_talk/ana/2026-01-06T09:00:00Z"
    assert names == [first, f"{first}/2"]  # at the very same moment
    talk = acts.StartSession(
        by="bo", at=p.at, id="s", present=("ana", "bo"), ending_talk=True
    )
    assert p.record(talk).duties(at=p.at) == ()
