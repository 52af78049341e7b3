"""Finding agrees with looking at every partnership."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from late_stories import DAY, day, spread
from storage.drawn import LONG_AFTER, kept_histories, kept_late_stories, opened

from collabtherapy import Partnership, Words, acts
from collabtherapy.storage import open_store
from collabtherapy.storage.finding import first_due, is_due
from collabtherapy.testing.ways import SEEN, appointing, two

later = st.integers(0, 400).map(lambda n: timedelta(days=n))


@given(kept_histories(at_most=6), later)
def test_what_is_due_is_found(p: Partnership, passed: timedelta):
    """Nothing comes to be due before the first moment at which it may."""
    at = p.at + passed
    first = first_due(p, LONG_AFTER)
    assert not is_due(p, at, LONG_AFTER) or (first is not None and first <= at)


@given(kept_histories(at_most=4) | kept_late_stories(), later)
def test_finding_agrees_with_looking(p: Partnership, passed: timedelta):
    """By stage, by every member, by what is due."""
    at = p.at + passed
    with opened() as store:
        store.import_history(p.id, p.entries)
        (found,) = store.find(stage=p.stage)
        assert (found.id, found.version, found.at) == (p.id, p.version, p.at)
        assert found.since == p.state.main.since
        assert all(store.find(person=one) for one in p.members)
        assert bool(store.find(due_at=at)) == is_due(p, at, LONG_AFTER)


def test_who_holds_authority_in_a_partnership_finds_it():
    """From outside as well; not by a claim, and not once it has ended."""
    p = two()
    claim = appointing(p, "mum", by="mum", evidence=None)
    confirm = acts.ConfirmRepresentation(
        by="bo", at=p.at, client="ana", representative="mum", evidence=SEEN
    )
    end = acts.EndRepresentation(by="bo", at=p.at, client="ana")
    with open_store() as store:
        store.import_history(p.id, p.history)
        for act, is_found in ((claim, False), (confirm, True), (end, False)):
            p = store.record(p, act)
            assert bool(store.find(person="mum")) is is_found


def test_a_mistyped_year_puts_off_nothing_that_is_due():
    """What is due is reckoned by the clock, whatever an entry says that lies ahead."""
    p, later = spread(), day(60)
    slip = acts.WriteNote(by="bo", at=p.at + 4_000 * DAY, words=Words("a slip"))
    with open_store(clock=lambda: LONG_AFTER) as store:
        store.import_history(p.id, p.history)
        assert store.find(due_at=later)
        store.record(p, slip)
        store._clock = lambda: day(8)
        store.rebuild()
        (found,) = store.find(due_at=later)
        assert found.at == slip.at
        assert not store.find(due_at=p.opening.at)
