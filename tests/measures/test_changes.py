"""What holds of every change, by whatever method."""

import math
import sys

import attrs
import numpy as np
import pytest
from drawn import (
    FAMILIES,
    SIZES,
    SOURCE,
    cutoffs,
    directions,
    maybe_scores,
    means,
    methods,
    scores,
    sds,
    sized_methods,
)
from hypothesis import assume, example, given
from hypothesis import strategies as st

from collabtherapy.measures import (
    PHQ9,
    AnchorBased,
    Cutoff,
    CutoffCrossing,
    CutoffKind,
    Direction,
    JacobsonTruax,
    PercentageChange,
    Population,
    PublishedChange,
    Side,
    Status,
    Verdict,
    change,
    cutoff,
    reliable_range,
)
from collabtherapy.measures.many import STATUSES, changes

LOWER, HIGHER = Direction.LOWER_IS_BETTER, Direction.HIGHER_IS_BETTER
OTHER = {LOWER: HIGHER, HIGHER: LOWER}
MIRRORED = {
    Verdict.IMPROVED: Verdict.DETERIORATED,
    Verdict.DETERIORATED: Verdict.IMPROVED,
    Verdict.UNCHANGED: Verdict.UNCHANGED,
}
ANTISYMMETRIC = st.one_of(
    FAMILIES["Jacobson-Truax"], SIZES["published criterion"], SIZES["anchor-based"]
)


@given(
    st.lists(st.tuples(maybe_scores, maybe_scores), max_size=12),
    methods,
    directions,
    st.none() | cutoffs,
)
@example([(sys.float_info.min, 4.0)], PercentageChange(gain=1.0), LOWER, None)
def test_many_are_judged_as_each_alone(pairs, by, direction, line):
    """The vectorised path is equal to the scalar one, bit for bit."""
    pre, post = [p for p, _ in pairs], [q for _, q in pairs]
    found = changes(pre, post, by=by, direction=direction, cutoff=line)
    each = [change(p, q, by=by, direction=direction, cutoff=line) for p, q in pairs]
    assert found.statuses() == tuple(one.status for one in each)
    index = [math.nan if one.index is None else one.index for one in each]
    np.testing.assert_array_equal(found.index, np.array(index, dtype=float))
    assert (found.reliability, found.source) == (by.reliability, by.source)
    assert sum(found.counts().values()) == len(found) == len(pairs)


@given(maybe_scores, maybe_scores, methods, directions, st.none() | cutoffs)
def test_the_classes_partition(pre, post, by, direction, line):
    """Every pair of scores is of exactly one class, and unknown where one is missing.

    Recovered and harmed occur beside a cut-off only, and are improved and deteriorated.
    """
    found = change(pre, post, by=by, direction=direction, cutoff=line)
    missing = pre is None or post is None
    nothing_to_share = isinstance(by, PercentageChange) and pre == 0
    assert (found.status is Status.UNKNOWN) is (missing or nothing_to_share)
    assert (found.is_reliable is None) is (found.status is Status.UNKNOWN)
    assert (found.points is None) is missing
    alone = change(pre, post, by=by, direction=direction)
    assert alone.status.verdict is found.verdict
    assert alone.status not in {Status.RECOVERED, Status.HARMED}


@given(scores, scores, ANTISYMMETRIC, directions)
def test_change_is_antisymmetric(pre, post, by, direction):
    """There and back is nothing: the index changes its sign, the verdict its side."""
    there = change(pre, post, by=by, direction=direction)
    back = change(post, pre, by=by, direction=direction)
    assert there.index == -back.index
    assert there.points == -back.points
    assert back.verdict is MIRRORED[there.verdict]


@given(scores, scores, sized_methods, directions)
def test_what_is_better_one_way_is_worse_the_other(pre, post, by, direction):
    """Turning the direction turns the verdict, where gain and loss are alike."""
    assume(by.limits.gain == by.limits.loss)
    one = change(pre, post, by=by, direction=direction)
    assume(one.verdict is not Verdict.UNKNOWN)
    other = change(pre, post, by=by, direction=OTHER[direction])
    assert other.verdict is MIRRORED[one.verdict]
    assert other.index == one.index


@given(
    scores, scores, means, FAMILIES["Jacobson-Truax"], st.sampled_from([2.0, 0.5, 8.0])
)
def test_the_unit_of_a_scale_is_irrelevant(pre, post, mean, by, unit):
    """In halves or eighths of a point, a reliable change is the same one."""
    # Half of the least number above 0 is 0: such a scale cannot be told in halves.
    assume(all(x * unit / unit == x for x in (pre, post, mean)))
    scaled = attrs.evolve(by, sd_pre=by.sd_pre * unit)
    assert scaled.index(pre * unit, post * unit) == pytest.approx(by.index(pre, post))
    line = Cutoff(mean)
    assert (
        change(
            pre * unit,
            post * unit,
            by=scaled,
            direction=LOWER,
            cutoff=Cutoff(mean * unit),
        ).clinical_pre
        is change(pre, post, by=by, direction=LOWER, cutoff=line).clinical_pre
    )


@given(scores, st.lists(scores, min_size=2, max_size=2, unique=True), sized_methods)
def test_lower_after_is_never_worse_where_lower_is_better(pre, posts, by):
    """The index rises with the score after."""
    assume(not (isinstance(by, PercentageChange) and pre == 0))
    low, high = sorted(posts)
    assert by.index(pre, low) <= by.index(pre, high)


@given(scores, sized_methods, directions)
def test_the_range_of_no_change_is_where_nothing_changed(pre, by, direction):
    """Well inside it nothing changed, well outside something did."""
    assume(not (isinstance(by, PercentageChange) and pre < 0.5))
    low, high = reliable_range(pre, by=by, direction=direction)
    step = 1e-6 * (1 + abs(low) + abs(high))
    for post, changed in (
        (low - step, True), (low + step, False), (high - step, False),
        (high + step, True),
    ):  # fmt: skip
        assert change(pre, post, by=by, direction=direction).is_reliable is changed


@given(scores, scores, directions, cutoffs)
def test_a_score_is_on_one_side_of_a_cutoff_or_exactly_there(
    score, line, direction, cut
):
    """Clinical and functional exclude each other; at the cut-off its side decides."""
    at = attrs.evolve(cut, value=line)
    clinical, functional = (
        at.clinical(score, direction),
        at.functional(score, direction),
    )
    assert not (clinical.yes and functional.yes)
    assert clinical.no is not clinical.yes
    assert functional.no is not functional.yes
    if not clinical.yes and not functional.yes:
        assert score == line
        assert at.at is Side.NEITHER


@given(means, means, sds, sds)
def test_cutoff_c_lies_between_both_means(ill, well, sd_ill, sd_well):
    """And c is their middle where both vary alike."""
    line = cutoff(
        CutoffKind.C,
        clinical=Population(ill, sd_ill),
        functional=Population(well, sd_well),
        direction=LOWER if ill > well else HIGHER,
    )
    low, high = sorted((ill, well))
    assert low - 1e-9 <= line.value <= high + 1e-9


@given(means, sds, means, sds)
def test_cutoffs_mirror_with_the_scale(ill, sd_ill, well, sd_well):
    """On the scale turned over, a and b are the same scores turned over."""
    for kind in (CutoffKind.A, CutoffKind.B):
        one = cutoff(
            kind,
            clinical=Population(ill, sd_ill),
            functional=Population(well, sd_well),
            direction=LOWER,
        )
        other = cutoff(
            kind,
            clinical=Population(-ill, sd_ill),
            functional=Population(-well, sd_well),
            direction=HIGHER,
        )
        assert one.value == -other.value


def test_statuses_beside_the_cutoff_of_the_phq_9():
    """Each class once, by the published criterion and caseness."""
    for pre, post, status in (
        (18, 9, "recovered"), (18, 12, "improved"), (18, 13, "unchanged"),
        (9, 3, "improved"), (12, 18, "deteriorated"), (9, 15, "harmed"),
        (None, 3, "unknown"), (10, 4, "recovered"),
    ):  # fmt: skip
        assert PHQ9.change(pre, post).status.value == status
    assert PHQ9.change(10, 4).clinical_pre is True
    assert PHQ9.change(10, 4).clinical_post is False
    assert PHQ9.change(None, 4).clinical_pre is None


def test_every_result_says_method_reliability_and_source():
    """The reliability is the one that was used; none where none was."""
    found = change(9, 3, by=JacobsonTruax(sd_pre=3, reliability=0.9), direction=LOWER)
    assert (found.by.name, found.reliability) == ("Jacobson-Truax", 0.9)
    assert str(found.source) == "Jacobson & Truax 1991"
    assert PHQ9.change(9, 3).reliability is None
    assert "NHS" in str(PHQ9.change(9, 3).source)


@given(methods)
def test_every_method_says_who_says_so(by):
    """A source with a name, and a reliability or none."""
    assert str(by.source)
    assert by.name
    assert by.reliability is None or 0 < by.reliability < 1


def test_reaching_published_points_counts_and_reaching_z_does_not():
    """Six points are reliable by the NHS; 1.96 errors exactly are not."""
    by = PublishedChange(points=6, source=SOURCE)
    assert change(12, 6, by=by, direction=LOWER).verdict is Verdict.IMPROVED
    exactly = JacobsonTruax(sd_pre=1 / math.sqrt(2), reliability=0.75, z=2)
    assert exactly.s_diff == pytest.approx(0.5)
    at = change(4, 3, by=attrs.evolve(exactly, z=1 / exactly.s_diff), direction=LOWER)
    assert at.verdict is Verdict.UNCHANGED


def test_a_share_of_zero_is_unknown():
    """From 0 no percentage follows; nothing is made up for it."""
    by = PercentageChange(gain=0.5)
    assert change(0, 5, by=by, direction=LOWER).status is Status.UNKNOWN
    assert changes([0], [5], by=by, direction=LOWER).counts()[Status.UNKNOWN] == 1
    assert change(10, 15, by=by, direction=HIGHER).verdict is Verdict.IMPROVED


def test_crossing_looks_at_no_size():
    """One point over the line is enough, and there is no range of no change."""
    by = CutoffCrossing(cutoff=Cutoff(10, at=Side.CLINICAL), direction=LOWER)
    assert change(10, 9, by=by, direction=LOWER).verdict is Verdict.IMPROVED
    assert change(9, 10, by=by, direction=LOWER).verdict is Verdict.DETERIORATED
    assert change(27, 10, by=by, direction=LOWER).verdict is Verdict.UNCHANGED
    assert change(None, 10, by=by, direction=LOWER).verdict is Verdict.UNKNOWN
    up = CutoffCrossing(cutoff=Cutoff(25, at=Side.FUNCTIONAL), direction=HIGHER)
    assert change(24, 25, by=up, direction=HIGHER).verdict is Verdict.IMPROVED


def test_nan_is_none_and_codes_are_statuses():
    """Missing is one thing, however it is written."""
    by = AnchorBased(points=5, source=SOURCE)
    assert change(math.nan, 3, by=by, direction=LOWER) == change(
        None, 3, by=by, direction=LOWER
    )
    codes = changes([9], [3], by=by, direction=LOWER).codes
    assert STATUSES[codes[0]] is Status.IMPROVED
