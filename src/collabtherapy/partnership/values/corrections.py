"""Acts about entries of the record: that one was made in error, and what follows.

Nothing is taken out of the record. What was entered in error stays readable and has
no effect (HL7 FHIR: status entered-in-error; AHIMA 2012, Amendments in the EHR).
"""

from collections.abc import Sequence
from typing import ClassVar, Self

import attrs
from attrs import field

from collabtherapy._scalars import text, whole
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.checks import a, between, code
from collabtherapy.partnership.values.ids import PersonId, SessionId, people
from collabtherapy.partnership.values.words import Words


@attrs.frozen(eq=False, repr=False)
class OfEntries(Act):
    """An act about entries of the record, which it names by their numbers.

    Its actor counts what they see: for those who keep the record, and for a client
    who is alone in it, that is every entry.
    """

    named_in: ClassVar[str] = "act"
    """The field that names them."""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the entries, as its actor counts them."""
        raise NotImplementedError

    def naming(self, versions: Sequence[int]) -> Self:
        """Return this act with the numbers that the whole record gives the entries."""
        raise NotImplementedError


@attrs.frozen(kw_only=True, eq=False, repr=False)
class EnteredInError(OfEntries):
    """Take an entry out of effect that should not have been made.

    Args:
        act: the number of the entry, from 1.
        because: why, as a short name: ``wrong-record``, ``wrong-date``, ``slip``, …
        words: anything else.
    """

    act: int = field(converter=whole, validator=between(1))
    because: str = field(converter=text, validator=code)
    words: Words | None = field(default=None, validator=a(Words, optional=True))

    @property
    def numbers(self) -> tuple[int, ...]:
        """The number of the entry."""
        return (self.act,)

    def naming(self, versions: Sequence[int]) -> Self:
        """Return this act with the number that the whole record gives the entry."""
        (version,) = versions
        return self.restated(act=version)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Correction(Matter):
    """That an entry is taken out of effect which one alone may not take out.

    Args:
        act: the number of the entry, from 1.
        because: why, as a short name: ``wrong-record``, ``wrong-date``, ``slip``, …
        among: the clients who decide on it, who are those that are shown the entry.
            They are found out when it is put: what is handed in is not heeded.
    """

    owned_by: ClassVar[str | None] = "among"
    act: int = field(converter=whole, validator=between(1))
    because: str = field(converter=text, validator=code)
    among: frozenset[PersonId] = field(default=frozenset[PersonId](), converter=people)


def numbers_in(act: Act) -> tuple[int, ...]:
    """Return the numbers of the entries that an act names, as its actor counts them."""
    if isinstance(act, OfEntries):
        return act.numbers
    matter = correction_in(act)
    return () if matter is None else (matter.act,)


def correction_in(act: Act) -> Correction | None:
    """Return the correction that an act puts, if it puts one."""
    matter: object = getattr(act, "matter", None)
    return matter if isinstance(matter, Correction) else None


def naming(act: Act, versions: Sequence[int]) -> Act:
    """Return an act with the numbers that the whole record gives the entries."""
    if not versions or tuple(versions) == numbers_in(act):
        return act
    if isinstance(act, OfEntries):
        return act.naming(versions)
    matter = correction_in(act)
    if matter is None:
        return act
    (version,) = versions
    return act.restated(matter=attrs.evolve(matter, act=version))


def put_to(act: Act, among: frozenset[PersonId]) -> Act:
    """Return an act with those clients by whom a correction is decided, if it puts one.

    Args:
        act: the act.
        among: the clients who are shown the entry.
    """
    matter = correction_in(act)
    if matter is None:
        return act
    return act.restated(matter=attrs.evolve(matter, among=among))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Consequence(Act):
    """What a late entry brings about when it is recorded, beside what it is itself.

    It stands on the timeline alone: nobody does it, and no history holds it.

    Args:
        breaks_off: the open session that cannot go on.
        owed_to: the clients to whom is to be told what does not fit together now.
    """

    breaks_off: SessionId | None
    owed_to: tuple[PersonId, ...]
