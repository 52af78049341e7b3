"""The names under which a code system is found, and the one that stands for them all.

One system has many names: the URI of HL7 Terminology, the URI of FHIR before R4, an
OID, and the value set that draws on it, which many write in its place. All of them
stand for the code system. A name that is in no table stays as it was written and is
*unknown*: what its codes are cannot be told.

Sources: HL7 FHIR R4 4.0.1 and R5; HL7 Terminology 6.5; each row has its own mark.
"""

from collections.abc import Mapping
from typing import TypeAlias

from collabtherapy.fhir.codes import (
    ACT_CODE,
    CONSENT_SCOPE,
    LOINC,
    PARTICIPATION,
)
from collabtherapy.fhir.datatypes.marks import Mark

__all__ = [
    "ACT_REASON",
    "CONFIDENTIALITY_CODES",
    "CONSENT_ACTION",
    "CONSENT_CATEGORY",
    "FHIR_TYPES",
    "ICD_10",
    "ICD_10_CM",
    "KNOWN",
    "MEDIA_TYPES",
    "NAMES",
    "SNOMED",
    "canonical",
]

Name: TypeAlias = tuple[str, str, Mark]
"""A name of a system, what kind of name it is, and where the row comes from."""

_READ, _SEEN, _MEMORY = Mark.READ, Mark.SEEN, Mark.MEMORY

ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
CONFIDENTIALITY_CODES = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
CONSENT_ACTION = "http://terminology.hl7.org/CodeSystem/consentaction"
CONSENT_CATEGORY = "http://terminology.hl7.org/CodeSystem/consentcategorycodes"
FHIR_TYPES = "http://hl7.org/fhir/fhir-types"
ICD_10 = "http://hl7.org/fhir/sid/icd-10"
ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
MEDIA_TYPES = "urn:ietf:bcp:13"
SNOMED = "http://snomed.info/sct"

_VALUE_SET = "http://terminology.hl7.org/ValueSet/"
_V3 = "http://hl7.org/fhir/v3/"
_OID = "urn:oid:2.16.840.1.113883."

NAMES: Mapping[str, tuple[Name, ...]] = {
    ACT_CODE: (
        (f"{_V3}ActCode", "code system before R4", _READ),
        (f"{_OID}5.4", "OID", _READ),
        (f"{_VALUE_SET}v3-ActCode", "value set", _READ),
        (f"{_VALUE_SET}v3-InformationSensitivityPolicy", "value set", _READ),
        (f"{_OID}1.11.20428", "OID of that value set", _READ),
        (f"{_VALUE_SET}v3-ActInformationSensitivityPolicy", "value set", _READ),
        (f"{_OID}1.11.20429", "OID of that value set", _READ),
        (f"{_V3}vs/InformationSensitivityPolicy", "value set, DSTU1", _READ),
    ),
    ACT_REASON: (
        (f"{_V3}ActReason", "code system before R4", _READ),
        (f"{_OID}5.8", "OID", _READ),
        (f"{_VALUE_SET}v3-ActReason", "value set", _READ),
        (f"{_VALUE_SET}v3-PurposeOfUse", "value set", _READ),
        ("http://hl7.org/fhir/ValueSet/v3-PurposeOfUse", "value set", _READ),
        (f"{_OID}1.11.20448", "OID of that value set", _READ),
    ),
    CONFIDENTIALITY_CODES: (
        (f"{_V3}Confidentiality", "code system before R4", _READ),
        (f"{_OID}5.25", "OID", _READ),
        (f"{_VALUE_SET}v3-Confidentiality", "value set", _READ),
        (f"{_VALUE_SET}v3-ConfidentialityClassification", "value set", _READ),
        (f"{_OID}1.11.10228", "OID of a value set", _READ),
    ),
    PARTICIPATION: (
        (f"{_V3}ParticipationType", "code system before R4", _SEEN),
        (f"{_OID}5.90", "OID", _READ),
    ),
    FHIR_TYPES: (
        ("http://hl7.org/fhir/resource-types", "R4", _READ),
        ("http://hl7.org/fhir/data-types", "R4", _MEMORY),
        ("http://hl7.org/fhir/ValueSet/resource-types", "value set", _READ),
    ),
    CONSENT_ACTION: (
        ("http://hl7.org/fhir/consentaction", "earlier", _READ),
        ("http://hl7.org/fhir/ValueSet/consent-action", "value set", _SEEN),
    ),
    LOINC: ((f"{_OID}6.1", "OID", _READ),),
    SNOMED: ((f"{_OID}6.96", "OID", _READ),),
    ICD_10: ((f"{_OID}6.3", "OID", _READ),),
    ICD_10_CM: ((f"{_OID}6.90", "OID", _READ),),
    # HL7's examples of Consent name these three, and by no other name.
    CONSENT_SCOPE: (),
    CONSENT_CATEGORY: (),
    MEDIA_TYPES: (),
}
"""Each known system by its canonical URI, with its other names.

Case of scheme and host, ``https``, a trailing slash and a ``|version`` are no names of
their own: `canonical` takes them away first.
"""

KNOWN = frozenset(NAMES)
"""The canonical URIs of the systems that are known."""


def _bare(name: str) -> str:
    """Return a name without what makes no difference between two names."""
    bare = name.strip().partition("|")[0].rstrip("/")
    if bare and not bare.strip(".0123456789"):
        return f"urn:oid:{bare}"  # as HL7 v2 and CDA write it
    scheme, _, rest = bare.partition(":")
    if scheme.lower() not in {"http", "https"}:
        return bare.lower() if scheme.lower() == "urn" else bare
    host, slash, path = rest.removeprefix("//").partition("/")
    return f"http://{host.lower()}{slash}{path}"


_CANONICAL = {_bare(system): system for system in NAMES} | {
    _bare(name): system for system, names in NAMES.items() for name, _, _ in names
}


def canonical(system: str) -> str:
    """Return the one name of a system; the name itself where it is unknown.

    >>> canonical("HTTPS://Terminology.HL7.org/ValueSet/v3-PurposeOfUse/|2.0")
    'http://terminology.hl7.org/CodeSystem/v3-ActReason'
    >>> canonical("https://codes.example/2.1")
    'https://codes.example/2.1'
    """
    return _CANONICAL.get(_bare(system), system)
