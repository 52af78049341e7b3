"""Criteria that count symptoms: so many items of a cluster answered so high."""

import math
from collections.abc import Sequence
from functools import reduce

import attrs
from attrs import field
from attrs.validators import instance_of

from collabtherapy._scalars import real, text, whole
from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.items import item_numbers
from collabtherapy.measures.quantities import (
    finite,
    tuple_of,
    whole_number,
    whole_numbers,
)
from collabtherapy.measures.sources import Source
from collabtherapy.measures.truth import Truth

__all__ = ["Cluster", "SymptomCount"]


@attrs.frozen(kw_only=True)
class Cluster:
    """Items of which a number have to be symptoms.

    Args:
        items: their numbers, from 1.
        at_least: the points from which an item counts as a symptom.
        count: how many of them have to.
    """

    items: tuple[int, ...] = field(converter=item_numbers, validator=whole_numbers)
    at_least: float = field(converter=real, validator=finite)
    count: int = field(converter=whole, validator=whole_number)

    def __attrs_post_init__(self) -> None:
        if len(set(self.items)) < len(self.items):
            raise NotMeasurable("items", "items", "name each item once")
        if not 1 <= self.count <= len(self.items):
            raise NotMeasurable("count", "count", f"count 1 to {len(self.items)} items")

    def met(self, points: Sequence[float]) -> Truth:
        """Return whether enough items are symptoms; unknown where answers decide it.

        Args:
            points: what each item of the instrument counts, NaN where it is missing.
        """
        own = [points[number - 1] for number in self.items]
        symptoms = sum(x >= self.at_least for x in own)
        open_ = sum(map(math.isnan, own))
        return Truth(symptoms >= self.count, symptoms + open_ < self.count)


@attrs.frozen(kw_only=True)
class SymptomCount:
    """A criterion that is met where each of its clusters is.

    Args:
        id: a short name, such as ``provisional_ptsd``.
        clusters: the clusters, at least one.
        source: who says so.
    """

    id: str = field(converter=text, validator=instance_of(str))
    clusters: tuple[Cluster, ...] = field(validator=tuple_of(Cluster))
    source: Source = field(validator=instance_of(Source))

    def __attrs_post_init__(self) -> None:
        if not self.clusters:
            raise NotMeasurable("clusters", "too_few", "name at least one cluster")

    def met(self, points: Sequence[float]) -> bool | None:
        """Return whether the criterion is met; None where missing answers decide it."""
        return reduce(Truth.__and__, (one.met(points) for one in self.clusters)).answer
