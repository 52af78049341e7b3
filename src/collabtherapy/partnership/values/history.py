"""The acts of a partnership in order, kept so that adding one stays cheap.

A tuple of ten thousand acts takes as long to copy as the whole law takes to ask.
Acts are kept in full pages and one open page, so an act copies at most one page.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, final

import attrs

if TYPE_CHECKING:
    from collabtherapy.partnership.values.act import Act

PAGE = 64


@final
@attrs.frozen(repr=False)
class History:
    """Every act recorded so far, the first first."""

    pages: tuple[tuple["Act", ...], ...] = ()
    tail: tuple["Act", ...] = ()

    def add(self, act: "Act") -> "History":
        """Give the history with one more act at its end."""
        if len(self.tail) < PAGE:
            return History(self.pages, (*self.tail, act))
        return History((*self.pages, self.tail), (act,))

    @classmethod
    def of(cls, acts: "Iterable[Act]") -> "History":
        """Give the history of these acts."""
        whole = tuple(acts)
        full = (len(whole) - 1) // PAGE * PAGE if whole else 0
        return cls(
            tuple(whole[i : i + PAGE] for i in range(0, full, PAGE)), whole[full:]
        )

    @property
    def opening(self) -> "Act":
        """The first act."""
        return (self.pages[0] if self.pages else self.tail)[0]

    def __len__(self) -> int:
        return PAGE * len(self.pages) + len(self.tail)

    def __iter__(self) -> "Iterator[Act]":
        return chain.from_iterable((*self.pages, self.tail))

    def __repr__(self) -> str:
        return f"<History of {len(self)} acts>"
