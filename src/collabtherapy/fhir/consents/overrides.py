"""Acting against or without consent: another kind of result, which is never a permit.

Sources: BACP, limits of confidentiality; UK law on safeguarding and court orders; IHE
PCF, break-glass. Whoever acts so says on what ground and why, and it is written down;
the client is told, or why not is.
"""

from datetime import datetime
from enum import StrEnum

import attrs
from attrs import field

from collabtherapy.fhir.consents.requests import Request, Unknown
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.words import Words

__all__ = ["Audit", "Override", "OverrideGround", "override"]


class OverrideGround(StrEnum):
    """On what an override rests."""

    SAFEGUARDING = "safeguarding"
    SERIOUS_HARM = "serious_harm"
    COURT_ORDER = "court_order"
    STATUTE = "statute"
    BREAK_GLASS = "break_glass"


@attrs.frozen(kw_only=True)
class Audit:
    """What is written down of an override: who, when, about whom, on which ground."""

    actor: str
    subject: str
    ground: OverrideGround
    scope: frozenset[str]
    at: datetime = field(converter=instant)
    client_told: bool


@attrs.frozen(kw_only=True)
class Override:
    """That somebody goes beyond the consents; it says nothing of what they permit.

    Args:
        request: what was asked.
        ground: on what it rests.
        reason: why, in the actor's words.
        scope: what is opened, as short names, and nothing beyond.
        why_not_told: why the client is not told, where that is so.
        audit: what is written down of it.
    """

    request: Request
    ground: OverrideGround = field(validator=a(OverrideGround))
    reason: Words = field(validator=a(Words))
    scope: frozenset[str]
    why_not_told: Words | None = field(validator=a(Words, optional=True))
    audit: Audit

    @property
    def actor(self) -> str:
        """Who acts."""
        return self.audit.actor


def override(
    request: Request,
    *,
    ground: OverrideGround,
    reason: Words,
    scope: frozenset[str],
    at: datetime,
    why_not_told: Words | None = None,
) -> Override:
    """Go beyond the consents, on a ground, for a reason, within a scope.

    Args:
        request: what is asked, by an actor who is named.
        ground: on what it rests.
        reason: why, in the actor's words.
        scope: what is opened, as short names.
        at: when.
        why_not_told: why the client is not told; without it they are to be told.

    Raises:
        TypeError: the reason is not `Words`, or the ground no `OverrideGround`.
        ValueError: nobody is named who acts, or nothing that is opened.
    """
    actor = request.actor.reference
    if isinstance(actor, Unknown):
        message = "an override names who acts: Actor(reference)"
        raise ValueError(message)  # noqa: TRY004  # of the right type, but not known
    if not scope:
        raise ValueError("an override names what it opens")
    audit = Audit(
        actor=actor,
        subject=request.subject,
        ground=ground,
        scope=frozenset(scope),
        at=at,
        client_told=why_not_told is None,
    )
    return Override(
        request=request,
        ground=ground,
        reason=reason,
        scope=frozenset(scope),
        why_not_told=why_not_told,
        audit=audit,
    )
