"""Entries: what was written down for a person by another, and what is disputed.

An act that another hand entered counts as its author's, and is unconfirmed until the
author confirms or disputes it. A dispute removes nothing: it stays beside the act for
ever, together with the answer to it.

Sources: HL7 FHIR, Provenance: the author of an entry and its enterer are told apart;
45 CFR 164.526, the right to ask for an amendment, the basis of a denial in writing,
and the statement of disagreement that is kept beside.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Self, SupportsIndex, cast

import attrs
from attrs import field

from collabtherapy._scalars import whole, wholes
from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.regions.carry_over import CarriedOver, CarryOver
from collabtherapy.partnership.regions.region import Region, Settled
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, between, each
from collabtherapy.partnership.values.corrections import (
    Correction,
    EnteredInError,
    OfEntries,
)
from collabtherapy.partnership.values.entries import EntryStatus
from collabtherapy.partnership.values.ids import PartId, PersonId, several
from collabtherapy.partnership.values.refusals import Change, Reason, Refusal, Rule
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


def _parts(those: Iterable[PartId | str]) -> frozenset[PartId]:
    return frozenset(map(PartId, several(those)))


def _numbers(acts: Iterable[SupportsIndex]) -> tuple[int, ...]:
    given: object = acts  # whoever calls may not be type-checked
    if not isinstance(given, Iterable):
        raise TypeError("acts holds numbers of entries: put one number into a tuple")
    return wholes(acts)


def _each_once(_: object, __: object, value: tuple[int, ...]) -> None:
    if min(value) < 1 or len(set(value)) < len(value):
        raise InvalidInput("acts names each entry once, by its number from 1")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Confirm(OfEntries):
    """Confirm what another person entered as one's own.

    Args:
        acts: the numbers of the entries, from 1, as the person who confirms counts.
        parts: of a case that was carried over, which parts; none named means each that
            waits for their word.

    Raises:
        ValueError: If no entry is named, or one of them twice.
    """

    acts: tuple[int, ...] = field(
        converter=_numbers, validator=[each(int, at_least=1), _each_once]
    )
    parts: frozenset[PartId] = field(default=frozenset[PartId](), converter=_parts)

    named_in: ClassVar[str] = "acts"

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the entries."""
        return self.acts

    def naming(self, versions: Sequence[int]) -> Self:
        """Return this act with the numbers that the whole record gives the entries."""
        return self.restated(acts=tuple(versions))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Dispute(OfEntries):
    """Disagree with an entry of the record, whoever wrote it. It removes nothing.

    Args:
        act: the number of the entry, from 1, as the person who disputes it counts.
        words: what is wrong with it.
        parts: of a case that was carried over, which parts; none named means each that
            waits for their word.
    """

    act: int = field(converter=whole, validator=between(1))
    words: Words = field(validator=a(Words))
    parts: frozenset[PartId] = field(default=frozenset[PartId](), converter=_parts)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The number of the entry."""
        return (self.act,)

    def naming(self, versions: Sequence[int]) -> Self:
        """Return this act with the number that the whole record gives the entry."""
        (version,) = versions
        return self.restated(act=version)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AnswerDispute(OfEntries):
    """Answer a dispute: accept it, or refuse to void the entry, and say why.

    Args:
        dispute: the number of the dispute's own entry.
        accepted: whether the dispute is accepted; the entry is voided by an act of its
            own.
        words: the basis of the answer, which a refusal owes in writing.
    """

    named_in: ClassVar[str] = "dispute"

    dispute: int = field(converter=whole, validator=between(1))
    accepted: bool = field(validator=a(bool))
    words: Words = field(validator=a(Words))

    @property
    def numbers(self) -> tuple[int, ...]:
        """The number of the dispute."""
        return (self.dispute,)

    def naming(self, versions: Sequence[int]) -> Self:
        """Return this act with the number that the whole record gives the dispute."""
        (version,) = versions
        return self.restated(dispute=version)


@attrs.frozen(kw_only=True)
class Entered:
    """An act that was written down for its author by another person.

    Args:
        version: its number in the record.
        act: the act, at its place: `act.by` is its author, `act.entered_by` the person
            who wrote it down.
        status: what the author has said of it since.
        answered_at: when they last said so; None while it is unconfirmed.
    """

    version: int
    act: Act
    status: EntryStatus = EntryStatus.UNCONFIRMED
    answered_at: datetime | None = None

    @property
    def is_unconfirmed(self) -> bool:
        """True until the author confirms or disputes it."""
        return self.status is EntryStatus.UNCONFIRMED


@attrs.frozen(kw_only=True)
class Disputed:
    """A dispute, and what became of it.

    Args:
        version: the number of the dispute in the record.
        dispute: the dispute, which names the entry by its number in the record.
        answer: the answer to it; None while there is none.
        voided_at: when the disputed entry was voided; None while it stands.
    """

    version: int
    dispute: Dispute
    answer: AnswerDispute | None = None
    voided_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """True until it is answered, or the entry is voided."""
        return self.answer is None and self.voided_at is None


@attrs.frozen(kw_only=True)
class Entries:
    """What was entered for another person, and every dispute, by their numbers.

    Args:
        entered: the acts that another hand than their author's wrote down.
        disputes: the disputes.
        carried: what was carried over from another system; None if nothing was.
    """

    entered: Register[int, Entered] = Register()
    disputes: Register[int, Disputed] = Register()
    carried: CarriedOver | None = None

    @property
    def unconfirmed(self) -> tuple[Entered, ...]:
        """The acts that wait for a word of their author, by their numbers."""
        waiting = (one for one in self.entered.values() if one.is_unconfirmed)
        return tuple(sorted(waiting, key=lambda one: one.version))

    def counted(self, count: Mapping[int, int]) -> "Entries":
        """Return these entries by the numbers by which somebody counts them.

        Args:
            count: as which each entry that they see is counted.
        """
        carried = self.carried
        if carried is not None:
            carried = attrs.evolve(carried, version=count.get(carried.version, 0))
        entered = {
            count[n]: attrs.evolve(one, version=count[n])
            for n, one in self.entered.items()
            if n in count
        }
        disputes = {
            count[n]: attrs.evolve(
                one,
                version=count[n],
                dispute=one.dispute.restated(act=count[one.dispute.act]),
                answer=one.answer and one.answer.restated(dispute=count[n]),
            )
            for n, one in self.disputes.items()
            if n in count and one.dispute.act in count
        }
        return Entries(
            entered=Register[int, Entered].of(entered),
            disputes=Register[int, Disputed].of(disputes),
            carried=carried,
        )

    def waiting_for(self, author: PersonId, since: datetime) -> Iterator[Entered]:
        """Yield what was entered for a person at a moment and is unconfirmed."""
        for one in self.entered.values():
            act = one.act
            if one.is_unconfirmed and act.by == author and act.at == since:
                yield one

    def disputed_by(self, person: PersonId, since: datetime) -> Iterator[Disputed]:
        """Yield the open disputes of a person from a moment."""
        for one in self.disputes.values():
            dispute = one.dispute
            if one.is_open and dispute.by == person and dispute.at == since:
                yield one


NOT_TO_CONFIRM = Reason(
    "entry.not_to_confirm",
    Rule.RECORD,
    "{by} confirms what another person entered for them, each entry once",
)
NO_SUCH_PART = Reason(
    "entry.no_such_part",
    Rule.RECORD,
    "{by} names parts of what was carried over that wait for their word",
)
NO_DISPUTE = Reason(
    "entry.no_dispute", Rule.RECORD, "entry {dispute} is no dispute to be answered"
)
ANSWERED = Reason(
    "entry.answered",
    Rule.RECORD,
    "dispute {dispute} is over: it was answered, or what it is about was voided",
)
OWN_DISPUTE = Reason(
    "entry.own_dispute",
    Rule.ASSENT,
    "dispute {dispute} is answered by another than {by}, who disputes",
)

ENTRIES = Region("entries", Entries())


@ENTRIES.refuses(Confirm)
def _not_to_confirm(entries: Entries, act: Confirm) -> Refusal | None:
    waiting = {
        number
        for number, one in entries.entered.items()
        if one.act.by == act.by and one.status is not EntryStatus.CONFIRMED
    }
    if entries.carried is not None and entries.carried.waiting_for(act.by):
        waiting.add(entries.carried.version)
    if waiting.issuperset(act.acts):
        return None
    theirs = tuple((number,) for number in sorted(waiting))
    return NOT_TO_CONFIRM(Change("acts", theirs), by=act.by)


@ENTRIES.refuses(Confirm, Dispute)
def _no_such_part(entries: Entries, act: Confirm | Dispute) -> Refusal | None:
    carried = entries.carried
    if not act.parts:
        return None
    there = frozenset[PartId]()
    if carried is not None and carried.version in act.numbers:
        there = frozenset(part.id for part in carried.waiting_for(act.by))
    if there.issuperset(act.parts):
        return None
    return NO_SUCH_PART(Change("parts", (there,)), by=act.by)


@ENTRIES.refuses(AnswerDispute)
def _no_dispute(entries: Entries, act: AnswerDispute) -> Refusal | None:
    if act.dispute in entries.disputes:
        return None
    return NO_DISPUTE(_others(entries, act.by), dispute=act.dispute)


@ENTRIES.refuses(AnswerDispute)
def _answered(entries: Entries, act: AnswerDispute) -> Refusal | None:
    found = entries.disputes.find(act.dispute)
    if found is None or found.is_open:
        return None
    return ANSWERED(_others(entries, act.by), dispute=act.dispute)


@ENTRIES.refuses(AnswerDispute)
def _own_dispute(entries: Entries, act: AnswerDispute) -> Refusal | None:
    found = entries.disputes.find(act.dispute)
    if found is None or found.dispute.by != act.by:
        return None
    return OWN_DISPUTE(_others(entries, act.by), dispute=act.dispute, by=act.by)


def _others(entries: Entries, by: PersonId) -> Change:
    open_ = (one for one in entries.disputes.values() if one.is_open)
    return Change("dispute", tuple(d.version for d in open_ if d.dispute.by != by))


def enter(entries: Entries, act: Act) -> Entries:
    """Return the entries with one more act that was entered for another person.

    Args:
        entries: the entries before it.
        act: the act, of any kind, at its place in the record.
    """
    version = cast("int", act.number)
    entered = entries.entered.put(version, Entered(version=version, act=act))
    return attrs.evolve(entries, entered=entered)


def void(entries: Entries, version: int, at: datetime) -> Entries:
    """Return the entries once an entry was voided: no dispute about it is open then.

    Args:
        entries: the entries before it.
        version: the number of the entry that is voided.
        at: when.
    """
    disputes = entries.disputes
    for number, one in tuple(disputes.items()):
        if one.is_open and one.dispute.act == version:
            disputes = disputes.put(number, attrs.evolve(one, voided_at=at))
    return attrs.evolve(entries, disputes=disputes)


@ENTRIES.folds(EnteredInError)
def _strike(entries: Entries, act: EnteredInError) -> Entries:
    return void(entries, act.act, act.at)


@ENTRIES.settles(Correction)
def _correct(entries: Entries, settled: Settled[Correction]) -> Entries:
    return void(entries, settled.matter.act, settled.at)


@ENTRIES.folds(CarryOver)
def _carry_over(entries: Entries, act: CarryOver) -> Entries:
    return attrs.evolve(entries, carried=CarriedOver.of(act))


@ENTRIES.folds(Confirm)
def _confirm(entries: Entries, act: Confirm) -> Entries:
    return _said(entries, act, EntryStatus.CONFIRMED)


@ENTRIES.folds(Dispute)
def _dispute(entries: Entries, act: Dispute) -> Entries:
    version = cast("int", act.number)
    disputes = entries.disputes.put(version, Disputed(version=version, dispute=act))
    disputed = _said(entries, act, EntryStatus.DISPUTED)
    return attrs.evolve(disputed, disputes=disputes)


@ENTRIES.folds(AnswerDispute)
def _answer(entries: Entries, act: AnswerDispute) -> Entries:
    found = entries.disputes.find(act.dispute)
    if found is None:  # it was voided since
        return entries
    disputes = entries.disputes.put(act.dispute, attrs.evolve(found, answer=act))
    return attrs.evolve(entries, disputes=disputes)


def _said(entries: Entries, act: Confirm | Dispute, status: EntryStatus) -> Entries:
    """Note what an author said of entries of theirs; of those of others, nothing.

    An entry that was voided since is there no longer, and nothing is said of it.
    """
    entered = entries.entered
    for number in act.numbers:
        found = entered.find(number)
        if found is not None and found.act.by == act.by:
            said = attrs.evolve(found, status=status, answered_at=act.at)
            entered = entered.put(number, said)
    carried = entries.carried
    if carried is not None and carried.version in act.numbers:
        carried = carried.with_word(act.by, act.parts, status, act.at)
    return attrs.evolve(entries, entered=entered, carried=carried)
