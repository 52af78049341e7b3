"""The acts of a partnership in the order of the record; adding one stays cheap.

A tuple of ten thousand acts takes as long to copy as the whole law takes to ask.
Acts are kept in full pages and one open page, so an act copies at most one page.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, final

import attrs
from attrs import field

if TYPE_CHECKING:
    from collabtherapy.partnership.state import State
    from collabtherapy.partnership.values.act import Act

PAGE = 32


@final
@attrs.frozen(repr=False)
class History:
    """Every act recorded so far, as it was handed in, the first first.

    Args:
        pages: the full pages.
        tail: the open page.
        states: what was so after each full page, while every act was on time.
    """

    pages: tuple[tuple["Act", ...], ...] = ()
    tail: tuple["Act", ...] = ()
    states: "tuple[State, ...]" = field(default=(), eq=False)

    def add(self, act: "Act", before: "State | None") -> "History":
        """Return the history with one more act at its end.

        Args:
            act: the act.
            before: what was so before it; None if nothing was.
        """
        if len(self.tail) < PAGE:
            return History(self.pages, (*self.tail, act), self.states)
        states = self.states if before is None else (*self.states, before)
        return History((*self.pages, self.tail), (act,), states)

    @classmethod
    def of(cls, acts: "Sequence[Act]", states: "Iterable[State]") -> "History":
        """Return the history of these acts.

        Args:
            acts: the acts, the opening first.
            states: what was so after each full page, while every act was on time.
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
