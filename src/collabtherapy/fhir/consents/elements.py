"""The fields of each element that are read, and those that may be passed over.

Whatever else stands in an element is *unread*: it may narrow or turn what the element
says, so the element may deny and never permits. A primitive's sibling (``_end`` beside
``end``) counts as a field of its own. An extension of an unknown URL changes nothing
(FHIR, extensibility: only a modifier extension does) and is reported.

Sources: HL7 FHIR R4 4.0.1 and R5 5.0.0, Consent and the data types.
"""

from collections.abc import Mapping

from collabtherapy.fhir.codes import OWN
from collabtherapy.fhir.datatypes.node import Node, Report

__all__ = ["ELEMENTS", "REPLACES", "SILENT", "unread"]

REPLACES = frozenset({"http://hl7.org/fhir/StructureDefinition/replaces"})
"""The extension by which a consent takes the place of another."""

_ANYWHERE = frozenset({"id", "extension"})
_CONSENT = frozenset({
    "resourceType", "meta", "language", "text", "contained", "identifier", "status",
    "category", "provision", "verification", "sourceAttachment", "sourceReference",
})  # fmt: skip
_FACETS = frozenset({
    "period", "actor", "action", "securityLabel", "purpose", "class", "documentType",
    "resourceType", "code", "dataPeriod", "data", "provision",
})  # fmt: skip

ELEMENTS: Mapping[str, frozenset[str]] = {
    "Consent of R4": _CONSENT | {
        "scope", "patient", "dateTime", "performer", "organization", "policy",
        "policyRule",
    },
    "Consent of R5": _CONSENT | {
        "subject", "date", "period", "grantor", "grantee", "manager", "controller",
        "regulatoryBasis", "policyBasis", "policyText", "decision",
    },
    "provision": _FACETS | {"type"},
    "actor": frozenset({"role", "reference"}),
    "data": frozenset({"meaning", "reference"}),
    "verification": frozenset({
        "verified", "verificationType", "verifiedBy", "verifiedWith",
        "verificationDate",
    }),
    "Coding": frozenset({"system", "code", "version", "display", "userSelected"}),
    "CodeableConcept": frozenset({"coding", "text"}),
    "Reference": frozenset({"reference", "type", "display"}),
    "Period": frozenset({"start", "end"}),
}  # fmt: skip
"""The fields of each element; `id` and `extension` may stand in every one."""

SILENT = _ANYWHERE | {
    "_id", "_display", "_language", "_text", "_userSelected", "_version",
}  # fmt: skip
"""Fields that say nothing wherever they stand, as the translation of a display."""

_NAMES = frozenset[str]().union(_ANYWHERE, *ELEMENTS.values()) | {
    "implicitRules", "modifierExtension",
}  # fmt: skip
"""The fields that a path may show: any other may be anybody's word."""


def unread(node: Node, element: str, report: Report) -> frozenset[str]:
    """Return the fields of a node that are not known in an element; report each.

    Args:
        node: the object.
        element: which of `ELEMENTS` it is.
        report: told of each, and of each extension of an unknown URL.
    """
    found = node.keys - ELEMENTS[element] - SILENT
    for key in sorted(found):
        shown = f".{key}" if key.removeprefix("_") in _NAMES else ""
        message = (
            "an unknown field, so what it stands in may deny and permits nothing; "
            "leave the field out, or put what it says into a field of FHIR"
        )
        report(f"{node.path}{shown}", "unread_field", message)
    for one in node.nodes("extension"):
        url = one.text("url") or ""
        if url not in REPLACES and not url.startswith(OWN):
            report(one.path, "unknown_extension", "it is passed over, as FHIR says")
    return found
