"""One consent of one person, as somebody has recorded it."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy.fhir.consents.readings import Reading
from collabtherapy.fhir.consents.rules import Rule
from collabtherapy.fhir.datatypes.matches import Match, all_of
from collabtherapy.fhir.datatypes.periods import Edge, Period
from collabtherapy.partnership.values.moments import instant

__all__ = ["SUPERSEDING", "VALID", "Directive", "Kind", "State", "withdraw"]


class Kind(StrEnum):
    """What a consent is to; they are kept apart, and a system may name others."""

    THERAPY = "treatment"
    SHARING = "patient-privacy"
    RESEARCH = "research"
    RECORDING = "recording"
    CONTACT = "contact"
    SUPERVISION = "supervision"


class State(StrEnum):
    """Where a consent stands: the ten states of W3C DPV (`dpv:ConsentStatus`)."""

    REQUESTED = "requested"
    DEFERRED = "deferred"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    EXPIRED = "expired"
    INVALIDATED = "invalidated"
    RENEWED = "renewed"
    UNKNOWN = "unknown"


VALID = frozenset({State.GIVEN, State.RENEWED})
"""The states in which a consent says anything (DPV: valid for processing)."""

SUPERSEDING = VALID | {
    State.REFUSED, State.WITHDRAWN, State.REVOKED, State.EXPIRED, State.UNKNOWN,
}  # fmt: skip
"""The states in which a consent may have taken the place of those that it names."""


@attrs.frozen(kw_only=True)
class Directive:
    """A consent directive: whose, to what, by whom, from when, and its rules.

    Args:
        id: what it is called, as ``Consent/7``.
        subject: whose it is; None where that could not be read.
        kind: what it is to; None where that could not be read.
        state: where it stands, as it was recorded.
        rule: what it says.
        beside: further rules, which stand beside the first.
        reading: how provisions within one of their own type were read.
        grantors: who gave it; nobody named is the subject.
        grantees: to whom it was given; whoever its rules cover, if nobody is named.
        doubted: whether it was not verified, or names parties that cannot be told;
            then, as in an unknown state, it may deny and never permits.
        needs_finding: whether it holds only while its grantors are found capable, as
            that of somebody under 16 (Gillick) or of a deputy.
        given: when; it says nothing before.
        period: when it holds.
        ended_at: when it was withdrawn or revoked, where that is known.
        supersedes: which consents it takes the place of, by their ids.

    Raises:
        ValueError: ``ended_at`` is naive.
    """

    id: str
    subject: str | None
    kind: str | None = Kind.SHARING
    state: State = State.GIVEN
    rule: Rule
    beside: tuple[Rule, ...] = ()
    reading: Reading = Reading.STRICT
    grantors: frozenset[str] = frozenset()
    grantees: frozenset[str] = frozenset()
    doubted: bool = False
    needs_finding: bool = False
    given: Edge | None = None
    period: Period = field(factory=Period)
    ended_at: datetime | None = field(default=None, converter=optional(instant))
    supersedes: frozenset[str] = frozenset()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that stands by itself: the first and those beside it."""
        return (self.rule, *self.beside)

    @property
    def given_by(self) -> frozenset[str]:
        """Who gave it: the subject where nobody is named."""
        return self.grantors or frozenset({self.subject} if self.subject else ())

    def holds(self, at: datetime) -> Match:
        """Whether it says anything at a moment.

        It is unknown near the edges of a date, in an unknown state, and in doubt.
        """
        ended = self.ended_at is not None and self.ended_at <= at
        if ended or self.state not in VALID | {State.UNKNOWN}:
            return Match.NO
        unsure = self.doubted or self.state is State.UNKNOWN
        stands = Match.UNKNOWN if unsure else Match.YES
        return all_of((stands, self.begun(at), self.period.contains(at)))

    def begun(self, at: datetime) -> Match:
        """Whether it has been given by a moment."""
        return Match.YES if self.given is None else self.given.passed(at)

    def moments(self) -> Iterator[datetime]:
        """Give the instants at which what it says may change."""
        if self.given is not None:
            yield from self.given.moments()
        yield from self.period.moments()
        if self.ended_at is not None:
            yield self.ended_at
        for rule in self.rules:
            for one in rule.walk():
                if one.period is not None:
                    yield from one.period.moments()


def withdraw(directive: Directive, *, at: datetime) -> Directive:
    """Take a consent back, from a moment on: what was done before stays done.

    It asks for no reason and is never refused; what is no longer valid stays as it is,
    and of two withdrawals the earlier counts (GDPR 7(3)).
    """
    if directive.state not in VALID:
        return directive
    before = directive.ended_at
    when = instant(at)
    return attrs.evolve(
        directive, ended_at=when if before is None else min(before, when)
    )
