"""What every profile holds to, whatever was done."""

from datetime import timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from insight.others import by_others, renamed

from collabtherapy import Mark, Partnership
from collabtherapy.insight import (
    Difference,
    Profile,
    Proportion,
    Window,
    compare,
    profile,
    voice,
)
from collabtherapy.insight.estimates import share_of
from collabtherapy.partnership.regions.contributions import FEWEST
from collabtherapy.privacy import view
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import START, two

moments = st.integers(0, 200).map(lambda n: START + timedelta(hours=12 * n))


@given(histories(), moments)
def test_a_profile_is_not_changed_by_what_comes_later(p: Partnership, until):
    """Invariant 43, S31: asked up to a moment, later acts change nothing of it.

    What is written down later of that time, or taken out of it, may.
    """
    known = [entry for entry in p.entries if entry.recorded_at < until]
    later = p.entries[len(known) :]
    if not known or any(e.effective_at < until or e.mark != Mark() for e in later):
        return
    window = Window(until=until)
    then = profile(Partnership.replay(known), window=window)
    assert profile(p, window=window) == then


@given(histories(), st.data())
def test_a_profile_is_of_the_history_however_it_was_recorded(p, data):
    """The same acts give the same profile, in whichever portions they were recorded."""
    cut = data.draw(st.integers(1, p.version))
    other = Partnership.replay(p.history[:cut]).record(*p.history[cut:])
    assert profile(other) == profile(p)


@given(histories())
def test_a_profile_does_not_depend_on_what_people_are_called(p: Partnership):
    """Invariant 34, S08: calling people otherwise calls them otherwise, and no more."""
    assert profile(by_others(p)) == renamed(profile(p))


@given(histories(), moments)
def test_two_windows_side_by_side_hold_what_one_does(p: Partnership, moment):
    """What is counted once is counted in one of two windows that touch."""
    whole = profile(p)
    early = profile(p, window=Window(until=moment))
    late = profile(p, window=Window(since=moment))
    assert early.n_acts + late.n_acts == whole.n_acts
    for name in ("n_held", "n_missed", "n_broken_off", "n_cancelled"):
        parts = [getattr(half.pace, name) for half in (early, late)]
        assert sum(parts) == getattr(whole.pace, name)
    for person, n in whole.growth.practised.items():
        halves = [half.growth.practised.get(person, 0) for half in (early, late)]
        assert sum(halves) == n
    assert set(compare(early, late)) <= set(whole.proportions)


@given(histories())
def test_missing_is_unknown_and_shares_add_up(p: Partnership):
    """Invariant 44, S14, S35, S47: no number without its n, no score of them all."""
    found = profile(p)
    for proportion in found.proportions.values():
        assert (proportion.value is None) == (proportion.n < FEWEST)
        assert (proportion.interval is None) == (proportion.n < FEWEST)
    for shares in (found.voice.by_words, found.voice.by_seconds):
        values = [share.value for share in shares.values()]
        known = [value for value in values if value is not None]
        assert not known or (len(known) == len(values) and min(known) >= 0)
        assert not known or sum(known) == pytest.approx(1)
    for ratings in found.growth.empowerment.values():
        assert (ratings.mean is None) == (ratings.n == 0) == (ratings.last is None)
    assert not [
        field.name
        for field in attrs.fields(Profile)
        if "score" in field.name or "trust" in field.name
    ]


@given(histories())
def test_a_viewer_is_told_of_what_they_may_see_alone(p: Partnership):
    """Invariant 45: it is read from no more acts than the viewer may see."""
    for person in (*p.clients, *p.therapists):
        seen = view(p, person)
        n_in_effect = sum(entry.in_effect for entry in seen.entries)
        assert profile(p, viewer=person).n_acts == n_in_effect


@given(st.integers(0, 300), st.integers(0, 300))
def test_an_interval_holds_the_share_that_it_is_of(one: int, other: int):
    """Wilson's interval lies within 0 and 1 and around the share."""
    found = Proportion(one, one + other)
    if found.interval is not None:
        low, high = found.interval
        assert 0 <= low <= (found.value or 0) + 1e-12
        assert (found.value or 0) - 1e-12 <= high <= 1


def test_numbers_are_printed_with_what_they_were_counted_from():
    """Unknown says so; so does what has no interval."""
    assert str(Proportion(0, 0)) == "unknown (n = 0)"
    nothing, some = Proportion(0, 0), Proportion(3, 6)
    for apart in (
        Difference(earlier=nothing, later=some),
        Difference(earlier=some, later=nothing),
    ):
        assert apart.value is apart.interval is None
    assert str(Difference(earlier=some, later=some)).startswith("0.00 [-0.4")
    assert str(share_of([(1, 2)] * 5)) == "0.50 [0.50, 0.50] (n = 5)"
    assert str(share_of([(1, 2), *[(0, 0)] * 4])) == "0.50 (n = 5)"  # all in one piece
    fifths = share_of([(1, 1), *[(0, 1)] * 4])  # by hand: a standard error of 1/5
    assert fifths.interval == pytest.approx((0, 1 / 5 + 1.96 / 5), abs=1e-4)
    with pytest.raises(ValueError, match="0 to n"):
        Proportion(2, 1)
    with pytest.raises(ValueError, match="ends no earlier"):
        Window(since=START, until=START - timedelta(1))


def test_a_window_may_be_empty():
    """Of a time before anything was recorded, nothing is known."""
    window = Window(until=START)
    assert profile(two(), window=window).n_acts == 0
    assert not voice(two(), window=window).by_words
