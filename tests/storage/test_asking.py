"""What is asked in the wrong way is refused alike by every store, before it begins."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from storage.believed import believed
from storage.conftest import DATABASES
from storage.keeping import MASTER
from storage.postgresql_server import database

from collabtherapy import Words, acts
from collabtherapy.errors import Conflict, NotKept, StoreMismatch, StoreUnavailable
from collabtherapy.privacy import Plan
from collabtherapy.storage import (
    Bookmark,
    Head,
    StaticKeyring,
    Store,
    drill,
    open_store,
    protect,
)
from collabtherapy.testing.kept_stories import story


def shown(value: object) -> str:
    """Return a name for a parameter that is the same in each process."""
    return "object" if type(value) is object else repr(value)


P = story("p-1")
NOTE = acts.WriteNote(by="bo", at=P.at, words=Words("one more"))
BEYOND = 2**31


@pytest.fixture(scope="module", params=["memory", *DATABASES])
def kept(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """Give a store with a partnership, in memory and in each kind of database."""
    with ExitStack() as stack:
        there = "memory:"
        if request.param == "sqlite":
            there = f"sqlite:///{tmp_path_factory.mktemp('asking') / 'practice.db'}"
        elif request.param == "postgresql":
            there = stack.enter_context(database(request.getfixturevalue("server")))
        store = stack.enter_context(open_store(there, master_key=MASTER))
        store.import_history(P.id, P.history)
        yield store


def record(store: Store, **given: Any) -> object:
    return store.record(P, NOTE, **given)


def imported(store: Store, **given: Any) -> object:
    return store.import_history("q-1", story("q-1").history, **given)


NOW = P.at

WRONG: dict[str, tuple[Callable[[Store], object], type[Exception]]] = {
    "none at once": (lambda store: store.follow(at_most=0), ValueError),
    "more than any": (lambda store: store.follow(at_most=BEYOND), ValueError),
    "no number": (lambda store: store.follow(at_most=True), TypeError),
    "no bookmark": (lambda store: store.follow(after="0.0.1"), TypeError),
    "before the first": (lambda store: store.history("p-1", after=-1), ValueError),
    "after all": (lambda store: store.history("p-1", after=BEYOND), ValueError),
    "no stage": (lambda store: store.find(stage="closed"), TypeError),
    "no moment": (lambda store: store.find(due_at="today"), TypeError),
    "no role": (lambda store: store.find(role="client"), TypeError),
    "no page": (lambda store: store.find(limit=0), ValueError),
    "no cursor": (lambda store: store.find(after="a/b"), ValueError),
    "a cursor of nothing": (lambda store: store.find(after="a\0"), ValueError),
    "half a cursor": (lambda store: store.find(after="\ud800"), ValueError),
    "a number for a cursor": (lambda store: store.find(after=3), TypeError),
    "no such moment": (lambda store: store.inbox("bo", "today"), TypeError),
    "another's cursor": (lambda store: store.inbox("bo", NOW, after="p"), ValueError),
    "an empty inbox": (lambda store: store.inbox("bo", NOW, limit=0), ValueError),
    "one kind": (lambda store: store.inbox("bo", NOW, kinds="invite"), TypeError),
    "no kinds": (lambda store: store.inbox("bo", NOW, kinds=["invite"]), TypeError),
    "no name": (lambda store: store.load("two words"), NotKept),
    "no name to import": (lambda s: s.import_history("two words", []), ValueError),
    "no text": (lambda store: store.load(3), TypeError),
    "no head": (lambda store: store.verify(against="head"), TypeError),
    "no opening": (lambda store: store.open(P.history[1]), TypeError),
    "no version": (lambda store: imported(store, accept={BEYOND}), ValueError),
    "half a version": (lambda store: imported(store, accept={1.0}), TypeError),
    "one version": (lambda store: imported(store, accept=1), TypeError),
    "no cause": (lambda store: record(store, cause=3), TypeError),
    "no cause, with a key": (lambda s: record(s, cause=3, key="k"), TypeError),
    "no text for a key": (lambda store: record(store, key=3), TypeError),
    "no key": (lambda store: record(store, key="two words"), ValueError),
    "no act": (lambda store: store.record(P, "leave"), TypeError),
    "no act, with a key": (lambda s: s.record(P, "leave", key="k"), TypeError),
    "nothing": (lambda store: store.record(P), ValueError),
    "nothing, with a key": (lambda store: store.record(P, key="k"), ValueError),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_asked_in_the_wrong_way_is_refused(kept: Store, what: str):
    """In memory, in a file and on a server: with the same error, and nothing done."""
    ask, error = WRONG[what]
    with pytest.raises(error):
        ask(kept)
    assert kept.load(P.id) == P


def test_the_largest_numbers_are_asked_for_in_vain(kept: Store):
    """What is allowed is understood by every database."""
    largest = Bookmark(2**63 - 1, 2**63 - 1, 2**63 - 1)
    assert kept.follow(after=largest, at_most=BEYOND - 1) == ()
    assert kept.history("p-1", after=BEYOND - 1) == ()
    assert len(kept.find(limit=BEYOND - 1)) == 1
    assert kept.inbox("bo", NOW, limit=BEYOND - 1)
    with pytest.raises(Conflict):
        believed(kept, "p-1", [NOTE], BEYOND - 1)


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("durability", "none; DROP", ValueError),
        ("wait_seconds", -1, ValueError),
        ("wait_seconds", float("nan"), ValueError),
        ("wait_seconds", "x", TypeError),
        ("wait_seconds", True, TypeError),
        ("master_key", "x" * 32, TypeError),
        ("keys", "memory:", ValueError),
        ("key_days", 0, ValueError),
        ("key_days", 3651, ValueError),
        ("key_days", 7.0, TypeError),
    ],
)
def test_what_a_store_cannot_be_opened_with_is_refused(file: str, name, value, error):
    """Whatever it is, and no file is made of it."""
    with pytest.raises(error):
        open_store(file, master_key=MASTER, **{name: value})


def test_durability_may_be_named(file: str):
    """By its value, as it stands in a file of settings."""
    with open_store(file, master_key=MASTER, durability="normal") as store:
        assert not store.find()


def test_names_that_differ_in_case_are_two(store: Store):
    """Forgetting the one asks nothing of the histories of the other."""
    other, third = story("p-2", client="ANA"), story("ana", client="cem")
    for whole in (P, other, third):
        store.import_history(whole.id, whole.history)
    done = store.erase(
        Plan(subject="ana", by="ana", at=P.at, because="erasure_request")
    )
    assert set(done.reports) == {P.id}
    assert (store.load(other.id), store.load(third.id)) == (other, third)


NO_VALUES = (None, 5, True, 1.5, b"x", "", "p-1", [], {}, object(), int, P.opening)
"""Values that are no partnership, no plan, no head and no keyring."""


def refused(door: Callable[..., object], *args: Any, **given: Any) -> None:
    """Say that what is given is refused by its type, which is named."""
    with pytest.raises(TypeError) as caught:
        door(*args, **given)
    (said,) = caught.value.args
    assert " is " in said or " are " in said or " has " in said, said


@pytest.mark.parametrize("value", NO_VALUES, ids=shown)
def test_what_is_of_another_type_is_refused_at_the_door(kept: Store, value: object):
    """Not where it is used first, which may be deep in another's frames."""
    refused(kept.record, value, NOTE)
    refused(kept.record, value, NOTE, key="k")
    refused(kept.refresh, value)
    refused(kept.erase, value)
    refused(kept.plan_erasure, value)
    assert kept.load(P.id) == P


@pytest.mark.parametrize("value", [5, True, 1.5, object(), int], ids=shown)
def test_what_is_not_several_is_refused(kept: Store, value: object):
    """And it is said which argument that was."""
    refused(kept.inbox, "bo", P.at, kinds=value)
    refused(kept.import_history, "z-1", value)
    refused(kept.import_history, P.id, P.history, accept=value)


class Unhashable(StaticKeyring):
    """A keyring that has no hash, as a dataclass has none."""

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize("value", [*NO_VALUES[1:], Unhashable({1: MASTER})], ids=shown)
def test_what_is_no_setting_is_refused_before_anything_is_made(
    tmp_path: Path, value: object
):
    """Of a store that is opened, protected or tried out."""
    there = f"sqlite:///{tmp_path / 'practice.db'}"
    head, ring = Head(tenant="", marks={}), StaticKeyring({1: MASTER})
    refused(open_store, there, keyring=value)
    refused(protect, there, value)
    refused(drill, there, value, head)
    for address in ("memory:", there):
        refused(open_store, address, at_least=value, master_key=MASTER)
    if not isinstance(value, str):
        for tenant in (value, None):
            refused(open_store, there, tenant=tenant, master_key=MASTER)
            refused(open_store, tenant=tenant)
            refused(protect, there, ring, tenant=tenant)
            refused(drill, there, ring, head, tenant=tenant)
        for door in (partial(drill, keyring=ring, against=head), open_store):
            refused(door, there, keys=value, keyring=ring)
        refused(drill, value, ring, head)
    if not isinstance(value, bool):
        refused(open_store, there, unprotected=value)
    if not callable(value):
        refused(open_store, clock=value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_what_no_address_holds_is_refused(tmp_path: Path, text: str):
    """As a value that is none, by which argument it is."""
    there = f"sqlite:///{tmp_path / 'practice.db'}"
    for given in ({"url": there + text}, {"url": there, "keys": there + text}):
        with pytest.raises(ValueError, match="is no address") as caught:
            open_store(**given, master_key=MASTER)
        assert not isinstance(caught.value, UnicodeError)
    assert not list(tmp_path.iterdir())


def test_the_keys_are_not_elsewhere_in_the_same_place(tmp_path: Path):
    """One would wait for the other."""
    there = f"sqlite:///{tmp_path / 'practice.db'}"
    with pytest.raises(ValueError, match="another database"):
        open_store(there, keys=there, master_key=MASTER)
    assert not list(tmp_path.iterdir())


def test_what_is_not_there_is_not_protected(tmp_path: Path):
    """Nor made: a mistyped address would pass for a store that is locked now."""
    there, ring = tmp_path / "practice.db", StaticKeyring({1: MASTER})
    with pytest.raises(StoreUnavailable):
        protect(f"sqlite:///{there}", ring)
    assert not there.exists()
    open_store(f"sqlite:///{there}", unprotected=True, tenant="a").close()
    with pytest.raises(StoreMismatch):
        protect(f"sqlite:///{there}", ring, tenant="b")
    assert protect(f"sqlite:///{there}", ring, tenant="a") == 1
