"""Invariant 54: what is told of a partnership, from which every log is written."""

import json
from datetime import timedelta
from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from read_back import CANARY, marked

from collabtherapy import (
    Partnership,
    PersonId,
    Stage,
    Words,
    acts,
    codec,
    law,
    matters,
)
from collabtherapy.errors import ImpossibleHistory
from collabtherapy.exports import (
    as_recorded,
    directly_follows,
    replay_steps,
    stage_reached,
    tables,
    trace,
)
from collabtherapy.exports.fields import OF_EVERY_ACT, STRANGER, WHY_LOST, _fields, said
from collabtherapy.exports.names import labels
from collabtherapy.exports.things import FIXED, READ, values
from collabtherapy.exports.trace import PRIVATE
from collabtherapy.partnership.law.plans import kinds
from collabtherapy.partnership.replay import transitions
from collabtherapy.testing import histories, partnerships
from collabtherapy.testing.situations.of_authority import consent, represented
from collabtherapy.testing.ways import BO, START, couple, led_to, two


@given(histories())
def test_each_act_is_one_event_in_its_place(p: Partnership):
    """Invariant 54: each act that has effect, but for those for their author alone."""
    told, walked = trace(p), list(transitions(p))
    private = acts.WriteProcessNote | acts.Consult
    shown = [one for one in walked if not isinstance(one.handed_in, private)]
    for place, (event, one) in enumerate(zip(told.events, shown, strict=True), start=1):
        assert (event.at, event.recorded_at) == (one.effective_at, one.recorded_at)
        kind = type(one.act).__name__
        assert (event.place, event.activity.split()[0]) == (place, kind)
    hidden = sum(lost.n for lost in told.lost if lost.because == PRIVATE)
    assert len(told.events) + hidden == len(walked)


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
    moments = {one.after.at for one in transitions(p)}
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
    private = {one.what for one in told.lost if one.because == PRIVATE}
    for one in transitions(p):
        act, name = one.handed_in, type(one.handed_in).__name__
        if name in private:
            continue
        event = next(events)
        if one.is_consequence:
            continue
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


def links(p: Partnership, thing: str) -> dict[str, list[str]]:
    """Give what a thing belongs to, or an act of that place touches, by what as."""
    told = trace(p, names=as_recorded)
    found: dict[str, list[str]] = {}
    for one in (*told.events, *told.things):
        if one.id == thing:
            for link in one.links:
                found.setdefault(link.qualifier, []).append(link.to)
    return found


def test_whose_a_goal_is_is_told():
    """A goal that is one client's of two belongs to them alone."""
    p = led_to(couple(), Stage.EXPLORING)
    goal = matters.Goal(words=Words("less alone"), owners={"cem"})
    p = p.record(
        acts.Propose(by="cem", at=p.at, id="g9", matter=goal),
        acts.Accept(by=BO, at=p.at, proposal="g9"),
    )
    assert links(p, "p-1/goal/g9")["owned_by"] == ["client/cem"]
    assert tables([p], names=as_recorded)["goals"][0]["n_owners"] == 1


def test_what_ends_with_a_representation_is_touched_by_its_end():
    """What somebody had said for a client ends with their speaking for them."""
    p = represented()
    p = p.record(consent(p, expires_at=p.at + timedelta(days=9)))
    p = p.record(acts.EndRepresentation(by="bo", at=p.at, client="ana"))
    end = trace(p).events[-1]
    assert end.activity == "EndRepresentation"
    (consent_,) = links(p, f"p-1/{end.place}")["consent"]
    (thing,) = (t for t in trace(p, names=as_recorded).things if t.id == consent_)
    status = [c.value for c in thing.changes if c.name == "status"]
    assert status == ["explained", "given", "expired"]


def test_what_only_a_newer_version_can_name_is_its_authors():
    """Neither an act nor a matter of a newer version goes out, and both are counted."""
    plain = json.loads(codec.dumps(two()))
    later = {"at": "2027-01-05T09:00:00Z", "words": f"{CANARY}said"}
    plain["acts"] += [
        {"act": "Sing", "by": "ana", **later},
        {
            "act": "Propose",
            "by": "bo",
            "id": "m",
            "matter": {"matter": "Move"},
            **later,
        },
    ]
    p = codec.loads(json.dumps({**plain, "format": codec.FORMAT + 1}))
    found = tables([p])
    assert len(found["acts"]) == 1
    assert found["decisions"] == []
    lost = {(one.what, one.because) for one in found.report.lost}
    assert {("UnknownAct", PRIVATE), ("Propose", PRIVATE)} <= lost
    assert CANARY not in repr(found.rows)


def test_no_name_of_a_field_stands_for_two_things():
    """What every event says of itself is the name of no field of an act or matter."""
    own = {"place", "recorded_at", "role", "stage", "step"}
    for kind in (*kinds(), *law.ASSENT):
        goes_out = (name for name, of in _fields(kind) if of not in WHY_LOST)
        assert own.isdisjoint(goes_out)


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


def test_whom_a_concern_names_is_a_pseudonym_or_left_out():
    """Invariant 54: a member is linked under their pseudonym, nobody else is."""
    p = led_to(couple(), Stage.WORKING)
    for about in ("cem", "ex-husband"):
        p = p.record(acts.RaiseConcern(by="bo", at=p.at, client="ana", about=about))
    told, called = trace(p), labels(p)
    of_member, of_outsider = (
        {link.qualifier: link.to for link in event.links} for event in told.events[-2:]
    )
    assert of_member["about"] == called.of["Client", PersonId("cem")]
    assert "about" not in of_outsider
    lost = {one.what: one.because for one in told.lost}
    assert lost["RaiseConcern.about"] == STRANGER
    assert "ex-husband" not in repr(told)
