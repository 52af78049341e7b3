"""How many states a record keeps: few however long it is, and the past reads alike."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import Partnership, Stage, Words, acts
from collabtherapy.partnership.fold import fold
from collabtherapy.partnership.record import history, replaying, timeline
from collabtherapy.partnership.record.history import gap, thinned
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import led_to, two

MINUTE = timedelta(minutes=1)
WORKING = led_to(two(), Stage.WORKING)


def notes(p: Partnership, n: int) -> Partnership:
    """Return a partnership with so many notes more, a minute apart."""
    return p.record(
        *(
            acts.WriteNote(by="bo", at=p.at + place * MINUTE, words=Words("so"))
            for place in range(1, n + 1)
        )
    )


@given(st.integers(0, 100_000), st.integers(0, 1_000))
def test_a_state_that_is_dropped_is_never_asked_for_again(page: int, later: int):
    """What is kept after longer was kept before: the gaps only widen, by doubling."""
    assert gap(later + page) % gap(page) == 0


@given(st.integers(1, 500))
def test_states_are_as_many_as_the_logarithm_and_lie_close_to_every_moment(n: int):
    """R16: the last 32 pages whole; further back a sixteenth of the way, at most."""
    kept: history.Kept = ()
    state = WORKING.state
    for page in range(1, n + 1):
        kept = thinned((*kept, (page, state)), page)
    pages = [0, *(page for page, _ in kept)]
    assert len(kept) <= 32 + 17 * max(0, n // 16).bit_length()
    assert pages[-min(32, n) :] == list(range(n + 1))[-min(32, n) :]
    assert all(after - page <= 1 + (n - page) / 16 for page, after in pairwise(pages))


@pytest.fixture(scope="module")
def short_pages() -> Iterator[None]:
    """Have histories of a few acts be of many pages, nearly all of them thinned."""
    with pytest.MonkeyPatch.context() as patched:
        for module in (history, replaying, timeline):
            patched.setattr(module, "PAGE", 2)
        patched.setattr(history, "LATELY", 1)
        yield


def folded(p: Partnership, n: int) -> object:
    """Return what is so after the first acts of a history that is all on time."""
    state = Partnership.replay(p.history[:1]).state
    for act in p.history[1:n]:
        state = fold(state, act)
    return state


@pytest.mark.usefixtures("short_pages")
def test_the_past_is_read_from_thinned_states():
    """What was so at each moment is what its acts add up to."""
    p = notes(Partnership.replay(WORKING.history), 40)
    line = p.recorded.on_time()
    assert len(line.pages) < 10 < p.version // 2
    assert [item.act for item in line.items()] == list(p.history)
    for n, act in enumerate(p.history[1:], 2):
        if act.at > WORKING.at:
            assert p.as_of(act.at).state == folded(p, n)


@pytest.mark.usefixtures("short_pages")
@given(st.lists(st.integers(1, 39), min_size=1, max_size=6))
def test_late_entries_among_thinned_states_stand_where_they_belong(places: list[int]):
    """Each late note of a longer story is found, and the pages hold every act once."""
    p = notes(Partnership.replay(WORKING.history), 40)
    for place in places:
        happened_at = WORKING.at + place * MINUTE
        p = p.record(
            acts.WriteNote(
                by="bo", at=p.at, happened_at=happened_at, words=Words("late")
            )
        )
    line = p.recorded.on_time()
    assert len(line.pages) < 12
    keys = [item.key for item in line.items()]
    assert keys == sorted(keys)
    assert sorted(v for _, v in keys) == list(range(1, p.version + 1))
    again = Partnership.replay(p.entries)
    assert again == p
    assert again.state == p.state
    for place in range(1, 41):
        at = WORKING.at + place * MINUTE
        assert p.as_of(at).state == again.as_of(at).state


@pytest.mark.usefixtures("short_pages")
@given(histories(at_most=30))
def test_every_drawn_history_reads_alike_however_its_states_are_kept(p: Partnership):
    """The states that are left are those that the acts before them add up to."""
    again = Partnership.replay(p.entries)
    state = None
    for page in again.recorded.on_time().pages:
        if page.before is not None:
            assert page.before == state
        state = timeline.after(state, page.acts)
    assert state == p.state
