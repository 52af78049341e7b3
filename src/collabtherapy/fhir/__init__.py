"""FHIR, the language of other systems: read, written, and decided by.

`to_bundle` writes a partnership as one person may see it, and names everything that is
left out; `from_bundle` reads what others wrote, as drafts and facts, and agrees to
nothing. Consents of others have a room of their own, `collabtherapy.fhir.consents`.

>>> from collabtherapy.fhir import from_bundle
>>> from_bundle({"resourceType": "Bundle", "type": "collection"}).proposals
()
"""

from collabtherapy.fhir.inward.answers import Answer, Answers, AnswersRead, How
from collabtherapy.fhir.inward.bundle import Imported, from_bundle
from collabtherapy.fhir.inward.drafts import Draft
from collabtherapy.fhir.inward.facts import Facts
from collabtherapy.fhir.inward.measure_drafts import MeasureDraft
from collabtherapy.fhir.inward.moments import Within
from collabtherapy.fhir.inward.responses import read_answers
from collabtherapy.fhir.losses import Loss
from collabtherapy.fhir.outward.bulk import join_ndjson, to_ndjson
from collabtherapy.fhir.outward.bundle import to_bundle
from collabtherapy.fhir.outward.lines import BulkExport
from collabtherapy.fhir.rows import MATTER_ROWS, ROWS, Row
from collabtherapy.fhir.shapes import Release

__all__ = [
    "MATTER_ROWS",
    "ROWS",
    "Answer",
    "Answers",
    "AnswersRead",
    "BulkExport",
    "Draft",
    "Facts",
    "How",
    "Imported",
    "Loss",
    "MeasureDraft",
    "Release",
    "Row",
    "Within",
    "from_bundle",
    "join_ndjson",
    "read_answers",
    "to_bundle",
    "to_ndjson",
]
