"""What answers come to, whatever they are."""

import math
import pickle

import attrs
import pytest
from drawn import answers, instruments
from hypothesis import assume, given
from hypothesis import strategies as st

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures import (
    COLLABORATE,
    CORE10,
    CORE_OM,
    GAD7,
    GBO,
    OQ45,
    ORS,
    PHQ9,
    SDM_Q9,
    WAI_SR,
    WSAS,
    Fill,
    Item,
    Missing,
)


@given(st.data(), instruments)
def test_the_order_of_items_of_one_kind_is_irrelevant_to_the_sum(data, instrument):
    """Answers to items that count alike may change places."""
    given_ = data.draw(answers(instrument))
    alike = [
        n
        for n, item in enumerate(instrument.items)
        if not (item.is_reversed or item.allowed) and n + 1 in instrument.total_items
    ]
    places = data.draw(st.permutations(alike))
    moved = list(given_)
    for old, new in zip(alike, places, strict=True):
        moved[new] = given_[old]
    total = instrument.score(given_).total
    assert instrument.score(moved).total == pytest.approx(total)


@given(st.data(), instruments)
def test_a_score_is_monotone_in_each_item(data, instrument):
    """A higher answer raises the total, and lowers it where the item is reversed."""
    given_ = data.draw(answers(instrument))
    n = data.draw(st.sampled_from(instrument.total_items)) - 1
    item = instrument.items[n]
    assume(not item.allowed)
    assume(given_[n] + 1 <= item.high)
    more = list(given_)
    more[n] += 1
    before, after = instrument.score(given_).total, instrument.score(more).total
    assert (after < before) if item.is_reversed else (after > before)


@given(st.integers(-5, 5), st.integers(1, 9), st.data())
def test_reversing_is_an_involution(low, width, data):
    """Reversed twice, an answer is itself, and stays on the scale."""
    item = Item(low, low + width)
    answer = data.draw(st.integers(low, low + width))
    assert item.reverse(item.reverse(answer)) == answer
    assert item.low <= item.reverse(answer) <= item.high


@given(st.data(), instruments)
def test_a_total_lies_in_its_range(data, instrument):
    """Whatever is answered or left out, a total lies between its own ends."""
    score = instrument.score(data.draw(answers(instrument, may_miss=True)))
    left_out = set(score.missing) & set(instrument.total_items)
    if score.total is not None:
        assert score.low - 1e-9 <= score.total <= score.high + 1e-9
        assert len(left_out) <= instrument.missing.at_most
    else:
        assert score.band is None
        assert len(left_out) > instrument.missing.at_most


@given(st.data(), instruments)
def test_missing_is_never_zero(data, instrument):
    """Leaving an answer out is not answering 0: the mean of the rest stands in."""
    given_ = data.draw(answers(instrument))
    n = data.draw(st.sampled_from(instrument.total_items)) - 1
    assume(instrument.items[n].unasked is None)
    without = list(given_)
    without[n] = data.draw(st.sampled_from([None, math.nan]))
    score = instrument.score(without)
    assert score.missing == (n + 1,)
    if instrument.missing.at_most == 0:
        assert score.total is None
        return
    counted = [
        item.counts("a", a)
        for number, (item, a) in enumerate(
            zip(instrument.items, without, strict=True), 1
        )
        if a is not None and not math.isnan(a) and number in instrument.total_items
    ]
    scale = (
        len(instrument.total_items)
        if instrument.missing.fill is Fill.PRORATE
        else (len(counted))
    )
    mean = math.fsum(counted) / len(counted)
    assert score.raw == pytest.approx(mean * scale)


@given(st.data(), instruments)
def test_ints_and_floats_are_one(data, instrument):
    """2 and 2.0 are the same answer."""
    given_ = data.draw(answers(instrument))
    assert instrument.score(given_) == instrument.score([float(x) for x in given_])


@pytest.mark.parametrize(
    ("instrument", "low", "high"),
    [
        (PHQ9, 0, 27), (GAD7, 0, 21), (WSAS, 0, 40), (CORE10, 0, 40), (CORE_OM, 0, 40),
        (OQ45, 0, 180), (ORS, 0, 40), (WAI_SR, 12, 60), (COLLABORATE, 0, 100),
        (SDM_Q9, 0, 100), (GBO, 0, 10),
    ],
)  # fmt: skip
def test_the_ends_of_each_scale(instrument, low, high):
    """The lowest and the highest total, from the answers that give them."""
    assert (instrument.low, instrument.high) == (low, high)
    for end, total in (("low", low), ("high", high)):
        other = {"low": "high", "high": "low"}[end]
        given_ = [
            getattr(item, other if item.is_reversed else end)
            for item in instrument.items
        ]
        assert instrument.score(given_).total == total


def test_the_reversed_items():
    """All 0: what the reversed items alone come to."""
    assert CORE10.score([0] * 10).total == 8
    assert CORE_OM.score([0] * 34).raw == 32
    assert OQ45.score([0] * 45).total == 36


def test_the_phq_9_as_it_is_scored():
    """Two missing answers are filled in by the mean of the rest; three are not."""
    assert PHQ9.score((1, 2, 2, 1, 0, 1, 2, 1, 0)).total == 10
    some = PHQ9.score((1, 2, None, 1, 0, math.nan, 2, 1, 0))
    assert some.total == 9
    assert some.missing == (3, 6)
    assert PHQ9.score((None, None, None, 1, 1, 1, 1, 1, 1)).total is None
    assert PHQ9.score([None] * 9).total is None


@pytest.mark.parametrize(
    ("instrument", "total", "band"),
    [
        (PHQ9, 0, "minimal"), (PHQ9, 4, "minimal"), (PHQ9, 5, "mild"),
        (PHQ9, 10, "moderate"), (PHQ9, 15, "moderately severe"), (PHQ9, 20, "severe"),
        (PHQ9, 9.9, "mild"), (GAD7, 15, "severe"), (GAD7, 14, "moderate"),
        (WSAS, 9, "subclinical"), (WSAS, 20, "significant"),
        (WSAS, 21, "moderately severe or worse"), (CORE10, 11, "mild"),
        (CORE10, 25, "severe"), (ORS, 25, None),
    ],
)  # fmt: skip
def test_bands_begin_where_they_were_published(instrument, total, band):
    """The first score of a band is in it, the last one below is not."""
    assert instrument.band(total) == band


def test_item_9_is_a_flag_and_unanswered_is_no_answer():
    """Any answer but 0 raises it; none leaves it open."""
    assert PHQ9.score([0] * 8 + [1]).flags == ("self_harm",)
    assert PHQ9.score([0] * 9).flags == ()
    unanswered = PHQ9.score([0] * 8 + [None])
    assert (unanswered.flags, unanswered.open_flags) == ((), ("self_harm",))


def test_who_has_no_work_answers_four_items_of_the_wsas():
    """The sum of four, of 0 to 32, without a band and not to be compared with five."""
    score = WSAS.score((None, 4, 4, 4, 4))
    assert (score.total, score.low, score.high, score.band) == (16, 0, 32, None)
    assert WSAS.score((None, None, 4, 4, 4)).total is None
    with pytest.raises(NotMeasurable, match="other_range"):
        WSAS.change(score, 10)
    prorated = attrs.evolve(WSAS, missing=Missing(1))
    assert prorated.score((None, 4, 4, 4, 4)).total == 20


def test_the_subscales_of_the_wai_sr():
    """Task, goal and bond, each by its own items; unknown where one is missing."""
    score = WAI_SR.score((5, 5, 1, 1, 1, 1, 1, 1, 1, 5, 1, None))
    assert dict(score.subscales) == {"task": None, "goal": 4.0, "bond": 4.0}
    assert score.total is None


def test_top_scores_of_collaborate():
    """All nines are the top score; what is missing leaves it open or settles it."""
    assert COLLABORATE.score((9, 9, 9)).top is True
    assert COLLABORATE.score((9, 9, 8)).top is False
    assert COLLABORATE.score((9, 9, None)).top is None
    assert COLLABORATE.score((8, 9, None)).top is False


def test_sdm_q_9_is_reported_of_a_hundred():
    """The sum of 45 times twenty ninths, filled in for two missing answers."""
    score = SDM_Q9.score((5, 4, 3, 2, 1, 0, 5, 4, 3))
    assert (score.raw, score.total) == (27, 60)
    assert SDM_Q9.score((5,) * 7 + (None, None)).total == pytest.approx(100)


def test_a_score_goes_through_a_pickle_and_says_whether_it_is_complete():
    """An error does as well."""
    score = GAD7.score((1,) * 7)
    assert score.is_complete
    error = NotMeasurable("answers[3]", "off_scale", "say so")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301


BAD = [
    ((0,) * 8, NotMeasurable, "wrong_number"),
    ((0,) * 10, NotMeasurable, "wrong_number"),
    ((), NotMeasurable, "wrong_number"),
    ((0,) * 8 + (4,), NotMeasurable, r"answers\[8\].*from 0 to 3.*off_scale"),
    ((-1,) + (0,) * 8, NotMeasurable, r"answers\[0\].*off_scale"),
    ((0.5,) + (0,) * 8, NotMeasurable, "not_whole"),
    ((math.inf,) + (0,) * 8, NotMeasurable, "not_finite"),
    ((True,) + (0,) * 8, TypeError, "bool"),
    (("1",) + (0,) * 8, TypeError, "str"),
    ("000000000", TypeError, "numbers"),
    (dict.fromkeys(range(9), 0), TypeError, "numbers"),
    (None, TypeError, "numbers"),
    (3, TypeError, "numbers"),
]


@pytest.mark.parametrize(("given_", "error", "match"), BAD)
def test_bad_answers_are_refused(given_, error, match):
    """The place is named, and what would be right; the answer itself is not."""
    with pytest.raises(error, match=match):
        PHQ9.score(given_)


def test_no_answer_stands_in_an_error():
    """An answer is somebody's own."""
    with pytest.raises(TypeError) as found:
        PHQ9.score(("I'd rather not",) + (0,) * 8)
    assert "rather" not in str(found.value)
