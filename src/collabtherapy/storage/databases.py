"""Stores in databases; what needs the extra is imported from here on."""

from contextlib import ExitStack

import attrs
from sqlalchemy import Engine

from collabtherapy.errors import StoreMismatch
from collabtherapy.storage.aes import AesCipher, new_key
from collabtherapy.storage.engines import engine_of, read_only
from collabtherapy.storage.epochs import rotated
from collabtherapy.storage.failures import attempted
from collabtherapy.storage.keyrings import Keyring, NoKeyring, ProtectingKeyring
from collabtherapy.storage.places import Places
from collabtherapy.storage.schema import (
    NO_KEYS,
    look_at_keys,
    prepared,
    prepared_keys,
)
from collabtherapy.storage.schema import looked_at as tables_looked_at
from collabtherapy.storage.schema import migrated as tables_migrated
from collabtherapy.storage.sql import Sql
from collabtherapy.storage.unlocking import opened as unlocked_by
from collabtherapy.storage.unlocking import unlocked
from collabtherapy.storage.vault import Vault

__all__ = ["looked_at", "migrated", "new_key", "opened", "protected"]


def opened(places: Places, tenant: str, keyring: Keyring) -> tuple[Sql, Vault]:
    """Open a store's databases, and unlock its secret."""
    with ExitStack() as on_failure:
        engine = _engine(places, places.url, on_failure)
        key_engine = engine
        if places.keys is not None:
            key_engine = _engine(places, places.keys, on_failure)
        shifts = attempted(lambda: prepared(engine))
        attempted(lambda: prepared_keys(key_engine))
        backend = Sql(tenant, engine, key_engine, shifts)
        vault = unlocked(backend, AesCipher(), keyring)
        on_failure.pop_all()
    return backend, vault


def protected(places: Places, tenant: str, keyring: Keyring) -> int:
    """Lock the keys of an unprotected store; return how many.

    Raises:
        StoreMismatch: If it is protected, or there is no store, which is not made then.
    """
    there, _ = looked_at(places, tenant, None)
    there.close()
    backend, vault = opened(places, tenant, NoKeyring())
    try:
        locking = attrs.evolve(vault, keyring=ProtectingKeyring(keyring))
        return backend.write(lambda writing: rotated(writing, locking))
    finally:
        backend.close()


def looked_at(
    places: Places, tenant: str, keyring: Keyring | None
) -> tuple[Sql, Vault]:
    """Open a copy of a store's databases in a way that nothing can be written."""
    with ExitStack() as on_failure:
        engines = [
            read_only(url, wait_seconds=places.wait_seconds)
            for url in (places.url, places.keys)
            if url is not None
        ]
        for engine in engines:
            on_failure.callback(engine.dispose)
        shifts = attempted(lambda: tables_looked_at(engines[0]))
        attempted(lambda: look_at_keys(engines[-1]))
        backend = Sql(tenant, engines[0], engines[-1], shifts)
        rows = backend.read(lambda reading: reading.secret())
        if not rows:
            raise StoreMismatch("no_keys", NO_KEYS)
        vault = unlocked_by(rows[0], AesCipher(), keyring or NoKeyring(), tenant)
        on_failure.pop_all()
    return backend, vault


def migrated(places: Places) -> tuple[int, int]:
    """Bring a database to this version; give from which to which."""
    with ExitStack() as finally_:
        engine = _engine(places, places.url, finally_)
        return attempted(lambda: tables_migrated(engine))


def _engine(places: Places, url: str, stack: ExitStack) -> Engine:
    engine = engine_of(
        url, durability=places.durability, wait_seconds=places.wait_seconds
    )
    stack.callback(engine.dispose)
    return engine
