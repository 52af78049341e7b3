"""What is wrong with a document, and where; never what it said.

Readers raise `Wrong` from within, and whoever called them adds its own step to the
path. At the door it becomes the one error that leaves this package.
"""

from collections.abc import Callable
from typing import Self, TypeVar

from collabtherapy.errors import MalformedDocument

T = TypeVar("T")


class Wrong(Exception):
    """Something is no document of ours. Never leaves this package.

    Args:
        code: what is wrong, to branch on.
        message: what would be right.
    """

    def __init__(self, code: str, message: str) -> None:
        """Say what is wrong; where is added on the way out."""
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.steps: list[str | int] = []

    def under(self, step: str | int) -> Self:
        """Add the field, or the place in a list, in which this was found."""
        self.steps.append(step)
        return self

    def malformed(self, within: str = "$") -> MalformedDocument:
        """Return the error that may leave this package, with a path from its root."""
        steps = (f"[{s}]" if isinstance(s, int) else f".{s}" for s in self.steps[::-1])
        return MalformedDocument("".join((within, *steps)), self.code, self.message)


class Unreadable:
    """Stands where JSON allows what we do not, until a reader says where that is."""

    def __init__(self, code: str, message: str) -> None:
        """Say what stands there."""
        self.code = code
        self.message = message


REPEATED = Unreadable("repeated_key", "each key stands once")
NOT_FINITE = Unreadable("not_finite", "a number is finite")
TOO_LONG = Unreadable("number_too_long", "a whole number has at most 20 digits")


def expected(what: str, value: object) -> Wrong:
    """Say what belongs in the place of a value."""
    if isinstance(value, Unreadable):
        return Wrong(value.code, value.message)
    return Wrong(f"expected_{what.replace(' ', '_')}", f"here stands {what}")


def missing(field: str) -> Wrong:
    """Say that a field is needed."""
    return Wrong("missing_field", "this field is needed").under(field)


def too_deep() -> Wrong:
    """Say that something is nested more deeply than anything of ours."""
    return Wrong("too_deep", "nothing is nested as deeply as this")


def told(read: Callable[[], T], *, within: str = "$") -> T:
    """Read something, and tell in our own words what is wrong with it.

    Args:
        read: reads it.
        within: the root of the path: the document, or the name of an argument.

    The error is raised after the except block: within it, Python would keep the
    first error, and with it the document, in `__context__`.
    """
    try:
        return read()
    except Wrong as wrong:
        malformed = wrong.malformed(within)
    except RecursionError:
        malformed = too_deep().malformed(within)
    raise malformed
