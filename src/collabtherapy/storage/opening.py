"""Opening a store by its address."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from enum import StrEnum
from functools import partial
from importlib import import_module
from time import perf_counter
from types import ModuleType
from typing import Final

import attrs

from collabtherapy.codec.formats import check_upcasts
from collabtherapy.partnership.values.ids import PartnershipId
from collabtherapy.storage.asking import counted, given, owned_by
from collabtherapy.storage.doors import door
from collabtherapy.storage.drills import Drill, drilled
from collabtherapy.storage.erasing import finish_intended
from collabtherapy.storage.heads import Head
from collabtherapy.storage.held import N_HELD, Held
from collabtherapy.storage.keyrings import (
    Keyring,
    NoKeyring,
    StaticKeyring,
    check_keyring,
)
from collabtherapy.storage.memory import Memory
from collabtherapy.storage.places import Places
from collabtherapy.storage.plain import PlainCipher
from collabtherapy.storage.port import Backend
from collabtherapy.storage.reading_log import OFF, logs_reads
from collabtherapy.storage.reads import Reads
from collabtherapy.storage.requests import KEY_DAYS, known_for
from collabtherapy.storage.restoring import restored
from collabtherapy.storage.store import Store, system_clock
from collabtherapy.storage.unlocking import unlocked
from collabtherapy.storage.vault import Vault

MEMORY: Final = "memory:"
WAIT_SECONDS: Final = 30.0
"""How long to wait for others; a long one takes milliseconds."""


class Durability(StrEnum):
    """What acknowledged acts outlive, on SQLite.

    PostgreSQL has a setting of its own for that, ``synchronous_commit``.
    """

    FULL = "full"
    """A power cut: each commit waits for the disk."""
    NORMAL = "normal"
    """The end of the process, but not a power cut, which may take the last commits."""


@door
def open_store(
    url: str = MEMORY,
    *,
    tenant: str = "",
    keyring: Keyring | None = None,
    master_key: bytes | None = None,
    unprotected: bool = False,
    keys: str | None = None,
    at_least: Head | None = None,
    held: int = N_HELD,
    reads: Reads = OFF,
    durability: Durability = Durability.FULL,
    wait_seconds: float = WAIT_SECONDS,
    clock: Callable[[], datetime] = system_clock,
    key_days: int = KEY_DAYS,
) -> Store:
    """Open a store, and make its tables where there are none.

    Args:
        url: ``memory:``, ``sqlite:///FILE`` or ``postgresql://ADDRESS``.
        tenant: whose store it is, where several share a database; they do not see one
            another.
        keyring: the masters under which the keys of people are locked.
        master_key: the short way to a keyring of one: 32 bytes, of epoch 1; see
            `new_master_key`.
        unprotected: whether it may be opened without any, so that who has the database
            can read it and write what they like. What was opened so once is left only
            by `protect`. A store in memory needs neither.
        keys: the address of another database for the keys of people, so that they are
            in no backup of this one.
        at_least: a head that was exported before. What was erased by then is erased
            from an older copy before anything is read; `Store.health` names the
            histories that end before it. Export a head anew after that.
        held: how many partnerships are kept in hand, words and all, so that only what
            came after is read of them; 0 for none.
        reads: ``log``, if it is logged to whom acts are given: each door that gives
            acts then asks by whom they are asked for, and why; see `Store.reads_of`.
            With ``off`` none may say so, as no trace would be left. It holds for this
            store, not for who opens the database without it.
        durability: what acknowledged acts outlive, on SQLite.
        wait_seconds: how long to wait for others, and for a connection.
        clock: gives the moment at which something is recorded.
        key_days: for how many days `Store.record` knows a request by its key.

    Raises:
        TypeError: If something is of another type.
        ValueError: it is no such address, tenant or key; or neither a keyring is given
            nor ``unprotected=True``, or both are.
        ImportError: an extra is not installed; says which.
        StoreMismatch: what is there is no store of this version; says what to run.
        StoreUnavailable: it cannot be used; says why.
        KeyUnavailable: If the keyring has no master of the epoch it is locked in.
        ErasurePending: If an erasure that a failure left undone cannot be finished.

    >>> open_store("memory:").find()
    Page(items=(), next=None)
    >>> try:
    ...     open_store("mysql://clinic", master_key=bytes(32))
    ... except ValueError as error:
    ...     print(error)
    a store is memory:, sqlite:///FILE or postgresql://ADDRESS
    """
    check_upcasts()
    tenant, head = owned_by(tenant), given("at_least", at_least, Head)
    if not callable(clock):
        raise TypeError("clock is a function that returns the moment")
    make = partial(
        Store,
        clock=clock,
        held=Held(counted("held", held, at_least=0)),
        key_days=known_for(key_days),
        logs_reads=logs_reads(reads),
    )
    if url == MEMORY:
        memory = Memory(tenant)
        vault = unlocked(memory, PlainCipher(), NoKeyring())
        return _checked(make, memory, vault, head)
    chosen = _keyring(keyring, master_key, unprotected=unprotected)
    places = Places(
        url=url,
        keys=keys,
        durability=Durability(durability).value,
        wait_seconds=wait_seconds,
    )
    backend, vault = _databases().opened(places, tenant, chosen)
    return _checked(make, backend, vault, head)


def _keyring(
    keyring: Keyring | None, master_key: bytes | None, *, unprotected: bool
) -> Keyring:
    """Return the keyring that was chosen.

    Raises:
        TypeError: If it is none, or it is not said as True or False.
        ValueError: If nothing was, or more than one thing.
    """
    said: object = unprotected  # of a setting, "no" is text that would be taken for yes
    if not isinstance(said, bool):
        raise TypeError(f"unprotected is True or False, not {type(said).__name__}")
    n_chosen = (keyring is not None) + (master_key is not None) + unprotected
    if n_chosen != 1:
        raise ValueError(
            "a database is opened with a keyring, or with a master_key, or with "
            "unprotected=True: choose one"
        )
    if master_key is not None:
        return StaticKeyring({1: master_key})
    if keyring is None:
        return NoKeyring()
    check_keyring(keyring)
    return keyring


def _checked(
    make: "partial[Store]", backend: Backend, vault: Vault, head: Head | None
) -> Store:
    """Return a store in which what was erased is erased."""
    with ExitStack() as on_failure:
        on_failure.callback(backend.close)
        behind: tuple[PartnershipId, ...] = ()
        if head is not None:
            behind = restored(backend, vault, head, make.keywords["clock"])
        finish_intended(backend, vault)
        store = make(backend, vault, behind=behind)
        on_failure.pop_all()
    return store


@door
def protect(
    url: str,
    keyring: Keyring,
    *,
    tenant: str = "",
    keys: str | None = None,
    wait_seconds: float = WAIT_SECONDS,
) -> int:
    """Lock the keys of an unprotected store with a keyring; return how many.

    Who had a copy of the database before has the keys: give each person a new one with
    `Store.rotate_key` after it. They can still write what passes as written by this
    store; against that its histories are imported into a new one.

    Raises:
        StoreMismatch: If it is protected, or no store.
        StoreUnavailable: If it cannot be used; says why.
    """
    places = Places(
        url=url, keys=keys, durability=Durability.FULL.value, wait_seconds=wait_seconds
    )
    check_keyring(keyring)
    n_keys: int = _databases().protected(places, owned_by(tenant), keyring)
    return n_keys


@door
def migrate(url: str, *, wait_seconds: float = WAIT_SECONDS) -> tuple[int, int]:
    """Bring a database to the tables of this version, all of the way or not at all.

    To be run once where opening it says so: when its tables are of an older version,
    or when it was restored from another PostgreSQL cluster. Nobody should have it open.

    Returns:
        From which version, and to which; the same twice, if there was nothing to do.

    Raises:
        StoreMismatch: it is no store, or a newer one.
        StoreUnavailable: it cannot be used; says why.
    """
    places = Places(
        url=url, keys=None, durability=Durability.FULL.value, wait_seconds=wait_seconds
    )
    done: tuple[int, int] = _databases().migrated(places)
    return done


@door
def drill(
    url: str,
    keyring: Keyring | None,
    against: Head,
    *,
    tenant: str = "",
    keys: str | None = None,
    wait_seconds: float = WAIT_SECONDS,
    timer: Callable[[], float] = perf_counter,
) -> Drill:
    """Try out a restored copy of a store; nothing is written to it.

    Every row is looked at, every text is opened and every history loaded. Where each
    ends is compared with a head that was exported from the store. What was erased by
    then is looked for in the copy, and is left there: opening it with ``at_least``
    takes it out.

    Args:
        url: where the copy is: ``sqlite:///FILE`` or ``postgresql://ADDRESS``.
        keyring: the masters that there are to restore with; None, if the store is an
            unprotected one.
        against: the last head that was exported.
        tenant: whose store, where several share a database.
        keys: the address of the copy of the keys, if they are in another database.
        wait_seconds: how long to wait for a connection.
        timer: how many seconds have gone by, since any moment.

    Raises:
        StoreMismatch: If there is no store, or no keys, or it is locked with another
            master, or has to be migrated; says what to run.
        StoreUnavailable: If it cannot be read; says why.
        KeyUnavailable: If the keyring has no master of an epoch of the copy.
        ValueError: If it is no such address, or the head is of another tenant's store.
    """
    started = timer()
    if keyring is not None:
        check_keyring(keyring)
    if given("against", against, Head) is None or against.tenant != owned_by(tenant):
        raise ValueError("against is a head of the store of that tenant")
    places = Places(
        url=url, keys=keys, durability=Durability.FULL.value, wait_seconds=wait_seconds
    )
    backend, vault = _databases().looked_at(places, tenant, keyring)
    try:
        done = drilled(backend, vault, against)
    finally:
        backend.close()
    return attrs.evolve(done, seconds=timer() - started)


def new_master_key() -> bytes:
    """Draw a master key of 32 bytes. Keep it where no backup of the store is."""
    key: bytes = _databases().new_key()
    return key


def _databases() -> ModuleType:
    """Return what needs the extra; a store in memory does without."""
    try:
        return import_module("collabtherapy.storage.databases")
    except ModuleNotFoundError as error:
        missing = error.name or ""
    raise ImportError(
        f'{missing} is not installed: pip install "collabtherapy[storage]"'
    )
