"""Whether somebody's words can be reached from an error.

Frames of the traceback are left out: whoever logs the locals of running code logs
what that code was given.
"""

from collections.abc import Iterator
from typing import Any

CANARY = "CANARY"


def reachable(error: BaseException) -> Iterator[str]:
    """Give everything that an error and the errors behind it can show."""
    seen: set[int] = set()
    found: list[Any] = [error]
    while found:
        value = found.pop()
        if id(value) in seen or value is None:
            continue
        seen.add(id(value))
        yield from (str(value), repr(value))
        if isinstance(value, BaseException):
            found += [*value.args, value.__cause__, value.__context__]
            found += [*vars(value).values(), *getattr(value, "__notes__", ())]
        elif isinstance(value, (list, tuple, set, frozenset)):
            found += list(value)
        elif isinstance(value, dict):
            found += [*value, *value.values()]


def leaks(error: BaseException) -> bool:
    """Whether the canary can be reached from an error."""
    return any(CANARY in text for text in reachable(error))
