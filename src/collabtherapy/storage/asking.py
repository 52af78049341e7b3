"""What is asked of a store, looked at before anything is begun.

Databases differ in what they make of a number that is too large or below nothing, so
none of them is asked.
"""

from typing import Final, TypeVar

from collabtherapy._scalars import whole
from collabtherapy.errors import NotKept
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.values.checks import CODE, is_name
from collabtherapy.partnership.values.ids import PartnershipId

T = TypeVar("T")

MOST: Final = 2**31 - 1
"""More acts than any history has, in a column of whole numbers."""


def named(partnership: PartnershipId | str) -> str:
    """Return the name of a partnership as text.

    An id is equal to no text, not even to what a database gives back.
    """
    return str(PartnershipId(partnership))


def sought(partnership: PartnershipId | str) -> str:
    """Return the name of a partnership that is to be read.

    Raises:
        NotKept: If the text can name none: that is answered like any unknown name.
    """
    try:
        return named(partnership)
    except ValueError:
        pass
    raise NotKept("")


def caused(cause: str | None) -> str | None:
    """Return what made somebody record acts, as plain ``str``.

    Raises:
        TypeError: If it is no text.
        ValueError: If it is no short name.
    """
    cause = given("cause", cause, str)
    if cause is None:
        return None
    if not CODE.fullmatch(cause):
        raise ValueError("a cause is a short name: up to 100 letters, digits and _.:/-")
    return str.__str__(cause)  # of an enumeration, say


def owned_by(tenant: str) -> str:
    """Return whose store it is as plain ``str``; nobody's in particular, if empty.

    Raises:
        TypeError: If it is no text.
        ValueError: If it cannot be a name.
    """
    text: object = tenant
    if not isinstance(text, str):
        raise TypeError(f"tenant is text, not {type(text).__name__}")
    plain = str.__str__(text)
    if plain and not is_name(plain):
        raise ValueError("a tenant is named by printable characters without a space")
    return plain


def check_partnership(p: object) -> None:
    """Check that a partnership is given.

    Raises:
        TypeError: If something else is.
    """
    if not isinstance(p, Partnership):
        raise TypeError(
            f"p is a Partnership, as load returns it, not {type(p).__name__}"
        )


def counted(name: str, value: int, *, at_least: int) -> int:
    """Return a number of acts as plain ``int``.

    Raises:
        TypeError: it is no whole number.
        ValueError: it is less than that, or more than there can be.
    """
    n = whole(value)
    if type(n) is not int:
        raise TypeError(f"{name} is a whole number")
    if not at_least <= n <= MOST:
        raise ValueError(f"{name} is from {at_least} to {MOST}")
    return n


def given(name: str, value: T | None, kind: type[T]) -> T | None:
    """Return something that may be left out.

    Raises:
        TypeError: it is something else.
    """
    if value is not None and not isinstance(value, kind):
        raise TypeError(f"{name} is a {kind.__name__}, not a {type(value).__name__}")
    return value
