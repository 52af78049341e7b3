"""What holds of every instrument: its parts name items that exist, in order, once."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Protocol, cast

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.aggregates import full
from collabtherapy.measures.bands import Band, Cutoff
from collabtherapy.measures.codes import Code, Coded
from collabtherapy.measures.criteria import PublishedChange
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.quantities import number
from collabtherapy.measures.scoring import Scorable, TotalOf
from collabtherapy.measures.wording import Wording

__all__ = ["check"]

Found = tuple[str, bool, str]
"""The place of a condition, whether it holds, and what would be right."""


class Checkable(Scorable, Protocol):
    """What is asked of an instrument to check it; see `Instrument`."""

    @property
    def direction(self) -> Direction | None: ...
    @property
    def bands(self) -> tuple[Band, ...]: ...
    @property
    def cutoffs(self) -> tuple[Cutoff, ...]: ...
    @property
    def reliable_change(self) -> tuple[PublishedChange, ...]: ...
    @property
    def codes(self) -> tuple[Code, ...]: ...
    @property
    def answer_codes(self) -> Mapping[str, float]: ...
    @property
    def wording(self) -> Wording | None: ...


def check(one: Checkable) -> None:
    """Raise if the parts of an instrument do not fit together.

    Raises:
        TypeError: If a table holds something other than numbers.
        NotMeasurable: If an item is named that does not exist, bands are out of order,
            and so on; the place names the field.
    """
    for conditions in (_items, _parts, _figures, _codes):
        for place, holds, message in conditions(one):
            if not holds:
                raise NotMeasurable(place, "no_instrument", message)
    if one.transform:
        _check_transform(one)


def _items(one: Checkable) -> Iterator[Found]:
    n = len(one.items)
    yield "items", n > 0, "an instrument has at least one item"
    yield "factor", one.factor > 0, "the factor lies above 0"
    flagged = [flag.item for flag in one.flags]
    of_parts = [number for part in one.subscales for number in part.items]
    counted = [
        number
        for criterion in one.criteria
        for cluster in criterion.clusters
        for number in cluster.items
    ]
    asked = [item.unasked.item for item in one.items if item.unasked is not None]
    named = [*flagged, *of_parts, *counted, *asked]
    holds = all(1 <= number <= n for number in named)
    yield "flags, subscales, criteria, unasked", holds, f"items are 1 to {n}"
    most = len(one.total_items)
    yield "missing", 0 <= one.missing.at_most < max(most, 1), "some item is answered"
    yield (
        "wording",
        one.wording is None or len(one.wording.items) == n,
        "there is a text for each item",
    )


def _parts(one: Checkable) -> Iterator[Found]:
    names = [part.id for part in one.subscales]
    yield "subscales", len(set(names)) == len(names), "each subscale has its own id"
    inside = [n for part in one.subscales if part.in_total for n in part.items]
    if one.total_of is TotalOf.SUBSCALES:
        yield "subscales", bool(inside), "one of them is part of the total"
        once = len(set(inside)) == len(inside)
        yield "subscales", once, "those of the total share no item"
    if one.total_of is TotalOf.ITEMS:
        yield "subscales", bool(one.total_items), "some item is part of the total"


def _figures(one: Checkable) -> Iterator[Found]:
    order = "bands go from the lowest up"
    yield "bands", _ordered(one.bands), order
    for part in one.subscales:
        yield "subscales", _ordered(part.bands), order
    judged = any((one.cutoffs, one.reliable_change)) or any(
        part.cutoffs or part.reliable_change for part in one.subscales
    )
    yield (
        "direction",
        one.direction is not None or not judged,
        "cut-offs and changes need a direction",
    )


def _ordered(bands: tuple[Band, ...]) -> bool:
    return all(a.low < b.low for a, b in pairwise(bands))


def _codes(one: Checkable) -> Iterator[Found]:
    whole = all(code.of is not Coded.QUESTION for code in one.codes)
    yield "codes", whole, "a code of a question stands at its item"
    questions = [code for item in one.items for code in item.codes]
    yield (
        "items",
        all(code.of is Coded.QUESTION for code in questions),
        "the codes of an item name its question",
    )
    scores = [code for part in one.subscales for code in part.codes]
    yield (
        "subscales",
        all(code.of is Coded.SCORE for code in scores),
        "the codes of a subscale name its score",
    )
    for key, value in cast("Mapping[object, object]", one.answer_codes).items():
        if not isinstance(key, str):
            raise TypeError("answer_codes maps the code of an answer to its number")
        given = number("answer_codes", value)
        reached = any(item.low <= given <= item.high for item in one.items)
        yield "answer_codes", reached, "each stands for an answer of some item"


def _check_transform(one: Checkable) -> None:
    """Raise if the table misses a sum, does not rise, or cannot be looked up."""
    for pair in one.transform.items():
        for value in pair:
            number("transform", value)
    found = full(one, [one.items[n - 1] for n in one.total_items])
    sums = range(round(found.low), round(found.high) + 1)
    values = [one.transform[raw] for raw in sums if raw in one.transform]
    for holds, message in (
        (one.total_of is TotalOf.ITEMS, "a table makes a total of all items"),
        (all(item.applies for item in one.items), "every item of it applies"),
        (
            len(values) == len(sums) == len(one.transform),
            f"give a total for each sum from {found.low:g} to {found.high:g}",
        ),
        (all(a < b for a, b in pairwise(values)), "totals rise with the sum"),
        (
            one.missing.at_most == 0 or one.missing.rounding is not None,
            "a prorated sum is rounded before it is looked up",
        ),
    ):
        if not holds:
            raise NotMeasurable("transform", "no_instrument", message)
