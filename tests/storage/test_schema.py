"""Databases of other versions and from elsewhere: opened, or told what to run."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from storage.keeping import opened
from storage.rows_by_hand import by_hand

from collabtherapy.errors import StoreMismatch
from collabtherapy.storage import Bookmark, migrate
from collabtherapy.storage.databases import engine_of
from collabtherapy.storage.schema import FIRST, STEPS, migrated
from collabtherapy.storage.tables import SCHEMA
from collabtherapy.testing.kept_stories import story

META = "collabtherapy_meta"
P, Q = story("p-1"), story("q-1")


def mismatch(address: str) -> StoreMismatch:
    """Give what opening a store says."""
    with pytest.raises(StoreMismatch) as caught:
        opened(address)
    return caught.value


def test_a_store_is_opened_as_it_was_left(address: str):
    """What one process kept, another gives back."""
    with opened(address) as store:
        store.import_history(P.id, P.history)
    with opened(address) as store:
        assert store.load(P.id) == P
    assert migrate(address) == (SCHEMA, SCHEMA)


def test_what_is_empty_is_made_by_whoever_migrates_it(address: str):
    """So that whoever may make tables need not be who writes in them."""
    assert migrate(address) == (SCHEMA, SCHEMA)
    opened(address).close()


def test_several_may_make_the_tables_at_once(address: str):
    """Of several who find nothing there, one makes them and all can use them."""

    def first(n: int) -> int:
        with opened(address, tenant=f"t{n}") as store:
            return store.import_history(P.id, P.history).version

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(first, range(4))) == [P.version] * 4


def test_a_newer_store_asks_for_a_newer_library(address: str):
    """Nothing is read that might mean something else by now."""
    opened(address).close()
    by_hand(address, f"UPDATE {META} SET value = '99' WHERE name = 'schema'")
    assert mismatch(address).code == "newer"
    with pytest.raises(StoreMismatch, match="use a newer collabtherapy"):
        migrate(address)


def test_a_store_of_before_the_first_release_is_left_alone(address: str):
    """Its chain was another: that is said, and nothing is made of it."""
    opened(address).close()
    for version in range(FIRST):
        by_hand(address, f"UPDATE {META} SET value = '{version}' WHERE name = 'schema'")
        assert mismatch(address).code == "unreleased"
        with pytest.raises(StoreMismatch, match="import them into a new store"):
            migrate(address)


def test_a_step_is_taken_or_nothing_is(address: str):
    """From this version to the next, where a way is known."""
    with opened(address) as store:
        store.import_history(P.id, P.history)
    engine = engine_of(address, durability="full", wait_seconds=5)

    def renamed(connection) -> None:
        connection.execute(
            text("ALTER TABLE collabtherapy_act RENAME COLUMN cause TO reason")
        )

    try:
        with pytest.raises(StoreMismatch, match="no way is known"):
            migrated(engine, current=SCHEMA + 1)
        with pytest.raises(StoreMismatch, match="no way is known"):
            migrated(engine, steps={SCHEMA: renamed}, current=SCHEMA + 2)
        with opened(address) as store:  # nothing was half done
            assert store.load(P.id) == P
        done = migrated(engine, steps={SCHEMA: renamed}, current=SCHEMA + 1)
        assert done == (SCHEMA, SCHEMA + 1)
        assert mismatch(address).code == "newer"
    finally:
        engine.dispose()


def test_every_older_version_has_its_step():
    """Whoever changes the tables says how to get there."""
    assert set(STEPS) == set(range(FIRST, SCHEMA))


def test_tables_without_their_version_are_not_ours(address: str):
    """Something that has lost its version, or was never whole, is left alone."""
    opened(address).close()
    by_hand(address, f"DROP TABLE {META}")
    assert mismatch(address).code == "foreign"


def test_other_tables_may_stand_beside_on_a_server(postgresql: str):
    """A server's database is often shared."""
    by_hand(postgresql, "CREATE TABLE music (title TEXT)")
    opened(postgresql).close()


def test_a_restored_store_goes_on_where_it_was(postgresql: str):
    """In another cluster transactions are numbered anew; bookmarks stay good."""
    with opened(postgresql) as store:
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
            with opened(postgresql) as store:
                rest = store.follow(after=half)
                assert [one.version for one in rest] == list(range(6, P.version + 1))
                assert rest[-1].bookmark.era == 1
    with opened(postgresql) as store:
        store.import_history(Q.id, Q.history)
        seen = store.follow()
        assert [one.act for one in seen] == [*P.history, *Q.history]
        assert seen[-1].bookmark.era == 2
        assert store.verify().ok
