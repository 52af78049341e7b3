"""The codes by which instruments, their questions and their answers are known.

One index of the instruments that are read: whatever asks "which question is this" or
"what does this answer count" looks here, and nowhere else.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TypeAlias

import attrs

from collabtherapy.fhir.codes import INSTRUMENT, LOINC, OWN
from collabtherapy.fhir.consents.codings import Coding
from collabtherapy.measures import INSTRUMENTS, Instrument

__all__ = [
    "ITEM",
    "Catalogue",
    "Key",
    "catalogue",
    "counted_as",
    "is_loinc",
    "key_of",
    "plainly",
]

ITEM = f"{OWN}item"
"""Questions in our own vocabulary: ``core-10#3`` is the third item of the CORE-10."""

Key: TypeAlias = tuple[str | None, str]
"""A code and its system, by the system's canonical URI."""

_RADIX = 10


def is_loinc(code: str) -> bool:
    """Return whether a code can be one of LOINC's: its last digit is a check digit.

    The check digit is that of Luhn's algorithm (LOINC Users' Guide, appendix C).

    >>> is_loinc("44250-9"), is_loinc("44250-8"), is_loinc("phq9-1")
    (True, False, False)
    """
    body, dash, check = code.rpartition("-")
    if not dash or not (body + check).isascii() or not (body + check).isdigit():
        return False
    doubled = (int(d) * (2 - i % 2) for i, d in enumerate(reversed(body)))
    total = sum(sum(divmod(one, _RADIX)) for one in doubled)
    return check == str(-total % _RADIX)


def key_of(coding: Coding) -> Key:
    """Return the key of a code; one without a system that can be LOINC's is LOINC's."""
    if coding.system is None and is_loinc(coding.code):
        return LOINC, coding.code
    return coding.system, coding.code


def counted_as(counts: Mapping[Key, float], coding: Coding) -> float | None:
    """Return what an answer code counts; one without a system is looked for as it is.

    Args:
        counts: what the answer codes of one instrument count.
        coding: the answer.
    """
    if coding.system is not None:
        return counts.get((coding.system, coding.code))
    found = {value for (_, code), value in counts.items() if code == coding.code}
    return found.pop() if len(found) == 1 else None


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
        panels: the instrument that a code of a panel or a questionnaire stands for.
        totals: the instrument whose total a code stands for.
        counts: what an answer code counts, by instrument.
        wordings: the code of the question that a wording asks, by the plain wording.
    """

    by_id: Mapping[str, Instrument]
    owners: Mapping[Key, frozenset[tuple[str, int]]]
    panels: Mapping[Key, str]
    totals: Mapping[Key, str]
    counts: Mapping[str, Mapping[Key, float]]
    wordings: Mapping[str, Key]

    def asked(self, id_: str, keys: Iterable[Key]) -> frozenset[int]:
        """Return the numbers of the items of an instrument that some codes ask."""
        found = (pair for key in keys for pair in self.owners.get(key, ()))
        return frozenset(n for owner, n in found if owner == id_)

    def of(self, id_: str, keys: Iterable[Key]) -> frozenset[Key]:
        """Return those of some codes that ask an item of an instrument."""
        return frozenset(
            key
            for key in keys
            if any(owner == id_ for owner, _ in self.owners.get(key, ()))
        )


def catalogue(
    instruments: Iterable[Instrument] | Mapping[str, Instrument],
) -> Catalogue:
    """Return the index of some instruments; that of the built-in ones is kept."""
    if instruments is INSTRUMENTS:
        return _built_in()
    held = instruments.values() if isinstance(instruments, Mapping) else instruments
    return _indexed(tuple(held))


@cache
def _built_in() -> Catalogue:
    return _indexed(tuple(INSTRUMENTS.values()))


def _indexed(instruments: tuple[Instrument, ...]) -> Catalogue:
    owners: dict[Key, set[tuple[str, int]]] = {}
    texts: dict[str, set[Key]] = {}
    for one in instruments:
        keys = tuple(_keys(one))
        for n, asking in enumerate(keys, 1):
            for key in asking:
                owners.setdefault(key, set()).add((one.id, n))
        if one.wording is not None:
            for asking, words in zip(keys, one.wording.items, strict=True):
                texts.setdefault(plainly(words), set()).add(asking[-1])
    return Catalogue(
        by_id={one.id: one for one in instruments},
        owners={key: frozenset(those) for key, those in owners.items()},
        panels=_coded((one.loinc, one.id) for one in instruments),
        totals=_coded((one.loinc_total, one.id) for one in instruments)
        | {(INSTRUMENT, one.id): one.id for one in instruments},
        counts={one.id: _counts(one) for one in instruments},
        # A wording that two different questions share tells nothing.
        wordings={text: min(k) for text, k in texts.items() if len(k) == 1},
    )


def _keys(instrument: Instrument) -> Iterable[tuple[Key, ...]]:
    """Yield the codes of each item: ours, and LOINC's where it has one."""
    for n, item in enumerate(instrument.items, 1):
        ours = (ITEM, f"{instrument.id}#{n}")
        yield (ours,) if item.loinc is None else (ours, (LOINC, item.loinc))


def _coded(pairs: Iterable[tuple[str | None, str]]) -> dict[Key, str]:
    return {(LOINC, code): id_ for code, id_ in pairs if code is not None}


def _counts(instrument: Instrument) -> dict[Key, float]:
    if instrument.wording is None:
        return {}
    low = instrument.items[0].low
    codes = enumerate(instrument.wording.loinc_answers)
    return {(LOINC, code): low + n for n, code in codes}
