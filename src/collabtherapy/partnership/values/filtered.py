"""A register of which only a part is shown, found out entry by entry as it is read.

Copying what somebody may see costs as much as the history is long. Here an entry is
looked at when it is asked for, and what was found is remembered.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias, TypeVar, cast, final

from collabtherapy.partnership.values.register import Register

K = TypeVar("K")
V = TypeVar("V")

Show: TypeAlias = Callable[[K, V], V | None]
"""Return what is shown of an entry; None, if nothing is."""


@final
class Filtered(Register[K, V]):
    """A register as a filter shows it.

    It pickles as a plain register of what is shown; until then it holds the rest.

    Args:
        base: the register with everything in it.
        show: what is shown of an entry.

    >>> base = Register[str, int]().put("a", 1).put("b", 2)
    >>> shown = Filtered(base, lambda _, n: n if n > 1 else None)
    >>> dict(shown), "a" in shown, shown.find("b")
    ({'b': 2}, False, 2)
    """

    __slots__ = ("_base", "_found", "_show", "_shown")
    _base: Register[K, V]
    _show: Show[K, V]
    _found: dict[K, V | None]
    _shown: dict[K, V] | None

    def __init__(self, base: Register[K, V], show: Show[K, V]) -> None:
        """Show a part of a register."""
        super().__init__()
        self._base = base
        self._show = show
        self._found = {}
        self._shown = None

    def find(self, key: K) -> V | None:
        """Return the value of *key*, or None if it is not there or not shown."""
        try:
            return self._found[key]
        except KeyError:
            value = self._base.find(key)
            shown = None if value is None else self._show(key, value)
            self._found[key] = shown
            return shown

    def put(self, key: K, value: V) -> "Filtered[K, V]":
        """Return a register in which *key* stands for *value*, and is shown."""
        base, find = self._base.put(key, value), self.find
        return Filtered(base, lambda k, v: v if k == key else find(k))

    def put_all(self, entries: Mapping[K, V]) -> Register[K, V]:
        """Return a register in which each of these keys stands for its value."""
        after: Register[K, V] = self
        for key, value in entries.items():
            after = after.put(key, value)
        return after

    def settled(self) -> Register[K, V]:
        """Return a plain register of what is shown; nothing else is kept."""
        return Register[K, V].of(self._whole())

    def since(self, before: Register[K, V]) -> dict[K, V]:
        """Return the entries shown that are new or replaced since *before*."""
        return {k: v for k, v in self._whole().items() if before.find(k) is not v}

    def __contains__(self, key: object) -> bool:
        return self.find(cast("K", key)) is not None

    def _whole(self) -> dict[K, V]:
        if self._shown is None:
            found = ((key, self.find(key)) for key in self._base)
            self._shown = {key: value for key, value in found if value is not None}
        return self._shown
