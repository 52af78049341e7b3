"""Entries are replayed whole: in their order, none left out, as the record has them."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from late_stories import late_stories, set_aside, taken_out

from collabtherapy import Partnership
from collabtherapy.errors import ImpossibleHistory
from collabtherapy.privacy import view
from collabtherapy.storage import open_store


@given(late_stories(), st.data())
def test_no_entry_is_left_out(p: Partnership, data: st.DataObject) -> None:
    """What it sets aside is named by numbers: a withdrawal would set itself aside."""
    assume(p.version > 1)
    gone = data.draw(st.integers(1, p.version - 1))

    with pytest.raises(ImpossibleHistory) as caught:
        Partnership.replay([*p.entries[: gone - 1], *p.entries[gone:]])
    assert (caught.value.index, caught.value.codes) == (
        gone - 1, ("history.in_another_place",)
    )  # fmt: skip


@given(late_stories(), st.data())
def test_the_first_entries_are_replayed(p: Partnership, data: st.DataObject) -> None:
    """Also those that have lost their effect since."""
    n = data.draw(st.integers(1, p.version))

    assert Partnership.replay(p.entries[:n]).history == p.history[:n]


@pytest.mark.parametrize("p", [set_aside(), taken_out()])
def test_what_a_view_shows_is_no_record(p: Partnership) -> None:
    """It does not say what was decided: what was out of effect would have it again."""
    with pytest.raises(ImpossibleHistory) as caught:
        Partnership.replay(view(p, "ana").entries)
    assert caught.value.codes == ("history.mark_missing",)


def test_acts_and_entries_are_not_mixed() -> None:
    """Of an act beside entries nothing would be decided: it would set nothing aside."""
    p = set_aside()
    mixed = [*p.entries[:-1], p.history[-1]]

    with pytest.raises(TypeError, match="acts, or its entries"):
        Partnership.replay(mixed)
    store = open_store("memory:")
    with store, pytest.raises(TypeError, match="acts, or its entries"):
        store.import_history(p.id, mixed)
