"""Codes of open vocabularies: what they look like, and which contains which.

An open vocabulary has codes by the hundred thousand, and none of them is listed here.
ICD-10 says in a code what contains it: F10.2 lies below F10. SNOMED CT does not: only a
`Terminology` knows, and without one it is unknown.

Sources: WHO, ICD-10 volume 2 (categories of three characters, blocks of categories);
SNOMED International (identifiers of 6 to 18 digits); LOINC users' guide.
"""

import re
from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from collabtherapy.fhir.codes import LOINC
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.matches import Match
from collabtherapy.fhir.datatypes.systems import ICD_10, ICD_10_CM, SNOMED

__all__ = ["NEED_TERMINOLOGY", "SHAPES", "Terminology", "relate_open"]

_CATEGORY = "[A-Z][0-9][0-9A-Z]"
_ICD = rf"{_CATEGORY}(?:\.?[0-9A-Z]{{1,4}})?[+*!]?|{_CATEGORY}-{_CATEGORY}"

SHAPES: Mapping[str, str] = {
    LOINC: r"[0-9]{1,7}-[0-9]",
    SNOMED: r"[0-9]{6,18}(?:[\s|:+=].*)?",  # an identifier, or what begins with one
    ICD_10: _ICD,
    ICD_10_CM: _ICD,
}
"""What a code of each open system looks like, as a regular expression.

No text looks like a code of two of them, but for those of ICD-10: a code that was moved
to another system is therefore seen to be none of its codes.
"""

NEED_TERMINOLOGY = frozenset({SNOMED})
"""Systems with a hierarchy that their codes do not tell."""

_PREFIXED = frozenset({ICD_10, ICD_10_CM})
_PATTERNS = {system: re.compile(shape) for system, shape in SHAPES.items()}


@runtime_checkable
class Terminology(Protocol):
    """Who knows which code of an open vocabulary contains which.

    It is asked about two different codes of systems that are known here. What it does
    not know is `Match.UNKNOWN`, and never `Match.NO`: by a NO a deny is passed over.
    """

    def subsumes(self, wider: Coding, narrower: Coding) -> Match:
        """Return whether all that *narrower* means lies within *wider*.

        Args:
            wider: the code that may contain the other.
            narrower: the code that may lie below it.
        """
        ...


def relate_open(asked: Coding, named: Coding, terminology: Terminology | None) -> Match:
    """Return whether a code lies below another of an open vocabulary.

    Both are codes that differ. A code without a known system may be of each system
    whose codes look like it; then the answer is never yes.
    """
    if asked.system == named.system and asked.system in SHAPES:
        return _of_two(asked, named, terminology)
    every = [
        _of_two(_moved(asked, one), _moved(named, other), terminology)
        for one in _systems(asked)
        for other in _systems(named)
    ]
    return min(max(every, default=Match.NO), Match.UNKNOWN)


def _systems(coding: Coding) -> tuple[str, ...]:
    """Return the open systems of which a code may be."""
    if coding.system is not None and coding.system in SHAPES:
        return (coding.system,)
    fits = (s for s, pattern in _PATTERNS.items() if pattern.fullmatch(coding.code))
    return tuple(fits)


def _moved(coding: Coding, system: str) -> Coding:
    return coding if coding.system == system else Coding(coding.code, system)


def _of_two(asked: Coding, named: Coding, terminology: Terminology | None) -> Match:
    known = Match.NO
    if asked.system in _PREFIXED and named.system in _PREFIXED:
        known = _by_prefix(asked.code, named.code)
    if terminology is not None:
        return max(known, _by_terminology(asked, named, terminology))
    if asked.system == named.system and asked.system in NEED_TERMINOLOGY:
        return Match.UNKNOWN
    return known


def _by_terminology(asked: Coding, named: Coding, terminology: Terminology) -> Match:
    below = _told(terminology.subsumes(named, asked))
    if below is not Match.NO:
        return below
    wider = _told(terminology.subsumes(asked, named))
    return min(wider, Match.UNKNOWN)  # what is asked is wider than what is named


def _told(answer: object) -> Match:
    """Return an answer of a terminology, if it is one: true would be unknown."""
    if not isinstance(answer, Match):
        message = f"subsumes() must return a Match, got {type(answer).__name__}"
        raise TypeError(message)
    return answer


def _by_prefix(asked: str, named: str) -> Match:
    inner, outer = _span(asked), _span(named)
    if _contains(outer, inner):
        return Match.YES if asked == asked.upper() else Match.UNKNOWN
    touching = inner[0][:3] <= outer[1] and outer[0][:3] <= inner[1]
    blocks = "-" in asked or "-" in named
    overlap = _contains(inner, outer) or (blocks and touching)
    return Match.UNKNOWN if overlap else Match.NO


def _span(code: str) -> tuple[str, str]:
    """Return the first and the last code of ICD-10 that a code or a block spans."""
    plain = code.upper().replace(".", "").rstrip("+*!")
    first, _, last = plain.partition("-")
    return first, last or first


def _contains(outer: tuple[str, str], inner: tuple[str, str]) -> bool:
    if outer[0] == outer[1]:
        return inner[0].startswith(outer[0]) and inner[1].startswith(outer[0])
    return outer[0] <= inner[0][:3] and inner[1][:3] <= outer[1]
