"""The way out of a store for an error: without the frames in which it came about.

Those may hold words that were opened, and whoever logs a traceback with the values of
its frames would log them. So an error is raised once more when they are gone.
"""

from collections.abc import Callable
from functools import wraps
from traceback import extract_tb
from typing import ParamSpec, TypeVar

from collabtherapy.errors import CollabtherapyError

P = ParamSpec("P")
T = TypeVar("T")


def door(work: Callable[P, T]) -> Callable[P, T]:
    """Return a function that does the same, and whose errors keep none of its frames.

    An error that is none of ours has a note that says in which line it was raised. An
    interruption (`KeyboardInterrupt`, `SystemExit`) leaves in the same way.
    """

    @wraps(work)
    def through(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return work(*args, **kwargs)
        except BaseException as error:  # noqa: BLE001  # it is raised again
            failure = _without_frames(error)
        del args, kwargs  # acts that were given are somebody's words as well
        try:
            raise failure
        finally:
            del failure  # or this frame and the error would keep each other

    return through


def _without_frames(error: BaseException) -> BaseException:
    if not isinstance(error, CollabtherapyError):
        last = extract_tb(error.__traceback__)[-1]
        error.add_note(f"raised in {last.filename}, line {last.lineno}, in {last.name}")
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
