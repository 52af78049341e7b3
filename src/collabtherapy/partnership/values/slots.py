"""The slots of a declared kind: what may stand in one, and what does.

A slot holds one typed value. Free text is `Words`, or it does not enter.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from math import isfinite
from typing import Final, TypeVar, cast

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import real, text, whole
from collabtherapy.partnership.values.checks import (
    a,
    between,
    code,
    code_or_none,
    codes,
    each,
)
from collabtherapy.partnership.values.ids import (
    ContributionId,
    GoalId,
    Id,
    NoteId,
    PersonId,
    PracticeId,
    ProposalId,
    SessionId,
    TaskId,
)
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.words import Words

V = TypeVar("V")


class Holds(StrEnum):
    """What a slot holds: the name of the field of `SlotValue` that has it."""

    CODE = "code"
    NUMBER = "number"
    COUNT = "count"
    FLAG = "flag"
    MOMENT = "moment"
    PERSON = "person"
    GOAL = "goal"
    TASK = "task"
    PRACTICE = "practice"
    SESSION = "session"
    CONTRIBUTION = "contribution"
    NOTE = "note"
    PROPOSAL = "proposal"
    WORDS = "words"


NAMING: Final[Mapping[Holds, type[Id]]] = {
    Holds.GOAL: GoalId,
    Holds.TASK: TaskId,
    Holds.PRACTICE: PracticeId,
    Holds.SESSION: SessionId,
    Holds.CONTRIBUTION: ContributionId,
    Holds.NOTE: NoteId,
    Holds.PROPOSAL: ProposalId,
}
"""What holds the id of a thing, and of which kind."""

MEASURED: Final = (Holds.NUMBER, Holds.COUNT)
"""What has a unit and bounds."""


def _finite(_: object, at: "attrs.Attribute[float | None]", value: object) -> None:
    if value is None:
        return
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError(f"{at.name} is a number")
    if not isfinite(value):
        raise ValueError(f"{at.name} is a finite number")


def _number(value: float | None) -> float | None:
    if value is None:
        return None
    found = real(value)
    return float(found) if type(found) is int else found


@attrs.frozen(repr=False)
class SlotValue:
    """What one slot of a declared act or matter holds: exactly one value.

    Free text is `Words`, in the field of that name; nothing nests.

    Args:
        slot: the name of the slot.

    Raises:
        TypeError: If a field holds another kind of value than it takes.
        ValueError: If no field holds a value, or more than one does.

    >>> SlotValue("minutes", count=20).holds
    <Holds.COUNT: 'count'>
    """

    slot: str = field(converter=text, validator=code)
    code: str | None = field(
        default=None, kw_only=True, converter=optional(text), validator=code_or_none
    )
    number: float | None = field(
        default=None, kw_only=True, converter=_number, validator=_finite
    )
    count: int | None = field(
        default=None,
        kw_only=True,
        converter=optional(whole),
        validator=between(0, optional=True),
    )
    flag: bool | None = field(
        default=None, kw_only=True, validator=a(bool, optional=True)
    )
    moment: datetime | None = field(
        default=None, kw_only=True, converter=optional(instant)
    )
    person: PersonId | None = field(
        default=None, kw_only=True, converter=optional(PersonId)
    )
    goal: GoalId | None = field(default=None, kw_only=True, converter=optional(GoalId))
    task: TaskId | None = field(default=None, kw_only=True, converter=optional(TaskId))
    practice: PracticeId | None = field(
        default=None, kw_only=True, converter=optional(PracticeId)
    )
    session: SessionId | None = field(
        default=None, kw_only=True, converter=optional(SessionId)
    )
    contribution: ContributionId | None = field(
        default=None, kw_only=True, converter=optional(ContributionId)
    )
    note: NoteId | None = field(default=None, kw_only=True, converter=optional(NoteId))
    proposal: ProposalId | None = field(
        default=None, kw_only=True, converter=optional(ProposalId)
    )
    words: Words | None = field(
        default=None, kw_only=True, validator=a(Words, optional=True)
    )

    def __attrs_post_init__(self) -> None:
        if sum(getattr(self, one) is not None for one in Holds) != 1:
            raise ValueError(f"a slot holds exactly one of: {', '.join(Holds)}")

    def __repr__(self) -> str:
        return f"SlotValue({self.slot!r}, {self.holds}={self.value!r})"

    @property
    def holds(self) -> Holds:
        """The kind of value that it holds."""
        return next(one for one in Holds if getattr(self, one) is not None)

    @property
    def value(self) -> object:
        """The value itself."""
        return getattr(self, self.holds)

    @property
    def names(self) -> Id | None:
        """The thing or person that it names, if it names one."""
        return self.value if isinstance(self.value, Id) else None


def slot_values(those: Iterable[SlotValue]) -> tuple[SlotValue, ...]:
    """Return what slots hold, in order."""
    return tuple(those)


def named_in(data: Iterable[SlotValue]) -> tuple[Id, ...]:
    """Return the things and people that slots name."""
    return tuple(one.names for one in data if one.names is not None)


def each_once(_: object, at: "attrs.Attribute[V]", value: V) -> None:
    """Check that a field holds values of slots, each slot once.

    Raises:
        TypeError: If something else stands there.
        ValueError: If a slot stands there twice.
    """
    each(SlotValue)(None, at, value)
    slots = [one.slot for one in cast("Iterable[SlotValue]", value)]
    if len(set(slots)) < len(slots):
        raise ValueError(f"{at.name} holds each slot once")


def _texts(those: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(text, (those,) if isinstance(those, str) else those))


@attrs.frozen
class Slot:
    """One thing that a declared act or matter says.

    Args:
        name: a short name.
        holds: what kind of value it is.
        required: whether it has to be there.
        one_of: the codes that it may be; asked of codes, and only of them.
        low: the least number or count.
        high: the largest.
        unit: of what a number or count is, as a short name: ``min``, ``1/d``.

    Raises:
        TypeError: If a field holds another kind of value than it takes.
        ValueError: If what it says does not go together.

    >>> Slot("mood", Holds.CODE, one_of=("low", "high")).problem_of(
    ...     SlotValue("mood", code="so-so")
    ... )
    'not_one_of'
    """

    name: str = field(converter=text, validator=code)
    holds: Holds = field(validator=a(Holds))
    required: bool = field(default=True, kw_only=True, validator=a(bool))
    one_of: tuple[str, ...] = field(
        default=(), kw_only=True, converter=_texts, validator=codes
    )
    low: float | None = field(
        default=None, kw_only=True, converter=_number, validator=_finite
    )
    high: float | None = field(
        default=None, kw_only=True, converter=_number, validator=_finite
    )
    unit: str | None = field(
        default=None, kw_only=True, converter=optional(text), validator=code_or_none
    )

    def __attrs_post_init__(self) -> None:
        if bool(self.one_of) != (self.holds is Holds.CODE):
            raise ValueError("one_of names the codes that a slot for a code takes")
        bounds = (self.low, self.high, self.unit)
        if self.holds not in MEASURED and bounds != (None, None, None):
            raise ValueError("low, high and unit are for numbers and counts")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("low is at most high")

    def problem_of(self, value: SlotValue) -> str | None:
        """Return what is wrong with a value in this slot, as a short name."""
        if value.holds is not self.holds:
            return "another_kind_of_value"
        if self.one_of and value.code not in self.one_of:
            return "not_one_of"
        number = value.number if self.holds is Holds.NUMBER else value.count
        if number is None:
            return None
        is_low = self.low is not None and number < self.low
        is_high = self.high is not None and number > self.high
        return "out_of_range" if is_low or is_high else None
