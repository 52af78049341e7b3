"""One place in a JSON document: what is there, of which type, and what it is called."""

from collections.abc import Callable
from typing import TypeAlias, cast

import attrs

from collabtherapy.errors import MalformedDocument

__all__ = ["Node", "Report"]

Report: TypeAlias = Callable[[str, str, str], None]
"""Told of what was not taken over as it stands: where, a code, and what was done."""

_LONGEST, _MOST = 2_000, 10_000


@attrs.frozen
class Node:
    """A JSON object and its path; anything else is refused where it stands."""

    path: str
    value: object = attrs.field(repr=False, hash=False)  # JSON does not hash

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.value, dict):
            raise MalformedDocument(self.path, "expected_object", "an object")

    @property
    def keys(self) -> frozenset[str]:
        """The names that are there, those of other types left out."""
        there = cast("dict[object, object]", self.value)
        return frozenset(key for key in there if isinstance(key, str))

    @property
    def has_other_keys(self) -> bool:
        """True if something stands under a name that is no text, as in no JSON."""
        return any(
            not isinstance(key, str) for key in cast("dict[object, object]", self.value)
        )

    def _get(self, name: str) -> object:
        return cast("dict[object, object]", self.value).get(name)

    def text(self, name: str, *, longest: int = _LONGEST) -> str | None:
        """Give the text of this name, if there is one."""
        value = self._get(name)
        if value is None:
            return None
        if not isinstance(value, str) or not 0 < len(value) <= longest:
            raise MalformedDocument(f"{self.path}.{name}", "expected_text", "some text")
        return value

    def number(self, name: str) -> float | None:
        """Give the number of this name, if there is one."""
        value = self._get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            path = f"{self.path}.{name}"
            raise MalformedDocument(path, "expected_number", "a number")
        return value

    def flag(self, name: str) -> bool | None:
        """Give yes or no, if one of them stands there."""
        value = self._get(name)
        if value is None or isinstance(value, bool):
            return value
        path = f"{self.path}.{name}"
        raise MalformedDocument(path, "expected_boolean", "true or false")

    def node(self, name: str) -> "Node | None":
        """Give the object of this name, if there is one."""
        value = self._get(name)
        return None if value is None else Node(f"{self.path}.{name}", value)

    def is_list(self, name: str) -> bool:
        """Whether a list stands there."""
        return isinstance(self._get(name), list)

    def is_empty(self, name: str) -> bool:
        """Return whether null, or a list or an object without content, stands there."""
        there = cast("dict[object, object]", self.value)
        return name in there and there[name] in (None, [], {})

    def nodes(self, name: str, *, most: int = _MOST) -> "tuple[Node, ...]":
        """Give the objects in the list of this name; none is the same as no list."""
        path = f"{self.path}.{name}"
        value = self._get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise MalformedDocument(path, "expected_list", "a list of objects")
        items = cast("list[object]", value)
        if len(items) > most:
            raise MalformedDocument(path, "too_many", f"at most {most}")
        return tuple(Node(f"{path}[{i}]", item) for i, item in enumerate(items))
