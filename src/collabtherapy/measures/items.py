"""The items of an instrument, and the answers that ask for attention."""

from collections.abc import Iterable
from itertools import pairwise
from typing import SupportsFloat, SupportsIndex, TypeAlias

import attrs
from attrs import converters, field
from attrs.validators import instance_of, optional

from collabtherapy._scalars import real, text, whole
from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.codes import Code, Coded, CodeSystem, first
from collabtherapy.measures.missing import Inapplicable
from collabtherapy.measures.quantities import (
    finite,
    number,
    number_or_missing,
    tuple_of,
    whole_number,
)
from collabtherapy.measures.sources import Source

__all__ = ["Answer", "Flag", "Item", "Unasked", "likert", "visual"]

Answer: TypeAlias = float | Inapplicable | None
"""A number, None or NaN where it is missing, or `Inapplicable.DOES_NOT_APPLY`."""


def item_numbers(numbers: tuple[SupportsIndex, ...]) -> tuple[int, ...]:
    """Return the numbers of items, from 1, each as plain ``int``.

    Raises:
        TypeError: If they are no tuple.
    """
    given: object = numbers  # whoever calls may not be type-checked
    if not isinstance(given, tuple):
        raise TypeError("items is a tuple of whole numbers")
    return tuple(map(whole, numbers))


def _reals(place: str, values: Iterable[SupportsFloat]) -> tuple[float, ...]:
    given: object = values  # whoever calls may not be type-checked
    if not isinstance(given, tuple):
        raise TypeError(f"{place} is a tuple of numbers")
    for one in values:
        number(place, one)
    return tuple(map(real, values))


def _allowed(values: tuple[float, ...]) -> tuple[float, ...]:
    return _reals("allowed", values)


def _counts_as(values: tuple[float, float]) -> tuple[float, float]:
    low, high = _reals("counts_as", values)
    return low, high


@attrs.frozen(kw_only=True)
class Unasked:
    """When a question is not asked, because of the answer to another one.

    Args:
        item: the number of the other item, from 1.
        at: the answer to it after which this one is not asked.
        counts: what this one counts then, in points.
        source: who says so.
    """

    item: int = field(converter=whole, validator=whole_number)
    at: float = field(converter=real, validator=finite)
    counts: float = field(converter=real, validator=finite)
    source: Source = field(validator=instance_of(Source))


@attrs.frozen
class Item:
    """One question and the range of its answers.

    Args:
        low: the lowest answer.
        high: the highest.
        whole: whether only whole numbers are answers.
        is_reversed: whether it counts the other way round.
        allowed: the only numbers that are answers, from the lowest up; any number in
            the range if empty.
        applies: False for a question that does not apply to everybody: then
            `Inapplicable.DOES_NOT_APPLY` is an answer.
        counts_as: the points that the lowest and the highest answer count, where they
            are not the answers themselves; the answers between lie on the line.
        unasked: when the question is not asked.
        codes: its codes.
    """

    low: float = field(converter=real, validator=finite)
    high: float = field(converter=real, validator=finite)
    whole: bool = field(default=True, validator=instance_of(bool), kw_only=True)
    is_reversed: bool = field(default=False, validator=instance_of(bool), kw_only=True)
    allowed: tuple[float, ...] = field(default=(), converter=_allowed, kw_only=True)
    applies: bool = field(default=True, validator=instance_of(bool), kw_only=True)
    counts_as: tuple[float, float] | None = field(
        default=None, converter=converters.optional(_counts_as), kw_only=True
    )
    unasked: Unasked | None = field(
        default=None, validator=optional(instance_of(Unasked)), kw_only=True
    )
    codes: tuple[Code, ...] = field(default=(), validator=tuple_of(Code), kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.low >= self.high:
            raise NotMeasurable("low, high", "empty_range", "low lies below high")
        if self.counts_as is not None and self.counts_as[0] >= self.counts_as[1]:
            raise NotMeasurable("counts_as", "empty_range", "low lies below high")
        if any(a >= b for a, b in pairwise(self.allowed)):
            raise NotMeasurable("allowed", "order", "allowed answers go upwards")
        if any(not self.low <= one <= self.high for one in self.allowed):
            raise NotMeasurable(
                "allowed", "off_scale", f"they lie from {self.low:g} to {self.high:g}"
            )

    @property
    def loinc(self) -> str | None:
        """The LOINC code of the question; None without one."""
        return first(self.codes, Coded.QUESTION)

    @property
    def least(self) -> float:
        """The fewest points that an answer counts."""
        return self.low if self.counts_as is None else self.counts_as[0]

    @property
    def most(self) -> float:
        """The most points that an answer counts."""
        return self.high if self.counts_as is None else self.counts_as[1]

    def reverse(self, answer: float) -> float:
        """Return an answer counted from the other end; twice is the answer itself.

        >>> Item(0, 4).reverse(1)
        3
        """
        return self.low + self.high - answer

    def counts(self, place: str, answer: float | None) -> float:
        """Return the points that an answer counts, NaN where it is missing.

        Args:
            place: the name of the answer in an error.
            answer: the answer.

        Raises:
            TypeError: If it is no number.
            NotMeasurable: If it is off the scale, not whole where it has to be, or not
                among the answers that are allowed.

        >>> Item(0, 100, counts_as=(1, 9)).counts("answer", 50)
        5.0
        """
        value = number_or_missing(place, answer)
        if value < self.low or value > self.high:
            raise NotMeasurable(
                place, "off_scale", f"an answer lies from {self.low:g} to {self.high:g}"
            )
        if self.whole and value % 1 > 0:  # not so for NaN
            raise NotMeasurable(place, "not_whole", "an answer is a whole number")
        if self.allowed and value not in self.allowed and value == value:  # noqa: PLR0124  # a NaN
            answers = ", ".join(f"{one:g}" for one in self.allowed)
            raise NotMeasurable(place, "not_allowed", f"the answers are {answers}")
        return self.points(self.reverse(value) if self.is_reversed else value)

    def points(self, value: float) -> float:
        """Return the points of a value between the lowest and the highest answer."""
        if self.counts_as is None:
            return value
        low, high = self.counts_as
        return low + (value - self.low) * (high - low) / (self.high - self.low)


def likert(
    n: int,
    low: int,
    high: int,
    *,
    reverse: Iterable[int] = (),
    loinc: Iterable[str] = (),
) -> tuple[Item, ...]:
    """Build ``n`` items with whole answers from ``low`` to ``high``.

    Args:
        n: how many.
        low: the lowest answer.
        high: the highest.
        reverse: the numbers, from 1, of those that count the other way round.
        loinc: the LOINC code of each item, or none at all.
    """
    backwards, codes = frozenset(reverse), tuple(map(_question, loinc))
    return tuple(
        Item(low, high, is_reversed=number in backwards, codes=code)
        for number, code in zip(range(1, n + 1), codes or ((),) * n, strict=True)
    )


def _question(code: str) -> tuple[Code, ...]:
    return (Code(CodeSystem.LOINC, code, of=Coded.QUESTION),)


def visual(n: int, low: float, high: float) -> tuple[Item, ...]:
    """Build ``n`` lines to mark anywhere, such as ten centimetres: visual analogues."""
    return tuple(Item(low, high, whole=False) for _ in range(n))


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
