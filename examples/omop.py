"""Partnerships as tables of the OMOP Common Data Model 5.4: a recipe.

    python examples/omop.py FOLDER    # a simulated cohort, as csv files

A recipe and no part of the library: how a record maps to a model made for health
insurance and hospitals is for a project to decide, and to change here. What it does:

- Everything is read off the tables of `exports`, so that no words go out and ids are
  names outside. Stored people need a study: nobody is in it who did not consent.
- Every ``*_concept_id`` is 0, "no matching concept", unless a vocabulary gives one: a
  mapping of source codes such as ``LOINC:44261-6``. The code itself stands beside it.
- Nothing is made up: ``year_of_birth`` is 0 where nobody knows.
- What has no table in the model is counted: consents, goals, agreements, feedback.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Self, TypeAlias

import attrs
from attrs import field
from omop_tables import COLUMNS, columns, required

from collabtherapy import Partnership
from collabtherapy.exports import (
    TABLES,
    Lost,
    Names,
    Research,
    Row,
    Telling,
    as_recorded,
)
from collabtherapy.measures import INSTRUMENTS
from collabtherapy.simulation import Cohort, Scenario, simulate

N_CLIENTS = 100
NO_CONCEPT = 0
OWN, LOINC = "collabtherapy", "LOINC"
HELD = frozenset(("held", "interrupted"))
LONGEST_SOURCE = 50
NOT_MAPPED = "the model has no table for it"
NOT_HELD = "a session that did not take place is no visit"
NO_SCORE = "there is no score"
NO_FIELD = "no vocabulary says how to name the table that an event is in"
LEFT_OUT = (
    "consents", "goals", "goal_ratings", "decisions", "feedback", "responses", "bonds",
    "ruptures", "duties",
)  # fmt: skip
"""Tables of ours that the model has no place for."""
ALWAYS, FOREVER = date(1970, 1, 1), date(2099, 12, 31)

Cell: TypeAlias = str | int | float | date | datetime | None
Told: TypeAlias = Mapping[str, list[Row]]


@attrs.frozen(kw_only=True)
class Written:
    """What was written: rows by table, and everything that was left out."""

    rows: Mapping[str, int]
    lost: tuple[Lost, ...]


def write(
    partnerships: Iterable[Partnership],
    folder: Path,
    *,
    research: Research | None = None,
    simulated: bool = False,
    names: Names | None = None,
    vocabulary: Mapping[str, int] | None = None,
) -> Written:
    """Write partnerships as csv files, one for each table of the model.

    Args:
        partnerships: which, each once; may be a generator.
        folder: where to; made, if it is not there.
        research: the study that it is for; needed of stored people.
        simulated: whether the people are simulated, in place of a study.
        names: what ids are called; each partnership's own numbers, unless given. A
            person who comes back is the same person only with `keyed` names.
        vocabulary: the concept of each source code, such as ``LOINC:44261-6``.

    Raises:
        TypeError: If neither a study is given nor *simulated*, or both.
    """
    if (research is None) != simulated:
        raise TypeError("pass research= for stored people, or simulated=True")
    telling = Telling(partnerships=partnerships, names=names, research=research)
    with Files(folder, vocabulary or {}) as files:
        model = Model(files)
        for told in telling.beside():
            model.take({name: list(TABLES[name].of(told)) for name in TABLES})
        model.finish()
    lost = telling.report().lost
    return Written(rows=dict(files.ids), lost=(*lost, *model.losses()))


@attrs.define
class Files:
    """The files of a folder: rows are numbered as they are written."""

    folder: Path
    vocabulary: Mapping[str, int]
    ids: Counter[str] = field(init=False, factory=Counter[str])
    used: dict[str, int] = field(init=False, factory=dict[str, int])
    _open: ExitStack = field(init=False, factory=ExitStack)
    _writers: dict[str, "csv.DictWriter[str]"] = field(
        init=False, factory=dict[str, "csv.DictWriter[str]"]
    )

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        for table in COLUMNS:
            path = self.folder / f"{table}.csv"
            opened = path.open("w", encoding="utf-8", newline="")
            file = self._open.enter_context(opened)
            writer = csv.DictWriter(file, columns(table), lineterminator="\n")
            writer.writeheader()
            self._writers[table] = writer
            self.ids[table] = 0
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def concept(self, vocabulary: str, code: str) -> int:
        """Return the concept of a source code; 0 where the vocabulary has none."""
        key = f"{vocabulary}:{code}"
        return self.used.setdefault(key, self.vocabulary.get(key, NO_CONCEPT))

    def add(self, table: str, **cells: Cell) -> int:
        """Write a row; return its number, which is its id where it needs one."""
        self.ids[table] += 1
        number = self.ids[table]
        if f"{table}_id" in required(table):
            cells.setdefault(f"{table}_id", number)
        self._writers[table].writerow(cells)
        return number


@attrs.define
class Model:
    """What of the partnerships so far is known by number."""

    files: Files
    people: dict[str, int] = field(init=False, factory=dict[str, int])
    periods: dict[int, tuple[date, date]] = field(
        init=False, factory=dict[int, tuple[date, date]]
    )
    providers: dict[str, int] = field(init=False, factory=dict[str, int])
    lost: Counter[tuple[str, str]] = field(init=False, factory=Counter[tuple[str, str]])

    def take(self, told: Told) -> None:
        """Write one partnership."""
        providers = {
            str(row["person"]): self._provider(str(row["person"]))
            for row in told["people"]
            if row["kind"] == "Therapist"
        }
        for row in told["people"]:
            if row["kind"] == "Client":
                client = str(row["person"])
                person = self._person(client, told)
                visits = self._visits(client, person, providers, told)
                measured = self._measurements(client, person, visits, told)
                episode = self._episodes(person, told)
                self._events(episode, "visit_occurrence", visits.values())
                self._events(episode, "measurement", measured)
        self._deaths(told)
        missed = sum(row["status"] not in HELD for row in told["sessions"])
        self.lost["sessions", NOT_HELD] += missed
        for table in LEFT_OUT:
            self.lost[table, NOT_MAPPED] += len(told[table])

    def _person(self, client: str, told: Told) -> int:
        number = self.people.get(client)
        if number is None:
            number = self.files.add(
                "person",
                gender_concept_id=NO_CONCEPT,
                year_of_birth=0,
                race_concept_id=NO_CONCEPT,
                ethnicity_concept_id=NO_CONCEPT,
                person_source_value=source(client),
            )
            self.people[client] = number
        days = [day(row["effective_at"]) for row in told["acts"]]
        known = self.periods.get(number, (days[0], days[0]))
        self.periods[number] = min(*known, *days), max(*known, *days)
        return number

    def _provider(self, therapist: str) -> int:
        if therapist not in self.providers:
            self.providers[therapist] = self.files.add(
                "provider",
                specialty_concept_id=NO_CONCEPT,
                gender_concept_id=NO_CONCEPT,
                provider_source_value=source(therapist),
            )
        return self.providers[therapist]

    def _visits(
        self, client: str, person: int, providers: Mapping[str, int], told: Told
    ) -> dict[str, int]:
        """Write the sessions that a client came to; return them by their names."""
        there: dict[object, list[str]] = {}
        for row in told["attendances"]:
            if row["present"]:
                there.setdefault(row["session"], []).append(str(row["person"]))
        visits: dict[str, int] = {}
        for row in told["sessions"]:
            came = there.get(row["session"], [])
            if row["status"] not in HELD or client not in came:
                continue
            mode = f"visit/{row['mode'] or 'unknown'}"
            start, end = row["started_at"], row["ended_at"] or row["started_at"]
            by = [providers[one] for one in came if one in providers]
            visits[str(row["session"])] = self.files.add(
                "visit_occurrence",
                person_id=person,
                visit_concept_id=self.files.concept(OWN, mode),
                visit_start_date=day(start),
                visit_start_datetime=moment(start),
                visit_end_date=day(end),
                visit_end_datetime=moment(end),
                visit_type_concept_id=self.files.concept(OWN, "type/record"),
                provider_id=next(iter(by), None),
                visit_source_value=mode,
                visit_source_concept_id=NO_CONCEPT,
            )
        return visits

    def _measurements(
        self, client: str, person: int, visits: Mapping[str, int], told: Told
    ) -> list[int]:
        numbers: list[int] = []
        for row in told["measures"]:
            if row["client"] != client:
                continue
            if row["score"] is None:
                self.lost["measures", NO_SCORE] += 1
                continue
            instrument = str(row["instrument"])
            numbers.append(
                self.files.add(
                    "measurement",
                    person_id=person,
                    measurement_concept_id=self.files.concept(*total(instrument)),
                    measurement_date=day(row["at"]),
                    measurement_datetime=moment(row["at"]),
                    measurement_type_concept_id=self.files.concept(OWN, "type/record"),
                    value_as_number=plain(row["score"]),
                    range_low=plain(row["low"]),
                    range_high=plain(row["high"]),
                    visit_occurrence_id=visits.get(str(row["session"])),
                    measurement_source_value=source(instrument),
                    measurement_source_concept_id=NO_CONCEPT,
                )
            )
        return numbers

    def _episodes(self, person: int, told: Told) -> int:
        """Write the partnership, and each stretch of work in it as part of that."""
        (whole,) = told["partnerships"]
        over = whole["since"] if whole["stage"] == "closed" else None
        parent = self._episode(person, "partnership", whole["opened_at"], over)
        for n, (start, end) in enumerate(stretches(told["steps"]), 1):
            self._episode(person, "working", start, end, parent=parent, number=n)
        return parent

    def _episode(
        self,
        person: int,
        kind: str,
        start: object,
        end: object,
        *,
        parent: int | None = None,
        number: int | None = None,
    ) -> int:
        return self.files.add(
            "episode",
            person_id=person,
            episode_concept_id=self.files.concept(OWN, f"episode/{kind}"),
            episode_start_date=day(start),
            episode_start_datetime=moment(start),
            episode_end_date=None if end is None else day(end),
            episode_end_datetime=None if end is None else moment(end),
            episode_parent_id=parent,
            episode_number=number,
            episode_object_concept_id=self.files.concept(OWN, "episode/object"),
            episode_type_concept_id=self.files.concept(OWN, "type/record"),
            episode_source_value=kind,
        )

    def _events(self, episode: int, table: str, events: Iterable[int]) -> None:
        """Write what belongs to an episode, where there is a name for its table."""
        concept = self.files.concept(OWN, f"field/{table}")
        for event in events:
            if concept == NO_CONCEPT:
                self.lost["episode_event", NO_FIELD] += 1
                continue
            self.files.add(
                "episode_event",
                episode_id=episode,
                event_id=event,
                episode_event_field_concept_id=concept,
            )

    def _deaths(self, told: Told) -> None:
        for act in told["acts"]:
            if act["activity"] != "RecordDeath":
                continue
            for row in told["touched"]:
                if row["act"] == act["act"] and row["touched_as"] == "client":
                    self.files.add(
                        "death",
                        person_id=self.people[str(row["thing"])],
                        death_date=day(act["effective_at"]),
                        death_type_concept_id=self.files.concept(OWN, "type/record"),
                    )

    def finish(self) -> None:
        """Write what is known only at the end: periods, and the codes in use."""
        for person, (start, end) in self.periods.items():
            self.files.add(
                "observation_period",
                person_id=person,
                observation_period_start_date=start,
                observation_period_end_date=end,
                period_type_concept_id=self.files.concept(OWN, "type/record"),
            )
        for key, concept in sorted(self.files.used.items()):
            vocabulary, _, code = key.partition(":")
            self.files.add(
                "source_to_concept_map",
                source_code=code,
                source_concept_id=NO_CONCEPT,
                source_vocabulary_id=vocabulary,
                target_concept_id=concept,
                target_vocabulary_id="None" if concept == NO_CONCEPT else "given",
                valid_start_date=ALWAYS,
                valid_end_date=FOREVER,
            )

    def losses(self) -> tuple[Lost, ...]:
        """Return what had no place in the model."""
        return tuple(
            Lost(what=what, because=because, n=n)
            for (what, because), n in sorted(self.lost.items())
            if n
        )


def total(instrument: str) -> tuple[str, str]:
    """Return the vocabulary and the code of an instrument's total."""
    known = INSTRUMENTS.get(instrument)
    if known is None or known.loinc_total is None:
        return OWN, f"total/{instrument}"
    return LOINC, known.loinc_total


def stretches(steps: Iterable[Row]) -> Iterator[tuple[object, object]]:
    """Yield when the work went on, from one entry into it to the way out of it."""
    start: object = None
    for step in steps:
        if step["after"] == "working" and start is None:
            start = step["at"]
        elif step["after"] != "working" and start is not None:
            yield start, step["at"]
            start = None
    if start is not None:
        yield start, None


def source(name: str) -> str:
    """Return a source value, which the model keeps to fifty characters.

    Raises:
        ValueError: If it is longer: cut off, two of them could be one.
    """
    if len(name) > LONGEST_SOURCE:
        raise ValueError(f"a source value has at most {LONGEST_SOURCE} characters")
    return name


def day(at: object) -> date:
    """Return the day of a moment, in UTC."""
    assert isinstance(at, datetime)
    return at.date()


def moment(at: object) -> str:
    """Return a moment in UTC, to the second, as databases load it."""
    assert isinstance(at, datetime)
    return at.strftime("%Y-%m-%d %H:%M:%S")


def plain(value: object) -> float | int:
    """Return a whole number without a point."""
    assert isinstance(value, int | float)
    return int(value) if float(value).is_integer() else float(value)


def everybody(cohort: Cohort) -> Iterator[Partnership]:
    """Yield the partnerships of everybody who was referred."""
    for person, spell in zip(cohort["person"], cohort["spell"], strict=True):
        yield from cohort.partnerships(int(person), spell=int(spell))


def main() -> None:
    """Write a simulated cohort, and say what went out and what did not."""
    folder = Path(sys.argv[1])
    cohort = simulate(Scenario(), clients=N_CLIENTS, seed=7)
    written = write(everybody(cohort), folder, simulated=True, names=as_recorded)
    for table, n in written.rows.items():
        print(f"{table:<22} {n:>6,} rows")
    print("\nLeft out:")
    for one in written.lost:
        print(f"{one.n:>6,} of {one.what}: {one.because}")


if __name__ == "__main__":
    main()
