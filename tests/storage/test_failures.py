"""What goes wrong outside is told clearly, and nothing is half done."""

import os
import pickle
import socket
import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from codec.leaks import leaks
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from storage.keeping import opened
from storage.postgresql_server import WITH_PASSWORD, is_ours
from storage.rows_by_hand import by_hand

from collabtherapy import Partnership, Words, acts
from collabtherapy.errors import (
    Conflict,
    CorruptRecord,
    Exists,
    KeyReused,
    NotKept,
    NotStorable,
    StoreError,
    StoreMismatch,
    StoreUnavailable,
)
from collabtherapy.storage.failures import MESSAGES, POSTGRESQL, SQLITE, attempted
from collabtherapy.testing.kept_stories import story

P = story("p-1")


def code_of(call: Callable[[], object]) -> str:
    """Give the code of the error of a store, which keeps nothing of any other."""
    with pytest.raises(StoreError) as caught:
        call()
    assert caught.value.__context__ is None
    assert isinstance(caught.value, StoreUnavailable | StoreMismatch)
    return caught.value.code


def noted(p: Partnership, text: str) -> acts.Act:
    """Give a note with such a text."""
    return acts.WriteNote(by="ana", at=p.at, words=Words(text))


def test_a_full_disk_loses_nothing_and_takes_nothing(file: str):
    """There is no room: the append is refused, and what was there is still there."""
    with opened(file) as store:
        store.import_history(P.id, P.history)

        @event.listens_for(store._backend.engine, "begin")
        def _no_room(connection):
            connection.exec_driver_sql("PRAGMA max_page_count = 1")

        long = noted(P, "a canary " * 100_000)
        append = lambda: store.record(P, long)  # noqa: E731
        assert code_of(append) == "disk_full"
        assert store.load(P.id) == P
        assert store.verify().ok


def test_a_file_that_can_only_be_read_is_read(file: str):
    """Loading works; an append says that it cannot be."""
    with opened(file) as store:
        store.import_history(P.id, P.history)
        store.find()
    with opened(file) as store:

        @event.listens_for(store._backend.engine, "begin")
        def _only_read(connection):
            connection.exec_driver_sql("PRAGMA query_only=ON")

        assert store.load(P.id) == P
        assert len(store.find()) == 1
        append = lambda: store.record(P, noted(P, "x"))  # noqa: E731
        assert code_of(append) == "read_only"


@pytest.mark.skipif(os.name == "nt", reason="its files have no modes")
def test_a_new_file_is_for_its_owner_alone(file: str, tmp_path: Path):
    """And what stands beside it while the store is open, also behind a link."""
    (tmp_path / "linked.db").symlink_to(tmp_path / "target.db")
    addresses = (file, f"sqlite:///{tmp_path / 'linked.db'}")
    before = os.umask(0)
    try:
        with opened(addresses[0], keys=addresses[1]) as store:
            store.import_history(P.id, P.history)
            modes = {
                path.name: stat.S_IMODE(path.stat().st_mode)
                for path in tmp_path.iterdir()
            }
    finally:
        os.umask(before)
    assert {"practice.db", "practice.db-wal", "practice.db-shm"} <= {*modes}
    assert {"target.db", "target.db-wal"} <= {*modes}
    assert set(modes.values()) == {0o600}


def test_a_relative_address_stays_that_of_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Wherever the process goes; a connection made later leaves no empty file there."""
    monkeypatch.chdir(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with opened("sqlite:///practice.db", keys="sqlite:///keys.db") as store:
        store.import_history(P.id, P.history)
        monkeypatch.chdir(elsewhere)
        backend = store._backend
        with backend.engine.connect(), backend.key_engine.connect():
            assert store.load(P.id) == P  # over connections that are new
        assert list(elsewhere.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="its files have no modes")
def test_the_mode_of_a_file_that_is_there_is_left_alone(file: str):
    """Whoever made it may have had a group in mind."""
    path = Path(file.removeprefix("sqlite:///"))
    path.touch()
    path.chmod(0o640)
    opened(file).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_file_of_something_else_is_left_alone(tmp_path: Path):
    """Neither a text nor another program's database is taken for a store."""
    text = tmp_path / "notes.txt"
    text.write_text("dear diary, this is no database at all\n" * 100)
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE music (title TEXT)")
    connection.close()
    for path in (text, other):
        before = path.read_bytes()
        assert code_of(lambda path=path: opened(f"sqlite:///{path}")) == "foreign"
        assert path.read_bytes()[100:] == before[100:]
    nowhere = f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}"
    assert code_of(lambda: opened(nowhere)) == "cannot_open"


def test_a_file_that_others_hold_is_busy(file: str):
    """Whoever waits for too long is told so, and may try again."""
    with opened(file, wait_seconds=0.05) as store:
        other = sqlite3.connect(file.removeprefix("sqlite:///"))
        other.execute("BEGIN IMMEDIATE")
        append = lambda: store.import_history(P.id, P.history)  # noqa: E731
        assert code_of(append) == "busy"
        other.close()
        assert not append().repeated


def test_a_history_that_others_hold_is_busy(postgresql: str):
    """On a server, whoever waits for the same history is told so."""
    with (
        opened(postgresql, wait_seconds=0.05) as one,
        opened(postgresql) as two,
    ):
        one.import_history(P.id, P.history)

        def meanwhile(writing: object) -> str:
            writing.hold("p-1")
            return code_of(lambda: one.record(P, noted(P, "x")))

        assert two._backend.write(meanwhile) == "busy"


def test_a_lost_connection_is_told_and_the_next_one_works(postgresql: str):
    """The server ended it: the same append, sent again, is done once."""
    end = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with opened(postgresql) as store:
        store.import_history(P.id, P.history[:4])
        half = Partnership.replay(P.history[:4])
        by_hand(postgresql, end)
        append = lambda: store.record(half, *P.history[4:])  # noqa: E731
        assert code_of(append) == "connection_lost"
        assert append() == P
        assert append() == P
        assert store.load(P.id) == P


def test_whoever_may_not_come_in_is_told(server: str, tmp_path: Path):
    """A wrong password, an unknown user, a missing database, and no server at all."""
    url = make_url(server)

    def code(**changes: str) -> str:
        there = url.set(**changes).render_as_string(hide_password=False)
        return code_of(lambda: opened(there, wait_seconds=2))

    assert code(database="nowhere") == "no_such_database"
    assert code(username="nobody-at-all") == "wrong_credentials"
    missing = f"postgresql://a:canary@/b?host={tmp_path}"
    assert code_of(lambda: opened(missing, wait_seconds=2)) == "cannot_connect"
    if is_ours(server):
        by_hand(server, f"CREATE ROLE {WITH_PASSWORD} LOGIN PASSWORD 'right'")
        try:
            assert (
                code(username=WITH_PASSWORD, password="CANARY") == "wrong_credentials"
            )
            assert code(username=WITH_PASSWORD) == "wrong_credentials"
        finally:
            by_hand(server, f"DROP ROLE {WITH_PASSWORD}")


@pytest.mark.parametrize(
    "said",
    [
        "the database system is starting up",
        "the database system is shutting down",
        "das Datenbanksystem startet",
    ],
)
def test_a_server_that_is_starting_up_is_told(said: str):
    """It lets nobody in yet, which is no fault of anybody's."""
    fields = b"SFATAL\0VFATAL\0C57P03\0M" + said.encode() + b"\0\0"
    answer = b"E" + (len(fields) + 4).to_bytes(4, "big") + fields
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        ThreadPoolExecutor(1) as pool,
    ):
        pool.submit(lets_nobody_in, listening, answer)
        port = listening.getsockname()[1]
        url = f"postgresql://ana@127.0.0.1:{port}/clinic?sslmode=disable&gssencmode=disable"
        expected = "starting_up" if "database" in said else "cannot_connect"
        assert code_of(lambda: opened(url, wait_seconds=2)) == expected


def lets_nobody_in(listening: socket.socket, answer: bytes) -> None:
    """Give every caller this answer, to whatever they ask, until nobody calls."""
    listening.settimeout(1)
    with suppress(TimeoutError, OSError):
        while True:
            caller, _ = listening.accept()
            with caller:
                caller.recv(1024)
                caller.sendall(answer)


def test_whoever_may_only_read_is_told(postgresql: str):
    """A user without the right to write is told what to grant."""
    with opened(postgresql) as store:
        store.import_history(P.id, P.history)
    by_hand(
        postgresql,
        "CREATE ROLE reader LOGIN",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader",
    )
    try:
        there = make_url(postgresql).set(username="reader")
        if is_ours(postgresql):
            with opened(there.render_as_string()) as store:
                append = lambda: store.record(P, noted(P, "x"))  # noqa: E731
                assert store.load(P.id) == P
                assert code_of(append) == "not_permitted"
    finally:
        by_hand(postgresql, "DROP OWNED BY reader", "DROP ROLE reader")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "memory",
        "mysql://x",
        "sqlite://",
        "sqlite:///:memory:",
        "a:CANARY@b",
        "://",
        "sqlite:///a.db?mode=memory&uri=true",
        "sqlite:///file:a.db?mode=ro&uri=true",
        "sqlite:///a.db?",
        "sqlite:///a.db#b",
        "sqlite://me:CANARY@host/a.db",
        "sqlite://host/a.db",
        "sqlite://me@/a.db",
        "sqlite://:CANARY@/a.db",
        "sqlite://:5/a.db",
        "sqlite:///?#",
    ],
)
def test_what_is_no_address_is_refused(url: str):
    """What is given may hold a password, and is not repeated."""
    with pytest.raises(ValueError, match="a store") as caught:
        opened(url)
    assert not leaks(caught.value)


def test_what_cannot_be_a_key_or_a_tenant_is_refused(file: str):
    """Before anything is opened."""
    with pytest.raises(ValueError, match="32 bytes"):
        opened(file, master_key=b"short")
    with pytest.raises(ValueError, match="tenant"):
        opened(file, tenant="two words")
    assert not Path(file.removeprefix("sqlite:///")).exists()


def test_no_words_in_what_a_database_says(file: str):
    """Even what the driver says of a row that it refuses is not passed on."""
    with opened(file) as store:
        store.import_history(P.id, P.history)
        by_hand(
            file,
            "CREATE TRIGGER no BEFORE INSERT ON collabtherapy_act "
            "BEGIN SELECT RAISE(ABORT, 'CANARY'); END",
        )
        with pytest.raises(StoreUnavailable) as caught:
            store.record(P, noted(P, "CANARY"))
        assert caught.value.code == "failed"
        assert not leaks(caught.value)


def test_every_code_has_its_message():
    """What can be said of a database is said in one place."""
    assert {*SQLITE.values(), *POSTGRESQL.values()} <= {*MESSAGES, "foreign"}


def test_errors_of_the_driver_by_their_state():
    """What cannot be brought about here is told apart by what the driver says."""

    class Full(Exception):
        sqlstate = "53100"

    class Odd(Exception):
        sqlstate = "99999"

    class Starting(Exception):
        sqlstate = "57P03"

    class Ended(Exception):
        sqlstate = "57P01"

    def code(error: Exception) -> str:
        def fail() -> None:
            raise error

        with pytest.raises(StoreUnavailable) as caught:
            attempted(fail)
        return caught.value.code

    assert code(DBAPIError("x", {}, Full())) == "disk_full"
    assert code(DBAPIError("x", {}, Odd())) == "failed"
    assert code(DBAPIError("x", {}, Starting())) == "starting_up"
    assert code(DBAPIError("x", {}, Ended())) == "connection_lost"
    assert code(DBAPIError("x", {}, Exception("nothing known"))) == "failed"
    assert code(InvalidRequestError()) == "failed"
    assert code(PoolTimeout()) == "busy"
    assert code(DBAPIError("x", {}, Odd(), connection_invalidated=True)) == (
        "connection_lost"
    )


@pytest.mark.parametrize(
    "error",
    [
        Conflict("p-1", 3, 4),
        Exists("p-1", 4),
        KeyReused("p-1", 3, 4),
        NotKept("p-1"),
        CorruptRecord("p-1", 3, "altered"),
        CorruptRecord("", 0, "key_not_ours", 7),
        NotStorable("Sing", "unknown_kind", "use one of ours"),
        StoreMismatch("older", "run something"),
        StoreUnavailable("busy", "try again"),
    ],
    ids=str,
)
def test_errors_survive_pickling(error: StoreError):
    """They come back from another process as they were."""
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again)) == (type(error), str(error))
    assert vars(again) == vars(error)
