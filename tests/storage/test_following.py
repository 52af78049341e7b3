"""Following the log: nothing lost, nothing twice, nothing skipped, whoever writes."""

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from storage.believed import believed, believing
from storage.keeping import MASTER

from collabtherapy import Partnership, Words, acts
from collabtherapy.codec.formats import FORMAT
from collabtherapy.errors import Conflict
from collabtherapy.privacy import Plan
from collabtherapy.storage import Bookmark, Recorded, Store, open_store
from collabtherapy.testing.kept_stories import story

N_WRITERS = 8
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
N_APPENDS = 200 if THOROUGH else 15
PATIENCE = 60.0
"""Seconds to wait for each other, however busy the machine is."""


def note(p: Partnership, text: str) -> acts.Act:
    return acts.WriteNote(by="bo", at=p.at, words=Words(text))


def test_nothing_is_given_before_what_may_still_come_before_it(postgresql: str):
    """An act that was numbered first and committed last is not passed over."""
    p, q = story("p-1"), story("q-1")
    written, go_on = Event(), Event()
    with (
        open_store(postgresql, master_key=MASTER) as slow,
        open_store(postgresql, master_key=MASTER) as quick,
    ):
        for person in ("ana", "bo"):
            quick.rotate_key(person)  # whoever makes a key is waited for

        def slowly() -> None:
            append = believing("p-1", p.history, 0)

            def work(writing) -> None:
                append.run(writing, slow._vault, slow._clock)
                written.set()
                assert go_on.wait(30)

            slow._backend.write(work)

        with ThreadPoolExecutor(1) as pool:
            done = pool.submit(slowly)
            assert written.wait(30)
            quick.import_history(q.id, q.history)
            early = quick.follow()
            go_on.set()
            done.result()
        assert quick.load(q.id) == q  # it is there, and not given yet
        assert early == ()
        seen = [one.act for one in quick.follow()]
        assert seen == [*p.history, *q.history]


def test_a_history_is_followed_in_its_order_whoever_was_numbered_first(postgresql: str):
    """One who writes to two histories may wait for the second, and come after it."""
    p, q = story("p-1"), story("q-1")
    first, second = note(q, "first"), note(q, "second")
    with (
        open_store(postgresql, master_key=MASTER) as slow,
        open_store(postgresql, master_key=MASTER) as quick,
    ):
        quick.import_history(q.id, q.history)

        def work(writing) -> None:
            for append in (
                believing("p-1", p.history, 0),
                believing("q-1", [second], q.version + 1),
            ):
                append.run(writing, slow._vault, slow._clock)
                if append.stream == "p-1":  # by now it has its number
                    quick.record(q, first)

        slow._backend.write(work)
        seen = [one.version for one in quick.follow() if one.partnership == q.id]
        assert seen == list(range(1, q.version + 3))
        assert quick.load(q.id).history[-2:] == (first, second)


def test_eight_writers_and_a_follower(address: str):
    """Each act of eight writers is followed once, in order; conflicts are conflicts."""
    shared = story("shared")
    with open_store(address, master_key=MASTER) as store:
        store.import_history(shared.id, shared.history)
        over = Event()
        with ThreadPoolExecutor(N_WRITERS + 1) as pool:
            following = pool.submit(lambda: list(_followed(address, over)))
            writing = [pool.submit(_write, address, n) for n in range(N_WRITERS)]
            counts = [one.result() for one in writing]
            over.set()
            seen = following.result()
        n_shared, n_conflicts = map(sum, zip(*counts, strict=True))
        assert n_shared + n_conflicts == N_WRITERS * N_APPENDS
        with pytest.raises(Conflict):  # whether or not two of them met
            store.record(Partnership.replay(shared.history[:1]), note(shared, "late"))
        assert store.load("shared").version == shared.version + n_shared
        places = Counter((one.partnership, one.version) for one in seen)
        assert set(places.values()) == {1}
        head = store.head()
        assert len(places) == sum(mark.version for mark in head.marks.values())
        for name in head.marks:
            theirs = [one.version for one in seen if str(one.partnership) == name]
            assert theirs == sorted(theirs)
        assert len({one.bookmark for one in seen}) == len(seen)
        assert store.verify().ok


def _write(address: str, n: int) -> tuple[int, int]:
    """Write a history of one's own, and try to write one that is shared."""
    own = story(f"own-{n}")
    n_written = n_conflicts = 0
    with open_store(address, master_key=MASTER, wait_seconds=PATIENCE) as store:
        store.import_history(own.id, own.history)
        for step in range(N_APPENDS):
            own = store.record(own, note(own, f"{n}/{step}"))
            at = store.head().marks["shared"].version
            try:
                believed(store, "shared", [note(own, f"{n}/{step}")], at)
                n_written += 1
            except Conflict:
                n_conflicts += 1
    return n_written, n_conflicts


def _followed(address: str, over: Event) -> Iterator[Recorded]:
    after: Bookmark | None = None
    with open_store(address, master_key=MASTER, wait_seconds=PATIENCE) as store:
        while True:
            last_look = over.is_set()
            page = store.follow(after=after, at_most=10)
            yield from page
            if page:
                after = page[-1].bookmark
            elif last_look:
                return


def test_tenants_do_not_see_one_another(address: str):
    """What one keeps, another neither loads, finds, follows nor forgets."""
    p = story("p-1")
    with (
        open_store(address, master_key=MASTER, tenant="a") as a,
        open_store(address, master_key=MASTER, tenant="b") as b,
    ):
        a.import_history(p.id, p.history)
        assert (len(b.find()), b.follow(), b.head().marks) == (0, (), {})
        assert b.verify().n_acts == 0
        assert (a.tenant, b.tenant) == ("a", "b")
        b.import_history(p.id, story("p-1", client="cem").history)
        b.erase(Plan(subject="bo", by="bo", at=p.at, because="erasure_request"))
        assert a.load(p.id) == p
        assert {one.tenant for one in a.follow()} == {"a"}


@pytest.mark.parametrize(
    "text",
    ["", "1", "1.2", "1.2.3.4", "a.b.c", "-1.2.3", "1_0.2.3", " 1.2.3", "1.2.\u0663"],
)
def test_what_is_no_bookmark_is_refused(text: str):
    """A bookmark is three numbers, spelled as we spell them."""
    with pytest.raises(ValueError, match="three whole numbers"):
        Bookmark.read(text)


def test_a_bookmark_is_read_as_it_was_written():
    """Before nothing, after a move to another cluster; but not beyond any database."""
    moved = Bookmark(1, -12, 34)
    assert Bookmark.read(str(moved)) == moved
    with pytest.raises(ValueError, match="position"):
        Bookmark.read(f"0.0.{2**63}")


def test_recorded_by_whom_and_when(store: Store):
    """What is known of an act has its actor and the moment of recording."""
    p = story("p-1")
    store.import_history(p.id, p.history)
    one = store.history(p.id)[0]
    assert (str(one.actor), one.format) == ("ana", FORMAT)
    assert one.recorded_at.tzinfo is not None
    assert one.bookmark is None
