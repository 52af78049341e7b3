"""What has been put to a decision: its versions, who accepted, who did not."""

from datetime import datetime

import attrs
from attrs import Factory, field

from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.ids import PersonId, ProposalId
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True)
class Version:
    """One wording of a proposal.

    Args:
        number: its number, from 1.
        matter: what it says.
        by: who put it.
        at: when it was put.
        recorded_at: when the record learned of that, from which the time to decide
            runs; `at`, unless it was written down late.
        carried_over: whether it was agreed elsewhere, and carried over from there by
            the organisation that *by* names.
    """

    number: int
    matter: Matter
    by: PersonId
    at: datetime
    recorded_at: datetime = field(
        default=Factory(lambda version: version.at, takes_self=True)
    )
    carried_over: bool = False


@attrs.frozen(kw_only=True)
class Dissent:
    """Somebody's disagreement with one version, kept whatever they decide later."""

    by: PersonId
    version: int
    at: datetime
    words: Words | None = None


@attrs.frozen(kw_only=True)
class Proposal:
    """All there is to know about one proposal.

    Args:
        id: its name.
        versions: every version put, the first first.
        accepted_by: who has accepted the last version.
        dissents: every disagreement with any version.
        settled: the version that is in force, or None.
        settled_at: when that was settled.
        withdrawn: whether the last version was taken back.
    """

    id: ProposalId
    versions: tuple[Version, ...]
    accepted_by: frozenset[PersonId]
    dissents: tuple[Dissent, ...] = ()
    settled: Version | None = None
    settled_at: datetime | None = None
    withdrawn: bool = False

    @property
    def last(self) -> Version:
        """The version that stands."""
        return self.versions[-1]

    @property
    def is_settled(self) -> bool:
        """Whether the version that stands is the one in force."""
        return self.settled is self.last

    @property
    def is_open(self) -> bool:
        """Whether it waits for assent (it may still have run out; see `Timer`)."""
        return not (self.withdrawn or self.is_settled)
