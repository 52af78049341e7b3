"""Where a store is, and how it is spoken to."""

from typing import Any, Final

import attrs

LONGEST_SECONDS: Final = 86_400
"""Nobody waits for more than a day."""


def _in_range(_: object, field: "attrs.Attribute[float]", seconds: float) -> None:
    number: object = seconds  # a setting may be anything
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise TypeError(f"{field.name} is a number")
    if not 0 <= seconds <= LONGEST_SECONDS:
        raise ValueError(f"{field.name} is from 0 to {LONGEST_SECONDS}")


def _address(_: object, field: "attrs.Attribute[Any]", text: object) -> None:
    # A setting may be anything; it is not repeated.
    if text is None and field.name == "keys":
        return
    if not isinstance(text, str):
        raise TypeError(
            f"{field.name} is an address as text, not {type(text).__name__}"
        )
    # Half of a surrogate pair stands for a byte in the name of a file: no text has one.
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError(
            f"{field.name} is no address: a store has one of printable text"
        )


def _elsewhere(places: "Places", _: object, keys: str | None) -> None:
    if keys is not None and keys == places.url:
        raise ValueError("keys is another database than that of the acts: leave it out")


@attrs.frozen(kw_only=True)
class Places:
    """The addresses of a store's databases.

    Args:
        url: where the acts are.
        keys: where the keys are; None where they are beside the acts.
        durability: what SQLite waits for at a commit: ``full`` or ``normal``.
        wait_seconds: how long to wait for others, and for a connection.
    """

    url: str = attrs.field(repr=False, validator=_address)  # it may hold a password
    keys: str | None = attrs.field(repr=False, validator=[_address, _elsewhere])
    durability: str
    wait_seconds: float = attrs.field(validator=_in_range)
