"""Taking an act into the timeline where it belongs, and looking at the rest once.

A late entry is judged at its place. What comes after it was decided without it: what
would be refused now is found here, once, and what becomes of it is written down.
"""

from bisect import insort
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from heapq import merge
from itertools import chain, zip_longest
from typing import NamedTuple, TypeAlias, cast

from collabtherapy.partnership.law.lateness import Lateness, lateness_of
from collabtherapy.partnership.law.references import references
from collabtherapy.partnership.record.timeline import (
    Item,
    Key,
    Page,
    Timeline,
    repaged,
    then,
)
from collabtherapy.partnership.regions.decisions import Accept
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.corrections import Consequence
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.verdict import permits

Name: TypeAlias = PersonId | str
"""A person, or the name of a thing."""


def _key(item: Item) -> Key:
    return item.key


class Cursor:
    """A place on a timeline, and what is so there, with acts that are taken in.

    Going on is cheap; going back begins at the page of the earliest act taken in.
    `taken` holds the acts taken in, in their order; `before_taken` what is so before
    the first of them.
    """

    def __init__(self, timeline: Timeline) -> None:
        """Stand before everything."""
        self._timeline = timeline
        self._ahead: Iterator[Item] = iter(())
        self._next: Item | None = None
        self._reached: Key | None = None
        self._state: State | None = None
        self.taken: list[Item] = []
        self.before_taken: State | None = None

    def before(self, key: Key) -> State | None:
        """Return what is so before an act that stands at *key*.

        Raises:
            Unfounded: If an act does not go together with what was taken in.
        """
        if self._reached is None or key < self._reached:
            self._begin(key)
        while self._next is not None and self._next.key < key:
            self._take(self._next)
            self._next = next(self._ahead, None)
        return self._state

    def take_in(self, item: Item) -> None:
        """Take an act in at this place, of which `before` was asked."""
        if not self.taken or item.key < self.taken[0].key:
            self.before_taken = self._state
        self._take(item)
        insort(self.taken, item, key=_key)

    def _begin(self, key: Key) -> None:
        earliest = min(key, self.taken[0].key) if self.taken else key
        page = self._timeline.page_of(earliest)
        self._ahead = merge(self._timeline.items(page), list(self.taken), key=_key)
        self._next = next(self._ahead, None)
        self._state = self._timeline.pages[page].before
        self._reached = min(key, self._timeline.pages[page].first)

    def _take(self, item: Item) -> None:
        try:
            self._state = then(self._state, item.act)
        except LookupError as error:
            raise Unfounded(item.version) from error
        self._reached = item.key


class Unfounded(LookupError):
    """An act speaks of something that is not there any more.

    Args:
        version: the number of its entry.
    """

    def __init__(self, version: int) -> None:
        """Name the entry."""
        self.version = version
        super().__init__(f"entry {version} speaks of something that is not there")


class Refolded(NamedTuple):
    """A timeline after a change, and what the law says of the rest.

    Args:
        pages: the timeline.
        state: what is so now.
        unlawful: what the law would refuse now, and what is so before it, by the
            number of the entry.
        refused: of these, what it would not have refused before.
        judged: the numbers of all of which the law was asked.
        unfounded: the numbers of those that speak of something that is gone, and are
            left out.
        dropped: the numbers of those that lose their effect.
    """

    pages: list[Page]
    state: State
    unlawful: dict[int, tuple[Act, State]]
    refused: dict[int, tuple[Act, State]]
    judged: frozenset[int]
    unfounded: tuple[int, ...]
    dropped: frozenset[int]


def refolded(
    timeline: Timeline,
    items: Iterable[Item],
    *,
    since: Key,
    before: State | None,
    fresh: Container[int] = (),
    back: Container[int] = (),
    drops: Collection[Lateness] = (),
) -> Refolded:
    """Return a timeline folded again from a place on, each later act judged once.

    Args:
        timeline: the timeline before the change.
        items: what stands at that place and after it now.
        since: the place: where the change begins.
        before: what is so before it.
        fresh: the numbers of the entries that have been judged already.
        back: the numbers of those that have effect again, if the law permits them.
        drops: the classes of act that lose their effect where they are refused; with
            them goes what speaks of a thing that they alone had brought about.
    """
    was = Cursor(timeline)
    state = before
    stays: list[tuple[State | None, Item]] = []
    unlawful: dict[int, tuple[Act, State]] = {}
    refused: dict[int, tuple[Act, State]] = {}
    judged: set[int] = set()
    unfounded: list[int] = []
    dropped: set[int] = set()
    gone: set[Name] = set()
    for item in items:
        version, act = item
        if version in back and state is not None and not permits(state, act):
            dropped.add(version)
            continue
        fresh_or_back = version in fresh or version in back
        asked = item.key > since and not fresh_or_back and _is_handed_in(act)
        if asked:
            judged.add(version)
        if asked and state is not None and not permits(state, act):
            unlawful[version] = act, state
            had = was.before(item.key)
            if had is not None and permits(had, act):
                refused[version] = act, state
                if lateness_of(act) in drops or gone & names_in(act):
                    dropped.add(version)
                    gone |= brought_by(act, had)
                    continue
        try:
            after = then(state, act)
        except LookupError:
            (dropped.add if drops else unfounded.append)(version)
            continue
        stays.append((state, item))
        state = after
    # The opening is always there, so that something is so.
    return Refolded(
        pages=repaged(timeline, since, stays),
        state=cast("State", state),
        unlawful=unlawful,
        refused=refused,
        judged=frozenset(judged),
        unfounded=tuple(unfounded),
        dropped=frozenset(dropped),
    )


def first_change(timeline: Timeline, items: Sequence[Item]) -> Key:
    """Return the place of the first item that is another than before.

    Args:
        timeline: the timeline before the change.
        items: what stands on it now; not the same.
    """
    old, new = (item.key for item in timeline.items()), (item.key for item in items)
    pairs = zip_longest(old, new, fillvalue=(datetime.max.replace(tzinfo=UTC), 0))
    return next(min(pair) for pair in pairs if pair[0] != pair[1])


def _is_handed_in(act: Act) -> bool:
    return not isinstance(act, Consequence)


def names_in(act: Act) -> frozenset[Name]:
    """Return the people and things that an act speaks of."""
    fields: list[object] = [getattr(act, field) for field, _ in references(type(act))]
    several = (cast("frozenset[object]", v) for v in fields if isinstance(v, frozenset))
    one = (value for value in fields if not isinstance(value, frozenset))
    held = (act.by, *one, *act.named, *chain(*several))
    return frozenset(_name(n) for n in held if n)


def brought_by(act: Act, state: State) -> frozenset[Name]:
    """Return the people and things that came to be by an act alone.

    Args:
        act: the act.
        state: what was so before it.
    """
    names: list[Name] = []
    matter = getattr(act, "matter", None)
    if isinstance(act, Accept):  # what is settled is named after its proposal
        names.append(str(act.proposal))
        matter = state.decisions.proposals[act.proposal].last.matter
    made = (
        getattr(act, "id", None),
        getattr(getattr(matter, "person", None), "id", None),
    )
    return frozenset([*names, *(_name(name) for name in made if name is not None)])


def _name(name: object) -> Name:
    # A goal has the name of its proposal, and is another kind of thing.
    return name if isinstance(name, PersonId) else str(name)
