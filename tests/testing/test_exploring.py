"""Exploring a slice of the law to its end, and telling what breaks a promise."""

import pytest

from collabtherapy import Stage, acts, law
from collabtherapy.testing import explore
from collabtherapy.testing.slices import BOUNDS, Slice
from collabtherapy.testing.ways import two

COUNTED = {
    1: (490, 3_374, "c56c2201dfac03b4"),
    2: (874, 6_364, "0cafdebdcd036eb3"),
    3: (1_498, 11_148, "12c64c25c7948b8c"),
}
"""States, acts taken, and the digest of all that was asked, by matters in the slice."""


@pytest.fixture(scope="module")
def explored():
    """Give a slice with an agreement and a way back from a break."""
    return Slice(BOUNDS[2]).explored()


@pytest.mark.parametrize("bound", BOUNDS[:3], ids=len)
def test_a_slice_is_the_one_it_was(bound):
    """A change of a digest is a change of the law: look at what it means."""
    model = Slice(bound).explored()
    assert (len(model.states), len(model.taken), model.digest) == COUNTED[len(bound)]


def test_every_row_of_a_slice_is_taken(explored):
    """No row that a slice could take is out of its reach."""
    assert explored.rows == {
        "L2", "L3", "L4", "L5", "L6", "L7", "L9", "L11", "L14", "L16", "L19",
    }  # fmt: skip
    assert explored.rows < {step.id for step in law.STEPS}


def test_what_does_not_hold_is_told_by_the_shortest_story(explored):
    """The nearest state in which something does not hold, and how one comes there."""
    told = explored.counter_example(lambda state: state.stage is not Stage.WORKING)

    assert told is not None
    *lines, last = told.splitlines()
    assert [line.split("(")[0].split()[-1] for line in lines] == [
        "Propose", "Explain", "GiveConsent", "Accept", "Propose", "Explain",
        "GiveConsent", "Accept",
    ]  # fmt: skip
    assert last == "→ does not hold then"
    assert explored.counter_example(lambda state: state.at) is None


def test_whoever_begins_with_a_partnership_is_told_what_is_meant():
    """What is explored are states."""
    with pytest.raises(TypeError, match=r"not a Partnership: p\.state"):
        explore([two()], lambda _: (), lambda state: state.stage)


def test_an_act_of_which_something_is_not_so_ends_the_story(explored):
    """The shortest way to do what should not be done."""

    def nobody_leaves(_before, act, _after):
        return not isinstance(act, acts.Leave)

    told = explored.counter_step(nobody_leaves)
    assert told == "day 0  ana      Leave()\n→ does not hold of the last"
    assert explored.counter_step(lambda *_: True) is None
