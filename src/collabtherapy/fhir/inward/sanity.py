"""Whether something is JSON at all, and of a size that can be read: asked first.

Everything is looked at once, without recursion, so that neither depth nor size costs
more than it should. What is wrong is told by its place; no key and no text is repeated
that may be somebody's.
"""

import math
from typing import TypeAlias, cast

from collabtherapy.errors import MalformedDocument

DEEPEST = 100
"""How deeply JSON may be nested; FHIR's own examples stay below 20."""

MOST = 2_000_000
"""How many values a document may have."""

LONGEST = 1_000_000
"""How long a text may be (FHIR, string: at most 1 MB)."""

LARGEST = 10**18
"""How large a number may be."""

SHOWN = frozenset({"entry", "resource", "contained", "extension", "item", "provision"})
"""The keys that a path may show: any other may be anybody's word."""

Way: TypeAlias = "tuple[Way, str | int] | None"
Holder: TypeAlias = tuple[object, Way, int]


def sane(document: object) -> None:
    """Refuse what is no JSON, or more of it than can be read.

    Raises:
        MalformedDocument: names the place, and what would be right there.

    >>> sane({"resourceType": "Bundle"})
    """
    found: list[Holder] = []
    _look(document, None, 0, found)
    n = 1
    while found:
        value, way, depth = found.pop()
        inside = _inside(value, way)
        n += len(inside)
        if n > MOST:
            raise MalformedDocument(_path(way), "too_large", f"at most {MOST} values")
        for key, held in inside:
            _look(held, (way, key), depth + 1, found)


def _inside(value: object, way: Way) -> list[tuple[str | int, object]]:
    """Give what an object or a list holds, each with the step that leads there."""
    if isinstance(value, list):
        items = cast("list[object]", value)
        _not_too_many(len(items), way)
        return list(enumerate(items))
    held = cast("dict[object, object]", value)
    _not_too_many(len(held), way)
    if not all(isinstance(key, str) for key in held):
        raise MalformedDocument(_path(way), "expected_text", "a key is text")
    return [(str(k) if k in SHOWN else "*", v) for k, v in held.items()]


def _not_too_many(n: int, way: Way) -> None:
    if n > MOST:
        raise MalformedDocument(_path(way), "too_large", f"at most {MOST} values")


def _look(value: object, way: Way, depth: int, found: list[Holder]) -> None:
    """Check one value, and note it where it holds others."""
    if value is None or value is True or value is False:
        return
    if isinstance(value, str):
        if len(value) > LONGEST:
            message = f"a text has at most {LONGEST} characters"
            raise MalformedDocument(_path(way), "too_long", message)
    elif isinstance(value, dict | list):
        if depth > DEEPEST:
            message = f"nothing is nested more than {DEEPEST} deep"
            raise MalformedDocument(_path(way), "too_deep", message)
        found.append((cast("object", value), way, depth))
    elif isinstance(value, int | float):
        _check_number(value, way)
    else:
        message = "an object, a list, text, a number, true, false or null"
        raise MalformedDocument(_path(way), "expected_json", message)


def _check_number(value: float, way: Way) -> None:
    # A whole number may be too large to ask of it whether it is finite.
    if type(value) is float and not math.isfinite(value):
        raise MalformedDocument(_path(way), "not_finite", "a number is finite")
    if abs(value) > LARGEST:
        message = f"a number lies within {LARGEST} of 0"
        raise MalformedDocument(_path(way), "number_too_long", message)


def _path(way: Way) -> str:
    steps: list[str] = []
    while way is not None:
        way, step = way
        steps.append(f"[{step}]" if isinstance(step, int) else f".{step}")
    return "".join(("$", *reversed(steps)))
