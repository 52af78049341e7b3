"""What the consents answer, and why."""

from datetime import datetime
from enum import StrEnum

import attrs

from collabtherapy.fhir.consents.obligations import Obligation
from collabtherapy.fhir.consents.readings import Reading

__all__ = ["Decision", "Why"]


class Why(StrEnum):
    """Why an answer is what it is."""

    PERMITTED = "permitted"
    DENIED = "denied"
    NO_CONSENT = "no_consent"
    NOT_IN_FORCE = "not_in_force"
    SUPERSEDED = "superseded"
    NOT_ABLE = "not_able"
    NOT_COVERED = "not_covered"
    NOTES_NOT_NAMED = "notes_not_named"
    SENSITIVE_NOT_NAMED = "sensitive_not_named"


@attrs.frozen(kw_only=True)
class Decision:
    """What the consents answer.

    Args:
        permit: whether it is permitted; everything else is denied.
        why: the reasons, each once and in the order of `Why`.
        rules: the ids of the rules that decided, sorted; none by default.
        obligations: what has to be kept to along with a permit.
        until: the earliest moment at which the answer to the same question could
            change by itself; None if it cannot.
        reading: the widest reading by which a consent about the question was read.
    """

    permit: bool
    why: tuple[Why, ...]
    rules: tuple[str, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    until: datetime | None = None
    reading: Reading = Reading.STRICT

    @property
    def deny(self) -> bool:
        """Whether it is denied."""
        return not self.permit
