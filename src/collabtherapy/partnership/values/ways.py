"""The nearest way to where a refusal is gone: which acts, whose, and how soon.

A fix names what has to be done first. What that takes may itself have to be led up to,
so a way is counted out: every act of it would be lawful in its turn.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final

import attrs
from attrs import field

from collabtherapy._printing import printed
from collabtherapy.partnership.values.ids import PersonId

if TYPE_CHECKING:
    from collabtherapy.partnership.values.refusals import Change, Do

SHOWN: Final = 6
"""How many acts of a way are named one by one; a longer way is summarised."""


@attrs.frozen(repr=False)
class WayOut:
    """The nearest way that was found to where a refusal is gone.

    Args:
        steps: what is done, in order, each by the one person it names; of a way of
            more than six acts, none.
        whose: how many acts are whose, whoever does most first.
        earliest: the earliest moment at which the act might then be done; None where
            it is no act of this partnership any more, or where nobody knows.
        changes: what is said otherwise in the act that was refused, by its own actor.
        from_here: whether there is a way. There is none where nothing is to be had in
            place of what was asked for, through another partnership, or past the end:
            nobody ends their work so that something else can be done.
    """

    steps: "tuple[Do, ...]" = ()
    whose: tuple[tuple[PersonId, int], ...] = ()
    earliest: datetime | None = None
    changes: "tuple[Change, ...]" = field(default=())
    from_here: bool = True

    @property
    def n_acts(self) -> int:
        """How many acts it takes before the act that was refused."""
        return sum(n for _, n in self.whose)

    def __str__(self) -> str:
        if not self.from_here:
            return "not from here"
        acts = "1 act" if self.n_acts == 1 else f"{self.n_acts} acts"
        by = ", ".join(f"{person} {n}" for person, n in self.whose)
        soon = f", from {self.earliest:%Y-%m-%d %H:%M} UTC" if self.earliest else ""
        named = ", ".join(map(repr, (*self.steps, *self.changes)))
        return f"{acts}{f' ({by})' if by else ''}{soon}{f': {named}' if named else ''}"

    def __repr__(self) -> str:
        return f"<WayOut: {self}>"

    _repr_pretty_ = printed


NOT_FROM_HERE: Final = WayOut(from_here=False)


def way_of(
    steps: "Iterable[Do]",
    *,
    earliest: datetime | None,
    changes: "Iterable[Change]" = (),
) -> WayOut:
    """Return the way of these steps, each of one person, summarised if it is long."""
    doing = tuple(steps)
    counted = Counter(step.by[0] for step in doing)
    return WayOut(
        steps=doing if len(doing) <= SHOWN else (),
        whose=tuple(sorted(counted.items(), key=lambda one: (-one[1], str(one[0])))),
        earliest=earliest,
        changes=tuple(changes),
    )
