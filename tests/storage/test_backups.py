"""Backups on SQLite, and drills: whether a restored copy could replace the store."""

import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import attrs
import pytest
from sqlalchemy import create_engine, make_url, text
from storage.rows_by_hand import by_hand

from collabtherapy import PersonId, acts
from collabtherapy.errors import (
    ErasurePending,
    KeyUnavailable,
    StoreMismatch,
    StoreUnavailable,
)
from collabtherapy.privacy import Plan
from collabtherapy.storage import (
    Fault,
    Head,
    StaticKeyring,
    Store,
    databases,
    drill,
    erasing,
    open_store,
)
from collabtherapy.storage.places import Places
from collabtherapy.testing.kept_stories import story

P, Q = story("p-1"), story("q-1", client="cem")
N = P.version
KEYRING = StaticKeyring({1: bytes(range(32))})
LATER = P.at + timedelta(hours=1)
ERASE = Plan(
    subject=PersonId("ana"), by=PersonId("ana"), at=LATER, because="erasure_request"
)


def filled(address: str, **options: Any) -> Store:
    """Return a store with two partnerships."""
    store = open_store(address, keyring=KEYRING, **options)
    for p in (P, Q):
        store.import_history(p.id, p.history)
    return store


def path_of(address: str) -> Path:
    """Return the file at an address."""
    return Path(address.removeprefix("sqlite:///"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return the name of a file that is not there yet, in a folder that is."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder / "copy.db"


def test_a_backup_is_the_store_as_of_one_moment(file: str, copy: Path):
    """What is recorded after it is not in it."""
    with filled(file) as store:
        head = store.head()
        store.backup(copy)
        store.record(P, acts.Leave(by="ana", at=P.at))
    with open_store(f"sqlite:///{copy}", keyring=KEYRING) as there:
        assert [there.load(p.id) for p in (P, Q)] == [P, Q]
        assert there.head() == head
        assert there.verify(against=head, words=True).ok
        assert [one.version for one in there.follow()] == [
            *range(1, N + 1), *range(1, Q.version + 1)
        ]  # fmt: skip
        there.record(P, acts.Leave(by="ana", at=P.at))


def test_a_backup_can_be_read_by_its_owner_alone(file: str, copy: Path):
    """Whatever the umask, and from the moment at which it is made."""
    before = os.umask(0)
    try:
        with filled(file) as store:
            store.backup(str(copy))
    finally:
        os.umask(before)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [one.name for one in copy.parent.iterdir()] == [copy.name]


@pytest.mark.parametrize("end", ["", "-wal", "-shm", "-journal"])
@pytest.mark.parametrize("is_link", [False, True])
def test_a_backup_is_never_written_over_something(
    file: str, copy: Path, end: str, *, is_link: bool
):
    """Neither over a file nor beside what SQLite would take for a part of it."""
    there = copy.with_name(copy.name + end)
    if is_link:
        there.symlink_to(copy.parent / "nowhere")
    else:
        there.write_bytes(b"mine")
    with filled(file) as store, pytest.raises(ValueError, match=r"copy\.db"):
        store.backup(copy)
    assert [one.name for one in copy.parent.iterdir()] == [there.name]


def test_a_backup_into_no_folder_says_so(file: str, copy: Path):
    """As where a store is opened there."""
    with filled(file) as store, pytest.raises(StoreUnavailable) as caught:
        store.backup(copy.parent / "nowhere" / "copy.db")
    assert caught.value.code == "cannot_open"


def test_a_backup_that_fails_leaves_nothing(file: str, copy: Path):
    """A part of a store is none."""
    with filled(file):
        pass
    ((page,), (size,)) = (
        by_hand(file, asked)[0]
        for asked in (
            "SELECT rootpage FROM sqlite_master WHERE name = 'collabtherapy_words'",
            "PRAGMA page_size",
        )
    )
    with path_of(file).open("r+b") as damaged:
        damaged.seek((page - 1) * size)
        damaged.write(b"\xff" * size)
    with open_store(file, keyring=KEYRING) as store:
        with pytest.raises(StoreUnavailable) as caught:
            store.backup(copy)
        assert caught.value.code == "damaged"
    assert list(copy.parent.iterdir()) == []


def test_a_backup_holds_nothing_that_was_deleted(file: str, copy: Path):
    """Also where the file of the store has kept it."""
    with closing(sqlite3.connect(path_of(file))) as plain:
        plain.execute("PRAGMA secure_delete=OFF")
    with filled(file) as store:
        with closing(sqlite3.connect(path_of(file), isolation_level=None)) as plain:
            plain.execute("PRAGMA secure_delete=OFF")
            plain.execute("CREATE TABLE marked (said TEXT)")
            plain.execute("INSERT INTO marked VALUES ('a mark that is deleted')")
            plain.execute("DELETE FROM marked")
            plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            assert b"a mark that is deleted" in path_of(file).read_bytes()
        store.backup(copy)
    assert b"a mark that is deleted" not in copy.read_bytes()


def test_what_has_no_file_has_no_backup(postgresql: str, copy: Path):
    """A server has its own tools, which the error names."""
    with open_store("memory:") as store, pytest.raises(StoreMismatch) as caught:
        store.backup(copy)
    assert caught.value.code == "in_memory"
    with (
        filled(postgresql) as store,
        pytest.raises(StoreMismatch, match="pg_dump") as caught,
    ):
        store.backup(copy)
    assert caught.value.code == "on_a_server"
    assert not copy.exists()


def test_keys_elsewhere_are_backed_up_by_name(file: str, tmp_path: Path, copy: Path):
    """So that the two copies are kept apart; neither opens alone."""
    keys, keys_copy = f"sqlite:///{tmp_path / 'keys.db'}", copy.with_name("keys.db")
    with filled(file, keys=keys) as store:
        head = store.head()
        store.backup(copy.with_name("acts_alone.db"))
        store.backup(copy, keys=keys_copy)
    there, theirs = f"sqlite:///{copy}", f"sqlite:///{keys_copy}"
    done = drill(there, KEYRING, head, keys=theirs)
    assert done.ok
    with pytest.raises(StoreMismatch) as caught:
        drill(there, KEYRING, head)
    assert caught.value.code == "no_keys"
    with open_store(there, keyring=KEYRING, keys=theirs) as restored:
        assert restored.load(P.id) == P


def test_keys_beside_the_acts_are_in_the_same_backup(file: str, copy: Path):
    """To ask for them by themselves is an error, before anything is made."""
    with filled(file) as store, pytest.raises(ValueError, match="leave out keys"):
        store.backup(copy, keys=copy.with_name("keys.db"))
    assert list(copy.parent.iterdir()) == []


class Copying:
    """Makes copies of a store in a database, by the means of that."""

    def __init__(self, store: Store, address: str, folder: Path) -> None:
        """Copy the store at an address."""
        self.store = store
        self.address = address
        self.folder = folder
        self.made = 0

    def __call__(self) -> str:
        """Return the address of a copy as of now."""
        self.made += 1
        if self.address.startswith("sqlite"):
            to = self.folder / f"copy_{self.made}.db"
            self.store.backup(to)
            return f"sqlite:///{to}"
        url = make_url(self.address)
        name = f"{url.database}_copy_{self.made}"
        self.store.close()  # PostgreSQL copies a database that nobody is connected to
        _on_the_server(
            self.address,
            f"CREATE DATABASE {name} TEMPLATE {url.database} STRATEGY file_copy",
        )
        return url.set(database=name).render_as_string(hide_password=False)

    def drop(self) -> None:
        """Remove the copies that are on a server."""
        if not self.address.startswith("sqlite"):
            database = make_url(self.address).database
            for n in range(1, self.made + 1):
                _on_the_server(
                    self.address, f"DROP DATABASE {database}_copy_{n} WITH (FORCE)"
                )


def _on_the_server(address: str, statement: str) -> None:
    url = make_url(address).set(drivername="postgresql+psycopg", database="postgres")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """Return a filled store in a database, of each kind in turn."""
    with filled(address) as opened:
        yield opened


@pytest.fixture
def copying(store: Store, address: str, tmp_path: Path) -> Iterator[Copying]:
    """Return what makes copies of that store."""
    made = Copying(store, address, tmp_path)
    yield made
    made.drop()


def rows_of(address: str) -> dict[str, Any]:
    """Return every row of every table of ours."""
    names = ("act", "words", "key", "epoch", "erasure", "partnership", "read", "meta")
    return {
        name: sorted(map(repr, by_hand(address, f"SELECT * FROM collabtherapy_{name}")))
        for name in names
    }


def test_a_drill_of_a_copy_says_that_all_is_there(store: Store, copying: Copying):
    """With counts, and how long it took by the timer that is given."""
    head = store.head()
    seconds = count(3)
    copy = copying()
    before = rows_of(copy)
    done = drill(copy, KEYRING, head, timer=lambda: next(seconds))
    assert done.ok
    assert done.verification.not_looked_at == (
        "the order of the log beyond that of each history",
        "what is searched: rebuild makes that of the acts again",
        "keys of requests, and where followers stand: nothing vouches",
    )
    assert (done.verification.n_partnerships, done.verification.n_acts) == (
        2, N + Q.version
    )  # fmt: skip
    assert done.n_texts == len(before["words"]) > 0
    assert (done.unreadable, done.behind, done.would_erase) == ({}, {}, {})
    assert (done.unknown_erasures, done.seconds) == ((), 1)
    assert rows_of(copy) == before


def test_a_drill_of_an_older_copy_says_what_it_lacks(store: Store, copying: Copying):
    """It is whole as it was; what came later is counted."""
    copy = copying()
    store.record(P, acts.Leave(by="ana", at=P.at))
    r = story("r-1")
    store.import_history(r.id, r.history)
    done = drill(copy, KEYRING, store.head())
    assert done.ok
    assert {str(one): n for one, n in done.behind.items()} == {
        "p-1": 1, "r-1": r.version
    }  # fmt: skip


def test_an_older_copy_gives_back_nothing_that_was_erased(
    store: Store, copying: Copying
):
    """The drill says which texts would go; opening it with the head takes them out."""
    copy = copying()
    before = rows_of(copy)
    erasure = store.erase(ERASE)
    gone = {name: those for name, those in erasure.gone.items() if those}
    assert gone
    head = Head.loads(store.head().dumps())
    done = drill(copy, KEYRING, head)
    assert done.ok
    assert done.unknown_erasures == (erasure.number,)
    assert done.would_erase == gone
    assert rows_of(copy) == before
    with open_store(copy, keyring=KEYRING, at_least=head) as restored:
        theirs = restored.load(P.id).history[:N]
        assert theirs == store.load(P.id).history[:N] != P.history
        assert restored.load(Q.id) == Q
        assert restored.verify(words=True).ok
        again = restored.head()
    kept = by_hand(copy, "SELECT stream, version, n FROM collabtherapy_words")
    assert not {("p-1", v, n) for v, n in gone[P.id]} & {tuple(row) for row in kept}
    rows = by_hand(copy, "SELECT id, wrapped FROM collabtherapy_key")
    assert {id for id, wrapped in rows if wrapped is None} == set(erasure.keys)
    after = drill(copy, KEYRING, again)
    assert (after.ok, after.would_erase, after.unknown_erasures) == (True, {}, ())


def test_what_opening_would_finish_is_said_too(
    store: Store, copying: Copying, monkeypatch: pytest.MonkeyPatch
):
    """A copy may have been made in the middle of an erasure."""
    for step in ("_delete",):
        monkeypatch.setattr(erasing, step, _fail)
    with pytest.raises(ErasurePending):
        store.erase(ERASE)
    monkeypatch.undo()
    (erasure,) = store.erasures()
    done = drill(copying(), KEYRING, store.head())
    assert done.ok
    assert done.unknown_erasures == ()
    assert done.would_erase == erasure.gone


def _fail(*_: object, **__: object) -> None:
    raise StoreUnavailable("failed", "it was made to fail")


def test_a_copy_that_was_changed_is_not_sound(store: Store, copying: Copying):
    """The drill names the fault, and the history that does not load."""
    copy, head = copying(), store.head()
    by_hand(
        copy,
        "UPDATE collabtherapy_act SET actor = 'eve' "
        "WHERE stream = 'p-1' AND version = 3",
    )
    done = drill(copy, KEYRING, head)
    assert not done.ok
    assert done.verification.faults == (Fault("p-1", 3, "altered"),)
    assert {str(one): code for one, code in done.unreadable.items()} == {
        "p-1": "altered"
    }


def test_a_text_that_does_not_open_is_found(store: Store, copying: Copying):
    """Though every row is as it was recorded."""
    copy, head = copying(), store.head()
    by_hand(copy, "UPDATE collabtherapy_words SET sealed = :it", it=bytes(64))
    done = drill(copy, KEYRING, head)
    assert {fault.code for fault in done.verification.faults} == {"words_do_not_open"}
    assert {*done.unreadable.values()} == {"words_do_not_open"}
    assert [*done.unreadable] == [P.id, Q.id]


def test_a_copy_of_another_store_is_named(file: str, copy: Path, tmp_path: Path):
    """Its histories are others than the head says."""
    with filled(f"sqlite:///{tmp_path / 'other.db'}") as other:
        head = other.head()
    with filled(file) as store:
        store.backup(copy)
    done = drill(f"sqlite:///{copy}", KEYRING, head)
    replaced = {
        one.partnership for one in done.verification.faults if one.code == "replaced"
    }
    assert replaced == {"p-1", "q-1"}


def test_a_ledger_of_erasures_that_is_not_ours_is_named(file: str, copy: Path):
    """The copy would not be opened with that head; every erasure of it is unknown."""
    with filled(file) as store:
        store.erase(ERASE)
        head = store.head()
        store.backup(copy)
    there = f"sqlite:///{copy}"
    assert drill(there, KEYRING, head).ok
    (then,) = head.erasures
    other = then._replace(said=then.said.replace("ana", "eve"))
    done = drill(there, KEYRING, attrs.evolve(head, erasures=(other,)))
    assert done.verification.faults == (Fault("", 0, "erasure_altered"),)
    by_hand(there, "UPDATE collabtherapy_erasure SET tag = link")
    done = drill(there, KEYRING, head)
    assert Fault("", 0, "erasure_altered") in done.verification.faults
    assert done.unknown_erasures == (1,)


def test_a_text_beside_one_that_was_erased_stays(file: str, copy: Path):
    """Only the places that an erasure names would go."""
    with filled(file) as store:
        store.backup(copy)
        store.erase(ERASE)
        head = store.head()
    (then,) = head.erasures
    plain = json.loads(then.said)
    (version, n), *_ = plain["gone"]["p-1"]
    plain["gone"] = {"p-1": [[version, n + 99]]}
    other = then._replace(said=json.dumps(plain))
    done = drill(f"sqlite:///{copy}", KEYRING, attrs.evolve(head, erasures=(other,)))
    assert (done.unknown_erasures, done.would_erase) == ((1,), {})


def test_a_drill_needs_the_master_and_a_store(file: str, copy: Path, tmp_path: Path):
    """Each error says what is missing; nothing is made."""
    there = f"sqlite:///{copy}"
    with filled(file) as store:
        head = store.head()
        store.backup(copy)
    with pytest.raises(KeyUnavailable):
        drill(there, StaticKeyring({2: bytes(32)}), head)
    for keyring, code in (
        (StaticKeyring({1: bytes(32)}), "wrong_master_key"),
        (None, "protected"),
    ):
        with pytest.raises(StoreMismatch) as caught:
            drill(there, keyring, head)
        assert caught.value.code == code
    with pytest.raises(ValueError, match="that tenant"):
        drill(there, KEYRING, head, tenant="north")
    with pytest.raises(ValueError, match="that tenant"):
        drill(there, KEYRING, None)  # type: ignore[arg-type]
    with pytest.raises(StoreMismatch) as caught:
        drill(there, KEYRING, attrs.evolve(head, tenant="north"), tenant="north")
    assert caught.value.code == "no_keys"
    with pytest.raises(StoreUnavailable) as gone:
        drill(f"sqlite:///{tmp_path / 'gone.db'}", KEYRING, head)
    assert gone.value.code == "cannot_open"
    assert not (tmp_path / "gone.db").exists()
    empty = tmp_path / "empty.db"
    with closing(sqlite3.connect(empty)) as plain:
        plain.execute("VACUUM")
    with pytest.raises(StoreMismatch) as caught:
        drill(f"sqlite:///{empty}", KEYRING, head)
    assert caught.value.code == "empty"


def test_an_unprotected_copy_is_tried_without_a_keyring(file: str, copy: Path):
    """As the store was opened by name."""
    with open_store(file, unprotected=True) as store:
        store.import_history(P.id, P.history)
        store.backup(copy)
        assert drill(f"sqlite:///{copy}", None, store.head()).ok


def test_nothing_is_written_beside_a_copy(file: str, copy: Path):
    """Neither to the file nor next to it, also where that may be written."""
    with filled(file) as store:
        head = store.head()
        store.backup(copy)
    before = copy.read_bytes()
    assert drill(f"sqlite:///{copy}", KEYRING, head).ok
    assert copy.read_bytes() == before
    assert [one.name for one in copy.parent.iterdir()] == [copy.name]


def test_nothing_can_be_written_by_what_a_drill_opens(address: str):
    """Not even by a mistake of ours."""
    with filled(address):
        pass
    places = Places(url=address, keys=None, durability="full", wait_seconds=1)
    backend, _ = databases.looked_at(places, "", KEYRING)
    try:
        with pytest.raises(StoreUnavailable) as caught:
            backend.write(lambda writing: writing.unfile_all())
        assert caught.value.code == "read_only"
    finally:
        backend.close()


def test_a_name_that_has_to_be_quoted(tmp_path: Path):
    """A file may be called what it likes; only an address has no options."""
    there = f"sqlite:///{tmp_path / 'a copy, 100% (älter).db'}"
    with filled(there) as store:
        assert drill(there, KEYRING, store.head()).ok
