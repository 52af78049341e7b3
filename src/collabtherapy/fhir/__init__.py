"""FHIR, the language of other systems: read, written, and decided by.

`to_bundle` writes a partnership as one person may see it, and names everything that is
left out; `from_bundle` reads what others wrote, as drafts and facts, and agrees to
nothing. Consents of others are read by `read_consents` and decided by `decide`.

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
from collabtherapy.fhir.inward.bundle import Imported, from_bundle
from collabtherapy.fhir.inward.drafts import Draft
from collabtherapy.fhir.inward.facts import Facts
from collabtherapy.fhir.losses import Loss
from collabtherapy.fhir.outward.bundle import to_bundle
from collabtherapy.fhir.rows import MATTER_ROWS, ROWS, Row
from collabtherapy.fhir.shapes import Release

__all__ = [
    "MATTER_ROWS",
    "ROWS",
    "Decision",
    "Directive",
    "Draft",
    "Facts",
    "Imported",
    "Loss",
    "Override",
    "Release",
    "Request",
    "Row",
    "decide",
    "from_bundle",
    "override",
    "read_consents",
    "to_bundle",
]
