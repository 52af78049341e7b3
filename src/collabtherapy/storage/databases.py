"""Stores in databases; what needs the extra is imported from here on."""

from contextlib import ExitStack

from sqlalchemy import Engine

from collabtherapy.storage.aes import AesCipher, new_key
from collabtherapy.storage.engines import engine_of
from collabtherapy.storage.failures import attempted
from collabtherapy.storage.places import Places
from collabtherapy.storage.schema import migrated as tables_migrated
from collabtherapy.storage.schema import prepared, prepared_keys
from collabtherapy.storage.sql import Sql
from collabtherapy.storage.vault import Vault

__all__ = ["migrated", "new_key", "opened"]


def opened(places: Places, tenant: str, master: bytes | None) -> tuple[Sql, Vault]:
    """Open a store's databases, and see whether the keys can be unlocked."""
    vault = Vault(tenant, AesCipher.under(master))
    with ExitStack() as on_failure:
        engine = _engine(places, places.url, on_failure)
        key_engine = engine
        if places.keys is not None:
            key_engine = _engine(places, places.keys, on_failure)
        shifts = attempted(lambda: prepared(engine))
        attempted(lambda: prepared_keys(key_engine))
        backend = Sql(tenant, engine, key_engine, shifts)
        backend.read(vault.check)
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
