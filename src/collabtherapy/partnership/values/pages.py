"""Pages: some of what was found, and the cursor by which to ask for the next."""

from collections.abc import Iterator
from typing import Generic, TypeVar

import attrs

T = TypeVar("T")


@attrs.frozen
class Page(Generic[T]):
    """Some of what was found, in order; to iterate over it is to iterate over these.

    Args:
        items: what was found.
        next: the cursor to give as *after* for the next page; None, if this is the
            last. It names a place in the order: what comes to stand before it later is
            not on the next page.

    >>> page = Page(("a", "b"), "b")
    >>> list(page), len(page), page.next
    (['a', 'b'], 2, 'b')
    """

    items: tuple[T, ...] = attrs.field(converter=tuple)
    next: str | None = None

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)
