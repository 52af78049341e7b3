"""Reading JSON with a path: what is wrong there, and never what it said."""

import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import TypeVar, cast

import attrs

from collabtherapy.errors import MalformedDocument, NotMeasurable
from collabtherapy.measures.quantities import FINITE, LARGEST

LONGEST_TEXT = 1000
MOST_MEMBERS = 1000

E = TypeVar("E", bound=Enum)
T = TypeVar("T")


@attrs.frozen(repr=False)
class Node:
    """A value in a JSON document, and the path to it.

    Args:
        value: the value.
        path: the path, such as ``$.bands[2].low``.
    """

    value: object
    path: str = "$"

    def wrong(self, code: str, message: str) -> MalformedDocument:
        """Build the error that says what would be right here."""
        return MalformedDocument(self.path, code, message)

    def fields(self, *, needs: str, may_have: str = "") -> dict[str, "Node"]:
        """Return the members of an object; null counts as left out.

        Args:
            needs: the names of the members that it must have, with spaces between.
            may_have: the names of those that it may have.

        Raises:
            MalformedDocument: If it is no object, one is lacking, or one is unknown.
        """
        held = self._object()
        known = (*needs.split(), *may_have.split())
        if len(held) > len(known) or any(key not in known for key in held):
            raise self.wrong("unknown_member", f"members are {', '.join(known)}")
        found = {
            key: Node(held[key], f"{self.path}.{key}")
            for key in known
            if held.get(key) is not None
        }
        for key in needs.split():
            if key not in found:
                raise self.wrong("missing_member", f"give {key}")
        return found

    def _object(self) -> Mapping[object, object]:
        given = self.value
        if not isinstance(given, Mapping):
            raise self.wrong("expected_object", "give an object")
        return cast("Mapping[object, object]", given)

    def members(self) -> Iterator["Node"]:
        """Yield the members of a list.

        Raises:
            MalformedDocument: If it is no list, or a very long one.
        """
        given = self.value
        if not isinstance(given, list | tuple):
            raise self.wrong("expected_list", "give a list")
        held = cast("list[object]", given)
        if len(held) > MOST_MEMBERS:
            raise self.wrong("too_long", f"give at most {MOST_MEMBERS} members")
        for n, one in enumerate(held):
            yield Node(one, f"{self.path}[{n}]")

    def entries(self) -> Iterator[tuple[str, "Node"]]:
        """Yield the keys of an object, which are free, and what stands at them.

        Raises:
            MalformedDocument: If it is no object, or a key is no text.
        """
        held = self._object()
        if len(held) > MOST_MEMBERS:
            raise self.wrong("too_long", f"give at most {MOST_MEMBERS} members")
        for key, one in held.items():
            if type(key) is not str:
                raise self.wrong("expected_text", "keys are text")
            # What stands at a key that is nobody's but the writer's has no path of its
            # own: the key might be words.
            yield key, Node(one, f"{self.path}.*")

    def text(self) -> str:
        """Return text.

        Raises:
            MalformedDocument: If it is none, too long, or cannot be written as UTF-8.
        """
        if type(self.value) is not str:
            raise self.wrong("expected_text", "give text")
        if len(self.value) > LONGEST_TEXT:
            raise self.wrong("too_long", f"give at most {LONGEST_TEXT} characters")
        if any("\ud800" <= letter <= "\udfff" for letter in self.value):
            raise self.wrong("lone_surrogate", "give text that UTF-8 can write")
        return self.value

    def pattern(self, pattern: str, message: str) -> str:
        """Return text that is all as a pattern has it.

        Args:
            pattern: the regular expression.
            message: what would be right.

        Raises:
            MalformedDocument: If it is none.
        """
        given = self.text()
        if not re.fullmatch(pattern, given):
            raise self.wrong("unknown_value", message)
        return given

    def number(self) -> float:
        """Return a finite number.

        Raises:
            MalformedDocument: If it is none.
        """
        if type(self.value) not in {int, float}:
            raise self.wrong("expected_number", "give a number")
        given = cast("float", self.value)
        if not -LARGEST <= given <= LARGEST:  # nor is that so of NaN
            raise self.wrong("not_finite", FINITE)
        return given

    def whole(self, low: int, high: int) -> int:
        """Return a whole number within a range, both ends included.

        Raises:
            MalformedDocument: If it is none.
        """
        if type(self.value) is not int or not low <= self.value <= high:
            raise self.wrong(
                "expected_whole", f"give a whole number from {low} to {high}"
            )
        return self.value

    def flag(self) -> bool:
        """Return a truth value.

        Raises:
            MalformedDocument: If it is none.
        """
        if type(self.value) is not bool:
            raise self.wrong("expected_bool", "give true or false")
        return self.value

    def member(self, kind: type[E]) -> E:
        """Return the member of an enumeration that has this value.

        Raises:
            MalformedDocument: If there is none.
        """
        # Text alone: True is equal to 1, and an object hashes to nothing.
        given = self.value if type(self.value) is str else None
        for one in kind:
            if one.value == given:
                return one
        known = ", ".join(str(one.value) for one in kind)
        raise self.wrong("unknown_value", f"give one of {known}")

    def build(self, make: Callable[[], T]) -> T:
        """Return what is made of this value.

        Raises:
            MalformedDocument: If nothing can be, with the path of this value.
        """
        try:
            return make()
        except NotMeasurable as error:
            message = f"{error.place}: {error.message}"
            raise self.wrong(error.code, message) from None
