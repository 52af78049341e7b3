"""The main line of a partnership: its stages, and the acts that lead into it.

Breaks and endings stand in files of their own. Which act leads where, for whom and
under which conditions is the lifecycle table's to say (`lifecycle`). Review, crisis,
handover and losing touch are not stages: a review would block sessions, a crisis must
not freeze the work, a handover happens while working, and what an unplanned end was is
judged later, by whoever analyses.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import whole
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.checks import a, between, each
from collabtherapy.partnership.values.forms import MOST_PEOPLE, Form
from collabtherapy.partnership.values.ids import PartnershipId, PersonId
from collabtherapy.partnership.values.people import (
    Client,
    FallsUnder,
    Organisation,
    Person,
    Therapist,
    clients,
    organisations,
    therapists,
)
from collabtherapy.partnership.values.policy import USUAL, Policy
from collabtherapy.partnership.values.stage import Stage
from collabtherapy.partnership.values.words import Words

__all__ = [
    "PLACES",
    "BackToExploring",
    "Begin",
    "Closure",
    "ClosureKind",
    "EndingPhase",
    "MainLine",
    "Open",
    "Place",
    "PlaceOnWaitingList",
    "Stage",
]


class ClosureKind(StrEnum):
    """How a partnership came to its end."""

    AGREED = "agreed"
    CLIENT_ENDED = "client_ended"
    THERAPIST_ENDED = "therapist_ended"
    CLIENT_LEFT = "client_left"
    NOT_TAKEN_UP = "not_taken_up"
    REFERRED_ON = "referred_on"
    LAPSED = "lapsed"
    TRANSFERRED = "transferred"
    DIED = "died"


def _deciders(those: Iterable[FallsUnder]) -> tuple[FallsUnder, ...]:
    return tuple(those)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Open(Act):
    """Ask for a partnership, for oneself or, with their knowledge, for a client.

    Args:
        partnership: its name.
        clients: at least one; several are a couple, a family or a group.
        therapists: at least one.
        organisations: who refers, keeps the waiting list, or runs the service.
        policy: the settings it is lived under.
        form: who the client is; needed where there are several.
        clients_told: how the clients heard of it, where an organisation opens it.
        predecessor: the partnership that this one takes up again.
        begun: whether beginning was decided in that one, by a transfer.
        deciders: the rows of `deciders` that clients fall under; a client who is not
            named falls under the usual one.

    Raises:
        ValueError: If a person is named twice, the form does not fit, a row is stated
            for a person who is no client, or the partnership follows itself, or is
            begun and follows nothing.
    """

    partnership: PartnershipId = field(converter=PartnershipId)
    clients: tuple[Client, ...] = field(
        converter=clients, validator=each(Client, at_least=1)
    )
    therapists: tuple[Therapist, ...] = field(
        converter=therapists, validator=each(Therapist, at_least=1)
    )
    organisations: tuple[Organisation, ...] = field(
        default=(), converter=organisations, validator=each(Organisation)
    )
    policy: Policy = field(default=USUAL, validator=a(Policy))
    form: Form = field(default=Form.INDIVIDUAL, validator=a(Form))
    clients_told: Words | None = field(default=None, validator=a(Words, optional=True))
    predecessor: PartnershipId | None = field(
        default=None, converter=optional(PartnershipId)
    )
    begun: bool = field(default=False, validator=a(bool))
    deciders: tuple[FallsUnder, ...] = field(
        default=(), converter=_deciders, validator=each(FallsUnder)
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if len(self.people) > MOST_PEOPLE:
            raise ValueError(f"a partnership has at most {MOST_PEOPLE} people")
        if len({person.id for person in self.people}) < len(self.people):
            raise ValueError("each person is named once, in one role")
        if (self.form is Form.INDIVIDUAL) != (len(self.clients) == 1):
            raise ValueError("several clients are a couple, a family or a group")
        if self.predecessor == self.partnership:
            raise ValueError("a partnership is not its own predecessor")
        if self.begun and self.predecessor is None:
            raise ValueError("what is begun already follows another partnership")
        stated = [one.client for one in self.deciders]
        if len(set(stated)) < len(stated):
            raise ValueError("deciders names each client once")
        if not {client.id for client in self.clients}.issuperset(stated):
            raise ValueError("deciders names clients, and one of them is none")

    @property
    def people(self) -> tuple[Person, ...]:
        """Everyone named, clients first."""
        return (*self.clients, *self.therapists, *self.organisations)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PlaceOnWaitingList(Act):
    """Put the clients on a waiting list, and tell them how long it may take.

    Args:
        expected_wait_days: what they were told; None where they were told nothing.
    """

    expected_wait_days: int | None = field(
        default=None,
        converter=optional(whole),
        validator=between(0, 3650, optional=True),
    )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class BackToExploring(Act):
    """Leave the question of an agreement open for now; undecided is legal."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Begin(Matter):
    """Getting to know each other.

    Args:
        urgent: whether it begins before consent to the assessment could be asked;
            explaining is then owed at the next contact (BACP 30).
    """

    urgent: bool = field(default=False, validator=a(bool))


@attrs.frozen(kw_only=True)
class EndingPhase:
    """How the ending began: when, by whom, and what it closes as if it is finished."""

    since: datetime
    initiator: PersonId
    closes_as: ClosureKind


@attrs.frozen(kw_only=True)
class Closure:
    """How a partnership ended: as what, when, and by whose act."""

    kind: ClosureKind
    at: datetime
    initiator: PersonId


Place: TypeAlias = tuple[Stage, Stage | None]

PLACES: tuple[Place, ...] = (
    *((stage, None) for stage in Stage if stage is not Stage.PAUSED),
    *((Stage.PAUSED, stage) for stage in Stage if stage.is_open),
)
"""Everywhere that the main line can be."""


@attrs.frozen(kw_only=True)
class MainLine:
    """Where the partnership stands.

    Args:
        stage: the stage.
        since: when it was entered.
        paused_from: the stage a break was taken from, while paused.
        paused_by: who took the break, or recorded what it came of, while paused.
        ending: how the ending began, once it has, until the work is taken up again.
        closure: how it ended, once closed.
    """

    stage: Stage
    since: datetime
    paused_from: Stage | None = None
    paused_by: PersonId | None = None
    ending: EndingPhase | None = None
    closure: Closure | None = None

    @property
    def place(self) -> Place:
        """The stage, and the stage that a break was taken from."""
        return self.stage, self.paused_from
