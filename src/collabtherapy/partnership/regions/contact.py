"""Contact: whether the clients are still heard from, and who has tried to reach them.

Silence begins with an appointment that a client missed, or with an attempt to reach
them, and ends with anything that a client does or a contact that is recorded. It is
uncertain after some days; contact is lost only after enough attempts over enough days
(see `Policy`), and even then nothing happens unless somebody does it.

All moments here are when the record learned of something. Two attempts written down
today of last month give nobody more time to answer than two attempts of today.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

import attrs
from attrs import field

from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.moments import after
from collabtherapy.partnership.values.policy import Policy
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


class ContactStatus(StrEnum):
    """Whether the clients are heard from."""

    IN = "in"
    UNCERTAIN = "uncertain"
    OUT = "out"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ReachOut(Act):
    """Try to reach a client."""

    to: PersonId = field(converter=PersonId)
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RecordContact(Act):
    """Record that a client was in touch, outside a session."""

    client: PersonId = field(converter=PersonId)
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True)
class Contact:
    """How long nothing was heard, and what was tried.

    Args:
        silent_since: since when, or None while the clients are heard from.
        attempts: when they were tried to be reached in that time.
        last: the last contact of any kind with each client outside a session, an
            attempt at one included.
        wrote_at: when a client last made a late entry with their own hand, whatever
            it was of; None if none has.
    """

    silent_since: datetime | None = None
    attempts: tuple[datetime, ...] = ()
    last: Register[PersonId, datetime] = Register()
    wrote_at: datetime | None = None

    @property
    def days_tried(self) -> frozenset[date]:
        """The days, in UTC, on which somebody tried to reach them."""
        return frozenset(attempt.date() for attempt in self.attempts)

    @property
    def heard(self) -> "Contact":
        """The contact once a client has been heard from."""
        return Contact(last=self.last, wrote_at=self.wrote_at)

    def known(self, at: datetime) -> "Contact":
        """Return the contact at a moment: a client who makes an entry is heard from.

        A late entry stands where it belongs, which may be before the silence began; it
        ends the silence of the time in which it was written all the same. At the very
        moment of writing it is unknown what was first, and what is unknown counts
        against nobody.

        Args:
            at: the moment; of what was written later nothing is known.
        """
        wrote, since = self.wrote_at, self.silent_since
        if wrote is None or since is None or at < wrote or wrote < since:
            return self
        attempts = tuple(attempt for attempt in self.attempts if wrote < attempt)
        since = min(attempts, default=None)
        return attrs.evolve(self, silent_since=since, attempts=attempts)

    def last_with(self, clients: Iterable[PersonId], since: datetime) -> datetime:
        """Return the last contact with the client who has waited longest for one.

        Args:
            clients: the clients asked about.
            since: the moment that counts for a client without a later contact.
        """
        return min(
            (max(self.last.find(c) or since, since) for c in clients), default=since
        )

    def status(self, at: datetime, policy: Policy) -> ContactStatus:
        """Return whether contact is uncertain or lost at a moment."""
        known = self.known(at)
        since = known.silent_since
        if since is None:
            return ContactStatus.IN
        enough = len(known.days_tried) >= policy.lapse_attempts
        if enough and after(since, policy.lapse_days) <= at:
            return ContactStatus.OUT
        uncertain = after(since, policy.contact_uncertain_days) <= at
        return ContactStatus.UNCERTAIN if uncertain else ContactStatus.IN


CONTACT = Region("contact", Contact())


@CONTACT.folds(ReachOut)
def _reach_out(contact: Contact, act: ReachOut) -> Contact:
    at = act.recorded_at
    attempts, last = (*contact.attempts, at), _later(contact, act.to, at)
    return attrs.evolve(silent(contact, at), attempts=attempts, last=last)


@CONTACT.folds(RecordContact)
def _record(contact: Contact, act: RecordContact) -> Contact:
    last = _later(contact, act.client, act.recorded_at)
    return attrs.evolve(contact.heard, last=last)


def _later(
    contact: Contact, client: PersonId, at: datetime
) -> Register[PersonId, datetime]:
    """Return the last contacts with one more, which may be known of for longer."""
    return contact.last.put(client, max(contact.last.find(client) or at, at))


def silent(contact: Contact, at: datetime) -> Contact:
    """Return the contact in which nothing has been heard, at the latest since ``at``.

    What is written down late stands before what the record knew of already.
    """
    since = min(contact.silent_since or at, at)
    return attrs.evolve(contact, silent_since=since)


def wrote(contact: Contact, at: datetime) -> Contact:
    """Return the contact after a client made a late entry at a moment."""
    return attrs.evolve(contact, wrote_at=max(contact.wrote_at or at, at))
