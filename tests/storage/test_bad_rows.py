"""Whatever stands in a column: an error of the store, or the partnership as it was."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from storage.keeping import erase, opened
from storage.rows_by_hand import rechain

from collabtherapy import Stage, Words, acts
from collabtherapy.errors import CollabtherapyError, StoreMismatch
from collabtherapy.storage import Store
from collabtherapy.storage.tables import (
    ACT,
    DUE,
    EPOCH,
    ERASURE,
    KEY,
    META,
    PARTNERSHIP,
    PERSON,
    REQUEST,
    WORDS,
)
from collabtherapy.testing.kept_stories import story

EARLY, Q = story("p-1"), story("q-1", client="cem")
KEYED = acts.WriteNote(by="bo", at=EARLY.at, words=Words("with a key"))
P = EARLY.record(KEYED)
N_DOORS = 3
"""How many of them are tried of one store, in any order."""

NOTE = acts.WriteNote(by="ana", at=P.at, words=Words("one more"))
TABLES = (ACT, WORDS, PARTNERSHIP, PERSON, DUE, REQUEST, KEY, EPOCH, ERASURE)
COLUMNS = [(table.name, column.name) for table in TABLES for column in table.columns]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of a store with two partnerships that were searched before."""
    path = tmp_path_factory.mktemp("bad") / "whole.db"
    with opened(f"sqlite:///{path}") as store:
        for one in (EARLY, Q):
            store.import_history(one.id, one.history)
        gone = story("r-1", client="eve")
        store.import_history(gone.id, gone.history)
        store.record(EARLY, KEYED, key="k-1")
        erase(store, gone, "eve")
        store.find()
    return path


def numbers() -> st.SearchStrategy[object]:
    """Draw numbers about what a column may hold, and at its limits."""
    edges = st.sampled_from([0, 1, -1, 2**31 - 1, 2**31, 2**53, 2**63 - 1, -(2**63)])
    return edges | st.integers(-3, 30) | st.floats(allow_nan=False)


def texts() -> st.SearchStrategy[object]:
    """Draw texts that a column may hold: some of its kind, most not."""
    known = ["", " ", "p-1", "q-1", "ana", "bo", "Leave", "Open", "Redact", "closed",
             "2026-01-05T09:00:00.000000Z", "9999-12-31T23:59:59Z", "0001-01-01",
             "{}", "[]", "null", "1e999", '{"act":"Leave"}', "[" * 5_000, "\ufeff{}",
             '{"act":"Leave","at":"2026-01-06T09:00:00Z","by":"bo"}',
             '{"act":"Leave","at":"9999-12-31T23:59:59+00:00","by":"bo"}']  # fmt: skip
    return st.sampled_from(known) | st.text(max_size=20).filter(
        lambda text: text.isprintable()
    )


VALUES = (
    st.none()
    | numbers()
    | texts()
    | st.binary(max_size=70)
    | st.binary(max_size=4).map(lambda raw: ("not UTF-8", b"\xff" + raw))
)


def spoil(
    path: Path, table: str, column: str, value: object, at: int, *, anew: bool
) -> bool:
    """Put a value into one row; False where the table does not take it."""
    expression = "?"
    if isinstance(value, tuple):  # text that is none
        expression, value = "CAST(? AS TEXT)", value[1]
    with closing(sqlite3.connect(path)) as connection:
        numbered = connection.execute(f"SELECT rowid FROM {table}").fetchall()
        row = numbered[at % len(numbered)][0]
        statement = f'UPDATE {table} SET "{column}" = {expression} WHERE rowid = ?'
        try:
            connection.execute(statement, (value, row))
        except sqlite3.Error:
            return False
        connection.commit()
    if anew:
        for stream in ("p-1", "q-1"):
            try:
                rechain(f"sqlite:///{path}", stream)
            except Exception:  # noqa: BLE001  # there is nothing that could be hashed
                return False
    return True


def doors(store: Store) -> Iterator[Callable[[], object]]:
    """Give everything that a store can do with what is there, reading first."""
    for name in ("p-1", "q-1"):
        yield partial(store.load_as_of, name, P.at)
        yield partial(store.history, name)
        yield partial(store.history, name, after=3)
    yield partial(store.follow, at_most=7)
    yield store.follow
    yield store.find
    yield partial(store.find, stage=Stage.WORKING, person="ana")
    yield partial(store.find, due_at=P.at + timedelta(days=9))
    yield partial(store.find, limit=1, after="a")
    yield partial(store.inbox, "bo", P.at, limit=1)
    yield partial(store.inbox, "bo", P.at + timedelta(days=400))
    yield store.head
    yield partial(store.open, P.opening)
    yield partial(store.import_history, P.id, P.history)
    yield partial(store.record, P, NOTE)
    yield partial(store.record, P, KEYED, key="k-1")
    yield partial(store.record, P, NOTE, key="k-2")
    yield partial(store.record, EARLY, NOTE)
    yield store.rebuild
    yield partial(store.rotate_key, "ana")
    yield store.rotate_master_key
    yield partial(erase, store, P)
    yield partial(erase, store, Q, "cem")
    yield store.erasures
    yield store.finish_erasures
    yield store.health
    yield partial(store.retire_epoch, 1)


def attempt(door: Callable[[], object]) -> None:
    """Do something, and let pass what is told in our own words."""
    with suppress(CollabtherapyError):
        door()


@given(
    data=st.data(),
    where=st.sampled_from(COLUMNS),
    value=VALUES,
    at=st.integers(0, 40),
    anew=st.booleans(),
)
def test_any_value_in_any_column_is_told_or_changes_nothing(
    whole: Path,
    *,
    data: st.DataObject,
    where: tuple[str, str],
    value: object,
    at: int,
    anew: bool,
):
    """No other error leaves a store, and no other partnership than what was kept."""
    path = whole.with_name("spoiled.db")
    shutil.copy(whole, path)
    if spoil(path, *where, value, at, anew=anew):
        with suppress(CollabtherapyError), quick(path) as store:
            hold(store, anew=anew)
            for door in data.draw(st.permutations(list(doors(store))))[:N_DOORS]:
                attempt(door)


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ((KEY.name, "person"), ("not UTF-8", b"\xff")),
        ((KEY.name, "generation"), "abc"),
        ((KEY.name, "generation"), 2**63 - 1),
        ((ACT.name, "body"), ("not UTF-8", b"\xff")),
        ((ACT.name, "words"), 2**62),
        ((WORDS.name, "sealed"), 2**62),
        ((WORDS.name, "stream"), b"p-1"),
        ((EPOCH.name, "number"), "abc"),
        ((ERASURE.name, "said"), ("not UTF-8", b"\xff")),
        ((ERASURE.name, "number"), 2**63 - 1),
        ((ACT.name, "stream"), b"p-1"),
        ((ACT.name, "recorded_at"), "abc"),
        ((PARTNERSHIP.name, "stream"), ("not UTF-8", b"\xff")),
        ((PARTNERSHIP.name, "version"), "abc"),
        ((PARTNERSHIP.name, "stage"), "abc"),
        ((PARTNERSHIP.name, "since"), b""),
        ((PERSON.name, "stream"), b""),
    ],
)
@pytest.mark.parametrize("anew", [False, True])
def test_values_that_are_none_are_told_at_every_door(
    whole: Path, *, where: tuple[str, str], value: object, anew: bool
):
    """In the first row of a table and in a later one."""
    for at in (0, 4):
        path = whole.with_name("spoiled.db")
        shutil.copy(whole, path)
        if spoil(path, *where, value, at, anew=anew):
            with suppress(CollabtherapyError), quick(path) as store:
                hold(store, anew=anew)
                for door in doors(store):
                    attempt(door)


def quick(path: Path) -> Store:
    """Open a store that need not outlive a power cut."""
    return opened(f"sqlite:///{path}", durability="normal")


def hold(store: Store, *, anew: bool) -> None:
    """Hold what is loaded against what was kept, and against what `verify` says."""
    faulty = {fault.partnership for fault in store.verify().faults}
    for p in (P, Q):
        try:
            loaded = store.load(p.id)
        except CollabtherapyError:
            assert faulty & {str(p.id), ""} or anew
        else:
            assert loaded == p


FINE = {("shifts", ""), ("shifts", "-1"), ("shifts", 7), ("shifts", 10**18)}


@pytest.mark.parametrize("name", ["schema", "cluster", "shifts"])
@pytest.mark.parametrize(
    "value", ["", "abc", "1.5", "1,x", "-1", "\u0663", b"1", 7, 10**18, None]
)
def test_what_a_database_says_of_itself_is_told_if_it_is_not_ours(
    whole: Path, name: str, value: object
):
    """A version, a cluster, the eras of the log: each is what we wrote, or foreign."""
    path = whole.with_name("said.db")
    shutil.copy(whole, path)
    with closing(sqlite3.connect(path)) as connection:
        change = f"UPDATE {META.name} SET value = ? WHERE name = ?"
        if value is None:
            change = f"DELETE FROM {META.name} WHERE ? IS NULL AND name = ?"
        connection.execute(change, (value, name))
        connection.commit()
    with pytest.raises(StoreMismatch) if (name, value) not in FINE else nullcontext():
        opened(f"sqlite:///{path}").close()
