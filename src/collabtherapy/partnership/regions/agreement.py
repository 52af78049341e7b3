"""The working agreement: how the work is done, in a version that both sides signed.

An agreement is settled like any other matter, by everyone; it can be amended without
ending anything, and a client who comes later accepts it for themselves. It says when
the work is looked at together again, and may say until when it holds and how many
sessions there are: one, one at a time, a fixed number, or as many as it takes.

Sources: BACP Ethical Framework 31 (agreed, recorded, changes recorded) and 32
(review); 42 (a nominee).
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import whole
from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.regions.region import Region, Settled
from collabtherapy.partnership.values.act import ByProxy, Matter
from collabtherapy.partnership.values.checks import a, between
from collabtherapy.partnership.values.endings import Leave, RecordDeath
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.joining import Join
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.shapes import Shape
from collabtherapy.partnership.values.words import Words


class IndividualContacts(StrEnum):
    """What becomes of contacts with one of several clients alone, or with some of them.

    With one: SHARED: the others are told that there was one. KEPT_APART: they are not.
    NOT_HELD: nobody is met alone; who is in danger may be sought and heard all the
    same.

    With some of them: SHARED: what was said is for the others too, but what each says
    of how it was. KEPT_APART: it is for those who were there. NOT_HELD: all meet.
    """

    SHARED = "shared"
    KEPT_APART = "kept_apart"
    NOT_HELD = "not_held"


def _shape(agreement: "Agreement") -> Shape:
    return Shape.OPEN if agreement.n_sessions is None else Shape.FIXED


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Agreement(Matter):
    """How we shall work.

    Args:
        words: what was agreed.
        review_every: after how many sessions the work is reviewed (1 to 100); unless
            given, each where they are one at a time, or else the policy's number.
        n_sessions: how many sessions there are, if that is limited.
        expires_at: until when it holds, if that is limited.
        goals_deferred: whether both sides leave the goals open until the review.
        nominee: who takes care of things should the therapist be unable to.
        shape: how many sessions it is meant to have; unless given, fixed where
            ``n_sessions`` is, and open where it is not.
        individual_contacts: what becomes of contacts with one client alone, where there
            are several; unless given, they are kept apart.
        sub_groups: what becomes of sessions with two or more of the clients and not all
            of them; unless given, they are kept apart.
        norms: how people are with each other here, as a group agrees on it; who joins
            reads them before they accept. None without any.

    Raises:
        ValueError: If the shape is fixed without ``n_sessions``, or another with it.
    """

    amendable: ClassVar[bool] = True
    words: Words = field(validator=a(Words))
    review_every: int | None = field(
        default=None,
        converter=optional(whole),
        validator=between(1, 100, optional=True),
    )
    n_sessions: int | None = field(
        default=None,
        converter=optional(whole),
        validator=between(1, 1000, optional=True),
    )
    expires_at: datetime | None = field(default=None, converter=optional(instant))
    goals_deferred: bool = field(default=False, validator=a(bool))
    nominee: PersonId | None = field(default=None, converter=optional(PersonId))
    shape: Shape = field(
        default=attrs.Factory(_shape, takes_self=True), validator=a(Shape)
    )
    individual_contacts: IndividualContacts = field(
        default=IndividualContacts.KEPT_APART, validator=a(IndividualContacts)
    )

    sub_groups: IndividualContacts = field(
        default=IndividualContacts.KEPT_APART, validator=a(IndividualContacts)
    )
    norms: Words | None = field(default=None, validator=a(Words, optional=True))

    def __attrs_post_init__(self) -> None:
        if (self.shape is Shape.FIXED) != (self.n_sessions is not None):
            raise InvalidInput(
                "n_sessions is given where shape is fixed, and only there: leave one "
                "of the two out"
            )

    @property
    def most_sessions(self) -> int | None:
        """The number of sessions there are; None where it is not limited."""
        return 1 if self.shape is Shape.SINGLE else self.n_sessions

    @property
    def reviewed_every(self) -> int | None:
        """The number of sessions between reviews; None where the policy says it."""
        each = 1 if self.shape is Shape.ONE_AT_A_TIME else None
        return self.review_every or each


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AcceptAgreement(ByProxy):
    """Accept the agreement in force, as a client who came after it was settled.

    There is only one that it can be: whatever is amended from their coming on needs
    their assent like everybody's.
    """


@attrs.frozen(kw_only=True)
class Agreements:
    """Every agreement settled, the last of them current unless it is over.

    Args:
        versions: every version that was settled, the first first.
        over: whether the last has ended without another in its place.
        not_yet: the clients who came since, are still here, and have not accepted it
            for themselves.
        disputed: whether it was carried over, and a client says that it is not so.
    """

    versions: tuple[Settled[Agreement], ...] = ()
    over: bool = False
    not_yet: frozenset[PersonId] = frozenset()
    disputed: bool = False

    @property
    def current(self) -> Settled[Agreement] | None:
        """The agreement that stands; it may have run out."""
        return None if self.over or not self.versions else self.versions[-1]

    def shares_contacts(self, at: datetime) -> bool:
        """Return whether contacts of a moment with one client alone are for all.

        What was agreed later tells nothing of what was before it, and at the very
        moment of agreeing it is unknown what was first.
        """
        before = self._before(at)
        shared = IndividualContacts.SHARED
        return before is not None and before.individual_contacts is shared

    def shares_sub_groups(self, at: datetime) -> bool:
        """Return whether a session of a moment with some of the clients is for all."""
        before = self._before(at)
        return before is not None and before.sub_groups is IndividualContacts.SHARED

    def _before(self, at: datetime) -> Agreement | None:
        """Return what was surely agreed before a moment, if anything was."""
        earlier = [version.matter for version in self.versions if version.at < at]
        return earlier[-1] if earlier else None

    def in_force(self, at: datetime) -> bool:
        """Return whether there is an agreement that binds at this moment."""
        current = self.current
        return (
            current is not None
            and not self.disputed
            and (current.matter.expires_at is None or at < current.matter.expires_at)
        )


def ended(agreements: Agreements) -> Agreements:
    """Return the agreements once the last has ended: there is none to accept."""
    return Agreements(versions=agreements.versions, over=True)


AGREEMENT = Region("agreement", Agreements())


@AGREEMENT.settles(Agreement)
def _agree(agreements: Agreements, settled: Settled[Agreement]) -> Agreements:
    return Agreements(versions=(*agreements.versions, settled))


@AGREEMENT.settles(Join)
def _join(agreements: Agreements, settled: Settled[Join]) -> Agreements:
    if agreements.current is None:
        return agreements
    not_yet = agreements.not_yet | {settled.matter.person.id}
    return attrs.evolve(agreements, not_yet=not_yet)


@AGREEMENT.folds(AcceptAgreement)
def _accept(agreements: Agreements, act: AcceptAgreement) -> Agreements:
    return attrs.evolve(agreements, not_yet=agreements.not_yet - {act.for_whom})


@AGREEMENT.folds(Leave)
def _leave(agreements: Agreements, act: Leave) -> Agreements:
    return attrs.evolve(agreements, not_yet=agreements.not_yet - {act.by})


@AGREEMENT.folds(RecordDeath)
def _death(agreements: Agreements, act: RecordDeath) -> Agreements:
    return attrs.evolve(agreements, not_yet=agreements.not_yet - {act.client})
