"""Acts about entries: what one names is looked up, and who may take it out of effect.

Nothing else is set aside for what is taken out: what rests on it is taken out first,
by those who may.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

import attrs

from collabtherapy.errors import Refused
from collabtherapy.partnership.law.sight.joint import NOT_HERE, NOT_READY
from collabtherapy.partnership.law.voids import (
    Void,
    against_correcting,
    against_silence,
    against_voiding_alone,
    may_be_taken_out,
    no_such_entry,
    not_shown,
    rests_on,
)
from collabtherapy.partnership.record.asked import Asked
from collabtherapy.partnership.record.insertion import Refolded
from collabtherapy.partnership.record.record import Record, named
from collabtherapy.partnership.record.seeing import (
    Counting,
    clients_shown,
    counting,
    counts_all,
    numbers_seen,
    remedies_counted,
)
from collabtherapy.partnership.record.striking import Stricken, stricken
from collabtherapy.partnership.regions.decisions import Accept
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.corrections import (
    Correction,
    EnteredInError,
    OfEntries,
    correction_in,
    numbers_in,
)
from collabtherapy.partnership.values.entries import Mark
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.refusals import NONE, Do, Refusals


def with_act_about(record: Record, act: Act, asked: Asked) -> Record:
    """Return the record with an act that names entries of it.

    Args:
        record: the record so far.
        act: the act, as it is handed in.
        asked: for whom the reasons are, if any are asked for.

    Raises:
        Refused: If it is not allowed, or names what is not there for its actor.
    """
    seen = numbers_seen(record, act.by, record.recorded_at)
    return _with_act_about(record, act, seen, asked)


def _with_act_about(
    record: Record, act: Act, seen: Sequence[int], asked: Asked
) -> Record:
    versions, mark, there = _looked_at(record, act, seen, asked)
    if isinstance(act, EnteredInError):
        how = _Counting(record, seen, asked, counting(record))
        return _without(act, there, how, *versions).taken_out()
    return record.with_next(act, there, mark)


def _looked_at(
    record: Record, act: Act, seen: Sequence[int], asked: Asked
) -> tuple[tuple[int, ...], Mark, Act]:
    """Return the entries that an act names, its mark, and the act as the law sees it.

    Raises:
        Refused: If it names what is not there for its actor, or the law is against it.
    """
    if not seen:  # they are told nothing of entries
        found = asked.of(record.state, record.placed(act))
        if asked is Asked.BY_ACTOR:
            found = (NOT_HERE(),)
        if found:
            raise Refused(found, type(act).__name__)
    versions = _looked_up(record, seen, act)
    mark = Mark(about=versions)
    if correction_in(act) is not None:
        mark = _put(record, act, seen, mark, asked)
    there = named(record.placed(act), mark)
    _refuse(act, remedies_counted(asked.of(record.state, there), act, seen))
    return versions, mark, there


def _put(
    record: Record, act: Act, seen: Sequence[int], mark: Mark, asked: Asked
) -> Mark:
    """Return the mark of an act by which a correction is put, with who decides on it.

    Raises:
        Refused: If no client here is shown the entry.
    """
    (version,), numbers = mark.about, counting(record)
    among = clients_shown(record, version, numbers)
    if not among and asked is not Asked.NOT:
        count = enumerate(seen, 1)
        others = (
            n
            for n, one in count
            if _may_be_taken_out(record, one) and clients_shown(record, one, numbers)
        )
        found = not_shown(act, bisect_right(seen, version), others)
        raise Refused(found, type(act).__name__)
    return attrs.evolve(mark, among=among)


OFFERED: Final = 5
"""How many of the last entries it is offered to take out, of those that one counts."""


def offered(record: Record, person: PersonId, at: datetime) -> Iterator[EnteredInError]:
    """Yield the acts by which a person may take one of the last entries out of effect.

    What is older may be theirs to take out as well; a slip is mostly seen at once.
    """
    numbers = counting(record)
    how = _Counting(record, numbers(person), Asked.BY_ACTOR, numbers)
    for number in range(1, len(how.seen) + 1)[-OFFERED:]:
        act = EnteredInError(by=person, at=at, act=number, because="slip")
        try:
            versions, _, there = _looked_at(record, act, how.seen, how.asked)
            _without(act, there, how, *versions)
        except Refused as error:
            if any(found.code != NOT_READY.code for found in error.refusals):
                continue
        yield act


def _looked_up(record: Record, seen: Sequence[int], act: Act) -> tuple[int, ...]:
    """Return the numbers that the whole record gives the entries an act names."""
    numbers = numbers_in(act)
    is_said_of = isinstance(act, OfEntries) and not isinstance(act, EnteredInError)

    def fits(version: int) -> bool:
        return is_said_of or _may_be_taken_out(record, version)

    for number in numbers:
        if number > len(seen) or not fits(seen[number - 1]):
            others = (n for n, one in enumerate(seen, 1) if fits(one))
            found = no_such_entry(act, number, others)
            raise Refused(found, type(act).__name__)
    return tuple(seen[number - 1] for number in numbers)


def _may_be_taken_out(record: Record, version: int) -> bool:
    timeline, said = record.timeline, record.history[version - 1]
    stands = timeline is None or (
        timeline.has_effect(version) and timeline.mark(version).voids is None
    )
    return stands and may_be_taken_out(version, said)


class _Counting(NamedTuple):
    """How entries are counted and told to who asks.

    Args:
        record: the record.
        seen: the numbers of the entries that its actor counts.
        asked: for whom the reasons are; who keeps the record is told of all entries.
        numbers: gives the numbers of the entries that anybody counts.
    """

    record: Record
    seen: Sequence[int]
    asked: Asked
    numbers: Counting

    @property
    def everything(self) -> Sequence[int]:
        """The numbers of all entries."""
        return range(1, len(self.record.history) + 1)

    @property
    def told(self) -> Sequence[int]:
        """The numbers of the entries that are told of."""
        return self.seen if self.asked is Asked.BY_ACTOR else self.everything

    def tells_of_all(self, person: PersonId) -> bool:
        """Return whether a person may be told as which others count an entry.

        It tells how much they are shown.
        """
        record = self.record
        return self.asked is not Asked.BY_ACTOR or counts_all(
            record, person, record.recorded_at
        )

    def void(self, act: EnteredInError, version: int, among: Sequence[int]) -> Void:
        """Return what would be taken out, and what came after it among some entries."""
        timeline, history = self.record.on_time(), self.record.history
        number, told = bisect_right(among, version), self.tells_of_all(act.by)
        since = among[number:]
        return Void(
            act=act,
            said=history[version - 1],
            version=version,
            number=number,
            recorded=version if told else number,
            clients=lambda: clients_shown(self.record, version, self.numbers),
            counted_by=lambda who: self._counted_by(who, version) if told else number,
            since=[history[v - 1] for v in since if timeline.has_effect(v)],
        )

    def resting(self, after: Refolded, version: int) -> Refusals:
        """Return the refusal to take an entry out before what rests on it, if any does.

        Args:
            after: the timeline without it.
            version: the number of the entry.
        """
        rest = {*after.unfounded, *(() if self.asked is Asked.NOT else after.refused)}
        told = [n for n, one in enumerate(self.told, 1) if one in rest]
        if told and version in self.told:
            fix = map(self._taking_out, reversed(told))
            return rests_on(bisect_right(self.told, version), told, fix)
        return (NOT_READY(act=EnteredInError.__name__),) if rest else NONE

    def _taking_out(self, number: int) -> Do:
        """Return what takes an entry out first: its author does, as they count."""
        version = self.told[number - 1]
        by = self.record.history[version - 1].by
        if self.asked is not Asked.BY_ACTOR:
            number = self._counted_by(by, version)
        return Do(EnteredInError, (by,), {"act": number, "because": "slip"})

    def _counted_by(self, person: PersonId, version: int) -> int:
        """Return the number by which a person counts an entry, or else its own."""
        theirs = self.numbers(person)
        return bisect_right(theirs, version) if version in theirs else version


def _without(act: EnteredInError, there: Act, how: _Counting, version: int) -> Stricken:
    """Return what would be so once one person took an entry out of effect.

    Who asks for themselves is told of what they see; of the rest, that there is some.

    Raises:
        Refused: If it is not theirs alone, or later entries rest on it.
    """
    state = how.record.state

    def alone(among: Sequence[int]) -> Refusals:
        void = how.void(act, version, among)
        return against_voiding_alone(state, void)

    asks = how.asked is not Asked.NOT
    if asks:
        _refuse(act, alone(how.told))
    without = stricken(how.record, act, there, version)
    _refuse(act, how.resting(without.after, version))
    if asks:
        if alone(how.everything):
            _refuse(act, (NOT_READY(act=EnteredInError.__name__),))
        void = how.void(act, version, how.told)
        _refuse(act, against_silence(state, without.after.state, void))
    return without


def _refuse(act: Act, found: Refusals) -> None:
    if found:
        raise Refused(found, type(act).__name__)


def corrected(
    record: Record, act: Accept, there: Act, version: int, asked: Asked
) -> Record:
    """Return the record in which all take an entry out of effect together.

    Args:
        record: the record so far.
        act: the act that settles it, as it is handed in.
        there: the act at its place.
        version: the number of the entry that it takes out.
        asked: for whom the reasons are, if any are asked for.

    Raises:
        Refused: If that entry cannot be taken out, or later entries rest on it.
    """
    seen = numbers_seen(record, act.by, record.recorded_at)
    how = _Counting(record, seen, asked, counting(record))
    found = against_correcting(
        record.state,
        act.proposal,
        record.history[version - 1],
        number=bisect_right(how.told, version),
        there=_may_be_taken_out(record, version),
    )
    _refuse(act, found)
    without = stricken(record, act, there, version)
    _refuse(act, how.resting(without.after, version))
    return without.taken_out()


def correction_accepted_by(state: State, act: Act) -> Correction | None:
    """Return the correction that an act accepts, if it accepts one."""
    if not isinstance(act, Accept):
        return None
    proposal = state.decisions.proposals.find(act.proposal)
    matter = None if proposal is None else proposal.last.matter
    return matter if isinstance(matter, Correction) else None
