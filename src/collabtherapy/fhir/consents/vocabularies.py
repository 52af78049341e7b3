"""The vocabularies of a consent, and the one comparison of two codes.

Where readings of a vocabulary differ, the answer is unknown: so a permit takes the
narrower reading and a deny the wider, by the one rule for everything that is unknown.

Sources: HL7 Terminology (v3 ActCode, v3 ActReason, v3 Confidentiality, consentaction);
FHIR R4 and R5, Consent.provision.
"""

from collections.abc import Mapping

import attrs
from attrs import field

from collabtherapy._frozen import frozen
from collabtherapy.fhir.codes import ACT_CODE, LOINC
from collabtherapy.fhir.consents.purposes import BY_NAME, EXACT, PURPOSES_ABOVE
from collabtherapy.fhir.consents.resource_types import RESOURCE_TYPES
from collabtherapy.fhir.consents.sensitivity import (
    CONFIDENTIALITY,
    MAY_CONTAIN,
    SENSITIVITY,
    overlapping,
    way_up,
)
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.matches import Match
from collabtherapy.fhir.datatypes.systems import (
    ACT_REASON,
    CONFIDENTIALITY_CODES,
    CONSENT_ACTION,
    FHIR_TYPES,
    KNOWN,
    MEDIA_TYPES,
)

__all__ = [
    "ACTIONS",
    "CODES",
    "LABELS",
    "PROCESS_NOTES",
    "PURPOSES",
    "TYPES",
    "Vocabulary",
    "relate",
    "same_text",
]


def _every_code(vocabulary: "Vocabulary") -> frozenset[str]:
    listed = (codes for codes in vocabulary.listed.values() if codes is not None)
    return frozenset[str]().union(*listed)


@attrs.frozen(kw_only=True)
class Vocabulary:
    """The codes that one facet of a rule may name, and which contain which.

    Args:
        listed: the systems of the vocabulary, each with its codes; None where every
            code of the system is one of the vocabulary.
        parents: each code with the code that contains it.
        overlaps: pairs of what is asked and what is named that may be the same.
        by_name: codes of which it is unknown whether what contains them means them.
        abstract: codes that only group others (HL7, not selectable).
        exact: codes that, where they are asked for, mean nothing that lies below them.
        closed: whether a code outside of the vocabulary may be any of its codes.
    """

    listed: Mapping[str, frozenset[str] | None] = field(converter=frozen)
    parents: Mapping[str, str] = field(factory=dict[str, str], converter=frozen)
    overlaps: frozenset[tuple[str, str]] = frozenset()
    by_name: frozenset[str] = frozenset()
    abstract: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()
    closed: bool = True
    _codes: frozenset[str] = field(
        init=False, repr=False, default=attrs.Factory(_every_code, takes_self=True)
    )

    def knows(self, coding: Coding) -> bool:
        """Return whether a coding is one of the vocabulary's."""
        if coding.system is None:
            return not self.closed or coding.code in self._codes
        codes = self.listed.get(coding.system, frozenset())
        return codes is None or coding.code in codes

    def by_codes(self, asked: str, named: str) -> Match:
        """Compare two codes as if both were of the vocabulary."""
        if asked == named:
            return Match.YES
        above = way_up(asked, self.parents)
        if named in above:
            on_the_way = above[: above.index(named)]
            unsure = named in self.abstract or self.by_name.intersection(on_the_way)
            return Match.UNKNOWN if unsure else Match.YES
        wider = asked not in self.exact and asked in way_up(named, self.parents)
        if wider or (asked, named) in self.overlaps or same_text(asked, named):
            return Match.UNKNOWN
        return Match.NO


def same_text(one: str, other: str) -> bool:
    """Return whether two codes differ in case or surrounding space alone."""
    return one.strip().casefold() == other.strip().casefold()


def relate(asked: Coding, named: Coding, vocabulary: Vocabulary) -> Match:
    """Return whether what is asked is what a rule names, or a kind of it.

    It is yes for one code of one system, and for a code below the named one. It is
    unknown where

    - the code is right and the system is another, unknown, or the same by a name that
      is not its own, as that of a value set;
    - the two codes differ in case alone;
    - what is asked is wider than what is named, or the two overlap;
    - a closed vocabulary does not list one of them;
    - an open vocabulary does not know the system of the named one.

    Args:
        asked: the code of a request.
        named: the code of a rule.
        vocabulary: that of the facet.

    >>> relate(Coding("ETHUD"), Coding("SUD"), LABELS)
    <Match.YES: 2>
    >>> relate(Coding("SUD"), Coding("ETHUD"), LABELS)
    <Match.UNKNOWN: 1>
    >>> relate(Coding("SUD"), Coding("HIV"), LABELS)
    <Match.NO: 0>
    """
    found = vocabulary.by_codes(asked.code, named.code)
    if found is Match.YES:
        same = None in {asked.given, named.given} or asked.given == named.given
        ours = asked.code == named.code or vocabulary.knows(named)
        return Match.YES if same and ours else Match.UNKNOWN
    if not vocabulary.knows(named):
        return Match.UNKNOWN
    if vocabulary.closed and not vocabulary.knows(asked):
        return Match.UNKNOWN
    return found


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
    listed={
        FHIR_TYPES: frozenset(_TYPES_ABOVE) | {"Resource"},
        LOINC: None,
        MEDIA_TYPES: None,
    },
    parents=_TYPES_ABOVE,
    abstract=frozenset({"DomainResource", "Resource"}),
)
"""Types of resource and of document."""

CODES = Vocabulary(listed=dict.fromkeys(KNOWN), closed=False)
"""What data is, and which role somebody has: codes of any vocabulary."""
