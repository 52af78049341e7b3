"""An act of a declared kind: what a partnership does that no act of ours says.

See `Policy.extensions`, which says what is asked of it.
"""

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import text
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, code
from collabtherapy.partnership.values.ids import Id, PersonId, SessionId
from collabtherapy.partnership.values.lateness import Lateness
from collabtherapy.partnership.values.slots import (
    SlotValue,
    each_once,
    named_in,
    slot_values,
)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Custom(Act):
    """Do something of a kind that this partnership has declared.

    Args:
        kind: the declared kind.
        client: the client whose affair it is.
        session: the session that it belongs to, if it does.
        data: what it says, slot by slot.
        lateness: how it stands in time, as its declaration has it.
    """

    kind: str = field(converter=text, validator=code)
    client: PersonId = field(converter=PersonId)
    session: SessionId | None = field(default=None, converter=optional(SessionId))
    data: tuple[SlotValue, ...] = field(
        default=(), converter=slot_values, validator=each_once
    )
    lateness: Lateness = field(default=Lateness.FACT, validator=a(Lateness))

    @property
    def named(self) -> tuple[Id, ...]:
        """The things and people that its slots name."""
        return named_in(self.data)

    @property
    def kind_name(self) -> str:
        """The declared kind."""
        return self.kind
