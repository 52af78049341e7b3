"""What of an act goes out, and as what: read off the types of its fields.

Numbers, moments, marks and names from a vocabulary become values; ids become links to
the things they name. Words do not go out, whoever wrote them, nor do settings. What is
left out is counted, so that the list of losses is complete by construction: a new act,
or a new field, is covered when it is written.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import TypeAlias, cast, get_args, get_type_hints

import attrs

from collabtherapy.exports.event import Value
from collabtherapy.partnership.regions.carry_over import (
    CarriedAgreement,
    CarriedConsent,
    CarriedGoal,
)
from collabtherapy.partnership.regions.goals import Scale
from collabtherapy.partnership.values.act import Act, Kept, Matter
from collabtherapy.partnership.values.duty_ids import DutyId
from collabtherapy.partnership.values.evidence import Evidence
from collabtherapy.partnership.values.ids import Id, PartId, PartnershipId, TermsId
from collabtherapy.partnership.values.kinds import Kind
from collabtherapy.partnership.values.people import (
    Client,
    FallsUnder,
    Organisation,
    Therapist,
)
from collabtherapy.partnership.values.policy import Policy
from collabtherapy.partnership.values.presence import AlsoPresent
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.values.slots import SlotValue
from collabtherapy.partnership.values.words import Words

Holder: TypeAlias = Act | Matter

WORDS = "nobody's words go out"
NEWER = "what a newer version wrote may be somebody's words"
SETTINGS = "settings are the practice's, and nothing that happened"
CARRIED = "what is carried over is told as it stands now"
PARTS = "what a part is named after may be a name"
CONFINED = "whom or what a consent is confined to may be a name"
ANOTHER = "another partnership may not be among those exported"
STRANGER = "whoever is no member and does nothing here has not been asked"

WHY_LOST: dict[type[object], str] = {
    Words: WORDS,
    Kept: NEWER,
    Policy: SETTINGS,
    PartnershipId: ANOTHER,
    PartId: PARTS,
}
"""What is left out by what it is declared as, and why."""

OF_PEOPLE = {
    "called": WORDS,
    "pronouns": WORDS,
    "credentials": "a rare training tells who somebody is",
    "supervisor": STRANGER,
}
"""Fields of people that do not go out, and why."""

Carried: TypeAlias = CarriedConsent | CarriedAgreement | CarriedGoal

NAMED = Id | Client | Therapist | Organisation

OF_EVERY_ACT = frozenset({"by", "at", "partnership", "stage"})
"""Fields that every event has a place of its own for: where it stands after the act."""


@attrs.define(kw_only=True)
class Said:
    """What one act or matter says, sorted by what becomes of it.

    Args:
        values: what goes out as it is.
        ids: the things and people that it names, by field.
        duty: the duty it names.
        terms: the terms it names.
        scope: the scope of a consent that it is about.
        lost: the fields that do not go out, and why.
    """

    values: dict[str, Value] = attrs.field(factory=dict[str, Value])
    ids: list[tuple[str, Id]] = attrs.field(factory=list[tuple[str, Id]])
    duty: DutyId | None = None
    terms: TermsId | None = None
    scope: Scope | None = None
    lost: list[tuple[str, str]] = attrs.field(factory=list[tuple[str, str]])

    def take(self, name: str, value: object, kind: type[object]) -> None:
        """Sort in what a field holds, declared as one or several of a kind."""
        because = WHY_LOST.get(kind)
        if because is not None:
            self.lost.append((name, because))
        elif isinstance(value, Scope):
            self._scope(name, value)
        elif isinstance(value, DutyId):
            self.duty = value
        elif isinstance(value, TermsId):
            self.terms = value
        elif isinstance(value, Scale):
            self.values |= {"low": value.low, "high": value.high}
        elif isinstance(value, frozenset | tuple):
            self._several(name, cast("Collection[object]", value))
        elif isinstance(value, Evidence):
            self._evidence(name, value)
        elif isinstance(value, Id | Client | Therapist | Organisation):
            self._named(name, value)
        elif not isinstance(value, Matter):  # which is told by itself
            self.values[name] = _plain(value, kind)

    def carry(self, name: str, value: object) -> None:
        """Sort in what was carried over: what there is now is told by itself."""
        those = cast("tuple[Carried, ...] | Carried", value)
        for one in those if isinstance(those, tuple) else (those,):
            self.ids.append(
                (name, one.client if isinstance(one, CarriedConsent) else one.id)
            )
        self.lost.append((name, CARRIED))

    def _several(self, name: str, several: Collection[object]) -> None:
        # The order of a set differs between processes.
        is_set = isinstance(several, frozenset)
        those = sorted(several, key=str) if is_set else tuple(several)
        kept_apart = NAMED | AlsoPresent | FallsUnder | SlotValue
        plain = [one for one in those if not isinstance(one, kept_apart)]
        for one in those:
            if isinstance(one, FallsUnder):
                plain.append(one.row)
                self._named(name, one.client)
            elif isinstance(one, AlsoPresent):
                plain.append(one.as_)
                self.lost.append((f"{name}.person", STRANGER))
            elif isinstance(one, SlotValue):
                self.take(f"{name}.{one.slot}", one.value, type(one.value))
            elif isinstance(one, NAMED):
                self._named(name, one)
        if plain:
            self.values[name] = " ".join(sorted(map(str, plain)))

    def _named(self, name: str, one: "Id | Client | Therapist | Organisation") -> None:
        if isinstance(one, Id):
            self.ids.append((name, one))
            return
        self.ids.append((name, one.id))
        for field, because in OF_PEOPLE.items():
            if getattr(one, field, None):
                self.lost.append((f"{name}.{field}", because))

    def _evidence(self, name: str, seen: Evidence) -> None:
        self.values[name] = seen.kind
        self._named("seen_by", seen.seen_by)
        if seen.reference is not None:
            self.lost.append((f"{name}.reference", WORDS))

    def _scope(self, name: str, scope: Scope) -> None:
        self.scope, self.values[name] = scope, scope.name
        if scope.of is not None or scope.purpose is not None:
            self.lost.append((name, CONFINED))


def said(holder: Holder) -> Said:
    """Give what an act or a matter says.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import acts
    >>> at = datetime(2026, 1, 5, tzinfo=UTC)
    >>> found = said(acts.LogPractice(by="ana", at=at, practice="walk", helped=7))
    >>> found.values, found.ids
    ({'helped': 7}, [('practice', PracticeId('walk'))])
    """
    found = Said()
    kind_of_holder: type = type(holder)
    for name, kind in _fields(kind_of_holder):
        value: object = getattr(holder, name)
        if value is None or value == ():
            continue
        if issubclass(kind, Carried):
            found.carry(name, value)
        else:
            found.take(name, value, kind)
    return found


def _plain(value: object, kind: type[object]) -> Value:
    if isinstance(value, StrEnum | Kind):
        return str(value)
    if kind is float:
        return float(cast("float", value))
    if isinstance(value, str | int | float | datetime):  # yes and no are numbers too
        return value
    raise TypeError(f"no export knows what a {kind.__name__} says")


@cache
def _fields(holder: type) -> tuple[tuple[str, type[object]], ...]:
    """Give the fields of a kind of act or matter with what each is declared as."""
    declared = get_type_hints(holder)
    names = (one.name for one in attrs.fields(holder) if one.name not in OF_EVERY_ACT)
    return tuple((name, _kind(declared[name])) for name in names)


def _kind(declared: object) -> type[object]:
    """Give the one class that a field holds, whether or not several or none."""
    (first, *_) = (*(one for one in get_args(declared) if one is not type(None)), None)
    return cast("type[object]", declared) if first is None else _kind(first)
