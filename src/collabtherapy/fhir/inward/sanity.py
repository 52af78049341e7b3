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

MOST = 3_000_000
"""How many values a document may have."""

LONGEST = 1_000_000
"""How long a text may be (FHIR, string: at most 1 MB)."""

LARGEST = 10**18
"""How large a number may be."""

SHOWN = frozenset({"entry", "resource", "contained", "extension", "item", "provision"})
"""The keys that a path may show: any other may be anybody's word."""

Way: TypeAlias = "tuple[Way, str | int] | None"
Found: TypeAlias = tuple[object, Way, int]


def sane(document: object) -> None:
    """Refuse what is no JSON, or more of it than can be read.

    Raises:
        MalformedDocument: names the place, and what would be right there.

    >>> sane({"resourceType": "Bundle"})
    """
    found: list[Found] = [(document, None, 0)]
    n = 0
    while found:
        value, way, depth = found.pop()
        n += 1
        if n > MOST:
            raise MalformedDocument("$", "too_large", f"at most {MOST} values")
        if depth > DEEPEST:
            raise MalformedDocument(
                _path(way), "too_deep", f"nothing is nested more than {DEEPEST} deep"
            )
        if isinstance(value, dict):
            _into_object(cast("dict[object, object]", value), way, depth, found)
        elif isinstance(value, list):
            items = enumerate(cast("list[object]", value))
            found += [(item, (way, i), depth + 1) for i, item in items]
        else:
            _check(value, way)


def _into_object(
    value: dict[object, object], way: Way, depth: int, found: list[Found]
) -> None:
    for key, held in value.items():
        if not isinstance(key, str):
            raise MalformedDocument(_path(way), "expected_text", "a key is text")
        found.append((held, (way, key if key in SHOWN else "*"), depth + 1))


def _check(value: object, way: Way) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        if len(value) > LONGEST:
            message = f"a text has at most {LONGEST} characters"
            raise MalformedDocument(_path(way), "too_long", message)
        return
    if not isinstance(value, int | float):
        message = "an object, a list, text, a number, true, false or null"
        raise MalformedDocument(_path(way), "expected_json", message)
    if not (math.isfinite(value) if isinstance(value, float) else True):
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
