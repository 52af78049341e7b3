"""The items of an instrument, what is done where answers are missing, and flags."""

from collections.abc import Iterable
from enum import Enum
from typing import SupportsIndex

import attrs
from attrs import converters, field
from attrs.validators import instance_of, optional

from collabtherapy._scalars import real, text, whole
from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.quantities import (
    finite,
    number_or_missing,
    whole_number,
    whole_numbers,
)
from collabtherapy.measures.sources import Source

__all__ = ["Fill", "Flag", "Item", "Missing", "Subscale", "likert", "visual"]


@attrs.frozen
class Item:
    """One question and the range of its answers.

    Args:
        low: the lowest answer.
        high: the highest.
        whole: whether only whole numbers are answers.
        is_reversed: whether it counts the other way round.
        loinc: its code, where it has one.
    """

    low: float = field(converter=real, validator=finite)
    high: float = field(converter=real, validator=finite)
    whole: bool = field(default=True, validator=instance_of(bool), kw_only=True)
    is_reversed: bool = field(default=False, validator=instance_of(bool), kw_only=True)
    loinc: str | None = field(
        default=None,
        converter=converters.optional(text),
        validator=optional(instance_of(str)),
        kw_only=True,
    )

    def __attrs_post_init__(self) -> None:
        if self.low >= self.high:
            raise NotMeasurable("low, high", "empty_range", "low lies below high")

    def reverse(self, answer: float) -> float:
        """Give an answer counted from the other end; twice is the answer itself.

        >>> Item(0, 4).reverse(1)
        3
        """
        return self.low + self.high - answer

    def counts(self, place: str, answer: float | None) -> float:
        """Give what an answer counts, NaN where it is missing.

        Raises:
            TypeError: it is no number.
            NotMeasurable: it is off the scale, or not whole where it has to be.
        """
        value = number_or_missing(place, answer)
        if value < self.low or value > self.high:
            raise NotMeasurable(
                place, "off_scale", f"an answer lies from {self.low:g} to {self.high:g}"
            )
        if self.whole and value % 1 > 0:  # not so for NaN
            raise NotMeasurable(place, "not_whole", "an answer is a whole number")
        return self.reverse(value) if self.is_reversed else value


def likert(
    n: int,
    low: int,
    high: int,
    *,
    reverse: Iterable[int] = (),
    loinc: Iterable[str] = (),
) -> tuple[Item, ...]:
    """Give ``n`` items with whole answers from ``low`` to ``high``.

    Args:
        n: how many.
        low: the lowest answer.
        high: the highest.
        reverse: the numbers, from 1, of those that count the other way round.
        loinc: the code of each item, or none at all.
    """
    backwards, codes = frozenset(reverse), tuple(loinc) or (None,) * n
    return tuple(
        Item(low, high, is_reversed=number in backwards, loinc=code)
        for number, code in zip(range(1, n + 1), codes, strict=True)
    )


def visual(n: int, low: float, high: float) -> tuple[Item, ...]:
    """Give ``n`` lines to mark anywhere, such as ten centimetres: visual analogues."""
    return tuple(Item(low, high, whole=False) for _ in range(n))


class Fill(Enum):
    """What the answered items stand for where others are missing.

    ``PRORATE``: for all items, each missing one counting their mean. ``REST``: for
    themselves alone; the range of the score shrinks with them.
    """

    PRORATE = "prorate"
    REST = "rest"


@attrs.frozen
class Missing:
    """How many answers may be missing, and what is done then; never is one a 0.

    Args:
        at_most: how many; with more the score is not known.
        fill: what is done.
        source: who says so.
    """

    at_most: int = field(default=0, converter=whole, validator=whole_number)
    fill: Fill = field(default=Fill.PRORATE, validator=instance_of(Fill), kw_only=True)
    source: Source | None = field(
        default=None, validator=optional(instance_of(Source)), kw_only=True
    )


@attrs.frozen(kw_only=True)
class Flag:
    """An answer that asks for attention whatever the total.

    Args:
        id: a short name, such as ``self_harm``.
        item: which item, from 1.
        at_least: from which answer on, as it was given.
        source: who says so.
    """

    id: str = field(converter=text, validator=instance_of(str))
    item: int = field(converter=whole, validator=whole_number)
    at_least: float = field(converter=real, validator=finite)
    source: Source = field(validator=instance_of(Source))


def _wholes(numbers: tuple[SupportsIndex, ...]) -> tuple[int, ...]:
    given: object = numbers  # whoever calls may not be type-checked
    if not isinstance(given, tuple):
        raise TypeError("items is a tuple of whole numbers")
    return tuple(map(whole, numbers))


@attrs.frozen
class Subscale:
    """A sum of some of the items; not known where one of them is missing."""

    id: str = field(converter=text, validator=instance_of(str))
    items: tuple[int, ...] = field(converter=_wholes, validator=whole_numbers)
