"""Stance: who leads, as this client would have it; from therapist-led to client-led.

The client sets it at will, to any level. A therapist puts another one to them, a step
at a time (see `Policy.max_step`). What is in force is what was last set or agreed; a
client who never said is unknown, which is not the same as sharing the lead.

Source: decision-role preference in five levels (Degner's Control Preferences; from
general knowledge, not checked).
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import attrs
from attrs import field

from collabtherapy.partnership.regions.region import Region, Settled
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.register import Register


class StanceLevel(StrEnum):
    """Who leads, from the therapist to the client."""

    THERAPIST_LED = "therapist_led"
    THERAPIST_LEANING = "therapist_leaning"
    SHARED = "shared"
    CLIENT_LEANING = "client_leaning"
    CLIENT_LED = "client_led"


LEVELS = tuple(StanceLevel)


def steps_between(one: StanceLevel, other: StanceLevel) -> int:
    """Give how many steps one level is from another, from 0 to 4.

    >>> steps_between(StanceLevel.SHARED, StanceLevel.THERAPIST_LED)
    2
    """
    return abs(LEVELS.index(one) - LEVELS.index(other))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class SetStance(Act):
    """Say how far one would lead or be led."""

    level: StanceLevel = field(validator=a(StanceLevel))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Stance(Matter):
    """How far a client leads or is led, put to them rather than set by them."""

    owned_by: ClassVar[str | None] = "client"
    client: PersonId = field(converter=PersonId)
    level: StanceLevel = field(validator=a(StanceLevel))


@attrs.frozen(kw_only=True)
class Held:
    """A stance that came into force: which, when, and who set or proposed it."""

    level: StanceLevel
    since: datetime
    by: PersonId


@attrs.frozen(kw_only=True)
class Stances:
    """Every stance that each client ever had, the last in force."""

    by_client: Register[PersonId, tuple[Held, ...]] = Register()

    def of(self, client: PersonId) -> StanceLevel | None:
        """Give the stance in force with this client; None where nobody ever said."""
        held = self.by_client.find(client)
        return held[-1].level if held else None


STANCE = Region("stance", Stances())


@STANCE.folds(SetStance)
def _set(stances: Stances, act: SetStance) -> Stances:
    return _put(stances, act.by, Held(level=act.level, since=act.at, by=act.by))


@STANCE.settles(Stance)
def _agree(stances: Stances, settled: Settled[Stance]) -> Stances:
    held = Held(level=settled.matter.level, since=settled.at, by=settled.by)
    return _put(stances, settled.matter.client, held)


def _put(stances: Stances, client: PersonId, held: Held) -> Stances:
    before = stances.by_client.find(client) or ()
    return Stances(by_client=stances.by_client.put(client, (*before, held)))
