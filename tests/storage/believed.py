"""Acts added to a history without asking the law, as what is behind the doors adds."""

from collections.abc import Sequence

from collabtherapy import Entry, Partnership, acts
from collabtherapy.storage import Appended, Store
from collabtherapy.storage.appending import Append, appended
from collabtherapy.storage.deciding import beyond


def believing(stream: str, those: Sequence[acts.Act], expected: int) -> Append:
    """Return what adds acts that are on time and change nothing for others."""
    return appended(stream, those, expected, None, [None] * len(those))


def believed(
    store: Store, stream: str, those: Sequence[acts.Act], expected: int
) -> Appended:
    """Add acts that are on time to what a store keeps, and say what became of it."""
    return store._added(believing(stream, those, expected))


def told_on(store: Store, entries: Sequence[Entry], first: int) -> Appended:
    """Add the entries of a history after the first ones, as it was decided of them."""
    before = Partnership.replay(entries[: max(first, 1)])
    after = Partnership.replay(entries)
    envelopes = beyond(after.recorded, first, before.at)
    those = after.history[first:]
    return store._added(appended(str(after.id), those, first, None, envelopes))
