"""A register of which a part is shown: as a copy of that part would be."""

import pickle

import attrs
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import PersonId, Stage
from collabtherapy.partnership.law.sight.filters import FILTERS
from collabtherapy.partnership.law.sight.seen import Seen, seen_by, seen_through
from collabtherapy.partnership.law.sight.standing import viewer_of
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.filtered import Filtered
from collabtherapy.partnership.values.register import Register
from collabtherapy.privacy import view
from collabtherapy.testing.ways import couple, in_session, led_to, two

entries = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=80)


def grown(pairs: list[tuple[int, int]]) -> Register[int, int]:
    """Return a register into which everything was put, in order."""
    register = Register[int, int]()
    for key, value in pairs:
        register = register.put(key, value)
    return register


def halved(key: int, value: int) -> int | None:
    """Show even values, by half; nothing of others."""
    return value // 2 if (key + value) % 2 == 0 and value > 1 else None


@given(entries, entries, st.integers(0, 60))
def test_what_is_shown_is_as_a_copy_of_it_would_be(
    pairs: list[tuple[int, int]], later: list[tuple[int, int]], key: int
):
    """Equal, in order, hashed, pickled; and grown on, with what is put in shown."""
    base = grown(pairs)
    shown = Filtered(base, halved)
    copied = {k: v for k, n in base.items() if (v := halved(k, n)) is not None}
    assert (shown.find(key), key in shown) == (copied.get(key), key in copied)
    assert dict(shown) == copied == shown
    assert [*shown.items()] == [*copied.items()]
    plain = Register[int, int].of(copied)
    assert (hash(shown), repr(shown)) == (hash(plain), repr(plain))
    for again in (shown.settled(), pickle.loads(pickle.dumps(shown))):  # noqa: S301
        assert type(again) is Register
        assert again == shown
    after, put_in = shown, dict(copied)
    for k, v in later:
        after, put_in[k] = after.put(k, v), v
    assert dict(after) == put_in == dict(shown.put_all(dict(later)))
    assert dict(shown) == copied
    changed = {k: v for k, v in put_in.items() if copied.get(k) is not v}
    assert after.since(shown) == changed


def test_a_region_is_filtered_once_it_is_read():
    """To see a state costs the same at any length, and nothing is copied with it."""
    p = in_session(led_to(couple(), Stage.WORKING))
    viewer = viewer_of(p.state, PersonId("cem"), p.at)
    seen = seen_through(viewer)
    assert set(vars(seen)) == {"viewer"}
    assert all(region == State._field_defaults[name] for name, region in as_tuple(seen))
    assert seen.consent is seen.consent
    assert set(vars(seen)) == {"viewer", "consent"}
    assert seen.consent == view(p, "cem").state.consent != p.state.consent


def as_tuple(seen: Seen) -> list[tuple[str, object]]:
    """Return what is in a seen state for whoever takes it as a tuple."""
    pairs = zip(State._fields, tuple(seen), strict=True)
    regions = FILTERS.keys() - {"policy", "main"}
    return [pair for pair in pairs if pair[0] in regions]


def test_a_view_holds_nothing_that_filters():
    """What is handed on holds what it shows, and not what it hides."""
    seen = view(in_session(led_to(couple(), Stage.WORKING)), "cem").state
    assert type(seen) is State
    for region in seen:
        held = attrs.asdict(region, recurse=False) if attrs.has(type(region)) else {}
        assert not any(isinstance(value, Filtered) for value in held.values())


def test_the_law_reads_the_state_itself_to_those_who_see_all_of_it():
    """A therapist, an only client: one question, no cost. A stranger sees nothing."""
    p = led_to(two(), Stage.WORKING)
    assert seen_by(p.state, PersonId("ana"), p.at) is p.state
    assert seen_by(p.state, PersonId("bo"), p.at) is p.state
    assert seen_by(p.state, PersonId("zed"), p.at) is None
    of_two = led_to(couple(), Stage.WORKING).state
    assert seen_by(of_two, PersonId("bo"), of_two.at) is of_two
    assert isinstance(seen_by(of_two, PersonId("ana"), of_two.at), Seen)
