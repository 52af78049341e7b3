"""Exploring a small model to its end, and spelling it so that it can be compared."""

import hashlib
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from enum import Enum
from pathlib import Path

import attrs

from collabtherapy import acts
from collabtherapy.partnership.fold import fold, settling
from collabtherapy.partnership.routes import step_taken
from collabtherapy.partnership.state import State
from collabtherapy.partnership.verdict import refusals

Moves = Callable[[State], Iterator[acts.Act]]
SeenAs = Callable[[State], Hashable]
Taken = tuple[State, acts.Act, State]


@attrs.frozen
class Explored:
    """Every state met, every act taken, every reason met, and a digest of them all."""

    states: list[State]
    taken: list[Taken]
    digest: str

    @property
    def rows(self) -> set[str]:
        """The rows of the lifecycle that some act took."""
        rows = set()
        for before, act, _ in self.taken:
            deciding = isinstance(act, acts.Propose | acts.Amend | acts.Accept)
            settled = settling(before, act) if deciding else None
            step = step_taken(before, act, settled and settled.matter)
            rows.add(step and step.id)
        return rows - {None}


def explore(starts: Iterable[State], moves: Moves, seen_as: SeenAs) -> Explored:
    """Meet every state that can be reached, breadth first, and ask every act in it."""
    found = list(starts)
    seen, queue = set(map(seen_as, found)), deque(found)
    taken: list[Taken] = []
    total = 0
    while queue:
        state = queue.popleft()
        for act in moves(state):
            refused = refusals(state, act)
            after = None if refused else fold(state, act)
            came = [r.code for r in refused] if after is None else seen_as(after)
            total += _hash((seen_as(state), _named(act), came))
            if after is None:
                continue
            taken.append((state, act, after))
            if seen_as(after) not in seen:
                seen.add(seen_as(after))
                found.append(after)
                queue.append(after)
    return Explored(found, taken, f"{total % 2**64:016x}")


def _named(act: acts.Act) -> tuple[object, ...]:
    matter = getattr(act, "matter", None)
    about = (getattr(act, name, None) for name in ("proposal", "scope", "client", "to"))
    return type(act), act.by, type(matter), *map(str, about)


def _hash(value: object) -> int:
    # A sum of digests does not depend on the order in which edges are met.
    digest = hashlib.sha256(_spelled(value).encode()).digest()
    return int.from_bytes(digest[:8], "big")


def _spelled(value: object) -> str:
    if isinstance(value, frozenset):
        return f"{{{','.join(sorted(map(_spelled, value)))}}}"
    if isinstance(value, tuple | list):
        return f"({','.join(map(_spelled, value))})"
    if isinstance(value, Enum):
        return str(value.value)
    return value.__name__ if isinstance(value, type) else str(value)


PAGE = Path(__file__).parents[1] / "docs" / "reference" / "small_models.md"


def documented(model: str) -> tuple[int, int, str]:
    """Give the states, acts and digest that the docs say a model has."""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] == model:
            states, edges = (int(cell.replace(",", "")) for cell in cells[2:4])
            return states, edges, cells[4].strip("`")
    raise LookupError(model)
