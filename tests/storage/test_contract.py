"""Every store keeps the promises, and the check finds one that does not."""

from collections.abc import Callable
from itertools import count
from typing import Any

import attrs
import pytest

from collabtherapy.storage import (
    Store,
    appending,
    loading,
    memory,
    new_master_key,
    open_store,
    store,
    vault,
    verifying,
)
from collabtherapy.testing import check_store


def tenants(address: str, **options: Any) -> Callable[[], Store]:
    """Give what opens a store for another tenant at each call."""
    numbers = count(1)
    return lambda: open_store(address, tenant=f"t-{next(numbers)}", **options)


def test_memory_keeps_every_promise():
    """Memory is a store like any other."""
    check_store(open_store)


def test_a_database_keeps_every_promise(address: str):
    """SQLite and PostgreSQL keep what memory keeps, one tenant beside another."""
    check_store(tenants(address))


def test_locked_keys_elsewhere_keep_every_promise(address: str, tmp_path):
    """So does a store whose keys are locked, and in another database."""
    keys = f"sqlite:///{tmp_path / 'keys.db'}"
    check_store(tenants(address, keys=keys, master_key=new_master_key()))


def forgets_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = store.loaded

    def loaded(*given: Any) -> Any:
        p = honest(*given)
        return type(p).replay(p.history[:-1] or p.history)

    monkeypatch.setattr(store, "loaded", loaded)


def adds_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(appending.Append, "_fits", lambda _self, _mark: True)


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


def keeps_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory.Changing, "destroy_keys", lambda *_: None)
    monkeypatch.setattr(memory.PlainCipher, "destroy", lambda *_: None)


def keeps_the_first_key_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault.Vault, "new_key", _only_once(vault.Vault.new_key))


def _only_once(honest: Any) -> Any:
    def new_key(self: Any, writing: Any, person: str) -> None:
        if not writing.current_keys([person]):
            honest(self, writing, person)

    return new_key


def finds_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = memory.Tables.filed
    every = {"stage": None, "person": None, "due_at": None}
    monkeypatch.setattr(memory.Tables, "filed", lambda self, **_: honest(self, **every))


def stops_at_a_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "fold", lambda state, _: state)


def sees_faults_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "faults", lambda *_: ["fault"])


PLANTED = (
    forgets_the_last,
    adds_anywhere,
    recognises_nothing,
    skips_one,
    gives_one_twice,
    keeps_keys,
    keeps_the_first_key_only,
    finds_everybody,
    stops_at_a_snapshot,
    sees_faults_everywhere,
)


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_a_broken_store_is_found_out(plant, monkeypatch: pytest.MonkeyPatch):
    """A store that breaks a promise is told which one."""
    plant(monkeypatch)
    with pytest.raises(AssertionError, match="broken"):
        check_store(open_store)
