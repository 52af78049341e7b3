"""The plain form of every single value, and a reader that takes nothing else for it.

Types are exact: true is no number, "3" and 3.0 are not 3. What a value must be beyond
its type is checked where it is built, by the core.
"""

import re
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, TypeAlias, TypeVar, cast

from cattrs import Converter

from collabtherapy.codec.wrong import NOT_FINITE, TOO_LONG, Wrong, expected
from collabtherapy.partnership.values.duty_ids import DutyId
from collabtherapy.partnership.values.kinds import Kind
from collabtherapy.partnership.values.moments import spelled
from collabtherapy.partnership.values.words import REMOVED, Words

E = TypeVar("E", bound=StrEnum)

Read: TypeAlias = Callable[[object, Any], Any]
"""How cattrs calls a reader: with what is to be read, and the type it is read as."""

ReadOne: TypeAlias = Callable[[object], Any]
"""A reader that is bound to its type."""

MOST_DIGITS = 20
BEYOND = 10**MOST_DIGITS
TAKEN_OUT = {"removed": True}
"""What stands in place of words that were taken out for good."""

MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:\.[0-9]{1,6})?Z"
)


def read_text(value: object, _: object = None) -> str:
    """Take text; an id is made of it where the act is built."""
    if type(value) is not str:
        raise expected("text", value)
    return value


def read_flag(value: object, _: object = None) -> bool:
    """Take true or false."""
    if type(value) is not bool:
        raise expected("true or false", value)
    return value


def read_whole(value: object, _: object = None) -> int:
    """Take a whole number of at most 20 digits."""
    if type(value) is not int:
        raise expected("a whole number", value)
    if not -BEYOND < value < BEYOND:
        raise expected("a whole number", TOO_LONG)
    return value


def read_number(value: object, _: object = None) -> float:
    """Take a finite number, whole or not."""
    if type(value) is int:
        return float(read_whole(value))
    if type(value) is not float:
        raise expected("a number", value)
    if value - value != 0:
        raise expected("a number", NOT_FINITE)
    return value


def read_moment(value: object, _: object = None) -> datetime:
    """Take a moment of UTC as `2026-01-05T09:00:00Z`, with or without a fraction."""
    moment = None
    if type(value) is str and MOMENT.fullmatch(value):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:  # there is no such day
            moment = None
    if moment is None:
        raise expected("a moment of UTC", value)
    return moment


def read_duty_id(value: object, _: object = None) -> DutyId:
    """Read the id of a duty from its text, in this form or an earlier one."""
    spelled_out = read_text(value)
    try:
        return DutyId.parse(spelled_out)
    except (TypeError, ValueError) as error:
        message = str(error)
    raise Wrong("invalid_value", message)


def read_words(value: object, _: object = None) -> Words:
    """Take what somebody wrote, or the mark that it was taken out."""
    if value == TAKEN_OUT and cast("dict[str, object]", value)["removed"] is True:
        return REMOVED
    text = read_text(value)
    try:
        return Words(text)
    except ValueError as error:
        message = str(error)
    raise Wrong("invalid_value", message)


def read_kind(value: object, _: object = None) -> Kind:
    """Take the name of a kind of contribution."""
    text = read_text(value)
    try:
        return Kind(text)
    except ValueError as error:
        message = str(error)
    raise Wrong("invalid_value", message)


def read_member(value: object, kind: type[E]) -> E:
    """Take a member of a vocabulary that is closed."""
    text = read_text(value)
    try:
        return kind(text)
    except ValueError:
        pass
    raise Wrong("unknown_value", f"here stands one of: {', '.join(kind)}")


def bound(converter: Converter, kind: Any) -> ReadOne:
    """Give the reader of a type, bound to it: but one of ours has to be told."""
    read: Any = converter.get_structure_hook(kind)
    return partial(read, kind=kind) if read is read_member else read


write_moment = spelled
"""Return the plain form of a moment, which is always one of UTC."""


def write_number(value: float) -> float:
    """Give a number, and zero in but one way: there is a negative one."""
    return value + 0.0


def write_words(value: Words) -> str | dict[str, bool]:
    """Give what somebody wrote, or the mark that it was taken out."""
    return dict(TAKEN_OUT) if value.is_removed else value.text


def write_kind(value: Kind) -> str:
    """Give the name of a kind."""
    return value.name
