"""Snapshots: believed where they are ours and whole, and dropped where not."""

import io
import os
import pickle

import attrs
import pytest
from storage.rows_by_hand import by_hand

from collabtherapy import Partnership, acts
from collabtherapy.partnership.values.ids import Id
from collabtherapy.storage import Store, loading, open_store, snapshots
from collabtherapy.testing.stores import story

P = story("p-1")
SNAPSHOT = "collabtherapy_snapshot"


@pytest.fixture
def kept(store: Store) -> Store:
    """Give a store with a snapshot."""
    store.append(P.id, P.history, expected_version=0)
    assert store.take_snapshots(every=1) == 1
    return store


@pytest.fixture
def replays(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Give how many acts each replay folded."""
    found: list[int] = []
    honest = Partnership.replay

    class Watched:
        @staticmethod
        def replay(acts):
            found.append(len(acts))
            return honest(acts)

        def __new__(cls, *given):
            return Partnership(*given)

    monkeypatch.setattr(loading, "Partnership", Watched)
    return found


def test_a_snapshot_saves_folding(kept: Store, replays: list[int]):
    """With one, nothing is folded anew."""
    assert kept.load(P.id) == P
    assert replays == []


def test_a_snapshot_of_another_shape_is_dropped(
    kept: Store, address: str, replays: list[int], monkeypatch: pytest.MonkeyPatch
):
    """It is never converted: the history is folded, and another is taken."""
    monkeypatch.setattr(snapshots, "shape", lambda: "another")
    assert kept.load(P.id) == P
    assert replays == [P.version]
    assert kept.take_snapshots(every=P.version) == 1
    assert by_hand(address, f"SELECT shape FROM {SNAPSHOT}") == [("another",)]
    assert kept.load(P.id) == P
    assert replays == [P.version]


def test_the_shape_knows_every_field():
    """It is the same twice, and another where a field is added."""
    snapshots.shape.cache_clear()
    first = snapshots.shape()
    snapshots.shape.cache_clear()
    assert snapshots.shape() == first

    @attrs.frozen
    class Plain:
        one: int

    @attrs.frozen
    class Other:
        one: int
        two: int

    assert snapshots._parts(Plain) != snapshots._parts(Other)


@pytest.mark.parametrize(
    "change",
    [
        "body = sealed",
        "version = version - 1",
        "sealed = body",
        "sealed = substr(sealed, 1, 0)",
        "stream = 'p-1', sealed = (SELECT sealed FROM collabtherapy_act LIMIT 1)",
    ],
)
def test_a_snapshot_that_was_changed_is_not_believed(
    kept: Store, address: str, replays: list[int], change: str
):
    """It is bound to the keys of those whose words are in it."""
    by_hand(address, f"UPDATE {SNAPSHOT} SET {change}")
    assert kept.load(P.id) == P
    assert replays == [P.version]


def test_a_snapshot_of_acts_that_are_gone_is_not_believed(
    kept: Store, address: str, replays: list[int]
):
    """It cannot say more than the rows do; `verify` says that some are missing."""
    by_hand(address, f"DELETE FROM collabtherapy_act WHERE version = {P.version}")
    assert kept.load(P.id) == Partnership.replay(P.history[:-1])
    assert replays == [P.version - 1]
    assert [fault.code for fault in kept.verify().faults] == ["missing"]


def test_an_act_of_the_state_is_that_of_the_history(kept: Store, address: str):
    """A snapshot holds no act, so that none is there twice."""
    p = kept.load(P.id)
    notes = [act for act in p.history if isinstance(act, acts.WriteNote)]
    assert all(one is two for one, two in zip(p.notes, notes, strict=True))
    ((body,),) = by_hand(address, f"SELECT body FROM {SNAPSHOT}")
    assert b"WriteNote" not in bytes(body)


def test_a_state_can_name_nothing_else():
    """What is unpickled runs nothing, even if somebody could have sealed it."""

    class Evil:
        def __reduce__(self):
            return os.system, ("true",)

    imported = b"ccollabtherapy.partnership.values.checks\nre\n."
    method = b"\x80\x04\x8c\x24%s\x8c\x08Id.upper\x93." % Id.__module__.encode()
    for body in (
        pickle.dumps(Evil()), pickle.dumps(pickle.Unpickler), imported, method,
    ):  # fmt: skip
        with pytest.raises(pickle.UnpicklingError, match="nothing of that kind"):
            snapshots._Unpickler(io.BytesIO(body), (), {}).load()


def test_where_nobody_wrote_anything_there_is_no_snapshot(file: str):
    """Nobody's key would vouch for it, and there is little to save."""
    with open_store(file) as store:
        bare = Partnership.replay(
            [attrs.evolve(P.history[0], clients=[type(P.clients[0])("ana")])]
        )
        store.append("p-1", bare.history, expected_version=0)
        assert store.take_snapshots(every=1) == 0


def test_a_history_with_words_taken_out_has_a_snapshot_too(kept: Store):
    """What is marked as removed is marked so when it comes back."""
    kept.forget("ana", by="ana", at=P.at, because="test")
    folded = kept.load(P.id)
    assert kept.take_snapshots(every=1) == 1
    assert kept.load(P.id).state == folded.state
