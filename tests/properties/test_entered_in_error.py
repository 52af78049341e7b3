"""Entered in error: what was taken out stays readable and has no effect."""

from datetime import timedelta
from typing import Any

import attrs
import pytest

from collabtherapy import (
    EndingGround,
    Noticed,
    Organisation,
    Partnership,
    PersonId,
    Scope,
    SessionStatus,
    Stage,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.errors import Refused
from collabtherapy.privacy import view
from collabtherapy.testing.situations.of_care import noticed
from collabtherapy.testing.ways import couple, decided, led_to, two

SAID = Words("so")
WORKING = led_to(two(), Stage.WORKING)
EVA = Therapist("eva")


def day(n: float) -> dict[str, Any]:
    """Return a moment some days after the work began."""
    return {"at": WORKING.at + timedelta(days=n)}


def void(by: str, number: int, n: float) -> acts.EnteredInError:
    """Return the act by which an entry is taken out."""
    return acts.EnteredInError(by=by, act=number, because="slip", **day(n))


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of the reasons against an act."""
    return [refusal.code for refusal in p.why_not(act)]


def differences(before: Partnership, after: Partnership) -> set[str]:
    """Return the regions in which two partnerships differ."""
    pairs = zip(before.state._asdict().items(), after.state, strict=True)
    return {name for (name, one), other in pairs if one != other}


def start(n: float, name: str = "s1") -> acts.StartSession:
    """Return the start of a session."""
    return acts.StartSession(by="bo", id=name, present=("ana", "bo"), **day(n))


@pytest.mark.parametrize(
    "mistake",
    [
        acts.RecordDeath(by="bo", client="ana", **day(1)),
        acts.Leave(by="ana", **day(1)),
        acts.MissSession(by="bo", session="s1", absent=("ana",), **day(1)),
    ],
    ids=lambda act: type(act).__name__,
)
def test_what_was_recorded_by_mistake_is_taken_out_by_who_did_it(mistake: acts.Act):
    """F7: nothing of it is left in what is so, and all of it in the record."""
    p = WORKING.record(
        acts.PlanSession(by="bo", id="s1", starts_at=day(1)["at"], **day(0))
    )
    m = p.record(mistake)
    after = m.record(void(str(mistake.by), m.version, 2))
    assert differences(p, after) == {"at", "corrections"}
    entry = after.entries[-2]
    assert (entry.act, entry.voided_by) == (mistake, after.version)
    assert not entry.in_effect
    assert entry not in after.timeline
    struck = after.state.corrections.struck[m.version]
    assert (struck.by, struck.because) == (mistake.by, "slip")


def test_a_mistake_is_corrected_in_one_call():
    """What was entered in error goes, and what takes its place says so."""
    p = WORKING.record(
        acts.RateGoal(by="ana", goal="g1", value=3, **day(1)),
        acts.WriteNote(by="bo", words=SAID, **day(2)),
    )
    wrong = p.version - 1
    again = acts.RateGoal(
        by="ana", goal="g1", value=7, happened_at=day(1)["at"], corrects=wrong, **day(3)
    )
    after = p.record(void("ana", wrong, 3), again)
    assert [rating.value for rating in after.goal("g1").ratings] == [7]
    assert after.timeline[-3].act == again


def test_what_takes_the_place_of_an_entry_is_counted_as_its_viewer_does():
    """What one of a couple corrects is another number to the therapist, and none."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(
        acts.WriteNote(by="bo", words=SAID, to=("cem",), **day(1)),
        acts.RateBond(by="ana", client="ana", therapist="bo", value=3, **day(1)),
    )
    wrong, counted = p.version, len(view(p, "ana").entries)
    assert counted < wrong
    again = acts.RateBond(
        by="ana", client="ana", therapist="bo", value=7, happened_at=day(1)["at"],
        corrects=counted, **day(2),
    )  # fmt: skip
    p = p.record(void("ana", counted, 2), again)
    assert p.history[-1] == again
    assert p.entries[-1].mark.corrects == wrong
    assert view(p, "ana").entries[-1].act.corrects == counted
    assert view(p, "bo").entries[-1].act.corrects == wrong
    note = acts.WriteNote(by="bo", words=SAID, for_everyone=True, **day(3))
    p = p.record(acts.WriteProcessNote(by="bo", words=SAID, **day(3)))
    slip = p.version
    p = p.record(void("bo", slip, 3), attrs.evolve(note, corrects=slip))
    assert view(p, "bo").entries[-1].act.corrects == slip
    assert view(p, "ana").entries[-1].act.corrects is None
    assert Partnership.replay(p.entries) == p


def test_a_fact_is_its_authors_to_take_out():
    """Or that of whoever entered it for them, and of no other."""
    p = WORKING.record(acts.WriteNote(by="bo", words=SAID, **day(1)))
    assert codes(p, void("bo", p.version, 2)) == []
    assert codes(p, void("ana", p.version, 2)) == ["void.not_alone"]
    note = acts.RateGoal(by="ana", entered_by="bo", goal="g1", value=3, **day(1))
    p = WORKING.record(note)
    assert codes(p, void("bo", p.version, 2)) == []
    assert codes(p, void("ana", p.version, 2)) == []


def test_a_right_that_was_entered_for_somebody_is_theirs_alone_to_take_back():
    """Never that of who entered it."""
    withdrawn = {"scope": Scope.TREATMENT, "entered_by": "bo"}
    p = WORKING.record(acts.WithdrawConsent(by="ana", **withdrawn, **day(1)))
    assert codes(p, void("bo", p.version, 2)) == ["void.not_alone"]
    p = p.record(acts.WriteNote(by="bo", words=SAID, **day(2)))
    after = p.record(void("ana", p.version - 1, 3))
    assert after.stage is Stage.WORKING


def test_ones_own_right_or_step_stands_once_others_have_acted():
    """Until then it is one's own to take back."""
    p = WORKING.record(acts.Pause(by="ana", **day(1)))
    assert p.record(void("ana", p.version, 2)).stage is Stage.WORKING
    p = p.record(acts.WriteNote(by="bo", words=SAID, **day(2)))
    assert codes(p, void("ana", p.version - 1, 3)) == ["void.relied_on"]


def test_what_rests_on_an_entry_is_taken_out_before_it():
    """The refusal names it, the last first, and what it names clears it."""
    p = WORKING.record(
        start(1),
        acts.Contribute(by="bo", session="s1", id="c1", **day(1)),
        acts.Contribute(by="bo", session="s1", id="c2", **day(1)),
    )
    first = p.version - 2
    (refusal,) = p.why_not(void("bo", first, 2))
    assert refusal.code == "void.rests_on"
    numbers = [remedy.fields["act"] for remedy in refusal.fix]
    assert numbers == [p.version, p.version - 1]
    for number in numbers:
        p = p.record(void("bo", number, 2))
    assert p.record(void("bo", first, 2)).sessions == WORKING.sessions


@pytest.mark.parametrize("by", ["ana", "bo"])
def test_nobody_alone_takes_back_that_somebody_may_not_be_safe(by: str):
    """A concern, and a check that was not clear: resolve it, hand it over, or agree."""
    concern = acts.RaiseConcern(by=by, client="ana", **day(1))
    check = acts.CheckSafety(by="bo", client="ana", clear=False, **day(2))
    p = WORKING.record(concern, check)
    assert codes(p, void(by, p.version - 1, 3)) == ["void.safety"]
    assert codes(p, void("bo", p.version, 3)) == ["void.safety"]


@pytest.mark.parametrize(
    "number",
    [1, 99, WORKING.version + 1, WORKING.version + 2, WORKING.version + 3],
    ids=["the opening", "none", "voided", "a void", "itself"],
)
def test_there_is_nothing_to_take_out(number: int):
    """The refusal offers what could be taken out instead."""
    p = WORKING.record(
        acts.WriteNote(by="bo", words=SAID, **day(1)),
        void("bo", WORKING.version + 1, 2),
    )
    (refusal,) = p.why_not(void("bo", number, 3))
    assert refusal.code == "void.no_such_act"
    (change,) = refusal.fix
    assert change.to == tuple(range(2, WORKING.version + 1))


@pytest.mark.parametrize("number", [0, -1, True, 1.0, "1"])
def test_an_entry_is_named_by_a_number_from_one(number: Any):
    """Nothing else is a number of an entry."""
    with pytest.raises((TypeError, ValueError), match="act"):
        void("bo", number, 1)


def test_what_one_may_not_take_out_alone_all_take_out_together():
    """A concern raised by mistake, and after the closing too."""
    p = WORKING.record(acts.RaiseConcern(by="bo", client="ana", **day(1)))
    number = p.version
    matter = matters.Correction(act=number, because="wrong-record")
    put = acts.Propose(by="bo", id="fix", matter=matter, **day(2))
    p = p.record(put)
    assert p.entries[number - 1].in_effect
    after = p.record(acts.Accept(by="ana", proposal="fix", **day(3)))
    assert after.entries[number - 1].voided_by == after.version
    assert after.state.safety == WORKING.state.safety
    struck = after.state.corrections.struck[number]
    assert (struck.because, struck.at) == ("wrong-record", day(3)["at"])

    p = WORKING.record(acts.StartEnding(by="ana", **day(1)))
    p = p.record(acts.Finish(by="ana", **day(2)))
    matter = matters.Correction(act=p.version, because="slip")
    after = decided(p, "fix", matter, day(3)["at"])
    assert after.stage is Stage.ENDING


def test_what_all_decide_to_take_out_can_still_be_taken_out():
    """Not what is out by then, nor what they decide by; nor a right of who has left."""
    note = acts.WriteNote(by="bo", words=SAID, **day(1))
    p = WORKING.record(note)
    number = p.version
    matter = matters.Correction(act=number, because="slip")
    p = p.record(acts.Propose(by="ana", id="fix", matter=matter, **day(2)))
    yes = acts.Accept(by="bo", proposal="fix", **day(3))
    out = p.record(void("bo", number, 2))
    assert codes(out, yes) == ["void.no_such_act"]
    itself = attrs.evolve(matter, act=p.version)
    put = acts.Amend(by="ana", proposal="fix", matter=itself, **day(2))
    assert codes(p.record(put), yes) == ["void.no_such_act"]

    p = led_to(couple(), Stage.WORKING)
    goal = matters.Goal(words=SAID)
    p = p.record(
        acts.Propose(by="bo", id="g2", matter=goal, **day(1)),
        acts.Decline(by="cem", proposal="g2", **day(1)),
    )
    matter = matters.Correction(act=p.version, because="slip")
    p = p.record(
        acts.Propose(by="bo", id="fix", matter=matter, **day(2)),
        acts.Accept(by="ana", proposal="fix", **day(2)),
    )
    yes = acts.Accept(by="cem", proposal="fix", **day(3))
    assert codes(p, yes) == []
    gone = p.record(acts.Leave(by="cem", **day(2)))
    again = acts.Accept(by="ana", proposal="fix", **day(3))
    assert "void.who_left" in codes(gone, again) or not gone.proposal("fix").is_open


def test_taking_out_a_late_restriction_gives_back_what_it_had_set_aside():
    """Nothing is lost by a mistake that is noticed."""
    p = WORKING.record(
        acts.GiveNotice(by="bo", of=Noticed.BREAK, from_=day(2)["at"], **day(0)),
        acts.Pause(by="bo", words=SAID, cover="eva", **day(2)),
    )
    leave = acts.Leave(by="ana", happened_at=day(1)["at"], **day(3))
    q = p.record(leave)
    assert q.entries[-2].set_aside_by == q.version
    after = q.record(void("ana", q.version, 4))
    assert after.entries[-3].in_effect
    assert differences(p, after) == {"at", "corrections"}


def test_a_conflict_ends_with_what_it_was_because_of():
    """Neither a conflict nor the duty to account for it outlasts the late entry."""
    p = WORKING.record(start(2), acts.EndSession(by="bo", session="s1", **day(2.1)))
    held = p.version - 1
    late = acts.WithdrawConsent(
        by="ana", scope=Scope.TREATMENT, happened_at=day(1)["at"], **day(4)
    )
    q = p.record(late)
    assert [conflict.version for conflict in q.conflicts] == [held]
    assert {conflict.because_of for conflict in q.conflicts} == {q.version}
    after = q.record(void("ana", q.version, 5))
    assert after.conflicts == ()
    assert differences(p, after) == {"at", "corrections"}


def test_of_several_clients_each_counts_what_they_see():
    """A number that names nothing for its actor says nothing of what is hidden."""
    opening = attrs.evolve(couple().history[0], organisations=(Organisation("org"),))
    p = led_to(Partnership.replay([opening]), Stage.WORKING)
    note = acts.WriteNote(by="cem", words=SAID, to=("bo",), **day(1))
    rated = acts.RateGoal(by="ana", goal="g1", value=3, **day(2))
    p = p.record(note, rated)
    seen = view(p, "ana").entries
    assert [e.act for e in seen if e.act.at > WORKING.at] == [rated]
    after = p.record(void("ana", seen[-1].version, 3))
    assert after.entries[p.version - 1].voided_by == after.version
    assert codes(p, void("ana", len(seen) + 1, 3)) == ["void.no_such_act"]
    bos = [e.version for e in view(p, "bo").entries]
    assert bos == list(range(1, p.version + 1))


def test_a_refused_void_changes_nothing():
    """All of what is recorded together is recorded, or none."""
    p = WORKING.record(acts.WriteNote(by="bo", words=SAID, **day(1)))
    with pytest.raises(Refused) as refused:
        p.record(void("bo", p.version, 2), void("bo", p.version, 2))
    assert refused.value.index == 1
    assert p.entries[-1].in_effect


def test_nobody_takes_out_the_word_of_another_by_a_clock_of_their_own():
    """A slip of the clock shows in what others did since, not in one's own dates."""
    p = WORKING.record(
        acts.RecordContact(by="ana", client="ana", **day(5)),
        acts.WriteNote(by="bo", words=SAID, **day(2)),
    )
    number = p.version - 1
    assert codes(p, void("bo", number, 3)) == ["void.not_alone"]
    goal = matters.Goal(words=SAID)
    p = p.record(acts.Propose(by="ana", id="g2", matter=goal, **day(2)))
    assert codes(p, void("bo", number, 3)) == []
    assert codes(p, void("bo", number, 6)) == ["void.not_alone"]


@pytest.mark.parametrize(
    "far",
    [
        acts.RaiseConcern(by="ana", client="ana", **day(5)),
        acts.Pause(by="ana", **day(5)),
        acts.WithdrawConsent(by="ana", scope=Scope.TREATMENT, **day(5)),
        acts.RecordDeath(by="eva", client="ana", **day(5)),
    ],
    ids=lambda act: type(act).__name__,
)
def test_no_slip_of_the_clock_takes_a_right_or_a_danger_away(far: acts.Act):
    """Far ahead or not: what somebody else decided, or that they may not be safe."""
    opening = attrs.evolve(two().history[0], therapists=(Therapist("bo"), EVA))
    p = led_to(Partnership.replay([opening]), Stage.WORKING).record(far)
    put = acts.Propose(by="eva", id="g2", matter=matters.Goal(words=SAID), **day(1))
    p = p.record(put) if p.allows(put) else p
    assert codes(p, void("bo", p.entries[-1].version, 2)) != []
    assert not p.allows(void("bo", WORKING.version + 1, 2))


def test_who_keeps_the_record_does_not_alone_take_out_that_a_client_was_heard():
    """Or contact would be lost, and the case closed, by one hand."""
    p = WORKING.record(acts.ReachOut(by="bo", to="ana", **day(1)))
    q = p.record(acts.RecordContact(by="bo", client="ana", **day(2)))
    assert codes(q, void("bo", q.version, 3)) == ["void.heard"]
    q = p.record(start(2))
    assert codes(q, void("bo", q.version, 3)) == ["void.heard"]
    q = p.record(acts.RateGoal(by="ana", entered_by="bo", goal="g1", value=3, **day(2)))
    assert codes(q, void("bo", q.version, 3)) == ["void.heard"]
    assert codes(q, void("ana", q.version, 3)) == []

    tried = p.record(acts.ReachOut(by="bo", to="ana", **day(2)))
    assert codes(tried, void("bo", tried.version, 3)) == []
    heard = WORKING.record(acts.RecordContact(by="bo", client="ana", **day(2)))
    assert codes(heard, void("bo", heard.version, 3)) == []


def test_what_would_be_against_the_law_by_now_stays_without_effect():
    """What a late restriction had set aside comes back, unless another stands."""
    p = WORKING.record(
        acts.GiveNotice(by="bo", of=Noticed.BREAK, from_=day(3)["at"], **day(0)),
        acts.Pause(by="bo", words=SAID, cover="eva", **day(3)),
    )
    pause = p.version
    late = {"entered_by": "bo", "happened_at": day(2)["at"]}
    withdrawn = acts.WithdrawConsent(by="ana", scope=Scope.TREATMENT, **late, **day(4))
    p = p.record(withdrawn)
    assert p.entries[pause - 1].in_effect  # it may be taken while ending too
    left = p.record(acts.Leave(by="ana", **late, **day(4)))
    gone = left.version
    assert left.entries[pause - 1].set_aside_by == gone
    dead = left.record(
        acts.RecordDeath(by="bo", client="ana", happened_at=day(1)["at"], **day(5))
    )
    back = dead.record(void("ana", gone, 6))
    assert back.entries[pause - 1].set_aside_by == back.version
    assert Partnership.replay(back.entries) == back


def test_others_who_acted_unseen_are_not_told_of():
    """Whoever takes something back learns that others have acted, and no more."""
    p = led_to(couple(), Stage.WORKING)
    note = acts.WriteNote(by="cem", words=SAID, to=("bo",), **day(1))
    p = p.record(acts.WithdrawConsent(by="ana", scope=Scope.CONTACT, **day(0.7)))
    number = len(view(p, "ana").entries)
    assert codes(p, void("ana", number, 3)) == []
    hidden = p.record(note)
    assert codes(hidden, void("ana", number, 3)) == ["others.not_ready"]
    (refusal,) = hidden.refusals(void("ana", number, 3))
    assert (refusal.code, refusal.facts["number"]) == ("void.relied_on", p.version)


def test_what_is_not_shown_to_all_is_corrected_by_those_who_see_it():
    """A correction is as private as the entry that it is about."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(
        acts.WriteNote(by="bo", words=SAID, to=("ana",), **day(1)),
        acts.RaiseConcern(by="bo", client="cem", **day(1)),
    )
    number = p.version
    matter = matters.Correction(act=number, because="wrong-record", among={"ana"})
    p = p.record(acts.Propose(by="bo", id="fix", matter=matter, **day(2)))
    assert p.proposal("fix").last.matter.among == {PersonId("cem")}
    assert "fix" not in view(p, "ana").state.decisions.proposals
    assert number - 1 not in [e.version for e in view(p, "ana").entries][:-1]
    put = view(p, "cem").proposal("fix").last.matter
    assert isinstance(put, matters.Correction)
    cems = view(p, "cem").entries
    assert cems[put.act - 1].act == p.history[number - 1]
    after = p.record(acts.Accept(by="cem", proposal="fix", **day(3)))
    assert after.entries[number - 1].voided_by == after.version
    before = view(p, "ana")
    assert view(after, "ana").entries == before.entries
    assert Partnership.replay(after.entries).state == after.state


def test_what_no_client_is_shown_is_its_authors_alone_to_take_out():
    """Nobody could agree to it; what they see can be corrected."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(acts.WriteProcessNote(by="bo", words=SAID, **day(1)))
    matter = matters.Correction(act=p.version, because="wrong-record")
    (refusal,) = p.why_not(acts.Propose(by="bo", id="fix", matter=matter, **day(2)))
    assert refusal.code == "void.not_shown"
    (change,) = refusal.fix
    assert attrs.evolve(matter, act=2) in change.to
    assert attrs.evolve(matter, act=1) not in change.to
    assert matter not in change.to
    assert codes(p, void("bo", p.version, 2)) == []


def test_what_all_took_out_is_not_given_back_by_taking_their_yes_out():
    """Enter it again: a void is not voided, nor what settled one."""
    p = WORKING.record(acts.RaiseConcern(by="bo", client="ana", **day(1)))
    matter = matters.Correction(act=p.version, because="slip")
    p = decided(p, "fix", matter, day(2)["at"])
    assert p.entries[-3].voided_by == p.version
    assert codes(p, void("ana", p.version, 3)) == ["void.no_such_act"]
    again = attrs.evolve(matter, act=p.version)
    put = acts.Propose(by="bo", id="again", matter=again, **day(3))
    assert codes(p, put) == ["void.no_such_act"]


def test_who_left_counts_their_entries_as_before():
    """What they did and was taken out since keeps its number for them."""
    opening = attrs.evolve(two().history[0], therapists=(Therapist("bo"), EVA))
    p = led_to(Partnership.replay([opening]), Stage.WORKING)
    p = noticed(p, Noticed.LEAVING, from_=day(2)["at"])
    p = p.record(acts.WriteNote(by="bo", words=SAID, **day(1)))
    number = p.version
    left = acts.LeaveAsTherapist(
        by="bo", ground=EndingGround.COMPETENCE, alternatives=SAID, **day(2)
    )
    p = p.record(attrs.evolve(left, successor_lead="eva"))
    before = [entry.act for entry in view(p, "bo").entries]
    p = decided(p, "fix", matters.Correction(act=number, because="slip"), day(3)["at"])
    assert p.entries[number - 1].voided_by == p.version
    assert [entry.act for entry in view(p, "bo").entries][: len(before)] == before


def test_what_was_taken_out_stays_out_whatever_is_written_up_late():
    """A void is not undone by a late leaving: who left may take out what was theirs."""
    p = WORKING.record(acts.Pause(by="ana", **day(2)))
    number = p.version
    p = p.record(void("ana", number, 3))
    left = acts.Leave(by="ana", at=day(4)["at"], happened_at=day(1)["at"])
    p = p.record(left)
    assert [e.version for e in p.entries if e.voided_by] == [number]
    assert p.entries[number].set_aside_by is None
    assert p.stage is Stage.CLOSED
    assert Partnership.replay(p.entries) == p


def test_a_session_of_which_the_end_is_taken_out_goes_on_only_if_it_may():
    """Where the work has ended meanwhile, it is broken off by the taking out."""
    start = acts.StartSession(by="bo", id="s1", present=("ana", "bo"), **day(1))
    p = WORKING.record(start, acts.EndSession(by="bo", session="s1", **day(1)))
    number = p.version
    open_again = p.record(void("bo", number, 2))
    assert open_again.session("s1").status is SessionStatus.OPEN
    before_it = {"happened_at": day(0.5)["at"], **day(2)}
    withdrawn = acts.WithdrawConsent(by="ana", scope=Scope.TREATMENT, **before_it)
    p = p.record(withdrawn, void("bo", number, 3))
    assert p.session("s1").status is SessionStatus.INTERRUPTED
    assert p.state.sessions.open is None
    assert Partnership.replay(p.entries) == p
    assert Partnership.replay(p.entries).state == p.state
