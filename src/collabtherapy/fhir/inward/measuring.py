"""From answers to drafts of measures: one for each instrument that was answered.

A draft is made of one or more sources that speak of the same answers: a response, an
Observation of its total, a panel. Whatever stands in the way is reported, and there is
no draft: a question that was answered twice, an answer that is no number of the
instrument, sources that contradict each other.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import attrs

from collabtherapy.errors import NotMeasurable
from collabtherapy.fhir.codes import LOINC
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.node import Report
from collabtherapy.fhir.inward.answers import Answer
from collabtherapy.fhir.inward.catalogue import (
    Catalogue,
    Key,
    counted_as,
    key_of,
)
from collabtherapy.fhir.inward.measure_drafts import PLACES, MeasureDraft
from collabtherapy.fhir.inward.moments import Within
from collabtherapy.fhir.inward.recognition import Recognised, recognise
from collabtherapy.measures import Inapplicable, Instrument, Score, TotalOf
from collabtherapy.measures.check_digits import is_loinc
from collabtherapy.partnership.regions.measurements import NoScore

NOT_APPLICABLE = "not-applicable"
MEANT = {
    "asked-declined": NoScore.DECLINED,
    NOT_APPLICABLE: NoScore.NOT_POSSIBLE,
    "not-asked": NoScore.NOT_ASKED,
}
"""Why a questionnaire has no score where every item says the same."""

NO_TOTAL = frozenset({TotalOf.NONE, TotalOf.PROFILE})
"""Instruments whose answers come to no total, so that there is nothing to record."""

SHOWN = 20
"""How many codes a message names."""


@attrs.frozen(kw_only=True)
class Stated:
    """A total, or the reason why there is none, as a document states it.

    Args:
        instrument: the instrument whose total it is.
        path: where it stands.
        total: the total; None where a reason stands in its place.
        absent: the reason.
        low: the lowest total, where the document says so in our own vocabulary.
        high: the highest.
    """

    instrument: str
    path: str
    total: float | None = None
    absent: NoScore | None = None
    low: float | None = None
    high: float | None = None


@attrs.frozen(kw_only=True)
class Source:
    """What one resource, or one panel, says of somebody's answers.

    Args:
        path: where it stands.
        answers: what it holds.
        named: the instruments that it says it is.
        carried: the questions of its items, answered or not.
        asked: the questions of its Questionnaire, if that is at hand.
        stated: the totals that it states.
        subject: whose answers they are.
        by: who gave them.
        at: when.
    """

    path: str
    answers: tuple[Answer, ...] = ()
    named: frozenset[str] = frozenset()
    carried: frozenset[Key] = frozenset()
    asked: frozenset[Key] = frozenset()
    stated: tuple[Stated, ...] = ()
    subject: str | None = None
    by: str | None = None
    at: Within | None = None


def measures_of(
    sources: Sequence[Source], known: Catalogue, report: Report
) -> Iterator[MeasureDraft]:
    """Yield a draft for each instrument that some sources speak of together.

    Args:
        sources: what speaks of the same answers; the first names the place.
        known: the instruments.
        report: told of whatever is not taken over.
    """
    first = sources[0]
    if len({one.subject for one in sources if one.subject is not None}) > 1:
        message = "what belongs together is of different people: there is no draft"
        report(first.path, "subjects_differ", message)
        return
    found = recognise(
        known,
        named=frozenset[str]().union(*(one.named for one in sources)),
        carried=frozenset[Key]().union(*(one.carried for one in sources)),
        asked=frozenset[Key]().union(*(one.asked for one in sources)),
    )
    _report(found, first, report)
    stated = [one for source in sources for one in source.stated]
    stated += _worked_out(found.ids, sources, stated)
    renamed = {old: new for new, old in found.instead}
    ids = dict.fromkeys((*found.ids, *(one.instrument for one in stated)))
    for id_ in dict.fromkeys(renamed.get(one, one) for one in ids):
        theirs = [s for s in stated if renamed.get(s.instrument, s.instrument) == id_]
        draft = _Draft(id_, sources, theirs, known, report).made()
        if draft is not None:
            yield draft


def codes_shown(answers: Iterable[Answer]) -> str:
    """Return the LOINC codes of some questions, for a message.

    No other code is shown: it may be anybody's word.
    """
    codes = {
        one.code
        for answer in answers
        for one in answer.question
        if one.system in {None, LOINC} and is_loinc(one.code)
    }
    shown = sorted(codes)[:SHOWN]
    return ", ".join(shown) if shown else "none of LOINC's"


def _report(found: Recognised, first: Source, report: Report) -> None:
    for taken, named in found.instead:
        message = (
            f"it is named {named}, and has the questions of {taken} and no other: it "
            f"is read as {taken}"
        )
        report(first.path, "instrument_differs", message)
    if found.unclear:
        codes = ", ".join(sorted(code for _, code in found.unclear)[:SHOWN])
        message = (
            f"several instruments ask these questions, so none is scored: {codes}; "
            "pass the Questionnaire, or leave the other instruments out"
        )
        report(first.path, "several_instruments", message)


def _worked_out(
    ids: tuple[str, ...], sources: Sequence[Source], stated: list[Stated]
) -> Iterator[Stated]:
    """Yield the total that a calculated item without a code states.

    There is one where the response has one instrument and one such item.
    """
    items = [
        one
        for source in sources
        for one in source.answers
        if one.calculated and not one.question and one.number is not None
    ]
    if len(ids) == 1 and len(items) == 1 and not stated:
        yield Stated(instrument=ids[0], path=items[0].path, total=items[0].number)


Read: TypeAlias = dict[int, tuple[float | Inapplicable, str]]
"""The answer of each item that has one, and where it stands."""


@attrs.frozen
class _Draft:
    """The making of one draft."""

    id: str
    sources: Sequence[Source]
    stated: Sequence[Stated]
    known: Catalogue
    report: Report

    def made(self) -> MeasureDraft | None:
        """Return the draft; None where something stands in the way, or says nothing."""
        instrument = self.known.by_id.get(self.id)
        if instrument is not None and instrument.total_of in NO_TOTAL:
            self._report_no_total(instrument)
            instrument = None
        if instrument is None and not self.stated:
            return None
        scored: Score | None = None
        reasons: frozenset[NoScore] = frozenset()
        if instrument is not None:
            read = self._read(instrument)
            if read is None:
                return None
            scored, reasons = read
        ends = self._ends(instrument, scored)
        if ends is None:
            return None
        stated = self._total(ends)
        said = next((one.absent for one in self.stated if one.absent), None)
        if scored is not None and scored.answered == 0 and not reasons:
            scored = None if stated is not None or said is not None else scored
        absent = said if scored is None else _absence(scored, reasons)
        if (
            stated is None
            and absent in {None, NoScore.NOT_KNOWN}
            and (scored is None or scored.total is None)
        ):
            return None
        same = instrument is not None and ends == (instrument.low, instrument.high)
        return MeasureDraft(
            instrument=self.id,
            low=ends[0],
            high=ends[1],
            path=self.sources[0].path,
            scored=scored,
            absent=absent,
            stated=stated,
            differs=self._differs(scored, stated, said),
            worsening=instrument.worsening if instrument and same else None,
            at=next((one.at for one in self.sources if one.at), None),
            subject=next((one.subject for one in self.sources if one.subject), None),
            by=next((one.by for one in self.sources if one.by), None),
        )

    def _report_no_total(self, instrument: Instrument) -> None:
        for source in self.sources:
            if next(self._asking(instrument, source), None) is not None:
                message = (
                    f"{self.id} has no total: score the answers yourself, with "
                    "Instrument.score or Instrument.profile"
                )
                self.report(source.path, "no_total", message)

    def _read(
        self, instrument: Instrument
    ) -> tuple[Score | None, frozenset[NoScore]] | None:
        """Return what the answers come to, and why there are none.

        None where an answer stands in the way of every score.
        """
        carried = frozenset[Key]().union(*(one.carried for one in self.sources))
        if not self.known.of(self.id, carried):
            return None, frozenset()
        found: Read = {}
        reasons: set[NoScore | None] = set()
        for source in self.sources:
            theirs = self._of_one(instrument, source)
            if theirs is None:
                return None
            for n, (value, path) in theirs.items():
                if found.setdefault(n, (value, path))[0] != value:
                    message = "two resources answer it differently: it is not scored"
                    self.report(path, "answers_differ", message)
                    return None
            reasons |= {
                MEANT.get(one.absent or "")
                for one in self._asking(instrument, source)
                if one.value is None
            }
        scored = self._score(instrument, found)
        if scored is None:
            return None
        known = frozenset(one for one in reasons if one is not None)
        return scored, known if None not in reasons else frozenset()

    def _asking(self, instrument: Instrument, source: Source) -> Iterator[Answer]:
        """Yield the answers of a source that are to an item of an instrument."""
        for one in source.answers:
            if one.calculated:
                continue
            if self.known.asked(instrument.id, map(key_of, one.question)):
                yield one

    def _of_one(self, instrument: Instrument, source: Source) -> Read | None:
        """Return the answer of each item in one source, and where it stands."""
        found: Read = {}
        seen: set[int] = set()
        for one in self._asking(instrument, source):
            for n in self.known.asked(instrument.id, map(key_of, one.question)):
                if n in seen:
                    message = "this question was answered before: it is not scored"
                    self.report(one.path, "answered_twice", message)
                    return None
                seen.add(n)
                item = instrument.items[n - 1]
                if one.absent == NOT_APPLICABLE and not item.applies:
                    found[n] = Inapplicable.DOES_NOT_APPLY, one.path
                if one.kind == "absent" or one.absent is not None:
                    continue
                number = self._number(instrument, one)
                if number is None:
                    return None
                found[n] = number, one.path
        return found

    def _number(self, instrument: Instrument, answer: Answer) -> float | None:
        """Return the number of an answer; one that has none, or two, is reported."""
        found = [answer.number]
        if isinstance(answer.value, Coding):
            found.append(counted_as(self.known.counts[instrument.id], answer.value))
        numbers = {one for one in found if one is not None}
        if answer.contradicted or len(numbers) > 1:
            message = "it is given two different numbers: it is not scored"
            self.report(answer.path, "value_differs", message)
            return None
        if not numbers:
            message = (
                f"it is no number of {instrument.id}: give an integer, a weight "
                "(ordinalValue) or an answer code of the instrument"
            )
            self.report(answer.path, "unreadable_answer", message)
            return None
        return numbers.pop()

    def _score(self, instrument: Instrument, found: Read) -> Score | None:
        """Return the score; an answer that lies off its scale is reported."""
        for n, item in enumerate(instrument.items, 1):
            value, path = found.get(n, (None, ""))
            if isinstance(value, Inapplicable):
                continue
            try:
                item.counts(path, value)
            except NotMeasurable as wrong:
                message = f"no answer of item {n} of {instrument.id}: it is not scored"
                self.report(path, wrong.code, message)
                return None
        numbers = range(1, len(instrument.items) + 1)
        return instrument.score(found.get(n, (None, ""))[0] for n in numbers)

    def _ends(
        self, instrument: Instrument | None, scored: Score | None
    ) -> tuple[float, float] | None:
        """Return the lowest and the highest total that there could be."""
        if scored is not None:
            return scored.low, scored.high
        for one in self.stated:
            if one.low is not None and one.high is not None and one.low < one.high:
                return one.low, one.high
        if instrument is not None:
            return instrument.low, instrument.high
        message = "nothing says between what its scores lie: there is no draft"
        self.report(self.stated[0].path, "no_range", message)
        return None

    def _total(self, ends: tuple[float, float]) -> float | None:
        """Return the first total that is stated and can be one."""
        found: float | None = None
        for one in self.stated:
            if one.total is None:
                continue
            if not ends[0] <= one.total <= ends[1]:
                message = f"no total lies outside {ends[0]:g} to {ends[1]:g}: left out"
                self.report(one.path, "off_scale", message)
            elif found is None:
                found = one.total
        return found

    def _differs(
        self, scored: Score | None, stated: float | None, said: NoScore | None
    ) -> bool:
        """Return whether two totals differ; it is reported, and neither is chosen."""
        totals = {
            round(one.total, PLACES)
            for one in self.stated
            if one.total is not None and stated is not None
        }
        if scored is not None and scored.total is not None:
            totals.add(round(scored.total, PLACES))
        none = said is not None or (scored is not None and scored.total is None)
        if len(totals) == 0 or (len(totals) == 1 and not none):
            return False
        path = next((one.path for one in self.stated), self.sources[0].path)
        message = "the totals, or a total and a reason for none, differ: none is chosen"
        self.report(path, "total_differs", message)
        return True


def _absence(scored: Score, reasons: frozenset[NoScore]) -> NoScore | None:
    """Return why answers come to no total."""
    if scored.total is not None:
        return None
    if scored.answered == 0 and len(reasons) == 1:
        return next(iter(reasons))
    return NoScore.INCOMPLETE
