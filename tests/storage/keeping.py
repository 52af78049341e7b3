"""What tests of the store share: a master key, a whole history kept, an erasure."""

from typing import Any

from collabtherapy import Partnership, PersonId
from collabtherapy.privacy import Plan
from collabtherapy.storage import Erasure, Store, open_store

MASTER = bytes(range(32))


def opened(address: str = "memory:", **options: Any) -> Store:
    """Open a store: under the master key of the tests, and with no value in hand.

    What is done to rows behind its back is seen at the next load.
    """
    chosen = options.keys() & {"keyring", "master_key", "unprotected"}
    if address != "memory:" and not chosen:
        options["master_key"] = MASTER
    options.setdefault("held", 0)
    return open_store(address, **options)


def keep(store: Store, p: Partnership) -> None:
    """Keep a whole history."""
    store.import_history(p.id, p.entries)


def plan_of(p: Partnership, person: str = "ana", **options: Any) -> Plan:
    """Return the plan to erase what somebody wrote, by themselves."""
    given = {"by": person, "at": p.at, "because": "erasure_request", **options}
    return Plan(subject=PersonId(person), **given)


def erase(store: Store, p: Partnership, person: str = "ana", **options: Any) -> Erasure:
    """Erase all that somebody wrote, or what is named of it, at their own wish."""
    return store.erase(plan_of(p, person, **options))
