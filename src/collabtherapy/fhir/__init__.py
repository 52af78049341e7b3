"""FHIR, the language of other systems: their consents are read and decided here.

>>> from datetime import UTC, datetime
>>> from collabtherapy.fhir import Request, decide
>>> decide([], Request(subject="Patient/1"), at=datetime(2026, 1, 5, tzinfo=UTC)).permit
False
"""

from collabtherapy.fhir.consents import (
    Decision,
    Directive,
    Override,
    Request,
    decide,
    override,
    read_consents,
)

__all__ = [
    "Decision",
    "Directive",
    "Override",
    "Request",
    "decide",
    "override",
    "read_consents",
]
