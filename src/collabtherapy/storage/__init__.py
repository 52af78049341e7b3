"""Keeping partnerships for good: in memory, in a file, or on a PostgreSQL server.

A store takes acts and gives partnerships back. What it keeps of an act is never
changed; words are sealed for whoever wrote them, with a key that can be destroyed.

>>> from datetime import UTC, datetime
>>> from collabtherapy import Client, Partnership, Therapist
>>> from collabtherapy.storage import open_store
>>> p = Partnership.open(
...     id="p-1",
...     clients=[Client("ana")],
...     therapists=[Therapist("bo")],
...     by="ana",
...     at=datetime(2026, 1, 5, 9, tzinfo=UTC),
... )
>>> store = open_store("memory:")
>>> store.open(p.opening)
<Partnership p-1: requested, 1 act>
>>> store.load("p-1") == p
True
"""

from collabtherapy.storage.adapting import register_ids
from collabtherapy.storage.appending import Appended
from collabtherapy.storage.asynchronous import AsyncStore
from collabtherapy.storage.asynchronous_following import AsyncFollower
from collabtherapy.storage.chain import Fault
from collabtherapy.storage.drills import Drill
from collabtherapy.storage.epochs import EpochCertificate
from collabtherapy.storage.erasing import ErasurePlan
from collabtherapy.storage.erasures import Erasure
from collabtherapy.storage.filing import FoundAs
from collabtherapy.storage.finding import Found
from collabtherapy.storage.following import (
    Batch,
    Follower,
    Outgoing,
    Subscription,
)
from collabtherapy.storage.heads import Head
from collabtherapy.storage.health import Health
from collabtherapy.storage.inbox import DueItem
from collabtherapy.storage.keyrings import Keyring, ReloadingKeyring, StaticKeyring
from collabtherapy.storage.ledger import Reached
from collabtherapy.storage.opening import (
    Durability,
    drill,
    migrate,
    new_master_key,
    open_store,
    protect,
)
from collabtherapy.storage.paging import Page
from collabtherapy.storage.reads import Read
from collabtherapy.storage.rows import Bookmark, Recorded
from collabtherapy.storage.store import Store
from collabtherapy.storage.verifying import Verification
from collabtherapy.storage.webhooks import check_signature, signature

__all__ = [
    "Appended",
    "AsyncFollower",
    "AsyncStore",
    "Batch",
    "Bookmark",
    "Drill",
    "DueItem",
    "Durability",
    "EpochCertificate",
    "Erasure",
    "ErasurePlan",
    "Fault",
    "Follower",
    "Found",
    "FoundAs",
    "Head",
    "Health",
    "Keyring",
    "Outgoing",
    "Page",
    "Reached",
    "Read",
    "Recorded",
    "ReloadingKeyring",
    "StaticKeyring",
    "Store",
    "Subscription",
    "Verification",
    "check_signature",
    "drill",
    "migrate",
    "new_master_key",
    "open_store",
    "protect",
    "register_ids",
    "signature",
]
