"""Late entries: what was written down after it happened counts from when it did."""

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from collabtherapy import (
    Change,
    ConsentStatus,
    DutyKind,
    Evidence,
    Noticed,
    Partnership,
    Scope,
    Stage,
    Way,
    Words,
    acts,
    matters,
)
from collabtherapy.errors import Refused
from collabtherapy.testing import carried_out
from collabtherapy.testing.ways import consented, decided, led_to, two

SAID = Words("so")
WORKING = led_to(two(), Stage.WORKING)
TREATED = Scope.TREATMENT, WORKING.at
YEAR_2062 = datetime(2062, 3, 2, tzinfo=UTC)


def day(n: float) -> datetime:
    """Return the moment some days after the work began."""
    return WORKING.at + timedelta(days=n)


def of(at: float, happened: float) -> dict[str, Any]:
    """Return when something was written down, and when it happened, in days."""
    return {"at": day(at), "happened_at": day(happened)}


def session(at: float, held: float, **fields: Any) -> tuple[acts.Act, ...]:
    """Return a session of an hour, written up afterwards."""
    there = {"present": ("ana", "bo"), **fields}
    return (
        acts.StartSession(by="bo", id="s1", **of(at, held), **there),
        acts.Contribute(by="ana", id="c1", session="s1", **of(at, held + 0.01)),
        acts.EndSession(by="bo", session="s1", **of(at, held + 0.04)),
    )


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of the reasons against an act."""
    return [refusal.code for refusal in p.why_not(act)]


RIGHTS = (
    acts.Leave(by="ana", at=day(1)),
    acts.WithdrawConsent(by="ana", at=day(1), scope=Scope.TREATMENT),
    acts.RaiseConcern(by="ana", at=day(1), client="ana"),
)


@pytest.mark.parametrize("act", RIGHTS, ids=lambda act: type(act).__name__)
def test_no_right_fails_on_a_mistyped_future(act: acts.Act):
    """F1: after a note of 2062 every right is taken at its own moment."""
    p = WORKING.record(acts.WriteNote(by="bo", at=YEAR_2062, words=SAID))
    after = p.record(act)
    assert after.entries[-1].effective_at == day(1)
    assert after.entries[-1].recorded_at == YEAR_2062
    assert after.timeline[-2] == after.entries[-1]


def test_what_came_after_a_mistyped_future_counts_from_its_own_day_again():
    """F1b: the note of 2062 is taken out, and nothing waits for 2062 any more."""
    p = led_to(two(), Stage.REQUESTED)
    p = consented(p, Scope.ASSESSMENT, day(0))
    begin = acts.Propose(by="bo", at=day(1), id="begin", matter=matters.Begin())
    p = p.record(
        acts.WriteNote(by="bo", at=YEAR_2062, words=SAID),
        begin,
        acts.Accept(by="ana", at=day(1), proposal="begin"),
        acts.Orient(by="bo", at=day(1), to="ana"),
    )
    assert p.state.main.since == YEAR_2062
    note = p.version - 3
    p = p.record(
        acts.EnteredInError(by="ana", at=day(2), act=note, because="wrong-date"),
        acts.StartSession(by="bo", at=day(8), id="s1", present=("ana", "bo")),
    )
    assert p.state.main.since == day(1)
    assert p.at == day(8)
    assert [entry.recorded_at for entry in p.entries[-2:]] == [day(2), day(8)]


def test_an_answer_by_a_clock_that_is_behind_comes_after_its_question():
    """F2: two clocks differ by 200 ms, and the order is that of the record."""
    goal = matters.Goal(words=SAID)
    p = WORKING.record(acts.Propose(by="bo", at=day(1), id="g2", matter=goal))
    behind = day(1) - timedelta(milliseconds=200)
    p = p.record(acts.Accept(by="ana", at=behind, proposal="g2"))
    assert p.goal("g2").since == day(1)
    assert p.history[-1].at == behind


@pytest.mark.parametrize(
    "end",
    [
        acts.WithdrawConsent(by="ana", at=day(6), scope=Scope.TREATMENT),
        acts.Leave(by="ana", at=day(6)),
    ],
    ids=lambda act: type(act).__name__,
)
def test_a_session_from_before_a_withdrawal_is_recorded_after_it(end: acts.Act):
    """F3: what was held on the fifth was held, whatever came on the sixth."""
    p = WORKING.record(end)
    after = p.record(*session(6.1, 5))
    assert after.conflicts == ()
    assert after.stage is p.stage
    assert after.state.sessions.by_id[after.sessions[0].id].started_at == day(5)
    assert after.timeline[-1].act == end


def test_a_session_rests_on_a_consent_that_was_given_by_then():
    """F4: a recording of the fifth has no ground in a consent of the tenth."""
    p = consented(WORKING, Scope.RECORDING, day(10))
    recorded = {"present": ("ana", "bo"), "ways": {Way.RECORDING}}
    start = acts.StartSession(by="bo", id="s1", **of(11, 5), **recorded)
    assert codes(p, start) == ["consent.recording.not_in_force"]
    assert codes(p, acts.StartSession(by="bo", id="s1", at=day(11), **recorded)) == []


def test_nothing_ends_before_it_begins_nor_happens_before_the_opening():
    """F5: both are judged at their own moment."""
    start, _, _ = session(6, 5)
    p = WORKING.record(start)
    end = acts.EndSession(by="bo", session="s1", **of(6, 4))
    assert codes(p, end) == ["session.unknown"]
    with pytest.raises(Refused) as refused:
        WORKING.record(start, end)
    assert refused.value.index == 1

    long_ago = datetime(1990, 1, 1, tzinfo=UTC)
    note = acts.WriteNote(by="bo", at=day(1), happened_at=long_ago, words=SAID)
    (refusal,) = WORKING.why_not(note)
    assert refusal.code == "late.before_opening"
    assert [change.to for change in refusal.fix] == [(WORKING.opening.at,)]
    for early in (
        attrs.evolve(note, at=long_ago, happened_at=None),
        attrs.evolve(note, at=long_ago),
    ):
        (refusal,) = WORKING.why_not(early)
        after, again = carried_out(WORKING, early, refusal)
        assert after.why_not(again) == ()


def test_no_step_of_now_is_said_to_mend_what_came_too_early():
    """In which stage the work was then stands: the act counts from now, if it may."""
    early, _, _ = session(1, -20)
    then = WORKING.opening.at
    for start in (
        attrs.evolve(early, at=then, happened_at=None),
        attrs.evolve(early, happened_at=then),
    ):
        (refusal,) = (r for r in WORKING.why_not(start) if r.code == "stage.not_now")
        assert all(isinstance(remedy, Change) for remedy in refusal.fix)
        after, again = carried_out(WORKING, start, refusal)
        assert after.why_not(again) == ()
    p = led_to(two(), Stage.CONTRACTING)
    paused = p.record(acts.Pause(by="ana", at=p.at + timedelta(days=1)))
    start = attrs.evolve(early, at=paused.at, happened_at=p.opening.at)
    (refusal,) = (r for r in paused.why_not(start) if r.code == "stage.not_now")
    after, again = carried_out(paused, start, refusal)
    assert "stage.not_now" not in codes(after, again)


def test_a_question_about_the_past_is_answered_from_the_past():
    """F6: not yet given on the sixth, given on the tenth, taken back on the twelfth."""
    p = consented(WORKING, Scope.RECORDING, day(9)).record(
        acts.WithdrawConsent(by="ana", at=day(12), scope=Scope.RECORDING)
    )

    def status(n: float) -> ConsentStatus:
        return p.consent_status("ana", Scope.RECORDING, at=day(n))

    assert status(6) is ConsentStatus.NOT_ASKED
    assert status(10) is ConsentStatus.GIVEN
    assert status(12) is ConsentStatus.WITHDRAWN


def test_a_closing_summary_is_written_after_the_client_left():
    """F9: judged at its place, the note of before the end is what it is."""
    p = WORKING.record(acts.Leave(by="ana", at=day(6)))
    note = acts.WriteNote(by="bo", **of(7, 5), words=SAID)
    assert p.record(note).timeline[-2].act == note


def test_what_a_person_signed_counts_from_then_if_the_paper_was_seen():
    """A grant counts from when it is recorded, but from its day with evidence."""
    p = WORKING.record(
        acts.Explain(by="bo", at=day(1), to="ana", scope=Scope.RECORDING, terms="t")
    )
    given = {"scope": Scope.RECORDING, "terms": "t", **of(5, 3)}
    told = p.record(acts.GiveConsent(by="ana", **given))
    seen = Evidence("paper-form", seen_by="bo")
    shown = p.record(acts.GiveConsent(by="ana", evidence=seen, **given))

    def status(p: Partnership, n: float) -> ConsentStatus:
        return p.consent_status("ana", Scope.RECORDING, at=day(n))

    assert [status(told, n) for n in (2, 4, 5)] == [
        *[ConsentStatus.EXPLAINED] * 2,
        ConsentStatus.GIVEN,
    ]
    assert [status(shown, n) for n in (2, 4, 5)] == [
        ConsentStatus.EXPLAINED,
        *[ConsentStatus.GIVEN] * 2,
    ]


def test_a_step_counts_from_when_it_is_recorded():
    """With or without a document: what one does by doing it here is done here."""
    seen = Evidence("letter", seen_by="bo")
    pause = acts.Pause(by="ana", evidence=seen, **of(5, 3))
    assert WORKING.record(pause).state.main.since == day(5)


def test_a_fact_is_kept_though_it_embarrasses_what_was_decided():
    """A withdrawal known late is a conflict of the session, and the client is told."""
    held = session(3.1, 3)
    p = WORKING.record(*held, acts.WriteNote(by="bo", at=day(4), words=SAID))
    withdrawn = acts.WithdrawConsent(by="ana", scope=Scope.TREATMENT, **of(5, 2))
    p = p.record(withdrawn)

    (conflict,) = p.conflicts
    assert conflict.because_of == p.version
    assert p.entries[conflict.version - 1].act == held[0]
    assert conflict.codes == ("consent.treatment.not_in_force",)
    (duty,) = (d for d in p.duties(at=p.at) if d.kind is DutyKind.ACCOUNT_FOR)
    assert (str(duty.owed_by), str(duty.owed_to)) == ("bo", "ana")


def test_a_late_withdrawal_sets_aside_what_was_granted_since():
    """And what speaks of a thing that this alone had brought about goes with it."""
    p = WORKING.record(
        acts.GiveNotice(by="bo", at=day(0), of=Noticed.BREAK, from_=day(2)),
        acts.Pause(by="bo", at=day(2), words=SAID, cover="eva"),
    )
    p = p.record(acts.WriteNote(by="bo", at=day(3), words=SAID))
    after = p.record(acts.Leave(by="ana", **of(4, 1)))
    pause, note, leave = after.entries[-3:]
    assert pause.set_aside_by == leave.version
    assert note.in_effect
    assert leave.mark.sets_aside == {pause.version}
    assert after.stage is Stage.CLOSED


def test_an_open_session_that_has_lost_its_ground_is_broken_off():
    """A late restriction acts at its place, and when it is recorded."""
    start = acts.StartSession(by="bo", at=day(5), id="s1", present=("ana", "bo"))
    p = WORKING.record(start)
    withdrawn = acts.WithdrawConsent(by="ana", scope=Scope.TREATMENT, **of(5.1, 2))
    after = p.record(withdrawn)
    assert p.state.sessions.open
    assert after.state.sessions.open is None
    assert after.session("s1").ended_at == day(5.1)


def test_what_would_make_no_sense_beside_later_entries_is_refused():
    """A name used twice names the entry that it was used in."""
    p = WORKING.record(*session(3.1, 3))
    version = p.version - 2
    again = session(5, 2)
    with pytest.raises(Refused) as refused:
        p.record(*again)
    (refusal,) = refused.value.refusals
    assert refusal.code == "late.contradicts"
    assert refusal.facts["entries"][0] == version


def test_who_said_no_and_yes_thereafter_has_said_yes():
    """A no that is known late undoes nothing that settled since."""
    goal = matters.Goal(words=SAID)
    p = WORKING.record(
        acts.Propose(by="ana", at=day(1), id="g2", matter=goal),
        acts.Accept(by="bo", at=day(3), proposal="g2"),
    )
    no = acts.Decline(by="bo", proposal="g2", words=SAID, **of(5, 2))
    after = p.record(no)
    assert after.goal("g2").since == day(3)
    assert after.conflicts == ()
    assert [dissent.by for dissent in after.proposal("g2").dissents] == [no.by]


def test_an_assent_that_takes_ones_own_hand_counts_from_when_it_wrote_it_down():
    """A document does not hold others to an offer that they have withdrawn since."""
    p = led_to(two(), Stage.EXPLORING)
    p = consented(decided(p, "g1", matters.Goal(words=SAID), day(0)), *TREATED)
    agreement = matters.Agreement(words=SAID)
    p = p.record(acts.Propose(by="ana", at=day(1), id="a1", matter=agreement))
    seen = Evidence("letter", seen_by="bo")
    late = acts.Accept(by="bo", proposal="a1", evidence=seen, **of(5, 2))
    (refusal,) = p.why_not(late)
    assert refusal.code == "entry.counts_now"
    assert [(fix.field, fix.to) for fix in refusal.fix] == [("evidence", (None,))]
    after = p.record(attrs.evolve(late, evidence=None))
    assert (after.stage, after.state.main.since) == (Stage.WORKING, day(5))

    p = p.record(acts.Withdraw(by="ana", at=day(3), proposal="a1"))
    assert "entry.counts_now" in codes(p, late)


def test_a_late_grant_gives_way_to_what_was_decided_since():
    """A goal that was declined in between is no shared goal."""
    goal = matters.Goal(words=SAID)
    put = acts.Propose(by="ana", at=day(1), id="g2", matter=goal)
    no = acts.Withdraw(by="ana", at=day(3), proposal="g2")
    p = WORKING.record(put, no)
    seen = Evidence("letter", seen_by="bo")
    yes = acts.Accept(by="bo", proposal="g2", evidence=seen, **of(5, 2))
    assert codes(p, yes) == ["late.contradicts"]
    assert codes(WORKING.record(put), yes) == []


def test_a_restriction_of_ones_own_hand_is_never_refused_for_what_came_later():
    """Whatever was done since, leaving counts from when it was said."""
    p = WORKING.record(*session(3.1, 3))
    p = p.record(acts.StartEnding(by="ana", at=day(4)))
    p = p.record(acts.Finish(by="ana", at=day(5)))
    assert codes(p, acts.Leave(by="ana", **of(6, 2))) == []
    assert codes(p, acts.Leave(by="ana", at=day(6))) == ["stage.not_now"]


def test_ones_own_later_word_stands_against_what_another_enters():
    """What bo enters for ana counts from her last own word at the earliest."""
    p = WORKING.record(acts.WriteNote(by="ana", at=day(3), words=SAID))
    withdrawn = {"scope": Scope.TREATMENT, "entered_by": "bo"}
    late = acts.WithdrawConsent(by="ana", **withdrawn, **of(5, 2))
    (refusal,) = p.why_not(late)
    assert refusal.code == "late.own_word_after"
    assert [change.to for change in refusal.fix] == [(day(3),)]
    own = acts.WithdrawConsent(by="ana", scope=Scope.TREATMENT, **of(5, 2))
    assert codes(p, own) == []
    assert codes(p, acts.WithdrawConsent(by="ana", at=day(5), **withdrawn)) == []


def test_what_is_dated_after_the_clock_of_the_caller_is_refused():
    """By more than clocks may differ; with the clock as the way out."""
    note = acts.WriteNote(by="bo", at=day(1), words=SAID)
    assert WORKING.record(note, now=day(1) - timedelta(minutes=5)).at == day(1)
    with pytest.raises(Refused) as refused:
        WORKING.record(note, now=day(1) - timedelta(minutes=6))
    (refusal,) = refused.value.refusals
    assert refusal.code == "time.ahead"
    assert [change.field for change in refusal.fix] == ["at"]


def test_what_ran_out_before_it_was_written_down_held_until_then():
    """A consent of the third until the fifth, filed on the ninth."""
    p = WORKING.record(
        acts.Explain(by="bo", at=day(1), to="ana", scope=Scope.RECORDING, terms="t")
    )
    seen = Evidence("paper-form", seen_by="bo")
    p = p.record(
        acts.GiveConsent(
            by="ana", scope=Scope.RECORDING, terms="t", evidence=seen,
            expires_at=day(5), **of(9, 3),
        )
    )  # fmt: skip
    held = [p.consent_status("ana", Scope.RECORDING, at=day(n)) for n in (4, 6)]
    assert held == [ConsentStatus.GIVEN, ConsentStatus.EXPIRED]
    with pytest.raises(ValueError, match="expires_at"):
        acts.GiveConsent(
            by="ana", scope=Scope.RECORDING, terms="t", expires_at=day(3), **of(9, 3)
        )


def test_what_cannot_be_said_any_more_is_refused_where_it_would_stand():
    """A notice of what has begun: it has its reason, and no other to mend it by."""
    closed = led_to(two(), Stage.CLOSED)
    at = closed.at
    ahead = acts.WriteNote(by="bo", at=at + timedelta(days=365), words=SAID)
    said = Evidence("paper-form", seen_by="bo")
    notice = acts.GiveNotice(by="bo", at=at, evidence=said, of=Noticed.BREAK, from_=at)
    expected = codes(closed, notice)
    assert expected
    assert set(expected) & set(codes(closed.record(ahead), notice))
