"""The one comparison of two codes, three-valued, and what a vocabulary knows.

Where readings of a vocabulary differ, the answer is unknown: so a permit takes the
narrower reading and a deny the wider, by the one rule for everything that is unknown.
"""

import re
from collections.abc import Mapping

import attrs
from attrs import field

from collabtherapy._frozen import frozen
from collabtherapy.fhir.consents.sensitivity import way_up
from collabtherapy.fhir.consents.terminology import Terminology, relate_open
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.matches import Match

__all__ = ["Vocabulary", "relate", "same_text"]


def _every_code(vocabulary: "Vocabulary") -> frozenset[str]:
    return frozenset[str]().union(*vocabulary.listed.values())


@attrs.frozen(kw_only=True)
class Vocabulary:
    """The codes that one facet of a rule may name, and which contain which.

    Args:
        listed: the systems of the vocabulary, each with its codes.
        shapes: systems whose codes are not listed, each with the regular expression
            that its codes fit.
        parents: each code with the code that contains it.
        overlaps: pairs of what is asked and what is named that may be the same.
        by_name: codes of which it is unknown whether what contains them means them.
        abstract: codes that only group others (HL7, not selectable).
        exact: codes that, where they are asked for, mean nothing that lies below them.
        closed: whether a code outside of the vocabulary may be any of its codes.
    """

    listed: Mapping[str, frozenset[str]] = field(converter=frozen)
    shapes: Mapping[str, str] = field(factory=dict[str, str], converter=frozen)
    parents: Mapping[str, str] = field(factory=dict[str, str], converter=frozen)
    overlaps: frozenset[tuple[str, str]] = frozenset()
    by_name: frozenset[str] = frozenset()
    abstract: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()
    closed: bool = True
    _codes: frozenset[str] = field(
        init=False, repr=False, default=attrs.Factory(_every_code, takes_self=True)
    )

    @property
    def systems(self) -> frozenset[str]:
        """The canonical URIs of the systems whose codes belong to the vocabulary."""
        return frozenset(self.listed) | frozenset(self.shapes)

    def knows(self, coding: Coding) -> bool:
        """Return whether a coding is one of the vocabulary's."""
        if coding.system is None:
            return not self.closed or coding.code in self._codes
        if coding.code in self.listed.get(coding.system, ()):
            return True
        shape = self.shapes.get(coding.system)
        return shape is not None and re.fullmatch(shape, coding.code) is not None

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


def relate(
    asked: Coding,
    named: Coding,
    *,
    vocabulary: Vocabulary,
    terminology: Terminology | None = None,
) -> Match:
    """Return whether what is asked is what a rule names, or a kind of it.

    It is yes for one code of one system, and for a code below the named one. It is
    unknown where

    - the code is right and the system is another, or unknown;
    - the two codes differ in case alone;
    - what is asked is wider than what is named, or the two overlap;
    - a closed vocabulary does not list one of them;
    - an open vocabulary does not know the named one;
    - the named one has a hierarchy (SNOMED CT) and there is no terminology.

    Args:
        asked: the code of a request.
        named: the code of a rule.
        vocabulary: that of the facet.
        terminology: who knows the hierarchy of open vocabularies.

    Raises:
        TypeError: the terminology answers by something else than a `Match`.

    >>> from collabtherapy.fhir.consents import LABELS
    >>> relate(Coding("ETHUD"), Coding("SUD"), vocabulary=LABELS)
    <Match.YES: 2>
    >>> relate(Coding("SUD"), Coding("ETHUD"), vocabulary=LABELS)
    <Match.UNKNOWN: 1>
    >>> relate(Coding("SUD"), Coding("HIV"), vocabulary=LABELS)
    <Match.NO: 0>
    """
    same = asked.system == named.system or None in {asked.system, named.system}
    if asked.code == named.code:
        return Match.YES if same else Match.UNKNOWN
    if not vocabulary.knows(named):
        return Match.UNKNOWN
    found = vocabulary.by_codes(asked.code, named.code)
    if vocabulary.closed:
        certain = found if same or found is not Match.YES else Match.UNKNOWN
        return certain if vocabulary.knows(asked) else max(certain, Match.UNKNOWN)
    return max(found, relate_open(asked, named, terminology))
