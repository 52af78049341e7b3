"""Erasing: all or nothing, however far it came, and nothing left in the files."""

import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any

import attrs
import pytest
from sqlalchemy.exc import InvalidRequestError
from storage.keeping import erase, keep, opened, plan_of
from storage.killed import IMPORTED_LATE, erase_and_die
from storage.rows_by_hand import by_hand

from collabtherapy import Organisation, Words, acts
from collabtherapy.errors import (
    CorruptRecord,
    ErasurePending,
    Refused,
    StoreError,
    StoreUnavailable,
)
from collabtherapy.privacy import redact
from collabtherapy.storage import Reached, Store, sql
from collabtherapy.storage.sql import DEAD_ROWS, WRITTEN_AHEAD
from collabtherapy.storage.sql_writing import SqlWriting
from collabtherapy.testing.kept_stories import story

P, Q = story("p-1"), story("q-1")
OF_OTHERS = story("r-1", client="cem")
AFTER, AFTER_Q = (redact(p, plan_of(P))[0] for p in (P, Q))
BY_PLACE = "places" in {field.name for field in attrs.fields(acts.Redact)}
by_place = pytest.mark.skipif(
    not BY_PLACE, reason="a Redact does not say yet of which places"
)


def filled(address: str, **options: Any) -> Store:
    """Return a store in which ana wrote in two partnerships, and cem in another."""
    store = opened(address, **options)
    for p in (P, Q, OF_OTHERS):
        keep(store, p)
    return store


def is_erased(store: Store) -> bool:
    """Return whether ana's words are gone from both partnerships, or from neither."""
    found = store.load(P.id), store.load(Q.id)
    assert found in ((P, Q), (AFTER, AFTER_Q))
    assert store.load(OF_OTHERS.id) == OF_OTHERS
    assert store.verify(words=True).ok
    return found == (AFTER, AFTER_Q)


def test_what_is_left_is_what_a_redaction_leaves(store: Store):
    """Of all that somebody wrote, everywhere; of others not a word."""
    for p in (P, Q, OF_OTHERS):
        keep(store, p)
    plan = store.plan_erasure(plan_of(P))
    assert set(plan.reports) == {P.id, Q.id}
    assert store.load(P.id) == P  # it was only asked
    done = erase(store, P)
    assert is_erased(store)
    said = (done.number, str(done.subject), str(done.because))
    assert said == (1, "ana", "erasure_request")
    assert dict(done.reports) == dict(plan.reports)
    assert done.reached in (Reached.SCRUBBED, Reached.DESTROYED)
    assert [one.number for one in store.erasures()] == [1]
    note = acts.WriteNote(by="ana", at=P.at, words=Words("from now on"))
    after = store.record(store.load(P.id), note)
    assert store.load(P.id) == after


def test_to_erase_twice_is_to_erase_once(store: Store):
    """S-I7: the second time nothing is there, and nothing is recorded."""
    for p in (P, Q, OF_OTHERS):
        keep(store, p)
    erase(store, P)
    head = store.head()
    again = erase(store, P)
    assert (again.number, dict(again.reports)) == (0, {})
    assert store.head() == head
    assert is_erased(store)


def test_the_order_of_those_who_are_erased_makes_no_difference(tmp_path: Path):
    """S-I7: to the texts that are left, and to what the store says of them."""
    left = []
    for order in (("ana", "cem"), ("cem", "ana")):
        with filled(f"sqlite:///{tmp_path / order[0]}.db") as store:
            for who in order:
                erase(store, P, who)
            left.append([store.load(p.id) for p in (P, Q, OF_OTHERS)])
            assert store.verify(words=True).ok
    assert left[0] == left[1]


def test_where_the_law_refuses_in_one_nothing_is_done_in_any(store: Store):
    """A stranger to one of them, and a therapist of both."""
    for p in (P, Q, OF_OTHERS):
        keep(store, p)
    head = store.head()
    for by in ("bo", "dee"):
        with pytest.raises(Refused):
            erase(store, P, by=by)
    assert (store.head(), store.erasures()) == (head, ())
    assert not is_erased(store)


def test_what_is_dated_after_the_clock_is_not_erased(store: Store):
    """Later acts would have to wait for it, as they would for any other."""
    keep(store, P)
    for door in (store.plan_erasure, store.erase):
        with pytest.raises(Refused, match=r"time\.ahead"):
            door(plan_of(P, at=store.now() + timedelta(days=1)))
    assert (store.load(P.id), store.erasures()) == (P, ())


def test_a_hold_is_not_got_round_by_a_later_date(store: Store):
    """Not by a plan for when it will have ended: what is asked is asked now."""
    clinic, until = Organisation("clinic"), store.now() + timedelta(days=9)
    opening = attrs.evolve(P.opening, partnership="h-1", organisations=[clinic])
    hold = acts.PlaceHold(by="clinic", at=P.at, id="h", because="court", until=until)
    store.record(store.open(opening), hold)
    later = plan_of(P, at=until + timedelta(days=1))
    for plan in (plan_of(P), later):
        for door in (store.plan_erasure, store.erase):
            with pytest.raises(Refused):
                door(plan)
    assert store.erasures() == ()


def test_what_is_asked_twice_is_as_far_as_it_has_come(file: str):
    """S17: who asks again is not told of more, and it is gone on with."""
    path = file.removeprefix("sqlite:///")
    with filled(file) as store, closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM collabtherapy_act").fetchall()
        first, again = erase(store, P), erase(store, P)
        assert (first.reached, again.reached) == (Reached.DESTROYED,) * 2
        assert (again.number, again.remains) == (0, first.remains)
        elsewhere = store.erase(plan_of(P), partnership=OF_OTHERS.id)
        assert elsewhere.reached == Reached.SCRUBBED  # nothing of hers was ever there
        reader.rollback()
        assert erase(store, P).reached == Reached.SCRUBBED
        assert store.erasures()[0].reached == Reached.SCRUBBED


def test_what_a_failure_left_undone_is_done_when_it_is_asked_again(
    file: str, monkeypatch: pytest.MonkeyPatch
):
    """And as long as that fails, it is pending for who asks again as well."""

    def fails(*_: object, **__: object) -> None:
        raise StoreUnavailable("connection_lost", "it is gone")

    with filled(file) as store:
        with monkeypatch.context() as patched:
            patched.setattr(SqlWriting, "drop_words", fails)
            for _ in range(2):
                with pytest.raises(ErasurePending):
                    erase(store, P)
        again = erase(store, P)
        assert (again.number, again.reached) == (0, Reached.SCRUBBED)
        assert [one.reached for one in store.erasures()] == [Reached.SCRUBBED]
        assert is_erased(store)


def test_texts_whose_key_is_gone_are_not_taken_for_nothing(address: str):
    """Whose they are cannot be told: nobody is told that nothing is left of theirs."""
    with filled(address) as store:
        head = store.head()
        by_hand(address, "DELETE FROM collabtherapy_key WHERE person = 'ana'")
        for door in (store.plan_erasure, store.erase):
            with pytest.raises(CorruptRecord, match="key_missing"):
                door(plan_of(P))
        assert (store.head(), store.erasures()) == (head, ())


def test_single_texts_are_planned_of_one_partnership():
    """As they are erased; what is no plan is refused before anything is begun."""
    with opened() as store:
        for door in (store.plan_erasure, store.erase):
            with pytest.raises(ValueError, match="name it"):
                door(plan_of(P, places={3}))
            for no_plan in (None, "ana", acts.Leave(by="ana", at=P.at)):
                with pytest.raises(TypeError, match="Plan"):
                    door(no_plan)


def test_somebody_of_whom_nothing_is_kept_can_be_erased(store: Store):
    """There is nothing to do, and it says so."""
    keep(store, P)
    done = erase(store, P, "50%_of\\them")
    assert (done.number, dict(done.gone), done.keys) == (0, {}, ())
    assert store.load(P.id) == P


STEPS = ("put_keys", "add_key", "drop_words", "put_words", "put_erasure", "add", "hold")


@pytest.mark.parametrize("elsewhere", [False, True], ids=["beside", "elsewhere"])
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
def test_a_failure_at_any_step_is_all_or_nothing(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, elsewhere: bool,
    late: bool,
):  # fmt: skip
    """S-I7: at whatever is written, before it and after it; opening goes on with it."""
    options = {"keys": f"sqlite:///{tmp_path / 'keys.db'}"} if elsewhere else {}
    filled(file, **options).close()
    whole = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    n, seen = 0, set()
    while True:
        for name, content in whole.items():
            (tmp_path / name).write_bytes(content)
        for beside in ("-wal", "-shm"):
            for path in tmp_path.glob(f"*{beside}"):
                path.unlink()
        n += 1
        with opened(file, **options) as store, monkeypatch.context() as patch:
            fail_at(patch, n, late=late)
            try:
                erase(store, P)
            except ErasurePending as error:
                seen.add(error.reached)
                assert is_erased_for_readers(store)
            except StoreError:
                seen.add("nothing")
                assert not is_erased(store)
            else:
                break
        with opened(file, **options) as again:
            assert is_erased(again) is bool(again.erasures())
            assert again.health().pending == ()
    assert seen == {"nothing", "intended", "destroyed"}
    assert n > len(STEPS)


def is_erased_for_readers(store: Store) -> bool:
    """Return whether no door gives the texts, though bytes of them are left."""
    told = [repr(store.history(P.id)), *map(str, wordings(store))]
    return store.load(P.id) == AFTER and not any("I froze" in one for one in told)


def wordings(store: Store) -> Iterator[str]:
    """Yield every text that following the log, and the history, give."""
    for one in (*store.history(P.id), *store.follow()):
        words = getattr(one.act, "words", None)
        if one.partnership in (P.id, Q.id) and words and not words.is_removed:
            yield words.text


def fail_at(patch: pytest.MonkeyPatch, n: int, *, late: bool) -> None:
    """Have the nth thing that is written fail, before or after it was done."""
    left = [n]

    def failing(honest: Callable[..., Any]) -> Callable[..., Any]:
        def write(self: SqlWriting, *given: Any) -> Any:
            left[0] -= 1
            if left[0] or late:
                done = honest(self, *given)
            if not left[0]:
                raise StoreUnavailable("failed", "it was meant to")
            return done

        return write

    for name in STEPS:
        patch.setattr(SqlWriting, name, failing(getattr(SqlWriting, name)))


@pytest.mark.skipif(
    "forkserver" not in get_all_start_methods(), reason="whom to kill is forked"
)
def test_who_is_killed_at_any_commit_has_done_all_or_nothing(
    address: str, tmp_path: Path
):
    """S-I7: with the keys in another database, so that each is committed alone."""
    keys = f"sqlite:///{tmp_path / 'keys.db'}"
    context = get_context("forkserver")
    context.set_forkserver_preload([erase_and_die.__module__, *IMPORTED_LATE])
    with filled(address, keys=keys):
        pass
    n, seen = 0, set()
    while True:  # each time for another tenant, whose store is whole
        n += 1
        tenant = f"t-{n}"
        filled(address, keys=keys, tenant=tenant).close()
        given = (address, keys, tenant, P, n)
        child = context.Process(target=erase_and_die, args=given)
        child.start()
        child.join(300)  # on a machine that is busy with others
        with opened(address, keys=keys, tenant=tenant) as store:
            seen.add(is_erased(store))
            assert store.health().pending == ()
        if child.exitcode == 0:
            break
        assert child.exitcode == -signal.SIGKILL
    assert seen == {False, True}


def files(folder: Path) -> bytes:
    """Return everything that is on the disk."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


def rests(address: str, keys: str | None = None) -> list[bytes]:
    """Return ana's key as it is locked, and each of her texts as it is sealed."""
    where = keys or address
    ((id, wrapped),) = by_hand(
        where, "SELECT id, wrapped FROM collabtherapy_key WHERE person = 'ana'"
    )
    sealed = by_hand(
        address, "SELECT sealed FROM collabtherapy_words WHERE key = :id", id=id
    )
    return [bytes(wrapped), *(bytes(text) for (text,) in sealed)]


@pytest.mark.parametrize("elsewhere", [False, True], ids=["beside", "elsewhere"])
def test_once_scrubbed_neither_key_nor_text_is_in_any_file(
    file: str, tmp_path: Path, *, elsewhere: bool
):
    """S-I8: while the store is open, in what is written ahead as well."""
    keys = f"sqlite:///{tmp_path / 'keys.db'}" if elsewhere else None
    with filled(file, keys=keys) as store:
        resting = rests(file, keys)
        assert all(one in files(tmp_path) for one in resting)
        done = erase(store, P)
        assert (done.reached, done.remains) == (Reached.SCRUBBED, ())
        assert not [one for one in resting if one in files(tmp_path)]
        assert store.health().in_files == ()


def test_what_a_reader_holds_up_is_told_and_scrubbed_later(file: str, tmp_path: Path):
    """Nothing can be cut off while somebody reads it: it is gone on with after that."""
    reader = sqlite3.connect(file.removeprefix("sqlite:///"), isolation_level=None)
    with filled(file, wait_seconds=0.1) as store, closing(reader):
        resting = rests(file)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM collabtherapy_act").fetchall()
        done = erase(store, P)
        assert (done.reached, done.remains) == (Reached.DESTROYED, (WRITTEN_AHEAD,))
        assert any(one in files(tmp_path) for one in resting)
        assert store.health().in_files == (done.number,)
        reader.execute("COMMIT")
        (again,) = store.finish_erasures()
        assert (again.number, again.reached) == (done.number, Reached.SCRUBBED)
        assert not [one for one in resting if one in files(tmp_path)]
        assert store.finish_erasures() == ()
        assert is_erased(store)


def test_a_file_that_cannot_be_cut_off_is_told(
    file: str, monkeypatch: pytest.MonkeyPatch
):
    """By then it is erased: that is said, and no error in its place."""
    with filled(file) as store:

        def fail(_: object) -> None:
            raise InvalidRequestError

        monkeypatch.setattr(sql, "cut_off", fail)
        assert erase(store, P).remains == (WRITTEN_AHEAD,)
        assert is_erased(store)


def test_what_a_server_may_keep_is_told(postgresql: str):
    """Its files are not ours to write to."""
    with filled(postgresql) as store:
        done = erase(store, P)
        assert (done.reached, done.remains) == (Reached.DESTROYED, (DEAD_ROWS,))


def test_other_processes_erase_too(address: str):
    """A text that was read before is not given once it has been erased."""
    with filled(address) as one, opened(address) as other:
        assert other.load(P.id) == P
        erase(one, P)
        assert other.load(P.id) == AFTER
        assert is_erased_for_readers(other)


@by_place
def test_one_place_that_is_erased_leaves_every_other_text(address: str):
    """S-I9: of the same author as of others; the chain holds all the same."""
    with filled(address) as store:
        place = next(n for n, act in enumerate(P.history, 1) if who_wrote(act) == "ana")
        plan = plan_of(P, places={place})
        done = store.erase(plan, partnership=P.id)
        assert store.load(P.id) == redact(P, plan)[0]
        assert store.load(Q.id) == Q
        assert {version for version, _ in done.gone[P.id]} == {place}
        assert store.verify(words=True).ok


@by_place
def test_an_older_copy_gives_nothing_back_that_was_erased_since(
    file: str, tmp_path: Path
):
    """S-I12: opened with a head of after the erasure."""
    with filled(file):
        pass
    path = Path(file.removeprefix("sqlite:///"))
    copy = path.read_bytes()
    with opened(file) as store:
        erase(store, P)
        head = store.head()
    older = tmp_path / "older.db"
    older.write_bytes(copy)
    with opened(f"sqlite:///{older}", at_least=head) as store:
        assert store.load(P.id).history[:-1] == AFTER.history[:-1]
        assert not any("I froze" in one for one in map(str, wordings(store)))
        assert store.verify(words=True).ok


def who_wrote(act: acts.Act) -> str:
    """Return who wrote a note; nobody, of any other act."""
    return str(act.by) if isinstance(act, acts.WriteNote) else ""


def test_single_texts_are_of_one_partnership(store: Store):
    """Their numbers mean nothing without its name."""
    keep(store, P)
    with pytest.raises(ValueError, match="name it"):
        erase(store, P, places={1})
    assert store.erasures() == ()
