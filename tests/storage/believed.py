"""Acts added to a history without asking the law, as what is behind the doors adds."""

from collections.abc import Sequence

from collabtherapy import acts
from collabtherapy.storage import Appended, Store
from collabtherapy.storage.appending import Append, appended


def believing(stream: str, those: Sequence[acts.Act], expected: int) -> Append:
    """Return what adds acts that are on time and change nothing for others."""
    return appended(stream, those, expected, None, [None] * len(those))


def believed(
    store: Store, stream: str, those: Sequence[acts.Act], expected: int
) -> Appended:
    """Add acts that are on time to what a store keeps, and say what became of it."""
    return store._added(believing(stream, those, expected))
