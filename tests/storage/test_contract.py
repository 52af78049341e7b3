"""Every store keeps the promises, and the check finds one that does not."""

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any

import attrs
import pytest
from storage.keeping import MASTER

from collabtherapy.codec.formats import check_upcasts
from collabtherapy.errors import Exists, ImpossibleHistory
from collabtherapy.partnership.opening import refusals_to_open
from collabtherapy.storage import (
    Bookmark,
    Fault,
    Store,
    appending,
    beginning,
    erased,
    following,
    held,
    importing,
    loading,
    memory,
    new_master_key,
    open_store,
    opening,
    requests,
    store,
    vault,
    verifying,
)
from collabtherapy.storage.sql_writing import SqlWriting
from collabtherapy.testing import check_store
from collabtherapy.testing.kept_stories import story

P = story("p-1")


def tenants(address: str, **options: Any) -> Callable[[], Store]:
    """Give what opens a store for another tenant at each call."""
    numbers = count(1)
    return lambda: open_store(
        address, master_key=MASTER, tenant=f"t-{next(numbers)}", **options
    )


def test_memory_keeps_every_promise():
    """Memory is a store like any other."""
    check_store(open_store)


def test_a_database_keeps_every_promise(address: str):
    """SQLite and PostgreSQL keep what memory keeps, one tenant beside another."""
    check_store(tenants(address))


def test_locked_keys_elsewhere_keep_every_promise(address: str, tmp_path):
    """So does a store whose keys are locked, and in another database."""
    keys = f"sqlite:///{tmp_path / 'keys.db'}"
    check_store(tenants(address, keys=keys))


def forgets_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = held.loaded

    def loaded(*given: Any) -> Any:
        p = honest(*given)
        return type(p).replay(p.history[:-1] or p.history)

    monkeypatch.setattr(held, "loaded", loaded)


def adds_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(appending.Append, "_fits", lambda _self, _mark: True)


def takes_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    for door in (appending, importing):
        monkeypatch.setattr(door, "check_kinds", lambda _: None)


def lets_redact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "check_redacts", lambda *_: None)


def imports_what_says_it_is_redacted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "check_redacted", lambda *_: None)


def opens_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "_refusals", lambda *_: ())


def believes_what_began_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "refusals_of_one_not_known", refusals_to_open)


def imports_on_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = importing.replayed
    monkeypatch.setattr(importing, "replayed", lambda those, _: honest(those, ()))


def accepts_everything_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def contains(self: importing.AllBut, place: int) -> bool:
        return place + 1 > max(self.versions, default=0)

    monkeypatch.setattr(importing.AllBut, "__contains__", contains)


def asks_no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "not_ahead", lambda *_: None)


def keeps_no_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests.Keyed, "keep", lambda *_: None)


def answers_any_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests.Keyed, "_digest", lambda *_: b"")


def compares_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "_may_be", lambda *_: True)


def answers_with_the_present(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "stood", lambda *given: loading.loaded(*given[:-1]))


def keeps_one_key_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = memory.Tables.request

    def request(self: Any, stream: str, hands: str, key: str) -> Any:
        return honest(self, stream, "bo" if hands == "ana" else hands, key)

    monkeypatch.setattr(memory.Tables, "request", request)


def repeats_what_it_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "sought", store.named)


def recognises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(appending.Append, "_recorded", lambda *_: None)


def skips_one(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = store.followed
    monkeypatch.setattr(store, "followed", lambda *given: honest(*given)[1:])


def gives_one_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = memory.Tables.following

    def following(self: Any, after: Any, at_most: int) -> Any:
        if after is not None:
            after = attrs.evolve(after, position=after.position - 1)
        return honest(self, after, at_most)

    monkeypatch.setattr(memory.Tables, "following", following)


def keeps_what_was_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory.Changing, "drop_words", lambda *_: None)


def shows_what_was_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erased.Erased, "has", lambda *_: False)
    monkeypatch.setattr(memory.Changing, "drop_words", lambda *_: None)


def keeps_the_first_key_only(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = vault.Vault.add_key

    def add_key(self: Any, writing: Any, person: str) -> None:
        if all(row.wrapped is None for row in writing.keys_of(person)):
            honest(self, writing, person)

    monkeypatch.setattr(vault.Vault, "add_key", add_key)


def finds_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = memory.Tables.filed
    every = {"stage": None, "person": None, "role": None, "due_at": None}
    every |= {"after": None, "at_most": 100}
    monkeypatch.setattr(memory.Tables, "filed", lambda self, **_: honest(self, **every))


def sees_faults_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "faults", lambda *_: [Fault("p-1", 1, "altered")])


def begins_each_page_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = memory.Tables.filed

    def filed(self: Any, **given: Any) -> Any:
        return honest(self, **{**given, "after": None})

    monkeypatch.setattr(memory.Tables, "filed", filed)


def finds_them_as_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = memory.Tables.filed

    def filed(self: Any, **given: Any) -> Any:
        return honest(self, **{**given, "role": None})

    monkeypatch.setattr(memory.Tables, "filed", filed)


def keeps_old_inboxes(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = memory.Changing.file

    def file(self: Any, entry: Any) -> None:
        there = self.files.get(entry.stream)
        honest(self, entry if there is None else entry._replace(dues=there.dues))

    monkeypatch.setattr(memory.Changing, "file", file)


def shows_all_inboxes(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = memory.Tables.due

    def due(self: Any, _: str, *given: Any, **asked: Any) -> Any:
        return honest(self, "bo", *given, **asked)

    monkeypatch.setattr(memory.Tables, "due", due)


def moves_on_whatever_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = following.Block.__exit__
    monkeypatch.setattr(
        following.Block, "__exit__", lambda self, *_: honest(self, None, None, None)
    )


def moves_from_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = memory.Changing.move

    def move(self: Any, name: str, _: Any, *given: Any) -> Any:
        row = self.followers.get(name)
        there = None if row is None else Bookmark(*row[:3])
        return honest(self, name, there, *given)

    monkeypatch.setattr(memory.Changing, "move", move)


PLANTED = (
    forgets_the_last,
    adds_anywhere,
    takes_anything,
    lets_redact,
    imports_what_says_it_is_redacted,
    opens_anything,
    believes_what_began_elsewhere,
    imports_on_sight,
    accepts_everything_before_it,
    asks_no_clock,
    keeps_no_request,
    answers_any_request,
    compares_no_words,
    answers_with_the_present,
    keeps_one_key_for_everybody,
    repeats_what_it_was_asked_for,
    recognises_nothing,
    skips_one,
    gives_one_twice,
    keeps_what_was_erased,
    shows_what_was_erased,
    keeps_the_first_key_only,
    finds_everybody,
    sees_faults_everywhere,
    begins_each_page_anew,
    finds_them_as_anything,
    keeps_old_inboxes,
    shows_all_inboxes,
    moves_on_whatever_happens,
    moves_from_anywhere,
)


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_a_broken_store_is_found_out(plant, monkeypatch: pytest.MonkeyPatch):
    """A store that breaks a promise is told which one."""
    plant(monkeypatch)
    with pytest.raises(AssertionError, match="broken"):
        check_store(open_store)


ALONE = """
import sys
from datetime import UTC, datetime
sys.modules.update(dict.fromkeys(("sqlalchemy", "cryptography", "hypothesis")))
from collabtherapy import Client, Partnership, Therapist
from collabtherapy.storage import open_store
p = Partnership.open(
    id="p-1", clients=[Client("ana")], therapists=[Therapist("bo")], by="ana",
    at=datetime(2026, 1, 5, tzinfo=UTC),
)
store = open_store("memory:")
store.import_history(p.id, p.history)
assert store.load("p-1") == p
try:
    open_store("sqlite:///there-is-no-extra.db", master_key=bytes(32))
except ImportError as error:
    print(error)
"""


def test_memory_needs_no_extra():
    """Where none is installed memory works, and the rest says what to install."""
    done = subprocess.run(
        [sys.executable, "-c", ALONE], check=True, capture_output=True, text=True
    )
    assert 'pip install "collabtherapy[storage]"' in done.stdout


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch):
    """What is not installed is named, with the extra that has it."""

    def missing(name: str) -> None:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(opening, "import_module", missing)
    for call in (
        new_master_key,
        lambda: open_store("sqlite:///x.db", master_key=MASTER),
    ):
        with pytest.raises(ImportError, match="storage") as caught:
            call()
        assert caught.value.__context__ is None


def test_a_gap_or_a_circle_between_formats_is_refused_at_the_start(
    file: str, monkeypatch: pytest.MonkeyPatch
):
    """A store is not opened if it could not read what it may hold."""
    ways = {1: {}, 2: {}}
    for current, upcasts in ((4, ways), (2, ways), (3, {1: {}})):
        check = partial(check_upcasts, current, upcasts)
        monkeypatch.setattr(opening, "check_upcasts", check)
        for address in ("memory:", file):
            with pytest.raises(ValueError, match="lead"):
                open_store(address, master_key=MASTER)
    check = partial(check_upcasts, 3, ways)
    monkeypatch.setattr(opening, "check_upcasts", check)
    open_store(file, master_key=MASTER).close()


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch):
    """Without psycopg a server cannot be spoken to."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ImportError, match="postgresql"):
        open_store("postgresql://nobody@/nowhere", master_key=MASTER)


@pytest.mark.parametrize(
    ("acts", "cause", "error"),
    [
        ((), None, ValueError),
        ((*P.history, "leave"), None, TypeError),
        (P.history, "a whole sentence", ValueError),
        (P.history[1:], None, ValueError),
        ((*P.history, P.opening), None, ValueError),
        (story("q-1").history, None, ValueError),
        ((P.opening, *P.history[3:]), None, ImpossibleHistory),
    ],
)
def test_what_cannot_be_imported_is_refused(acts, cause, error):
    """Before anything is begun."""
    with open_store() as opened:
        with pytest.raises(error):
            opened.import_history("p-1", acts, cause=cause)
        assert not opened.find()


@pytest.mark.parametrize("same", [True, False])
def test_of_two_who_begin_a_history_one_does(
    postgresql: str, monkeypatch: pytest.MonkeyPatch, *, same: bool
):
    """Both found nothing there: the second is told, or recognised."""
    other = P if same else story("p-1", client="cem")
    with (
        open_store(postgresql, master_key=MASTER) as one,
        open_store(postgresql, master_key=MASTER) as two,
    ):
        for person in ("ana", "bo", "cem"):
            one.rotate_key(person)
        honest = SqlWriting.hold

        def hold(self: SqlWriting, stream: str) -> Any:
            found = honest(self, stream)
            monkeypatch.setattr(SqlWriting, "hold", honest)
            two.import_history("p-1", P.history)
            return found

        monkeypatch.setattr(SqlWriting, "hold", hold)
        if same:
            assert one.import_history("p-1", other.history).repeated
        else:
            with pytest.raises(Exists):
                one.import_history("p-1", other.history)
        assert one.load("p-1") == P
