"""What a field may hold, as validators whose messages never show what it held.

The ready-made validators of attrs put the value into the message, and the value
may be somebody's words. These name the field and what would do instead.
"""

import re
from collections.abc import Iterable
from typing import Protocol, TypeVar, cast

import attrs

from collabtherapy._scalars import text
from collabtherapy.errors import InvalidInput

LONGEST_NAME = 200
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,99}")
"""A short name from a vocabulary: no spaces, so that a sentence cannot pass for one."""

V = TypeVar("V")


class Check(Protocol):
    """What attrs asks before a value comes into being."""

    def __call__(self, owner: object, field: "attrs.Attribute[V]", value: V, /) -> None:
        """Refuse the value, or let it be."""


def is_name(text: str, longest: int = LONGEST_NAME) -> bool:
    """Whether text may name something: printable, not too long, and no sentence.

    A space is refused so that a sentence cannot pass for an id: ids are shown in
    every message, a person's words in none.
    """
    return 1 <= len(text) <= longest and " " not in text and text.isprintable()


def a(kind: type[object], *, optional: bool = False) -> Check:
    """Refuse what is not one of ``kind``, or None where that is an answer too."""

    def check(_: object, field: "attrs.Attribute[V]", value: V) -> None:
        if value is None and optional:
            return
        if not _is_a(kind, value):
            or_none = " or None" if optional else ""
            given = type(value).__name__
            raise TypeError(f"{field.name} takes {kind.__name__}{or_none}, not {given}")

    return check


@attrs.frozen
class Between:
    """Refuse all but whole numbers from ``low`` to ``high``, both included."""

    low: int
    high: int | None
    optional: bool

    def __call__(self, _: object, field: "attrs.Attribute[V]", value: V) -> None:
        """Refuse the value, or let it be."""
        if value is None and self.optional:
            return
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError(f"{field.name} is a whole number {self}")
        if value < self.low or (self.high is not None and value > self.high):
            raise InvalidInput(f"{field.name} is a whole number {self}")

    def __str__(self) -> str:
        if self.high is None:
            return f"of at least {self.low}"
        return f"from {self.low} to {self.high}"


def between(low: int, high: int | None = None, *, optional: bool = False) -> Between:
    """Refuse all but whole numbers from ``low`` to ``high``, both included."""
    return Between(low, high, optional)


@attrs.frozen
class Each:
    """Refuse a collection that is too small, or holds something else than ``kind``."""

    kind: type[object]
    at_least: int

    def __call__(self, _: object, field: "attrs.Attribute[V]", value: V) -> None:
        """Refuse the value, or let it be."""
        items = _items(value)
        if not all(_is_a(self.kind, item) for item in items):
            raise TypeError(f"each of {field.name} is of type {self.kind.__name__}")
        if len(items) < self.at_least:
            raise InvalidInput(f"{field.name} holds at least {self.at_least}")


def each(kind: type[object], *, at_least: int = 0) -> Each:
    """Refuse a collection that is too small, or holds something else than ``kind``."""
    return Each(kind, at_least)


def code(_: object, field: "attrs.Attribute[V]", value: V) -> None:
    """Refuse text that is not a short name: letters, digits and ``_.:/-``."""
    _check_code(field.name, value)


def code_or_none(_: object, field: "attrs.Attribute[V]", value: V) -> None:
    """Refuse text that is not a short name, or let None be."""
    if value is not None:
        _check_code(field.name, value)


def codes(_: object, field: "attrs.Attribute[V]", value: V) -> None:
    """Refuse a collection in which something is not a short name."""
    for item in _items(value):
        _check_code(field.name, item)


def _check_code(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{name} is a short name")
    if not CODE.fullmatch(value):
        raise InvalidInput(
            f"{name} is a short name: up to 100 letters, digits and _.:/-"
        )


def short_names(those: Iterable[str]) -> frozenset[str]:
    """Return short names as a set of plain text; one by itself is one."""
    return frozenset(map(text, (those,) if isinstance(those, str) else those))


def nameable(_: object, field: "attrs.Attribute[V]", value: V) -> None:
    """Refuse text that could not be an id, or let None be."""
    if value is None:
        return
    if not isinstance(value, str):
        raise TypeError(f"{field.name} is text")
    if not is_name(value):
        raise InvalidInput(f"{field.name} is printable and has no space")


def _is_a(kind: type[object], value: object) -> bool:
    """Return whether a value is of a kind; a truth value is no whole number."""
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))


def _items(value: object) -> tuple[object, ...]:
    return tuple(cast("Iterable[object]", value)) if isinstance(value, Iterable) else ()
