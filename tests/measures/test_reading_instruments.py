"""A user's own instrument as JSON: what is read, and what is refused with its path."""

import copy
import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy.errors import MalformedDocument
from collabtherapy.measures import (
    INSTRUMENTS,
    Aggregate,
    Coded,
    Instrument,
    Mark,
    instrument_from,
)

SHIPPED: list[dict[str, Any]] = json.loads(
    files("collabtherapy.measures")
    .joinpath("instruments.json")
    .read_text(encoding="utf-8")
)["instruments"]

SOURCE = {"citation": "made up", "mark": "m"}
OWN: dict[str, Any] = {
    "id": "rested-4",
    "name": "Rested",
    "items": {"count": 4, "low": 0, "high": 4, "reversed": [2], "each": {"3": {}}},
    "direction": "higher_is_better",
    "total": {"of": "items", "aggregate": "mean", "factor": [10, 4]},
    "missing": {"at_most": 1, "fill": "prorate", "source": SOURCE},
    "bands": {
        "from": [{"name": "tired", "low": 0}, {"name": "rested", "low": 5}],
        "source": SOURCE,
    },
    "cutoffs": [{"value": 5, "at": "clinical", "for": "adults", "source": SOURCE}],
    "reliable_change": [{"points": 2, "source": SOURCE}],
    "reliabilities": [{"value": 0.8, "kind": "alpha", "source": SOURCE}],
    "flags": [{"id": "asleep", "item": 4, "at_least": 3, "source": SOURCE}],
    "subscales": [{"id": "night", "items": [1, 2], "aggregate": "mean"}],
    "criteria": [
        {
            "id": "awake",
            "clusters": [{"items": [1, 2, 3], "at_least": 2, "count": 2}],
            "source": SOURCE,
        }
    ],
    "codes": [{"system": "loinc", "code": "44249-1", "of": "panel"}],
    "answer_codes": {"LA6568-5": 0},
    "licence": "ours",
    "sources": [SOURCE],
}


def changed(path: str, value: object) -> dict[str, Any]:
    """Return the instrument with another value at a path such as ``items.low``."""
    whole = copy.deepcopy(OWN)
    held: Any = whole
    *steps, last = path.split(".")
    for step in steps:
        held = held[int(step) if isinstance(held, list) else step]
    held[int(last) if isinstance(held, list) else last] = value
    return whole


def test_an_instrument_of_ones_own():
    """It is a value like any other, and scored as what it says."""
    one = instrument_from(OWN)
    assert isinstance(one, Instrument)
    assert one.aggregate is Aggregate.MEAN
    assert (one.low, one.high) == (0, 10)
    score = one.score((4, 0, 4, 4))
    assert (score.total, score.band, score.flags) == (10, "rested", ("asleep",))
    assert dict(score.subscales) == {"night": 4}
    assert dict(score.criteria) == {"awake": True}
    assert one.codes[0].of is Coded.PANEL
    assert one.sources[0].mark is Mark.REMEMBERED
    assert instrument_from(json.loads(json.dumps(OWN))) == one


def test_what_is_left_out_is_as_the_type_has_it():
    """Three members are enough; null is left out."""
    one = instrument_from(
        {
            "id": "one",
            "name": "One",
            "items": [{"low": 0, "high": 1}, {"low": 0, "high": 9, "reversed": True}],
            "direction": None,
        }
    )
    assert (one.direction, one.high, one.items[1].is_reversed) == (None, 10, True)
    assert (one.missing.at_most, one.bands, one.version) == (0, (), "1")


def test_those_that_ship_are_read_by_the_same_door():
    """The file of the package holds nothing that a user could not say."""
    assert [one["id"] for one in SHIPPED] == list(INSTRUMENTS)
    for data in SHIPPED:
        found = instrument_from(data)
        assert found.items == INSTRUMENTS[data["id"]].items
        assert found.subscales == INSTRUMENTS[data["id"]].subscales


WRONG = [
    ("id", "Two words", "$.id"),
    ("id", 3, "$.id"),
    ("name", ["x"], "$.name"),
    ("name", "\ud800", "$.name"),
    ("name", "x" * 1001, "$.name"),
    ("items", 3, "$.items"),
    ("items", [], "$.items"),
    ("items", [{"low": 0}], "$.items[0]"),
    ("items", [{"low": 0, "high": 0}], "$.items[0]"),
    ("items", [{"low": 0, "high": 4, "allowed": [0, 5]}], "$.items[0]"),
    ("items", [{"low": 0, "high": 4, "counts_as": [1]}], "$.items[0].counts_as"),
    ("items.count", 0, "$.items.count"),
    ("items.count", 1001, "$.items.count"),
    ("items.count", 4.0, "$.items.count"),
    ("items.count", True, "$.items.count"),
    ("items.low", float("nan"), "$.items.low"),
    ("items.high", float("inf"), "$.items.high"),
    ("items.high", 10**400, "$.items.high"),
    ("items.high", "4", "$.items.high"),
    ("items.whole", 1, "$.items.whole"),
    ("items.reversed", [5], "$.items.reversed[0]"),
    ("items.reversed", [0], "$.items.reversed[0]"),
    ("items.reversed", [1, 1], "$.items.reversed[1]"),
    ("items.reversed", list(range(2000)), "$.items.reversed"),
    ("items.each", {"5": {}}, "$.items.each"),
    ("items.each", {"x": {}}, "$.items.each"),
    ("items.each", {5: {}}, "$.items.each"),
    ("items.each", [1], "$.items.each"),
    ("items.each.3", {"lowest": 1}, "$.items.each.3"),
    ("items.each.3", {"unasked": {"item": 9}}, "$.items.each.3.unasked"),
    ("direction", "up", "$.direction"),
    ("direction", True, "$.direction"),
    ("total.of", "some", "$.total.of"),
    ("total.factor", [1, 0], "$.total.factor[1]"),
    ("total.factor", [1], "$.total.factor"),
    ("total.factor", 0.5, "$.total.factor"),
    ("missing.at_most", 4, "$.missing.at_most"),
    ("missing.fill", "guess", "$.missing.fill"),
    ("missing.source", {}, "$.missing.source"),
    ("missing.source.mark", "x", "$.missing.source.mark"),
    ("bands.from.1.low", 0, "$.bands.from[1].low"),
    ("bands.from.1.low", 11, "$.bands.from[1].low"),
    ("bands.from.0.low", -1, "$.bands.from[0].low"),
    ("bands.from.1", {"name": "x"}, "$.bands.from[1]"),
    ("cutoffs.0.value", 10.5, "$.cutoffs[0].value"),
    ("cutoffs.0.value", -1, "$.cutoffs[0].value"),
    ("cutoffs.0.at", "above", "$.cutoffs[0].at"),
    ("reliable_change.0.points", 0, "$.reliable_change[0].points"),
    ("reliable_change.0.points", 11, "$.reliable_change[0].points"),
    ("reliabilities.0.value", 1, "$.reliabilities[0]"),
    ("reliabilities.0.kind", "gamma", "$.reliabilities[0].kind"),
    ("flags.0.item", 5, "$.flags[0].item"),
    ("flags.0.at_least", 5, "$.flags[0].at_least"),
    ("subscales.0.items", [1, 1], "$.subscales[0].items[1]"),
    ("subscales.0.items", [5], "$.subscales[0].items[0]"),
    ("subscales.0.items", [], "$.subscales[0]"),
    ("subscales.0.missing", {"at_most": 2}, "$.subscales[0].missing.at_most"),
    ("subscales.0.cutoffs", [{"value": 5}], "$.subscales[0].cutoffs[0].value"),
    ("subscales", [{"id": "a", "items": [1]}] * 2, "$"),
    ("criteria.0.clusters.0.count", 4, "$.criteria[0].clusters[0]"),
    ("criteria.0.clusters.0.items", [7], "$.criteria[0].clusters[0].items[0]"),
    ("criteria.0.clusters", [], "$.criteria[0]"),
    ("codes.0.code", "44249-2", "$.codes[0].code"),
    ("codes.0.system", "icd", "$.codes[0].system"),
    ("codes.0.of", "question", "$"),
    ("answer_codes", {"LA6568-5": 9}, "$.answer_codes.*"),
    ("transform", {"values": {"1.5": 3}}, "$.transform.values"),
    ("transform", {"values": {"0": 3}}, "$"),
    ("answer_codes", {str(n): 0 for n in range(1001)}, "$.answer_codes"),
    ("sources", SOURCE, "$.sources"),
    ("colour", "red", "$"),
]


@pytest.mark.parametrize(
    ("path", "value", "place"),
    WRONG,
    ids=[f"{n} {p}" for n, (p, _, _) in enumerate(WRONG)],
)
def test_what_is_wrong_is_refused_with_its_path(path, value, place):
    """F section 9: with the path, what would be right, and nothing that it said."""
    with pytest.raises(MalformedDocument) as found:
        instrument_from(changed(path, value))
    assert found.value.path == place
    assert found.value.message
    if isinstance(value, str) and len(value) > 3 and value != "question":
        assert value not in str(found.value)


@pytest.mark.parametrize("whole", [None, 3, "x", [], [OWN], {}, {"id": "x"}])
def test_what_is_no_instrument_at_all(whole):
    """No object, or one without what every instrument has."""
    with pytest.raises(MalformedDocument, match=r"^\$: "):
        instrument_from(whole)


def test_what_goes_in_circles_or_deep_is_refused_like_any_other():
    """Reading goes no deeper than an instrument does."""
    circle: dict[str, Any] = copy.deepcopy(OWN)
    circle["subscales"][0]["items"] = circle
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    for whole in (circle, changed("items.reversed", deep)):
        with pytest.raises(MalformedDocument):
            instrument_from(whole)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path to everything within a document."""
    if path:
        yield path
    if isinstance(value, dict | list):
        keys = value if isinstance(value, dict) else range(len(value))
        for key in keys:
            yield from places(value[key], (*path, key))


SAID = "I would rather not say"
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.just(SAID)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5) | st.just(SAID), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.sampled_from([OWN, *SHIPPED]), st.data())
def test_whatever_stands_anywhere_is_read_or_refused(whole, data):
    """An instrument or the one error, and no words of the document in it."""
    mutated = copy.deepcopy(whole)
    *steps, last = data.draw(st.sampled_from(list(places(mutated))))
    held: Any = mutated
    for step in steps:
        held = held[step]
    held[last] = data.draw(ANYTHING)
    found, error = read(mutated)
    if error is None:
        assert isinstance(found, Instrument)
        assert found.low < found.high
    else:
        assert error.path.startswith("$")
        assert SAID not in str(error)


def read(whole: object) -> tuple[Instrument | None, MalformedDocument | None]:
    """Return the instrument, or the error that says why there is none."""
    try:
        return instrument_from(whole), None
    except MalformedDocument as error:
        return None, error
