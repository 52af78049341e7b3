"""Pages: some of what was found, and the cursor by which to ask for the next."""

from collections.abc import Iterable
from typing import Final

from collabtherapy.partnership.values.pages import Page

__all__ = ["Page", "parts_of", "spelled_together"]

NO_CURSOR: Final = "after is the cursor that `next` of the last page has"


def spelled_together(parts: Iterable[str]) -> str:
    """Return several names as one text, of which each is a part.

    >>> spelled_together(("a/b", "c"))
    'a%2Fb/c'
    """
    # Or "a/b" of "c" would be what "a" of "b/c" is.
    return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)


def parts_of(cursor: str | None, n: int) -> tuple[str, ...] | None:
    """Return the parts of the place that a cursor names; None at the start.

    Args:
        cursor: the cursor.
        n: how many parts it has.

    Raises:
        TypeError: If it is no text.
        ValueError: If it is no cursor with so many parts.

    >>> parts_of("a%2Fb/c", 2)
    ('a/b', 'c')
    """
    if cursor is None:
        return None
    if not isinstance(cursor, str):
        raise TypeError(NO_CURSOR)
    parts = tuple(
        part.replace("%2F", "/").replace("%25", "%") for part in cursor.split("/")
    )
    # What no name holds is kept from databases that could not hold it either.
    is_one = cursor.isprintable() and len(parts) == n
    if not is_one or spelled_together(parts) != cursor:
        raise ValueError(NO_CURSOR)
    return parts
