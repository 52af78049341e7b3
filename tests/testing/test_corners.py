"""Corners of the kit that drawing seldom reaches."""

import importlib
from datetime import timedelta
from types import SimpleNamespace

import attrs
import pytest
from hypothesis import find, given
from hypothesis import strategies as st
from testing.planted import PLANTED

import collabtherapy.testing
from collabtherapy import (
    ClosureKind,
    Do,
    EndingGround,
    Kind,
    PersonId,
    Policy,
    PracticeId,
    Rule,
    Scope,
    Stage,
    acts,
    matters,
)
from collabtherapy.law import Reason
from collabtherapy.testing import (
    clients,
    directed,
    next_acts,
    openings,
    story,
    values,
)
from collabtherapy.testing.exploring import digest
from collabtherapy.testing.openings import opening_of
from collabtherapy.testing.parting import EVERYTHING, Promise, parting, shortest
from collabtherapy.testing.promises import PROMISES, Moment, check_history
from collabtherapy.testing.promises.of_agreeing import OF_AGREEING
from collabtherapy.testing.remedies import NotCarriedOut, carried_out, some_matter
from collabtherapy.testing.situations.places import requested
from collabtherapy.testing.ways import couple, in_session, led_to, prefixes, two


def test_without_hypothesis_the_extra_is_named(monkeypatch):
    """Who has not installed Hypothesis is told which extra brings it."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ImportError, match=r"collabtherapy\[testing\]"):
        importlib.reload(collabtherapy.testing)


@given(openings(policy=st.just(Policy(max_step=2))), clients(id="x"), st.data())
def test_openings_take_a_drawn_policy(p, client, data):
    """Settings may be a strategy; and whoever asked can always do something next."""
    assert p.policy.max_step == 2
    assert client.id == collabtherapy.PersonId("x")
    assert p.record(data.draw(next_acts(p))).version == p.version + 1


class App:
    """An application that does as it is told, and says what it likes."""

    def __init__(self, **says):
        self.says = SimpleNamespace(
            done=True, stage=Stage.REQUESTED, force=False, no=[]
        )
        vars(self.says).update(says)

    def open(self, act, /):
        pass

    def attempt(self, _act, /):
        return self.says.done

    def stage(self):
        return self.says.stage

    def in_force(self, *_):
        return self.says.force

    def dissents(self):
        return self.says.no


def parted(says, *tried, promise=EVERYTHING):
    return parting(lambda: App(**says), promise, opening_of(two()), tried)


def test_an_application_is_told_where_it_parts_from_the_law():
    """Done or not, the stage, a consent, a dissent: each has its sentence."""
    at = two().at
    explain = acts.Explain(by="bo", to="ana", scope=Scope.CONTACT, terms="t", at=at)
    put = acts.Propose(by="bo", id="x", matter=matters.Begin(), at=at)
    no = acts.Decline(by="ana", proposal="x", at=at)
    leave = acts.Leave(by="ana", at=at)
    assert "not done" in parted({"done": False}, explain)
    assert "the stage is requested and should be closed" in parted({}, leave)
    assert "should not be in force" in parted({"force": True}, explain)
    assert "the no of ana to x is lost" in parted({}, put, no)
    assert parted({"no": [("x", "ana")]}, put, no) is None


def test_a_story_is_not_made_of_what_was_never_promised():
    """What the law refuses for a reason of its own parts nobody, first or last."""
    theirs = acts.Leave(by="bo", at=two().at)
    assert "right.not_theirs" in parted({}, theirs)
    assert parted({}, theirs, promise=Promise(refusals=frozenset())) is None
    assert parted({}, theirs, promise=Promise(acts=frozenset())) is None


def test_a_story_is_not_retold_where_no_way_leads():
    """What was begun at once never waits: there is nothing to retell in that stage."""
    asked = opening_of(two())
    begun = attrs.evolve(asked, predecessor="p-0", begun=True)
    leave = acts.Leave(by="ana", at=asked.at)
    assert shortest(App, EVERYTHING, begun, (leave,)) == (leave,)


def test_what_cannot_be_carried_out_says_so(monkeypatch):
    """A fix that names nothing, a matter about somebody, a matter out of place."""
    nothing = Reason("x", Rule.RECORD, "x")()
    with pytest.raises(NotCarriedOut):
        carried_out(two(), acts.Leave(by="ana", at=two().at), nothing)
    people = (PersonId("bo"), PersonId("ana"))
    fix = (Do(acts.StopPractice, people, {"practice": PracticeId("x")}),)
    with pytest.raises(NotCarriedOut, match="StopPractice"):
        carried_out(
            two(), acts.Leave(by="ana", at=two().at), attrs.evolve(nothing, fix=fix)
        )
    left = two().record(acts.Leave(by="ana", at=two().at))
    with pytest.raises(NotCarriedOut):
        some_matter(matters.ResolveConcern)
    with pytest.raises(NotCarriedOut):
        directed.put(left, matters.Practice)
    monkeypatch.setattr(directed, "MOST_REASONS", 0)
    with pytest.raises(NotCarriedOut):
        directed.settled(two(), matters.Begin)


def test_promises_hold_of_endings_by_therapists_and_services():
    """An ending on a ground, a following up that is over, what training says."""
    p = led_to(two(), Stage.WORKING)
    ended = p.record(acts.StartEnding(by="bo", at=p.at, ground=EndingGround.THREATENED))
    check_history(ended)
    p = led_to(requested(), Stage.FOLLOW_UP)
    over = p.record(acts.FollowUpOver(by="clinic", at=p.follow_up.until))
    assert over.closure.kind is ClosureKind.AGREED
    check_history(over)
    p = in_session(led_to(two(), Stage.WORKING))
    said = acts.Contribute(
        by="bo", at=p.at, session="s1", id="x", kinds={Kind.PROFESSIONAL}
    )
    check_history(p.record(said))


def test_promises_hold_of_a_client_for_whom_others_decide():
    """What they say themselves is heard, and is not a consent."""
    p = two()
    said = {"scope": Scope.ASSESSMENT, "terms": "t", "at": p.at}
    p = p.record(
        acts.StateDecider(
            by="bo", at=p.at, client="ana", row="ew.under_16", because="age"
        ),
        acts.Explain(by="bo", to="ana", **said),
        acts.GiveConsent(by="ana", **said),
    )
    assert not p.consent("ana", Scope.ASSESSMENT).in_force(p.at)
    check_history(p)


def test_nothing_is_promised_of_what_is_named_as_a_conflict():
    """What a client stated, of whom it is known later that they had left."""
    p = led_to(couple(), Stage.WORKING)
    at, left = p.at + timedelta(days=2), p.at + timedelta(days=1)
    state = acts.StatePreference(by="cem", at=at, dimension="directiveness", strength=0)
    stated = p.record(state)
    late = stated.record(acts.Leave(by="cem", at=at, happened_at=left))
    assert [conflict.version for conflict in late.conflicts] == [stated.version]
    check_history(late)


def test_a_yes_that_was_not_kept_breaks_a_promise():
    """What was accepted is compared with who said yes."""
    *_, (before, act, _) = (
        moment
        for moment in prefixes(led_to(two(), Stage.EXPLORING))
        if isinstance(moment[1], acts.Accept)
    )
    lost = SimpleNamespace(
        history=(*before.history, act), proposal=before.proposal, state=before.state
    )
    moment = Moment(before=before, act=act, after=lost, history=lost.history)
    holds = OF_AGREEING[
        "What is settled was accepted, in that version, by everyone it needs."
    ]
    assert not holds(moment)


def test_a_way_out_of_reach_is_passed_over():
    """Whoever was closed leads nowhere."""
    closed = led_to(two(), Stage.CLOSED)
    with pytest.raises(NotCarriedOut, match="working"):
        directed.onward(closed, Stage.WORKING)
    assert find(st.just(closed), lambda p: p.stage is Stage.CLOSED)


def test_a_history_that_breaks_a_promise_is_told_up_to_there():
    """The sentence that does not hold, and the story up to where it does not."""
    p = two()
    put = acts.Propose(by="bo", id="x", matter=matters.Begin(), at=p.at)
    with PLANTED["a no is not kept"].planted():
        p = p.record(put, acts.Decline(by="ana", proposal="x", at=p.at))
        with pytest.raises(AssertionError, match=r"\n") as broken:
            check_history(p)
    sentence, *told = str(broken.value).splitlines()
    assert sentence in PROMISES
    assert [line.split("(")[0].split()[-1] for line in told] == [
        "Open", "Propose", "Decline",
    ]  # fmt: skip


def test_a_digest_is_of_what_there_is_in_whatever_order():
    """One number for sets, acts and rows, wherever they were met."""
    p = two()
    leave = acts.Leave(by="ana", at=p.at)
    several = [frozenset({"a", "b"}), leave, (Stage.WORKING, acts.Leave)]
    assert digest(several) == digest(several[::-1])
    assert digest(several) != digest([*several[:1], attrs.evolve(leave, by="bo")])


@given(values(acts.Open, partnership="p-1", predecessor="p-1"))
def test_an_opening_does_not_follow_itself(opened):
    """What is given may be what cannot be: it is mended."""
    assert opened.predecessor is None


def test_what_was_done_against_the_law_is_named():
    """With the reasons for which it should not have been."""
    at = two().at
    accept = acts.Accept(by="ana", proposal="x", at=at)
    said = parted({}, accept)
    assert said == "Accept by ana was done, though proposal.unknown"


def test_what_is_somebodys_to_choose_is_chosen_for_them():
    """A therapist's reason, of which a refusal only says that it is owed."""
    p = two()
    p = p.record(acts.Propose(by="ana", id="x", matter=matters.Begin(), at=p.at))
    no = acts.Decline(by="bo", proposal="x", at=p.at)
    (owed,) = p.refusals(no)
    after, again = carried_out(p, no, owed)
    assert after is p
    assert again.words is not None
    assert not p.refusals(again)


def test_the_first_stages_are_led_to_as_well():
    """Asked for, or waiting; and what is said of several things names all of them."""
    assert led_to(two(), Stage.REQUESTED) == two()
    assert led_to(two(), Stage.WAITING).stage is Stage.WAITING
    kinds = {Kind.QUESTION, Kind.REFLECTION}
    said = acts.Contribute(by="bo", at=two().at, session="s", id="c", kinds=kinds)
    assert "kinds={question, reflection}" in story((opening_of(two()), said))
