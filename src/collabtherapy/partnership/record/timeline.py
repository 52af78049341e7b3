"""The acts in the order in which they count, and what was so along the way.

The record grows at its end; the timeline takes a late entry in where it belongs. Its
acts are *placed*: their `at` is the moment from which they count. It is kept in pages
with the state before each, so that what was so at a moment of late is at most a page
away, and at an older one a small part of what came after it. What stands before a late
entry is neither folded nor copied again.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from operator import itemgetter
from typing import Final, NamedTuple, TypeAlias, final

import attrs
from attrs import field

from collabtherapy.partnership.fold import begin, fold, follow_from
from collabtherapy.partnership.record.history import PAGE, History, gap
from collabtherapy.partnership.regions.carry_over import CarryOver
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.corrections import Consequence
from collabtherapy.partnership.values.entries import PLAIN, EntryConflict, Mark
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.stages import Open

Key: TypeAlias = tuple[datetime, int]
"""What the timeline is in order of: from when an act counts, and its number."""


EARLIEST: Final = datetime.min.replace(tzinfo=UTC)


def key_of(act: Act, version: int) -> Key:
    """Return where an act, placed, stands in the order of the timeline.

    The opening, and what is carried over to it, stand before everything else, also
    before what happened earlier: it was written up on that ground.
    """
    begins = version == 1 or isinstance(act, CarryOver)
    return EARLIEST if begins else act.at, version


class Item(NamedTuple):
    """One act on the timeline.

    Args:
        version: its number in the record.
        act: the act, placed.
    """

    version: int
    act: Act

    @property
    def key(self) -> Key:
        """Where it stands in the order of the timeline."""
        return key_of(self.act, self.version)


@attrs.frozen(eq=False, repr=False)
class Page:
    """Some acts in a row, and what was so before them.

    Args:
        before: what was so before the first; None, if that is the opening.
        acts: the acts, placed.
        versions: the number of each.
    """

    before: State | None
    acts: tuple[Act, ...]
    versions: Sequence[int]

    def __iter__(self) -> Iterator[Item]:
        return map(Item, self.versions, self.acts)

    @property
    def first(self) -> Key:
        """Where its first act stands in the order."""
        return key_of(self.acts[0], self.versions[0])

    @property
    def last(self) -> Key:
        """Where its last act stands in the order."""
        return key_of(self.acts[-1], self.versions[-1])

    def add(self, item: Item) -> "Page":
        """Return the page with one more act."""
        version, act = item
        return Page(self.before, (*self.acts, act), (*self.versions, version))


@final
@attrs.frozen(eq=False, repr=False)
class Timeline:
    """The acts that have effect, in the order in which they count.

    Args:
        pages: the acts; the last page is the open one, and older ones are longer.
        recorded_at: when the record learned of its last entry.
        marks: what was decided of entries when they were recorded.
        voided: the entries that were taken out, and the entry that took out each.
        aside: the entries that lost their effect, and the entry that set each aside.
    """

    pages: tuple[Page, ...]
    recorded_at: datetime
    marks: Register[int, Mark] = Register()
    voided: Register[int, int] = Register()
    aside: Register[int, int] = field(default=Register())

    @classmethod
    def of(cls, history: History) -> "Timeline":
        """Return the timeline of a history in which every act is on time."""
        whole = (*history.pages, history.tail)
        begin_at = ((0, None), *history.states)
        ends = (*(n for n, _ in begin_at[1:]), len(whole))
        pages = (
            _page(before, tuple(chain.from_iterable(whole[n:end])), n * PAGE + 1)
            for (n, before), end in zip(begin_at, ends, strict=True)
        )
        return cls(tuple(pages), history.tail[-1].at)

    def add(self, item: Item, before: State) -> "Timeline":
        """Return the timeline with one more act at its end.

        Args:
            item: the act; it counts from no earlier than the last one.
            before: what is so before it.
        """
        open_ = self.pages[-1]
        if len(open_.acts) < PAGE:
            pages = (*self.pages[:-1], open_.add(item))
        else:
            last = Page(before, (item.act,), (item.version,))
            pages = tuple(_thinned((*self.pages, last)))
        return attrs.evolve(self, pages=pages, recorded_at=item.act.recorded_at)

    def page_of(self, key: Key) -> int:
        """Return the number of the page on which an act would stand, from 0."""
        return max(0, bisect_right(self.pages, key, key=lambda page: page.first) - 1)

    def items(self, page: int = 0) -> Iterator[Item]:
        """Yield the acts in order, from a page on."""
        for one in self.pages[page:]:
            yield from one

    def since(self, key: Key) -> Iterator[Item]:
        """Yield the acts that stand at a place and after it, in order."""
        page = self.page_of(key)
        yield from (item for item in self.pages[page] if item.key >= key)
        yield from self.items(page + 1)

    def state_before(self, key: Key) -> State | None:
        """Return what was so just before an act that stands at *key*."""
        page = self.pages[self.page_of(key)]
        return after(page.before, (i.act for i in page if i.key < key))

    @property
    def ahead(self) -> frozenset[int]:
        """The numbers of what was taken out because it lay far ahead of the clock."""
        taken = self.voided.items()
        return frozenset(v for v, by in taken if self.mark(by).moves)

    def conflicts(self) -> Iterator[EntryConflict]:
        """Yield what stands although the law would refuse it, as it is known now."""
        found: dict[int, EntryConflict] = {}
        for _, mark in sorted(self.marks.items(), key=itemgetter(0)):
            for version in mark.mends:
                found.pop(version, None)
            found |= {one.version: one for one in mark.conflicts}
        for one in found.values():
            if self.has_effect(one.because_of) and self.has_effect(one.version):
                yield one

    def has_effect(self, version: int) -> bool:
        """Return whether an entry was neither taken out nor set aside."""
        return version not in self.voided and version not in self.aside

    def mark(self, version: int) -> Mark:
        """Return what was decided of an entry when it was recorded."""
        return self.marks.find(version) or PLAIN


def after(state: State | None, acts: Iterable[Act]) -> State | None:
    """Return what is so after some acts in a row; None, while nothing has begun.

    Raises:
        LookupError: If an act speaks of something that is not there.
    """
    for act in acts:
        state = then(state, act)
    return state


def then(state: State | None, act: Act) -> State:
    """Return what is so after an act, be it the opening.

    Raises:
        LookupError: If the act speaks of something that is not there.
    """
    if isinstance(act, Consequence) and state is not None:
        return follow_from(state, act)
    if state is not None:
        return fold(state, act)
    if isinstance(act, Open):
        return begin(act)
    raise LookupError("nothing has been opened yet")


LATEST: Final = 1 << 62
"""A number after every number of an entry, to ask what was so after a moment."""


def repaged(
    timeline: Timeline, since: Key, items: Iterable[tuple[State | None, Item]]
) -> list[Page]:
    """Return the pages of a timeline with other items from a place on.

    Args:
        timeline: the timeline.
        since: the place.
        items: each act that stands there and after it, and what was so before it.
    """
    place = timeline.page_of(since)
    page = timeline.pages[place]
    kept = _from(page, since)
    return paged(timeline.pages[:place], chain(kept, items))


def paged(
    pages: Sequence[Page], items: Iterable[tuple[State | None, Item]]
) -> list[Page]:
    """Return these pages, and the items after them, in pages.

    Args:
        pages: full pages.
        items: each act and what was so before it.
    """
    done = list(pages)
    before: State | None = None
    acts: list[Act] = []
    versions: list[int] = []
    for state, (version, act) in items:
        if len(acts) == PAGE:
            done.append(Page(before, tuple(acts), tuple(versions)))
            acts, versions = [], []
        if not acts:
            before = state
        acts.append(act)
        versions.append(version)
    if acts:
        done.append(Page(before, tuple(acts), tuple(versions)))
    return _thinned(done)


def _page(before: State | None, acts: tuple[Act, ...], first: int) -> Page:
    return Page(before, acts, range(first, first + len(acts)))


def _from(page: Page, until: Key) -> Iterator[tuple[State | None, Item]]:
    """Yield what stands on a page before a place, and what was so before each."""
    state = page.before
    for n, item in enumerate(page, 1):
        if item.key >= until:
            return
        yield state, item
        if len(page.acts) > PAGE and n < len(page.acts):
            state = then(state, item.act)


def _thinned(pages: Sequence[Page]) -> list[Page]:
    """Return these pages, the older ones joined: see `gap`."""
    n_full = sum(len(page.acts) for page in pages[:-1]) // PAGE
    runs: list[list[Page]] = []
    start = 0
    for page in pages:
        if start % gap(n_full - start) == 0:
            runs.append([])
        runs[-1].append(page)
        start += len(page.acts) // PAGE
    return [_joined(run) for run in runs]


def _joined(pages: Sequence[Page]) -> Page:
    if len(pages) == 1:
        return pages[0]
    acts = chain.from_iterable(page.acts for page in pages)
    versions = chain.from_iterable(page.versions for page in pages)
    return Page(pages[0].before, tuple(acts), tuple(versions))
