"""Opening a store by its address."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from types import ModuleType
from typing import Final

from collabtherapy.codec.formats import check_upcasts
from collabtherapy.partnership.values.checks import is_name
from collabtherapy.storage.doors import door
from collabtherapy.storage.memory import Memory
from collabtherapy.storage.places import Places
from collabtherapy.storage.plain import PlainCipher
from collabtherapy.storage.store import Store, system_clock
from collabtherapy.storage.vault import Vault

MEMORY: Final = "memory:"
WAIT_SECONDS: Final = 30.0
"""How long to wait for others; a long append takes milliseconds."""


class Durability(StrEnum):
    """What an acknowledged append outlives, on SQLite.

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
    master_key: bytes | None = None,
    keys: str | None = None,
    durability: Durability = Durability.FULL,
    wait_seconds: float = WAIT_SECONDS,
    clock: Callable[[], datetime] = system_clock,
) -> Store:
    """Open a store, and make its tables where there are none.

    Args:
        url: ``memory:``, ``sqlite:///FILE`` or ``postgresql://ADDRESS``.
        tenant: whose store it is, where several share a database; they do not see one
            another.
        master_key: 32 bytes under which the keys of people are locked; see
            `new_master_key`. Without one, who has the database can read it.
        keys: the address of another database for the keys of people, so that they are
            in no backup of this one.
        durability: what an acknowledged append outlives, on SQLite.
        wait_seconds: how long to wait for others, and for a connection.
        clock: gives the moment at which something is recorded.

    Raises:
        ValueError: it is no such address, tenant or key.
        ImportError: an extra is not installed; says which.
        StoreMismatch: what is there is no store of this version; says what to run.
        StoreUnavailable: it cannot be used; says why.

    >>> open_store("memory:").find()
    Page(items=(), next=None)
    >>> try:
    ...     open_store("mysql://clinic")
    ... except ValueError as error:
    ...     print(error)
    a store is memory:, sqlite:///FILE or postgresql://ADDRESS
    """
    check_upcasts()
    if tenant and not is_name(tenant):
        raise ValueError("a tenant is named by printable characters without a space")
    if url == MEMORY:
        return Store(Memory(tenant), Vault(tenant, PlainCipher()), clock)
    places = Places(
        url=url,
        keys=keys,
        durability=Durability(durability).value,
        wait_seconds=wait_seconds,
    )
    backend, vault = _databases().opened(places, tenant, master_key)
    return Store(backend, vault, clock)


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


def new_master_key() -> bytes:
    """Draw a master key of 32 bytes. Keep it where no backup of the store is."""
    key: bytes = _databases().new_key()
    return key


def _databases() -> ModuleType:
    """Give what needs the extra; a store in memory does without."""
    try:
        return import_module("collabtherapy.storage.databases")
    except ModuleNotFoundError as error:
        missing = error.name or ""
    raise ImportError(
        f'{missing} is not installed: pip install "collabtherapy[storage]"'
    )
