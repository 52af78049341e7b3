"""The acts of a partnership in the order of the record; adding one stays cheap.

A tuple of ten thousand acts takes as long to copy as the whole law takes to ask.
Acts are kept in full pages and one open page, so an act copies at most one page.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias, final

import attrs
from attrs import field

from collabtherapy._printing import printed

if TYPE_CHECKING:
    from collabtherapy.partnership.state import State
    from collabtherapy.partnership.values.act import Act

PAGE = 32

LATELY = 16
"""How many times as far back a state must lie as the next one kept lies after it."""

Kept: TypeAlias = "tuple[tuple[int, State], ...]"
"""What was so before some full pages, by the number of the page, from 0."""


def gap(distance: int) -> int:
    """Return how many pages lie from one kept state to the next.

    Each of the last 32 pages keeps its state; further back every second does, every
    fourth, and so on. So as many states are kept as the logarithm of the history is
    long, each with all that was so by then, and whoever begins at a moment further back
    folds a sixteenth more acts than have come since. Gaps are powers of two: a page
    that is dropped is never asked for again.

    Args:
        distance: how many pages have been filled since.

    >>> [gap(distance) for distance in (0, 31, 32, 64, 1_000)]
    [1, 1, 2, 4, 32]
    """
    return 1 << max(0, (distance // LATELY).bit_length() - 1)


def thinned(kept: Kept, n_pages: int) -> Kept:
    """Return the states that are still kept once so many pages are full."""
    return tuple(one for one in kept if one[0] % gap(n_pages - one[0]) == 0)


@final
@attrs.frozen(repr=False)
class History:
    """Every act recorded so far, as it was handed in, the first first.

    Args:
        pages: the full pages.
        tail: the open page.
        states: what was so before some of the pages, while every act was on time.
    """

    pages: tuple[tuple["Act", ...], ...] = ()
    tail: tuple["Act", ...] = ()
    states: Kept = field(default=(), eq=False)

    def add(self, act: "Act", before: "State | None") -> "History":
        """Return the history with one more act at its end.

        Args:
            act: the act.
            before: what was so before it; None if nothing was.
        """
        if len(self.tail) < PAGE:
            return History(self.pages, (*self.tail, act), self.states)
        pages, states = (*self.pages, self.tail), self.states
        if before is not None:
            n = len(pages)
            states = thinned((*states, (n, before)), n)
        return History(pages, (act,), states)

    @classmethod
    def of(
        cls, acts: "Sequence[Act]", states: "Iterable[tuple[int, State]]"
    ) -> "History":
        """Return the history of these acts.

        Args:
            acts: the acts, the opening first.
            states: what was so before some of the pages, while every act was on time.
        """
        whole = tuple(acts)
        full = (len(whole) - 1) // PAGE * PAGE if whole else 0
        pages = (whole[n : n + PAGE] for n in range(0, full, PAGE))
        return cls(tuple(pages), whole[full:], tuple(states))

    @property
    def opening(self) -> "Act":
        """The first act."""
        return (self.pages[0] if self.pages else self.tail)[0]

    def __getitem__(self, place: int) -> "Act":
        page, offset = divmod(place, PAGE)
        return (self.pages[page] if page < len(self.pages) else self.tail)[offset]

    def __len__(self) -> int:
        return PAGE * len(self.pages) + len(self.tail)

    def __iter__(self) -> "Iterator[Act]":
        return chain.from_iterable((*self.pages, self.tail))

    def __repr__(self) -> str:
        return f"<History of {len(self)} acts>"

    _repr_pretty_ = printed
