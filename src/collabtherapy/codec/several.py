"""The plain form of several values: lists, sorted where order says nothing."""

from collections.abc import Callable
from typing import Any, Final, cast, get_args

from cattrs import Converter

from collabtherapy.codec.leaves import Read, ReadOne, bound
from collabtherapy.codec.wrong import Wrong, expected

PAIR: Final = 2
"""How many values a pair has."""


def tuple_reader(kind: Any, converter: Converter) -> Read:
    """Make the reader of an ordered collection."""
    of = get_args(kind)[0]
    read_item = bound(converter, of)

    def read(value: object, _: object = None) -> tuple[Any, ...]:
        return tuple(_items(value, read_item))

    return read


def set_reader(kind: Any, converter: Converter) -> Read:
    """Make the reader of a set: a list in which nothing stands twice."""
    (of,) = get_args(kind)
    read_item = bound(converter, of)

    def read(value: object, _: object = None) -> frozenset[Any]:
        items = _items(value, read_item)
        found = frozenset(items)
        if len(found) < len(items):
            raise Wrong("repeated_item", "each item stands once")
        return found

    return read


def pair_reader(kind: Any, converter: Converter) -> Read:
    """Make the reader of two values in order."""
    read_item = bound(converter, get_args(kind)[0])

    def read(value: object, _: object = None) -> tuple[Any, ...]:
        if type(value) is not list:
            raise expected("a list of two", value)
        found = cast("list[object]", value)
        if len(found) != PAIR:
            raise expected("a list of two", found)
        return tuple(_items(found, read_item))

    return read


def optional_reader(kind: Any, converter: Converter) -> Read:
    """Make the reader of what may also be missing, as null or by being left out."""
    read_present = bound(converter, _present(kind))

    def read(value: object, _: object = None) -> Any:
        return None if value is None else read_present(value)

    return read


def tuple_writer(kind: Any, converter: Converter) -> Callable[[Any], list[Any]]:
    """Make the writer of an ordered collection."""
    write: Callable[[Any], Any] = converter.get_unstructure_hook(get_args(kind)[0])
    return lambda items: [write(item) for item in items]


def set_writer(kind: Any, converter: Converter) -> Callable[[Any], list[Any]]:
    """Make the writer of a set, in one order whatever was first."""
    write: Callable[[Any], Any] = converter.get_unstructure_hook(get_args(kind)[0])
    return lambda items: sorted([write(item) for item in items])


def optional_writer(kind: Any, converter: Converter) -> Callable[[Any], Any]:
    """Make the writer of what may also be missing."""
    write: Callable[[Any], Any] = converter.get_unstructure_hook(_present(kind))
    return lambda value: None if value is None else write(value)


def _present(kind: Any) -> Any:
    (of,) = (of for of in get_args(kind) if of is not type(None))
    return of


def _items(value: object, read_item: ReadOne) -> list[Any]:
    if type(value) is not list:
        raise expected("a list", value)
    items: list[Any] = []
    try:
        for item in cast("list[object]", value):
            items.append(read_item(item))  # noqa: PERF401  # what is read is counted
    except Wrong as wrong:
        wrong.under(len(items))
        raise
    return items
