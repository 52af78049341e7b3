"""Duties: how each kind ends, that none is dead, and what stays after the closing."""

import json
import operator
import pickle
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.models_of_care import group
from pydantic import TypeAdapter, ValidationError

from collabtherapy import (
    DutyId,
    DutyKind,
    DutyStatus,
    EndingGround,
    Lapse,
    Partnership,
    PersonId,
    Role,
    Scope,
    SessionId,
    Stage,
    TimerKind,
    Words,
    acts,
    law,
    matters,
)
from collabtherapy.errors import IdComparedWithText
from collabtherapy.exports import trace
from collabtherapy.partnership.fold import fold
from collabtherapy.partnership.law.duties.rules import ROW_OF
from collabtherapy.partnership.questions.offers import offers
from collabtherapy.partnership.regions.duties import Duty, owe
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.duty_ids import LONGEST, OF, OF_ONE_PERSON, Part
from collabtherapy.partnership.values.ids import ProposalId
from collabtherapy.privacy import view
from collabtherapy.testing.histories import histories, walked
from collabtherapy.testing.remedies import cleared
from collabtherapy.testing.situations.of_work import tasked
from collabtherapy.testing.situations.places import (
    at_,
    met,
    strained,
    working,
    worried,
)
from collabtherapy.testing.spelled import spellings
from collabtherapy.testing.values import duty_ids
from collabtherapy.testing.ways import (
    START,
    consented,
    couple,
    decided,
    in_session,
    led_to,
    prefixes,
    two,
)
from collabtherapy.testing.ways import group as usual_group

SAID = Words("said")

OPENED = [row for row in law.DUTIES if row.opened_by]


@given(histories())
def test_a_duty_is_opened_once_ends_once_and_stays_listed(p: Partnership):
    """Invariant 39: one a cause; done or lapsed at most once, and listed with why."""
    for before, act, after in prefixes(p):
        was, now = before.state.duties.by_id, after.state.duties.by_id
        assert set(was) <= set(now)
        for name, duty in was.items():
            expected = duty
            if isinstance(act, acts.LeaveAsTherapist) and duty.owed_by == act.by:
                expected = attrs.evolve(duty, owed_by=now[name].owed_by)
            if not duty.is_open or now[name].is_open:
                assert now[name] == expected
            elif duty.is_open:
                assert after.at in (now[name].discharged_at, now[name].lapsed_at)
            assert after.duty(name) == now[name]
            assert (now[name].lapsed_at is None) is (now[name].lapsed_because is None)
        of_all = after.duties(at=after.at, status=None)
        assert {duty.id for duty in of_all} >= set(now)


@given(histories())
def test_what_is_open_is_found_by_whom_it_is_owed_to(p: Partnership):
    """The open duties are those that the register has open, each once."""
    duties = p.state.duties
    open_ = [duty for duty in duties.by_id.values() if duty.is_open]
    assert sorted(d.id for d in duties.open()) == sorted(d.id for d in open_)
    for duty in open_:
        assert duty in duties.open(duty.kind, duty.owed_to)
    assert duties == type(duties).of(duties.by_id)


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
        DutyKind.TELL_OF_REPRESENTATION,
        DutyKind.TALK_OVER_DISSENT,
        DutyKind.INVOLVE_HOLDERS,
    }


def about(kind: DutyKind) -> tuple[Part, ...]:
    """Return what a duty of a kind to ana is about, in a partnership of bo's."""
    named: dict[object, list[Part]] = {
        PersonId: [PersonId("ana"), PersonId("bo")],
        SessionId: [SessionId("s1")],
        ProposalId: [ProposalId("p1")],
        str: ["feedback"],
    }
    return tuple(named[part].pop(0) for part in OF.get(kind, OF_ONE_PERSON))


def owing_everything(p: Partnership) -> State:
    """Return a state in which a duty of every kind is owed to ana by bo."""
    duties = p.state.duties
    bo, ana = PersonId("bo"), PersonId("ana")
    for row in OPENED:
        duties = owe(duties, row.kind, (about(row.kind),), by=bo, to=ana, at=p.at)
    return p.state._replace(duties=duties)


def next_session(p: Partnership) -> Partnership:
    """Have the two meet once more."""
    start = acts.StartSession(by="bo", id="s2", present=("ana", "bo"), **at_(p))
    return p.record(start)


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
    Lapse.MOVED_ON: (
        lambda: decided_but_for(led_to(two(), Stage.WAITING)),
        lambda p: acts.Accept(by="ana", proposal="b", **at_(p)),
    ),
}
"""For each lapse a partnership, and the act by which duties lapse so."""


def decided_but_for(p: Partnership) -> Partnership:
    """Have a beginning proposed that one assent is missing from."""
    begin = matters.Begin(urgent=True)
    return p.record(acts.Propose(by="bo", id="b", matter=begin, **at_(p)))


@pytest.mark.parametrize("because", Lapse)
def test_each_kind_lapses_when_its_row_says_so(because: Lapse):
    """Whatever is owed to somebody lapses by an act, if its row says so, or stays."""
    situation, attempt = LAPSING[because]
    p = situation()
    state, act = owing_everything(p), attempt(p)
    assert p.allows(act)
    after = fold(state, act)
    for row in OPENED:
        names = [d.id for d in state.duties.open(row.kind, PersonId("ana"))]
        assert names
        for name in names:
            duty = after.duties.by_id[name]
            says = because in row.lapses_when and _of(because, duty)
            assert (duty.lapsed_because is because) is says
            assert duty.is_open is not says


def _of(because: Lapse, duty: Duty) -> bool:
    """Return whether the lapse is about this duty, of several that it is owed to."""
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


def test_what_is_over_lapses_at_closing_and_is_not_to_be_cleared_one_by_one():
    """Whoever leaves is not invited any more; why stands with each duty."""
    p = met()
    left = p.record(acts.Leave(by="ana", **at_(p)))
    over = left.duties(at=p.at, status=DutyStatus.LAPSED)
    assert {d.kind for d in over} == {DutyKind.INVITE, DutyKind.ASK_WHAT_MATTERS}
    assert {(d.lapsed_at, d.lapsed_because) for d in over} == {(p.at, Lapse.CLOSED)}
    stays = {DutyKind.ANSWER_FEEDBACK, DutyKind.REFERRAL_INFORMATION}
    assert {duty.kind for duty in left.duties(at=p.at)} == stays
    (refusal,) = left.why_not(acts.DischargeDuty(by="bo", duty=over[0].id, **at_(p)))
    assert refusal.code == "duty.lapsed"
    assert "closed" in refusal.message
    (fix,) = refusal.fix
    assert set(fix.to) == {duty.id for duty in left.duties(at=p.at)}


def test_the_next_session_has_an_invitation_of_its_own():
    """What was not said of the session before is not asked for again."""
    p = next_session(met())
    first = p.duties(at=p.at, owed_to="ana")
    p = p.record(acts.EndSession(by="bo", session="s2", **at_(p)))
    invited = [d for d in p.duties(at=p.at) if d.kind is DutyKind.INVITE]
    assert {duty.id.session for duty in invited} == {SessionId("s2")}
    was = {p.duty(d.id).lapsed_because for d in first if d.kind is DutyKind.INVITE}
    assert was == {Lapse.NEXT_SESSION}


def test_who_left_in_danger_is_reached_after_the_closing():
    """Reaching out is accepted in CLOSED while it is owed, once, and not otherwise."""
    p = worried()
    reach = acts.ReachOut(by="bo", to="ana", **at_(p))
    left = p.record(acts.Leave(by="ana", **at_(p)))
    assert acts.ReachOut in {option.act for option in left.options("bo", at=p.at)}
    reached = left.record(reach)
    owed = [duty.kind for duty in reached.duties(at=p.at)]
    assert DutyKind.SAFETY_OUTREACH not in owed
    assert [refusal.code for refusal in reached.why_not(reach)] == ["stage.not_now"]
    calm = led_to(two(), Stage.CLOSED)
    assert [r.code for r in calm.why_not(attrs.evolve(reach, at=calm.at))] == [
        "stage.not_now"
    ]


@pytest.mark.parametrize("opening", [couple, group])
def test_who_left_the_others_is_reached_and_answered(
    opening: Callable[[], Partnership],
):
    """What outlasts their leaving is done to a former client, and nothing else is."""
    p = in_session(led_to(opening(), Stage.WORKING))
    p = p.record(acts.RaiseConcern(by="bo", client="ana", **at_(p)))
    reach = acts.ReachOut(by="bo", to="ana", **at_(p))
    answer = acts.AnswerFeedback(by="bo", session="s1", to="ana", words=SAID, **at_(p))
    p = p.record(acts.Leave(by="ana", **at_(p)))
    after = p.record(reach, answer)
    owed = {duty.kind for duty in after.duties(at=p.at, owed_to="ana")}
    assert owed == {DutyKind.REFERRAL_INFORMATION}
    assert after.state.contact == p.state.contact  # nobody who stays has gone silent
    for act in (reach, answer):
        assert "person.unknown" in [refusal.code for refusal in after.why_not(act)]


@given(st.lists(st.tuples(st.integers(1, 40), st.sampled_from(["bo", "ana"]))))
def test_who_waits_is_owed_contact_again_and_again(contacts: list[tuple[int, str]]):
    """So many days after the last contact by the service, as long as they wait."""
    p = led_to(two(), Stage.WAITING)
    last = p.at
    for days, by in contacts:
        at = p.at + timedelta(days=days)
        kind = acts.RecordContact(by=by, at=at, client="ana")
        p = p.record(
            acts.ReachOut(by=by, at=at, to="ana") if days % 2 and by == "bo" else kind
        )
        last = at if by == "bo" else last
        due_at = last + timedelta(days=p.policy.waiting_contact_days)
        (duty,) = p.duties(at=at)
        assert (duty.kind, duty.due_at) == (DutyKind.CONTACT_WHILE_WAITING, due_at)
        (timer,) = [t for t in p.timers(at=at) if t.kind is TimerKind.DUTY]
        assert (timer.about, timer.due_at) == (str(duty.id), due_at)
        assert timer.is_due is (due_at <= at)
    done = p.record(acts.DischargeDuty(by="bo", duty=p.duties(at=p.at)[0].id, at=p.at))
    assert len(done.duties(at=p.at)) == 1
    begun = decided(consented(p, Scope.ASSESSMENT, p.at), "b", matters.Begin(), p.at)
    assert not [
        d for d in begun.duties(at=p.at) if d.kind is DutyKind.CONTACT_WHILE_WAITING
    ]
    lapsed = begun.duties(at=p.at, status=DutyStatus.LAPSED)
    assert [duty.lapsed_because for duty in lapsed] == [Lapse.MOVED_ON]


def test_a_pause_is_asked_after_so_many_days_after_the_last_contact():
    """Contact of any kind counts, with each of the clients."""
    p = led_to(couple(), Stage.PAUSED)

    def due(p: Partnership) -> timedelta:
        (timer,) = [t for t in p.timers(at=p.at) if t.kind is TimerKind.PAUSE_CHECK]
        assert timer.due_at is not None
        return timer.due_at - p.state.main.since

    days = timedelta(days=p.policy.pause_check_days)
    assert due(p) == days
    p = p.record(acts.ReachOut(by="bo", to="ana", **at_(p, 5)))
    assert due(p) == days  # the other has heard nothing
    p = p.record(acts.RecordContact(by="bo", client="cem", **at_(p, 4)))
    assert due(p) == days + timedelta(days=5)
    assert due_as_seen(p, "cem") == days  # of the other's contact nothing is told


def due_as_seen(p: Partnership, by: str) -> timedelta:
    """Return how long into a pause its check is due, in somebody's view."""
    timers = view(p, by).timers(at=p.at)
    (timer,) = [t for t in timers if t.kind is TimerKind.PAUSE_CHECK]
    assert timer.due_at is not None
    return timer.due_at - p.state.main.since


ASKED = {DutyKind.INVITE, DutyKind.ASK_WHAT_MATTERS}
"""Duties to ask somebody, which the answer does as well as the asking."""


@given(histories(), st.data())
def test_no_duty_is_dead(p: Partnership, data: st.DataObject):
    """Invariant 68: an act other than `DischargeDuty` does it, now or later."""
    owed = [d for d in p.duties(at=p.at) if d.kind not in law.ONLY_DISCHARGED]
    owed = [duty for duty in owed if duty.id in p.state.duties.by_id]
    if not owed:
        return
    duty = data.draw(st.sampled_from(owed))
    assert doing(p, duty), duty.id


PARTING: dict[str, Callable[[Partnership], acts.Act]] = {
    "dee leaves": lambda p: acts.Leave(by="dee", **at_(p)),
    "dee dies": lambda p: acts.RecordDeath(by="bo", client="dee", **at_(p)),
    "eva leaves": lambda p: acts.LeaveAsTherapist(
        by="eva", ground=EndingGround.THREATENED, **at_(p)
    ),
    "cem leaves": lambda p: acts.Leave(by="cem", **at_(p)),
}
"""How somebody can be gone when a session of a group ends at which they were."""


@given(
    st.lists(st.sampled_from(sorted(PARTING)), min_size=1, unique=True),
    spellings(at_most=4),
)
def test_no_duty_is_dead_where_somebody_left_during_a_session(
    parting: list[str], text: str
):
    """Invariant 68: nothing is owed to those who are gone that is done with them."""
    p = in_session(led_to(usual_group(), Stage.WORKING))
    for how in parting:
        if ("dee" in how) <= (PersonId("dee") in p.state.members.everyone):
            p = p.record(PARTING[how](p))
    p = walked(p, text, roams=False)
    if p.state.sessions.open == SessionId("s1"):
        p = p.record(acts.EndSession(by=p.therapists[0], session="s1", **at_(p)))
    here = {*p.state.members.everyone}
    for duty in p.duties(at=p.at):
        if duty.kind in law.ONLY_DISCHARGED or duty.id not in p.state.duties.by_id:
            continue
        assert duty.owed_by in here, duty.id
        assert duty.owed_to in here or ROW_OF[duty.kind].outlasts, duty.id
        assert duty.kind is not DutyKind.INVITE or doing(p, duty), duty.id


def doing(p: Partnership, duty: Duty) -> bool:
    """Return whether whoever owes a duty can do it, perhaps after other acts."""
    (row,) = (row for row in law.DUTIES if row.kind is duty.kind)
    doers = [duty.owed_by, *([duty.owed_to] if duty.kind in ASKED else [])]
    for by in doers:
        for act in (*tried(p, duty, by), *offers(p.state, by, p.at)):
            if type(act) in row.discharged_by and _does(p, act, duty):
                return True
    return False


def _does(p: Partnership, act: acts.Act, duty: Duty) -> bool:
    if not p.allows(act):
        if type(act) is not acts.StartSession:
            return False
        p, act = cleared(p, act)  # there is something to do first
    return p.record(act).duty(duty.id).status is DutyStatus.DISCHARGED


def tried(p: Partnership, duty: Duty, by: PersonId) -> list[acts.Act]:
    """Return acts that nobody is offered as they stand."""
    present = (duty.owed_to, *(t.id for t in p.therapists))
    talk = acts.StartSession(
        by=by, id="talk", present=present, ending_talk=True, **at_(p)
    )
    explain = acts.Explain(
        by=by, to=duty.owed_to, scope=Scope.ASSESSMENT, terms="t", **at_(p)
    )
    return [talk, explain]


OPENING_WHEN_CLOSED = {DutyKind.TELL_DISCLOSURE}


@given(histories(stages=(Stage.CLOSED,)), st.data())
def test_after_the_closing_what_is_owed_never_grows(
    p: Partnership, data: st.DataObject
):
    """Invariant 69: but for a disclosure, of which the client is to hear, once each."""
    for _ in range(6):
        people = p.state.members.ids(*Role)
        allowed = [
            act
            for person in people
            for act in offers(p.state, person, p.at)
            if p.allows(act)
        ]
        if not allowed:
            return
        act = data.draw(st.sampled_from(allowed))
        after = p.record(act)
        new = set(after.duties(at=after.at)) - set(p.duties(at=p.at))
        assert len(new) <= isinstance(act, acts.Disclose)
        assert {duty.kind for duty in new} <= OPENING_WHEN_CLOSED
        later = after.at + timedelta(days=4000)
        assert set(after.duties(at=later)) == set(after.duties(at=after.at))
        p = after


@given(duty_ids())
def test_a_name_is_read_back_from_its_text(name: DutyId):
    """Whatever the ids in it; a slash in one parts nothing."""
    again = DutyId.parse(str(name))
    assert again == name
    assert hash(again) == hash(name)
    assert again.about == name.about
    assert repr(name) == f"DutyId.parse({str(name)!r})"
    assert pickle.loads(pickle.dumps(name)) == name  # noqa: S301  # our own
    assert list(map(type, again.about)) == list(map(type, name.about))
    assert acts.DischargeDuty(by="bo", at=START, duty=str(name)).duty == name


@pytest.mark.parametrize(
    "text",
    [
        "", "none", "orient", "orient/", "orient/ana/x", "orient/ana/0",
        "orient/ana/01",
        "orient/ana/2026-01-05", "orient/ana/2026-01-05T09:00:00",
        "orient/ana/2026-01-05T09:00:00+00:00", "orient/ana/2026-01-05T09:00:00.000Z",
        "orient/ana/2026-01-05T09:00:00Z/1", "orient/ana/2026-01-05T09:00:00Z/2/3",
        "orient/ana/1/2026-01-05T09:00:00Z", "invite/s1/ana", "orient/a%2fb",
        "orient/ana b", f"orient/{'x' * 2000}", "Orient/ana",
    ],
)  # fmt: skip
def test_a_text_that_spells_no_duty_is_refused(text: str):
    """With what would be one; the text itself is not repeated."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # an id's message or ours
        DutyId.parse(text)
    assert "id of a" in str(caught.value)
    assert not text or "ana" not in text or f"{text!r}" not in str(caught.value)


def test_a_name_of_other_parts_cannot_be_made():
    """Each part has the type that the kind has in its place."""
    with pytest.raises(TypeError, match="is a PersonId"):
        DutyId(DutyKind.ORIENT, (SessionId("s1"), START))
    with pytest.raises(ValueError, match="as in orient/ana"):
        DutyId(DutyKind.ORIENT, ())
    with pytest.raises(TypeError, match="a DutyId, or the text"):
        DutyId.parse(7)  # type: ignore[arg-type]


def test_a_name_is_not_equal_to_text():
    """As for every id: it is said aloud, and false."""
    (duty,) = led_to(two(), Stage.WAITING).duties(at=START)
    with pytest.warns(IdComparedWithText):
        assert (duty.id == str(duty.id)) is False
    assert duty.id != 7


@given(duty_ids(), duty_ids())
def test_names_of_duties_sort_as_their_texts(one: DutyId, other: DutyId):
    """Among themselves alone: a text and an id of another kind have no order here."""
    for compare in (operator.lt, operator.le, operator.gt, operator.ge):
        assert compare(one, other) is compare(str(one), str(other))
        for wrong in (str(other), PersonId("ana"), 7, None):
            for pair in ((one, wrong), (wrong, one)):
                with pytest.raises(TypeError):
                    compare(*pair)


@given(duty_ids(), st.sampled_from(["", ">80", "^300.9"]))
def test_a_name_of_a_duty_is_written_as_its_text(name: DutyId, form: str):
    """In a format, by `sqlite3` and by pydantic, as every id is."""
    assert format(name, form) == format(str(name), form)
    with closing(sqlite3.connect(":memory:")) as connection:
        assert connection.execute("select ?", (name,)).fetchone() == (str(name),)
    adapter: TypeAdapter[DutyId] = TypeAdapter(DutyId)
    text = adapter.dump_json(name)
    assert json.loads(text) == str(name)
    assert adapter.validate_json(text) == name
    assert adapter.validate_python(name) is name
    assert adapter.validate_python(str(name)) == name
    for wrong in ("", "orient", 7, None):
        with pytest.raises(ValidationError):
            adapter.validate_python(wrong)
    bounds = {"minLength": 1, "maxLength": LONGEST, "type": "string"}
    assert adapter.json_schema() == bounds


def test_what_is_not_there_is_no_duty():
    """A query about a duty that no act opened raises, as for every other thing."""
    p = led_to(two(), Stage.WORKING)
    with pytest.raises(KeyError):
        p.duty("orient/eva/2026-01-05T09:00:00Z")


@given(st.integers(0, 5))
def test_the_name_of_a_duty_tells_nothing_of_hidden_acts(n: int):
    """However much others do meanwhile, a client sees the same names."""
    p = led_to(couple(), Stage.WORKING)
    hidden = acts.WriteProcessNote(by="bo", words=SAID, **at_(p))
    seen = view(in_session(p), "ana").duties(at=p.at)
    busy = p.record(*[hidden] * n)
    assert view(in_session(busy), "ana").duties(at=p.at) == seen


def test_what_an_earlier_law_let_be_discharged_twice_was_done_the_first_time():
    """Folding decides nothing again; what names no duty changes none."""
    p = led_to(two(), Stage.WAITING)
    (duty,) = p.duties(at=p.at)
    later = p.at + timedelta(days=1)
    once = acts.DischargeDuty(by="bo", duty=duty.id, at=p.at)
    twice = acts.DischargeDuty(by="bo", duty=duty.id, at=later)
    nothing = acts.DischargeDuty(by="bo", duty="orient/ana", at=later)
    p = Partnership.replay([*p.history, once, twice, nothing])
    assert p.duty(duty.id).discharged_at == once.at
    linked = [[link.qualifier for link in e.links] for e in trace(p).events[-3:]]
    assert ["duty" in qualifiers for qualifiers in linked] == [True, True, False]
