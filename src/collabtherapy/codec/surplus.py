"""What a newer version wrote beyond what this one can name, put aside and put back.

What was given is compared with what we would write of it. Whatever stands beside our
fields is put aside as it is; what stands within one of them, under its name or its
place in a list. Putting it back never overwrites what is ours.
"""

import re
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from collabtherapy.codec.leaves import read_number, read_whole
from collabtherapy.codec.wrong import Wrong, too_deep

Surplus: TypeAlias = dict[str, Any]

BESIDE: Final = "beside"
WITHIN: Final = "within"

DEEPEST: Final = 32
"""How deeply what we cannot name may be nested."""

HALF: Final = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, which no UTF-8 can carry."""


def put_aside(given: Any, ours: Any) -> Surplus:
    """Give what was given beyond ours; empty, if nothing was.

    Raises:
        Wrong: that is no JSON, or is nested too deeply.

    >>> put_aside({"to": "ana", "tone": "warm"}, {"to": "ana"})
    {'beside': {'tone': 'warm'}}
    """
    surplus: Surplus = {}
    if _are(dict, given, ours):
        beside = {key: item for key, item in given.items() if key not in ours}
        if beside:
            surplus[BESIDE] = _checked(beside, 0)
    within: Surplus = {}
    for step, item, own in _pairs(given, ours):
        try:
            inner = put_aside(item, own)
        except Wrong as wrong:
            wrong.under(step)
            raise
        if inner:
            within[str(step)] = inner
    if within:
        surplus[WITHIN] = within
    return surplus


def put_back(ours: Any, surplus: Surplus) -> Any:
    """Give ours with what was put aside, wherever there still is a place for it.

    >>> put_back({"to": "ana"}, {"beside": {"tone": "warm"}})
    {'tone': 'warm', 'to': 'ana'}
    """
    within: Surplus = surplus.get(WITHIN, {})
    if _are(list, ours):
        return [put_back(item, within.get(str(n), {})) for n, item in enumerate(ours)]
    if not _are(dict, ours):
        return ours
    whole = {key: put_back(item, within.get(key, {})) for key, item in ours.items()}
    return surplus.get(BESIDE, {}) | whole


def _checked(value: Any, depth: int) -> Any:
    """Let through what is JSON and can be written again."""
    if depth > DEEPEST:
        raise too_deep()
    if _are(dict, value):
        for key, item in value.items():
            _check_text(key)
            _checked(item, depth + 1)
    elif _are(list, value):
        for item in value:
            _checked(item, depth + 1)
    elif _are(str, value):
        _check_text(value)
    elif _are(int, value):
        read_whole(value)
    elif value is not None and not _are(bool, value):
        read_number(value)
    return value


def _check_text(text: Any) -> None:
    if not _are(str, text) or HALF.search(text):
        raise Wrong(
            "invalid_text", "text is text, and holds no half of a surrogate pair"
        )


def _pairs(given: Any, ours: Any) -> Iterator[tuple[str | int, Any, Any]]:
    if _are(dict, given, ours):
        yield from ((key, given[key], own) for key, own in ours.items() if key in given)
    elif _are(list, given, ours) and len(given) == len(ours):
        for place, (item, own) in enumerate(zip(given, ours, strict=True)):
            yield place, item, own


def _are(kind: type, *values: Any) -> bool:
    return all(type(value) is kind for value in values)
