"""Contact: whether the clients are still heard from, and who has tried to reach them.

Silence begins with an appointment that a client missed, or with an attempt to reach
them, and ends with anything that a client does or a contact that is recorded. It is
uncertain after some days; contact is lost only after enough attempts over enough days
(see `Policy`), and even then nothing happens unless somebody does it.
"""

from collections.abc import Iterable
from datetime import datetime
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
    """

    silent_since: datetime | None = None
    attempts: tuple[datetime, ...] = ()
    last: Register[PersonId, datetime] = Register()

    @property
    def heard(self) -> "Contact":
        """The contact once a client has been heard from."""
        return Contact(last=self.last)

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
        """Give whether contact is uncertain or lost at a moment."""
        since = self.silent_since
        if since is None:
            return ContactStatus.IN
        enough = len(self.attempts) >= policy.lapse_attempts
        if enough and after(since, policy.lapse_days) <= at:
            return ContactStatus.OUT
        uncertain = after(since, policy.contact_uncertain_days) <= at
        return ContactStatus.UNCERTAIN if uncertain else ContactStatus.IN


CONTACT = Region("contact", Contact())


@CONTACT.folds(ReachOut)
def _reach_out(contact: Contact, act: ReachOut) -> Contact:
    attempts = (*contact.attempts, act.at)
    last = contact.last.put(act.to, act.at)
    return attrs.evolve(silent(contact, act.at), attempts=attempts, last=last)


@CONTACT.folds(RecordContact)
def _record(contact: Contact, act: RecordContact) -> Contact:
    return Contact(last=contact.last.put(act.client, act.at))


def silent(contact: Contact, at: datetime) -> Contact:
    """Give the contact in which nothing has been heard, at the latest since ``at``."""
    return attrs.evolve(contact, silent_since=contact.silent_since or at)
