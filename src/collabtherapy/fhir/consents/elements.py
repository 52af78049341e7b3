"""The fields of each element that are read, by release, and those that are not.

Whatever else stands in an element is *unread*: it may narrow or turn what the element
says, so the element may deny and never permits. A primitive's sibling (``_end`` beside
``end``) counts as a field of its own. An extension of an unknown URL changes nothing
(FHIR, extensibility: only a modifier extension does) and is reported.

Sources: HL7 FHIR R4 4.0.1 and R5 5.0.0, Consent and the data types.
"""

from collections.abc import Mapping

from collabtherapy.fhir.codes import OWN
from collabtherapy.fhir.consents.context import Context
from collabtherapy.fhir.datatypes.node import Node
from collabtherapy.fhir.shapes import Release

__all__ = ["DELIBERATELY_UNREAD", "ELEMENTS", "REPLACES", "SILENT", "unread"]

REPLACES = frozenset({"http://hl7.org/fhir/StructureDefinition/replaces"})
"""The extension by which a consent takes the place of another."""

_R4, _R5 = Release.R4, Release.R5
_ANYWHERE = frozenset({"id", "extension"})
_CONSENT = frozenset({
    "resourceType", "meta", "language", "text", "contained", "identifier", "status",
    "category", "provision", "verification", "sourceAttachment", "sourceReference",
})  # fmt: skip
_PROVISION = frozenset({
    "period", "actor", "action", "securityLabel", "purpose", "code", "dataPeriod",
    "data", "provision",
})  # fmt: skip
_VERIFICATION = frozenset({"verified", "verifiedWith", "verificationDate"})
_OF_BOTH: Mapping[str, frozenset[str]] = {
    "actor": frozenset({"role", "reference"}),
    "data": frozenset({"meaning", "reference"}),
    "Coding": frozenset({"system", "code", "version", "display", "userSelected"}),
    "CodeableConcept": frozenset({"coding", "text"}),
    "Reference": frozenset({"reference", "type", "display"}),
    "Period": frozenset({"start", "end"}),
}

ELEMENTS: Mapping[tuple[Release, str], frozenset[str]] = {
    (_R4, "Consent"): _CONSENT | {
        "scope", "patient", "dateTime", "performer", "organization", "policy",
        "policyRule",
    },
    (_R5, "Consent"): _CONSENT | {
        "subject", "date", "period", "grantor", "grantee", "manager", "controller",
        "regulatoryBasis", "policyBasis", "policyText", "decision",
    },
    (_R4, "provision"): _PROVISION | {"type", "class"},
    (_R5, "provision"): _PROVISION | {"documentType", "resourceType"},
    (_R4, "verification"): _VERIFICATION,
    (_R5, "verification"): _VERIFICATION | {"verificationType", "verifiedBy"},
    **{(release, name): keys for release in Release for name, keys in _OF_BOTH.items()},
}  # fmt: skip
"""The fields of each element of each release that are known here.

`id` and `extension` may stand in every one.
"""

_MODIFYING = frozenset({"modifierExtension"})

DELIBERATELY_UNREAD: Mapping[tuple[Release, str], frozenset[str]] = {
    (_R4, "Consent"): _MODIFYING | {"implicitRules"},
    (_R5, "Consent"): _MODIFYING | {"implicitRules"},
    (_R4, "provision"): _MODIFYING,
    (_R5, "provision"): _MODIFYING | {"expression"},
    **{
        (release, name): _MODIFYING
        for release in (_R4, _R5)
        for name in ("actor", "data", "verification")
    },
    # Who is meant is told by the reference; an identifier beside it may be another's.
    (_R4, "Reference"): frozenset({"identifier"}),
    (_R5, "Reference"): frozenset({"identifier"}),
}
"""The fields that HL7 has and that close what they stand in, each for a reason."""

SILENT = _ANYWHERE | {
    "_id", "_display", "_language", "_text", "_userSelected", "_version",
}  # fmt: skip
"""Fields that say nothing wherever they stand, as the translation of a display."""

_NAMELESS = frozenset({"a name that is no text"})
"""What stands for fields whose names are no text: JSON has none, Python may."""

_NAMES = _ANYWHERE.union(*ELEMENTS.values(), *DELIBERATELY_UNREAD.values())
"""The fields that a path may show: any other may be anybody's word."""


def unread(node: Node, element: str, context: Context) -> frozenset[str]:
    """Return the fields of a node that are not known in an element; report each.

    Args:
        node: the object.
        element: which of `ELEMENTS` it is, in the release that is being read.
        context: told of each, and of each extension of an unknown URL.
    """
    found = node.keys - ELEMENTS[context.release, element] - SILENT
    if node.has_other_keys:
        found |= _NAMELESS
    for key in sorted(found):
        shown = f".{key}" if key.removeprefix("_") in _NAMES else ""
        message = (
            "an unknown field, so what it stands in may deny and permits nothing; "
            "leave the field out, or put what it says into a field of FHIR"
        )
        context.report(f"{node.path}{shown}", "unread_field", message)
    for one in node.nodes("extension"):
        url = one.text("url") or ""
        if url not in REPLACES and not url.startswith(OWN):
            message = "it is passed over, as FHIR says"
            context.report(one.path, "unknown_extension", message)
    return found
