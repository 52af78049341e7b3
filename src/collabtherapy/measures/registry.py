"""The built-in instruments: by id, and by their LOINC and SNOMED CT codes."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from importlib.resources import files
from itertools import chain
from typing import cast, final

import attrs

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.codes import Code, CodeSystem
from collabtherapy.measures.instrument import Instrument
from collabtherapy.measures.json_nodes import Node
from collabtherapy.measures.reader import instrument_from
from collabtherapy.measures.wording import WORDINGS

__all__ = ["INSTRUMENTS", "CodedPart", "Instruments"]


@attrs.frozen(kw_only=True)
class CodedPart:
    """What a code names: an instrument, its total, a subscale, or a question.

    Args:
        instrument: the instrument.
        code: the code, with what it names.
        item: the number of the question, from 1; None where it names none.
        subscale: the id of the subscale; None where it names none.
    """

    instrument: Instrument
    code: Code
    item: int | None = None
    subscale: str | None = None


@final
class Instruments(Mapping[str, Instrument]):
    """Instruments by id, in order; nothing is read before it is asked for.

    Args:
        read: what reads them.

    Raises:
        NotMeasurable: If two have one id, once they are read.

    >>> from collabtherapy.measures import GAD7
    >>> [part.instrument.id for part in INSTRUMENTS.by_loinc("69737-5")]
    ['gad-7']
    >>> INSTRUMENTS.plus(GAD7) == INSTRUMENTS
    True
    """

    def __init__(self, read: Callable[[], Iterable[Instrument]]) -> None:
        """Keep what reads them."""
        self._read = read

    @classmethod
    def of(cls, *instruments: Instrument) -> "Instruments":
        """Build a registry of some instruments."""
        return cls(_Given(instruments))

    def plus(self, *instruments: Instrument) -> "Instruments":
        """Return these and others; one of an id that is here takes its place."""
        both = {**self._by_id, **{one.id: one for one in instruments}}
        return Instruments.of(*both.values())

    @cached_property
    def _by_id(self) -> Mapping[str, Instrument]:
        found: dict[str, Instrument] = {}
        for one in self._read():
            if one.id in found:
                raise NotMeasurable("id", "twice", "each instrument has its own id")
            found[one.id] = one
        return found

    @cached_property
    def _by_code(self) -> Mapping[tuple[CodeSystem, str], tuple[CodedPart, ...]]:
        found: dict[tuple[CodeSystem, str], tuple[CodedPart, ...]] = {}
        for part in chain.from_iterable(map(_coded, self.values())):
            key = part.code.system, part.code.code
            found[key] = (*found.get(key, ()), part)
        return found

    def by_code(self, system: CodeSystem | str, code: str) -> tuple[CodedPart, ...]:
        """Return all that a code names: a question may belong to several instruments.

        Args:
            system: the code system, or its URI.
            code: the code.
        """
        known = next((one for one in CodeSystem if system in {one, one.value}), None)
        return () if known is None else self._by_code.get((known, code), ())

    def by_loinc(self, code: str) -> tuple[CodedPart, ...]:
        """Return all that a LOINC code names."""
        return self.by_code(CodeSystem.LOINC, code)

    def by_snomed(self, code: str) -> tuple[CodedPart, ...]:
        """Return all that a SNOMED CT code names, of any generation."""
        return self.by_code(CodeSystem.SNOMED_CT, code)

    def __getitem__(self, key: str) -> Instrument:
        return self._by_id[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def __repr__(self) -> str:
        return f"Instruments({', '.join(self)})"

    def __hash__(self) -> int:
        return hash(frozenset(self))

    def __reduce__(self) -> tuple[object, ...]:
        # Read again where it is loaded: the same instruments, or the very same object.
        return Instruments, (self._read,)


@attrs.frozen
class _Given:
    """What gives the instruments that somebody named."""

    instruments: tuple[Instrument, ...]

    def __call__(self) -> Iterable[Instrument]:
        return self.instruments


def _coded(one: Instrument) -> Iterator[CodedPart]:
    for code in one.codes:
        yield CodedPart(instrument=one, code=code)
    for part in one.subscales:
        for code in part.codes:
            yield CodedPart(instrument=one, code=code, subscale=part.id)
    for n, item in enumerate(one.items, 1):
        for code in item.codes:
            yield CodedPart(instrument=one, code=code, item=n)


def built_in() -> Iterator[Instrument]:
    """Yield the instruments of the package's data file, each with its free words."""
    text = (
        files("collabtherapy.measures")
        .joinpath("instruments.json")
        .read_text(encoding="utf-8")
    )
    held = Node(cast("object", json.loads(text))).fields(needs="format instruments")
    for one in held["instruments"].members():
        found = instrument_from(one.value)
        yield attrs.evolve(found, wording=WORDINGS.get(found.id))


INSTRUMENTS = Instruments(built_in)
"""The built-in instruments, by id."""
