"""What one client's consent to one scope is: its status, who said yes, and until when.

A consent is in force by itself or together with others' yes; whose yes it takes is the
law's to say, in `hearing`, and is kept with the consent.
"""

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import attrs

from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.values.ids import PersonId, TermsId


class ConsentStatus(StrEnum):
    """Where one client stands on one scope at a moment."""

    NOT_ASKED = "not_asked"
    EXPLAINED = "explained"
    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


@attrs.frozen(kw_only=True)
class Yes:
    """One person's consent, and until when it holds.

    Args:
        by: the client, or a holder on their behalf.
        own: whether it is the client's own.
        at: when it was given.
        expires_at: when it runs out, exclusive; None for never.
        carried_over: whether it was said elsewhere, and carried over from there.
    """

    by: PersonId
    own: bool = False
    at: datetime
    expires_at: datetime | None = None
    carried_over: bool = False

    def stands(self, at: datetime) -> bool:
        """Return whether it has not run out at a moment."""
        return self.expires_at is None or at < self.expires_at


Needed: TypeAlias = tuple[tuple[PersonId, datetime | None], ...]
"""The holders who consent together, each with the end of their authority."""


@attrs.frozen(kw_only=True)
class Consent:
    """What one client, the holders and the therapists said of one scope.

    Args:
        status: as the acts left it; `status_at` also asks the time.
        terms: the terms last explained.
        limits: whether these contained the limits of confidentiality.
        given_terms: the terms consented to, once given.
        given_at: when, once given.
        expires_at: when what was given runs out, if ever.
        said_by: who last gave, declined or took back: the client, or a holder who
            spoke for them.
        given: the yes of each person whose word counted as they gave it.
        needed: the holders whose yes it takes together; empty where one yes is enough.
        own_word: the person's own last yes or no; None if they were not heard, or said
            yes to other terms. Where holders decide, it is assent or dissent.
        dissent: the holders who said no while another's yes stood.
        since: when it came to be so; what was so before is asked of
            `Partnership.as_of`. None, if nothing was said; of what was carried over,
            when the work began elsewhere.
    """

    status: ConsentStatus = ConsentStatus.NOT_ASKED
    terms: TermsId | None = None
    limits: bool = False
    given_terms: TermsId | None = None
    given_at: datetime | None = None
    expires_at: datetime | None = None
    said_by: PersonId | None = None
    given: tuple[Yes, ...] = ()
    needed: Needed = ()
    own_word: bool | None = None
    dissent: frozenset[PersonId] = frozenset()
    since: datetime | None = None

    @property
    def carried_over(self) -> bool:
        """True while it rests on what was said elsewhere, and not yet here."""
        return any(yes.carried_over for yes in self.given)

    def status_at(self, at: datetime) -> ConsentStatus:
        """Return the status at a moment, at which it may have run out.

        Where holders consent together, it is EXPLAINED until each of them has given,
        unless the person's own yes stands.

        Raises:
            ValueError: If the moment is before that from which this is so.
        """
        if self.since is not None and at < self.since:
            raise InvalidInput(
                f"this is so since {self.since}; what was so at {at} is asked of "
                f"the partnership's as_of(at)"
            )
        if self.status is not ConsentStatus.GIVEN:
            return self.status
        if self.needed:
            return self._together(at)
        ran_out = self.expires_at is not None and self.expires_at <= at
        return ConsentStatus.EXPIRED if ran_out else ConsentStatus.GIVEN

    def _together(self, at: datetime) -> ConsentStatus:
        if any(yes.own and yes.stands(at) for yes in self.given):
            return ConsentStatus.GIVEN
        holders = {who for who, until in self.needed if until is None or at < until}
        if not holders.issubset(yes.by for yes in self.given):
            return ConsentStatus.EXPLAINED
        standing = {yes.by for yes in self.given if yes.stands(at)}
        is_given = bool(holders) and holders <= standing
        return ConsentStatus.GIVEN if is_given else ConsentStatus.EXPIRED

    def in_force(self, at: datetime) -> bool:
        """Return whether it permits anything at a moment.

        Raises:
            ValueError: If the moment is before that from which this is so.
        """
        return self.status_at(at) is ConsentStatus.GIVEN

    def given_by(self, at: datetime) -> frozenset[PersonId]:
        """Return the people whose yes stands at a moment."""
        if self.status is not ConsentStatus.GIVEN:
            return frozenset()
        return frozenset(yes.by for yes in self.given if yes.stands(at))


NOTHING_SAID = Consent()
