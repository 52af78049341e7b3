"""Columns and data frames, whoever made them, and several measures of many people."""

import math
from fractions import Fraction

import numpy as np
import pytest
from drawn import SOURCE, maybe_scores
from hypothesis import given
from hypothesis import strategies as st
from interchanged import Column, Frame

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures import (
    GAD7,
    PHQ9,
    Cutoff,
    Direction,
    PublishedChange,
    Side,
    Status,
    change,
    jointly,
)
from collabtherapy.measures import many as of_many

LOWER = Direction.LOWER_IS_BETTER
SIX = PublishedChange(points=6, source=SOURCE)
TEN = Cutoff(10, at=Side.CLINICAL)
PRE, POST = [18, None, 12, 4], [9, 3, 12, 12]
EXPECTED = ("recovered", "unknown", "unchanged", "harmed")


def statuses(pre: object, post: object) -> tuple[str, ...]:
    found = of_many.changes(pre, post, by=SIX, direction=LOWER, cutoff=TEN)
    return tuple(status.value for status in found.statuses())


def in_frame(frame: object) -> tuple[str, ...]:
    found = of_many.changes_in(
        frame, pre="pre", post="post", by=SIX, direction=LOWER, cutoff=TEN
    )
    return tuple(status.value for status in found.statuses())


@pytest.mark.parametrize(
    "pre",
    [
        PRE,
        tuple(PRE),
        np.array([18, math.nan, 12, 4]),
        np.array([18, math.nan, 12, 4], dtype=np.float32),
        np.ma.array([18, -9, 12, 4], mask=[0, 1, 0, 0]),
        np.array([Fraction(18), None, 12.0, np.int64(4)], dtype=object),
    ],
    ids=["list", "tuple", "floats", "short floats", "masked", "objects"],
)
def test_a_column_is_whatever_holds_numbers(pre):
    """None, NaN and masked are missing; ints of every kind are numbers."""
    assert statuses(pre, np.array(POST, dtype=np.uint8)) == EXPECTED


@pytest.mark.parametrize(
    ("column", "error"),
    [
        (["18", "9", "3", "4"], TypeError),
        ([True, False, True, True], TypeError),
        ([object(), 3, 4, 5], TypeError),
        ([[1, 2], [3, 4]], NotMeasurable),
        ([math.inf, 3, 4, 5], NotMeasurable),
        ([1, 2, 3], NotMeasurable),
        (3, NotMeasurable),
        ("abcd", TypeError),
        ([True, 2, 3, 4], TypeError),
    ],
)
def test_what_is_no_column_of_numbers_is_refused(column, error):
    """Texts are not read as numbers, and yes is not 1."""
    with pytest.raises(error, match="pre"):
        statuses(column, POST)


def test_nobody_is_no_one_of_any_class():
    """An empty column is a group without people."""
    found = of_many.changes([], [], by=SIX, direction=LOWER)
    assert set(found.counts().values()) == {0}


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_a_data_frame_of_any_library(library):
    """By name, with its own missing value, and the same answer from each."""
    made = pytest.importorskip(library, reason=f"for its data frames: {library}")
    make = {"pandas": "DataFrame", "polars": "DataFrame", "pyarrow": "table"}[library]
    frame = getattr(made, make)({"pre": PRE, "post": POST})
    assert in_frame(frame) == EXPECTED
    if library == "pandas":
        assert in_frame(frame.astype("Int64")) == EXPECTED
    with pytest.raises(NotMeasurable, match="no_column"):
        of_many.changes_in(frame, pre="before", post="post", by=SIX, direction=LOWER)


def test_a_dictionary_and_a_structured_array_are_data_frames_too():
    """Whatever gives a column by its name."""
    assert in_frame({"pre": PRE, "post": POST}) == EXPECTED
    records = np.array(
        [(18, 9), (math.nan, 3), (12, 12), (4, 12)],
        dtype=[("pre", float), ("post", int)],
    )
    assert in_frame(records) == EXPECTED
    for frame in ([PRE, POST], "pre", 3):
        with pytest.raises(TypeError, match="data frame"):
            in_frame(frame)


@pytest.mark.parametrize(
    "pre",
    [
        Column(np.array([18, math.nan, 12, 4]), (1, None)),
        Column(np.array([18, -1, 12, 4], dtype=np.int16), (2, -1)),
        Column(
            np.array([0, 18, 77, 12, 4], dtype=np.uint32),
            (3, 0),
            np.array([0b11011], dtype=np.uint8),
            offset=1,
        ),
        Column(
            np.array([18, 77, 12, 4], dtype=np.int64),
            (4, 1),
            np.array([0, 1, 0, 0], dtype=np.uint8),
        ),
    ],
    ids=["nan", "sentinel", "bits", "bytes"],
)
def test_the_interchange_protocol_is_spoken(pre):
    """A frame of nothing but memory, however it tells its missing values."""
    frame = Frame({"pre": pre, "post": Column(np.array(POST, dtype=np.int8), (3, 0))})
    assert in_frame(frame) == EXPECTED
    with pytest.raises(NotMeasurable, match="no_column"):
        of_many.changes_in(frame, pre="x", post="post", by=SIX, direction=LOWER)


def test_the_protocol_gives_numbers_or_is_refused():
    """A column of truths is none of numbers; an empty one has nobody."""
    empty = Column(np.array([], dtype=np.int64))
    assert in_frame(Frame({"pre": empty, "post": empty})) == ()
    truths = Column(np.array([True, False]))
    with pytest.raises(TypeError, match="pre is a column of numbers"):
        in_frame(Frame({"pre": truths, "post": truths}))


SCORES = st.tuples(*[maybe_scores.map(lambda x: x and round(x) % 22)] * 4)


@given(st.lists(SCORES, min_size=1, max_size=10))
def test_several_measures_of_many_are_judged_as_of_one(people):
    """Caseness, recovery and reliable change, person by person, unknown included."""
    columns = list(zip(*people, strict=True))
    found = of_many.jointly(
        of_many.changes(
            columns[n],
            columns[n + 1],
            by=one.reliable_change[0],
            direction=one.direction,
            cutoff=one.cutoffs[0],
        )
        for n, one in ((0, PHQ9), (2, GAD7))
    )
    each = [jointly(PHQ9.change(a, b), GAD7.change(c, d)) for a, b, c, d in people]
    for name in (
        "caseness", "recovery", "reliable_improvement", "reliable_deterioration",
        "reliable_recovery",
    ):  # fmt: skip
        truth = getattr(found, name)
        assert [
            True if yes else False if no else None
            for yes, no in zip(truth.yes, truth.no, strict=True)
        ] == [getattr(one, name) for one in each]


@given(SCORES)
def test_what_is_missing_leaves_open_only_what_it_could_change(scores):
    """Every way to fill in what is missing agrees with what was said to be known."""
    a, b, c, d = scores
    known = jointly(PHQ9.change(a, b), GAD7.change(c, d))
    for guess in ((0,) * 4, (21,) * 4, (21, 0, 21, 0), (0, 21, 0, 21)):
        filled = [g if x is None else x for x, g in zip(scores, guess, strict=True)]
        full = jointly(PHQ9.change(*filled[:2]), GAD7.change(*filled[2:]))
        for name in ("caseness", "recovery", "reliable_improvement"):
            said = getattr(known, name)
            assert said is None or said is getattr(full, name)


def test_the_joint_rules_on_plain_cases():
    """A rise on one measure undoes a fall on the other; one case is a case."""
    for phq9, gad7, expected in (
        ((18, 9), (12, 7), (True, True, True, False, True)),
        ((18, 9), (7, 11), (True, False, False, False, False)),
        ((18, 9), (12, 9), (True, False, True, False, False)),
        ((11, 9), (7, 7), (True, True, False, False, False)),
        ((9, 3), (7, 3), (False, False, True, False, False)),
        ((9, 15), (7, 7), (False, False, False, True, False)),
        ((None, 9), (12, 7), (True, True, None, False, None)),
        ((None, None), (7, 7), (None, None, None, None, None)),
    ):
        one = jointly(PHQ9.change(*phq9), GAD7.change(*gad7))
        assert (
            one.caseness,
            one.recovery,
            one.reliable_improvement,
            one.reliable_deterioration,
            one.reliable_recovery,
        ) == expected, (phq9, gad7)
    assert "NHS" in str(one.source)


def test_measures_that_cannot_be_put_together():
    """None, different people, or no cut-off to be a case beside."""
    alone = of_many.changes([9], [3], by=SIX, direction=LOWER)
    beside = of_many.changes([9, 3], [3, 3], by=SIX, direction=LOWER, cutoff=TEN)
    for measures, code in (
        ([], "too_few"),
        ([alone, beside], "lengths"),
        ([alone], "no_cutoff"),
    ):
        with pytest.raises(NotMeasurable, match=code):
            of_many.jointly(measures)
    with pytest.raises(NotMeasurable, match="too_few"):
        jointly()
    with pytest.raises(NotMeasurable, match=r"changes\[0\]: .*no_cutoff"):
        jointly(change(9, 3, by=SIX, direction=LOWER))


def test_counts_are_by_status():
    """As many as there are people, and the index of each beside them."""
    found = of_many.changes(PRE, POST, by=SIX, direction=LOWER, cutoff=TEN)
    assert found.counts()[Status.HARMED] == 1
    assert found.index.tolist()[2:] == [0, 8]
