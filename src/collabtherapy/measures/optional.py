"""Name the extra to install where a part needs more than the core does."""

from collections.abc import Generator
from contextlib import contextmanager

__all__ = ["needs"]


@contextmanager
def needs(extra: str) -> Generator[None]:
    """Import what an extra brings, or say how to get it.

    Raises:
        ModuleNotFoundError: it is not installed; the message names the extra.
    """
    missing: str | None = None
    try:
        yield
    except ModuleNotFoundError as error:
        missing = error.name
    if missing is not None:
        raise ModuleNotFoundError(
            f'this needs {missing}: pip install "collabtherapy[{extra}]"', name=missing
        )
