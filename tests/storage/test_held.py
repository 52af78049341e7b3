"""Values in hand: what is given is what a load from the start would give."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from storage.believed import told_on
from storage.drawn import kept_histories, kept_late_stories
from storage.keeping import MASTER
from storage.rows_by_hand import by_hand

from collabtherapy import Partnership, Words, acts
from collabtherapy.errors import CorruptRecord, NotKept
from collabtherapy.privacy import Plan
from collabtherapy.storage import Store, open_store
from collabtherapy.storage.held import Held
from collabtherapy.storage.keyrings import NoKeyring
from collabtherapy.storage.memory import Memory
from collabtherapy.storage.plain import PlainCipher
from collabtherapy.storage.unlocking import unlocked
from collabtherapy.testing.kept_stories import story

P = story("p-1")


def two_stores() -> tuple[Store, Store]:
    """Return two stores of one memory: one keeps values in hand, the other none."""
    memory = Memory()
    vault = unlocked(memory, PlainCipher(), NoKeyring())
    clock = lambda: P.at + timedelta(days=36_500)  # noqa: E731
    return Store(memory, vault, clock), Store(memory, vault, clock, (), Held(0))


def add(store: Store, p: Partnership, first: int, last: int) -> None:
    """Keep the entries of a partnership from one version to another."""
    if last > first:
        told_on(store, p.entries[:last], first)


@given(kept_histories(at_most=12) | kept_late_stories(), st.data())
def test_a_value_that_is_gone_on_with_is_the_one_from_the_start(
    p: Partnership, data: st.DataObject
):
    """However it grew meanwhile, and however often it was asked for."""
    warm, cold = two_stores()
    versions = data.draw(st.sets(st.integers(1, p.version)))
    before = 0
    for version in (*sorted(versions), p.version):
        add(cold, p, before, version)
        found, known = warm.load(p.id), cold.load(p.id)
        assert (found, found.state) == (known, known.state)
        assert found.entries == known.entries
        assert warm.refresh(Partnership.replay(p.entries[:1])) == known
        before = version


@given(kept_histories(at_most=12), st.data())
def test_what_was_taken_out_is_in_no_value_any_more(
    p: Partnership, data: st.DataObject
):
    """Whoever erased it: the next load gives what a load from the start gives."""
    warm, cold = two_stores()
    add(cold, p, 0, p.version)
    assert warm.load(p.id) == p
    person = data.draw(st.sampled_from([one.id for one in p.members]))
    plan = Plan(subject=person, by=person, at=p.at, because="erasure_request")
    cold.erase(plan)
    after = cold.load(p.id)
    for found in (warm.refresh(p), warm.load(p.id)):
        assert (found, found.state) == (after, after.state)


def test_a_value_that_went_another_way_is_passed_over():
    """It holds an act that the store has not, or has another of."""
    warm, cold = two_stores()
    add(cold, P, 0, P.version)
    note = acts.WriteNote(by="ana", at=P.at, words=Words("kept by nobody"))
    other = acts.WriteNote(by="ana", at=P.at, words=Words("kept"))
    assert warm.refresh(P.record(note)) == P
    kept = cold.record(P, other)
    assert warm.refresh(P.record(note)) == kept
    with pytest.raises(NotKept):
        warm.refresh(story("q-1"))


def test_a_history_that_ends_before_what_was_given_of_it_is_told(address: str):
    """Whoever puts an older copy in the place of a store is seen by who used it."""
    with open_store(address, master_key=MASTER) as store:
        add(store, P, 0, P.version - 1)
        columns = "version, hash, tag"
        table = "collabtherapy_partnership"
        ((version, link, tag),) = by_hand(address, f"SELECT {columns} FROM {table}")
        add(store, P, P.version - 1, P.version)
        assert store.load(P.id) == P
        by_hand(
            address,
            f"DELETE FROM collabtherapy_act WHERE version = {P.version}",
            f"DELETE FROM collabtherapy_words WHERE version = {P.version}",
            f"UPDATE {table} SET version = :version, hash = :link, tag = :tag",
            version=version, link=link, tag=tag,
        )  # fmt: skip
        with pytest.raises(CorruptRecord, match="replaced"):
            store.load(P.id)
    with open_store(address, master_key=MASTER) as store:
        assert store.load(P.id).version == P.version - 1


def test_a_store_keeps_so_many_values_and_no_more():
    """The one that was not asked for longest goes first."""
    held = Held(2)
    memory = Memory()
    store = Store(memory, unlocked(memory, PlainCipher(), NoKeyring()), held=held)
    for name in ("p-1", "q-1", "r-1"):
        p = story(name)
        add(store, p, 0, p.version)
        store.load(name)
    assert held.get("p-1") is None
    first = store.load("q-1")
    store.load("p-1")
    assert held.get("r-1") is None
    assert store.load("q-1") is first
