"""Exploring a small model to its end, and spelling it so that it can be compared."""

import hashlib
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from enum import Enum
from pathlib import Path

import attrs

from collabtherapy import acts, matters
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
    spelled = {seen: _spelled(seen) for seen in map(seen_as, found)}
    queue = deque(zip(found, spelled.values(), strict=True))
    taken: list[Taken] = []
    total = 0
    while queue:
        state, here = queue.popleft()
        for act in moves(state):
            refused = refusals(state, act)
            if refused:
                came = _spelled([refusal.code for refusal in refused])
            else:
                after = fold(state, act)
                taken.append((state, act, after))
                seen = seen_as(after)
                if seen not in spelled:
                    spelled[seen] = _spelled(seen)
                    found.append(after)
                    queue.append((after, spelled[seen]))
                came = spelled[seen]
            total += _hash(f"({here},{_spelled(_named(act))},{came})")
    return Explored(found, taken, f"{total % 2**64:016x}")


def _named(act: acts.Act) -> tuple[object, ...]:
    matter = getattr(act, "matter", None)
    about = (getattr(act, name, None) for name in ("proposal", "scope", "client", "to"))
    return type(act), act.by, type(matter), *map(str, about)


def digest(of: Iterable[object]) -> str:
    """Give one number for all of these, whatever their order."""
    return f"{sum(_hash(_spelled(each)) for each in of) % 2**64:016x}"


def _hash(spelled: str) -> int:
    # A sum of digests does not depend on the order in which edges are met.
    digest = hashlib.sha256(spelled.encode()).digest()
    return int.from_bytes(digest[:8], "big")


def _spelled(value: object) -> str:
    if isinstance(value, frozenset):
        return f"{{{','.join(sorted(map(_spelled, value)))}}}"
    if isinstance(value, tuple | list):
        return f"({','.join(map(_spelled, value))})"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, acts.Act | matters.Matter):
        names = (field.name for field in attrs.fields(type(value)))
        return _spelled((type(value), *(getattr(value, name) for name in names)))
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
