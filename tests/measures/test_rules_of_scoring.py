"""What an instrument may say of its scoring: each rule, and where it would be wrong."""

import math
from fractions import Fraction

import attrs
import pytest
from drawn import SOURCE
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures import (
    INSTRUMENTS,
    PHQ9,
    WSAS,
    Aggregate,
    Band,
    Cluster,
    Code,
    Coded,
    CodeSystem,
    Cutoff,
    Direction,
    Fill,
    Inapplicable,
    Instrument,
    Item,
    Missing,
    Norms,
    Population,
    PublishedChange,
    Rounding,
    Subscale,
    SymptomCount,
    TotalOf,
    Unasked,
    likert,
    visual,
)

NOT = Inapplicable.DOES_NOT_APPLY
LOWER = Direction.LOWER_IS_BETTER
OWN = Instrument(id="own", name="Own", items=likert(4, 0, 4), direction=LOWER)


# Rounding (F section 4, 1)


@given(st.floats(-1e6, 1e6))
def test_a_half_is_rounded_up(value):
    """The nearest whole number, and of two as near the higher one."""
    rounded = Rounding.HALF_UP.round(value)
    assert rounded == int(rounded)
    assert rounded - 0.5 <= value < rounded + 0.5 or abs(value) > 2**50


def test_a_prorated_total_is_rounded_where_the_source_says_so():
    """PHQ-9 with two missing: 9 * 9 / 7 is 11.57, which is 12; the Score says both."""
    score = PHQ9.score((1, 2, None, 1, 0, None, 2, 2, 1))
    assert (score.total, score.prorated, score.rounding) == (12, True, Rounding.HALF_UP)
    assert score.raw == pytest.approx(81 / 7)
    core = INSTRUMENTS["core-10"].score((1, 0, 0, 1, 0, 2, 2, 2, 1, None))
    assert (core.total, core.rounding) == (pytest.approx(17 * 10 / 9), None)


def test_the_band_is_that_of_the_total_that_is_shown():
    """10.125 is shown as 10, which is moderate; 14.14 as 14, which is no more."""
    score = PHQ9.score((1, 1, 1, 1, 1, 1, 1, 1.0, None))
    assert (score.total, score.band) == (9, "mild")
    score = PHQ9.score((2, 1, 1, 1, 1, 1, 1, 1, None))  # 10.125
    assert (score.total, score.band) == (10, "moderate")
    score = PHQ9.score((2, 2, 1, 1, 1, 1, None, 0, None))  # 10.28
    assert (score.total, score.band) == (10, "moderate")
    score = PHQ9.score((2, 2, 1, 1, 0, 1, None, 0, None))  # 9: nothing to round
    assert (score.total, score.band, score.prorated) == (9, "mild", True)
    score = PHQ9.score((3, 3, 1, 3, 0, 1, None, 0, None))  # 14.14
    assert (score.total, score.band) == (14, "moderate")


def test_a_complete_total_is_never_rounded():
    """A scale of fractions stays one: rounding is for what was filled in."""
    halves = tuple(Item(0, 4, whole=False) for _ in range(3))
    rule = Missing(1, rounding=Rounding.HALF_UP)
    one = Instrument(id="h", name="H", items=halves, direction=LOWER, missing=rule)
    assert one.score((0.5, 0.25, 0.5)).total == 1.25
    assert one.score((0.5, 0.25, None)).total == 1


# Items (F section 4, 2)


def test_answers_that_are_left_out_of_a_range_are_refused():
    """AUDIT 9 and 10 are 0, 2 or 4."""
    audit = INSTRUMENTS["audit"]
    assert audit.score((0,) * 8 + (2, 4)).total == 6
    for n in (9, 10):
        given_ = [0] * 10
        given_[n - 1] = 3
        with pytest.raises(
            NotMeasurable, match=rf"answers\[{n - 1}\].*0, 2, 4.*not_al"
        ):
            audit.score(given_)
    assert audit.score([0] * 9 + [math.nan]).missing == (10,)


def test_items_of_different_scales_count_on_one():
    """CEQ 4 and 6: 0 to 100 per cent counts 1 to 9."""
    item = INSTRUMENTS["ceq"].items[3]
    assert [item.counts("a", x) for x in (0, 50, 100)] == [1, 5, 9]
    with pytest.raises(NotMeasurable, match="not_allowed"):
        item.counts("a", 55)


@given(st.integers(-5, 5), st.integers(1, 9), st.data())
def test_what_an_answer_counts_lies_between_its_ends(low, width, data):
    """Whether it is reversed or mapped to another scale; the ends reach the ends."""
    to = data.draw(st.tuples(st.integers(-9, 0), st.integers(1, 9)))
    item = Item(low, low + width, counts_as=to, is_reversed=data.draw(st.booleans()))
    answer = data.draw(st.integers(low, low + width))
    assert item.least - 1e-9 <= item.counts("a", answer) <= item.most + 1e-9
    ends = {item.counts("a", low), item.counts("a", low + width)}
    assert ends == {item.least, item.most}


def test_what_does_not_apply_is_no_missing_answer():
    """PHQ-15 4 and WSAS 1: the range shrinks with the item, and there is no band."""
    somatic = INSTRUMENTS["phq-15"]
    score = somatic.score((1, 1, 1, NOT, *(1,) * 11))
    assert (score.total, score.low, score.high) == (14, 0, 28)
    assert (score.band, score.missing, score.inapplicable) == (None, (), (4,))
    assert (score.is_complete, score.prorated, score.answered) == (True, False, 14)
    assert somatic.score((1, 1, 1, None, *(1,) * 11)).total is None
    work = WSAS.score((NOT, 4, 4, 4, 4))
    assert (work.total, work.high, work.band, work.missing) == (16, 32, None, ())
    assert work.worsening is None
    # Fewer than four items are no score, however they came to be left out.
    assert WSAS.score((NOT, None, 4, 4, 4)).total is None
    with pytest.raises(NotMeasurable, match=r"answers\[1\].*applies"):
        WSAS.score((4, NOT, 4, 4, 4))


def test_fewer_goals_are_no_missing_answers():
    """GBO: the mean of as many goals as there are, of 0 to 10."""
    gbo = INSTRUMENTS["gbo"]
    score = gbo.score((4, 7, NOT))
    assert (score.total, score.low, score.high) == (5.5, 0, 10)
    assert (score.missing, score.inapplicable, score.prorated) == ((), (3,), False)
    assert gbo.score((4, NOT, NOT)).total == 4
    assert gbo.score((4, 7, None)).missing == (3,)


def test_an_item_that_does_not_apply_is_no_flag_and_no_top_score():
    """Nothing is raised or left open by a question that is not somebody's."""
    item = Item(0, 4, applies=False)
    one = attrs.evolve(
        OWN,
        items=(*OWN.items[:3], item),
        flags=(attrs.evolve(PHQ9.flags[0], item=4),),
    )
    score = one.score((4, 4, 4, NOT))
    assert (score.flags, score.open_flags, score.top) == ((), (), True)
    assert one.score((4, 4, 4, None)).open_flags == ("self_harm",)


def test_a_question_that_is_not_asked_counts_what_it_would():
    """K10: after none of the time, the next question is not asked."""
    for id_, none in (("k10", 1), ("k10-0", 0)):
        k10 = INSTRUMENTS[id_]
        given_ = [none] * 10
        given_[2] = given_[5] = None
        score = k10.score(given_)
        assert (score.total, score.missing) == (10 * none, ())
        given_[1] = none + 1
        assert k10.score(given_).missing == (3,)
        assert k10.score(given_).total is None


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"allowed": (2, 0, 4)}, "order"),
        ({"allowed": (0, 5)}, "off_scale"),
        ({"counts_as": (9, 1)}, "empty_range"),
        ({"allowed": (0, math.inf)}, "not_finite"),
    ],
)
def test_items_that_cannot_be(wrong, code):
    """Allowed answers go upwards, within the range."""
    with pytest.raises(NotMeasurable, match=code):
        Item(0, 4, **wrong)


# Subscales (F section 4, 3)


def test_a_subscale_has_rules_of_its_own():
    """A mean of two, doubled, with one missing; and it is no part of the total."""
    part = Subscale(
        "part",
        (3, 4),
        aggregate=Aggregate.MEAN,
        factor=Fraction(2),
        missing=Missing(1),
        bands=(Band("low", 0), Band("high", 4)),
        in_total=False,
    )
    one = attrs.evolve(OWN, subscales=(part,))
    assert (one.low, one.high, one.total_items) == (0, 8, (1, 2))
    score = one.score((1, 2, 4, 1))
    assert (score.total, score.subscales["part"]) == (3, 5)
    assert score.subscale_bands == {"part": "high"}
    score = one.score((1, 2, None, 1))
    assert (score.total, score.subscales["part"]) == (3, 2)
    assert score.subscale_bands == {"part": "low"}
    assert one.score((1, 2, None, None)).subscale_bands == {"part": None}


def test_a_total_of_subscales_is_known_where_they_are():
    """SDQ: three of five in each scale; with two, neither the scale nor the total."""
    sdq = INSTRUMENTS["sdq"]
    given_: list[float | None] = [1] * 25
    for n in (3, 8):
        given_[n - 1] = None
    score = sdq.score(given_)
    assert (score.total, score.prorated, score.rounding) == (20, True, Rounding.HALF_UP)
    given_[12] = None
    score = sdq.score(given_)
    assert (score.subscales["emotional"], score.total) == (None, None)
    assert score.subscales["conduct"] == 5


def test_means_of_the_core_om():
    """Ten times the mean: of all, and of each domain, with one missing in each."""
    core = INSTRUMENTS["core-om"]
    score = core.score([0] * 34)
    assert score.subscales["wellbeing"] == 20  # items 4 and 31 of four are reversed
    assert score.subscales["risk"] == 0
    given_: list[float | None] = [0] * 34
    given_[30] = None
    assert core.score(given_).subscales["wellbeing"] == pytest.approx(40 / 3)
    assert core.score([0, 0, 0, 0, 0, 1, *(0,) * 28]).flags == ("risk",)


@pytest.mark.parametrize(
    "wrong",
    [
        {"items": ()},
        {"items": (1, 1)},
        {"items": (1, 2), "missing": Missing(2)},
        {"items": (1,), "factor": Fraction(0)},
    ],
)
def test_subscales_that_cannot_be(wrong):
    """Each has items, each item once, and some answer."""
    with pytest.raises(NotMeasurable):
        Subscale("part", **wrong)


def test_a_subscale_alone_keeps_what_belongs_to_it():
    """Flags by their new numbers, and the question on which another one hangs."""
    rule = Unasked(item=2, at=0, counts=0, source=SOURCE)
    items = (*OWN.items[:2], Item(0, 4, unasked=rule), OWN.items[3])
    flag = attrs.evolve(PHQ9.flags[0], item=3, at_least=2)
    parts = (Subscale("both", (2, 3)), Subscale("one", (3, 4)))
    one = attrs.evolve(OWN, items=items, flags=(flag,), subscales=parts)
    both = one.subscale("both")
    assert (both.score((0, None)).total, both.score((1, None)).total) == (0, None)
    assert both.score((0, 2)).flags == ("self_harm",)
    assert one.subscale("one").items[0].unasked is None
    assert one.subscale("one").score((2, 0)).flags == ("self_harm",)
    with pytest.raises(NotMeasurable, match="both, one"):
        one.subscale("none")
    with pytest.raises(NotMeasurable, match="none"):
        OWN.subscale("both")


def test_a_subscale_of_which_nothing_applies_is_not_known():
    """Its range is that of all its items; nothing is made up."""
    items = tuple(Item(0, 4, applies=False) for _ in range(4))
    one = attrs.evolve(OWN, items=items, subscales=(Subscale("part", (1, 2)),))
    score = one.score((NOT, NOT, 3, 1))
    assert (score.subscales["part"], score.total) == (None, 4)
    nothing = one.score((NOT,) * 4)
    assert (nothing.total, nothing.high, nothing.missing) == (None, 16, ())


# Transform (F section 4, 4)


def test_a_table_makes_the_total_of_the_sum():
    """SWEMWBS: metric scores, of 7 to 35, that rise with every sum."""
    one = INSTRUMENTS["swemwbs"]
    assert (one.low, one.high) == (7, 35)
    score = one.score((3, 3, 3, 3, 3, 3, 3))
    assert (score.raw, score.total) == (21, 19.25)
    assert list(one.transform) == list(range(7, 36))
    values = list(one.transform.values())
    assert values == sorted(set(values))


@pytest.mark.parametrize(
    "wrong",
    [
        {"transform": {0: 0.0}},
        {"transform": dict.fromkeys(range(17), 5.0)},
        {"transform": {n: float(-n) for n in range(17)}},
        {"transform": {n: float(n) for n in range(17)}, "missing": Missing(1)},
        {"transform": {n: float(n) for n in range(18)}},
        {"transform": dict.fromkeys(range(17), math.nan)},
    ],
)
def test_tables_that_cannot_be(wrong):
    """A table has every sum and no other, and rises."""
    with pytest.raises(NotMeasurable, match="transform"):
        attrs.evolve(OWN, **wrong)


def test_norms_are_the_users():
    """A T score is where a score lies among people of one's own group."""
    norms = Norms(
        instrument="rcads",
        groups={"girls, year 7": Population(30, 10), "boys, year 7": Population(20, 5)},
        source=SOURCE,
    )
    assert norms.t_score(40, group="girls, year 7") == 60
    assert norms.t_score(40, group="boys, year 7") == 90
    assert norms.t_score(None, group="boys, year 7") is None
    with pytest.raises(NotMeasurable, match="no_norm"):
        norms.t_score(40, group="somebody else's")
    with pytest.raises(NotMeasurable, match="too_few"):
        Norms(instrument="rcads", groups={}, source=SOURCE)
    with pytest.raises(TypeError, match="Population"):
        Norms(instrument="rcads", groups={"a": 3}, source=SOURCE)


# Criteria (F section 4, 5)


def test_the_clusters_of_the_pcl_5():
    """One of B, one of C, two of D, two of E at 2 or more."""
    pcl = INSTRUMENTS["pcl-5"]
    met: list[float | None] = [0] * 20
    for n in (1, 6, 8, 9, 15, 16):
        met[n - 1] = 2
    assert pcl.score(met).criteria == {"provisional_ptsd": True}
    for n in (1, 6, 8, 9, 15, 16):
        less = list(met)
        less[n - 1] = 1
        assert pcl.score(less).criteria == {"provisional_ptsd": False}
        # A missing answer that decides leaves it open; another one does not.
        less[n - 1] = None
        assert pcl.score(less).criteria == {"provisional_ptsd": None}
    met[19] = None
    assert pcl.score(met).criteria == {"provisional_ptsd": True}


def test_three_symptoms_of_the_phq_15():
    """Three or more items at 2; one that does not apply is none of them."""
    one = INSTRUMENTS["phq-15"]
    given_ = [2, 2, 0, NOT, *(0,) * 11]
    assert one.score(given_).criteria == {"somatoform": None}
    given_[4] = 2
    assert one.score(given_).criteria == {"somatoform": True}


@pytest.mark.parametrize(
    "wrong",
    [
        {"items": (1, 1), "at_least": 2, "count": 1},
        {"items": (1, 2), "at_least": 2, "count": 3},
        {"items": (1, 2), "at_least": 2, "count": 0},
    ],
)
def test_clusters_that_cannot_be(wrong):
    """As many as are counted are there."""
    with pytest.raises(NotMeasurable):
        Cluster(**wrong)
    with pytest.raises(NotMeasurable, match="clusters"):
        SymptomCount(id="none", clusters=(), source=SOURCE)


# Directions and profiles (F section 4, 6)


def test_a_preference_is_neither_better_nor_worse():
    """C-NIP: four scores, no total, and no change to be judged."""
    one = INSTRUMENTS["c-nip"]
    score = one.score((3,) * 18)
    assert score.total is None
    assert dict(score.subscales) == {
        "directiveness": 15,
        "emotional_intensity": 15,
        "past_present": 9,
        "support_challenge": 15,
    }
    with pytest.raises(NotMeasurable, match="no_direction"):
        one.change(3, 4)
    with pytest.raises(NotMeasurable, match="direction"):
        attrs.evolve(OWN, direction=None, cutoffs=(Cutoff(3),))


def test_a_profile_is_no_score():
    """EQ-5D: five levels, 9 where one is missing, and nothing is added up."""
    eq = INSTRUMENTS["eq-5d-5l"]
    found = eq.profile((2, 1, 3, 2, 1))
    assert (found.levels, found.digits) == ((2, 1, 3, 2, 1), "21321")
    assert found.is_complete
    assert eq.profile((2, 1, None, 2, 1)).digits == "21921"
    assert not eq.profile((2, 1, None, 2, 1)).is_complete
    with pytest.raises(NotMeasurable, match=r"profile"):
        eq.score((2, 1, 3, 2, 1))
    with pytest.raises(NotMeasurable, match="no_profile"):
        PHQ9.profile((0,) * 9)
    with pytest.raises(NotMeasurable, match="off_scale"):
        eq.profile((2, 1, 9, 2, 1))


# Populations (F section 4, 7)


def test_figures_of_several_populations_are_never_chosen_silently():
    """YP-CORE has four cut-offs: somebody says which one is meant."""
    one = INSTRUMENTS["yp-core"]
    by = PublishedChange(points=8, source=SOURCE)
    with pytest.raises(NotMeasurable, match=r"14 to 16 years, male.*which_population"):
        one.change(20, 10, by=by)
    found = one.change(20, 10, by=by, for_="11 to 13 years, female")
    assert found.cutoff.value == 14.4
    with pytest.raises(NotMeasurable, match=r"for_: .*no_population"):
        one.change(20, 10, by=by, for_="grown-ups")
    assert one.change(20, 10, by=by, cutoff=Cutoff(12)).cutoff.value == 12
    assert (one.usual_cutoff, one.usual_change) == (None, None)


def test_figures_of_everybody_stand_in_for_those_of_some():
    """CORE-OM: cut-offs of men and women, and one change for all."""
    one = INSTRUMENTS["core-om"]
    assert one.change(20, 10).cutoff.value == 10
    for people, line in (("men", 11.9), ("women", 12.9)):
        found = one.change(20, 10, for_=people)
        assert (found.cutoff.value, found.by.points) == (line, 5)
    dutch = INSTRUMENTS["oq-45"].change(80, 60, for_="the Netherlands")
    assert (dutch.cutoff.value, dutch.by.points) == (56, 18)
    with pytest.raises(NotMeasurable, match="leave for_ out"):
        PHQ9.change(18, 9, for_="men")


# What cannot be an instrument


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"subscales": (Subscale("a", (1,)), Subscale("a", (2,)))}, "subscales"),
        ({"total_of": TotalOf.SUBSCALES}, "subscales"),
        (
            {
                "total_of": TotalOf.SUBSCALES,
                "subscales": (Subscale("a", (1, 2)), Subscale("b", (2, 3))),
            },
            "subscales",
        ),
        ({"subscales": (Subscale("a", (1, 2, 3, 4), in_total=False),)}, "subscales"),
        (
            {"subscales": (Subscale("a", (1,), bands=(Band("x", 3), Band("y", 0))),)},
            "subscales",
        ),
        (
            {
                "criteria": (
                    SymptomCount(
                        id="a",
                        clusters=(Cluster(items=(9,), at_least=1, count=1),),
                        source=SOURCE,
                    ),
                )
            },
            "criteria",
        ),
        (
            {
                "items": (
                    Item(0, 4, unasked=Unasked(item=7, at=0, counts=0, source=SOURCE)),
                )
            },
            "unasked",
        ),
        (
            {"codes": (Code(CodeSystem.LOINC, "44250-9", of=Coded.QUESTION),)},
            "codes",
        ),
        (
            {
                "items": (
                    Item(
                        0,
                        4,
                        codes=(Code(CodeSystem.LOINC, "44249-1", of=Coded.PANEL),),
                    ),
                )
            },
            "items",
        ),
        ({"answer_codes": {"LA6568-5": 9}}, "answer_codes"),
    ],
)
def test_parts_that_do_not_fit(wrong, place):
    """The place is named."""
    with pytest.raises(NotMeasurable, match=place):
        attrs.evolve(OWN, **wrong)


@pytest.mark.parametrize(
    ("make", "given_", "match"),
    [
        (Subscale, {"id": "a", "items": [1, 2]}, "tuple of whole"),
        (Subscale, {"id": "a", "items": (1, 2.5)}, "whole numbers"),
        (Item, {"low": 0, "high": 4, "allowed": [0, 2]}, "tuple of numbers"),
        (Item, {"low": 0, "high": 4, "allowed": (0, "2")}, "allowed is a number"),
    ],
)
def test_lists_are_tuples_of_numbers(make, given_, match):
    """What could be changed afterwards is no part of a value."""
    with pytest.raises(TypeError, match=match):
        make(**given_)


def test_lines_to_mark_anywhere():
    """Visual analogues take fractions."""
    lines = visual(2, 0, 10)
    assert attrs.evolve(OWN, items=lines).score((2.5, 7.25)).total == 9.75


@pytest.mark.parametrize("wrong", [[], 3, "ab"])
def test_tables_are_mappings(wrong):
    """A list of pairs is none."""
    for name in ("transform", "answer_codes"):
        with pytest.raises(TypeError, match=name):
            attrs.evolve(OWN, **{name: wrong})
    with pytest.raises(TypeError, match="answer_codes"):
        attrs.evolve(OWN, answer_codes={3: 1})


def test_what_is_left_out_of_the_rest_shrinks_the_range():
    """Sum of the answered alone: a range of its own, and no comparison with others."""
    rule = Missing(1, fill=Fill.REST)
    mean = attrs.evolve(OWN, missing=rule, aggregate=Aggregate.MEAN)
    score = mean.score((1, 2, 3, None))
    assert (score.total, score.low, score.high) == (2, 0, 4)
    assert attrs.evolve(OWN, missing=rule).score((1, 2, 3, None)).high == 12
