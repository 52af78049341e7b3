"""A follower with a name: at least once, from where its bookmark stands."""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest
from storage.believed import believing
from storage.keeping import MASTER
from storage.rows_by_hand import by_hand
from storage.test_frames import CORPUS, shown

from collabtherapy import Partnership
from collabtherapy.errors import BookmarkMoved, CorruptRecord
from collabtherapy.storage import (
    AsyncFollower,
    AsyncStore,
    Follower,
    Outgoing,
    Recorded,
    Store,
    open_store,
)
from collabtherapy.storage.vault import Vault
from collabtherapy.testing.kept_stories import story

P, Q = story("p-1"), story("q-1", client="cem")


def filled(store: Store, *those: Partnership) -> None:
    for p in those:
        store.import_history(p.id, p.history)


def taken_in(store: Store, name: str, limit: int = 100) -> list[Recorded]:
    """Take in one batch."""
    with store.follower(name).batch(limit) as batch:
        return list(batch)


def test_a_follower_goes_on_where_it_stood(address: str):
    """Whichever process it was, and a follower of another name for itself."""
    with open_store(address, master_key=MASTER) as store:
        filled(store, P)
        first = taken_in(store, "letters", 5)
        assert store.subscription("letters").bookmark == first[-1].bookmark
    with open_store(address, master_key=MASTER) as store:
        rest = taken_in(store, "letters")
        assert [one.version for one in first + rest] == list(range(1, P.version + 1))
        assert taken_in(store, "letters") == []
        assert tuple(one.act for one in taken_in(store, "figures")) == P.history
        filled(store, Q)
        assert {one.partnership for one in taken_in(store, "letters")} == {Q.id}


def overtaken(slow: Store, quick: Store, limit: int = 100) -> None:
    """Take in a batch, while the same is taken in elsewhere."""
    with slow.follower("letters").batch() as batch:
        mine = [one.version for one in taken_in(quick, "letters", limit)]
        assert [one.version for one in batch][:limit] == mine


def broken_off(follower: Follower, limit: int) -> list[int]:
    """Take in one batch, and break off at its end; return its versions."""
    seen: list[int] = []

    def broken() -> None:
        with follower.batch(limit) as batch:
            seen.extend(one.version for one in batch)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    return seen


def test_what_is_raised_in_a_block_leaves_the_bookmark(address: str):
    """The same batch comes again: at least once."""
    with open_store(address, master_key=MASTER) as store:
        filled(store, P)
        follower = store.follower("letters")
        for _ in range(2):
            assert broken_off(follower, 3) == [1, 2, 3]
            assert follower.bookmark is None
        with follower.batch(3) as batch:
            assert len(batch) == 3
        assert follower.bookmark == batch.items[-1].bookmark
        assert broken_off(follower, 3) == [4, 5, 6]
        assert follower.bookmark == batch.items[-1].bookmark


def test_a_block_that_takes_nothing_in_writes_nothing(store: Store):
    """So that a follower that waits wears nothing out."""
    assert taken_in(store, "letters") == []
    assert store.subscription("letters").moved_at is None
    assert not store.drop_subscription("letters")


def test_where_a_follower_stands_is_asked_and_dropped(address: str):
    """It says when it moved; dropped, it begins at the start."""
    with (
        open_store(address, master_key=MASTER) as store,
        open_store(address, master_key=MASTER, tenant="other") as other,
    ):
        filled(store, P)
        before = store.now()
        last = taken_in(store, "letters")[-1]
        stands = store.subscription("letters")
        assert (stands.name, stands.bookmark) == ("letters", last.bookmark)
        assert stands.moved_at is not None
        assert before <= stands.moved_at <= store.now()
        assert other.subscription("letters").bookmark is None
        assert not other.drop_subscription("letters")
        assert store.drop_subscription("letters")
        assert store.subscription("letters").bookmark is None
        assert len(taken_in(store, "letters")) == P.version


@pytest.mark.parametrize("n_before", [0, 3])
def test_of_two_under_one_name_one_is_told(address: str, n_before: int):
    """Both took the same batch in; the bookmark stands where the first put it."""
    with (
        open_store(address, master_key=MASTER) as one,
        open_store(address, master_key=MASTER) as two,
    ):
        filled(one, P)
        if n_before:
            taken_in(one, "letters", n_before)
        with pytest.raises(BookmarkMoved) as told:
            overtaken(two, one, limit=4)
        assert told.value.follower == "letters"
        (stands,) = {one.follower("letters").bookmark, two.follower("letters").bookmark}
        (last,) = (a for a in two.follow() if a.bookmark == stands)
        assert last.version == n_before + 4
        assert taken_in(two, "letters")[0].version == n_before + 5


def test_many_under_one_name_miss_nothing(address: str):
    """Whoever wins, each act was in a batch of which the bookmark moved, once."""
    kept: list[tuple[str, int]] = []
    n_readers = 4
    ready, over = Barrier(n_readers + 1), Event()

    def follow() -> None:
        with open_store(address, master_key=MASTER, wait_seconds=60) as store:
            follower = store.follower("letters")
            ready.wait()
            while True:
                last_look = over.is_set()
                try:
                    with follower.batch(3) as batch:
                        places = [(str(o.partnership), o.version) for o in batch]
                except BookmarkMoved:
                    continue
                kept.extend(places)
                if last_look and not places:
                    return

    with open_store(address, master_key=MASTER, wait_seconds=60) as store:
        filled(store, P)
        with ThreadPoolExecutor(n_readers) as pool:
            readers = [pool.submit(follow) for _ in range(n_readers)]
            ready.wait()
            for n in range(4):
                filled(store, story(f"more-{n}"))
            over.set()
            for reader in readers:
                reader.result()
        head = store.head().marks
    there = {(name, v + 1) for name, mark in head.items() for v in range(mark.version)}
    assert Counter(kept) == Counter(there)


def test_an_outbox_has_no_words_and_asks_for_no_key(
    address: str, monkeypatch: pytest.MonkeyPatch
):
    """Ids, kinds and places: what is sent elsewhere opens nothing."""
    with open_store(address, master_key=MASTER, tenant="north") as store:
        filled(store, P)
        follower = store.follower("webhooks")
        monkeypatch.setattr(Vault, "held", None)
        with follower.outbox(100) as outgoing:
            assert [one.kind for one in outgoing] == [
                type(act).__name__ for act in P.history
            ]
        first, *_ = outgoing
        assert first == Outgoing(
            id="north/p-1/1", bookmark=first.bookmark, kind="Open", partnership=P.id
        )
        assert not any(text in repr(outgoing) for text in CORPUS)
        assert follower.bookmark == outgoing.items[-1].bookmark
        with follower.outbox() as more:
            assert len(more) == 0


def test_no_two_messages_have_one_name(tmp_path: Path):
    """A slash in a name is no slash between two."""
    url = f"sqlite:///{tmp_path / 'x.db'}"
    names = [("a", "b/c"), ("a/b", "c"), ("a%2Fb", "c"), ("a", "b%2Fc")]
    ids: list[str] = []
    for tenant, name in names:
        with open_store(url, master_key=MASTER, tenant=tenant) as store:
            filled(store, story(name))
            with store.follower("webhooks").outbox(1) as outgoing:
                ids += [one.id for one in outgoing]
    assert len(set(ids)) == len(names)


def test_a_changed_act_is_not_sent(file: str):
    """An outbox checks each act against the one before it, as following does."""
    with open_store(file, master_key=MASTER) as store:
        filled(store, P)
        by_hand(file, "UPDATE collabtherapy_act SET kind = 'Leave' WHERE version = 3")
        with pytest.raises(CorruptRecord), store.follower("webhooks").outbox():
            pass


def test_a_long_transaction_is_told(postgresql: str):
    """What it holds back is said, with since when; afterwards nothing is."""
    written, go_on = Event(), Event()
    with (
        open_store(postgresql, master_key=MASTER) as slow,
        open_store(postgresql, master_key=MASTER) as quick,
    ):
        for person in ("ana", "bo", "cem"):
            quick.rotate_key(person)  # whoever makes a key is waited for

        def work(writing) -> None:
            believing("p-1", P.history, 0).run(writing, slow._vault, slow._clock)
            written.set()
            assert go_on.wait(30)

        follower = quick.follower("letters")
        with ThreadPoolExecutor(1) as pool:
            done = pool.submit(lambda: slow._backend.write(work))
            assert written.wait(30)
            assert follower.held_back_since is None  # nothing is recorded that is not
            before = quick.now()
            filled(quick, Q)
            since = follower.held_back_since
            assert since is not None
            assert before <= since <= quick.now()
            with follower.batch() as batch:
                assert (len(batch), batch.held_back_since) == (0, since)
            go_on.set()
            done.result()
        with follower.batch() as batch:
            assert (len(batch), batch.held_back_since) == (P.version + Q.version, None)


def test_nothing_is_held_back_where_one_writes_at_a_time(file: str):
    """In memory and on SQLite what is recorded is given."""
    for address in ("memory:", file):
        with open_store(address, master_key=MASTER) as store:
            filled(store, P)
            assert store.follower("letters").held_back_since is None


@pytest.mark.parametrize("name", ["", "two words", "x" * 101, "ä", "a\n"])
def test_a_follower_has_a_short_name(name: str):
    """As whatever else is named by a program."""
    with open_store() as store:
        for ask in (store.follower, store.subscription, store.drop_subscription):
            with pytest.raises(ValueError, match="short name"):
                ask(name)
        with pytest.raises(TypeError):
            store.follower(3)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="limit"):
            store.follower("letters").batch(0)


def test_an_error_of_a_follower_holds_no_words(file: str):
    """Though what was taken in before is full of them."""
    with open_store(file, master_key=MASTER) as store:
        filled(store, P)
        block = store.follower("letters").batch()
        block.__enter__()
        taken_in(store, "letters")
        with pytest.raises(BookmarkMoved) as told:
            block.__exit__(None, None, None)
        assert shown(told.value) == []


def test_a_bookmark_that_is_none_is_told(file: str):
    """SQLite keeps any value in any column."""
    with open_store(file, master_key=MASTER) as store:
        filled(store, P)
        taken_in(store, "letters")
        by_hand(file, "UPDATE collabtherapy_subscription SET position = 'x'")
        for ask in (
            lambda: store.subscription("letters"),
            lambda: taken_in(store, "letters"),
        ):
            with pytest.raises(CorruptRecord) as told:
                ask()
            assert told.value.code == "misnumbered"
        assert store.drop_subscription("letters")


async def sent_in_part(follower: AsyncFollower) -> None:
    async with follower.outbox(5) as outgoing:
        assert outgoing.items[0].id.endswith("p-1/6")
        raise ZeroDivisionError


def test_a_follower_is_awaited_as_well(address: str):
    """The face for asyncio takes in, moves and is told likewise."""

    async def main() -> None:
        async with AsyncStore(open_store(address, master_key=MASTER)) as store:
            await store.import_history(P.id, P.history)
            follower = store.follower("letters")
            async with follower.batch(5) as batch:
                assert [one.version for one in batch] == [1, 2, 3, 4, 5]
            assert await follower.bookmark() == batch.items[-1].bookmark
            assert await follower.held_back_since() is None
            with pytest.raises(ZeroDivisionError):
                await sent_in_part(follower)
            assert await follower.bookmark() == batch.items[-1].bookmark
            assert (await store.subscription(follower.name)).moved_at is not None
            assert await store.drop_subscription(follower.name)

    asyncio.run(main())
