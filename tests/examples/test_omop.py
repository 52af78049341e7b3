"""The recipe for the OMOP Common Data Model: whole, made up of nothing (F 7.2)."""

import csv
from datetime import timedelta
from pathlib import Path

import attrs
import pytest
from omop import LEFT_OUT, NO_CONCEPT, everybody, source, write
from omop_tables import COLUMNS, columns, required
from programs import EXAMPLES, run
from small_service import SMALL

from collabtherapy import Scope, Stage, acts
from collabtherapy.exports import Research, as_recorded, keyed
from collabtherapy.measures import GAD7, PHQ9, jointly
from collabtherapy.simulation import Cohort, Population, outcomes, simulate
from collabtherapy.testing.ways import START, consented, led_to, two

KEYS = (
    ("observation_period", "person_id", "person"),
    ("visit_occurrence", "person_id", "person"),
    ("visit_occurrence", "provider_id", "provider"),
    ("measurement", "person_id", "person"),
    ("measurement", "visit_occurrence_id", "visit_occurrence"),
    ("episode", "person_id", "person"),
    ("episode", "episode_parent_id", "episode"),
    ("episode_event", "episode_id", "episode"),
    ("death", "person_id", "person"),
)
FIELDS = {
    "collabtherapy:field/visit_occurrence": 1,
    "collabtherapy:field/measurement": 2,
    "LOINC:44261-6": 3,
}
Rows = dict[str, list[dict[str, str]]]


def read(folder: Path) -> Rows:
    found: Rows = {}
    for table in COLUMNS:
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            assert tuple(rows.fieldnames or ()) == columns(table)
            found[table] = list(rows)
    return found


ONCE = attrs.evolve(SMALL, population=Population(returns=0))
"""Nobody comes back, so that a person is a referral."""


def cohort_of() -> Cohort:
    return simulate(ONCE, clients=60, seed=3)


def written(folder: Path, **asked) -> tuple[Cohort, Rows]:
    cohort = cohort_of()
    write(everybody(cohort), folder, simulated=True, names=as_recorded, **asked)
    return cohort, read(folder)


def test_whatever_is_named_is_there_and_nothing_required_is_empty(tmp_path: Path):
    """Foreign keys resolve, names are unique, columns are those of the model."""
    _, found = written(tmp_path, vocabulary=FIELDS)
    for table, rows in found.items():
        for row in rows:
            assert all(row[name] != "" for name in required(table))
        own = f"{table}_id"
        if own in columns(table) and own in required(table):
            assert len({row[own] for row in rows}) == len(rows)
    for table, key, to in KEYS:
        there = {row[f"{to}_id"] for row in found[to]}
        assert {row[key] for row in found[table] if row[key]} <= there, (table, key)
    for row in found["episode_event"]:
        to = {"1": "visit_occurrence", "2": "measurement"}[
            row["episode_event_field_concept_id"]
        ]
        assert any(row["event_id"] == one[f"{to}_id"] for one in found[to])


def test_there_is_as_much_as_the_simulator_says(tmp_path: Path):
    """People, sessions, referrals, and the recovery rate to the last digit."""
    cohort, found = written(tmp_path)
    assert len(found["person"]) == len(set(cohort["person"].tolist()))
    assert len(found["visit_occurrence"]) == cohort["sessions"].sum()
    kinds = [row["episode_source_value"] for row in found["episode"]]
    handed_on = int((cohort["from_2"] >= 0).sum())
    assert kinds.count("partnership") == cohort.n_rows + handed_on
    assert recovery_rate(cohort, found) == cohort.estimate(outcomes.RECOVERY).value


def recovery_rate(cohort: Cohort, found: Rows) -> float:
    """Return the rate as somebody would count it in the tables."""
    scores: dict[tuple[str, str], list[float]] = {}
    for row in found["measurement"]:
        key = row["person_id"], row["measurement_source_value"]
        scores.setdefault(key, []).append(float(row["value_as_number"]))
    person = {r["person_source_value"]: r["person_id"] for r in found["person"]}
    done = outcomes.finished(cohort)
    judged = []
    for n, is_done in zip(cohort["person"].tolist(), done, strict=True):
        number = person[f"client/person-{n}"]
        if not is_done:
            continue
        phq9, gad7 = scores[number, "phq-9"], scores[number, "gad-7"]
        judged.append(
            jointly(PHQ9.change(phq9[0], phq9[-1]), GAD7.change(gad7[0], gad7[-1]))
        )
    cases = [one for one in judged if one.caseness]
    return sum(one.recovery is True for one in cases) / len(cases)


def test_without_a_vocabulary_no_concept_is_made_up(tmp_path: Path):
    """0 everywhere, the code beside it, and no event of a table without a name."""
    _, found = written(tmp_path)
    for table, rows in found.items():
        for row in rows:
            concepts = [row[name] for name in columns(table) if "concept_id" in name]
            assert set(concepts) <= {"", str(NO_CONCEPT)}
    assert found["episode_event"] == []
    codes = {row["source_code"] for row in found["source_to_concept_map"]}
    assert {PHQ9.loinc_total, GAD7.loinc_total} <= codes
    assert {row["year_of_birth"] for row in found["person"]} == {"0"}


def test_a_vocabulary_gives_the_concepts_that_it_has(tmp_path: Path):
    """The PHQ-9's total has one, the GAD-7's none."""
    _, found = written(tmp_path, vocabulary=FIELDS)
    concepts = {
        (row["measurement_source_value"], row["measurement_concept_id"])
        for row in found["measurement"]
    }
    assert concepts == {("phq-9", "3"), ("gad-7", "0")}
    used = {r["source_code"]: r["target_concept_id"] for r in found[
        "source_to_concept_map"
    ]}  # fmt: skip
    assert (used["44261-6"], used["70274-6"]) == ("3", "0")


def test_what_has_no_place_in_the_model_is_counted(tmp_path: Path):
    """Consents and goals, sessions that were missed, words."""
    cohort = cohort_of()
    done = write(everybody(cohort), tmp_path, simulated=True, names=as_recorded)
    lost = {one.what: one.n for one in done.lost}
    for table in ("consents", "goals", "goal_ratings", "decisions", "duties"):
        assert table in LEFT_OUT
        assert lost[table] > 0
    assert lost["sessions"] == cohort["missed"].sum() + cohort["cancelled"].sum()
    assert lost["Agreement.words"] > 0
    assert done.rows["person"] == len(read(tmp_path)["person"])


def test_two_runs_are_equal_bytes(tmp_path: Path):
    """Of one seed, from a generator and from a list."""
    write(everybody(cohort_of()), tmp_path / "a", simulated=True, names=as_recorded)
    whole = list(everybody(cohort_of()))
    write(whole, tmp_path / "b", simulated=True, names=as_recorded)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_stored_people_go_out_for_a_study_alone(tmp_path: Path):
    """Nobody without the scope is in any table; who it is for has to be said."""
    p = led_to(two(), Stage.WORKING)
    scope = Scope.research("study-7")
    research = Research(study="study-7", at=START + timedelta(days=30))
    for asked in ({}, {"research": research, "simulated": True}):
        with pytest.raises(TypeError, match="research="):
            write([p], tmp_path, **asked)
    write([p], tmp_path, research=research)
    assert read(tmp_path)["person"] == []
    asked_of = consented(p, scope, p.at)
    write([asked_of], tmp_path, research=research)
    (person,) = read(tmp_path)["person"]
    assert person["person_source_value"] == "client/p1-1"
    at = START + timedelta(days=9)
    back = asked_of.record(acts.WithdrawConsent(by="ana", at=at, scope=scope))
    write([back], tmp_path, research=research)
    assert read(tmp_path)["person"] == []


def test_a_death_and_a_person_who_is_in_two_partnerships(tmp_path: Path):
    """One person under a lasting name, one period, one death."""
    p = led_to(two(), Stage.WORKING)
    at = START + timedelta(days=3)
    p = p.record(acts.RecordDeath(by="bo", at=at, client="ana"))
    write([p], tmp_path, simulated=True, names=keyed(b"0123456789abcdef"))
    found = read(tmp_path)
    (death,), (period,) = found["death"], found["observation_period"]
    assert death["death_date"] == "2026-01-08"
    assert period["observation_period_start_date"] == "2026-01-05"
    assert period["observation_period_end_date"] == "2026-01-08"


def test_a_name_that_the_model_would_cut_off_is_refused():
    """Cut off, two of them could be one."""
    assert source("x" * 50) == "x" * 50
    with pytest.raises(ValueError, match="50"):
        source("x" * 51)


def test_the_example_says_what_went_out(tmp_path: Path):
    """As a newcomer runs it."""
    done = run(str(EXAMPLES / "omop.py"), str(tmp_path / "cdm"), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    n = len(read(tmp_path / "cdm")["measurement"])
    assert f"measurement            {n:>6,} rows" in done.stdout
    assert "Left out:" in done.stdout
