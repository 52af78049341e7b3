"""Rows that were tampered with are not loaded and not followed."""

from collections.abc import Iterator
from functools import partial

import pytest
from storage.believed import believed
from storage.keeping import erase, keep, opened
from storage.rows_by_hand import by_hand, rechain
from storage.tampered import ACT, EDITS, MARK, NOTE, ROW, WORDS, N, P, faults, fill

from collabtherapy.errors import CorruptRecord
from collabtherapy.storage import Fault, Store
from collabtherapy.storage.rows import Row
from collabtherapy.testing.kept_stories import story


@pytest.fixture
def filled(address: str) -> Iterator[Store]:
    """Give a store with two partnerships, which reads them again at every load."""
    with opened(address, held=0) as store:
        yield fill(store)


COLUMNS = ", ".join(
    f'"{name}"' for name in ("transaction", "tenant", *Row._fields) if name != "version"
)
TAMPERINGS = {
    **{
        name: f"UPDATE {ACT} SET {edit} WHERE {ROW}"
        for name, edit in EDITS.items()
        if name != "tag"  # asked of a row that is read without those before it
    },
    "another act": f"UPDATE {ACT} SET kind = 'Leave', body = "
    f"""'{{"act":"Leave","at":"2026-01-06T09:00:00Z","by":"bo"}}' WHERE {ROW}""",
    "commitments": f"UPDATE {ACT} SET words = :empty WHERE {ROW}",
    "dropped": f"DELETE FROM {ACT} WHERE stream = 'p-1' AND version = 5",
    "dropped first": f"DELETE FROM {ACT} WHERE stream = 'p-1' AND version = 1",
    "dropped last": f"DELETE FROM {ACT} WHERE stream = 'p-1' AND version = {N}",
    "all dropped": f"DELETE FROM {ACT} WHERE stream = 'p-1'",
    "put in": f"INSERT INTO {ACT} (version, {COLUMNS}) SELECT {N + 1}, {COLUMNS} "
    f"FROM {ACT} WHERE {ROW}",
    **{
        f"put in first, as {version}": f"INSERT INTO {ACT} (version, {COLUMNS}) "
        f"SELECT {version}, {COLUMNS} FROM {ACT} WHERE {ROW}"
        for version in (0, -3)
    },
    "put back": f"UPDATE {MARK} SET version = {N - 1} WHERE stream = 'p-1'",
    "put on": f"UPDATE {MARK} SET version = {N + 1} WHERE stream = 'p-1'",
    "hashed": f"UPDATE {MARK} SET hash = :empty WHERE stream = 'p-1'",
    "no mark": f"DELETE FROM {MARK} WHERE stream = 'p-1'",
}


def test_what_was_tampered_with_is_not_loaded(address: str):
    """An edit, a gap, a row too many, a mark that was moved: none is believed."""
    with opened(address, held=0) as store:
        for stream, what in enumerate(TAMPERINGS):
            keep(store, story(f"{stream}"))
            by_hand(address, TAMPERINGS[what].replace("p-1", f"{stream}"), empty=b"")
            for door in (
                store.load,
                store.history,
                lambda name: store.load_as_of(name, P.at),
                partial(store.history, after=0 if "first" in what else 4),
            ):
                with pytest.raises(CorruptRecord) as caught:
                    door(f"{stream}")
                assert caught.value.partnership == f"{stream}", what
        with pytest.raises(CorruptRecord):
            erase(store, P)
        keep(store, story("q-1"))
        assert store.load("q-1") == story("q-1")
        named = {fault.partnership for fault in store.verify().faults}
        assert named == {f"{stream}" for stream in range(len(TAMPERINGS))}
        store.rebuild()
        found = {str(one.id): one.stage for one in store.find()}
        assert found.pop("q-1") == story("q-1").stage
        assert set(found.values()) <= {None}


def test_what_is_held_is_what_was_kept(file: str):
    """A store that has read a history before goes on from there, and not from rows."""
    with opened(file, held=1) as store, opened(file) as other:
        keep(store, P)
        assert store.load(P.id) == P
        by_hand(file, TAMPERINGS["another act"])
        assert store.load(P.id) == P
        with pytest.raises(CorruptRecord):
            other.load(P.id)


NOT_FOLLOWED = {
    "dropped last": N - 1, "all dropped": 0,
    "put back": N, "put on": N, "hashed": N, "no mark": N,
}  # fmt: skip
"""What following does not find, asking no mark; and how many acts it still gives."""

FOLLOWED = TAMPERINGS.keys() - NOT_FOLLOWED.keys()


@pytest.mark.parametrize("what", sorted(FOLLOWED))
def test_what_was_tampered_with_is_not_followed(file: str, what: str):
    """Each act is held against the one before it, be that on a page of before."""
    with opened(file) as store:
        keep(store, P)
        by_hand(file, TAMPERINGS[what], empty=b"")
        for at_most in (1, 100):
            with pytest.raises(CorruptRecord, match="p-1"):
                follow(store, at_most)


@pytest.mark.parametrize("what", NOT_FOLLOWED)
def test_what_following_does_not_find_is_found_by_verify(file: str, what: str):
    """An end that is gone, a mark that was moved: the acts that are left are given."""
    with opened(file) as store:
        keep(store, P)
        by_hand(file, TAMPERINGS[what], empty=b"")
        for at_most in (1, 100):
            assert follow(store, at_most) == NOT_FOLLOWED[what]
        assert not store.verify().ok
        with pytest.raises(CorruptRecord):
            store.load("p-1")


@pytest.mark.parametrize("version", [0, -3])
def test_a_row_before_the_first_act_is_named_by_its_own_version(
    filled: Store, address: str, version: int
):
    """At every door, and by `verify`, which finds the others sound."""
    by_hand(address, TAMPERINGS[f"put in first, as {version}"])
    assert faults(filled) == [Fault("p-1", version, "altered")]
    assert faults(filled, against=filled.head()) == faults(filled)
    for door in (
        partial(filled.load, "p-1"),
        partial(filled.history, "p-1"),
        partial(filled.history, "p-1", after=1),
        partial(filled.load_as_of, "p-1", P.at),
        filled.follow,
    ):
        with pytest.raises(CorruptRecord, match=f"act {version} of p-1") as caught:
            door()
        assert (caught.value.version, caught.value.code) == (version, "altered")
    assert len(filled.history("q-1", after=1)) == N - 1


def test_following_holds_each_act_against_the_one_before(filled: Store, address: str):
    """On a server as in a file, whatever fits on a page."""
    for at_most in (1, 5, 100):
        assert follow(filled, at_most) == 2 * N
    by_hand(address, TAMPERINGS["another act"])
    for at_most in (1, 100):
        with pytest.raises(CorruptRecord, match=f"act {NOTE} of p-1"):
            follow(filled, at_most)


def follow(store: Store, at_most: int) -> int:
    """Follow the log to its end; return how many acts there are."""
    seen, after = 0, None
    while page := store.follow(after=after, at_most=at_most):
        seen, after = seen + len(page), page[-1].bookmark
    return seen


def test_a_history_that_was_worked_out_anew_is_found_by_its_tags(
    filled: Store, address: str
):
    """With tags and all, as in an older copy, it is seen beside a head kept elsewhere.

    The text of the act that is gone is seen as well, unless it goes too.
    """
    head = filled.head()
    gone = "WHERE stream = 'p-1' AND version = "
    by_hand(address, f"DELETE FROM {ACT} {gone}{N}")
    rechain(address, "p-1")
    with pytest.raises(CorruptRecord, match="replaced"):
        filled.load("p-1")
    rechain(address, "p-1", by=filled)
    assert filled.load("p-1").history == P.history[:-1]
    assert faults(filled) == [Fault("p-1", N, "words_not_ours")]
    by_hand(address, f"DELETE FROM {WORDS} {gone}{N}")
    assert filled.verify().ok
    assert not filled.verify(against=head).ok


def test_an_append_that_is_sent_again_is_held_against_the_chain(
    filled: Store, address: str
):
    """What was altered is not recognised as what is sent, nor as anything else."""
    by_hand(address, TAMPERINGS["another act"])
    with pytest.raises(CorruptRecord):
        filled.import_history(P.id, P.history)
    by_hand(address, f"UPDATE {MARK} SET version = 4 WHERE stream = 'q-1'")
    with pytest.raises(CorruptRecord):
        believed(filled, "q-1", P.history[4:], 9)
