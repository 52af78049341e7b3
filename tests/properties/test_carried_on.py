"""What goes on from a case that was carried over, and who sees what of it."""

import pickle
from datetime import timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.stories_of_carrying import (
    ANA,
    BEN,
    DAY,
    LATE,
    SAID,
    TREATMENT,
    codes,
    held,
    meeting,
    said_yes,
)

from collabtherapy import (
    CarriedAgreement,
    CarriedGoal,
    DutyKind,
    Evidence,
    Partnership,
    Scope,
    Stage,
    Way,
    Words,
    acts,
    codec,
    law,
    matters,
)
from collabtherapy.errors import Refused
from collabtherapy.partnership.law.rights import missing
from collabtherapy.partnership.values.words import REMOVED
from collabtherapy.privacy import Plan, redact, view
from collabtherapy.storage.sealing import bare, whole
from collabtherapy.testing import histories
from collabtherapy.testing.carried import (
    BEGAN,
    asked_for,
    carried,
    carrying,
)
from collabtherapy.testing.coverage import row_taken
from collabtherapy.testing.promises import check_history
from collabtherapy.testing.ways import START, appointing

# --- holders


def test_a_holder_confirms_what_they_consented_to_for_a_child():
    """Who said yes there says here whether it is so."""
    p = asked_for(deciders={"ana": "ew.under_16"})
    until = START + 365 * DAY
    assert "carry.consent_missing" in codes(p, carrying(p))
    endless = [said_yes(given_by="mum")]
    assert "carry.consent_missing" in codes(p, carrying(p, consents=endless))
    therapist = [said_yes(given_by="bo", expires_at=until)]
    assert "carry.consent_missing" in codes(p, carrying(p, consents=therapist))
    p = p.record(carrying(p, consents=[said_yes(given_by="mum", expires_at=until)]))
    assert p.consent("ana", Scope.TREATMENT).in_force(START)
    owed = [d for d in p.duties(at=START) if d.kind is DutyKind.CONFIRM_CARRIED]
    assert {str(duty.owed_to) for duty in owed} == {"mum"}
    p = p.record(appointing(p, "mum", until=until))
    assert codes(p, acts.Confirm(by="ana", at=START, acts=(2,))) == [
        "entry.not_to_confirm"
    ]
    p = p.record(acts.Confirm(by="mum", at=START, acts=(2,)))
    assert not codes(p, meeting(p, LATE))


# --- what is seen


def test_a_client_of_a_couple_sees_their_own_consents():
    """And the shared parts; of the other's, and what is said of them, nothing."""
    p = asked_for(ANA, BEN)
    consents = [*carrying(p).consents, said_yes(client="ben", scope=Scope.RECORDING)]
    p = p.record(
        carrying(p, consents=consents),
        acts.Confirm(by="ben", at=START, acts=(2,), parts={"consent:recording"}),
        acts.Dispute(by="ben", at=START, act=2, words=SAID, parts={TREATMENT}),
    )
    seen, his = view(p, "ana"), view(p, "ben")
    assert [type(act).__name__ for act in seen.history] == ["Open", "CarryOver"]
    shown = seen.history[1]
    assert isinstance(shown, acts.CarryOver)
    assert {str(one.client) for one in shown.consents} == {"ana"}
    assert shown.agreement is not None
    assert seen.carried_over is not None
    assert seen.carried_over.act == shown
    assert {str(one.client) for one in seen.carried_over.parts.values()} == {"ana"}
    assert seen.disputes == ()
    assert len(his.history) == 4
    assert view(p, "bo").carried_over == p.carried_over


def test_a_view_holds_nothing_of_the_other():
    """Neither in what it shows nor in what it is made of."""
    p = asked_for(ANA, BEN)
    hidden = said_yes(client="ben", scope=Scope.disclosure("canary", purpose="x"))
    p = p.record(carrying(p, consents=[*carrying(p).consents, hidden]))
    assert b"canary" not in pickle.dumps(view(p, "ana"))
    assert b"canary" in pickle.dumps(view(p, "ben"))


def test_words_of_what_was_carried_over_are_taken_out_for_good():
    """They are the organisation's, who wrote them here."""
    p = asked_for()
    canary = matters.Goal(words=Words("canary"))
    goal = CarriedGoal(id="g1", matter=canary, agreed_at=BEGAN)
    p = p.record(carrying(p, goals=[goal]))
    plan = Plan(subject="clinic", by="clinic", at=p.at, because="erasure_request")
    after, report = redact(p, plan)
    assert {removed.field for removed in report.removed} == {
        "agreement.matter.words",
        "clients_told",
        "goals.matter.words",
        "evidence.reference",
    }
    assert b"canary" not in pickle.dumps(after)
    assert after.goal("g1").words == REMOVED
    assert [str(one.id) for one in after.goals] == ["g1"]


def test_words_of_what_was_carried_over_are_sealed():
    """A row holds none of them, and they come back with the key."""
    p = carried()
    bare_ = bare(p.history[1])
    assert "weekly" not in bare_.body
    assert "sleep" not in bare_.body
    assert {text.person for text in bare_.texts} == {"clinic"}
    texts = [text.changes for text in bare_.texts]
    assert whole(bare_.body, bare_.format, texts) == p.history[1]


def test_it_is_written_and_read():
    """Invariant 51."""
    p = carried(ANA, BEN)
    p = p.record(acts.Confirm(by="ana", at=p.at, acts=(2,), parts={TREATMENT}))
    again = codec.loads(codec.dumps(p))
    assert again == p
    assert again.state == p.state


def test_waiting_for_another_is_told_as_no_more_than_that():
    """Whether the other has confirmed is theirs."""
    p = carried(ANA, BEN).record(acts.Confirm(by="ana", at=START, acts=(2,)))
    told = [refusal.code for refusal in p.why_not(meeting(p, LATE, by="ana"))]
    assert told == ["others.not_ready"]
    told = [refusal.code for refusal in p.why_not(meeting(p, LATE))]
    assert told == ["carry.unconfirmed"]


# --- what happened before


def test_what_happened_before_is_written_up_in_its_order():
    """Sessions, ratings and measures are told of back to when the work began."""
    p = carried()
    p = held(p, "s2", BEGAN + 20 * DAY)
    p = held(p, "s1", BEGAN + 10 * DAY)
    rate: dict[str, Any] = {"by": "ana", "goal": "g1", "at": p.at}
    p = p.record(acts.RateGoal(**rate, value=5, happened_at=BEGAN + 30 * DAY))
    p = p.record(acts.RateGoal(**rate, value=3, happened_at=BEGAN + 5 * DAY))
    assert [rating.value for rating in p.goal("g1").ratings] == [3, 5]
    starts = list(p.state.sessions.starts)
    assert starts == [BEGAN + 10 * DAY, BEGAN + 20 * DAY]
    assert p.at == p.state.at == START
    effective = [entry.effective_at for entry in p.timeline][2:]
    assert effective == sorted(effective)
    assert [entry.version for entry in p.timeline][:2] == [1, 2]
    assert Partnership.replay(p.entries).state == p.state
    assert Partnership.replay(p.history, check=True).state == p.state


def test_nothing_is_told_of_from_before_the_work_began():
    """Nor is anything granted before this record was opened."""
    p = carried()
    early = acts.RateGoal(
        by="ana", at=START, happened_at=BEGAN - DAY, goal="g1", value=1
    )
    assert codes(p, early) == ["late.before_opening"]
    paper = Evidence("paper-form", seen_by="bo")
    granted = acts.Explain(
        by="bo", at=START, happened_at=BEGAN + DAY, to="ana", scope=Scope.CONTACT,
        terms="t", evidence=paper,
    )  # fmt: skip
    assert codes(p, granted) == ["late.before_opening"]
    leave = acts.Leave(by="ana", at=START, happened_at=START - DAY)
    assert codes(p, leave) == ["late.before_opening"]


def test_what_was_so_then_is_not_asked():
    """A recorded session of then needs no consent that is in force here."""
    p = carried()
    p = held(p, "s1", BEGAN + DAY, ways={Way.RECORDING})
    rate = acts.RateGoal(by="bo", at=START, happened_at=BEGAN + DAY, goal="g1", value=1)
    assert codes(p, rate) == ["right.not_theirs"]
    assert codes(p, attrs.evolve(rate, by="ana", goal="g9")) == ["goal.unknown"]
    alone = meeting(p, START, id="s2", happened_at=BEGAN + DAY, present={"bo"})
    assert "session.one_sided" in codes(p, alone)
    taken = meeting(p, START, id="s1", happened_at=BEGAN + 2 * DAY)
    assert "session.id_taken" in codes(p, taken)


def test_a_moment_before_shows_the_opening_alone():
    """What another system says of then was not so here."""
    p = asked_for()
    p = p.record(carrying(p, at=START + DAY))
    p = held(p, "s1", BEGAN + DAY)
    assert p.as_of(START).stage is Stage.REQUESTED
    assert len(p.as_of(START).history) == 1
    assert p.as_of(START + DAY).stage is Stage.WORKING
    assert len(p.as_of(START + DAY).history) == 4
    for moment in (BEGAN + 2 * DAY, START - timedelta(seconds=1)):
        with pytest.raises(ValueError, match="had not been opened"):
            p.as_of(moment)


@given(st.permutations(range(1, 6)))
def test_the_order_of_writing_up_does_not_matter(order: list[int]):
    """Invariant 58, of what happened before a case was carried over."""
    p = carried()
    for n in order:
        p = held(p, f"s{n}", BEGAN + n * DAY)
    straight = carried()
    for n in range(1, 6):
        straight = held(straight, f"s{n}", BEGAN + n * DAY)
    assert p.state.sessions.starts == straight.state.sessions.starts
    assert p.state.sessions.n_held == straight.state.sessions.n_held


# --- the number of sessions


def test_sessions_that_are_written_up_are_among_those_carried_over():
    """Nothing is counted twice; what is more than was said counts as well."""
    p = asked_for()
    p = p.record(carrying(p, n_sessions=2))
    for n in range(1, 4):
        p = held(p, f"s{n}", BEGAN + n * DAY)
        assert p.state.sessions.n_held == max(2, n)
    p = held(p, "now", START)
    assert p.state.sessions.n_held == 4


def test_sessions_that_are_carried_over_count_towards_the_agreed_number():
    """All of them, as nobody here knows which were before the agreement."""
    few = CarriedAgreement(
        id="a1",
        matter=matters.Agreement(words=SAID, n_sessions=3),
        agreed_at=BEGAN + DAY,
    )
    p = asked_for()
    p = p.record(carrying(p, agreement=few, n_sessions=2))
    assert p.state.sessions.n_used_since(BEGAN + DAY) == 2
    p = held(p, "old", BEGAN + 2 * DAY)
    assert p.state.sessions.n_used_since(BEGAN + DAY) == 2
    p = held(p, "s3", START)
    assert codes(p, meeting(p, START + DAY)) == ["agreement.sessions_used"]
    assert p.state.sessions.n_used_since(START) == 1


def test_a_review_is_due_some_time_after_the_case_was_carried_over():
    """What was looked at elsewhere, and when, is not known."""
    p = carried()
    kinds = {duty.kind for duty in p.duties(at=START)}
    assert DutyKind.REVIEW not in kinds
    kinds = {duty.kind for duty in p.duties(at=START + 90 * DAY)}
    assert DutyKind.REVIEW in kinds


# --- taking it out again


def test_a_start_that_was_carried_over_in_error_is_carried_over_again():
    """The service takes it out alone while nobody relied on it."""
    p = carried()
    out = acts.EnteredInError(by="clinic", at=START, act=2, because="wrong-record")
    struck = p.record(out)
    assert struck.stage is Stage.REQUESTED
    assert struck.carried_over is None
    again = struck.record(carrying(asked_for()))
    assert again.stage is Stage.WORKING
    assert again.carried_over is not None
    assert again.carried_over.version == 4
    assert Partnership.replay(again.entries).state == again.state
    relied = p.record(acts.Confirm(by="ana", at=START, acts=(2,)))
    assert codes(relied, out) == ["void.relied_on"]


def test_what_was_written_up_rests_on_it():
    """It is taken out first, last one first."""
    p = held(carried(), "s1", BEGAN + DAY)
    out = acts.EnteredInError(by="clinic", at=START, act=2, because="wrong-record")
    p = p.record(
        acts.EnteredInError(by="bo", at=START, act=4, because="slip"),
        acts.EnteredInError(by="bo", at=START, act=3, because="slip"),
    )
    with pytest.raises(Refused) as error:
        p.record(out)
    assert [refusal.code for refusal in error.value.refusals] == ["void.relied_on"]


# --- of any history


@given(histories(carried=True))
def test_it_is_replayed_as_it_was_recorded(p: Partnership):
    """Invariant 1, of cases that were carried over."""
    assert Partnership.replay(p.entries).state == p.state
    assert Partnership.replay(p.history).state == p.state
    for entry in p.entries:
        again = p.known_by(entry.recorded_at)
        assert again.history == p.history[: again.version]


@given(histories(carried=True, late=False))
def test_it_keeps_what_every_history_keeps(p: Partnership):
    """The promises, which are read off the acts alone."""
    check_history(p)


def test_the_promises_see_what_was_carried_over():
    """A dispute, a word too late, and what happened before."""
    p = carried()
    p = held(p, "old", BEGAN + DAY, ways={Way.RECORDING})
    no = acts.Dispute(by="ana", at=START, act=2, words=SAID, parts={TREATMENT})
    give = acts.GiveConsent(by="ana", at=LATE, scope=Scope.TREATMENT, terms="t")
    said = acts.Confirm(by="ana", at=LATE, acts=(2,))
    check_history(p.record(no, give, said, meeting(p, LATE)))
    late = Partnership.replay([*p.history, meeting(p, LATE)])
    with pytest.raises(AssertionError, match="said in time"):
        check_history(late)
    none = Partnership.replay([*p.history, no, meeting(p)])
    with pytest.raises(AssertionError, match="has consented to it"):
        check_history(none)


@given(histories(carried=True, late=False))
def test_beyond_it_no_stage_that_takes_two_has_one_hand(p: Partnership):
    """Invariant 15: whoever else has to assent does so with their own hand."""
    before = Partnership.replay(p.history[:2])
    for act in p.history[2:]:
        after = before.record(act)
        step = row_taken(before.state, act)
        if step is not None and law_step(step).is_mutual:
            assert isinstance(act, acts.Accept | acts.Amend | acts.Propose)
            assert act.entered_by is None
            name = act.id if isinstance(act, acts.Propose) else act.proposal
            proposal = after.proposal(name)
            assert not missing(before.state.members, proposal, before.policy)
        before = after


def law_step(name: str) -> law.Step:
    """Return the row of a name."""
    return next(step for step in law.STEPS if step.id == name)


@given(histories(carried=True, entered=False, late=False))
def test_no_session_starts_with_a_client_who_has_said_nothing(p: Partnership):
    """After the days that the policy gives each of them."""
    for n, act in enumerate(p.history):
        if not isinstance(act, acts.StartSession):
            continue
        before = Partnership.replay(p.history[:n])
        found = before.carried_over
        days = before.policy.carry_over_days
        if found is None or act.at < found.act.at + days * DAY:
            continue
        assert all(
            part.client not in act.present or not part.is_unconfirmed
            for part in found.parts.values()
        )


@given(histories())
def test_no_history_is_carried_over_unless_asked_for(p: Partnership):
    """Invariants 15 and 56 to 58 are held of openings without it."""
    assert p.carried_over is None
