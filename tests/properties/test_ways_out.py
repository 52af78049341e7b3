"""Ways out of a refusal: counted, of the right people, near, and looked for when read.

Held against a breadth-first search of its own over the small model of the way in.
"""

import pickle
from collections import defaultdict, deque
from collections.abc import Hashable, Iterator, Mapping

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties.test_small_model import moves, seen_as

from collabtherapy import (
    Change,
    Do,
    Partnership,
    PersonId,
    Refusal,
    Scope,
    Stage,
    Words,
    acts,
    matters,
)
from collabtherapy.partnership import nearest, verdict
from collabtherapy.partnership.law.plans import may_do
from collabtherapy.partnership.nearest import same_as
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.ways import NOT_FROM_HERE, SHOWN, way_of
from collabtherapy.partnership.verdict import refusals
from collabtherapy.testing.exploring import Explored, explore
from collabtherapy.testing.histories import histories
from collabtherapy.testing.offered import attempts
from collabtherapy.testing.ways import led_to, two

FOLLOWED_UP = matters.FollowUp(until=two().at.replace(year=2027))


def only(p: Partnership, act: acts.Act, code: str) -> Refusal:
    """Return the one reason of a code against an act."""
    (refusal,) = (one for one in p.why_not(act) if one.code == code)
    return refusal


def test_a_way_says_how_many_acts_whose_and_from_when():
    """A session at the request takes four acts, with the consent and the beginning."""
    p = two()
    act = acts.StartSession(by="bo", at=p.at, id="s1", present=("ana", "bo"))
    way = only(p, act, "stage.not_now").way
    assert way.from_here
    assert way.n_acts == len(way.steps) == 4
    assert dict(way.whose) == {PersonId("ana"): 2, PersonId("bo"): 2}
    assert way.earliest == p.at
    assert [step.act for step in way.steps] == [
        acts.Propose, acts.Explain, acts.GiveConsent, acts.Accept,
    ]  # fmt: skip


def test_a_follow_up_asked_for_at_the_request_is_not_to_be_had_from_there():
    """No way leads past the end: nobody ends their work for something else."""
    p = two()
    act = acts.Propose(by="ana", at=p.at, id="f", matter=FOLLOWED_UP)
    way = only(p, act, "stage.not_now").way
    assert way == NOT_FROM_HERE
    assert (way.n_acts, str(way)) == (0, "not from here")


def test_what_is_one_step_before_the_end_is_to_be_had_from_there():
    """Finishing takes an ending that is begun, which whoever works can begin."""
    p = led_to(two(), Stage.WORKING)
    way = only(p, acts.Finish(by="ana", at=p.at), "stage.not_now").way
    assert way.from_here
    assert [(step.act, step.by) for step in way.steps] == [
        (acts.StartEnding, (PersonId("ana"),))
    ]


def test_what_leads_through_another_partnership_is_not_from_here():
    """What is closed is taken up by another partnership."""
    p = led_to(two(), Stage.CLOSED)
    act = acts.PlanSession(by="bo", at=p.at, id="s1", starts_at=p.at)
    refusal = only(p, act, "stage.not_now")
    assert refusal.fix[0].act is acts.Open
    assert refusal.way == NOT_FROM_HERE


def test_another_s_right_is_theirs_and_never_a_step_of_ones_own():
    """Who may not consent is told that it is for the client to do, if they will."""
    p = two()
    act = acts.GiveConsent(by="bo", at=p.at, scope=Scope.TREATMENT, terms="t")
    way = only(p, act, "right.not_theirs").way
    assert way.steps == (Do(acts.GiveConsent, (PersonId("ana"),)),)
    assert way.whose == ((PersonId("ana"), 1),)
    assert way.changes == ()


def test_a_way_is_looked_for_when_it_is_read(monkeypatch: pytest.MonkeyPatch):
    """R17: asking why not looks neither for the way nor for what a fix lists."""
    p = led_to(two(), Stage.WORKING)
    asked: list[object] = []
    monkeypatch.setattr(verdict, "nearest", lambda *args: asked.append(args))
    monkeypatch.setattr(verdict, "_sought", lambda one: asked.append(one) or (one,))
    found = p.why_not(acts.Finish(by="ana", at=p.at))
    assert found
    assert asked == []
    assert found[0].fix
    assert len(asked) == len(found[0].fix)


def test_what_is_pickled_holds_what_was_looked_up_and_no_state():
    """R17: a refusal is sent elsewhere with its way, and without what is so."""
    p = led_to(two(), Stage.WORKING)
    refusal = only(p, acts.Finish(by="ana", at=p.at), "stage.not_now")
    sent = pickle.dumps(refusal)
    again = pickle.loads(sent)  # noqa: S301  # our own
    assert (again, again.way, hash(again)) == (refusal, refusal.way, hash(refusal))
    assert b"partnership.state" not in sent
    assert pickle.loads(pickle.dumps(again)).way == again.way  # noqa: S301  # our own


def test_a_long_way_is_summarised():
    """Of more than six acts the number, the people and the moment are told."""
    at = two().at
    steps = [Do(acts.Explain, (PersonId("bo"),))] * SHOWN
    assert way_of(steps, earliest=at).steps == tuple(steps)
    longer = way_of([*steps, Do(acts.GiveConsent, (PersonId("ana"),))], earliest=at)
    assert (longer.steps, longer.n_acts) == ((), SHOWN + 1)
    assert longer.whose == ((PersonId("bo"), SHOWN), (PersonId("ana"), 1))
    assert str(longer) == "7 acts (bo 6, ana 1), from 2026-01-05 09:00 UTC"


@settings(max_examples=30)
@given(histories(at_most=6), st.data())
def test_no_way_offers_what_its_person_may_not_do(p: Partnership, data: st.DataObject):
    """Each act of a way stands in the capacity of whom it names, and has one person."""
    act = data.draw(attempts(p))
    for refusal in p.why_not(act) if act is not None else ():
        way = refusal.way
        assert way.n_acts == sum(n for _, n in way.whose)
        assert len(way.steps) in (way.n_acts, 0)
        for step in way.steps if way.earliest else ():
            (whose,) = step.by
            assert p.state.members.role(whose) in may_do(step.act)
        assert way.earliest is None or way.earliest >= p.at
        if not way.from_here:
            assert way == NOT_FROM_HERE


# A search of its own


Edges = Mapping[Hashable, set[Hashable]]


def distances(clear: set[Hashable], backwards: Edges) -> Mapping[Hashable, int]:
    """Return how many acts lead from each state to one of some states, at least."""
    far = dict.fromkeys(clear, 0)
    queue = deque(clear)
    while queue:
        here = queue.popleft()
        for before in backwards.get(here, ()):
            if before not in far:
                far[before] = far[here] + 1
                queue.append(before)
    return far


def backwards(explored: Explored) -> Edges:
    """Return from which states an act leads to each."""
    found: dict[Hashable, set[Hashable]] = defaultdict(set)
    for before, _, after in explored.taken:
        found[seen_as(after)].add(seen_as(before))
    return found


def targets(p: Partnership) -> Iterator[acts.Act]:
    """Yield acts of the model that are refused in most of its states."""
    at = p.at
    yield acts.StartSession(by="bo", at=at, id="s9", present=("ana", "bo"))
    yield acts.Finish(by="ana", at=at)
    yield acts.Pause(by="ana", at=at)
    yield acts.StartEnding(by="ana", at=at)
    yield acts.BackToExploring(by="bo", at=at)
    yield acts.PlaceOnWaitingList(by="bo", at=at, expected_wait_days=7)
    yield acts.EndSession(by="bo", at=at, session="s1")
    goal = matters.Goal(words=Words("sleep"))
    for matter in (
        matters.Begin(), goal, matters.Resume(), matters.KeepGoing(), matters.Ending(),
    ):  # fmt: skip
        yield acts.Propose(by="bo", at=at, id="t9", matter=matter)


def test_ways_are_the_shortest_there_are():
    """At least 99 of 100 ways up to six acts are no longer than the nearest there is.

    The nearest is found by going back from every state in which the act is not refused
    like this, over every act that the model takes.
    """
    explored = explore([two().state], moves, seen_as)
    back = backwards(explored)
    n_met, longer = 0, []
    for target in targets(two()):
        met: dict[tuple[object, ...], list[tuple[State, Refusal]]] = defaultdict(list)
        gone: dict[Hashable, set[tuple[object, ...]]] = {}
        for state in explored.states:
            found = refusals(state, attrs.evolve(target, at=state.at))
            gone[seen_as(state)] = {same_as(one) for one in found}
            for one in found:
                met[same_as(one)].append((state, one))
        for kind, places in met.items():
            clear = {state for state, found in gone.items() if kind not in found}
            far = distances(clear, back)
            for state, refusal in places[:: max(1, len(places) // 8)]:
                least = far.get(seen_as(state))
                way = refusal.way
                if least is None or not 1 <= least <= 6 or not way.from_here:
                    continue
                n_met += 1
                if way.n_acts > least:
                    longer.append((state.stage, target, refusal, least, way))
    assert n_met > 50
    assert len(longer) <= n_met / 100, longer[:5]


def test_the_search_of_its_own_finds_the_nearest():
    """Told by hand: three states in a row, and one beside them."""
    assert distances({"c"}, {"c": {"b"}, "b": {"a", "x"}}) == {
        "c": 0, "b": 1, "a": 2, "x": 2,
    }  # fmt: skip


def test_a_change_alone_takes_no_act():
    """What only has to be said otherwise is no act more, and is named."""
    p = led_to(two(), Stage.REQUESTED)
    act = acts.PlaceOnWaitingList(by="bo", at=p.at)
    (refusal,) = p.why_not(act)
    assert [type(one) for one in refusal.fix] == [Change]
    assert (refusal.way.n_acts, refusal.way.changes) == (0, refusal.fix)
    assert nearest.nearest(p.state, act, refusal, refusals) == refusal.way
