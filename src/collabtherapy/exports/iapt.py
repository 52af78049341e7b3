"""NHS Talking Therapies data set v2.1: a monthly submission as csv files.

Everything in it is read off partnerships, of stored people or of simulated ones; what
the data set asks for and no record says is left out and listed. Nothing is made up:
no NHS number, no postcode, no date of birth.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

import attrs
from attrs import field

from collabtherapy._frozen import frozen
from collabtherapy.errors import NotForThem
from collabtherapy.exports.event import Lost
from collabtherapy.exports.iapt_codes import IaptCodes
from collabtherapy.exports.iapt_courses import Course, Part, Walked, courses
from collabtherapy.exports.iapt_outcomes import check_adsm, flags
from collabtherapy.exports.iapt_rows import Cells, Period, rows
from collabtherapy.exports.iapt_tables import (
    NOT_FILLED,
    PATIENT,
    QUALIFICATION,
    REFERRAL,
    IaptTable,
)
from collabtherapy.exports.iapt_writing import Files
from collabtherapy.exports.months import Month
from collabtherapy.exports.names import (
    NamedAlike,
    Names,
    as_recorded,
    everyone,
    labels,
)
from collabtherapy.exports.research import NOT_YET, SAID_NO
from collabtherapy.measures import Instrument
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.ids import HasId, PersonId
from collabtherapy.partnership.values.people import Therapist
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.privacy.views import view

People: TypeAlias = Iterable[Partnership | Sequence[Partnership]]
"""Partnerships; those that were handed over, in one sequence, are one referral."""

Viewer: TypeAlias = PersonId | HasId | str | Callable[[Partnership], PersonId | str]
"""For whom it is written: a person, or who that is of each partnership."""

REFUSED = "a client declined or withdrew consent to research"
NOT_THEIRS = "it is not the viewer's to see"
CLOSED_BEFORE = "it ended before the month"
NO_FIELD = "the data set has no field for it"
NO_CODE = "its score has no code in SNOMED CT for that range"
NOT_CODED = "the service gave no code for it"
RESEARCH = Scope.research("any").name

CARRIED = frozenset((
    "Open", "PlanSession", "StartSession", "EndSession", "InterruptSession",
    "CancelSession", "MissSession", "RecordMeasure", "Leave", "Finish", "CloseAsLapsed",
    "DeclineToStart", "RecordDeath", "CompleteTransfer", "FollowUpOver", "Pause",
))  # fmt: skip
"""Kinds of acts of which something stands in a table; all others are counted."""


@attrs.frozen(kw_only=True)
class IaptReport:
    """What was written, and what was not.

    Args:
        month: the month; None for all of the time.
        start: the first day of the period, as the header has it; None without a row.
        end: the last day.
        n_people: how many people.
        n_referrals: how many referrals.
        rows: how many rows each table has.
        lost: everything that was left out, why, and how often.
    """

    month: Month | None
    start: str | None
    end: str | None
    n_people: int
    n_referrals: int
    rows: Mapping[str, int] = field(converter=frozen)
    lost: tuple[Lost, ...]


def iapt(
    people: People,
    folder: Path | str,
    *,
    month: str | None = None,
    viewer: Viewer | None = None,
    simulated: bool = False,
    names: Names | None = None,
    codes: IaptCodes | None = None,
    adsm: Instrument | None = None,
    without: Iterable[PersonId | HasId | str] | None = None,
    zone: tzinfo | None = None,
) -> IaptReport:
    """Write partnerships as tables of the NHS Talking Therapies data set, as csv.

    Each table is a file ``IDS201CareContact.csv``; ``Derived.csv`` has the counts and
    flags that are worked out of them. Nothing is kept in memory of a referral that has
    been written but its name and its client's.

    Args:
        people: partnerships, each once; may be a generator. Those of one client that
            were handed over from one to the next stand in one sequence.
        folder: where to; made, if it is not there. Files that are there are written
            over.
        month: the month of the submission, such as ``2026-07``: referrals that were
            open in it or ended in it, as they were known at its end, with the contacts
            and scores of the month. All of the time, unless given.
        viewer: for whom it is written, of stored partnerships: nothing goes out that
            they may not see.
        simulated: whether the people are simulated, in place of a viewer.
        names: what ids are called; numbers of each partnership's own, unless given,
            and of simulated people their ids.
        codes: what the service codes.
        adsm: the measure of an anxiety disorder that counts in place of the GAD-7.
        without: people of whom nothing goes out, because they said no to research;
            those who did in any of these partnerships, unless given. They are looked
            for before anything is written: a generator is used up by that, so that
            with one they have to be given (see `said_no_to_research`).
        zone: by the clocks of which zone days and months are told; Europe/London,
            unless given.

    Raises:
        TypeError: If neither a viewer is given nor *simulated*, or both; or if stored
            people come from a generator, and *without* is not given.
        ValueError: If the month is none.
        NamedAlike: If two people or referrals would be called alike.
        NotMeasurable: If *adsm* cannot be judged.
    """
    if (viewer is None) != simulated:
        raise TypeError(
            "pass viewer= for stored partnerships, or simulated=True for simulated ones"
        )
    if without is None and not simulated:
        if isinstance(people, Iterator):
            raise TypeError(
                "people are gone through twice: pass a list, or "
                "without=said_no_to_research(...)"
            )
        without = said_no_to_research(people)
    check_adsm(adsm)
    writing = _Writing(
        viewer=viewer,
        names=as_recorded if names is None and simulated else names,
        codes=IaptCodes() if codes is None else codes,
        adsm=adsm,
        without=frozenset(map(PersonId, without or ())),
        period=Period.of(
            None if month is None else Month.of(month),
            ZoneInfo("Europe/London") if zone is None else zone,
        ),
    )
    return writing.write(people, Path(folder))


def said_no_to_research(people: People) -> frozenset[PersonId]:
    """Return the clients who declined or withdrew consent to any research.

    Who said no in one partnership has said no; where they were never asked, they have
    not.

    Args:
        people: partnerships, as `iapt` takes them.
    """
    return frozenset(
        client
        for given in people
        for p in ((given,) if isinstance(given, Partnership) else given)
        for client in _refusing(p)
    )


def _refusing(p: Partnership) -> Iterator[PersonId]:
    for (client, scope), consent in p.state.consent.by_scope.items():
        if scope.name == RESEARCH and consent.status_at(p.at) in SAID_NO:
            yield client


@attrs.define(kw_only=True)
class _Writing:
    """One submission while it is written."""

    viewer: Viewer | None
    names: Names | None
    codes: IaptCodes
    adsm: Instrument | None
    without: frozenset[PersonId]
    period: Period
    patients: dict[str, tuple[int, PersonId]] = field(
        init=False, factory=dict[str, tuple[int, PersonId]]
    )
    requests: set[str] = field(init=False, factory=set[str])
    qualified: set[str] = field(init=False, factory=set[str])
    place: int = field(init=False, default=0)
    first: datetime | None = field(init=False, default=None)
    last: datetime | None = field(init=False, default=None)
    lost: Counter[tuple[str, str]] = field(init=False, factory=Counter[tuple[str, str]])

    def write(self, people: People, folder: Path) -> IaptReport:
        """Write everybody, and the header when all is counted."""
        with Files(folder) as files:
            for given in people:
                chain = (given,) if isinstance(given, Partnership) else tuple(given)
                files.write(self._chain(chain))
            start, end = self._days()
            files.header(start, end)
        self.lost.update(dict.fromkeys(NOT_FILLED.items(), 1))
        lost = sorted(self.lost.items())
        return IaptReport(
            month=self.period.month,
            start=start,
            end=end,
            n_people=files.counts[PATIENT.name],
            n_referrals=files.counts[REFERRAL.name],
            rows=files.counts,
            lost=tuple(Lost(what=w, because=why, n=n) for (w, why), n in lost),
        )

    def _days(self) -> tuple[str | None, str | None]:
        period = self.period
        return period.day(period.start or self.first), period.day(
            period.last or self.last
        )

    def _chain(self, chain: Sequence[Partnership]) -> Iterator[tuple[IaptTable, Cells]]:
        """Yield the rows of partnerships that are one referral."""
        place, self.place = self.place + 1, self.place + len(chain)
        if any(self._said_no(p) for p in chain):
            self.lost["Partnership", REFUSED] += len(chain)
            return
        parts = [
            part
            for n, p in enumerate(chain, place)
            if (part := self._part(p, n)) is not None
        ]
        written = False
        for course in courses(parts, self.codes):
            if self.period.has(course):
                written = True
                yield from self._course(course)
        if written:
            yield from self._told(parts)
        elif parts:
            self.lost["Partnership", CLOSED_BEFORE] += len(parts)

    def _said_no(self, p: Partnership) -> bool:
        elsewhere = not self.without.isdisjoint(everyone(p))
        return elsewhere or any(True for _ in _refusing(p))

    def _part(self, whole: Partnership, place: int) -> Part | None:
        """Return a partnership as it was known by the end, for whom it is written."""
        last = self.period.last
        if last is not None and whole.opening.at > last:
            self.lost["Partnership", NOT_YET] += 1
            return None
        p = whole if last is None or whole.at <= last else whole.known_by(last)
        try:
            now = self._state(whole)
            state = now if p is whole else self._state(p)
        except NotForThem:
            self.lost["Partnership", NOT_THEIRS] += 1
            return None
        return Part(
            opening=p.opening,
            state=state,
            now=now,
            labels=labels(p, place=place, names=self.names),
            walked=Walked.along(p),
        )

    def _state(self, p: Partnership) -> State:
        viewer = self.viewer
        if viewer is None:
            return p.state
        # Ids and people can be called nothing: who is called is a function.
        return view(p, viewer(p) if callable(viewer) else viewer).state

    def _course(self, course: Course) -> Iterator[tuple[IaptTable, Cells]]:
        if course.request in self.requests:
            raise NamedAlike("a referral is written once, under a name of its own")
        self.requests.add(course.request)
        new = len(self.patients) + 1
        record, client = self.patients.setdefault(course.patient, (new, course.client))
        if client != course.client:
            raise NamedAlike("two people would be called alike")
        if record == new:
            yield PATIENT, (record, course.patient)
        self._seen(course)
        derived = flags(course, adsm=self.adsm)
        yield from rows(course, derived, record, self.period, self.codes)

    def _seen(self, course: Course) -> None:
        """Note the time that a submission without a month is about; count losses."""
        moments = [course.opened_at, *(one.at for one in course.contacts)]
        moments += [one.at for one in course.scores]
        moments += [] if course.ended_at is None else [course.ended_at]
        first, last = min(moments), max(moments)
        self.first = first if self.first is None else min(self.first, first)
        self.last = last if self.last is None else max(self.last, last)
        for score in course.scores:
            if score.code is None:
                self.lost[f"RecordMeasure {score.instrument}", NO_CODE] += 1
        if course.source is None:
            self.lost["IDS101Referral.SourceOfReferralIAPT", NOT_CODED] += 1

    def _told(self, parts: Sequence[Part]) -> Iterator[tuple[IaptTable, Cells]]:
        """Yield what is said of therapists; count what is said of nothing."""
        for part in parts:
            for kind, n in part.walked.kinds.items():
                if kind not in CARRIED:
                    self.lost[kind, NO_FIELD] += n
            yield from self._qualifications(part)

    def _qualifications(self, part: Part) -> Iterator[tuple[IaptTable, Cells]]:
        for one in part.state.members.ever:
            if not isinstance(one, Therapist):
                continue
            name = part.labels.of[part.labels.key(one.id)]
            if name in self.qualified or not one.credentials:
                continue
            self.qualified.add(name)
            for credential in one.credentials:
                code = self.codes.qualifications.get(credential)
                if code is None:
                    self.lost["IDS902CarePersQual", NOT_CODED] += 1
                else:
                    yield QUALIFICATION, (name, code)
