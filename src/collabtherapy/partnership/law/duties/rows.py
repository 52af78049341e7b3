"""What a row about a kind of duty says; the rows stand in `rules`.

The functions that a row names are small and of one kind each: who owes, to whom it is
owed, what exactly it is about, and which acts do it. The reference page shows them by
their names.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, TypeAlias

import attrs
from attrs import field

from collabtherapy._frozen import frozen
from collabtherapy.partnership.law.duties.doers import Doer
from collabtherapy.partnership.regions.duties import Duty, Lapse
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.duty_ids import DutyKind, Part
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.stages import Stage

Cause: TypeAlias = type[Act] | type[Matter] | str
"""What opens a duty: an act, a matter that settles, a step of the lifecycle, or that
an act was entered for its author by another person."""

ENTERED: Final = "entered for another"
"""The cause that hangs on whose hand wrote an act down, not on the kind of act."""

Bearer: TypeAlias = Callable[[State, Act, Matter | None], PersonId]
"""Return who owes the duty, from the state before the act."""

Owed: TypeAlias = Callable[[State, Act, Matter | None], Iterable[PersonId]]
"""Return those to whom it may be owed."""

Opens: TypeAlias = Callable[
    [State, Act, Matter | None, PersonId], Iterator[tuple[Part, ...]]
]
"""Yield what each duty to one person is about; nothing, where none is owed."""

Run: TypeAlias = tuple[PersonId, datetime, datetime]
"""To whom a duty of the time is owed, since when, and since when the time has run."""

Running: TypeAlias = Callable[[State, datetime], Iterator[Run]]
"""Yield what the time alone has owed at a moment."""


@attrs.frozen
class Ends:
    """Which open duties of a kind an act ends: those that it does, or that lapse.

    Args:
        to: Return the people whose duties are looked at: those they are owed to.
        if_: Return whether the act ends this duty. Both read the state before it.
    """

    to: Callable[[State, Act], Iterable[PersonId]]
    if_: Callable[[State, Act, Duty], bool]


@attrs.frozen(kw_only=True)
class DutyRow:
    """Everything that the law says of one kind of duty.

    Args:
        kind: what is owed.
        opened_by: the acts, settled matters and steps that open it, each with what the
            duties are about; empty where the time alone has it owed.
        owed_while: for duties of the time alone: who is owed it at a moment.
        owed_by: who owes it.
        owed_to: to whom it may be owed.
        due: the setting that says in how many days it is due; None where it is due when
            the next session starts.
        discharged_by: the acts and settled matters that do it.
        its_act: Return the act by which its owner does the duty, as a fix asks for it.
            None where that is `DischargeDuty`, in words: no other act does it, or those
            that do wait for the person whom it is owed to.
        lapses_when: what ends it undone; nothing else does.
        repeats_after: the setting that says in how many days it is due again, each time
            that it was done, as long as *while_in* lasts; None where it is owed once.
        while_in: the stage that the duty is for, where it is for one alone.
        because: the argument from practice.
    """

    kind: DutyKind
    opened_by: Mapping[Cause, Opens] = field(converter=frozen)
    owed_while: Running | None = None
    owed_by: Bearer
    owed_to: Owed
    due: str | None = None
    discharged_by: Mapping[type[Act] | type[Matter], Ends] = field(converter=frozen)
    its_act: Doer | None = None
    lapses_when: tuple[Lapse, ...]
    repeats_after: str | None = None
    while_in: Stage | None = None
    because: str

    @property
    def outlasts(self) -> bool:
        """True if duties of this kind stay owed when the partnership closes."""
        return Lapse.CLOSED not in self.lapses_when
