"""Subscales: scores of some of the items, each by rules of its own."""

from collections.abc import Sequence
from fractions import Fraction

import attrs
from attrs import field
from attrs.validators import instance_of, optional

from collabtherapy._scalars import text
from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.aggregates import Aggregate, full
from collabtherapy.measures.bands import Band, Cutoff
from collabtherapy.measures.codes import Code
from collabtherapy.measures.criteria import PublishedChange
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.items import Item, item_numbers
from collabtherapy.measures.missing import Missing
from collabtherapy.measures.quantities import tuple_of, whole_numbers
from collabtherapy.measures.sources import Source

__all__ = ["Subscale"]


@attrs.frozen
class Subscale:
    """A score of some of the items.

    Args:
        id: a short name.
        items: the numbers of its items, from 1.
        aggregate: their sum, or their mean.
        factor: what the sum or mean is multiplied by.
        missing: what is done where answers are missing.
        bands: what its scores are called, from the lowest up.
        cutoffs: published cut-offs.
        reliable_change: published criteria of reliable change.
        direction: which scores are the better ones; None for those of the instrument.
        in_total: False for a subscale that is no part of the total.
        codes: its codes.
        source: who says which items it has.
    """

    id: str = field(converter=text, validator=instance_of(str))
    items: tuple[int, ...] = field(converter=item_numbers, validator=whole_numbers)
    aggregate: Aggregate = field(
        default=Aggregate.SUM, validator=instance_of(Aggregate), kw_only=True
    )
    factor: Fraction = field(
        default=Fraction(1), validator=instance_of(Fraction), kw_only=True
    )
    missing: Missing = field(
        default=Missing(), validator=instance_of(Missing), kw_only=True
    )
    bands: tuple[Band, ...] = field(default=(), validator=tuple_of(Band), kw_only=True)
    bands_source: Source | None = field(
        default=None, validator=optional(instance_of(Source)), kw_only=True
    )
    cutoffs: tuple[Cutoff, ...] = field(
        default=(), validator=tuple_of(Cutoff), kw_only=True
    )
    reliable_change: tuple[PublishedChange, ...] = field(
        default=(), validator=tuple_of(PublishedChange), kw_only=True
    )
    direction: Direction | None = field(
        default=None, validator=optional(instance_of(Direction)), kw_only=True
    )
    in_total: bool = field(default=True, validator=instance_of(bool), kw_only=True)
    codes: tuple[Code, ...] = field(default=(), validator=tuple_of(Code), kw_only=True)
    source: Source | None = field(
        default=None, validator=optional(instance_of(Source)), kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        if not self.items or len(set(self.items)) < len(self.items):
            raise NotMeasurable("items", "items", "name at least one item, each once")
        if self.factor <= 0:
            raise NotMeasurable("factor", "not_positive", "the factor lies above 0")
        if not 0 <= self.missing.at_most < len(self.items):
            raise NotMeasurable("missing", "at_most", "some item is answered")

    def range(self, items: Sequence[Item]) -> tuple[float, float]:
        """Return the lowest and the highest score of these items, which are its own."""
        found = full(self, items)
        return found.low, found.high
