"""What kind of thing a Consent is to: by R4's scope, by R5's category.

Sources: HL7 code systems consentscope and consentcategorycodes; v3 ActCode, below
_ActConsentInformationAccess and _ActConsentType; LOINC, patient privacy documents.
R5 says that of all its uses only the privacy consent is modelled, which is what a
Consent without a category is taken for.
"""

from collabtherapy.fhir.codes import ACT_CODE, CONSENT_SCOPE, LOINC, SCOPE
from collabtherapy.fhir.consents.context import Context
from collabtherapy.fhir.consents.directives import Kind
from collabtherapy.fhir.consents.relating import Vocabulary
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.node import Node
from collabtherapy.fhir.datatypes.systems import CONSENT_CATEGORY

__all__ = ["KINDS", "read_kind"]

_ADVANCE = "adr"
"""Advance directives: what is to be done when somebody can no longer say."""

_CODES: dict[str, tuple[str, ...]] = {
    Kind.SHARING: (
        "patient-privacy", "npp", "ICOL", "IDSCL", "INFA", "INFAO", "INFASO", "IRDSCL",
        "57016-8", "57017-6", "59284-0", "64292-6",
    ),
    Kind.RESEARCH: ("research", "rsdid", "rsreid", "RESEARCH", "RSDID", "RSREID"),
    Kind.THERAPY: ("treatment",),
    _ADVANCE: ("adr", "acd", "dnr", "hcd", "polst"),
}  # fmt: skip
_SYSTEMS = (ACT_CODE, CONSENT_CATEGORY, CONSENT_SCOPE, LOINC)
_KINDS = {code: kind for kind, codes in _CODES.items() for code in codes}

KINDS = Vocabulary(listed=dict.fromkeys(_SYSTEMS, frozenset(_KINDS)), closed=False)
"""The codes that say what a Consent is to."""


def read_kind(node: Node, context: Context) -> str | None:
    """Read what it is to; None where that is not known, or is of two kinds.

    R4 may name a scope of its own, by one of our names or in our own vocabulary. A code
    of an unknown system may be any kind, whatever it is called.
    """
    scope = node.node("scope")
    concepts = (scope,) if scope else node.nodes("category")
    if not concepts:
        return Kind.SHARING
    codings = [
        code
        for concept in concepts
        for coding in concept.nodes("coding")
        if (code := context.coding(coding)) is not None
    ]
    kinds = {
        _KINDS[one.code] for one in codings if one.code in _KINDS and KINDS.knows(one)
    }
    if not kinds:
        kinds = {one.code for one in codings if _is_ours(one, named=scope is not None)}
    if len(kinds) == 1:
        return kinds.pop()
    path = f"{node.path}.{'scope' if scope else 'category'}"
    context.report(path, "unread_kind", "it permits nothing: not known what it is to")
    return None


def _is_ours(coding: Coding, *, named: bool) -> bool:
    """Return whether a code is a scope of ours, or one of our kinds as a scope."""
    if coding.system is None:
        return named and coding.code in set(Kind)
    return coding.system == SCOPE
