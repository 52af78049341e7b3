"""A matter of a declared kind: what a partnership decides that no matter of ours is.

See `Policy.extensions`, which says what is asked of it, and whose assent it needs.
"""

from typing import ClassVar

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import text
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.checks import a, code
from collabtherapy.partnership.values.ids import Id, PersonId
from collabtherapy.partnership.values.slots import (
    SlotValue,
    each_once,
    named_in,
    slot_values,
)
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Custom(Matter):
    """Decide on something of a kind that this partnership has declared.

    Args:
        kind: the declared kind.
        client: the client whose own it is; None, if it is every client's.
        data: what it says, slot by slot.
        words: what it says in words.
    """

    amendable: ClassVar[bool] = True  # where its declaration says so
    owned_by: ClassVar[str | None] = "client"

    kind: str = field(converter=text, validator=code)
    client: PersonId | None = field(default=None, converter=optional(PersonId))
    data: tuple[SlotValue, ...] = field(
        default=(), converter=slot_values, validator=each_once
    )
    words: Words | None = field(default=None, validator=a(Words, optional=True))

    @property
    def named(self) -> tuple[Id, ...]:
        """The things and people that its slots name."""
        return named_in(self.data)

    @property
    def kind_name(self) -> str:
        """The declared kind."""
        return self.kind
