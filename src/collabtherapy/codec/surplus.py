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


def put_aside(given: object, ours: object) -> Surplus:
    """Give what was given beyond ours; empty, if nothing was.

    Raises:
        Wrong: that is no JSON, or is nested too deeply.

    >>> put_aside({"to": "ana", "tone": "warm"}, {"to": "ana"})
    {'beside': {'tone': 'warm'}}
    """
    surplus: Surplus = {}
    if isinstance(given, dict) and isinstance(ours, dict):
        beside = {key: item for key, item in given.items() if key not in ours}
        if beside:
            surplus[BESIDE] = checked(beside)
    within: Surplus = {}
    for step, item, own in _pairs(given, ours):
        try:
            inner = put_aside(item, own)
        except Wrong as wrong:
            raise wrong.under(step)
        if inner:
            within[str(step)] = inner
    if within:
        surplus[WITHIN] = within
    return surplus


def put_back(ours: Any, surplus: Surplus) -> Any:
    """Give ours with what was put aside, wherever there still is a place for it.

    >>> put_back({"to": "ana"}, {"beside": {"tone": "warm"}})
    {'to': 'ana', 'tone': 'warm'}
    """
    within: Surplus = surplus.get(WITHIN, {})
    if isinstance(ours, list):
        return [put_back(item, within.get(str(n), {})) for n, item in enumerate(ours)]
    if not isinstance(ours, dict):
        return ours
    whole = {k: put_back(item, within.get(k, {})) for k, item in ours.items()}
    return {**surplus.get(BESIDE, {}), **whole}


def checked(value: object, depth: int = 0) -> object:
    """Let through what is JSON that every backend reads and writes alike.

    Raises:
        Wrong: it is not, or is nested too deeply.
    """
    if depth > DEEPEST:
        raise too_deep()
    if type(value) is dict:
        for key, item in value.items():
            checked(key, depth)
            checked(item, depth + 1)
    elif type(value) is list:
        for item in value:
            checked(item, depth + 1)
    elif type(value) is str:
        if HALF.search(value):
            raise Wrong("invalid_text", "text holds no half of a surrogate pair")
    elif type(value) is int:
        read_whole(value)
    elif value is not None and type(value) is not bool:
        read_number(value)
    return value


def _pairs(given: object, ours: object) -> Iterator[tuple[str | int, object, object]]:
    if isinstance(given, dict) and isinstance(ours, dict):
        for key, own in ours.items():
            if key in given:
                yield key, given[key], own
    elif isinstance(given, list) and isinstance(ours, list) and len(given) == len(ours):
        for place, (item, own) in enumerate(zip(given, ours, strict=True)):
            yield place, item, own
