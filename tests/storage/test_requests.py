"""A request with a key is done once, whoever writes meanwhile and whatever happens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import attrs
import pytest
from storage.conftest import DATABASES
from storage.keeping import MASTER
from storage.rows_by_hand import by_hand

from collabtherapy import Partnership, Words, acts
from collabtherapy.errors import CorruptRecord, KeyReused
from collabtherapy.privacy import Plan
from collabtherapy.storage import Store, open_store
from collabtherapy.storage import store as doors
from collabtherapy.storage.port import Reading
from collabtherapy.storage.requests import keyed
from collabtherapy.storage.rows import Request
from collabtherapy.storage.sql_writing import SqlWriting
from collabtherapy.testing.kept_stories import story

P = story("p-1")
NOTES = [i for i, act in enumerate(P.history, 1) if isinstance(act, acts.WriteNote)]
REQUEST = "collabtherapy_request"
N_WRITERS = 6
DAY = timedelta(days=1)


def note(text: str = "one more", by: str = "bo") -> acts.WriteNote:
    """Return a note that a person writes."""
    return acts.WriteNote(by=by, at=P.at, words=Words(text))


@pytest.fixture
def filled(store: Store) -> Store:
    """Return a store with a partnership, in each kind of database."""
    store.import_history(P.id, P.history)
    return store


@pytest.mark.parametrize("same", [True, False])
def test_of_several_who_send_a_key_at_once_one_is_done(filled: Store, *, same: bool):
    """The others get its answer, if they ask for the same."""
    ready = Barrier(N_WRITERS)

    def send(n: int) -> Partnership | None:
        sent = note("the same") if same else note(f"the note of writer {n}")
        ready.wait()
        try:
            return filled.record(P, sent, key="k-1")
        except KeyReused:
            return None

    with ThreadPoolExecutor(N_WRITERS) as pool:
        answers = list(pool.map(send, range(N_WRITERS)))
    done = [one for one in answers if one is not None]
    assert len(done) == (N_WRITERS if same else 1)
    assert set(done) == {filled.load(P.id)}
    assert filled.load(P.id).version == P.version + 1


def test_what_was_done_meanwhile_is_found_where_it_is_kept(
    address: str, monkeypatch: pytest.MonkeyPatch
):
    """It was not there when it was looked for: the first answer is returned."""
    with (
        open_store(address, master_key=MASTER) as one,
        open_store(address, master_key=MASTER) as two,
    ):
        one.import_history(P.id, P.history)
        told: list[Partnership] = []

        def meanwhile(*_: object) -> None:
            monkeypatch.undo()
            before = two.record(P, note("of another", by="ana"))
            told.append(two.record(before, note(), key="k-1"))

        monkeypatch.setattr(doors, "answer", meanwhile)
        assert one.record(P, note(), key="k-1") == told[0]
        assert told[0].version == P.version + 2
        assert one.load(P.id) == told[0]


def test_a_key_is_kept_with_its_acts_or_not_at_all(
    filled: Store, monkeypatch: pytest.MonkeyPatch
):
    """What fails after it was written leaves neither."""
    honest = SqlWriting.keep_request

    def fails(self: SqlWriting, request: Request, **given: Any) -> None:
        honest(self, request, **given)
        raise ZeroDivisionError

    monkeypatch.setattr(SqlWriting, "keep_request", fails)
    with pytest.raises(ZeroDivisionError):
        filled.record(P, note(), key="k-1")
    assert filled.load(P.id) == P
    monkeypatch.setattr(SqlWriting, "keep_request", honest)
    after = filled.record(P, note("another"), key="k-1")  # it is free
    assert filled.load(P.id) == after


@pytest.fixture(params=["memory", *DATABASES])
def there(request: pytest.FixtureRequest) -> str:
    """Return the address of an empty store, of every kind."""
    names = {"memory": None, "sqlite": "file", "postgresql": "postgresql"}
    name = names[request.param]
    return "memory:" if name is None else request.getfixturevalue(name)


def test_a_key_is_forgotten_after_some_days(there: str):
    """It may come again then, and what is old is dropped when others come."""
    now = [P.at]

    def clock() -> datetime:
        return now[0]

    with open_store(there, master_key=MASTER, key_days=2, clock=clock) as store:
        store.import_history(P.id, P.history)
        first = store.record(P, note(), key="k-1")
        now[0] = P.at + 2 * DAY
        assert store.record(first, note(), key="k-1") == first
        now[0] += timedelta(microseconds=1)
        assert store.record(P, note(), key="k-1") == first  # by its acts, and anew
        now[0] += 2 * DAY
        assert store.record(first, note(), key="k-1") == first
        now[0] += timedelta(microseconds=1)
        second = store.record(first, note(), key="k-1")
        assert second.version == first.version + 1
        third = store.record(second, note(), key="k-2")
        now[0] += 3 * DAY
        last = store.record(third, note(), key="k-3")
        assert store.load(P.id) == last
        kept = [
            store._backend.read(
                lambda reading, key=key: reading.request("p-1", "bo", key)
            )
            for key in ("k-1", "k-2", "k-3")
        ]
        assert [one is None for one in kept] == [True, True, False]


def _request(key: str, reading: Reading) -> Request | None:
    return reading.request("p-1", "bo", key)


def test_words_that_were_erased_are_not_put_back(there: str):
    """What is sent again has its answer, without the words that are gone since."""
    with open_store(there, master_key=MASTER) as store:
        store.import_history(P.id, P.history)
        both = (note(), note("of ana", by="ana"))
        first = store.record(P, *both, key="k-1")
        assert store.record(first, *both, key="k-1") == first
        store.erase(Plan(subject="ana", by="ana", at=P.at, because="erasure_request"))
        now = store.load(P.id)
        again = store.record(now, *both, key="k-1")
        assert again.version == first.version
        assert [one.words.is_removed for one in again.notes[-2:]] == [False, True]
        with pytest.raises(KeyReused):
            store.record(now, note("not this"), both[1], key="k-1")
        assert store.load(P.id) == now


def test_what_is_kept_of_a_request_does_not_hang_on_words(filled: Store, address: str):
    """A digest of a short text could be guessed: there is none of it."""
    filled.record(P, note("yes"), key="k-1", cause="app")
    ((digest,),) = by_hand(address, f"SELECT digest FROM {REQUEST}")
    version = P.version + 1
    asked = [
        keyed("p-1", "k-1", [note(text)], expected=0, cause="app", days=7)
        for text in ("yes", "no")
    ]
    digests = {one._digest(version, version) for one in asked}
    assert digests == {bytes(digest)}


def test_nobody_is_told_of_an_act_that_was_never_recorded(filled: Store, address: str):
    """Whoever writes the database has a request answered only by acts in the chain."""
    sent = note("what matters")
    forged = keyed("p-1", "k-1", [sent], expected=0, cause=None, days=7)
    places = [(n, n) for n in range(2, P.version + 2)]  # those without words as well
    places += [(2, P.version), (P.version, P.version + 1), (P.version, 10**9)]
    (same,) = (
        n for n in NOTES if str(P.history[n - 1].by) == "bo"
    )  # but for its words
    for first, last in places:
        by_hand(
            address,
            f"DELETE FROM {REQUEST}",
            f"INSERT INTO {REQUEST} "
            "(tenant, stream, hands, key, first, last, digest, at) "
            "VALUES ('', 'p-1', 'bo', 'k-1', :first, :last, :digest, '9')",
            first=first,
            last=last,
            digest=forged._digest(first, last),
        )
        with pytest.raises(KeyReused if first == last == same else CorruptRecord):
            filled.record(P, sent, key="k-1")
    by_hand(address, f"UPDATE {REQUEST} SET first = 0")
    with pytest.raises(CorruptRecord):
        filled.record(P, sent, key="k-1")
    by_hand(address, f"DELETE FROM {REQUEST}")
    assert filled.load(P.id) == P


def test_keys_are_of_hands_partnerships_and_tenants(address: str):
    """The same key of others is another one, and tells nothing of the first."""
    q = story("q-1")
    with (
        open_store(address, master_key=MASTER, tenant="a") as a,
        open_store(address, master_key=MASTER, tenant="b") as b,
    ):
        for store in (a, b):
            for one in (P, q):
                store.import_history(one.id, one.history)
        entered = attrs.evolve(note(by="ana"), entered_by="bo")
        p = a.record(P, note(by="ana"), key="k")
        p = a.record(p, note("by bo"), key="k")
        p = a.record(p, note("by both"), note(by="ana"), key="k")
        with pytest.raises(KeyReused):  # by whose hand it is, and not for whom
            a.record(p, entered, key="k")
        assert a.record(q, note(), key="k").version == q.version + 1
        assert b.record(P, note("of b"), key="k").version == P.version + 1
        assert a.load(P.id) == p
