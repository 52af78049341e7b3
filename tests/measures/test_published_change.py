"""Published counts of changed people, computed again from the published data.

The data and the package's counts: Claus et al. 2020, in the R package
clinicalsignificance (README and snapshots); figures after a slash are its other modes.
"""

import pytest
from published import claus, number, table

from collabtherapy.measures import (
    AnchorBased,
    Cohort,
    Cutoff,
    CutoffCrossing,
    CutoffKind,
    Direction,
    EdwardsNunnally,
    GulliksenLordNovick,
    HagemanArrindell,
    HsuLinnNord,
    JacobsonTruax,
    Method,
    NunnallyKotsch,
    PercentageChange,
    Population,
    Side,
    Source,
    Status,
    cutoff,
    visits,
)
from collabtherapy.measures.many import changes

LOWER = Direction.LOWER_IS_BETTER
CLASSES = [s for s in Status if s is not Status.UNKNOWN]


def counted(outcome: str, by: Method, line: Cutoff | None = None) -> list[int]:
    """Count recovered, improved, unchanged, deteriorated and harmed."""
    pre, post = claus(outcome)
    n = changes(pre, post, by=by, direction=LOWER, cutoff=line).counts()
    return [n[status] for status in CLASSES]


def between(cohort: Cohort, well: Population, sem: float | None = None) -> Cutoff:
    return cutoff(
        CutoffKind.C, clinical=cohort.before, functional=well, direction=LOWER, sem=sem
    )


def test_the_counts_of_jacobson_and_truax_are_those_of_the_table():
    """BDI 10/8/22/0/0 and HAM-D 26/3/10/1/0, with the published cut-offs."""
    for row in table("claus_2020_reliable_change.csv"):
        pre, post = claus(row["outcome"])
        cohort = Cohort.of(pre, post)
        well = Population(float(row["m_functional"]), float(row["sd_functional"]))
        line = between(cohort, well)
        by = JacobsonTruax.of(cohort, reliability=float(row["reliability"]))
        assert cohort.n == int(row["n"])
        assert cohort.mean_pre == pytest.approx(float(row["m_pre"]), abs=5e-5)
        assert cohort.sd_pre == pytest.approx(float(row["sd_pre"]), abs=5e-5)
        assert line.value == pytest.approx(float(row["cutoff"]), abs=5e-5)
        assert counted(row["outcome"], by, line) == [
            int(row[status.value]) for status in CLASSES
        ]


@pytest.mark.parametrize(
    ("method", "expected", "alone"),
    [
        (JacobsonTruax, [26, 3, 10, 1, 0], [29, 10, 1]),
        (EdwardsNunnally, [26, 6, 5, 3, 0], [32, 5, 3]),
        (HsuLinnNord, [12, 0, 16, 11, 1], [12, 16, 12]),
        (GulliksenLordNovick, [26, 3, 10, 1, 0], [29, 10, 1]),
    ],
)
def test_the_families_count_as_the_package_does(method, expected, alone):
    """HAM-D, reliability .80: every family as its snapshot has it."""
    cohort = Cohort.of(*claus("hamd"))
    by = method.of(cohort, reliability=0.80)
    assert counted("hamd", by, between(cohort, Population(8, 8))) == expected
    assert counted("hamd", by)[1:4] == alone


def test_nunnally_and_kotsch_with_either_spread():
    """HAM-D, .50 after: 26/2/11/1/0; with the later spread 19/0/21/0/0."""
    cohort = Cohort.of(*claus("hamd"))
    line = between(cohort, Population(8, 8))
    by = NunnallyKotsch.of(cohort, reliability=0.80, reliability_post=0.50)
    assert counted("hamd", by, line) == [26, 2, 11, 1, 0]
    assert counted("hamd", by)[1:4] == [28, 11, 1]
    by = NunnallyKotsch.of(
        cohort, reliability=0.80, reliability_post=0.50, with_sd_post=True
    )
    assert counted("hamd", by, line) == [19, 0, 21, 0, 0]


def test_hageman_and_arrindell_on_true_scores():
    """HAM-D: 23/9/7/1/0, cut-off 20.2091, group 90.31% changed, 75.55% functional."""
    cohort = Cohort.of(*claus("hamd"))
    by = HagemanArrindell.of(cohort, reliability=0.80)
    line = between(cohort, Population(8, 8), sem=by.sem)
    assert line.value == pytest.approx(20.2091, abs=5e-5)
    assert by.reliability_of_difference == pytest.approx(0.9283, abs=5e-5)
    assert counted("hamd", by, line) == [23, 9, 7, 1, 0]
    # By the paper's own classes somebody who began on the functional side recovers too.
    of_the_paper = HagemanArrindell.of(cohort, reliability=0.80, four_classes=True)
    assert counted("hamd", of_the_paper, line) == [24, 8, 7, 1, 0]
    assert counted("hamd", by)[1:4] == [32, 7, 1]
    assert by.share_changed(LOWER) == pytest.approx(0.9031, abs=5e-5)
    assert by.share_functional(line, LOWER) == pytest.approx(0.7555, abs=5e-5)


def test_other_counts_of_the_bdi():
    """BDI, reliability .801: families, percentage, anchor and cut-off alone."""
    cohort = Cohort.of(*claus("bdi"))
    line = between(cohort, Population(7.69, 7.52))
    of = {"reliability": 0.801}
    for by, expected in (
        (GulliksenLordNovick.of(cohort, **of), [19, 18, 3]),
        (HsuLinnNord.of(cohort, **of), [10, 22, 8]),
        (EdwardsNunnally.of(cohort, **of), [22, 14, 4]),
        (NunnallyKotsch.of(cohort, **of), [20, 17, 3]),
        (HagemanArrindell.of(cohort, **of), [25, 15, 0]),
        (AnchorBased(points=7, source=Source("the package's own")), [25, 11, 4]),
        (PercentageChange(gain=0.5, loss=0.2), [11, 26, 3]),
        (CutoffCrossing(cutoff=line, direction=LOWER), [13, 27, 0]),
    ):
        assert counted("bdi", by)[1:4] == expected, by.name


def test_percentages_of_the_hamd():
    """Half of it: 16/24/0, and the same where three tenths are a loss."""
    assert counted("hamd", PercentageChange(gain=0.5))[1:4] == [16, 24, 0]
    assert counted("hamd", PercentageChange(gain=0.5, loss=0.3))[1:4] == [16, 24, 0]


def test_the_indices_of_the_first_people():
    """BDI: the indices of ids 1, 2, 3, 5, 6 to the fourth decimal."""
    cohort = Cohort.of(*claus("bdi"))
    pairs = ((33, 27), (26, 19), (15, 5), (39, 46), (22, 28))
    for method, expected in (
        (JacobsonTruax, (-1.1657, -1.3600, -1.9429, 1.3600, 1.1657)),
        (GulliksenLordNovick, (-1.3293, -1.8192, -2.8816, 1.5768, 0.6794)),
        (HsuLinnNord, (0.6720, 0.1821, -0.8803, 3.5781, 2.6807)),
        (EdwardsNunnally, (-1.7839, -2.4414, -3.8671, 2.1161, 0.9118)),
    ):
        by = method.of(cohort, reliability=0.801)
        found = [by.index(float(pre), float(post)) for pre, post in pairs]
        assert found == pytest.approx(expected, abs=6e-5)


def test_errors_and_cutoffs_of_the_bdi():
    """SEM 3.6395, S_diff 5.1471, 10.0882 points; cut-offs a, b and c by the formula.

    The package prints 24.0073 for b, which takes the clinical deviation in place of
    the functional one.
    """
    cohort = Cohort.of(*claus("bdi"))
    by = JacobsonTruax.of(cohort, reliability=0.801)
    assert (by.sem, by.s_diff) == pytest.approx((3.6395, 5.1471), abs=6e-5)
    assert by.points == pytest.approx(10.0882, abs=6e-5)
    assert cohort.r_pre_post == pytest.approx(0.5633, abs=5e-5)
    for kind, expected in (("a", 19.1577), ("b", 22.7300), ("c", 21.0166)):
        line = cutoff(
            CutoffKind(kind),
            clinical=cohort.before,
            functional=Population(7.69, 7.52),
            direction=LOWER,
        )
        assert line.value == pytest.approx(expected, abs=6e-5)
        assert str(line.source) == "Jacobson & Truax 1991"


def test_by_arm_the_cutoff_alone_counts_5_and_8():
    """BDI, cut-off c of all: 5 of 19 under usual care, 8 of 21 with the programme."""
    pre, post = claus("bdi")
    line = between(Cohort.of(pre, post), Population(7.69, 7.52))
    arms: dict[str, str] = {}
    for row in table("claus_2020.csv"):
        arms[row["id"]] = row["treatment"]
    by = CutoffCrossing(cutoff=line, direction=LOWER)
    for arm, expected in (("TAU", (5, 19)), ("PA", (8, 21))):
        of = [n for n, name in enumerate(arms.values()) if name == arm]
        n = changes(
            [pre[i] for i in of], [post[i] for i in of], by=by, direction=LOWER
        ).counts()
        assert (n[Status.IMPROVED], sum(n.values()) - n[Status.UNKNOWN]) == expected


def test_beat_the_blues_is_summarised_as_published():
    """Every figure of the summary of the trial, from its raw table, to the digit."""
    people = table("btheb.csv")
    names = ("bdi.pre", "bdi.2m", "bdi.4m", "bdi.6m", "bdi.8m")
    for row in table("btheb_summary.csv"):
        arm = [p for p in people if row["arm"] in {"all", p["treatment"]}]
        scores = {name: [number(p[name]) for p in arm] for name in names}
        found = {visit.name: visit for visit in visits(scores)}
        visit = found[row["visit"]]
        pre, now = scores["bdi.pre"], scores[row["visit"]]
        half = changes(pre, now, by=PercentageChange(gain=0.5), direction=LOWER)
        below = Cutoff(14, at=Side.CLINICAL)
        well = [below.functional(x, LOWER).answer for x in now if x is not None]
        computed = {
            "n_randomised": visit.n_people,
            "n": visit.n,
            "mean": visit.mean,
            "sd": visit.sd,
            "median": visit.median,
            "min": visit.lowest,
            "max": visit.highest,
            "missing": visit.n_missing,
            "missing_share": visit.share_missing,
            "lost_since_last": visit.n_lost,
            "mean_pre_of_seen": visit.mean_first,
            "mean_change_of_seen": visit.mean_change,
            "sd_change_of_seen": visit.sd_change,
            "halved_share": half.counts()[Status.IMPROVED] / visit.n,
            "bdi_below_14_share": sum(well) / visit.n,
        }
        for name, value in computed.items():
            assert round(value, 4) == float(row[name]), (row["arm"], row["visit"], name)
        so_far = names[: names.index(row["visit"]) + 1]
        monotone = all(found[name].n_back == 0 for name in so_far)
        assert str(monotone) == row["monotone_dropout"]
