"""Exploring a small model of the law to its end, and telling what breaks a promise.

What is small enough need not be sampled: every state that can be reached is met, every
act that anybody could think of is asked in it, and the shortest way to a state in which
something does not hold is told as a story.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from enum import Enum
from functools import cache
from typing import TypeAlias, cast

import attrs
from attrs import field

from collabtherapy import acts, matters
from collabtherapy._frozen import frozen
from collabtherapy.partnership.fold import fold
from collabtherapy.partnership.state import State
from collabtherapy.partnership.verdict import refusals
from collabtherapy.testing.coverage import row_taken
from collabtherapy.testing.stories import story

Moves: TypeAlias = Callable[[State], Iterator[acts.Act]]
"""Gives the acts that are asked in a state."""

SeenAs: TypeAlias = Callable[[State], Hashable]
"""Gives what tells one state of a model from another."""

Taken: TypeAlias = tuple[State, acts.Act, State]

Came: TypeAlias = Mapping[Hashable, tuple[Hashable, acts.Act] | None]
"""From where, and by which act, each state was met first."""


@attrs.frozen
class Explored:
    """Every state met, every act taken, and a digest of all that was asked.

    Args:
        states: every state, in the order in which they were met: the nearest first.
        taken: every lawful act, with the state before and the state after it.
        digest: of every state and act, and the state or the refusals it leads to.
        came: from where each state was met first.
        seen_as: what tells one state of the model from another.
    """

    states: tuple[State, ...]
    taken: tuple[Taken, ...]
    digest: str
    came: Came = field(repr=False, converter=frozen)
    seen_as: SeenAs = field(repr=False, eq=False)

    @property
    def rows(self) -> set[str]:
        """The rows of the lifecycle that some act took."""
        rows = (row_taken(before, act) for before, act, _ in self.taken)
        return {row for row in rows if row is not None}

    def way_to(self, state: State) -> tuple[acts.Act, ...]:
        """Give the fewest acts that lead from a start to a state."""
        way: list[acts.Act] = []
        came = self.came[self.seen_as(state)]
        while came is not None:
            before, act = came
            way.append(act)
            came = self.came[before]
        return tuple(reversed(way))

    def counter_example(self, holds: Callable[[State], bool]) -> str | None:
        """Tell the shortest story to a state in which something does not hold."""
        for state in self.states:
            if not holds(state):
                return _told(self.way_to(state), "does not hold then")
        return None

    def counter_step(
        self, holds: Callable[[State, acts.Act, State], bool]
    ) -> str | None:
        """Tell the shortest story that ends in an act of which something is not so."""
        wrong = ((*self.way_to(b), a) for b, a, c in self.taken if not holds(b, a, c))
        shortest = min(wrong, key=len, default=None)
        return (
            None if shortest is None else _told(shortest, "does not hold of the last")
        )


def _told(way: Iterable[acts.Act], what: str) -> str:
    return f"{story(way)}\n→ {what}"


def explore(starts: Iterable[State], moves: Moves, seen_as: SeenAs) -> Explored:
    """Meet every state that can be reached, breadth first, and ask every act in it.

    Args:
        starts: where to begin.
        moves: gives the acts that are asked in a state.
        seen_as: gives what tells one state from another. What it leaves out must not
            bear on what may be done, or states are missed.

    Raises:
        TypeError: what was given to begin with is no state.

    >>> from collabtherapy import Stage
    >>> from collabtherapy.testing.ways import two
    >>> def moves(state):
    ...     yield acts.PlaceOnWaitingList(by="bo", at=state.at, expected_wait_days=7)
    ...     yield acts.Leave(by="ana", at=state.at)
    >>> model = explore([two().state], moves, lambda state: state.stage)
    >>> len(model.states), len(model.taken)
    (3, 3)
    >>> print(model.counter_example(lambda state: state.stage is not Stage.CLOSED))
    day 0  ana      Leave()
    → does not hold then
    """
    found = list(starts)
    for state in found:
        if not isinstance(state, State):
            raise TypeError(f"begin with states, not a {type(state).__name__}: p.state")
    came: dict[Hashable, tuple[Hashable, acts.Act] | None]
    came = {seen_as(state): None for state in found}
    queue, taken, total = deque(found), list[Taken](), 0
    spelled = cache(_spelled)
    while queue:
        state = queue.popleft()
        here = seen_as(state)
        for act in moves(state):
            refused = refusals(state, act)
            after = None if refused else fold(state, act)
            codes = tuple(reason.code for reason in refused)
            key = codes if after is None else seen_as(after)
            total += _hash(f"({spelled(here)},{_spelled(_named(act))},{spelled(key)})")
            if after is None:
                continue
            taken.append((state, act, after))
            if key not in came:
                came[key] = (here, act)
                found.append(after)
                queue.append(after)
    return Explored(
        states=tuple(found),
        taken=tuple(taken),
        digest=f"{total % 2**64:016x}",
        came=came,
        seen_as=seen_as,
    )


def _named(act: acts.Act) -> tuple[object, ...]:
    matter: object = getattr(act, "matter", None)
    about = (getattr(act, name, None) for name in ("proposal", "scope", "client", "to"))
    kind: type[object] = type(matter)
    return type(act), act.by, kind, *map(str, about)


def digest(of: Iterable[object]) -> str:
    """Give one number for all of these, whatever their order."""
    return f"{sum(_hash(_spelled(each)) for each in of) % 2**64:016x}"


def _hash(text: str) -> int:
    # A sum of digests does not depend on the order in which edges are met.
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:8], "big")


def _spelled(value: object) -> str:
    match value:
        case frozenset():
            each = map(_spelled, cast("frozenset[object]", value))
            return f"{{{','.join(sorted(each))}}}"
        case acts.Act() | matters.Matter():
            names = (one.name for one in attrs.fields(type(value)))
            return _spelled((type(value), *(getattr(value, name) for name in names)))
        case tuple() | list():
            each = map(_spelled, cast("Iterable[object]", value))
            return f"({','.join(each)})"
        case Enum():
            return str(value.value)
        case type():
            return value.__name__
        case _:
            return str(value)
