"""The codes by which instruments, their questions and their answers are known.

One index of the instruments that are read: whatever asks "which question is this" or
"what does this answer count" looks here, and nowhere else.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import count, repeat
from typing import TypeAlias, cast

import attrs

from collabtherapy.fhir.codes import INSTRUMENT, LOINC, OWN
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.measures import INSTRUMENTS, Instrument, Item
from collabtherapy.measures.check_digits import is_loinc
from collabtherapy.measures.codes import Code, Coded

ITEM = f"{OWN}item"
"""Questions in our own vocabulary: ``core-10#3`` is the third item of the CORE-10."""

Key: TypeAlias = tuple[str | None, str]
"""A code and its system, by the system's canonical URI."""


def key_of(coding: Coding) -> Key:
    """Return the key of a code; one without a system that can be LOINC's is LOINC's."""
    if coding.system is None and is_loinc(coding.code):
        return LOINC, coding.code
    return coding.system, coding.code


def counted_as(counts: Mapping[str, float], coding: Coding) -> float | None:
    """Return what an answer code counts; None if it is none of the instrument.

    Args:
        counts: what the answer codes of one instrument count.
        coding: the answer; one of LOINC's may stand without its system.
    """
    is_loinc_answer = coding.code.startswith("LA")
    if is_loinc_answer and coding.system not in {None, LOINC}:
        return None
    return counts.get(coding.code)


def plainly(text: str) -> str:
    """Return the letters and digits of a text, by which two wordings are compared.

    >>> plainly("Trouble relaxing?") == plainly("trouble  relaxing")
    True
    """
    kept = "".join(c if c.isalnum() else " " for c in text.casefold())
    return " ".join(kept.split())


@attrs.frozen
class Catalogue:
    """The instruments that are read, by every code that they have.

    Args:
        by_id: the instruments.
        owners: the items that a code asks, each as an instrument and a number from 1.
        sharers: the instruments that have an item which a code asks.
        panels: the instrument that a code of a panel or a questionnaire stands for.
        totals: the instrument whose total a code stands for, on the same scale.
        counts: what an answer code counts, by instrument.
        wordings: the code of the question that a wording asks, by the plain wording.
    """

    by_id: Mapping[str, Instrument]
    owners: Mapping[Key, frozenset[tuple[str, int]]]
    sharers: Mapping[Key, frozenset[str]]
    panels: Mapping[Key, str]
    totals: Mapping[Key, str]
    counts: Mapping[str, Mapping[str, float]]
    wordings: Mapping[str, Key]

    def asked(self, id_: str, keys: Iterable[Key]) -> frozenset[int]:
        """Return the numbers of the items of an instrument that some codes ask."""
        found = (pair for key in keys for pair in self.owners.get(key, ()))
        return frozenset(n for owner, n in found if owner == id_)

    def of(self, id_: str, keys: Iterable[Key]) -> frozenset[Key]:
        """Return those of some codes that ask an item of an instrument."""
        return frozenset(key for key in keys if id_ in self.sharers.get(key, ()))


def catalogue(
    instruments: Iterable[Instrument] | Mapping[str, Instrument],
) -> Catalogue:
    """Return the index of some instruments; that of the built-in ones is kept."""
    if instruments is INSTRUMENTS:
        return _built_in()
    if isinstance(instruments, Mapping):
        by_id = cast("Mapping[str, Instrument]", instruments)
        return _indexed(tuple(by_id.values()))
    return _indexed(tuple(instruments))


@cache
def _built_in() -> Catalogue:
    return _indexed(tuple(INSTRUMENTS.values()))


def _indexed(instruments: tuple[Instrument, ...]) -> Catalogue:
    owners: dict[Key, set[tuple[str, int]]] = {}
    texts: dict[str, set[Key]] = {}
    for one in instruments:
        keys = tuple(map(_keys, repeat(one.id), count(1), one.items))
        for n, asking in enumerate(keys, 1):
            for key in asking:
                owners.setdefault(key, set()).add((one.id, n))
        if one.wording is not None:
            for asking, words in zip(keys, one.wording.items, strict=True):
                texts.setdefault(plainly(words), set()).add(asking[-1])
    return Catalogue(
        by_id={one.id: one for one in instruments},
        owners={key: frozenset(those) for key, those in owners.items()},
        sharers={
            key: frozenset(id_ for id_, _ in those) for key, those in owners.items()
        },
        panels=_coded(instruments, Coded.PANEL),
        totals=_coded(instruments, Coded.SCORE),
        counts={one.id: one.answer_codes for one in instruments},
        # A wording that two different questions share tells nothing.
        wordings={text: min(k) for text, k in texts.items() if len(k) == 1},
    )


def _coded(instruments: Iterable[Instrument], of: Coded) -> dict[Key, str]:
    """Return the instrument of each code that names a panel, or a total."""
    found: dict[Key, str] = {}
    for one in instruments:
        for code in one.codes:
            if code.of is of and _is_its_scale(one, code):
                found[code.system.value, code.code] = one.id
        if of is Coded.SCORE:
            found[INSTRUMENT, one.id] = one.id
    return found


def _keys(id_: str, n: int, item: Item) -> tuple[Key, ...]:
    """Return the codes of an item: ours, and those that it has elsewhere."""
    return (ITEM, f"{id_}#{n}"), *((one.system.value, one.code) for one in item.codes)


def _is_its_scale(instrument: Instrument, code: Code) -> bool:
    """Return whether what is sent under a code is on the scale of the total here."""
    return code.low is None or (code.low, code.high) == (
        instrument.low,
        instrument.high,
    )
