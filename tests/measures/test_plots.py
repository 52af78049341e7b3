"""Pictures show what was computed, by the same names and numbers."""

import subprocess
import sys

import pytest
from drawn import SOURCE
from matplotlib.colors import to_hex

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures import (
    GAD7,
    ORS,
    PHQ9,
    SRS,
    WAI_SR,
    Cutoff,
    Direction,
    JacobsonTruax,
    PercentageChange,
    PublishedChange,
    Status,
)
from collabtherapy.measures.courses import Courses
from collabtherapy.measures.many import changes
from collabtherapy.measures.plots import LOOKS, plot_course, plot_plane
from collabtherapy.measures.slopes import slope_changes

LOWER = Direction.LOWER_IS_BETTER
SIX = PublishedChange(points=6, source=SOURCE)


def labels(figure) -> list[str]:
    (legend,) = figure.legends
    return [text.get_text() for text in legend.get_texts()]


def test_a_course_is_drawn_with_bands_cutoff_and_corridor():
    """Each score at its session, a gap where one is missing, and what it lies in."""
    figure = plot_course(PHQ9, [18, 17, None, 11])
    (axes,) = figure.axes
    course = axes.get_lines()[-1]
    assert course.get_ydata().tolist()[:2] == [18, 17]
    assert course.get_ydata()[2] != course.get_ydata()[2]
    assert axes.get_ylim() == (0, 27)
    assert {text.get_text() for text in axes.texts} == {b.name for b in PHQ9.bands}
    assert labels(figure) == [
        "no reliable change since intake (published criterion)",
        "caseness: 10",
        "score",
    ]
    corridor = axes.patches[-1]
    low = corridor.get_y()
    assert (low, low + corridor.get_height()) == pytest.approx((12, 24))
    assert "lower is better" in axes.get_ylabel()
    figure.canvas.draw()


def test_a_course_without_bands_criterion_or_intake():
    """What is not known is not drawn."""
    assert labels(plot_course(SRS, [18, 25])) == ["talk about it below: 36", "score"]
    # Three cut-offs by age: none is drawn that nobody has chosen.
    corridor = "no reliable change since intake (published criterion)"
    assert labels(plot_course(ORS, [18, 25])) == [corridor, "score"]
    line = ORS.cutoffs[1]
    assert labels(plot_course(ORS, [18, 25], cutoff=line))[1] == "clinical: 28"
    by = JacobsonTruax(sd_pre=8, reliability=0.9)
    figure = plot_course(ORS, [18.5, 25], by=by, cutoff=Cutoff(28, name="young"))
    assert "young: 28" in labels(figure)
    assert "higher is better" in figure.axes[0].get_ylabel()
    assert len(labels(plot_course(GAD7, [None, 9]))) == 2
    assert labels(plot_course(WAI_SR, [40, 44])) == ["score"]


@pytest.mark.parametrize(
    ("scores", "code"), [([], "too_few"), ([None], "too_few"), ([30], "off_scale")]
)
def test_a_course_that_cannot_be_drawn(scores, code):
    """No score, or one that is none of this instrument."""
    with pytest.raises(NotMeasurable, match=code):
        plot_course(PHQ9, scores)


def test_the_plane_shows_every_person_once_by_class():
    """As many points of each look as there are people of the class."""
    found = changes(
        [18, 18, 18, 9, 12, None],
        [9, 12, 17, 15, 18, 3],
        by=SIX,
        direction=LOWER,
        cutoff=Cutoff(10),
    )
    figure = plot_plane(found, title="a group")
    (axes,) = figure.axes
    drawn = {
        to_hex(points.get_facecolor()[0]): len(points.get_offsets())
        for points in axes.collections[1:]
        if len(points.get_offsets())
    }
    assert drawn == {
        LOOKS[status][0]: n
        for status, n in found.counts().items()
        if n and status is not Status.UNKNOWN
    }
    assert {"recovered: 1", "unknown: 1", "cut-off: 10"} <= set(labels(figure))
    assert axes.get_title() == "a group"
    figure.canvas.draw()


def test_planes_of_other_methods():
    """Without a cut-off, from a score of 0, and for a model of slopes."""
    half = PercentageChange(gain=0.5)
    found = changes([0, 20], [0, 9], by=half, direction=LOWER)
    assert "no reliable change (percentage change)" in labels(plot_plane(found))
    one = changes([20], [20], by=SIX, direction=Direction.HIGHER_IS_BETTER)
    assert "higher is better" in plot_plane(one).axes[0].get_ylabel()
    courses = Courses.of(
        [n for n in range(6) for _ in range(4)],
        [*range(4)] * 6,
        [20 - n * t * 0.5 + (n * 7 + t * 3) % 5 for n in range(6) for t in range(4)],
    )
    figure = plot_plane(slope_changes(courses, direction=LOWER).changes)
    assert not any("no reliable change" in label for label in labels(figure))
    nobody = changes([None], [3], by=SIX, direction=LOWER)
    with pytest.raises(NotMeasurable, match="too_few"):
        plot_plane(nobody)


def test_pictures_touch_no_global_state():
    """No window, no list of figures: pyplot is not even loaded."""
    code = (
        "import sys; from collabtherapy.measures import PHQ9, plots; "
        "plots.plot_course(PHQ9, [18]); print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "False"
