"""The read log: who was given which acts, and why, written before they leave."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, get_args, get_origin, get_type_hints

import attrs
import pytest
from sqlalchemy import make_url
from storage.keeping import MASTER
from storage.rows_by_hand import by_hand

from collabtherapy import Partnership, acts
from collabtherapy.errors import CorruptRecord, NotKept, StoreUnavailable
from collabtherapy.partnership.values.act import Act
from collabtherapy.storage import Fault, Head, Recorded, Store, open_store
from collabtherapy.storage.tables import READ, READ_END
from collabtherapy.testing.kept_stories import story

P, Q = story("p-1"), story("q-1")
N = P.version
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
BO = {"by": "bo", "purpose": "session"}


def ticking() -> Callable[[], datetime]:
    """Return a clock that goes on by an hour whenever it is read."""
    hours = count()
    return lambda: NOW + timedelta(hours=next(hours))


def filled(address: str, **options: Any) -> Store:
    """Return a store with two partnerships that logs its reads."""
    store = open_store(address, master_key=MASTER, reads="log", **options)
    for p in (P, Q):
        store.import_history(p.id, p.history)
    return store


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> str:
    """Return the address of a place for a store, of each kind in turn."""
    if request.param == "memory":
        return "memory:"
    name = "file" if request.param == "sqlite" else "postgresql"
    address: str = request.getfixturevalue(name)
    return address


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    """Return a filled store that logs its reads, of each kind in turn."""
    with filled(place, clock=ticking()) as opened:
        yield opened


@pytest.fixture
def in_memory() -> Iterator[Store]:
    """Return a filled store in memory that logs its reads."""
    with filled("memory:") as opened:
        yield opened


def gives_acts(returned: object, *, seen: frozenset[object] = frozenset()) -> bool:
    """Return whether what a method returns is, holds, or hands out acts."""
    if parts := get_args(returned):
        return any(gives_acts(one, seen=seen) for one in (*parts, get_origin(returned)))
    if not isinstance(returned, type):
        return False
    if issubclass(returned, (Partnership, Recorded, Act)):
        return True
    if returned in seen or not returned.__module__.startswith("collabtherapy."):
        return False
    fields = attrs.fields(returned) if attrs.has(returned) else ()
    shown = [field.type for field in fields if not field.name.startswith("_")]
    those = [*shown, *methods(returned).values()]
    return any(gives_acts(one, seen=seen | {returned}) for one in those)


def methods(kind: type) -> dict[str, object]:
    """Return what each public method and property of a class returns."""
    found = {name: getattr(kind, name) for name in dir(kind) if name[0] != "_"}
    asked = {name: getattr(one, "fget", one) for name, one in found.items()}
    return {
        name: get_type_hints(one).get("return")
        for name, one in asked.items()
        if callable(one)
    }


def batch(store: Store, **who: str) -> list[Recorded]:
    """Return the first acts that a follower is given."""
    with store.follower("letters", **who).batch(N) as given:
        return list(given)


DOORS: dict[str, Callable[..., object]] = {
    "load": lambda store, **who: store.load("p-1", **who),
    "refresh": lambda store, **who: store.refresh(P, **who),
    "load_as_of": lambda store, **who: store.load_as_of("p-1", P.at, **who),
    "history": lambda store, **who: store.history("p-1", **who),
    "follower": batch,
    "follow": lambda store, **who: store.follow(at_most=N, **who),
}
"""How each door that gives acts is asked for all of one partnership."""

IN_HAND = {"open", "record"}
"""Methods that return what who calls them has in hand; of `record` see below."""


def test_every_door_that_gives_acts_is_known_here():
    """A new one must be added, and so is held to what follows."""
    found = {name for name, one in methods(Store).items() if gives_acts(one)}
    assert found == DOORS.keys() | IN_HAND


def test_each_door_logs_what_it_gives(store: Store):
    """By whom it was asked for, why, up to which act, and when."""
    for number, (door, ask) in enumerate(DOORS.items(), start=1):
        ask(store, by="bo", purpose=door)
        read = store.reads_of("p-1")[-1]
        assert (read.partnership, read.number) == (P.id, number)
        assert (str(read.by), read.purpose, read.version) == ("bo", door, N)
        assert read.at > NOW
    assert store.verify().ok


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", [{}, {"by": "bo"}, {"purpose": "session"}])
def test_each_door_asks_who_and_why(in_memory: Store, door: str, who: dict[str, str]):
    """Without both nothing is given."""
    with pytest.raises(ValueError, match="say who reads"):
        DOORS[door](in_memory, **who)
    assert in_memory.reads_of("p-1") == ()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", [{"by": "bo"}, {"purpose": "session"}, BO])
def test_a_store_that_does_not_log_says_so(door: str, who: dict[str, str]):
    """Somebody who is named there would think that it left a trace."""
    with open_store("memory:") as store:
        store.import_history(P.id, P.history)
        with pytest.raises(ValueError, match="does not log reads"):
            DOORS[door](store, **who)
        assert DOORS[door](store)


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ({"by": "bo", "purpose": "to see how she is"}, ValueError),
        ({"by": "bo", "purpose": ""}, ValueError),
        ({"by": "bo", "purpose": 3}, TypeError),
        ({"by": "", "purpose": "session"}, ValueError),
        ({"by": 3, "purpose": "session"}, TypeError),
    ],
)
def test_who_and_why_are_an_id_and_a_short_name(
    in_memory: Store, who: dict[str, Any], error: type[Exception]
):
    """A purpose of which a sentence could be made might be somebody's words."""
    with pytest.raises(error):
        in_memory.load("p-1", **who)
    assert in_memory.reads_of("p-1") == ()


def test_reads_are_off_or_logged():
    """A setting that is neither opens nothing."""
    with pytest.raises(ValueError, match="'off' or 'log'"):
        open_store("memory:", reads="on")  # type: ignore[arg-type]


def test_a_part_of_a_history_is_logged_up_to_its_last_act(store: Store):
    """And of what is empty nothing is."""
    store.load_as_of("p-1", P.history[0].at, **BO)
    store.history("p-1", after=N, **BO)
    store.history("p-1", after=N - 1, **BO)
    store.follow(at_most=N + 1, **BO)
    assert [read.version for read in store.reads_of("p-1")] == [1, N, N]
    assert [read.version for read in store.reads_of("q-1")] == [1]


def test_what_is_recorded_on_a_value_in_hand_is_no_read(store: Store):
    """It gives nothing that was not there."""
    p = store.load("p-1", **BO)
    store.record(p, acts.Leave(by="ana", at=P.at))
    assert len(store.reads_of("p-1")) == 1


def test_an_answer_that_is_given_again_is_a_read(place: str):
    """It may hold more than who sends the request again has in hand."""
    leave = acts.Leave(by="ana", at=P.at)
    with filled(place) as store:
        store.record(P, leave, key="k-1")
        assert store.reads_of("p-1") == ()
        first = Partnership.replay(P.history[:1])
        again = store.record(first, leave, key="k-1")
        assert again.version == N + 1
        (read,) = store.reads_of("p-1")
        assert (str(read.by), read.purpose) == ("ana", "record.again")
        assert read.version == N + 1
        assert store.record(P, leave) == again
        assert [read.number for read in store.reads_of("p-1")] == [1]


def test_nobody_reads_what_is_not_there(store: Store):
    """Neither does it have a log."""
    with pytest.raises(NotKept):
        store.load("x-1", **BO)
    with pytest.raises(NotKept):
        store.reads_of("x-1")


def test_those_who_read_at_once_are_each_logged(place: str):
    """Also where each is the first: none is lost, and none waits for ever."""
    with filled(place) as store, ThreadPoolExecutor(8) as pool:

        def read(n: int) -> None:
            who = {"by": f"b{n}", "purpose": "session"}
            if n % 2:
                store.follow(**who)
            else:
                store.load("pq"[n % 4 // 2] + "-1", **who)

        list(pool.map(read, range(40)))
        logs = [store.reads_of("p-1"), store.reads_of("q-1")]
        assert [[read.number for read in log] for log in logs] == [
            [*range(1, 31)], [*range(1, 31)]
        ]  # fmt: skip
        assert store.verify().ok


def test_old_entries_are_dropped_and_the_rest_is_still_all_there(store: Store):
    """The chain goes on from the last one that was dropped."""
    for n in range(5):
        store.load("p-1", by=f"b{n}", purpose="session")
    before = store.reads_of("p-1")
    assert store.drop_reads(before=before[2].at) == 2
    assert store.reads_of("p-1") == before[2:]
    assert store.drop_reads(before=before[2].at) == 0
    store.load("p-1", **BO)
    assert [read.number for read in store.reads_of("p-1")] == [3, 4, 5, 6]
    assert store.verify().ok
    assert store.drop_reads(before=NOW + timedelta(days=9)) == 4
    assert store.reads_of("p-1") == ()
    store.load("p-1", **BO)
    assert [read.number for read in store.reads_of("p-1")] == [7]
    assert store.verify().ok


def test_an_entry_after_one_that_stays_is_not_dropped(place: str):
    """Where the clock went back, no gap is made."""
    days = [0]
    with filled(place, clock=lambda: NOW + timedelta(days=days[-1])) as store:
        for day in (3, 1, 4):
            days.append(day)
            store.load("p-1", **BO)
        assert store.drop_reads(before=NOW + timedelta(days=2)) == 0
        assert store.drop_reads(before=NOW + timedelta(days=4)) == 2


def test_a_head_knows_how_far_the_logs_went(address: str):
    """So a log that is gone with its end, or was put back, is found beside it."""
    with filled(address) as store:
        for _ in range(3):
            store.load("p-1", **BO)
        head = Head.loads(store.head().dumps())
        assert head == store.head()
        assert head.reads["p-1"].version == 3
        store.load("p-1", **BO)
        assert store.verify(against=head).ok
        assert store.head().digest != head.digest
        store.drop_reads(before=store.reads_of("p-1")[3].at)
        assert store.verify(against=head).ok
        for table in ("read", "read_end"):
            by_hand(address, f"DELETE FROM collabtherapy_{table}")
        assert store.verify().ok
        assert store.verify(against=head).faults == (Fault("p-1", 0, "read_missing"),)
        store.load("p-1", **BO)
        assert store.verify(against=head).faults == (Fault("p-1", 3, "read_missing"),)


ROW = "WHERE stream = 'p-1' AND number = 2"
ALTERED = {
    "stream": f"UPDATE collabtherapy_read SET stream = 'q-1' {ROW}",
    "number": f"UPDATE collabtherapy_read SET number = 9 {ROW}",
    "person": f"UPDATE collabtherapy_read SET person = 'eve' {ROW}",
    "purpose": f"UPDATE collabtherapy_read SET purpose = 'other' {ROW}",
    "version": f"UPDATE collabtherapy_read SET version = 1 {ROW}",
    "at": f"UPDATE collabtherapy_read SET at = '2026-01-01T00:00:00.000000Z' {ROW}",
    "link": f"UPDATE collabtherapy_read SET link = tag {ROW}",
    "tag": f"UPDATE collabtherapy_read SET tag = link {ROW}",
    "first gone": "DELETE FROM collabtherapy_read WHERE number = 1",
    "middle gone": f"DELETE FROM collabtherapy_read {ROW}",
    "last gone": "DELETE FROM collabtherapy_read WHERE number = 3",
    "all gone": "DELETE FROM collabtherapy_read",
    "end gone": "DELETE FROM collabtherapy_read_end",
    "end: stream": "UPDATE collabtherapy_read_end SET stream = 'q-1'",
    "end: dropped": "UPDATE collabtherapy_read_end SET dropped = 1",
    "end: dropped_link": "UPDATE collabtherapy_read_end SET dropped_link = link",
    "end: number": "UPDATE collabtherapy_read_end SET number = 2",
    "end: link": "UPDATE collabtherapy_read_end SET link = dropped_link",
    "end: tag": "UPDATE collabtherapy_read_end SET tag = link",
}


def test_every_column_of_the_log_is_edited_here():
    """A new column must be added."""
    edited = set(ALTERED)
    for table, prefix in ((READ, ""), (READ_END, "end: ")):
        columns = {prefix + column.name for column in table.c} - {prefix + "tenant"}
        assert columns <= edited


@pytest.mark.parametrize("edit", ALTERED)
def test_what_was_done_to_the_log_is_named(file: str, edit: str):
    """By `verify`, and where it is shown; nobody else is hindered by a row of it."""
    with filled(file) as store:
        for n in range(3):
            store.load("p-1", by=f"b{n}", purpose="session")
        by_hand(file, ALTERED[edit])
        codes = {fault.code for fault in store.verify().faults}
        assert codes
        assert codes <= {"read_altered", "read_missing"}
        with pytest.raises(CorruptRecord) as caught:
            store.reads_of("p-1")
        assert caught.value.code in codes
        with pytest.raises(CorruptRecord):
            store.drop_reads(before=NOW + timedelta(days=900))


GONE = {
    "first gone": [Fault("p-1", 1, "read_missing")],
    "middle gone": [Fault("p-1", 2, "read_missing")],
    "last gone": [Fault("p-1", 3, "read_missing")],
    "all gone": [Fault("p-1", 1, "read_missing")],
    "end gone": [Fault("p-1", 0, "read_missing")],
}


@pytest.mark.parametrize("edit", GONE)
def test_what_was_taken_from_the_log_is_named_once(file: str, edit: str):
    """By its number, or by 0 where it is the end of the log."""
    with filled(file) as store:
        for _ in range(3):
            store.load("p-1", **BO)
        by_hand(file, ALTERED[edit])
        assert [*store.verify().faults] == GONE[edit]


ODD = {
    "person": "UPDATE collabtherapy_read SET person = CAST(person AS BLOB)",
    "number": "UPDATE collabtherapy_read SET number = 'x'",
    "purpose": "UPDATE collabtherapy_read SET purpose = CAST(x'ff' AS TEXT)",
    "end": "UPDATE collabtherapy_read_end SET number = 1.5",
    "stream": "UPDATE collabtherapy_read SET stream = CAST(stream AS BLOB)",
    "end of no partnership": "INSERT INTO collabtherapy_read_end "
    "SELECT tenant, x'00', dropped, dropped_link, number, link, tag "
    "FROM collabtherapy_read_end",
}


@pytest.mark.parametrize("edit", ODD)
def test_a_value_of_another_type_is_named(file: str, edit: str):
    """SQLite keeps any value in any column; a blob is hashed as its text would be."""
    with filled(file) as store:
        store.load("p-1", **BO)
        by_hand(file, ODD[edit])
        faults = store.verify().faults
        assert {fault.code for fault in faults} <= {"read_altered", "read_missing"}
        assert faults
        if edit.startswith("end"):
            with pytest.raises(CorruptRecord):
                store.head()
        if not edit.endswith("partnership"):
            with pytest.raises(CorruptRecord):
                store.reads_of("p-1")


def rows_of(file: str, table: str) -> list[tuple[Any, ...]]:
    """Return all rows of a table of the read log."""
    return list(map(tuple, by_hand(file, f"SELECT * FROM collabtherapy_{table}")))


def put(file: str, table: str, rows: list[tuple[Any, ...]]) -> None:
    """Put these rows in the place of those of a table of the read log."""
    with closing(sqlite3.connect(file.removeprefix("sqlite:///"))) as plain, plain:
        plain.execute(f"DELETE FROM collabtherapy_{table}")
        for row in rows:
            marks = ", ".join("?" * len(row))
            plain.execute(f"INSERT INTO collabtherapy_{table} VALUES ({marks})", row)


def test_a_log_and_an_end_of_different_times_do_not_pass(file: str):
    """Each is as the store wrote it, in a copy that went another way."""
    with filled(file) as store:
        store.load("p-1", **BO)
        before = {table: rows_of(file, table) for table in ("read", "read_end")}
        store.load("p-1", by="eve", purpose="curiosity")
        head, of_eve = store.head(), rows_of(file, "read_end")
        for table, rows in before.items():
            put(file, table, rows)
        store.load("p-1", **BO)
        assert store.verify().ok
        altered = (Fault("p-1", 2, "read_altered"),)
        assert store.verify(against=head).faults == altered
        put(file, "read_end", of_eve)
        assert store.verify().faults == altered


def test_an_end_of_before_is_named_when_the_next_read_is_logged(file: str):
    """There is an entry beyond it already, and nothing is given."""
    with filled(file) as store:
        store.load("p-1", **BO)
        before = rows_of(file, "read_end")
        store.load("p-1", by="eve", purpose="curiosity")
        put(file, "read_end", before)
        with pytest.raises(CorruptRecord, match="read_altered"):
            store.load("p-1", **BO)


def test_a_log_that_is_gone_as_if_nobody_had_read_is_shown_by_a_head(file: str):
    """B: entries and end together; and the last ones, with an end of before."""
    with filled(file) as store:
        store.load("p-1", **BO)
        before = {table: rows_of(file, table) for table in ("read", "read_end")}
        n = len(store.reads_of("p-1"))
        store.load("p-1", by="eve", purpose="curiosity")
        head = store.head()
        assert len(store.reads_of("p-1")) == n + 1
        for rows, left in ((before, n), ({"read": [], "read_end": []}, 0)):
            for table, those in rows.items():
                put(file, table, those)
            assert len(store.reads_of("p-1")) == left
            assert store.verify().ok
            told = {fault.code for fault in store.verify(against=head).faults}
            assert told == {"read_missing"}


def test_an_entry_that_was_dropped_and_put_back_is_named(file: str):
    """It is no part of the log any more."""
    with filled(file) as store:
        store.load("p-1", **BO)
        before = rows_of(file, "read")
        store.drop_reads(before=NOW + timedelta(days=900))
        put(file, "read", before)
        assert store.verify().faults == (Fault("p-1", 2, "read_altered"),)


@pytest.mark.parametrize("edit", [edit for edit in ALTERED if edit.startswith("end")])
def test_nothing_is_given_where_the_end_of_the_log_is_not_ours(file: str, edit: str):
    """What would be written after it would prove nothing."""
    with filled(file) as store:
        store.load("p-1", **BO)
        store.load("p-1", **BO)
        store.load("p-1", **BO)
        by_hand(file, ALTERED[edit])
        with pytest.raises(CorruptRecord) as caught:
            store.load("p-1", **BO)
        assert caught.value.code in {"read_altered", "read_missing"}


@pytest.mark.parametrize("door", DOORS)
def test_nothing_leaves_when_the_log_cannot_be_written(file: str, door: str):
    """What refuses it is the error; no act is in it."""
    with filled(file) as store:
        by_hand(
            file,
            "CREATE TRIGGER full BEFORE INSERT ON collabtherapy_read "
            "BEGIN SELECT RAISE(ABORT, 'no'); END",
        )
        with pytest.raises(StoreUnavailable) as caught:
            DOORS[door](store, **BO)
        assert caught.value.code == "failed"
        assert store.reads_of("p-1") == ()
        by_hand(file, "DROP TRIGGER full")
        assert DOORS[door](store, **BO)


def test_a_log_that_takes_entries_and_keeps_none_gives_nothing(file: str):
    """Whoever may write the database could have it pass over what is written."""
    with filled(file) as store:
        by_hand(
            file,
            "CREATE TRIGGER over BEFORE INSERT ON collabtherapy_read_end "
            "BEGIN SELECT RAISE(IGNORE); END",
        )
        with pytest.raises(CorruptRecord):
            store.load("p-1", **BO)


def test_nothing_leaves_when_the_user_may_not_log(postgresql: str):
    """Of a user who may read acts and not write the log."""
    with filled(postgresql):
        pass
    user = "reads_only"
    by_hand(
        postgresql,
        f"CREATE ROLE {user} LOGIN",
        f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {user}",
        f"REVOKE INSERT ON collabtherapy_read FROM {user}",
    )
    try:
        theirs = make_url(postgresql).set(username=user)
        address = theirs.render_as_string(hide_password=False)
        with open_store(address, master_key=MASTER, reads="log") as store:
            for ask in DOORS.values():
                with pytest.raises(StoreUnavailable) as caught:
                    ask(store, **BO)
                assert caught.value.code == "not_permitted"
            assert store.reads_of("p-1") == ()
            by_hand(postgresql, f"GRANT INSERT ON collabtherapy_read TO {user}")
            assert all(ask(store, **BO) for ask in DOORS.values())
            assert len(store.reads_of("p-1")) == len(DOORS)
    finally:
        by_hand(postgresql, f"DROP OWNED BY {user}", f"DROP ROLE {user}")


def test_nothing_leaves_while_somebody_else_writes_for_too_long(file: str):
    """SQLite lets one write at a time; the acts had been read by then."""
    with (
        filled(file, wait_seconds=0.1) as store,
        closing(sqlite3.connect(file.removeprefix("sqlite:///"))) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable) as caught:
            store.load("p-1", **BO)
        assert caught.value.code == "busy"
        assert store.history("p-1", after=N, **BO) == ()  # nothing is to be logged
        other.execute("ROLLBACK")
        assert store.reads_of("p-1") == ()


def test_logs_of_two_tenants_are_apart(address: str):
    """Neither sees nor drops what the other logs."""
    with filled(address, tenant="north") as north, filled(address, tenant="s") as south:
        north.load("p-1", **BO)
        assert south.reads_of("p-1") == ()
        assert south.drop_reads(before=NOW + timedelta(days=900)) == 0
        assert len(north.reads_of("p-1")) == 1
        by_hand(address, "UPDATE collabtherapy_read SET tenant = 's'")
        by_hand(address, "UPDATE collabtherapy_read_end SET tenant = 's'")
        assert {f.code for f in south.verify().faults} == {"read_altered"}
