"""Databases of other versions and from elsewhere: opened, or told what to run."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from storage.rows_by_hand import by_hand

from collabtherapy.errors import StoreMismatch
from collabtherapy.storage import Bookmark, migrate, open_store
from collabtherapy.storage.databases import engine_of
from collabtherapy.storage.schema import STEPS, migrated
from collabtherapy.storage.tables import SCHEMA
from collabtherapy.testing.kept_stories import story

META = "collabtherapy_meta"
SNAPSHOT = "collabtherapy_snapshot"
P, Q = story("p-1"), story("q-1")


def mismatch(address: str) -> StoreMismatch:
    """Give what opening a store says."""
    with pytest.raises(StoreMismatch) as caught:
        open_store(address)
    return caught.value


def test_a_store_is_opened_as_it_was_left(address: str):
    """What one process kept, another gives back."""
    with open_store(address) as store:
        store.import_history(P.id, P.history)
    with open_store(address) as store:
        assert store.load(P.id) == P
    assert migrate(address) == (SCHEMA, SCHEMA)


def test_what_is_empty_is_made_by_whoever_migrates_it(address: str):
    """So that whoever may make tables need not be who writes in them."""
    assert migrate(address) == (SCHEMA, SCHEMA)
    open_store(address).close()


def test_several_may_make_the_tables_at_once(address: str):
    """Of several who find nothing there, one makes them and all can use them."""

    def first(n: int) -> int:
        with open_store(address, tenant=f"t{n}") as store:
            return store.import_history(P.id, P.history).version

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(first, range(4))) == [P.version] * 4


def test_a_newer_store_asks_for_a_newer_library(address: str):
    """Nothing is read that might mean something else by now."""
    open_store(address).close()
    by_hand(address, f"UPDATE {META} SET value = '99' WHERE name = 'schema'")
    assert mismatch(address).code == "newer"
    with pytest.raises(StoreMismatch, match="use a newer collabtherapy"):
        migrate(address)


def test_an_older_store_says_what_to_run(address: str):
    """It is not changed by being opened, and is ours again once that was run."""
    with open_store(address) as store:
        store.import_history(P.id, P.history)
    by_hand(
        address,
        "ALTER TABLE collabtherapy_act RENAME COLUMN cause TO reason",
        f"UPDATE {META} SET value = '0' WHERE name = 'schema'",
    )
    found = mismatch(address)
    assert found.code == "older"
    assert "run collabtherapy.storage.migrate" in found.message
    engine = engine_of(address, durability="full", wait_seconds=5)

    def renamed(connection) -> None:
        connection.execute(
            text("ALTER TABLE collabtherapy_act RENAME COLUMN reason TO cause")
        )

    try:
        with pytest.raises(StoreMismatch, match="no way is known"):
            migrated(engine)
        with pytest.raises(StoreMismatch, match="no way is known"):
            migrated(engine, steps={0: renamed}, current=SCHEMA + 1)
        assert mismatch(address).code == "older"  # nothing was half done
        rest = dict.fromkeys(range(1, SCHEMA), lambda _: None)  # it has all the columns
        assert migrated(engine, steps={0: renamed, **rest}) == (0, SCHEMA)
    finally:
        engine.dispose()
    with open_store(address) as store:
        assert store.load(P.id) == P


def test_every_older_version_has_its_step():
    """Whoever changes the tables says how to get there."""
    assert set(STEPS) == set(range(1, SCHEMA))


def test_tables_without_their_version_are_not_ours(address: str):
    """Something that has lost its version, or was never whole, is left alone."""
    open_store(address).close()
    by_hand(address, f"DROP TABLE {META}")
    assert mismatch(address).code == "foreign"


def test_other_tables_may_stand_beside_on_a_server(postgresql: str):
    """A server's database is often shared."""
    by_hand(postgresql, "CREATE TABLE music (title TEXT)")
    open_store(postgresql).close()


def test_a_restored_store_goes_on_where_it_was(postgresql: str):
    """In another cluster transactions are numbered anew; bookmarks stay good."""
    with open_store(postgresql) as store:
        store.import_history(P.id, P.history)
        half = store.follow(at_most=5)[-1].bookmark
    for era in (1, 2):
        # As after a restore: the rows come from where far more had been done.
        by_hand(
            postgresql,
            'UPDATE collabtherapy_act SET "transaction" = "transaction" + 10000000',
            f"UPDATE {META} SET value = 'elsewhere' WHERE name = 'cluster'",
        )
        if era == 1:  # the bookmark is of that numbering
            half = Bookmark(half.era, half.group + 10_000_000, half.position)
        assert mismatch(postgresql).code == "restored"
        assert migrate(postgresql) == (SCHEMA, SCHEMA)
        if era == 1:
            with open_store(postgresql) as store:
                rest = store.follow(after=half)
                assert [one.version for one in rest] == list(range(6, P.version + 1))
                assert rest[-1].bookmark.era == 1
    with open_store(postgresql) as store:
        store.import_history(Q.id, Q.history)
        seen = store.follow()
        assert [one.act for one in seen] == [*P.history, *Q.history]
        assert seen[-1].bookmark.era == 2
        assert store.verify().ok


def test_a_table_of_snapshots_is_never_read_and_migrating_drops_it(address: str):
    """Earlier versions kept pickles there: none is opened, whatever it holds."""
    with open_store(address) as store:
        store.import_history(P.id, P.history)
    kind = "BYTEA" if address.startswith("postgresql") else "BLOB"
    by_hand(
        address,
        f"CREATE TABLE {SNAPSHOT} (tenant TEXT, stream TEXT, version INTEGER, "
        f"shape TEXT, body {kind}, sealed {kind})",
        f"INSERT INTO {SNAPSHOT} VALUES ('', 'p-1', 1, 'x', :body, :body)",
        body=b"cos\nsystem\n(S'true'\ntR.",
    )
    with open_store(address) as store:
        assert store.load(P.id) == P
    assert by_hand(address, f"SELECT count(*) FROM {SNAPSHOT}") == [(1,)]
    assert migrate(address) == (SCHEMA, SCHEMA)
    with pytest.raises(DBAPIError):
        by_hand(address, f"SELECT count(*) FROM {SNAPSHOT}")
    with open_store(address) as store:
        assert store.load(P.id) == P
