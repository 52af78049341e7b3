"""What tests of tampering share: a filled store, edits, and the faults found."""

from storage.keeping import keep

from collabtherapy.storage import Fault, Head, Store
from collabtherapy.testing.kept_stories import story

ACT = "collabtherapy_act"
WORDS = "collabtherapy_words"
P = story("p-1")
N = P.version
NOTE = next(
    n for n, act in enumerate(P.history, 1) if type(act).__name__ == "WriteNote"
)
ROW = f"stream = 'p-1' AND version = {NOTE}"
MARK = "collabtherapy_partnership"

EDITS = {
    "kind": "kind = 'Leave'",
    "format": "format = 1",
    "at": "at = '2026-01-07T09:00:00.000000Z'",
    "recorded_at": "recorded_at = '2026-01-07T09:00:00.000000Z'",
    "actor": "actor = 'dee'",
    "cause": "cause = 'made-up'",
    "envelope": "envelope = '{}'",
    "body": "body = replace(body, 'bo', 'dee')",
    "words": "words = hash",
    "hash": "hash = words",
    "tag": "tag = hash",
}


def fill(store: Store) -> Store:
    """Return a store with two partnerships, and notes by two people in each."""
    for whole in (P, story("q-1")):
        keep(store, whole)
    return store


def faults(store: Store, *, words: bool = False, **options: Head) -> list[Fault]:
    """Return what a look at every row finds."""
    return list(store.verify(words=words, **options).faults)
