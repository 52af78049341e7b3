"""An immutable mapping, for the fields of values that are frozen.

A dictionary in a frozen value can be changed and does not hash; a view of one
(`types.MappingProxyType`) neither pickles nor copies.
"""

from collections.abc import ItemsView, Iterable, Iterator, Mapping
from typing import Any, Protocol, TypeVar, cast, final

__all__ = ["FrozenMap", "frozen"]

K = TypeVar("K")
V = TypeVar("V")


@final
class FrozenMap(Mapping[K, V]):
    """An immutable mapping: it keeps its order, hashes, pickles and copies.

    It is equal to any mapping with the same entries, in whatever order.

    Args:
        entries: a mapping, or pairs of key and value; copied.

    >>> scores = FrozenMap({"anxiety": 3, "sleep": None})
    >>> scores["anxiety"], scores == {"sleep": None, "anxiety": 3}
    (3, True)
    >>> scores
    FrozenMap({'anxiety': 3, 'sleep': None})
    """

    __slots__ = ("_entries",)
    _entries: dict[K, V]

    def __init__(self, entries: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        """Copy the entries."""
        self._entries = dict(entries)

    def __getitem__(self, key: K) -> V:
        return self._entries[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def items(self) -> ItemsView[K, V]:
        """Return the entries; the view of a `Mapping` looks each key up by itself."""
        return self._entries.items()

    def __hash__(self) -> int:
        return hash(frozenset(self._entries.items()))

    def __repr__(self) -> str:
        return f"FrozenMap({self._entries!r})"


class Entries(Protocol):
    """Anything that has pairs of key and value, such as a dictionary."""

    def items(self) -> Iterable[tuple[object, object]]:
        """Return the pairs."""
        ...


def frozen(entries: Entries) -> FrozenMap[Any, Any]:
    """Return an immutable copy of a mapping: the converter of fields that hold one.

    The field says of what: mypy solves no type variable in a converter.

    >>> frozen({"a": 1})
    FrozenMap({'a': 1})
    """
    return FrozenMap(entries.items())


def shown(value: object) -> str:
    """Return the repr of a value; of a set, with its members in order.

    A set has no order of its own, and every process would show it in another one.

    >>> shown(frozenset({"b", "a"}))
    "{'a', 'b'}"
    """
    if isinstance(value, frozenset):
        members = cast("frozenset[object]", value)
        return f"{{{', '.join(sorted(map(repr, members)))}}}"
    return repr(value)
