"""Safety: a concern about a client, until it is handed over or resolved together.

Anyone raises it, and may name who the danger comes from. A plan is written together,
checks are made at each contact, and it is resolved by a therapist and the person once
enough of the therapists' checks in a row were clear; or a therapist hands it over,
saying on which ground. While it is open the therapist does not pause, end, close or
decline by themselves. The client's rights stay as they are: a crisis freezes nobody.
Clear checks that are written down late count once for each day on which that was done:
who looks back on a week at its end has looked once.

A person's own check counts where it is unclear: the count starts again. That all is
clear is not for them to say alone, since a person under pressure says so too. Histories
of an earlier law may hold clear checks of clients: they load as they are, the checks
count no more, and what was resolved by them stays resolved.

Sources: CAMS, co-authored and tracked work, resolved after clear sessions in a row;
Stanley & Brown, safety planning.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import text
from collabtherapy.partnership.regions.region import Region, Settled
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.checks import a, code
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.refusals import Do, Reason, Refusal, Rule
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


class SafetyStatus(StrEnum):
    """Where the care for one client's safety stands."""

    NONE = "none"
    RAISED = "raised"
    PLANNED = "planned"
    HANDED_OVER = "handed_over"
    RESOLVED = "resolved"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RaiseConcern(Act):
    """Record a concern for a client's safety, by that client or by another person.

    Args:
        client: whose safety.
        words: anything else.
        about: the person whom the danger comes from, or whom the concern names; they
            may be from outside, and accept nothing about this client's safety.
    """

    client: PersonId = field(converter=PersonId)
    words: Words | None = field(default=None, validator=a(Words, optional=True))
    about: PersonId | None = field(default=None, converter=optional(PersonId))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CheckSafety(Act):
    """Ask how safe a client is, and record whether all was clear.

    A therapist does so, or the client about themselves; only a therapist's clear check
    counts towards resolving a concern, and any unclear one starts the count again.
    """

    client: PersonId = field(converter=PersonId)
    clear: bool = field(validator=a(bool))
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class HandOverSafety(Act):
    """Give the care for a client's safety into other hands.

    Args:
        client: the client.
        recipient: into whose: a colleague, the service, or somebody from outside; the
            law refuses a client, and whoever hands it over.
        ground: a short name of why: ``emergency``, ``told_limits``, …
        words: anything else.
    """

    client: PersonId = field(converter=PersonId)
    recipient: PersonId = field(converter=PersonId)
    ground: str = field(converter=text, validator=code)
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class SafetyPlan(Matter):
    """What to do, and whom to turn to, should it get worse; written together."""

    owned_by: ClassVar[str | None] = "client"
    client: PersonId = field(converter=PersonId)
    words: Words = field(validator=a(Words))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ResolveConcern(Matter):
    """Saying together that the concern for a client is over."""

    owned_by: ClassVar[str | None] = "client"
    client: PersonId = field(converter=PersonId)


@attrs.frozen(kw_only=True)
class Concern:
    """How the care for one client's safety stands.

    Args:
        status: where it stands.
        raised: every time that it was raised.
        since: when the status was reached.
        clear_on: the days, in UTC, on which checks of therapists that were clear were
            written down, since the last unclear check, a therapist's or the client's
            own.
        plan: the plan that stands, if one was written.
    """

    status: SafetyStatus = SafetyStatus.NONE
    raised: tuple[RaiseConcern, ...] = ()
    since: datetime | None = None
    clear_on: frozenset[date] = frozenset()
    plan: Settled[SafetyPlan] | None = None

    @property
    def n_clear(self) -> int:
        """On how many days a therapist found all clear: twice a day is once."""
        return len(self.clear_on)

    @property
    def is_open(self) -> bool:
        """Whether it is neither handed over nor resolved."""
        return self.status in (SafetyStatus.RAISED, SafetyStatus.PLANNED)


NO_CONCERN = Concern()


@attrs.frozen(kw_only=True)
class Safety:
    """Every client's."""

    by_client: Register[PersonId, Concern] = Register()

    def of(self, client: PersonId) -> Concern:
        """Give how it stands with this client."""
        return self.by_client.find(client) or NO_CONCERN

    def open_about(self, clients: Iterable[PersonId]) -> tuple[PersonId, ...]:
        """Give those of these clients about whom a concern is open."""
        return tuple(client for client in clients if self.of(client).is_open)


NO_CONCERN_OPEN = Reason(
    "safety.no_concern", Rule.RECORD, "no concern is open about {client}"
)

SAFETY = Region("safety", Safety())


def none_open(safety: Safety, client: PersonId) -> Refusal | None:
    """Refuse what is done about a concern where none is open."""
    if safety.of(client).is_open:
        return None
    return NO_CONCERN_OPEN(Do(RaiseConcern, fields={"client": client}), client=client)


@SAFETY.refuses(CheckSafety, HandOverSafety)
def _none_open(safety: Safety, act: CheckSafety | HandOverSafety) -> Refusal | None:
    return none_open(safety, act.client)


@SAFETY.folds(RaiseConcern)
def _raise(safety: Safety, act: RaiseConcern) -> Safety:
    before = safety.of(act.client)
    raised = (*before.raised, act)
    if before.is_open:
        # Raised again while open: the plan stands, and clear checks start again.
        again = attrs.evolve(_from_none(before), raised=raised)
        return _put(safety, act.client, again)
    new = Concern(status=SafetyStatus.RAISED, raised=raised, since=act.at)
    return _put(safety, act.client, new)


@SAFETY.folds(CheckSafety)
def _check(safety: Safety, act: CheckSafety) -> Safety:
    if act.clear:
        return safety  # whether it counts hangs on who made it: see `count_clear`
    return _put(safety, act.client, _from_none(safety.of(act.client)))


def _from_none(concern: Concern) -> Concern:
    """Return a concern of which the clear checks are counted from none."""
    return attrs.evolve(concern, clear_on=frozenset())


def count_clear(safety: Safety, check: CheckSafety) -> Safety:
    """Return the safety after a therapist found a client safe."""
    before, day = safety.of(check.client), check.recorded_at.date()
    if day in before.clear_on:
        return safety
    counted = attrs.evolve(before, clear_on=before.clear_on | {day})
    return _put(safety, check.client, counted)


@SAFETY.folds(HandOverSafety)
def _hand_over(safety: Safety, act: HandOverSafety) -> Safety:
    return _move(safety, act.client, SafetyStatus.HANDED_OVER, act.at)


@SAFETY.settles(SafetyPlan)
def _plan(safety: Safety, settled: Settled[SafetyPlan]) -> Safety:
    client = settled.matter.client
    planned = attrs.evolve(safety.of(client), plan=settled)
    after = _put(safety, client, planned)
    if planned.status is not SafetyStatus.RAISED:
        return after  # a plan may be written, or written anew, at any time
    return _move(after, client, SafetyStatus.PLANNED, settled.at)


@SAFETY.settles(ResolveConcern)
def _resolve(safety: Safety, settled: Settled[ResolveConcern]) -> Safety:
    client = settled.matter.client
    return _move(safety, client, SafetyStatus.RESOLVED, settled.at)


def _move(
    safety: Safety, client: PersonId, status: SafetyStatus, at: datetime
) -> Safety:
    concern = attrs.evolve(safety.of(client), status=status, since=at)
    return _put(safety, client, concern)


def _put(safety: Safety, client: PersonId, concern: Concern) -> Safety:
    return Safety(by_client=safety.by_client.put(client, concern))
