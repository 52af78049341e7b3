"""Who may act for a client: on what basis, with which powers, and for which decisions.

An authority is recorded or claimed, confirmed where it rests on the law, and ends by an
act or at its date. Whether it has effect at a moment is for the law to say: see
`deciders`.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final

import attrs

from collabtherapy.partnership.values.ids import PersonId


class Basis(StrEnum):
    """What an authority rests on."""

    PARENTAL_RESPONSIBILITY = "parental_responsibility"
    GUARDIAN = "guardian"
    ATTORNEY = "attorney"
    DEPUTY = "deputy"
    OWN_WISH = "own_wish"
    """The wish of the person themselves, who alone states it and may end it."""

    @property
    def is_legal(self) -> bool:
        """True unless it is the person's own wish."""
        return self is not Basis.OWN_WISH

    @property
    def is_given(self) -> bool:
        """True if the person gives it themselves, and may take it back."""
        return self in (Basis.OWN_WISH, Basis.ATTORNEY)


class Power(StrEnum):
    """What a holder may do for a client."""

    CONSENT = "consent"
    """Give, decline or take back a consent."""
    DECIDE = "decide"
    """Accept or decline a proposal."""
    SEE = "see"
    """Look at the record, as far as the row of the client lets a holder."""
    ATTEND = "attend"
    """Be there in a session, as whom the client brings along."""


ALL: Final = frozenset(Power)
"""Every power there is."""

ANY_DECISION: Final = "every"
EVERY: Final = frozenset({ANY_DECISION})
"""The decisions of an authority that is not confined to some."""


@attrs.frozen(kw_only=True)
class Authority:
    """What one person may do for one client.

    Args:
        client: for whom.
        holder: who holds it.
        basis: what it rests on.
        powers: what the holder may do.
        decisions: for which decisions, as short names; `EVERY` for all of them.
        since: when it was recorded or claimed.
        until: when it ends by itself, exclusive; None where it has no end yet.
        stated_by: who recorded or claimed it.
        confirmed_at: since when it has effect; None while it is only claimed, or was
            recorded by a person who could not.
        ended_at: when it was ended by an act; None while it stands.
    """

    client: PersonId
    holder: PersonId
    basis: Basis
    powers: frozenset[Power]
    decisions: frozenset[str]
    since: datetime
    until: datetime | None
    stated_by: PersonId
    confirmed_at: datetime | None
    ended_at: datetime | None = None

    @property
    def is_confirmed(self) -> bool:
        """True if more than a claim: a wish of the person, or seen in a document."""
        return self.confirmed_at is not None

    @property
    def is_claim(self) -> bool:
        """True if it waits for a document to be seen; a wish has none."""
        return self.basis.is_legal and not self.is_confirmed

    def stands(self, at: datetime) -> bool:
        """Return whether it has neither been ended nor run out at a moment."""
        return self.ended_at is None and (self.until is None or at < self.until)

    def covers(self, decision: str, power: Power | None = None) -> bool:
        """Return whether it is about a decision and, where asked, includes a power."""
        about = ANY_DECISION in self.decisions or decision in self.decisions
        return about and (power is None or power in self.powers)
