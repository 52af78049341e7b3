"""What the law says of each entry, as known then and as known now."""

from datetime import timedelta
from typing import Any

from hypothesis import assume, given
from late_stories import late_stories

from collabtherapy import (
    DutyKind,
    Evidence,
    Partnership,
    PersonId,
    Scope,
    Stage,
    Therapist,
    Way,
    Words,
    acts,
    matters,
)
from collabtherapy.insight import rulings
from collabtherapy.testing import histories
from collabtherapy.testing.ways import consented, decided, led_to, two

SAID = Words("so")
WORKING = led_to(two(), Stage.WORKING)


@given(histories())
def test_what_was_recorded_on_time_was_lawful_and_is(p: Partnership):
    """The law allowed each act, and nothing came later that changed what was so."""
    assume(not any(entry.is_late for entry in p.entries))
    for one, entry in zip(rulings(p), p.entries, strict=True):
        assert one.version == entry.version
        assert (one.then, one.when_recorded) == (True, True)
        assert one.now is (True if entry.in_effect else None)
        assert not one.rests_on


@given(late_stories())
def test_conflicts_are_what_was_lawful_and_is_not(p: Partnership):
    """Of what has effect; and what has none is told with what took it away."""
    found = rulings(p)
    assert all(one.when_recorded for one in found)
    assert {one.version for one in found if one.is_conflict} == {
        conflict.version for conflict in p.conflicts
    }
    for one, entry in zip(found, p.entries, strict=True):
        assert (one.voided_by, one.set_aside_by) == (
            entry.voided_by,
            entry.set_aside_by,
        )
        assert (one.now is None) is not entry.in_effect


def day(n: float, happened: float | None = None) -> dict[str, Any]:
    """Return when something was written down, and when it happened, in days."""
    moment = {"at": WORKING.at + timedelta(days=n)}
    if happened is not None:
        moment["happened_at"] = WORKING.at + timedelta(days=happened)
    return moment


def held(n: float, happened: float | None = None, **fields: Any) -> list[acts.Act]:
    """Return a session of an hour, with something said in it."""
    began = n if happened is None else happened
    start = acts.StartSession(
        by="bo", id="s1", present=("ana", "bo"), **day(n, happened), **fields
    )
    if happened is None:
        said = acts.Contribute(by="ana", id="c1", session="s1", **day(n + 0.01))
        return [start, said, acts.EndSession(by="bo", session="s1", **day(n + 0.04))]
    return [
        start,
        acts.Contribute(by="ana", id="c1", session="s1", **day(n, began + 0.01)),
        acts.EndSession(by="bo", session="s1", **day(n, began + 0.04)),
    ]


def withdrawn(n: float, happened: float | None = None) -> acts.Act:
    """Return a client's word that they are not to be treated any more."""
    scope = Scope.TREATMENT
    return acts.WithdrawConsent(by="ana", scope=scope, **day(n, happened))


def not_lawful_now(p: Partnership) -> set[int]:
    """Return the numbers of what the law would refuse, as it is known now."""
    return {one.version for one in rulings(p) if one.is_conflict}


def test_what_rests_on_what_was_entered_later_is_listed_with_it():
    """A consent on paper of the fifth, entered on the tenth, and then a recording."""
    explained = acts.Explain(
        by="bo", to="ana", scope=Scope.RECORDING, terms="t", **day(1)
    )
    paper = acts.GiveConsent(
        by="ana",
        scope=Scope.RECORDING,
        terms="t",
        evidence=Evidence("paper-form", seen_by="bo"),
        **day(10, 5),
    )
    p = WORKING.record(explained, acts.WriteNote(by="bo", words=SAID, **day(7)), paper)
    consent = p.version
    p = p.record(*held(11, 6, ways={Way.RECORDING}))
    resting = [one for one in rulings(p) if one.rests_on_later]
    assert [(one.version, one.rests_on) for one in resting] == [
        (consent + 1, (consent,))
    ]
    assert p.entries[consent - 1].act.evidence is not None
    assert all(one.when_recorded and one.now for one in rulings(p))


def test_a_session_written_up_in_one_go_rests_on_nothing_but_itself():
    """That it was not written down yet forbade nothing."""
    note = acts.WriteNote(by="bo", words=SAID, **day(7))
    p = WORKING.record(note, *held(8, 5))
    assert not any(one.rests_on_later for one in rulings(p))


def test_a_void_may_be_what_something_rests_on():
    """Of a pause that was entered in error, and a session in it that is written up."""
    p = WORKING.record(acts.Pause(by="ana", **day(1)))
    pause = p.version
    p = p.record(
        acts.EnteredInError(by="ana", act=pause, because="slip", **day(6)),
        *held(8, 5),
    )
    (start, *_) = [one for one in rulings(p) if one.rests_on]
    assert (start.version, start.rests_on) == (pause + 2, (pause + 1,))
    ruled = rulings(p)[pause - 1]
    assert (ruled.now, ruled.voided_by) == (None, pause + 1)
    assert (ruled.then, ruled.when_recorded) == (True, True)
    assert not ruled.rests_on_later


def test_what_was_never_lawful_is_neither_a_conflict_nor_resting():
    """Of a history whose law nobody was asked about."""
    start = held(1)[0]
    p = Partnership.replay([*WORKING.history, withdrawn(0.5), start])
    ruled = rulings(p)[-1]
    assert (ruled.then, ruled.when_recorded, ruled.now) == (False, False, False)
    assert not ruled.is_conflict
    assert not ruled.rests_on_later


def test_a_conflict_with_two_causes_is_left_with_one():
    """It is told again because of the void that took the other out."""
    p = WORKING.record(*held(3))
    start = p.version - 2
    p = p.record(withdrawn(5, 2), withdrawn(6, 1))
    first = p.version - 1
    assert {c.version: c.because_of for c in p.conflicts} == {start: first}
    p = p.record(
        acts.EnteredInError(by="ana", act=first, because="slip", **day(7)),
    )
    assert not_lawful_now(p) == {start} == {c.version for c in p.conflicts}
    assert {c.because_of for c in p.conflicts} == {p.version}
    assert [
        str(duty.owed_to)
        for duty in p.duties(at=p.at)
        if duty.kind is DutyKind.ACCOUNT_FOR
    ] == ["ana"]
    p = p.record(
        acts.EnteredInError(by="ana", act=first + 1, because="slip", **day(8)),
    )
    assert p.conflicts == ()
    assert not_lawful_now(p) == set()


def test_a_conflict_ends_once_the_law_allows_what_stands():
    """A withdrawal of the second, and a paper of the same day that gives it again."""
    p = WORKING.record(*held(3), withdrawn(5, 2))
    assert not_lawful_now(p) == {c.version for c in p.conflicts} != set()
    paper = acts.GiveConsent(
        by="ana",
        scope=Scope.TREATMENT,
        terms="t",
        evidence=Evidence("paper-form", seen_by="bo"),
        **day(6, 2.5),
    )
    p = p.record(paper)
    assert p.conflicts == ()
    assert not_lawful_now(p) == set()
    assert Partnership.replay(p.entries).conflicts == ()


def test_what_takes_an_entry_out_is_judged_with_that_entry():
    """A therapist who joined agrees that it was by mistake, and never did by that."""
    p = consented(WORKING, Scope("involve", "eva"), WORKING.at)
    p = decided(p, "eva", matters.Involve(person=Therapist("eva")), p.at)
    wrong = matters.Correction(act=p.version, because="slip")
    p = p.record(
        acts.Propose(by="bo", at=p.at, id="fix", matter=wrong),
        acts.Accept(by="ana", at=p.at, proposal="fix"),
        acts.Accept(by="eva", at=p.at, proposal="fix"),
    )
    assert p.entries[-4].voided_by == p.version
    assert PersonId("eva") not in p.state.members.everyone
    assert not_lawful_now(p) == set()
