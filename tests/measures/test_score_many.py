"""Scores of many people: those of one by one, from any frame, codes declared (F 5)."""

import copy
import math
import pickle
from decimal import Decimal

import numpy as np
import pytest
from drawn import answers, instruments
from hypothesis import given
from hypothesis import strategies as st
from interchanged import Column, Frame

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures import (
    GAD7,
    INSTRUMENTS,
    PHQ9,
    Direction,
    Inapplicable,
    PublishedChange,
    Source,
    TotalOf,
)
from collabtherapy.measures.many import Scores, changes_in, score_many

DOES_NOT_APPLY = Inapplicable.DOES_NOT_APPLY
PROFILE = TotalOf.PROFILE
SCORED = [one for one in INSTRUMENTS.values() if one.total_of is not PROFILE]
ROWS = [(1, 2, 2, 1, 0, 1, 2), (3, 3, 3, 3, 3, 3, None), (None,) * 7]
TOTALS = [GAD7.score(row).total for row in ROWS]
NAMES = [f"gad_{n}" for n in range(1, 8)]
CODES = (99, -9)


def columns_of(rows):
    return {
        name: list(column)
        for name, column in zip(NAMES, zip(*rows, strict=True), strict=True)
    }


def totals(found: Scores):
    return [None if math.isnan(x) else x for x in found.total.tolist()]


@st.composite
def people(draw):
    """Draw an instrument that is scored, and people's answers, none at times."""
    instrument = draw(instruments.filter(lambda one: one.total_of is not PROFILE))
    rows = draw(st.lists(answers(instrument, may_miss=True), max_size=6))
    return instrument, rows


@st.composite
def people_to_whom_not_all_applies(draw):
    """Draw answers of which some do not apply, and which places those are."""
    those = [one for one in SCORED if not all(item.applies for item in one.items)]
    instrument = draw(st.sampled_from(those))
    rows = draw(st.lists(answers(instrument, may_miss=True), min_size=1, max_size=4))
    may = [n for n, item in enumerate(instrument.items) if not item.applies]
    out = [draw(st.sets(st.sampled_from(may))) for _ in rows]
    return instrument, rows, out


@given(people())
def test_many_are_scored_as_one_by_one(drawn):
    """F 5.4: every field of every score, bit for bit, missing by missing."""
    instrument, rows = drawn
    found = score_many(instrument, rows)
    each = [instrument.score(row) for row in rows]
    assert list(found) == each
    for one, expected in zip(found, each, strict=True):
        assert repr(one.total) == repr(expected.total)
        assert repr(one.raw) == repr(expected.raw)


@given(people_to_whom_not_all_applies())
def test_what_does_not_apply_is_not_missing(drawn):
    """A declared code stands for it; the range shrinks as for one person."""
    instrument, rows, out = drawn
    coded = [
        [77 if n in those else x for n, x in enumerate(row)]
        for row, those in zip(rows, out, strict=True)
    ]
    alone = [
        [DOES_NOT_APPLY if n in those else x for n, x in enumerate(row)]
        for row, those in zip(rows, out, strict=True)
    ]
    found = score_many(instrument, coded, does_not_apply=(77,))
    assert list(found) == [instrument.score(row) for row in alone]
    with pytest.raises(NotMeasurable, match="twice"):
        score_many(instrument, coded, does_not_apply=(77,), missing=(77,))


def test_what_applies_to_everybody_cannot_be_left_out():
    """The first question of the GAD-7 applies: the code is refused, or counted."""
    rows = [(77, 0, 0, 0, 0, 0, 0)]
    with pytest.raises(NotMeasurable, match="row 0, column 1"):
        score_many(GAD7, rows, does_not_apply=(77,))
    loose = score_many(GAD7, rows, does_not_apply=(77,), strict=False)
    assert (loose.off_scale, loose[0]) == (1, GAD7.score((None, *[0] * 6)))


def test_what_is_not_added_up_is_refused_by_name():
    """EQ-5D has a profile and no sum."""
    profile = next(one for one in INSTRUMENTS.values() if one.total_of is PROFILE)
    with pytest.raises(NotMeasurable, match=f"nothing of {profile.name}"):
        score_many(profile, [])


@given(people(), st.randoms(use_true_random=False))
def test_whoever_is_asked_beside_others_scores_the_same(drawn, random):
    """Nobody's score hangs on who else is there, or in which order."""
    instrument, rows = drawn
    order = list(range(len(rows)))
    random.shuffle(order)
    found = score_many(instrument, rows)
    shuffled = score_many(instrument, [rows[n] for n in order])
    assert [found[n] for n in order] == list(shuffled)


@given(people(), st.sampled_from(CODES))
def test_a_declared_code_is_as_missing_as_nothing(drawn, code):
    """F 5.2: 99 and -9 in place of None, where they are declared."""
    instrument, rows = drawn
    if any(
        item.low <= code <= item.high and code in (item.allowed or (code,))
        for item in instrument.items
    ):
        with pytest.raises(NotMeasurable, match="possible_answer"):
            score_many(instrument, rows, missing=CODES)
        return
    coded = [tuple(code if x is None else x for x in row) for row in rows]
    found = score_many(instrument, coded, missing=(code,))
    assert list(found) == list(score_many(instrument, rows))
    assert found.declared == (code,)


@given(st.integers(0, 3))
def test_a_code_that_is_a_possible_answer_is_refused_by_name(code):
    """F 5.2: nobody could tell a 3 that is missing from one that is an answer."""
    with pytest.raises(NotMeasurable, match=r"missing\[1\].*PHQ-9") as refused:
        score_many(PHQ9, [], missing=(99, code))
    assert refused.value.code == "possible_answer"


def test_an_undeclared_code_is_refused_with_how_many_and_where():
    """F 5.3: the first row and column, and what to do; never the value."""
    rows = [list(row) for row in ROWS]
    rows[1][6], rows[2][0] = 99, 99
    with pytest.raises(NotMeasurable, match="row 1, column 7") as refused:
        score_many(GAD7, rows)
    assert refused.value.code == "off_scale"
    assert "2 are off the scale" in refused.value.message
    assert "missing=" in refused.value.message
    assert "99" not in str(refused.value)
    loose = score_many(GAD7, rows, strict=False)
    assert (loose.off_scale, totals(loose)) == (2, TOTALS)


@pytest.mark.parametrize(
    "wrong",
    [4, -1, 1.5, math.inf, 1e300, 10**400],
    ids=["4", "-1", "1.5", "inf", "1e300", "an int"],
)
def test_what_is_no_answer_is_counted_where_that_is_asked(wrong):
    """Too low, too high, not whole, infinite: refused, or missing and counted."""
    rows = [(wrong, 0, 0, 0, 0, 0, 0)]
    with pytest.raises(NotMeasurable, match="row 0, column 1"):
        score_many(GAD7, rows)
    found = score_many(GAD7, rows, strict=False)
    assert found.off_scale == 1
    assert found[0] == GAD7.score((None, 0, 0, 0, 0, 0, 0))


@pytest.mark.parametrize("wrong", ["1", True, object(), b"2", 1j])
def test_what_is_no_number_is_refused_strict_or_not(wrong):
    """Text is not read, and yes is not 1."""
    for strict in (True, False):
        with pytest.raises(TypeError):
            score_many(GAD7, [(wrong, 0, 0, 0, 0, 0, 0)], strict=strict)


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_any_data_frame_by_the_names_of_its_columns(library):
    """F 5.1: other columns and another order do not matter where names are given."""
    made = pytest.importorskip(library, reason=f"for its data frames: {library}")
    make = {"pandas": "DataFrame", "polars": "DataFrame", "pyarrow": "table"}[library]
    own = columns_of(ROWS)
    frame = getattr(made, make)({"who": ["a", "b", "c"], **dict(reversed(own.items()))})
    assert totals(score_many(GAD7, frame, columns=NAMES)) == TOTALS
    assert totals(score_many(GAD7, getattr(made, make)(own))) == TOTALS
    with pytest.raises(NotMeasurable, match="wrong_number"):
        score_many(GAD7, frame)
    with pytest.raises(NotMeasurable, match="no_column"):
        score_many(GAD7, frame, columns=[*NAMES[:-1], "gad_9"])


def test_other_frames_arrays_and_rows():
    """A dictionary, a structured array, the protocol, arrays of every width, rows."""
    array = np.array(ROWS, dtype=float)
    structured = np.array(
        [tuple(row) for row in array.tolist()], dtype=[(name, float) for name in NAMES]
    )
    protocol = Frame({
        name: Column(np.ascontiguousarray(column), (1, None))
        for name, column in zip(NAMES, array.T, strict=True)
    })  # fmt: skip
    masked = np.ma.array(np.nan_to_num(array, nan=77), mask=np.isnan(array))
    objects = [[None if x is None else Decimal(x) for x in row] for row in ROWS]
    for given_ in (
        columns_of(ROWS), structured, protocol, array, array.astype(np.float32),
        masked, objects, [np.array(row, dtype=float) for row in ROWS], iter(ROWS),
        np.array(ROWS, dtype=object),
    ):  # fmt: skip
        assert totals(score_many(GAD7, given_)) == TOTALS


@pytest.mark.parametrize(
    ("given_", "columns", "error"),
    [
        ([(1, 2)], None, "wrong_number"),
        ([(0,) * 7, (0,) * 6], None, r"answers\[1\]"),
        (np.zeros((2, 6)), None, "shape"),
        (np.zeros(7), None, "shape"),
        ({"a": [1]}, None, "wrong_number"),
        (columns_of(ROWS), [*NAMES[:-1], NAMES[0]], "wrong_number"),
        ({**columns_of(ROWS), NAMES[0]: [1]}, None, "lengths"),
        (ROWS, NAMES, "no_names"),
    ],
)
def test_columns_that_are_not_those_of_the_items(given_, columns, error):
    """One for each item, all of the same people."""
    with pytest.raises(NotMeasurable, match=error):
        score_many(GAD7, given_, columns=columns)


@pytest.mark.parametrize("given_", [3, "1111111", [1, 2], ["1111111"], None])
def test_what_is_no_table_is_refused(given_):
    """A number, a text, a row of nobody."""
    with pytest.raises(TypeError):
        score_many(GAD7, given_)
    with pytest.raises(TypeError, match="missing"):
        score_many(GAD7, ROWS, missing="99")
    with pytest.raises(TypeError, match="columns"):
        score_many(GAD7, columns_of(ROWS), columns="gad_1")
    with pytest.raises(TypeError, match="Instrument"):
        score_many("gad-7", ROWS)


def test_scores_are_values_that_say_where_they_are_from():
    """F 5.6 and 5.7: they pickle, copy and compare, and show no answer."""
    found = score_many(PHQ9, [(1,) * 9, (3,) * 8 + (99,)], missing=(99,))
    for same in (pickle.loads(pickle.dumps(found)), copy.deepcopy(found)):  # noqa: S301
        assert same == found
        assert hash(same) == hash(found)
    assert found != score_many(PHQ9, [(1,) * 9, (3,) * 9])
    assert found != score_many(PHQ9, [(1,) * 9, (3,) * 8 + (None,)])  # none declared
    assert repr(found) == f"<Scores of phq-9 {PHQ9.version}: 2 people>"
    assert (found.instrument, found.declared, len(found)) == ("phq-9", (99.0,), 2)
    assert found.version == PHQ9.version
    assert found.columns()["flag_self_harm"].tolist()[0] == 1
    assert math.isnan(found.columns()["flag_self_harm"][1])
    assert found.columns()["band"].tolist() == ["mild", "severe"]


TOTAL = st.none() | st.integers(0, 27)


@given(st.lists(st.tuples(TOTAL, TOTAL), max_size=8))
def test_changes_by_an_instrument_are_those_of_one_by_one(pairs):
    """Its direction, criterion and cut-off; declared codes are missing scores."""
    frame = {
        name: [99 if pair[n] is None else pair[n] for pair in pairs]
        for n, name in enumerate(("first", "last"))
    }
    found = changes_in(frame, pre="first", post="last", instrument=PHQ9, missing=CODES)
    assert found.statuses() == tuple(PHQ9.change(*pair).status for pair in pairs)
    assert (found.instrument, found.declared) == ("phq-9", (-9.0, 99.0))
    assert found == pickle.loads(pickle.dumps(found))  # noqa: S301


def test_a_score_off_the_scale_is_not_judged():
    """F 5.3: 99 of another programme is no score of 99."""
    frame = {"who": ["a", "b"], "first": [18, 99], "last": [9, 9]}
    ask = {"pre": "first", "post": "last", "instrument": PHQ9}
    with pytest.raises(NotMeasurable, match=r"row 1: .*first lies from 0 to 27"):
        changes_in(frame, **ask)
    loose = changes_in(frame, **ask, strict=False, id="who")
    assert (loose.off_scale, loose.ids) == (1, ("a", "b"))
    assert [one.value for one in loose.statuses()] == ["recovered", "unknown"]
    with pytest.raises(NotMeasurable, match="possible_answer"):
        changes_in(frame, **ask, missing=(9,))


@pytest.mark.parametrize(
    ("who", "code"),
    [(["a", "a"], "twice"), (["a", None], "missing"), (["a"], "lengths")],
)
def test_each_person_has_one_row(who, code):
    """A person who stands there twice would count twice."""
    frame = {"who": who, "first": [18, 12], "last": [9, 9]}
    with pytest.raises(NotMeasurable, match=code):
        changes_in(frame, pre="first", post="last", instrument=PHQ9, id="who")


def test_without_an_instrument_a_method_and_a_direction_are_needed():
    """Nothing is assumed of a scale that nobody named."""
    frame = {"first": [18, -9], "last": [9, 9]}
    by = PublishedChange(points=6, source=Source("made up"))
    lower = Direction.LOWER_IS_BETTER
    found = changes_in(
        frame, pre="first", post="last", by=by, direction=lower, missing=(-9,)
    )
    assert [one.value for one in found.statuses()] == ["improved", "unknown"]
    for lacking in ({"by": by}, {"direction": lower}):
        with pytest.raises(TypeError, match="instrument"):
            changes_in(frame, pre="first", post="last", **lacking)
    with pytest.raises(TypeError, match="direction"):
        changes_in(
            frame,
            pre="first",
            post="last",
            instrument=PHQ9,
            direction=Direction.HIGHER_IS_BETTER,
        )
