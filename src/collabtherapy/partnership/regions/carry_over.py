"""Carrying over: a case that began in another system is taken on from where it stood.

Nobody here saw what is carried over being agreed. An organisation says that it was, and
by which document; each client says of each part whether it is so. It stays labelled as
carried over wherever it is shown.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from typing import Final, cast

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import text, whole
from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.regions.agreement import Agreement
from collabtherapy.partnership.regions.goals import Goal
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import (
    a,
    between,
    code,
    each,
)
from collabtherapy.partnership.values.entries import EntryStatus
from collabtherapy.partnership.values.ids import (
    PartId,
    PersonId,
    ProposalId,
    TermsId,
)
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.values.stages import Stage

CARRIED_STAGES: Final = (Stage.EXPLORING, Stage.WORKING)
"""The stages that a case may be carried over in.

Every other open stage is one act of those whose step it is away from one of them, or
from the opening: a waiting list, a break, the beginning of an ending.
"""

AGREEMENT: Final = PartId("agreement")
SESSIONS: Final = PartId("sessions")


@attrs.frozen(kw_only=True)
class CarriedConsent:
    """A consent that a client gave elsewhere.

    Args:
        client: the client.
        scope: what it covers.
        terms: the terms that were explained there, and consented to.
        given_at: when it was given.
        given_by: the holder who gave it on the client's behalf; None, if the client
            did.
        limits: whether the limits of confidentiality were told. Which these were is
            told here again, before one of them is made use of; see `Disclose`.
        expires_at: when it runs out, if ever.

    Raises:
        ValueError: If it runs out before it is given, or the client is named as the
            holder.
    """

    client: PersonId = field(converter=PersonId)
    scope: Scope = field(validator=a(Scope))
    terms: TermsId = field(converter=TermsId)
    given_at: datetime = field(converter=instant)
    given_by: PersonId | None = field(default=None, converter=optional(PersonId))
    limits: bool = field(default=False, validator=a(bool))
    expires_at: datetime | None = field(default=None, converter=optional(instant))

    def __attrs_post_init__(self) -> None:
        if self.expires_at is not None and self.expires_at <= self.given_at:
            raise InvalidInput("expires_at is later than given_at")
        if self.given_by == self.client:
            raise InvalidInput("given_by names a holder; leave it out for the client")

    @property
    def part(self) -> PartId:
        """The name of this part."""
        return PartId(f"consent:{self.scope}")


@attrs.frozen(kw_only=True)
class CarriedAgreement:
    """The working agreement that stood elsewhere.

    Args:
        id: the name it has here, by which it is amended.
        matter: what was agreed.
        agreed_at: when.
    """

    id: ProposalId = field(converter=ProposalId)
    matter: Agreement = field(validator=a(Agreement))
    agreed_at: datetime = field(converter=instant)

    @property
    def part(self) -> PartId:
        """The name of this part."""
        return AGREEMENT


@attrs.frozen(kw_only=True)
class CarriedGoal:
    """A goal that was shared elsewhere, and is still worked on.

    Args:
        id: the name it has here, by which it is amended; the goal has the same.
        matter: the goal.
        agreed_at: when it became shared.
    """

    id: ProposalId = field(converter=ProposalId)
    matter: Goal = field(validator=a(Goal))
    agreed_at: datetime = field(converter=instant)

    @property
    def part(self) -> PartId:
        """The name of this part."""
        return PartId(f"goal:{self.id}")


def _consents(those: Iterable[CarriedConsent]) -> tuple[CarriedConsent, ...]:
    return tuple(those)


def _goals(those: Iterable[CarriedGoal]) -> tuple[CarriedGoal, ...]:
    return tuple(those)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CarryOver(Act):
    """Take a case over from another system, from where it stood there.

    It directly follows the opening, once, and is an organisation's act, with
    *evidence*. Facts from before it are written up as late entries, back to *began_at*.

    Args:
        from_system: the other system, by a short name.
        began_at: when the work began there.
        as_of: the moment at which things stood there as is said here.
        stage: where the partnership stands: exploring or working.
        consents: the consents in force, of each client.
        agreement: the working agreement; needed where the stage is working.
        goals: the goals that are worked on.
        n_sessions: how many sessions took place there, those that are written up late
            among them; all of them count towards a number that the agreement sets.

    Raises:
        ValueError: If a part is named twice, something was said after *as_of*, the
            stage is none that a case is carried over in, or there is an agreement and
            the stage is not working.
    """

    from_system: str = field(converter=text, validator=code)
    began_at: datetime = field(converter=instant)
    as_of: datetime = field(converter=instant)
    stage: Stage = field(validator=a(Stage))
    consents: tuple[CarriedConsent, ...] = field(
        default=(), converter=_consents, validator=each(CarriedConsent)
    )
    agreement: CarriedAgreement | None = field(
        default=None, validator=a(CarriedAgreement, optional=True)
    )
    goals: tuple[CarriedGoal, ...] = field(
        default=(), converter=_goals, validator=each(CarriedGoal)
    )
    n_sessions: int = field(default=0, converter=whole, validator=between(0, 10_000))

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.stage not in CARRIED_STAGES:
            raise InvalidInput("stage is exploring or working; go on from there")
        if not self.began_at <= self.as_of <= self.at:
            raise InvalidInput("began_at is no later than as_of, and that than at")
        said = (
            *(consent.given_at for consent in self.consents),
            *(matter.agreed_at for matter in self.matters),
        )
        if self.agreement is not None and self.stage is not Stage.WORKING:
            raise InvalidInput(
                "an agreement is carried over where the stage is working"
            )
        if any(moment > self.as_of for moment in said):
            raise InvalidInput("what is carried over was said no later than as_of")
        given = [(one.client, one.scope) for one in self.consents]
        named = [matter.id for matter in self.matters]
        if len({*given}) < len(given) or len({*named}) < len(named):
            raise InvalidInput("each consent, and each matter by its id, is named once")

    @property
    def matters(self) -> tuple[CarriedAgreement | CarriedGoal, ...]:
        """The agreement, if there is one, and the goals."""
        agreement = () if self.agreement is None else (self.agreement,)
        return (*agreement, *self.goals)

    @property
    def clients(self) -> tuple[PersonId, ...]:
        """The clients of whom something is carried over.

        Each consented to something, or there is no stage to carry them to.
        """
        return tuple(dict.fromkeys(given.client for given in self.consents))

    def parts_of(self, client: PersonId) -> Iterator[PartId]:
        """Yield the name of each part that is for a client to confirm or dispute."""
        yield from (one.part for one in self.consents if one.client == client)
        if self.agreement is not None:
            yield AGREEMENT
        for goal in self.goals:
            if not goal.matter.owners or client in goal.matter.owners:
                yield goal.part
        if self.n_sessions:
            yield SESSIONS

    def asked(self, client: PersonId) -> PersonId:
        """Return the person who says whether the parts that are for a client are so.

        That is the client, or the holder who consented for them to be treated.
        """
        return next(
            (
                one.given_by
                for one in self.consents
                if one.client == client
                and one.given_by is not None
                and one.scope in (Scope.TREATMENT, Scope.ASSESSMENT)
            ),
            client,
        )

    def with_consents_of(self, sees: Callable[[PersonId], bool]) -> "CarryOver":
        """Return it without the consents of other clients.

        Args:
            sees: Return whether a client's own affairs are shown.
        """
        consents = tuple(one for one in self.consents if sees(one.client))
        if len(consents) == len(self.consents):
            return self
        return self.restated(consents=consents)


@attrs.frozen(kw_only=True)
class CarriedPart:
    """One part of what was carried over, and what was said of it here.

    Args:
        client: the client that it is for.
        id: the name of the part, such as ``consent:treatment``.
        asked: the person who confirms or disputes it: the client, or the holder who
            consented for them there.
        status: what they have said of it.
        answered_at: when; None while nothing was said.
    """

    client: PersonId
    id: PartId
    asked: PersonId
    status: EntryStatus = EntryStatus.UNCONFIRMED
    answered_at: datetime | None = None

    @property
    def is_unconfirmed(self) -> bool:
        """True until it is confirmed or disputed."""
        return self.status is EntryStatus.UNCONFIRMED


@attrs.frozen(kw_only=True)
class CarriedOver:
    """What was carried over from another system, and what was said of each part.

    Args:
        version: the number of its entry; in a view 0, where that is not shown.
        act: the act that carried it over.
        parts: its parts, by the client that each is for.
    """

    version: int
    act: CarryOver
    parts: Register[tuple[PersonId, PartId], CarriedPart]

    @classmethod
    def of(cls, act: CarryOver) -> "CarriedOver":
        """Return what an act at its place carries over; nothing was said of it yet."""
        parts = (
            CarriedPart(client=client, id=part, asked=act.asked(client))
            for client in act.clients
            for part in act.parts_of(client)
        )
        return cls(
            version=cast("int", act.number),
            act=act,
            parts=Register[tuple[PersonId, PartId], CarriedPart].of(
                {(part.client, part.id): part for part in parts}
            ),
        )

    def asked_of(self, person: PersonId) -> frozenset[PersonId]:
        """Return the clients of whose parts a person says whether they are so."""
        those = (part for part in self.parts.values() if part.asked == person)
        return frozenset(part.client for part in those)

    def waiting_for(
        self, person: PersonId, named: Collection[PartId] = ()
    ) -> tuple[CarriedPart, ...]:
        """Return the parts of which a person is to say whether they are so.

        Args:
            person: the person.
            named: the parts that are looked at; none named means all of them.
        """
        return tuple(
            part
            for part in self.parts.values()
            if part.asked == person
            and part.is_unconfirmed
            and (not named or part.id in named)
        )

    def with_word(
        self,
        person: PersonId,
        named: Collection[PartId],
        status: EntryStatus,
        at: datetime,
    ) -> "CarriedOver":
        """Return it after a person's word about their parts."""
        parts = self.parts
        for part in self.waiting_for(person, named):
            said = attrs.evolve(part, status=status, answered_at=at)
            parts = parts.put((part.client, part.id), said)
        return attrs.evolve(self, parts=parts)
