"""Who the client is: one person, or several together, and how many that can be."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType


class Form(StrEnum):
    """Who the client is: one person, or several together."""

    INDIVIDUAL = "individual"
    COUPLE = "couple"
    FAMILY = "family"
    GROUP = "group"


MOST_PEOPLE = 200
"""More than any group; who acts is looked for among all of them."""

MOST_CLIENTS: Mapping[Form, int] = MappingProxyType(
    {Form.INDIVIDUAL: 1, Form.COUPLE: 2}
)
"""How many clients a form has room for, where that is fewer than `MOST_PEOPLE`.

Asked of whoever would join: how many there are from the outset is the opening's to say.
"""


def forms(those: Iterable[Form]) -> frozenset[Form]:
    """Return forms as a set."""
    return frozenset(those)
