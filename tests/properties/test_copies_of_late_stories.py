"""Pickles and copies of partnerships keep where each act stands in time."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from late_stories import HOUR, broken_off, late_stories, set_aside, taken_out

from collabtherapy import Partnership, acts


def pickled(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # noqa: S301  # our own


COPIES: dict[str, Callable[[Any], Any]] = {
    "copied": copy.copy,
    "copied deeply": copy.deepcopy,
    "pickled": pickled,
}


def places(p: Partnership) -> list[Any]:
    """Return where each act on the timeline stands, in all that it knows of itself."""
    items = p.recorded.on_time().items()
    return [(i.version, i.act, i.act.recorded_at, i.act.number) for i in items]


@given(late_stories())
def test_what_is_pickled_stands_where_it_stood(p: Partnership) -> None:
    """Also what the state holds of acts, and what is recorded on it afterwards."""
    again = pickled(p)

    assert (again, again.state, again.entries) == (p, p.state, p.entries)
    assert places(again) == places(p)
    leave = acts.Leave(by="ana", at=p.at + HOUR, happened_at=p.opening.at + HOUR)
    assert again.why_not(leave) == p.why_not(leave)
    if p.allows(leave):
        after = p.record(leave)
        assert again.record(leave) == after
        assert again.record(leave).state == after.state


@pytest.mark.parametrize("way", COPIES)
@pytest.mark.parametrize("tell", [set_aside, broken_off, taken_out])
def test_a_placed_act_keeps_its_place(
    way: str, tell: Callable[[], Partnership]
) -> None:
    """By itself as well; an act that was not placed has none."""
    for item in tell().recorded.on_time().items():
        again = COPIES[way](item.act)
        assert again == item.act
        assert (again.recorded_at, again.number) == (
            item.act.recorded_at, item.act.number
        )  # fmt: skip
    (late, *_) = (item.act for item in set_aside().recorded.on_time().items()
                  if item.act.recorded_at != item.act.at)  # fmt: skip
    assert COPIES[way](late).recorded_at == set_aside().at


def test_a_pickle_with_a_field_too_many_is_refused() -> None:
    """But for the place of an act, which is none of its fields."""
    act = set_aside().history[-1]
    state = act.__getstate__()  # type: ignore[attr-defined]

    act.__setstate__({**state, "_version": 3})  # type: ignore[attr-defined]
    assert act.number == 3
    with pytest.raises(TypeError, match="another version"):
        act.__setstate__({**state, "_else": 3})  # type: ignore[attr-defined]
