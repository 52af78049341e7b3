"""Reliable change beside the R package clinicalsignificance: its formulas, typed here.

Source: the package's published code (calc_rci, calc_recovered). It judges an index
beyond z as improved or deteriorated, and both sides of a cut-off; of Hageman and
Arrindell's method, up to version 2, the side after alone (`four_classes`).
"""

import math

import attrs
import pytest
from drawn import hageman_arrindell, methods, scores
from hypothesis import assume, event, given
from hypothesis import strategies as st

from collabtherapy.measures import (
    INSTRUMENTS,
    Cutoff,
    Direction,
    HagemanArrindell,
    JacobsonTruax,
    Method,
    Side,
    Status,
    Truth,
    change,
)

LOWER = Direction.LOWER_IS_BETTER
RELIABLE = [
    (id_, one.value, one.kind)
    for id_, instrument in INSTRUMENTS.items()
    for one in instrument.reliabilities
    if instrument.direction is not None
]


def rci(pre: float, post: float, sd_pre: float, reliability: float) -> float:
    """Jacobson and Truax in R: (post - pre) / sqrt(2 * (sd * sqrt(1 - r))^2)."""
    se_measurement = sd_pre * math.sqrt(1 - reliability)
    return (post - pre) / math.sqrt(2 * se_measurement**2)


@pytest.mark.parametrize(("id_", "reliability", "kind"), RELIABLE)
def test_the_reliable_change_of_each_instrument(id_, reliability, kind):
    """By its own published reliability: improved just beyond 1.96 errors, not at it."""
    one = INSTRUMENTS[id_]
    sd = (one.high - one.low) / 5
    by = JacobsonTruax(sd_pre=sd, reliability=reliability)
    middle = (one.low + one.high) / 2
    points = 1.96 * math.sqrt(2) * sd * math.sqrt(1 - reliability)
    assert by.points == pytest.approx(points), kind
    for share, status in ((1.01, Status.IMPROVED), (0.99, Status.UNCHANGED)):
        post = middle + one.direction.sign * share * points
        assert by.index(middle, post) == pytest.approx(
            rci(middle, post, sd, reliability)
        )
        found = change(middle, post, by=by, direction=one.direction)
        assert found.status is status
        back = change(post, middle, by=by, direction=one.direction)
        assert back.is_reliable is found.is_reliable


@pytest.mark.parametrize(
    "id_", [i for i, x in INSTRUMENTS.items() if x.reliable_change]
)
def test_the_published_change_of_each_instrument(id_):
    """Reaching so many points is a reliable change; a little less is none."""
    one = INSTRUMENTS[id_]
    for criterion in one.reliable_change:
        line = Cutoff((one.low + one.high) / 2)
        for share, reliable in ((1, True), (0.99, False)):
            post = one.low + share * criterion.points
            by = {"by": criterion, "cutoff": line}
            assert one.change(one.low, post, **by).is_reliable is reliable
        assert one.low < one.low + criterion.points < one.high


@given(hageman_arrindell(), scores, scores)
def test_the_index_of_hageman_and_arrindell(by, pre, post):
    """The package's formula, term by term."""
    se = by.sd_pre * math.sqrt(1 - by.reliability)
    reliability_post = (by.sd_post**2 - se**2) / by.sd_post**2
    both = 2 * by.sd_pre * by.sd_post * by.r_pre_post
    r_dd = (by.sd_pre**2 * by.reliability + by.sd_post**2 * reliability_post - both) / (
        by.sd_pre**2 + by.sd_post**2 - both
    )
    expected = ((post - pre) * r_dd + (by.mean_post - by.mean_pre) * (1 - r_dd)) / (
        math.sqrt(r_dd) * math.sqrt(2 * se**2)
    )
    assert by.index(pre, post) == pytest.approx(expected, rel=1e-6, abs=1e-9)


def calc_recovered(by: Method, pre: float, post: float, line: Cutoff) -> Status:
    """Return the class of the package, for lower scores that are better."""
    index = -by.index(pre, post)
    improved, deteriorated = by.limits.gained(index).yes, by.limits.lost(index).yes
    clinical_pre = pre > line.value
    functional_post = by.functional(post, line, LOWER).yes
    if isinstance(by, HagemanArrindell) and by.four_classes:
        recovered, harmed = functional_post and improved, False
    else:
        recovered = clinical_pre and functional_post and improved
        # Not surely functional by the true score is not yet clinical by the score: of
        # this method alone the two differ, and harmed asks for the clinical side.
        well = (
            post < line.value if isinstance(by, HagemanArrindell) else functional_post
        )
        harmed = not clinical_pre and not well and deteriorated
    if recovered:
        return Status.RECOVERED
    if harmed:
        return Status.HARMED
    if improved:
        return Status.IMPROVED
    return Status.DETERIORATED if deteriorated else Status.UNCHANGED


FOUR = hageman_arrindell().map(lambda by: attrs.evolve(by, four_classes=True))


@given(methods | FOUR, scores, scores, st.floats(0, 60))
def test_the_classes_are_those_of_the_package(by, pre, post, at):
    """With a cut-off that no score lies on, every method, every class."""
    line = Cutoff(at, at=Side.NEITHER)
    assume(at not in {pre, post})
    found = change(pre, post, by=by, direction=LOWER, cutoff=line)
    assume(found.status is not Status.UNKNOWN)
    event(found.status.value)
    assert found.status is calc_recovered(by, pre, post, line)


@given(hageman_arrindell(), scores, scores, st.floats(0, 60))
def test_the_paper_of_hageman_and_arrindell_has_no_class_harmed(by, pre, post, at):
    """Of its own four classes, nobody is harmed; by default of all five."""
    assert by.classes == tuple(Status)
    by = attrs.evolve(by, four_classes=True)
    assert Status.HARMED not in by.classes
    found = change(pre, post, by=by, direction=LOWER, cutoff=Cutoff(at))
    assert found.status in by.classes


def test_who_ends_well_by_their_true_score_has_recovered():
    """From the functional side too: before is not asked; by others it is."""
    yes, no = Truth(yes=True, no=False), Truth(yes=False, no=True)
    by = HagemanArrindell(
        mean_pre=20,
        sd_pre=6,
        mean_post=12,
        sd_post=7,
        r_pre_post=0.4,
        reliability=0.9,
        four_classes=True,
    )
    usual = JacobsonTruax(sd_pre=6, reliability=0.9)
    assert by.recovers(no, yes).answer is True
    assert usual.recovers(no, yes).answer is False
    assert by.recovers(yes, no).answer is False
    assert usual.recovers(yes, yes).answer is True
    assert usual.classes == tuple(Status)
    line = Cutoff(15)
    found = change(14, 2, by=by, direction=LOWER, cutoff=line)
    assert found.status is Status.RECOVERED
    found = change(14, 2, by=usual, direction=LOWER, cutoff=line)
    assert found.status is Status.IMPROVED
    worse = change(14, 30, by=by, direction=LOWER, cutoff=line)
    assert worse.status is Status.DETERIORATED
    assert change(14, 30, by=usual, direction=LOWER, cutoff=line).status is (
        Status.HARMED
    )
