"""One question at one moment, with what it is to be answered by."""

from datetime import datetime

import attrs

from collabtherapy.fhir.consents.requests import Request
from collabtherapy.fhir.consents.terminology import Terminology

__all__ = ["Question"]


@attrs.frozen
class Question:
    """A request, the moment that is asked about, and the switches of the answer.

    Args:
        request: who wants to do what, with which data of whom.
        at: the moment that is asked about.
        terminology: who knows the hierarchy of open vocabularies.
        sensitive_by_name: whether a permit covers sensitive data only by naming it.
    """

    request: Request
    at: datetime
    terminology: Terminology | None = None
    sensitive_by_name: bool = False
