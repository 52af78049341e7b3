"""Invariant 54: what is told of a partnership, from which every log is written."""

from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from read_back import CANARY, marked

from collabtherapy import Partnership, Stage, acts, law
from collabtherapy.errors import ImpossibleHistory
from collabtherapy.exports import (
    as_recorded,
    directly_follows,
    replay_steps,
    stage_reached,
    trace,
)
from collabtherapy.exports.fields import OF_EVERY_ACT, said
from collabtherapy.exports.names import labels
from collabtherapy.exports.things import FIXED, READ, values
from collabtherapy.exports.trace import PRIVATE
from collabtherapy.partnership.verdict import kinds
from collabtherapy.testing import histories, partnerships
from collabtherapy.testing.ways import START, led_to, two


@given(histories())
def test_each_act_is_one_event_in_its_place(p: Partnership):
    """Invariant 54: as many events as acts, but for those for their author alone."""
    told = trace(p)
    shown = [a for a in p.history if not isinstance(a, acts.WriteProcessNote)]
    assert [event.at for event in told.events] == [act.at for act in shown]
    for place, (event, act) in enumerate(zip(told.events, shown, strict=True), start=1):
        assert (event.place, event.activity.split()[0]) == (place, type(act).__name__)
    hidden = sum(lost.n for lost in told.lost if lost.because == PRIVATE)
    assert len(told.events) + hidden == len(p.history)


@given(histories())
def test_time_never_goes_back_and_the_law_is_kept(p: Partnership):
    """Along a trace no event is before the last, and its steps replay by the law."""
    told = trace(p)
    assert all(one.at <= other.at for one, other in pairwise(told.events))
    steps = [(e.step, e.stage) for e in told.events if e.step is not None]
    assert replay_steps(steps)[-1] is p.stage
    # Where nobody takes a step, the stage stays what it was.
    assert all(
        later.step is not None or later.stage is earlier.stage
        for earlier, later in pairwise(told.events)
    )


@given(partnerships())
def test_everything_touched_is_told_of(p: Partnership):
    """Every link of an event, and of a thing, leads to a thing of the same trace."""
    told = trace(p)
    names = [thing.id for thing in told.things]
    assert len(set(names)) == len(names)
    linked = [link for one in (*told.events, *told.things) for link in one.links]
    assert {link.to for link in linked} <= set(names)
    for event in told.events:
        assert event.links[0].to == told.case
        assert len(set(event.links)) == len(event.links)


@given(histories())
def test_a_thing_ends_as_the_state_has_it(p: Partnership):
    """The last value of every attribute is that of the partnership's own state."""
    called = labels(p, names=as_recorded)
    stands = {name: key for key, name in called.of.items()}
    for thing in trace(p, names=as_recorded).things:
        ended = {change.name: change.value for change in thing.changes}
        now = values(p.state, stands[thing.id])
        if thing.kind == "Consent":  # may run out with nobody doing anything
            del ended["status"], now["status"]
        assert ended == now


@given(histories())
def test_changes_are_told_in_their_order(p: Partnership):
    """A thing's attributes change at moments of acts; what is fixed never does."""
    moments = {act.at for act in p.history}
    for thing in trace(p).things:
        for change in thing.changes:
            fixed = (thing.kind, change.name) in FIXED
            assert (change.at is None) if fixed else (change.at in moments)
        of = [(c.name, c.value) for c in thing.changes if c.at is not None]
        for name in {name for name, _ in of}:
            own = [value for other, value in of if other == name]
            assert all(one != other for one, other in pairwise(own))
        fixed = [c.name for c in thing.changes if c.at is None]
        assert len(set(fixed)) == len(fixed)


@given(histories())
def test_nobodys_words_and_no_id_go_out(p: Partnership):
    """By default neither words nor ids, nor what a consent is confined to, are told."""
    told = trace(marked(p))
    assert CANARY not in repr(attrs.asdict(told))
    assert CANARY in repr(attrs.asdict(trace(marked(p), names=as_recorded)))


@given(partnerships())
def test_every_field_goes_out_or_is_listed(p: Partnership):
    """Invariant 54: what an act says is told, or stands in the list of losses."""
    told = trace(p)
    events = iter(told.events)
    lost = {one.what for one in told.lost}
    for act in p.history:
        name = type(act).__name__
        if name in lost:  # for its author alone
            continue
        event = next(events)
        touched = {link.qualifier for link in event.links}
        for holder in (act, getattr(act, "matter", None)):
            for field in attrs.fields(type(holder)) if holder is not None else ():
                value = getattr(holder, field.name)
                if field.name in OF_EVERY_ACT | {"matter", "id", "scale"}:
                    continue
                if value is None or value in ((), frozenset()):
                    continue
                assert (
                    field.name in event.values
                    or field.name in touched
                    or f"{type(holder).__name__}.{field.name}" in lost
                    or f"{name}.{field.name}" in lost
                ), (name, field.name)


def test_no_name_of_a_field_stands_for_two_things():
    """What every event says of itself is the name of no field of an act or matter."""
    own = {"place", "role", "stage", "step"}
    for kind in (*kinds(), *law.ASSENT):
        assert own.isdisjoint(field.name for field in attrs.fields(kind))


def test_every_kind_of_thing_that_stands_somehow_is_read():
    """What is fixed is said of a kind that there is something to read of."""
    assert {kind for kind, _ in FIXED} <= set(READ)


def test_a_field_that_nobody_has_placed_is_refused():
    """A new kind of field is not passed over in silence."""

    @attrs.frozen(kw_only=True, eq=False, repr=False)
    class Sing(acts.Act):
        key: complex = 0j

    with pytest.raises(TypeError, match="complex"):
        said(Sing(by="ana", at=START))


def test_what_follows_what_is_counted_case_by_case():
    """Pairs are of one case; what is named None is passed over; a case may be empty."""
    p = trace(led_to(two(), Stage.WORKING))
    found = directly_follows([p, p], named=stage_reached)
    stages = [event.stage.value for event in p.events if event.step is not None]
    assert found.n.total() == 2 * len(stages)
    assert found.pairs.total() == 2 * (len(stages) - 1)
    assert (found.first[stages[0]], found.last[stages[-1]]) == (2, 2)
    assert directly_follows([p], named=lambda _: None).n.total() == 0
    assert directly_follows([p]).n.total() == len(p.events)


@pytest.mark.parametrize(
    ("steps", "index"),
    [
        ([("L0", "requested")], 0),
        ([("L1", "working")], 0),
        ([("L1", "requested"), ("L1", "requested")], 1),
    ],
    ids=["no row", "leads elsewhere", "begins twice"],
)
def test_a_log_that_the_law_does_not_allow_is_refused(
    steps: list[tuple[str, str]], index: int
):
    """A step that is no row, or does not lead there, is named by its place."""
    with pytest.raises(ImpossibleHistory) as refused:
        replay_steps(steps)
    assert refused.value.index == index
