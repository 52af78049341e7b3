"""Safety: a concern about a client, until it is handed over or resolved together.

Anyone raises it, and may name who the danger comes from. A plan is written together,
checks are made at each contact, and it is resolved by a therapist and the person once
enough of the therapists' checks in a row were clear; or a therapist hands it over,
saying on which ground, and the recipient accepts. An emergency service accepts nothing
here: the reference that it gave for the call stands for that. Until then the concern is
open, and the therapist does not pause, end, close or decline by themselves. The
client's rights stay as they are: a crisis freezes nobody.
Clear checks that are written down late count once for each day on which that was done:
who looks back on a week at its end has looked once.

Histories of an earlier law hand over without a yes: the offer stands, and the concern
is open until it is accepted.

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
from collabtherapy.partnership.values.moments import instant
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

    Args:
        client: the client.
        clear: whether all was clear.
        words: anything else.
        plan_used: whether the safety plan was used when it was needed; None where it
            was not needed, or was not asked about.
    """

    client: PersonId = field(converter=PersonId)
    clear: bool = field(validator=a(bool))
    words: Words | None = field(default=None, validator=a(Words, optional=True))
    plan_used: bool | None = field(default=None, validator=a(bool, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class HandOverSafety(Act):
    """Offer the care for a client's safety, or call an emergency service.

    Args:
        client: the client.
        recipient: the person or service to take it over: a colleague, the organisation,
            or a person from outside; the law refuses a client, and the author.
        ground: a short name of why: ``emergency``, ``told_limits``, …
        words: anything else.
        reference: the number that an emergency service gave for the call; with it the
            care is handed over at once. It may tell who a person is, so it is `Words`.
    """

    client: PersonId = field(converter=PersonId)
    recipient: PersonId = field(converter=PersonId)
    ground: str = field(converter=text, validator=code)
    words: Words | None = field(default=None, validator=a(Words, optional=True))
    reference: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AcceptHandOver(Act):
    """Accept the care for a client's safety that was offered to the author.

    Args:
        client: the client.
        words: anything else.
    """

    client: PersonId = field(converter=PersonId)
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class SafetyPlan(Matter):
    """What to do, and whom to turn to, should it get worse; written together.

    The client drafts it at any time. Nobody whom it names is told of it by it: helpers
    are told as other people outside are, by a `Disclose`.

    Args:
        client: the client.
        words: the plan in a few words, or all of it.
        signs: the signs that it is getting worse.
        coping: what the client can do alone.
        distractions: places to go and people to be with, to think of other things.
        helpers: people to ask for help.
        professionals: services to turn to.
        surroundings: how surroundings are made safer.
        kept_at: where the client keeps it.
        review_at: when it is looked at again; None where no date is set.
    """

    owned_by: ClassVar[str | None] = "client"
    client: PersonId = field(converter=PersonId)
    words: Words = field(validator=a(Words))
    signs: Words | None = field(default=None, validator=a(Words, optional=True))
    coping: Words | None = field(default=None, validator=a(Words, optional=True))
    distractions: Words | None = field(default=None, validator=a(Words, optional=True))
    helpers: Words | None = field(default=None, validator=a(Words, optional=True))
    professionals: Words | None = field(default=None, validator=a(Words, optional=True))
    surroundings: Words | None = field(default=None, validator=a(Words, optional=True))
    kept_at: Words | None = field(default=None, validator=a(Words, optional=True))
    review_at: datetime | None = field(default=None, converter=optional(instant))


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
        unused_at: when a check first found that the plan that stands was needed and not
            used; None where none did.
        offered: the last handing over since the concern was last raised: an offer while
            the concern is open, and how it was handed over once it is.
    """

    status: SafetyStatus = SafetyStatus.NONE
    raised: tuple[RaiseConcern, ...] = ()
    since: datetime | None = None
    clear_on: frozenset[date] = frozenset()
    plan: Settled[SafetyPlan] | None = None
    unused_at: datetime | None = None
    offered: HandOverSafety | None = None

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


@SAFETY.refuses(CheckSafety, HandOverSafety, AcceptHandOver)
def _none_open(
    safety: Safety, act: CheckSafety | HandOverSafety | AcceptHandOver
) -> Refusal | None:
    return none_open(safety, act.client)


def is_offered(safety: Safety, act: AcceptHandOver) -> bool:
    """Return whether the care for a client was offered to who says yes to it."""
    offered = safety.of(act.client).offered
    return offered is not None and offered.recipient == act.by


@SAFETY.folds(RaiseConcern)
def _raise(safety: Safety, act: RaiseConcern) -> Safety:
    before = safety.of(act.client)
    raised = (*before.raised, act)
    if before.is_open:
        # Raised again while open: the plan stands, and clear checks start again.
        again = attrs.evolve(_from_none(before), raised=raised, offered=None)
        return _put(safety, act.client, again)
    new = Concern(status=SafetyStatus.RAISED, raised=raised, since=act.at)
    return _put(safety, act.client, new)


@SAFETY.folds(CheckSafety)
def _check(safety: Safety, act: CheckSafety) -> Safety:
    concern = safety.of(act.client)
    if act.plan_used is False and concern.plan and concern.unused_at is None:
        concern = attrs.evolve(concern, unused_at=act.at)
        safety = _put(safety, act.client, concern)
    if act.clear:
        return safety  # whether it counts hangs on who made it: see `count_clear`
    return _put(safety, act.client, _from_none(concern))


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
    offered = attrs.evolve(safety.of(act.client), offered=act)
    after = _put(safety, act.client, offered)
    if act.reference is None:
        return after
    return _move(after, act.client, SafetyStatus.HANDED_OVER, act.at)


@SAFETY.folds(AcceptHandOver)
def _accept(safety: Safety, act: AcceptHandOver) -> Safety:
    # It may have been raised again before, which the record learned of later.
    if not (is_offered(safety, act) and safety.of(act.client).is_open):
        return safety
    return _move(safety, act.client, SafetyStatus.HANDED_OVER, act.at)


@SAFETY.settles(SafetyPlan)
def _plan(safety: Safety, settled: Settled[SafetyPlan]) -> Safety:
    client = settled.matter.client
    planned = attrs.evolve(safety.of(client), plan=settled, unused_at=None)
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
