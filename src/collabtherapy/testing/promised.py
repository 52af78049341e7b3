"""Promises: kept, or named as broken."""

from collections.abc import Callable
from typing import TypeVar

E = TypeVar("E", bound=Exception)


def hold(kept: bool, promise: str) -> None:  # noqa: FBT001  # kept or not: one question
    """Check that a promise is kept.

    Raises:
        AssertionError: If it is broken; says which.
    """
    if not kept:
        raise AssertionError(f"broken: {promise}")


def raised(call: Callable[[], object], kind: type[E] | tuple[type[E], ...]) -> E:
    """Return the error that a call is refused with.

    Raises:
        AssertionError: If nothing is raised, or something else.
    """
    was = "nothing"
    try:
        call()
    except kind as error:
        return error
    except Exception as error:  # noqa: BLE001  # whatever it is, it is named
        was = type(error).__name__
    kinds = kind if isinstance(kind, tuple) else (kind,)
    names = " or ".join(one.__name__ for one in kinds)
    raise AssertionError(f"broken: that is refused with {names}, not {was}")
