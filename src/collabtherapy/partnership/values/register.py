"""A mapping that grows by giving a new one, cheaply, however long it has become.

A partnership of a thousand acts must not copy a thousand contributions to add one.
A register is a few dictionaries, each several times larger than the next: what is
new goes to the smallest, and a full one is merged into its elder. Adding costs the
same at the thousandth entry as at the tenth, on average; reading asks at most a
handful of dictionaries, the newest first.
"""

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Generic, Self, TypeVar

K = TypeVar("K")
V = TypeVar("V")

SMALLEST = 16
"""How many entries the newest dictionary takes before it is merged."""

RATIO = 4
"""How many times larger than the next a dictionary must be to be left alone."""


class Register(Mapping[K, V], Generic[K, V]):
    """An immutable mapping in order of first entry; no value in it is None.

    >>> one = Register[str, int]().put("a", 1)
    >>> two = one.put("b", 2).put("a", 3)
    >>> dict(one), dict(two)
    ({'a': 1}, {'a': 3, 'b': 2})
    """

    __slots__ = ("_parts",)
    _parts: tuple[dict[K, V], ...]

    def __init__(self) -> None:
        """Make an empty register."""
        self._parts = ()

    @classmethod
    def of(cls, entries: dict[K, V]) -> Self:
        """Return a register of these entries; one part, however large, is enough."""
        filled = object.__new__(cls)
        filled._parts = (entries,) if entries else ()
        return filled

    def put(self, key: K, value: V) -> "Register[K, V]":
        """Return a register in which *key* stands for *value*."""
        parts = self._parts
        if parts and len(parts[-1]) < SMALLEST:
            parts = (*parts[:-1], {**parts[-1], key: value})
        else:
            parts = (*_merged(parts), {key: value})
        after = object.__new__(type(self))
        after._parts = parts
        return after

    def put_all(self, entries: Mapping[K, V]) -> "Register[K, V]":
        """Return a register in which each of these keys stands for its value.

        One new register for all of them, where `put` would make one for each.

        >>> dict(Register[str, int]().put("a", 1).put_all({"b": 2, "a": 3}))
        {'a': 3, 'b': 2}
        """
        if not entries:
            return self
        parts = self._parts
        if parts and len(parts[-1]) < SMALLEST:
            parts = (*parts[:-1], {**parts[-1], **entries})
        else:
            parts = (*_merged(parts), {**entries})
        after = object.__new__(type(self))
        after._parts = parts
        return after

    def find(self, key: K) -> V | None:
        """Give the value of ``key``, or None: what a rule asks for most."""
        for part in reversed(self._parts):
            value = part.get(key)
            if value is not None:
                return value
        return None

    def since(self, before: "Register[K, V]") -> dict[K, V]:
        """Return the entries that are new or replaced since *before*.

        The parts that both share are not looked at, so that this costs what has
        changed. The order is that of the parts, which the number of entries decides.

        Args:
            before: a register that this one grew from.

        >>> one = Register[str, int]().put("a", 1).put("b", 2)
        >>> one.put("a", 3).since(one)
        {'a': 3}
        """
        theirs = before._parts  # noqa: SLF001  # another of its own kind
        own: dict[K, V] = {}
        for place, part in enumerate(self._parts):
            if place >= len(theirs) or part is not theirs[place]:
                own.update(part)
        return {k: v for k, v in own.items() if before.find(k) is not v}

    def __getitem__(self, key: K) -> V:
        value = self.find(key)
        if value is None:
            raise KeyError(key)
        return value

    def __contains__(self, key: object) -> bool:
        for part in reversed(self._parts):  # noqa: SIM110  # `any` is slower
            if key in part:
                return True
        return False

    def __iter__(self) -> Iterator[K]:
        return iter(self._whole())

    # Asked of one dictionary at once, not key by key of several.
    def keys(self) -> KeysView[K]:
        """Return the keys, in the order in which they were first entered."""
        return self._whole().keys()

    def values(self) -> ValuesView[V]:
        """Return the values, in the order in which their keys were first entered."""
        return self._whole().values()

    def items(self) -> ItemsView[K, V]:
        """Return keys and values, in the order in which keys were first entered."""
        return self._whole().items()

    def __len__(self) -> int:
        return len(self._whole())

    def __repr__(self) -> str:
        return f"<Register of {len(self)}>"

    def __hash__(self) -> int:
        return hash(frozenset(self._whole()))

    def __reduce__(self) -> tuple[object, ...]:
        return _filled, (self._whole(),)

    def _whole(self) -> dict[K, V]:
        if len(self._parts) == 1:
            return self._parts[0]  # which nobody changes
        # The elder first: a key keeps the place where it was first entered.
        whole: dict[K, V] = {}
        for part in self._parts:
            whole.update(part)
        return whole


def _merged(parts: tuple[dict[K, V], ...]) -> tuple[dict[K, V], ...]:
    """Merge from the newest on until each part is ``RATIO`` times the next."""
    kept = list(parts)
    while len(kept) > 1 and len(kept[-2]) < RATIO * len(kept[-1]):
        newer = kept.pop()
        kept[-1] = {**kept[-1], **newer}
    return tuple(kept)


def _filled(entries: dict[K, V]) -> Register[K, V]:
    return Register[K, V].of(entries)
