"""Each built-in instrument beside what was worked out by hand from its source."""

import math

import attrs
import pytest
from vectors import BANDS, CUTOFFS, NO_TOTAL, RANGES, VECTORS, Vector

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures import INSTRUMENTS, Direction, Fill, Instrument, TotalOf

SCORED = [id_ for id_ in INSTRUMENTS if id_ != "eq-5d-5l"]
ALLOWING = [id_ for id_, vector in VECTORS.items() if vector.some]


def named(id_: str) -> Instrument:
    """Return an instrument, or the subscale after a point."""
    whole, _, part = id_.partition(".")
    return INSTRUMENTS[whole].subscale(part) if part else INSTRUMENTS[whole]


def test_there_is_a_vector_for_each_of_the_forty_six():
    """None is built in that nobody has worked out by hand (F section 4)."""
    assert len(INSTRUMENTS) == 46
    assert set(VECTORS) == set(INSTRUMENTS)
    assert {
        id_
        for id_, one in INSTRUMENTS.items()
        if one.total_of in {TotalOf.NONE, TotalOf.PROFILE}
    } == NO_TOTAL


@pytest.mark.parametrize("id_", SCORED)
def test_the_vector_of_each(id_):
    """The total and every subscale are those worked out by hand."""
    vector = VECTORS[id_]
    score = INSTRUMENTS[id_].score(vector.answers)
    assert score.total == (
        None if vector.total is None else pytest.approx(vector.total, abs=1e-9)
    )
    assert dict(score.subscales) == {
        name: pytest.approx(points, abs=1e-9)
        for name, points in vector.subscales.items()
    }
    assert not score.prorated


@pytest.mark.parametrize("id_", ALLOWING)
def test_missing_answers_of_each_that_allows_for_them(id_):
    """As many as it allows are filled in; with one more nothing is known."""
    vector, one = VECTORS[id_], INSTRUMENTS[id_]
    score = one.score(vector.some)
    assert score.total == (
        None if vector.some_total is None else pytest.approx(vector.some_total)
    )
    for name, points in vector.some_subscales.items():
        found = score.subscales[name]
        assert found == (None if points is None else pytest.approx(points)), name
    if one.missing.fill is Fill.PRORATE and score.total is not None:
        assert score.prorated
    if one.missing.at_most:
        assert vector.some.count(None) == one.missing.at_most
        assert one.score(with_one_more_missing(vector, one)).total is None


def with_one_more_missing(vector: Vector, one: Instrument) -> list[float | None]:
    """Leave out one more answer that counts towards the total."""
    given = list(vector.some)
    place = next(n for n in one.total_items if given[n - 1] is not None)
    given[place - 1] = None
    return given


@pytest.mark.parametrize("id_", sorted(set(SCORED) - set(ALLOWING)))
def test_no_answer_may_be_missing_of_the_others(id_):
    """One missing answer leaves the total, and each subscale that it is in, unknown."""
    one, vector = INSTRUMENTS[id_], VECTORS[id_]
    for n in range(len(one.items)):
        if n + 1 in {3, 6} and id_ in {"k10", "k10-0"}:
            continue  # they may not have been asked
        given: list[float | None] = list(vector.answers)
        given[n] = None
        score = one.score(given)
        assert score.total is None
        for part in one.subscales:
            assert (score.subscales[part.id] is None) is (n + 1 in part.items)


def test_those_with_bands_are_these():
    """No bands but those that are listed, in the total or in a subscale."""
    found = {id_ for id_, one in INSTRUMENTS.items() if one.bands} | {
        f"{id_}.{part.id}"
        for id_, one in INSTRUMENTS.items()
        for part in one.subscales
        if part.bands
    }
    assert found == set(BANDS)


@pytest.mark.parametrize("id_", BANDS)
def test_the_bands_of_each(id_):
    """Each begins where it was published; the first begins at the low end."""
    one = named(id_)
    assert [band.low for band in one.bands] == BANDS[id_]
    assert one.bands[0].low == one.low
    assert one.bands[-1].low < one.high
    for band, end in zip(one.bands, [*BANDS[id_][1:], one.high + 1], strict=True):
        assert {one.band(band.low), one.band(end - 0.5)} == {band.name}


def test_those_with_cutoffs_are_these():
    """No cut-offs but those that are listed, of a total or of a subscale."""
    found = {id_ for id_, one in INSTRUMENTS.items() if one.cutoffs} | {
        f"{id_}.{part.id}"
        for id_, one in INSTRUMENTS.items()
        for part in one.subscales
        if part.cutoffs
    }
    assert found == set(CUTOFFS)


@pytest.mark.parametrize("id_", CUTOFFS)
def test_the_cutoffs_of_each(id_):
    """The outermost clinical score is clinical; a little better is functional."""
    one = named(id_)
    assert [line.for_ for line in one.cutoffs] == [for_ for for_, _ in CUTOFFS[id_]]
    for line, (_, last) in zip(one.cutoffs, CUTOFFS[id_], strict=True):
        assert one.low < line.value < one.high
        better = last + one.direction.sign * 0.1
        assert line.clinical(last, one.direction).answer is True
        assert line.functional(round(better, 9), one.direction).answer is True
        assert line.source is not None


@pytest.mark.parametrize("id_", SCORED)
def test_the_ends_of_each_scale_are_reached(id_):
    """The best and the worst answers to every item give the ends, and no others do."""
    one = INSTRUMENTS[id_]
    for end, other in (("low", "high"), ("high", "low")):
        given = [getattr(i, other if i.is_reversed else end) for i in one.items]
        score = one.score(given)
        if score.total is not None:
            assert score.total == getattr(one, end)
        for part in one.subscales:
            alone = one.subscale(part.id)
            assert score.subscales[part.id] == getattr(alone, end)


@pytest.mark.parametrize("id_", INSTRUMENTS)
def test_the_scale_of_each(id_):
    """Of its answers, and of its total."""
    one, (answers, total) = INSTRUMENTS[id_], RANGES[id_]
    assert (one.items[0].low, one.items[0].high) == answers
    apart = {"ceq": {4, 6}}.get(id_, set())
    for n, item in enumerate(one.items, 1):
        assert ((item.low, item.high) == answers) is (n not in apart)
    if total is not None:
        assert (one.low, one.high) == total


def test_which_way_each_points():
    """Higher is better of these; nothing of preferences; lower of all others."""
    higher = {
        "ors", "srs", "wai-sr", "who-5", "swemwbs", "rses", "reqol-10", "dialog",
        "gbo", "collaborate", "sdm-q-9", "ceq",
    }  # fmt: skip
    for id_, one in INSTRUMENTS.items():
        expected = Direction.LOWER_IS_BETTER
        if id_ in higher:
            expected = Direction.HIGHER_IS_BETTER
        assert one.direction is (None if id_ == "c-nip" else expected), id_


@pytest.mark.parametrize("id_", SCORED)
def test_a_subscale_alone_is_scored_as_within(id_):
    """An instrument of one subscale comes to what the whole says of it."""
    one, vector = INSTRUMENTS[id_], VECTORS[id_]
    whole = one.score(vector.answers)
    for part in one.subscales:
        alone = one.subscale(part.id)
        score = alone.score([vector.answers[n - 1] for n in part.items])
        assert (score.instrument, score.total) == (
            f"{id_}.{part.id}",
            whole.subscales[part.id],
        )
        assert score.band == whole.subscale_bands.get(part.id)


def test_every_figure_has_a_source():
    """Nothing is said without somebody who says so (F section 4, 9)."""
    for one in INSTRUMENTS.values():
        assert one.sources
        assert one.about
        assert not one.bands or one.bands_source
        assert not one.transform or one.transform_source
        assert not one.missing.at_most or one.missing.source
        for part in one.subscales:
            assert part.source
            assert not part.bands or part.bands_source
            assert not part.missing.at_most or part.missing.source
        codes = [*one.codes, *(code for item in one.items for code in item.codes)]
        codes += [code for part in one.subscales for code in part.codes]
        assert all(code.source for code in codes)


def test_nothing_of_one_instrument_is_mistaken_for_another():
    """K10 has two ids, ten points apart, and no score of one is one of the other."""
    k10, other = INSTRUMENTS["k10"], INSTRUMENTS["k10-0"]
    given = [1, 2, 3, 4, 0, 1, 2, 3, 4, 0]
    score = other.score(given)
    assert k10.score([x + 1 for x in given]).total == score.total + 10
    with pytest.raises(NotMeasurable, match="mixed_instruments"):
        k10.total("pre", score)


def test_answers_that_make_no_difference_to_a_total_are_apart():
    """The prosocial scale is no part of the SDQ's total, nor treatment of DIALOG's."""
    for id_, apart in (("sdq", {1, 4, 9, 17, 20}), ("dialog", {9, 10, 11})):
        one, vector = INSTRUMENTS[id_], VECTORS[id_]
        assert set(range(1, len(one.items) + 1)) - set(one.total_items) == apart
        given = [None if n in apart else x for n, x in enumerate(vector.answers, 1)]
        assert one.score(given).total == pytest.approx(vector.total)


def test_a_rule_is_part_of_what_it_scores():
    """Another rule for missing answers is another instrument, not the same value."""
    one = INSTRUMENTS["phq-9"]
    plain = attrs.evolve(one, missing=attrs.evolve(one.missing, rounding=None))
    some = VECTORS["phq-9"].some
    assert plain != one
    assert plain.score(some).total == pytest.approx(135 / 7)
    assert math.isclose(one.score(some).total, 19)
