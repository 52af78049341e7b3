"""Own kinds of acts and matters, declared as data in the policy of one partnership.

An application often records something that this package has no act for. It declares the
kind instead of writing code: who does it, in which stages, for whom it is, and what it
says, slot by slot. Whoever reads the record needs nothing but the declaration. A
declared kind takes no step, guards nothing and permits nothing of ours.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from math import isfinite
from typing import Final, TypeVar, cast

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._frozen import shown
from collabtherapy._scalars import real, text, whole
from collabtherapy.partnership.values.assents import Assent, Whose
from collabtherapy.partnership.values.audience import Audience
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
from collabtherapy.partnership.values.lateness import Lateness
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.values.stage import Stage
from collabtherapy.partnership.values.words import Words

V = TypeVar("V")

MOST_KINDS: Final = 50
MOST_SLOTS: Final = 50

NAMESPACED: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]*/[A-Za-z0-9_.:/-]+")
"""A kind names whose it is before the slash, as no kind of ours does."""

CONFINED: Final = frozenset({"disclosure", "involve", "research"})
"""Scopes that are confined to a recipient, a person or a study, act by act."""

AUDIENCES: Final = frozenset(
    {Audience.EVERYONE, Audience.CONCERNED, Audience.PRESENT, Audience.AUTHOR}
)
"""What a declaration may say: the others ask for fields that it has not."""

DOERS: Final = frozenset({Role.CLIENT, Role.THERAPIST, Role.ORGANISATION})
"""Who may do what is declared: whoever agreed to it, or keeps the record."""


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


def _set(those: Iterable[Role]) -> frozenset[Role]:
    return frozenset(those)


def _stages(those: Iterable[Stage]) -> frozenset[Stage]:
    return frozenset(those)


def _slots(those: Iterable[Slot]) -> tuple[Slot, ...]:
    return tuple(those)


@attrs.frozen
class Extension:
    """The declaration of one kind: what it says, and what is asked of it.

    A kind keeps its audience, its lateness and its scope for good; whatever else is
    declared anew has a higher version. That it is not in the policy any more ends it.

    Args:
        kind: a namespaced code, as ``org.example/homework-photo``.
        version: the number of the declaration, from 1.
        act: whether people do it, as `acts.Custom`.
        matter: whether they decide on it together, as `matters.Custom`.
        slots: what it says.
        who: in which capacities it is done, or put.
        stages: the stages in which it is done, put and settled; open ones.
        scope: the consent that it needs of the client concerned, or of every client.
        audience: for whom it is: everyone, those concerned, those present (of acts), or
            its author (of acts).
        lateness: how an act of this kind stands in time; see `law.LATENESS`.
        assent: whose acceptance a matter of this kind needs; needed for a matter.
        amendable: whether a matter of this kind can be changed once it has settled.

    Raises:
        TypeError: If a field holds another kind of value than it takes.
        ValueError: If what it says does not go together.

    >>> photo = Slot("done", Holds.FLAG)
    >>> Extension("org.example/homework", slots=(photo,)).kind
    'org.example/homework'
    """

    kind: str = field(converter=text, validator=code)
    version: int = field(
        default=1, kw_only=True, converter=whole, validator=between(1, 10_000)
    )
    act: bool = field(default=True, kw_only=True, validator=a(bool))
    matter: bool = field(default=False, kw_only=True, validator=a(bool))
    slots: tuple[Slot, ...] = field(
        default=(), kw_only=True, converter=_slots, validator=each(Slot)
    )
    who: frozenset[Role] = field(
        default=frozenset({Role.CLIENT, Role.THERAPIST}),
        kw_only=True,
        converter=_set,
        validator=each(Role, at_least=1),
        repr=shown,
    )
    stages: frozenset[Stage] = field(
        default=frozenset(stage for stage in Stage if stage.is_open),
        kw_only=True,
        converter=_stages,
        validator=each(Stage, at_least=1),
        repr=shown,
    )
    scope: Scope | None = field(
        default=None, kw_only=True, validator=a(Scope, optional=True)
    )
    audience: Audience = field(
        default=Audience.CONCERNED, kw_only=True, validator=a(Audience)
    )
    lateness: Lateness = field(
        default=Lateness.FACT, kw_only=True, validator=a(Lateness)
    )
    assent: Assent | None = field(
        default=None, kw_only=True, validator=a(Assent, optional=True)
    )
    amendable: bool = field(default=False, kw_only=True, validator=a(bool))

    def __attrs_post_init__(self) -> None:
        for is_wrong, how_to_mend in self._rules():
            if is_wrong:
                raise ValueError(how_to_mend)

    def _rules(self) -> Iterable[tuple[bool, str]]:
        names = [slot.name for slot in self.slots]
        yield (
            NAMESPACED.fullmatch(self.kind) is None,
            "a kind is namespaced: org.example/homework",
        )
        yield not (self.act or self.matter), "a kind is of acts, of matters, or of both"
        yield (
            self.matter != (self.assent is not None)
            or (self.amendable and not self.matter),
            "assent says who settles a matter: a kind of matter has it, and no other",
        )
        yield (
            self.assent is not None
            and Whose.BY_FORM in (self.assent.clients, self.assent.therapists),
            "assent names those of each side: all, one or the owners",
        )
        yield len(set(names)) < len(names), "each slot has a name of its own"
        yield len(names) > MOST_SLOTS, f"a kind has at most {MOST_SLOTS} slots"
        yield not self.who <= DOERS, "who are clients, therapists or organisations"
        yield Stage.CLOSED in self.stages, "stages are open ones"
        yield (
            self.scope is not None and self.scope.name in CONFINED,
            "scope is none that is confined to a recipient, person or study",
        )
        of_matter = {Audience.EVERYONE, Audience.CONCERNED}
        yield (
            self.audience not in (of_matter if self.matter else AUDIENCES),
            "audience is everyone or concerned; of acts alone, also present or author",
        )

    def slot(self, name: str) -> Slot | None:
        """Return the slot of a name, if there is one."""
        return next((slot for slot in self.slots if slot.name == name), None)

    def changes(self, before: "Extension") -> bool:
        """Return whether this changes what an earlier declaration of the kind said."""
        if self.version == before.version:
            return self != before
        kept = ("audience", "lateness", "scope")
        same = all(getattr(self, one) == getattr(before, one) for one in kept)
        return self.version < before.version or not same


def extensions(those: Iterable[Extension]) -> tuple[Extension, ...]:
    """Return declarations, in order."""
    return tuple(those)


def kinds_once(_: object, at: "attrs.Attribute[V]", value: V) -> None:
    """Check that a field holds declarations, not too many, each kind once.

    Raises:
        TypeError: If something else stands there.
        ValueError: If a kind stands there twice, or there are too many.
    """
    each(Extension)(None, at, value)
    kinds = [one.kind for one in cast("Iterable[Extension]", value)]
    if len(set(kinds)) < len(kinds):
        raise ValueError(f"{at.name} declares each kind once")
    if len(kinds) > MOST_KINDS:
        raise ValueError(f"{at.name} declares at most {MOST_KINDS} kinds")
