"""What is said about a result: estimates, curves, tables, pictures, the checklist."""

from pathlib import Path

import numpy as np
import pytest
from small_service import SMALL

from collabtherapy.simulation import (
    COLUMNS,
    Cohort,
    Outcome,
    Tally,
    compare,
    courses,
    outcomes,
    plots,
    simulate,
    tables,
)
from collabtherapy.simulation.estimates import difference, estimate
from collabtherapy.simulation.report import assumptions_table, stress_des
from collabtherapy.simulation.sensitivity import carried, carried_table, one_way, sobol
from collabtherapy.simulation.survival import kaplan_meier, leaving, stages, waiting


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    """Give a cohort of four services."""
    return simulate(SMALL, clients=240, seed=5)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """Of a hundred runs of a made-up outcome, some 95 intervals hold its mean."""
    rng = np.random.Generator(np.random.PCG64(1))  # noqa: TID251 - a test may draw
    hits = 0
    for _ in range(200):
        shift = rng.normal(0, 1, 12)
        values = np.repeat(shift, 20) + rng.normal(0, 1, 240)
        columns = {"service": np.repeat(np.arange(12), 20), "referred": np.zeros(240)}
        outcome = Outcome(
            name="x", of=lambda _, v=values: v, unit="points", meaning="x"
        )
        hits += 0.0 in estimate(Tally.of(outcome, columns))
    assert 180 <= hits <= 199


def test_a_single_service_has_no_interval(cohort: Cohort):
    """Nothing is said of how sure it is where nothing can be."""
    one = simulate(SMALL, clients=60, seed=5)
    found = one.estimate(outcomes.ENTERED)
    assert np.isnan(found.low)
    assert np.isnan(found.high)
    assert "–" in one.table((outcomes.ENTERED,))
    with pytest.raises(ValueError, match="same services"):
        difference(one.tally(outcomes.WAIT), cohort.tally(outcomes.WAIT))


def test_nobody_is_counted_where_nobody_is():
    """An outcome among nobody is not a number, and never 0."""
    none = simulate(SMALL, clients=60, seed=5, warm_up=1000)
    found = none.estimate(outcomes.RECOVERY)
    assert (found.n, np.isnan(found.value)) == (0, True)
    empty = {"service": np.zeros(0, int), "referred": np.zeros(0, int)}
    assert Tally.of(Outcome(name="x", of=lambda c: c["service"], meaning="x"), empty)


def test_shards_can_be_tallied_one_after_the_other(cohort: Cohort):
    """What is counted service by service adds up to what is counted at once."""
    rows = cohort["service"] < 2
    parts = [
        Tally.of(outcomes.WAIT, {name: cohort[name][part] for name in cohort})
        for part in (rows, ~rows)
    ]
    assert estimate(parts[0].plus(parts[1])) == cohort.estimate(outcomes.WAIT)


def test_definitions_are_arguments(cohort: Cohort):
    """Dropout and recovery are what whoever analyses says they are."""
    few = cohort.estimate(outcomes.dropout(fewer_than=3)).value
    more = cohort.estimate(outcomes.dropout(fewer_than=6)).value
    assert few < more
    strict = cohort.estimate(outcomes.recovery(phq=5, gad=5)).value
    assert strict < cohort.estimate(outcomes.RECOVERY).value
    low, high = courses(cohort, step=0), courses(cohort, step=1)
    assert len(low["sessions"]) + len(high["sessions"]) > 0
    assert min(low["sessions"].min(), high["sessions"].min()) >= 2


def test_survival_is_that_of_the_textbook():
    """Six people, two of them lost from sight: the curve by hand."""
    curve = kaplan_meier(
        np.array([1, 2, 2, 3, 4, 4]), np.array([1, 1, 0, 1, 0, 1]), unit="weeks"
    )
    assert curve.share == pytest.approx([1, 5 / 6, 4 / 6, 4 / 9, 2 / 9])
    assert curve.at_risk.tolist() == [6, 6, 5, 3, 2]
    assert curve.median() == 3
    assert (curve.low <= curve.share).all()
    assert (curve.share <= curve.high).all()
    assert np.isnan(kaplan_meier(np.array([1]), np.array([0]), unit="weeks").median())
    with pytest.raises(ValueError, match="times"):
        kaplan_meier(np.array([]), np.array([]), unit="weeks")


def test_curves_of_a_cohort_fall_from_one(cohort: Cohort):
    """Nobody has left before they began, nor been seen before they asked."""
    for curve in (leaving(cohort), waiting(cohort)):
        assert (np.diff(curve.share) <= 0).all()
        assert curve.share[0] <= 1
    assert stages(cohort)["closed"][-1] == (cohort["closed"] >= 0).sum()


def test_columns_go_out_as_they_are_declared(cohort: Cohort, tmp_path: Path):
    """Arrow, Parquet, pandas and polars hold the same columns, units in the schema."""
    pytest.importorskip("pyarrow", reason="tables by pyarrow: the extra tables")
    table = cohort.to_arrow()
    assert table.column_names == ["replication", *(c.name for c in COLUMNS)]
    assert table.schema.field("phq_last").metadata[b"unit"] == b"points"
    cohort.write_parquet(tmp_path / "all.parquet")
    read = __import__("pyarrow.parquet").parquet.read_table(tmp_path / "all.parquet")
    assert read.equals(table)
    for name, method in (("pandas", "to_pandas"), ("polars", "to_polars")):
        pytest.importorskip(name, reason=f"frames of {name}, which is not installed")
        frame = getattr(cohort, method)()
        assert len(frame) == cohort.n_rows
        assert (frame["goal"].to_numpy() == cohort["goal"]).all()


def test_the_checklist_is_filled_in_from_the_run(cohort: Cohort):
    """STRESS-DES: what a run knows of itself it says; the rest is the author's."""
    said = stress_des(cohort)
    assert "seed 5" in said
    assert "of 24 items are filled in from the run" in said
    collaborative = stress_des(simulate(SMALL.collaborative(), clients=5, seed=1))
    assert "feedback_informed" in collaborative
    numbers = assumptions_table(SMALL)
    assert "Flückiger 2018" in numbers
    assert "service.low_slots" in numbers
    assert repr(cohort).startswith("<Cohort: 240 people")
    assert len(cohort) == len(list(cohort)) == len(COLUMNS) + 1


def test_what_is_missing_is_named_with_its_extra():
    """Without a library, the error says which extra brings it."""
    with pytest.raises(ImportError, match=r"collabtherapy\[plots\]"):
        tables.needed("no_such_library", "plots")


def test_taking_an_effect_out_says_what_it_carried():
    """S20, S44: of what collaborating makes, each assumption carries its part."""
    found = carried(
        SMALL, SMALL.collaborative(), outcomes.RECOVERY, clients=300, seed=3,
        assumptions=("induction.outcome", "prior.relapse"),
    )  # fmt: skip
    assert found[0].name == "induction.outcome"
    assert found[0].whole.value > found[0].without.value > 0
    assert abs(found[1].part) < abs(found[0].part)
    said = carried_table(found, outcomes.RECOVERY)
    assert "0.5 (below 1)" in said


def test_what_is_personal_works_better():
    """S20: what fits the person works better, as far as its assumptions say."""
    usual = SMALL
    personal = usual.with_practice(preferences_accommodated=True)
    trial = compare({"usual": usual, "personal": personal}, clients=480, seed=1)
    assert trial.difference(outcomes.PHQ9_LAST, "personal").high < 0
    assert trial.difference(outcomes.DROPOUT, "personal", than="usual").value < 0
    assert "personal − usual" in trial.table()


def test_working_together_is_faster():
    """S44: with the same luck, collaborating gets further in as many sessions."""
    arms = {"usual": SMALL, "together": SMALL.collaborative()}
    trial = compare(arms, clients=480, seed=1)
    well = Outcome(
        name="well by the sixth session",
        of=lambda c: outcomes.RECOVERY.of(c) & (c["sessions"] <= 7),
        among=outcomes.case_at_first,
        meaning="recovered within six sessions of a course, of all cases",
    )
    assert trial.difference(well, "together").low > 0
    assert len(trial) == 2


def test_moving_one_number_shows_what_it_does():
    """The widest comes first, and either end is where it was put."""
    ranges = {"population.cancels": (0.1, 0.11), "population.comes": (0.4, 0.9)}
    found = one_way(SMALL, outcomes.ENTERED, ranges=ranges, clients=240, seed=1)
    assert [one.name for one in found] == ["population.comes", "population.cancels"]
    assert found[0].at_low < found[0].at_high


def test_variance_is_shared_out():
    """Sobol's indices, by SALib: what does all has all of it."""
    pytest.importorskip("SALib", reason="indices by SALib: the extra calibration")
    ranges = {"population.comes": (0.4, 0.9), "service.repairs": (0.0, 1.0)}
    found = sobol(SMALL, outcomes.ENTERED, ranges=ranges, clients=60, seed=1, samples=2)
    assert found[0].name == "population.comes"
    assert found[0].total > 0.8
    assert found[1].total < 0.05


def test_pictures_are_drawn(cohort: Cohort, tmp_path: Path):
    """Every picture can be drawn, by itself or into another's axes, and saved."""
    pyplot = pytest.importorskip(
        "matplotlib.pyplot", reason="drawn by matplotlib: the extra plots"
    )
    pyplot.switch_backend("Agg")
    trial = compare(
        {"usual": SMALL, "more": SMALL.collaborative()}, clients=120, seed=1
    )
    drawn = [
        plots.flow(cohort),
        plots.waiting_list(trial),
        plots.survival({"all": leaving(cohort)}),
        plots.scores(trial),
        plots.forest(trial, arm="more", outcomes=[outcomes.DROPOUT, outcomes.RECOVERY]),
        plots.carried({"feedback": 0.1, "induction": -0.2}, unit="points"),
    ]
    for n, axes in enumerate(drawn):
        plots.save(axes, tmp_path / f"{n}.png")
        assert (tmp_path / f"{n}.png").stat().st_size > 5_000
    both = pyplot.subplots()[1]
    assert plots.flow(cohort, axes=both) is both
    pyplot.close("all")
    with pytest.raises(ValueError, match="shares"):
        plots.forest(trial, arm="more", outcomes=[outcomes.WAIT])
