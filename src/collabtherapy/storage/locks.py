"""Locks that are no rows, on PostgreSQL: each is a number that a name is made into.

Many writers share the key of one therapist, and to note each of them in its row takes
longer than all the rest.
"""

from collections.abc import Iterable
from hashlib import sha256

from collabtherapy.storage.keys import framed


def numbered(tenant: str, people: Iterable[str]) -> list[int]:
    """Return the locks that stand for the keys of people, in one order for everybody.

    The empty name stands for the secret of the store, and so for its epoch.
    """
    names = (framed("keys", tenant, person) for person in sorted(people))
    return [int.from_bytes(sha256(name).digest()[:8], signed=True) for name in names]
