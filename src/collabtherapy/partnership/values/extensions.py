"""Own kinds of acts and matters, declared as data in the policy of one partnership.

An application often records something that this package has no act for. It declares the
kind instead of writing code: who does it, in which stages, for whom it is, and what it
says, slot by slot. Whoever reads the record needs nothing but the declaration. A
declared kind takes no step, guards nothing and permits nothing of ours.
"""

import re
from collections.abc import Iterable
from typing import Final, TypeVar, cast

import attrs
from attrs import field

from collabtherapy._frozen import shown
from collabtherapy._scalars import text, whole
from collabtherapy.partnership.values.assents import Assent, Whose
from collabtherapy.partnership.values.audience import Audience
from collabtherapy.partnership.values.checks import (
    a,
    between,
    code,
    each,
)
from collabtherapy.partnership.values.lateness import Lateness
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.values.slots import Slot
from collabtherapy.partnership.values.stage import Stage

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
