"""Invariants 1, 3, 4, 6, 7 and 9: the fold, the door, time and names."""

import pickle
from datetime import UTC, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    ContributionId,
    GoalId,
    NoteId,
    Option,
    Partnership,
    PartnershipId,
    PersonId,
    PracticeId,
    ProposalId,
    SessionId,
    Stage,
    TaskId,
    TermsId,
    TopicId,
    acts,
    codec,
    matters,
)
from collabtherapy.errors import ImpossibleHistory, MalformedDocument, Refused
from collabtherapy.partnership.law.sight.seen import seen_by
from collabtherapy.partnership.questions.offers import offers
from collabtherapy.partnership.questions.options import TARGETS
from collabtherapy.partnership.record.seeing import numbers_seen
from collabtherapy.partnership.state import REGIONS, State
from collabtherapy.testing.histories import histories
from collabtherapy.testing.offered import attempts, everyone, next_acts, steps_of_time
from collabtherapy.testing.ways import START, led_to, prefixes, two

KINDS_OF_ID = (
    PersonId, PartnershipId, ProposalId, GoalId, SessionId, ContributionId,
    TermsId, TaskId, PracticeId, TopicId, NoteId,
)  # fmt: skip


@given(histories(), st.data())
def test_replaying_a_part_and_recording_the_rest_is_replaying_all(
    p: Partnership, data: st.DataObject
):
    """Invariant 1: the fold is deterministic, and a prefix and its rest add up."""
    cut = data.draw(st.integers(1, p.version))
    head, rest = p.history[:cut], p.history[cut:]

    assert Partnership.replay(p.history).state == p.state
    assert Partnership.replay(head).record(*rest).state == p.state
    assert Partnership.replay(p.history, check=True) == p


@given(histories(), st.data())
def test_an_act_is_refused_exactly_if_there_is_a_reason(
    p: Partnership, data: st.DataObject
):
    """Invariants 3 and 4: recording refuses for the reasons given, unchanged."""
    act = data.draw(attempts(p))
    if act is None:
        return
    reasons, state, history = p.why_not(act), p.state, p.history
    if not reasons:
        assert p.record(act).version == p.version + 1
        return
    with pytest.raises(Refused) as refused:
        p.record(act)
    assert refused.value.refusals == reasons
    assert list(reasons) == sorted(reasons, key=lambda reason: reason.rule)
    assert p.state is state
    assert p.history == history


@given(histories(), st.data())
def test_several_acts_are_recorded_together_or_not_at_all(
    p: Partnership, data: st.DataObject
):
    """Invariant 4: the first act that is refused takes the others with it."""
    good, bad = data.draw(next_acts(p)), data.draw(attempts(p))
    if good is None or bad is None or not p.record(good).why_not(bad):
        return
    with pytest.raises(Refused) as refused:
        p.record(good, bad)
    assert refused.value.index == 1
    assert p == Partnership.replay(p.history)


@given(histories(at_most=4), st.data(), steps_of_time)
def test_options_are_what_some_act_of_that_person_may_do(
    p: Partnership, data: st.DataObject, later: timedelta
):
    """Invariant 3: options are what may be done, but for what waits for others."""
    at = p.state.at + later
    person = data.draw(st.sampled_from(everyone(p)))
    options = p.options(person, at=at)
    found = {(option.act, option.target) for option in options}
    seen = seen_by(p.state, person, at)  # from outside nobody can think of anything
    tried = {
        _touched(p, act)
        for act in (() if seen is None else offers(seen, person, at))
        if {reason.code for reason in p.why_not(act)} <= {"others.not_ready"}
    }
    for n in range(1, len(numbers_seen(p.recorded, person, at)) + 1)[-5:]:
        act = acts.EnteredInError(by=person, at=at, act=n, because="slip")
        if {reason.code for reason in p.why_not(act)} <= {"others.not_ready"}:
            tried.add((acts.EnteredInError, n))
    assert found == tried


def _touched(p: Partnership, act: acts.Act) -> tuple[type[acts.Act], object]:
    if isinstance(act, acts.StartSession):
        seen = seen_by(p.state, act.by, act.at)  # of others there may be more
        planned = seen is not None and act.id in seen.sessions.by_id
        return type(act), act.id if planned else None
    if isinstance(act, acts.TakeUp):
        return type(act), None
    named = (getattr(act, field, None) for field in TARGETS)
    return type(act), next((name for name in named if name is not None), None)


@given(histories(), st.data())
def test_what_a_person_does_next_was_among_their_options(
    p: Partnership, data: st.DataObject
):
    """Invariant 3: an act drawn with other values touches an option all the same."""
    act = data.draw(next_acts(p))
    if seen_by(p.state, act.by, act.at) is None:
        return  # from outside
    options = p.options(act.by, at=act.at)
    assert _touched(p, act) in {(option.act, option.target) for option in options}


def test_an_option_shows_what_it_would_touch():
    """An option prints as the act and its target."""
    assert repr(Option(acts.Accept, ProposalId("begin"))) == "Accept(begin)"
    assert repr(Option(acts.Leave)) == "Leave()"


@given(histories(), st.integers(1, 40))
def test_time_does_not_run_backwards(p: Partnership, n_days: int):
    """Invariant 6: the record learns of entries in order, whatever they say."""
    ahead = p.recorded.on_time().ahead
    recorded = [e.recorded_at for e in p.entries if e.version not in ahead]
    assert recorded == sorted(recorded)
    assert all(e.effective_at <= e.recorded_at for e in p.entries)

    early = p.at - timedelta(days=n_days)
    before = acts.Leave(by=p.clients[0], at=early)
    late = attrs.evolve(before, at=p.at, happened_at=early)
    assert (before.late, late.late) == (False, True)
    for act in (before, late):
        if p.allows(act):
            (entry,) = p.record(act).entries[p.version :]
            assert (entry.recorded_at, entry.effective_at) == (p.at, early)


@given(histories(), st.data(), steps_of_time)
def test_time_alone_changes_nothing(
    p: Partnership, data: st.DataObject, later: timedelta
):
    """Invariant 7: a moment shows a prefix, and asking about later changes nothing."""
    moments = st.sampled_from([entry.recorded_at for entry in p.entries])
    first, second = sorted(data.draw(st.tuples(moments, moments)))
    early, late = p.known_by(first), p.known_by(second)
    assert late.history[: early.version] == early.history
    assert p.known_by(p.at + later) == p
    assert p.as_of(p.at + later).state == p.state

    state = p.state
    p.duties(at=p.state.at + later)
    p.timers(at=p.state.at + later)
    p.pending(at=p.state.at + later)
    assert p.state is state


@given(histories())
def test_asking_before_the_opening_is_an_error(p: Partnership):
    """There is no partnership to show before somebody asked for it."""
    with pytest.raises(ValueError, match="had not been opened"):
        p.as_of(p.history[0].at - timedelta(seconds=1))


@given(st.sampled_from(KINDS_OF_ID), st.sampled_from(KINDS_OF_ID))
def test_ids_of_different_kinds_are_different_things(
    one: type[GoalId], other: type[GoalId]
):
    """Invariant 9: never equal, nor to plain text, and not interchangeable."""
    assert (one("x") == other("x")) is (one is other)
    assert (one("x") != other("x")) is (one is not other)
    assert len({one("x"), other("x"), "x"}) == (2 if one is other else 3)
    if one is not other:
        with pytest.raises(TypeError):
            other(one("x"))


@given(histories())
def test_partnerships_are_told_apart_by_their_histories(p: Partnership):
    """Equality and hash follow the history; nothing else equals a partnership."""
    again = Partnership.replay(p.history)
    assert p == again
    assert hash(p) == hash(again)
    assert p != p.history
    shorter = Partnership.replay(p.history[:1])
    assert (p == shorter) is (p.version == 1)


@pytest.mark.parametrize("stage", list(Stage))
def test_the_last_moment_there_is_is_a_moment(stage: Stage):
    """What would be due after the end of the calendar is due at its end."""
    p = led_to(two(), stage)
    last = datetime.max.replace(tzinfo=UTC)
    for act in (
        acts.PlaceOnWaitingList(by="bo", at=last, expected_wait_days=1),
        acts.Propose(by="bo", at=last, id="x", matter=matters.Begin()),
        acts.Accept(by="ana", at=last, proposal="x"),
        acts.Pause(by="ana", at=last),
    ):
        if not p.why_not(act):
            p = p.record(act)
    assert all(timer.due_at <= last for timer in p.timers(at=last) if timer.due_at)
    assert all(duty.opened_at <= last for duty in p.duties(at=last))
    assert codec.loads(codec.dumps(p)) == p


FELT = {
    acts.EndRepresentation: {"consent"},
    acts.Leave: {"agreement", "sessions"},  # whoever stays agrees anew
    acts.RecordDeath: {"agreement", "sessions"},
    acts.LeaveAsTherapist: {"sessions"},
    acts.MissSession: {"contact"},
    acts.WithdrawConsent: {"sessions"},
}
"""What an act does beside its own regions, the stage, and the duties it opens."""


@given(histories(at_most=15))
def test_an_act_changes_only_the_regions_that_name_it(p: Partnership):
    """What a region does not list it does not feel, whatever it is."""
    for before, act, after in prefixes(p):
        named = {region.name for region in REGIONS if type(act) in region.fold_rows}
        if isinstance(act, acts.Accept):
            matter = type(before.proposal(act.proposal).last.matter)
            named |= {r.name for r in REGIONS if matter in r.settle_rows}
        if before.stage is not after.stage:
            named |= {"sessions", "agreement"}
        if act.entered_by is not None:  # it waits for the word of whose it is
            named |= {"entries"}
        changed = {
            name
            for name in State._fields
            if getattr(before.state, name) != getattr(after.state, name)
        }
        follows = {"at", "main", "duties", "contact", "left"}
        assert changed <= named | follows | FELT.get(type(act), set()), act


def test_an_act_of_an_unknown_kind_is_no_act_of_this_law():
    """The law says that it does not know a kind, rather than letting it pass."""

    @attrs.frozen(kw_only=True, eq=False, repr=False)
    class Dance(acts.Act):
        """Not in the law."""

    with pytest.raises(TypeError, match="no act of the kind Dance"):
        two().why_not(Dance(by="ana", at=START))


def test_errors_survive_pickling():
    """An error raised in another process arrives as it was."""
    for error in (
        ImpossibleHistory(3, "Accept", ["stage.not_now"]),
        MalformedDocument("$.acts[3]", "expected_text", "here stands text"),
    ):
        again = pickle.loads(pickle.dumps(error))  # noqa: S301
        assert (type(again), str(again), vars(again)) == (
            type(error),
            str(error),
            vars(error),
        )
