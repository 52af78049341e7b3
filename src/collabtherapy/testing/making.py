"""Making what is to be tested, and saying plainly where that cannot be tested."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def made(make: Callable[[], T], what: str, *methods: str) -> T:
    """Make what is to be tested, with every method that a test calls.

    Args:
        make: gives it.
        what: what it is called.
        methods: what it can do.

    Raises:
        TypeError: what was given makes nothing, or what it makes lacks a method.

    >>> made(list, "codec", "dumps", "loads")
    Traceback (most recent call last):
    ...
    TypeError: list cannot be tested: it has no dumps, loads, as a codec has
    """
    if not callable(make):
        raise TypeError(f"give a function that makes the {what}: `lambda: my_{what}`")
    given = make()
    missing = [name for name in methods if not callable(getattr(given, name, None))]
    if missing:
        raise TypeError(
            f"{type(given).__name__} cannot be tested: it has no "
            f"{', '.join(missing)}, as {_a(what)} has"
        )
    return given


def _a(what: str) -> str:
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}"
