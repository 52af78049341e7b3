"""The vocabularies of a consent: labels, purposes, actions, types, codes and roles.

Sources: HL7 Terminology (v3 ActCode, v3 ActReason, v3 Confidentiality,
v3 ParticipationType, consentaction); FHIR R4 and R5, Consent.provision; BCP 13.
"""

from collections.abc import Mapping

from collabtherapy.fhir.codes import ACT_CODE, LOINC, PARTICIPATION
from collabtherapy.fhir.consents.purposes import BY_NAME, EXACT, PURPOSES_ABOVE
from collabtherapy.fhir.consents.relating import Vocabulary
from collabtherapy.fhir.consents.resource_types import RESOURCE_TYPES
from collabtherapy.fhir.consents.sensitivity import (
    CONFIDENTIALITY,
    MAY_CONTAIN,
    SENSITIVITY,
    overlapping,
)
from collabtherapy.fhir.consents.terminology import SHAPES
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.systems import (
    ACT_REASON,
    CONFIDENTIALITY_CODES,
    CONSENT_ACTION,
    FHIR_TYPES,
    MEDIA_TYPES,
)

__all__ = [
    "ACTIONS",
    "AUTHOR",
    "CODES",
    "CUSTODIAN",
    "LABELS",
    "PARTS",
    "PROCESS_NOTES",
    "PURPOSES",
    "RECIPIENTS",
    "ROLES",
    "TYPES",
]

_KINDS = {code: above for code, (above, _) in SENSITIVITY.items()}
_SENSITIVE = frozenset(_KINDS) | frozenset(_KINDS.values())
_PURPOSES = frozenset(PURPOSES_ABOVE) | frozenset(PURPOSES_ABOVE.values())
_NO_DOMAIN = frozenset({"Binary", "Bundle", "Parameters"})
_TYPES_ABOVE = {
    name: "Resource" if name in _NO_DOMAIN else "DomainResource"
    for name in RESOURCE_TYPES
} | {"DomainResource": "Resource"}

PROCESS_NOTES = Coding("PSYTHPN", ACT_CODE)
"""The label of psychotherapy notes, which no general consent covers.

45 CFR 164.501 and 164.508(a)(2): they are apart from all else.
"""

LABELS = Vocabulary(
    listed={
        ACT_CODE: _SENSITIVE.union(*MAY_CONTAIN),
        CONFIDENTIALITY_CODES: frozenset(CONFIDENTIALITY),
        ACT_REASON: _PURPOSES,  # FHIR, security-labels: HTEST among them
    },
    parents=_KINDS,
    abstract=frozenset(code for code in _SENSITIVE if code.startswith("_")),
    overlaps=overlapping(_KINDS),
)
"""Security labels; levels of confidentiality are compared as numbers beside it."""

PURPOSES = Vocabulary(
    listed={ACT_REASON: _PURPOSES},
    parents=PURPOSES_ABOVE,
    by_name=BY_NAME,
    abstract=frozenset({"PurposeOfUse"}),
    exact=EXACT,
)
"""Purposes of use."""

ACTIONS = Vocabulary(
    listed={
        CONSENT_ACTION: frozenset({"access", "collect", "correct", "disclose", "use"})
    }
)
"""What is done with data: five codes, none of which contains another."""

TYPES = Vocabulary(
    listed={FHIR_TYPES: frozenset(_TYPES_ABOVE) | {"Resource"}},
    shapes={
        LOINC: SHAPES[LOINC],
        MEDIA_TYPES: r"[a-z]+/[a-zA-Z0-9.+\-]+(?:;.*)?",
    },
    parents=_TYPES_ABOVE,
    abstract=frozenset({"DomainResource", "Resource"}),
)
"""Types of resource and of document."""

CUSTODIAN, AUTHOR = "CST", "AUT"
RECIPIENTS = frozenset({"PRCP", "IRCP", "TRC", "NOT", "REFT", "REFB"})
PARTS = RECIPIENTS | {CUSTODIAN, AUTHOR}
"""How an actor takes part (v3 ParticipationType), which is no role of a person."""

_LISTED: Mapping[str, frozenset[str]] = {
    system: codes
    for vocabulary in (PURPOSES, LABELS, ACTIONS, TYPES)
    for system, codes in vocabulary.listed.items()
}
CODES = Vocabulary(listed=_LISTED, shapes=SHAPES, closed=False)
"""What data is: codes of any vocabulary, of which some have a hierarchy."""

ROLES = Vocabulary(
    listed=dict(_LISTED) | {PARTICIPATION: PARTS}, shapes=SHAPES, closed=False
)
"""Which role somebody has, or which part an actor takes: codes of any vocabulary."""
