"""Invariant 49: a toolkit is the client's, keeps its order, and outlasts the work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import Change, Partnership, Stage, ToolKind, Words, acts, codec
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import couple, led_to, two


@given(histories())
def test_only_the_client_fills_it_and_may_at_every_point(p: Partnership):
    """S26 and invariant 49: client-authored, in every stage, closed ones included."""
    put = {"kind": ToolKind.INSIGHT, "words": Words("I can ask"), "at": p.at}
    assert not p.why_not(acts.AddToToolkit(by=p.clients[0], **put))
    codes = [r.code for r in p.why_not(acts.AddToToolkit(by=p.therapists[0], **put))]
    assert "right.not_theirs" in codes


@given(st.lists(st.sampled_from(ToolKind), max_size=8))
def test_a_round_trip_keeps_its_order(kinds: list[ToolKind]):
    """S28: what was put in first stands first, after a round trip too."""
    p = two()
    for kind in kinds:
        p = p.record(
            acts.AddToToolkit(by="ana", at=p.at, kind=kind, words=Words("mine"))
        )
    there = codec.loads_partnership(codec.dumps(p))
    assert [tool.kind for tool in there.toolkit("ana").tools] == kinds


def test_ways_of_coping_belong_to_their_early_sign():
    """S28: asked what to do at a sign, the toolkit answers with these steps only."""
    p = two()
    sign, coping = ToolKind.EARLY_SIGN, ToolKind.COPING_STEP
    first, second = (
        acts.AddToToolkit(by="ana", at=p.at, kind=coping, words=Words(said), sign=1)
        for said in ("walk", "call a friend")
    )
    p = p.record(
        acts.AddToToolkit(by="ana", at=p.at, kind=sign, words=Words("no sleep")),
        first,
        acts.AddToToolkit(by="ana", at=p.at, kind=coping, words=Words("breathe")),
        second,
    )
    assert p.toolkit("ana").plan_for(1) == (first, second)


def test_only_a_way_of_coping_answers_a_sign():
    """An insight that claims to answer a sign cannot be made."""
    with pytest.raises(ValueError, match="only a way of coping"):
        acts.AddToToolkit(
            by="ana", at=two().at, kind=ToolKind.INSIGHT, words=Words("so"), sign=1
        )


def test_the_first_offer_is_the_one_remembered():
    """S26: when it was offered is known, and offering again changes nothing."""
    p = led_to(two(), Stage.WORKING)
    assert p.toolkit("ana").offered_at is None
    offer = acts.OfferToolkit(by="bo", at=p.at, to="ana")
    offered = p.record(offer)
    assert offered.toolkit("ana").offered_at == p.at
    assert offered.record(offer).toolkit("ana") == offered.toolkit("ana")
    codes = [r.code for r in p.why_not(acts.OfferToolkit(by="ana", at=p.at, to="ana"))]
    assert codes == ["right.not_theirs"]


def test_a_step_that_answers_what_is_no_sign_is_led_to_the_signs_there_are():
    """Places that hold an insight, or nothing, are refused with those that would do."""
    p = two()
    for kind in (ToolKind.INSIGHT, ToolKind.EARLY_SIGN):
        p = p.record(
            acts.AddToToolkit(by="ana", at=p.at, kind=kind, words=Words("mine"))
        )
    for place in (1, 3):
        step = acts.AddToToolkit(
            by="ana",
            at=p.at,
            kind=ToolKind.COPING_STEP,
            words=Words("walk"),
            sign=place,
        )
        (refusal,) = p.why_not(step)
        assert refusal.code == "toolkit.not_a_sign"
        assert refusal.fix == (Change("sign", (2,)),)


def test_whoever_left_keeps_filling_their_own():
    """Invariant 49: leaving a couple takes nobody's toolkit away."""
    p = couple()
    leaving = p.clients[0].id
    p = p.record(acts.Leave(by=leaving, at=p.at))
    assert leaving not in [client.id for client in p.clients]
    tool = acts.AddToToolkit(
        by=leaving, at=p.at, kind=ToolKind.INSIGHT, words=Words("mine")
    )
    assert p.record(tool).toolkit(leaving).tools == (tool,)
