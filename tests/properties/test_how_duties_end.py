"""How each kind of duty ends: by what its row says does it, or lapsing."""

from collections.abc import Callable

import pytest

from collabtherapy import (
    DutyKind,
    DutyStatus,
    GoalId,
    Lapse,
    Partnership,
    PersonId,
    PracticeId,
    SessionId,
    Stage,
    acts,
    law,
    matters,
)
from collabtherapy.partnership.fold import fold
from collabtherapy.partnership.regions.duties import Duty, Ledger
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.duty_ids import OF, OF_ONE_PERSON, Part
from collabtherapy.partnership.values.ids import PartId, ProposalId
from collabtherapy.testing.situations.of_work import tasked
from collabtherapy.testing.situations.places import at_, met, strained, working
from collabtherapy.testing.ways import START, couple, in_session, led_to, two

OPENED = [row for row in law.DUTIES if row.opened_by]


def test_every_kind_has_its_row():
    """One row a kind: opened by something or by the time, and by one of them."""
    assert {row.kind for row in law.DUTIES} == set(DutyKind)
    assert len(law.DUTIES) == len(DutyKind)
    for row in law.DUTIES:
        assert bool(row.opened_by) is (row.owed_while is None)


def test_no_kind_is_added_to_those_that_nothing_else_does():
    """Invariant 68: what is owed is better done by an act of its own."""
    undone = {row.kind for row in OPENED if not row.discharged_by}
    assert undone == law.ONLY_DISCHARGED
    assert undone == {
        DutyKind.REFERRAL_INFORMATION,
        DutyKind.COVER,
        DutyKind.PRACTICE,
        DutyKind.TELL_DISCLOSURE,
        DutyKind.ACCOUNT_FOR,
        DutyKind.TELL_OF_REPRESENTATION,
        DutyKind.TALK_OVER_DISSENT,
        DutyKind.INVOLVE_HOLDERS,
    }


def about(kind: DutyKind) -> tuple[Part, ...]:
    """Return what a duty of a kind to ana is about, in a partnership of bo's."""
    named: dict[object, list[Part]] = {
        PersonId: [PersonId("ana"), PersonId("bo")],
        GoalId: [GoalId("g1")],
        SessionId: [SessionId("s1")],
        PracticeId: [PracticeId("p1")],
        ProposalId: [ProposalId("p1")],
        PartId: [PartId("agreement")],
        str: ["feedback"],
    }
    return tuple(named[part].pop(0) for part in OF.get(kind, OF_ONE_PERSON))


def owing_everything(p: Partnership) -> State:
    """Return a state in which a duty of every kind is owed to ana by bo."""
    ledger = Ledger(p.state.duties)
    bo, ana = PersonId("bo"), PersonId("ana")
    for row in OPENED:
        ledger.owe(row.kind, (about(row.kind),), by=bo, to=ana, at=p.at)
    return p.state._replace(duties=ledger.closed())


def next_session(p: Partnership) -> Partnership:
    """Return a partnership in which the two meet once more."""
    start = acts.StartSession(by="bo", id="s2", present=("ana", "bo"), **at_(p))
    return p.record(start)


def decided_but_for(p: Partnership) -> Partnership:
    """Return a partnership with a beginning proposed that lacks one assent."""
    begin = matters.Begin(urgent=True)
    return p.record(acts.Propose(by="bo", id="b", matter=begin, **at_(p)))


LAPSING: dict[
    Lapse, tuple[Callable[[], Partnership], Callable[[Partnership], acts.Act]]
]
LAPSING = {
    Lapse.CLOSED: (
        lambda: led_to(two(), Stage.ENDING),
        lambda p: acts.Finish(by="ana", **at_(p)),
    ),
    Lapse.LEFT: (
        lambda: led_to(couple(), Stage.WORKING),
        lambda p: acts.Leave(by="ana", **at_(p)),
    ),
    Lapse.DIED: (
        lambda: led_to(couple(), Stage.WORKING),
        lambda p: acts.RecordDeath(by="bo", client="ana", **at_(p)),
    ),
    Lapse.NEXT_SESSION: (
        lambda: next_session(met()),
        lambda p: acts.EndSession(by="bo", session="s2", **at_(p)),
    ),
    Lapse.RUPTURE_OVER: (
        strained,
        lambda p: acts.ConfirmRepair(
            by="ana", client="ana", therapist="bo", repaired=False, **at_(p)
        ),
    ),
    Lapse.PRACTICE_STOPPED: (
        lambda: tasked("bo"),
        lambda p: acts.StopPractice(by="bo", practice="p1", **at_(p)),
    ),
    Lapse.APPOINTMENT_OVER: (
        lambda: working().record(
            acts.PlanSession(by="bo", id="s1", starts_at=START, **at_(working()))
        ),
        lambda p: acts.CancelSession(by="bo", session="s1", **at_(p)),
    ),
    Lapse.TAKEN_BACK: (
        working,
        lambda p: acts.StateNeed(by="ana", need="feedback", needed=False, **at_(p)),
    ),
    Lapse.MOVED_ON: (
        lambda: decided_but_for(led_to(two(), Stage.WAITING)),
        lambda p: acts.Accept(by="ana", proposal="b", **at_(p)),
    ),
    Lapse.TAKEN_BACK: (
        working,
        lambda p: acts.StateNeed(by="ana", need="feedback", needed=False, **at_(p)),
    ),
}
"""For each lapse a partnership, and the act by which duties lapse so."""


@pytest.mark.parametrize("because", Lapse)
def test_each_kind_lapses_when_its_row_says_so(because: Lapse):
    """Whatever is owed to somebody lapses by an act, if its row says so, or stays."""
    situation, attempt = LAPSING[because]
    p = situation()
    state, act = owing_everything(p), attempt(p)
    assert p.allows(act)
    after = fold(state, act)
    for row in OPENED:
        names = [d.id for d in state.duties.open_to(row.kind, PersonId("ana"))]
        assert names
        for name in names:
            duty = after.duties.by_id[name]
            says = because in row.lapses_when and _of(because, duty)
            assert (duty.lapsed_because is because) is says
            assert duty.is_open is not says


def _of(because: Lapse, duty: Duty) -> bool:
    """Return whether the lapse is about this duty, of several that it is owed to."""
    if because is Lapse.TAKEN_BACK:
        return duty.kind is DutyKind.ANSWER_NEED  # a preference is another act's
    return because is not Lapse.NEXT_SESSION or duty.id.session != SessionId("s2")


def test_a_duty_to_those_who_stay_goes_on():
    """That one of a couple leaves ends what is owed to them, and nothing else."""
    p = led_to(couple(), Stage.WORKING)
    p = in_session(p).record(acts.EndSession(by="bo", session="s1", **at_(p)))
    after = p.record(acts.Leave(by="ana", **at_(p)))
    assert after.duties(at=p.at, owed_to="cem") == p.duties(at=p.at, owed_to="cem")
    lapsed = after.duties(at=p.at, status=DutyStatus.LAPSED)
    assert {duty.lapsed_because for duty in lapsed} == {Lapse.LEFT}
    assert {duty.owed_to for duty in lapsed} == {PersonId("ana")}


def test_the_next_session_has_an_invitation_of_its_own():
    """What was not said of the session before is not asked for again."""
    p = next_session(met())
    first = p.duties(at=p.at, owed_to="ana")
    p = p.record(acts.EndSession(by="bo", session="s2", **at_(p)))
    invited = [d for d in p.duties(at=p.at) if d.kind is DutyKind.INVITE]
    assert {duty.id.session for duty in invited} == {SessionId("s2")}
    was = {p.duty(d.id).lapsed_because for d in first if d.kind is DutyKind.INVITE}
    assert was == {Lapse.NEXT_SESSION}
