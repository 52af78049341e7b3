"""Simulator, measures and the NHS data set say the same of the same people (F 7)."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from iapt_stories import read
from small_service import SMALL, scenarios, some

from collabtherapy.exports import iapt
from collabtherapy.measures import GAD7, PHQ9
from collabtherapy.partnership.values.stages import ClosureKind
from collabtherapy.simulation import Cohort, Scenario, outcomes, simulate
from collabtherapy.simulation.engines.moves import CLOSURES
from collabtherapy.simulation.outcomes import (
    COMPLETED,
    DETERIORATION,
    IMPROVEMENT,
    RECOVERY,
    RELIABLE_RECOVERY,
)
from collabtherapy.simulation.scenarios import instruments

FOLDER = settings(some(3), suppress_health_check=[HealthCheck.function_scoped_fixture])
Rows = dict[str, list[dict[str, str]]]


def walked(cohort: Cohort):
    """Yield everybody as partnerships, one referral after another."""
    for person, spell in zip(cohort["person"], cohort["spell"], strict=True):
        yield cohort.partnerships(int(person), spell=int(spell))


def is_so(rows: list[dict[str, str]], flag: str) -> np.ndarray:
    return np.array([row[f"{flag}_Flag"] == "True" for row in rows], dtype=bool)


def numbers(rows: list[dict[str, str]], name: str) -> np.ndarray:
    return np.array([int(row[name] or -1) for row in rows], dtype=int)


def agree(cohort: Cohort, found: Rows) -> None:
    """Assert that every flag and count of the folder is that of the simulator."""
    derived = found["Derived"]
    done = outcomes.finished(cohort)
    assert is_so(derived, "CompletedTreatment").tolist() == done.tolist()
    case = outcomes.case_at_first(cohort)
    for flag, expected in (
        ("Caseness", case),
        ("Recovery", case & RECOVERY.of(cohort)),
        ("ReliableImprovement", outcomes.improved_reliably(cohort)),
        ("ReliableDeterioration", outcomes.worsened_reliably(cohort)),
        ("ReliableRecovery", case & RELIABLE_RECOVERY.of(cohort)),
    ):
        assert is_so(derived, flag)[done].tolist() == expected[done].tolist(), flag
    for name, column in (
        ("PHQ9_FirstScore", "phq_first"),
        ("PHQ9_LastScore", "phq_last"),
        ("GAD_FirstScore", "gad_first"),
        ("GAD_LastScore", "gad_last"),
    ):
        assert numbers(derived, name)[done].tolist() == cohort[column][done].tolist()
    attended = dict.fromkeys(("5", "3", "2", "4"), 0)
    for row in found["IDS201CareContact"]:
        attended[row["AttendOrDNACode"]] += 1
    assert attended == {
        "5": cohort["sessions"].sum(),
        "3": cohort["missed"].sum(),
        "2": cohort["cancelled"].sum(),
        "4": 0,
    }
    people = {row["LocalPatientId"] for row in found["IDS001MPI"]}
    assert len(people) == len(np.unique(cohort["person"]))
    ended = [row["ServDischDate"] != "" for row in found["IDS101Referral"]]
    assert ended == (cohort["closed"] >= 0).tolist()


@FOLDER
@given(scenarios(), st.integers(0, 2**32))
def test_the_three_agree_in_every_scenario(
    tmp_path: Path, scenario: Scenario, seed: int
):
    """Simulator, measures and export: row by row, count by count."""
    clients = 2 * scenario.service.referrals
    cohort = simulate(scenario, clients=clients, seed=seed, engine="arrays")
    report = iapt(walked(cohort), tmp_path, simulated=True)
    found = read(tmp_path)
    assert report.n_referrals == cohort.n_rows
    agree(cohort, found)


def test_rates_agree_to_the_last_digit(tmp_path: Path):
    """What somebody counts in the files is what the simulator estimates."""
    cohort = simulate(SMALL, clients=120, seed=3)
    iapt(walked(cohort), tmp_path, simulated=True)
    agree(cohort, read(tmp_path))
    pd = pytest.importorskip("pandas", reason="who reads the files back")
    rows = pd.read_csv(tmp_path / "Derived.csv")
    done = rows[rows["CompletedTreatment_Flag"]]
    cases = done[done["Caseness_Flag"] == True]  # noqa: E712 - a column
    for outcome, flag, among in (
        (RECOVERY, "Recovery", cases),
        (RELIABLE_RECOVERY, "ReliableRecovery", cases),
        (IMPROVEMENT, "ReliableImprovement", done),
        (DETERIORATION, "ReliableDeterioration", done),
        (COMPLETED, "CompletedTreatment", rows),
    ):
        rate = (among[f"{flag}_Flag"] == True).mean()  # noqa: E712 - a column
        assert rate == cohort.estimate(outcome).value, outcome.name


def test_rates_agree_in_a_database_that_reads_the_files(tmp_path: Path):
    """The same to the last digit, where DuckDB is there to count."""
    duckdb = pytest.importorskip("duckdb", reason="another who reads the files back")
    cohort = simulate(SMALL, clients=60, seed=3)
    iapt(walked(cohort), tmp_path, simulated=True)
    rows = duckdb.read_csv(str(tmp_path / "Derived.csv"))
    cases = rows.filter("CompletedTreatment_Flag AND Caseness_Flag")
    ((rate,),) = cases.aggregate("avg(CAST(Recovery_Flag AS INT))").fetchall()
    assert rate == cohort.estimate(RECOVERY).value


def test_months_put_together_are_the_whole(tmp_path: Path):
    """Each contact is in one month, and each referral ends in one, judged alike."""
    cohort = simulate(SMALL, clients=60, seed=5)
    chains = list(walked(cohort))
    iapt(chains, tmp_path / "whole", simulated=True)
    whole = read(tmp_path / "whole")
    contacts: list[str] = []
    judged: dict[str, dict[str, str]] = {}
    months = [f"{year}-{month:02}" for year in (2026, 2027) for month in range(1, 13)]
    for month in months:
        folder = tmp_path / month
        iapt(chains, folder, simulated=True, month=month)
        found = read(folder)
        contacts += [row["CareContactId"] for row in found["IDS201CareContact"]]
        ended = {
            row["ServiceRequestId"]
            for row in found["IDS101Referral"]
            if row["ServDischDate"].startswith(month)
        }
        assert ended.isdisjoint(judged)
        judged |= {
            row["ServiceRequestId"]: row
            for row in found["Derived"]
            if row["ServiceRequestId"] in ended
        }
    expected = [row["CareContactId"] for row in whole["IDS201CareContact"]]
    assert sorted(contacts) == sorted(expected)
    over = {
        row["ServiceRequestId"]
        for row in whole["IDS101Referral"]
        if row["ServDischDate"]
    }
    assert judged == {
        row["ServiceRequestId"]: row
        for row in whole["Derived"]
        if row["ServiceRequestId"] in over
    }


def test_two_runs_with_one_seed_are_equal_bytes(tmp_path: Path):
    """Whatever the engine, and however many people were simulated at once."""
    folders: list[dict[str, bytes]] = []
    for n, asked in enumerate(({}, {"people_a_shard": 60}, {"engine": "arrays"})):
        cohort = simulate(SMALL, clients=120, seed=9, **asked)
        folder = tmp_path / str(n)
        iapt(walked(cohort), folder, simulated=True)
        folders.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert folders[0] == folders[1] == folders[2]


def test_measures_and_the_simulator_have_one_set_of_criteria():
    """What a case is, and what a reliable change is."""
    for measure, scale in ((PHQ9, instruments.PHQ9), (GAD7, instruments.GAD7)):
        assert measure.cutoffs[0].value == scale.case_from
        assert measure.reliable_change[0].points == scale.reliable_change
        assert (measure.id, measure.high) == (scale.code, scale.top)


def test_how_simulated_people_ended_is_coded(tmp_path: Path):
    """An agreed ending of a course is 46; whoever was never seen is 50."""
    cohort = simulate(SMALL, clients=60, seed=3)
    iapt(walked(cohort), tmp_path, simulated=True)
    codes = [row["EndCode"] for row in read(tmp_path)["IDS101Referral"]]
    agreed = cohort["closure"] == CLOSURES.index(ClosureKind.AGREED)
    unseen = (cohort["sessions"] == 0) & (cohort["closed"] >= 0)
    assert agreed.any()
    assert unseen.any()
    for code, is_agreed, is_unseen in zip(codes, agreed, unseen, strict=True):
        assert not is_agreed or code == "46"
        assert not is_unseen or code == "50"
