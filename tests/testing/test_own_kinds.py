"""D-R15: strategies draw declarations, and what is done under them."""

import copy

from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import Extension, Policy, Slot, SlotValue
from collabtherapy.testing import own_acts, policies, values
from collabtherapy.testing.own_kinds import HOMEWORK, with_homework

P = with_homework()


@given(values(Extension) | values(Slot) | values(SlotValue))
def test_whatever_is_drawn_can_exist(value: Extension | Slot | SlotValue) -> None:
    """No declaration, slot or value is thrown away after drawing."""
    assert isinstance(value, Extension | Slot | SlotValue)
    assert hash(value) == hash(copy.deepcopy(value))


@given(policies())
def test_a_policy_declares_each_kind_once(policy: Policy) -> None:
    """A drawn policy can be written, and asked for each of its kinds."""
    for one in policy.extensions:
        assert policy.extension(one.kind) == one


@given(st.data())
def test_acts_are_drawn_from_the_policy(data: st.DataObject) -> None:
    """By whom, about whom and with which slots, the declaration says."""
    act = data.draw(own_acts(P))
    assert act.kind == HOMEWORK.kind
    assert {one.slot for one in act.data} <= {one.name for one in HOMEWORK.slots}
    assert P.allows(act)
