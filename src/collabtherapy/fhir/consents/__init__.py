"""Consents that others have recorded, and what they permit.

Deny by default; deny wins; whatever is not known can deny and never permit. Nothing
here reads a clock: the moment that is asked about is an argument.

>>> from datetime import UTC, datetime
>>> from collabtherapy.fhir.consents import Actor, Request, decide, read_consents
>>> document = {
...     "resourceType": "Consent",
...     "id": "c1",
...     "status": "active",
...     "subject": {"reference": "Patient/1"},
...     "decision": "permit",
...     "provision": [{"purpose": [{"code": "HMARKT"}]}],
... }
>>> consents, problems = read_consents(document)
>>> asked = Request(subject="Patient/1", labels={"N"}, purpose="TREAT")
>>> decide(consents, asked, at=datetime(2026, 1, 5, tzinfo=UTC)).permit
True
"""

from collabtherapy.fhir.consents.deciding import decide
from collabtherapy.fhir.consents.decision import Decision, Why
from collabtherapy.fhir.consents.directives import Directive, Kind, State, withdraw
from collabtherapy.fhir.consents.elements import ELEMENTS
from collabtherapy.fhir.consents.findings import Finding
from collabtherapy.fhir.consents.obligations import Duty, Obligation, Record, redact
from collabtherapy.fhir.consents.overrides import (
    Audit,
    Override,
    OverrideGround,
    override,
)
from collabtherapy.fhir.consents.own import directives_of
from collabtherapy.fhir.consents.reading import read_consents
from collabtherapy.fhir.consents.readings import Reading
from collabtherapy.fhir.consents.relating import Vocabulary, relate
from collabtherapy.fhir.consents.requests import UNKNOWN, Actor, Request, Unknown
from collabtherapy.fhir.consents.rules import ActorFacet, Effect, Meaning, Rule, Target
from collabtherapy.fhir.consents.terminology import Terminology
from collabtherapy.fhir.consents.vocabularies import (
    ACTIONS,
    CODES,
    LABELS,
    PURPOSES,
    ROLES,
    TYPES,
)
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.matches import Match
from collabtherapy.fhir.datatypes.periods import Edge, Period
from collabtherapy.fhir.datatypes.problems import Problem

__all__ = [
    "ACTIONS",
    "CODES",
    "ELEMENTS",
    "LABELS",
    "PURPOSES",
    "ROLES",
    "TYPES",
    "UNKNOWN",
    "Actor",
    "ActorFacet",
    "Audit",
    "Coding",
    "Decision",
    "Directive",
    "Duty",
    "Edge",
    "Effect",
    "Finding",
    "Kind",
    "Match",
    "Meaning",
    "Obligation",
    "Override",
    "OverrideGround",
    "Period",
    "Problem",
    "Reading",
    "Record",
    "Request",
    "Rule",
    "State",
    "Target",
    "Terminology",
    "Unknown",
    "Vocabulary",
    "Why",
    "decide",
    "directives_of",
    "override",
    "read_consents",
    "redact",
    "relate",
    "withdraw",
]
